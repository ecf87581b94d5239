"""Working days of a nation, and local times as moments.

Bank holidays come from the `holidays` library: substitute days and one-off holidays included,
each nation its own. A board's own closed days (a local holiday, an office closure) come on top.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays

from workflows.errors import InvalidInput

#: Our name of a nation → the library's subdivision of the United Kingdom.
NATIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}

#: The library's names → those that GOV.UK prints, where they differ.
_NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
    "Summer Bank Holiday": "Summer bank holiday",
    "New Year Holiday": "2nd January",
    "Battle of the Boyne": "Battle of the Boyne (Orangemen’s Day)",
}
_OBSERVED = " (observed)"
_ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=1024)
def _bank_holidays(nation: str, year: int) -> Mapping[date, str]:
    """The bank holidays of a year, by GOV.UK's names. One year at a time, because the library's
    own calendar grows while it is read, and several threads read ours."""
    found = holidays.country_holidays("GB", subdiv=NATIONS[nation], years=year)
    return MappingProxyType({day: _printed(name) for day, name in found.items()})


def _printed(name: str) -> str:
    parts = []
    for part in name.split("; "):
        plain = part.removesuffix(_OBSERVED)
        suffix = " (substitute day)" if part.endswith(_OBSERVED) else ""
        parts.append(_NAMES.get(plain, plain).replace("'", "’") + suffix)
    return " and ".join(parts)


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days of a nation, less `extra_closed`. Make one with `calendar_of`."""

    nation: str
    extra_closed: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is neither at a weekend, nor a bank holiday, nor closed by the board."""
        return (
            day.weekday() < 5
            and day not in _bank_holidays(self.nation, day.year)
            and day not in self.extra_closed
        )

    def why_closed(self, day: date) -> str | None:
        """Why `day` is no working day ("Saturday", "Early May bank holiday"); None if it is one."""
        if day.weekday() >= 5:
            return "Saturday" if day.weekday() == 5 else "Sunday"
        name = _bank_holidays(self.nation, day.year).get(day)
        if name is None and day in self.extra_closed:
            return "closed day"
        return name

    def add(self, day: date, working_days: int) -> date:
        """The day that is so many working days after `day`, or before it if negative.

        `day` itself is never counted, so from a Saturday +1 is Monday and -1 is Friday. 0 gives
        `day` back as it is, working or not.
        """
        step = _ONE_DAY if working_days > 0 else -_ONE_DAY
        left = abs(working_days)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def on_or_before(self, day: date) -> date:
        """`day` if it is a working day, else the last working day before it."""
        return day if self.is_working_day(day) else self.add(day, -1)

    def on_or_after(self, day: date) -> date:
        """`day` if it is a working day, else the first working day after it."""
        return day if self.is_working_day(day) else self.add(day, 1)

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.add(day, 1)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days after `start` the day `end` is, `end` counted if it is one.

        Negative if `end` comes first. For a working day `end` it undoes `add`:
        `add(start, working_days_between(start, end)) == end`.
        """
        if end < start:
            return -self._count(end, start - _ONE_DAY)
        return self._count(start + _ONE_DAY, end)

    def _count(self, first: date, last: date) -> int:
        days = range((last - first).days + 1)
        return sum(self.is_working_day(first + timedelta(days=n)) for n in days)


@lru_cache(maxsize=256)
def _calendar(nation: str, extra_closed: frozenset[date]) -> WorkingCalendar:
    return WorkingCalendar(nation, extra_closed)


def calendar_of(nation: str, extra_closed: tuple[date, ...] = ()) -> WorkingCalendar:
    """The working calendar of england, wales, scotland or northern_ireland, less `extra_closed`.

    Raises InvalidInput for another nation. The same arguments give the same calendar.
    """
    if nation not in NATIONS:
        choice = ", ".join(NATIONS)
        raise InvalidInput(f"I do not know the nation “{nation}”. Use one of {choice}.", "nation")
    return _calendar(nation, frozenset(extra_closed))


def local_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which clocks in `zone` show `at` on `day`.

    An hour that clocks skip in spring is taken as much later as they jump (01:30 is then 02:30
    by the clock); of an hour that comes twice in autumn the first is meant.
    """
    # fold=0 is both: the offset before the jump, and the first of two equal times (PEP 495).
    return datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone).astimezone(UTC)
