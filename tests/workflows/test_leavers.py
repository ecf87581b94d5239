"""Somebody goes: the alarm, once; links and entries; handing over; and they come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.council import TEAM, Council
from tests.support.duty import away, home_of, nudged, second_officer, texts, to_day
from workflows import (
    action_answers,
    board_people,
    board_setup,
    handing_over,
    incoming,
    links,
    unreached,
)
from workflows.action_links import ANSWER_ACTION
from workflows.actions import Owner
from workflows.addressing import prefer_email
from workflows.board_people import PersonForm
from workflows.deliveries import Kind, Parcel, Shown
from workflows.errors import InvalidInput
from workflows.handing_over import Leaver
from workflows.people import Person, Role


def profile(name: str, email: str | None = None, *, deleted: bool = False) -> dict[str, Any]:
    told = {"real_name": name} | ({"email": email} if email else {})
    return {"id": "U3", "deleted": deleted, "profile": told}


def closes(c: Council, who: str = "tom") -> Person:
    """Slack says that the account is closed."""
    user = profile(c.people[who].name, deleted=True)
    c.look(lambda tx: incoming.take_profile(tx, c.people[who].id, user, c.now))
    found: Person = c.look(lambda tx: tx.people.get(c.people[who].id))
    return found


def opens(c: Council, who: str = "tom") -> None:
    user = profile(c.people[who].name)
    c.look(lambda tx: incoming.take_profile(tx, c.people[who].id, user, c.now))


def alarms(c: Council, who: str = "asha") -> list[Any]:
    return [p for p in c.outbox("leaver") if p.person_id == c.people[who].id]


def read(c: Council, parcel: Any) -> Leaver | None:
    args = parcel.args
    return c.look(
        lambda tx: handing_over.leaver(
            tx, parcel.person_id, args["person_id"], args["why"], args["action_ids"],
            args["posts"], c.now,
        )
    )  # fmt: skip


def owner_names(c: Council, action_id: str) -> list[str]:
    return [o.printed for o in c.action(action_id).owners]


# --- the alarm --------------------------------------------------------------------------------


def test_a_closed_account_alarms_each_officer_once_with_all_that_is_theirs(
    council: Council,
) -> None:
    second_officer(council)
    by_name = council.record("By name", "Tom Hallam")
    by_post = council.record("By post", "Director of Public Health")
    council.record("Somebody else's", "Femi Adeleke")
    gone = closes(council)
    assert gone.active is False
    for officer in ("asha", "bea"):
        (alarm,) = alarms(council, officer)
        assert set(alarm.args["action_ids"]) == {by_name.id, by_post.id}
    closes(council)
    assert len(council.outbox("leaver")) == 2, "told again, but known already"
    lines = council.look(lambda tx: tx.ledger.lines(council.board.id))
    assert [line.deed for line in lines][-1] == "account closed"


def test_an_error_of_slack_that_says_so_is_the_same(council: Council) -> None:
    council.record("By name", "Tom Hallam")
    parcel = Parcel("k", Kind.MESSAGE, TEAM, "owner_tasks", {"action_ids": []},
                    person_id=council.people["tom"].id)  # fmt: skip
    council.look(lambda tx: unreached.tell_officers(tx, parcel, "user_disabled", council.now))
    assert council.look(lambda tx: tx.people.get(council.people["tom"].id)).active is False
    assert len(alarms(council)) == 1
    closes(council)
    assert len(alarms(council)) == 1, "the event that follows is no second alarm"


def test_who_owns_nothing_alarms_nobody(council: Council) -> None:
    assert closes(council).active is False
    assert council.outbox("leaver") == []


def test_each_officer_reads_of_their_own_boards_only(council: Council) -> None:
    settings = board_setup.Settings(name="Other Board")
    other = council.do(board_setup.set_up, "bea", "C2", settings)
    council.record("Here", "Tom Hallam")
    from workflows.action_recording import NewAction, record

    council.do(record, "bea", other.id, NewAction("There", ("Tom Hallam",)))
    closes(council)
    for officer, text in (("asha", "Here"), ("bea", "There")):
        (alarm,) = alarms(council, officer)
        found = read(council, alarm)
        assert found is not None
        assert [a.text for a in found.to_hand_over] == [text]


def test_where_the_only_officer_goes_the_chair_hears(council: Council) -> None:
    council.record("Keep the list", "Asha Verma")
    closes(council, "asha")
    assert alarms(council, "asha") == []
    (alarm,) = alarms(council, "rosalind")
    assert read(council, alarm) is not None


def test_reminders_of_a_closed_account_go_to_the_officers(council: Council) -> None:
    council.record("By name", "Tom Hallam", due="13 January 2027")
    closes(council)
    to_day(council, "2027-01-13")
    assert nudged(council) == [("asha", "owner:on-day")]


def test_links_that_were_sent_stop_working(council: Council) -> None:
    mine = council.record("By name", "Femi Adeleke")

    def link(tx: Any) -> None:
        caller = council.caller(tx, "femi")
        links.issue(tx, ANSWER_ACTION, caller, mine, "hash-1", council.now, council.now, 30)

    council.look(link)
    closes(council, "femi")
    (kept,) = council.look(lambda tx: tx.links.of_person(council.people["femi"].id))
    assert kept.revoked_at == council.now


def test_a_removal_alarms_the_boards_officers_and_keeps_the_person(council: Council) -> None:
    by_name = council.record("By name", "Tom Hallam")
    by_post = council.record("By post", "Director of Public Health")
    council.do(board_people.remove_person, "asha", council.board.id, council.people["tom"].id)
    (alarm,) = alarms(council)
    found = read(council, alarm)
    assert found is not None
    assert {a.id for a in found.to_hand_over} == {by_name.id, by_post.id}
    assert [p.title for p in found.posts] == ["Director of Public Health"]
    assert found.person.active is True, "the account is open, and other boards may need it"


def test_the_message_follows_what_is_handed_over(council: Council) -> None:
    action = council.record("By name", "Tom Hallam")
    closes(council)
    (alarm,) = alarms(council)
    council.do(handing_over.hand_over, "asha", council.people["tom"].id, "Bea Lindqvist", "left")
    found = read(council, alarm)
    assert found is not None
    assert (found.to_hand_over, [a.id for a in found.handed_over]) == ((), [action.id])


def test_no_deputy_answers_for_whoever_has_gone(council: Council) -> None:
    council.record("By name", "Tom Hallam", due="13 January 2027")
    away(council, "tom", "22 January 2027", deputy="bea")
    closes(council)
    assert council.look(lambda tx: tx.people.absences_from(TEAM, council.now.date())) == []
    to_day(council, "2027-01-13")
    assert nudged(council) == [("asha", "owner:on-day")]


def test_whoever_counts_on_a_deputy_who_goes_is_told(council: Council) -> None:
    away(council, "tom", "22 January 2027", deputy="bea")
    closes(council, "bea")
    (said,) = texts(council, "tom")
    assert "Bea Lindqvist*, who stands in for you while you are away, has left" in said
    council.record("By name", "Tom Hallam", due="13 January 2027")
    to_day(council, "2027-01-13")
    assert nudged(council) == [("asha", "owner:on-day")]


def test_a_reopened_account_is_written_to_again_and_may_be_closed_again(council: Council) -> None:
    council.record("By name", "Tom Hallam", due="13 January 2027")
    closes(council)
    opens(council)
    assert council.look(lambda tx: tx.people.get(council.people["tom"].id)).active is True
    (said,) = texts(council, "asha")
    assert said.startswith("*Tom Hallam*’s account is open again. 1 open action")
    to_day(council, "2027-01-13")
    assert nudged(council) == [("tom", "owner:on-day")]
    closes(council)
    assert len(alarms(council)) == 2


def test_a_changed_profile_is_taken_over_and_what_was_written_here_stays(
    council: Council,
) -> None:
    tom = council.people["tom"].id

    def told(name: str, email: str) -> Person:
        user = profile(name, email)
        council.look(lambda tx: incoming.take_profile(tx, tom, user, council.now))
        found: Person = council.look(lambda tx: tx.people.get(tom))
        return found

    changed = told("Thomas Hallam", "t.hallam@exampleshire.example")
    assert (changed.name, changed.email) == ("Thomas Hallam", "tom@exampleshire.example")
    with council.store.begin() as tx:
        tx.people.save(replace(changed, email=None))
    assert told("Thomas Hallam", "t.hallam@exampleshire.example").email == (
        "t.hallam@exampleshire.example"
    )
    moved = told("Thomas Hallam", "thomas@exampleshire.example")
    assert moved.email == "thomas@exampleshire.example", "it came from Slack, and follows Slack"
    assert told("Thomas Hallam", "thomas@exampleshire.example").version == moved.version


# --- handing over -----------------------------------------------------------------------------


def test_only_their_part_changes_hands(council: Council) -> None:
    joint = council.record("Joint", "Tom Hallam (lead)", "Femi Adeleke")
    alone = council.record("Alone", "Tom Hallam")
    both = council.record("Both", "Tom Hallam (lead)", "Bea Lindqvist")
    closes(council)
    person, owner, count = council.do(
        handing_over.hand_over, "asha", council.people["tom"].id, "Bea Lindqvist", "left"
    )
    assert (person.name, owner.printed, count) == ("Tom Hallam", "Bea Lindqvist", 3)
    assert owner_names(council, joint.id) == ["Bea Lindqvist", "Femi Adeleke"]
    assert council.action(joint.id).owners[0].lead is True
    assert owner_names(council, alone.id) == ["Bea Lindqvist"]
    assert owner_names(council, both.id) == ["Bea Lindqvist"]
    assert council.action(both.id).owners[0].lead is True
    told = [p for p in council.outbox("owner_tasks") if p.person_id == council.people["bea"].id]
    assert told


def test_the_post_gets_a_new_holder_if_wanted(council: Council) -> None:
    action = council.record("By post", "Director of Public Health", due="13 January 2027")
    closes(council)
    tom = council.people["tom"].id
    (post,) = council.do(handing_over.posts_to_fill, "asha", tom, ())
    _, owner, count = council.do(
        handing_over.hand_over, "asha", tom, "Bea Lindqvist", "", with_posts=[post.id]
    )
    assert (owner.person_id, count) == (council.people["bea"].id, 1)
    assert owner_names(council, action.id) == ["Director of Public Health"]
    to_day(council, "2027-01-13")
    assert nudged(council) == [("bea", "owner:on-day")]


@pytest.mark.parametrize(
    ("to", "says"), [("Tom Hallam", "Tom Hallam again|nobody whom"), ("Nobody", "nobody whom")]
)
def test_handing_over_to_nobody_is_refused(council: Council, to: str, says: str) -> None:
    action = council.record("Alone", "Tom Hallam")
    council.do(board_people.remove_person, "asha", council.board.id, council.people["tom"].id)
    with pytest.raises(InvalidInput, match=says):
        council.do(handing_over.hand_over, "asha", council.people["tom"].id, to, "")
    assert owner_names(council, action.id) == ["Tom Hallam"]


# --- a post changes hands ---------------------------------------------------------------------


def test_a_new_holder_takes_over_mid_ladder_and_nobody_hears_twice(council: Council) -> None:
    action = council.record("By post", "DPH", due="20 January 2027")
    to_day(council, "2027-01-18")
    assert nudged(council) == [("tom", "owner:before-2")]
    since = date(2027, 1, 19)
    council.do(board_people.give_post, "asha", council.board.id, "Director of Public Health",
               council.people["bea"].id, since)  # fmt: skip
    assert nudged(council) == [("tom", "owner:before-2")], "planned again: nothing more today"
    to_day(council, "2027-01-19")
    assert nudged(council) == []
    with council.store.begin() as tx:
        bea, tom = council.caller(tx, "bea"), council.caller(tx, "tom")
    assert bea.owns(council.action(action.id).owners, council.board.id)
    assert not tom.owns(council.action(action.id).owners, council.board.id)
    to_day(council, "2027-01-20")
    assert nudged(council) == [("bea", "owner:on-day")]
    after = council.do(action_answers.done, "bea", action.id, "sent")
    assert after.owners[0] == Owner("Director of Public Health", post_id=after.owners[0].post_id)
    assert action.id in {a.id for a in home_of(council, "bea").mine}
    assert action.id not in {a.id for a in home_of(council, "tom").mine}


def test_cards_and_homes_change_with_the_holder(council: Council) -> None:
    action = council.record("By post", "DPH")
    shown = Shown("action", action.id, "D1", "1.1", "owner_tasks", council.people["tom"].id,
                  {"action_ids": [action.id]})  # fmt: skip
    council.look(lambda tx: tx.showings.add(shown))
    council.do(board_people.give_post, "asha", council.board.id, "Director of Public Health",
               council.people["bea"].id, council.now.date())  # fmt: skip
    keys = {p.key for p in council.outbox()}
    assert "update:D1:1.1" in keys
    assert {f"home:{council.people[who].id}" for who in ("tom", "bea")} <= keys


def test_no_reminder_is_lost_or_doubled_on_the_day_of_the_change(council: Council) -> None:
    council.record("By post", "DPH", due="20 January 2027")
    to_day(council, "2027-01-20")
    assert nudged(council) == [("tom", "owner:on-day")]
    council.do(board_people.give_post, "asha", council.board.id, "Director of Public Health",
               council.people["bea"].id, council.now.date())  # fmt: skip
    council.now += timedelta(hours=2)
    assert nudged(council) == [("tom", "owner:on-day")], "the rung has been sent"


# --- e-mail -----------------------------------------------------------------------------------


def test_a_person_may_prefer_e_mail(council: Council) -> None:
    saved = council.do(prefer_email, "tom", True)
    assert saved.prefers_email is True
    assert council.do(prefer_email, "tom", True).version == saved.version
    assert council.do(prefer_email, "tom", False).prefers_email is False
    deeds = [x.deed for x in council.look(lambda tx: tx.ledger.lines(council.board.id))]
    assert deeds[-2:] == ["reached by", "reached by"]


def test_without_an_address_it_is_refused(council: Council) -> None:
    with council.store.begin() as tx:
        tom = tx.people.get(council.people["tom"].id)
        tx.people.save(replace(tom, email=None))
    with pytest.raises(InvalidInput, match="no e-mail address of Tom Hallam"):
        council.do(prefer_email, "tom", True)


def test_an_officer_says_it_for_somebody(council: Council) -> None:
    form = PersonForm(person_id=council.people["tom"].id, roles=(Role.MEMBER,), prefers_email=True)
    kept = council.do(board_people.keep_person, "asha", council.board.id, form)
    assert kept.prefers_email is True
    other = PersonForm(name="Una Field", role=Role.MEMBER, prefers_email=True)
    with pytest.raises(InvalidInput, match="no e-mail address of Una Field"):
        council.do(board_people.keep_person, "asha", council.board.id, other)
