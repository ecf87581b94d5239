"""Delegations: authority that a clause gives away, its terms and how it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from workflows.deadlines import Due


class DelegationState(StrEnum):
    """A power is granted; one that was given for a single decision is used once that decision has
    been made (`workflows.exercises`). It lapses when its time has run out, or is revoked."""

    GRANTED = "granted"
    USED = "used"
    LAPSED = "lapsed"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Delegation:
    """Authority that a clause gives to somebody to decide in the board's place.

    Kept verbatim: a Health and Wellbeing Board may delegate to an officer of the authority or to
    a sub-committee only (SI 2013/218 reg. 3), so a grant to others is recorded and warned about.

    `scope` is what may be decided, `function` which of the board's functions that belongs to;
    `amount` the limit in pounds. `jointly` is "jointly" or "severally", empty where the words do
    not say and nobody has yet. `consult_first`: consultation comes before the power can be used.
    `recurring`: a standing power, used more than once.
    """

    id: str
    board_id: str
    reference: str
    text: str
    delegates: tuple[str, ...]
    granted_at: datetime
    granted_by: str
    resolution_id: str | None = None
    clause_id: str | None = None
    meeting_id: str | None = None
    minute_ref: str = ""
    consultees: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    deadline: Due = field(default_factory=Due)
    state: DelegationState = DelegationState.GRANTED
    scope: str = ""
    function: str = ""
    amount: int | None = None
    jointly: str = ""
    consult_first: bool = False
    recurring: bool = False
    ended_on: date | None = None
    ended_reason: str = ""
    exempt: str = ""
    version: int = 1
