"""The ledger: an append-only history of every change, one hash chain for each board.

A line holds ids and salted digests of the changed values; the values themselves stand beside it
and can be erased (a person's name, an exempt text) without breaking the chain. The canonical bytes
of a line are its fields as JSON with sorted keys, no spaces, UTF-8; its hash is SHA-256 over the
previous line's hash (64 hex digits, the first line's is 64 zeros) followed by those bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workflows.ports import Transaction

GENESIS = "0" * 64


@dataclass(frozen=True)
class Entry:
    """What a use case wants written: who did what to what, for whom and why."""

    board_id: str
    at: datetime
    actor: str
    deed: str
    subject: str
    subject_id: str
    on_behalf_of: str | None = None
    reason: str = ""
    values: Mapping[str, str] | None = None


def write(
    tx: Transaction,
    caller_id: str,
    board_id: str,
    now: datetime,
    deed: str,
    subject: str,
    subject_id: str,
    values: Mapping[str, str],
    reason: str = "",
) -> None:
    """Append a line; empty values are left out, a reason is kept among them."""
    given = {**values, "reason": reason}
    tx.ledger.append(
        Entry(
            board_id=board_id,
            at=now,
            actor=caller_id,
            deed=deed,
            subject=subject,
            subject_id=subject_id,
            reason=reason,
            values={k: v for k, v in given.items() if v},
        )
    )


@dataclass(frozen=True)
class Line:
    """One line as stored. `digests` maps a field to SHA-256(salt + value)."""

    board_id: str
    seq: int
    at: datetime
    actor: str
    deed: str
    subject: str
    subject_id: str
    on_behalf_of: str | None
    digests: Mapping[str, str]
    previous: str
    hash: str


def digest(salt: str, value: str) -> str:
    """The digest that stands in the chain for an erasable value."""
    return hashlib.sha256((salt + value).encode()).hexdigest()


def canonical(line: Line) -> bytes:
    """The bytes that are hashed; documented above, never to be changed."""
    fields = {
        "board": line.board_id,
        "seq": line.seq,
        "at": line.at.isoformat(),
        "actor": line.actor,
        "deed": line.deed,
        "subject": line.subject,
        "subject_id": line.subject_id,
        "on_behalf_of": line.on_behalf_of,
        "digests": dict(line.digests),
    }
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def seal(previous: str, line: Line) -> str:
    """The hash of a line that follows the one whose hash is `previous`."""
    return hashlib.sha256(previous.encode() + canonical(line)).hexdigest()


def first_break(lines: Iterable[Line]) -> int | None:
    """The number of the first line that does not fit the chain, or None if it is whole."""
    previous, expected = GENESIS, 1
    for line in lines:
        if line.seq != expected or line.previous != previous or seal(previous, line) != line.hash:
            return line.seq
        previous, expected = line.hash, expected + 1
    return None
