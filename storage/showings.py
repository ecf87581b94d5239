"""Where a subject's state is on view in chat."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage import rows
from storage.mapping import from_row, to_row
from storage.tables import table_of
from storage.tables_work import ShownRow
from workflows.deliveries import Shown

SHOWN = table_of(ShownRow)


class SqlShowings:
    """`workflows.ports.Showings`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, *shown: Shown) -> None:
        """Remember them; a message that shows the subject already is remembered as it is now."""
        if not shown:
            return
        statement = rows.upsert(self._connection, SHOWN)
        now = {name: statement.excluded[name] for name in ("view", "audience", "args", "live")}
        key = ["channel", "ts", "subject", "subject_id"]
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=key, set_=now),
            [to_row(s, SHOWN) for s in shown],
        )

    def of(self, subject: str, subject_id: str) -> list[Shown]:
        """Oldest first."""
        query = select(SHOWN).where(SHOWN.c.subject == subject, SHOWN.c.subject_id == subject_id)
        found = rows.fetch(self._connection, query.order_by(SHOWN.c.id))
        return [from_row(Shown, row) for row in found]

    def at(self, channel: str, ts: str) -> list[Shown]:
        query = select(SHOWN).where(SHOWN.c.channel == channel, SHOWN.c.ts == ts)
        found = rows.fetch(self._connection, query.order_by(SHOWN.c.id))
        return [from_row(Shown, row) for row in found]

    def forget(self, channel: str, ts: str) -> None:
        """Everything that this message shows."""
        self._connection.execute(SHOWN.delete().where(SHOWN.c.channel == channel, SHOWN.c.ts == ts))
