"""What a chair and a channel read ahead of a meeting: the state of the log in ten lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import forward_plan, keeping
from workflows.access import Audience, disclose
from workflows.actions import COMPLETED, LIVE, Action, Status, Turn
from workflows.boards import Board
from workflows.deadlines import DueKind
from workflows.exercises import Exercise, ExerciseState
from workflows.meetings import Meeting, MeetingState

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class Digest:
    """The matters arising, as one audience may see them, as at a day.

    An action stands in one list only: overdue, else due at this meeting, else open.
    `decided` are the delegated decisions that the board has not heard of. `for_chair` holds
    sentences that ask something of the chair. `ahead` are the next two meetings of the forward
    plan, a line each; `missing` counts what is due at this meeting and is not on its agenda, where
    one is being made.
    """

    board: Board
    meeting: Meeting
    as_at: date
    working_days_left: int
    overdue: tuple[Action, ...]
    due_here: tuple[Action, ...]
    still_open: tuple[Action, ...]
    completed: tuple[Action, ...]
    decided: tuple[Exercise, ...]
    for_chair: tuple[str, ...]
    withheld: int = 0
    ahead: tuple[str, ...] = ()
    missing: int = 0


def for_meeting(tx: Transaction, meeting_id: str, audience: Audience, now: datetime) -> Digest:
    """The digest ahead of that meeting, through the one filter."""
    meeting = tx.meetings.get(meeting_id)
    board = tx.boards.get(meeting.board_id)
    today = keeping.local_day(now, board)
    seen = disclose(tx.actions.of_board(board.id, LIVE | COMPLETED), audience, published=True)
    used = disclose(
        (e for e in tx.exercises.of_board(board.id) if e.state is ExerciseState.MADE),
        audience,
        published=True,
    )
    plan = forward_plan.forward_plan(tx, board, audience, now, published=True)
    live = [a for a in seen.shown if a.status in LIVE]
    overdue = [a for a in live if is_overdue(a, today)]
    in_time = [a for a in live if not is_overdue(a, today)]
    return Digest(
        board=board,
        meeting=meeting,
        as_at=today,
        working_days_left=_working_days(board, today, meeting.day),
        overdue=tuple(overdue),
        due_here=tuple(a for a in in_time if a.due.meeting_id == meeting.id),
        still_open=tuple(a for a in in_time if a.due.meeting_id != meeting.id),
        completed=tuple(a for a in seen.shown if a.status in COMPLETED),
        decided=used.shown,
        for_chair=_for_chair(live, overdue, used.shown),
        withheld=seen.withheld + used.withheld,
        ahead=forward_plan.in_short(plan) if plan.count else (),
        missing=_missing(tx, meeting, audience),
    )


def _missing(tx: Transaction, meeting: Meeting, audience: Audience) -> int:
    """How much of what is due is not on the agenda, as long as that can be put right; nothing where
    the board keeps no agenda here, or it is out."""
    if meeting.agenda_published_on or meeting.state is not MeetingState.PLANNED:
        return 0
    if not tx.agenda_items.of_meeting(meeting.id):
        return 0
    return len(forward_plan.missing_from(tx, meeting, audience.caller))


def is_overdue(action: Action, today: date) -> bool:
    """Past its current date and not yet reported done; an extension counts once it is agreed."""
    late_after = action.latest.day
    return action.status in LIVE and late_after is not None and late_after < today


def _working_days(board: Board, today: date, day: date) -> int:
    if day <= today:
        return 0
    return board.calendar.working_days_between(today, day)


def _for_chair(
    live: list[Action], overdue: list[Action], used: tuple[Exercise, ...]
) -> tuple[str, ...]:
    """What the chair may want to do something about, most pressing first, each in a few words; a
    single matter by its reference."""
    silent = [a for a in overdue if a.turn is Turn.OWNER and not a.notes]
    kinds = (
        (silent, "late without a word: invite?"),
        ([a for a in live if a.status is Status.BLOCKED], "blocked"),
        ([a for a in live if a.asked_slip], "asking for time"),
        ([a for a in live if not any(o.known for o in a.owners)], "without owner"),
        ([a for a in live if a.due.kind is DueKind.NONE], "without date"),
    )
    found = [
        f"{rows[0].reference if len(rows) == 1 else len(rows)} {what}"
        for rows, what in kinds
        if rows
    ]
    if used:
        found.append(f"{len(used)} delegated decision{'' if len(used) == 1 else 's'} to report")
    return tuple(found)
