"""Consultation before a delegated decision: asking, replies, and whom nobody has heard yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.consultations import ConsultState
from workflows.delegations import Delegation
from workflows.exercise_rules import STANDS
from workflows.owners import plain

if TYPE_CHECKING:
    from workflows.ports import Transaction


def current_round(tx: Transaction, delegation: Delegation) -> int:
    """A standing power is consulted upon anew for each decision: one round more than decisions that
    stand."""
    return 1 + sum(e.state in STANDS for e in tx.exercises.of_delegation(delegation.id))


def unheard(tx: Transaction, delegation: Delegation) -> tuple[str, ...]:
    """The consultees of whom neither a reply nor a waiver is on record for the decision that is
    next."""
    now = current_round(tx, delegation)
    heard = {
        plain(c.name)
        for c in tx.consultations.of_delegation(delegation.id)
        if c.round == now and c.state is not ConsultState.ASKED
    }
    return tuple(name for name in delegation.consultees if plain(name) not in heard)
