"""Who changes a board's meetings, policy or calendar keeps out whoever works out days from them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from storage.database import SqlStore, open_store
from tests.support.council import TEAM, Council
from workflows import (
    action_answers,
    board_reminders,
    keeping,
    meeting_papers,
    meeting_planning,
    reminders,
    watch_keeping,
    watching,
)
from workflows.board_reminders import PolicyForm
from workflows.meeting_planning import MeetingPlan
from workflows.ports import Transaction
from workflows.watches.meetings import MEETINGS

WEDNESDAY = datetime(2027, 1, 13, 9, 30, tzinfo=UTC)


def planned(tx: Transaction) -> int:
    return reminders.plan(tx, TEAM, WEDNESDAY)


def meanwhile(
    store_url: str, store: SqlStore, first: Callable[[Any], object], second: Callable[[Any], object]
) -> None:
    """`first` has done its work and not committed when `second` begins, in a store of its own."""
    begun = threading.Event()

    def other() -> None:
        own = open_store(store_url)
        try:
            begun.wait(10)
            with own.begin() as tx:
                second(tx)
        finally:
            own.close()

    with ThreadPoolExecutor(1) as pool:
        waiting: Future[None] = pool.submit(other)
        with store.begin() as tx:
            first(tx)
            begun.set()
            # Long enough for the other to read what is about to pass, if nothing kept it out.
            threading.Event().wait(0.3)
        waiting.result(20)


def as_asha(c: Council, use_case: Callable[..., object], *args: Any) -> Callable[[Any], object]:
    return lambda tx: use_case(tx, c.caller(tx, "asha"), *args, now=c.now)


def derived(tx: Transaction, c: Council, action_id: str, after: date) -> date | None:
    action = tx.actions.get(action_id)
    return keeping.next_nudge(tx, action, tx.boards.get(c.board.id), after)


@pytest.mark.parametrize("planner_first", [True, False])
@pytest.mark.parametrize("what", ["policy", "meeting"])
def test_a_planner_never_leaves_a_day_of_the_policy_or_meeting_before(
    council: Council, store_url: str, what: str, planner_first: bool
) -> None:
    c = council
    meeting = c.meeting("27 January 2027")
    actions = [c.record("One", "Tom Hallam", due=d) for d in ("15 January 2027", "next meeting")]
    c.now = WEDNESDAY
    with c.store.begin() as tx:
        for action in actions:
            tx.actions.set_next_nudge(action, c.now.date())
    change = {
        "policy": as_asha(
            c, board_reminders.change, c.board.id, PolicyForm(before_date="1", before_meeting="3")
        ),
        "meeting": as_asha(c, meeting_planning.move, meeting.id, MeetingPlan(day="2027-02-10")),
    }[what]
    first, second = (planned, change) if planner_first else (change, planned)
    meanwhile(store_url, c.store, first, second)
    c.look(planned)
    for action in actions:
        assert c.action(action.id).next_nudge_on == c.look(derived, c, action.id, c.now.date())


@pytest.mark.parametrize("answer_first", [True, False])
def test_an_answer_never_leaves_a_day_of_the_policy_before(
    council: Council, store_url: str, answer_first: bool
) -> None:
    c = council
    action = c.record("One", "Tom Hallam", due="26 February 2027")
    answer = as_asha(c, action_answers.extend, action.id, "2027-03-26", "Agreed.")
    change = as_asha(c, board_reminders.change, c.board.id, PolicyForm(before_date="20, 1"))
    meanwhile(store_url, c.store, *((answer, change) if answer_first else (change, answer)))
    eve = c.now.date() - timedelta(days=1)
    assert c.action(action.id).next_nudge_on == c.look(derived, c, action.id, eve)


@pytest.mark.parametrize("planner_first", [True, False])
def test_what_is_watched_and_changed_while_planning_keeps_its_new_day(
    council: Council, store_url: str, planner_first: bool
) -> None:
    """The agenda comes out while it is planned to be asked for; then it is taken back."""
    c = council
    meeting = c.meeting("27 January 2027")
    c.now = WEDNESDAY
    publish = as_asha(c, meeting_papers.publish_agenda, meeting.id)
    first, second = (planned, publish) if planner_first else (publish, planned)
    meanwhile(store_url, c.store, first, second)

    def follows(tx: Transaction) -> date | None:
        board, now = tx.boards.get(c.board.id), tx.meetings.get(meeting.id)
        frame = watch_keeping.frame_of(tx, board)
        return watching.next_day(MEETINGS, now, frame, c.now.date())

    assert c.look(lambda tx: tx.watches.day_of("meeting", meeting.id)) == c.look(follows)


def test_of_two_planners_one_plans(council: Council, store_url: str) -> None:
    c = council
    action = c.record("One", "Tom Hallam", due="15 January 2027")
    counts: list[int] = []
    meanwhile(
        store_url,
        c.store,
        lambda tx: counts.append(planned(tx)),
        lambda tx: counts.append(planned(tx)),
    )
    assert counts == [1, 0]
    assert len(c.look(lambda tx: tx.nudges.of_subject("action", action.id))) == 1


def test_what_was_read_before_holding_is_read_anew(council: Council, store_url: str) -> None:
    c = council

    def rename(tx: Transaction) -> None:
        tx.boards.save(replace(tx.boards.get(c.board.id), marker="Decision:"))

    with c.store.begin() as tx:
        assert tx.boards.get(c.board.id).marker != "Decision:"
        if c.store.engine.dialect.name == "postgresql":
            other = open_store(store_url)
            with other.begin() as their:
                rename(their)
            other.close()
        else:  # there is no other on SQLite while this one runs
            rename(tx)
        watch_keeping.hold_ladders(tx, [c.board.id])
        assert tx.boards.get(c.board.id).marker == "Decision:"
