"""The grammar of due phrases, what is said back, and the colours of the log."""

from __future__ import annotations

import json
import re
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflows.calendars import calendar_of
from workflows.colours import Rag
from workflows.deadlines import (
    Due,
    DueKind,
    day_words,
    describe,
    is_overdue,
    rag,
    read_date,
    read_due,
    read_time,
    read_time_range,
)
from workflows.errors import InvalidInput

GOLD = Path(__file__).parents[2].parent / "shared" / "gold"
SUNDAY = date(2026, 11, 22)
ENGLAND = calendar_of("england")


def day(text: str, on: date = SUNDAY) -> date | None:
    due = read_due(text, on=on)
    assert due.kind is DueKind.DATE
    return due.day


@pytest.mark.parametrize(
    "phrase",
    [
        "2027-03-13",
        "13/3/2027",
        "13/03/27",
        "13.3.2027",
        "13.03.27",
        "13 March",
        "13/3",
        "13th March 2027",
        "the 13th of March 2027",
        "13 Mar '27",
        "13-Mar-27",
        "March 13, 2027",
        "Saturday 13 March",
        "Sat 13 Mar",
        "Sat, 13 March 2027",
        "by 13 March",
        "due by Saturday 13 March 2027.",
        "Due: 13 March",
        "no later than 13 MARCH",
        "  on   13  march ",
        "(13 March)",
    ],
)
def test_ways_to_write_a_date(phrase: str) -> None:
    assert day(phrase) == date(2027, 3, 13)


def test_days_come_before_months() -> None:
    assert day("2022-12-01") == date(2022, 12, 1)
    assert day("1/12/2022") == date(2022, 12, 1)
    assert day("12.1.22") == date(2022, 1, 12)


@pytest.mark.parametrize(
    ("phrase", "on", "meant"),
    [
        ("13 March", date(2023, 2, 10), date(2023, 3, 13)),
        ("10 February", date(2023, 2, 10), date(2023, 2, 10)),
        ("9 November", date(2023, 2, 10), date(2023, 11, 9)),
        # More than nine months ahead: the one just past is meant, and said to be past.
        ("13 January", date(2023, 2, 10), date(2023, 1, 13)),
        ("20 November", SUNDAY, date(2026, 11, 20)),
        # …and a weekday may show that it is not.
        ("Saturday 13 January", date(2023, 2, 10), date(2024, 1, 13)),
        ("29 February", date(2027, 6, 1), date(2028, 2, 29)),
        ("5 January", date(2026, 12, 29), date(2027, 1, 5)),
    ],
)
def test_a_date_without_a_year_is_judged_from_the_meeting(
    phrase: str, on: date, meant: date
) -> None:
    assert day(phrase, on) == meant


def test_a_printed_year_may_be_past() -> None:
    due = read_due("13 March 2023", on=SUNDAY)
    assert due == Due(DueKind.DATE, "13 March 2023", date(2023, 3, 13))
    assert describe(due, today=SUNDAY) == "due Mon 13 Mar 2023 — already past"


@pytest.mark.parametrize(
    ("phrase", "meant"),
    [
        ("today", date(2026, 11, 18)),
        ("tomorrow", date(2026, 11, 19)),
        ("Friday", date(2026, 11, 20)),
        ("this Fri", date(2026, 11, 20)),
        ("Wednesday", date(2026, 11, 25)),
        ("next Friday", date(2026, 11, 27)),
        ("next Monday", date(2026, 11, 23)),
        ("3 weeks", date(2026, 12, 9)),
        ("in three weeks' time", date(2026, 12, 9)),
        ("within a fortnight", date(2026, 12, 2)),
        ("in 1 day", date(2026, 11, 19)),
        ("10 days", date(2026, 11, 28)),
        ("2 months", date(2027, 1, 18)),
        ("10 working days", date(2026, 12, 2)),
        ("in 10 working days", date(2026, 12, 2)),
        ("a year", date(2027, 11, 18)),
        ("week commencing 23 November", date(2026, 11, 27)),
        ("w/c Monday 21 December 2026", date(2026, 12, 24)),
        ("week commencing Sunday 22 November", date(2026, 11, 27)),
        ("end of next week", date(2026, 11, 27)),
        ("this week", date(2026, 11, 20)),
    ],
)
def test_days_counted_from_the_meeting(phrase: str, meant: date) -> None:
    assert day(phrase, date(2026, 11, 18)) == meant


def test_working_days_are_those_of_the_calendar() -> None:
    on = date(2026, 8, 28)
    assert day("1 working day", on) == date(2026, 9, 1)
    scottish = read_due("1 working day", on=on, calendar=calendar_of("scotland"))
    assert scottish.day == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("phrase", "kind", "last", "said"),
    [
        ("end of March", "month", date(2027, 3, 31), "due end of March 2027 (Wed 31 Mar 2027)"),
        ("March 2027", "month", date(2027, 3, 31), "due end of March 2027 (Wed 31 Mar 2027)"),
        ("in May", "month", date(2027, 5, 28), "due end of May 2027 (Fri 28 May 2027)"),
        ("by end Jan.", "month", date(2027, 1, 29), "due end of January 2027 (Fri 29 Jan 2027)"),
        ("end of the month", "month", date(2026, 11, 30), None),
        ("next month", "month", date(2026, 12, 31), None),
        ("in 2027", "month", date(2027, 12, 31), "due end of December 2027 (Fri 31 Dec 2027)"),
        ("Q3", "quarter", date(2026, 12, 31), "due end of Q3 2026/27 (Thu 31 Dec 2026)"),
        ("end of Q4", "quarter", date(2027, 3, 31), "due end of Q4 2026/27 (Wed 31 Mar 2027)"),
        ("quarter 1", "quarter", date(2027, 6, 30), "due end of Q1 2027/28 (Wed 30 Jun 2027)"),
        ("Q2 2026/27", "quarter", date(2026, 9, 30), "due end of Q2 2026/27 (Wed 30 Sep 2026)"),
        ("quarter 4 of 2026-27", "quarter", date(2027, 3, 31), None),
        ("end of the quarter", "quarter", date(2026, 12, 31), None),
        ("end of next quarter", "quarter", date(2027, 3, 31), None),
        (
            "end of the financial year",
            "financial_year",
            date(2027, 3, 31),
            "due end of the financial year 2026/27 (Wed 31 Mar 2027)",
        ),
        ("financial year", "financial_year", date(2027, 3, 31), None),
        ("2027/28", "financial_year", date(2028, 3, 31), None),
        ("next financial year", "financial_year", date(2028, 3, 31), None),
        ("end of 2025/2026", "financial_year", date(2026, 3, 31), None),
    ],
)
def test_periods_end_on_their_last_working_day(
    phrase: str, kind: str, last: date, said: str | None
) -> None:
    due = read_due(phrase, on=SUNDAY)
    assert (due.kind, due.day, due.phrase) == (kind, last, phrase)
    assert said is None or describe(due) == said


@pytest.mark.parametrize(
    ("phrase", "kind", "said"),
    [
        ("municipal year", "municipal_year", "municipal year"),
        ("next municipal year", "municipal_year", "next municipal year"),
        ("in the next municipal year (date to be confirmed)", "municipal_year", None),
        ("2027/28 municipal year", "municipal_year", "2027/28 municipal year"),
        ("next meeting", "next_meeting", "the next meeting (not yet scheduled)"),
        ("the next meeting", "next_meeting", None),
        ("ahead of next meeting", "next_meeting", None),
        ("to the next meeting", "next_meeting", None),
        ("At the next Board meeting.", "next_meeting", None),
        ("next meeting of the Board", "next_meeting", None),
        ("the Board’s next meeting", "next_meeting", None),
        ("next Health and Wellbeing Board meeting", "next_meeting", None),
        ("next meeting of the Executive", "other_meeting", "next meeting of the Executive"),
        ("the ICP's next meeting", "other_meeting", "the ICP's next meeting"),
        ("the ICP’s next sitting", "other_meeting", None),
        ("at the next Health and Wellbeing Board Executive meeting", "other_meeting", None),
        ("before submission", "event", "before submission"),
        ("after the election", "event", "after the election"),
        ("after the 2027 election", "event", None),
        ("once published", "event", "once published"),
        ("as a matter of urgency", "urgent", "as a matter of urgency"),
        ("urgent", "urgent", "as a matter of urgency"),
        ("ASAP", "urgent", None),
        ("immediately", "urgent", None),
        ("tbc", "tbc", "to be confirmed"),
        ("T.B.C.", "tbc", None),
        ("to be confirmed", "tbc", None),
        ("date to be confirmed", "tbc", None),
        ("at a later date", "tbc", "to be confirmed"),
        ("in due course", "tbc", None),
        ("future meeting", "tbc", None),
        ("a future Board meeting", "tbc", None),
        ("", "none", "no date yet"),
        ("   ", "none", None),
        ("none", "none", None),
        ("no date", "none", "no date yet"),
        ("—", "none", None),
        ("ongoing", "none", None),
    ],
)
def test_what_is_no_day_is_never_made_one(phrase: str, kind: str, said: str | None) -> None:
    due = read_due(phrase, on=SUNDAY)
    assert (due.kind, due.day, due.meeting_id) == (kind, None, None)
    assert due.phrase == phrase.strip()
    assert not due.is_day
    assert said is None or describe(due, today=SUNDAY) == said


def test_a_board_knows_its_own_names() -> None:
    assert read_due("next HWB meeting", on=SUNDAY).kind is DueKind.OTHER_MEETING
    own = read_due("next HWB meeting", on=SUNDAY, own_names=("", "HWB"))
    assert own.kind is DueKind.NEXT_MEETING


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("31 February", ["There is no 31 February", "28 or 29 days", "end of February"]),
        ("29 Feb 2027", ["There is no 29 February 2027", "28 days"]),
        ("29 February", ["within a year", "year too"]),
        ("by 31/4/2027", ["There is no 31 April 2027", "end of April 2027"]),
        ("2027-02-30", ["There is no 30 February 2027"]),
        ("0 March", ["There is no 0 March"]),
        ("3/13/2027", ["There is no month 13", "13/3/2027"]),
        ("13 March 0027", ["The year 0027 cannot be right"]),
        ("Friday 13 March 2027", ["13 March 2027 is a Saturday, not a Friday"]),
        ("Friday 13 March", ["13 March 2027 is a Saturday, not a Friday"]),
        ("Q1 2027", ["Q1 2026/27 or Q1 2027/28"]),
        ("2026/28", ["after 2026 comes 2027", "Type 2026/27"]),
    ],
)
def test_impossible_dates_say_what_to_type(phrase: str, words: list[str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_due(phrase, on=SUNDAY)
    assert refusal.value.field == "due"
    assert all(w in refusal.value.message for w in words), refusal.value.message


@pytest.mark.parametrize(
    "phrase",
    [
        "Send budget 3",
        "agenda item 4",
        "£3,500 budget",
        "13 March or so",
        "13 March: send the budget",
        "before 31 Febuary",
        "after 13 March",
        "before teh next meeting",
        "may 13",
        "by",
        "0 weeks",
        "the 13th",
        "early March",
        "outside of the meeting",
        "annually",
        "١٣ March",
        "x" * 5000,
    ],
)
def test_everything_else_is_refused_whole(phrase: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_due(phrase, on=SUNDAY)
    shown = phrase if len(phrase) <= 60 else phrase[:59] + "…"
    assert refusal.value.field == "due"
    assert refusal.value.message == (
        f"I could not read “{shown}” as a date. "
        "Try 13 March, 2027-03-13, next meeting, end of April, Q2, or tbc."
    )


WORDS = st.sampled_from(
    re.findall(
        r"\S+",
        "by before after next end of the in week month meeting march friday fri 13 13th 2027 27 31 "
        "0 feb q2 quarter year financial municipal tbc working days 2026/27 13/3/27 1.1.1 - ( ) '",
    )
)


def read_or_refused(text: str) -> Due | InvalidInput:
    try:
        return read_due(text, on=SUNDAY)
    except InvalidInput as refusal:
        return refusal


@given(st.one_of(st.text(max_size=60), st.lists(WORDS).map(" ".join)))
@example("in 999 years")
@example("before before before " * 50)
def test_any_text_is_read_or_refused(text: str) -> None:
    due = read_or_refused(text)
    if isinstance(due, InvalidInput):
        assert due.field == "due"
        assert len(due.message) < 250
    else:
        assert due.phrase == " ".join(text.split())
        assert describe(due)
        if due.day and due.kind is not DueKind.DATE:
            assert ENGLAND.is_working_day(due.day)


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_what_is_said_back_is_read_again(meant: date, on: date) -> None:
    said = describe(Due(DueKind.DATE, "", meant))
    assert read_due(said, on=on).day == meant
    assert read_date(meant.isoformat(), on=on) == meant


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_date_without_a_year_is_near(meant: date, on: date) -> None:
    if (meant.month, meant.day) == (2, 29):
        return
    found = day(f"{meant.day}/{meant.month}", on)
    assert found is not None
    assert (found.month, found.day) == (meant.month, meant.day)
    assert timedelta(days=-93) < found - on < timedelta(days=280)


def test_saying_back_a_linked_meeting() -> None:
    due = Due(DueKind.NEXT_MEETING, "next meeting", date(2023, 2, 10), "M1")
    assert describe(due) == "due Fri 10 Feb 2023, the next meeting"
    late = describe(due, today=date(2023, 2, 11))
    assert late == "due Fri 10 Feb 2023, the meeting of that day — already past"
    assert describe(due, today=date(2023, 2, 10)) == describe(due)
    other = Due(DueKind.OTHER_MEETING, "the ICP's next meeting", date(2023, 2, 10))
    assert describe(other) == "due Fri 10 Feb 2023, the ICP's next meeting"
    assert day_words(date(2023, 2, 3)) == "Fri 3 Feb 2023"


def test_a_day_and_nothing_else() -> None:
    assert read_date("Fri 5 March 2027", on=SUNDAY) == date(2027, 3, 5)
    assert read_date("tomorrow", on=SUNDAY) == date(2026, 11, 23)
    for phrase in ("end of March", "next meeting", "tbc", "", "2027"):
        with pytest.raises(InvalidInput) as refusal:
            read_date(phrase, on=SUNDAY)
        assert refusal.value.field == "day"
        assert "13 March 2027" in refusal.value.message
    with pytest.raises(InvalidInput) as impossible:
        read_date("31 April", on=SUNDAY, field="until")
    assert impossible.value.field == "until"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("10.30", time(10, 30)),
        ("10:30am", time(10, 30)),
        ("2pm", time(14)),
        ("2 PM", time(14)),
        ("14:00", time(14)),
        ("1400hrs", time(14)),
        ("12.15 a.m.", time(0, 15)),
        ("12pm", time(12)),
        ("noon", time(12)),
        ("12 noon", time(12)),
        ("02:30", time(2, 30)),
        ("9.05", time(9, 5)),
    ],
)
def test_times(text: str, meant: time) -> None:
    assert read_time(text) == meant


@pytest.mark.parametrize(
    "text", ["", "10", "25:00", "10.60", "13pm", "2.30", "11 noon", "soon", "10.5"]
)
def test_times_that_are_none_or_two(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_time(text)
    assert refusal.value.field == "time"
    assert ("02:30 or 14:30" in refusal.value.message) is (text == "2.30")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("10.30-12.30", time(10, 30), time(12, 30)),
        ("10.30am – 12 noon", time(10, 30), time(12)),
        ("2 to 4pm", time(14), time(16)),
        ("10am-1", time(10), time(13)),
        ("10.30 until 1.00", time(10, 30), time(13)),
        ("10-12", time(10), time(12)),
        ("9.30-1pm", time(9, 30), time(13)),
        ("6.30pm-8", time(18, 30), time(20)),
        ("14:00-16:00", time(14), time(16)),
    ],
)
def test_time_ranges(text: str, start: time, end: time) -> None:
    assert read_time_range(text) == (start, end)


@pytest.mark.parametrize("text", ["", "10.30", "2-4", "12.30-10.30", "4pm-2pm", "10-11-12"])
def test_time_ranges_that_are_none_or_two(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_time_range(text)
    assert refusal.value.field == "time"


FRIDAY = Due(DueKind.DATE, "13 March 2026", date(2026, 3, 13))
LATER = Due(DueKind.DATE, "15 May 2026", date(2026, 5, 15))


@pytest.mark.parametrize(
    ("current", "today", "colour"),
    [
        (FRIDAY, date(2026, 2, 26), Rag.GREEN),
        (FRIDAY, date(2026, 2, 27), Rag.AMBER),
        (FRIDAY, date(2026, 3, 13), Rag.AMBER),
        (FRIDAY, date(2026, 3, 14), Rag.RED),
        (LATER, date(2026, 3, 14), Rag.GREEN),
        (LATER, date(2026, 5, 12), Rag.AMBER),
        (LATER, date(2026, 5, 16), Rag.RED),
        (Due(DueKind.TBC, "tbc"), date(2026, 2, 1), Rag.GREEN),
        (Due(DueKind.TBC, "tbc"), date(2026, 3, 14), Rag.RED),
        (Due(DueKind.NEXT_MEETING, "next meeting"), date(2026, 3, 14), Rag.NONE),
    ],
)
def test_colours(current: Due, today: date, colour: Rag) -> None:
    assert rag(FRIDAY, current, today, ENGLAND, done=False) is colour
    assert rag(FRIDAY, current, today, ENGLAND, done=True) is Rag.GREEN


def test_no_day_has_no_colour() -> None:
    tbc = Due(DueKind.TBC, "tbc")
    assert rag(tbc, tbc, SUNDAY, ENGLAND, done=False) is Rag.NONE
    assert rag(tbc, FRIDAY, SUNDAY, ENGLAND, done=False) is Rag.RED
    assert not is_overdue(tbc, SUNDAY)
    assert is_overdue(FRIDAY, date(2026, 3, 14))
    assert not is_overdue(FRIDAY, date(2026, 3, 13))


def test_a_due_on_a_sunday_is_amber_from_its_friday() -> None:
    sunday = Due(DueKind.DATE, "", date(2026, 3, 15))
    assert rag(sunday, sunday, date(2026, 2, 27), ENGLAND, done=False) is Rag.AMBER
    assert rag(sunday, sunday, date(2026, 2, 26), ENGLAND, done=False) is Rag.GREEN
    assert rag(sunday, sunday, date(2026, 3, 15), ENGLAND, done=False) is Rag.AMBER


def test_phrases_of_real_papers() -> None:
    """Every due phrase that a reader found in real papers is read, but for those that name no
    time at all."""
    if not GOLD.is_dir():
        pytest.skip(f"no labelled papers at {GOLD}")
    unread = {"outside of the meeting", "a later update", "annually", "each time"}
    found = 0
    for path in sorted(GOLD.glob("*.json")):
        for phrase in _phrases(json.loads(path.read_text())):
            found += 1
            if phrase in unread:
                with pytest.raises(InvalidInput):
                    read_due(phrase, on=date(2023, 2, 10))
            else:
                assert read_due(phrase, on=date(2023, 2, 10)).phrase == phrase
    assert found > 10


def _phrases(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["due_phrase"]] if isinstance(node.get("due_phrase"), str) else []
        return own + [p for value in node.values() for p in _phrases(value)]
    return [p for value in node for p in _phrases(value)] if isinstance(node, list) else []
