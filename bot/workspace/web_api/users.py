"""users.*: who is in the workspace."""

from __future__ import annotations

from bot.workspace.core import Workspace
from bot.workspace.errors import ApiError
from bot.workspace.store import Json
from bot.workspace.web_api.method import Arguments, Method, page_of


def info(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/users.info"""
    return {"user": _shown(workspace, _user(workspace, arguments))}


def list_(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/users.list"""
    page, onward = page_of(workspace.store.people.all(), arguments, 1000)
    shown = [_shown(workspace, user) for user in page]
    return {"members": shown, "cache_ts": 0, "response_metadata": onward}


def lookup_by_email(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/users.lookupByEmail"""
    user = workspace.store.people.by_email(arguments.required("email", "users_not_found"))
    if user is None or user.get("deleted"):
        raise ApiError("users_not_found")
    return {"user": _shown(workspace, user)}


def profile_get(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/users.profile.get"""
    return {"profile": _shown(workspace, _user(workspace, arguments))["profile"]}


def _user(workspace: Workspace, arguments: Arguments) -> Json:
    user = workspace.store.people.get(arguments.required("user", "user_not_found"))
    if user is None:
        raise ApiError("user_not_found")
    return user


def _shown(workspace: Workspace, user: Json) -> Json:
    shown = workspace.render.user(user)
    scopes = workspace.settings.scopes
    if scopes is not None and "users:read.email" not in scopes:
        # Without this scope Slack leaves the address out and says nothing.
        shown["profile"].pop("email", None)
    return shown


METHODS = (
    Method("users.info", info, ("users:read",)),
    Method("users.list", list_, ("users:read",)),
    Method("users.lookupByEmail", lookup_by_email, ("users:read.email",)),
    Method("users.profile.get", profile_get, ("users.profile:read",)),
)
