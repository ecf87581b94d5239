"""A notice of a meeting that was given, or its draft minutes that were issued: recorded on the
meeting and in the ledger, and the end of the reminders about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping, ledger, notice, watch_keeping, watching
from workflows.access import Caller, Deed, require
from workflows.boards import Board
from workflows.dates import day_words
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.meetings import HELD, Meeting, MeetingState, NoticeGiven

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: What each is, in words, and what an officer types for it.
WORDS: Mapping[str, str] = {
    notice.PRIVATE_MEETING: "notice of the private meeting",
    notice.PRIVATE_SECOND: "second notice of the private meeting",
    notice.KEY_DECISION: "notice of the key decisions",
    notice.MINUTES_ISSUE: "draft minutes",
}
TYPED: Mapping[str, str] = {
    "private": notice.PRIVATE_MEETING,
    "private-again": notice.PRIVATE_SECOND,
    "key": notice.KEY_DECISION,
    "minutes": notice.MINUTES_ISSUE,
}


def give(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    kind: str,
    now: datetime,
    on: date | None = None,
) -> Meeting:
    """That notice of the meeting was given, or its minutes were issued, on that day (today, if none
    is said). `kind` is a key of `WORDS`."""
    before = tx.meetings.get(meeting_id)
    require(caller, before.board_id, Deed.RUN_MEETINGS)
    board = tx.boards.get(before.board_id)
    today = keeping.local_day(now, board)
    day = on or today
    _possible(before, kind, day, today)
    given = (*before.notices, NoticeGiven(kind, day))
    saved = tx.meetings.save(replace(before, notices=given))
    told = {"what": WORDS[kind], "given": day.isoformat()}
    if late := lateness(board, saved, kind):
        told["late"] = late
    deed = "minutes issued" if kind == notice.MINUTES_ISSUE else "notice given"
    ledger.write(tx, caller.id, board.id, now, deed, "meeting", saved.id, told)
    watch_keeping.keep(tx, saved, today)
    keeping.refresh_officers(tx, board, today)
    return saved


def _possible(meeting: Meeting, kind: str, day: date, today: date) -> None:
    of = f"of {day_words(meeting.day)}"
    already = given_on(meeting, kind)
    if already:
        raise AlreadyDone(
            f"The {WORDS[kind]} {of}: on record since {day_words(already)}. Nothing was changed."
        )
    if day > today:
        raise InvalidInput(
            f"{day_words(day)} is still to come. Nothing was changed: say it when it is done.", "on"
        )
    if meeting.state is MeetingState.CANCELLED:
        raise AlreadyDone(f"The meeting {of} is cancelled. Nothing was changed.")
    if kind == notice.MINUTES_ISSUE and meeting.state not in HELD:
        raise AlreadyDone(
            f"The meeting {of} has not been closed, so it has no minutes yet. Nothing was changed: "
            "/meeting close ends it."
        )


def given_on(meeting: Meeting, kind: str) -> date | None:
    """The day on which that notice was given, or the minutes were issued."""
    return next((n.on for n in meeting.notices if n.kind == kind), None)


def lateness(board: Board, meeting: Meeting, kind: str) -> str:
    """That it was given after its last day, in words; "" if it was in time, was not given, or has
    no such day on this board."""
    day, found = given_on(meeting, kind), notice.of_meeting(board, meeting).deadlines
    last = next((d.latest or d.day for d in found if d.key == kind), None)
    if day is None or last is None or day <= last:
        return ""
    return f"late: it was due by {day_words(last)}"


def waiting(tx: Transaction, board: Board, kind: str, now: datetime) -> Meeting:
    """The meeting that waits for it first; `NotFound` if none does."""
    today, frame = keeping.local_day(now, board), watch_keeping.frame_of(tx, board)
    watched = watching.kind_called(kind)
    for meeting in tx.meetings.of_board(board.id):
        if watched and watched.matter(meeting, frame, today):
            return meeting
    raise NotFound(
        f"No meeting of {board.name} waits for its {WORDS[kind]}. Nothing was changed. "
        "/meeting notice shows what a meeting needs; name another with “for 14 March”."
    )
