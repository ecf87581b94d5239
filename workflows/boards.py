"""A board and its ways: zone, nation, numbering, marker, log columns, nudge policy."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from zoneinfo import ZoneInfo

LOG_COLUMNS = (
    "reference",
    "minute",
    "action",
    "owner",
    "original_due",
    "due",
    "progress",
    "status",
)


@dataclass(frozen=True)
class NudgePolicy:
    """When a board reminds, in working days of its nation; see docs/reminders.md.

    Tuples of days *before* a due (0 is the day itself), then days *after* it.
    """

    before_meeting: tuple[int, ...] = (15, 10, 7)
    before_date: tuple[int, ...] = (10, 2, 0)
    overdue_owner: int = 3
    overdue_officer: int = 5
    overdue_every: int = 5
    outcome_grace: int = 5
    officer_turn: tuple[int, ...] = (2, 5)
    progress_hush: int = 5
    digest_before: tuple[int, ...] = (8, 1)
    hour: time = time(9, 0)


@dataclass(frozen=True)
class Board:
    """A committee or sub-group, and the rules it works by.

    `action_scheme` is a pattern of numbering (see `workflows.numbering`); `marker` the word that
    its minutes print before a decision; `municipal_year_start` (month, day).
    """

    id: str
    team_id: str
    name: str
    channel_id: str
    created_at: datetime
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    time_zone: str = "Europe/London"
    nation: str = "england"
    action_scheme: str = "DDMMYY/NN"
    minute_scheme: str = "N"
    marker: str = "RESOLVED that"
    meeting_pattern: str = ""
    municipal_year_start: tuple[int, int] = (5, 1)
    log_columns: tuple[str, ...] = LOG_COLUMNS
    extension_agreed_by: str = "officer"
    policy: NudgePolicy = field(default_factory=NudgePolicy)
    version: int = 1

    @property
    def zone(self) -> ZoneInfo:
        """The board's time zone."""
        return ZoneInfo(self.time_zone)
