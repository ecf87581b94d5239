"""Sub-groups: their register, what is sent to them and comes back, what they put to the parent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.council import TEAM, Council
from workflows import (
    action_answers,
    action_recording,
    keeping,
    logbook,
    meeting_live,
    meeting_planning,
    report_back_keeping,
    sub_group_work,
    sub_groups,
)
from workflows.access import Audience
from workflows.action_recording import NewAction
from workflows.actions import Action, Status, Turn
from workflows.boards import Board
from workflows.errors import AlreadyDone, Conflict, InvalidInput, NotAllowed, NotFound
from workflows.meeting_planning import MeetingPlan
from workflows.people import Role
from workflows.report_backs import Cycle
from workflows.resolutions import Clause, ClauseKind, Resolution
from workflows.sub_groups import GroupForm

FORM = GroupForm(
    "Carers Task Group",
    purpose="Find out what carers need.",
    chair="Rosalind Peake",
    members=["Tom Hallam", "Bea Lindqvist"],
    until="30 September 2027",
    review="1 March 2027",
    reports="twice a year",
    escalation="To the Board through its chair.",
    minuted="27/4",
)


def add(c: Council, form: GroupForm = FORM) -> Board:
    return c.do(sub_groups.add, "asha", c.board.id, form)


def register(c: Council) -> list[sub_groups.GroupLine]:
    return c.look(sub_groups.register, c.board, c.now.date())


def reports(c: Council, group: Board) -> list[Action]:
    return c.look(sub_groups.reporting, c.board, group)


def test_a_sub_group_without_a_channel_has_all_that_a_board_has(council: Council) -> None:
    c = council
    group = add(c)
    assert (group.channel_id, group.parent_id, group.short_name) == ("", c.board.id, "CTG")
    (line,) = register(c)
    assert line.chairs == ("Rosalind Peake",)
    assert set(line.members) == {"Tom Hallam", "Bea Lindqvist"}
    assert line.terms.until == date(2027, 9, 30)
    roles = c.look(lambda tx: {m.role for m in tx.people.memberships(group.id)})
    assert roles == {Role.CHAIR, Role.MEMBER, Role.OFFICER}
    made = c.do(action_recording.record, "asha", group.id, NewAction("Ask carers", ["Bea"]))
    assert made.reference == "CTG-01"
    met = c.do(meeting_planning.schedule, "asha", group.id, MeetingPlan(day="2027-02-02"))
    c.do(meeting_planning.move, "asha", met.id, MeetingPlan(day="2027-02-03"), reason="room")
    c.now += timedelta(days=23)
    c.do(meeting_live.open_meeting, "asha", group.id)
    c.do(action_recording.record, "asha", group.id, NewAction("Write to the trusts", ["Tom"]))
    c.do(meeting_live.close_meeting, "asha", group.id)
    issued = c.do(meeting_live.issue, "asha", met.id)
    assert issued.told == 1
    log = c.look(logbook.action_log, group, Audience(), c.now)
    assert [row.reference for row in log.outstanding] == ["CTG-01", "CTG-02"]
    nowhere = [p for p in c.outbox() if p.channel == ""]
    assert nowhere == []


def test_its_reporting_is_a_report_back_of_the_parent(council: Council) -> None:
    c = council
    march = c.meeting("2027-03-09")
    group = add(c)
    (made,) = reports(c, group)
    assert (made.board_id, made.report_to, made.cycle) == (
        c.board.id,
        c.board.id,
        Cycle.TWICE_A_YEAR,
    )
    assert made.due.meeting_id == march.id
    assert [o.group_id for o in made.owners] == [group.id]
    assert register(c)[0].next_report == made
    changed = c.do(sub_groups.change, "asha", group.id, replace(FORM, reports="quarterly"))
    (same,) = reports(c, group)
    assert (same.id, same.cycle) == (made.id, Cycle.QUARTERLY)
    c.do(report_back_keeping.deliver, "asha", made.id, march, "")
    (later,) = reports(c, group)
    assert later.follows == made.id
    c.do(sub_groups.change, "asha", changed.id, replace(FORM, reports=""))
    assert reports(c, group) == []
    assert c.action(later.id).status is Status.CANCELLED


def test_who_may_and_what_is_refused(council: Council) -> None:
    c = council
    with pytest.raises(NotAllowed):
        c.do(sub_groups.add, "tom", c.board.id, FORM)
    group = add(c)
    with pytest.raises(AlreadyDone, match="already"):
        add(c)
    for form, field in (
        (replace(FORM, name=""), "name"),
        (replace(FORM, name="X", chair="Nobody Known"), "chair"),
        (replace(FORM, name="X", members=["Nobody Known"]), "members"),
        (replace(FORM, name="X", until="1 January 2027"), "until"),
        (replace(FORM, name="X", reports="now and then"), "reports"),
    ):
        with pytest.raises(InvalidInput) as refused:
            add(c, form)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        c.do(sub_groups.change, "tom", group.id, FORM)
    with pytest.raises(Conflict):
        c.do(sub_groups.change, "asha", group.id, replace(FORM, version=99))
    with pytest.raises(NotFound):
        c.do(sub_groups.change, "asha", c.board.id, FORM)


def test_members_follow_the_form(council: Council) -> None:
    c = council
    group = add(c)
    c.now += timedelta(days=1)
    c.do(sub_groups.change, "asha", group.id, replace(FORM, chair="Bea Lindqvist", members=["Tom"]))
    (line,) = register(c)
    assert (line.chairs, line.members) == (("Bea Lindqvist",), ("Tom Hallam",))


def test_its_life_is_warned_of_and_ends(council: Council) -> None:
    c = council
    c.meeting("2027-03-09")
    group = add(c)
    terms = group.group
    assert terms is not None
    assert sub_groups.flags(terms, date(2027, 1, 11)) == ()
    assert sub_groups.flags(terms, date(2027, 3, 1)) == (
        "its terms were to be reviewed by Mon 1 Mar 2027",
    )
    assert "ends on Thu 30 Sep 2027" in sub_groups.flags(terms, date(2027, 7, 2))[0]
    assert "its time ended" in sub_groups.flags(terms, date(2027, 10, 1))[0]
    assert (
        "no members"
        in sub_groups.flags(replace(terms, review=None), date(2027, 1, 1), seated=False)[0]
    )
    c.do(action_recording.record, "asha", group.id, NewAction("Ask carers", ["Bea"]))
    (report,) = reports(c, group)
    gone, left = c.do(sub_groups.dissolve, "asha", group.id, "The work is done.")
    assert gone.group is not None
    assert gone.group.dissolved_on == c.now.date()
    assert [a.text for a in left] == ["Ask carers"]
    assert c.action(report.id).status is Status.CANCELLED
    for again in (
        lambda: c.do(sub_groups.dissolve, "asha", group.id, "twice"),
        lambda: c.do(sub_groups.change, "asha", group.id, FORM),
    ):
        with pytest.raises(AlreadyDone, match="was dissolved"):
            again()
    sent = c.record("Look into respite care")
    with pytest.raises(AlreadyDone, match="dissolved"):
        c.do(sub_group_work.send, "asha", sent.id, "CTG", "")


def test_a_board_that_there_is_becomes_a_sub_group(council: Council) -> None:
    c = council
    other = replace(c.board, id="other", name="Executive", short_name="EX", channel_id="C9")
    with c.store.begin() as tx:
        tx.boards.add(replace(other, aliases=()))
    with pytest.raises(NotAllowed):
        c.do(sub_groups.attach, "asha", c.board.id, "Executive")
    with c.store.begin() as tx:
        from workflows.board_people import add_role

        add_role(tx, tx.boards.get("other"), c.people["asha"], Role.OFFICER, c.now.date())
    made = c.do(sub_groups.attach, "asha", c.board.id, "EX")
    assert (made.parent_id, made.channel_id) == (c.board.id, "C9")
    with pytest.raises(AlreadyDone):
        c.do(sub_groups.attach, "asha", c.board.id, "EX")
    with pytest.raises(NotFound):
        c.do(sub_groups.attach, "asha", c.board.id, "Nowhere")


# --- sent and come back -----------------------------------------------------------------------


def sent(c: Council, **more: Any) -> tuple[Action, Action, Board]:
    group = add(c, replace(FORM, reports=""))
    made = c.record("Look into respite care", "Femi Adeleke", **more)
    here, there = c.do(sub_group_work.send, "asha", made.id, "Carers Task Group", "they know")
    return here, there, group


def log(c: Council) -> logbook.ActionLog:
    return c.look(logbook.action_log, c.board, Audience(), c.now)


def test_sent_it_is_with_the_group_and_comes_back_with_its_source(council: Council) -> None:
    c = council
    here, there, group = sent(c, due="14 May 2027")
    assert here.status is Status.TRANSFERRED
    assert (there.board_id, there.sent_from, there.origin) == (
        group.id,
        here.id,
        f"from EB {here.reference}",
    )
    assert there.due.day == date(2027, 5, 14)
    assert there.owners[0].everyone
    told = {p.person_id for p in c.outbox("owner_tasks")}
    assert {c.people[w].id for w in ("rosalind", "tom", "bea")} <= told
    (row,) = log(c).outstanding
    assert (row.status, row.owner) == ("with Carers Task Group", "Carers Task Group (group)")
    (passage,) = c.look(sub_group_work.sent_to, c.board, group)
    assert (passage.here.id, passage.there.id) == (here.id, there.id)
    c.do(action_answers.done, "rosalind", there.id, "Six beds were found.")
    assert c.action(here.id).status is Status.TRANSFERRED  # the officer has not accepted it
    c.do(action_answers.accept, "asha", there.id)
    back = c.action(here.id)
    assert (back.status, back.completed_on) == (Status.ACCEPTED, c.now.date())
    (row,) = log(c).completed
    assert row.progress == (
        f"Came back from Carers Task Group: Six beds were found. (CTG {there.reference})"
    )
    c.do(action_answers.return_, "asha", there.id, "Four of them were counted twice.")
    assert c.action(here.id).status is Status.TRANSFERRED
    assert log(c).completed == ()


def test_given_up_by_the_group_it_is_the_officers_again(council: Council) -> None:
    c = council
    here, there, _ = sent(c)
    c.do(action_recording.cancel, "asha", there.id, "outside our terms")
    back = c.action(here.id)
    assert (back.status, back.turn) == (Status.OPEN, Turn.OFFICER)
    assert "ended it without completion" in back.notes[-1].text


def test_only_to_a_sub_group_and_only_once(council: Council) -> None:
    c = council
    here, _, _ = sent(c)
    with pytest.raises(AlreadyDone):
        c.do(sub_group_work.send, "asha", here.id, "CTG", "")
    other = c.record("Another")
    with pytest.raises(InvalidInput, match="Its sub-groups: CTG"):
        c.do(sub_group_work.send, "asha", other.id, "The Admiralty", "")
    with pytest.raises(NotAllowed):
        c.do(sub_group_work.send, "tom", other.id, "CTG", "")


def test_exempt_matter_stays_exempt_on_the_way(council: Council) -> None:
    c = council
    add(c, replace(FORM, reports=""))
    new = NewAction("The contract", exempt="3: commercial")
    made = c.do(action_recording.record, "asha", c.board.id, new)
    _, there = c.do(sub_group_work.send, "asha", made.id, "CTG", "")
    assert there.exempt == "3: commercial"
    assert log(c).outstanding == ()
    assert log(c).exempt_left_out == 1


def test_escalated_it_is_an_action_of_the_parent_and_the_answer_comes_back(
    council: Council,
) -> None:
    c = council
    march = c.meeting("2027-03-09")
    group = add(c)
    made = c.do(action_recording.record, "asha", group.id, NewAction("Ask carers", ["Bea"]))
    with pytest.raises(InvalidInput):
        c.do(sub_group_work.escalate, "asha", made.id, "")
    here, there = c.do(sub_group_work.escalate, "asha", made.id, "The trusts do not answer.")
    assert (there.board_id, there.sent_from) == (c.board.id, made.id)
    assert (there.due.meeting_id, there.origin) == (march.id, f"from CTG {made.reference}")
    assert (here.status, here.turn) == (Status.BLOCKED, Turn.NOBODY)
    assert "Put to Exampleshire Board" in here.notes[-1].text
    (passage,) = c.look(sub_group_work.put_up, c.board, group)
    assert passage.there.id == there.id
    with pytest.raises(AlreadyDone, match="already"):
        c.do(sub_group_work.escalate, "asha", made.id, "Again.")
    c.do(action_answers.done, "asha", there.id, "The chair has written to them.")
    back = c.action(made.id)
    assert (back.status, back.turn) == (Status.IN_PROGRESS, Turn.OWNER)
    assert "Answer of Exampleshire Board: The chair has written to them." in back.notes[-1].text
    with pytest.raises(NotAllowed, match="no sub-group"):
        c.do(sub_group_work.escalate, "asha", c.record("Own matter").id, "Up.")


def test_a_transfer_to_another_board_does_not_come_back(council: Council) -> None:
    c = council
    with c.store.begin() as tx:
        tx.boards.add(
            replace(c.board, id="other", name="Council", short_name="CL", channel_id="C9")
        )
    made = c.record("Approve the budget")
    c.do(action_recording.transfer, "asha", made.id, "Council", "theirs")
    (there,) = c.look(lambda tx: tx.actions.sent_from([made.id]))
    with c.store.begin() as tx:
        caller = c.caller(tx, "asha")
        done = replace(there, status=Status.ACCEPTED, turn=Turn.NOBODY)
        keeping.keep(tx, there, done, caller, c.now, "accepted")
    assert c.action(made.id).status is Status.TRANSFERRED
    assert c.board.team_id == TEAM


# --- offered by resolutions -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("That a Task and Finish Group be established", "Task and Finish Group"),
        ("agreed to form a small, time-limited working group on transport", "Working group"),
        ("to set up a carers working group", "Carers working group"),
        ("agrees to establish the Mental Health Sub-Committee", "Mental Health Sub-Committee"),
        ("noted the report of the working group", ""),
        ("set up a budget line", ""),
    ],
)
def test_a_group_that_a_resolution_sets_up(text: str, name: str) -> None:
    assert sub_groups.establishes(text) == name


def test_it_is_offered_until_it_is_in_the_register(sqlite_council: Council) -> None:
    c = sqlite_council

    def resolved(minute: str, text: str) -> Resolution:
        clause = Clause("c" + minute, "", text, (), ClauseKind.DECISION)
        return Resolution("r" + minute, c.board.id, None, minute, "", (clause,), "x", c.now)

    passed = [resolved("27/4", "to set up a Carers Working Group"), resolved("27/5", "to pay")]
    (offer,) = c.look(sub_groups.offered, c.board, passed)
    assert (offer.name, offer.minute) == ("Carers Working Group", "27/4")
    add(c)  # its terms cite minute 27/4
    assert c.look(sub_groups.offered, c.board, passed) == []
