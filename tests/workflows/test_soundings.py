"""Views sought between meetings: opened, replied to, closed once; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.slack import rendering
from tests.support.council import Council
from tests.support.soundings import deeds, opened, says, sounding
from workflows import (
    board_setup,
    sounding_closing,
    sounding_opening,
    sounding_places,
    sounding_replies,
    sounding_seen,
)
from workflows.access import Audience, caller_for
from workflows.declarations import Declaration
from workflows.deliveries import Kind, Shown
from workflows.errors import AlreadyDone, Conflict, InvalidInput, NotAllowed, NotFound
from workflows.people import Absence, Role
from workflows.profile import Part, Quorum, Rules
from workflows.resolutions import Clause, Resolution
from workflows.sounding_form import read_question
from workflows.sounding_opening import NewSounding, open_sounding
from workflows.sounding_replies import Reply
from workflows.sounding_tally import tally
from workflows.soundings import Sounding, SoundingState
from workflows.votes import carried_words

pytest_plugins = ["tests.support.stores"]


def rules(c: Council, **more: Any) -> None:
    """The board's rules from the beginning of its life on."""
    with c.store.begin() as tx:
        board = tx.boards.get(c.board.id)
        tx.boards.save(replace(board, profile=(Rules(since=date(2020, 1, 1), **more),)))


def seats(c: Council, **of: str) -> None:
    """Who sits for which constituency."""
    with c.store.begin() as tx:
        for who, seat in of.items():
            for m in tx.people.memberships(c.board.id):
                if m.person_id == c.people[who].id:
                    tx.people.save_membership(replace(m, seat=seat))


def result(c: Council, s: Sounding) -> Any:
    return c.look(lambda tx: tally(tx.soundings.get(s.id), tx.soundings.views(s.id)))


# --- opening --------------------------------------------------------------------------------------


def test_it_waits_for_the_meetings_permission_where_the_rules_ask_for_it(council: Council) -> None:
    s = opened(council, permission="")
    assert s.state is SoundingState.WAITING
    assert council.outbox("sounding_ask") == []
    with pytest.raises(AlreadyDone, match=r"waits for the meeting's permission, so no reply"):
        says(council, "tom", s, "yes")
    saved = council.do(sounding_opening.permit, "asha", s.id, "minute 22/8")
    assert (saved.state, saved.permission) == (SoundingState.OPEN, "minute 22/8")
    assert len(council.outbox("sounding_ask")) == 4
    with pytest.raises(AlreadyDone, match="needs no permission"):
        council.do(sounding_opening.permit, "asha", s.id, "minute 22/8")
    assert deeds(council, s) == ["permission asked", "opened with the meeting's permission"]


def test_it_opens_at_once_where_no_permission_is_asked(council: Council) -> None:
    rules(council, sounding_permission=False)
    assert opened(council, permission="").state is SoundingState.OPEN


def test_a_minute_that_is_on_record_names_its_meeting(council: Council) -> None:
    meeting = council.meeting("13 January 2027")
    clause = Clause("c", "", "agrees that views on the bid be sought by e-mail")
    known = Resolution("r", council.board.id, meeting.id, "22/8", "", (clause,), "x", council.now)
    council.look(lambda tx: tx.resolutions.add(known))
    assert opened(council).permission_meeting_id == meeting.id


def test_an_interest_declared_at_the_meeting_keeps_its_member_out(council: Council) -> None:
    meeting = council.meeting("13 January 2027")
    s = opened(council, permission="")
    declared = Declaration(
        "d", council.board.id, meeting.id, "Bea Lindqvist", meeting.day,
        council.people["bea"].id, item="Do you support the bid?", nature="employed by the bidder",
    )  # fmt: skip
    council.look(lambda tx: tx.declarations.add(declared))
    saved = council.do(sounding_opening.permit, "asha", s.id, "agreed", meeting=meeting)
    bea = saved.place_of(council.people["bea"].id)
    assert bea is not None
    assert (bea.is_asked, bea.left_out) == (False, "employed by the bidder")
    assert len(council.outbox("sounding_ask")) == 3


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"deadline": "yesterday"}, "deadline", "has passed"),
        ({"deadline": "soon"}, "deadline", "could not read"),
        ({"deadline": ""}, "deadline", "until when"),
        ({"threshold": "5"}, "threshold", "could not be reached"),
        ({"threshold": "2, among them 1 bishop"}, "threshold", "no single seat or post"),
        ({"interests": "Bea Lindqvist"}, "interests", "a colon and the interest"),
        ({"interests": "Nobody: has one"}, "interests", "nobody, or more than one"),
        ({"asked": []}, "asked", "Nobody is asked"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(
    sqlite_council: Council, more: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(InvalidInput, match=said) as refused:
        opened(sqlite_council, **more)
    assert refused.value.field == field
    assert sqlite_council.look(lambda tx: tx.soundings.of_board(sqlite_council.board.id)) == []


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        ("Do you agree?", ("Yes", "No", "With changes")),
        ("Do you agree? yes/no", ("Yes", "No")),
        ("Which? Plan A; Plan B; neither", ("Plan A", "Plan B", "Neither")),
        ("Note the report", ("Yes", "No", "With changes")),
    ],
)
def test_the_answers_stand_behind_the_question_mark(typed: str, options: tuple[str, ...]) -> None:
    assert read_question(typed).options == options


@pytest.mark.parametrize("typed", ["Agree? yes", "Agree? yes/YES", f"Agree? yes/{'n' * 61}"])
def test_answers_that_cannot_be_told_apart_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_question(typed)
    assert refused.value.field == "options"


def test_only_an_officer_seeks_views(sqlite_council: Council) -> None:
    new = NewSounding(read_question("Do you agree?"), "20 January")
    with pytest.raises(NotAllowed, match="Only a committee officer"):
        sqlite_council.do(open_sounding, "tom", sqlite_council.board.id, new)


def test_the_hour_is_the_boards_and_five_o_clock_where_none_is_given(
    sqlite_council: Council,
) -> None:
    assert opened(sqlite_council, "1 July 2027").deadline == datetime(2027, 7, 1, 16, tzinfo=UTC)
    late = opened(sqlite_council, "1 February at 9.30am").deadline
    assert late == datetime(2027, 2, 1, 9, 30, tzinfo=UTC)


# --- replies --------------------------------------------------------------------------------------


def test_the_last_reply_counts_and_all_are_kept(council: Council) -> None:
    s = opened(council)
    says(council, "tom", s, "yes", "gladly")
    says(council, "tom", s, "with changes", "the timetable")
    says(council, "tom", s, "with changes")
    assert dict(result(council, s).options) == {"Yes": 0, "No": 0, "With changes": 1}
    views = council.look(lambda tx: tx.soundings.views(s.id))
    assert [v.comment for v in views] == ["gladly", "the timetable"], "the third said nothing new"
    assert deeds(council, s) == ["opened", "view given", "view changed"]


def test_an_officer_notes_what_came_by_telephone(council: Council) -> None:
    s = opened(council)
    given = Reply("no", "rang at noon")
    view = council.do(sounding_replies.note, "asha", s.id, "Femi", given)
    femi = council.people["femi"].id
    assert (view.place, view.on_behalf_of, view.by) == (femi, femi, council.people["asha"].id)
    line = council.look(lambda tx: tx.ledger.of_subject("sounding", s.id))[-1][0]
    assert (line.actor, line.on_behalf_of) == (council.people["asha"].id, femi)
    with pytest.raises(NotAllowed):
        council.do(sounding_replies.note, "tom", s.id, "Femi", given)


def test_whoever_is_not_asked_and_whoever_is_left_out_are_told_why(council: Council) -> None:
    s = opened(council, interests="Bea Lindqvist: her employer bids")
    with pytest.raises(NotAllowed, match="not among those who are asked"):
        says(council, "asha", s, "yes")
    with pytest.raises(NotAllowed, match=r"left out for an interest \(her employer bids\)"):
        says(council, "bea", s, "yes")
    with pytest.raises(NotAllowed, match="her employer bids"):
        council.do(sounding_replies.note, "asha", s.id, "Bea", Reply("yes"))
    with pytest.raises(InvalidInput, match="Yes / No / With changes"):
        says(council, "tom", s, "perhaps")


def test_a_reply_given_on_an_older_form_does_not_hide_somebody_elses(council: Council) -> None:
    s = opened(council)
    council.do(sounding_replies.note, "asha", s.id, "Tom Hallam", Reply("no"))
    with pytest.raises(Conflict, match=r"“No”.*Yours was not recorded.*“yes: my words”"):
        council.do(sounding_replies.reply, "tom", s.id, Reply("yes", "my words", shown=""))
    (noted,) = council.look(lambda tx: tx.soundings.views(s.id))
    council.do(sounding_replies.reply, "tom", s.id, Reply("yes", shown=noted.id))
    assert dict(result(council, s).options)["Yes"] == 1


# --- interests, dispensations, substitutes --------------------------------------------------------


def test_a_member_leaves_out_themselves_and_a_dispensation_lifts_it(council: Council) -> None:
    s = opened(council)
    says(council, "bea", s, "yes")
    bea = council.people["bea"].id
    with pytest.raises(NotAllowed, match="or a committee officer can say so"):
        council.do(sounding_places.leave_out, "tom", s.id, bea, "hers")
    council.do(sounding_places.leave_out, "bea", s.id, bea, "I work for the bidder")
    assert result(council, s).given == ()
    with pytest.raises(AlreadyDone, match="left out already"):
        council.do(sounding_places.leave_out, "asha", s.id, "Bea", "again")
    council.do(sounding_places.dispense, "asha", s.id, "Bea", "granted by the monitoring officer")
    assert [g.view.option for g in result(council, s).given] == ["Yes"]
    with pytest.raises(AlreadyDone, match="has a dispensation"):
        council.do(sounding_places.dispense, "asha", s.id, "Bea", "again")


def test_a_substitute_and_the_member_are_one_place(council: Council) -> None:
    seats(council, tom="County councillors", bea="NHS", rosalind="County councillors")
    s = opened(council, asked=[council.people[w].id for w in ("tom", "bea", "rosalind")],
               threshold="3, among them 1 NHS representative")  # fmt: skip
    assert s.threshold == Quorum(3, (Part(1, "NHS"),))
    council.do(sounding_places.substitute, "asha", s.id, "Bea Lindqvist", "Femi Adeleke")
    says(council, "rosalind", s, "yes")
    says(council, "tom", s, "yes")
    assert result(council, s).reached.lacking == ("1 more", "“NHS”")
    says(council, "femi", s, "no")
    says(council, "bea", s, "yes")
    found = result(council, s)
    assert (found.reached.enough, found.reached.count) == (True, 3)
    assert dict(found.options)["Yes"] == 3


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("Bea Lindqvist", "a place of their own"),
        ("Tom Hallam", "is the member"),
        ("Nobody", "whom"),
    ],
)
def test_who_cannot_stand_in(sqlite_council: Council, by: str, said: str) -> None:
    s = opened(sqlite_council)
    with pytest.raises(InvalidInput, match=said):
        sqlite_council.do(sounding_places.substitute, "asha", s.id, "Tom", by)


def test_one_person_answers_for_one_place_and_only_the_named_stand_in(council: Council) -> None:
    with council.store.begin() as tx:
        for m in tx.people.memberships(council.board.id):
            if m.person_id == council.people["bea"].id:
                tx.people.save_membership(replace(m, substitutes=(council.people["femi"].id,)))
    s = opened(council, asked=[council.people[w].id for w in ("tom", "bea")])
    with pytest.raises(InvalidInput, match="The substitutes named for Bea Lindqvist are Femi"):
        council.do(sounding_places.substitute, "asha", s.id, "Bea", "Rosalind Peake")
    council.do(sounding_places.substitute, "asha", s.id, "Bea", "Femi Adeleke")
    with pytest.raises(InvalidInput, match="that of Bea Lindqvist, and nobody for two"):
        council.do(sounding_places.substitute, "asha", s.id, "Tom", "Femi Adeleke")
    with pytest.raises(AlreadyDone, match="how it stands already"):
        council.do(sounding_places.substitute, "asha", s.id, "Bea", "Femi Adeleke")
    ended = council.do(sounding_places.substitute, "asha", s.id, "Bea", "")
    assert ended.place_of(council.people["femi"].id) is None


def test_whoever_is_away_is_answered_for_by_their_only_substitute(council: Council) -> None:
    femi, bea = council.people["femi"].id, council.people["bea"].id
    with council.store.begin() as tx:
        for m in tx.people.memberships(council.board.id):
            if m.person_id == bea:
                tx.people.save_membership(replace(m, substitutes=(femi,)))
            if m.person_id == femi:
                tx.people.end_membership(m.id, date(2026, 12, 1))
        day = council.now.date()
        tx.people.add_absence(Absence("a", "T1", bea, day, day + timedelta(days=9), bea))
    place = opened(council).place_of(bea)
    assert place is not None
    assert (place.substitute_id, place.people) == (femi, (bea, femi))


# --- exempt matter --------------------------------------------------------------------------------


def test_exempt_matter_goes_to_nobody_who_may_not_read_it(council: Council) -> None:
    form = board_setup.PersonForm(name="Ola Brandt", email="ola@exampleshire.example",
                                  role=Role.ASSOCIATE)  # fmt: skip
    council.do(board_setup.keep_person, "asha", council.board.id, form)
    ola = next(p for p in council.look(lambda tx: tx.people.of_team("T1")) if "Ola" in p.name)
    with pytest.raises(InvalidInput, match="Ola Brandt may not read it"):
        opened(council, exempt="3", asked=[ola.id, council.people["tom"].id])
    s = opened(council, exempt="3: a price")
    with pytest.raises(InvalidInput, match="Ola Brandt may not read it"):
        council.do(sounding_places.substitute, "asha", s.id, "Tom", "Ola Brandt")
    with council.store.begin() as tx:
        audience = Audience(caller_for(tx, ola, council.now.date()))
        assert sounding_seen.seen_by(tx, s, audience, council.now) is None
        assert sounding_seen.seen_by(tx, s, Audience(), council.now) is None
        caller = caller_for(tx, ola, council.now.date())
        with pytest.raises(NotFound):
            sounding_replies.reply(tx, caller, s.id, Reply("yes"), council.now)


def test_marked_exempt_later_it_is_taken_from_those_who_may_not_read_it(council: Council) -> None:
    form = board_setup.PersonForm(name="Ola Brandt", email="ola@exampleshire.example",
                                  role=Role.ASSOCIATE)  # fmt: skip
    council.do(board_setup.keep_person, "asha", council.board.id, form)
    ola = next(p for p in council.look(lambda tx: tx.people.of_team("T1")) if "Ola" in p.name)
    s = opened(council, asked=[ola.id, council.people["tom"].id])
    shown = Shown("sounding", s.id, "D1", "1.1", "sounding_ask", ola.id, {"sounding_id": s.id})
    council.look(lambda tx: tx.showings.add(shown))
    with pytest.raises(InvalidInput, match="Ola Brandt may not read it"):
        council.do(sounding_places.mark_exempt, "asha", s.id, "3: a price")
    council.do(sounding_closing.close, "asha", s.id, "enough")
    marked = council.do(sounding_places.mark_exempt, "asha", s.id, "3: a price")
    assert marked.exempt == "3: a price"
    (update,) = [p for p in council.outbox("sounding_ask") if p.kind is Kind.UPDATE]
    assert council.look(lambda tx: rendering.render(tx, update, council.now)) is None
    with pytest.raises(AlreadyDone):
        council.do(sounding_places.mark_exempt, "asha", s.id, "3: a price")
    council.people["ola"] = ola
    with pytest.raises(NotFound):
        council.do(sounding_places.mark_exempt, "ola", s.id, "")


# --- what is seen ---------------------------------------------------------------------------------


def sees(c: Council, who: str, s: Sounding) -> sounding_seen.Seen:
    with c.store.begin() as tx:
        seen = sounding_seen.seen_by(tx, tx.soundings.get(s.id), Audience(c.caller(tx, who)), c.now)
    assert seen is not None
    return seen


def test_hidden_replies_show_who_and_not_what_until_the_close(council: Council) -> None:
    s = opened(council, hidden=True, interests="Bea: hers")
    says(council, "tom", s, "no", "never")
    for who in ("asha", "rosalind"):
        seen = sees(council, who, s)
        assert [a.name for a in seen.replied] == ["Tom Hallam"]
        assert not seen.shows_replies
        assert set(dict(seen.tally.options).values()) == {0}
        assert "never" not in repr(seen)
    assert sees(council, "bea", s).replied == ()
    own = sees(council, "tom", s).own_reply
    assert own is not None
    assert own.comment == "never"
    council.do(sounding_closing.close, "asha", s.id, "enough")
    assert "never" in repr(sees(council, "bea", s))


def test_open_replies_are_for_those_who_take_part(council: Council) -> None:
    s = opened(council, interests="Bea: hers")
    says(council, "tom", s, "no", "never")
    assert sees(council, "rosalind", s).shows_replies
    assert not sees(council, "bea", s).shows_replies


# --- the end --------------------------------------------------------------------------------------


def test_it_closes_by_itself_at_its_deadline_once(council: Council) -> None:
    s = opened(council)
    says(council, "tom", s, "yes")
    council.now = s.deadline + timedelta(hours=3)
    with pytest.raises(AlreadyDone, match=r"too late.*17:00 on Wed 20 Jan 2027.*“no: my words”"):
        says(council, "bea", s, "no", "my words")
    assert council.look(sounding_closing.close_due, council.now) == 1
    assert council.look(sounding_closing.close_due, council.now) == 0
    closed = sounding(council, s.id)
    assert (closed.state, closed.closed_at, closed.closed_by) == (
        SoundingState.CLOSED, s.deadline, "",
    )  # fmt: skip
    assert closed.outcome == "1 of 4 replied: Yes 1, No 0, With changes 0."
    assert deeds(council, s)[-1] == "closed at its deadline"
    assert len(council.outbox("sounding_news")) == 5, "those asked, and the officer"


def test_closing_early_takes_a_reason_while_somebody_is_waited_for(council: Council) -> None:
    s = opened(council)
    with pytest.raises(InvalidInput, match=r"4 have not replied yet \(Rosalind Peake"):
        council.do(sounding_closing.close, "asha", s.id, "")
    for who in ("rosalind", "tom", "bea", "femi"):
        says(council, who, s, "yes")
    assert council.do(sounding_closing.close, "asha", s.id, "").state is SoundingState.CLOSED


def test_it_is_extended_to_a_later_moment_only(council: Council) -> None:
    s = opened(council)
    with pytest.raises(InvalidInput, match="not later than its deadline"):
        council.do(sounding_closing.extend, "asha", s.id, "19 January", "")
    longer = council.do(sounding_closing.extend, "asha", s.id, "22 January 12:00", "half-term")
    assert longer.deadline == datetime(2027, 1, 22, 12, tzinfo=UTC)
    council.now = s.deadline
    assert council.look(sounding_closing.close_due, council.now) == 0
    says(council, "tom", s, "yes")


def test_a_withdrawn_one_says_why_and_takes_nothing(council: Council) -> None:
    s = opened(council)
    says(council, "tom", s, "yes")
    council.do(sounding_closing.withdraw, "asha", s.id, "the bid was dropped")
    for deed in (
        lambda: says(council, "bea", s, "yes"),
        lambda: council.do(sounding_closing.close, "asha", s.id, "x"),
        lambda: council.do(sounding_closing.withdraw, "asha", s.id, "x"),
        lambda: council.do(sounding_closing.extend, "asha", s.id, "1 May", ""),
        lambda: council.do(sounding_places.substitute, "asha", s.id, "Tom", "Femi"),
    ):
        with pytest.raises(AlreadyDone, match=r"was withdrawn .*the bid was dropped.*Nothing was"):
            deed()
    assert len(council.look(lambda tx: tx.soundings.views(s.id))) == 1


def test_it_is_reported_once_to_a_meeting_after_its_close(council: Council) -> None:
    before = council.meeting("13 January 2027")
    after = council.meeting("10 February 2027")
    s = opened(council)
    with pytest.raises(AlreadyDone, match="there is nothing to report"):
        council.do(sounding_closing.report, "asha", s.id, after)
    council.now = s.deadline
    with pytest.raises(InvalidInput, match="was before S1 closed"):
        council.do(sounding_closing.report, "asha", s.id, before)
    told = council.do(sounding_closing.report, "asha", s.id, after)
    assert (told.state, told.reported_on) == (SoundingState.CLOSED, after.day)
    assert deeds(council, s)[-2:] == ["closed at its deadline", "reported"]
    with pytest.raises(AlreadyDone, match="reported"):
        council.do(sounding_closing.report, "asha", s.id, after)


# --- written resolutions --------------------------------------------------------------------------


def test_a_body_that_may_resolve_in_writing_makes_the_outcome_a_resolution(
    council: Council,
) -> None:
    rules(council, sounding_permission=False, written_resolution=True)
    s = opened(council, threshold="1", permission="")
    with pytest.raises(AlreadyDone, match="there is no outcome yet"):
        council.do(sounding_closing.resolve, "asha", s.id, "agrees the bid")
    says(council, "tom", s, "yes")
    council.now = s.deadline
    saved, made = council.do(
        sounding_closing.resolve, "asha", s.id, "RESOLVED that the bid be made"
    )
    assert (made.origin, made.meeting_id, made.minute_ref) == ("written resolution", None, "")
    assert (saved.resolution_id, made.key) == (made.id, "EB/2027-01-20/r1")
    assert carried_words(made) == "carried 1 for, 0 against"
    lines = council.look(lambda tx: tx.ledger.of_subject("resolution", made.id))
    assert lines[0][1]["carried"] == "carried 1 for, 0 against"
    with pytest.raises(AlreadyDone, match="made a resolution already"):
        council.do(sounding_closing.resolve, "asha", s.id, "again")


@pytest.mark.parametrize(
    ("offered", "said", "carried"),
    [
        ("yes/no", ("yes", "yes", "yes", "yes"), "carried unanimously, 4 for, 0 against"),
        ("yes/no", ("yes", "yes", "yes"), "carried 3 for, 0 against"),
        (
            "yes/no/abstain",
            ("yes", "abstain", "no", "yes"),
            "carried 2 for, 1 against, 1 abstained",
        ),
        ("yes/no/with changes", ("yes", "with changes", "yes"), "carried 2 for, 0 against"),
        ("yes/no/with changes", ("yes", "with changes"), ""),
        ("yes/no", ("no", "no", "yes"), ""),
        ("the hall/the park", ("the hall", "the hall"), ""),
    ],
)
def test_the_vote_of_a_written_resolution(
    sqlite_council: Council, offered: str, said: tuple[str, ...], carried: str
) -> None:
    c = sqlite_council
    rules(c, sounding_permission=False, written_resolution=True)
    question = read_question(f"Do you support the bid? {offered}")
    new = NewSounding(question=question, deadline="20 January 2027 17:00")
    s = c.do(open_sounding, "asha", c.board.id, new).sounding
    for who, option in zip(("rosalind", "tom", "bea", "femi"), said, strict=False):
        says(c, who, s, option)
    c.now = s.deadline
    _, made = c.do(sounding_closing.resolve, "asha", s.id, "RESOLVED that the bid be made")
    assert carried_words(made) == carried


def test_a_councils_committee_resolves_nothing_by_reply(council: Council) -> None:
    s = opened(council)
    says(council, "tom", s, "yes")
    council.do(sounding_closing.close, "asha", s.id, "enough")
    with pytest.raises(NotAllowed, match="what was replied is consultation"):
        council.do(sounding_closing.resolve, "asha", s.id, "agrees the bid")


def test_without_its_threshold_there_is_no_resolution(council: Council) -> None:
    rules(council, sounding_permission=False, written_resolution=True)
    s = opened(council, threshold="2", permission="")
    says(council, "tom", s, "yes")
    council.do(sounding_closing.close, "asha", s.id, "enough")
    with pytest.raises(NotAllowed, match="did not reach its threshold: 1 more lacking"):
        council.do(sounding_closing.resolve, "asha", s.id, "agrees the bid")
