"""The workspace's members."""

from __future__ import annotations

import json
import re

from bot.workspace.store.database import Database, Json, load


class People:
    """Users of the workspace, in the order in which the world lists them."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, user: Json) -> None:
        """Add a user or bring one up to date; `user` is {id, name, real_name, title, email, …}."""
        with self._db.transaction() as connection:
            connection.execute(
                "INSERT INTO users SELECT ?, ?, ?, coalesce(max(position), 0) + 1, ? FROM users"
                " WHERE true ON CONFLICT (id) DO UPDATE SET"
                " name = excluded.name, email = excluded.email, body = excluded.body",
                (user["id"], user["name"], user.get("email"), json.dumps(user)),
            )

    def get(self, user_id: str) -> Json | None:
        """One user, or None."""
        row = self._db.row("SELECT body FROM users WHERE id = ?", user_id)
        return None if row is None else load(row)

    def by_email(self, email: str) -> Json | None:
        """The user with this address, ignoring case, or None."""
        row = self._db.row("SELECT body FROM users WHERE lower(email) = lower(?)", email)
        return None if row is None else load(row)

    def all(self) -> list[Json]:
        """Everybody."""
        return [load(row) for row in self._db.rows("SELECT body FROM users ORDER BY position")]


class Names:
    """Turns names that people type into Slack's encoded mentions, and back."""

    def __init__(self, users: list[Json], channels: list[Json]) -> None:
        self._mentions: dict[str, tuple[str, str]] = {}
        for user in users:
            for name in (user["name"], user["real_name"]):
                self._mentions["@" + name.lower()] = ("@" + str(user["id"]), user["name"])
        for channel in channels:
            self._mentions["#" + channel["name"].lower()] = (
                "#" + str(channel["id"]),
                channel["name"],
            )
        longest_first = sorted(self._mentions, key=len, reverse=True)
        names = "|".join(re.escape(name) for name in longest_first) or r"(?!)"
        # An encoded mention or a link is taken whole, so that nothing inside it is touched.
        self._pattern = re.compile(
            rf"(?P<encoded><[@#!][^<>]*>|<https?://[^<>\s]+>)"
            rf"|(?P<url>https?://[^\s<>]+)"
            rf"|(?<![\w@#])(?P<name>{names})(?![\w-])|(?P<special>[&<>])",
            re.IGNORECASE,
        )

    def encode(self, text: str, *, labels: bool) -> str:
        """`@asha` → `<@U…>` (`<@U…|asha>` with labels), `#board` → `<#C…|board>`, & < > escaped."""

        def replace(match: re.Match[str]) -> str:
            if match["encoded"]:
                return self._labelled(match["encoded"]) if labels else match["encoded"]
            if match["url"]:
                return f"<{match['url']}>"
            if match["special"]:
                return {"&": "&amp;", "<": "&lt;", ">": "&gt;"}[match["special"]]
            target, name = self._mentions[match["name"].lower()]
            return f"<{target}|{name}>" if labels or target.startswith("#") else f"<{target}>"

        return self._pattern.sub(replace, text)

    def decode(self, text: str) -> str:
        """`<@U…>` → `@name`: what a command without `should_escape` gets."""
        by_target = dict(self._mentions.values())

        def replace(match: re.Match[str]) -> str:
            target = match["target"]
            return target[0] + by_target[target] if target in by_target else match[0]

        return re.sub(r"<(?P<target>[@#][A-Z0-9]+)(\|[^<>]*)?>", replace, text)

    def _labelled(self, mention: str) -> str:
        inner = mention[1:-1]
        by_target = dict(self._mentions.values())
        return f"<{inner}|{by_target[inner]}>" if inner in by_target else mention
