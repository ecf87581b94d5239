"""Agenda items: what a meeting is to deal with, in which order, with which papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Purpose(StrEnum):
    """What a meeting is asked to do with an item."""

    DECISION = "decision"
    CONSIDERATION = "consideration"
    INFORMATION = "information"
    NONE = ""


class Comes(StrEnum):
    """How an item comes before the meeting."""

    PAPER = "paper"
    VERBAL = "verbal"
    PRESENTATION = "presentation"
    TO_FOLLOW = "to_follow"
    NONE = ""


class ItemState(StrEnum):
    """A proposed item waits for an officer, who takes it onto the agenda or refuses it; at the
    meeting it is dealt with, deferred to a later one, or withdrawn."""

    PROPOSED = "proposed"
    ON_AGENDA = "on_agenda"
    REFUSED = "refused"
    DEALT_WITH = "dealt_with"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class StandingItem:
    """An item of every agenda of a board, from a day to a day. Negative places stand at the end of
    the agenda, -1 last. `minuted`: by which minute it was added or removed."""

    id: str
    title: str
    place: int
    since: date
    until: date | None = None
    presenter: str = ""
    purpose: Purpose = Purpose.NONE
    comes: Comes = Comes.NONE
    minuted: str = ""

    def stands_on(self, day: date) -> bool:
        """Whether it is on the agenda of a meeting on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Recommendation:
    """What a report asks of the meeting, clause by clause, verbatim, as printed ("3.1")."""

    label: str
    text: str


@dataclass(frozen=True)
class CoverSheet:
    """What the front sheet of a report prints of itself; empty where it prints nothing.
    `implications` are the kinds that somebody has cleared ("legal", "financial"), with the name."""

    item: str = ""
    day: date | None = None
    title: str = ""
    author: str = ""
    sponsor: str = ""
    purpose: str = ""
    implications: tuple[tuple[str, str], ...] = ()
    file_id: str = ""


@dataclass(frozen=True)
class AgendaItem:
    """One item of the agenda of a meeting.

    `position` orders the agenda; `taken` the order in which items were really taken, 0 where that
    is not known. `source` and `source_id` are what proposed it ("action", "delegation",
    "exercise", "sounding", "circulation", "meeting" for its minutes, "item" for a deferred one,
    "standing"), unique at one meeting: what is proposed once is not proposed again. `report` joins
    items that one report serves. `urgent` is the chair's reason for taking a late item (Local
    Government Act 1972 s.100B(4)(b)). `late` items were put on after the agenda was out.
    `deferred_to` is the meeting to which it was put off. `exempt` as in `Resolution`.
    """

    id: str
    board_id: str
    meeting_id: str
    title: str
    number: str = ""
    position: int = 0
    taken: int = 0
    presenter: str = ""
    presenter_id: str | None = None
    slot: str = ""
    pages: str = ""
    purpose: Purpose = Purpose.NONE
    comes: Comes = Comes.NONE
    state: ItemState = ItemState.ON_AGENDA
    source: str = ""
    source_id: str = ""
    standing: bool = False
    urgent: str = ""
    late: bool = False
    reason: str = ""
    deferred_to: str | None = None
    report: str = ""
    recommendations: tuple[Recommendation, ...] = ()
    cover: CoverSheet | None = None
    exempt: str = ""
    version: int = 1
