"""Attendance over time: of how many meetings, while a member, each was at how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.access import Caller, Deed, require
from workflows.attendance_list import SEATED
from workflows.attendances import Attendance, Attends, Capacity
from workflows.boards import Board
from workflows.meeting_finding import visible
from workflows.meetings import Meeting, MeetingState
from workflows.people import Membership, Role

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: So many meetings missed in a row are pointed out.
IN_A_ROW = 3
_SITTING = (Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.ASSOCIATE)
_HELD = (MeetingState.OPEN, MeetingState.CLOSED, MeetingState.ISSUED)


@dataclass(frozen=True)
class MemberRecord:
    """One member in a period. `possible` counts the meetings whose attendance is on record and that
    were held while they sat; `remotely` is part of `present`, `substituted` part of those missed;
    `unmarked` are those of which nothing is on record for them. `missed` is how many of the latest
    were missed one after the other, with a substitute or without."""

    name: str
    person_id: str
    associate: bool
    possible: int
    present: int
    remotely: int
    apologies: int
    absent: int
    substituted: int
    unmarked: int
    missed: int


@dataclass(frozen=True)
class AttendanceRecord:
    """A board's attendance from a day to a day; `meetings` are those that were held in it, of which
    `recorded` have their attendance on record."""

    board: Board
    since: date
    until: date
    meetings: int
    recorded: tuple[Meeting, ...]
    members: tuple[MemberRecord, ...]

    @property
    def often_missing(self) -> list[MemberRecord]:
        """Who missed so many of the latest meetings in a row."""
        return [m for m in self.members if m.missed >= IN_A_ROW]


def municipal_year(board: Board, today: date) -> tuple[date, date]:
    """The first day of the board's municipal year that holds `today`, and today."""
    month, day = board.municipal_year_start
    first = date(today.year, month, day)
    return (first if first <= today else date(today.year - 1, month, day)), today


def record(
    tx: Transaction,
    caller: Caller,
    board_id: str,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
) -> AttendanceRecord:
    """The attendance of the board's members; of this municipal year if no days are given."""
    require(caller, board_id, Deed.TAKE_LOG)
    board = tx.boards.get(board_id)
    first, last = municipal_year(board, keeping.local_day(now, board))
    since, until = since or first, until or last
    held = [m for m in visible(tx, caller, board, since) if m.day <= until and m.state in _HELD]
    rows: dict[str, list[Attendance]] = {m.id: [] for m in held}
    for row in tx.attendances.of_meetings(list(rows)):
        rows[row.meeting_id].append(row)
    recorded = [m for m in held if any(r.attends is not Attends.NONE for r in rows[m.id])]
    sat: dict[str, list[Membership]] = {}
    for membership in tx.people.memberships(board_id):
        if membership.role in _SITTING:
            sat.setdefault(membership.person_id, []).append(membership)
    names = {p.id: p.name for p in tx.people.many(list(sat)).values()}
    members = [_member(names[i], i, ms, recorded, rows) for i, ms in sat.items()]
    told = sorted((m for m in members if m.possible), key=lambda m: (m.associate, m.name))
    return AttendanceRecord(board, since, until, len(held), tuple(recorded), tuple(told))


def _member(
    name: str,
    person_id: str,
    held: Sequence[Membership],
    recorded: Sequence[Meeting],
    rows: dict[str, list[Attendance]],
) -> MemberRecord:
    possible = [m for m in recorded if any(x.covers(m.day) for x in held)]
    own: list[Attendance | None] = []
    substituted = 0
    for meeting in possible:
        mine = next((r for r in rows[meeting.id] if r.person_id == person_id), None)
        own.append(mine)
        substituted += not _was_there(mine) and any(
            r.capacity is Capacity.SUBSTITUTE
            and r.for_id == person_id
            and r.attends is Attends.PRESENT
            for r in rows[meeting.id]
        )
    return MemberRecord(
        name,
        person_id,
        not any(m.votes for m in held),
        len(possible),
        sum(_was_there(r) for r in own),
        sum(_was_there(r) and r is not None and r.remotely for r in own),
        sum(r is not None and r.attends is Attends.APOLOGIES for r in own),
        sum(r is not None and r.attends is Attends.ABSENT for r in own),
        substituted,
        sum(r is None or r.attends is Attends.NONE for r in own),
        _in_a_row(own),
    )


def _was_there(row: Attendance | None) -> bool:
    there = (Attends.PRESENT, Attends.IN_ATTENDANCE)
    return row is not None and row.attends in there and row.capacity in {*SEATED, Capacity.GUEST}


def _in_a_row(own: Sequence[Attendance | None]) -> int:
    """How many of the latest were missed one after the other."""
    missed = 0
    for row in reversed(own):
        if row is None or row.attends is Attends.NONE:
            continue
        if _was_there(row):
            break
        missed += 1
    return missed
