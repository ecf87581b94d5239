"""What the ladder of an action will do, rung by rung, and why: for whoever wants to trust it.

It looks through the same functions as the planner and changes nothing. What lies ahead is as things
stand now: an answer, a moved meeting or an absence noted later changes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from workflows import keeping, ladder
from workflows.actions import ENDED, LIVE, Action, Status, Turn
from workflows.boards import Board, To
from workflows.calendars import WorkingCalendar, local_moment
from workflows.dates import day_words
from workflows.ladder import Rung, policy_of
from workflows.meetings import Meeting
from workflows.receivers import receivers
from workflows.reminders import has_heard
from workflows.rung_words import name_words, why

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: How far one looks unless told otherwise, in days: from today, and past the due day, so that the
#: first steps of being late are among what is seen.
AHEAD, PAST_DUE = 92, 42
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Skipped:
    """A day that is not counted, and why: "Sunday", "Good Friday", "closed day"."""

    day: date
    why: str

    @property
    def weekend(self) -> bool:
        return self.day.weekday() >= 5


@dataclass(frozen=True)
class Line:
    """One nudge: from `at` (in the board's zone) on, or at `at` if it is `sent`, these people hear.

    `silent` says why it will not go out although the ladder has it; empty if it will.
    """

    name: str
    to: To
    day: date
    at: datetime
    people: tuple[str, ...]
    why: str
    skipped: tuple[Skipped, ...] = ()
    silent: str = ""
    sent: bool = False


@dataclass(frozen=True)
class Preview:
    """The nudges of an action by day: those sent, then those ahead up to `until`. `nothing` says
    why none is ahead, where none is."""

    action: Action
    board: Board
    today: date
    until: date
    lines: tuple[Line, ...]
    nothing: str = ""

    @property
    def sent(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.sent)

    @property
    def ahead(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.sent)


def preview(tx: Transaction, action: Action, now: datetime, days: int | None = None) -> Preview:
    """The preview of one action, so many days ahead (by default, past its due). Whether its reader
    may see the action is the caller's to ask."""
    board = tx.boards.get(action.board_id)
    today = keeping.local_day(now, board)
    until = today + timedelta(days=AHEAD if days is None else days)
    if days is None and action.due.day is not None:
        until = max(until, action.due.day + timedelta(days=PAST_DUE))
    meeting = keeping.due_meeting(tx, action)
    coming = tx.meetings.coming(board.id, today)
    lines = [*_sent(tx, action, board)]
    for rung, silent in outlook(action, board, meeting, today, until, coming):
        lines += _ahead(tx, action, board, meeting, today, rung, silent)
    nothing = "" if any(not x.sent and not x.silent for x in lines) else _nothing(action, until)
    return Preview(action, board, today, until, tuple(lines), nothing)


def outlook(
    action: Action,
    board: Board,
    meeting: Meeting | None,
    today: date,
    until: date,
    coming: Sequence[date],
) -> list[tuple[Rung, str]]:
    """The rungs from what is due and not planned yet up to `until`, by day, each with the reason
    for which it will not be sent ("" if it will)."""

    def whole(of: Action) -> list[Rung]:
        return ladder.rungs(
            of,
            board,
            board.calendar,
            meeting,
            until=until,
            coming=coming,
            today=today,
        )

    planned_to = min(today, action.next_nudge_on or today) - _ONE_DAY
    found = {r: "" for r in whole(action) if r.day > today}
    for rung in ladder.due_rungs(
        action,
        board,
        board.calendar,
        meeting,
        today=today,
        coming=coming,
        last_planned=planned_to,
    ):
        found[rung] = ""
    if action.hushed_until is not None:
        hushed = f"hushed to the end of {day_words(action.hushed_until)}"
        for rung in whole(replace(action, hushed_until=None)):
            if rung.day > planned_to:
                found.setdefault(rung, hushed)
    if action.turn is Turn.OFFICER and action.status in LIVE:
        waits = "not while it is the committee officer’s turn"
        for rung in whole(replace(action, turn=Turn.OWNER, hushed_until=None)):
            if rung.day > planned_to:
                found.setdefault(rung, waits)
    return sorted(found.items(), key=lambda each: (each[0].day, each[0].to, each[0].name))


def _ahead(
    tx: Transaction,
    action: Action,
    board: Board,
    meeting: Meeting | None,
    today: date,
    rung: Rung,
    silent: str,
) -> Iterator[Line]:
    """A line for each hour at which somebody hears; none if everybody has heard already."""
    calendar = board.calendar
    day = max(rung.day, calendar.on_or_after(today))
    heard = tx.nudges.of_subject("action", action.id)
    at_once: dict[datetime, list[str]] = {}
    for person in receivers(tx, action, board, rung.to, day):
        if not has_heard(heard, rung, person, action, board):
            at_once.setdefault(hour_of(tx, person, action, board, day), []).append(person)
    names = tx.people.many({p for people in at_once.values() for p in people})
    for at in sorted(at_once):
        yield Line(
            rung.name,
            rung.to,
            day,
            at,
            tuple(names[p].name for p in at_once[at]),
            why(rung, action, board, meeting),
            _skipped(rung, calendar),
            silent,
        )


def hour_of(tx: Transaction, person_id: str, action: Action, board: Board, day: date) -> datetime:
    """When that person's message of the day may go out on this action's account, in the board's
    zone: at the action's hour, or at that of a board on which they have a role, if it is earlier.
    """
    moments = [local_moment(day, policy_of(action, board).hour, board.zone)]
    for membership in tx.people.memberships_of(person_id):
        if membership.covers(day):
            theirs = tx.boards.get(membership.board_id)
            moments.append(local_moment(day, theirs.policy.hour, theirs.zone))
    return min(moments).astimezone(board.zone)


def _skipped(rung: Rung, calendar: WorkingCalendar) -> tuple[Skipped, ...]:
    """The days between the one counted from and the rung's that are no working days."""
    if rung.counted_from is None:
        return ()
    first, last = sorted((rung.counted_from, rung.day))
    between = [first + n * _ONE_DAY for n in range(1, (last - first).days)]
    closed = ((day, calendar.why_closed(day)) for day in between)
    return tuple(Skipped(day, reason) for day, reason in closed if reason)


def _sent(tx: Transaction, action: Action, board: Board) -> Iterator[Line]:
    """What has gone into people's messages since the due last changed, by day."""
    told: dict[tuple[date, str], list[str]] = {}
    for nudge in tx.nudges.of_subject("action", action.id):
        if nudge.due_version == action.due_version:
            told.setdefault((nudge.day, nudge.rung), []).append(nudge.person_id)
    names = tx.people.many({p for people in told.values() for p in people})
    for day, label in sorted(told):
        to, _, name = label.partition(":")
        at = min(hour_of(tx, p, action, board, day) for p in told[day, label])
        people = tuple(names[p].name for p in told[day, label])
        yield Line(name, _recipient(to), day, at, people, name_words(name), sent=True)


def _recipient(word: str) -> To:
    found: Sequence[To] = ("owner", "deputy", "lead", "officer", "chair")
    return next(to for to in found if to == word)


def _nothing(action: Action, until: date) -> str:
    """Why nobody will hear of it."""
    if action.live:
        return "Nobody hears of it before the meeting is issued."
    if action.status in ENDED:
        return f"It is {action.status.value}: nobody is reminded any more."
    if action.status in (Status.ACCEPTED, Status.PROPOSED_DONE):
        return "It is reported done: nobody is reminded any more."
    if action.due.day is None:
        return "It has no date: the officer is asked with the next meeting’s preparation."
    return f"Nothing goes out up to {day_words(until)}."
