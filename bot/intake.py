"""What comes in as a file: minutes to be read, evidence to be kept.

Reading a paper takes its time, so it is done outside any transaction (`prepare`); only what was
read is stored (`take`).
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from bot.documents.reading import KINDS, kind_of, read_document
from workflows import (
    circulating,
    incoming,
    kept_papers,
    minutes_batches,
    minutes_review,
    sounding_opening,
)
from workflows.callers import caller_at
from workflows.deliveries import Kind, Parcel
from workflows.errors import DomainError, InvalidInput
from workflows.minutes import read_minutes
from workflows.minutes_review import Paper
from workflows.ports import Transaction

#: The views of parcels that this module takes.
READ_MINUTES = "read_minutes"
RECORD_MINUTES = "record_minutes"
EVIDENCE = "evidence"
PAPER = kept_papers.PAPER

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
    elif parcel.view == PAPER:
        if tx.once(f"taken:{parcel.key}"):
            came = kept_papers.Incoming(name, media_type, data)
            by, subject = str(args["by"]), str(args["subject"])
            kept_papers.keep(tx, by, subject, _bearer(tx, parcel), came, now)
            _go_on(tx, parcel, now)
    elif parcel.view == RECORD_MINUTES:
        person = tx.people.get(str(args["by"]))
        draft_id = str(args["draft_id"])
        minutes_batches.go_on(tx, caller_at(tx, person, now), draft_id, now)
    elif isinstance(prepared, DomainError):
        refuse(tx, parcel, prepared.message, now)
    elif prepared is not None:
        caller = caller_at(tx, tx.people.get(str(args["by"])), now)
        board_id = str(parcel.board_id)
        minutes_review.take_in(tx, caller, board_id, prepared, parcel.key, now)


def _bearer(tx: Transaction, parcel: Parcel) -> kept_papers.Bearer:
    """What the paper was given with."""
    thing_id = str(parcel.args["id"])
    if parcel.args["subject"] == "sounding":
        return tx.soundings.get(thing_id)
    return tx.circulations.get(thing_id)


def _go_on(tx: Transaction, parcel: Parcel, now: datetime) -> None:
    """What has waited for its papers goes out as soon as the last of them is in."""
    thing_id = str(parcel.args["id"])
    if parcel.args["subject"] == "sounding":
        sounding_opening.go_on(tx, thing_id, now)
    else:
        circulating.go_on(tx, thing_id, str(parcel.args["by"]), now)


def refuse(tx: Transaction, parcel: Parcel, why: str, now: datetime) -> None:
    """Tell the person who sent the file that it could not be used, and why; what was to be recorded
    is under review again, what has waited for it goes on without."""
    if parcel.view == RECORD_MINUTES:
        minutes_batches.give_back(tx, str(parcel.args["draft_id"]))
    if parcel.view == PAPER and tx.once(f"taken:{parcel.key}"):
        by, subject = str(parcel.args["by"]), str(parcel.args["subject"])
        kept_papers.note_refusal(tx, by, subject, _bearer(tx, parcel), why, now)
        _go_on(tx, parcel, now)
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
