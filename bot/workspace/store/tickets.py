"""What is handed out for a short while: triggers, response URLs and upload URLs."""

from __future__ import annotations

import secrets
import string
import time
from dataclasses import dataclass
from typing import Literal

from bot.workspace.store.database import Database

_LETTERS = string.ascii_uppercase + string.digits
RESPONSE_URL_USES = 5
RESPONSE_URL_SECONDS = 30 * 60.0


def new_id(prefix: str) -> str:
    """A fresh id such as Slack makes: a letter for the kind and ten letters or digits."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(10))


@dataclass(frozen=True)
class Trigger:
    """Who acted, and in which view if it was in one."""

    user: str
    view: str | None


@dataclass(frozen=True)
class ResponseUrl:
    """Where an answer goes: the channel, and the message that it may replace."""

    user: str
    channel: str
    ts: str | None
    ephemeral: bool
    thread_ts: str | None


class Tickets:
    """Things that expire; each is handed out once and honoured as Slack does."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def new_trigger(self, user: str, view: str | None = None) -> str:
        """A trigger that the bot can exchange for a modal."""
        trigger = (
            f"{time.time_ns() // 1_000_000}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        )
        now = time.time()
        with self._db.transaction() as connection:
            connection.execute("DELETE FROM triggers WHERE made < ?", (now - 3600,))
            connection.execute(
                "INSERT INTO triggers (id, user, view, made) VALUES (?, ?, ?, ?)",
                (trigger, user, view, now),
            )
        return trigger

    def trigger(
        self, trigger_id: str, lifetime: float
    ) -> Trigger | Literal["unknown", "used", "expired"]:
        """What a trigger stands for, or why it does not count."""
        row = self._db.row("SELECT * FROM triggers WHERE id = ?", trigger_id)
        if row is None:
            return "unknown"
        if row["used"]:
            return "used"
        if time.time() - row["made"] > lifetime:
            return "expired"
        return Trigger(row["user"], row["view"])

    def use_trigger(self, trigger_id: str) -> None:
        """The trigger has been exchanged."""
        self._db.run("UPDATE triggers SET used = 1 WHERE id = ?", trigger_id)

    def new_response_url(self, target: ResponseUrl) -> str:
        """A token at which the bot may answer five times within half an hour."""
        token = secrets.token_urlsafe(24)
        now = time.time()
        with self._db.transaction() as connection:
            connection.execute(
                "DELETE FROM response_urls WHERE made < ?", (now - 2 * RESPONSE_URL_SECONDS,)
            )
            connection.execute(
                "INSERT INTO response_urls VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
                (
                    token,
                    target.user,
                    target.channel,
                    target.ts,
                    int(target.ephemeral),
                    target.thread_ts,
                    now,
                ),
            )
        return token

    def use_response_url(self, token: str) -> ResponseUrl | Literal["unknown", "expired", "used"]:
        """Use a response URL once more, or say why it cannot be."""
        row = self._db.row("SELECT * FROM response_urls WHERE token = ?", token)
        if row is None:
            return "unknown"
        if time.time() - row["made"] > RESPONSE_URL_SECONDS:
            return "expired"
        if row["uses"] >= RESPONSE_URL_USES:
            return "used"
        self._db.run("UPDATE response_urls SET uses = uses + 1 WHERE token = ?", token)
        return ResponseUrl(
            row["user"], row["channel"], row["ts"], bool(row["ephemeral"]), row["thread_ts"]
        )

    def new_upload_url(self, file_id: str) -> str:
        """A token at which the contents of one file may be uploaded."""
        token = secrets.token_urlsafe(24)
        self._db.run("INSERT INTO upload_urls VALUES (?, ?, ?)", token, file_id, time.time())
        return token

    def upload_url(self, token: str) -> str | None:
        """The file that an upload token stands for, or None."""
        row = self._db.row("SELECT file FROM upload_urls WHERE token = ?", token)
        return None if row is None else str(row["file"])
