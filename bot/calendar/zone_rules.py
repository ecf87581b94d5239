"""A time zone written as a VTIMEZONE that every calendar program reads alike.

Calendar files carry the zone's rules with them. Programs that hold no zone tables of their own
(ical.js, and what is built on it) believe what is written, so the two yearly changes are written
as recurrence rules ("last Sunday of March"), taken from the zone tables, and only if they hold for
the years asked for and some years beyond.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

#: A rule must hold this many years past the last event: enough to tell "last" from "fourth".
_YEARS_BEYOND = 8
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: All files from one zone carry the same rules, whenever written: programs keep one per name.
_EPOCH = 1970


@dataclass(frozen=True)
class _Change:
    """One change of the clocks: the wall time at which it strikes, and the offsets around it."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def ordinals(self) -> frozenset[int]:
        """Which weekday of its month the day is: the nth, and -1 if the last."""
        last = (self.wall + timedelta(days=7)).month != self.wall.month
        return frozenset({(self.wall.day - 1) // 7 + 1} | ({-1} if last else set()))

    @property
    def shape(self) -> tuple[int, int, time, timedelta, timedelta]:
        """What must be the same every year, apart from the ordinal."""
        wall = self.wall
        return wall.month, wall.weekday(), wall.time(), self.before, self.after


def vtimezone(zone: ZoneInfo, first_year: int, last_year: int) -> Timezone | None:
    """The zone's VTIMEZONE, right for every moment of those years.

    None if the zone's changes are not two a year, each on an nth or last weekday of a month at one
    hour (Morocco's follow Ramadan), if the rules changed in those years, or if the zone is UTC in
    all but name: times are then to be written in UTC.
    """
    rules = _rules(zone.key, first_year, last_year)
    if rules is None:
        return None
    made = Timezone()
    made.add("TZID", zone.key)
    for change, ordinal in rules:
        component = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
        component.add("DTSTART", _onset(change, ordinal))
        component.add("TZOFFSETFROM", change.before)
        component.add("TZOFFSETTO", change.after)
        component.add("TZNAME", change.name)
        if ordinal:
            day = f"{ordinal}{_WEEKDAYS[change.wall.weekday()]}"
            component.add(
                "RRULE", vRecur({"FREQ": "YEARLY", "BYMONTH": change.wall.month, "BYDAY": day})
            )
        made.add_component(component)
    return made


@lru_cache(maxsize=256)
def _rules(
    key: str, first_year: int, last_year: int
) -> tuple[tuple[_Change, int], tuple[_Change, int]] | tuple[tuple[_Change, int]] | None:
    """The changes with their ordinals; one with ordinal 0 for a zone that never changes."""
    zone = ZoneInfo(key)
    years = [_changes(zone, year) for year in range(first_year - 1, last_year + _YEARS_BEYOND + 1)]
    if not any(years):
        offset = _offset(zone, datetime(first_year, 1, 1, tzinfo=UTC))
        if not offset:
            return None
        name = datetime(first_year, 1, 1, tzinfo=zone).tzname() or key
        return ((_Change(_wall(1), offset, offset, name), 0),)
    if any(len(year) != 2 for year in years):
        return None
    first, second = (_common(list(of_kind)) for of_kind in zip(*years, strict=True))
    return (first, second) if first and second else None


def _common(changes: list[_Change]) -> tuple[_Change, int] | None:
    """The change that all of these are, with its ordinal, if they are one."""
    ordinals = frozenset.intersection(*(change.ordinals for change in changes))
    if not ordinals or len({change.shape for change in changes}) > 1:
        return None
    return changes[0], min(ordinals)


def _changes(zone: ZoneInfo, year: int) -> list[_Change]:
    """The changes of the clocks whose moment is in that year of UTC."""
    found = []
    day, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    while day < end:
        following = day + timedelta(days=1)
        if _offset(zone, day) != _offset(zone, following):
            found.append(_change_between(zone, day, following))
        day = following
    return found


def _change_between(zone: ZoneInfo, low: datetime, high: datetime) -> _Change:
    before, after = _offset(zone, low), _offset(zone, high)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    wall = (high + before).replace(tzinfo=None)
    return _Change(wall, before, after, high.astimezone(zone).tzname() or zone.key)


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None  # a zone always knows it
    return offset


def _onset(change: _Change, ordinal: int) -> datetime:
    """The wall time at which the rule would first have struck, in 1970."""
    wall = change.wall
    if not ordinal:
        return wall
    days = [_wall(wall.month, wall.time()) + timedelta(days=n) for n in range(31)]
    matching = [d for d in days if (d.month, d.weekday()) == (wall.month, wall.weekday())]
    return matching[ordinal if ordinal < 0 else ordinal - 1]


def _wall(month: int, hour: time = time()) -> datetime:
    """The first of a month of 1970 on the wall, in no zone, as VTIMEZONE writes its onsets."""
    return datetime.combine(date(_EPOCH, month, 1), hour)
