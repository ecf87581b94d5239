"""What the bot answers to a command, at once or later at a response URL."""

from __future__ import annotations

import logging
from typing import Any

from bot.workspace.blocks import check_message
from bot.workspace.errors import ApiError, with_messages
from bot.workspace.posting import Draft, Posting
from bot.workspace.settings import Settings
from bot.workspace.store import Json, Message, ResponseUrl, Store

log = logging.getLogger(__name__)
TEXT_LIMIT = 40_000


def draft_of(body: Json) -> Draft:
    """The message in an answer; refused as Slack would refuse it."""
    blocks = body.get("blocks") or None
    if blocks is not None:
        errors = check_message(blocks)
        if errors:
            raise with_messages("invalid_blocks", errors)
    text = body.get("text") or ""
    if not isinstance(text, str) or not (text or blocks or body.get("attachments")):
        raise ApiError("no_text")
    if len(text) > TEXT_LIMIT:
        raise ApiError("msg_too_long")
    return Draft(
        text=text,
        blocks=blocks,
        attachments=body.get("attachments") or None,
        thread_ts=body.get("thread_ts"),
    )


class Answers:
    """Puts answers where they belong; the bot need not be a member of the channel.

    https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
    """

    def __init__(self, settings: Settings, store: Store, posting: Posting) -> None:
        self._settings = settings
        self._store = store
        self._posting = posting

    def to_command(self, channel: Json, user: str, body: Any) -> None:
        """Show the body of an acknowledgement: text, or a message, or nothing."""
        if isinstance(body, str):
            body = {"text": body}
        if not isinstance(body, dict) or not body:
            return
        self._say(channel, user, body, None)

    def at_url(self, token: str, body: Any) -> None:
        """Do what was posted to a response URL."""
        target = self._store.tickets.use_response_url(token)
        if not isinstance(target, ResponseUrl):
            codes = {"unknown": "invalid_url", "expired": "expired_url", "used": "used_url"}
            raise ApiError(codes[target], status=404)
        if not isinstance(body, dict):
            raise ApiError("invalid_payload", status=400)
        channel = self._store.conversations.get(target.channel)
        if channel is None:
            raise ApiError("channel_not_found", status=404)
        original = self._original(target)
        if body.get("delete_original"):
            if original is None:
                raise ApiError("message_not_found", status=404)
            self._posting.delete(original)
        elif body.get("replace_original") and original is not None:
            self._posting.update(original, draft_of(body))
        else:
            self._say(channel, target.user, body, target.thread_ts)

    def _say(self, channel: Json, user: str, body: Json, thread_ts: str | None) -> None:
        draft = draft_of(body)
        draft.thread_ts = draft.thread_ts or thread_ts
        if body.get("response_type") == "in_channel":
            self._posting.post(channel, self._settings.bot_user_id, draft)
        else:
            self._posting.ephemeral(channel, user, draft)

    def _original(self, target: ResponseUrl) -> Message | None:
        if target.ts is None:
            return None
        if target.ephemeral:
            return self._store.messages.ephemeral(target.channel, target.ts, target.user)
        return self._store.messages.get(target.channel, target.ts)
