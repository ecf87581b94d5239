"""Messages, replies, messages for one person's eyes, and pins."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import dataclass

from bot.workspace.store.database import Database, Json


@dataclass
class Message:
    """A stored message; `body` is Slack's message object without files, thread counts, metadata."""

    channel: str
    ts: str
    thread_ts: str | None
    author: str
    sent_at: str
    body: Json
    in_channel: bool = True
    metadata: Json | None = None
    ephemeral_for: str | None = None


@dataclass(frozen=True)
class Thread:
    """What a parent message says about its replies."""

    count: int
    users: list[str]
    latest: str


class Messages:
    """Everything said, kept by channel and time stamp."""

    def __init__(self, database: Database) -> None:
        self._db = database
        row = database.row(
            "SELECT max(ts) AS ts FROM (SELECT max(ts) AS ts FROM messages"
            " UNION ALL SELECT max(ts) FROM ephemerals)"
        )
        last = row["ts"] if row is not None and row["ts"] else "0.0"
        self._last = int(last.replace(".", "").ljust(16, "0")) if last != "0.0" else 0

    def next_ts(self) -> str:
        """A time stamp later than all before it, also after a restart or a clock set back."""
        self._last = max(self._last + 1, time.time_ns() // 1000)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def add(self, message: Message) -> None:
        """Store a message."""
        if message.ephemeral_for is not None:
            self._db.run(
                "INSERT INTO ephemerals VALUES (?, ?, ?, ?, ?, ?)",
                message.channel,
                message.ts,
                message.ephemeral_for,
                message.thread_ts,
                message.sent_at,
                json.dumps(message.body),
            )
            return
        self._db.run(
            "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            message.channel,
            message.ts,
            message.thread_ts,
            message.author,
            int(message.in_channel),
            message.sent_at,
            json.dumps(message.metadata) if message.metadata else None,
            json.dumps(message.body),
        )

    def save(self, message: Message) -> None:
        """Keep a changed body and metadata."""
        if message.ephemeral_for is not None:
            self._db.run(
                "UPDATE ephemerals SET body = ? WHERE channel = ? AND ts = ?",
                json.dumps(message.body),
                message.channel,
                message.ts,
            )
            return
        self._db.run(
            "UPDATE messages SET body = ?, metadata = ? WHERE channel = ? AND ts = ?",
            json.dumps(message.body),
            json.dumps(message.metadata) if message.metadata else None,
            message.channel,
            message.ts,
        )

    def delete(self, message: Message) -> None:
        """Take a message away."""
        table = "messages" if message.ephemeral_for is None else "ephemerals"
        self._db.run(
            f"DELETE FROM {table} WHERE channel = ? AND ts = ?",  # noqa: S608 - one of two names
            message.channel,
            message.ts,
        )

    def get(self, channel: str, ts: str) -> Message | None:
        """One message that all in the channel can see, or None."""
        row = self._db.row("SELECT * FROM messages WHERE channel = ? AND ts = ?", channel, ts)
        return None if row is None else _message(row)

    def ephemeral(self, channel: str, ts: str, user: str) -> Message | None:
        """One message for one person's eyes, or None."""
        sql = "SELECT * FROM ephemerals WHERE channel = ? AND ts = ? AND user = ?"
        row = self._db.row(sql, channel, ts, user)
        return None if row is None else _ephemeral(row)

    def history(
        self, channel: str, *, oldest: str, latest: str, inclusive: bool, limit: int
    ) -> list[Message]:
        """The channel's own list between two time stamps, newest first."""
        lower, upper = (">=", "<=") if inclusive else (">", "<")
        rows = self._db.rows(
            f"SELECT * FROM messages WHERE channel = ? AND in_channel AND ts {lower} ?"  # noqa: S608
            f" AND ts {upper} ? ORDER BY ts DESC LIMIT ?",
            channel,
            oldest,
            latest,
            limit,
        )
        return [_message(row) for row in rows]

    def replies(self, channel: str, thread_ts: str) -> list[Message]:
        """The replies of a thread without its parent, oldest first."""
        rows = self._db.rows(
            "SELECT * FROM messages WHERE channel = ? AND thread_ts = ? AND ts <> ? ORDER BY ts",
            channel,
            thread_ts,
            thread_ts,
        )
        return [_message(row) for row in rows]

    def ephemerals(
        self, channel: str, user: str, thread_ts: str | None, since: str, before: str
    ) -> list[Message]:
        """What only this person sees in a channel's list or in a thread, oldest first."""
        rows = self._db.rows(
            "SELECT * FROM ephemerals WHERE channel = ? AND user = ? AND thread_ts IS ?"
            " AND ts >= ? AND ts < ? ORDER BY ts",
            channel,
            user,
            thread_ts,
            since,
            before,
        )
        return [_ephemeral(row) for row in rows]

    def thread(self, channel: str, ts: str) -> Thread | None:
        """What the parent of a thread says about its replies; None without replies."""
        rows = self._db.rows(
            "SELECT author, ts FROM messages WHERE channel = ? AND thread_ts = ? AND ts <> ?"
            " ORDER BY ts",
            channel,
            ts,
            ts,
        )
        if not rows:
            return None
        users = list(dict.fromkeys(row["author"] for row in rows))
        return Thread(len(rows), users, rows[-1]["ts"])

    def latest_ts(self, channel: str) -> str:
        """The time stamp of a channel's last message, or "0"."""
        row = self._db.row("SELECT max(ts) AS ts FROM messages WHERE channel = ?", channel)
        return "0" if row is None or row["ts"] is None else str(row["ts"])

    def pin(self, channel: str, ts: str) -> bool:
        """Pin a message; False if it was pinned already."""
        return self._db.run("INSERT OR IGNORE INTO pins VALUES (?, ?)", channel, ts) > 0

    def unpin(self, channel: str, ts: str) -> bool:
        """Take a pin off; False if there was none."""
        return self._db.run("DELETE FROM pins WHERE channel = ? AND ts = ?", channel, ts) > 0


def _message(row: sqlite3.Row) -> Message:
    return Message(
        channel=row["channel"],
        ts=row["ts"],
        thread_ts=row["thread_ts"],
        author=row["author"],
        sent_at=row["sent_at"],
        body=json.loads(row["body"]),
        in_channel=bool(row["in_channel"]),
        metadata=json.loads(row["metadata"]) if row["metadata"] else None,
    )


def _ephemeral(row: sqlite3.Row) -> Message:
    body = json.loads(row["body"])
    return Message(
        channel=row["channel"],
        ts=row["ts"],
        thread_ts=row["thread_ts"],
        author=body.get("user", ""),
        sent_at=row["sent_at"],
        body=body,
        ephemeral_for=row["user"],
    )
