"""Soundings before a meeting: the request for permission and the report come by themselves, and
what the officer says became of the item is what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.council import Council
from tests.support.soundings import opened, says, sounding
from workflows import sounding_closing
from workflows.agenda_sources import source_called
from workflows.agenda_sources.soundings import Soundings
from workflows.agendas import AgendaItem, Purpose
from workflows.meetings import Meeting
from workflows.soundings import SoundingState

SOURCE = Soundings()


def due(c: Council, meeting: Meeting) -> list[AgendaItem]:
    return c.look(lambda tx: list(SOURCE.proposals(tx, tx.boards.get(c.board.id), meeting)))


def dealt_with(c: Council, item: AgendaItem, meeting: Meeting, said: str = "") -> None:
    with c.store.begin() as tx:
        item = replace(item, reason=said)
        SOURCE.dealt_with(tx, c.caller(tx, "asha"), item, meeting, c.now)


def test_it_is_one_of_the_sources() -> None:
    assert isinstance(source_called("sounding"), Soundings)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("agreed, minute 23/4", SoundingState.OPEN),
        ("Permission given", SoundingState.OPEN),
        ("refused: it can wait", SoundingState.WITHDRAWN),
        ("not agreed", SoundingState.WITHDRAWN),
        ("noted", SoundingState.WAITING),
        ("", SoundingState.WAITING),
    ],
)
def test_permission_follows_the_officers_words(
    council: Council, said: str, state: SoundingState
) -> None:
    meeting = council.meeting("13 January 2027")
    s = opened(council, permission="", exempt="3: a price")
    (item,) = due(council, meeting)
    assert (item.purpose, item.exempt) == (Purpose.CONSIDERATION, "3: a price")
    cards = len(council.outbox("sounding_card"))
    dealt_with(council, item, meeting, said)
    found = sounding(council, s.id)
    assert found.state is state
    assert (found.permission_meeting_id == meeting.id) == (state is SoundingState.OPEN)
    asked_about = len(council.outbox("sounding_card")) - cards
    assert asked_about == (state is SoundingState.WAITING), "the officer is asked on its card"


def test_permission_after_its_deadline_waits_for_a_later_one(council: Council) -> None:
    meeting = council.meeting("10 February 2027")
    s = opened(council, permission="")
    (item,) = due(council, meeting)
    council.now = s.deadline + timedelta(days=21)
    dealt_with(council, item, meeting, "agreed")
    assert sounding(council, s.id).state is SoundingState.WAITING


def test_what_came_of_it_is_proposed_from_its_close_until_a_meeting_has_heard(
    council: Council,
) -> None:
    before, after = council.meeting("18 January 2027"), council.meeting("10 February 2027")
    s = opened(council)
    says(council, "tom", s, "yes")
    assert due(council, after) == []
    council.now = s.deadline
    council.look(sounding_closing.close_due, council.now)
    assert due(council, before) == [], "that meeting is over by then"
    (item,) = due(council, after)
    assert item.title == "Views sought between meetings (S1): Do you support the bid?"
    for _ in range(2):
        dealt_with(council, item, after)
    assert sounding(council, s.id).reported_meeting_id == after.id
    assert due(council, after) == []
