"""auth.*, api.test, bots.info, team.info and apps.connections.open."""

from __future__ import annotations

from bot.workspace.core import Workspace
from bot.workspace.errors import ApiError
from bot.workspace.store import Json
from bot.workspace.web_api.method import Arguments, Method


def auth_test(workspace: Workspace, _: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/auth.test"""
    settings = workspace.settings
    bot = workspace.store.people.get(settings.bot_user_id)
    return {
        "url": f"{settings.base_url}/",
        "team": settings.team["name"],
        "user": bot["name"] if bot else "",
        "team_id": settings.team["id"],
        "user_id": settings.bot_user_id,
        "bot_id": settings.bot_id,
        "is_enterprise_install": False,
    }


def api_test(_: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/api.test"""
    if arguments.has("error"):
        raise ApiError(arguments.text("error"))
    return {"args": {}}


def bots_info(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/bots.info"""
    settings = workspace.settings
    if arguments.text("bot", settings.bot_id) != settings.bot_id:
        raise ApiError("bot_not_found")
    bot = workspace.store.people.get(settings.bot_user_id)
    return {
        "bot": {
            "id": settings.bot_id,
            "deleted": False,
            "name": bot["real_name"] if bot else "",
            "updated": 0,
            "app_id": settings.app_id,
            "user_id": settings.bot_user_id,
            "icons": {},
        }
    }


def team_info(workspace: Workspace, _: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/team.info"""
    return {"team": dict(workspace.settings.team) | {"email_domain": "", "icon": {}}}


def connections_open(workspace: Workspace, _: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/apps.connections.open"""
    base = workspace.settings.base_url.replace("http", "ws", 1)
    ticket = workspace.sockets.ticket()
    return {"url": f"{base}/link/?ticket={ticket}&app_id={workspace.settings.app_id}"}


METHODS = (
    Method("auth.test", auth_test),
    Method("api.test", api_test),
    Method("bots.info", bots_info, ("users:read",)),
    Method("team.info", team_info, ("team:read",)),
    Method("apps.connections.open", connections_open, app_token=True),
)
