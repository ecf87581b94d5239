"""Consultation before a delegated decision: who was asked, when, and what they said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ConsultState(StrEnum):
    """`waived`: not asked or not waited for, by an officer's decision, with the reason."""

    ASKED = "asked"
    REPLIED = "replied"
    WAIVED = "waived"


@dataclass(frozen=True)
class Consultation:
    """One consultee's part in one delegation. `name` is as the grant prints it. `round` counts:
    a standing power is consulted upon anew for each decision. `precondition`: the grant says
    "following consultation", so that without it the power is not there yet."""

    id: str
    board_id: str
    delegation_id: str
    name: str
    question: str
    asked_by: str
    asked_at: datetime
    person_id: str | None = None
    round: int = 1
    precondition: bool = False
    due: date | None = None
    state: ConsultState = ConsultState.ASKED
    reply: str = ""
    replied_at: datetime | None = None
    replied_by: str = ""
    via: str = ""
    exempt: str = ""
    version: int = 1
