"""Reminders of the notices of a meeting and of its draft minutes, and what ends them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.support.council import Council
from tests.support.watches import days, meeting, told
from workflows import keeping, meeting_live, notice_giving
from workflows.boards import Board
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed, NotFound
from workflows.meetings import Meeting, MeetingKind, MeetingState, NoticeGiven
from workflows.notice import KEY_DECISION, MINUTES_ISSUE, PRIVATE_MEETING, PRIVATE_SECOND
from workflows.notice_rules import NoticeRules
from workflows.watches import minutes, notices

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
ON = NoticeRules(private_notice=True, key_decisions=True)
BOARD = Board("b", "T", "Exampleshire Cabinet", "C", NOW, notice=ON)
#: A Wednesday, no bank holiday in the five weeks before but Good Friday and Easter Monday 2027.
DAY = date(2027, 4, 14)


def test_the_28_days_of_a_private_meeting_are_calendar_days() -> None:
    """28 clear days before 14 April is 16 March, a Tuesday (SI 2012/2089 reg. 5(2))."""
    private = meeting(DAY, kind=MeetingKind.PRIVATE)
    assert days(notices.PRIVATE, private, date(2027, 5, 1), board=BOARD) == [
        "2027-03-09 officer:private-5",
        "2027-03-12 officer:private-2",
        "2027-03-16 officer:private-0",
        "2027-03-17 officer:private+1",
        "2027-03-24 officer:private+6",
        "2027-04-02 officer:private+11",
        "2027-04-09 officer:private+16",
    ], "late: the next working day, then weekly, up to the meeting"


def test_the_second_notice_leaves_five_clear_days() -> None:
    """8, 9, 12 and 13 April are four clear days, 7 April the fifth: published on the 6th."""
    private = meeting(DAY, part_closed=True)
    assert days(notices.PRIVATE_AGAIN, private, date(2027, 4, 7), board=BOARD) == [
        "2027-03-30 officer:private-again-5",
        "2027-04-02 officer:private-again-2",
        "2027-04-06 officer:private-again-0",
        "2027-04-07 officer:private-again+1",
    ]


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        (notices.PRIVATE, {}),
        (notices.PRIVATE, {"kind": MeetingKind.PRIVATE, "state": MeetingState.CANCELLED}),
        (
            notices.PRIVATE,
            {"part_closed": True, "notices": (NoticeGiven(PRIVATE_MEETING, date(2027, 3, 1)),)},
        ),
        (notices.KEY_DECISION, {"notices": (NoticeGiven(KEY_DECISION, date(2027, 3, 1)),)}),
        (notices.KEY_DECISION, {"state": MeetingState.CLOSED}),
    ],
)
def test_no_notice_is_asked_for(kind: notices.Notices, changed: dict[str, Any]) -> None:
    assert days(kind, meeting(DAY, **changed), date(2027, 5, 1), board=BOARD) == []


def test_neither_is_asked_for_where_the_board_has_not_switched_it_on() -> None:
    off = replace(BOARD, notice=NoticeRules())
    private = meeting(DAY, kind=MeetingKind.PRIVATE)
    for kind in (notices.PRIVATE, notices.PRIVATE_AGAIN, notices.KEY_DECISION):
        assert days(kind, private, date(2027, 5, 1), board=off) == []


def held(**more: Any) -> Meeting:
    closed = datetime(2027, 1, 12, 12, tzinfo=UTC)
    return meeting(date(2027, 1, 12), state=MeetingState.ISSUED, closed_at=closed, **more)


def test_draft_minutes_before_and_after_their_day_until_they_would_have_been_approved() -> None:
    """Ten working days after Tuesday 12 January are up on Tuesday the 26th."""
    ladder = days(
        minutes.MINUTES,
        held(),
        date(2027, 6, 1),
        *(date(2027, 2, 9), date(2027, 2, 23), date(2027, 3, 9)),
        board=BOARD,
    )
    assert ladder == [
        "2027-01-22 officer:minutes-2",
        "2027-01-26 officer:minutes-0",
        "2027-01-27 officer:minutes+1",
        "2027-02-03 officer:minutes+6",
        "2027-02-10 officer:minutes+11",
        "2027-02-17 officer:minutes+16",
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"notices": (NoticeGiven(MINUTES_ISSUE, date(2027, 1, 20)),)},
        {"minutes_approved_on": date(2027, 1, 20)},
        {"kind": MeetingKind.PRIVATE},
    ],
)
def test_no_draft_minutes_are_asked_for(changed: dict[str, Any]) -> None:
    assert days(minutes.MINUTES, held(**changed), date(2027, 3, 1), board=BOARD) == []


def test_a_board_without_a_target_is_left_in_peace() -> None:
    none = replace(BOARD, notice=NoticeRules(minutes_within=None))
    assert days(minutes.MINUTES, held(), date(2027, 3, 1), board=none) == []


def test_a_meeting_closed_late_is_not_asked_about_before_it_was_closed() -> None:
    late = replace(held(), closed_at=datetime(2027, 1, 27, 12, tzinfo=UTC))
    assert days(minutes.MINUTES, late, date(2027, 2, 4), board=BOARD) == [
        "2027-01-28 officer:minutes+1",
        "2027-02-04 officer:minutes+6",
    ]


# --- use cases ------------------------------------------------------------------------------------


def with_notices(c: Council) -> None:
    """The board has both notices of an executive switched on."""

    def switch(tx: Any) -> None:
        c.board = tx.boards.save(replace(tx.boards.get(c.board.id), notice=ON))
        keeping.recount(tx, c.board, c.now.date())

    c.look(switch)


def test_a_notice_is_asked_for_until_it_is_marked_as_given(council: Council) -> None:
    c = council
    with_notices(c)
    found = c.meeting("2027-02-16")
    # 28 clear days before Tuesday 16 February: Monday 18 January.
    seen = told(c, datetime(2027, 1, 19, 10, tzinfo=UTC))
    assert [(day, rung) for day, _, rung in seen] == [
        ("2027-01-11", "officer:key-5"),
        ("2027-01-14", "officer:key-2"),
        ("2027-01-18", "officer:key-0"),
        ("2027-01-19", "officer:key+1"),
    ]
    given = c.do(notice_giving.give, "asha", found.id, KEY_DECISION, on=date(2027, 1, 18))
    assert given.notices == (NoticeGiven(KEY_DECISION, date(2027, 1, 18)),)
    line = c.look(lambda tx: tx.ledger.of_subject("meeting", found.id))[-1]
    assert (line[0].deed, line[1]["given"]) == ("notice given", "2027-01-18")
    assert "late" not in line[1]
    assert c.look(lambda tx: tx.watches.day_of(KEY_DECISION, found.id)) is None
    with pytest.raises(AlreadyDone, match="on record since"):
        c.do(notice_giving.give, "asha", found.id, KEY_DECISION)


def test_a_late_notice_says_so(sqlite_council: Council) -> None:
    c = sqlite_council
    with_notices(c)
    found = c.meeting("2027-02-09", kind=MeetingKind.PRIVATE)
    given = c.do(notice_giving.give, "asha", found.id, PRIVATE_MEETING)
    said = notice_giving.lateness(c.board, given, PRIVATE_MEETING)
    assert said.startswith("late: it was due by Mon 11 Jan 2027") or said == ""
    again = c.do(notice_giving.give, "asha", found.id, PRIVATE_SECOND)
    assert notice_giving.lateness(c.board, again, PRIVATE_SECOND) == ""


def test_what_cannot_be_given(sqlite_council: Council) -> None:
    c = sqlite_council
    with_notices(c)
    found = c.meeting("2027-02-16")
    with pytest.raises(NotAllowed, match="Only a committee officer"):
        c.do(notice_giving.give, "tom", found.id, KEY_DECISION)
    with pytest.raises(InvalidInput, match="still to come"):
        c.do(notice_giving.give, "asha", found.id, KEY_DECISION, on=date(2027, 1, 12))
    with pytest.raises(AlreadyDone, match="has not been closed"):
        c.do(notice_giving.give, "asha", found.id, MINUTES_ISSUE)
    with pytest.raises(NotFound, match="waits for its draft minutes"):
        c.look(notice_giving.waiting, c.board, MINUTES_ISSUE, c.now)
    assert c.look(notice_giving.waiting, c.board, KEY_DECISION, c.now).id == found.id


def test_minutes_that_are_out_are_asked_for_no_more(council: Council) -> None:
    c = council
    found = c.meeting("2027-01-11")
    c.do(meeting_live.open_meeting, "asha", c.board.id, meeting_id=found.id)
    c.do(meeting_live.close_meeting, "asha", c.board.id)
    c.do(meeting_live.issue, "asha", found.id)
    assert c.look(lambda tx: tx.watches.day_of(MINUTES_ISSUE, found.id)) == date(2027, 1, 21)
    seen = told(c, datetime(2027, 1, 21, 10, tzinfo=UTC))
    assert [(day, rung) for day, _, rung in seen] == [("2027-01-21", "officer:minutes-2")]
    c.do(notice_giving.give, "asha", found.id, MINUTES_ISSUE)
    assert c.look(lambda tx: tx.watches.day_of(MINUTES_ISSUE, found.id)) is None
    line = c.look(lambda tx: tx.ledger.of_subject("meeting", found.id))[-1]
    assert line[0].deed == "minutes issued"
