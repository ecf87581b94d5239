"""Whom nothing could be sent to: the officers hear of it, for somebody has to ring."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.actions import Action
from workflows.deliveries import Kind, Parcel
from workflows.owners import officers_of

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: What a person is told of their own matters; nobody waits for an answer to anything else.
_TELLS_OWNERS = frozenset({"day", "owner_tasks"})


def tell_officers(tx: Transaction, parcel: Parcel, why: str, now: datetime) -> None:
    """Tell the officers of the boards concerned, each once for a person and day, that `parcel` did
    not reach its person, with the references of what it was about and the reason in words."""
    if parcel.person_id is None or parcel.view not in _TELLS_OWNERS:
        return
    person = tx.people.get(parcel.person_id)
    matters: dict[tuple[str, str], list[str]] = defaultdict(list)
    for action in _matters(tx, parcel):
        board = tx.boards.get(action.board_id)
        today = keeping.local_day(now, board)
        for officer in officers_of(tx, board.id, today):
            if officer != person.id:
                matters[officer, today.isoformat()].append(action.reference)
    for (officer, day), references in matters.items():
        named = ", ".join(dict.fromkeys(references))
        tx.outbox.put(
            Parcel(
                key=f"unreachable:{person.id}:{day}:{officer}",
                kind=Kind.MESSAGE,
                team_id=parcel.team_id,
                view="text",
                args={
                    "text": f"{person.name} could not be told of {named}: {why.rstrip('.')}. "
                    "Please tell them another way; /board people changes how they are reached."
                },
                person_id=officer,
            )
        )


def _matters(tx: Transaction, parcel: Parcel) -> list[Action]:
    if parcel.view == "day":
        ids = [n.subject_id for n in tx.nudges.of_day(str(parcel.args["day_id"]))]
    else:
        ids = [str(i) for i in parcel.args["action_ids"]]
    return [tx.actions.get(i) for i in dict.fromkeys(ids)]
