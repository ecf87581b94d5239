"""Answers to invitations: coming, not coming, or who comes instead; by the guest, or by an officer
for them. They are what a meeting's expected apologies and its expected quorum are reckoned from.

What a calendar program sends back of its own (an iMIP REPLY) goes to the officer, as any reply to
the e-mail does, and is not read here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import attendance_list, invitations, ledger, quorum
from workflows.access import Caller, Deed, may
from workflows.attendances import Attendance, Attends, Capacity, Reply
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed
from workflows.invitations import Guest
from workflows.meetings import Meeting
from workflows.owners import plain, roll_of
from workflows.quorum import Quorate
from workflows.showing import render_again

if TYPE_CHECKING:
    from workflows.ports import Transaction

REPLY_WORDS: Mapping[Reply, str] = {
    Reply.NONE: "not answered",
    Reply.COMING: "coming",
    Reply.NOT_COMING: "not coming",
    Reply.SUBSTITUTE: "sends a substitute",
}


def answer(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    reply: Reply,
    now: datetime,
    *,
    substitute: str = "",
    person_id: str = "",
) -> Attendance:
    """Record the answer of the caller, or of the person for whom an officer gives it. `substitute`
    is the name of whoever comes instead (`InvalidInput` if none is given); somebody on record is
    then invited too."""
    meeting = tx.meetings.get(meeting_id)
    board = tx.boards.get(meeting.board_id)
    if not invitations.is_ahead(meeting, now):
        raise AlreadyDone(
            f"The meeting of {day_words(meeting.day)} is over, cancelled or has begun. "
            "Nothing was changed."
        )
    whose = person_id or caller.id
    if whose != caller.id and not may(caller, board.id, Deed.RUN_MEETINGS):
        raise NotAllowed(
            "Only a committee officer of this board can answer for somebody else. "
            "Nothing was changed."
        )
    found = row_or_guest(tx, board, meeting, whose)
    row = invitations.expect(tx, meeting, found) if isinstance(found, Guest) else found
    name, by = _substitute(tx, board, row, substitute, meeting, reply)
    answered = replace(
        row,
        reply=reply,
        replied_at=now,
        replied_by=caller.id,
        substitute_name=name,
        substitute_id=by,
        attends=_marked(row, reply),
    )
    saved = tx.attendances.save(answered)
    if by or row.substitute_id:
        invitations.settle_meeting(tx, board, meeting, now)
    _write(tx, caller, meeting, saved, now)
    render_again(tx, board, "meeting", meeting.id)
    return saved


def row_or_guest(
    tx: Transaction, board: Board, meeting: Meeting, person_id: str
) -> Attendance | Guest:
    """The row of that guest, or who they are if there is none yet; `NotAllowed` for whoever is not
    expected."""
    row = tx.attendances.find(meeting.id, person_id)
    guest = invitations.guests(tx, board, meeting).get(person_id)
    # Whoever has left the board meanwhile keeps their row, and has no say any more.
    if row is not None and (guest or row.invited_now or _serves(tx, board, meeting, person_id)):
        return row
    if guest is None:
        raise NotAllowed(
            f"Only who is expected at the meeting of {day_words(meeting.day)} answers: its members "
            "and presenters. Nothing was changed."
        )
    return guest


def _serves(tx: Transaction, board: Board, meeting: Meeting, person_id: str) -> bool:
    expected = attendance_list.expected(tx, board, meeting)
    return any(each.person_id == person_id for each in expected)


def _substitute(
    tx: Transaction, board: Board, row: Attendance, written: str, meeting: Meeting, reply: Reply
) -> tuple[str, str | None]:
    """Name and id of whoever comes instead; nobody, unless that was the answer."""
    if reply is not Reply.SUBSTITUTE:
        return "", None
    name = " ".join(written.split())[:120]
    if not name:
        raise InvalidInput("Say who comes instead.", field="substitute")
    owner = roll_of(tx, board, meeting.day).match(name)
    if owner.person_id == row.person_id or plain(name) == plain(row.name):
        raise InvalidInput("That is the same person: who comes instead?", field="substitute")
    return (owner.printed, owner.person_id) if owner.person_id else (name, None)


def _marked(row: Attendance, reply: Reply) -> Attends:
    """Apologies sent ahead stand on the attendance where that has been drawn up already."""
    if row.attends is Attends.NONE:
        return row.attends
    away = reply in (Reply.NOT_COMING, Reply.SUBSTITUTE)
    if away:
        return Attends.APOLOGIES
    return Attends.NONE if row.attends is Attends.APOLOGIES else row.attends


def _write(
    tx: Transaction, caller: Caller, meeting: Meeting, row: Attendance, now: datetime
) -> None:
    values = {"name": row.name, "reply": REPLY_WORDS[row.reply]}
    if row.substitute_name:
        values["substitute"] = row.substitute_name
    if caller.via:
        values["by"] = caller.via
    if row.person_id != caller.id:
        values["for"] = str(row.person_id)
    deed = "answered an invitation"
    ledger.write(tx, caller.id, meeting.board_id, now, deed, "meeting", meeting.id, values)


# --- what is expected -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Expected:
    """Who is expected at a meeting by what has been answered. `sure` is the quorum of those who
    come or send somebody; `best` that if all who have not answered come too."""

    meeting: Meeting
    coming: tuple[str, ...]
    apologies: tuple[str, ...]
    substituted: tuple[tuple[str, str], ...]
    waiting: tuple[str, ...]
    guests: tuple[str, ...]
    sure: Quorate
    best: Quorate


def expected(tx: Transaction, board: Board, meeting: Meeting) -> Expected:
    """Of members and associates, by name; presenters and substitutes are `guests`."""
    rows = {r.person_id: r for r in tx.attendances.of_meeting(meeting.id) if r.person_id}
    names: dict[Reply, list[str]] = {reply: [] for reply in Reply}
    substituted, others = [], []
    sure, best = [], []
    for person_id, guest in invitations.guests(tx, board, meeting).items():
        row = rows.get(person_id) or invitations.blank_row(meeting, guest, "")
        row = replace(row, capacity=guest.capacity, seat=row.seat or guest.seat)
        if guest.capacity not in (Capacity.MEMBER, Capacity.ASSOCIATE):
            others.append(guest.person.name)
            continue
        names[row.reply].append(guest.person.name)
        if row.reply is Reply.SUBSTITUTE:
            substituted.append((guest.person.name, row.substitute_name))
        there = _as_there(row)
        sure += there if row.reply is not Reply.NONE else []
        best += there
    return Expected(
        meeting,
        _sorted(names[Reply.COMING]),
        _sorted([*names[Reply.NOT_COMING], *names[Reply.SUBSTITUTE]]),
        tuple(sorted(substituted)),
        _sorted(names[Reply.NONE]),
        _sorted(others),
        quorum.of_rows(tx, board, meeting, sure),
        quorum.of_rows(tx, board, meeting, best),
    )


def _sorted(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


def _as_there(row: Attendance) -> list[Attendance]:
    """The row as it will be counted if it comes as it was answered; nothing for who stays away."""
    if row.reply is Reply.NOT_COMING:
        return []
    there = replace(row, attends=Attends.PRESENT)
    if row.reply is not Reply.SUBSTITUTE:
        return [there]
    return [
        replace(
            there,
            name=row.substitute_name,
            person_id=row.substitute_id,
            # A substitute for a member without a vote has none either.
            capacity=Capacity.SUBSTITUTE if row.capacity is Capacity.MEMBER else row.capacity,
            for_id=row.person_id,
            for_name=row.name,
        )
    ]
