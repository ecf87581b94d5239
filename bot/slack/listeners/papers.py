"""The papers of a meeting: its agenda is out, its minutes are approved. Part of /meeting; see
`meetings`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import ids
from bot.slack.commands import Answer, Handler, Typed, tell
from bot.slack.listeners import agenda_out
from bot.slack.listeners.boards import board_to_run
from bot.slack.listeners.minutes_after import approved_words
from bot.slack.parsing import unescape
from bot.slack.presses import presser
from bot.slack.topics import Topic
from bot.slack.views import agendas as agenda_views
from workflows import keeping, meeting_finding, meeting_papers
from workflows.access import Caller
from workflows.deadlines import read_date
from workflows.ports import Transaction


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons "It is out" and "Approved"."""

    @app.action(ids.MEETING_STEP + "published")
    async def published(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        meeting_id = ids.unpack(body["actions"][0]["value"]).subject_id
        who = presser(body, anew=True)
        said = await desk.ask(who, _publish, meeting_id)
        await tell(client, who, said.text, said.blocks)
        await ack()

    @app.action(ids.MEETING_STEP + "approved")
    async def approved(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        meeting_id = ids.unpack(body["actions"][0]["value"]).subject_id
        who = presser(body)
        meeting = await desk.ask(who, meeting_papers.approve_minutes, meeting_id)
        await tell(client, who, approved_words(meeting, meeting_papers.CORRECT))
        await ack()


async def _published(typed: Typed) -> Answer:
    where, text = typed.who.channel_id, unescape(typed.text)
    return await typed.desk.ask(typed.who, _publish_here, where, text)


def _publish_here(
    tx: Transaction, caller: Caller, channel: str, text: str, now: datetime
) -> Answer:
    """`[anyway] [DAY] [for DAY OF THE MEETING]`: the day on which it was published, today if none
    is given; of the next meeting whose agenda is not out, unless one is named."""
    board = board_to_run(tx, caller, channel, now)
    anyway = re.match(r"anyway\b", text.strip(), re.I)
    text = text.strip()[anyway.end() :] if anyway else text
    day, _, which = f" {text.strip()} ".partition(" for ")
    meeting, _ = meeting_finding.named(tx, board, which.strip(), now)
    meeting = meeting or meeting_papers.without_agenda(tx, board, now)
    words = day.strip().removeprefix("on ").strip()
    on = read_date(words, on=keeping.local_day(now, board)) if words else None
    return _publish(tx, caller, meeting.id, now, on, anyway=bool(anyway))


def _publish(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    now: datetime,
    on: date | None = None,
    *,
    anyway: bool = False,
) -> Answer:
    """Recorded; but what is due and missing on the agenda is shown first, and asked once."""
    meeting, missing = agenda_out.missing(tx, caller, meeting_id, now)
    if missing and not anyway:
        return Answer(
            f"{len(missing)} due and not on the agenda. Nothing was recorded yet.",
            agenda_views.to_confirm(meeting, missing, on),
        )
    return Answer(agenda_out.publish(tx, caller, meeting_id, now, on))


HELP = Topic(
    "papers",
    "the agenda is out",
    """*Its papers* (officer)
`/meeting published` the agenda is out today (what is due and missing is shown first) · \
`/meeting published 5 March for 14 March`""",
)

VERBS: Mapping[str, Handler] = {"published": _published}
