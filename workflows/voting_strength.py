"""A board's voting strength: the votes of each constituency, who holds them, what is vacant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from workflows.boards import Board
from workflows.people import Membership, Role
from workflows.profile import Rules

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Those who have a seat at the table; associates sit without a vote unless it is written otherwise.
SITTING = (Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR, Role.ASSOCIATE)


@dataclass(frozen=True)
class Constituency:
    """One constituency: its votes, the ids of the voting members who hold them, whether the law
    asks for it."""

    name: str
    votes: int
    holders: tuple[str, ...]
    statutory: bool = False

    @property
    def vacant(self) -> int:
        return max(0, self.votes - len(self.holders))

    @property
    def too_many(self) -> int:
        return max(0, len(self.holders) - self.votes)


@dataclass(frozen=True)
class Strength:
    """The votes of a board on a day. `unplaced` are voting members without a constituency that the
    rules know."""

    constituencies: tuple[Constituency, ...]
    unplaced: tuple[str, ...]

    @property
    def total(self) -> int:
        """All votes: those of the constituencies, or one for each voting member where there are
        none."""
        if self.constituencies:
            return sum(c.votes for c in self.constituencies)
        return len(self.unplaced)

    @property
    def voters(self) -> tuple[str, ...]:
        return (*(h for c in self.constituencies for h in c.holders), *self.unplaced)


def strength(rules: Rules, memberships: Iterable[Membership], day: date) -> Strength:
    """The votes under these rules, held as the memberships say on that day."""
    seats: dict[str, str] = {}
    voting: dict[str, bool] = {}
    for each in memberships:
        if each.covers(day) and each.role in SITTING:
            seats[each.person_id] = seats.get(each.person_id) or each.seat
            voting[each.person_id] = voting.get(each.person_id, False) or each.votes
    voters = [p for p, votes in voting.items() if votes]
    known = {s.name.casefold(): s.name for s in rules.seats}
    held: dict[str, list[str]] = {s.name: [] for s in rules.seats}
    unplaced = []
    for person in voters:
        name = known.get(seats[person].casefold())
        if name is None:
            unplaced.append(person)
        else:
            held[name].append(person)
    return Strength(
        tuple(Constituency(s.name, s.votes, tuple(held[s.name]), s.statutory) for s in rules.seats),
        tuple(unplaced),
    )


def of_board(tx: Transaction, board: Board, day: date) -> Strength:
    """The board's voting strength on that day."""
    return strength(board.rules_on(day), tx.people.memberships(board.id), day)


def strength_lines(found: Strength, names: dict[str, str]) -> tuple[str, ...]:
    """In words, one line a constituency: "county councillors: 6 votes, 1 vacant: A Peake, …"."""
    told = [_line(c, names) for c in found.constituencies]
    if found.unplaced and found.constituencies:
        people = ", ".join(names.get(p, "somebody") for p in found.unplaced)
        told.append(f"voting members without a constituency: {people}")
    votes = f"{found.total} vote{'' if found.total == 1 else 's'}"
    return (*told, f"in all: {votes}")


def _line(each: Constituency, names: dict[str, str]) -> str:
    law = " (by law)" if each.statutory else ""
    told = f"{each.name}{law}: {each.votes} vote{'' if each.votes == 1 else 's'}"
    if each.vacant:
        told += f", {each.vacant} vacant"
    if each.too_many:
        told += f", {each.too_many} more than it has"
    people = ", ".join(names.get(p, "somebody") for p in each.holders)
    return f"{told}: {people}" if people else told
