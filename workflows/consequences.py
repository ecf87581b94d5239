"""What follows from a clause besides actions: continuing duties, living documents, referrals,
approvals elsewhere, money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ConsequenceKind(StrEnum):
    DUTY = "duty"  # "maintain oversight": reviewed on a day, never done
    DOCUMENT = "document"  # an adopted plan or terms of reference, revised by a day
    REFERRAL = "referral"  # put to another body, whose answer is awaited
    APPROVAL = "approval"  # takes effect when another body approves
    MONEY = "money"  # so much approved or delegated


class ConsequenceState(StrEnum):
    OPEN = "open"
    SETTLED = "settled"
    ENDED = "ended"


@dataclass(frozen=True)
class Consequence:
    """One thing that follows from a clause. `on` is the day of its review, of its revision or by
    which an answer is expected, `until` the end of a window ("12 to 18 months"); `phrase` the words
    that say so. `body` is whom it was referred to, `result` what they said, `amount` in pounds."""

    id: str
    board_id: str
    resolution_id: str
    clause_id: str
    kind: ConsequenceKind
    text: str
    on: date | None = None
    until: date | None = None
    phrase: str = ""
    body: str = ""
    amount: int | None = None
    state: ConsequenceState = ConsequenceState.OPEN
    result: str = ""
    settled_on: date | None = None
    exempt: str = ""
    version: int = 1
