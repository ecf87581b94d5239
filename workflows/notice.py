"""The notice clock: by when the agenda of a meeting is to be published, and its other deadlines,
with every day counted or left out and the reason.

    notice = notice_of(profile_of(board), meeting_day, meeting_start)
    notice.last_publication_day

What the law asks for stands in `notice_rules`; a board may give itself more days, or fewer where
its own rules come first. Pure: the same profile and meeting give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.easter import easter

from workflows.boards import Board
from workflows.calendars import WorkingCalendar, calendar_of, local_moment
from workflows.dates import day_words
from workflows.meetings import Meeting
from workflows.notice_rules import (
    EXECUTIVE_DAYS,
    FURTHER_DAYS,
    Body,
    Law,
    NoticeRules,
    executive_law,
    law_of,
)

PUBLICATION = "the day of publication"
MEETING = "the day of the meeting"
#: The names of what is done by a day, for programs, for `NoticeGiven` and for the reminders.
MINUTES_ISSUE, PRIVATE_MEETING, PRIVATE_SECOND, KEY_DECISION = (
    "minutes_issue",
    "private_meeting",
    "private_meeting_second",
    "key_decision",
)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Profile:
    """By whose rules notice is given. `own_days` are the clear days that the board has set for
    itself, None where the law's number stands."""

    nation: str
    body: Body = Body.PRINCIPAL
    own_days: int | None = None
    closed_days: tuple[date, ...] = ()
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/London"))
    rules: NoticeRules = field(default_factory=NoticeRules)

    @property
    def calendar(self) -> WorkingCalendar:
        return calendar_of(self.nation, self.closed_days)

    @property
    def law(self) -> Law:
        return law_of(self.nation, self.body)

    @property
    def clear_days(self) -> int:
        return self.law.clear_days if self.own_days is None else self.own_days


@dataclass(frozen=True)
class Reckoned:
    """One day of the working: `number` is its place among the clear days, None where it is left
    out for the reason `why`."""

    day: date
    number: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Deadline:
    """Something else to be done by a day.

    `key` names it for programs. `day` is a working day; `at` the moment (UTC) where an hour is
    set. Of a notice in calendar days `latest` is the last day of all, which may be no working day.
    """

    key: str
    what: str
    day: date
    rule: str
    source: str
    at: datetime | None = None
    latest: date | None = None


@dataclass(frozen=True)
class Notice:
    """The whole reckoning of one meeting. `days` run from publication to the meeting, both of which
    are left out of the count."""

    profile: Profile
    meeting_day: date
    starts_at: datetime
    days: tuple[Reckoned, ...]
    deadlines: tuple[Deadline, ...]
    cautions: tuple[str, ...]

    @property
    def last_publication_day(self) -> date:
        return self.days[0].day

    @property
    def clear_days(self) -> int:
        return self.profile.clear_days

    @property
    def counted(self) -> tuple[date, ...]:
        """The clear days, earliest first."""
        return tuple(d.day for d in self.days if d.number is not None)

    @property
    def skipped(self) -> tuple[Reckoned, ...]:
        """The days left out, each with its reason, earliest first."""
        return tuple(d for d in self.days if d.number is None)


@dataclass(frozen=True)
class Published:
    """What publishing on `day` leaves: `given` clear days, `short_by` fewer than are needed."""

    day: date
    given: int
    short_by: int

    @property
    def late(self) -> bool:
        return self.short_by > 0


def profile_of(board: Board) -> Profile:
    """The rules that a board gives notice by."""
    return Profile(
        board.nation, board.body, board.clear_days, board.closed_days, board.zone, board.notice
    )


def clear_days_of(board: Board) -> int:
    """The clear days of notice that a board gives: its own number, else the law's."""
    return profile_of(board).clear_days


def publication_day(board: Board, meeting_day: date) -> date:
    """The last working day on which publishing still leaves the board's clear days before a
    meeting (Local Government Act 1972 s.100B, Sch. 12 para. 4 and their like)."""
    return _last_day(board.calendar, meeting_day, clear_days_of(board))


def notice_of(profile: Profile, meeting_day: date, start: time = time(10, 0)) -> Notice:
    """The notice of a meeting on that day, which starts at `start` by the profile's zone."""
    starts_at = local_moment(meeting_day, start, profile.zone)
    days = tuple(_reckoned(profile.calendar, meeting_day, profile.clear_days))
    return Notice(
        profile,
        meeting_day,
        starts_at,
        days,
        tuple(_deadlines(profile, meeting_day)),
        tuple(_cautions(profile, days, starts_at)),
    )


def of_meeting(board: Board, meeting: Meeting) -> Notice:
    """The notice of a meeting in the register."""
    start = meeting.starts_at.astimezone(board.zone).time()
    return notice_of(profile_of(board), meeting.day, start)


def publish(notice: Notice, on: date) -> Published:
    """Whether an agenda that is out on that day leaves the clear days. Only clear days decide: on a
    Saturday after the last working day it may still leave them all."""
    calendar, meeting = notice.profile.calendar, notice.meeting_day
    given = max(0, calendar.working_days_between(on, meeting - _ONE_DAY)) if on < meeting else 0
    # Nought days are asked for by some boards; on the day itself no agenda is in time.
    short = notice.clear_days - given if on < meeting else max(1, notice.clear_days)
    return Published(on, given, max(0, short))


# --- the count ------------------------------------------------------------------------------------


def _last_day(calendar: WorkingCalendar, meeting: date, clear_days: int) -> date:
    return calendar.add(meeting, -(clear_days + 1))


def _reckoned(calendar: WorkingCalendar, meeting: date, clear_days: int) -> Iterator[Reckoned]:
    day, number = _last_day(calendar, meeting, clear_days), 0
    yield Reckoned(day, why=PUBLICATION)
    while (day := day + _ONE_DAY) < meeting:
        why = calendar.why_closed(day)
        if why is None:
            number += 1
        yield Reckoned(day, None if why else number, why or "")
    yield Reckoned(meeting, why=MEETING)


# --- the other deadlines --------------------------------------------------------------------------


def _deadlines(profile: Profile, meeting: date) -> Iterator[Deadline]:
    """Earliest first where all are switched on."""
    rules, law = profile.rules, executive_law(profile.nation)
    if rules.private_notice:
        what = "notice that the meeting is to be held in private"
        yield _calendar_notice(PRIVATE_MEETING, what, law.private, profile, meeting)
    if rules.key_decisions:
        what = "notice of the key decisions to be made"
        yield _calendar_notice(KEY_DECISION, what, law.key_decision, profile, meeting)
    if rules.private_notice:
        what = "second notice of the private meeting, with answers to what was said against it"
        yield _further(PRIVATE_SECOND, what, law.private_again, profile, meeting)
    if rules.key_decisions:
        what = "word to the scrutiny chair of a key decision that had no 28 days’ notice"
        yield _further("key_decision_exception", what, law.exception, profile, meeting)
    if rules.participation_before is not None:
        yield _participation(profile, rules.participation_before, meeting)
    if rules.minutes_within is not None:
        yield Deadline(
            MINUTES_ISSUE,
            "draft minutes issued",
            profile.calendar.add(meeting, rules.minutes_within),
            f"{working_words(rules.minutes_within)} after the meeting",
            "the board’s own target",
        )


def _calendar_notice(key: str, what: str, source: str, profile: Profile, meeting: date) -> Deadline:
    """28 clear days in calendar days: weekends and bank holidays count (SI 2012/2089)."""
    latest = meeting - (EXECUTIVE_DAYS + 1) * _ONE_DAY
    return Deadline(
        key,
        what,
        profile.calendar.on_or_before(latest),
        f"{EXECUTIVE_DAYS} clear days, weekends and bank holidays counted",
        source,
        latest=latest,
    )


def _further(key: str, what: str, source: str, profile: Profile, meeting: date) -> Deadline:
    day = _last_day(profile.calendar, meeting, FURTHER_DAYS)
    return Deadline(key, what, day, f"{FURTHER_DAYS} clear days", source)


def _participation(profile: Profile, before: int, meeting: date) -> Deadline:
    day = profile.calendar.add(meeting, -before) if before else meeting
    when = f"{working_words(before)} before the meeting" if before else MEETING
    return Deadline(
        "public_participation",
        "questions and requests to speak from the public",
        day,
        f"{profile.rules.participation_hour:%H:%M}, {when}",
        "the board’s own rule",
        at=local_moment(day, profile.rules.participation_hour, profile.zone),
    )


def working_words(days: int) -> str:
    """ "1 working day", "10 working days"."""
    return "1 working day" if days == 1 else f"{days} working days"


# --- what a careful officer would look at again ---------------------------------------------------


def _cautions(profile: Profile, days: tuple[Reckoned, ...], starts_at: datetime) -> Iterator[str]:
    meeting = days[-1].day
    if why := profile.calendar.why_closed(meeting):
        yield f"The meeting itself is on a day that is no working day: {why}."
    if profile.own_days is not None and profile.own_days < profile.law.clear_days:
        yield (
            f"The board has set {profile.own_days} clear days; the law asks for "
            f"{profile.law.clear_days}."
        )
    if profile.law.local and profile.own_days is None:
        yield profile.law.local
    if profile.body is Body.PARISH and profile.nation in ("england", "wales"):
        yield from _breaks(days)
    hour = profile.rules.participation_hour
    if profile.rules.participation_before == 0 and starts_at <= local_moment(
        meeting, hour, profile.zone
    ):
        yield f"Requests to speak are taken until {hour:%H:%M}, when the meeting has begun."


def _breaks(days: tuple[Reckoned, ...]) -> Iterator[str]:
    """Working days that Local Government Act 1972 s.243 may leave out as part of the Christmas or
    Easter break. They are counted, because councils differ, and named, because a clerk must know.
    """
    for reckoned in days:
        day = reckoned.day
        sunday = easter(day.year)
        names = {
            date(day.year, 12, 24): "Christmas Eve",
            sunday - 3 * _ONE_DAY: "the Thursday before Easter",
            sunday + 2 * _ONE_DAY: "the Tuesday after Easter",
        }
        if reckoned.number is not None and day in names:
            yield (
                f"{day_words(day)} is counted: {names[day]}. Some councils leave it out (Local "
                "Government Act 1972 s.243); if yours does, make it a closed day or publish a day "
                "sooner."
            )
