"""Actions: recorded, answered, settled; who may, what follows, what is kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.council import Council
from workflows import action_answers as answers
from workflows import action_recording as recording
from workflows.action_recording import Correction, NewAction
from workflows.actions import Action, SlipState, Status, Turn
from workflows.deadlines import DueKind
from workflows.errors import AlreadyDone, Conflict, InvalidInput, NotAllowed, NotFound
from workflows.ledger import first_break


def test_a_reference_by_the_boards_scheme_and_numbers_that_run_on(council: Council) -> None:
    first = council.record("Send the budget", "Tom Hallam", due="13 March")
    second = council.record("Review the plan", "DPH", due="next meeting")
    assert (first.reference, second.reference) == ("110127/01", "110127/02")
    assert first.due.day == date(2027, 3, 13)
    assert first.original_due == first.due


def test_owners_by_mention_name_initials_and_post(council: Council) -> None:
    action = council.record("Do it", "<@U4|bea>", "RP", "DPH", "Nobody Known")
    assert [o.printed for o in action.owners] == [
        "Bea Lindqvist",
        "Rosalind Peake",
        "Director of Public Health",
        "Nobody Known",
    ]
    assert [o.known for o in action.owners] == [True, True, True, False]
    assert action.owners[2].post_id is not None


def test_a_post_whose_title_has_a_comma_is_one_owner(council: Council) -> None:
    from workflows.board_setup import give_post

    args = (council.people["bea"].id, council.now.date())
    council.do(give_post, "asha", council.board.id, "Chief Executive, Voluntary and Faith", *args)
    action = council.record("Do it", "Chief Executive", "Voluntary", "Faith", "Tom Hallam")
    assert [o.printed for o in action.owners] == [
        "Chief Executive, Voluntary and Faith",
        "Tom Hallam",
    ]


def test_the_next_meeting_is_a_link_that_follows_the_meeting(council: Council) -> None:
    from workflows.meeting_planning import MeetingPlan, move

    action = council.record("Report", "Tom Hallam", due="next meeting")
    assert action.due.kind is DueKind.NEXT_MEETING
    assert action.due.day is None
    meeting = council.meeting("2027-02-09")
    assert council.action(action.id).due.day == date(2027, 2, 9)
    council.do(move, "asha", meeting.id, MeetingPlan(day="2027-02-16"))
    moved = council.action(action.id)
    assert moved.due.day == date(2027, 2, 16)
    assert moved.original_due.day == date(2027, 2, 16)
    assert moved.slips == ()


def test_an_extraordinary_meeting_does_not_capture_the_next_meeting(council: Council) -> None:
    from workflows.meetings import MeetingKind

    council.meeting("2027-01-20", kind=MeetingKind.EXTRAORDINARY)
    ordinary = council.meeting("2027-02-09")
    action = council.record("Report", "Tom Hallam", due="next meeting")
    assert action.due.meeting_id == ordinary.id


def test_a_cancelled_meeting_hands_its_dues_to_the_next_ordinary_one(council: Council) -> None:
    from workflows.meeting_planning import cancel_meeting

    first = council.meeting("2027-02-09")
    action = council.record("Report", "Tom Hallam", due="next meeting")
    second = council.meeting("2027-03-09")
    council.do(cancel_meeting, "asha", first.id, "snow")
    assert council.action(action.id).due.meeting_id == second.id


def test_only_officers_record_and_the_refusal_says_who_could(council: Council) -> None:
    with pytest.raises(NotAllowed, match="committee officer"):
        council.do(recording.record, "tom", council.board.id, NewAction("Mine"))
    assert council.look(lambda tx: tx.actions.of_board(council.board.id)) == []


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewAction("   "), "text"),
        (NewAction("x" * 3001), "text"),
        (NewAction("Do", due="the day after never"), "due"),
        (NewAction("Do", due="31 February"), "due"),
        (NewAction("Do", owners=[f"Person {n}" for n in range(21)]), "owners"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(
    council: Council, new: NewAction, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        council.do(recording.record, "asha", council.board.id, new)
    assert refused.value.field == field


def test_a_past_date_and_an_unknown_owner_are_kept(council: Council) -> None:
    action = council.record("Late paper", "A Stranger", due="13 March 2024")
    assert action.due.day == date(2024, 3, 13)
    assert not action.owners[0].known


def test_the_owner_proposes_the_officer_accepts(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", due="13 March")
    proposed = council.do(answers.done, "tom", action.id, "Sent today.")
    assert (proposed.status, proposed.turn) == (Status.PROPOSED_DONE, Turn.OFFICER)
    accepted = council.do(answers.accept, "asha", action.id)
    assert (accepted.status, accepted.turn) == (Status.ACCEPTED, Turn.NOBODY)
    assert accepted.notes[-1].approved
    assert accepted.next_nudge_on is None


def test_an_officer_for_an_owner_is_recorded_as_such_and_accepted_at_once(
    council: Council,
) -> None:
    action = council.record("Send it", "Tom Hallam")
    done = council.do(answers.done, "asha", action.id, "Tom rang: sent.")
    assert done.status is Status.ACCEPTED
    assert done.notes[-1].on_behalf_of == council.people["tom"].id


def test_a_post_moves_with_its_holder(council: Council) -> None:
    from workflows.board_setup import give_post

    action = council.record("Report", "DPH")
    council.do(answers.progress, "tom", action.id, "begun")
    council.do(
        give_post,
        "asha",
        council.board.id,
        "Director of Public Health",
        council.people["bea"].id,
        council.now.date(),
    )
    with pytest.raises(NotAllowed):
        council.do(answers.progress, "tom", action.id, "still me?")
    council.do(answers.progress, "bea", action.id, "taken over")
    assert council.action(action.id).notes[-1].text == "taken over"


def test_several_owners_without_a_lead_each_answer_for_their_part(council: Council) -> None:
    action = council.record("Together", "Tom Hallam", "Bea Lindqvist")
    half = council.do(answers.done, "tom", action.id, "my part")
    assert half.status is Status.IN_PROGRESS
    whole = council.do(answers.done, "bea", action.id, "mine too")
    assert whole.status is Status.PROPOSED_DONE


def test_the_lead_answers_for_all(council: Council) -> None:
    action = council.record("Together", "Tom Hallam (lead)", "Bea Lindqvist")
    assert council.do(answers.done, "tom", action.id, "all done").status is Status.PROPOSED_DONE


def test_more_time_is_asked_for_agreed_and_the_original_stays(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", due="1 February")
    asked = council.do(answers.ask_time, "tom", action.id, "1 March", "waiting for figures")
    assert asked.due == action.due
    assert asked.turn is Turn.OFFICER
    with pytest.raises(AlreadyDone):
        council.do(answers.ask_time, "tom", action.id, "2 March", "again")
    agreed = council.do(answers.agree, "asha", action.id)
    assert agreed.due.day == date(2027, 3, 1)
    assert agreed.original_due.day == date(2027, 2, 1)
    (slip,) = agreed.slips
    assert (slip.state, slip.reason) == (SlipState.AGREED, "waiting for figures")
    assert slip.settled_by == council.people["asha"].id


def test_a_refusal_leaves_the_date_and_it_is_the_owners_turn(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", due="1 February")
    council.do(answers.ask_time, "tom", action.id, "1 March", "busy")
    refused = council.do(answers.refuse, "asha", action.id, "it is for the return")
    assert (refused.due, refused.turn) == (action.due, Turn.OWNER)


def test_returned_with_a_reason_and_told(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam")
    council.do(answers.done, "tom", action.id, "done")
    with pytest.raises(InvalidInput) as refused:
        council.do(answers.return_, "asha", action.id, " ")
    assert refused.value.field == "reason"
    returned = council.do(answers.return_, "asha", action.id, "The annex is missing")
    assert (returned.status, returned.turn) == (Status.OPEN, Turn.OWNER)
    told = [p for p in council.outbox("owner_tasks") if p.person_id == council.people["tom"].id]
    assert len(told) == 2


@pytest.mark.parametrize(
    ("step", "args"),
    [
        (answers.accept, ()),
        (answers.return_, ("why",)),
        (answers.reopen, ("why",)),
        (answers.agree, ()),
    ],
)
def test_a_step_that_the_state_forbids_says_so_and_changes_nothing(
    council: Council, step: object, args: tuple[str, ...]
) -> None:
    action = council.record("Send it", "Tom Hallam")
    with pytest.raises(AlreadyDone, match="Nothing was changed"):
        council.do(step, "asha", action.id, *args)  # type: ignore[arg-type]
    assert council.action(action.id).version == action.version


def test_transfer_cancel_reopen(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam")
    moved = council.do(recording.transfer, "asha", action.id, "Place Partnership", "theirs")
    assert moved.status is Status.TRANSFERRED
    assert council.do(answers.reopen, "asha", action.id, "came back").status is Status.OPEN
    with pytest.raises(InvalidInput):
        council.do(recording.cancel, "asha", action.id, "")
    assert council.do(recording.cancel, "asha", action.id, "twice").status is Status.CANCELLED


def test_undo_takes_back_ones_own_last_change_only(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam")
    council.do(answers.done, "tom", action.id, "done")
    with pytest.raises(NotAllowed):
        council.do(recording.undo, "asha", action.id)
    back = council.do(recording.undo, "tom", action.id)
    assert (back.status, back.notes) == (Status.OPEN, ())


def test_a_date_is_set_by_edit_only_where_none_was_promised(council: Council) -> None:
    dateless = council.record("Some day", "Tom Hallam")
    edited = council.do(recording.edit, "asha", dateless.id, Correction(due="1 March"), "")
    assert edited.original_due.day == date(2027, 3, 1)
    with pytest.raises(InvalidInput) as refused:
        council.do(recording.edit, "asha", dateless.id, Correction(due="2 March"), "")
    assert refused.value.field == "due"


def test_exempt_matter_is_not_there_for_others_and_leaves_the_channel(council: Council) -> None:
    from workflows.deliveries import Shown

    action = council.record("Settle the claim", "Bea Lindqvist")
    council.look(
        lambda tx: tx.showings.add(
            Shown("action", action.id, "C1", "1.1", "action_card", "public", {})
        )
    )
    council.do(recording.edit, "asha", action.id, Correction(exempt="paragraph 3: a contract"), "")
    (again,) = [p for p in council.outbox("action_card") if p.kind.value == "update"]
    assert (again.channel, again.args["ts"]) == ("C1", "1.1")
    with council.store.begin() as tx:
        from workflows.access import Audience, Caller, disclose
        from workflows.people import Person

        stranger = Caller(Person("x", "T1", "A Stranger"))
        assert disclose([tx.actions.get(action.id)], Audience(stranger)).withheld == 1
        assert disclose([tx.actions.get(action.id)], Audience()).withheld == 1
        mine = Audience(council.caller(tx, "bea"))
        assert disclose([tx.actions.get(action.id)], mine).withheld == 0


def test_a_reference_that_does_not_exist(council: Council) -> None:
    with pytest.raises(NotFound, match="/action list"):
        council.do(
            lambda tx, caller, now: recording.find(tx, caller, council.board.id, "010101/01"),
            "tom",
        )


def test_two_at_once_have_one_winner(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam")
    stale = council.action(action.id)
    council.do(answers.progress, "tom", action.id, "begun")
    with pytest.raises(Conflict), council.store.begin() as tx:
        tx.actions.save(stale)


def test_every_change_is_in_the_ledger_and_the_chain_is_whole(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam")
    council.do(answers.progress, "tom", action.id, "begun")
    council.do(answers.done, "asha", action.id, "he rang")
    with council.store.begin() as tx:
        deeds = [line.deed for line, _ in tx.ledger.of_subject("action", action.id)]
        behalf = [line.on_behalf_of for line, _ in tx.ledger.of_subject("action", action.id)]
        assert deeds == ["recorded", "progress", "accepted"]
        assert behalf[-1] == council.people["tom"].id
        assert first_break(tx.ledger.lines(council.board.id)) is None


def test_owners_are_told_once_and_not_of_what_they_recorded_themselves(council: Council) -> None:
    council.record("For two", "Tom Hallam", "Bea Lindqvist", "Asha Verma")
    told = {p.person_id for p in council.outbox("owner_tasks")}
    assert told == {council.people["tom"].id, council.people["bea"].id}


def test_hush_never_passes_the_next_meeting(council: Council) -> None:
    council.meeting("2027-02-09")
    action = council.record("Send it", "Tom Hallam", due="1 March")
    far = council.now.date() + timedelta(days=90)
    assert council.do(answers.hush, "tom", action.id, far).hushed_until == date(2027, 2, 9)


def test_undo_never_goes_behind_the_issue(council: Council) -> None:
    from workflows import meeting_live

    meeting = council.meeting("2027-01-11")
    council.do(meeting_live.open_meeting, "asha", council.board.id, meeting_id=meeting.id)
    action = council.record("Captured live", "Tom Hallam")
    council.do(meeting_live.close_meeting, "asha", council.board.id)
    council.do(meeting_live.issue, "asha", meeting.id)
    with pytest.raises(AlreadyDone, match="issued"):
        council.do(recording.undo, "asha", action.id)
    assert council.action(action.id).reference == "110127/01"


def test_undo_needs_the_role_that_the_change_needed(council: Council) -> None:
    from workflows.board_setup import PersonForm, keep_person, remove_person
    from workflows.people import Role

    person = council.people["bea"].id
    form = PersonForm(person_id=person, role=Role.OFFICER)
    council.do(keep_person, "asha", council.board.id, form)
    action = council.record("Send it", "Tom Hallam", due="1 February")
    council.do(answers.extend, "bea", action.id, "1 March", "more work")
    council.do(remove_person, "asha", council.board.id, person)
    with pytest.raises(NotAllowed):
        council.do(recording.undo, "bea", action.id)
    assert council.action(action.id).due.day == date(2027, 3, 1)


def test_undo_leaves_an_exemption_that_came_meanwhile(council: Council) -> None:
    action = council.record("Settle it", "Tom Hallam")
    council.do(recording.edit, "asha", action.id, Correction(exempt="paragraph 3: a claim"), "")
    undone = council.do(recording.undo, "asha", action.id)
    assert undone.exempt == "paragraph 3: a claim"


def test_a_form_that_is_out_of_date_saves_nothing(council: Council) -> None:
    action = council.record("Settle it", "Tom Hallam")
    council.do(recording.edit, "asha", action.id, Correction(exempt="paragraph 3: a claim"), "")
    stale = Correction(text="Settle it soon", exempt="", version=action.version)
    with pytest.raises(Conflict, match="Nothing of yours was saved"):
        council.do(recording.edit, "asha", action.id, stale, "")
    assert council.action(action.id).exempt


def test_of_joint_owners_each_answer_counts_for_that_one(council: Council) -> None:
    action = council.record("Together", "Tom Hallam", "Bea Lindqvist")
    blocked = council.do(answers.blocked, "tom", action.id, "no figures")
    assert blocked.turn is Turn.OWNER, "Bea is still expected to act"
    both = council.do(answers.not_mine, "bea", action.id, "it is Tom's")
    assert both.turn is Turn.OFFICER
    back = council.do(answers.return_, "asha", _done(council, action.id), "do it together")
    assert all(o.waits_since is None and o.done_on is None for o in back.owners)


def _done(council: Council, action_id: str) -> str:
    council.do(answers.done, "asha", action_id, "they rang")
    return action_id


def test_beside_a_lead_the_others_word_is_a_note(council: Council) -> None:
    action = council.record("Together", "Tom Hallam (lead)", "Bea Lindqvist")
    noted = council.do(answers.done, "bea", action.id, "my bit is ready")
    assert noted.status is Status.IN_PROGRESS
    assert noted.notes[-1].text == "my bit is ready"


def test_an_owner_not_yet_known_does_not_hold_up_those_who_are(council: Council) -> None:
    action = council.record("Together", "Tom Hallam", "Bea Lindqvist", "A Stranger")
    council.do(answers.done, "tom", action.id, "mine")
    assert council.do(answers.done, "bea", action.id, "mine").status is Status.PROPOSED_DONE


def test_more_time_that_only_a_meeting_agrees(council: Council) -> None:
    from workflows import meeting_live
    from workflows.board_setup import Settings, set_up

    council.do(set_up, "asha", "C1", Settings(extension_agreed_by="meeting"))
    action = council.record("Send it", "Tom Hallam", due="1 February")
    council.do(answers.ask_time, "tom", action.id, "1 March", "figures late")
    with pytest.raises(AlreadyDone, match="at its meetings"):
        council.do(answers.agree, "asha", action.id)
    meeting = council.meeting("2027-01-12")
    council.do(meeting_live.open_meeting, "asha", council.board.id, meeting_id=meeting.id)
    agreed = council.do(answers.agree, "asha", action.id)
    assert agreed.due.day == date(2027, 3, 1)
    assert agreed.slips[0].settled_meeting_id == meeting.id


def test_more_time_until_a_meeting_that_was_cancelled_goes_to_the_next(council: Council) -> None:
    from workflows.meeting_planning import cancel_meeting

    first = council.meeting("2027-02-09")
    second = council.meeting("2027-03-09")
    action = council.record("Send it", "Tom Hallam", due="1 February")
    council.do(answers.ask_time, "tom", action.id, "next meeting", "figures late")
    council.do(cancel_meeting, "asha", first.id, "snow")
    agreed = council.do(answers.agree, "asha", action.id)
    assert agreed.due.meeting_id == second.id


def test_a_reference_is_found_whatever_its_case(council: Council) -> None:
    new = NewAction("From the log", reference="Hwb-001")
    action = council.do(recording.record, "asha", council.board.id, new)
    found = council.do(
        lambda tx, caller, now: recording.find(tx, caller, council.board.id, "hWB-001"), "asha"
    )
    assert found.id == action.id


def test_evidence_that_arrives_is_shown_on_the_cards(council: Council) -> None:
    from workflows import incoming
    from workflows.deliveries import Shown

    action = council.record("Send it", "Tom Hallam")
    with council.store.begin() as tx:
        tx.showings.add(Shown("action", action.id, "C1", "1.1", "action_card", "public", {}))
        assert not [p for p in council_updates(tx) if p.key == "update:C1:1.1"]
        tom = council.people["tom"].id
        incoming.keep_evidence(tx, action.id, tom, "p.pdf", "application/pdf", b"x", council.now)
        assert [p for p in council_updates(tx) if p.key == "update:C1:1.1"]


def council_updates(tx: Any) -> list[Any]:
    from workflows.deliveries import Delivery, Kind

    return [p for _, p, *_ in tx.outbox.listing(set(Delivery)) if p.kind is Kind.UPDATE]


def test_what_was_blocked_is_open_again_once_it_has_more_time(council: Council) -> None:
    def blocked() -> Action:
        action = council.record("Send the budget", "Tom Hallam", due="1 February 2027")
        return council.do(answers.blocked, "tom", action.id, "no figures")

    one = blocked()
    council.do(answers.ask_time, "tom", one.id, "1 March 2027", "No figures yet.")
    refused = council.do(answers.refuse, "asha", one.id, "It is urgent.")
    assert (refused.status, refused.turn) == (Status.BLOCKED, Turn.OWNER), "it still is"
    council.do(answers.ask_time, "tom", one.id, "1 March 2027", "Still none.")
    agreed = council.do(answers.agree, "asha", one.id)
    assert (agreed.status, agreed.turn) == (Status.OPEN, Turn.OWNER)
    extended = council.do(answers.extend, "asha", blocked().id, "1 March 2027", "No figures.")
    assert (extended.status, extended.turn) == (Status.OPEN, Turn.OWNER)
