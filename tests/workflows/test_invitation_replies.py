"""Answers to invitations, and the apologies and the quorum that they let expect."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support.council import TEAM, Council
from workflows import invitation_replies, invitations, meeting_live, meeting_planning
from workflows.attendances import Attendance, Attends, Capacity, Reply
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed
from workflows.invitation_replies import Expected
from workflows.meeting_planning import MeetingPlan
from workflows.meetings import Meeting
from workflows.people import Person
from workflows.profile import Quorum, Rules


def answered(c: Council, meeting: Meeting, who: str, reply: Reply, **more: str) -> Attendance:
    return c.do(invitation_replies.answer, who, meeting.id, reply, **more)


def expected(c: Council, meeting: Meeting) -> Expected:
    return c.look(lambda tx: invitation_replies.expected(tx, tx.boards.get(c.board.id), meeting))


def quorum_of(c: Council, least: int) -> None:
    with c.store.begin() as tx:
        board = tx.boards.get(c.board.id)
        rules = Rules(since=date(2020, 1, 1), quorum=Quorum(least))
        tx.boards.save(replace(board, profile=(rules,)))


def row(c: Council, meeting: Meeting, who: str) -> Attendance:
    found = c.look(lambda tx: tx.attendances.find(meeting.id, c.people[who].id))
    assert found is not None
    return found


def test_answers_make_apologies_and_a_quorum(council: Council) -> None:
    c = council
    quorum_of(c, 3)
    meeting = c.meeting("9 February 2027")
    first = expected(c, meeting)
    assert first.waiting == ("Bea Lindqvist", "Femi Adeleke", "Rosalind Peake", "Tom Hallam")
    assert (first.sure.enough, first.best.enough) == (False, True)
    answered(c, meeting, "tom", Reply.COMING)
    answered(c, meeting, "femi", Reply.NOT_COMING)
    then = expected(c, meeting)
    assert then.coming == ("Tom Hallam",)
    assert then.apologies == ("Femi Adeleke",)
    assert (then.sure.reached.count, then.best.enough) == (1, True)
    answered(c, meeting, "bea", Reply.NOT_COMING)
    assert not expected(c, meeting).best.enough, "two of four, of whom one has not answered"
    answered(c, meeting, "bea", Reply.SUBSTITUTE, substitute="Gita Novak")
    answered(c, meeting, "rosalind", Reply.COMING)
    last = expected(c, meeting)
    assert last.substituted == (("Bea Lindqvist", "Gita Novak"),)
    assert last.apologies == ("Bea Lindqvist", "Femi Adeleke")
    assert last.sure.enough, "a substitute fills the member's place"
    assert last.waiting == ()


def test_a_substitute_on_record_is_invited_and_told_when_not_needed(council: Council) -> None:
    c = council
    with c.store.begin() as tx:
        gita = tx.people.add(Person(tx.new_id(), TEAM, "Gita Novak", None, "gita@x.example"))
        c.people["gita"] = gita
    meeting = c.meeting("9 February 2027")
    c.do(invitations.invite, "asha", meeting.id)
    member = answered(c, meeting, "bea", Reply.SUBSTITUTE, substitute="Gita Novak")
    assert member.substitute_id == gita.id
    invited = row(c, meeting, "gita")
    assert (invited.invited_now, invited.capacity) == (True, Capacity.SUBSTITUTE)
    answered(c, meeting, "bea", Reply.COMING)
    assert not row(c, meeting, "gita").invited_now
    assert row(c, meeting, "bea").substitute_id is None


def test_an_officer_answers_for_somebody_and_nobody_else_does(council: Council) -> None:
    c = council
    meeting = c.meeting("9 February 2027")
    femi = c.people["femi"].id
    with pytest.raises(NotAllowed, match="Only a committee officer"):
        answered(c, meeting, "tom", Reply.COMING, person_id=femi)
    noted = answered(c, meeting, "asha", Reply.NOT_COMING, person_id=femi)
    assert (noted.reply, noted.replied_by) == (Reply.NOT_COMING, c.people["asha"].id)
    line, values = c.look(lambda tx: tx.ledger.of_subject("meeting", meeting.id))[-1]
    assert (line.actor, values["for"], values["reply"]) == (
        c.people["asha"].id, femi, "not coming",
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="Only who is expected"):
        answered(c, meeting, "asha", Reply.COMING)


def test_who_comes_instead_must_be_said_and_be_somebody_else(council: Council) -> None:
    meeting = council.meeting("9 February 2027")
    for name in ("", "  ", "Tom Hallam", "Cllr Hallam"):
        with pytest.raises(InvalidInput) as refused:
            answered(council, meeting, "tom", Reply.SUBSTITUTE, substitute=name)
        assert refused.value.field == "substitute"
    assert council.look(lambda tx: tx.attendances.of_meeting(meeting.id)) == []


def test_another_day_or_hour_is_asked_anew_another_room_is_not(council: Council) -> None:
    c = council
    meeting = c.meeting("9 February 2027")
    c.do(invitations.invite, "asha", meeting.id)
    answered(c, meeting, "tom", Reply.COMING)
    c.do(meeting_planning.move, "asha", meeting.id, MeetingPlan(venue="Town Hall"))
    assert row(c, meeting, "tom").reply is Reply.COMING
    c.do(meeting_planning.move, "asha", meeting.id, MeetingPlan(start="14:00"))
    assert row(c, meeting, "tom").reply is Reply.NONE
    assert row(c, meeting, "tom").invited == 2


def test_it_is_too_late_when_it_has_begun(council: Council) -> None:
    c = council
    meeting = c.meeting("11 January 2027")
    c.do(meeting_live.open_meeting, "asha", c.board.id, meeting_id=meeting.id)
    with pytest.raises(AlreadyDone):
        answered(c, meeting, "tom", Reply.COMING)
    c.now += timedelta(days=2)


def test_apologies_that_come_later_stand_on_a_list_drawn_up_before(council: Council) -> None:
    c = council
    meeting = c.meeting("9 February 2027")
    answered(c, meeting, "tom", Reply.NOT_COMING)
    with c.store.begin() as tx:
        tom = tx.attendances.find(meeting.id, c.people["tom"].id)
        assert tom is not None
        tx.attendances.save(replace(tom, attends=Attends.APOLOGIES))
    answered(c, meeting, "tom", Reply.COMING)
    assert row(c, meeting, "tom").attends is Attends.NONE
