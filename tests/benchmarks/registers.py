"""Registers of many actions, filled by copying the rows of one that was properly recorded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Table, text

from storage.actions import ACTION, OWNER
from storage.database import SqlStore, open_store, upgrade
from tests.support.council import TEAM, Council
from workflows.people import Person

OWNERS = 50
FAR = date(2031, 6, 2)


@dataclass
class Register:
    """A council's register on disk."""

    path: Path
    store: SqlStore
    council: Council

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def bare(self) -> sqlite3.Connection:
        """A connection without anything of ours, as durable as ours."""
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection


@contextmanager
def register() -> Iterator[Register]:
    """An empty register with one board, in a folder that is removed at the end."""
    with TemporaryDirectory(prefix="matters-bench-") as folder:
        path = Path(folder) / "matters.sqlite3"
        upgrade(f"sqlite:///{path}")
        store = open_store(f"sqlite:///{path}")
        yield Register(path, store, Council(store))
        store.close()


def fill(made: Register, how_many: int, due: date, nudge: date | None, prefix: str) -> None:
    """So many open actions, due on a day and next nudged on another, of fifty owners in turn."""
    example = made.council.record(
        "Send the budget to every member", "Tom Hallam", due="3 June 2030"
    )
    with made.store.begin() as tx:
        for n in range(OWNERS):
            tx.people.add(Person(tx.new_id(), TEAM, f"Owner {n}", f"U-{prefix}-{n}"))
        tx.actions.set_next_nudge(example, FAR)
    key = f"'{prefix}-' || n"
    owner = f"(SELECT id FROM person WHERE slack_id = 'U-{prefix}-' || (n % {OWNERS}))"
    actions = {"id": key, "reference": key, "due_day": ":due", "original_due_day": ":due"}
    values = {"example": example.id, "last": how_many - 1, "due": due, "nudge": nudge}
    with made.store.engine.begin() as connection:
        for table, of, changed in (
            (ACTION, "id", actions | {"next_nudge_on": ":nudge"}),
            (OWNER, "action_id", {"action_id": key, "person_id": owner}),
        ):
            sql = _copies(table, of, changed)
            named = {name: value for name, value in values.items() if f":{name}" in sql}
            connection.execute(text(sql), named)
        connection.exec_driver_sql("ANALYZE")


def _copies(table: Table, of: str, changed: dict[str, str]) -> str:
    """SQL that copies the example's row of a table for each number up to `:last`."""
    columns = ", ".join(c.name for c in table.columns)
    copied = ", ".join(changed.get(c.name, f"{table.name}.{c.name}") for c in table.columns)
    return (
        "WITH RECURSIVE many(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM many WHERE n < :last) "
        f"INSERT INTO {table.name} ({columns}) "
        f"SELECT {copied} FROM many, {table.name} WHERE {table.name}.{of} = :example"
    )
