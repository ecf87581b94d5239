"""Telling owners what is theirs, once: them, whoever stands in for them, or the officers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workflows import keeping
from workflows.access import Audience, Caller, caller_for, can_see
from workflows.actions import Action
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.deliveries import Kind, Parcel
from workflows.owners import members_of, officers_on_duty, people_behind, reached_for

if TYPE_CHECKING:
    from workflows.ports import Transaction


def tell_owners(
    tx: Transaction,
    actions: Iterable[Action],
    caller: Caller,
    now: datetime,
    batch: str,
    why: str = "",
) -> int:
    """One message for each owner with all that is theirs; the number of people told. `why` is the
    reason for which it is theirs again.

    Of what belongs to somebody who is away the deputy is told too; the officers are, where nobody
    stands in or may read it, and where a group has nobody in it. The caller is not told of what
    they have just recorded themselves.
    """
    theirs: dict[str, list[str]] = defaultdict(list)
    unheard: dict[str, list[str]] = defaultdict(list)
    board: Board | None = None
    for action in actions:
        board = tx.boards.get(action.board_id)
        today = keeping.local_day(now, board)
        for person in _readers(tx, action, board, today):
            theirs[person].append(action.id)
        for said in _unheard(tx, action, board, today):
            for officer in officers_on_duty(tx, board, today):
                unheard[officer].append(said)
    theirs.pop(caller.id, None)
    if board is None:
        return 0
    for person, ids in theirs.items():
        args: dict[str, Any] = {"action_ids": ids, **({"why": why} if why else {})}
        tx.outbox.put(_message(f"tell:{batch}:{person}", board, "owner_tasks", args, person))
    for officer, lines in unheard.items():
        text = "\n".join(dict.fromkeys(lines))
        tx.outbox.put(
            _message(f"unheard:{batch}:{officer}", board, "text", {"text": text}, officer)
        )
    return len(theirs)


def _readers(tx: Transaction, action: Action, board: Board, today: date) -> list[str]:
    """The owners, and the deputies who may read it."""
    behind = people_behind(tx, action.owners, board, today)
    deputies = reached_for(tx, behind, board, today).values()
    standing_in = (d for d in deputies if d not in behind and _may_read(tx, d, action, today))
    return list(dict.fromkeys([*behind, *standing_in]))


def _unheard(tx: Transaction, action: Action, board: Board, today: date) -> Iterator[str]:
    """What the officers hear at once: there is nobody who could answer now."""
    name = f"*{action.reference}*"
    behind = people_behind(tx, action.owners, board, today)
    deputies = reached_for(tx, behind, board, today)
    until = {a.person_id: a.until for a in tx.people.absences_on(board.team_id, today)}
    for person in tx.people.many([p for p in behind if p in until]).values():
        away = f"{name}: {person.name} is away until {day_words(until[person.id])}"
        deputy = deputies.get(person.id)
        if deputy is None:
            yield f"{away} and nobody stands in. They are told; reminders come to you meanwhile."
        elif not _may_read(tx, deputy, action, today):
            yield f"{away}, and it is exempt: their deputy may not read it. Reminders come to you."
    for owner in action.owners:
        group = owner.group_id or (board.id if owner.everyone else None)
        if group and not members_of(tx, group, today):
            yield (
                f"{name}: {owner.printed} has no members on record, so nobody is told or reminded "
                "but you. Add them with /board people in its channel, or reassign it."
            )


def _may_read(tx: Transaction, person_id: str, action: Action, today: date) -> bool:
    return can_see(action, Audience(caller_for(tx, tx.people.get(person_id), today)))


def _message(key: str, board: Board, view: str, args: Mapping[str, Any], person_id: str) -> Parcel:
    return Parcel(
        key=key,
        kind=Kind.MESSAGE,
        team_id=board.team_id,
        board_id=board.id,
        view=view,
        args=args,
        person_id=person_id,
    )
