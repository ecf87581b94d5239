"""Channels, direct messages and who is in them."""

from __future__ import annotations

import hashlib
import json
import time

from bot.workspace.store.database import Database, Json, load


class Conversations:
    """Channels (`kind` "channel") and direct messages (`kind` "dm", with `users`, two of them)."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, channel: Json, members: list[str]) -> None:
        """Add a channel or bring it up to date, and put these members in."""
        with self._db.transaction() as connection:
            connection.execute(
                "INSERT INTO conversations"
                " SELECT ?, ?, ?, coalesce(max(position), 0) + 1, ? FROM conversations WHERE true"
                " ON CONFLICT (id) DO UPDATE SET name = excluded.name, body = excluded.body",
                (channel["id"], channel["kind"], channel["name"], json.dumps(channel)),
            )
            connection.executemany(
                "INSERT OR IGNORE INTO members (channel, user) VALUES (?, ?)",
                [(channel["id"], user) for user in members],
            )

    def get(self, channel_id: str) -> Json | None:
        """One conversation, or None."""
        row = self._db.row("SELECT body FROM conversations WHERE id = ?", channel_id)
        return None if row is None else load(row)

    def by_name(self, name: str) -> Json | None:
        """The channel with this name, with or without #, or None."""
        row = self._db.row(
            "SELECT body FROM conversations WHERE kind = 'channel' AND name = ?", name.lstrip("#")
        )
        return None if row is None else load(row)

    def channels(self) -> list[Json]:
        """All channels, in the world's order."""
        rows = self._db.rows(
            "SELECT body FROM conversations WHERE kind = 'channel' ORDER BY position"
        )
        return [load(row) for row in rows]

    def dms_of(self, user: str) -> list[Json]:
        """A user's direct messages."""
        rows = self._db.rows(
            "SELECT c.body FROM conversations c JOIN members m ON m.channel = c.id"
            " WHERE c.kind = 'dm' AND m.user = ? ORDER BY c.position",
            user,
        )
        return [load(row) for row in rows]

    def dm(self, one: str, other: str) -> tuple[Json, bool]:
        """The direct message of two users, and whether it was made just now."""
        pair = sorted({one, other})
        digest = hashlib.sha256(" ".join(pair).encode()).hexdigest()[:9].upper()
        found = self.get("D" + digest)
        if found is not None:
            return found, False
        channel = {
            "id": "D" + digest,
            "kind": "dm",
            "name": "",
            "users": pair,
            "created": int(time.time()),
        }
        self.add(channel, pair)
        return channel, True

    def members(self, channel_id: str) -> list[str]:
        """Who is in a conversation."""
        rows = self._db.rows(
            "SELECT m.user FROM members m LEFT JOIN users u ON u.id = m.user"
            " WHERE m.channel = ? ORDER BY u.position",
            channel_id,
        )
        return [row["user"] for row in rows]

    def is_member(self, channel_id: str, user: str) -> bool:
        """Whether a user is in a conversation."""
        sql = "SELECT 1 FROM members WHERE channel = ? AND user = ?"
        return self._db.row(sql, channel_id, user) is not None

    def join(self, channel_id: str, user: str) -> bool:
        """Put a user in; False if they were in already."""
        sql = "INSERT OR IGNORE INTO members (channel, user) VALUES (?, ?)"
        return self._db.run(sql, channel_id, user) > 0

    def mark_read(self, channel_id: str, user: str, ts: str) -> None:
        """A user has read up to `ts`; never goes back."""
        self._db.run(
            "UPDATE members SET last_read = max(last_read, ?) WHERE channel = ? AND user = ?",
            ts,
            channel_id,
            user,
        )

    def unread(self, channel_id: str, user: str) -> int:
        """How many messages of others in the channel's list the user has not read."""
        row = self._db.row(
            "SELECT count(*) AS n FROM messages m JOIN members r ON r.channel = m.channel"
            " WHERE m.channel = ? AND r.user = ? AND m.in_channel AND m.author <> r.user"
            " AND m.ts > r.last_read",
            channel_id,
            user,
        )
        return 0 if row is None else int(row["n"])
