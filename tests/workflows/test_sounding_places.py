"""For which place somebody answers: one only, and nobody whom an interest keeps out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.support.council import Council
from tests.support.soundings import opened
from workflows import sounding_places
from workflows.people import Absence, Person
from workflows.soundings import Asked, Sounding
from workflows.watches.soundings import SOUNDINGS


def with_places(council: Council, *places: Asked) -> Sounding:
    return replace(opened(council), asked=places)


def test_a_stand_in_answers_for_the_place_that_takes_part(council: Council) -> None:
    out = Asked("bea", "Bea Lindqvist", left_out="an interest", substitute_id="ola")
    there = Asked("tom", "Tom Hallam", substitute_id="ola")
    for places in ((out, there), (there, out)):
        assert with_places(council, *places).place_of("ola") == there
    assert with_places(council, out).place_of("ola") == out
    assert with_places(council, out, there).place_of("nobody") is None


def test_whom_an_interest_keeps_out_answers_for_nobody_else(council: Council) -> None:
    own = Asked("bea", "Bea Lindqvist", left_out="an interest")
    there = Asked("tom", "Tom Hallam", substitute_id="bea")
    question = with_places(council, there, own)
    assert question.place_of("bea") == own
    dispensed = replace(own, dispensation="granted")
    assert with_places(council, there, dispensed).place_of("bea") == dispensed
    answered = council.look(lambda tx: SOUNDINGS.answered(tx, question, "bea"))
    assert not answered


def test_one_substitute_of_two_who_are_away_answers_for_one(council: Council) -> None:
    ola = Person("ola", "T1", "Ola Brandt", None, "ola@exampleshire.example")
    day = council.now.date()
    with council.store.begin() as tx:
        tx.people.add(ola)
        away = {council.people[who].id for who in ("bea", "tom")}
        for m in tx.people.memberships(council.board.id):
            if m.person_id in away:
                tx.people.save_membership(replace(m, substitutes=(ola.id,)))
        for who in sorted(away):
            until = day + timedelta(days=9)
            tx.people.add_absence(Absence(f"a-{who}", "T1", who, day, until, who))
    found = council.look(lambda tx: sounding_places.candidates(tx, council.board, day))
    assert [c.asked.substitute_id for c in found].count(ola.id) == 1
    assert len(found) == 4
