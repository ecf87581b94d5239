"""A statutory return that is signed off under a delegation: it follows the decision made there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import returning
from workflows.access import Caller
from workflows.exercise_rules import STANDS
from workflows.exercises import Exercise
from workflows.returns import ReturnState, StatutoryReturn

if TYPE_CHECKING:
    from workflows.ports import Transaction


def follow(tx: Transaction, caller: Caller, exercise: Exercise, now: datetime) -> None:
    """Bring the return that waits for this decision up to it: signed off on its day while it
    stands, to be signed off again once it was sent back or withdrawn.

    Only under a power that was granted for one decision, and only where one return alone names it;
    which return a standing power was used for is not guessed: an officer says so."""
    if not exercise.delegation_id or tx.delegations.get(exercise.delegation_id).recurring:
        return
    naming = [
        r
        for r in tx.returns.of_board(exercise.board_id)
        if r.delegation_id == exercise.delegation_id and r.state is not ReturnState.WITHDRAWN
    ]
    if len(naming) != 1:
        return
    after = _following(naming[0], exercise)
    if after != naming[0]:
        signed = after.state is ReturnState.SIGNED_OFF
        deed = "signed off" if signed else "sign-off taken back"
        returning.keep(
            tx, after, caller, now, deed, reason=f"delegated decision {exercise.reference}"
        )


def _following(thing: StatutoryReturn, exercise: Exercise) -> StatutoryReturn:
    line = f"Signed off by delegated decision {exercise.reference}."
    stands = exercise.state in STANDS
    if stands and thing.state is ReturnState.OPEN:
        note = f"{thing.note}\n{line}".strip()[:2000]
        on = exercise.decided_on
        return replace(thing, state=ReturnState.SIGNED_OFF, signed_off_on=on, note=note)
    if not stands and thing.state is ReturnState.SIGNED_OFF and line in thing.note:
        note = thing.note.replace(line, "").strip()
        return replace(thing, state=ReturnState.OPEN, signed_off_on=None, note=note)
    return thing
