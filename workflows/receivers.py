"""Who hears of a rung, by name: the people behind "owner", "deputy", "lead", "officer", "chair".

Nobody is sent what they may not read, and nothing is sent to nobody: where a person cannot be
reached, or may not read the matter, the officers hear of it in their place.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from workflows.access import Audience, caller_for, disclose
from workflows.actions import Action
from workflows.boards import Board, To
from workflows.day_gathering import reachable
from workflows.owners import awaited, chairs_of, officers_on_duty, people_behind, reached_for
from workflows.people import Person

if TYPE_CHECKING:
    from workflows.ports import Transaction


def receivers(tx: Transaction, action: Action, board: Board, to: To, on: date) -> list[str]:
    """The ids of the people who hear of the action on that day, each once, if a rung goes to `to`.

    Posts are their holders' of the day, and whoever is away is stood in for. Nobody, if the owners
    have all answered for their parts; the officers, if anybody meant cannot be reached.
    """
    officers = officers_on_duty(tx, board, on)
    if to == "officer":
        return officers
    if to in ("owner", "deputy") and action.owners and not awaited(action.owners, on):
        return []
    meant = _meant(tx, action, board, to, on)
    stand_ins = reached_for(tx, meant, board, on)
    people = tx.people.many(stand_ins.values())
    reached = [
        stand_in
        for each, stand_in in stand_ins.items()
        if reachable(people[stand_in])
        and ((to == "owner" and stand_in == each) or _may_read(tx, people[stand_in], action, on))
    ]
    complete = bool(meant) and len(reached) == len(meant)
    return list(dict.fromkeys(reached if complete else [*reached, *officers]))


def _meant(tx: Transaction, action: Action, board: Board, to: To, on: date) -> list[str]:
    """The people whom the rung is for, whether they can be reached or not."""
    if to == "chair":
        return chairs_of(tx, board.id, on)
    if to == "owner":
        return people_behind(tx, awaited(action.owners, on), board, on)
    named = action.deputy if to == "deputy" else action.lead
    return people_behind(tx, [named] if named else [], board, on)


def _may_read(tx: Transaction, person: Person, action: Action, today: date) -> bool:
    return not disclose([action], Audience(caller_for(tx, person, today))).withheld
