"""The action log as data: rows in the board's own columns, open and completed since the last
meeting apart. What is drawn from it (paper, table, message) lives at the edge."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import sub_group_work
from workflows.access import Audience, disclose
from workflows.action_steps import STATUS_WORDS
from workflows.actions import COMPLETED, LIVE, Action, Status
from workflows.boards import Board
from workflows.colours import Rag as Rag
from workflows.deadlines import Due, DueKind, day_words, rag
from workflows.meetings import Meeting
from workflows.owners import owner_words

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class LogRow:
    """One action in words, ready to print. Dates are words too ("Fri 10 Feb 2023")."""

    reference: str
    added: str
    minute: str
    action: str
    owner: str
    original_due: str
    due: str
    rag: Rag
    progress: str
    status: str
    due_day: date | None = None


#: Heading of each column a board may choose, in the words that boards print.
HEADINGS = {
    "reference": "Action No",
    "added": "Date added",
    "minute": "Meeting / minute",
    "action": "Action point",
    "owner": "Allocated to",
    "original_due": "Original date",
    "due": "Due",
    "rag": "RAG",
    "progress": "Progress",
    "status": "Status",
}


@dataclass(frozen=True)
class ActionLog:
    """A board's log as at a day. `columns` are keys of `HEADINGS`, in the board's order.

    `exempt_left_out` counts what this reader may not see; nothing else of it is here.
    """

    board: str
    as_at: date
    columns: tuple[str, ...]
    outstanding: tuple[LogRow, ...]
    completed: tuple[LogRow, ...]
    for_meeting: str = ""
    exempt_left_out: int = 0


def action_log(
    tx: Transaction, board: Board, audience: Audience, now: datetime, meeting: Meeting | None = None
) -> ActionLog:
    """The board's log for this audience: what is outstanding, and what was completed and not yet
    confirmed at a meeting. `meeting` is the one it is drawn up for."""
    today = now.astimezone(board.zone).date()
    everything = tx.actions.of_board(board.id, LIVE | COMPLETED | {Status.TRANSFERRED})
    away = sub_group_work.away(tx, board, everything)
    listed = (a for a in everything if a.status is not Status.TRANSFERRED or a.id in away)
    seen = disclose(listed, audience, published=True)
    meetings = {m.id: m for m in tx.meetings.of_board(board.id)}

    def rows(statuses: Collection[Status]) -> tuple[LogRow, ...]:
        chosen = (a for a in seen.shown if a.status in statuses)
        return tuple(
            _with_group(tx, log_row(a, board, meetings, today), away.get(a.id)) for a in chosen
        )

    exempt = any(a.exempt for a in seen.shown)
    return ActionLog(
        board=f"{board.name} (exempt matter, not for publication)" if exempt else board.name,
        as_at=today,
        columns=board.log_columns,
        outstanding=rows(LIVE | {Status.TRANSFERRED}),
        completed=rows(COMPLETED),
        for_meeting=day_words(meeting.day) if meeting else "",
        exempt_left_out=seen.withheld,
    )


def _with_group(tx: Transaction, row: LogRow, passage: sub_group_work.Passage | None) -> LogRow:
    """The row of a matter that a sub-group has in hand says so."""
    if passage is None:
        return row
    group = tx.boards.get(passage.there.board_id).name
    return replace(row, owner=f"{group} (group)", status=f"with {group}")


def log_row(action: Action, board: Board, meetings: Mapping[str, Meeting], today: date) -> LogRow:
    """One action in the words of the log. Of the notes only those whose wording an officer has
    approved appear."""
    meeting = meetings.get(action.meeting_id or "")
    said = f"minute {action.minute_ref}" if action.minute_ref else ""
    minute = " / ".join(w for w in (day_words(meeting.day) if meeting else "", said) if w)
    return LogRow(
        reference=action.reference,
        added=day_words(action.created_at.astimezone(board.zone).date()),
        minute=minute,
        action=f"[Exempt] {action.text}" if action.exempt else action.text,
        owner=owner_words(action.owners),
        original_due=due_words(action.original_due),
        due=due_words(action.due),
        rag=rag(
            action.original_due,
            action.latest,
            today,
            board.calendar,
            action.status not in LIVE,
        ),
        progress=public_progress(action),
        status=_status(action, today),
        due_day=action.due.day,
    )


def _status(action: Action, today: date) -> str:
    late_after = action.latest.day
    late = action.status in LIVE and late_after is not None and late_after < today
    return f"{STATUS_WORDS[action.status]}, overdue" if late else STATUS_WORDS[action.status]


def public_progress(action: Action) -> str:
    """The last note whose wording may stand in the log."""
    approved = [n for n in action.notes if n.approved]
    return approved[-1].text if approved else ""


def due_words(due: Due) -> str:
    """A due as the log prints it: the day, with "next meeting" said where it is one."""
    if due.kind is DueKind.NEXT_MEETING:
        return f"Next meeting, {day_words(due.day)}" if due.day else "Next meeting"
    if due.kind is DueKind.DATE and due.day:
        return day_words(due.day)
    if due.kind is DueKind.NONE:
        return "No date"
    return due.phrase[:1].upper() + due.phrase[1:]
