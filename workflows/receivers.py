"""Who hears of a rung, by name: the people behind "owner", "deputy", "lead", "officer", "chair".

Nobody is sent what they may not read, and nothing is sent to nobody: where a person cannot be
reached, or may not read the matter, the officers hear of it in their place.
"""

from __future__ import annotations

from datetime import date
from itertools import chain
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
    meant, complete = _meant(tx, action, board, to, on)
    stand_ins = reached_for(tx, meant, board, on)
    people = tx.people.many(stand_ins.values())
    reached = [
        stand_in
        for each, stand_in in stand_ins.items()
        if reachable(people[stand_in])
        and ((to == "owner" and stand_in == each) or _may_read(tx, people[stand_in], action, on))
    ]
    complete = complete and len(reached) == len(meant)
    return list(dict.fromkeys(reached if complete else [*reached, *officers]))


def _meant(
    tx: Transaction, action: Action, board: Board, to: To, on: date
) -> tuple[list[str], bool]:
    """The people whom the rung is for, whether they can be reached or not; and whether there is
    somebody behind each owner meant: nobody holds a vacant post."""
    if to == "chair":
        chairs = chairs_of(tx, board.id, on)
        return chairs, bool(chairs)
    if to == "owner":
        owners = awaited(action.owners, on)
    else:
        named = action.deputy if to == "deputy" else action.lead
        owners = [named] if named else []
    known = [o for o in owners if o.known]
    leads = [o for o in known if o.lead]
    each = [people_behind(tx, [o], board, on) for o in leads or known]
    return list(dict.fromkeys(chain.from_iterable(each))), bool(each) and all(each)


def _may_read(tx: Transaction, person: Person, action: Action, today: date) -> bool:
    return not disclose([action], Audience(caller_for(tx, person, today))).withheld
