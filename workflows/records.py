"""Small records that several use cases share: files kept as evidence, nudges of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class File:
    """A file copied into the record, because links in chat die. `sha256` is of its bytes."""

    id: str
    board_id: str
    subject: str
    subject_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    added_by: str
    added_at: datetime
    exempt: str = ""


@dataclass(frozen=True)
class Nudge:
    """One reason to write to one person on a day.

    `rung` names the step of the ladder ("due-10", "overdue+3", "officer+2"); unique together with
    subject, person and due version, so that planning twice records it once.
    """

    subject: str
    subject_id: str
    board_id: str
    rung: str
    person_id: str
    due_version: int
    day: date
    day_id: str = ""
