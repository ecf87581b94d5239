"""The ledger: one hash chain for each board, its erasable values beside it."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any

from sqlalchemy import Connection, Select, select

from storage import rows
from storage.mapping import from_row, to_row
from storage.tables import table_of
from storage.tables_work import LedgerHeadRow, LedgerLineRow, LedgerValueRow
from workflows.ledger import GENESIS, Entry, Line, digest, seal

HEAD = table_of(LedgerHeadRow)
LINE = table_of(LedgerLineRow)
VALUE = table_of(LedgerValueRow)


class SqlLedger:
    """`workflows.ports.Ledger`.

    Entries are held until the transaction ends or somebody reads: so a board's head is locked
    last and briefly, and the heads of several boards always in the same order, which cannot
    deadlock.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[Entry] = []

    def append(self, entry: Entry) -> None:
        """Write the entry when the transaction ends. A reason is kept among the values, under
        "reason", so that it can be erased as they can."""
        self._waiting.append(entry)

    def flush(self) -> None:
        """Write what waits; the store calls it before it commits."""
        waiting, self._waiting = self._waiting, []
        for board_id in sorted({entry.board_id for entry in waiting}):
            self._extend(board_id, [entry for entry in waiting if entry.board_id == board_id])

    def lines(self, board_id: str) -> list[Line]:
        return self._lines(select(LINE).where(LINE.c.board_id == board_id))

    def values(self, board_id: str, seq: int) -> Mapping[str, str]:
        self.flush()
        query = select(VALUE.c.field, VALUE.c.value).where(
            VALUE.c.board_id == board_id, VALUE.c.seq == seq
        )
        return {row["field"]: row["value"] for row in rows.fetch(self._connection, query)}

    def heads(self, board_ids: Collection[str]) -> dict[str, int]:
        self.flush()
        found: dict[str, int] = {}
        for some in rows.chunks(board_ids):
            query = select(HEAD.c.board_id, HEAD.c.seq).where(HEAD.c.board_id.in_(some))
            found |= {r["board_id"]: r["seq"] for r in rows.fetch(self._connection, query)}
        return found

    def of_subject(self, subject: str, subject_id: str) -> list[tuple[Line, Mapping[str, str]]]:
        """Oldest first."""
        theirs = LINE.c.subject == subject, LINE.c.subject_id == subject_id
        lines = self._lines(select(LINE).where(*theirs))
        beside = (LINE.c.board_id == VALUE.c.board_id) & (LINE.c.seq == VALUE.c.seq)
        query = select(VALUE).join(LINE, beside).where(*theirs)
        values: dict[tuple[str, int], dict[str, str]] = {}
        for row in rows.fetch(self._connection, query):
            values.setdefault((row["board_id"], row["seq"]), {})[row["field"]] = row["value"]
        return [(line, values.get((line.board_id, line.seq), {})) for line in lines]

    def erase(self, board_id: str, seq: int, field: str) -> None:
        """Erase one value with its salt: what was digested cannot be guessed back. The chain
        stays whole; a value already erased is no error."""
        self.flush()
        self._connection.execute(
            VALUE.delete().where(
                VALUE.c.board_id == board_id, VALUE.c.seq == seq, VALUE.c.field == field
            )
        )

    def _lines(self, query: Select[Any]) -> list[Line]:
        self.flush()
        ordered = query.order_by(LINE.c.board_id, LINE.c.seq)
        return [from_row(Line, row) for row in rows.fetch(self._connection, ordered)]

    def _extend(self, board_id: str, entries: list[Entry]) -> None:
        """Lock the head, add the lines behind it, move it."""
        start = {"board_id": board_id, "seq": 0, "hash": GENESIS}
        rows.insert_if_new(self._connection, HEAD, start)
        mine = select(HEAD.c.seq, HEAD.c.hash).where(HEAD.c.board_id == board_id)
        seq, previous = self._connection.execute(mine.with_for_update()).one()
        lines: list[dict[str, Any]] = []
        values: list[dict[str, Any]] = []
        for entry in entries:
            seq += 1
            salted = _salted(entry)
            line = _line(entry, seq, previous, salted)
            previous = line.hash
            lines.append(to_row(line, LINE))
            place = {"board_id": board_id, "seq": seq}
            values += [
                {**place, "field": field, "salt": salt, "value": value}
                for field, (salt, value) in salted.items()
            ]
        self._connection.execute(LINE.insert(), lines)
        if values:
            self._connection.execute(VALUE.insert(), values)
        moved = HEAD.update().where(HEAD.c.board_id == board_id)
        self._connection.execute(moved.values(seq=seq, hash=previous))


def _salted(entry: Entry) -> dict[str, tuple[str, str]]:
    """Each value with a salt of its own, so that equal values do not look alike in the chain."""
    values = dict(entry.values or {})
    if entry.reason:
        values.setdefault("reason", entry.reason)
    return {field: (secrets.token_hex(16), value) for field, value in values.items()}


def _line(entry: Entry, seq: int, previous: str, salted: dict[str, tuple[str, str]]) -> Line:
    unsealed = Line(
        board_id=entry.board_id,
        seq=seq,
        # What is hashed is what the store will return: the moment in UTC.
        at=entry.at.astimezone(UTC),
        actor=entry.actor,
        deed=entry.deed,
        subject=entry.subject,
        subject_id=entry.subject_id,
        on_behalf_of=entry.on_behalf_of,
        digests={field: digest(salt, value) for field, (salt, value) in salted.items()},
        previous=previous,
        hash="",
    )
    return replace(unsealed, hash=seal(previous, unsealed))
