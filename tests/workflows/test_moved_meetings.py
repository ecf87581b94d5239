"""A meeting that is put off by a day or two repeats no reminder and no digest; one that is put off
for longer has all of them again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support.council import Council
from tests.support.watches import plan, send
from workflows import board_reminders, meeting_planning
from workflows.board_reminders import PolicyForm
from workflows.meeting_planning import MeetingPlan
from workflows.meetings import Meeting


def live(c: Council, until: date) -> list[str]:
    """Plan and send every day at ten up to that day: "day to:rung", and "day digest N"."""
    seen: list[str] = []
    while c.now.date() <= until:
        start, known = len(seen), {p.key for p in c.outbox("digest")}
        plan(c, c.now.replace(hour=10))
        for parcel in c.outbox("day"):
            day_id = str(parcel.args["day_id"])
            for nudge in c.look(lambda tx, d=day_id: tx.nudges.of_day(d)):
                line = f"{nudge.day} {nudge.rung}"
                if line not in seen and nudge.day == c.now.date():
                    seen.append(line)
        seen[start:] = sorted(seen[start:])
        fresh = [p.key.split(":")[3] for p in c.outbox("digest") if p.key not in known]
        seen += [f"{c.now.date()} digest {which}" for which in dict.fromkeys(fresh)]
        send(c)
        c.now += timedelta(days=1)
    return seen


def put_off(c: Council, meeting: Meeting, day: str) -> None:
    c.do(meeting_planning.move, "asha", meeting.id, MeetingPlan(day=day))


@pytest.fixture
def due_at_a_meeting(council: Council) -> tuple[Council, Meeting]:
    """Tom's action is due at the meeting of Tuesday 9 February 2027, of which 26 January is ten
    working days before and 28 January eight."""
    meeting = council.meeting("2027-02-09")
    council.record("Send it", "Tom Hallam", due="next meeting")
    council.now = datetime(2027, 1, 20, 9, tzinfo=UTC)
    return council, meeting


def test_a_day_later_nothing_is_said_twice(due_at_a_meeting: tuple[Council, Meeting]) -> None:
    c, meeting = due_at_a_meeting
    assert live(c, date(2027, 1, 28)) == [
        "2027-01-20 owner:before-15",
        "2027-01-26 officer:agenda-10",
        "2027-01-26 owner:before-10",
        "2027-01-28 digest 8",
    ]
    put_off(c, meeting, "2027-02-10")
    later = live(c, date(2027, 2, 2))
    assert later == [
        "2027-02-01 officer:agenda-7",
        "2027-02-01 owner:before-7",
        "2027-02-02 officer:agenda-last",
    ], "neither the ten days, of which they heard, nor the digest of eight"
    again = live(c, date(2027, 2, 9))
    assert "2027-02-09 digest 1" in again
    assert not [line for line in again if "before" in line or "agenda-7" in line]


def test_the_last_day_for_the_agenda_is_said_on_the_new_last_day(
    due_at_a_meeting: tuple[Council, Meeting],
) -> None:
    """For it is another: what was to be done by Monday is to be done by Tuesday."""
    c, meeting = due_at_a_meeting
    assert "2027-02-01 officer:agenda-last" in live(c, date(2027, 2, 1))
    put_off(c, meeting, "2027-02-10")
    assert live(c, date(2027, 2, 2)) == ["2027-02-02 officer:agenda-last"]


def test_three_weeks_later_everything_comes_again(
    due_at_a_meeting: tuple[Council, Meeting],
) -> None:
    c, meeting = due_at_a_meeting
    live(c, date(2027, 1, 28))
    put_off(c, meeting, "2027-03-02")
    again = live(c, date(2027, 2, 19))
    for line in (
        "2027-02-09 owner:before-15",
        "2027-02-16 owner:before-10",
        "2027-02-16 officer:agenda-10",
        "2027-02-18 digest 8",
    ):
        assert line in again


def test_back_on_its_old_day_nothing_comes_again(
    due_at_a_meeting: tuple[Council, Meeting],
) -> None:
    c, meeting = due_at_a_meeting
    before = live(c, date(2027, 1, 28))
    put_off(c, meeting, "2027-02-10")
    put_off(c, meeting, "2027-02-09")
    after = live(c, date(2027, 2, 8))
    assert not set(_bare(before)) & set(_bare(after))


def _bare(lines: list[str]) -> list[str]:
    return [line.split(" ", 1)[1] for line in lines]


def test_a_board_that_keeps_no_peace_has_everything_again(
    due_at_a_meeting: tuple[Council, Meeting],
) -> None:
    c, meeting = due_at_a_meeting
    c.do(board_reminders.change, "asha", c.board.id, PolicyForm(progress_hush="0"))
    live(c, date(2027, 1, 28))
    put_off(c, meeting, "2027-02-10")
    assert live(c, date(2027, 1, 29)) == ["2027-01-29 digest 8"]
    put_off(c, meeting, "2027-02-16")
    assert "2027-02-02 owner:before-10" in live(c, date(2027, 2, 2))


def test_a_date_that_is_missing_is_asked_for_once(council: Council) -> None:
    c = council
    meeting = c.meeting("2027-02-09")
    c.record("Send it", "Tom Hallam", due="to be confirmed")
    c.now = datetime(2027, 1, 28, 9, tzinfo=UTC)
    assert "2027-01-28 officer:set-date@2027-02-09" in live(c, date(2027, 1, 28))
    put_off(c, meeting, "2027-02-10")
    said: Any = live(c, date(2027, 2, 9))
    assert not [line for line in said if "set-date" in line]


def test_what_is_noted_of_digests_goes_with_its_meeting(
    due_at_a_meeting: tuple[Council, Meeting],
) -> None:
    c, first = due_at_a_meeting
    name = f"digests:{c.board.id}"
    plan(c, datetime(2027, 1, 28, 10, tzinfo=UTC))
    assert c.look(lambda tx: tx.setting(name)) == {first.id: {"8": "2027-02-09 2027-01-28"}}
    second = c.meeting("2027-03-09")
    plan(c, datetime(2027, 2, 25, 10, tzinfo=UTC))
    assert c.look(lambda tx: tx.setting(name)) == {second.id: {"8": "2027-03-09 2027-02-25"}}
