"""Engines for SQLite and PostgreSQL, with the settings that this package's promises rest on."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

#: How long a writer waits for another before it gives up, in seconds.
PATIENCE = 5.0
#: The same where a person waits for the answer: the wait for a connection, which is not quite twice
#: as long, and for the database together end before the three seconds after which Slack says that
#: the bot does not answer.
PROMPT = 1.0


def database_url(url: str) -> URL:
    """The URL with the driver that we use. ValueError for another kind of database, or for an
    SQLite without a file, which would forget everything with its last connection."""
    parsed = make_url(url)
    if parsed.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        raise ValueError(f"Neither SQLite nor PostgreSQL: {parsed.drivername}")
    if parsed.database in {None, "", ":memory:"}:
        raise ValueError("SQLite needs a file: sqlite:///path/to/matters.db")
    return parsed


def engine_for(url: str, foreign_keys: bool = True, patience: float | None = None) -> Engine:
    """An engine with the settings that the promises of this package rest on.

    Errors do not repeat the values of a statement: exempt matter would stand in the log.
    """
    parsed, patience = database_url(url), PATIENCE if patience is None else patience
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, foreign_keys, patience)
    options = f"-c timezone=UTC -c lock_timeout={int(patience * 1000)}"
    return create_engine(
        parsed,
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=10,
        pool_timeout=patience * 1.8,
        hide_parameters=True,
        connect_args={} if "options" in parsed.query else {"options": options},
    )


def _sqlite(url: URL, foreign_keys: bool, patience: float) -> Engine:
    assert url.database is not None
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # Every transaction writes, so one connection is all that a process can use: threads queue for
    # it in turn, where polling SQLite's lock would let some of them starve.
    engine = create_engine(
        url,
        pool_size=1,
        max_overflow=0,
        pool_timeout=patience * 1.8,
        hide_parameters=True,
        connect_args={"timeout": patience, "check_same_thread": False},
    )

    def connected(connection: Any, _entry: ConnectionPoolEntry) -> None:
        # Autocommit in the driver: it would begin late and deferred, and of 180 concurrent
        # read-modify-writes 150 were lost. `begun` says when a transaction starts.
        connection.isolation_level = None
        cursor = connection.cursor()
        _write_ahead(cursor)
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    return engine


def _write_ahead(cursor: Any) -> None:
    """Turn the write-ahead log on. The file remembers it, so only the first connection of all
    changes anything; SQLite's own patience does not cover that change, so we wait ourselves."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


#: PostgreSQL: lock not available, deadlock, serialisation failure, too many connections.
_BUSY_STATES = {"55P03", "40P01", "40001", "53300"}


#: What SQLite says, and PostgreSQL's states: disk full, out of memory for what must be kept.
_FULL_WORDS, _FULL_STATES = "database or disk is full", {"53100", "53200"}


def is_full(error: Exception) -> bool:
    """Whether there was no room left to write."""
    original = getattr(error, "orig", None)
    return _FULL_WORDS in str(original) or getattr(original, "sqlstate", None) in _FULL_STATES


def is_busy(error: Exception) -> bool:
    """Whether the database was only too busy, so that trying again makes sense."""
    if isinstance(error, PoolTimeout):
        return True
    original = getattr(error, "orig", None)
    return "database is locked" in str(original) or (
        getattr(original, "sqlstate", None) in _BUSY_STATES
    )
