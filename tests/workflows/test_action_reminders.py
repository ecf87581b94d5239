"""An action's own reminders, its deputy and lead officer, the word to the chair; who is sent what,
at which hour, and that nobody is sent a rung twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from tests.support.council import CHANNEL, TEAM, Council
from workflows import action_answers as answers
from workflows import (
    action_recording,
    action_reminders,
    board_people,
    board_reminders,
    board_setup,
    keeping,
    ladder_preview,
    meeting_planning,
    reminders,
)
from workflows.action_recording import NewAction, record
from workflows.action_reminders import FollowUp
from workflows.actions import Action
from workflows.board_people import PersonForm
from workflows.board_reminders import PolicyForm
from workflows.boards import Follow
from workflows.errors import AlreadyDone, Conflict, InvalidInput, NotAllowed, NotFound
from workflows.meeting_planning import MeetingPlan
from workflows.receivers import receivers

DUE = "12 February 2027"


def follow(c: Council, action: Action, who: str = "asha", **typed: Any) -> Action:
    return c.do(action_reminders.change, who, action.id, FollowUp(**typed))


def plan(c: Council, now: datetime) -> int:
    return c.look(lambda tx: reminders.plan(tx, TEAM, now))


def told(c: Council) -> list[tuple[str, str, str]]:
    """(day, who, rung) of every nudge, in order."""
    names = {person.id: key for key, person in c.people.items()}
    found = []
    for parcel in c.outbox("day"):
        nudges = c.look(lambda tx, p=parcel: tx.nudges.of_day(str(p.args["day_id"])))
        found += [(str(n.day), names[n.person_id], n.rung) for n in nudges]
    return sorted(found)


def send_all(c: Council, now: datetime) -> None:
    while claimed := c.look(lambda tx: tx.outbox.claim(now, now, 60)):
        c.look(lambda tx, k=claimed: tx.outbox.mark_sent(k, now, "D1", "1.1"))


def test_its_own_ladder_moves_its_next_reminder_and_undo_puts_it_back(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", due=DUE)
    own = follow(council, action, before="20, 1", ladder=PolicyForm(overdue="2 owner"))
    assert own.policy is not None
    assert (own.policy.before_date, own.policy.overdue) == ((20, 1), (Follow(2, "owner"),))
    assert own.policy.before_meeting == council.board.policy.before_meeting
    assert own.next_nudge_on == date(2027, 1, 15)
    line, values = council.look(lambda tx: tx.ledger.of_subject("action", action.id))[-1]
    assert line.deed == "reminders changed"
    assert "before a date 20, 1; late 2 owner" in values["own_reminders"]
    back = council.do(action_recording.undo, "asha", action.id)
    assert (back.policy, back.next_nudge_on) == (None, action.next_nudge_on)


def test_a_ladder_that_is_the_boards_is_none_of_its_own(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", due=DUE)
    assert follow(council, action, before="10, 2, 0", ladder=PolicyForm(hour="09:00")) == action
    own = follow(council, action, before="5")
    assert own.policy is not None
    assert follow(council, action, before="9", as_board=True).policy is None


def test_before_is_read_for_the_kind_of_due_that_it_has(sqlite_council: Council) -> None:
    c = sqlite_council
    c.meeting("2027-03-09")
    action = c.record("Report", "Tom Hallam", due="next meeting")
    own = follow(c, action, before="12").policy
    assert own is not None
    assert (own.before_meeting, own.before_date) == ((12,), (10, 2, 0))
    with pytest.raises(InvalidInput) as refused:
        follow(c, action, before="soon")
    assert refused.value.field == "before"


def test_who_may_and_who_may_be_named(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", due=DUE)
    with pytest.raises(NotAllowed):
        follow(council, action, "tom", before="3")
    for field in ("deputy", "lead"):
        for unknown in ("Somebody Else", "all members"):
            with pytest.raises(InvalidInput) as refused:
                follow(council, action, **{field: unknown})
            assert refused.value.field == field
    named = follow(council, action, deputy="Bea Lindqvist", lead="DPH", version=action.version)
    assert named.deputy is not None
    assert named.deputy.person_id == council.people["bea"].id
    assert named.lead is not None
    assert named.lead.post_id is not None
    with pytest.raises(Conflict):
        follow(council, action, deputy="", version=action.version)
    assert follow(council, action, deputy="").deputy is None


def test_what_another_board_receives_begins_with_that_boards_reminders(council: Council) -> None:
    there = council.do(board_setup.set_up, "bea", "C2", board_setup.Settings("Place", "PP"))
    action = council.record("Send it", "Tom Hallam", due=DUE)
    follow(council, action, before="3", deputy="Bea Lindqvist", lead="DPH")
    council.do(action_recording.transfer, "asha", action.id, "Place", "")
    (arrived,) = council.look(lambda tx: tx.actions.of_board(there.id))
    assert (arrived.policy, arrived.deputy, arrived.lead) == (None, None, None)


# --- who is sent it ---------------------------------------------------------------------------


def test_deputy_lead_and_chair_on_their_days(council: Council) -> None:
    typed = PolicyForm(overdue="3 owner, 3 deputy, 5 officer, 5 lead officer, 6 chair")
    council.do(board_reminders.change, "asha", council.board.id, typed)
    action = council.record("Send it", "Tom Hallam", due=DUE)
    follow(council, action, deputy="Bea Lindqvist", lead="Femi Adeleke")
    for day in range(13, 23):
        plan(council, datetime(2027, 2, day, 10, tzinfo=UTC))
    late = [line for line in told(council) if "overdue" in line[2]]
    assert late == [
        ("2027-02-17", "bea", "deputy:overdue+3"),
        ("2027-02-17", "tom", "owner:overdue+3"),
        ("2027-02-19", "asha", "officer:overdue+5"),
        ("2027-02-19", "femi", "lead:overdue+5"),
        ("2027-02-22", "rosalind", "chair:overdue+6"),
    ]


def test_nobody_is_sent_what_they_may_not_read(council: Council) -> None:
    outside = PersonForm(name="Outside Deputy", slack_id="U9", post="Head of Somewhere",
                         since=date(2026, 1, 1))  # fmt: skip
    council.do(board_people.keep_person, "asha", council.board.id, outside)
    new = NewAction("Settle it", ["Tom Hallam"], DUE, exempt="paragraph 3: a contract")
    action = council.do(record, "asha", council.board.id, new)
    action = follow(council, action, deputy="Head of Somewhere", lead="Bea Lindqvist")
    ids = {key: person.id for key, person in council.people.items()}

    def heard(to: Any, of: Action) -> list[str]:
        on = date(2027, 2, 17)
        return council.look(lambda tx: receivers(tx, of, council.board, to, on))

    assert heard("owner", action) == [ids["tom"]]
    assert heard("deputy", action) == [ids["asha"]], "the officers, in place of who may not read"
    assert heard("lead", action) == [ids["bea"]]
    assert heard("chair", action) == [ids["rosalind"]]
    opened = replace(action, exempt="")
    assert heard("deputy", opened) != [ids["asha"]]
    waiting = replace(opened.owners[0], waits_since=date(2027, 2, 16))
    assert heard("deputy", replace(opened, owners=(waiting,))) == []


# --- once, and when ---------------------------------------------------------------------------


def test_a_change_on_the_day_sends_no_rung_again(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", due=DUE)
    day = datetime(2027, 2, 26, 9, 0, tzinfo=UTC)
    plan(council, day)
    send_all(council, day)
    council.now = day + timedelta(hours=5)
    council.do(action_recording.reassign, "asha", action.id, ["Bea Lindqvist"], "")
    plan(council, council.now)
    plan(council, day + timedelta(days=3))
    assert told(council) == [
        ("2027-02-26", "asha", "officer:overdue+10"),
        ("2027-02-26", "bea", "owner:overdue+10"),
        ("2027-02-26", "tom", "owner:overdue+10"),
    ]


def test_a_moved_meeting_starts_the_ladder_anew(council: Council) -> None:
    meeting = council.meeting("2027-03-02")
    council.record("Report", "Tom Hallam", due="next meeting")
    plan(council, datetime(2027, 2, 9, 10, tzinfo=UTC))
    council.now = datetime(2027, 2, 10, 10, tzinfo=UTC)
    council.do(meeting_planning.move, "asha", meeting.id, MeetingPlan(day="2027-03-16"))
    plan(council, datetime(2027, 2, 23, 10, tzinfo=UTC))
    assert [line for line in told(council) if line[1] == "tom"] == [
        ("2027-02-09", "tom", "owner:before-15"),
        ("2027-02-23", "tom", "owner:before-15"),
    ]


def test_whoever_stands_in_later_is_not_sent_what_the_owner_had(council: Council) -> None:
    action = council.record("Send it", "Director of Public Health", due=DUE)
    follow(council, action, lead="Femi Adeleke")
    plan(council, datetime(2027, 2, 17, 10, tzinfo=UTC))
    council.now = datetime(2027, 2, 18, 10, tzinfo=UTC)
    post = council.look(lambda tx: tx.people.posts(council.board.id)[0])
    bea = council.people["bea"].id
    since = date(2027, 2, 18)
    council.do(board_people.give_post, "asha", council.board.id, post.title, bea, since)
    plan(council, datetime(2027, 2, 19, 10, tzinfo=UTC))
    assert [line for line in told(council) if line[1] in ("tom", "bea")] == [
        ("2027-02-17", "tom", "owner:overdue+3")
    ]


def test_what_waits_until_tomorrow_is_lost_by_no_change_in_between(council: Council) -> None:
    council.record("First", "Tom Hallam", due="25 January 2027")
    plan(council, council.now)
    send_all(council, council.now)
    council.now += timedelta(hours=2)
    second = council.record("Second", "Tom Hallam", due="25 January 2027")
    plan(council, council.now)
    council.now = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)
    follow(council, second, deputy="Bea Lindqvist")
    plan(council, datetime(2027, 1, 12, 9, 0, tzinfo=UTC))
    assert told(council) == [
        ("2027-01-11", "tom", "owner:before-10"),
        ("2027-01-12", "tom", "owner:before-10"),
    ]


def test_the_earliest_hour_of_all_that_is_due_gathers_the_rest(council: Council) -> None:
    """Femi has no role where the second board is; what is hers there has its own, early hour."""
    c = council
    c.do(board_people.remove_person, "asha", c.board.id, c.people["femi"].id)
    early = c.record("Early", "Tom Hallam", due="25 January 2027")
    c.record("Usual", "Tom Hallam", due="25 January 2027")
    outsider = c.record("Usual too", "Femi Adeleke", due="25 January 2027")
    hers = c.record("Her early one", "Femi Adeleke", due="25 January 2027")
    for action in (early, hers):
        follow(c, action, ladder=PolicyForm(hour="07:30"))
    assert plan(c, datetime(2027, 1, 11, 7, 29, tzinfo=UTC)) == 0
    assert plan(c, datetime(2027, 1, 11, 7, 30, tzinfo=UTC)) == 4
    assert len(c.outbox("day")) == 2
    assert c.action(outsider.id).next_nudge_on != date(2027, 1, 11)
    assert plan(c, datetime(2027, 1, 11, 9, 0, tzinfo=UTC)) == 0


@pytest.mark.parametrize(
    ("zone", "utc"),
    [
        ("Europe/London", datetime(2027, 3, 29, 8, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 3, 29, 13, 0, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2027, 3, 28, 20, 0, tzinfo=UTC)),
    ],
)
def test_the_hour_is_the_boards_own_after_the_clocks_change(
    sqlite_council: Council, zone: str, utc: datetime
) -> None:
    c = sqlite_council
    c.do(board_setup.set_up, "asha", CHANNEL, board_setup.Settings(time_zone=zone))
    c.do(board_reminders.change, "asha", c.board.id, PolicyForm(nation="scotland"))
    c.record("Send it", "Tom Hallam", due="29 March 2027")
    plan(c, utc - timedelta(minutes=1))
    assert ("2027-03-29", "tom", "owner:on-day") not in told(c)
    plan(c, utc)
    assert ("2027-03-29", "tom", "owner:on-day") in told(c)


def test_an_hour_that_the_clocks_skip_comes_when_they_have_jumped(sqlite_council: Council) -> None:
    c = sqlite_council
    action = c.record("Send it", "Tom Hallam", due="29 March 2027")
    board = replace(c.board, policy=replace(c.board.policy, hour=time(1, 30)))
    skipped = reminders.its_moment(action, board, date(2027, 3, 28))
    assert skipped == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


# --- the chair --------------------------------------------------------------------------------


def test_the_chair_is_asked_once_a_day_for_each_action(council: Council) -> None:
    late = council.record("Send it", "Tom Hallam", due="8 January 2027")
    (chair,) = council.do(action_reminders.ask_chair, "asha", late.id)
    assert chair.name == "Rosalind Peake"
    with pytest.raises(AlreadyDone, match="today already"):
        council.do(action_reminders.ask_chair, "asha", late.id)
    council.now += timedelta(days=1)
    council.do(action_reminders.ask_chair, "asha", late.id)
    assert [p.person_id for p in council.outbox("ask_chair")] == [chair.id, chair.id]
    with pytest.raises(NotAllowed):
        council.do(action_reminders.ask_chair, "tom", late.id)
    soon = council.record("In time", "Tom Hallam", due="1 March 2027")
    with pytest.raises(AlreadyDone, match="not overdue"):
        council.do(action_reminders.ask_chair, "asha", soon.id)


def test_without_a_chair_who_can_be_written_to_nothing_is_sent(council: Council) -> None:
    late = council.record("Send it", "Tom Hallam", due="8 January 2027")
    council.do(board_people.remove_person, "asha", council.board.id, council.people["rosalind"].id)
    with pytest.raises(NotFound, match="/board people"):
        council.do(action_reminders.ask_chair, "asha", late.id)
    assert council.outbox("ask_chair") == []


# --- the preview ------------------------------------------------------------------------------


def lines(c: Council, action: Action, days: int | None = None) -> ladder_preview.Preview:
    now = c.action(action.id)
    return c.look(lambda tx: ladder_preview.preview(tx, now, c.now, days))


def test_what_the_preview_says_is_what_is_sent(council: Council) -> None:
    typed = PolicyForm(overdue="3 owner, 3 deputy, 5 officer, 6 chair", closed_days="2027-02-15")
    council.do(board_reminders.change, "asha", council.board.id, typed)
    action = council.record("Send it", "Tom Hallam", due="Sunday 14 February 2027")
    follow(council, action, deputy="Bea Lindqvist")
    data = lines(council, action, 60)
    keys = {person.name: key for key, person in council.people.items()}
    foreseen = {(str(x.day), keys[p], f"{x.to}:{x.name}") for x in data.ahead for p in x.people}
    assert all(x.at.hour == 9 for x in data.ahead)
    while council.now.date() < data.until:
        council.now += timedelta(days=1)
        plan(council, council.now.replace(hour=12))
        send_all(council, council.now)
    assert set(told(council)) == foreseen
    assert {x.day for x in lines(council, action).sent} == {x.day for x in data.ahead}


def test_the_preview_gives_reasons_and_what_is_skipped(council: Council) -> None:
    council.now = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
    action = council.record("Send it", "Tom Hallam", due="Sunday 4 April 2027")
    first, second, third, late, *_ = lines(council, action).ahead
    assert first.why == (
        "10 working days before Fri 2 Apr 2027, when it is due "
        "(the last working day before Sun 4 Apr 2027)"
    )
    closed = [(s.day, s.why) for s in first.skipped if not s.weekend]
    assert closed == [(date(2027, 3, 26), "Good Friday"), (date(2027, 3, 29), "Easter Monday")]
    assert (second.name, third.why) == ("before-2", "the day on which it is due")
    assert late.at.utcoffset() == timedelta(hours=1), "summer time"


def test_the_preview_marks_what_is_hushed_or_not_the_owners_turn(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", due=DUE)
    council.do(answers.hush, "tom", action.id, date(2027, 2, 1))
    hushed = lines(council, action)
    assert hushed.ahead[0].silent == "hushed to the end of Mon 1 Feb 2027"
    assert hushed.ahead[1].silent == ""
    council.do(answers.blocked, "tom", action.id, "no figures")
    waiting = lines(council, action)
    officers = [x for x in waiting.ahead if not x.silent]
    assert [x.name for x in officers] == ["officer+2", "officer+5"]
    owners = [x for x in waiting.ahead if x.to == "owner"]
    assert owners
    assert all("officer’s turn" in x.silent for x in owners)


def test_the_preview_says_why_nothing_goes_out(council: Council) -> None:
    done = council.record("Send it", "Tom Hallam", due=DUE)
    council.do(answers.done, "asha", done.id, "rang")
    assert "reported done" in lines(council, done).nothing
    undated = council.record("Some day", "Tom Hallam")
    assert "no date" in lines(council, undated).nothing
    council.meeting("2027-02-09")
    (asked,) = lines(council, undated).ahead
    assert (asked.to, asked.why) == (
        "officer",
        "preparation of the meeting on Tue 9 Feb 2027: it has no date",
    )


def test_what_is_stored_is_what_is_derived_through_all_of_it(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", due=DUE)
    follow(council, action, before="20, 3", deputy="Bea Lindqvist")
    for day in range(12, 31):
        council.now = datetime(2027, 1, day, 10, tzinfo=UTC)
        plan(council, council.now)
        stored = council.action(action.id)
        assert stored.next_nudge_on is not None
        eve = stored.next_nudge_on - timedelta(days=1)
        with council.store.begin() as tx:
            assert keeping.next_nudge(tx, stored, council.board, eve) == stored.next_nudge_on
