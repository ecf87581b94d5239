"""Report-backs: their cycles over the years, and what follows when one was delivered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.council import Council
from workflows import (
    action_answers,
    action_recording,
    digests,
    ladder,
    meeting_planning,
    report_back_keeping,
)
from workflows.action_recording import NewAction
from workflows.actions import Action, Status, Turn
from workflows.deadlines import Due, DueKind
from workflows.errors import AlreadyDone, Conflict, InvalidInput, NotAllowed
from workflows.meeting_planning import MeetingPlan
from workflows.meetings import Meeting, MeetingKind
from workflows.report_back_cycles import (
    cycle_in,
    heard_on,
    nearest,
    next_of,
    projected,
    read_cycle,
    read_window,
)
from workflows.report_back_keeping import Coming, reads_like_one
from workflows.report_backs import Cycle

#: The meetings of a municipal year with its summer gap, and of the next up to the winter.
YEAR = [
    date(2027, 1, 12),
    date(2027, 3, 9),
    date(2027, 5, 11),
    date(2027, 7, 13),
    date(2027, 9, 21),
    date(2027, 11, 16),
    date(2028, 1, 11),
]
FIRST = YEAR[0]


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "cycle"),
    [
        ("once", Cycle.ONCE),
        ("each meeting", Cycle.EACH_MEETING),
        ("at every Board meeting", Cycle.EACH_MEETING),
        ("quarterly", Cycle.QUARTERLY),
        ("Every Quarter", Cycle.QUARTERLY),
        ("every three months", Cycle.QUARTERLY),
        ("twice a year", Cycle.TWICE_A_YEAR),
        ("six-monthly", Cycle.TWICE_A_YEAR),
        ("annually", Cycle.ANNUAL),
        ("each municipal year", Cycle.ANNUAL),
        ("twice_a_year", Cycle.TWICE_A_YEAR),
        ("fortnightly", None),
        ("quarterly or so", None),
    ],
)
def test_the_words_of_a_cycle(words: str, cycle: Cycle | None) -> None:
    assert read_cycle(words) is cycle


def test_a_cycle_within_a_sentence() -> None:
    assert cycle_in("The Executive reports to each Board meeting.") is Cycle.EACH_MEETING
    assert cycle_in("Sub-groups report twice a year.") is Cycle.TWICE_A_YEAR
    assert cycle_in("Report back to the Board in July") is Cycle.ONCE


@pytest.mark.parametrize(
    ("phrase", "first", "last"),
    [
        ("in 12-18 months", date(2028, 1, 12), date(2028, 7, 12)),
        ("12 to 18 months", date(2028, 1, 12), date(2028, 7, 12)),
        ("within six to nine months", date(2027, 7, 12), date(2027, 10, 12)),
        ("in 12–18 months’ time", date(2028, 1, 12), date(2028, 7, 12)),
        ("in 4-6 weeks", date(2027, 2, 9), date(2027, 2, 23)),
    ],
)
def test_windows(phrase: str, first: date, last: date) -> None:
    assert read_window(phrase, FIRST) == (first, last)


@pytest.mark.parametrize("phrase", ["in 18-12 months", "12 months", "July", "", "in 0-3 months"])
def test_what_is_no_window(phrase: str) -> None:
    assert read_window(phrase, FIRST) is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("report back on the carers' strategy", True),
        ("Bring an updated performance report to the next meeting", True),
        ("Feed back the views of partners", True),
        ("Update the Board on delayed discharges", True),
        ("Send the budget to the treasurer", False),
        ("Write the report for the press", False),
    ],
)
def test_what_reads_like_a_report_back(text: str, is_one: bool) -> None:
    assert reads_like_one(text) is is_one


# --- cycles -----------------------------------------------------------------------------------


def days(cycle: Cycle, first: date, meetings: list[date], until: date) -> list[date | None]:
    return [n.day for n in projected(cycle, first, meetings, until)]


def test_the_cycles_of_a_municipal_year() -> None:
    end = date(2028, 1, 31)
    assert days(Cycle.EACH_MEETING, FIRST, YEAR, end) == YEAR[1:]
    # 12 April is nearer to 11 May than to 9 March; the rhythm goes on from 12 January.
    quarterly = [YEAR[2], YEAR[3], YEAR[4], YEAR[6]]
    assert days(Cycle.QUARTERLY, FIRST, YEAR, end) == quarterly
    assert days(Cycle.TWICE_A_YEAR, FIRST, YEAR, end) == [YEAR[3], YEAR[6]]
    assert days(Cycle.ANNUAL, FIRST, YEAR, end) == [YEAR[6]]
    assert days(Cycle.ONCE, FIRST, YEAR, end) == []


def test_beyond_the_scheduled_meetings_it_is_about_a_month() -> None:
    following = next_of(Cycle.ANNUAL, YEAR[2], YEAR)
    assert following.day == date(2028, 5, 11)
    assert not following.at_meeting
    waits = next_of(Cycle.EACH_MEETING, YEAR[-1], YEAR)
    assert (waits.day, waits.at_meeting) == (None, False)


def test_a_gap_in_the_calendar_takes_the_nearer_meeting() -> None:
    gap = [date(2027, 7, 5), date(2027, 10, 20)]
    assert next_of(Cycle.QUARTERLY, date(2027, 5, 11), gap).day == date(2027, 7, 5)
    # Due again on 11 August, and heard late on 5 July: the next is not put a day after it.
    assert next_of(Cycle.QUARTERLY, date(2027, 5, 11), gap, date(2027, 7, 5)).day == gap[1]


def test_what_came_late_does_not_push_the_rhythm_back() -> None:
    late = next_of(Cycle.ANNUAL, date(2027, 1, 12), YEAR, after=date(2027, 11, 16))
    assert late.day == date(2028, 1, 11)
    very_late = next_of(Cycle.QUARTERLY, date(2026, 1, 12), YEAR, after=date(2027, 3, 9))
    assert very_late.day == date(2027, 5, 11)


def test_what_comes_once_does_not_come_again() -> None:
    with pytest.raises(ValueError, match="once"):
        next_of(Cycle.ONCE, FIRST, YEAR)


calendars = st.lists(st.dates(date(2026, 1, 1), date(2031, 12, 31)), unique=True, max_size=40).map(
    sorted
)
recurring = st.sampled_from([c for c in Cycle if c is not Cycle.ONCE])


@given(recurring, st.dates(date(2026, 1, 1), date(2029, 1, 1)), calendars, st.integers(0, 500))
def test_the_next_time_is_always_later_and_at_a_meeting_that_there_is(
    cycle: Cycle, last: date, meetings: list[date], late: int
) -> None:
    after = last + timedelta(days=late)
    found = next_of(cycle, last, meetings, after)
    if found.day is None:
        assert cycle is Cycle.EACH_MEETING
        assert not [d for d in meetings if d > after]
        return
    assert found.day > after
    assert found.at_meeting == (found.day in meetings) or not found.at_meeting
    if cycle is Cycle.EACH_MEETING:
        assert found.day == min(d for d in meetings if d > after)


@given(recurring, st.dates(date(2026, 1, 1), date(2028, 1, 1)), calendars)
def test_projections_go_on_and_come_to_an_end(
    cycle: Cycle, first: date, meetings: list[date]
) -> None:
    until = first + timedelta(days=730)
    found = [n.day or date.min for n in projected(cycle, first, meetings, until)]
    assert found == sorted(set(found))
    assert all(first < d <= until for d in found)
    assert len(found) <= max(8, len(meetings)) + 8


@given(calendars, st.dates(date(2026, 1, 1), date(2031, 12, 31)))
def test_the_nearest_meeting_is_the_nearest(meetings: list[date], target: date) -> None:
    found = nearest(meetings, target)
    if found is None:
        assert not meetings or (target - meetings[-1]).days > 31
    elif meetings[-1] >= target:
        assert all(abs(d - target) >= abs(found - target) for d in meetings)


def test_at_which_meeting_a_due_is_heard() -> None:
    def at(kind: DueKind, day: date | None, until: date | None = None, on: date = FIRST) -> Any:
        return heard_on(Due(kind, "", day), until, YEAR, on)

    assert at(DueKind.MONTH, date(2027, 7, 30)) == YEAR[3]
    assert at(DueKind.MONTH, date(2027, 8, 31)) == YEAR[4]  # none in August
    assert at(DueKind.QUARTER, date(2027, 9, 30)) == YEAR[3]
    assert at(DueKind.DATE, date(2027, 5, 1)) == YEAR[1]  # by 1 May: the last one before it
    assert at(DueKind.DATE, date(2026, 11, 1)) == YEAR[0]  # past: the next one
    assert at(DueKind.DATE, date(2028, 6, 1), date(2028, 12, 1)) is None  # not scheduled so far
    assert at(DueKind.DATE, date(2027, 8, 1), date(2028, 2, 1)) == YEAR[4]  # from its beginning on
    assert at(DueKind.TBC, None) is None
    assert at(DueKind.DATE, date(2030, 1, 1)) is None


# --- in the register --------------------------------------------------------------------------


def report(c: Council, text: str = "Report back on carers", **more: Any) -> Action:
    new = NewAction(text, ("Tom Hallam",), report_to=c.board.id, **more)
    return c.do(action_recording.record, "asha", c.board.id, new)


def meetings(c: Council, *wanted: date) -> list[Meeting]:
    return [c.meeting(day.isoformat()) for day in wanted]


def deliver(c: Council, action: Action, meeting: Meeting, said: str = "") -> Action:
    return c.do(report_back_keeping.deliver, "asha", action.id, meeting, said)


def following(c: Council, action: Action) -> Action | None:
    return c.look(report_back_keeping.following, action)


def test_without_a_date_it_comes_to_the_next_meeting(sqlite_council: Council) -> None:
    c = sqlite_council
    (march,) = meetings(c, YEAR[1])
    made = report(c)
    assert made.due.meeting_id == march.id
    assert made.report_to == c.board.id
    assert report_back_keeping.words(made) == "Report-back"


def test_in_a_month_it_is_due_at_the_one_meeting_of_that_month(sqlite_council: Council) -> None:
    c = sqlite_council
    _, july = meetings(c, YEAR[1], YEAR[3])
    assert report(c, due="July").due.meeting_id == july.id
    c.meeting("2027-07-27")
    assert report(c, due="July").due.meeting_id is None  # two of them: nobody is guessed for


def test_delivered_it_is_completed_and_the_next_one_follows(council: Council) -> None:
    c = council
    first, may, *_ = meetings(c, YEAR[1], YEAR[3], YEAR[4])
    made = report(c, cycle=Cycle.QUARTERLY)
    assert made.due.meeting_id == first.id
    done = deliver(c, made, first, "noted, minute 27/4")
    assert (done.status, done.turn, done.completed_on) == (Status.ACCEPTED, Turn.NOBODY, first.day)
    assert "minute 27/4" in done.notes[-1].text
    later = following(c, done)
    assert later is not None
    assert (later.status, later.turn, later.follows) == (Status.OPEN, Turn.OWNER, done.id)
    assert later.due.meeting_id == may.id  # 9 June is nearer to 13 July than to 9 March
    assert later.cycle is Cycle.QUARTERLY
    assert later.reference != done.reference
    assert (later.notes, later.slips) == ((), ())
    assert [o.printed for o in later.owners] == ["Tom Hallam"]
    deeds = [line.deed for line, _ in c.look(lambda tx: tx.ledger.of_subject("action", later.id))]
    assert deeds == ["next of its cycle"]
    # Delivered once more, nothing happens.
    assert deliver(c, done, first) == c.action(done.id)
    assert following(c, done) == later


def test_accepted_without_a_meeting_the_cycle_goes_on_once(council: Council) -> None:
    c = council
    first, *_ = meetings(c, YEAR[1], YEAR[2])
    made = report(c, cycle=Cycle.EACH_MEETING)
    c.do(action_answers.done, "tom", made.id, "The paper is with you.")
    assert following(c, made) is None
    accepted = c.do(action_answers.accept, "asha", made.id)
    there = following(c, made)
    assert there is not None
    assert there.due.day == YEAR[2]
    deliver(c, accepted, first)
    assert [a.id for a in c.look(lambda tx: tx.actions.of_board(c.board.id)) if a.follows] == [
        there.id
    ]


def test_taken_back_the_next_one_goes_unless_somebody_touched_it(council: Council) -> None:
    c = council
    meetings(c, YEAR[1], YEAR[2])
    made = report(c, cycle=Cycle.EACH_MEETING)
    c.do(action_answers.done, "asha", made.id, "")
    there = following(c, made)
    assert there is not None
    c.do(action_recording.undo, "asha", made.id)
    assert following(c, made) is None
    assert c.action(there.id).status is Status.CANCELLED
    c.do(action_answers.done, "asha", made.id, "")
    again = following(c, made)
    assert again is not None
    c.do(action_answers.progress, "tom", again.id, "Begun.")
    c.do(action_answers.return_, "asha", made.id, "The figures were of last year.")
    assert following(c, made) == c.action(again.id)


def test_a_meeting_that_moves_or_is_cancelled(council: Council) -> None:
    c = council
    first, may, july = meetings(c, YEAR[1], YEAR[2], YEAR[3])
    made = report(c, cycle=Cycle.TWICE_A_YEAR, due="July")
    assert made.due.meeting_id == july.id
    moved = c.do(meeting_planning.move, "asha", july.id, MeetingPlan(day="2027-07-20"))
    assert c.action(made.id).due.day == moved.day == date(2027, 7, 20)
    (september,) = meetings(c, YEAR[4])
    c.do(meeting_planning.cancel_meeting, "asha", july.id, "not enough business")
    # To the meeting after the one that was cancelled, not to the next one of all.
    assert c.action(made.id).due.meeting_id == september.id
    c.do(meeting_planning.cancel_meeting, "asha", september.id, "no quorum")
    alone = c.action(made.id).due
    assert (alone.meeting_id, alone.day) == (None, YEAR[4])
    assert {first.day, may.day} == {YEAR[1], YEAR[2]}


def test_a_month_is_linked_when_its_meeting_is_scheduled(council: Council) -> None:
    c = council
    first, *_ = meetings(c, YEAR[1])
    made = report(c, cycle=Cycle.TWICE_A_YEAR)
    deliver(c, made, first)
    later = following(c, made)
    assert later is not None
    assert (later.due.kind, later.due.phrase) == (DueKind.MONTH, "September 2027")
    (september,) = meetings(c, YEAR[4])
    assert c.action(later.id).due.meeting_id == september.id
    assert c.action(later.id).original_due.meeting_id == september.id


def test_a_window_is_reminded_from_its_start_and_late_after_its_end(
    sqlite_council: Council,
) -> None:
    c = sqlite_council
    made = report(c, "Review the membership", due="in 12-18 months")
    start, end = date(2028, 1, 11), date(2028, 7, 11)
    assert (made.due.day, made.window_until) == (start, end)
    assert made.latest.day == end
    for day, late in ((start, False), (end, False), (end + timedelta(days=1), True)):
        assert digests.is_overdue(made, day) is late
    rungs = ladder.rungs(made, c.board, c.board.calendar, until=date(2028, 9, 1))
    before = [r.day for r in rungs if not r.name.startswith("overdue")]
    assert before == [c.board.calendar.add(start, -10), c.board.calendar.add(start, -2), start]
    assert min(r.day for r in rungs if r.name.startswith("overdue")) == c.board.calendar.add(end, 3)


def test_an_action_becomes_a_report_back_and_an_ordinary_one_again(council: Council) -> None:
    c = council
    meetings(c, YEAR[1])
    made = c.record("Look into transport", "Tom Hallam")
    with pytest.raises(NotAllowed):
        c.do(report_back_keeping.mark, "tom", made.id, Coming())
    with pytest.raises(InvalidInput, match="no board of this workspace"):
        c.do(report_back_keeping.mark, "asha", made.id, Coming(to="The Admiralty"))
    marked = c.do(report_back_keeping.mark, "asha", made.id, Coming(Cycle.ANNUAL))
    assert (marked.report_to, marked.cycle) == (c.board.id, Cycle.ANNUAL)
    with pytest.raises(AlreadyDone):
        c.do(report_back_keeping.mark, "asha", made.id, Coming(Cycle.ANNUAL, "Exampleshire Board"))
    with pytest.raises(Conflict):
        c.do(report_back_keeping.mark, "asha", made.id, Coming(version=1))
    plain = c.do(report_back_keeping.unmark, "asha", made.id)
    assert (plain.report_to, plain.cycle) == (None, Cycle.ONCE)
    with pytest.raises(AlreadyDone):
        c.do(report_back_keeping.unmark, "asha", made.id)
    c.do(action_answers.done, "asha", made.id, "")
    with pytest.raises(AlreadyDone, match="reopen"):
        c.do(report_back_keeping.mark, "asha", made.id, Coming())


def test_an_extraordinary_meeting_is_no_turn_of_a_cycle(sqlite_council: Council) -> None:
    c = sqlite_council
    first, *_ = meetings(c, YEAR[1], YEAR[2])
    c.meeting("2027-03-30", kind=MeetingKind.EXTRAORDINARY)
    made = report(c, cycle=Cycle.EACH_MEETING)
    deliver(c, made, first)
    later = following(c, made)
    assert later is not None
    assert later.due.day == YEAR[2]
    assert replace(later, version=1).version == 1
