"""Modals that stand open in front of people, and App Homes."""

from __future__ import annotations

import json

from bot.workspace.store.database import Database, Json, load


class Views:
    """Views as Slack describes them; the open modals of a user form one stack."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, view: Json, user: str) -> None:
        """Store a new view, on top of the user's stack if it is a modal."""
        self._db.run(
            "INSERT INTO views SELECT ?, ?, ?, ?, 1, coalesce(max(position), 0) + 1, ? FROM views",
            view["id"],
            user,
            view["type"],
            view.get("external_id") or None,
            json.dumps(view),
        )

    def save(self, view: Json) -> None:
        """Keep a changed view."""
        self._db.run(
            "UPDATE views SET external_id = ?, body = ? WHERE id = ?",
            view.get("external_id") or None,
            json.dumps(view),
            view["id"],
        )

    def get(self, view_id: str) -> tuple[Json, str] | None:
        """An open view and its user, or None."""
        row = self._db.row("SELECT user, body FROM views WHERE id = ? AND open", view_id)
        return None if row is None else (load(row), row["user"])

    def by_external_id(self, external_id: str) -> tuple[Json, str] | None:
        """An open view by the app's own name for it, and its user, or None."""
        sql = "SELECT user, body FROM views WHERE external_id = ? AND open"
        row = self._db.row(sql, external_id)
        return None if row is None else (load(row), row["user"])

    def stack(self, user: str) -> list[Json]:
        """A user's open modals, the topmost last."""
        rows = self._db.rows(
            "SELECT body FROM views WHERE user = ? AND open AND type = 'modal' ORDER BY position",
            user,
        )
        return [load(row) for row in rows]

    def home(self, user: str) -> Json | None:
        """What the app has published for this user."""
        row = self._db.row(
            "SELECT body FROM views WHERE user = ? AND open AND type = 'home'"
            " ORDER BY position DESC LIMIT 1",
            user,
        )
        return None if row is None else load(row)

    def close(self, view_id: str) -> bool:
        """Close a view; False if it was closed already."""
        return self._db.run("UPDATE views SET open = 0 WHERE id = ? AND open", view_id) > 0
