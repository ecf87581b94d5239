"""Decisions taken under a delegation, each with its officer decision record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ExerciseState(StrEnum):
    """A draft lacks what the law asks of the record; `made` is complete; what has been called in
    waits; a board that has heard of it notes or ratifies it."""

    DRAFT = "draft"
    MADE = "made"
    CALLED_IN = "called_in"
    REPORTED = "reported"
    NOTED = "noted"
    RATIFIED = "ratified"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class CallIn:
    """A call-in of an executive decision: by whom and why, and what became of it ("upheld",
    "sent back", "withdrawn"); it stops the decision until then."""

    on: date
    by: str
    reason: str
    settled_on: date | None = None
    outcome: str = ""


@dataclass(frozen=True)
class Background:
    """A background paper listed in the record; a file kept with it has its id."""

    title: str
    where: str = ""
    file_id: str = ""
    exempt: str = ""


@dataclass(frozen=True)
class Exercise:
    """One decision taken under a delegation, or under an authority whose grant is not known
    (`delegation_id` None, kept and flagged).

    The record (SI 2014/2095 reg. 7(3); for an executive decision SI 2012/2089 reg. 13(4)) holds the
    date, the decision, its reasons, the alternatives considered and rejected ("none" is an answer,
    silence is not), and the interests declared ("none declared"), with any dispensation. `exempt`
    marks the whole of it; `left_out` names the fields that are not published and why. `record_at`
    is where a record that was made elsewhere stands. `published_on` starts the call-in clock.
    `override` is the reason for which it was made though a precondition was not met. `amount` is
    in pounds. `flags` are what did not fit when it was made, in words.
    """

    id: str
    board_id: str
    reference: str
    decided_on: date
    decided_by: str
    decision: str
    made_by: str
    made_at: datetime
    delegation_id: str | None = None
    decided_by_id: str | None = None
    reasons: str = ""
    alternatives: str = ""
    interests: str = ""
    dispensation: str = ""
    consulted: str = ""
    amount: int | None = None
    background: tuple[Background, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    record_at: str = ""
    override: str = ""
    flags: tuple[str, ...] = ()
    executive: bool = False
    state: ExerciseState = ExerciseState.DRAFT
    published_on: date | None = None
    call_ins: tuple[CallIn, ...] = ()
    reported_on: date | None = None
    reported_meeting_id: str | None = None
    settled_minute: str = ""
    exempt: str = ""
    version: int = 1
