"""Who is asked: members with their seats and posts, the one whom an interest keeps out, the
substitute who answers for another.

A member with a disclosable pecuniary interest takes no part (Localism Act 2011 s.31(4)); a
dispensation lifts that (s.33). A substitute answers for one place, and the place counts once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows.access import Audience, Caller, Deed, caller_for, can_see, may, require
from workflows.action_recording import clean_text
from workflows.boards import Board
from workflows.declarations import Declaration
from workflows.declaring import has_number, same_item
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed
from workflows.exempting import has_become_exempt
from workflows.keeping import local_day
from workflows.owners import person_called
from workflows.people import Membership, Person, Role
from workflows.sounding_asking import ask, ask_again
from workflows.sounding_keeping import hold, keep, seen, to_change
from workflows.sounding_replies import called
from workflows.sounding_states import FROM, Step, refuse_unless, state_at
from workflows.soundings import Asked, Sounding

if TYPE_CHECKING:
    from workflows.ports import Transaction

_SITTING = (Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.ASSOCIATE)
_RANK = {role: n for n, role in enumerate(_SITTING)}


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be asked, as they would be."""

    asked: Asked
    person: Person


def candidates(tx: Transaction, board: Board, on: date) -> list[Candidate]:
    """Everybody who sits on the board that day, those whose reply counts first; with seat and
    posts. One who is away and has named a single substitute is answered for by that one."""
    sitting = [m for m in tx.people.memberships(board.id) if m.role in _SITTING and m.covers(on)]
    sitting.sort(key=lambda m: (not m.votes, _RANK[m.role]))
    by_person: dict[str, Membership] = {}
    for membership in sitting:
        by_person.setdefault(membership.person_id, membership)
    posts = tx.people.posts(board.id)
    away = {a.person_id for a in tx.people.absences_on(board.team_id, on)}
    stand_ins = {s for m in by_person.values() for s in m.substitutes}
    people = tx.people.many({*by_person, *stand_ins})
    found: list[Candidate] = []
    taken = set(by_person)
    for person_id, membership in by_person.items():
        person = people[person_id]
        titles = tuple(p.title for p in posts if p.holder_on(on) == person_id)
        asked = Asked(person_id, person.name, membership.seat, titles, membership.votes)
        if person_id in away and len(membership.substitutes) == 1:
            stand_in = people[membership.substitutes[0]]
            # Nobody answers for two places: who has one already is not taken for another.
            if stand_in.id not in taken:
                taken.add(stand_in.id)
                asked = replace(asked, substitute_id=stand_in.id, substitute_name=stand_in.name)
        found.append(Candidate(asked, person))
    return found


def declared(tx: Transaction, board_id: str, meeting_id: str | None, item: str) -> dict[str, str]:
    """By person, the interest declared at that meeting in that item, which keeps them out: not one
    that a dispensation lifts."""
    if not meeting_id:
        return {}
    found: dict[str, str] = {}
    for each in tx.declarations.of_meeting(meeting_id):
        if (
            each.board_id == board_id
            and each.person_id
            and not each.dispensation
            and (_is_about(each, item))
        ):
            nature = "" if each.exempt else each.nature
            found[each.person_id] = nature or "interest declared at the meeting"
    return found


def _is_about(declaration: Declaration, item: str) -> bool:
    """By number where it was declared by one (item 1 is not item 17), else by its words."""
    if has_number(declaration.item):
        return same_item(declaration.item, item)
    declared_in, wanted = declaration.item.strip().casefold(), item.strip().casefold()
    return bool(declared_in and wanted) and (declared_in in wanted or wanted in declared_in)


def leave_out(
    tx: Transaction, caller: Caller, sounding_id: str, whose: str, reason: str, now: datetime
) -> Sounding:
    """Leave a member out for an interest: an officer does, or the member themselves. What they have
    replied is kept and no longer counted."""
    hold(tx, sounding_id, alone=True)
    before = seen(tx, caller, sounding_id)
    asked = called(before.asked, whose)
    if asked.person_id != caller.id and not may(caller, before.board_id, Deed.SEEK_VIEWS):
        raise NotAllowed(
            f"Only {asked.name} or a committee officer can say so. Nothing was changed."
        )
    refuse_unless(before, Step.LEAVE_OUT, now, tx.boards.get(before.board_id).zone)
    if not asked.is_asked:
        raise AlreadyDone(
            f"{asked.name} is left out already: {asked.left_out}. Nothing was changed."
        )
    why = clean_text(reason, field="reason", most=500)
    after = _with(before, replace(asked, left_out=why, dispensation=""))
    return keep(tx, before, after, caller.id, now, "member left out", why)


def dispense(
    tx: Transaction, caller: Caller, sounding_id: str, whose: str, words: str, now: datetime
) -> Sounding:
    """Record the dispensation that lifts somebody's bar; they are asked then."""
    before = to_change(tx, caller, sounding_id, Step.DISPENSE, now)
    asked = called(before.asked, whose)
    if asked.is_asked:
        said = "has a dispensation" if asked.dispensation else "is not left out"
        raise AlreadyDone(f"{asked.name} {said}. Nothing was changed.")
    granted = clean_text(words, field="reason", most=500)
    after = _with(before, replace(asked, dispensation=granted))
    saved = keep(tx, before, after, caller.id, now, "dispensation recorded", granted)
    ask(tx, saved, now)
    return saved


def substitute(
    tx: Transaction, caller: Caller, sounding_id: str, whose: str, by: str, now: datetime
) -> Sounding:
    """Have somebody answer in a member's place, or nobody any longer if `by` is empty."""
    before = to_change(tx, caller, sounding_id, Step.SUBSTITUTE, now)
    asked = called(before.asked, whose)
    board = tx.boards.get(before.board_id)
    stand_in = person_called(tx, board.team_id, by, "substitute") if by.strip() else None
    if stand_in:
        _fit_to_stand_in(tx, before, asked, stand_in, board, now)
    if asked.substitute_id == (stand_in.id if stand_in else None):
        raise AlreadyDone("That is how it stands already. Nothing was changed.")
    changed = replace(
        asked,
        substitute_id=stand_in.id if stand_in else None,
        substitute_name=stand_in.name if stand_in else "",
    )
    saved = keep(tx, before, _with(before, changed), caller.id, now, "substitute named")
    if not ask(tx, saved, now) and stand_in:
        ask_again(tx, saved, stand_in.id, now)
    return saved


def _fit_to_stand_in(
    tx: Transaction, sounding: Sounding, asked: Asked, person: Person, board: Board, now: datetime
) -> None:
    """`InvalidInput` for whoever cannot answer in that place."""
    other = sounding.place_of(person.id)
    if other and other.place != asked.place:
        whose = "a place of their own" if other.person_id == person.id else f"that of {other.name}"
        raise _unfit(f"{person.name} answers for {whose}, and nobody for two.")
    if person.id == asked.person_id:
        raise _unfit(f"{person.name} is the member.")
    today = now.astimezone(board.zone).date()
    named = {
        s
        for m in tx.people.memberships(board.id)
        if m.person_id == asked.person_id and m.covers(today)
        for s in m.substitutes
    }
    if named and person.id not in named:
        names = ", ".join(p.name for p in tx.people.many(named).values())
        raise _unfit(f"The substitutes named for {asked.name} are {names}.")
    refuse_unentitled(tx, sounding.exempt, board, [person], today)


def _unfit(why: str) -> InvalidInput:
    return InvalidInput(f"{why} Nothing was changed.", field="substitute")


@dataclass(frozen=True)
class _Matter:
    """What is to be asked about, for asking who may read it."""

    board_id: str
    exempt: str


def refuse_unentitled(
    tx: Transaction, exempt: str, board: Board, people: Iterable[Person], today: date
) -> None:
    """`InvalidInput` naming those who may not read the matter: they cannot be asked."""
    matter = _Matter(board.id, exempt)
    barred = [p.name for p in people if not can_see(matter, Audience(caller_for(tx, p, today)))]
    if barred:
        raise InvalidInput(
            f"The matter is exempt, and {', '.join(barred)} may not read it. Nothing was saved. "
            "Leave them out, or give them a role on the board first (/board people).",
            field="asked",
        )


def _with(sounding: Sounding, changed: Asked) -> Sounding:
    places = tuple(changed if a.person_id == changed.person_id else a for a in sounding.asked)
    return replace(sounding, asked=places)


def mark_exempt(
    tx: Transaction, caller: Caller, sounding_id: str, exempt: str, now: datetime
) -> Sounding:
    """Mark it as exempt (the paragraph and the reason), or as open matter where nothing is given:
    in whatever state, for the matter may become exempt later. Whoever may not read it then is left
    without what they were sent; those who answer for a place have to be entitled."""
    hold(tx, sounding_id, alone=True)
    before = seen(tx, caller, sounding_id)
    require(caller, before.board_id, Deed.SEEK_VIEWS)
    reason = " ".join(exempt.replace("\0", "").split())[:300]
    if reason == before.exempt:
        raise AlreadyDone("That is how it stands already. Nothing was changed.")
    board = tx.boards.get(before.board_id)
    people = tx.people.many([p for a in before.taking_part for p in a.people]).values()
    if state_at(before, now) in FROM[Step.LEAVE_OUT]:
        refuse_unentitled(tx, reason, board, people, local_day(now, board))
    after = replace(before, exempt=reason)
    saved = keep(tx, before, after, caller.id, now, "exemption changed", reason)
    if saved.exempt:
        has_become_exempt(tx, caller.id, board, "sounding", saved, now)
    return saved
