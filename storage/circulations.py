"""Papers and letters that went round, with those they went to."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage import rows
from storage.mapping import from_row, to_row
from storage.shelf import SqlShelf
from storage.tables import table_of
from storage.tables_decisions import CirculationRow, RecipientRow
from workflows.circulations import Circulation, Recipient

CIRCULATION = table_of(CirculationRow)
RECIPIENT = table_of(RecipientRow)
CLASH = "Another paper of this board has that reference already; nothing was saved."
AGAIN = "This person has it already; nothing was saved."


class SqlCirculations(SqlShelf[Circulation]):
    """`workflows.ports.Circulations`."""

    def __init__(self, connection: Connection) -> None:
        order = ("created_at", "id")
        super().__init__(connection, CIRCULATION, Circulation, "paper", CLASH, order)

    def find_by_reference(self, board_id: str, reference: str) -> Circulation | None:
        return next(iter(self.by(board_id=board_id, reference=reference)), None)

    def recipients(self, circulation_id: str) -> list[Recipient]:
        query = select(RECIPIENT).where(RECIPIENT.c.circulation_id == circulation_id)
        found = rows.fetch(self._connection, query.order_by(RECIPIENT.c.name, RECIPIENT.c.id))
        return [from_row(Recipient, row) for row in found]

    def recipient(self, recipient_id: str) -> Recipient:
        query = select(RECIPIENT).where(RECIPIENT.c.id == recipient_id)
        found = [from_row(Recipient, row) for row in rows.fetch(self._connection, query)]
        return rows.only(found, "recipient")

    def add_recipient(self, recipient: Recipient) -> None:
        rows.insert(self._connection, RECIPIENT, to_row(recipient, RECIPIENT), AGAIN)

    def save_recipient(self, recipient: Recipient) -> None:
        row = to_row(recipient, RECIPIENT)
        self._connection.execute(
            RECIPIENT.update().where(RECIPIENT.c.id == recipient.id).values(**row)
        )
