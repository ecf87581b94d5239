"""Statutory returns: due to somebody outside by a day, signed off by the board, reported after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ReturnState(StrEnum):
    OPEN = "open"
    SIGNED_OFF = "signed_off"
    SUBMITTED = "submitted"
    REPORTED = "reported"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class StatutoryReturn:
    """A return ("Better Care Fund plan") with its day, by whom the board signs it off (a meeting,
    a delegation), and what is reported after it was submitted (`report_by`, and `cycle` where that
    comes again: "fortnightly", "quarterly", "end of year")."""

    id: str
    board_id: str
    title: str
    due: date
    to: str = ""
    basis: str = ""
    owner: str = ""
    owner_id: str | None = None
    sign_off: str = ""
    sign_off_meeting_id: str | None = None
    delegation_id: str | None = None
    signed_off_on: date | None = None
    submitted_on: date | None = None
    report_by: date | None = None
    cycle: str = ""
    reported_on: date | None = None
    state: ReturnState = ReturnState.OPEN
    note: str = ""
    exempt: str = ""
    version: int = 1
