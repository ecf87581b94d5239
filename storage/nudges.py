"""Nudges, and the one message of a person's working day that gathers them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from storage import rows
from storage.ids import new_id
from storage.mapping import from_row, to_row
from storage.outbox import OUTBOX
from storage.tables import table_of
from storage.tables_work import NudgeDayRow, NudgeRow
from workflows.deliveries import Delivery
from workflows.records import Nudge

NUDGE = table_of(NudgeRow)
DAY = table_of(NudgeDayRow)


class SqlNudges:
    """`workflows.ports.Nudges`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def exists(
        self, subject: str, subject_id: str, rung: str, person_id: str, due_version: int
    ) -> bool:
        key = {
            "subject": subject,
            "subject_id": subject_id,
            "rung": rung,
            "person_id": person_id,
            "due_version": due_version,
        }
        return self._connection.execute(select(NUDGE.c.id).filter_by(**key)).first() is not None

    def add(self, nudge: Nudge) -> bool:
        return rows.insert_if_new(self._connection, NUDGE, to_row(nudge, NUDGE))

    def open_day(self, team_id: str, person_id: str, day: date) -> str | None:
        """As the port says. The day's outbox row (key `day:<id>`) stays locked until the end of
        the transaction: a nudge put under an open day is there before the message is rendered."""
        key = {"team_id": team_id, "person_id": person_id, "day": day}
        rows.insert_if_new(self._connection, DAY, {"id": new_id(), **key})
        mine = select(DAY.c.id).filter_by(**key).with_for_update()
        day_id = str(self._connection.execute(mine).scalar_one())
        message = (
            select(OUTBOX.c.state, OUTBOX.c.turn)
            .where(OUTBOX.c.key == f"day:{day_id}")
            .with_for_update()
        )
        row = self._connection.execute(message).first()
        untouched = row is None or (row.state == Delivery.PENDING.value and row.turn == 0)
        return day_id if untouched else None

    def gathering(self, team_id: str, person_id: str, day: date) -> bool:
        """As the port says; only looks, so that nothing is locked or made."""
        mine = select(DAY.c.id).filter_by(team_id=team_id, person_id=person_id, day=day)
        day_id = self._connection.execute(mine).scalar()
        waits = select(OUTBOX.c.id).where(
            OUTBOX.c.key == f"day:{day_id}",
            OUTBOX.c.state == Delivery.PENDING.value,
            OUTBOX.c.turn == 0,
        )
        return day_id is not None and self._connection.execute(waits).first() is not None

    def of_subject(self, subject: str, subject_id: str) -> list[Nudge]:
        """In the order in which they were planned."""
        query = select(NUDGE).filter_by(subject=subject, subject_id=subject_id)
        return [
            from_row(Nudge, row) for row in rows.fetch(self._connection, query.order_by(NUDGE.c.id))
        ]

    def of_day(self, day_id: str) -> list[Nudge]:
        """In the order in which they were planned."""
        query = select(NUDGE).where(NUDGE.c.day_id == day_id).order_by(NUDGE.c.id)
        return [from_row(Nudge, row) for row in rows.fetch(self._connection, query)]
