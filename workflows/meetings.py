"""Meetings: planned, opened, closed, issued; moved and cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class MeetingKind(StrEnum):
    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"
    ADDITIONAL = "additional"
    PRIVATE = "private"


class MeetingState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    ISSUED = "issued"
    CANCELLED = "cancelled"


HELD = frozenset({MeetingState.CLOSED, MeetingState.ISSUED})


@dataclass(frozen=True)
class PublicRequest:
    """Somebody who asked to speak, or put a question: about what, when, and what came of it
    ("heard", "answered in writing", "refused: too late"). `late`: it came after the deadline of the
    board's notice rules."""

    name: str
    about: str
    on: date
    outcome: str = ""
    late: bool = False


@dataclass(frozen=True)
class NoticeGiven:
    """A notice about a meeting that was published on a day; `kind` as `workflows.notice` names
    it."""

    kind: str
    on: date


@dataclass(frozen=True)
class Meeting:
    """One meeting of a board. Times are UTC; `day` is the date in the board's zone.

    `uid` and `sequence` are its identity and revision in calendars (RFC 5545).
    `current_item` is the agenda item that a live meeting has reached. `series` joins the meetings
    that were planned together. `part_closed`: the public is excluded for a part of it. `began_at`
    and `ended_at` are when it really did, as minuted. `nil_returns` names what was asked for and
    not forthcoming ("requests", "declarations", "apologies"). Its minutes are approved at a later
    meeting, "as a correct record" or with `corrections`, and signed. `organiser_id` is the officer
    in whose name calendar invitations went out: it stays, for calendar programs take changes from
    the organiser alone.
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
    approved_meeting_id: str | None = None
    corrections: str = ""
    signed_on: date | None = None
    signed_by: str = ""
    series: str = ""
    part_closed: bool = False
    chaired_by: str = ""
    began_at: datetime | None = None
    ended_at: datetime | None = None
    requests: tuple[PublicRequest, ...] = ()
    nil_returns: tuple[str, ...] = ()
    notices: tuple[NoticeGiven, ...] = ()
    organiser_id: str | None = None
    version: int = 1
