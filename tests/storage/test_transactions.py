"""One transaction: all of it or nothing, the stale saver told, numbers and keys given out once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import pytest

from storage import engine
from storage.database import Busy, SqlStore, open_store
from storage.ids import new_id
from tests.storage import examples
from tests.storage.examples import NOW
from workflows.boards import Board
from workflows.drafts import Draft
from workflows.errors import AlreadyDone, Conflict, DomainError, NotFound
from workflows.ledger import Entry
from workflows.meetings import MeetingState
from workflows.people import Person
from workflows.records import File

T = TypeVar("T")


def at_once(url: str, workers: int, work: Callable[[SqlStore], T]) -> list[T]:
    """What `work` returned to each of the workers, who have a store of their own (as processes
    would) and start together."""
    start = threading.Barrier(workers)

    def worker(_: int) -> T:
        store = open_store(url)
        try:
            start.wait()
            return work(store)
        finally:
            store.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(worker, range(workers)))


def test_what_fails_leaves_nothing(store: SqlStore) -> None:
    with store.begin() as tx:
        examples.populate(tx)

    def fail() -> None:
        with store.begin() as tx:
            tx.boards.save(replace(tx.boards.get("board"), name="Changed"))
            tx.actions.add(examples.action("a"))
            tx.files.add(File("f", "board", "action", "a", "n", "t", 1, "s", "ann", NOW), b"x")
            tx.ledger.append(Entry("board", NOW, "ann", "recorded", "action", "a"))
            tx.once("key")
            tx.next_number("board", "actions")
            tx.set_setting("clock", 1)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    with store.begin() as tx:
        assert tx.boards.get("board").name == "Board"
        assert tx.actions.of_board("board") == []
        assert tx.files.of_subject("action", "a") == []
        assert tx.ledger.lines("board") == []
        assert tx.once("key")
        assert tx.next_number("board", "actions") == 1
        assert tx.setting("clock") is None


DRAFT = Draft("draft", "board", "sha", "minutes.pdf", "ann", NOW, ())


@pytest.mark.parametrize(
    ("repository", "key", "change"),
    [
        ("boards", "board", {"name": "New"}),
        ("people", "ann", {"name": "New"}),
        ("meetings", "m1", {"venue": "New"}),
        ("resolutions", "resolution", {"item": "New"}),
        ("actions", "action", {"text": "New"}),
        ("delegations", "delegation", {"text": "New"}),
        ("drafts", "draft", {"name": "New"}),
    ],
)
def test_the_second_of_two_who_read_the_same_is_told(
    store: SqlStore, repository: str, key: str, change: dict[str, Any]
) -> None:
    with store.begin() as tx:
        examples.populate(tx)
        tx.actions.add(examples.action("action"))
        tx.drafts.add(DRAFT)
        read = getattr(tx, repository).get(key)
    with store.begin() as tx:
        first = getattr(tx, repository).save(replace(read, **change))
    assert first.version == read.version + 1
    with (
        pytest.raises(Conflict, match="changed by somebody else a moment ago; nothing of yours"),
        store.begin() as tx,
    ):
        getattr(tx, repository).save(read)
    with store.begin() as tx:
        assert getattr(tx, repository).get(key) == first


def test_the_second_to_save_a_post_is_told(store: SqlStore) -> None:
    with store.begin() as tx:
        examples.populate(tx)
        tx.people.save_post(replace(examples.POST, title="Director of Public Health"))
    with pytest.raises(Conflict, match="changed by somebody else"), store.begin() as tx:
        tx.people.save_post(examples.POST)


@pytest.mark.parametrize(
    ("repository", "method"),
    [(r, "get") for r in sorted(examples.ENTITIES)] + [("files", "get"), ("people", "get_post")],
)
def test_what_is_not_there_is_not_found(store: SqlStore, repository: str, method: str) -> None:
    with store.begin() as tx, pytest.raises(NotFound, match="There is no such"):
        getattr(getattr(tx, repository), method)("nothing")


def test_ending_a_membership_that_is_not_there_is_not_found(store: SqlStore) -> None:
    with store.begin() as tx, pytest.raises(NotFound):
        tx.people.end_membership("nothing", date(2026, 1, 1))


@contextmanager
def refused(store: SqlStore, match: str, kind: type[DomainError] = Conflict) -> Iterator[Any]:
    with pytest.raises(kind, match=match), store.begin() as tx:
        yield tx


def test_what_must_be_unique_is_refused_in_words(store: SqlStore) -> None:
    with store.begin() as tx:
        examples.populate(tx)
        tx.people.add(Person("eve", "T1", "Eve", slack_id="U1"))
        tx.actions.add(examples.action("a", reference="01/02"))
        tx.meetings.add(examples.meeting("open", day=date(2026, 12, 9), state=MeetingState.OPEN))
    with refused(store, "channel belongs to another board") as tx:
        tx.boards.add(Board("new", "T1", "New", "C1", NOW))
    with refused(store, "Slack account belongs to another person") as tx:
        tx.people.add(Person("dan", "T1", "Dan", slack_id="U1"))
    with refused(store, "Another action of this board has that reference") as tx:
        tx.actions.add(examples.action("b", reference="01/02"))
    with refused(store, "Another delegation of this board has that reference") as tx:
        tx.delegations.add(replace(examples.DELEGATION, id="other"))
    with refused(store, "Another meeting of this board is open already") as tx:
        tx.meetings.save(replace(tx.meetings.get("m1"), state=MeetingState.OPEN))


def test_what_may_repeat_may_repeat(store: SqlStore) -> None:
    with store.begin() as tx:
        examples.populate(tx)
        for key in ("a", "b"):
            tx.actions.add(examples.action(key, reference="", live=True))
            tx.people.add(Person(key, "T1", "No Slack"))
            tx.boards.add(Board(key, "T1", "No channel", "", NOW))
        tx.actions.add(examples.action("c", reference="1"))
        tx.actions.add(examples.action("d", reference="1", board_id="other"))
        assert len(tx.actions.of_board("board", live=True)) == 2


def test_only_what_was_never_issued_can_be_removed(store: SqlStore) -> None:
    with store.begin() as tx:
        examples.populate(tx)
        tx.actions.add(examples.action("live", live=True))
        tx.actions.add(examples.action("issued"))
        tx.actions.remove("live")
    with refused(store, "cancelled, not removed", AlreadyDone) as tx:
        tx.actions.remove("issued")
    with refused(store, "no such action", NotFound) as tx:
        tx.actions.remove("live")


def test_a_key_is_new_to_one_of_eight(store_url: str) -> None:
    def ask(store: SqlStore) -> bool:
        with store.begin() as tx:
            return tx.once("event")

    assert sorted(at_once(store_url, 8, ask)) == [False] * 7 + [True]


def test_numbers_have_no_doubles_and_no_gaps(store_url: str) -> None:
    def count(store: SqlStore) -> list[int]:
        numbers = []
        for n in range(10):
            try:
                with store.begin() as tx:
                    number = tx.next_number("board", "actions")
                    if n % 3 == 2:
                        raise InterruptedError
            except InterruptedError:
                continue
            numbers.append(number)
        return numbers

    given = [n for numbers in at_once(store_url, 4, count) for n in numbers]
    assert sorted(given) == list(range(1, 29))


def test_series_count_apart(store: SqlStore) -> None:
    with store.begin() as tx:
        numbers = [
            tx.next_number(board, series)
            for board, series in [("a", "x"), ("a", "x"), ("a", "y"), ("b", "x")]
        ]
    assert numbers == [1, 2, 1, 1]


def test_no_concurrent_change_is_lost(store_url: str) -> None:
    """Read, change, save: whoever comes too late hears of it and repeats."""
    with (store := open_store(store_url)).begin() as tx:
        examples.populate(tx)

    def add_alias(store: SqlStore) -> int:
        conflicts = 0
        done = 0
        while done < 5:
            try:
                with store.begin() as tx:
                    board = tx.boards.get("board")
                    tx.boards.save(replace(board, aliases=(*board.aliases, "x")))
                done += 1
            except Conflict:
                conflicts += 1
        return conflicts

    at_once(store_url, 4, add_alias)
    with store.begin() as tx:
        board = tx.boards.get("board")
    assert (len(board.aliases), board.version) == (20, 21)
    store.close()


def test_who_waits_too_long_is_told_to_try_again(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 0.2)
    first, second = open_store(store_url), open_store(store_url)
    with first.begin() as tx:
        examples.populate(tx)
    with first.begin() as tx:
        tx.next_number("board", "actions")
        with pytest.raises(Busy, match="nothing was saved"), second.begin() as late:
            late.next_number("board", "actions")
        tx.once("still usable")
    with second.begin() as tx:
        assert tx.next_number("board", "actions") == 2
    first.close()
    second.close()


def test_threads_of_one_process_take_turns(sqlite_store: SqlStore) -> None:
    def count(_: int) -> int:
        with sqlite_store.begin() as tx:
            return tx.next_number("board", "actions")

    with ThreadPoolExecutor(16) as pool:
        assert sorted(pool.map(count, range(64))) == list(range(1, 65))


def test_a_link_to_nothing_is_refused(store: SqlStore) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), store.begin() as tx:
        tx.meetings.add(examples.meeting("m1"))


def test_ids_are_short_sorted_and_unique() -> None:
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: [new_id() for _ in range(5000)], range(4)))
    ids = [key for run in runs for key in run]
    assert len(set(ids)) == len(ids)
    assert all(run == sorted(run) for run in runs)
    assert all(len(key) == 16 and set(key) <= set("0123456789abcdef") for key in ids)
