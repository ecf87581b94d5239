"""Statutory returns: whether the board can sign them off in time, and each step after that."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.support.council import Council
from workflows import delegation_keeping, meeting_planning, returning, returning_sign_off
from workflows.agenda_sources import source_called
from workflows.agendas import AgendaItem
from workflows.delegation_reading import Grant
from workflows.errors import AlreadyDone, Conflict, InvalidInput, NotAllowed, NotFound
from workflows.meetings import Meeting, MeetingKind
from workflows.returning import ReturnForm
from workflows.returning_sign_off import SignOff
from workflows.returns import ReturnState, StatutoryReturn

PLAN = ReturnForm("Better Care Fund plan", "30 June 2027", to="NHS England", owner="Tom Hallam")


def add(c: Council, form: ReturnForm = PLAN) -> StatutoryReturn:
    return c.do(returning.add, "asha", c.board.id, form)


def found(c: Council, thing: StatutoryReturn) -> SignOff:
    day = c.now.date()
    return c.look(
        lambda tx: returning_sign_off.sign_off(tx, c.board, tx.returns.get(thing.id), day)
    )


def proposed(c: Council, meeting: Meeting) -> list[AgendaItem]:
    source = source_called("return")
    assert source is not None
    return c.look(lambda tx: list(source.proposals(tx, c.board, meeting)))


def dealt_with(c: Council, item: AgendaItem, meeting: Meeting) -> None:
    source = source_called("return")
    assert source is not None

    def use(tx: Any, caller: Any, now: datetime) -> None:
        source.dealt_with(tx, caller, item, meeting, now)

    c.do(use, "asha")


def test_the_last_ordinary_meeting_before_the_day_signs_it_off(council: Council) -> None:
    c = council
    c.meeting("2027-03-09")
    may = c.meeting("2027-05-11")
    c.meeting("2027-06-01", kind=MeetingKind.EXTRAORDINARY)
    late = c.meeting("2027-07-13")
    plan = add(c)
    assert (plan.owner_id, plan.state) == (c.people["tom"].id, ReturnState.OPEN)
    way = found(c, plan)
    assert (way.meeting, way.chosen, way.needs) == (may, False, False)
    assert "Tue 11 May 2027, the last one before its day" in returning_sign_off.sign_off_words(way)
    assert [i.title for i in proposed(c, may)] == [
        "Sign off: Better Care Fund plan (due Wed 30 Jun 2027)"
    ]
    assert proposed(c, late) == []


def test_without_an_ordinary_meeting_it_needs_another_way(council: Council) -> None:
    c = council
    c.meeting("2027-07-13")
    plan = add(c)
    way = found(c, plan)
    assert way.needs
    # Five clear days before Wednesday 30 June: 29, 28, 25, 24, 23; published on Tuesday 22 June.
    assert way.notice_by == date(2027, 6, 22)
    assert returning_sign_off.sign_off_words(way) == (
        "no ordinary meeting is in time: needs a delegation or an extraordinary meeting, whose "
        "agenda is out by Tue 22 Jun 2027"
    )
    c.now = datetime(2027, 6, 24, 9, tzinfo=UTC)
    assert (
        "can be called with full notice before its day any more"
        in returning_sign_off.sign_off_words(found(c, plan))
    )


def test_a_meeting_whose_agenda_can_no_longer_go_out_does_not_count(council: Council) -> None:
    c = council
    meeting = c.meeting("2027-01-15")  # this Friday; its agenda was to be out last week
    plan = add(c, replace(PLAN, due="29 January 2027"))
    assert found(c, plan).needs
    with c.store.begin() as tx:
        tx.meetings.save(replace(tx.meetings.get(meeting.id), agenda_published_on=date(2027, 1, 6)))
    way = found(c, plan).meeting
    assert way is not None
    assert way.id == meeting.id


def test_a_chosen_meeting_or_a_delegation(council: Council) -> None:
    c = council
    march, may = c.meeting("2027-03-09"), c.meeting("2027-05-11")
    plan = add(c, replace(PLAN, sign_off="9 March 2027"))
    assert (found(c, plan).meeting, found(c, plan).chosen) == (march, True)
    assert len(proposed(c, march)) == 1
    assert proposed(c, may) == []
    c.do(meeting_planning.cancel_meeting, "asha", march.id, "no quorum")
    assert found(c, plan).meeting == may
    assert len(proposed(c, may)) == 1
    grant = Grant("delegate approval of the plan to the Director", ("Director of Public Health",))
    given = c.do(delegation_keeping.keep_grant, "asha", c.board.id, grant)
    other = add(c, replace(PLAN, title="Discharge fund template", sign_off=given.reference))
    way = found(c, other)
    assert way.delegation is not None
    assert way.delegation.id == given.id
    assert (
        returning_sign_off.sign_off_words(way) == f"signed off under delegation {given.reference}"
    )
    assert [i.source_id for i in proposed(c, may)] == [plan.id]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (replace(PLAN, title=" "), "title"),
        (replace(PLAN, due="soon"), "due"),
        (replace(PLAN, sign_off="the usual"), "sign_off"),
        (replace(PLAN, sign_off="8 March 2027"), "sign_off"),
        (replace(PLAN, sign_off="13 July 2027"), "sign_off"),
        (replace(PLAN, cycle="now and then"), "cycle"),
        (replace(PLAN, report_by="whenever"), "report_by"),
    ],
)
def test_what_is_refused_says_where(sqlite_council: Council, form: ReturnForm, field: str) -> None:
    c = sqlite_council
    c.meeting("2027-07-13")
    with pytest.raises(InvalidInput) as refused:
        add(c, form)
    assert refused.value.field == field
    assert c.look(lambda tx: tx.returns.of_board(c.board.id)) == []


def test_step_by_step_to_the_report(council: Council) -> None:
    c = council
    may, july = c.meeting("2027-05-11"), c.meeting("2027-07-13")
    plan = add(c)
    with pytest.raises(NotAllowed):
        c.do(returning.signed_off, "tom", plan.id, date(2027, 1, 11))
    with pytest.raises(InvalidInput, match="still to come"):
        c.do(returning.signed_off, "asha", plan.id, may.day)
    c.now = datetime(2027, 5, 11, 12, tzinfo=UTC)
    (item,) = proposed(c, may)
    dealt_with(c, item, may)
    signed = c.look(lambda tx: tx.returns.get(plan.id))
    assert (signed.state, signed.signed_off_on) == (ReturnState.SIGNED_OFF, may.day)
    with pytest.raises(AlreadyDone):
        c.do(returning.signed_off, "asha", plan.id, may.day)
    assert proposed(c, may) == []
    c.now = datetime(2027, 6, 29, 9, tzinfo=UTC)
    sent = c.do(returning.submitted, "asha", plan.id, date(2027, 6, 29))
    assert sent.state is ReturnState.SUBMITTED
    (item,) = proposed(c, july)
    assert item.title == "Report: Better Care Fund plan (submitted Tue 29 Jun 2027)"
    c.now = datetime(2027, 7, 13, 12, tzinfo=UTC)
    dealt_with(c, item, july)
    done = c.look(lambda tx: tx.returns.get(plan.id))
    assert (done.state, done.reported_on) == (ReturnState.REPORTED, july.day)
    dealt_with(c, item, july)  # once more: nothing happens
    assert c.look(lambda tx: tx.returns.get(plan.id)) == done
    lines = c.look(lambda tx: tx.ledger.of_subject("return", plan.id))
    assert [line.deed for line, _ in lines] == ["recorded", "signed off", "submitted", "reported"]


def test_without_sign_off_it_goes_only_with_a_reason(council: Council) -> None:
    c = council
    plan = add(c)
    with pytest.raises(AlreadyDone, match="Nobody has signed"):
        c.do(returning.submitted, "asha", plan.id, date(2027, 1, 11))
    sent = c.do(
        returning.submitted, "asha", plan.id, date(2027, 1, 11), reason="signed by the director"
    )
    assert sent.note == "Submitted without sign-off: signed by the director"
    with pytest.raises(AlreadyDone):
        c.do(returning.submitted, "asha", plan.id, date(2027, 1, 11))


@pytest.mark.parametrize(
    ("cycle", "on", "following"),
    [
        ("fortnightly", date(2027, 1, 29), date(2027, 2, 12)),
        ("fortnightly", date(2027, 2, 20), date(2027, 2, 26)),  # late: the rhythm stays
        ("quarterly", date(2027, 2, 3), date(2027, 4, 29)),
        ("annually", date(2027, 2, 3), date(2028, 1, 29)),
        ("end of year", date(2027, 2, 3), date(2027, 3, 31)),
        ("end of year", date(2027, 3, 31), date(2028, 3, 31)),
    ],
)
def test_reporting_that_comes_again(cycle: str, on: date, following: date) -> None:
    thing = StatutoryReturn(
        "1", "b", "t", date(2027, 1, 15), report_by=date(2027, 1, 29), cycle=cycle
    )
    assert returning.next_report(thing, on) == following


def test_with_a_cycle_it_stays_in_hand_until_withdrawn(council: Council) -> None:
    c = council
    january, march = c.meeting("2027-01-26"), c.meeting("2027-03-09")
    may = c.meeting("2027-05-11")
    plan = add(c, replace(PLAN, due="12 January 2027", cycle="Quarterly", report_by="29 January"))
    c.now = datetime(2027, 1, 26, 15, tzinfo=UTC)
    c.do(returning.submitted, "asha", plan.id, date(2027, 1, 12), reason="in time")
    (item,) = proposed(c, january)
    dealt_with(c, item, january)
    there = c.look(lambda tx: tx.returns.get(plan.id))
    assert (there.state, there.report_by) == (ReturnState.SUBMITTED, date(2027, 4, 29))
    assert proposed(c, march) == []
    assert len(proposed(c, may)) == 1
    with pytest.raises(InvalidInput):
        c.do(returning.withdrawn, "asha", plan.id, "")
    c.do(returning.withdrawn, "asha", plan.id, "the fund has ended")
    assert proposed(c, may) == []
    with pytest.raises(AlreadyDone):
        c.do(returning.withdrawn, "asha", plan.id, "again")


def test_changed_once_and_never_twice_in_the_register(council: Council) -> None:
    c = council
    plan = add(c)
    with pytest.raises(AlreadyDone, match="already"):
        add(c)
    changed = c.do(returning.change, "asha", plan.id, replace(PLAN, basis="BCF framework"))
    assert changed.basis == "BCF framework"
    with pytest.raises(Conflict):
        c.do(returning.change, "asha", plan.id, replace(PLAN, version=1))


def test_found_by_its_words_or_its_number(sqlite_council: Council) -> None:
    c = sqlite_council
    plan = add(c)
    other = add(c, replace(PLAN, title="Pharmaceutical needs assessment", due="1 October 2027"))
    find = returning.find

    def look(words: str) -> StatutoryReturn:
        return c.look(lambda tx: find(tx, c.caller(tx, "asha"), c.board.id, words))

    assert look("better care") == plan
    assert look("2") == other
    for words in ("a", "nothing like it", ""):
        with pytest.raises(NotFound, match="1 Better Care Fund plan"):
            look(words)


def test_exempt_ones_do_not_exist_for_those_who_may_not_see_them(sqlite_council: Council) -> None:
    c = sqlite_council
    plan = add(c, replace(PLAN, exempt="3: commercial"))
    with c.store.begin() as tx:
        outsider = replace(c.caller(tx, "tom"), roles={})
        assert returning.listed(tx, outsider, c.board.id).withheld == 1
        with pytest.raises(NotFound):
            returning.seen(tx, outsider, plan.id)
        with pytest.raises(NotFound) as unknown:
            returning.find(tx, outsider, c.board.id, "better")
        assert "Better Care" not in unknown.value.message.replace("“better”", "")
