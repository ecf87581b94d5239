"""The workspace's SQLite file: its tables and its one way of writing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Json = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS users (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT, position INTEGER NOT NULL,
    body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL,
    body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS members (
    channel TEXT NOT NULL, user TEXT NOT NULL, last_read TEXT NOT NULL DEFAULT '0',
    PRIMARY KEY (channel, user));
CREATE TABLE IF NOT EXISTS messages (
    channel TEXT NOT NULL, ts TEXT NOT NULL, thread_ts TEXT, author TEXT NOT NULL,
    in_channel INTEGER NOT NULL, sent_at TEXT NOT NULL, metadata TEXT, body TEXT NOT NULL,
    PRIMARY KEY (channel, ts));
CREATE INDEX IF NOT EXISTS messages_thread ON messages (channel, thread_ts, ts);
CREATE TABLE IF NOT EXISTS ephemerals (
    channel TEXT NOT NULL, ts TEXT NOT NULL, user TEXT NOT NULL, thread_ts TEXT,
    sent_at TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (channel, ts));
CREATE TABLE IF NOT EXISTS pins (
    channel TEXT NOT NULL, ts TEXT NOT NULL, PRIMARY KEY (channel, ts));
CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, granted INTEGER NOT NULL DEFAULT 0,
    complete INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL, data BLOB);
CREATE TABLE IF NOT EXISTS shares (
    file TEXT NOT NULL, channel TEXT NOT NULL, ts TEXT NOT NULL,
    PRIMARY KEY (file, channel, ts));
CREATE TABLE IF NOT EXISTS views (
    id TEXT PRIMARY KEY, user TEXT NOT NULL, type TEXT NOT NULL, external_id TEXT,
    open INTEGER NOT NULL, position INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS views_open ON views (user, open, position);
CREATE TABLE IF NOT EXISTS triggers (
    id TEXT PRIMARY KEY, user TEXT NOT NULL, view TEXT, made REAL NOT NULL,
    used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS response_urls (
    token TEXT PRIMARY KEY, user TEXT NOT NULL, channel TEXT NOT NULL, ts TEXT,
    ephemeral INTEGER NOT NULL, thread_ts TEXT, made REAL NOT NULL,
    uses INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS upload_urls (
    token TEXT PRIMARY KEY, file TEXT NOT NULL, made REAL NOT NULL);
"""


class Database:
    """One connection, used from the server's one event loop, so that there is one writer.

    Every change is committed when `transaction()` is left, and undone if it is left by an error;
    a change that was answered for survives a killed process.
    """

    def __init__(self, path: str | Path) -> None:
        self._depth = 0
        self._connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=10
        )
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        # A killed process loses nothing in this mode; only a power cut could, and this is a
        # rehearsal room.
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit what is done inside, or nothing of it; may be nested."""
        outermost = self._depth == 0
        if outermost:
            self._connection.execute("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield self._connection
        except BaseException:
            if outermost:
                self._connection.execute("ROLLBACK")
            raise
        else:
            if outermost:
                self._connection.execute("COMMIT")
        finally:
            self._depth -= 1

    def rows(self, sql: str, *arguments: Any) -> list[sqlite3.Row]:
        """All rows of a query."""
        return self._connection.execute(sql, arguments).fetchall()

    def row(self, sql: str, *arguments: Any) -> sqlite3.Row | None:
        """The first row of a query, if any."""
        found: sqlite3.Row | None = self._connection.execute(sql, arguments).fetchone()
        return found

    def run(self, sql: str, *arguments: Any) -> int:
        """Do one change in a transaction; the number of rows it touched."""
        with self.transaction() as connection:
            return connection.execute(sql, arguments).rowcount

    def setting(self, key: str) -> Any:
        """A remembered value, or None."""
        row = self.row("SELECT value FROM settings WHERE key = ?", key)
        return None if row is None else json.loads(row["value"])

    def remember(self, key: str, value: Any) -> None:
        """Keep a value under a key."""
        self.run(
            "INSERT INTO settings VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            key,
            json.dumps(value),
        )

    def close(self) -> None:
        """Close the file; nothing may be asked afterwards."""
        self._connection.close()


def load(row: sqlite3.Row) -> Json:
    """The JSON body of a row."""
    body: Json = json.loads(row["body"])
    return body
