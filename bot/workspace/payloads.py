"""The bodies that Slack sends to an app: pure functions, each with the page it follows."""

from __future__ import annotations

import time
from dataclasses import dataclass

from bot.workspace.settings import Settings
from bot.workspace.store.database import Json
from bot.workspace.store.tickets import new_id

# Slack still sends this field; apps check the signature instead.
VERIFICATION_TOKEN = "local-verification-token"  # noqa: S105 - not a secret anywhere


@dataclass(frozen=True)
class Where:
    """A channel as interactions name it."""

    id: str
    name: str


def team(settings: Settings) -> Json:
    """The team as interactions name it."""
    return {"id": settings.team["id"], "domain": settings.team["domain"]}


def slash_command(
    settings: Settings,
    *,
    user: Json,
    channel: Where,
    command: str,
    text: str,
    trigger_id: str,
    response_url: str,
) -> dict[str, str]:
    """The form fields of a slash command.

    https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling
    """
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": settings.team["id"],
        "team_domain": settings.team["domain"],
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": user["id"],
        "user_name": user["name"],
        "command": command,
        "text": text,
        "api_app_id": settings.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def message_actions(
    settings: Settings,
    *,
    user: Json,
    channel: Where,
    message: Json,
    ephemeral: bool,
    actions: list[Json],
    state: Json,
    trigger_id: str,
    response_url: str,
) -> Json:
    """`block_actions` from a message.

    https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
    """
    payload = _interaction(settings, "block_actions", user)
    payload |= {
        "container": {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        },
        "trigger_id": trigger_id,
        "channel": {"id": channel.id, "name": channel.name},
        "state": state,
        "response_url": response_url,
        "actions": actions,
    }
    if "thread_ts" in message:
        payload["container"]["thread_ts"] = message["thread_ts"]
    # Slack sends no copy of a message that only one person sees.
    if not ephemeral:
        payload["message"] = message
    return payload


def view_actions(
    settings: Settings, *, user: Json, view: Json, actions: list[Json], trigger_id: str
) -> Json:
    """`block_actions` from a modal or an App Home.

    https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
    """
    return _interaction(settings, "block_actions", user) | {
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": trigger_id,
        "view": view,
        "actions": actions,
    }


def view_submission(settings: Settings, *, user: Json, view: Json, trigger_id: str) -> Json:
    """https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload"""
    return _interaction(settings, "view_submission", user) | {
        "trigger_id": trigger_id,
        "view": view,
        "response_urls": [],
    }


def view_closed(settings: Settings, *, user: Json, view: Json, is_cleared: bool) -> Json:
    """https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_closed"""
    return _interaction(settings, "view_closed", user) | {"view": view, "is_cleared": is_cleared}


def message_shortcut(
    settings: Settings,
    *,
    user: Json,
    channel: Where,
    message: Json,
    callback_id: str,
    trigger_id: str,
    response_url: str,
) -> Json:
    """`message_action`: a shortcut used on a message.

    https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
    """
    return _interaction(settings, "message_action", user) | {
        "action_ts": _now(),
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "response_url": response_url,
        "message_ts": message["ts"],
        "channel": {"id": channel.id, "name": channel.name},
        "message": message,
    }


def global_shortcut(settings: Settings, *, user: Json, callback_id: str, trigger_id: str) -> Json:
    """`shortcut`: a shortcut used from the search or the composer.

    https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
    """
    return _interaction(settings, "shortcut", user) | {
        "action_ts": _now(),
        "callback_id": callback_id,
        "trigger_id": trigger_id,
    }


def block_suggestion(
    settings: Settings,
    *,
    user: Json,
    action_id: str,
    block_id: str,
    value: str,
    view: Json | None,
    message: Json | None,
    channel: Where | None,
) -> Json:
    """A select asks the app for its options.

    https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
    """
    payload = _interaction(settings, "block_suggestion", user)
    payload |= {"action_id": action_id, "block_id": block_id, "value": value}
    if view is not None:
        payload |= {"container": {"type": "view", "view_id": view["id"]}, "view": view}
    if message is not None and channel is not None:
        payload |= {
            "container": {
                "type": "message",
                "message_ts": message["ts"],
                "channel_id": channel.id,
                "is_ephemeral": False,
            },
            "channel": {"id": channel.id, "name": channel.name},
            "message": message,
        }
    return payload


def event_callback(settings: Settings, event: Json) -> Json:
    """The wrapper of every event.

    https://docs.slack.dev/apis/events-api/#events-JSON
    """
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": settings.team["id"],
        "context_team_id": settings.team["id"],
        "context_enterprise_id": None,
        "api_app_id": settings.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": settings.team["id"],
                "user_id": settings.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{new_id('EC')}",
    }


def app_home_opened(user: str, channel: str, tab: str, view: Json | None) -> Json:
    """https://docs.slack.dev/reference/events/app_home_opened"""
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": channel,
        "tab": tab,
        "event_ts": _now(),
    }
    if view is not None:
        event["view"] = view
    return event


def message_event(message: Json, channel: str, channel_type: str) -> Json:
    """https://docs.slack.dev/reference/events/message"""
    return message | {"channel": channel, "channel_type": channel_type, "event_ts": message["ts"]}


def app_mention(message: Json, channel: str) -> Json:
    """https://docs.slack.dev/reference/events/app_mention"""
    keys = ("user", "ts", "client_msg_id", "text", "team", "thread_ts", "files", "blocks")
    mention = {key: message[key] for key in keys if key in message}
    return {"type": "app_mention", **mention, "channel": channel, "event_ts": message["ts"]}


def message_changed(message: Json, previous: Json, channel: str, channel_type: str) -> Json:
    """https://docs.slack.dev/reference/events/message/message_changed"""
    now = _now()
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": message,
        "previous_message": previous,
        "channel": channel,
        "hidden": True,
        "ts": now,
        "event_ts": now,
        "channel_type": channel_type,
    }


def message_deleted(previous: Json, channel: str, channel_type: str) -> Json:
    """https://docs.slack.dev/reference/events/message/message_deleted"""
    now = _now()
    return {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": previous,
        "deleted_ts": previous["ts"],
        "channel": channel,
        "hidden": True,
        "ts": now,
        "event_ts": now,
        "channel_type": channel_type,
    }


def user_change(user: Json) -> Json:
    """A profile has changed, or an account was closed (`deleted`) or opened again.

    https://docs.slack.dev/reference/events/user_change
    """
    now = _now()
    return {"type": "user_change", "user": user, "cache_ts": int(float(now)), "event_ts": now}


def file_shared(file_id: str, user: str, channel: str) -> Json:
    """https://docs.slack.dev/reference/events/file_shared"""
    return {
        "type": "file_shared",
        "file_id": file_id,
        "user_id": user,
        "file": {"id": file_id},
        "channel_id": channel,
        "event_ts": _now(),
    }


def member_joined_channel(settings: Settings, user: str, channel: str) -> Json:
    """https://docs.slack.dev/reference/events/member_joined_channel"""
    return {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel,
        "channel_type": "C",
        "team": settings.team["id"],
        "event_ts": _now(),
    }


def _interaction(settings: Settings, kind: str, user: Json) -> Json:
    return {
        "type": kind,
        "user": {
            "id": user["id"],
            "username": user["name"],
            "name": user["name"],
            "team_id": settings.team["id"],
        },
        "api_app_id": settings.app_id,
        "token": VERIFICATION_TOKEN,
        "team": team(settings),
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _now() -> str:
    return f"{time.time():.6f}"
