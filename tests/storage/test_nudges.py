"""One message per person and working day, whoever plans."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from storage.database import SqlStore, open_store
from tests.storage import examples
from tests.storage.examples import NOW
from tests.storage.test_transactions import at_once
from workflows.deliveries import Kind, Parcel
from workflows.records import Nudge

DAY = date(2026, 11, 23)
NUDGE = Nudge("action", "1", "board", "due-10", "ann", 1, DAY)


@pytest.fixture
def world(store: SqlStore) -> SqlStore:
    """The store with the small world in it."""
    with store.begin() as tx:
        examples.populate(tx)
    return store


def message(day_id: str) -> Parcel:
    return Parcel(f"day:{day_id}", Kind.MESSAGE, "T1", "day", {"day": day_id}, person_id="ann")


def test_a_nudge_is_recorded_once(world: SqlStore) -> None:
    with world.begin() as tx:
        assert tx.nudges.add(replace(NUDGE, day_id="d"))
        assert not tx.nudges.add(replace(NUDGE, day=date(2026, 12, 1), day_id="e"))
        assert tx.nudges.add(replace(NUDGE, due_version=2, day_id="d"))
        assert tx.nudges.of_day("d") == [
            replace(NUDGE, day_id="d"),
            replace(NUDGE, due_version=2, day_id="d"),
        ]
        assert tx.nudges.of_day("e") == []
        assert tx.nudges.exists("action", "1", "due-10", "ann", 2)
        assert not tx.nudges.exists("action", "1", "due-10", "ben", 2)


def test_all_that_was_ever_said_of_a_subject_in_order(world: SqlStore) -> None:
    with world.begin() as tx:
        later = replace(NUDGE, rung="due-2", day_id="e", due_version=2)
        tx.nudges.add(replace(NUDGE, day_id="d"))
        tx.nudges.add(replace(NUDGE, subject_id="2", day_id="d"))
        tx.nudges.add(later)
        assert tx.nudges.of_subject("action", "1") == [replace(NUDGE, day_id="d"), later]
        assert tx.nudges.of_subject("meeting", "1") == []


def test_a_day_is_gathered_from_its_first_nudge_until_somebody_sends_it(world: SqlStore) -> None:
    with world.begin() as tx:
        assert not tx.nudges.gathering("T1", "ann", DAY)
        day = tx.nudges.open_day("T1", "ann", DAY)
        assert day is not None
        assert not tx.nudges.gathering("T1", "ann", DAY), "nothing is planned yet"
        tx.outbox.put(message(day))
        assert tx.nudges.gathering("T1", "ann", DAY)
        assert not tx.nudges.gathering("T1", "ben", DAY)
        assert not tx.nudges.gathering("T1", "ann", date(2026, 11, 24))
    with world.begin() as tx:
        assert tx.outbox.claim(NOW, NOW, 60) is not None
        assert not tx.nudges.gathering("T1", "ann", DAY)


def test_a_day_is_open_until_its_message_is_claimed(world: SqlStore) -> None:
    with world.begin() as tx:
        day = tx.nudges.open_day("T1", "ann", DAY)
        assert day is not None
        assert tx.nudges.open_day("T1", "ann", DAY) == day
        assert tx.nudges.open_day("T1", "ben", DAY) not in {day, None}
        assert tx.nudges.open_day("T1", "ann", date(2026, 11, 24)) not in {day, None}
        tx.outbox.put(message(day))
        assert tx.nudges.open_day("T1", "ann", DAY) == day
    with world.begin() as tx:
        claimed = tx.outbox.claim(NOW, NOW, 60)
        assert claimed is not None
        assert tx.nudges.open_day("T1", "ann", DAY) is None
        tx.outbox.mark_failed(claimed, NOW, "an earlier try may have arrived")
        assert tx.nudges.open_day("T1", "ann", DAY) is None
        again = tx.outbox.claim(NOW, NOW, 60)
        assert again is not None
        tx.outbox.mark_sent(again, NOW, "D", "1")
        assert tx.nudges.open_day("T1", "ann", DAY) is None


def test_a_day_whose_message_was_dropped_is_over(world: SqlStore) -> None:
    with world.begin() as tx:
        day = tx.nudges.open_day("T1", "ann", DAY)
        assert day is not None
        tx.outbox.put(message(day))
        claimed = tx.outbox.claim(NOW, NOW, 60)
        assert claimed is not None
        tx.outbox.drop(claimed, "nothing left to say")
    with world.begin() as tx:
        assert tx.nudges.open_day("T1", "ann", DAY) is None


def test_all_who_plan_at_once_open_the_same_day(world: SqlStore, store_url: str) -> None:
    def plan(store: SqlStore) -> tuple[str | None, bool]:
        with store.begin() as tx:
            day = tx.nudges.open_day("T1", "ann", DAY)
            assert day is not None
            return day, tx.outbox.put(message(day))

    planned = at_once(store_url, 6, plan)
    assert len({day for day, _ in planned}) == 1
    assert sorted(put for _, put in planned) == [False] * 5 + [True]


def test_a_nudge_under_an_open_day_is_there_when_the_message_is_claimed(
    world: SqlStore, store_url: str
) -> None:
    """The planner has opened the day and has not committed: the message cannot be claimed past
    it, or the nudge would never be said."""
    with world.begin() as tx:
        day = tx.nudges.open_day("T1", "ann", DAY)
        assert day is not None
        tx.outbox.put(message(day))
    opened, claimed = threading.Event(), threading.Event()

    def deliver() -> int | None:
        own = open_store(store_url)
        try:
            opened.wait(10)
            with own.begin() as tx:
                row = tx.outbox.claim(NOW, NOW, 60)
                return len(tx.nudges.of_day(day)) if row else None
        finally:
            claimed.set()
            own.close()

    with ThreadPoolExecutor(1) as pool:
        delivered = pool.submit(deliver)
        with world.begin() as tx:
            assert tx.nudges.open_day("T1", "ann", DAY) == day
            opened.set()
            # PostgreSQL passes the locked row over; SQLite lets nobody begin.
            claimed.wait(0.5)
            tx.nudges.add(replace(NUDGE, day_id=day))
        assert delivered.result() in {None, 1}
