"""Delegated decisions: granted by a clause, used, reported back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from workflows.deadlines import Due


class DelegationState(StrEnum):
    GRANTED = "granted"
    USED = "used"
    REPORTED = "reported"
    LAPSED = "lapsed"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Delegation:
    """Authority that a clause gives to somebody to decide in the board's place.

    Kept verbatim: a Health and Wellbeing Board may delegate to an officer of the authority or to
    a sub-committee only (SI 2013/218 reg. 3), so a grant to others is recorded and warned about.

    `decision_record` says where the written record of the decision taken under it stands (a
    reference or a link; SI 2014/2095 reg. 7 asks for one).

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
    used_on: date | None = None
    used_by: str = ""
    used_for: str = ""
    decision_record: str = ""
    reported_on: date | None = None
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
