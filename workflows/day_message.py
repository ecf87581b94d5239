"""What one person reads on a day: the matters that their nudges of the day are about, as they stand
at the moment at which the message is rendered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.access import Audience, Caller, Deed, caller_for, disclose, may
from workflows.actions import LIVE, Action, Status, Turn
from workflows.boards import Board
from workflows.digests import is_overdue
from workflows.owners import awaited

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class DayItem:
    """One line of the day's message."""

    action: Action
    board: Board
    rung: str
    overdue: bool


@dataclass(frozen=True)
class DayMessage:
    """What one person reads today: their own matters, worst first, and what waits for them as an
    officer."""

    caller: Caller
    own: tuple[DayItem, ...]
    to_settle: tuple[DayItem, ...]
    today: date


def day_message(
    tx: Transaction, day_id: str, person_id: str, now: datetime, *, again: bool = False
) -> DayMessage | None:
    """The person's message from the state at this moment; None if nothing is left to say.

    `again`: it has been sent and is rendered anew, so what has been answered since stays in it.
    """
    person = tx.people.get(person_id)
    own: dict[str, DayItem] = {}
    settle: dict[str, DayItem] = {}
    caller, today = caller_for(tx, person, now.date()), now.date()
    for nudge in tx.nudges.of_day(day_id):
        board = tx.boards.get(nudge.board_id)
        today = keeping.local_day(now, board)
        caller = caller_for(tx, person, today)
        action = tx.actions.get(nudge.subject_id)
        to, _, rung = nudge.rung.partition(":")
        item = DayItem(action, board, rung, is_overdue(action, today))
        if disclose([action], Audience(caller)).withheld:
            continue
        if to == "officer" or not caller.owns(action.owners, board.id):
            if may(caller, board.id, Deed.SETTLE) and (again or _concerns_officer(action)):
                settle[action.id] = item
        elif again or _concerns_owner(action, caller, today):
            own[action.id] = item
    if not own and not settle:
        return None
    return DayMessage(caller, _worst_first(own.values()), _worst_first(settle.values()), today)


def _concerns_owner(action: Action, caller: Caller, today: date) -> bool:
    hushed = action.hushed_until is not None and today <= action.hushed_until
    expected = caller.owns(awaited(action.owners, today), action.board_id)
    return action.status in LIVE and action.turn is Turn.OWNER and expected and not hushed


def _concerns_officer(action: Action) -> bool:
    return action.status in LIVE or action.status is Status.PROPOSED_DONE


def _worst_first(items: Iterable[DayItem]) -> tuple[DayItem, ...]:
    return tuple(
        sorted(
            items,
            key=lambda i: (not i.overdue, i.action.due.day or date.max, i.action.reference),
        )
    )
