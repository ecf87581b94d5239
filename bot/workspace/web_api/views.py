"""views.*: modals and App Homes."""

from __future__ import annotations

from typing import Any

from bot.workspace.core import Workspace
from bot.workspace.errors import ApiError
from bot.workspace.store import Json
from bot.workspace.web_api.method import Arguments, Method


def open_(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/views.open"""
    return {"view": workspace.modals.open(_trigger(arguments), _view(arguments))}


def push(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/views.push"""
    return {"view": workspace.modals.push(_trigger(arguments), _view(arguments))}


def update(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/views.update"""
    views = workspace.store.views
    if arguments.has("view_id"):
        found = views.get(arguments.text("view_id"))
    else:
        found = views.by_external_id(arguments.required("external_id"))
    view_hash = arguments.text("hash") or None
    return {"view": workspace.modals.update(found, _view(arguments), view_hash)}


def publish(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/views.publish"""
    user = arguments.required("user_id")
    if workspace.store.people.get(user) is None:
        raise ApiError("user_not_found")
    if not workspace.settings.home_tab:
        raise ApiError("not_enabled")
    view_hash = arguments.text("hash") or None
    return {"view": workspace.modals.publish(user, _view(arguments), view_hash)}


def _trigger(arguments: Arguments) -> str:
    return arguments.required("trigger_id")


def _view(arguments: Arguments) -> Any:
    arguments.required("view")
    return arguments.structure("view")


METHODS = (
    Method("views.open", open_),
    Method("views.push", push),
    Method("views.update", update),
    Method("views.publish", publish),
)
