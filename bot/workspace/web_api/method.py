"""What a Web API method is, and its arguments."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.workspace.core import Workspace
from bot.workspace.errors import ApiError, with_messages
from bot.workspace.store import Json

T = TypeVar("T")


class Arguments:
    """The arguments of one call, whether they came as a form, in the address or as JSON."""

    def __init__(self, given: Json) -> None:
        self._given = given

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers are taken as they are written."""
        value = self._given.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else json.dumps(value)

    def required(self, name: str, code: str = "invalid_arguments") -> str:
        """A string that must be there."""
        value = self.text(name)
        if not value:
            raise with_messages(code, [f"[ERROR] missing required field: {name}"])
        return value

    def flag(self, name: str) -> bool:
        """A Boolean, however it is written."""
        return self.text(name).lower() in ("true", "1")

    def number(self, name: str, default: int, *, least: int = 1, most: int = 1000) -> int:
        """A whole number within limits."""
        value = self.text(name)
        if not value:
            return default
        try:
            return max(least, min(most, int(float(value))))
        except ValueError:
            raise with_messages("invalid_arguments", [f"[ERROR] {name} is no number"]) from None

    def structure(self, name: str, code: str = "invalid_arguments") -> Any:
        """A JSON value, which forms carry as a string; None if it is absent or empty."""
        value = self._given.get(name)
        if isinstance(value, str):
            if not value.strip():
                return None
            try:
                return json.loads(value)
            except ValueError:
                raise ApiError(code) from None
        return value

    def has(self, name: str) -> bool:
        """Whether the argument was given at all."""
        return self._given.get(name) is not None


Handler = Callable[[Workspace, Arguments], Json | Awaitable[Json]]


@dataclass(frozen=True)
class Method:
    """One method: its handler, the scopes of which it needs one, and which token it takes."""

    name: str
    handler: Handler
    scopes: tuple[str, ...] = ()
    app_token: bool = False


def page_of(items: Sequence[T], arguments: Arguments, default: int) -> tuple[list[T], Json]:
    """One page of a list and the `response_metadata` that leads to the next.

    https://docs.slack.dev/apis/web-api/pagination
    """
    limit = arguments.number("limit", default)
    start = 0
    cursor = arguments.text("cursor")
    if cursor:
        try:
            start = int(base64.urlsafe_b64decode(cursor).decode().removeprefix("next:"))
        except ValueError:
            raise ApiError("invalid_cursor") from None
    more = start + limit < len(items)
    following = base64.urlsafe_b64encode(f"next:{start + limit}".encode()).decode() if more else ""
    return list(items[start : start + limit]), {"next_cursor": following}


def channel_for_bot(
    workspace: Workspace, name: str, *, member: bool, open_dm: bool = False
) -> Json:
    """The conversation that an argument names, if the bot may use it.

    With `member` the bot must be in it; with `open_dm` a user id stands for their direct message.
    """
    conversations = workspace.store.conversations
    bot = workspace.settings.bot_user_id
    channel = conversations.get(name)
    if channel is None and open_dm:
        channel = conversations.by_name(name)
        if channel is None and workspace.store.people.get(name) is not None:
            channel, _ = conversations.dm(name, bot)
    if channel is None:
        raise ApiError("channel_not_found")
    is_member = conversations.is_member(channel["id"], bot)
    if not is_member and (channel["kind"] == "dm" or channel.get("is_private")):
        # A bot does not learn that a private conversation exists.
        raise ApiError("channel_not_found")
    if member and not is_member:
        raise ApiError("not_in_channel")
    return channel
