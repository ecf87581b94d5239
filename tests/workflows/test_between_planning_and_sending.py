"""What changes after a nudge was planned and before its message is written: only what is still
right is said, and what comes later instead is not lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from storage.outbox import OUTBOX
from tests.support.council import TEAM, Council
from workflows import (
    absence_noting,
    action_answers,
    action_recording,
    action_reminders,
    board_reminders,
    board_setup,
    leavers,
    meeting_planning,
    reminders,
)
from workflows.absence_noting import AwayForm
from workflows.action_reminders import FollowUp
from workflows.actions import Action, Turn
from workflows.board_reminders import PolicyForm
from workflows.day_message import DayMessage, day_message
from workflows.meeting_planning import MeetingPlan
from workflows.people import Role

#: Two working days before Friday 15 January.
WEDNESDAY = datetime(2027, 1, 13, 9, 30, tzinfo=UTC)


def plan(c: Council, now: datetime | None = None) -> int:
    return c.look(lambda tx: reminders.plan(tx, TEAM, now or c.now))


def sent(c: Council) -> None:
    """All that was planned has gone out."""
    with c.store.engine.begin() as connection:
        connection.execute(OUTBOX.update().values(state="sent", turn=1))


def said_to(c: Council, who: str, now: datetime | None = None) -> list[str]:
    """The references that the person's message of today has, rendered now for the first time."""
    message = message_to(c, who, now)
    if message is None:
        return []
    items = (*message.own, *message.named, *message.to_settle)
    return [item.action.reference for item in items]


def message_to(c: Council, who: str, now: datetime | None = None) -> DayMessage | None:
    person = c.people[who].id
    day = [p for p in c.outbox("day") if p.person_id == person][-1:]
    if not day:
        return None
    return c.look(day_message, str(day[0].args["day_id"]), person, now or c.now)


def nudges(c: Council, action: Action) -> list[tuple[str, str]]:
    names = {p.id: key for key, p in c.people.items()}
    found = c.look(lambda tx: tx.nudges.of_subject("action", action.id))
    return [(n.rung, names[n.person_id]) for n in found]


def due_on(c: Council, day: str = "15 January 2027", *owners: str) -> Action:
    action = c.record("Send the budget", *(owners or ("Tom Hallam",)), due=day)
    c.now = WEDNESDAY
    return action


# --- the message says what is so at that moment ---------------------------------------------------


def test_what_was_put_off_is_not_said_and_comes_on_its_new_day(council: Council) -> None:
    c = council
    action = due_on(c)
    plan(c)
    assert said_to(c, "tom") == [action.reference]
    c.do(action_answers.extend, "asha", action.id, "15 February 2027", "Agreed.")
    assert message_to(c, "tom") is None
    c.now = datetime(2027, 2, 11, 9, 30, tzinfo=UTC)
    plan(c)
    assert nudges(c, action)[-1] == ("owner:before-2", "tom")
    assert said_to(c, "tom") == [action.reference]


def test_a_meeting_put_off_takes_its_rung_along(council: Council) -> None:
    c = council
    meeting = c.meeting("22 January 2027")
    action = c.record("Bring the plan", "Tom Hallam", due="next meeting")
    c.now = datetime(2027, 1, 13, 9, 30, tzinfo=UTC)
    plan(c)
    assert said_to(c, "tom") == [action.reference]
    c.do(meeting_planning.move, "asha", meeting.id, MeetingPlan(day="19 February 2027"))
    assert message_to(c, "tom") is None
    c.now = datetime(2027, 2, 10, 9, 30, tzinfo=UTC)
    plan(c)
    assert said_to(c, "tom") == [action.reference]


@pytest.mark.parametrize("what", ["blocked", "time"])
def test_deputy_lead_and_chair_hear_nothing_of_what_was_answered(
    council: Council, what: str
) -> None:
    c = council
    ladder = PolicyForm(overdue="1 deputy, 1 lead officer, 1 chair")
    form = FollowUp(deputy="Bea Lindqvist", lead="Femi Adeleke", ladder=ladder)
    action = due_on(c, "12 January 2027")
    c.do(action_reminders.change, "asha", action.id, form)
    plan(c)
    assert {r for r, _ in nudges(c, action)} >= {"deputy:overdue+1", "lead:overdue+1"}
    for who in ("bea", "femi", "rosalind"):
        assert said_to(c, who) == [action.reference]
    if what == "blocked":
        c.do(action_answers.blocked, "tom", action.id, "The figures are missing.")
    else:
        c.do(action_answers.ask_time, "tom", action.id, "1 February 2027", "It takes longer.")
    for who in ("bea", "femi", "rosalind"):
        assert message_to(c, who) is None


@pytest.mark.parametrize("change", ["reassigned", "beside"])
def test_given_to_another_is_said_to_the_right_person_today(council: Council, change: str) -> None:
    c = council
    action = due_on(c)
    plan(c)
    owners = ["Bea Lindqvist"] if change == "reassigned" else ["Tom Hallam", "Bea Lindqvist"]
    c.do(action_recording.reassign, "asha", action.id, owners, "")
    plan(c)
    assert said_to(c, "bea") == [action.reference]
    assert said_to(c, "tom") == ([] if change == "reassigned" else [action.reference])
    assert len(nudges(c, action)) == len(set(nudges(c, action))) == 2


def test_an_agenda_of_a_meeting_put_off_is_not_asked_for(council: Council) -> None:
    c = council
    meeting = c.meeting("27 January 2027")
    c.now = datetime(2027, 1, 13, 9, 30, tzinfo=UTC)
    plan(c)
    message = message_to(c, "asha")
    assert message is not None
    assert [w.watched.id for w in message.watched] == [meeting.id]
    c.do(meeting_planning.move, "asha", meeting.id, MeetingPlan(day="24 March 2027"))
    assert message_to(c, "asha") is None


# --- taking back ----------------------------------------------------------------------------------


def test_a_done_taken_back_leaves_the_ladder_as_it_was(council: Council) -> None:
    """Down from Tuesday to Friday; what was due on Wednesday is still due after the mistake."""
    c = council
    action = due_on(c)
    c.now = datetime(2027, 1, 14, 8, 0, tzinfo=UTC)
    before = c.action(action.id)
    c.do(action_answers.done, "tom", action.id, "Sent.")
    c.do(action_recording.undo, "tom", action.id)
    back = c.action(action.id)
    assert (back.turn, back.turn_since) == (Turn.OWNER, before.turn_since)
    assert back.next_nudge_on == before.next_nudge_on == date(2027, 1, 13)
    plan(c, c.now.replace(hour=9))
    assert nudges(c, action) == [("owner:before-2", "tom")]


# --- who ------------------------------------------------------------------------------------------


def test_of_two_owners_one_a_vacant_post_the_officers_hear_for_the_post(council: Council) -> None:
    c = council
    action = due_on(c, "15 January 2027", "Bea Lindqvist", "Director of Public Health")
    (post,) = c.look(lambda tx: tx.people.posts(c.board.id))
    assert post.holder_on(c.now.date()) == c.people["tom"].id
    c.do(board_setup.remove_person, "asha", c.board.id, c.people["tom"].id)
    plan(c)
    assert {who for _, who in nudges(c, action)} == {"bea", "asha"}


def test_an_officer_who_has_gone_is_not_written_to_while_another_is_there(council: Council) -> None:
    c = council
    form = board_setup.PersonForm(name="", role=Role.OFFICER, person_id=c.people["bea"].id)
    c.do(board_setup.keep_person, "asha", c.board.id, form)
    action = due_on(c, "15 January 2027", "Somebody Unknown")
    c.meeting("25 January 2027")
    c.look(lambda tx: leavers.account_closed(tx, tx.people.get(c.people["asha"].id), c.now))
    plan(c)
    assert {who for _, who in nudges(c, action)} == {"bea"}


# --- hours, zones and clocks ----------------------------------------------------------------------


def at_hour(c: Council, hour: str) -> None:
    c.do(board_reminders.change, "asha", c.board.id, PolicyForm(hour=hour))


def test_at_midnight_in_summer_a_deputy_of_today_hears(council: Council) -> None:
    """00:00 in London is 23:00 of the day before in UTC."""
    c = council
    at_hour(c, "00:00")
    c.now = datetime(2027, 6, 7, 9, 0, tzinfo=UTC)
    action = c.record("Send it", "Tom Hallam", due="Friday 18 June 2027")
    c.do(absence_noting.note, "tom", AwayForm("16 June", "20 June", deputy="Bea Lindqvist"))
    midnight = datetime(2027, 6, 15, 23, 0, tzinfo=UTC)
    assert plan(c, midnight - timedelta(minutes=1)) == 0
    assert plan(c, midnight) == 1
    assert nudges(c, action) == [("owner:before-2", "bea")]
    assert said_to(c, "bea", midnight) == [action.reference]


@pytest.mark.parametrize(
    ("day", "hour_utc"), [(date(2027, 3, 26), 23), (date(2027, 3, 30), 22), (date(2027, 11, 1), 23)]
)
def test_half_past_eleven_at_night_on_both_sides_of_a_clock_change(
    council: Council, day: date, hour_utc: int
) -> None:
    c = council
    at_hour(c, "23:30")
    due = c.board.calendar.add(day, 2) if c.board.calendar.is_working_day(day) else day
    action = c.record("Send it", "Tom Hallam", due=due.isoformat())
    moment = datetime.combine(day, time(hour_utc, 30), UTC)
    if not c.board.calendar.is_working_day(day):
        assert plan(c, moment) == 0
        return
    c.look(lambda tx: tx.actions.set_next_nudge(action, day))
    assert plan(c, moment - timedelta(minutes=1)) == 0
    assert plan(c, moment) == 1
    assert ("owner:before-2", "tom") in nudges(c, action)
    assert said_to(c, "tom", moment) == [action.reference]


def test_the_hour_of_yesterday_elsewhere_does_not_begin_today(council: Council) -> None:
    """Tom has a role on a board in Los Angeles: at one in the morning in London it is past nine
    there, of the day before."""
    c = council
    far = board_setup.Settings("Far Exampleshire", "FAR", time_zone="America/Los_Angeles")
    c.do(board_setup.set_up, "tom", "C2", far)
    due_on(c)
    assert plan(c, datetime(2027, 1, 13, 1, 0, tzinfo=UTC)) == 0
    assert plan(c, WEDNESDAY) == 1


def test_a_clock_that_ran_ahead_and_was_set_back_loses_nothing(council: Council) -> None:
    c = council
    action = c.record("Send it", "Tom Hallam", due="Friday 12 March 2027")
    c.meeting("26 March 2027")
    before = c.look(lambda tx: tx.watches.of_board(c.board.id))
    plan(c)
    for _ in range(3):
        plan(c, datetime(2028, 5, 10, 10, 0, tzinfo=UTC))
        sent(c)
    assert str(c.action(action.id).next_nudge_on) > "2028"
    plan(c)
    assert c.action(action.id).next_nudge_on == date(2027, 2, 26)
    assert c.look(lambda tx: tx.watches.of_board(c.board.id)) == before
    day = c.now
    while day.date() < date(2027, 3, 20):
        plan(c, day.replace(hour=10))
        sent(c)
        day += timedelta(days=1)
    seen = [rung for rung, who in nudges(c, action) if who == "tom"]
    for rung in ("before-10", "before-2", "on-day", "overdue+3"):
        assert seen.count(f"owner:{rung}") == 1


def test_over_christmas_and_the_year_end_each_rung_once(council: Council) -> None:
    """Closed from 24 December to 3 January; due on 31 December, which counts from 23 December."""
    c = council
    c.now = datetime(2027, 12, 1, 9, 0, tzinfo=UTC)
    closed = "24 December 2027 to 3 January 2028"
    c.do(board_reminders.change, "asha", c.board.id, PolicyForm(closed_days=closed))
    action = c.record("Send it", "Tom Hallam", due="Friday 31 December 2027")
    found = {}
    for n in range(45):
        day = c.now + timedelta(days=n)
        before = len(nudges(c, action))
        plan(c, day.replace(hour=10))
        sent(c)
        for rung, _ in nudges(c, action)[before:]:
            found[rung] = day.date()
    board = c.look(lambda tx: tx.boards.get(c.board.id))
    assert found["owner:before-2"] == date(2027, 12, 21)
    assert found["owner:on-day"] == date(2027, 12, 23)
    assert found["owner:overdue+3"] == date(2028, 1, 6)
    assert found["officer:overdue+5"] == date(2028, 1, 10)
    assert all(board.calendar.is_working_day(day) for day in found.values())


def test_two_workspaces_do_not_mix(council: Council) -> None:
    c = council
    action = due_on(c)
    assert c.look(lambda tx: reminders.plan(tx, "T2", c.now)) == 0
    assert nudges(c, action) == []
    assert plan(c) == 1
    assert c.look(lambda tx: reminders.plan(tx, "T2", c.now)) == 0
