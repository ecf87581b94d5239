"""A board and its ways: zone, nation, numbering, marker, log columns, nudge policy."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from workflows.agendas import StandingItem
from workflows.calendars import WorkingCalendar, calendar_of
from workflows.notice_rules import Body, NoticeRules
from workflows.profile import Rules, rules_on
from workflows.report_backs import Cycle

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


#: Who hears of an action: its owners, the deputy or the lead officer named for it, the board's
#: officers, its chairs.
To = Literal["owner", "deputy", "lead", "officer", "chair"]


@dataclass(frozen=True)
class Follow:
    """One step after a due that was missed: so many working days later, `to` hears of it."""

    days: int
    to: To


OVERDUE = (Follow(3, "owner"), Follow(3, "deputy"), Follow(5, "officer"), Follow(5, "lead"))


@dataclass(frozen=True)
class NudgePolicy:
    """When a board reminds, in working days of its nation; see docs/reminders.md.

    `before_meeting` and `before_date` are days *before* a due (0 is the day itself), which
    `before_to` hear of. `overdue` are the steps *after* it; from the last of them that goes to one
    of `weekly_to` on, those hear every `overdue_every` days (0: nothing more). `agenda_before` are
    days before a meeting at which an officer is reminded to publish its agenda.
    """

    before_meeting: tuple[int, ...] = (15, 10, 7)
    before_date: tuple[int, ...] = (10, 2, 0)
    before_to: tuple[To, ...] = ("owner",)
    overdue: tuple[Follow, ...] = OVERDUE
    overdue_every: int = 5
    weekly_to: tuple[To, ...] = ("owner", "officer")
    outcome_grace: int = 5
    officer_turn: tuple[int, ...] = (2, 5)
    progress_hush: int = 5
    digest_before: tuple[int, ...] = (8, 1)
    agenda_before: tuple[int, ...] = (10, 7, 6)
    hour: time = time(9, 0)


@dataclass(frozen=True)
class GroupTerms:
    """What a sub-group is there for, and how it reports to the board that set it up.

    `until` is the end of a time-limited one; `review` the day on which its terms are looked at
    again; `escalation` how it takes matters to its parent; `minuted` where it was set up, and
    `dissolved_on` the day since which it is no more.
    """

    purpose: str = ""
    until: date | None = None
    review: date | None = None
    reports: Cycle = Cycle.ONCE
    escalation: str = ""
    minuted: str = ""
    dissolved_on: date | None = None


@dataclass(frozen=True)
class Board:
    """A committee or sub-group, and the rules it works by.

    `action_scheme` is a pattern of numbering (see `workflows.numbering`); `marker` the word that
    its minutes print before a decision; `municipal_year_start` (month, day). `closed_days` are days
    on which the board's offices are shut, besides its nation's bank holidays. `groups_answer` says
    who is reminded of what a group owns: every member, or its chair. `body` is the kind of body by
    which the law says how many clear days of notice are given of a meeting; `clear_days` is the
    board's own number, None where the law's stands (`workflows.notice`). `profile` holds its rules
    of quorum, voting and delegation, each from a day; `standing` the items of every agenda, whose
    items are numbered by `agenda_scheme` (`workflows.agenda_order`); `implications` are those that
    somebody must have cleared on every report ("legal", "financial"). A sub-group has the board
    that set it up as `parent_id`, and its terms in `group`; it need not have a channel
    (`channel_id` is then empty). `invites`: members get calendar invitations as soon as a meeting
    is scheduled.
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
    closed_days: tuple[date, ...] = ()
    groups_answer: Literal["members", "chair"] = "members"
    body: Body = Body.PRINCIPAL
    clear_days: int | None = None
    notice: NoticeRules = field(default_factory=NoticeRules)
    profile: tuple[Rules, ...] = ()
    standing: tuple[StandingItem, ...] = ()
    agenda_scheme: str = ""
    implications: tuple[str, ...] = ()
    parent_id: str | None = None
    group: GroupTerms | None = None
    invites: bool = False
    policy: NudgePolicy = field(default_factory=NudgePolicy)
    version: int = 1

    @property
    def zone(self) -> ZoneInfo:
        """The board's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def calendar(self) -> WorkingCalendar:
        """Its working days: its nation's, less the days that it is closed."""
        return calendar_of(self.nation, self.closed_days)

    def rules_on(self, day: date) -> Rules:
        """The rules of its profile that hold on that day."""
        return rules_on(self.profile, day)
