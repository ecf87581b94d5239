"""Where one part of the record follows from another: what an officer marks as dealt with at a
meeting, what was declared there, what was answered to an invitation, what a clause entails."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.support.council import Council
from tests.support.soundings import opened, sounding
from workflows import (
    action_recording,
    agenda_keeping,
    agenda_outcomes,
    agenda_proposing,
    circulating,
    clause_actions,
    consequence_keeping,
    declaring,
    delegation_terms,
    exercise_keeping,
    invitation_replies,
    meeting_live,
    report_back_keeping,
    resolution_recording,
    returning,
    sounding_closing,
)
from workflows.access import Audience
from workflows.action_recording import NewAction
from workflows.actions import Status
from workflows.agendas import AgendaItem, ItemState
from workflows.attendances import Reply
from workflows.circulating import NewPaper
from workflows.circulations import CirculationState
from workflows.clause_actions import ClauseWork
from workflows.consequences import ConsequenceKind
from workflows.declarations import Interest
from workflows.declaring import NewDeclaration
from workflows.exercise_keeping import RecordForm
from workflows.exercises import Exercise, ExerciseState
from workflows.forward_plan import forward_plan
from workflows.meetings import Meeting
from workflows.profile import Quorum, Rules
from workflows.report_backs import Cycle
from workflows.resolution_recording import NewResolution
from workflows.returning import ReturnForm
from workflows.returns import ReturnState
from workflows.soundings import SoundingState

GRANT = "delegates sign-off of the Better Care plan to the Director of Public Health"
DECIDED = RecordForm(
    decided_by="Tom Hallam",
    decision="signed the Better Care plan off",
    reasons="it meets the conditions",
    alternatives="none",
    interests="none declared",
)


def decided(c: Council, grant_id: str) -> Exercise:
    draft = c.do(exercise_keeping.draft, "asha", c.board.id, grant_id, DECIDED)
    return c.do(exercise_keeping.make, "asha", draft.id, DECIDED, "")


def held(c: Council, day: str) -> Meeting:
    """A meeting that was held and issued; the clock stands on its day."""
    meeting = c.meeting(day)
    c.now = c.now.replace(year=meeting.day.year, month=meeting.day.month, day=meeting.day.day)
    c.do(meeting_live.open_meeting, "asha", c.board.id, meeting_id=meeting.id)
    c.do(meeting_live.close_meeting, "asha", c.board.id)
    c.do(meeting_live.issue, "asha", meeting.id)
    found: Meeting = c.look(lambda tx: tx.meetings.get(meeting.id))
    return found


def proposed(c: Council, meeting: Meeting) -> dict[str, AgendaItem]:
    """What is proposed for its agenda, by source."""
    sheet = c.do(agenda_proposing.refresh, "asha", meeting.id)
    return {i.source: i for i in sheet.items if i.state is ItemState.PROPOSED}


def test_what_the_meeting_dealt_with_is_settled_where_it_came_from(council: Council) -> None:
    """Minutes approved, a decision ratified and another kind of matter each in its own way; all of
    them stood on the forward plan, and before an agenda that goes out without them."""
    c = council
    earlier = held(c, "13 January 2027")
    grant = c.do(
        resolution_recording.record, "asha", c.board.id, NewResolution(GRANT, minute_ref="35")
    ).delegations[0]
    use = decided(c, grant.id)
    asked = opened(c)
    new = NewAction(
        "Report on access", ("@U3",), "", report_to=c.board.id, cycle=Cycle.EACH_MEETING
    )
    meeting, after = c.meeting("10 February 2027"), c.meeting("10 March 2027")
    report = c.do(action_recording.record, "asha", c.board.id, replace(new, due="10 February 2027"))
    paper = c.do(circulating.circulate, "asha", c.board.id, NewPaper("Winter plan"))
    c.now = asked.deadline + timedelta(hours=1)
    c.look(sounding_closing.close_due, c.now)

    there = proposed(c, meeting)
    sources = {"meeting", "exercise", "sounding", "report_back", "circulation"}
    assert set(there) == sources
    with c.store.begin() as tx:
        plan = forward_plan(tx, c.board, Audience(c.caller(tx, "asha")), c.now)
    at = next(m for m in plan.meetings if m.meeting.id == meeting.id)
    assert {e.kind for e in at.entries} == sources
    ids = {i.id for i in there.values()}
    assert {i.id for i in c.do(agenda_proposing.missing, "asha", meeting.id)} == ids
    c.do(agenda_keeping.take, "asha", sorted(ids))
    assert c.do(agenda_proposing.missing, "asha", meeting.id) == []

    c.now = c.now.replace(month=2, day=10)
    c.do(meeting_live.open_meeting, "asha", c.board.id, meeting_id=meeting.id)
    c.do(agenda_outcomes.dealt_with, "asha", there["exercise"].id, "ratified, minute 55")
    c.do(agenda_outcomes.all_dealt_with, "asha", meeting.id)
    with c.store.begin() as tx:
        assert tx.meetings.get(earlier.id).approved_meeting_id == meeting.id
        settled = tx.exercises.get(use.id)
        assert (settled.state, settled.settled_minute) == (ExerciseState.RATIFIED, "55")
        assert tx.soundings.get(asked.id).reported_meeting_id == meeting.id
        assert tx.circulations.get(paper.id).state is CirculationState.LISTED
        delivered = tx.actions.get(report.id)
        assert (delivered.status, delivered.completed_on) == (Status.ACCEPTED, meeting.day)
        following = report_back_keeping.following(tx, delivered)
    assert following is not None
    assert following.due.meeting_id == after.id
    assert set(proposed(c, after)) == {"report_back"}


def test_what_was_declared_bars_from_the_vote_and_from_the_sounding(council: Council) -> None:
    """In the item it was declared in; item 1 is not item 17."""
    c = council
    meeting = held(c, "13 January 2027")
    for who, item in (("Bea Lindqvist", "17"), ("Tom Hallam", "1")):
        new = NewDeclaration(who, item, "works for a bidder", Interest.PECUNIARY)
        c.do(declaring.declare, "asha", meeting.id, new)
    text = NewResolution(
        "RESOLVED to seek views on the bid between meetings", "22/8", "Item 17: The bid",
        meeting_id=meeting.id, recorded_votes="For: Bea Lindqvist, Rosalind Peake",
    )  # fmt: skip
    kept = c.do(resolution_recording.record, "asha", c.board.id, text)
    assert kept.resolution.barred == ("Bea Lindqvist",)
    assert any("Bea Lindqvist" in warning for warning in kept.warnings)
    left_out = {a.name: a.left_out for a in opened(c).asked if a.left_out}
    assert left_out == {"Bea Lindqvist": "works for a bidder"}


def test_a_sounding_permitted_at_its_item_leaves_out_who_declared_there(council: Council) -> None:
    c = council
    waiting = opened(c, permission="", deadline="20 February 2027 17:00")
    assert waiting.state is SoundingState.WAITING
    meeting = c.meeting("13 January 2027")
    item = proposed(c, meeting)["sounding"]
    c.do(agenda_keeping.take, "asha", [item.id])
    c.now = c.now.replace(day=13)
    c.do(meeting_live.open_meeting, "asha", c.board.id, meeting_id=meeting.id)
    number = c.look(lambda tx: tx.agenda_items.get(item.id)).number
    new = NewDeclaration("Bea Lindqvist", number, "works for a bidder", Interest.PECUNIARY)
    c.do(declaring.declare, "asha", meeting.id, new)
    c.do(agenda_outcomes.dealt_with, "asha", item.id, "agreed")
    found = sounding(c, waiting.id)
    assert found.state is SoundingState.OPEN
    assert [a.name for a in found.asked if a.left_out] == ["Bea Lindqvist"]


def test_answers_to_the_invitation_make_the_expected_quorum(council: Council) -> None:
    c = council
    with c.store.begin() as tx:
        rules = Rules(since=date(2020, 1, 1), quorum=Quorum(3))
        tx.boards.save(replace(tx.boards.get(c.board.id), profile=(rules,)))
    meeting = c.meeting("10 February 2027")

    def expected() -> tuple[int, bool, tuple[str, ...]]:
        with c.store.begin() as tx:
            found = invitation_replies.expected(tx, tx.boards.get(c.board.id), meeting)
        return found.sure.reached.count, found.sure.enough, found.apologies

    assert expected() == (0, False, ())
    c.do(invitation_replies.answer, "tom", meeting.id, Reply.COMING)
    c.do(invitation_replies.answer, "bea", meeting.id, Reply.SUBSTITUTE, substitute="Dr Example")
    c.do(invitation_replies.answer, "femi", meeting.id, Reply.NOT_COMING)
    assert expected() == (2, False, ("Bea Lindqvist", "Femi Adeleke"))
    c.do(invitation_replies.answer, "rosalind", meeting.id, Reply.COMING)
    assert expected()[:2] == (3, True)


def test_a_resolution_entails_a_delegation_a_duty_and_a_report_back(council: Council) -> None:
    c = council
    held(c, "13 January 2027")
    meeting = c.meeting("10 February 2027")
    text = (
        "The Board resolved to:\n"
        "(a) delegate the award up to £1,000 to the Director of Public Health\n"
        "(b) maintain oversight of the winter plan\n"
        "(c) receive a report back on access at its next meeting"
    )
    kept = c.do(resolution_recording.record, "asha", c.board.id, NewResolution(text, "22/9"))
    assert [(d.reference, d.clause_id) for d in kept.delegations] == [
        ("D1", kept.resolution.clauses[0].id)
    ]
    with c.store.begin() as tx:
        offered = consequence_keeping.offered(tx, kept.resolution)
        work = clause_actions.offered(tx, kept.resolution)
    assert [f.kind for f in offered if f.kind is not ConsequenceKind.MONEY] == [
        ConsequenceKind.DUTY
    ]
    (clause,) = work
    (duty,) = [
        d
        for d in c.do(consequence_keeping.keep_offered, "asha", kept.resolution.id)
        if d.kind is ConsequenceKind.DUTY
    ]
    assert duty.clause_id == kept.resolution.clauses[1].id
    (action,) = c.do(
        clause_actions.make_actions,
        "asha",
        kept.resolution.id,
        [ClauseWork(clause.id, ("@U3",), "next meeting")],
    )
    assert action.report_to == c.board.id
    assert proposed(c, meeting)["report_back"].source_id == action.id


def relying(c: Council) -> tuple[str, str]:
    """A return and the delegation under which it is to be signed off."""
    grant = c.do(
        resolution_recording.record, "asha", c.board.id, NewResolution(GRANT, minute_ref="35")
    ).delegations[0]
    form = ReturnForm("Better Care plan", "30 June 2027", sign_off=grant.reference)
    return c.do(returning.add, "asha", c.board.id, form).id, grant.id


def state_of(c: Council, return_id: str) -> ReturnState:
    found: ReturnState = c.look(lambda tx: tx.returns.get(return_id).state)
    return found


def test_a_return_whose_delegation_ends_comes_before_a_meeting(council: Council) -> None:
    c = council
    return_id, grant_id = relying(c)
    meeting = c.meeting("9 June 2027")
    assert "return" not in proposed(c, meeting)
    c.do(delegation_terms.revoke, "asha", grant_id, "the Board will sign it off itself")
    assert proposed(c, meeting)["return"].source_id == return_id


def test_a_return_follows_the_decision_under_its_delegation(council: Council) -> None:
    c = council
    return_id, grant_id = relying(c)
    use = decided(c, grant_id)
    signed = c.look(lambda tx: tx.returns.get(return_id))
    assert (signed.state, signed.signed_off_on) == (ReturnState.SIGNED_OFF, use.decided_on)
    assert use.reference in signed.note
    c.do(exercise_keeping.withdraw, "asha", use.id, "recorded in error")
    again = c.look(lambda tx: tx.returns.get(return_id))
    assert (again.state, again.signed_off_on, again.note) == (ReturnState.OPEN, None, "")


def test_which_of_two_returns_a_decision_signed_off_is_not_guessed(council: Council) -> None:
    c = council
    return_id, grant_id = relying(c)
    other = ReturnForm("Discharge template", "31 July 2027", sign_off="D1")
    c.do(returning.add, "asha", c.board.id, other)
    decided(c, grant_id)
    assert state_of(c, return_id) is ReturnState.OPEN
