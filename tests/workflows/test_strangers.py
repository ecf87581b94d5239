"""Whoever is no officer of the board that a thing belongs to changes nothing of it: not the officer
of another board, not a member, not a former officer; nor does an officer with a thing of another
board in their hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from storage.tables import Base
from tests.support.council import TEAM, Council
from tests.support.soundings import opened
from workflows import (
    agenda_keeping,
    agenda_outcomes,
    agenda_reading,
    agenda_setting,
    agenda_standing,
    attendance_taking,
    board_setup,
    call_ins,
    circulating,
    consequence_keeping,
    consulting,
    declaring,
    delegation_terms,
    exercise_keeping,
    exercise_reporting,
    feeds,
    invitation_replies,
    invitations,
    letters,
    meeting_live,
    meeting_papers,
    meeting_plan,
    meeting_planning,
    meeting_times,
    public_requests,
    report_back_keeping,
    resolution_recording,
    resolution_standing,
    returning,
    rule_setting,
    sounding_closing,
    sounding_opening,
    sounding_places,
    sounding_replies,
    sub_groups,
)
from workflows.agenda_keeping import ItemForm
from workflows.agenda_standing import StandingForm
from workflows.agendas import ItemState
from workflows.attendance_taking import Mark
from workflows.attendances import Reply
from workflows.circulating import NewPaper
from workflows.declaring import NewDeclaration
from workflows.delegation_terms import Terms
from workflows.errors import DomainError, NotAllowed, NotFound
from workflows.exercise_keeping import RecordForm
from workflows.feed_links import BOARD_FEED
from workflows.letters import NewLetter
from workflows.meeting_patterns import read_pattern
from workflows.meeting_plan import SeriesForm
from workflows.people import Membership, Person, Role
from workflows.report_back_keeping import Coming
from workflows.resolution_recording import NewResolution, ResolutionChange
from workflows.resolution_standing import Change
from workflows.resolutions import Standing
from workflows.returning import ReturnForm
from workflows.rule_setting import RulesForm
from workflows.sounding_form import read_question
from workflows.sounding_opening import NewSounding
from workflows.sub_groups import GroupForm

GRANT = "delegates sign-off of the Better Care plan to the Director of Public Health"
DECIDED = RecordForm(decided_by="Tom Hallam", decision="signed the plan off", reasons="it is due")
YEAR = (date(2027, 2, 1), date(2027, 12, 31))
HOUR = timedelta(hours=1)
Write = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


def with_others(c: Council) -> str:
    """An officer of another board and a former officer of this one; the other board's id."""
    for key, name in (("zed", "Zed Example"), ("gone", "Gone Example")):
        person = Person(f"id-{key}", TEAM, name, f"U-{key}", f"{key}@exampleshire.example")
        c.people[key] = c.look(lambda tx, who=person: tx.people.add(who))
    settings = board_setup.Settings(name="Exampleshire Panel", short_name="EP")
    other = c.do(board_setup.set_up, "zed", "C-other", settings)
    left = c.now.date() - timedelta(days=20)
    was = Membership(
        "was", c.board.id, "id-gone", Role.OFFICER, left - timedelta(days=300), until=left
    )
    c.look(lambda tx: tx.people.add_membership(was))
    return other.id


def writes(c: Council) -> Mapping[str, Write]:
    """Every write of an officer, each about a thing of the council's board."""
    board = c.board.id
    today, later = c.meeting("11 January 2027"), c.meeting("10 March 2027")
    item = c.do(agenda_keeping.add, "asha", later.id, ItemForm(title="Winter plan")).item
    interest = NewDeclaration("Bea Lindqvist", "1", "owns the land")
    declared = c.do(declaring.declare, "asha", later.id, interest)
    c.do(public_requests.ask, "asha", later.id, "Kerry Shaw", "the opening hours")
    made = c.do(resolution_recording.record, "asha", board, NewResolution(GRANT, minute_ref="35"))
    resolution, grant = made.resolution, made.delegations[0]
    use = c.do(exercise_keeping.draft, "asha", board, grant.id, DECIDED)
    asked = opened(c)
    paper = c.do(circulating.circulate, "asha", board, NewPaper("Access plan"))
    letter = c.do(letters.register, "asha", board, NewLetter("The Minister", "Funding"))
    owed = c.do(returning.add, "asha", board, ReturnForm("Annual return", "1 March 2027"))
    group = c.do(sub_groups.add, "asha", board, GroupForm(name="Access Group"))
    action = c.record("Report on access", "Tom Hallam")
    feed = c.look(lambda tx: BOARD_FEED.fetch(tx, board))
    new = NewSounding(read_question("Go on? yes/no"), "20 January 2027 17:00", permission="35")
    clause = resolution.clauses[0].id
    series = SeriesForm("second Tuesday 10:00", (date(2027, 4, 13),))

    def w(use_case: Callable[..., Any], *args: Any, **more: Any) -> Write:
        return use_case, args, more

    return {
        "agenda add": w(agenda_keeping.add, later.id, ItemForm(title="Theirs")),
        "agenda change": w(agenda_keeping.change, item.id, ItemForm(title="Theirs")),
        "agenda drop": w(agenda_keeping.drop, item.id, "no"),
        "agenda take": w(agenda_keeping.take, [item.id]),
        "agenda refuse": w(agenda_keeping.refuse, item.id, "no"),
        "agenda move": w(agenda_keeping.move, item.id, ""),
        "agenda order": w(agenda_keeping.order, later.id, ["1"]),
        "agenda join": w(agenda_keeping.join, later.id, ["1", "2"]),
        "agenda dealt with": w(agenda_outcomes.dealt_with, item.id, "noted"),
        "agenda all dealt with": w(agenda_outcomes.all_dealt_with, later.id),
        "agenda put off": w(agenda_outcomes.defer, item.id, None, "no time"),
        "agenda taken back": w(agenda_outcomes.take_back, item.id),
        "agenda of a paper": w(agenda_reading.take, later.id),
        "agenda numbers": w(agenda_setting.number_by, board, ""),
        "agenda clearance": w(agenda_setting.have_cleared, board, ["legal"]),
        "standing item": w(agenda_standing.add, board, StandingForm("Theirs")),
        "no standing item": w(agenda_standing.remove, board, "Apologies", ""),
        "attendance": w(attendance_taking.mark, today.id, ["Bea Lindqvist"], Mark.HERE),
        "attendance of rows": w(attendance_taking.mark_rows, today.id, ["x"], Mark.HERE),
        "attendance of the rest": w(attendance_taking.mark_rest, today.id, Mark.ABSENT),
        "substitute": w(attendance_taking.substitute, today.id, "Kerry Shaw", "Femi Adeleke"),
        "late": w(attendance_taking.came_late, today.id, ["Bea Lindqvist"], "item 2"),
        "left": w(attendance_taking.left_early, today.id, ["Bea Lindqvist"], "item 2"),
        "chair": w(attendance_taking.chaired_by, today.id, "Bea Lindqvist"),
        "declaration of another": w(
            declaring.declare, later.id, NewDeclaration("Femi Adeleke", "1", "owns it")
        ),
        "declaration corrected": w(
            declaring.correct, declared.id, NewDeclaration("Tom Hallam", "1", "owns it")
        ),
        "request": w(public_requests.ask, later.id, "Ann", "the roads"),
        "request settled": w(public_requests.settle, later.id, "Kerry", "heard"),
        "nil return": w(public_requests.nil, later.id, "apologies"),
        "agenda out": w(meeting_papers.publish_agenda, later.id),
        "minutes approved": w(meeting_papers.approve_minutes, today.id),
        "minutes signed": w(meeting_papers.sign_minutes, today.id, "Rosalind Peake"),
        "times": w(meeting_times.note, today.id, c.now.time(), (c.now + HOUR).time()),
        "year": w(meeting_plan.propose, board, _pattern(), *YEAR),
        "series": w(meeting_plan.schedule_series, board, series),
        "revive": w(meeting_planning.revive, later.id),
        "opened": w(meeting_live.open_meeting, board, meeting_id=today.id),
        "invited": w(invitations.invite, later.id),
        "invites by itself": w(invitations.invite_by_itself, board, True),
        "answer of another": w(
            invitation_replies.answer, later.id, Reply.COMING, person_id=c.people["femi"].id
        ),
        "feed ended": w(feeds.revoke, feed, real=c.now),
        "resolution": w(resolution_recording.record, board, NewResolution("resolves")),
        "resolution corrected": w(
            resolution_recording.correct, resolution.id, ResolutionChange(item="x"), "because"
        ),
        "standing": w(
            resolution_standing.change, resolution.id, clause, Change(Standing.RESCINDED, "no")
        ),
        "consequences": w(consequence_keeping.keep_offered, resolution.id),
        "rules": w(rule_setting.change, board, RulesForm(quorum="3")),
        "no rules": w(rule_setting.drop, board, c.now.date(), "no"),
        "decision drafted": w(exercise_keeping.draft, board, grant.id, DECIDED),
        "decision without grant": w(exercise_keeping.draft, board, None, DECIDED),
        "decision amended": w(exercise_keeping.amend, use.id, RecordForm(reasons="x")),
        "decision made": w(exercise_keeping.make, use.id, DECIDED, ""),
        "decision corrected": w(exercise_keeping.correct, use.id, DECIDED, "because"),
        "decision kept at": w(exercise_keeping.record_at, use.id, "the web site"),
        "decision linked": w(exercise_keeping.link, use.id, grant.id),
        "decision withdrawn": w(exercise_keeping.withdraw, use.id, "no"),
        "decision published": w(exercise_reporting.publish, use.id, c.now.date()),
        "decision reported": w(exercise_reporting.report, use.id, c.now.date()),
        "decision settled": w(
            exercise_reporting.settle_at_board, use.id, c.now.date(), "36", ratified=True
        ),
        "called in": w(call_ins.call_in, use.id, "Bea Lindqvist", "why", c.now.date()),
        "call-in settled": w(call_ins.settle, use.id, "released", c.now.date()),
        "consultees asked": w(consulting.ask, grant.id, "What do you say?"),
        "reply noted": w(consulting.note_reply, grant.id, "Bea Lindqvist", "yes"),
        "reply waived": w(consulting.waive, grant.id, "Bea Lindqvist", "away"),
        "terms": w(delegation_terms.correct, grant.id, Terms(scope="all"), "because"),
        "held how": w(delegation_terms.hold_how, grant.id, "jointly"),
        "revoked": w(delegation_terms.revoke, grant.id, "no"),
        "sounding": w(sounding_opening.open_sounding, board, new),
        "sounding permitted": w(sounding_opening.permit, asked.id, "minute 3"),
        "sounding closed": w(sounding_closing.close, asked.id, "enough"),
        "sounding extended": w(sounding_closing.extend, asked.id, "25 January 2027 17:00", ""),
        "sounding withdrawn": w(sounding_closing.withdraw, asked.id, "no"),
        "sounding reported": w(sounding_closing.report, asked.id, later),
        "sounding resolved": w(sounding_closing.resolve, asked.id, "resolves to go on"),
        "sounding of another left out": w(
            sounding_places.leave_out, asked.id, "Femi Adeleke", "interest"
        ),
        "dispensation": w(sounding_places.dispense, asked.id, "Femi Adeleke", "granted"),
        "sounding substitute": w(
            sounding_places.substitute, asked.id, "Femi Adeleke", "Asha Verma"
        ),
        "sounding exempt": w(sounding_places.mark_exempt, asked.id, "paragraph 3"),
        "view noted": w(
            sounding_replies.note, asked.id, "Femi Adeleke", sounding_replies.Reply("yes")
        ),
        "paper": w(circulating.circulate, board, NewPaper("Theirs")),
        "paper withdrawn": w(circulating.withdraw, paper.id, "no"),
        "paper exempt": w(circulating.mark_exempt, paper.id, "paragraph 3"),
        "letter": w(letters.register, board, NewLetter("x", "y")),
        "letter reworded": w(letters.reword, letter.id, "Theirs", "because"),
        "letter approved": w(letters.approve, letter.id, ["Rosalind Peake"], "minute 3"),
        "letter signed": w(letters.sign, letter.id, ["Rosalind Peake"], ""),
        "letter sent": w(letters.send, letter.id, ""),
        "return": w(returning.add, board, ReturnForm("Theirs", "2 March 2027")),
        "return changed": w(returning.change, owed.id, ReturnForm("Theirs", "2 March 2027")),
        "return signed off": w(returning.signed_off, owed.id, c.now.date()),
        "return submitted": w(returning.submitted, owed.id, c.now.date(), reason="late"),
        "return reported": w(returning.reported, owed.id, c.now.date()),
        "return withdrawn": w(returning.withdrawn, owed.id, "no"),
        "sub-group": w(sub_groups.add, board, GroupForm(name="Theirs")),
        "sub-group changed": w(sub_groups.change, group.id, GroupForm(name="Theirs")),
        "sub-group attached": w(sub_groups.attach, board, "Exampleshire Panel"),
        "sub-group dissolved": w(sub_groups.dissolve, group.id, "no"),
        "report-back": w(report_back_keeping.mark, action.id, Coming()),
        "no report-back": w(report_back_keeping.unmark, action.id),
        "delivered": w(report_back_keeping.deliver, action.id, later, "heard"),
    }


def _pattern() -> Any:
    return read_pattern("second Tuesday 10:00", date(2027, 1, 11))


def record_of(c: Council) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with c.store.engine.begin() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=repr)
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.parametrize("who", ["zed", "bea", "gone"])
def test_nobody_but_an_officer_of_its_board_changes_a_thing(
    sqlite_council: Council, who: str
) -> None:
    c = sqlite_council
    with_others(c)
    tried = writes(c)
    before = record_of(c)
    allowed = []
    for name, (use_case, args, more) in tried.items():
        try:
            c.do(use_case, who, *args, **more)
        except (NotAllowed, NotFound):
            continue
        except DomainError as other:
            allowed.append(f"{name}: {other.message}")
        else:
            allowed.append(name)
    assert not allowed
    assert record_of(c) == before


def test_its_officer_is_refused_none_of_that(sqlite_council: Council) -> None:
    """What is tried above is well formed: an officer is told, at most, that it is not the time."""
    c = sqlite_council
    with_others(c)
    refused = []
    for name, (use_case, args, more) in writes(c).items():
        try:
            with c.store.begin() as tx:
                use_case(tx, c.caller(tx, "asha"), *args, now=c.now, **more)
                raise _UndoneError
        except NotAllowed:
            refused.append(name)
        except (_UndoneError, DomainError):
            continue
    # That one asks for an officer of both boards.
    assert refused == ["sub-group attached"]


class _UndoneError(Exception):
    """Takes back what the officer did."""


def test_a_thing_of_another_board_is_refused_to_an_officer(sqlite_council: Council) -> None:
    """Zed's own board does not open the council's meetings, take its items or use its powers."""
    c = sqlite_council
    other = with_others(c)
    # Somebody who keeps the record of both boards: only the thing's own board counts.
    both = Membership("both", other, c.people["asha"].id, Role.OFFICER, date(2026, 1, 1))
    c.look(lambda tx: tx.people.add_membership(both))
    made = c.do(
        resolution_recording.record, "asha", c.board.id, NewResolution(GRANT, minute_ref="35")
    )
    grant = made.delegations[0]
    loose = c.do(exercise_keeping.draft, "asha", other, None, DECIDED)
    meeting, second = c.meeting("10 March 2027"), c.meeting("12 May 2027")
    items = []
    for each in (meeting, second):
        item = c.do(agenda_keeping.add, "asha", each.id, ItemForm(title="Winter plan")).item
        waiting = replace(item, state=ItemState.PROPOSED)
        items.append(c.look(lambda tx, new=waiting: tx.agenda_items.save(new)).id)
    before = record_of(c)
    for who in ("zed", "asha"):
        with pytest.raises(NotFound, match="another board"):
            c.do(meeting_live.open_meeting, who, other, meeting_id=meeting.id)
    for who in ("tom", "asha"):
        with pytest.raises(DomainError, match=r"has granted no such power|Only a committee"):
            c.do(exercise_keeping.draft, who, other, grant.id, DECIDED)
    with pytest.raises(NotFound, match="has granted no such power"):
        c.do(exercise_keeping.link, "asha", loose.id, grant.id)
    with pytest.raises(NotFound, match="another meeting"):
        c.do(agenda_keeping.take, "asha", items)
    assert record_of(c) == before


def test_whoever_has_left_does_not_answer_for_a_meeting_that_expected_them(
    sqlite_council: Council,
) -> None:
    """Their row of its list stays; their say does not."""
    c = sqlite_council
    meeting = c.meeting("10 March 2027")
    c.do(invitation_replies.answer, "bea", meeting.id, Reply.COMING)
    c.look(_leaves, c.people["bea"].id, c.now.date() - timedelta(days=1))
    before = record_of(c)
    with pytest.raises(NotAllowed, match="Only who is expected"):
        c.do(invitation_replies.answer, "bea", meeting.id, Reply.NOT_COMING)
    assert record_of(c) == before


def _leaves(tx: Any, person_id: str, last: date) -> None:
    (membership,) = tx.people.memberships_of(person_id)
    tx.people.save_membership(replace(membership, until=last))
