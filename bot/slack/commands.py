"""How a slash command finds its handler: the first word is a verb, the rest is its matter.

A feature's listener lists its verbs in a table; the same table serves the slash command and
"@bot action …" in a thread, where Slack has no slash commands.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import faults
from bot.deps import Asker, Desk
from bot.slack.parsing import asker, words
from bot.slack.views.blocks import Block

log = structlog.get_logger()


@dataclass(frozen=True)
class Typed:
    """A command as typed. `trigger_id` opens a modal, where Slack gave one."""

    who: Asker
    text: str
    desk: Desk
    client: AsyncWebClient
    trigger_id: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What only the person who typed reads, unless `public`. An empty text is silence (a modal
    has opened)."""

    text: str = ""
    blocks: list[Block] | None = None
    public: bool = False


Handler = Callable[[Typed], Awaitable[Answer]]


async def answer_command(
    handler: Handler, ack: AsyncAck, body: Mapping[str, Any], desk: Desk, client: AsyncWebClient
) -> None:
    """Run a handler for a slash command and answer in the acknowledgement itself."""
    trigger = str(body.get("trigger_id", ""))
    who = asker(body, once=f"command:{trigger}" if trigger else "")
    said = await handler(Typed(who, str(body.get("text", "")), desk, client, trigger, body))
    if not said.text and not said.blocks:
        await ack()
        return
    await ack(
        text=said.text,
        blocks=said.blocks,
        response_type="in_channel" if said.public else "ephemeral",
    )


async def by_verb(
    typed: Typed, verbs: Mapping[str, Handler], otherwise: Handler, bare: Handler
) -> Answer:
    """The verb's handler with the rest of the text; `bare` for nothing typed, `otherwise` for
    what begins with no known verb."""
    verb, rest = words(typed.text)
    if not verb:
        return await bare(typed)
    if verb in verbs:
        return await verbs[verb](
            Typed(typed.who, rest, typed.desk, typed.client, typed.trigger_id, typed.body)
        )
    return await otherwise(typed)


async def tell(
    client: AsyncWebClient, who: Asker, text: str, blocks: list[Block] | None = None
) -> None:
    """Answer a button for the eyes of whoever pressed it; in the direct message where the bot is
    not in the channel. What was done stands, so no failure to say so may look like one of it."""
    if not who.channel_id:
        return
    try:
        try:
            await client.chat_postEphemeral(
                channel=who.channel_id, user=who.user_id, text=text, blocks=blocks
            )
        except SlackApiError:
            await client.chat_postMessage(channel=who.user_id, text=text, blocks=blocks)
    except faults.UNTOLD as fault:
        log.warning("telling the person failed", error=faults.words(fault))
