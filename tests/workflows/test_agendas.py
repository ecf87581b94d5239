"""Agendas: items in order and numbered, proposals until taken or refused, put off until heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.council import Council
from workflows import (
    agenda_keeping,
    agenda_outcomes,
    agenda_proposing,
    agenda_standing,
    meeting_live,
    meeting_papers,
    meeting_planning,
)
from workflows.access import Caller
from workflows.agenda_keeping import Changed, ItemForm
from workflows.agenda_order import minutes_of, read_slot, total
from workflows.agenda_sheet import Sheet
from workflows.agenda_standing import StandingForm
from workflows.agendas import AgendaItem, ItemState, Purpose, Recommendation
from workflows.errors import AlreadyDone, Conflict, DomainError, InvalidInput, NotAllowed, NotFound
from workflows.meetings import Meeting, MeetingKind
from workflows.notice_rules import Body


def sheet(council: Council, meeting: Meeting) -> Sheet:
    return council.do(agenda_proposing.refresh, "asha", meeting.id)


def add(council: Council, meeting: Meeting, title: str, **form: Any) -> Changed:
    return council.do(agenda_keeping.add, "asha", meeting.id, ItemForm(title, **form))


def listed(sheet: Sheet) -> list[tuple[str, str]]:
    return [(i.number, i.title) for i in sheet.on_agenda]


def titles(items: list[AgendaItem]) -> list[str]:
    return [i.title for i in items]


def standing(council: Council, title: str, place: int = 0) -> None:
    council.do(agenda_standing.add, "asha", council.board.id, StandingForm(title, place))


def held(council: Council, day: str) -> Meeting:
    """A meeting that was opened, closed and issued."""
    meeting = council.meeting(day)
    council.do(meeting_live.open_meeting, "asha", council.board.id, meeting_id=meeting.id)
    council.do(meeting_live.close_meeting, "asha", council.board.id)
    return council.do(meeting_live.issue, "asha", meeting.id).meeting


# --- items ------------------------------------------------------------------------------------


def test_items_between_the_standing_ones(council: Council) -> None:
    standing(council, "Apologies")
    standing(council, "Declarations of interest")
    standing(council, "Date of next meeting", -1)
    meeting = council.meeting("9 March 2027")
    sheet(council, meeting)
    add(council, meeting, "Budget")
    changed = add(council, meeting, "Estates", number="3")
    assert listed(changed.sheet) == [
        ("1", "Apologies"),
        ("2", "Declarations of interest"),
        ("3", "Estates"),
        ("4", "Budget"),
        ("5", "Date of next meeting"),
    ]


@pytest.mark.parametrize(
    ("scheme", "numbers"), [("", ["1", "2"]), ("NN", ["01", "02"]), ("running", ["3", "4"])]
)
def test_number_schemes(sqlite_council: Council, scheme: str, numbers: list[str]) -> None:
    council = sqlite_council
    board = council.look(lambda tx: tx.boards.save(replace(council.board, agenda_scheme=scheme)))
    assert board.agenda_scheme == scheme
    earlier, later = council.meeting("9 March 2027"), council.meeting("11 May 2027")
    for title in ("One", "Two"):
        add(council, earlier, title)
    add(council, later, "Three")
    assert [i.number for i in add(council, later, "Four").sheet.on_agenda] == numbers


def test_a_number_in_letters_is_kept(sqlite_council: Council) -> None:
    meeting = sqlite_council.meeting("9 March 2027")
    add(sqlite_council, meeting, "Budget")
    add(sqlite_council, meeting, "Budget: annex", number="1a")
    changed = add(sqlite_council, meeting, "Estates")
    assert listed(changed.sheet) == [("1", "Budget"), ("1a", "Budget: annex"), ("2", "Estates")]


def test_exempt_items_stand_last_and_ask_for_a_part_closed_meeting(
    sqlite_council: Council,
) -> None:
    standing(sqlite_council, "Date of next meeting", -1)
    meeting = sqlite_council.meeting("9 March 2027")
    exempt = add(sqlite_council, meeting, "The lease", exempt="paragraph 3: prices")
    assert "part-closed" in " ".join(exempt.remarks)
    changed = add(sqlite_council, meeting, "Budget")
    assert titles(changed.sheet.on_agenda) == ["Budget", "Date of next meeting", "The lease"]


def test_a_presenter_by_post_is_who_holds_it(sqlite_council: Council) -> None:
    meeting = sqlite_council.meeting("9 March 2027")
    changed = add(sqlite_council, meeting, "Health, care, Director of Public Health", loose=True)
    item = changed.item
    assert (item.title, item.presenter) == ("Health, care", "Director of Public Health")
    assert item.presenter_id == sqlite_council.people["tom"].id
    unknown = add(sqlite_council, meeting, "Fire, by Chief Fire Officer", loose=True)
    assert (unknown.item.title, unknown.item.presenter_id) == ("Fire", None)
    assert "nobody whom the board knows" in unknown.remarks[0]
    plain = add(sqlite_council, meeting, "Health, housing and care", loose=True)
    assert plain.item.title == "Health, housing and care"


def test_slots_add_up_against_the_length_of_the_meeting(sqlite_council: Council) -> None:
    meeting = sqlite_council.meeting("9 March 2027", start="10:00", end="11:00")
    add(sqlite_council, meeting, "Budget", slot="40 minutes")
    changed = add(sqlite_council, meeting, "Estates", slot="10.40-11.10")
    assert total(changed.sheet.items) == 70
    assert changed.remarks == ("The slots add up to 70 minutes; the meeting has 60.",)
    with pytest.raises(InvalidInput, match="20 min"):
        add(sqlite_council, meeting, "Later", slot="a while")


@pytest.mark.parametrize(
    ("typed", "kept", "minutes"),
    [
        ("20 mins", "20 min", 20),
        ("5'", "5 min", 5),
        ("10.15", "10:15", None),
        ("10:15 to 10:35", "10:15-10:35", 20),
        ("soon", None, None),
    ],
)
def test_slots(typed: str, kept: str | None, minutes: int | None) -> None:
    assert read_slot(typed) == kept
    assert minutes_of(kept or "") == minutes


def test_recommendations_keep_their_labels(sqlite_council: Council) -> None:
    meeting = sqlite_council.meeting("9 March 2027")
    text = "3.1 That the plan be approved\na) notes the figures\n• That a report come back"
    changed = add(sqlite_council, meeting, "Budget", recommendations=text)
    assert changed.item.recommendations == (
        Recommendation("3.1", "That the plan be approved"),
        Recommendation("a", "notes the figures"),
        Recommendation("", "That a report come back"),
    )


def test_order_move_drop_and_join(sqlite_council: Council) -> None:
    council, meeting = sqlite_council, sqlite_council.meeting("9 March 2027")
    one, two, three = (add(council, meeting, t).item for t in ("One", "Two", "Three"))
    moved = council.do(agenda_keeping.move, "asha", three.id, one.id)
    assert titles(moved.sheet.on_agenda) == ["Three", "One", "Two"]
    ordered = council.do(agenda_keeping.order, "asha", meeting.id, ["3", "1"])
    assert titles(ordered.on_agenda) == ["Two", "Three", "One"]
    joined = council.do(agenda_keeping.join, "asha", meeting.id, ["1", "3"])
    assert {i.title for i in joined.on_agenda if i.report} == {"Two", "One"}
    dropped = council.do(agenda_keeping.drop, "asha", two.id, "no paper")
    assert listed(dropped.sheet) == [("1", "Three"), ("2", "One")]
    with pytest.raises(NotFound, match="On it: 1, 2"):
        council.do(agenda_keeping.order, "asha", meeting.id, ["9"])


def test_a_form_drawn_from_an_older_item_is_refused(sqlite_council: Council) -> None:
    council, meeting = sqlite_council, sqlite_council.meeting("9 March 2027")
    item = add(council, meeting, "Budget").item
    council.do(agenda_keeping.change, "asha", item.id, ItemForm(pages="7-20"))
    with pytest.raises(Conflict):
        council.do(
            agenda_keeping.change, "asha", item.id, ItemForm(pages="9", version=item.version)
        )


def test_only_an_officer_changes_an_agenda(sqlite_council: Council) -> None:
    meeting = sqlite_council.meeting("9 March 2027")
    with pytest.raises(NotAllowed):
        sqlite_council.do(agenda_keeping.add, "rosalind", meeting.id, ItemForm("Budget"))


def test_every_change_has_its_line(sqlite_council: Council) -> None:
    council, meeting = sqlite_council, sqlite_council.meeting("9 March 2027")
    item = add(council, meeting, "Budget").item
    council.do(agenda_keeping.change, "asha", item.id, ItemForm(purpose=Purpose.DECISION))
    council.do(agenda_outcomes.defer, "asha", item.id, None, "no time")
    lines = council.look(lambda tx: tx.ledger.of_subject("agenda", meeting.id))
    assert [line.deed for line, _ in lines] == ["item added", "item changed", "item put off"]
    assert lines[1][1]["purpose"] == "decision"
    assert lines[2][1]["reason"] == "no time"


# --- late and urgent --------------------------------------------------------------------------


def test_after_the_agenda_is_out_an_item_is_late_and_keeps_the_numbers(
    sqlite_council: Council,
) -> None:
    council, meeting = sqlite_council, sqlite_council.meeting("9 March 2027")
    add(council, meeting, "Budget")
    add(council, meeting, "The lease", exempt="paragraph 3: prices")
    council.do(meeting_papers.publish_agenda, "asha", meeting.id)
    late = add(council, meeting, "Afterthought")
    assert late.item.late
    assert late.item.number == "3"
    assert "s.100B(4)" in " ".join(late.remarks)
    urgent = add(council, meeting, "Flood", urgent="the river rises before the next meeting")
    assert (urgent.item.late, urgent.item.number) == (False, "4")
    with pytest.raises(InvalidInput, match="chair’s reason"):
        add(council, meeting, "Flood again", urgent=" ")
    lines = council.look(lambda tx: tx.ledger.of_subject("agenda", meeting.id))
    assert lines[-1][0].deed == "urgent item added"
    assert lines[-1][1]["reason"] == "the river rises before the next meeting"


@pytest.mark.parametrize(
    ("body", "nation", "law"),
    [
        (Body.PARISH, "england", "Sch. 12"),
        (Body.PRINCIPAL, "scotland", "s.50B"),
        (Body.NHS, "england", "own rules"),
    ],
)
def test_what_the_law_says_of_late_items(
    sqlite_council: Council, body: Body, nation: str, law: str
) -> None:
    council, meeting = sqlite_council, sqlite_council.meeting("9 March 2027")
    shown = sheet(council, meeting)
    board = replace(shown.board, body=body, nation=nation)
    assert law in agenda_keeping.law_of_late_items(replace(shown, board=board))


# --- proposals --------------------------------------------------------------------------------


def test_minutes_and_actions_are_proposed_until_taken_or_refused(council: Council) -> None:
    earlier = held(council, "12 January 2027")
    meeting = council.meeting("9 March 2027")
    council.now = council.now.replace(day=13)
    action = council.record("Send the budget", "Tom Hallam", due="next meeting")
    proposed = sheet(council, meeting).proposed
    assert titles(proposed) == [
        "Minutes of the meeting of Tue 12 Jan 2027",
        f"Action {action.reference}: Send the budget",
    ]
    minutes, due = proposed
    assert minutes.source_id == earlier.id
    assert due.presenter_id == council.people["tom"].id
    council.do(agenda_keeping.take, "asha", [minutes.id])
    with pytest.raises(InvalidInput, match="Say why"):
        council.do(agenda_keeping.refuse, "asha", due.id, " ")
    council.do(agenda_keeping.refuse, "asha", due.id, "reported in writing")
    again = sheet(council, meeting)
    assert (again.proposed, titles(again.on_agenda)) == ([], [minutes.title])
    assert [i.reason for i in again.items if i.state is ItemState.REFUSED] == [
        "reported in writing"
    ]


def test_a_proposal_that_is_due_no_more_goes_and_comes_back(sqlite_council: Council) -> None:
    council, meeting = sqlite_council, sqlite_council.meeting("9 March 2027")
    earlier = held(council, "11 January 2027")
    assert len(sheet(council, meeting).proposed) == 1
    council.now += timedelta(days=1)
    council.do(meeting_papers.approve_minutes, "asha", earlier.id)
    assert sheet(council, meeting).proposed == []


def test_what_is_due_stands_at_the_next_meeting_only(sqlite_council: Council) -> None:
    council = sqlite_council
    held(council, "12 January 2027")
    first, second = council.meeting("9 March 2027"), council.meeting("11 May 2027")
    assert sheet(council, second).proposed == []
    (minutes,) = sheet(council, first).proposed
    council.do(agenda_keeping.refuse, "asha", minutes.id, "not ready")
    assert titles(sheet(council, second).proposed) == [minutes.title]


def test_an_extraordinary_meeting_has_only_what_points_at_it(sqlite_council: Council) -> None:
    council = sqlite_council
    standing(council, "Apologies")
    held(council, "12 January 2027")
    extra = council.meeting("2 March 2027", kind=MeetingKind.EXTRAORDINARY)
    assert sheet(council, extra).items == ()


# --- put off, dealt with ----------------------------------------------------------------------


def test_put_off_until_heard(council: Council) -> None:
    first, second, third = (
        council.meeting(d) for d in ("9 March 2027", "11 May 2027", "6 July 2027")
    )
    item = add(council, first, "Violence reduction", presenter="Bea Lindqvist").item
    with pytest.raises(InvalidInput, match="Say why"):
        council.do(agenda_outcomes.defer, "asha", item.id, None, "")
    council.do(agenda_outcomes.defer, "asha", item.id, None, "the urgent item took the time")
    (again,) = sheet(council, second).proposed
    assert (again.title, again.presenter) == ("Violence reduction", "Bea Lindqvist")
    council.do(agenda_keeping.take, "asha", [again.id])
    council.do(agenda_outcomes.defer, "asha", again.id, None, "no quorum")
    (at_last,) = sheet(council, third).proposed
    assert at_last.source_id == again.id
    council.do(agenda_keeping.take, "asha", [at_last.id])
    council.do(agenda_outcomes.dealt_with, "asha", at_last.id, "noted")
    fourth = council.meeting("7 September 2027")
    assert sheet(council, fourth).proposed == []


def test_put_off_to_a_meeting_by_name_and_on_if_that_is_cancelled(sqlite_council: Council) -> None:
    council = sqlite_council
    first, second, third = (
        council.meeting(d) for d in ("9 March 2027", "11 May 2027", "6 July 2027")
    )
    item = add(council, first, "Housing").item
    council.do(agenda_outcomes.defer, "asha", item.id, third.id, "figures in June")
    assert sheet(council, second).proposed == []
    assert titles(sheet(council, third).proposed) == ["Housing"]
    council.do(meeting_planning.cancel_meeting, "asha", third.id, "election")
    assert titles(sheet(council, second).proposed) == ["Housing"]
    other = add(council, second, "Transport").item
    with pytest.raises(InvalidInput, match="no planned meeting"):
        council.do(agenda_outcomes.defer, "asha", other.id, first.id, "wrong way")


def test_what_a_cancelled_meeting_had_comes_to_the_next(sqlite_council: Council) -> None:
    council = sqlite_council
    first, second = council.meeting("9 March 2027"), council.meeting("11 May 2027")
    add(council, first, "Budget")
    council.do(meeting_planning.cancel_meeting, "asha", first.id, "snow")
    assert titles(sheet(council, second).proposed) == ["Budget"]
    with pytest.raises(AlreadyDone, match="cancelled"):
        add(council, first, "Too late")


def test_minutes_of_a_meeting_not_issued_are_not_approved_and_it_is_said(
    sqlite_council: Council,
) -> None:
    council = sqlite_council
    earlier = council.meeting("12 January 2027")
    council.do(meeting_live.open_meeting, "asha", council.board.id, meeting_id=earlier.id)
    council.do(meeting_live.close_meeting, "asha", council.board.id)
    meeting = council.meeting("9 March 2027")
    (minutes,) = sheet(council, meeting).proposed
    council.do(agenda_keeping.take, "asha", [minutes.id])
    _, remarks = council.do(agenda_outcomes.all_dealt_with, "asha", meeting.id)
    (remark,) = remarks
    assert "not recorded as approved" in remark
    assert "/meeting issue 2027-01-12" in remark
    assert council.look(lambda tx: tx.meetings.get(earlier.id)).minutes_approved_on is None


def test_minutes_dealt_with_are_approved_even_after_being_put_off(sqlite_council: Council) -> None:
    council = sqlite_council
    earlier = held(council, "11 January 2027")
    first, second = council.meeting("9 March 2027"), council.meeting("11 May 2027")
    (minutes,) = sheet(council, first).proposed
    council.do(agenda_keeping.take, "asha", [minutes.id])
    council.do(agenda_outcomes.defer, "asha", minutes.id, None, "a page was missing")
    (again,) = sheet(council, second).proposed
    council.do(agenda_keeping.take, "asha", [again.id])

    def on_the_day(tx: Any, caller: Caller, item_id: str, now: Any) -> Changed:
        return agenda_outcomes.dealt_with(tx, caller, item_id, "with one correction", now)

    council.now = council.now.replace(month=5, day=12)
    council.do(on_the_day, "asha", again.id)
    approved = council.look(lambda tx: tx.meetings.get(earlier.id))
    assert approved.minutes_approved_on == date(2027, 5, 11)


def test_taken_out_of_order(sqlite_council: Council) -> None:
    council, meeting = sqlite_council, sqlite_council.meeting("9 March 2027")
    for title in ("One", "Two", "Three"):
        add(council, meeting, title)
    council.do(meeting_live.open_meeting, "asha", council.board.id, meeting_id=meeting.id)
    for item in ("3 Three", "1", "3"):
        council.do(meeting_live.set_item, "asha", council.board.id, item)
    found = council.look(lambda tx: tx.agenda_items.of_meeting(meeting.id))
    assert [(i.title, i.taken) for i in found] == [("One", 2), ("Two", 0), ("Three", 1)]


# --- standing items ---------------------------------------------------------------------------


def test_a_standing_item_is_removed_by_a_minute(sqlite_council: Council) -> None:
    council, meeting = sqlite_council, sqlite_council.meeting("9 March 2027")
    standing(council, "Apologies")
    standing(council, "Health partners’ update")
    assert len(sheet(council, meeting).on_agenda) == 2
    with pytest.raises(AlreadyDone):
        standing(council, "apologies")
    board, item = council.do(
        agenda_standing.remove, "asha", council.board.id, "partners", "minute 51"
    )
    assert (item.title, item.minuted) == ("Health partners’ update", "minute 51")
    assert titles(sheet(council, meeting).on_agenda) == ["Apologies"]
    with pytest.raises(NotFound, match="“Apologies”"):
        council.do(agenda_standing.remove, "asha", board.id, "partners", "")


def test_left_out_once_a_standing_item_stays_out_of_that_meeting(sqlite_council: Council) -> None:
    council, meeting = sqlite_council, sqlite_council.meeting("9 March 2027")
    standing(council, "Apologies")
    (item,) = sheet(council, meeting).on_agenda
    council.do(agenda_keeping.drop, "asha", item.id, "")
    assert sheet(council, meeting).on_agenda == []
    later = council.meeting("11 May 2027")
    assert titles(sheet(council, later).on_agenda) == ["Apologies"]


def test_taking_back(sqlite_council: Council) -> None:
    council, meeting = sqlite_council, sqlite_council.meeting("9 March 2027")
    later = council.meeting("11 May 2027")
    item = add(council, meeting, "Budget").item
    council.do(agenda_outcomes.defer, "asha", item.id, None, "too soon")
    council.do(agenda_outcomes.take_back, "asha", item.id)
    assert titles(sheet(council, meeting).on_agenda) == ["Budget"]
    assert sheet(council, later).proposed == []
    with pytest.raises(DomainError, match="as it is"):
        council.do(agenda_outcomes.take_back, "asha", item.id)
