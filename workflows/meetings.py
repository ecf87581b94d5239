"""Meetings: planned, opened, closed, issued; moved and cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class MeetingKind(StrEnum):
    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"
    PRIVATE = "private"


class MeetingState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    ISSUED = "issued"
    CANCELLED = "cancelled"


HELD = frozenset({MeetingState.CLOSED, MeetingState.ISSUED})


@dataclass(frozen=True)
class Meeting:
    """One meeting of a board. Times are UTC; `day` is the date in the board's zone.

    `uid` and `sequence` are its identity and revision in calendars (RFC 5545).
    `current_item` is the agenda item that a live meeting has reached.
    """

    id: str
    board_id: str
    day: date
    starts_at: datetime
    ends_at: datetime
    uid: str
    kind: MeetingKind = MeetingKind.ORDINARY
    state: MeetingState = MeetingState.PLANNED
    venue: str = ""
    link: str = ""
    note: str = ""
    sequence: int = 0
    current_item: str = ""
    agenda_published_on: date | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    moved_from: date | None = None
    cancelled_reason: str = ""
    minutes_approved_on: date | None = None
    version: int = 1
