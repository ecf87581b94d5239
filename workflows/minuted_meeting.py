"""The meeting that a paper is the minutes of: found by its day, or made as one that was held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import confirming, keeping, ledger, notice_giving, watch_keeping
from workflows.access import Caller
from workflows.boards import Board
from workflows.calendars import local_moment
from workflows.deadlines import day_words, read_time
from workflows.draft_lines import day_in
from workflows.drafts import Draft
from workflows.errors import AlreadyDone, InvalidInput
from workflows.meeting_planning import DEFAULT_LENGTH, DEFAULT_START
from workflows.meetings import Meeting, MeetingState, NoticeGiven
from workflows.minutes_review import meeting_on
from workflows.notice import MINUTES_ISSUE

if TYPE_CHECKING:
    from workflows.ports import Transaction


def meeting_day(tx: Transaction, board: Board, draft: Draft, now: datetime) -> date:
    """The day of the minuted meeting; refused if none is named, if it is to come, or still open."""
    day = day_in(draft.meeting)
    if day is None:
        raise InvalidInput(
            "The paper names no date of a meeting. Nothing was recorded: press “Which meeting?” "
            "and give the day."
        )
    meeting = meeting_on(tx, board.id, day)
    if meeting and meeting.state is MeetingState.OPEN:
        raise AlreadyDone(
            f"The meeting of {day_words(day)} is still open. Nothing was recorded: close it first "
            "with /meeting close."
        )
    if day > keeping.local_day(now, board):
        raise InvalidInput(
            f"The meeting of {day_words(day)} is still to come. Nothing was recorded: if the date "
            "was read wrongly, press “Which meeting?”."
        )
    return day


def minuted_meeting(
    tx: Transaction, caller: Caller, board: Board, draft: Draft, now: datetime
) -> Meeting:
    """The meeting of that day; made, as one that was held, where the register has none."""
    day = meeting_day(tx, board, draft, now)
    meeting = meeting_on(tx, board.id, day)
    if meeting is None:
        return _held(tx, caller, board, draft, day, now)
    if meeting.state is MeetingState.PLANNED:
        return _marked_held(tx, caller, board, meeting, now)
    return _with_minutes(tx, caller, board, meeting, now)


def _held(
    tx: Transaction, caller: Caller, board: Board, draft: Draft, day: date, now: datetime
) -> Meeting:
    starts = _moment(str(draft.meeting.get("start") or ""), day, board)
    first = starts or local_moment(day, DEFAULT_START, board.zone)
    ends = _moment(str(draft.meeting.get("end") or ""), day, board)
    meeting_id = tx.new_id()
    meeting = tx.meetings.add(
        Meeting(
            id=meeting_id,
            board_id=board.id,
            day=day,
            starts_at=first,
            ends_at=ends if ends and ends > first else first + DEFAULT_LENGTH,
            uid=f"{meeting_id}@matters-arising",
            state=MeetingState.ISSUED,
            venue=str(draft.meeting.get("venue") or "")[:240],
            closed_at=now,
            notices=(_minutes_out(board, now),),
        )
    )
    today = keeping.local_day(now, board)
    if day >= today:
        keeping.recount(tx, board, today)
    else:  # no ladder of an action looks back at it
        watch_keeping.recount(tx, board, today)
    _write(tx, meeting, caller, now, "taken from its minutes")
    return meeting


def _moment(text: str, day: date, board: Board) -> datetime | None:
    try:
        return local_moment(day, read_time(text), board.zone) if text else None
    except InvalidInput:
        return None  # a time that is not clear is left out: the default hour stands


def _marked_held(
    tx: Transaction, caller: Caller, board: Board, meeting: Meeting, now: datetime
) -> Meeting:
    """Nobody opened it in chat, yet it has minutes: it was held, and confirmed what had been
    completed by then."""
    notices = (*meeting.notices, _minutes_out(board, now))
    held = replace(meeting, state=MeetingState.ISSUED, closed_at=now, notices=notices)
    saved = tx.meetings.save(held)
    _write(tx, saved, caller, now, "held, by its minutes")
    keeping.recount(tx, board, keeping.local_day(now, board))
    confirming.confirm(tx, caller, saved, now)
    return saved


def _with_minutes(
    tx: Transaction, caller: Caller, board: Board, meeting: Meeting, now: datetime
) -> Meeting:
    """Its minutes exist: nobody need be reminded to issue them."""
    if notice_giving.given_on(meeting, MINUTES_ISSUE):
        return meeting
    notices = (*meeting.notices, _minutes_out(board, now))
    saved = tx.meetings.save(replace(meeting, notices=notices))
    _write(tx, saved, caller, now, "minutes read in")
    watch_keeping.keep(tx, saved, keeping.local_day(now, board))
    return saved


def _minutes_out(board: Board, now: datetime) -> NoticeGiven:
    """They are out by the day on which they are read in; by which day before is not known."""
    return NoticeGiven(MINUTES_ISSUE, keeping.local_day(now, board))


def _write(tx: Transaction, meeting: Meeting, caller: Caller, now: datetime, deed: str) -> None:
    day = {"day": meeting.day.isoformat()}
    ledger.write(tx, caller.id, meeting.board_id, now, deed, "meeting", meeting.id, day)
