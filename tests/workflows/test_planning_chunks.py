"""Planning a big morning: in chunks that come to an end, each reading only what is its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from tests.support.council import TEAM, Council
from workflows import action_reminders, board_setup, reminders
from workflows.action_reminders import FollowUp
from workflows.actions import Action
from workflows.board_reminders import PolicyForm
from workflows.boards import Board
from workflows.ports import Transaction

MORNING = datetime(2027, 1, 13, 10, 0, tzinfo=UTC)


def plan(council: Council, at: datetime = MORNING) -> int:
    return council.look(lambda tx: reminders.plan(tx, TEAM, at))


def due_today(council: Council) -> list[Action]:
    return council.look(lambda tx: tx.actions.to_nudge(council.board.id, MORNING.date()))


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "CHUNK", 3)


@pytest.mark.usefixtures("small_chunks")
def test_what_waits_for_a_later_hour_neither_repeats_nor_blocks_the_rest(
    sqlite_council: Council,
) -> None:
    """One board reminds at nine, the other at three. At ten, what Tom owes the second must wait;
    Bea is on both boards and hears at once, though Tom's matters stand before hers."""
    c = sqlite_council
    c.do(board_setup.set_up, "bea", "C2", board_setup.Settings("Early birds", "EARLY"))
    c.look(lambda tx: tx.boards.save(_at_three(tx.boards.get(c.board.id))))
    for number in range(4):
        c.record(f"Tom's {number}", "Tom Hallam", due="13 January 2027")
    hers = c.record("Bea's", "Bea Lindqvist", due="13 January 2027")
    assert plan(c) == 1
    assert plan(c) == 0
    assert [parcel.person_id for parcel in c.outbox("day")] == [c.people["bea"].id]
    assert hers.id not in {action.id for action in due_today(c)}
    afternoon = MORNING.replace(hour=15)
    assert [plan(c, afternoon), plan(c, afternoon)] == [3, 1]
    assert due_today(c) == []


def _at_three(board: Board) -> Board:
    return replace(board, policy=replace(board.policy, hour=time(15, 0)))


@pytest.mark.usefixtures("small_chunks")
def test_all_that_is_due_is_planned_once_in_chunks(sqlite_council: Council) -> None:
    c = sqlite_council
    for number in range(7):
        c.record(f"Matter {number}", "Tom Hallam", due="13 January 2027")
    assert [plan(c) for _ in range(4)] == [3, 3, 1, 0]
    (message,) = c.outbox("day")
    nudges = c.look(lambda tx: tx.nudges.of_day(message.args["day_id"]))
    assert len({nudge.subject_id for nudge in nudges}) == 7


def test_pages_of_what_is_due_join_without_gap_or_repetition(council: Council) -> None:
    for day in ("13 January 2027", "13 January 2027", "12 January 2027", "13 January 2027"):
        council.record("A matter", "Tom Hallam", due=day)
    everything = due_today(council)
    assert len(everything) == 4
    pages: list[Action] = []

    def page(tx: Transaction) -> list[Action]:
        after = pages[-1] if pages else None
        return tx.actions.to_nudge(council.board.id, MORNING.date(), 1, after)

    while found := council.look(page):
        pages += found
    assert [a.id for a in pages] == [a.id for a in everything]


def test_what_has_a_ladder_of_its_own_is_read_apart(council: Council) -> None:
    council.record("The board's", "Tom Hallam", due="13 January 2027")
    own = council.record("Its own", "Tom Hallam", due="13 January 2027")
    form = FollowUp(ladder=PolicyForm(hour="07:00"))
    council.do(action_reminders.change, "asha", own.id, form)
    found = council.look(
        lambda tx: tx.actions.to_nudge(council.board.id, MORNING.date(), own_ladder=True)
    )
    assert [action.id for action in found] == [own.id]
    assert len(due_today(council)) == 2
