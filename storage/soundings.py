"""Soundings with the views that came in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from storage import rows
from storage.mapping import from_row, to_row
from storage.shelf import SqlShelf
from storage.tables import table_of
from storage.tables_decisions import SoundingRow, ViewRow
from workflows.soundings import Sounding, SoundingState, View

SOUNDING = table_of(SoundingRow)
VIEW = table_of(ViewRow)
CLASH = "Another sounding of this board has that reference already; nothing was saved."
AGAIN = "This reply is on record already; nothing was saved."


class SqlSoundings(SqlShelf[Sounding]):
    """`workflows.ports.Soundings`."""

    def __init__(self, connection: Connection) -> None:
        order = ("created_at", "id")
        super().__init__(connection, SOUNDING, Sounding, "sounding", CLASH, order)

    def find_by_reference(self, board_id: str, reference: str) -> Sounding | None:
        return next(iter(self.by(board_id=board_id, reference=reference)), None)

    def ended_by(self, moment: datetime) -> list[Sounding]:
        return self.where(
            SOUNDING.c.state == SoundingState.OPEN.value, SOUNDING.c.deadline <= moment
        )

    def views(self, sounding_id: str) -> list[View]:
        query = select(VIEW).where(VIEW.c.sounding_id == sounding_id)
        found = rows.fetch(self._connection, query.order_by(VIEW.c.at, VIEW.c.id))
        return [from_row(View, row) for row in found]

    def add_view(self, view: View) -> None:
        rows.insert(self._connection, VIEW, to_row(view, VIEW), AGAIN)
