"""The agenda goes out: shown in the channel with its document, recorded as published once what is
due and missing has been shown. Part of /meeting agenda and /meeting published; see `agenda`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import ids
from bot.slack.commands import tell
from bot.slack.presses import presser
from bot.slack.views.blocks import esc
from workflows import agenda_going_out, agenda_proposing, meeting_papers
from workflows.access import Caller, Deed, require
from workflows.agendas import AgendaItem
from workflows.dates import day_words
from workflows.meetings import Meeting
from workflows.ports import Transaction


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons."""

    @app.action(ids.AGENDA_STEP + "out_anyway")
    async def out_anyway(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        pressed, who = ids.unpack(body["actions"][0]["value"]), presser(body)
        on = date.fromordinal(pressed.version) if pressed.version else None
        await tell(client, who, await desk.ask(who, publish, pressed.subject_id, on=on))
        await ack()

    @app.action(ids.AGENDA_STEP + "word")
    async def word(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = presser(body, anew=True)
        await tell(client, who, await desk.ask(who, _document, body["actions"][0]["value"]))
        await ack()


def missing(
    tx: Transaction, caller: Caller, meeting_id: str, now: datetime
) -> tuple[Meeting, list[AgendaItem]]:
    """What is due at the meeting and not on its agenda; nothing if the board keeps no agenda here,
    or this one is out already."""
    meeting = tx.meetings.get(meeting_id)
    require(caller, meeting.board_id, Deed.RUN_MEETINGS)
    if meeting.agenda_published_on or not tx.agenda_items.of_meeting(meeting_id):
        return meeting, []
    return meeting, agenda_proposing.missing(tx, caller, meeting_id, now)


def publish(
    tx: Transaction, caller: Caller, meeting_id: str, now: datetime, on: date | None = None
) -> str:
    """Record that the agenda is out, show it, and say so; a late agenda is flagged."""
    meeting = meeting_papers.publish_agenda(tx, caller, meeting_id, now, on)
    out = day_words(meeting.agenda_published_on) if meeting.agenda_published_on else "today"
    said = (
        f":page_facing_up: Recorded: the agenda of {day_words(meeting.day)} is out since {out}. "
        "Nobody will be reminded of it."
    )
    late = meeting_papers.lateness(tx.boards.get(meeting.board_id), meeting)
    if agenda_going_out.show(tx, caller, meeting, now):
        said += " Its open items are shown here, with the document."
    return f"{said}\n:red_circle: {late}" if late else said


def _out(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> str:
    """Shown without being recorded as published."""
    meeting = tx.meetings.get(meeting_id)
    agenda_going_out.show(tx, caller, meeting, now, must=True)
    said = f":page_facing_up: The agenda of {day_words(meeting.day)} is on its way."
    if meeting.agenda_published_on is None:
        said += " Once it is published: `/meeting published`."
    waiting = agenda_proposing.missing(tx, caller, meeting_id, now)
    if waiting:
        titles = "; ".join(esc(i.title[:80]) for i in waiting[:8] if not i.exempt)
        said += f"\n:warning: Due and not on it: {titles or 'exempt matter'}."
    return said


def _document(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> str:
    meeting = tx.meetings.get(meeting_id)
    agenda_going_out.send_draft(tx, caller, meeting, now)
    return (
        f"The agenda of {day_words(meeting.day)} is on its way to our direct message. It has the "
        "titles of exempt items: what goes out leaves them off."
    )


STEPS: Mapping[str, Callable[..., str]] = {"out": _out, "word": _document}
