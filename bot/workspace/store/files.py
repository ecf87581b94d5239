"""Files: their contents, who put them there, and where they were shared."""

from __future__ import annotations

import json
import mimetypes
import sqlite3
import time
from dataclasses import dataclass

from bot.workspace.store.database import Database, Json
from bot.workspace.store.tickets import new_id


@dataclass(frozen=True)
class File:
    """A stored file without its contents; `body` has Slack's fields but for the addresses."""

    id: str
    owner: str
    granted: bool
    complete: bool
    body: Json


class Files:
    """Files of the workspace."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def new(self, owner: str, name: str, size: int, *, title: str | None = None) -> File:
        """Reserve a file; its contents follow with `fill`."""
        file_id = new_id("F")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        extension = name.rpartition(".")[2].lower() if "." in name else "binary"
        body: Json = {
            "id": file_id,
            "created": int(time.time()),
            "timestamp": int(time.time()),
            "name": name,
            "title": title or name,
            "mimetype": kind,
            "filetype": {"txt": "text", "md": "markdown"}.get(extension, extension),
            "pretty_type": extension.upper(),
            "user": owner,
            "size": size,
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "editable": False,
        }
        self._db.run(
            "INSERT INTO files (id, owner, body) VALUES (?, ?, ?)", file_id, owner, json.dumps(body)
        )
        return File(file_id, owner, granted=False, complete=False, body=body)

    def fill(self, file_id: str, data: bytes) -> None:
        """Keep a file's contents."""
        self._db.run(
            "UPDATE files SET data = ?, body = json_set(body, '$.size', ?) WHERE id = ?",
            data,
            len(data),
            file_id,
        )

    def complete(self, file_id: str, title: str | None) -> None:
        """The upload is finished, perhaps with another title."""
        self._db.run("UPDATE files SET complete = 1 WHERE id = ?", file_id)
        if title:
            sql = "UPDATE files SET body = json_set(body, '$.title', ?) WHERE id = ?"
            self._db.run(sql, title, file_id)

    def grant(self, file_id: str) -> None:
        """A person handed the file to the app through a modal."""
        self._db.run("UPDATE files SET granted = 1 WHERE id = ?", file_id)

    def get(self, file_id: str) -> File | None:
        """One file, or None."""
        sql = "SELECT id, owner, granted, complete, body FROM files WHERE id = ?"
        row = self._db.row(sql, file_id)
        return None if row is None else _file(row)

    def data(self, file_id: str) -> bytes | None:
        """A file's contents, or None while nothing has been uploaded."""
        row = self._db.row("SELECT data FROM files WHERE id = ?", file_id)
        return None if row is None or row["data"] is None else bytes(row["data"])

    def delete(self, file_id: str) -> None:
        """Take a file away for good, contents and all."""
        with self._db.transaction() as connection:
            connection.execute("DELETE FROM files WHERE id = ?", (file_id,))
            connection.execute("DELETE FROM shares WHERE file = ?", (file_id,))

    def share(self, file_id: str, channel: str, ts: str) -> None:
        """A message shares the file in a channel."""
        self._db.run("INSERT OR IGNORE INTO shares VALUES (?, ?, ?)", file_id, channel, ts)

    def shares(self, file_id: str) -> list[tuple[str, str]]:
        """(channel, ts) of the messages that share a file."""
        rows = self._db.rows("SELECT channel, ts FROM shares WHERE file = ? ORDER BY ts", file_id)
        return [(row["channel"], row["ts"]) for row in rows]

    def unshare(self, channel: str, ts: str) -> None:
        """The message that shared files is gone."""
        self._db.run("DELETE FROM shares WHERE channel = ? AND ts = ?", channel, ts)


def _file(row: sqlite3.Row) -> File:
    return File(
        id=row["id"],
        owner=row["owner"],
        granted=bool(row["granted"]),
        complete=bool(row["complete"]),
        body=json.loads(row["body"]),
    )
