"""What comes in from outside on request: profiles of people met in Slack, files as evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workflows import leavers
from workflows.deliveries import Kind, Parcel
from workflows.ledger import Entry
from workflows.records import File
from workflows.showing import render_again

if TYPE_CHECKING:
    from workflows.access import Caller
    from workflows.actions import Action
    from workflows.ports import Transaction


def take_profile(tx: Transaction, person_id: str, user: Mapping[str, Any], now: datetime) -> bool:
    """Take over what Slack says of a person: the name, the e-mail address (unless somebody has
    written another one here), and whether the account is open. Closed, the officers hear what they
    leave behind. False if nothing was new."""
    person = tx.people.get(person_id)
    profile = user.get("profile") or {}
    told = profile.get("email") or None
    follows = person.email in (None, "", person.slack_email)
    after = replace(
        person,
        name=str(profile.get("real_name") or user.get("real_name") or person.name),
        email=(told or person.email) if follows else person.email,
        slack_email=told or person.slack_email,
    )
    closed = bool(user.get("deleted", False))
    if after == person and closed is not person.active:
        return False
    saved = tx.people.save(after) if after != person else person
    if closed:
        leavers.account_closed(tx, saved, now)
    else:
        leavers.account_opened(tx, saved, now)
    return True


def ask_for_evidence(tx: Transaction, caller: Caller, action: Action, file_ids: list[str]) -> None:
    """Have files that were given with an answer copied into the record: links in chat die."""
    board = tx.boards.get(action.board_id)
    for file_id in file_ids:
        tx.outbox.put(
            Parcel(
                key=f"evidence:{action.id}:{file_id}",
                kind=Kind.READ,
                team_id=board.team_id,
                board_id=board.id,
                view="evidence",
                args={"file_id": file_id, "action_id": action.id, "by": caller.id},
            )
        )


def keep_evidence(
    tx: Transaction,
    action_id: str,
    by: str,
    name: str,
    media_type: str,
    data: bytes,
    now: datetime,
) -> File:
    """Keep a file with an action, and show it on the action's cards; the same bytes twice are kept
    once."""
    action = tx.actions.get(action_id)
    sha256 = hashlib.sha256(data).hexdigest()
    for kept in tx.files.of_subject("action", action_id):
        if kept.sha256 == sha256:
            return kept
    file = File(
        id=tx.new_id(),
        board_id=action.board_id,
        subject="action",
        subject_id=action_id,
        name=name,
        media_type=media_type,
        size=len(data),
        sha256=sha256,
        added_by=by,
        added_at=now,
        exempt=action.exempt,
    )
    tx.files.add(file, data)
    tx.ledger.append(
        Entry(
            board_id=action.board_id,
            at=now,
            actor=by,
            deed="evidence kept",
            subject="action",
            subject_id=action_id,
            values={"file": name, "sha256": sha256},
        )
    )
    render_again(tx, tx.boards.get(action.board_id), "action", action_id)
    return file
