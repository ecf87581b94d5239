"""The forward plan: what is owed to which meeting, for whose eyes, and what an agenda lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.support.council import Council
from workflows import (
    action_recording,
    agendas,
    forward_plan,
    meeting_planning,
    report_back_keeping,
    returning,
    sub_groups,
)
from workflows.access import PUBLIC, Audience
from workflows.action_recording import NewAction
from workflows.actions import Action
from workflows.agendas import AgendaItem, ItemState
from workflows.consequences import Consequence, ConsequenceKind
from workflows.forward_plan import Entry, ForwardPlan
from workflows.meeting_planning import MeetingPlan
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.report_backs import Cycle
from workflows.resolutions import Clause, Resolution
from workflows.returning import ReturnForm


@pytest.fixture
def c(council: Council) -> Council:
    return council


def plan(c: Council, who: str = "asha", until: date | None = None, **more: Any) -> ForwardPlan:
    with c.store.begin() as tx:
        board = tx.boards.get(c.board.id)
        audience = Audience(c.caller(tx, who)) if who else PUBLIC
        return forward_plan.forward_plan(tx, board, audience, c.now, until, **more)


def at(found: ForwardPlan, meeting: Meeting) -> tuple[Entry, ...]:
    return next(m.entries for m in found.meetings if m.meeting.id == meeting.id)


def titles(entries: Any) -> list[str]:
    return [e.title for e in entries]


def report(c: Council, text: str, due: str = "", **more: Any) -> Action:
    new = NewAction(text, ("Tom Hallam",), due, report_to=c.board.id, **more)
    return c.do(action_recording.record, "asha", c.board.id, new)


def test_report_backs_and_the_further_turns_of_a_cycle(c: Council) -> None:
    march, may, july = (c.meeting(d) for d in ("2027-03-09", "2027-05-11", "2027-07-13"))
    once = report(c, "Carers", "May")
    often = report(c, "Performance", cycle=Cycle.QUARTERLY)
    found = plan(c)
    assert titles(at(found, march)) == [f"Performance ({often.reference})"]
    carers, turn = at(found, may)
    assert (carers.title, carers.who) == (f"Carers ({once.reference})", "Tom Hallam")
    # 9 June lies between May and July, and is nearer to May.
    assert (turn.title, turn.projected, turn.note) == ("Performance", True, "quarterly")
    assert at(found, july) == ()
    assert [(m.label, titles(m.entries)) for m in found.months] == [
        ("September 2027", ["Performance"]),
        ("December 2027", ["Performance"]),
    ]
    assert found.count == 2


def test_what_has_no_day_and_what_no_meeting_reaches(c: Council) -> None:
    march = c.meeting("2027-03-09")
    report(c, "Transport", "tbc")
    window = report(c, "Membership", "in 12-18 months")
    late = report(c, "Housing", "1 January 2027")
    found = plan(c, until=date(2028, 12, 31))
    assert [t.split(" (")[0] for t in titles(found.undated)] == ["Transport"]
    assert found.undated[0].when == "to be confirmed"
    (month,) = found.months
    assert month.label == "January 2028"
    assert month.entries[0].source_id == window.id
    assert month.entries[0].when == "Tue 11 Jan 2028 to Tue 11 Jul 2028"
    (housing,) = at(found, march)
    assert (housing.source_id, housing.late) == (late.id, True)
    assert housing.note == "was due Fri 1 Jan 2027"
    assert plan(c).months[0].label == "January 2028"  # its first day is within the year


def test_each_thing_stands_once_at_the_first_meeting_that_it_comes_to(c: Council) -> None:
    march, may = c.meeting("2027-03-09"), c.meeting("2027-05-11")
    c.meeting("2027-04-01", kind=MeetingKind.EXTRAORDINARY)
    with c.store.begin() as tx:
        held = replace(
            march, id="held", uid="held", day=date(2027, 1, 5), state=MeetingState.ISSUED
        )
        tx.meetings.add(held)
        tx.agenda_items.add(
            AgendaItem("i1", c.board.id, "held", "Violence strategy", state=ItemState.DEFERRED)
        )
        tx.agenda_items.add(AgendaItem("i2", c.board.id, may.id, "Budget", number="7"))
    found = plan(c)
    assert {(e.kind, e.title) for e in at(found, march)} == {
        ("meeting", "Minutes of the meeting of Tue 5 Jan 2027"),
        ("item", "Violence strategy"),
    }
    (budget,) = at(found, may)
    assert (budget.title, budget.on_agenda, budget.words) == ("Budget", True, "Agenda item")
    assert [m.meeting.day for m in found.meetings] == [
        march.day,
        date(2027, 4, 1),
        may.day,
    ]


def test_a_return_with_its_sign_off_its_day_and_the_report_after(c: Council) -> None:
    may, july = c.meeting("2027-05-11"), c.meeting("2027-07-13")
    form = ReturnForm("Better Care Fund plan", "30 June 2027", to="NHS England")
    made = c.do(returning.add, "asha", c.board.id, form)
    found = plan(c)
    assert titles(at(found, may)) == ["Sign off: Better Care Fund plan (due Wed 30 Jun 2027)"]
    assert at(found, july) == ()
    (june,) = found.months
    (deadline,) = june.entries
    assert (deadline.kind, deadline.day) == ("deadline", date(2027, 6, 30))
    assert "the last one before its day" in deadline.note
    c.do(meeting_planning.cancel_meeting, "asha", may.id, "no quorum")
    assert "needs a delegation or an extraordinary meeting" in plan(c).months[0].entries[0].note
    c.do(returning.submitted, "asha", made.id, date(2027, 1, 11), reason="early")
    assert titles(at(plan(c), july)) == [
        "Report: Better Care Fund plan (submitted Mon 11 Jan 2027)"
    ]
    assert plan(c).months == ()


def test_reviews_and_the_life_of_sub_groups(c: Council) -> None:
    with c.store.begin() as tx:
        clause = Clause("cl", "", "to review membership in 12-18 months")
        tx.resolutions.add(
            Resolution("r", c.board.id, None, "27/9", "", (clause,), c.people["asha"].id, c.now)
        )
        duty = Consequence(
            "q",
            c.board.id,
            "r",
            "cl",
            ConsequenceKind.DUTY,
            "Oversight of the fund",
            on=date(2027, 9, 1),
            until=date(2027, 12, 1),
        )
        tx.consequences.add(duty)
        tx.consequences.add(replace(duty, id="q2", on=None, until=None, phrase="in due course"))
        tx.consequences.add(replace(duty, id="q3", kind=ConsequenceKind.MONEY))
    group = sub_groups.GroupForm("Task Group", until="30 April 2027", review="1 March 2027")
    c.do(sub_groups.add, "asha", c.board.id, group)
    found = plan(c)
    assert [(m.label, titles(m.entries)) for m in found.months] == [
        ("March 2027", ["Task Group: review of its terms of reference"]),
        ("April 2027", ["Task Group: time-limited, ends"]),
        ("September 2027", ["Oversight of the fund"]),
    ]
    assert [e.when for e in found.undated] == ["in due course"]


def test_exempt_matter_and_private_meetings_are_for_those_who_may_see_them(c: Council) -> None:
    march = c.meeting("2027-03-09")
    c.meeting("2027-04-06", kind=MeetingKind.PRIVATE)
    hidden = report(c, "The contract", "March", exempt="3: commercial")
    far = report(c, "The other contract", "in 12-18 months", exempt="3: commercial")
    c.do(
        returning.add,
        "asha",
        c.board.id,
        ReturnForm("Secret return", "1 June 2027", exempt="3: commercial"),
    )
    inside = plan(c, until=date(2028, 12, 31))
    assert inside.withheld == 0
    assert len(inside.meetings) == 2
    assert {e.source_id for e in inside.entries()} >= {hidden.id, far.id}
    for public in (plan(c, "", until=date(2028, 12, 31), published=True),):
        assert [m.meeting.id for m in public.meetings] == [march.id]
        assert list(public.entries()) == []
        assert public.withheld >= 3
        assert "contract" not in str(forward_plan.in_short(public))


def test_what_is_missing_from_the_next_agenda(c: Council) -> None:
    march, may = c.meeting("2027-03-09"), c.meeting("2027-05-11")
    due = report(c, "Carers")
    plain = c.record("Ask the trusts", "Tom Hallam", due="next meeting")

    def missing(who: str | None = "asha") -> list[tuple[str, str]]:
        def look(tx: Any) -> list[tuple[str, str]]:
            caller = c.caller(tx, who) if who else None
            found = forward_plan.missing_from(tx, march, caller)
            return [(i.source, i.source_id) for i in found]

        return c.look(look)

    both = [("report_back", due.id), ("action", plain.id)]
    assert missing() == both
    assert missing(None) == both
    item = AgendaItem("i", c.board.id, march.id, "Carers", source="report_back", source_id=due.id)
    with c.store.begin() as tx:
        tx.agenda_items.add(replace(item, state=ItemState.PROPOSED))
    assert missing() == both  # proposed is not yet on it
    with c.store.begin() as tx:
        tx.agenda_items.save(tx.agenda_items.get("i"))
        tx.agenda_items.save(replace(tx.agenda_items.get("i"), state=ItemState.ON_AGENDA))
    assert missing() == [("action", plain.id)]
    with c.store.begin() as tx:
        refused = replace(item, id="j", source="action", source_id=plain.id)
        tx.agenda_items.add(replace(refused, state=ItemState.REFUSED, reason="not ripe"))
    assert missing() == []
    with c.store.begin() as tx:
        gone = replace(tx.agenda_items.get("i"), meeting_id=may.id)
        tx.agenda_items.save(gone)
    assert missing() == []  # it stands on the agenda of the meeting after
    assert agendas.ItemState.PROPOSED in ItemState


def test_two_lines_for_the_digest(c: Council) -> None:
    c.meeting("2027-03-09")
    c.meeting("2027-05-11")
    c.meeting("2027-07-13")
    for text in ("Carers", "Transport", "Housing", "Winter"):
        report(c, text, "March")
    first, second = forward_plan.in_short(plan(c))
    assert first.startswith("Tue 9 Mar 2027: Carers (")
    assert first.endswith("; 1 more")
    assert second == "Tue 11 May 2027: nothing is owed yet"


def test_a_meeting_that_moves_takes_what_is_due_along(c: Council) -> None:
    march, may = c.meeting("2027-03-09"), c.meeting("2027-05-11")
    due = report(c, "Carers", "March")
    c.do(meeting_planning.move, "asha", march.id, MeetingPlan(day="2027-06-08"))
    found = plan(c)
    assert [m.meeting.id for m in found.meetings] == [may.id, march.id]
    assert [e.source_id for e in at(found, march)] == [due.id]
    assert at(found, may) == ()
    c.do(report_back_keeping.deliver, "asha", due.id, march, "")
    assert plan(c).count == 1  # completed, and still to be confirmed as heard
