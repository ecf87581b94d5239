"""`@Matters Arising action …` in channels and threads, where Slack has no slash commands, and the
same words in a direct message. It dispatches to the handlers of the commands."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot import faults
from bot.deps import Desk, Repeated
from bot.slack.commands import Answer, Typed
from bot.slack.listeners import (
    actions,
    boards,
    delegations,
    meetings,
    minutes,
    resolutions,
    soundings,
)
from bot.slack.parsing import asker, words
from bot.slack.views.blocks import esc
from workflows.errors import DomainError, InvalidInput

log = structlog.get_logger()

HANDLERS: Mapping[str, Callable[[Typed], Awaitable[Answer]]] = {
    "action": actions.handle,
    "resolution": resolutions.handle,
    "delegation": delegations.handle,
    "sounding": soundings.handle,
    "meeting": meetings.handle,
    "minutes": minutes.handle,
    "board": boards.handle,
}
HELP = """Write to me as you would type a command, without the slash:
`action @owner by 13 March: send the budget` · `action list` · `action done 060922/01` · \
`meeting list` · `board`
Each of action, resolution, delegation, sounding, meeting, minutes and board has a `help`, for \
example `action help`. What opens a form needs the slash: `/action`."""

_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")


def register(app: AsyncApp, desk: Desk, prefix: str = "") -> None:
    """Wire everything of this feature."""

    @app.event("app_mention")
    async def mentioned(
        body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        event = body["event"]
        if event.get("bot_id") or event.get("edited"):
            return
        typed = _after_mention(str(event.get("text", "")), context.bot_user_id or "")
        await _dispatch(desk, client, body, typed)

    @app.event("message")
    async def message(
        body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        """A direct message. What people say to each other is not listened to."""
        event = body["event"]
        if event.get("channel_type") != "im" or event.get("bot_id") or event.get("subtype"):
            return
        text, bot = str(event.get("text", "")).strip(), context.bot_user_id or ""
        typed = _after_mention(text, bot) if text.startswith(f"<@{bot}") else text
        await _dispatch(desk, client, body, typed)


def _after_mention(text: str, bot: str) -> str:
    """What follows the mention of the bot."""
    for found in _MENTION.finditer(text):
        if not bot or found.group().startswith(f"<@{bot}"):
            return text[found.end() :].strip(" :,\n")
    return text.strip()


async def _dispatch(desk: Desk, client: AsyncWebClient, body: dict[str, Any], text: str) -> None:
    event = body["event"]
    who = asker(body, once=f"event:{body.get('event_id') or event.get('ts')}")
    verb, rest = words(text)
    handler = HANDLERS.get(verb.lstrip("/"))
    if handler is None:
        said = HELP if not verb or verb == "help" else f"I do not know “{esc(verb[:40])}”. {HELP}"
        await _answer(client, event, Answer(said))
        return
    formless = cast(AsyncWebClient, _Formless(client, verb.lstrip("/")))
    try:
        answer = await handler(Typed(who, rest, desk, formless))
    except Repeated:
        return
    except DomainError as refused:
        # Told in the thread it was asked in, which the common boundary does not know.
        answer = Answer(f":warning: {refused.message}")
    await _answer(client, event, answer)


async def _answer(client: AsyncWebClient, event: Mapping[str, Any], answer: Answer) -> None:
    """Only the person who wrote reads it, in their thread; in a direct message it is a message.
    What was done stands, so no failure to say so may look like one of it."""
    if not answer.text and not answer.blocks:
        return
    place = {"channel": event["channel"], "thread_ts": event.get("thread_ts")}
    try:
        if answer.public or event.get("channel_type") == "im":
            await client.chat_postMessage(**place, text=answer.text, blocks=answer.blocks)
        else:
            await client.chat_postEphemeral(
                **place, user=event["user"], text=answer.text, blocks=answer.blocks
            )
    except faults.UNTOLD as fault:
        log.warning("telling the person failed", error=faults.words(fault))


class _Formless:
    """The client where no form can be opened, because a message brings no trigger."""

    def __init__(self, client: AsyncWebClient, verb: str) -> None:
        self._client = client
        self._verb = verb

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    async def views_open(self, **_: Any) -> None:
        raise InvalidInput(
            f"That needs a form, which cannot be opened from a message. Nothing was changed: type "
            f"/{self._verb} in the message box of the channel instead, or write it in full here "
            f"(“{self._verb} help” shows how)."
        )
