"""What comes in as a file: minutes to be read, evidence to be kept.

Reading a paper takes its time, so it is done outside any transaction (`prepare`); only what was
read is stored (`take`).
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from bot.documents.reading import KINDS, kind_of, read_document
from workflows import incoming, minutes_batches, minutes_review
from workflows.access import caller_for
from workflows.deliveries import Kind, Parcel
from workflows.errors import DomainError, InvalidInput
from workflows.minutes import read_minutes
from workflows.minutes_review import Paper
from workflows.ports import Transaction

#: The views of parcels that this module takes.
READ_MINUTES = "read_minutes"
RECORD_MINUTES = "record_minutes"
EVIDENCE = "evidence"

Prepared = Paper | DomainError | None


def prepare(parcel: Parcel, name: str, media_type: str, data: bytes) -> Prepared:
    """What the paper says, or the refusal to be told to whoever sent it; None for what needs no
    reading. Takes seconds for a large paper and touches no store."""
    if parcel.view != READ_MINUTES:
        return None
    try:
        document = read_document(_with_suffix(name, media_type), data)
        return Paper(name, hashlib.sha256(data).hexdigest(), read_minutes(document), document)
    except InvalidInput as refusal:
        return refusal


def _with_suffix(name: str, media_type: str) -> str:
    """A snippet of Slack is plain text, whatever its name says."""
    known = kind_of(name) in KINDS
    return name if known or not media_type.startswith("text/") else f"{name}.txt"


def take(
    tx: Transaction,
    parcel: Parcel,
    name: str,
    media_type: str,
    data: bytes,
    prepared: Prepared,
    now: datetime,
) -> None:
    """Store what came in: a draft to be reviewed, or a file in the record."""
    args = parcel.args
    if parcel.view == EVIDENCE:
        by = str(args["by"])
        incoming.keep_evidence(tx, str(args["action_id"]), by, name, media_type, data, now)
    elif parcel.view == RECORD_MINUTES:
        person = tx.people.get(str(args["by"]))
        draft_id = str(args["draft_id"])
        minutes_batches.go_on(tx, caller_for(tx, person, now.date()), draft_id, now)
    elif isinstance(prepared, DomainError):
        refuse(tx, parcel, prepared.message)
    elif prepared is not None:
        caller = caller_for(tx, tx.people.get(str(args["by"])), now.date())
        board_id = str(parcel.board_id)
        minutes_review.take_in(tx, caller, board_id, prepared, parcel.key, now)


def refuse(tx: Transaction, parcel: Parcel, why: str) -> None:
    """Tell the person who sent the file that it could not be used, and why; what was to be recorded
    is under review again."""
    if parcel.view == RECORD_MINUTES:
        minutes_batches.give_back(tx, str(parcel.args["draft_id"]))
    tx.outbox.put(
        Parcel(
            key=f"refused:{parcel.key}",
            kind=Kind.MESSAGE,
            team_id=parcel.team_id,
            board_id=parcel.board_id,
            view="unreadable",
            args={"text": why},
            person_id=str(parcel.args["by"]),
        )
    )
