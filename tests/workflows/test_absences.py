"""Somebody is away: who answers meanwhile, who is told, and what comes back by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support.council import TEAM, Council
from tests.support.duty import away, home_of, messages, nudged, second_officer, texts, to_day
from workflows import (
    absence_noting,
    absences,
    action_answers,
    board_people,
    day_message,
    keeping,
    reminders,
)
from workflows.absence_noting import AwayForm
from workflows.access import Audience, can_see
from workflows.action_recording import NewAction, record
from workflows.actions import Action, Status, Turn
from workflows.board_people import PersonForm
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed
from workflows.owners import chairs_of, officers_on_duty, people_behind, reached_for, stand_in
from workflows.people import Person, Role

#: A person of the workspace without a role on the board.
STRANGER = "Cy Marlowe"


def ledger_deeds(c: Council) -> list[str]:
    return [line.deed for line in c.look(lambda tx: tx.ledger.lines(c.board.id))]


# --- noting it --------------------------------------------------------------------------------


def test_a_person_notes_it_for_themselves_and_both_are_told_once(council: Council) -> None:
    council.record("Send it", "Tom Hallam")
    done = away(council, "tom", "Friday 22 January 2027", deputy="bea")
    assert (done.own, done.remarks) == (True, ())
    assert done.away.absence.since == council.now.date()
    assert done.away.absence.until == date(2027, 1, 22)
    assert [p.args["reader"] for p in messages(council, "tom")] == ["person"]
    assert [p.args["reader"] for p in messages(council, "bea")] == ["deputy"]
    assert messages(council, "asha") == []
    assert ledger_deeds(council)[-1] == "absence noted"
    values = council.look(
        lambda tx: tx.ledger.values(council.board.id, tx.ledger.lines(council.board.id)[-1].seq)
    )
    assert values["deputy"] == "Bea Lindqvist"
    assert values["until"] == "2027-01-22"


def test_an_officer_notes_it_for_anybody_and_others_do_not(council: Council) -> None:
    done = away(council, "femi", "22 January 2027", deputy="bea", by="asha")
    assert done.own is False
    assert [p.args["reader"] for p in messages(council, "femi")] == ["person"]
    with pytest.raises(NotAllowed, match="Only Tom Hallam or an officer"):
        away(council, "tom", "22 January 2027", by="bea")


def test_without_a_deputy_the_officers_hear_of_what_is_theirs(council: Council) -> None:
    council.record("Send it", "Tom Hallam", due="13 January 2027")
    done = away(council, "tom", "22 January 2027")
    assert "Nobody stands in" in done.remarks[0]
    assert [p.args["reader"] for p in messages(council, "asha")] == ["officer"]
    to_day(council, "2027-01-13")
    assert nudged(council) == [("asha", "owner:on-day")]


@pytest.mark.parametrize(
    ("since", "until", "deputy", "says"),
    [
        ("", "8 January 2027", "bea", "is past already"),
        ("20 January 2027", "18 January 2027", "bea", "before the first"),
        ("", "1 March 2028", "bea", "more than a year"),
        ("", "", "bea", "Say until when"),
        ("", "22 January 2027", "tom", "their own deputy"),
        ("", "22 January 2027", "Nobody Known", "nobody whom I know"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    sqlite_council: Council, since: str, until: str, deputy: str, says: str
) -> None:
    with pytest.raises(InvalidInput, match=says):
        away(sqlite_council, "tom", until, since=since, deputy=deputy)
    assert sqlite_council.outbox("absence") == []


def test_a_deputy_must_be_somebody_who_can_be_told(sqlite_council: Council) -> None:
    c = sqlite_council
    form = PersonForm(name="Una Field", role=Role.MEMBER)
    c.do(board_people.keep_person, "asha", c.board.id, form)
    with pytest.raises(InvalidInput, match="no e-mail address"):
        away(c, "tom", "22 January 2027", deputy="Una Field")


def test_days_that_are_past_stay_as_they_were(sqlite_council: Council) -> None:
    done = away(sqlite_council, "tom", "22 January 2027", since="4 January 2027", deputy="bea")
    assert done.away.absence.since == sqlite_council.now.date()
    assert "stay as they were" in done.remarks[0]


def test_overlaps_are_refused_and_what_lies_within_is_replaced(council: Council) -> None:
    away(council, "tom", "22 January 2027", since="18 January 2027", deputy="bea")
    with pytest.raises(InvalidInput, match="Mon 18 Jan 2027 to Fri 22 Jan 2027 already"):
        away(council, "tom", "29 January 2027", since="20 January 2027", deputy="bea")
    away(council, "tom", "29 January 2027", since="15 January 2027", deputy="rosalind")
    (kept,) = council.look(lambda tx: tx.people.absences_of(council.people["tom"].id))
    assert (kept.since, kept.until) == (date(2027, 1, 15), date(2027, 1, 29))
    assert "You no longer stand in for Tom Hallam." in texts(council, "bea")


def test_a_deputy_who_is_away_too_is_warned_of_and_followed_on(council: Council) -> None:
    away(council, "bea", "20 January 2027", since="18 January 2027", deputy="rosalind")
    done = away(council, "tom", "22 January 2027", deputy="bea")
    assert done.remarks == (
        "Bea Lindqvist is away too, from Mon 18 Jan 2027 to Wed 20 Jan 2027: then Rosalind Peake "
        "answers.",
    )
    tom = council.people["tom"].id

    def who(day: int) -> str | None:
        found = council.look(lambda tx: stand_in(tx, TEAM, tom, date(2027, 1, day)))
        return next((k for k, p in council.people.items() if p.id == found), None)

    assert [who(d) for d in (10, 15, 18, 21, 23)] == ["tom", "bea", "rosalind", "bea", "tom"]
    to_day(council, "2027-01-18")
    council.record("Send it", "Tom Hallam")
    assert [a.text for a in home_of(council, "rosalind").mine] == ["Send it"]
    assert [a.text for a in home_of(council, "bea").mine] == ["Send it"], "who is away sees it too"


def test_two_who_stand_in_for_each_other_leave_it_to_the_officers(council: Council) -> None:
    away(council, "bea", "22 January 2027", deputy="tom")
    done = away(council, "tom", "22 January 2027", deputy="bea")
    assert "then the officers hear of it" in done.remarks[0]
    assert (
        "Tom Hallam stands in for Bea Lindqvist then: the officers hear for both"
        in (done.remarks[1])
    )
    council.record("Send it", "Tom Hallam", due="13 January 2027")
    to_day(council, "2027-01-13")
    assert nudged(council) == [("asha", "owner:on-day")]


def test_it_is_changed_and_the_old_deputy_told(council: Council) -> None:
    first = away(council, "tom", "22 January 2027", deputy="bea").away.absence
    form = AwayForm(
        "2027-01-11", "2027-01-29", person_id=first.person_id, deputy="Rosalind Peake",
        absence_id=first.id,
    )  # fmt: skip
    done = council.do(absence_noting.note, "tom", form)
    assert (done.away.absence.id, done.away.absence.until) == (first.id, date(2027, 1, 29))
    assert "You no longer stand in for Tom Hallam." in texts(council, "bea")
    assert [p.args["reader"] for p in messages(council, "rosalind")] == ["deputy"]
    before = len(council.outbox())
    council.do(absence_noting.note, "tom", form)
    assert len(council.outbox()) == before, "the same again tells nobody"
    assert ledger_deeds(council)[-1] == "absence changed"


def test_it_is_ended_early(council: Council) -> None:
    council.record("Send it", "Tom Hallam", due="20 January 2027")
    noted = away(council, "tom", "29 January 2027", deputy="bea").away.absence
    to_day(council, "2027-01-18")
    assert nudged(council) == [("bea", "owner:before-2")]
    to_day(council, "2027-01-19")
    person, ended = council.do(absence_noting.end, "tom", "", noted.id)
    assert (person.name, ended.id) == ("Tom Hallam", noted.id)
    (kept,) = council.look(lambda tx: tx.people.absences_of(person.id))
    assert kept.until == date(2027, 1, 18)
    assert "Tom Hallam is back: from today they answer again" in texts(council, "bea")[0]
    assert home_of(council, "bea").mine == ()
    to_day(council, "2027-01-20")
    assert nudged(council) == [("tom", "owner:on-day")]
    with pytest.raises(AlreadyDone, match="not noted as away"):
        council.do(absence_noting.end, "tom", "", "")


def test_one_that_has_not_begun_is_taken_back(council: Council) -> None:
    noted = away(council, "tom", "29 January 2027", since="25 January 2027", deputy="bea")
    council.do(absence_noting.back, "asha", "Tom Hallam")
    assert council.look(lambda tx: tx.people.absences_of(noted.away.person.id)) == []
    assert "will not be away from Mon 25 Jan 2027 after all" in texts(council, "bea")[0]
    assert texts(council, "tom") == ["Your absence was taken back."]
    assert council.look(
        lambda tx: absences.notice(
            tx, noted.away.person.id, noted.away.absence.id, "deputy",
            council.people["bea"].id, council.now,
        )
    ) is None, "an untold message has nothing left to say"  # fmt: skip


# --- what happens meanwhile -------------------------------------------------------------------


def test_reminders_go_to_the_deputy_and_come_back_by_themselves(council: Council) -> None:
    council.record("Send it", "Tom Hallam", due="20 January 2027")
    away(council, "tom", "19 January 2027", since="18 January 2027", deputy="bea")
    assert nudged(council) == []
    to_day(council, "2027-01-18")
    assert nudged(council) == [("bea", "owner:before-2")]
    to_day(council, "2027-01-20")
    assert nudged(council) == [("tom", "owner:on-day")]


def test_what_is_exempt_goes_to_the_officers_unless_the_deputy_may_read_it(
    council: Council,
) -> None:
    stranger = council.look(
        lambda tx: tx.people.add(Person(tx.new_id(), TEAM, STRANGER, "U60", "cy@x.example"))
    )
    council.people["cy"] = stranger
    new = NewAction("Secret", ("Tom Hallam",), "13 January 2027", exempt="para 3")
    council.do(record, "asha", council.board.id, new)
    council.record("Open", "Tom Hallam", due="13 January 2027")
    done = away(council, "tom", "22 January 2027", deputy="cy")
    assert "goes to the officers instead" in done.remarks[0]
    notice = council.look(
        lambda tx: absences.notice(
            tx, council.people["tom"].id, done.away.absence.id, "deputy", stranger.id, council.now
        )
    )
    assert notice is not None
    assert ([a.text for a in notice.actions], notice.kept_back) == (["Open"], True)
    to_day(council, "2027-01-13")
    assert nudged(council) == [("asha", "owner:on-day"), ("cy", "owner:on-day")]
    assert [a.text for a in home_of(council, "cy").mine] == ["Open"]
    with council.store.begin() as tx:
        secret = next(a for a in tx.actions.of_board(council.board.id) if a.exempt)
        assert not can_see(secret, Audience(council.caller(tx, "cy")))


def test_the_day_message_of_a_deputy_has_it(council: Council) -> None:
    council.record("Send it", "Tom Hallam", due="13 January 2027")
    away(council, "tom", "22 January 2027", deputy="bea")
    to_day(council, "2027-01-13")
    with council.store.begin() as tx:
        reminders.plan(tx, TEAM, council.now)
    (parcel,) = council.outbox("day")
    message = council.look(
        lambda tx: day_message.day_message(
            tx, str(parcel.args["day_id"]), council.people["bea"].id, council.now
        )
    )
    assert message is not None
    assert [i.action.text for i in message.own] == ["Send it"]


def test_what_is_issued_meanwhile_tells_both(council: Council) -> None:
    away(council, "tom", "22 January 2027", deputy="bea")
    council.record("Send it", "Tom Hallam")
    assert len(messages(council, "tom", "owner_tasks")) == 1
    assert len(messages(council, "bea", "owner_tasks")) == 1
    assert texts(council, "asha") == []


def test_what_is_issued_to_whom_nobody_stands_in_for_is_told_to_the_officers(
    council: Council,
) -> None:
    away(council, "tom", "22 January 2027")
    action = council.record("Send it", "Tom Hallam")
    assert len(messages(council, "tom", "owner_tasks")) == 1
    (said,) = texts(council, "asha")
    assert said.startswith(f"*{action.reference}*: Tom Hallam is away until Fri 22 Jan 2027")


def test_whoever_records_it_learns_which_owners_are_away(council: Council) -> None:
    away(council, "tom", "Friday 22 January 2027", deputy="bea")
    away(council, "femi", "Friday 22 January 2027")
    action = council.record("Send it", "Tom Hallam", "Femi Adeleke", "Bea Lindqvist")
    found = council.look(
        lambda tx: absences.of_owners(tx, action, council.board, council.now.date())
    )
    said = [(a.person.name, a.answering.name if a.answering else None) for a in found]
    assert said == [("Tom Hallam", "Bea Lindqvist"), ("Femi Adeleke", None)]


def test_home_says_it_to_both(council: Council) -> None:
    council.record("Send it", "Director of Public Health")
    away(council, "tom", "22 January 2027", deputy="bea")
    mine, theirs = home_of(council, "tom"), home_of(council, "bea")
    assert mine.away is not None
    assert mine.away.answering is not None
    assert mine.away.answering.name == "Bea Lindqvist"
    assert [a.person.name for a in theirs.standing_in] == ["Tom Hallam"]
    (action,) = theirs.mine
    ((person, until),) = theirs.on_behalf[action.id]
    assert (person.name, until) == ("Tom Hallam", date(2027, 1, 22))
    assert mine.on_behalf == {}


def test_both_homes_are_drawn_anew(council: Council) -> None:
    away(council, "tom", "22 January 2027", since="18 January 2027", deputy="bea")
    drawn = {p.person_id for p in council.outbox("home") if p.not_before is None}
    assert {council.people["tom"].id, council.people["bea"].id} <= drawn
    assert home_of(council, "bea").standing_in == (), "it has not begun"
    to_day(council, "2027-01-18")
    assert [a.person.name for a in home_of(council, "bea").standing_in] == ["Tom Hallam"]


# --- answers ----------------------------------------------------------------------------------


def test_the_deputy_answers_on_behalf_of_who_is_away(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", due="20 January 2027")
    with pytest.raises(NotAllowed):
        council.do(action_answers.done, "bea", action.id, "sent")
    away(council, "tom", "22 January 2027", deputy="bea")
    done = council.do(action_answers.done, "bea", action.id, "sent")
    assert done.status is Status.PROPOSED_DONE
    assert done.notes[-1].by == council.people["bea"].id
    assert done.notes[-1].on_behalf_of == council.people["tom"].id
    line = council.look(lambda tx: tx.ledger.lines(council.board.id)[-1])
    assert line.on_behalf_of == council.people["tom"].id
    to_day(council, "2027-01-23")
    with pytest.raises(NotAllowed):
        council.do(action_answers.progress, "bea", council.record("Other", "Tom Hallam").id, "x")


def test_a_deputy_answers_for_the_absent_part_only(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", "Femi Adeleke")
    away(council, "tom", "22 January 2027", deputy="bea")
    after = council.do(action_answers.done, "bea", action.id, "Tom's half is sent")
    assert [o.done_on is not None for o in after.owners] == [True, False]
    assert after.status is Status.IN_PROGRESS
    assert after.notes[-1].on_behalf_of == council.people["tom"].id


def test_a_deputy_who_owns_it_too_speaks_first_for_themselves(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", "Bea Lindqvist")
    away(council, "tom", "22 January 2027", deputy="bea")
    mine = council.do(action_answers.done, "bea", action.id, "my half")
    assert [(o.printed, bool(o.done_on)) for o in mine.owners] == [
        ("Tom Hallam", False),
        ("Bea Lindqvist", True),
    ]
    assert mine.notes[-1].on_behalf_of is None
    theirs = council.do(action_answers.done, "bea", action.id, "and Tom's")
    assert theirs.status is Status.PROPOSED_DONE
    assert theirs.notes[-1].on_behalf_of == council.people["tom"].id


def test_who_stands_in_for_the_lead_answers_as_the_lead(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam (lead)", "Femi Adeleke")
    helped = council.do(action_answers.done, "femi", action.id, "my bit")
    assert helped.status is Status.IN_PROGRESS
    away(council, "tom", "22 January 2027", deputy="bea")
    done = council.do(action_answers.done, "bea", action.id, "all sent")
    assert (done.status, done.turn) == (Status.PROPOSED_DONE, Turn.OFFICER)
    assert done.notes[-1].on_behalf_of == council.people["tom"].id


def test_a_deputy_answers_for_a_post_that_the_absent_person_holds(council: Council) -> None:
    action = council.record("Send it", "DPH", due="13 January 2027")
    away(council, "tom", "22 January 2027", deputy="bea")
    to_day(council, "2027-01-13")
    assert nudged(council) == [("bea", "owner:on-day")]
    after = council.do(action_answers.progress, "bea", action.id, "half way")
    assert after.notes[-1].on_behalf_of == council.people["tom"].id


def test_a_deputy_stands_in_for_what_is_owned_not_for_a_seat(council: Council) -> None:
    action = council.record("All of us", "all members", due="13 January 2027")
    away(council, "tom", "22 January 2027", deputy="asha")
    to_day(council, "2027-01-13")
    assert [who for who, _ in nudged(council)] == ["bea", "femi", "rosalind"]
    assert action.id not in {a.id for a in home_of(council, "asha").mine}


# --- officers and chairs ----------------------------------------------------------------------


def test_an_officer_who_is_away_is_left_out_while_another_is_there(council: Council) -> None:
    second_officer(council)
    away(council, "asha", "22 January 2027")
    on_duty = council.look(lambda tx: officers_on_duty(tx, council.board, council.now.date()))
    assert on_duty == [council.people["bea"].id]
    away(council, "bea", "22 January 2027")
    everybody = council.look(lambda tx: officers_on_duty(tx, council.board, council.now.date()))
    assert len(everybody) == 2, "all of them, rather than nobody"


def test_the_vice_chair_steps_in(council: Council) -> None:
    def chairs() -> list[str]:
        found = council.look(lambda tx: chairs_of(tx, council.board.id, council.now.date()))
        names = {p.id: k for k, p in council.people.items()}
        return [names[i] for i in found]

    form = PersonForm(person_id=council.people["tom"].id, roles=(Role.VICE_CHAIR,))
    council.do(board_people.keep_person, "asha", council.board.id, form)
    assert chairs() == ["rosalind"]
    away(council, "rosalind", "22 January 2027")
    assert chairs() == ["tom"]
    away(council, "tom", "22 January 2027")
    assert chairs() == ["rosalind"], "with everybody away, the chair all the same"


def test_nobody_else_is_moved_by_an_absence(council: Council) -> None:
    """The stored day of the next reminder does not depend on who is there to get it."""
    action = council.record("Send it", "Tom Hallam", due="20 January 2027")
    away(council, "tom", "22 January 2027", deputy="bea")
    stored: Action = council.action(action.id)
    derived = council.look(
        lambda tx: keeping.next_nudge(
            tx, stored, council.board, council.now.date() - timedelta(days=1)
        )
    )
    assert stored.next_nudge_on == derived == action.next_nudge_on
    behind = council.look(
        lambda tx: people_behind(tx, stored.owners, council.board, council.now.date())
    )
    assert council.look(lambda tx: reached_for(tx, behind, council.board, council.now.date())) == {
        council.people["tom"].id: council.people["bea"].id
    }


def test_the_list_shows_each_what_concerns_them(council: Council) -> None:
    away(council, "tom", "22 January 2027", deputy="bea")

    def listing(who: str) -> absences.Absences:
        return council.do(absences.listing, who)

    assert [a.person.name for a in listing("tom").own] == ["Tom Hallam"]
    assert [a.person.name for a in listing("bea").standing_in] == ["Tom Hallam"]
    assert [a.person.name for a in listing("asha").others] == ["Tom Hallam"]
    assert "Femi Adeleke" in {p.name for p in listing("asha").people}
    rosalind = listing("rosalind")
    assert (rosalind.own, rosalind.standing_in, rosalind.others, rosalind.people) == ((),) * 4
