"""The notice clock: a board's own rules, the other deadlines, late agendas, and what holds always.
The table of worked cases stands in `test_notice_cases`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.boards import Board
from workflows.calendars import NATIONS
from workflows.meeting_papers import lateness
from workflows.meetings import Meeting, MeetingKind
from workflows.notice import (
    MEETING,
    PUBLICATION,
    Notice,
    Profile,
    clear_days_of,
    notice_of,
    of_meeting,
    profile_of,
    publication_day,
    publish,
)
from workflows.notice_rules import LAWS, Body, NoticeRules, law_of


def of(nation: str, day: date, body: Body = Body.PRINCIPAL, **more: object) -> Notice:
    return notice_of(Profile(nation, body, **more), day)  # type: ignore[arg-type]


def reasons(notice: Notice) -> dict[date, str]:
    return {s.day: s.why for s in notice.skipped}


# --- the board's own ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "last"),
    [
        (0, date(2026, 11, 13)),  # the working day before the Monday
        (1, date(2026, 11, 12)),  # 13
        (7, date(2026, 11, 4)),  # 13 12 11 10 9 6 5
        (10, date(2026, 10, 30)),  # and 4 3 2
    ],
)
def test_a_boards_own_number_comes_before_the_laws(own: int, last: date) -> None:
    notice = of("england", date(2026, 11, 16), own_days=own)
    assert notice.last_publication_day == last
    assert len(notice.counted) == notice.clear_days == own
    fewer = [c for c in notice.cautions if "the law asks for 5" in c]
    assert bool(fewer) == (own < 5)


def test_closed_days_are_left_out_and_named() -> None:
    # Thursday 7 January 2027; shut on 24 and 29 to 31 December: 6 5 4 January, 23 22 December.
    shut = (date(2026, 12, 24), *(date(2026, 12, n) for n in (29, 30, 31)))
    notice = of("england", date(2027, 1, 7), closed_days=shut)
    assert notice.last_publication_day == date(2026, 12, 21)
    assert [d.day for d in notice.counted] == [22, 23, 4, 5, 6]
    assert {reasons(notice)[d] for d in shut} == {"closed day"}
    assert reasons(notice)[date(2026, 12, 28)] == "Boxing Day (substitute day)"


def test_every_day_from_publication_to_meeting_has_its_reason() -> None:
    notice = of("england", date(2026, 4, 14))
    assert reasons(notice) == {
        date(2026, 4, 2): PUBLICATION,
        date(2026, 4, 3): "Good Friday",
        date(2026, 4, 4): "Saturday",
        date(2026, 4, 5): "Sunday",
        date(2026, 4, 6): "Easter Monday",
        date(2026, 4, 11): "Saturday",
        date(2026, 4, 12): "Sunday",
        date(2026, 4, 14): MEETING,
    }
    assert [d.number for d in notice.days if d.number] == [1, 2, 3, 4, 5]


def test_every_nation_and_kind_of_body_has_its_law() -> None:
    assert set(LAWS) == {(nation, body) for nation in NATIONS for body in Body}
    assert all(law.source and law.clear_days in (3, 5) for law in LAWS.values())


def test_a_board_gives_notice_by_its_own_profile() -> None:
    board = Board("b", "T", "Exampleshire Board", "C", datetime(2026, 1, 1, tzinfo=UTC))
    assert clear_days_of(board) == 5
    assert publication_day(board, date(2026, 11, 16)) == date(2026, 11, 6)
    parish = replace(board, body=Body.PARISH, nation="wales", closed_days=(date(2026, 11, 12),))
    assert clear_days_of(parish) == 3
    assert publication_day(parish, date(2026, 11, 16)) == date(2026, 11, 9)  # 13 11 10
    assert clear_days_of(replace(parish, clear_days=6)) == 6
    assert profile_of(parish).law is law_of("wales", Body.PARISH)


# --- 28 days, and the other deadlines -------------------------------------------------------------


@pytest.mark.parametrize(
    ("meeting", "latest", "working"),
    [
        # 28 days lie between; each is 29 before. Weekends and bank holidays count.
        (date(2026, 12, 8), date(2026, 11, 9), date(2026, 11, 9)),  # Tuesday, a Monday
        (date(2026, 12, 7), date(2026, 11, 8), date(2026, 11, 6)),  # Monday, a Sunday: the Friday
        (date(2027, 1, 20), date(2026, 12, 22), date(2026, 12, 22)),  # all of Christmas counts
        (date(2027, 1, 25), date(2026, 12, 27), date(2026, 12, 24)),  # a Sunday after Christmas
        (date(2026, 1, 30), date(2026, 1, 1), date(2025, 12, 31)),  # New Year's Day
        (date(2026, 5, 5), date(2026, 4, 6), date(2026, 4, 2)),  # Easter Monday: Maundy Thursday
        (date(2024, 3, 7), date(2024, 2, 7), date(2024, 2, 7)),  # over 29 February
        (date(2023, 3, 8), date(2023, 2, 7), date(2023, 2, 7)),  # over a shorter February
    ],
)
def test_28_days_are_calendar_days(meeting: date, latest: date, working: date) -> None:
    rules = NoticeRules(private_notice=True, key_decisions=True)
    found = {d.key: d for d in of("england", meeting, rules=rules).deadlines}
    for key in ("private_meeting", "key_decision"):
        assert (found[key].latest, found[key].day) == (latest, working)
        assert (meeting - latest).days - 1 == 28
        assert "SI 2012/2089" in found[key].source


def test_the_further_notices_are_five_clear_days_whatever_the_body_gives() -> None:
    rules = NoticeRules(private_notice=True, key_decisions=True)
    notice = of("england", date(2026, 4, 14), own_days=3, rules=rules)
    found = {d.key: d.day for d in notice.deadlines}
    assert found["private_meeting_second"] == found["key_decision_exception"] == date(2026, 4, 2)
    assert notice.last_publication_day == date(2026, 4, 8)


def test_an_executives_notices_are_off_unless_switched_on() -> None:
    keys = {d.key for d in of("england", date(2026, 4, 14)).deadlines}
    assert keys == {"public_participation", "minutes_issue"}
    off = NoticeRules(participation_before=None, minutes_within=None)
    assert of("england", date(2026, 4, 14), rules=off).deadlines == ()


@pytest.mark.parametrize(("nation", "says"), [("wales", "own rule"), ("scotland", "own rule")])
def test_where_no_act_asks_for_28_days_it_says_so(nation: str, says: str) -> None:
    rules = NoticeRules(private_notice=True)
    (first, *_) = of(nation, date(2026, 4, 14), rules=rules).deadlines
    assert says in first.source


@pytest.mark.parametrize(
    ("nation", "meeting", "rules", "at"),
    [
        # Printed so on a county's agenda: 9.00am the day before, 23 May 2022 (summer time).
        ("england", date(2022, 5, 24), NoticeRules(), "2022-05-23T09:00:00+01:00"),
        ("england", date(2026, 11, 16), NoticeRules(), "2026-11-13T09:00:00+00:00"),  # Friday
        ("england", date(2026, 4, 7), NoticeRules(), "2026-04-02T09:00:00+01:00"),  # over Easter
        # Clocks went back on Sunday 25 October: Friday is still in summer time.
        ("england", date(2026, 10, 26), NoticeRules(), "2026-10-23T09:00:00+01:00"),
        ("scotland", date(2026, 1, 5), NoticeRules(), "2025-12-31T09:00:00+00:00"),  # 1, 2 January
        (
            "england",
            date(2026, 11, 18),
            NoticeRules(participation_before=3, participation_hour=time(12)),
            "2026-11-13T12:00:00+00:00",
        ),
        (
            "england",
            date(2026, 11, 18),
            NoticeRules(participation_before=0),
            "2026-11-18T09:00:00+00:00",
        ),
    ],
)
def test_the_publics_deadline_has_its_hour(
    nation: str, meeting: date, rules: NoticeRules, at: str
) -> None:
    profile = Profile(nation, rules=rules)
    (found,) = [d for d in notice_of(profile, meeting).deadlines if d.key == "public_participation"]
    assert found.at is not None
    assert found.at.tzinfo is UTC
    assert found.at.astimezone(profile.zone).isoformat() == at
    assert found.day.isoformat() == at[:10]


def test_the_hour_is_that_of_the_boards_zone() -> None:
    abroad = Profile("england", zone=ZoneInfo("Europe/Madrid"))
    notice = notice_of(abroad, date(2026, 11, 18), time(10))
    (found,) = [d for d in notice.deadlines if d.key == "public_participation"]
    assert found.at == datetime(2026, 11, 17, 8, tzinfo=UTC)
    assert notice.starts_at == datetime(2026, 11, 18, 9, tzinfo=UTC)


def test_minutes_are_due_so_many_working_days_after() -> None:
    # Ten working days after Tuesday 14 April 2026: 15 to 17 (3), 20 to 24 (8), 27, 28.
    assert of("england", date(2026, 4, 14)).deadlines[-1].day == date(2026, 4, 28)
    # Five after Thursday 17 December 2026: 18, 21, 22, 23, 24.
    quick = NoticeRules(minutes_within=5)
    assert of("england", date(2026, 12, 17), rules=quick).deadlines[-1].day == date(2026, 12, 24)


# --- late or in time ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "given", "short"),
    [
        (date(2026, 3, 20), 14, 0),  # 23-27, 30-31 March, 1-2, 7-10, 13 April
        (date(2026, 4, 2), 5, 0),  # the last day
        (date(2026, 4, 3), 5, 0),  # Good Friday itself still leaves all five
        (date(2026, 4, 6), 5, 0),  # and Easter Monday
        (date(2026, 4, 7), 4, 1),  # the first that is late
        (date(2026, 4, 10), 1, 4),
        (date(2026, 4, 11), 1, 4),  # a Saturday: Monday is left
        (date(2026, 4, 13), 0, 5),
        (date(2026, 4, 14), 0, 5),  # on the day
        (date(2026, 4, 15), 0, 5),  # after it
    ],
)
def test_how_late_an_agenda_is(published: date, given: int, short: int) -> None:
    out = publish(of("england", date(2026, 4, 14)), published)
    assert (out.given, out.short_by, out.late) == (given, short, short > 0)


def test_with_no_days_asked_for_only_the_meetings_own_day_is_late() -> None:
    notice = of("england", date(2026, 4, 14), own_days=0)
    assert not publish(notice, date(2026, 4, 13)).late
    assert publish(notice, date(2026, 4, 14)).late


def test_lateness_of_a_meeting_in_the_register_in_words() -> None:
    board = Board("b", "T", "Exampleshire Board", "C", datetime(2026, 1, 1, tzinfo=UTC))
    starts = datetime(2026, 4, 14, 12, 30, tzinfo=UTC)
    meeting = Meeting("m", "b", date(2026, 4, 14), starts, starts + timedelta(hours=2), "uid")
    assert of_meeting(board, meeting).starts_at == starts
    assert lateness(board, meeting) == ""
    late = replace(meeting, agenda_published_on=date(2026, 4, 7))
    assert lateness(board, late) == (
        "The agenda is out since Tue 7 Apr 2026, late: 4 of 5 clear days left, 1 too few."
    )
    assert lateness(board, replace(late, kind=MeetingKind.PRIVATE)) == ""
    assert lateness(board, replace(meeting, agenda_published_on=date(2026, 4, 2))) == ""
    on_the_day = replace(meeting, agenda_published_on=date(2026, 4, 14))
    assert "no clear day was left" in lateness(board, on_the_day)


# --- cautions -------------------------------------------------------------------------------------


def test_a_parish_is_told_of_days_that_some_leave_out() -> None:
    # Local Government Act 1972 s.243: the Christmas and Easter breaks.
    easter = of("england", date(2024, 4, 4), Body.PARISH).cautions
    assert [c.split(":")[1].split(".")[0].strip() for c in easter] == [
        "the Thursday before Easter",
        "the Tuesday after Easter",
    ]
    (christmas,) = of("wales", date(2026, 12, 29), Body.PARISH).cautions
    assert christmas.startswith("Thu 24 Dec 2026 is counted: Christmas Eve.")
    assert of("england", date(2026, 12, 29), Body.PRINCIPAL).cautions == ()


def test_what_else_is_worth_a_second_look() -> None:
    assert "no working day: Saturday" in of("england", date(2026, 11, 21)).cautions[0]
    assert (
        "no parish councils" in of("northern_ireland", date(2026, 11, 18), Body.PARISH).cautions[0]
    )
    assert "often seven" in of("scotland", date(2026, 11, 18), Body.PARISH).cautions[0]
    assert of("scotland", date(2026, 11, 18), Body.PARISH, own_days=7).cautions == ()
    late = NoticeRules(participation_before=0, participation_hour=time(10))
    assert "when the meeting has begun" in of("england", date(2026, 11, 18), rules=late).cautions[0]


# --- what holds always ----------------------------------------------------------------------------

DAYS = st.dates(date(2000, 1, 1), date(2045, 12, 31))
PROFILES = st.builds(
    Profile,
    nation=st.sampled_from(sorted(NATIONS)),
    body=st.sampled_from(Body),
    own_days=st.none() | st.integers(0, 30),
    closed_days=st.just(()),
)


def around(meeting: date) -> st.SearchStrategy[tuple[date, ...]]:
    """Closed days in the weeks before a meeting."""
    back = st.integers(-3, 60).map(lambda n: meeting - timedelta(n))
    return st.lists(back, max_size=12).map(tuple)


@given(PROFILES, DAYS, st.data())
def test_counted_days_are_working_days_strictly_between(
    profile: Profile, meeting: date, data: st.DataObject
) -> None:
    profile = replace(profile, closed_days=data.draw(around(meeting)))
    notice = notice_of(profile, meeting)
    calendar, last = profile.calendar, notice.last_publication_day
    assert len(notice.counted) == notice.clear_days
    assert all(last < d < meeting and calendar.is_working_day(d) for d in notice.counted)
    assert calendar.is_working_day(last)
    span = {last + timedelta(n) for n in range((meeting - last).days + 1)}
    assert sorted([*notice.counted, *(s.day for s in notice.skipped)]) == sorted(span)
    assert all(s.why for s in notice.skipped)
    assert all(
        not calendar.is_working_day(s.day) for s in notice.skipped if s.day not in (last, meeting)
    )
    for deadline in notice.deadlines:
        assert deadline.day == meeting or calendar.is_working_day(deadline.day)


@given(PROFILES, DAYS, st.data())
def test_more_closed_days_never_make_the_last_day_later(
    profile: Profile, meeting: date, data: st.DataObject
) -> None:
    some = data.draw(around(meeting))
    more = (*some, *data.draw(around(meeting)))
    fewer_closed = notice_of(replace(profile, closed_days=some), meeting)
    more_closed = notice_of(replace(profile, closed_days=more), meeting)
    assert more_closed.last_publication_day <= fewer_closed.last_publication_day


@given(PROFILES, DAYS)
def test_the_last_day_is_in_time_and_the_next_working_day_is_not(
    profile: Profile, meeting: date
) -> None:
    notice = notice_of(profile, meeting)
    last = notice.last_publication_day
    assert not publish(notice, last).late
    assert publish(notice, profile.calendar.add(last, 1)).late == (
        notice.clear_days > 0 or profile.calendar.add(last, 1) >= meeting
    )


@given(PROFILES, DAYS, st.integers(0, 40), st.integers(0, 40))
def test_publishing_sooner_is_never_later(
    profile: Profile, meeting: date, one: int, other: int
) -> None:
    notice = notice_of(profile, meeting)
    early, late = sorted((meeting - timedelta(one), meeting - timedelta(other)))
    assert publish(notice, early).short_by <= publish(notice, late).short_by
