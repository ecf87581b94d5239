"""Working days of each nation, and local times across clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.calendars import NATIONS, WorkingCalendar, calendar_of, local_moment
from workflows.errors import InvalidInput

LONDON = ZoneInfo("Europe/London")
ENGLAND = calendar_of("england")
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("nation", "day", "why"),
    [
        ("england", date(2026, 5, 4), "Early May bank holiday"),
        ("england", date(2026, 5, 2), "Saturday"),
        ("england", date(2026, 5, 3), "Sunday"),
        ("england", date(2026, 5, 5), None),
        ("england", date(2020, 5, 8), "Early May bank holiday"),
        ("england", date(2020, 5, 4), None),
        ("england", date(2022, 9, 19), "State Funeral of Queen Elizabeth II"),
        ("wales", date(2023, 5, 8), "Coronation of Charles III"),
        ("england", date(2026, 12, 28), "Boxing Day (substitute day)"),
        ("england", date(2027, 12, 27), "Christmas Day (substitute day)"),
        ("england", date(2023, 1, 2), "New Year’s Day (substitute day)"),
        ("england", date(2026, 8, 31), "Summer bank holiday"),
        ("england", date(2026, 8, 3), None),
        ("scotland", date(2026, 8, 31), None),
        ("scotland", date(2026, 8, 3), "Summer bank holiday"),
        ("scotland", date(2026, 1, 2), "2nd January"),
        ("scotland", date(2026, 4, 6), None),
        ("england", date(2026, 4, 6), "Easter Monday"),
        ("scotland", date(2026, 11, 30), "Saint Andrew’s Day"),
        ("northern_ireland", date(2026, 3, 17), "Saint Patrick’s Day"),
        ("england", date(2026, 3, 17), None),
        (
            "northern_ireland",
            date(2026, 7, 13),
            "Battle of the Boyne (Orangemen’s Day) (substitute day)",
        ),
    ],
)
def test_why_a_day_is_closed(nation: str, day: date, why: str | None) -> None:
    calendar = calendar_of(nation)
    assert calendar.why_closed(day) == why
    assert calendar.is_working_day(day) is (why is None)


def test_the_same_arguments_give_the_same_calendar() -> None:
    closed = (date(2026, 12, 29), date(2026, 12, 30))
    assert calendar_of("wales") is calendar_of("wales")
    assert calendar_of("wales", closed) == calendar_of("wales", tuple(reversed(closed)))


def test_a_boards_own_closed_days_come_on_top() -> None:
    shut = date(2026, 12, 29)
    calendar = calendar_of("england", (shut, date(2026, 12, 25)))
    assert calendar.why_closed(shut) == "closed day"
    assert calendar.why_closed(date(2026, 12, 25)) == "Christmas Day"
    assert calendar.add(date(2026, 12, 24), 1) == date(2026, 12, 30)
    assert ENGLAND.add(date(2026, 12, 24), 1) == shut


def test_an_unknown_nation_is_refused_with_the_choice() -> None:
    with pytest.raises(InvalidInput) as refusal:
        calendar_of("mercia")
    assert refusal.value.field == "nation"
    assert "northern_ireland" in refusal.value.message


def test_five_clear_days_over_easter() -> None:
    meeting = date(2026, 4, 14)
    assert ENGLAND.add(meeting, -5) == date(2026, 4, 7)
    assert ENGLAND.add(meeting, -6) == date(2026, 4, 2)
    assert calendar_of("scotland").add(meeting, -6) == date(2026, 4, 6)


def test_counting_from_closed_days() -> None:
    saturday = date(2026, 3, 14)
    assert ENGLAND.add(saturday, 0) == saturday
    assert ENGLAND.add(saturday, 1) == date(2026, 3, 16)
    assert ENGLAND.add(saturday, -1) == date(2026, 3, 13)
    assert ENGLAND.on_or_before(saturday) == date(2026, 3, 13)
    assert ENGLAND.on_or_before(date(2026, 3, 13)) == date(2026, 3, 13)
    assert ENGLAND.next_working_day(date(2026, 3, 13)) == date(2026, 3, 16)


@given(nation=st.sampled_from(sorted(NATIONS)), day=DAYS, n=st.integers(-300, 300))
def test_adding_lands_on_working_days_and_is_counted_back(nation: str, day: date, n: int) -> None:
    calendar = calendar_of(nation)
    there = calendar.add(day, n)
    if n:
        assert calendar.is_working_day(there)
    else:
        assert there == day
    if n > 0 or (n < 0 and calendar.is_working_day(day)):
        assert calendar.working_days_between(day, there) == n


@given(start=DAYS, length=st.integers(0, 200))
def test_between_counts_working_days_one_by_one(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    slow = sum(ENGLAND.is_working_day(start + timedelta(days=k)) for k in range(1, length + 1))
    assert ENGLAND.working_days_between(start, end) == slow


@given(day=DAYS)
def test_a_day_is_closed_for_a_reason_or_not_at_all(day: date) -> None:
    for nation in NATIONS:
        calendar = WorkingCalendar(nation)
        assert (calendar.why_closed(day) is None) is calendar.is_working_day(day)


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2026, 1, 15), time(9), datetime(2026, 1, 15, 9, tzinfo=UTC)),
        (date(2026, 7, 15), time(9), datetime(2026, 7, 15, 8, tzinfo=UTC)),
        (date(2026, 3, 27), time(9), datetime(2026, 3, 27, 9, tzinfo=UTC)),
        (date(2026, 3, 30), time(9), datetime(2026, 3, 30, 8, tzinfo=UTC)),
        # 01:30 does not exist on 29 March 2026: an hour later by the clock.
        (date(2026, 3, 29), time(1, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        # 01:30 comes twice on 25 October 2026: the first, still summer time.
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(1, 30, fold=1), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(2), datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ],
)
def test_local_moments(day: date, at: time, moment: datetime) -> None:
    found = local_moment(day, at, LONDON)
    assert found == moment
    assert found.tzinfo is UTC


@given(day=DAYS, minute=st.integers(0, 24 * 60 - 1))
def test_moments_of_a_day_follow_the_clock(day: date, minute: int) -> None:
    at = time(minute // 60, minute % 60)
    shown = local_moment(day, at, LONDON).astimezone(LONDON)
    skipped = day.month == 3 and at.hour == 1 and shown.hour == 2
    assert (shown.date(), shown.time()) == (day, at) or skipped
