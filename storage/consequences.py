"""What follows from clauses besides actions; statutory returns."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.shelf import SqlShelf
from storage.tables import table_of
from storage.tables_decisions import ConsequenceRow
from storage.tables_meetings import StatutoryReturnRow
from workflows.consequences import Consequence
from workflows.returns import StatutoryReturn

CONSEQUENCE = table_of(ConsequenceRow)
STATUTORY_RETURN = table_of(StatutoryReturnRow)
CLASH = "This is on record already; nothing was saved."


class SqlConsequences(SqlShelf[Consequence]):
    """`workflows.ports.Consequences`."""

    def __init__(self, connection: Connection) -> None:
        order = ("on", "id")
        super().__init__(connection, CONSEQUENCE, Consequence, "consequence", CLASH, order)

    def of_resolution(self, resolution_id: str) -> list[Consequence]:
        return self.by(resolution_id=resolution_id)


class SqlReturns(SqlShelf[StatutoryReturn]):
    """`workflows.ports.Returns`."""

    def __init__(self, connection: Connection) -> None:
        order = ("due", "id")
        super().__init__(connection, STATUTORY_RETURN, StatutoryReturn, "return", CLASH, order)
