"""Registers of many actions, filled by copying the rows of one that was properly recorded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

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
        owners = [
            tx.people.add(Person(tx.new_id(), TEAM, f"Owner {n}", f"U-{prefix}-{n}"))
            for n in range(OWNERS)
        ]
    with made.store.engine.begin() as connection:
        row = _row(connection, select(ACTION).where(ACTION.c.id == example.id))
        owner = _row(connection, select(OWNER).where(OWNER.c.action_id == example.id))
        days = {"due_day": due, "original_due_day": due, "next_nudge_on": nudge}
        actions = [
            {**row, **days, "id": f"{prefix}-{n}", "reference": f"{prefix}/{n}"}
            for n in range(how_many)
        ]
        connection.execute(ACTION.insert(), actions)
        links = [
            {**owner, "action_id": f"{prefix}-{n}", "person_id": owners[n % OWNERS].id}
            for n in range(how_many)
        ]
        connection.execute(OWNER.insert(), links)
        connection.execute(ACTION.update().where(ACTION.c.id == example.id).values(
            next_nudge_on=FAR))  # fmt: skip
    with made.store.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")


def _row(connection: Any, query: Any) -> dict[str, Any]:
    return dict(connection.execute(query).mappings().one())
