"""From a parcel of the outbox to what is sent, rendered at the moment it is sent.

Each view name has one renderer here. A renderer gives None when nothing is left to say, and the
parcel is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.calendar.meeting_ics import meeting_ics
from bot.documents import action_log
from bot.slack import gather
from bot.slack.views import actions as action_views
from bot.slack.views import check_list as check_views
from bot.slack.views import digests as digest_views
from bot.slack.views import home as home_views
from bot.slack.views import meetings as meeting_views
from bot.slack.views import minutes as minutes_views
from bot.slack.views import resolutions as resolution_views
from bot.slack.views.blocks import Block, context, section
from workflows import digests, home, keeping, logbook, meeting_live, reminders
from workflows.access import Audience, Deed, disclose, may
from workflows.deadlines import day_words
from workflows.deliveries import Parcel
from workflows.meetings import MeetingState
from workflows.ports import Transaction


@dataclass(frozen=True)
class Rendered:
    """A message: a plain text for notifications, the blocks, and the subjects it puts on view."""

    text: str
    blocks: list[Block]
    subjects: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class RenderedFile:
    """A file with its media type; `name` is what it is found by if it must be looked for."""

    name: str
    data: bytes
    media_type: str
    title: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


Answer = Rendered | RenderedFile | dict[str, Any] | None
Renderer = Callable[[Transaction, Parcel, datetime], Answer]


def render(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """Render a parcel for whoever it goes to."""
    return RENDERERS[parcel.view](tx, parcel, now)


def _audience(tx: Transaction, parcel: Parcel, now: datetime) -> Audience:
    """Whom the parcel is for: the person, or for an update whoever the card was made for."""
    return gather.audience_of(tx, parcel.person_id or parcel.args.get("audience"), now)


def _text(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """A plain line that a use case worded."""
    return Rendered(str(parcel.args["text"]), [section(str(parcel.args["text"]))])


def _action_card(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    action = tx.actions.get(str(parcel.args["action_id"]))
    card = gather.action_card(tx, action, _audience(tx, parcel, now), now)
    if card is None:
        return None
    return Rendered(
        f"{action.reference} {action.text}"[:300],
        action_views.card(card),
        (("action", action.id),),
    )


def _owner_tasks(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    audience = _audience(tx, parcel, now)
    found = [tx.actions.get(str(i)) for i in parcel.args["action_ids"]]
    shown = disclose(found, audience).shown
    cards = [c for a in shown if (c := gather.action_card(tx, a, audience, now))]
    if not cards:
        return None
    board = tx.boards.get(cards[0].action.board_id)
    return Rendered(
        f"{board.name}: {len(cards)} action(s) for you",
        action_views.owner_tasks(cards, board.name),
        tuple(("action", c.action.id) for c in cards[:12]),
    )


def _day(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    again = "ts" in parcel.args
    person = str(parcel.args.get("audience") or parcel.person_id)
    message = reminders.day_message(tx, str(parcel.args["day_id"]), person, now, again=again)
    if message is None:
        return None
    audience = Audience(message.caller)

    def cards(items: tuple[reminders.DayItem, ...]) -> list[action_views.Card]:
        made = (gather.action_card(tx, i.action, audience, now, with_board=True) for i in items)
        return [c for c in made if c]

    own, settle = cards(message.own), cards(message.to_settle)
    subjects = tuple(("action", c.action.id) for c in own + settle)
    return Rendered(
        digest_views.day_text(len(own), len(settle)),
        digest_views.day_blocks(own, settle, message.today),
        subjects,
    )


def _digest(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    meeting = tx.meetings.get(str(parcel.args["meeting_id"]))
    if meeting.state is MeetingState.CANCELLED:
        return None
    audience = _audience(tx, parcel, now)
    digest = digests.for_meeting(tx, meeting.id, audience, now)
    return Rendered(
        digest_views.sentence(digest),
        digest_views.digest_blocks(digest, for_chair=bool(audience.caller)),
        (),
    )


def _log(tx: Transaction, parcel: Parcel, now: datetime) -> logbook.ActionLog:
    """The log of `board_id`, drawn up for the meeting where `meeting_id` is given (alone will
    do)."""
    meeting_id = parcel.args.get("meeting_id")
    meeting = tx.meetings.get(str(meeting_id)) if meeting_id else None
    board = tx.boards.get(meeting.board_id if meeting else str(parcel.args["board_id"]))
    return logbook.action_log(tx, board, _audience(tx, parcel, now), now, meeting)


def _log_docx(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    log = _log(tx, parcel, now)
    return RenderedFile(
        f"action-log-{log.as_at.isoformat()}.docx",
        action_log.as_docx(log),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        f"Action log, {log.board}",
    )


def _log_pdf(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    log = _log(tx, parcel, now)
    return RenderedFile(
        f"action-log-{log.as_at.isoformat()}.pdf",
        action_log.as_pdf(log),
        "application/pdf",
        f"Action log, {log.board}",
    )


def _log_csv(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    log = _log(tx, parcel, now)
    return RenderedFile(
        f"action-log-{log.as_at.isoformat()}.csv",
        action_log.as_csv(log).encode(),
        "text/csv",
        f"Action log, {log.board}",
    )


def _meeting_ics(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    meeting = tx.meetings.get(str(parcel.args["meeting_id"]))
    board = tx.boards.get(meeting.board_id)
    cancelled = meeting.state is MeetingState.CANCELLED
    method: Literal["CANCEL", "PUBLISH"] = "CANCEL" if cancelled else "PUBLISH"
    return RenderedFile(
        f"meeting-{meeting.day.isoformat()}-{meeting.sequence}.ics",
        meeting_ics(meeting, board, method=method, now=now),
        "text/calendar",
        f"{board.name}, {meeting.day.isoformat()}",
        {"method": method},
    )


def _meeting_notice(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    meeting = tx.meetings.get(str(parcel.args["meeting_id"]))
    board = tx.boards.get(meeting.board_id)
    text = meeting_views.notice(meeting, board, str(parcel.args["what"]))
    return Rendered(text, [section(text)])


def _check_list(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """For the officer alone; every line is a subject, so that its changes are shown here too."""
    meeting = tx.meetings.get(str(parcel.args["meeting_id"]))
    board = tx.boards.get(meeting.board_id)
    reader = _audience(tx, parcel, now).caller
    if reader is None or not may(reader, board.id, Deed.RUN_MEETINGS):
        return None
    check = meeting_live.check_list(tx, reader, meeting.id)
    part = int(parcel.args.get("part", 0))
    sheet = check_views.Sheet(board, check, keeping.local_day(now, board), part)
    lines = tuple(("action", a.id) for a in check.lines)
    return Rendered(
        check_views.heading(sheet), check_views.blocks(sheet), (("meeting", meeting.id), *lines)
    )


def _issued_list(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """What a meeting resolved and gave out, as this audience may see it."""
    meeting = tx.meetings.get(str(parcel.args["meeting_id"]))
    board = tx.boards.get(meeting.board_id)
    audience = _audience(tx, parcel, now)
    seen = disclose((a for a in tx.actions.of_meeting(meeting.id) if not a.live), audience)
    resolved = disclose((r for r in tx.resolutions.of_meeting(meeting.id) if not r.live), audience)
    if not seen.shown and not resolved.shown:
        return None
    blocks = check_views.issued_list(
        board,
        meeting.day,
        seen.shown,
        resolved.shown,
        keeping.local_day(now, board),
        seen.withheld + resolved.withheld,
    )
    subjects = (
        *(("action", a.id) for a in seen.shown),
        *(("resolution", r.id) for r in resolved.shown),
    )
    return Rendered(f"{board.name}: the actions of {day_words(meeting.day)}", blocks, subjects)


def _home(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    person = tx.people.get(str(parcel.person_id))
    return home_views.home_view(home.of_person(tx, person, now))


def _draft_review(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    draft = tx.drafts.get(str(parcel.args["draft_id"]))
    board = tx.boards.get(draft.board_id)
    reader = _audience(tx, parcel, now).caller
    if reader is None or not may(reader, board.id, Deed.RECORD):
        return None
    blocks = minutes_views.review(draft, board)
    return Rendered(minutes_views.summary(draft), blocks, (("draft", draft.id),))


def _resolution_card(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    resolution = tx.resolutions.get(str(parcel.args["resolution_id"]))
    if disclose([resolution], _audience(tx, parcel, now)).withheld:
        return None
    return Rendered(
        resolution_views.notice(resolution),
        resolution_views.card(gather.resolution_card(tx, resolution)),
        (("resolution", resolution.id),),
    )


def _unreadable(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    text = str(parcel.args["text"])
    return Rendered(text, [section(f":warning: {text}"), context("Nothing was recorded.")])


RENDERERS: Mapping[str, Renderer] = {
    "text": _text,
    "action_card": _action_card,
    "owner_tasks": _owner_tasks,
    "day": _day,
    "digest": _digest,
    "log_docx": _log_docx,
    "log_pdf": _log_pdf,
    "log_csv": _log_csv,
    "check_list": _check_list,
    "issued_list": _issued_list,
    "meeting_ics": _meeting_ics,
    "meeting_notice": _meeting_notice,
    "home": _home,
    "draft_review": _draft_review,
    "resolution_card": _resolution_card,
    "unreadable": _unreadable,
}
