"""Papers circulated between meetings, and letters and consultation replies in the board's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class CirculationKind(StrEnum):
    INFORMATION = "information"
    COMMENT = "comment"
    LETTER = "letter"
    CONSULTATION_REPLY = "consultation_reply"


class CirculationState(StrEnum):
    """A letter is a draft until it is approved and signed; sent; then listed at a meeting."""

    DRAFT = "draft"
    SENT = "sent"
    LISTED = "listed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Recipient:
    """Somebody to whom a paper went: when they opened it, what they said."""

    id: str
    circulation_id: str
    name: str
    person_id: str | None = None
    opened_at: datetime | None = None
    answered_at: datetime | None = None
    answer: str = ""
    via: str = ""


@dataclass(frozen=True)
class Circulation:
    """A paper that went round between meetings, or a letter in the board's name.

    `to` is whom a letter goes to; `answers` what it replies to ("the consultation on …").
    `approved_by` says who approved the words, and `approved_how` by which authority; `signed_by`
    who signed. Files are kept under the subject "circulation".
    """

    id: str
    board_id: str
    reference: str
    kind: CirculationKind
    title: str
    created_by: str
    created_at: datetime
    text: str = ""
    to: str = ""
    answers: str = ""
    deadline: date | None = None
    approved_by: tuple[str, ...] = ()
    approved_how: str = ""
    signed_by: tuple[str, ...] = ()
    signed_on: date | None = None
    state: CirculationState = CirculationState.DRAFT
    sent_on: date | None = None
    listed_meeting_id: str | None = None
    exempt: str = ""
    version: int = 1
