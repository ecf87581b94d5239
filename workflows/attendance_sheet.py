"""The attendance of a meeting as the record has it: all rows, the quorum, vacancies, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflows import attendance_list, quorum
from workflows.attendances import Attendance, Attends, Capacity
from workflows.boards import Board
from workflows.meetings import Meeting, MeetingState
from workflows.quorum import Quorate

if TYPE_CHECKING:
    from workflows.ports import Transaction


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
