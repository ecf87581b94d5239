"""The VTIMEZONE of a zone, read by an independent reader (dateutil), against the zone tables."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from bot.calendar.zone_rules import vtimezone


def as_read(zone: str, first: int, last: int) -> tzinfo | None:
    """The zone as another program understands what we wrote; None if we wrote nothing."""
    rules = vtimezone(ZoneInfo(zone), first, last)
    if rules is None:
        return None
    calendar = Calendar()
    calendar.add_component(rules)
    read = tzical(io.StringIO(calendar.to_ical().decode())).get(zone)
    assert read is not None
    return read


def check(zone: str, read: tzinfo, year: int) -> None:
    """Every wall time at ten o'clock, and the hours around each change, mean the same moment."""
    true = ZoneInfo(zone)
    day = datetime.fromisoformat(f"{year}-01-01 10:00")
    while day.year == year:
        if day.day in (1, 8, 15, 22, 28):
            assert day.replace(tzinfo=read).utcoffset() == day.replace(tzinfo=true).utcoffset(), day
        following = day + timedelta(days=1)
        if day.replace(tzinfo=true).utcoffset() != following.replace(tzinfo=true).utcoffset():
            for hours in range(25):
                moment = (day.replace(tzinfo=true)).astimezone(UTC) + timedelta(hours=hours)
                wall = moment.astimezone(true).replace(tzinfo=None)
                exists_once = (
                    wall.replace(tzinfo=true).utcoffset()
                    == wall.replace(tzinfo=true, fold=1).utcoffset()
                )
                if exists_once:
                    assert wall.replace(tzinfo=read).utcoffset() == (
                        wall.replace(tzinfo=true).utcoffset()
                    ), wall
        day = following


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/London",
        "Europe/Dublin",  # its tables call winter the odd time out
        "America/New_York",
        "Asia/Kolkata",
        "Australia/Sydney",
        "Australia/Lord_Howe",  # half an hour
        "Asia/Kathmandu",
        "America/St_Johns",
        "Pacific/Auckland",
    ],
)
def test_read_back_right_all_year(zone: str) -> None:
    read = as_read(zone, 2026, 2027)
    assert read is not None
    check(zone, read, 2026)
    check(zone, read, 2027)


def test_every_zone_is_right_or_left_to_utc() -> None:
    regular = 0
    zones = sorted(z for z in available_timezones() if "/" in z and not z.startswith("Etc/"))
    seen: set[bytes] = set()
    for zone in zones:
        rules = vtimezone(ZoneInfo(zone), 2026, 2026)
        if rules is None:
            continue
        regular += 1
        shape = rules.to_ical().replace(zone.encode(), b"")
        if shape in seen:
            # The same words were checked under another name; the tables must agree too.
            continue
        seen.add(shape)
        read = as_read(zone, 2026, 2026)
        assert read is not None
        check(zone, read, 2026)
    assert regular > 350
    assert len(seen) > 40


def test_british_rules_in_words() -> None:
    rules = vtimezone(ZoneInfo("Europe/London"), 2026, 2026)
    assert rules is not None
    assert rules.to_ical().decode().split("\r\n") == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/London",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T010000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZNAME:BST",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0100",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19701025T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZNAME:GMT",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0000",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]


def test_rules_do_not_depend_on_the_year_of_the_event() -> None:
    texts = set()
    for year in (2012, 2026, 2031):
        rules = vtimezone(ZoneInfo("America/New_York"), year, year)
        assert rules is not None
        texts.add(rules.to_ical())
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("zone", "year"),
    [
        ("Africa/Casablanca", 2026),  # Ramadan
        ("Asia/Jerusalem", 2026),  # the Friday before the last Sunday
        ("America/New_York", 2006),  # the rules changed in 2007
        ("UTC", 2026),
        ("Africa/Accra", 2026),
    ],
)
def test_no_rules_where_none_would_be_true(zone: str, year: int) -> None:
    assert vtimezone(ZoneInfo(zone), year, year) is None
