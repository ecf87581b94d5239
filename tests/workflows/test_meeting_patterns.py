"""Patterns in words: what is read, what is refused, and that words say the same pattern again."""

from __future__ import annotations

import contextlib
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.errors import InvalidInput
from workflows.meeting_patterns import MOST_DATES, Pattern, read_pattern, words

TODAY = date(2026, 11, 22)
YEAR = date(2027, 5, 1), date(2028, 4, 30)


def days(text: str, first: date = YEAR[0], last: date = YEAR[1]) -> list[str]:
    return [d.isoformat() for d in read_pattern(text, TODAY).days(first, last)]


@pytest.mark.parametrize(
    ("text", "said", "first_three"),
    [
        (
            "second Tuesday, every other month, not August, not on a bank holiday",
            "second Tuesday of the month, every other month, not in August, not on a bank holiday",
            ["2027-05-11", "2027-07-13", "2027-09-14"],
        ),
        (
            "First Monday of the month at 14:00",
            "first Monday of the month, at 14:00",
            ["2027-05-03", "2027-06-07", "2027-07-05"],
        ),
        (
            "every six weeks from 12 January",
            "every six weeks on Tuesday, from 12 January 2027",
            ["2027-05-18", "2027-06-29", "2027-08-10"],
        ),
        (
            "last Thursday of Jan, Apr, Jul, Oct",
            "last Thursday of the month, in January, April, July and October",
            ["2027-07-29", "2027-10-28", "2028-01-27"],
        ),
        (
            "the 1st and 3rd Wed, 10.30-12.30",
            "first and third Wednesday of the month, at 10:30-12:30",
            ["2027-05-05", "2027-05-19", "2027-06-02"],
        ),
        (
            "second Tuesday of every other month from June",
            "second Tuesday of the month, every other month, from June",
            ["2027-06-08", "2027-08-10", "2027-10-12"],
        ),
        (
            "quarterly, first Friday on a working day",
            "first Friday of the month, every three months, not on a bank holiday",
            ["2027-05-07", "2027-08-06", "2027-11-05"],
        ),
        (
            "every other Thursday from 14 January 2027 at 2pm but not in August or",
            "",
            [],
        ),
        (
            "fortnightly on Thursday from 14 January 2027 at 2pm",
            "every two weeks on Thursday, from 14 January 2027, at 14:00",
            ["2027-05-06", "2027-05-20", "2027-06-03"],
        ),
    ],
)
def test_read_and_said_again(text: str, said: str, first_three: list[str]) -> None:
    if not said:
        with pytest.raises(InvalidInput, match="could not read “or”"):
            read_pattern(text, TODAY)
        return
    assert words(read_pattern(text, TODAY)) == said
    assert days(text)[:3] == first_three


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Say when"),
        ("second Tuesday banana", "could not read “banana”"),
        ("monthly", "Say which day of the month"),
        ("every six weeks", "from which day"),
        ("every second Tuesday", "may be one of several weeks"),
        ("every six weeks on Monday from 12 January 2027", "is a Tuesday, not a Monday"),
        ("first Monday, last Friday", "does not go with"),
        ("first Monday, every six weeks from 12 January", "either so many weeks apart"),
        ("first Monday of March, every other month", "every so many months, or these"),
        ("first Monday from 12 January", "for months say"),
        ("first Monday at 2.30", "morning or afternoon"),
        ("first Monday at 12:00-10:00", "could not read"),
        ("every six weeks from 31 February", "no 31 February"),
        ("fifth Monday", "could not read “fifth"),
    ],
)
def test_refused_with_the_words_that_were_not_understood(text: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why) as refused:
        read_pattern(text, TODAY)
    assert refused.value.field == "pattern"
    assert "Nothing was scheduled" in refused.value.message


def test_weeks_go_on_in_step_over_the_years() -> None:
    text = "every six weeks from 12 January 2027"
    both = days(text, date(2027, 1, 1), date(2028, 12, 31))
    assert both == days(text, date(2027, 1, 1), date(2027, 12, 31)) + days(
        text, date(2028, 1, 1), date(2028, 12, 31)
    )


def test_more_dates_than_anybody_looks_through_are_refused() -> None:
    with pytest.raises(InvalidInput, match=f"at most {MOST_DATES}"):
        days("every week from 5 January 2027")


months = st.lists(st.integers(1, 12), min_size=1, max_size=11, unique=True).map(
    lambda found: tuple(sorted(found))
)
minutes = st.integers(0, 22 * 60)


@st.composite
def patterns(draw: Any) -> Pattern:
    """Any pattern that the grammar can say."""
    start = end = None
    if draw(st.booleans()):
        # A span must start before it ends; hours before seven are written with a nought.
        first = draw(minutes)
        start = time(first // 60, first % 60)
        if draw(st.booleans()):
            last = draw(st.integers(first + 1, 23 * 60 + 59))
            end = time(last // 60, last % 60)
    common = {
        "without": draw(st.just(()) | months),
        "working": draw(st.booleans()),
        "start": start,
        "end": end,
    }
    if draw(st.booleans()):
        since = draw(st.dates(date(2020, 1, 1), date(2099, 12, 31)))
        return Pattern(
            since.weekday(), weekly=True, since=since, every=draw(st.integers(1, 52)), **common
        )
    places = draw(st.lists(st.sampled_from([1, 2, 3, 4, -1]), min_size=1, unique=True))
    only = draw(st.just(()) | months)
    every = 1 if only else draw(st.integers(1, 52))
    return Pattern(
        draw(st.integers(0, 6)),
        tuple(sorted(places, key=lambda p: (p < 0, p))),
        every=every,
        only=only,
        from_month=draw(st.none() | st.integers(1, 12)),
        **common,
    )


@given(patterns())
def test_what_is_said_is_read_back_as_the_same(pattern: Pattern) -> None:
    assert read_pattern(words(pattern), TODAY) == pattern


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    pattern = None
    with contextlib.suppress(InvalidInput):
        pattern = read_pattern(text, TODAY)
    assert pattern is None or read_pattern(words(pattern), TODAY) == pattern
