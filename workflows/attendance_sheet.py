"""The attendance of a meeting as the record has it: all rows, the quorum, vacancies, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import attendance_list, keeping, meeting_finding, quorum
from workflows.attendances import Attendance, Attends, Capacity
from workflows.boards import Board
from workflows.errors import NotFound
from workflows.meetings import Meeting, MeetingState
from workflows.quorum import Quorate

if TYPE_CHECKING:
    from workflows.ports import Transaction

_NOT_CANCELLED = frozenset(MeetingState) - {MeetingState.CANCELLED}


@dataclass(frozen=True)
class Sheet:
    """The attendance of a meeting as it stands: all rows, the quorum now (for the item that the
    meeting has reached), and what nobody holds."""

    board: Board
    meeting: Meeting
    rows: tuple[Attendance, ...]
    quorate: Quorate
    vacant: tuple[str, ...] = ()

    def of(self, attends: Attends) -> list[Attendance]:
        """Those who are minuted so, members first."""
        order = list(Capacity)
        found = [r for r in self.rows if r.attends is attends]
        return sorted(found, key=lambda r: (order.index(r.capacity), r.name))


def standing(tx: Transaction, board: Board, meeting: Meeting) -> Sheet:
    """The attendance as the record has it; nothing is made."""
    rows = tuple(tx.attendances.of_meeting(meeting.id))
    item = meeting.current_item if meeting.state is MeetingState.OPEN else ""
    quorate = quorum.of_rows(tx, board, meeting, rows, item)
    return Sheet(
        board, meeting, rows, quorate, tuple(attendance_list.vacancies(tx, board, meeting))
    )


def row_words(row: Attendance) -> str:
    """A name with what is to be known of it: "A Baker for C Dunn, remotely, from item 5"."""
    told = [row.name]
    if row.capacity is Capacity.SUBSTITUTE and row.for_name:
        told[0] += f" on behalf of {row.for_name}"
    if row.remotely:
        told.append("remotely")
    if row.items:
        told.append(f"for item{'' if len(row.items) == 1 else 's'} {', '.join(row.items)}")
    if row.arrived:
        told.append(f"came {row.arrived}")
    if row.left:
        told.append(f"left {row.left}")
    return ", ".join(told)


def meant(
    tx: Transaction, board: Board, text: str, now: datetime, *, ahead: bool = False
) -> tuple[Meeting, str]:
    """The meeting whose day `text` begins with, and the rest of the text. Where it begins with no
    day: the open meeting, else today's, else the one that was held last and is not issued, else
    the next one; with `ahead` the next one comes before those that were held."""
    if text.strip()[:1].isdigit():
        named, rest = meeting_finding.named(tx, board, text, now, _NOT_CANCELLED)
        if named:
            return named, rest.lstrip(" :,")
    return _at_hand(tx, board, now, ahead=ahead), text.strip()


def _at_hand(tx: Transaction, board: Board, now: datetime, *, ahead: bool) -> Meeting:
    live = tx.meetings.find_open(board.id)
    if live:
        return live
    today = keeping.local_day(now, board)
    there = [m for m in tx.meetings.of_board(board.id) if m.state is not MeetingState.CANCELLED]
    coming = [m for m in there if m.day > today and m.state is MeetingState.PLANNED]
    held = [m for m in there if m.state is MeetingState.CLOSED] or [
        m for m in there if m.day < today and not m.minutes_approved_on
    ]
    todays = [m for m in there if m.day == today]
    either = (coming[:1], held[-1:]) if ahead else (held[-1:], coming[:1])
    for found in (todays[-1:], *either):
        if found:
            return found[0]
    raise NotFound(
        f"{board.name} has no meeting to which this belongs. Nothing was changed: schedule one "
        "with /meeting schedule 14 March 10:00-12:00"
    )
