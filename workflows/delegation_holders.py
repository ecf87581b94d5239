"""Who holds a delegated power on a day: the people behind the delegates that a grant prints.

A post's new holder inherits; "the Chair" is whoever chairs the board that day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from workflows.boards import Board
from workflows.delegation_reading import is_chair
from workflows.delegations import Delegation
from workflows.owners import Roll, chairs_of, people_behind, plain, rejoin, roll_of

if TYPE_CHECKING:
    from workflows.ports import Transaction

_SPLIT = re.compile(r"\s*(?:;|,|\band\b|&)\s*", re.I)


@dataclass(frozen=True)
class Holder:
    """A delegate or consultee as printed, and the people behind the name on that day: none where
    nobody on record is meant."""

    name: str
    people: tuple[str, ...] = ()


def holders(
    tx: Transaction, board: Board, names: Iterable[str], on: date, roll: Roll | None = None
) -> tuple[Holder, ...]:
    """The people behind each of these names on that day."""
    roll = roll or roll_of(tx, board, on)
    return tuple(Holder(name, tuple(_behind(tx, board, name, on, roll))) for name in names)


def _behind(tx: Transaction, board: Board, name: str, on: date, roll: Roll) -> list[str]:
    found = people_behind(tx, [roll.match(name)], board, on)
    return found or (chairs_of(tx, board.id, on) if is_chair(name) else [])


def holds(tx: Transaction, delegation: Delegation, person_id: str, on: date) -> bool:
    """Whether this person may use it on that day, by name or by post."""
    board = tx.boards.get(delegation.board_id)
    return any(person_id in h.people for h in holders(tx, board, delegation.delegates, on))


def names_in(words: str, roll: Roll) -> list[str]:
    """The names in "the Director of Public Health and Tom Hallam", posts' titles left whole."""
    if ";" in words:
        return [part.strip() for part in words.split(";") if part.strip()]
    return rejoin([part for part in _SPLIT.split(words.strip()) if part], roll)


@dataclass(frozen=True)
class Deciders:
    """Who decided, held against whom it was granted to: those whom the grant does not name, and
    the delegates who had no part in it."""

    strangers: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def compare(tx: Transaction, board: Board, delegation: Delegation, by: str, on: date) -> Deciders:
    """Hold those who decided against the delegates, by name, by post and by person on the day."""
    roll = roll_of(tx, board, on)
    granted = holders(tx, board, delegation.delegates, on, roll)
    decided = holders(tx, board, names_in(by, roll), on, roll)
    if not by.strip() or not granted:
        return Deciders()

    def same(one: Holder, other: Holder) -> bool:
        a, b = plain(one.name), plain(other.name)
        return bool(set(one.people) & set(other.people)) or a in b or b in a

    strangers = [d.name for d in decided if not any(same(d, g) for g in granted)]
    # A delegate who is printed whole took part, into whatever pieces the names were taken.
    absent = [
        g.name
        for g in granted
        if plain(g.name) not in plain(by) and not any(same(g, d) for d in decided)
    ]
    return Deciders(tuple(strangers), tuple(absent))


def person_of(tx: Transaction, board: Board, by: str, on: date) -> str | None:
    """The one person on record who is meant by these words; None for several or nobody."""
    roll = roll_of(tx, board, on)
    found = holders(tx, board, [by, *names_in(by, roll)], on, roll)
    people = {p for h in found for p in h.people}
    return people.pop() if len(people) == 1 else None
