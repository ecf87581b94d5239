"""What every change of a delegated decision entails: the row saved, a line in the ledger, its
ladder worked out anew, its delegation and the return that waits for it brought up to it, and
whatever shows it drawn again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from workflows import delegation_keeping, keeping, ledger, returning_by_decision, watch_keeping
from workflows.access import Audience, Caller, can_see
from workflows.delegation_keeping import hold, settle
from workflows.errors import NotFound
from workflows.exercises import Exercise

if TYPE_CHECKING:
    from workflows.ports import Transaction


def find(tx: Transaction, caller: Caller, board_id: str, reference: str) -> Exercise:
    """The decision of that reference; what the caller may not see does not exist for them."""
    named = reference.strip().upper()
    found = tx.exercises.find_by_reference(board_id, named) if named else None
    if found is None or not can_see(found, Audience(caller)):
        raise NotFound(
            f"There is no decision {reference.strip()[:40] or '(no reference)'} here. Nothing was "
            "changed. “/delegation list” shows what was decided, with references.",
            field="reference",
        )
    return found


def fetched(tx: Transaction, exercise_id: str) -> Exercise:
    """The decision as it stands once nobody else is at work on its delegation: what is then read of
    the others under it (what they cost, whether one was made) holds until the end."""
    found = tx.exercises.get(exercise_id)
    hold(tx, found.delegation_id or found.id)
    return tx.exercises.get(exercise_id)


def added(tx: Transaction, exercise: Exercise, caller: Caller, now: datetime) -> Exercise:
    """Store a new one."""
    tx.exercises.add(exercise)
    _after(tx, exercise, caller, now, "drafted", "")
    return exercise


def saved(
    tx: Transaction,
    exercise: Exercise,
    caller: Caller,
    now: datetime,
    deed: str,
    reason: str = "",
) -> Exercise:
    """Save a changed one; `Conflict` if somebody else changed it meanwhile."""
    kept = tx.exercises.save(exercise)
    _after(tx, kept, caller, now, deed, reason)
    return kept


def _after(
    tx: Transaction, exercise: Exercise, caller: Caller, now: datetime, deed: str, reason: str
) -> None:
    board = tx.boards.get(exercise.board_id)
    _write(tx, exercise, caller, now, deed, reason)
    watch_keeping.keep(tx, exercise, keeping.local_day(now, board))
    returning_by_decision.follow(tx, caller, exercise, now)
    if exercise.delegation_id:
        delegation = settle(tx, tx.delegations.get(exercise.delegation_id), now, caller.id)
        delegation_keeping.show_again(tx, delegation)


def reference(tx: Transaction, board_id: str) -> str:
    """X1, X2, X3…; a reference that is taken is stepped over."""
    while True:
        found = f"X{tx.next_number(board_id, 'exercise')}"
        if tx.exercises.find_by_reference(board_id, found) is None:
            return found


def _write(
    tx: Transaction, exercise: Exercise, caller: Caller, now: datetime, deed: str, reason: str
) -> None:
    last = exercise.call_ins[-1] if exercise.call_ins else None
    values = {
        "reference": exercise.reference,
        "delegation": exercise.delegation_id or "",
        "decided": f"{exercise.decided_on} {exercise.decided_by}".strip(),
        "decision": exercise.decision,
        "reasons": exercise.reasons,
        "alternatives": exercise.alternatives,
        "interests": exercise.interests,
        "dispensation": exercise.dispensation,
        "consulted": exercise.consulted,
        "sum": "" if exercise.amount is None else str(exercise.amount),
        "record": exercise.record_at,
        "flags": "; ".join(exercise.flags),
        "override": exercise.override,
        "published": str(exercise.published_on or ""),
        "call_in": f"{last.on} {last.by}: {last.reason} {last.outcome}".strip() if last else "",
        "reported": str(exercise.reported_on or ""),
        "minute": exercise.settled_minute,
        "state": exercise.state.value,
        "exempt": exercise.exempt,
        "by": caller.via,
    }
    subject = ("exercise", exercise.id)
    ledger.write(tx, caller.id, exercise.board_id, now, deed, *subject, values, reason)
