"""Planning: what goes out on which day, once, to whom; digests; what is left to say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.council import MONDAY, TEAM, Council
from workflows import action_answers as answers
from workflows import board_reminders, day_message, keeping, reminders
from workflows.access import PUBLIC, Audience
from workflows.actions import Status
from workflows.board_reminders import PolicyForm


def plan(council: Council, now: datetime | None = None) -> int:
    with council.store.begin() as tx:
        return reminders.plan(tx, TEAM, now or council.now)


def days(council: Council, who: str) -> list[Any]:
    return [p for p in council.outbox("day") if p.person_id == council.people[who].id]


def play(council: Council, until: datetime) -> list[tuple[str, str]]:
    """Plan every day at ten until then; (day, rung) of every nudge."""
    seen = []
    now = council.now.replace(hour=10)
    while now <= until:
        plan(council, now)
        for parcel in council.outbox("day"):
            day_id = str(parcel.args["day_id"])
            for nudge in council.look(lambda tx, d=day_id: tx.nudges.of_day(d)):
                if (str(nudge.day), nudge.rung) not in seen:
                    seen.append((str(nudge.day), nudge.rung))
        _send_all(council, now)
        now += timedelta(days=1)
    return seen


def _send_all(council: Council, now: datetime) -> None:
    while True:
        claimed = council.look(lambda tx: tx.outbox.claim(now, now, 60))
        if claimed is None:
            return
        council.look(lambda tx, c=claimed: tx.outbox.mark_sent(c, now, "D1", "1.1"))


def test_the_ladder_of_a_date_in_working_days(sqlite_council: Council) -> None:
    council = sqlite_council
    council.record("Send it", "Tom Hallam", due="Friday 12 February 2027")
    seen = play(council, datetime(2027, 2, 28, 10, tzinfo=UTC))
    assert [s for s in seen if s[1].startswith("owner")] == [
        ("2027-01-29", "owner:before-10"),
        ("2027-02-10", "owner:before-2"),
        ("2027-02-12", "owner:on-day"),
        ("2027-02-17", "owner:overdue+3"),
        ("2027-02-26", "owner:overdue+10"),
    ]
    assert ("2027-02-19", "officer:overdue+5") in seen


def test_nothing_before_the_hour_nor_on_a_closed_day(council: Council) -> None:
    council.record("Send it", "Tom Hallam", due="25 January 2027")
    assert plan(council, datetime(2027, 1, 11, 8, 59, tzinfo=UTC)) == 0
    assert plan(council, datetime(2027, 1, 16, 12, tzinfo=UTC)) == 0
    assert days(council, "tom") == []
    plan(council, MONDAY)
    assert len(days(council, "tom")) == 1


def test_one_message_for_all_that_is_due_and_planning_again_adds_nothing(
    council: Council,
) -> None:
    for n in range(3):
        council.record(f"Thing {n}", "Tom Hallam", due="25 January 2027")
    plan(council)
    plan(council)
    (parcel,) = days(council, "tom")
    message = council.look(
        day_message.day_message, parcel.args["day_id"], parcel.person_id, council.now
    )
    assert message is not None
    assert len(message.own) == 3


def test_what_comes_after_the_message_has_gone_waits_for_the_next_working_day(
    council: Council,
) -> None:
    council.record("First", "Tom Hallam", due="25 January 2027")
    plan(council)
    _send_all(council, council.now)
    council.now += timedelta(hours=2)
    council.record("Second", "Tom Hallam", due="25 January 2027")
    plan(council)
    assert len(days(council, "tom")) == 1
    council.now += timedelta(days=1)
    plan(council)
    assert len(days(council, "tom")) == 2


def test_missed_days_collapse_into_one_message(council: Council) -> None:
    council.record("Send it", "Tom Hallam", due="25 January 2027")
    council.now += timedelta(days=30)
    plan(council)
    (parcel,) = days(council, "tom")
    nudges = council.look(lambda tx: tx.nudges.of_day(str(parcel.args["day_id"])))
    assert len(nudges) == 1


def test_an_answer_before_sending_leaves_nothing_to_say(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", due="25 January 2027")
    plan(council)
    (parcel,) = days(council, "tom")
    council.do(answers.done, "tom", action.id, "sent")
    message = council.look(
        day_message.day_message, parcel.args["day_id"], parcel.person_id, council.now
    )
    assert message is None


def test_done_makes_it_the_officers_turn_two_and_five_days_on(sqlite_council: Council) -> None:
    council = sqlite_council
    action = council.record("Send it", "Tom Hallam", due="12 February 2027")
    council.do(answers.done, "tom", action.id, "sent")
    seen = play(council, datetime(2027, 1, 31, 10, tzinfo=UTC))
    assert seen == [("2027-01-13", "officer:officer+2"), ("2027-01-18", "officer:officer+5")]


def test_nobody_with_a_way_to_be_reached_means_the_officers_are(council: Council) -> None:
    with council.store.begin() as tx:
        from dataclasses import replace

        femi = tx.people.get(council.people["femi"].id)
        tx.people.save(replace(femi, email=None))
    council.record("Call them", "Femi Adeleke", due="25 January 2027")
    plan(council)
    assert [p.person_id for p in council.outbox("day")] == [council.people["asha"].id]


def test_stored_next_nudge_is_the_derived_one_after_every_change(council: Council) -> None:
    council.meeting("2027-02-09")
    action = council.record("Send it", "Tom Hallam", due="next meeting")
    steps = [
        lambda: council.do(answers.progress, "tom", action.id, "begun"),
        lambda: council.do(answers.ask_time, "tom", action.id, "1 March", "why"),
        lambda: council.do(answers.agree, "asha", action.id),
        lambda: council.do(answers.blocked, "tom", action.id, "no data"),
        lambda: council.do(answers.done, "asha", action.id, "rang"),
        lambda: council.do(answers.reopen, "asha", action.id, "not yet"),
    ]
    for step in steps:
        step()
        with council.store.begin() as tx:
            stored = tx.actions.get(action.id)
            board = tx.boards.get(stored.board_id)
            derived = keeping.next_nudge(tx, stored, board, council.now.date())
            assert stored.next_nudge_on == derived


def test_digests_eight_and_one_working_days_before_each_once(council: Council) -> None:
    meeting = council.meeting("2027-02-09")
    council.record("Report", "Tom Hallam", due="next meeting")
    plan(council, datetime(2027, 1, 27, 10, tzinfo=UTC))
    assert council.outbox("digest") == []
    plan(council, datetime(2027, 1, 28, 8, tzinfo=UTC))
    assert council.outbox("digest") == []
    plan(council, datetime(2027, 1, 28, 10, tzinfo=UTC))
    plan(council, datetime(2027, 1, 29, 10, tzinfo=UTC))
    first = council.outbox("digest")
    receivers = {p.person_id or p.channel for p in first}
    assert receivers == {"C1", council.people["rosalind"].id, council.people["femi"].id}
    plan(council, datetime(2027, 2, 8, 10, tzinfo=UTC))
    assert len(council.outbox("digest")) == 2 * len(first)
    plan(council, meeting.starts_at + timedelta(hours=1))
    assert len(council.outbox("digest")) == 2 * len(first)
    follows = {p.follows for p in council.outbox("log_pdf")}
    assert follows == {p.key for p in council.outbox("digest")}


def test_a_digest_puts_each_action_in_one_list_and_withholds_exempt_matter(
    council: Council,
) -> None:
    from workflows import digests
    from workflows.action_recording import NewAction, record

    meeting = council.meeting("2027-02-09")
    overdue = council.record("Late", "Tom Hallam", due="8 January 2027")
    here = council.record("Report", "Tom Hallam", due="next meeting")
    later = council.record("Later", "Tom Hallam", due="1 April")
    finished = council.record("Finished", "Tom Hallam", due="1 April")
    council.do(answers.done, "asha", finished.id, "rang")
    secret = council.do(
        record,
        "asha",
        council.board.id,
        NewAction("Settle", ["Bea Lindqvist"], "1 April", exempt="paragraph 3: contract"),
    )
    digest = council.look(digests.for_meeting, meeting.id, PUBLIC, council.now)
    ids = [[a.id for a in rows] for rows in (digest.overdue, digest.due_here, digest.still_open)]
    assert ids == [[overdue.id], [here.id], [later.id]]
    assert [a.status for a in digest.completed] == [Status.ACCEPTED]
    assert digest.withheld == 1
    with council.store.begin() as tx:
        chair = Audience(council.caller(tx, "rosalind"))
        full = digests.for_meeting(tx, meeting.id, chair, council.now)
    assert secret.id in [a.id for a in full.still_open]


@pytest.mark.parametrize("hour", [8, 9])
def test_the_boards_hour_is_local_in_summer_too(council: Council, hour: int) -> None:
    council.record("Send it", "Tom Hallam", due="Friday 25 June 2027")
    council.now = datetime(2027, 6, 11, hour, 0, tzinfo=UTC) - timedelta(hours=1)
    plan(council)
    assert len(days(council, "tom")) == (1 if hour == 9 else 0)


def test_a_change_before_the_hour_loses_no_rung(council: Council) -> None:
    from workflows.action_recording import Correction, edit

    action = council.record("Send it", "Tom Hallam", due="25 January 2027")
    council.now = datetime(2027, 1, 25, 8, 30, tzinfo=UTC)
    council.do(edit, "asha", action.id, Correction(text="Send it to all"), "")
    plan(council, datetime(2027, 1, 25, 9, 0, tzinfo=UTC))
    assert len(days(council, "tom")) == 1


def test_a_change_after_downtime_loses_no_rung(council: Council) -> None:
    from workflows.board_setup import PersonForm, keep_person
    from workflows.people import Role

    council.record("Send it", "Tom Hallam", due="22 January 2027")
    council.now = datetime(2027, 1, 25, 8, 30, tzinfo=UTC)
    council.do(
        keep_person, "asha", council.board.id, PersonForm(name="New Member", role=Role.MEMBER)
    )
    plan(council, datetime(2027, 1, 25, 9, 0, tzinfo=UTC))
    assert len(days(council, "tom")) == 1


def test_the_planner_never_overwrites_a_newer_day(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", due="25 January 2027")
    stale = council.action(action.id)
    council.do(answers.blocked, "tom", action.id, "no figures")
    newer = council.action(action.id).next_nudge_on
    assert not council.look(lambda tx: tx.actions.set_next_nudge(stale, None))
    assert council.action(action.id).next_nudge_on == newer


def test_of_joint_owners_only_those_expected_are_reminded(council: Council) -> None:
    action = council.record("Together", "Tom Hallam", "Bea Lindqvist", due="12 February 2027")
    council.do(answers.blocked, "tom", action.id, "no figures")
    plan(council, datetime(2027, 1, 13, 9, 0, tzinfo=UTC))
    assert len(days(council, "asha")) == 1, "the part that waits is the officer's turn"
    plan(council, datetime(2027, 1, 29, 9, 0, tzinfo=UTC))
    assert (len(days(council, "tom")), len(days(council, "bea"))) == (0, 1)


@pytest.mark.parametrize(("typed", "first"), [("10, 2", "2027-01-26"), ("5", "2027-02-02")])
def test_a_board_sets_its_own_days_for_the_digest(
    sqlite_council: Council, typed: str, first: str
) -> None:
    council = sqlite_council
    council.do(board_reminders.change, "asha", council.board.id, PolicyForm(digest_before=typed))
    council.meeting("2027-02-09")
    now = council.now.replace(hour=10)
    while not council.outbox("digest"):
        plan(council, now)
        now += timedelta(days=1)
    assert (now - timedelta(days=1)).date().isoformat() == first
