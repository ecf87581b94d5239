"""Which of a board's meetings is meant: by its day as typed, or by what comes next."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.access import Caller
from workflows.boards import Board
from workflows.dates import read_time
from workflows.deadlines import day_words, read_date
from workflows.errors import DomainError, InvalidInput, NotFound
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.people import Role

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: "Friday the 13th March 2027" is the longest way to name a day.
_MOST_WORDS = 5
_PLANNED = frozenset({MeetingState.PLANNED})
_TO_ISSUE = frozenset({MeetingState.CLOSED, MeetingState.OPEN, MeetingState.ISSUED})


def named(
    tx: Transaction,
    board: Board,
    text: str,
    now: datetime,
    states: Collection[MeetingState] = _PLANNED,
) -> tuple[Meeting | None, str]:
    """The meeting whose day `text` begins with, and the rest of the text; None if it begins with
    no day. `NotFound` if the board has no such meeting in one of these states that day."""
    day, rest = _leading_day(text, keeping.local_day(now, board))
    if day is None:
        return None, text.strip()
    found = [m for m in tx.meetings.of_board(board.id) if m.day == day and m.state in states]
    if not found:
        raise NotFound(
            f"{board.name} has no {_words(states)} meeting on {day_words(day)}. Nothing was "
            f"changed. {_what_there_is(tx, board, states)}",
            field="day",
        )
    if len(found) == 1:
        return found[0], rest
    return _at_its_hour(board, found, rest)


def _leading_day(text: str, today: date) -> tuple[date | None, str]:
    words = text.split()
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        try:
            return read_date(" ".join(words[:count]), on=today), " ".join(words[count:])
        except DomainError:
            continue
    if words and words[0][0].isdigit():
        raise InvalidInput(
            f"I could not read “{' '.join(words[:3])}” as a day. Nothing was changed. Type it like "
            "14 March or 2027-03-14.",
            field="day",
        )
    return None, text.strip()


def _at_its_hour(board: Board, found: list[Meeting], rest: str) -> tuple[Meeting, str]:
    first, _, tail = rest.partition(" ")
    try:
        hour = read_time(first)
    except InvalidInput:
        hour = None
    for meeting in found:
        if meeting.starts_at.astimezone(board.zone).time() == hour:
            return meeting, tail
    hours = " and ".join(m.starts_at.astimezone(board.zone).strftime("%H:%M") for m in found)
    raise InvalidInput(
        f"There are {len(found)} meetings on {day_words(found[0].day)}, at {hours}. Nothing was "
        "changed: type the hour after the day.",
        field="day",
    )


def _words(states: Collection[MeetingState]) -> str:
    if MeetingState.PLANNED in states:
        return "planned" if set(states) == set(_PLANNED) else "such"
    return "cancelled" if set(states) == {MeetingState.CANCELLED} else "open or closed"


def _what_there_is(tx: Transaction, board: Board, states: Collection[MeetingState]) -> str:
    # Whoever asks reads this: that a private meeting is held is not told here.
    days = [
        day_words(m.day)
        for m in tx.meetings.of_board(board.id)
        if m.state in states and m.kind is not MeetingKind.PRIVATE
    ]
    if not days:
        return "None is in the register."
    return f"In the register: {', '.join(days[-8:])}."


def next_planned(tx: Transaction, board: Board, now: datetime) -> Meeting:
    """The next meeting that is still planned; `NotFound` says how to schedule one."""
    today = keeping.local_day(now, board)
    for meeting in tx.meetings.upcoming([board.id], today):
        if meeting.state is MeetingState.PLANNED:
            return meeting
    raise NotFound(
        f"No meeting of {board.name} is planned. Nothing was changed: schedule one with "
        "/meeting schedule 14 March 10:00-12:00"
    )


def to_check(tx: Transaction, board: Board, text: str, now: datetime) -> Meeting:
    """The meeting whose captured lines are to be checked or issued: the one named, else the one
    closed last and not yet issued, else the open one."""
    meeting, _ = named(tx, board, text, now, _TO_ISSUE)
    if meeting:
        return meeting
    closed = [m for m in tx.meetings.of_board(board.id) if m.state is MeetingState.CLOSED]
    if closed:
        return max(closed, key=lambda m: (m.closed_at or m.starts_at, m.day))
    still_open = tx.meetings.find_open(board.id)
    if still_open:
        return still_open
    raise NotFound(
        "No meeting waits to be checked or issued. Open one with /meeting open, record in it, and "
        "close it with /meeting close."
    )


def visible(tx: Transaction, caller: Caller, board: Board, since: date) -> list[Meeting]:
    """The board's meetings from that day on, cancelled ones too, earliest first; a private one
    only for those whom `knows_of` names."""
    return [m for m in tx.meetings.of_board(board.id) if m.day >= since and knows_of(tx, caller, m)]


def knows_of(tx: Transaction, caller: Caller, meeting: Meeting) -> bool:
    """Whether the caller may learn that the meeting is held: of a private one its members, chairs
    and officers; associates, observers and others only where they are on its list."""
    if meeting.kind is not MeetingKind.PRIVATE or caller.is_member(meeting.board_id):
        return True
    if Role.OFFICER in caller.on(meeting.board_id):
        return True
    return tx.attendances.find(meeting.id, caller.id) is not None
