"""Who may decide what until when, and what they have done with it: what lists and cards show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import delegation_keeping, keeping
from workflows.access import Audience, Caller, Deed, disclose, may
from workflows.boards import Board
from workflows.consultations import Consultation
from workflows.delegation_holders import holders
from workflows.delegation_reading import warnings_for
from workflows.delegations import Delegation, DelegationState
from workflows.exercise_rules import spent
from workflows.exercises import Exercise, ExerciseState
from workflows.owners import roll_of

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class Held:
    """One delegation as its reader may see it: what was decided under it, who holds it today (the
    name that is printed, and the people behind it), how much of the money is left, what is to be
    known of the grant. `may_record`: the reader is an officer of its board; `may_decide`: the
    reader holds it, or is an officer."""

    delegation: Delegation
    exercises: tuple[Exercise, ...] = ()
    granted_on: date | None = None
    holders: tuple[tuple[str, tuple[str, ...]], ...] = ()
    left: int | None = None
    warnings: tuple[str, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    may_record: bool = False
    may_decide: bool = False

    def flags(self, today: date) -> tuple[str, ...]:
        """What does not fit in how it stands."""
        until = self.delegation.deadline.day
        lapsed = self.delegation.state is DelegationState.LAPSED
        in_time = [
            e
            for e in self.exercises
            if e.state is not ExerciseState.WITHDRAWN and until and e.decided_on <= until
        ]
        if lapsed and until and today > until and not in_time:
            return ("its time has run out and no use is on record",)
        return ()


@dataclass(frozen=True)
class Register:
    """The delegations of a board for one reader, and the decisions whose grant is not known.
    `withheld` is how many of both are exempt and not shown."""

    board: Board
    today: date
    held: tuple[Held, ...]
    groundless: tuple[Exercise, ...]
    withheld: int = 0
    may_record: bool = False


def register(tx: Transaction, board: Board, audience: Audience, now: datetime) -> Register:
    """All that was delegated on a board, through the one filter."""
    granted = disclose(tx.delegations.of_board(board.id), audience)
    decided = disclose(tx.exercises.of_board(board.id), audience)
    held = tuple(_held(tx, board, d, decided.shown, audience, now) for d in granted.shown)
    return Register(
        board,
        keeping.local_day(now, board),
        held,
        tuple(e for e in decided.shown if e.delegation_id is None),
        granted.withheld + decided.withheld,
        audience.caller is not None and may(audience.caller, board.id, Deed.RECORD),
    )


def one(tx: Transaction, delegation: Delegation, audience: Audience, now: datetime) -> Held | None:
    """One delegation as this reader may see it; None if they may not."""
    seen = disclose([delegation], audience).shown
    if not seen:
        return None
    board = tx.boards.get(delegation.board_id)
    decided = disclose(tx.exercises.of_delegation(delegation.id), audience).shown
    return _held(tx, board, seen[0], decided, audience, now)


def _held(
    tx: Transaction,
    board: Board,
    delegation: Delegation,
    decided: Sequence[Exercise],
    audience: Audience,
    now: datetime,
) -> Held:
    today = keeping.local_day(now, board)
    under = tuple(e for e in decided if e.delegation_id == delegation.id)
    found = holders(tx, board, delegation.delegates, today)
    people = tx.people.many({p for h in found for p in h.people})
    named = tuple((h.name, tuple(people[p].name for p in h.people)) for h in found)
    asked = disclose(tx.consultations.of_delegation(delegation.id), audience).shown
    granted_on = delegation_keeping.granted_on(tx, delegation)
    warned: tuple[str, ...] = ()
    if delegation.clause_id:
        rules = board.rules_on(granted_on or today)
        words = f"{delegation.scope} {delegation.text}"
        warned = warnings_for(delegation.delegates, rules, delegation.function, words)
    caller = audience.caller
    officer = caller is not None and may(caller, board.id, Deed.RECORD)
    holder = caller is not None and any(caller.id in h.people for h in found)
    left = None if delegation.amount is None else delegation.amount - spent(_all(tx, delegation))
    return Held(
        delegation, under, granted_on, named, left, warned, asked, officer, officer or holder
    )


def _all(tx: Transaction, delegation: Delegation) -> list[Exercise]:
    """Everything decided under it: what is left is not told wrong because some of it is exempt."""
    return tx.exercises.of_delegation(delegation.id)


def held_by(tx: Transaction, caller: Caller, now: datetime) -> list[tuple[Board, Held]]:
    """What this person may decide today, over all boards of the workspace: in force, and theirs by
    name or by post."""
    found = []
    for board in tx.boards.of_team(caller.person.team_id):
        granted = tx.delegations.of_board(board.id)
        in_force = [d for d in granted if d.state is DelegationState.GRANTED]
        if not in_force:
            continue
        today = keeping.local_day(now, board)
        roll = roll_of(tx, board, today)
        for delegation in in_force:
            named = holders(tx, board, delegation.delegates, today, roll)
            held = None
            if any(caller.id in h.people for h in named):
                held = one(tx, delegation, Audience(caller), now)
            if held:
                found.append((board, held))
    return found
