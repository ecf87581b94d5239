"""The link by which a consultee outside Slack replies before a delegated decision."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from workflows.access import Caller
from workflows.consultations import Consultation, ConsultState
from workflows.links import LinkKind

if TYPE_CHECKING:
    from workflows.ports import Transaction


def _fits(tx: Transaction, caller: Caller, thing: Consultation, now: datetime) -> bool:
    """Only whoever was asked, until their reply is waived; once they have replied, to see that they
    have. They read what they were asked, also of exempt matter."""
    del tx, now
    return thing.state is not ConsultState.WAIVED and thing.person_id == caller.id


REPLY: LinkKind[Consultation] = LinkKind(
    subject="consultation",
    purpose="reply",
    label="Reply",
    offers="Say what you think of it",
    fetch=lambda tx, consultation_id: tx.consultations.get(consultation_id),
    fits=_fits,
    name=lambda consultation: f"consultation of {consultation.name}",
)
