"""Scheduling, moving and cancelling meetings; the dues that follow; who is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support.council import Council
from workflows import action_answers, meeting_finding, meeting_live, meeting_planning
from workflows.attendances import Attendance
from workflows.deadlines import DueKind
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed, NotFound
from workflows.meeting_planning import MeetingPlan
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.people import Membership, Role


def move(c: Council, meeting: Meeting, who: str = "asha", **plan: Any) -> Meeting:
    return c.do(meeting_planning.move, who, meeting.id, MeetingPlan(**plan))


def cancel(c: Council, meeting: Meeting, reason: str = "") -> Meeting:
    return c.do(meeting_planning.cancel_meeting, "asha", meeting.id, reason)


# --- scheduling -------------------------------------------------------------------------------


def test_times_are_the_boards_and_kept_in_utc(council: Council) -> None:
    winter = council.meeting("14 March 2027", start="10:00", end="12:00", venue=" Town  Hall ")
    assert winter.starts_at == datetime(2027, 3, 14, 10, 0, tzinfo=UTC)
    summer = council.meeting("13 July 2027", start="2pm", end="4.30pm")
    assert summer.starts_at == datetime(2027, 7, 13, 13, 0, tzinfo=UTC)
    assert summer.ends_at == datetime(2027, 7, 13, 15, 30, tzinfo=UTC)
    assert winter.venue == "Town Hall"
    assert winter.uid.startswith(winter.id)
    assert (winter.sequence, winter.state) == (0, MeetingState.PLANNED)


def test_ten_oclock_for_two_hours_unless_said_otherwise(council: Council) -> None:
    usual = council.meeting("16 March 2027")
    assert usual.starts_at == datetime(2027, 3, 16, 10, 0, tzinfo=UTC)
    assert usual.ends_at - usual.starts_at == timedelta(hours=2)
    late = council.meeting("17 March 2027", start="18:30")
    assert late.ends_at == datetime(2027, 3, 17, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (MeetingPlan(), "day"),
        (MeetingPlan(day="  "), "day"),
        (MeetingPlan(day="31 February"), "day"),
        (MeetingPlan(day="next meeting"), "day"),
        (MeetingPlan(day="March"), "day"),
        (MeetingPlan(day="16 March", start="whenever"), "start"),
        (MeetingPlan(day="16 March", start="2.30"), "start"),
        (MeetingPlan(day="16 March", start="10:00", end="25:00"), "end"),
        (MeetingPlan(day="16 March", start="10:00", end="09:00"), "end"),
        (MeetingPlan(day="16 March", start="10:00", end="10:00"), "end"),
        (MeetingPlan(day="16 March", link="ftp://x.example"), "link"),
        (MeetingPlan(day="16 March", link="https://x.example> <!channel"), "link"),
        (MeetingPlan(day="16 March", link="javascript:alert(1)"), "link"),
    ],
)
def test_what_cannot_be_scheduled(sqlite_council: Council, plan: MeetingPlan, field: str) -> None:
    c = sqlite_council
    with pytest.raises(InvalidInput) as refused:
        c.do(meeting_planning.schedule, "asha", c.board.id, plan)
    assert refused.value.field == field
    assert c.look(lambda tx: tx.meetings.of_board(c.board.id)) == []


def test_a_link_as_chat_writes_it(sqlite_council: Council) -> None:
    meeting = sqlite_council.meeting("16 March 2027", link="<https://t.example/x?a=1|t.example>")
    assert meeting.link == "https://t.example/x?a=1"


def test_only_officers_plan(council: Council) -> None:
    meeting = council.meeting("16 March 2027")
    for refused in (
        lambda: council.do(
            meeting_planning.schedule, "rosalind", council.board.id, MeetingPlan(day="17 March")
        ),
        lambda: move(council, meeting, "tom", day="17 March"),
        lambda: council.do(meeting_planning.cancel_meeting, "tom", meeting.id, "no"),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert council.look(lambda tx: tx.meetings.get(meeting.id)) == meeting


def test_not_twice_at_the_same_hour(council: Council) -> None:
    first = council.meeting("16 March 2027", start="10:00")
    with pytest.raises(AlreadyDone, match="already meets"):
        council.meeting("2027-03-16", start="10am")
    council.meeting("16 March 2027", start="14:00")
    cancel(council, first)
    assert council.meeting("16 March 2027", start="10:00").id != first.id


# --- dues -------------------------------------------------------------------------------------


def test_what_waits_for_the_next_meeting_is_linked_when_there_is_one(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", due="next meeting")
    assert (action.due.kind, action.due.meeting_id) == (DueKind.NEXT_MEETING, None)
    extra = council.meeting("1 February 2027", kind=MeetingKind.EXTRAORDINARY)
    assert council.action(action.id).due.meeting_id is None, "no extraordinary meeting captures it"
    meeting = council.meeting("16 March 2027")
    linked = council.action(action.id)
    assert (linked.due.meeting_id, linked.due.day) == (meeting.id, date(2027, 3, 16))
    assert linked.original_due.meeting_id == meeting.id, "and that is no slippage"
    assert linked.next_nudge_on is not None
    assert extra.kind is MeetingKind.EXTRAORDINARY


def test_meetings_entered_in_any_order_leave_the_next_one_next(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", due="next meeting")
    june = council.meeting("15 June 2027")
    assert council.action(action.id).due.meeting_id == june.id
    march = council.meeting("16 March 2027")
    assert council.action(action.id).due.meeting_id == march.id
    council.meeting("20 April 2027")
    council.meeting("2 February 2027", kind=MeetingKind.EXTRAORDINARY)
    council.meeting("3 January 2027")  # past already, read in late
    assert council.action(action.id).due.meeting_id == march.id


def test_what_was_given_more_time_stays_with_its_meeting(council: Council) -> None:
    june = council.meeting("15 June 2027")
    action = council.record("Send it", "Tom Hallam", due="1 February 2027")
    action = council.do(action_answers.extend, "asha", action.id, "next meeting", "busy")
    assert action.due.meeting_id == june.id
    council.meeting("16 March 2027")
    assert council.action(action.id).due.meeting_id == june.id


def test_dues_move_with_the_meeting_and_nothing_slips(council: Council) -> None:
    meeting = council.meeting("16 March 2027")
    action = council.record("Send it", "Tom Hallam", due="next meeting")
    before = council.action(action.id)
    moved = move(council, meeting, day="23 March 2027")
    after = council.action(action.id)
    assert after.due.day == after.original_due.day == moved.day == date(2027, 3, 23)
    assert after.slips == ()
    assert after.due_version > before.due_version, "its ladder begins anew"
    assert after.next_nudge_on == before.next_nudge_on + timedelta(days=7)  # type: ignore[operator]


def test_another_room_restarts_no_ladder(council: Council) -> None:
    meeting = council.meeting("16 March 2027")
    action = council.record("Send it", "Tom Hallam", due="next meeting")
    before = council.action(action.id)
    moved = move(council, meeting, venue="Room 4")
    assert moved.sequence == 1
    assert council.action(action.id) == before


def test_a_cancelled_meeting_hands_its_dues_on(council: Council) -> None:
    march, june = council.meeting("16 March 2027"), council.meeting("15 June 2027")
    action = council.record("Send it", "Tom Hallam", due="next meeting")
    ended = council.record("Over", "Tom Hallam", due="next meeting")
    council.do(action_answers.done, "asha", ended.id, "done")
    gone = cancel(council, march, "not enough business")
    assert (gone.state, gone.sequence, gone.cancelled_reason) == (
        MeetingState.CANCELLED,
        1,
        "not enough business",
    )
    assert council.action(action.id).due.meeting_id == june.id
    cancel(council, june)
    waiting = council.action(action.id)
    assert (waiting.due.kind, waiting.due.meeting_id, waiting.due.day) == (
        DueKind.NEXT_MEETING,
        None,
        None,
    )
    autumn = council.meeting("14 September 2027")
    assert council.action(action.id).due.meeting_id == autumn.id


# --- moving -----------------------------------------------------------------------------------


def test_what_is_not_said_stays(council: Council) -> None:
    meeting = council.meeting(
        "16 March 2027", start="14:00", end="17:00", venue="Town Hall", link="https://t.example/1"
    )
    moved = move(council, meeting, day="20 April 2027")
    assert moved.starts_at == datetime(2027, 4, 20, 13, 0, tzinfo=UTC), "14:00 in summer time"
    assert moved.ends_at - moved.starts_at == timedelta(hours=3)
    assert (moved.venue, moved.link, moved.moved_from) == (
        "Town Hall",
        "https://t.example/1",
        date(2027, 3, 16),
    )
    earlier = move(council, moved, start="09:00")
    assert earlier.ends_at - earlier.starts_at == timedelta(hours=3), "its length stays"
    assert (earlier.uid, earlier.sequence) == (meeting.uid, 2)


def test_a_move_to_where_it_stands_changes_nothing(council: Council) -> None:
    meeting = council.meeting("16 March 2027", start="10:00")
    with pytest.raises(AlreadyDone, match="stands already"):
        move(council, meeting, day="16 March 2027", start="10:00")
    assert council.outbox("meeting_notice") == []


@pytest.mark.parametrize("state", ["open", "closed", "cancelled"])
def test_only_what_is_still_to_come_is_moved(council: Council, state: str) -> None:
    meeting = council.meeting("11 January 2027")
    if state == "cancelled":
        cancel(council, meeting)
    else:
        council.do(meeting_live.open_meeting, "asha", council.board.id, meeting_id=meeting.id)
    if state == "closed":
        council.do(meeting_live.close_meeting, "asha", council.board.id)
    with pytest.raises(AlreadyDone, match=state):
        move(council, meeting, day="17 March")


# --- who is told ------------------------------------------------------------------------------


def test_a_change_is_told_with_its_calendar_file(council: Council) -> None:
    meeting = council.meeting("16 March 2027")
    assert council.outbox("meeting_notice") == [], "scheduling answers the officer alone"
    plan = MeetingPlan(day="23 March 2027")
    council.do(meeting_planning.move, "asha", meeting.id, plan, reason="the room is taken")
    channel, *others = council.outbox("meeting_notice")
    assert channel.channel == council.board.channel_id
    told = {n.person_id: n for n in others}
    femi, chair = council.people["femi"].id, council.people["rosalind"].id
    assert set(told) == {femi, chair}, "who is not in Slack, and the chair, who had the file"
    assert len(others) == 2, "each once"
    assert {n.args["reason"] for n in (channel, *others)} == {"the room is taken"}
    assert {f.follows for f in council.outbox("meeting_ics")} == {channel.key, told[chair].key}


def test_a_private_meeting_is_told_to_its_members_alone(council: Council) -> None:
    meeting = council.meeting("16 March 2027", kind=MeetingKind.PRIVATE)
    cancel(council, meeting, "unwell")
    notices = council.outbox("meeting_notice")
    assert [n.channel for n in notices if n.channel] == []
    assert len(notices) == len(council.people)
    calendars = council.outbox("meeting_ics")
    in_slack = {p.id for p in council.people.values() if p.slack_id}
    assert {n.person_id for n in calendars} == in_slack, "an e-mail brings its own"
    assert {n.follows for n in calendars} <= {n.key for n in notices}


# --- which one is meant -----------------------------------------------------------------------


def find(c: Council, text: str, **more: Any) -> tuple[Meeting | None, str]:
    return c.look(lambda tx: meeting_finding.named(tx, c.board, text, c.now, **more))


def test_a_meeting_is_named_by_its_day(sqlite_council: Council) -> None:
    c = sqlite_council
    march = c.meeting("16 March 2027", start="10:00")
    for text in ("16 March", "16/3/2027", "2027-03-16", "Tuesday 16 March 2027", "16 March,"):
        assert find(c, text) == (march, "")
    assert find(c, "16 March too little business") == (march, "too little business")
    assert find(c, "too little business") == (None, "too little business")
    assert find(c, "") == (None, "")
    with pytest.raises(NotFound, match=r"no planned meeting on Wed 17 Mar 2027.*Tue 16 Mar 2027"):
        find(c, "17 March")
    with pytest.raises(InvalidInput, match="could not read"):
        find(c, "16 Mrach too little")


def test_two_on_a_day_are_told_apart_by_the_hour(sqlite_council: Council) -> None:
    c = sqlite_council
    c.meeting("16 March 2027", start="10:00")
    second = c.meeting("16 March 2027", start="14:00")
    assert find(c, "16 March 2pm snow") == (second, "snow")
    with pytest.raises(InvalidInput, match="10:00 and 14:00"):
        find(c, "16 March snow")


def test_private_meetings_are_hidden_from_outsiders(sqlite_council: Council) -> None:
    c = sqlite_council
    private = c.meeting("16 March 2027", kind=MeetingKind.PRIVATE)
    shown = c.meeting("17 March 2027")

    def days(who: str) -> list[date]:
        with c.store.begin() as tx:
            caller = c.caller(tx, who)
            return [m.day for m in meeting_finding.visible(tx, caller, c.board, date.min)]

    assert len(days("tom")) == 2
    c.people["stranger"] = c.look(lambda tx: tx.people.add(_stranger(tx)))
    assert days("stranger") == [shown.day]
    seat = Membership(
        "seat", c.board.id, c.people["stranger"].id, Role.OBSERVER, since=date(2026, 1, 1)
    )
    c.look(lambda tx: tx.people.add_membership(seat))
    assert days("stranger") == [shown.day], "an observer knows of none without being invited"
    row = Attendance("row", c.board.id, private.id, "Stranger", person_id=seat.person_id)
    c.look(lambda tx: tx.attendances.add(row))
    assert days("stranger") == [private.day, shown.day]


def _stranger(tx: Any) -> Any:
    from workflows.people import Person

    return Person(tx.new_id(), "T1", "Sam Stranger", "U50")
