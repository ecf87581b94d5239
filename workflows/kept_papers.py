"""Papers that are given with something and copied into the record, because links in chat die.

A file is fetched later, through the outbox. How many were given, and each that came or could not be
taken, stands in the ledger: what waits for its papers knows from there when they are all in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from workflows import ledger
from workflows.boards import Board
from workflows.deliveries import Kind, Parcel
from workflows.records import File

if TYPE_CHECKING:
    from workflows.access import Caller
    from workflows.ports import Transaction

#: The view of the parcels that fetch a paper.
PAPER = "paper"
GIVEN, KEPT, NOT_TAKEN = "papers given", "paper kept", "paper not taken"


class Bearer(Protocol):
    """Anything of a board to which papers are given."""

    @property
    def id(self) -> str: ...
    @property
    def board_id(self) -> str: ...
    @property
    def exempt(self) -> str: ...


@dataclass(frozen=True)
class Incoming:
    """A file as it was fetched."""

    name: str
    media_type: str
    data: bytes


def ask_for(
    tx: Transaction,
    caller: Caller,
    subject: str,
    thing: Bearer,
    file_ids: Sequence[str],
    now: datetime,
) -> None:
    """Have these files fetched and kept with it."""
    if not file_ids:
        return
    board = tx.boards.get(thing.board_id)
    given = {"papers": str(len(file_ids))}
    ledger.write(tx, caller.id, board.id, now, GIVEN, subject, thing.id, given)
    for file_id in file_ids:
        args = {"file_id": file_id, "subject": subject, "id": thing.id, "by": caller.id}
        tx.outbox.put(
            Parcel(
                key=f"paper:{subject}:{thing.id}:{file_id}",
                kind=Kind.READ,
                team_id=board.team_id,
                board_id=board.id,
                view=PAPER,
                args=args,
            )
        )


def keep(
    tx: Transaction, by: str, subject: str, thing: Bearer, came: Incoming, now: datetime
) -> File:
    """Keep a file with it; the same bytes twice are kept once."""
    sha256 = hashlib.sha256(came.data).hexdigest()
    kept = next((f for f in tx.files.of_subject(subject, thing.id) if f.sha256 == sha256), None)
    file = kept or File(
        id=tx.new_id(),
        board_id=thing.board_id,
        subject=subject,
        subject_id=thing.id,
        name=came.name,
        media_type=came.media_type,
        size=len(came.data),
        sha256=sha256,
        added_by=by,
        added_at=now,
        exempt=thing.exempt,
    )
    if kept is None:
        tx.files.add(file, came.data)
    values = {"file": came.name, "sha256": sha256}
    ledger.write(tx, by, thing.board_id, now, KEPT, subject, thing.id, values)
    return file


def note_refusal(
    tx: Transaction, by: str, subject: str, thing: Bearer, why: str, now: datetime
) -> None:
    """A file could not be taken; nobody waits for it any longer."""
    ledger.write(tx, by, thing.board_id, now, NOT_TAKEN, subject, thing.id, {}, reason=why)


def awaited(tx: Transaction, subject: str, thing_id: str) -> int:
    """How many of the papers that were given have not come yet."""
    number = 0
    for line, values in tx.ledger.of_subject(subject, thing_id):
        number += int(values.get("papers", "0")) if line.deed == GIVEN else 0
        number -= line.deed in (KEPT, NOT_TAKEN)
    return number


def send(
    tx: Transaction, board: Board, files: Sequence[File], person_id: str, follows: str
) -> None:
    """Have the papers follow the message of that key, into its thread. In an e-mail they are
    attached to the message itself."""
    for file in files:
        tx.outbox.put(
            Parcel(
                key=f"{follows}:file:{file.id}",
                kind=Kind.FILE,
                team_id=board.team_id,
                board_id=board.id,
                view="kept_file",
                args={"kept": file.id},
                person_id=person_id,
                follows=follows,
            )
        )
