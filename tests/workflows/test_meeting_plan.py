"""A year of meetings from a pattern: what stands against a date, the nearest free one, series."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from tests.support.council import Council
from workflows import meeting_plan, meeting_planning
from workflows.absence_noting import AwayForm, note
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed
from workflows.meeting_patterns import read_pattern
from workflows.meeting_plan import Proposed, SeriesForm, YearPlan
from workflows.meeting_planning import MeetingPlan
from workflows.meetings import MeetingKind
from workflows.people import Membership, Role

YEAR = date(2027, 5, 1), date(2028, 4, 30)


def plan(council: Council, text: str, first: date = YEAR[0], last: date = YEAR[1]) -> YearPlan:
    pattern = read_pattern(text, council.now.date())
    board = council.board.id
    return council.do(meeting_plan.propose, "asha", board, pattern, first, last)


def at(found: YearPlan, day: date) -> Proposed:
    return next(p for p in found.dates if p.day == day)


def words(proposed: Proposed) -> str:
    return "; ".join(clash.words for clash in proposed.clashes)


def other_board(council: Council, *members: str, kind: MeetingKind = MeetingKind.ORDINARY) -> Board:
    """A board that these sit on too, which meets on 11 May 2027 from ten to twelve."""

    def make(tx: Any) -> Board:
        made = tx.boards.add(
            Board(tx.new_id(), council.board.team_id, "Exampleshire Scrutiny", "C9", council.now)
        )
        for who in members:
            person = council.people[who].id
            tx.people.add_membership(
                Membership(tx.new_id(), made.id, person, Role.MEMBER, date(2026, 1, 1))
            )
        officer = council.people["asha"].id
        tx.people.add_membership(
            Membership(tx.new_id(), made.id, officer, Role.OFFICER, date(2026, 1, 1))
        )
        return made

    made: Board = council.look(make)
    form = MeetingPlan("11 May 2027", "10:00", "12:00", kind=kind)
    council.do(meeting_planning.schedule, "asha", made.id, form)
    return made


def test_a_bank_holiday_with_the_nearest_free_day(sqlite_council: Council) -> None:
    found = plan(sqlite_council, "first Monday of the month, not on a bank holiday")
    clash = at(found, date(2027, 5, 3))
    assert "it is the Early May bank holiday" in words(clash)
    assert not clash.stands
    assert clash.instead == date(2027, 5, 4)
    assert at(found, date(2027, 6, 7)) == Proposed(date(2027, 6, 7))


def test_without_the_wish_a_bank_holiday_is_shown_and_stands(sqlite_council: Council) -> None:
    clash = at(plan(sqlite_council, "first Monday of the month"), date(2027, 5, 3))
    assert clash.clashes
    assert clash.stands


def test_its_own_meeting_and_the_agenda_after_christmas(sqlite_council: Council) -> None:
    sqlite_council.meeting("8 June 2027", start="14:00")
    found = plan(sqlite_council, "second Tuesday of the month")
    assert words(at(found, date(2027, 6, 8))) == "the board meets that day already, at 14:00"
    assert not at(found, date(2027, 6, 8)).stands
    early = plan(sqlite_council, "first Thursday of January")
    assert "between Christmas and New Year" in words(at(early, date(2028, 1, 6)))
    assert at(early, date(2028, 1, 6)).stands


def test_boards_that_share_members_are_named_with_how_many(sqlite_council: Council) -> None:
    other_board(sqlite_council, "tom", "bea")
    clash = words(at(plan(sqlite_council, "second Tuesday at 11:00"), date(2027, 5, 11)))
    assert clash == "a meeting of Exampleshire Scrutiny at that hour (2 members of both)"
    assert not words(at(plan(sqlite_council, "second Tuesday at 14:00"), date(2027, 5, 11)))


def test_a_private_meeting_elsewhere_is_not_named(sqlite_council: Council) -> None:
    other_board(sqlite_council, "tom", kind=MeetingKind.PRIVATE)
    clash = words(at(plan(sqlite_council, "second Tuesday at 11:00"), date(2027, 5, 11)))
    assert clash == "another meeting at that hour (1 member of both)"


def test_boards_without_a_member_in_common_do_not_clash(sqlite_council: Council) -> None:
    other_board(sqlite_council)
    found = plan(sqlite_council, "second Tuesday at 11:00")
    assert not at(found, date(2027, 5, 11)).clashes


def test_an_hour_in_summer_and_in_winter_is_the_boards_own(sqlite_council: Council) -> None:
    form = SeriesForm("second Tuesday at 14:00", (date(2027, 6, 8), date(2027, 12, 14)))
    summer, winter = sqlite_council.do(
        meeting_plan.schedule_series, "asha", sqlite_council.board.id, form
    )
    assert summer.starts_at == datetime(2027, 6, 8, 13, 0, tzinfo=UTC)
    assert winter.starts_at == datetime(2027, 12, 14, 14, 0, tzinfo=UTC)


def test_scheduled_as_a_series_and_moved_one_by_one(council: Council) -> None:
    form = SeriesForm(
        "second Tuesday, every other month, at 14:00",
        (date(2027, 5, 11), date(2027, 7, 13), date(2027, 9, 14)),
        venue="Council Chamber",
    )
    made = council.do(meeting_plan.schedule_series, "asha", council.board.id, form)
    assert len({m.series for m in made} - {""}) == 1
    assert {m.venue for m in made} == {"Council Chamber"}
    kept = council.look(lambda tx: tx.boards.get(council.board.id)).meeting_pattern
    assert kept == "second Tuesday of the month, every other month, at 14:00"
    council.do(meeting_planning.move, "asha", made[1].id, MeetingPlan("14 July 2027"))
    council.do(meeting_planning.cancel_meeting, "asha", made[2].id, "no business")
    first = council.look(lambda tx: tx.meetings.get(made[0].id))
    assert first == made[0]
    later = council.look(lambda tx: tx.meetings.get(made[1].id))
    assert (later.series, later.day) == (made[1].series, date(2027, 7, 14))


def test_all_or_none(sqlite_council: Council) -> None:
    sqlite_council.meeting("13 July 2027", start="14:00")
    form = SeriesForm("second Tuesday at 14:00", (date(2027, 5, 11), date(2027, 7, 13)))
    with pytest.raises(AlreadyDone, match="13 Jul 2027"):
        sqlite_council.do(meeting_plan.schedule_series, "asha", sqlite_council.board.id, form)
    board = sqlite_council.board.id
    assert len(sqlite_council.look(lambda tx: tx.meetings.of_board(board))) == 1


def test_only_an_officer_plans(sqlite_council: Council) -> None:
    form = SeriesForm("second Tuesday", (date(2027, 5, 11),))
    with pytest.raises(NotAllowed):
        sqlite_council.do(meeting_plan.schedule_series, "tom", sqlite_council.board.id, form)


@pytest.mark.parametrize(
    ("text", "pattern", "first", "last"),
    [
        ("second Tuesday", "second Tuesday", "2027-05-01", "2028-04-30"),
        ("second Tuesday for 2028/29", "second Tuesday", "2028-05-01", "2029-04-30"),
        ("second Tuesday, for 2027", "second Tuesday", "2027-01-01", "2027-12-31"),
        ("second Tuesday for this municipal year", "second Tuesday", "2026-05-01", "2027-04-30"),
        ("last Monday in the calendar year 2028", "last Monday", "2028-01-01", "2028-12-31"),
        (
            "last Monday of Mar and Jun between 1 March 2027 and 30 June 2027",
            "last Monday of Mar and Jun",
            "2027-03-01",
            "2027-06-30",
        ),
    ],
)
def test_the_time_that_is_planned(
    sqlite_council: Council, text: str, pattern: str, first: str, last: str
) -> None:
    today = sqlite_council.now.date()
    left, begins, ends = meeting_plan.split_year(text, sqlite_council.board, today)
    assert (left.strip(), begins.isoformat(), ends.isoformat()) == (pattern, first, last)


def test_a_year_that_is_none() -> None:
    with pytest.raises(InvalidInput, match="2027/28"):
        meeting_plan.year_called(
            "2027/29", Board("b", "T", "B", "C", datetime(2026, 1, 1, tzinfo=UTC)), YEAR[0]
        )


DAYS = [date(2027, 5, 11), date(2027, 7, 13)]


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("", ["2027-05-11", "2027-07-13"]),
        ("11 May to 13 May", ["2027-05-13", "2027-07-13"]),
        ("+ 3 June\n- 13 July", ["2027-05-11", "2027-06-03"]),
        ("13 July → 20 July 2027", ["2027-05-11", "2027-07-20"]),
    ],
)
def test_moved_by_hand(typed: str, days: list[str]) -> None:
    found = meeting_plan.by_hand(typed, DAYS, date(2027, 1, 11))
    assert [d.isoformat() for d in found] == days


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("sometime", "could not read"),
        ("12 May to 13 May", "not among the dates"),
        ("+ 11 May", "already"),
    ],
)
def test_what_is_no_change_by_hand(typed: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why) as refused:
        meeting_plan.by_hand(typed, DAYS, date(2027, 1, 11))
    assert refused.value.field == "hand"


def test_the_chair_away_and_no_officer_there(sqlite_council: Council) -> None:
    council = sqlite_council
    council.now = datetime(2027, 4, 1, 9, 0, tzinfo=UTC)
    away = [("rosalind", "10 May 2027", "12 May 2027"), ("asha", "1 July 2027", "9 July 2027")]
    for who, since, until in away:
        form = AwayForm(since=since, until=until)
        council.do(note, who, form)
    found = plan(council, "second Tuesday of the month")
    assert words(at(found, date(2027, 5, 11))) == "the chair, Rosalind Peake, is away"
    assert "when no officer is there" in words(at(found, date(2027, 7, 13)))
    assert meeting_plan.hours(found.pattern) == (time(10), time(12))
    assert day_words(at(found, date(2027, 5, 11)).instead or date.min) == "Thu 13 May 2027"
