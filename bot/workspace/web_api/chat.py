"""chat.*: what the bot says, changes and takes back."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.workspace.blocks import check_message
from bot.workspace.core import Workspace
from bot.workspace.errors import ApiError, with_messages
from bot.workspace.posting import Draft
from bot.workspace.store import Json, Message
from bot.workspace.web_api.method import Arguments, Method, channel_for_bot

# https://docs.slack.dev/changelog/2018-truncating-really-long-messages and, for chat.update,
# https://docs.slack.dev/reference/methods/chat.update
POST_LIMIT = 40_000
UPDATE_LIMIT = 4_000
METADATA_LIMIT = 16_000
TS = re.compile(r"\d{10}\.\d{6}")


def post_message(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/chat.postMessage"""
    scopes = workspace.settings.scopes or []
    name = arguments.required("channel", "channel_not_found")
    channel = channel_for_bot(
        workspace, name, member="chat:write.public" not in scopes, open_dm=True
    )
    draft = _draft(arguments, POST_LIMIT)
    draft.thread_ts = _thread(workspace, channel, arguments)
    draft.broadcast = bool(draft.thread_ts) and arguments.flag("reply_broadcast")
    if workspace.settings.rate_limit:
        workspace.pace.check(channel["id"])
    message = workspace.posting.post(channel, workspace.settings.bot_user_id, draft)
    shown = workspace.render.message(message, metadata=True)
    return {"channel": channel["id"], "ts": message.ts, "message": shown}


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/chat.postEphemeral"""
    name = arguments.required("channel", "channel_not_found")
    channel = channel_for_bot(workspace, name, member=True)
    user = arguments.required("user", "user_not_found")
    if workspace.store.people.get(user) is None:
        raise ApiError("user_not_found")
    if not workspace.store.conversations.is_member(channel["id"], user):
        raise ApiError("user_not_in_channel")
    draft = _draft(arguments, POST_LIMIT)
    draft.thread_ts = _thread(workspace, channel, arguments)
    message = workspace.posting.ephemeral(channel, user, draft)
    return {"message_ts": message.ts}


def update(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/chat.update

    Text without blocks keeps the blocks, as Slack does; an empty list takes them away.
    """
    message = _own(workspace, arguments, "cant_update_message")
    draft = _draft(arguments, UPDATE_LIMIT, file_ids=bool(arguments.has("file_ids")))
    if not arguments.has("blocks") and not arguments.has("attachments"):
        draft.blocks = message.body.get("blocks")
        draft.attachments = message.body.get("attachments")
    if not arguments.has("text"):
        draft.text = message.body.get("text", "")
    draft.file_ids = [str(file) for file in arguments.structure("file_ids") or []]
    workspace.posting.update(message, draft)
    shown = workspace.render.message(message, metadata=True)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.body["text"],
        "message": shown,
    }


def delete(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/chat.delete"""
    message = _own(workspace, arguments, "cant_delete_message")
    workspace.posting.delete(message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/chat.getPermalink"""
    channel = channel_for_bot(workspace, arguments.required("channel"), member=False)
    message = workspace.store.messages.get(channel["id"], arguments.required("message_ts"))
    if message is None:
        raise ApiError("message_not_found")
    link = f"{workspace.settings.base_url}/archives/{channel['id']}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel['id']}"
    return {"channel": channel["id"], "permalink": link}


def _draft(arguments: Arguments, limit: int, *, file_ids: bool = False) -> Draft:
    text = arguments.text("text") or arguments.text("markdown_text")
    blocks = arguments.structure("blocks", "invalid_blocks_format")
    attachments = arguments.structure("attachments", "invalid_attachments")
    if blocks:
        errors = check_message(blocks)
        if errors:
            raise with_messages("invalid_blocks", errors)
    if not (text or blocks or attachments or file_ids):
        raise ApiError("no_text")
    if len(text) > limit:
        raise ApiError("msg_too_long")
    return Draft(
        text=text,
        blocks=blocks or None,
        attachments=attachments or None,
        metadata=_metadata(arguments.structure("metadata", "invalid_metadata_format")),
        username=arguments.text("username") or None,
    )


def _metadata(given: Any) -> Json | None:
    """https://docs.slack.dev/messaging/message-metadata"""
    if given is None:
        return None
    if not isinstance(given, dict):
        raise ApiError("invalid_metadata_format")
    if given and not (
        isinstance(given.get("event_type"), str) and isinstance(given.get("event_payload"), dict)
    ):
        raise ApiError("invalid_metadata_schema")
    if len(json.dumps(given)) > METADATA_LIMIT:
        raise ApiError("metadata_too_large")
    return given


def _thread(workspace: Workspace, channel: Json, arguments: Arguments) -> str | None:
    thread_ts = arguments.text("thread_ts")
    if not thread_ts:
        return None
    if not TS.fullmatch(thread_ts):
        raise ApiError("invalid_thread_ts")
    parent = workspace.store.messages.get(channel["id"], thread_ts)
    # A reply to a reply lands in the same thread.
    return parent.thread_ts or thread_ts if parent is not None else thread_ts


def _own(workspace: Workspace, arguments: Arguments, refusal: str) -> Message:
    name = arguments.required("channel", "channel_not_found")
    channel = channel_for_bot(workspace, name, member=False)
    message = workspace.store.messages.get(channel["id"], arguments.text("ts"))
    if message is None or message.body.get("subtype") == "tombstone":
        raise ApiError("message_not_found")
    if message.author != workspace.settings.bot_user_id:
        raise ApiError(refusal)
    return message


METHODS = (
    Method("chat.postMessage", post_message, ("chat:write",)),
    Method("chat.postEphemeral", post_ephemeral, ("chat:write",)),
    Method("chat.update", update, ("chat:write",)),
    Method("chat.delete", delete, ("chat:write",)),
    Method("chat.getPermalink", get_permalink),
)
