"""Due phrases and what they mean: a date, a meeting, a period, or no day at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DueKind(StrEnum):
    """The kinds of due that boards use. Only some of them are a day."""

    DATE = "date"
    MONTH = "month"
    QUARTER = "quarter"
    FINANCIAL_YEAR = "financial_year"
    MUNICIPAL_YEAR = "municipal_year"
    NEXT_MEETING = "next_meeting"
    OTHER_MEETING = "other_meeting"
    EVENT = "event"
    URGENT = "urgent"
    TBC = "tbc"
    NONE = "none"


@dataclass(frozen=True)
class Due:
    """When something is due.

    `phrase` is what was written. `day` is the day it comes to, where it is one. A due at a meeting
    of this board holds `meeting_id`, a link: its `day` is then that meeting's day as the store read
    it, and follows the meeting when it moves. A due of kind next_meeting without `meeting_id` waits
    for the next ordinary meeting to be scheduled.
    """

    kind: DueKind = DueKind.NONE
    phrase: str = ""
    day: date | None = None
    meeting_id: str | None = None

    @property
    def is_day(self) -> bool:
        """Whether there is a day to count towards."""
        return self.day is not None
