"""One table of versioned things of a board, each in a row of its own: read, added, saved by
version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, select

from storage import rows
from storage.mapping import from_row, to_row
from storage.rows import Versioned

V = TypeVar("V", bound=Versioned)


class SqlShelf(Generic[V]):
    """`workflows.ports.Shelf`. `what` is what a reader calls one of them, `clash` what is said
    where one would take what must be unique; `order` names the columns that lists are in."""

    def __init__(
        self,
        connection: Connection,
        table: Table,
        cls: type[V],
        what: str,
        clash: str,
        order: Sequence[str] = ("id",),
    ) -> None:
        self._connection = connection
        self._table = table
        self._cls = cls
        self._what = what
        self._clash = clash
        self._order = [table.c[name] for name in order]

    def get(self, thing_id: str) -> V:
        return rows.only(self.where(self._table.c.id == thing_id), self._what)

    def many(self, ids: Collection[str]) -> dict[str, V]:
        found: dict[str, V] = {}
        for some in rows.chunks(ids):
            found |= {thing.id: thing for thing in self.where(self._table.c.id.in_(some))}
        return found

    def of_board(self, board_id: str) -> list[V]:
        return self.by(board_id=board_id)

    def add(self, thing: V) -> V:
        rows.insert(self._connection, self._table, to_row(thing, self._table), self._clash)
        return thing

    def save(self, thing: V) -> V:
        said = f"The {self._what}"
        return rows.save(self._connection, self._table, thing, said, self._clash)

    def by(self, **columns: Any) -> list[V]:
        """Those whose columns have these values."""
        return self.where(*(self._table.c[name] == value for name, value in columns.items()))

    def where(self, *conditions: ColumnElement[bool]) -> list[V]:
        """Those for which all of it holds, in order."""
        query = select(self._table).where(*conditions).order_by(*self._order)
        return [from_row(self._cls, row) for row in rows.fetch(self._connection, query)]
