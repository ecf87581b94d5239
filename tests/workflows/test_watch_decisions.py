"""Reminders about decisions taken under a delegation, and the consultation before them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.support.council import Council
from tests.support.watches import A_BOARD, days, keep, message, told
from workflows.boards import Board
from workflows.consultations import Consultation, ConsultState
from workflows.delegations import Delegation
from workflows.exercises import CallIn, Exercise, ExerciseState
from workflows.people import Person
from workflows.profile import Rules
from workflows.watches.consultations import CONSULTATIONS
from workflows.watches.exercises import CALL_INS, EXERCISES
from workflows.watches.kind import Matter

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
MONDAY = date(2027, 1, 11)
CABINET = replace(A_BOARD, profile=(Rules(date(2020, 1, 1), executive=True, call_in_days=5),))


def exercise(**more: Any) -> Exercise:
    return Exercise("e", "b", "E1", MONDAY, "DPH", "approve the return", "p", NOW, **more)


def both(*rungs: str) -> list[str]:
    """Each rung to whoever decided and to the officer."""
    return [f"{r.split()[0]} {to}:{r.split()[1]}" for r in rungs for to in ("decider", "officer")]


def test_a_record_that_lacks_something_is_asked_for() -> None:
    assert days(EXERCISES, exercise(), date(2027, 1, 26)) == both(
        "2027-01-13 complete+2", "2027-01-18 complete+5", "2027-01-25 complete+10"
    )


def test_what_is_complete_is_to_be_published() -> None:
    made = exercise(state=ExerciseState.MADE)
    assert days(EXERCISES, made, date(2027, 1, 19)) == both(
        "2027-01-13 publish+2", "2027-01-18 publish+5"
    )


@pytest.mark.parametrize(
    "out", [{"published_on": MONDAY}, {"exempt": "paragraph 3"}, {"record_at": "ODR-12/2027"}]
)
def test_then_the_next_meetings_are_to_hear_of_it(out: dict[str, Any]) -> None:
    """Also of what is not published here: wholly exempt, or recorded elsewhere."""
    made = exercise(state=ExerciseState.MADE, **out)
    assert days(EXERCISES, made, date(2027, 6, 1), date(2027, 3, 16), date(2027, 5, 18)) == [
        "2027-03-04 officer:tell-decision@2027-03-16",
        "2027-05-06 officer:tell-decision@2027-05-18",
    ]


@pytest.mark.parametrize(
    "state", sorted(set(ExerciseState) - {ExerciseState.DRAFT, ExerciseState.MADE})
)
def test_nothing_more_of_what_is_reported_called_in_or_withdrawn(state: ExerciseState) -> None:
    done = exercise(state=state, published_on=MONDAY)
    assert days(EXERCISES, done, date(2027, 6, 1), date(2027, 3, 16)) == []


def test_the_last_day_of_the_call_in_is_told() -> None:
    """Five working days after Monday 11 January end on Monday the 18th."""
    made = exercise(state=ExerciseState.MADE, published_on=MONDAY, executive=True)
    assert days(CALL_INS, made, date(2027, 6, 1), board=CABINET) == both("2027-01-18 implement")
    called = replace(made, call_ins=(CallIn(date(2027, 1, 14), "Cllr A", "reasons"),))
    for none in (
        called,
        replace(made, executive=False),
        replace(made, published_on=None),
        replace(made, state=ExerciseState.CALLED_IN),
    ):
        assert days(CALL_INS, none, date(2027, 6, 1), board=CABINET) == []
    assert days(CALL_INS, made, date(2027, 6, 1)) == [], "the board has no call-in"


def consultation(**more: Any) -> Consultation:
    return Consultation("c", "b", "g", "Chair of the Board", "Do you agree?", "p", NOW, **more)


def test_the_consultee_first_then_the_officer_each_week() -> None:
    assert days(CONSULTATIONS, consultation(), date(2027, 1, 27)) == [
        "2027-01-13 consultee:consult+2",
        "2027-01-18 consultee:consult+5",
        "2027-01-19 officer:consult+1",
        "2027-01-26 officer:consult+6",
    ]
    later = consultation(due=date(2027, 1, 22))
    assert days(CONSULTATIONS, later, date(2027, 1, 27))[2:] == ["2027-01-25 officer:consult+1"]
    for state in (ConsultState.REPLIED, ConsultState.WAIVED):
        assert days(CONSULTATIONS, consultation(state=state), date(2027, 6, 1)) == []


# --- who hears ------------------------------------------------------------------------------------


def decided(c: Council, board: Board, **more: Any) -> Exercise:
    """On record, decided by whoever is Director of Public Health: Tom."""
    made = replace(exercise(**more), board_id=board.id, decided_by="Director of Public Health")
    return keep(c, "exercises", made)


def test_whoever_decided_and_the_officer_hear_until_the_record_is_complete(
    council: Council,
) -> None:
    c = council
    kept = decided(c, c.board)
    assert told(c, datetime(2027, 1, 13, 10, tzinfo=UTC)) == [
        ("2027-01-13", "tom", "decider:complete+2"),
        ("2027-01-13", "asha", "officer:complete+2"),
    ]
    mine, hers = message(c, "tom"), message(c, "asha")
    assert mine is not None
    assert hers is not None
    assert [(w.matter, w.as_officer) for w in mine.watched] == [(Matter.COMPLETE, False)]
    assert [(w.matter, w.as_officer) for w in hers.watched] == [(Matter.COMPLETE, True)]
    assert [w.subject for w in hers.waiting[0].watched] == ["exercise"]
    keep(c, "exercises", replace(kept, state=ExerciseState.MADE, published_on=MONDAY))
    c.meeting("2027-03-16")
    assert c.look(lambda tx: tx.watches.day_of("exercise", kept.id)) == date(2027, 3, 4)
    assert message(c, "tom") is None, "it is complete: not asked for any more"


def test_an_exempt_decision_is_told_to_nobody_who_may_not_read_it(
    sqlite_council: Council,
) -> None:
    c = sqlite_council

    def outsider(tx: Any) -> Person:
        found: Person = tx.people.add(Person(tx.new_id(), "T1", "Sam Outside", "U77"))
        return found

    sam = c.look(outsider)
    made = replace(exercise(exempt="paragraph 3"), board_id=c.board.id, decided_by_id=sam.id)
    keep(c, "exercises", made)
    c.people["sam"] = sam
    assert [who for _, who, _ in told(c, datetime(2027, 1, 13, 10, tzinfo=UTC))] == ["asha"]


def asked(c: Council, **more: Any) -> Consultation:
    granted = Delegation("g", c.board.id, "D1", "approve it", ("DPH",), c.now, "p")
    keep(c, "delegations", granted)
    return keep(c, "consultations", replace(consultation(**more), board_id=c.board.id))


def test_a_consultee_who_is_known_hears_and_then_the_officer(council: Council) -> None:
    c = council
    kept = asked(c, person_id=c.people["rosalind"].id)
    assert told(c, datetime(2027, 1, 19, 10, tzinfo=UTC)) == [
        ("2027-01-13", "rosalind", "consultee:consult+2"),
        ("2027-01-18", "rosalind", "consultee:consult+5"),
        ("2027-01-19", "asha", "officer:consult+1"),
    ]
    keep(c, "consultations", replace(kept, state=ConsultState.REPLIED, reply="yes"))
    assert c.look(lambda tx: tx.watches.day_of("consultation", kept.id)) is None
    shown = message(c, "rosalind", again=True)
    assert shown is not None
    assert [w.matter for w in shown.watched] == [None]


def test_officers_hear_in_the_place_of_a_consultee_who_cannot_be_reached(
    sqlite_council: Council,
) -> None:
    c = sqlite_council

    def nowhere(tx: Any) -> Person:
        found: Person = tx.people.add(Person(tx.new_id(), "T1", "Sam Nowhere"))
        return found

    asked(c, person_id=c.look(nowhere).id)
    assert told(c, datetime(2027, 1, 13, 10, tzinfo=UTC)) == [
        ("2027-01-13", "asha", "consultee:consult+2")
    ]
    shown = message(c, "asha")
    assert shown is not None
    assert [(w.matter, w.as_officer) for w in shown.watched] == [(Matter.CONSULT, True)]
