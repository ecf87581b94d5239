"""Meetings, and the days that dues at a meeting take from them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from storage import rows, search_index
from storage.mapping import from_row, to_row
from storage.tables import MeetingRow, table_of
from workflows.meetings import Meeting, MeetingKind, MeetingState

MEETING = table_of(MeetingRow)
CLASH = "Another meeting of this board is open already: close it first. Nothing was saved."


def days_of(connection: Connection, meeting_ids: Collection[str]) -> dict[str, date]:
    """The day of each of these meetings, as it stands now."""
    found: dict[str, date] = {}
    for some in rows.chunks(meeting_ids):
        query = select(MEETING.c.id, MEETING.c.day).where(MEETING.c.id.in_(some))
        found |= {row["id"]: row["day"] for row in rows.fetch(connection, query)}
    return found


class SqlMeetings:
    """`workflows.ports.Meetings`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        #: Read once in a transaction, until it changes one: every due asks for its meeting.
        self._known: dict[str, Meeting] = {}
        self._next: dict[tuple[str, date], Meeting | None] = {}
        self._ordinary: dict[str, list[date]] = {}

    def get(self, meeting_id: str) -> Meeting:
        if meeting_id not in self._known:
            query = select(MEETING).where(MEETING.c.id == meeting_id)
            self._known[meeting_id] = rows.only(self._read(query), "meeting")
        return self._known[meeting_id]

    def of_board(self, board_id: str) -> list[Meeting]:
        return self._read(select(MEETING).where(MEETING.c.board_id == board_id))

    def next_ordinary(self, board_id: str, after: date) -> Meeting | None:
        if (board_id, after) not in self._next:
            self._next[board_id, after] = self._next_ordinary(board_id, after)
        return self._next[board_id, after]

    def _next_ordinary(self, board_id: str, after: date) -> Meeting | None:
        query = select(MEETING).where(
            MEETING.c.board_id == board_id,
            MEETING.c.day > after,
            MEETING.c.kind == MeetingKind.ORDINARY.value,
            MEETING.c.state != MeetingState.CANCELLED.value,
        )
        return next(iter(self._read(query.limit(1))), None)

    def coming(self, board_id: str, after: date) -> tuple[date, ...]:
        if board_id not in self._ordinary:
            query = (
                select(MEETING.c.day)
                .where(
                    MEETING.c.board_id == board_id,
                    MEETING.c.kind == MeetingKind.ORDINARY.value,
                    MEETING.c.state != MeetingState.CANCELLED.value,
                )
                .order_by(MEETING.c.day)
            )
            self._ordinary[board_id] = list(self._connection.execute(query).scalars())
        return tuple(day for day in self._ordinary[board_id] if day > after)

    def upcoming(self, board_ids: Collection[str], on_or_after: date) -> list[Meeting]:
        found: list[Meeting] = []
        for some in rows.chunks(board_ids):
            query = select(MEETING).where(
                MEETING.c.board_id.in_(some),
                MEETING.c.day >= on_or_after,
                MEETING.c.state.in_([MeetingState.PLANNED.value, MeetingState.OPEN.value]),
            )
            found += self._read(query)
        return sorted(found, key=lambda meeting: (meeting.starts_at, meeting.id))

    def find_open(self, board_id: str) -> Meeting | None:
        query = select(MEETING).where(
            MEETING.c.board_id == board_id, MEETING.c.state == MeetingState.OPEN.value
        )
        return next(iter(self._read(query)), None)

    def add(self, meeting: Meeting) -> Meeting:
        self.forget()
        rows.insert(self._connection, MEETING, to_row(meeting, MEETING), CLASH)
        return meeting

    def save(self, meeting: Meeting) -> Meeting:
        self.forget()
        saved = rows.save(self._connection, MEETING, meeting, "The meeting", CLASH)
        search_index.meeting_changed(self._connection, meeting.id, meeting.day, meeting.kind)
        return saved

    def forget(self) -> None:
        """Read anew what is asked for next."""
        self._known.clear()
        self._next.clear()
        self._ordinary.clear()

    def _read(self, query: Select[Any]) -> list[Meeting]:
        ordered = query.order_by(MEETING.c.day, MEETING.c.starts_at, MEETING.c.id)
        return [from_row(Meeting, row) for row in rows.fetch(self._connection, ordered)]
