"""The link by which somebody to whom a paper went says that they have read it, or comments."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from workflows.access import Audience, Caller, can_see
from workflows.circulations import Circulation, CirculationState
from workflows.links import LinkKind

if TYPE_CHECKING:
    from workflows.ports import Transaction

_OUT = frozenset({CirculationState.SENT, CirculationState.LISTED})


def _fits(tx: Transaction, caller: Caller, paper: Circulation, now: datetime) -> bool:
    return (
        paper.state in _OUT
        and any(r.person_id == caller.id for r in tx.circulations.recipients(paper.id))
        and can_see(paper, Audience(caller))
    )


READ: LinkKind[Circulation] = LinkKind(
    subject="circulation",
    purpose="read",
    label="Open",
    offers="Say that you have read it, or comment where comments are asked for",
    fetch=lambda tx, paper_id: tx.circulations.get(paper_id),
    fits=_fits,
    name=lambda paper: paper.reference,
)
