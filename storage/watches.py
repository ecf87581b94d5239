"""The next day of what is watched besides actions."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, and_, select

from storage import rows
from storage.tables import table_of
from storage.tables_work import WatchRow

WATCH = table_of(WatchRow)


class SqlWatches:
    """`workflows.ports.Watches`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def set(self, subject: str, subject_id: str, board_id: str, day: date | None) -> None:
        if day is None:
            gone = and_(WATCH.c.subject == subject, WATCH.c.subject_id == subject_id)
            self._connection.execute(WATCH.delete().where(gone))
            return
        row = {"board_id": board_id, "next_nudge_on": day}
        statement = rows.upsert(self._connection, WATCH).values(
            subject=subject, subject_id=subject_id, **row
        )
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["subject", "subject_id"], set_=row)
        )

    def due(self, board_id: str, day: date) -> list[tuple[str, str]]:
        query = (
            select(WATCH.c.subject, WATCH.c.subject_id)
            .where(WATCH.c.board_id == board_id, WATCH.c.next_nudge_on <= day)
            .order_by(WATCH.c.next_nudge_on, WATCH.c.subject, WATCH.c.subject_id)
            .with_for_update(skip_locked=True)
        )
        return [(row.subject, row.subject_id) for row in self._connection.execute(query)]

    def day_of(self, subject: str, subject_id: str) -> date | None:
        key = {"subject": subject, "subject_id": subject_id}
        query = select(WATCH.c.next_nudge_on).filter_by(**key).with_for_update()
        return self._connection.execute(query).scalar_one_or_none()

    def of_board(self, board_id: str) -> dict[tuple[str, str], date]:
        rows_of = select(WATCH).where(WATCH.c.board_id == board_id)
        found = self._connection.execute(rows_of)
        return {(row.subject, row.subject_id): row.next_nudge_on for row in found}
