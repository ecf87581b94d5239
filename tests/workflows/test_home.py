"""What stands on a person's Home."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.support.council import CHANNEL, TEAM, Council
from workflows import action_answers, action_recording, board_setup, home, meeting_live
from workflows.access import Caller
from workflows.action_recording import NewAction
from workflows.board_setup import PersonForm, Settings
from workflows.deliveries import Delivery
from workflows.meetings import MeetingKind
from workflows.people import Person, Role
from workflows.watches.kind import Matter


def home_of(c: Council, who: str) -> home.Home:
    return c.look(lambda tx: home.of_person(tx, tx.people.get(c.people[who].id), c.now))


def texts(rows: Any) -> list[str]:
    return [a.text for a in rows]


def test_mine_by_name_by_post_and_as_one_of_all(council: Council) -> None:
    council.record("By name", "Tom Hallam", due="1 March 2027")
    council.record("By post", "DPH", due="1 February 2027")
    council.record("All of us", "all members")
    council.record("Somebody else's", "Bea Lindqvist")
    assert texts(home_of(council, "tom").mine) == ["By post", "By name", "All of us"]
    assert texts(home_of(council, "rosalind").mine) == ["All of us"]
    assert texts(home_of(council, "asha").mine) == [], "an officer is no voting member"


def test_what_is_not_issued_is_nobodys_yet(council: Council) -> None:
    council.meeting("11 January 2027")
    council.do(meeting_live.open_meeting, "asha", council.board.id)
    council.record("Captured", "Tom Hallam")
    council.record("All of us", "all members")
    assert home_of(council, "tom").mine == ()


def test_exempt_matter_for_its_owner_and_the_inner_circle_alone(council: Council) -> None:
    form = PersonForm(name="Sam Observer", slack_id="U60", role=Role.OBSERVER)
    council.people["sam"] = council.do(board_setup.keep_person, "asha", council.board.id, form)
    secret = NewAction("Secret", ["Bea Lindqvist"], exempt="para 3")
    action = council.do(action_recording.record, "asha", council.board.id, secret)
    assert texts(home_of(council, "bea").mine) == ["Secret"]
    council.do(action_answers.done, "bea", action.id, "done")
    assert texts(home_of(council, "asha").waiting[0].to_accept) == ["Secret"]
    assert home_of(council, "sam").mine == ()
    assert home_of(council, "sam").waiting == ()


def test_what_waits_for_the_officer_is_sorted_by_what_it_needs(council: Council) -> None:
    made = {
        name: council.record(name, "Tom Hallam", due="1 March 2027")
        for name in ("done", "time", "blocked", "theirs", "quiet")
    }
    council.record("ownerless", due="1 March 2027")
    council.record("dateless", "Tom Hallam")
    council.do(action_answers.done, "tom", made["done"].id, "sent")
    council.do(action_answers.ask_time, "tom", made["time"].id, "1 April 2027", "ill")
    council.do(action_answers.blocked, "tom", made["blocked"].id, "no money")
    council.do(action_answers.not_mine, "tom", made["theirs"].id, "it is Bea's")
    (waiting,) = home_of(council, "asha").waiting
    found = {
        "accept": waiting.to_accept,
        "agree": waiting.to_agree,
        "blocked": waiting.blocked,
        "theirs": waiting.not_theirs,
        "owner": waiting.ownerless,
        "date": waiting.dateless,
    }
    assert {key: texts(rows) for key, rows in found.items()} == {
        "accept": ["done"],
        "agree": ["time"],
        "blocked": ["blocked"],
        "theirs": ["theirs"],
        "owner": ["ownerless"],
        "date": ["dateless"],
    }
    assert waiting.count == 6
    for other in ("tom", "rosalind"):
        assert home_of(council, other).waiting == ()


def test_a_meeting_that_nobody_has_issued_waits(council: Council) -> None:
    meeting = council.meeting("11 January 2027")
    council.do(meeting_live.open_meeting, "asha", council.board.id)
    assert [m.id for m, _ in home_of(council, "tom").meetings] == [meeting.id], "open is to come"
    council.do(meeting_live.close_meeting, "asha", council.board.id)
    (waiting,) = home_of(council, "asha").waiting
    assert [(w.matter, w.watched.id) for w in waiting.watched] == [(Matter.ISSUE, meeting.id)]
    council.do(meeting_live.issue, "asha", meeting.id)
    assert home_of(council, "asha").waiting[0].count == 0


def test_what_was_due_at_a_meeting_that_was_held_has_an_outcome_to_record(council: Council) -> None:
    council.meeting("12 January 2027")
    action = council.record("send it", "Tom Hallam", due="next meeting")
    assert home_of(council, "asha").waiting[0].to_record == ()
    council.do(meeting_live.open_meeting, "asha", council.board.id)
    assert home_of(council, "asha").waiting[0].to_record == ()
    checked = council.do(meeting_live.close_meeting, "asha", council.board.id)
    assert [a.id for a in checked.due] == [action.id]
    assert action.id in {a.id for a in checked.lines}, "its changes are shown in the list"
    assert texts(home_of(council, "asha").waiting[0].to_record) == ["send it"]
    council.do(action_answers.done, "asha", action.id, "sent")
    (waiting,) = home_of(council, "asha").waiting
    assert waiting.to_record == ()
    again = council.look(meeting_live.check_list, _caller(council), checked.meeting.id)
    assert again.due == ()


def _caller(council: Council) -> Caller:
    return council.look(council.caller, "asha")


def test_next_meetings_of_all_my_boards(council: Council) -> None:
    other = council.do(board_setup.set_up, "tom", "C2", Settings(name="Second Board"))
    for n in range(6):
        council.meeting((council.now + timedelta(days=7 * n)).date().isoformat())
    council.meeting("1 January 2027")
    found = home_of(council, "tom")
    assert len(found.meetings) == 5
    assert found.meetings[0][0].day == council.now.date()
    assert {b.id for b in found.boards} == {council.board.id, other.id}
    assert home_of(council, "asha").boards == (council.board,)


def test_a_stranger_finds_nothing(council: Council) -> None:
    council.meeting("16 March 2027", kind=MeetingKind.PRIVATE)
    council.record("All of us", "all members")
    person = council.look(lambda tx: tx.people.add(Person(tx.new_id(), TEAM, "Sam", "U50")))
    found = council.look(lambda tx: home.of_person(tx, person, council.now))
    assert (found.mine, found.waiting, found.meetings, found.boards) == ((), (), (), ())


def empty_outbox(c: Council) -> None:
    with c.store.begin() as tx:
        while claimed := tx.outbox.claim(c.now, c.now, 60):
            tx.outbox.mark_sent(claimed, c.now, "D", "1")


def pending_homes(c: Council) -> set[str]:
    keys = c.look(lambda tx: {p.key for _, p, *_ in tx.outbox.listing({Delivery.PENDING})})
    return {who for who, person in c.people.items() if f"home:{person.id}" in keys}


def test_an_answer_refreshes_the_homes_it_stands_on(council: Council) -> None:
    action = council.record("Ours", "Tom Hallam (lead)", "Bea Lindqvist")
    empty_outbox(council)
    council.do(action_answers.progress, "bea", action.id, "half way")
    assert pending_homes(council) == {"asha", "tom", "bea"}, "bea pressed, though she does not lead"


def test_meetings_and_roles_refresh_homes(council: Council) -> None:
    empty_outbox(council)
    council.meeting("16 March 2027")
    assert pending_homes(council) == set(council.people)
    empty_outbox(council)
    settings = Settings(members=["U4"])
    council.do(board_setup.set_up, "asha", CHANNEL, settings)
    assert "tom" in pending_homes(council), "who has just lost a role"
