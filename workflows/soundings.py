"""Soundings ("views sought"): what members think of a question between meetings.

Consultation, never a decision of a council's committee: its members decide only by being there
(Local Government Act 1972 Sch. 12; R (Hertfordshire CC) v SSHCLG [2021] EWHC 1093 (Admin)).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from workflows.profile import Quorum


class SoundingState(StrEnum):
    """`waiting`: for the meeting's permission. `closed` by its deadline, by an officer, or early
    with everything in."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Asked:
    """One member who is asked, or left out: `left_out` is the reason (an interest), which a
    `dispensation` lifts. `substitute_id` is who answers for them; their place counts once."""

    person_id: str
    name: str
    seat: str = ""
    posts: tuple[str, ...] = ()
    voting: bool = True
    left_out: str = ""
    dispensation: str = ""
    substitute_id: str | None = None
    substitute_name: str = ""

    @property
    def is_asked(self) -> bool:
        return not self.left_out or bool(self.dispensation)

    @property
    def place(self) -> str:
        """Whose place it is: a member and their substitute are one."""
        return self.person_id

    @property
    def people(self) -> tuple[str, ...]:
        """The ids of those who may answer for the place."""
        return (self.person_id, self.substitute_id) if self.substitute_id else (self.person_id,)


@dataclass(frozen=True)
class View:
    """A reply: the place (a member's person id) it counts for, who gave it, which option, with the
    comment. `on_behalf_of`: an officer noted it for them. The last reply of a place counts."""

    id: str
    sounding_id: str
    place: str
    by: str
    at: datetime
    option: str
    comment: str = ""
    on_behalf_of: str | None = None
    via: str = ""


@dataclass(frozen=True)
class Sounding:
    """A question put to members between meetings.

    `hidden`: nobody sees replies before the close. `threshold` is how many must reply, plain or
    composite. `permission` is the minute, or the words, by which the meeting gave its leave.
    `written`: the body may decide by it (its rules say so), so that the outcome is a resolution.
    `deadline` is a moment; `reported_meeting_id` the meeting that heard of it.
    """

    id: str
    board_id: str
    reference: str
    question: str
    options: tuple[str, ...]
    opened_by: str
    created_at: datetime
    deadline: datetime
    asked: tuple[Asked, ...] = ()
    background: str = ""
    threshold: Quorum = Quorum()
    hidden: bool = False
    permission: str = ""
    permission_meeting_id: str | None = None
    written: bool = False
    state: SoundingState = SoundingState.OPEN
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str = ""
    reason: str = ""
    outcome: str = ""
    resolution_id: str | None = None
    reported_on: date | None = None
    reported_meeting_id: str | None = None
    exempt: str = ""
    version: int = 1

    @property
    def taking_part(self) -> tuple[Asked, ...]:
        """Those who are asked, without who is left out."""
        return tuple(a for a in self.asked if a.is_asked)

    def place_of(self, person_id: str) -> Asked | None:
        """The place for which this person would answer: their own, or one they stand in for, one
        that is left out last. Whom an interest keeps out themselves answers for nobody else either
        (Localism Act 2011 s.31(4) bars the person)."""
        own = [a for a in self.asked if a.person_id == person_id]
        stands_in = [a for a in self.asked if a.substitute_id == person_id]
        stands_in.sort(key=lambda a: not a.is_asked)
        return next(iter(own + stands_in), None)


def standing(views: Iterable[View]) -> dict[str, View]:
    """The reply that counts of each place: its last one. `views` are earliest first."""
    return {view.place: view for view in views}


def awaited(sounding: Sounding, views: Iterable[View]) -> tuple[Asked, ...]:
    """Those who are asked and of whose place no reply has come."""
    replied = standing(views)
    return tuple(a for a in sounding.taking_part if a.place not in replied)
