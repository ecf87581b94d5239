"""The list of who is expected at a meeting: members, associates, officers, presenters, and what
invitations were answered. Made when the meeting is opened or its attendance is first taken; rows
that are there already (an invitation, apologies sent ahead) are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workflows.attendances import Attendance, Attends, Capacity, Reply
from workflows.boards import Board
from workflows.meetings import Meeting
from workflows.people import Membership, Post, Role

if TYPE_CHECKING:
    from workflows.ports import Transaction

ROLE_WORDS = {Role.CHAIR: "Chair", Role.VICE_CHAIR: "Vice-Chair"}
#: Who sits: for these an absence is an absence.
SEATED = frozenset({Capacity.MEMBER, Capacity.ASSOCIATE})
#: The roles of whoever is expected, the weightiest first.
_EXPECTED = (Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.ASSOCIATE, Role.OFFICER)


@dataclass(frozen=True)
class Expected:
    """One person whom a meeting expects, and why."""

    person_id: str
    capacity: Capacity
    seat: str = ""
    role: str = ""


def expected(tx: Transaction, board: Board, meeting: Meeting) -> list[Expected]:
    """Who sits on the board on the day of the meeting and the officers who serve it, members first,
    chairs before them."""
    held: dict[str, list[Membership]] = {}
    for membership in tx.people.memberships(board.id):
        if membership.covers(meeting.day) and membership.role in _EXPECTED:
            held.setdefault(membership.person_id, []).append(membership)
    titles: dict[str, list[str]] = {}
    for post in tx.people.posts(board.id):
        holder = post.holder_on(meeting.day)
        if holder:
            titles.setdefault(holder, []).append(post.title)
    found = [_expected(person, ms, titles.get(person, [])) for person, ms in held.items()]
    order = list(Capacity)
    chairs = (ROLE_WORDS[Role.CHAIR], ROLE_WORDS[Role.VICE_CHAIR])
    return sorted(
        found,
        key=lambda e: (
            order.index(e.capacity),
            next((n for n, c in enumerate(chairs) if e.role.startswith(c)), 2),
        ),
    )


def _expected(person_id: str, held: list[Membership], titles: list[str]) -> Expected:
    first = min(held, key=lambda m: _EXPECTED.index(m.role))
    seated = next((m for m in held if m.seat), first)
    if first.role is Role.OFFICER:
        capacity = Capacity.OFFICER
    elif any(m.votes for m in held):
        capacity = Capacity.MEMBER
    else:
        capacity = Capacity.ASSOCIATE
    chair = ROLE_WORDS.get(first.role, "")
    return Expected(person_id, capacity, seated.seat, ", ".join(w for w in (chair, *titles) if w))


def make(tx: Transaction, board: Board, meeting: Meeting) -> list[Attendance]:
    """Add whoever is missing, and read the answers to invitations: who is not coming has sent
    apologies, whoever was named as substitute is expected in their place. All rows."""
    rows = tx.attendances.of_meeting(meeting.id)
    there = {r.person_id for r in rows if r.person_id}
    wanted = expected(tx, board, meeting)
    names = {p.id: p.name for p in tx.people.many([e.person_id for e in wanted]).values()}
    known = {r.person_id: r for r in rows if r.person_id}
    for each in wanted:
        if each.person_id not in there:
            tx.attendances.add(
                Attendance(
                    tx.new_id(),
                    board.id,
                    meeting.id,
                    names[each.person_id],
                    each.person_id,
                    each.capacity,
                    each.seat,
                    role=each.role,
                )
            )
        elif filled := _filled(known[each.person_id], each):
            tx.attendances.save(filled)
    for guest in _presenters(tx, board, meeting):
        tx.attendances.add(guest)
    _take_replies(tx, board, meeting)
    return tx.attendances.of_meeting(meeting.id)


def _filled(row: Attendance, each: Expected) -> Attendance | None:
    """A row that an invitation made, with seat and role; None if it has them."""
    filled = replace(
        row,
        capacity=row.capacity if row.for_id or row.for_name else each.capacity,
        seat=row.seat or each.seat,
        role=row.role or each.role,
    )
    return filled if filled != row else None


def _presenters(tx: Transaction, board: Board, meeting: Meeting) -> Iterator[Attendance]:
    """Whoever presents an item and is expected for nothing else: a guest for these items."""
    rows = tx.attendances.of_meeting(meeting.id)
    there = {r.person_id for r in rows} | {r.name.casefold() for r in rows}
    items: dict[tuple[str | None, str], list[str]] = {}
    for item in tx.agenda_items.of_meeting(meeting.id):
        named = item.presenter_id or item.presenter.casefold()
        if item.presenter_id and named not in there:
            key = (item.presenter_id, tx.people.get(item.presenter_id).name)
            items.setdefault(key, []).append(item.number or item.title)
    for (person_id, name), numbers in items.items():
        yield Attendance(
            tx.new_id(),
            board.id,
            meeting.id,
            name,
            person_id,
            Capacity.GUEST,
            items=tuple(numbers),
        )


def _take_replies(tx: Transaction, board: Board, meeting: Meeting) -> None:
    rows = tx.attendances.of_meeting(meeting.id)
    for row in rows:
        if row.attends is not Attends.NONE or row.reply not in (
            Reply.NOT_COMING,
            Reply.SUBSTITUTE,
        ):
            continue
        tx.attendances.save(replace(row, attends=Attends.APOLOGIES))
        named = row.substitute_id or row.substitute_name
        if row.reply is Reply.SUBSTITUTE and named:
            _expect_substitute(tx, board, meeting, row)


def _expect_substitute(tx: Transaction, board: Board, meeting: Meeting, member: Attendance) -> None:
    """The row of whoever was named as substitute, in that member's place, not yet there."""
    rows = tx.attendances.of_meeting(meeting.id)
    by = member.substitute_id
    name = tx.people.get(by).name if by else member.substitute_name
    there = next(
        (r for r in rows if (by and r.person_id == by) or (not by and r.name == name)), None
    )
    if there is None:
        there = tx.attendances.add(Attendance(tx.new_id(), board.id, meeting.id, name, by))
    elif there.capacity in SEATED:
        return
    tx.attendances.save(as_substitute(there, member))


def as_substitute(row: Attendance, member: Attendance) -> Attendance:
    """The row, standing in for that member."""
    return replace(
        row,
        capacity=Capacity.SUBSTITUTE,
        seat=member.seat,
        for_id=member.person_id,
        for_name=member.name,
    )


def vacancies(tx: Transaction, board: Board, meeting: Meeting) -> list[str]:
    """What nobody holds on the day: posts, and seats of a constituency that has fewer members than
    votes, in words."""
    posts: list[Post] = tx.people.posts(board.id)
    told = [p.title for p in posts if p.holder_on(meeting.day) is None]
    seated = [e.seat.casefold() for e in expected(tx, board, meeting) if e.capacity in SEATED]
    for seat in board.rules_on(meeting.day).seats:
        lacking = seat.votes - seated.count(seat.name.casefold())
        if lacking > 0:
            told.append(seat.name if lacking == 1 else f"{seat.name} ({lacking} seats)")
    return told
