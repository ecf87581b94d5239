"""The seats of a board's members: their constituency, whether they vote, who stands in for them and
who sent them.

A first entry fills in what was left open; a change begins today, and what was stays in the record,
so that an older meeting is counted by the seats of its day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from workflows.errors import InvalidInput
from workflows.owners import plain
from workflows.people import Membership, Person
from workflows.rule_words import clean_name, same_name
from workflows.voting_strength import SITTING

if TYPE_CHECKING:
    from workflows.boards import Board
    from workflows.ports import Transaction

#: So many people may be named to stand in for one member.
MOST_SUBSTITUTES = 5


@dataclass(frozen=True)
class SeatForm:
    """A member's seat as typed; None leaves a field as it was. `voting` is "yes", "no", or "" for
    what their role says; `substitutes` are names with commas between them."""

    seat: str | None = None
    voting: str | None = None
    substitutes: str | None = None
    appointed_by: str | None = None

    @property
    def is_given(self) -> bool:
        """Whether anything of it was typed at all."""
        return any(f is not None for f in (self.seat, self.voting, self.substitutes,
                                           self.appointed_by))  # fmt: skip


@dataclass(frozen=True)
class SeatHeld:
    """A member's seat as it stands: `votes` is what holds, `voting` what was written of it;
    `substitutes` are the ids of people."""

    seat: str = ""
    votes: bool = False
    voting: bool | None = None
    substitutes: tuple[str, ...] = ()
    appointed_by: str = ""


def held(memberships: Sequence[Membership], person_id: str, day: date) -> SeatHeld | None:
    """The seat of a person on that day; None for who does not sit."""
    there = [m for m in memberships if m.person_id == person_id and _sits_on(m, day)]
    if not there:
        return None
    seat = next((m.seat for m in there if m.seat), "")
    voting = next((m.voting for m in there if m.voting is not None), None)
    substitutes = next((m.substitutes for m in there if m.substitutes), ())
    appointed_by = next((m.appointed_by for m in there if m.appointed_by), "")
    return SeatHeld(seat, any(m.votes for m in there), voting, substitutes, appointed_by)


def _sits_on(membership: Membership, day: date) -> bool:
    return membership.role in SITTING and membership.covers(day)


def settle(
    tx: Transaction, board: Board, person: Person, form: SeatForm, today: date
) -> Mapping[str, str]:
    """Write what the form says to all that the person sits as; what changed, in words. Nothing for
    who does not sit and of whom nothing is told; `InvalidInput` for a seat of who does not."""
    if not form.is_given:
        return {}
    there = [m for m in tx.people.memberships(board.id) if m.person_id == person.id]
    sitting = [m for m in there if _sits_on(m, today)]
    if not sitting:
        if form.seat or form.substitutes or form.voting in ("yes", "no"):
            raise InvalidInput(
                "A seat is a member’s: choose member, chair, vice-chair or associate as well.",
                "seat" if form.seat else "substitutes" if form.substitutes else "voting",
            )
        return {}
    changed: dict[str, str] = {}
    for membership in sitting:
        after = _with_form(tx, board, membership, form)
        if after != membership:
            _write(tx, membership, after, today)
            changed = _words(tx, after)
    return changed


def _with_form(tx: Transaction, board: Board, membership: Membership, form: SeatForm) -> Membership:
    after = membership
    if form.seat is not None:
        known = [s.name for r in board.profile for s in r.seats]
        name = clean_name(form.seat)
        after = replace(after, seat=next((k for k in known if same_name(k, name)), name))
    if form.voting is not None:
        after = replace(after, voting={"yes": True, "no": False}.get(form.voting.lower()))
    if form.substitutes is not None:
        after = replace(after, substitutes=_people(tx, board, membership, form.substitutes))
    if form.appointed_by is not None:
        after = replace(after, appointed_by=clean_name(form.appointed_by))
    return after


def _people(tx: Transaction, board: Board, membership: Membership, typed: str) -> tuple[str, ...]:
    """The ids of these people; somebody whom nobody knew is on record from now on."""
    names = list(dict.fromkeys(n for part in typed.split(",") if (n := clean_name(part))))
    if len(names) > MOST_SUBSTITUTES:
        raise InvalidInput(
            f"That is {len(names)} substitutes; at most {MOST_SUBSTITUTES} fit.", "substitutes"
        )
    found = []
    for name in names:
        team = tx.people.of_team(board.team_id)
        same = [p for p in team if plain(name) in {plain(n) for n in (p.name, *p.variants)}]
        if len(same) > 1:
            raise InvalidInput(f"Several people are called {name}. Write the name whole.",
                               "substitutes")  # fmt: skip
        who = same[0] if same else tx.people.add(Person(tx.new_id(), board.team_id, name[:120]))
        if who.id == membership.person_id:
            raise InvalidInput("Nobody stands in for themselves.", "substitutes")
        found.append(who.id)
    return tuple(dict.fromkeys(found))


def _write(tx: Transaction, before: Membership, after: Membership, today: date) -> None:
    """In place where it only fills in what was open; else as a membership of its own from today."""
    counts = (before.seat, before.voting)
    changes_count = counts != (after.seat, after.voting)
    if before.since >= today or not changes_count or counts == ("", None):
        tx.people.save_membership(after)
        return
    tx.people.end_membership(before.id, date.fromordinal(today.toordinal() - 1))
    tx.people.add_membership(replace(after, id=tx.new_id(), since=today))


def _words(tx: Transaction, after: Membership) -> dict[str, str]:
    names = tx.people.many(after.substitutes)
    return {
        "seat": after.seat,
        "votes": "yes" if after.votes else "no",
        "substitutes": ", ".join(names[s].name for s in after.substitutes if s in names),
        "appointed_by": after.appointed_by,
    }
