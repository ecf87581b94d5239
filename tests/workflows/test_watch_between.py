"""Reminders of soundings and of papers that went round between meetings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.support.council import Council
from tests.support.watches import days, keep, message, told
from workflows import watch_keeping
from workflows.circulations import Circulation, CirculationKind, CirculationState, Recipient
from workflows.soundings import Asked, Sounding, SoundingState, View
from workflows.watches.circulations import CIRCULATIONS, COMMENTS
from workflows.watches.kind import Matter
from workflows.watches.soundings import SOUNDINGS

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
MONDAY = date(2027, 1, 11)
FRIDAY = datetime(2027, 1, 22, 17, tzinfo=UTC)


def sounding(**more: Any) -> Sounding:
    words = ("Shall we write?", ("Yes", "No"))
    return Sounding("s", "b", "S1", *words, "p", NOW, FRIDAY, opened_at=NOW, **more)


def test_those_asked_before_the_deadline_then_the_officer_to_close_it() -> None:
    assert days(SOUNDINGS, sounding(), date(2027, 2, 2)) == [
        "2027-01-20 asked:view-2",
        "2027-01-22 asked:view-0",
        "2027-01-25 officer:close+1",
        "2027-02-01 officer:close+6",
    ]


def test_on_the_day_of_its_opening_nobody_is_reminded() -> None:
    short = replace(sounding(), deadline=datetime(2027, 1, 12, 17, tzinfo=UTC))
    assert days(SOUNDINGS, short, date(2027, 1, 12)) == ["2027-01-12 asked:view-0"]


def test_what_is_closed_is_reported_to_the_next_meetings() -> None:
    closed = sounding(state=SoundingState.CLOSED, closed_at=FRIDAY)
    assert days(SOUNDINGS, closed, date(2027, 6, 1), date(2027, 3, 16)) == [
        "2027-03-04 officer:tell-sounding@2027-03-16"
    ]
    told_of = replace(closed, reported_on=date(2027, 3, 16))
    waiting, withdrawn = SoundingState.WAITING, SoundingState.WITHDRAWN
    for none in (told_of, sounding(state=waiting), sounding(state=withdrawn)):
        assert days(SOUNDINGS, none, date(2027, 6, 1), date(2027, 3, 16)) == []


def paper(**more: Any) -> Circulation:
    sent = Circulation(
        "p",
        "b",
        "P1",
        CirculationKind.COMMENT,
        "A paper",
        "p",
        NOW,
        state=CirculationState.SENT,
        sent_on=MONDAY,
    )
    return replace(sent, **more)


def test_a_comment_is_asked_for_before_its_deadline_and_the_paper_is_listed() -> None:
    asked = paper(deadline=date(2027, 1, 22))
    assert days(COMMENTS, asked, date(2027, 6, 1)) == [
        "2027-01-20 recipient:comment-2",
        "2027-01-22 recipient:comment-0",
    ]
    assert days(CIRCULATIONS, asked, date(2027, 6, 1), date(2027, 3, 16)) == [
        "2027-03-04 officer:list@2027-03-16"
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"state": CirculationState.DRAFT, "sent_on": None},
        {"state": CirculationState.WITHDRAWN},
        {"state": CirculationState.LISTED, "kind": CirculationKind.INFORMATION},
    ],
)
def test_nothing_is_asked_of_what_did_not_go_or_is_listed(changed: dict[str, Any]) -> None:
    other = paper(deadline=date(2027, 1, 22), **changed)
    assert days(COMMENTS, other, date(2027, 6, 1)) == []
    assert days(CIRCULATIONS, other, date(2027, 6, 1), date(2027, 3, 16)) == []


# --- who hears ------------------------------------------------------------------------------------


def opened(c: Council) -> Sounding:
    """Asked are Rosalind, Asha (who has an interest), Bea, and Femi, for whom Tom stands in."""
    people = {key: person.id for key, person in c.people.items()}
    asked = (
        Asked(people["rosalind"], "Rosalind Peake"),
        Asked(people["asha"], "Asha Verma", left_out="an interest"),
        Asked(people["bea"], "Bea Lindqvist"),
        Asked(people["femi"], "Femi Adeleke", substitute_id=people["tom"]),
    )
    return keep(c, "soundings", replace(sounding(asked=asked), board_id=c.board.id))


def reply(c: Council, to: Sounding, place: str, by: str) -> None:
    def write(tx: Any) -> None:
        ids = c.people[place].id, c.people[by].id
        tx.soundings.add_view(View(tx.new_id(), to.id, *ids, c.now, "Yes"))
        watch_keeping.keep(tx, tx.soundings.get(to.id), c.now.date())

    c.look(write)


def test_whom_an_interest_keeps_out_is_not_reminded_for_another(council: Council) -> None:
    c = council
    people = {key: person.id for key, person in c.people.items()}
    asked = (
        Asked(people["tom"], "Tom Hallam", left_out="an interest"),
        Asked(people["femi"], "Femi Adeleke", substitute_id=people["tom"]),
    )
    keep(c, "soundings", replace(sounding(asked=asked), board_id=c.board.id))
    assert [who for _, who, _ in told(c, datetime(2027, 1, 20, 10, tzinfo=UTC))] == []


def test_who_has_replied_or_is_left_out_hears_nothing(council: Council) -> None:
    c = council
    kept = opened(c)
    reply(c, kept, "bea", "bea")
    seen = told(c, datetime(2027, 1, 20, 10, tzinfo=UTC))
    assert {(who, rung) for _, who, rung in seen} == {
        ("rosalind", "asked:view-2"),
        ("tom", "asked:view-2"),
    }, "Tom for Femi; nobody for Asha"
    reply(c, kept, "femi", "tom")
    again = message(c, "tom", again=True)
    assert again is not None
    assert [(w.matter, w.as_officer) for w in again.watched] == [(None, False)]
    assert message(c, "tom") is None, "answered between planning and sending"
    assert [who for day, who, _ in told(c, FRIDAY) if day == "2027-01-22"] == ["rosalind"]
    c.now = datetime(2027, 1, 25, 9, tzinfo=UTC)
    told(c, datetime(2027, 1, 25, 10, tzinfo=UTC))
    hers = message(c, "asha")
    assert hers is not None
    assert [w.matter for w in hers.watched] == [Matter.CLOSE]
    assert message(c, "rosalind") is None, "to close it is the officer's"


def test_recipients_who_have_not_answered_hear(council: Council) -> None:
    c = council
    kept = keep(c, "circulations", replace(paper(deadline=date(2027, 1, 22)), board_id=c.board.id))

    def send(tx: Any) -> None:
        for key in ("tom", "bea"):
            who, answered = c.people[key], c.now if key == "bea" else None
            row = Recipient(tx.new_id(), kept.id, who.name, who.id, answered_at=answered)
            tx.circulations.add_recipient(row)
        tx.circulations.add_recipient(Recipient(tx.new_id(), kept.id, "Somebody outside"))

    c.look(send)
    assert told(c, datetime(2027, 1, 20, 10, tzinfo=UTC)) == [
        ("2027-01-20", "tom", "recipient:comment-2")
    ]
    shown = message(c, "tom")
    assert shown is not None
    assert [(w.matter, w.as_officer) for w in shown.watched] == [(Matter.COMMENT, False)]
