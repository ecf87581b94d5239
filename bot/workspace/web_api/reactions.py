"""reactions.* and pins.*: marks on messages."""

from __future__ import annotations

import re

from bot.workspace.core import Workspace
from bot.workspace.errors import ApiError
from bot.workspace.store import Json, Message
from bot.workspace.web_api.method import Arguments, Method, channel_for_bot


def add(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/reactions.add"""
    message, name = _message(workspace, arguments), _name(arguments)
    bot = workspace.settings.bot_user_id
    reactions = message.body.setdefault("reactions", [])
    found = next((reaction for reaction in reactions if reaction["name"] == name), None)
    if found is None:
        found = {"name": name, "users": [], "count": 0}
        reactions.append(found)
    if bot in found["users"]:
        raise ApiError("already_reacted")
    found["users"].append(bot)
    found["count"] += 1
    workspace.posting.refresh(message)
    return {}


def remove(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/reactions.remove"""
    message, name = _message(workspace, arguments), _name(arguments)
    bot = workspace.settings.bot_user_id
    reactions = message.body.get("reactions", [])
    found = next((reaction for reaction in reactions if reaction["name"] == name), None)
    if found is None or bot not in found["users"]:
        raise ApiError("no_reaction")
    found["users"].remove(bot)
    found["count"] -= 1
    message.body["reactions"] = [reaction for reaction in reactions if reaction["count"]]
    workspace.posting.refresh(message)
    return {}


def pin(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/pins.add"""
    message = _message(workspace, arguments)
    if not workspace.store.messages.pin(message.channel, message.ts):
        raise ApiError("already_pinned")
    return {}


def unpin(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/pins.remove"""
    message = _message(workspace, arguments)
    if not workspace.store.messages.unpin(message.channel, message.ts):
        raise ApiError("no_pin")
    return {}


def _message(workspace: Workspace, arguments: Arguments) -> Message:
    name = arguments.required("channel", "channel_not_found")
    channel = channel_for_bot(workspace, name, member=True)
    message = workspace.store.messages.get(channel["id"], arguments.text("timestamp"))
    if message is None:
        raise ApiError("message_not_found")
    return message


def _name(arguments: Arguments) -> str:
    name = arguments.required("name", "no_item_specified").strip(":")
    if not re.fullmatch(r"[\w'+-]+(::skin-tone-[2-6])?", name):
        raise ApiError("invalid_name")
    return name


METHODS = (
    Method("reactions.add", add, ("reactions:write",)),
    Method("reactions.remove", remove, ("reactions:write",)),
    Method("pins.add", pin, ("pins:write",)),
    Method("pins.remove", unpin, ("pins:write",)),
)
