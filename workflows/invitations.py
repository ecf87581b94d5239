"""Calendar invitations to a meeting: who is invited, what each was sent last, and what follows when
the meeting or the board changes.

Each guest has a row of the meeting's attendance, which keeps the SEQUENCE of what was sent to them
last (RFC 5546): a calendar takes nothing older. Usually that is the meeting's own; somebody who was
told that they need not come and is invited again has a higher one of their own. One meeting of a
series never touches another. What members answer stands in `workflows/invitation_replies.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from workflows import attendance_list, keeping, ledger
from workflows.access import Caller, Deed, require
from workflows.agendas import ItemState
from workflows.attendances import Attendance, Capacity, Reply
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.deliveries import Kind, Parcel
from workflows.errors import AlreadyDone
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.owners import officers_on_duty
from workflows.people import Person
from workflows.showing import render_again

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Who is named in the ledger for what happens by itself.
PROGRAM = "program"


class Told(StrEnum):
    """What an invitation tells its guest."""

    INVITED = "invited"
    MOVED = "moved"
    CANCELLED = "cancelled"
    REVIVED = "revived"
    UNINVITED = "uninvited"


#: After which of them the event stands in the guest's calendar.
_STANDS = frozenset({Told.INVITED, Told.MOVED, Told.REVIVED})


@dataclass(frozen=True)
class Guest:
    """Somebody whom a meeting expects, and in what capacity."""

    person: Person
    capacity: Capacity
    seat: str = ""
    role: str = ""

    @property
    def reachable(self) -> bool:
        """Whether an invitation can be sent at all."""
        return bool(self.person.email or self.person.slack_id)


@dataclass(frozen=True)
class Invited:
    """What inviting did: whom it invited, who had been invited before, and whom nothing reaches."""

    meeting: Meeting
    new: tuple[str, ...]
    before: tuple[str, ...]
    unreachable: tuple[str, ...]


def guests(tx: Transaction, board: Board, meeting: Meeting) -> dict[str, Guest]:
    """By person: members and associates on the day of the meeting, presenters of its items, and
    whoever a member sends as a substitute. The officers who serve the board invite; they are no
    guests unless they present."""
    seated = attendance_list.expected(tx, board, meeting)
    wanted = {e.person_id: e for e in seated if e.capacity is not Capacity.OFFICER}
    presenters = {
        item.presenter_id
        for item in tx.agenda_items.of_meeting(meeting.id)
        if item.presenter_id and item.state is ItemState.ON_AGENDA
    }
    substitutes = {
        row.substitute_id
        for row in tx.attendances.of_meeting(meeting.id)
        if row.reply is Reply.SUBSTITUTE and row.substitute_id
    }
    found = {}
    for person in tx.people.many({*wanted, *presenters, *substitutes}).values():
        if not person.active:
            continue
        if each := wanted.get(person.id):
            found[person.id] = Guest(person, each.capacity, each.seat, each.role)
        else:
            stands_in = person.id in substitutes
            found[person.id] = Guest(person, Capacity.SUBSTITUTE if stands_in else Capacity.GUEST)
    return found


# --- sending --------------------------------------------------------------------------------------


def invite(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> Invited:
    """An officer invites to a meeting: everybody who has not been invited yet."""
    meeting = tx.meetings.get(meeting_id)
    require(caller, meeting.board_id, Deed.RUN_MEETINGS)
    if not is_ahead(meeting, now):
        raise AlreadyDone(
            f"The meeting of {day_words(meeting.day)} is {_over(meeting)}. Nobody was invited."
        )
    return _invite(tx, tx.boards.get(meeting.board_id), meeting, caller.id, now)


def stands_in_calendar(tx: Transaction, meeting: Meeting, person_id: str) -> bool:
    """Whether an invitation has put it into this person's calendar, or taken it out again."""
    row = tx.attendances.find(meeting.id, person_id)
    return row is not None and row.invited is not None


def is_ahead(meeting: Meeting, now: datetime) -> bool:
    """Whether it is planned and not over."""
    return meeting.state is MeetingState.PLANNED and now < meeting.ends_at


def _over(meeting: Meeting) -> str:
    return "over" if meeting.state is MeetingState.PLANNED else meeting.state.value


def _invite(tx: Transaction, board: Board, meeting: Meeting, actor: str, now: datetime) -> Invited:
    meeting = _with_organiser(tx, board, meeting, actor, now)
    rows = {r.person_id: r for r in tx.attendances.of_meeting(meeting.id) if r.person_id}
    new, before, unreachable = [], [], []
    for guest in guests(tx, board, meeting).values():
        row = rows.get(guest.person.id)
        if not guest.reachable:
            unreachable.append(guest.person.name)
        elif row and row.invited_now:
            before.append(guest.person.name)
        else:
            _send(tx, board, meeting, row or expect(tx, meeting, guest), Told.INVITED)
            new.append(guest.person.name)
    if new:
        _write(tx, meeting, actor, now, "invited", new)
    _post(tx, board, meeting)
    render_again(tx, board, "meeting", meeting.id)
    return Invited(meeting, tuple(sorted(new)), tuple(sorted(before)), tuple(sorted(unreachable)))


def _with_organiser(
    tx: Transaction, board: Board, meeting: Meeting, actor: str, now: datetime
) -> Meeting:
    """The meeting, in the name of an officer who has an address: whoever invites, else the first
    who is there. Calendar programs take changes from the same organiser alone, so it stays."""
    if meeting.organiser_id:
        return meeting
    officers = officers_on_duty(tx, board, keeping.local_day(now, board))
    people = tx.people.many(officers)
    reachable = [i for i in officers if i in people and people[i].email]
    chosen = actor if actor in reachable else next(iter(reachable), None)
    return tx.meetings.save(replace(meeting, organiser_id=chosen)) if chosen else meeting


def expect(tx: Transaction, meeting: Meeting, guest: Guest) -> Attendance:
    """A row for somebody who has none yet."""
    return tx.attendances.add(blank_row(meeting, guest, tx.new_id()))


def blank_row(meeting: Meeting, guest: Guest, row_id: str) -> Attendance:
    """The row of a guest of whom nothing is on record."""
    return Attendance(
        id=row_id,
        board_id=meeting.board_id,
        meeting_id=meeting.id,
        name=guest.person.name,
        person_id=guest.person.id,
        capacity=guest.capacity,
        seat=guest.seat,
        role=guest.role,
    )


def _send(
    tx: Transaction,
    board: Board,
    meeting: Meeting,
    row: Attendance,
    told: Told,
    reason: str = "",
) -> None:
    """Write down what the guest is told, under a SEQUENCE higher than before, and have it sent: by
    e-mail to whoever has an address, else in Slack with the file in the thread."""
    sequence = meeting.sequence
    if row.invited is not None:
        sequence = max(sequence, row.invited + 1)
    tx.attendances.save(replace(row, invited=sequence, invited_now=told in _STANDS))
    person = tx.people.get(str(row.person_id))
    if not person.active:
        return
    key = f"invitation:{meeting.id}:{person.id}:{sequence}"
    args = {
        "meeting_id": meeting.id,
        "told": told.value,
        "sequence": sequence,
        "reason": " ".join(reason.split())[:300],
    }
    letter = Parcel(
        key=key,
        kind=Kind.LETTER,
        team_id=board.team_id,
        board_id=board.id,
        view="invitation",
        args=args,
        person_id=person.id,
    )
    tx.outbox.put(letter)
    if person.slack_id:
        file = replace(letter, key=f"{key}:ics", kind=Kind.FILE, view="invitation_ics")
        tx.outbox.put(replace(file, follows=key))


def _post(tx: Transaction, board: Board, meeting: Meeting) -> None:
    """In the channel, once for each meeting: when and where in words, buttons to answer by, and the
    file without names in the thread. A private meeting is told to its guests alone."""
    if meeting.kind is MeetingKind.PRIVATE:
        return
    key = f"invited:{meeting.id}"
    card = Parcel(
        key=key,
        kind=Kind.MESSAGE,
        team_id=board.team_id,
        board_id=board.id,
        view="invitation_card",
        args={"meeting_id": meeting.id},
        channel=board.channel_id,
    )
    if tx.outbox.put(card):
        file = replace(card, key=f"{key}:ics", kind=Kind.FILE, view="meeting_ics", follows=key)
        tx.outbox.put(file)


def _write(
    tx: Transaction, meeting: Meeting, actor: str, now: datetime, deed: str, names: Iterable[str]
) -> None:
    values = {"people": ", ".join(sorted(names))}
    ledger.write(tx, actor, meeting.board_id, now, deed, "meeting", meeting.id, values)


# --- what follows a change --------------------------------------------------------------------


def follow(
    tx: Transaction,
    before: Meeting,
    meeting: Meeting,
    told: Told,
    reason: str = "",
) -> frozenset[str]:
    """A meeting was moved, cancelled or revived: everybody who has been invited gets that for their
    calendar. Whoever they are is given back; they need no other notice. What was answered to
    another day or hour counts no more."""
    board = tx.boards.get(meeting.board_id)
    asked_again = told is Told.REVIVED or (before.starts_at, before.ends_at) != (
        meeting.starts_at,
        meeting.ends_at,
    )
    concerned: set[str] = set()
    wanted = guests(tx, board, meeting) if told is Told.REVIVED else {}
    for row in tx.attendances.of_meeting(meeting.id):
        stands = row.invited_now or (row.invited is not None and row.person_id in wanted)
        whose = row.person_id
        if not stands or whose is None:
            continue
        if asked_again and told is not Told.CANCELLED:
            row = replace(
                row, reply=Reply.NONE, replied_at=None, replied_by="", substitute_name="",
                substitute_id=None,
            )  # fmt: skip
        _send(tx, board, meeting, row, told, reason)
        concerned.add(whose)
    return frozenset(concerned)


def settle(tx: Transaction, team_id: str, now: datetime) -> int:
    """What changes without anybody speaking of invitations: somebody has joined the board or left
    it, presents an item or no longer does, was named as a substitute; a board that invites by
    itself has a new meeting. How many were invited or told that they need not come. Safe to run at
    any time; while another process does, nothing."""
    if not tx.take(f"invitations:{team_id}"):
        return 0
    return sum(
        settle_meeting(tx, board, meeting, now)
        for board in tx.boards.of_team(team_id)
        for meeting in tx.meetings.upcoming([board.id], keeping.local_day(now, board))
        if is_ahead(meeting, now)
    )


def settle_meeting(
    tx: Transaction, board: Board, meeting: Meeting, now: datetime, actor: str = PROGRAM
) -> int:
    """The same of one meeting. Where nobody has been invited yet, only a board that invites by
    itself begins."""
    rows = tx.attendances.of_meeting(meeting.id)
    if not board.invites and all(row.invited is None for row in rows):
        return 0
    wanted = guests(tx, board, meeting)
    gone = [r for r in rows if r.invited_now and r.person_id and r.person_id not in wanted]
    standing = {r.person_id for r in rows if r.invited_now}
    missing = [g for i, g in wanted.items() if i not in standing and g.reachable]
    for row in gone:
        _send(tx, board, meeting, replace(row, reply=Reply.NONE), Told.UNINVITED)
    if gone:
        _write(tx, meeting, actor, now, "no longer invited", [r.name for r in gone])
    if missing:
        _invite(tx, board, meeting, actor, now)
    return len(gone) + len(missing)


def invite_by_itself(
    tx: Transaction, caller: Caller, board_id: str, on: bool, now: datetime
) -> Board:
    """An officer switches on, or off, that whoever belongs to a meeting is invited as soon as it is
    scheduled. Switching it on invites to all that is planned."""
    require(caller, board_id, Deed.RUN_MEETINGS)
    board = tx.boards.get(board_id)
    if board.invites == on:
        how = "invites by itself" if on else "invites only when an officer says so"
        raise AlreadyDone(f"{board.name} {how} already. Nothing was changed.")
    saved = tx.boards.save(replace(board, invites=on))
    values = {"by_itself": "yes" if on else "no"}
    ledger.write(tx, caller.id, board_id, now, "invitations set", "board", board_id, values)
    return saved
