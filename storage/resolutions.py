"""Resolutions with their clauses."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Select, select

from storage import rows, search_index
from storage.mapping import from_row, to_row
from storage.tables import ClauseRow, ResolutionRow, table_of
from workflows.resolutions import Clause, Resolution

RESOLUTION = table_of(ResolutionRow)
CLAUSE = table_of(ClauseRow)
CLASH = "This resolution is on record already; nothing was saved."


class SqlResolutions:
    """`workflows.ports.Resolutions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, resolution_id: str) -> Resolution:
        query = select(RESOLUTION).where(RESOLUTION.c.id == resolution_id)
        return rows.only(self._read(query), "resolution")

    def many(self, ids: Collection[str]) -> dict[str, Resolution]:
        found: dict[str, Resolution] = {}
        for some in rows.chunks(ids):
            query = select(RESOLUTION).where(RESOLUTION.c.id.in_(some))
            found |= {resolution.id: resolution for resolution in self._read(query)}
        return found

    def of_board(self, board_id: str) -> list[Resolution]:
        query = select(RESOLUTION).where(RESOLUTION.c.board_id == board_id)
        return self._read(query.order_by(RESOLUTION.c.recorded_at.desc(), RESOLUTION.c.id.desc()))

    def of_meeting(self, meeting_id: str) -> list[Resolution]:
        query = select(RESOLUTION).where(RESOLUTION.c.meeting_id == meeting_id)
        return self._read(query.order_by(RESOLUTION.c.recorded_at, RESOLUTION.c.id))

    def add(self, resolution: Resolution) -> Resolution:
        rows.insert(self._connection, RESOLUTION, to_row(resolution, RESOLUTION), CLASH)
        self._write_clauses(resolution, ())
        search_index.put_resolution(self._connection, resolution.id)
        return resolution

    def save(self, resolution: Resolution) -> Resolution:
        before = self.get(resolution.id).clauses
        saved = rows.save(self._connection, RESOLUTION, resolution, "The resolution", CLASH)
        self._write_clauses(resolution, before)
        search_index.put_resolution(self._connection, resolution.id)
        return saved

    def _write_clauses(self, resolution: Resolution, before: tuple[Clause, ...]) -> None:
        rows.write_children(
            self._connection, CLAUSE, {"resolution_id": resolution.id}, before, resolution.clauses
        )

    def _read(self, query: Select[Any]) -> list[Resolution]:
        found = rows.fetch(self._connection, query)
        ids = [row["id"] for row in found]
        clauses = rows.children_of(self._connection, CLAUSE, "resolution_id", ids)
        return [
            from_row(
                Resolution,
                row,
                clauses=tuple(from_row(Clause, c) for c in clauses.get(row["id"], ())),
            )
            for row in found
        ]
