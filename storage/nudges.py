"""Nudges, and the one message of a person's working day that gathers them."""

from __future__ import annotations

from collections.abc import Collection
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
        #: Open until the end of the transaction: the rows are locked, or not there for others yet.
        self._open: dict[tuple[str, str, date], str] = {}

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
        if (team_id, person_id, day) in self._open:
            return self._open[team_id, person_id, day]
        key = {"team_id": team_id, "person_id": person_id, "day": day}
        day_id = new_id()
        if not rows.insert_if_new(self._connection, DAY, {"id": day_id, **key}):
            mine = select(DAY.c.id).filter_by(**key).with_for_update()
            day_id = str(self._connection.execute(mine).scalar_one())
            if not self._untouched(day_id):
                return None
        self._open[team_id, person_id, day] = day_id
        return day_id

    def _untouched(self, day_id: str) -> bool:
        """Whether nobody has begun to send the message of that day; its row is locked."""
        message = (
            select(OUTBOX.c.state, OUTBOX.c.turn)
            .where(OUTBOX.c.key == f"day:{day_id}")
            .with_for_update()
        )
        row = self._connection.execute(message).first()
        return row is None or (row.state == Delivery.PENDING.value and row.turn == 0)

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
        return self.of_subjects(subject, [subject_id])[subject_id]

    def of_subjects(self, subject: str, ids: Collection[str]) -> dict[str, list[Nudge]]:
        """The same of each of several."""
        found: dict[str, list[Nudge]] = {subject_id: [] for subject_id in ids}
        for some in rows.chunks(ids):
            theirs = select(NUDGE).where(NUDGE.c.subject == subject, NUDGE.c.subject_id.in_(some))
            for row in rows.fetch(self._connection, theirs.order_by(NUDGE.c.id)):
                found[row["subject_id"]].append(from_row(Nudge, row))
        return found

    def of_day(self, day_id: str) -> list[Nudge]:
        """In the order in which they were planned."""
        query = select(NUDGE).where(NUDGE.c.day_id == day_id).order_by(NUDGE.c.id)
        return [from_row(Nudge, row) for row in rows.fetch(self._connection, query)]
