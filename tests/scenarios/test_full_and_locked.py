"""The record's disk is full, or somebody else holds the record: people are told, and what was to be
sent goes out once when it can."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.killable import keys
from tests.support.product import ASHA, BEA, BOARD, HALLAM, Product, product
from tests.support.serving import until
from workflows.deliveries import Kind, Parcel

PEOPLE = (ASHA, BEA, HALLAM)


def put(p: Product, name: str, count: int) -> set[str]:
    """So many messages for three people in turn; their keys."""
    made = {f"{name}:{n}" for n in range(count)}

    def work(tx: object) -> None:
        people = {x.slack_id: x for x in tx.people.of_team("T0EXAMPLE")}  # type: ignore[attr-defined]
        for n, key in enumerate(sorted(made)):
            tx.outbox.put(  # type: ignore[attr-defined]
                Parcel(
                    key=key,
                    kind=Kind.MESSAGE,
                    team_id="T0EXAMPLE",
                    view="text",
                    args={"text": f"{key} {'x' * 1500}"},
                    person_id=people[PEOPLE[n % 3]].id,
                )
            )

    p.look(work)
    return made


def arrived(p: Product, keyed: set[str]) -> Counter[str]:
    told = keys(p.ws, [p.ws.dm(user) for user in PEOPLE])
    return Counter({key: n for key, n in told.items() if key in keyed})


def cap(p: Product, pages: int) -> int:
    """Let the database grow by so many pages and no further; its size in pages now."""
    # The pool of a SQLite store holds one connection, so this is the bot's own.
    with p.bot.desk.store.engine.begin() as connection:  # type: ignore[attr-defined]
        size = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
        connection.exec_driver_sql(f"PRAGMA max_page_count = {size + pages}")
    return size


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Somebody else writes, and does not end."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_a_full_disk_is_said_and_saves_nothing(tmp_path: Path) -> None:
    with product(tmp_path) as p:
        p.settled()
        cap(p, 0)
        said, recorded = "", 0
        for n in range(200):
            words = " ".join(["very"] * 250)
            p.ws.command(ASHA, BOARD, f"/action @hallam: send the {words} long paper {n}")
            said = p.last(BOARD)["text"]
            if "disk" in said:
                break
            recorded += 1
        assert "The disk that holds the record is full; nothing was saved" in said
        assert "You typed" in said
        cap(p, 100_000)
        (board,) = p.look(lambda tx: tx.boards.everywhere())
        kept = [a for a in p.look(lambda tx: tx.actions.of_board(board.id)) if "long" in a.text]
        assert len(kept) == recorded
        p.settled(60)


@pytest.mark.parametrize("pages", [0, 2, 5])
def test_what_waits_while_the_disk_is_full_goes_out_once(tmp_path: Path, pages: int) -> None:
    with product(tmp_path, matters_lease_seconds=2) as p:
        p.settled()
        keyed = put(p, f"full{pages}", 12)
        cap(p, pages)
        p.bot.desk.wake.set()
        time.sleep(4)
        cap(p, 100_000)
        until(lambda: len(arrived(p, keyed)) == len(keyed), 60, "all messages")
        p.settled(60)
        assert set(arrived(p, keyed).values()) == {1}


def test_a_record_that_is_held_by_another_is_waited_for_and_said(tmp_path: Path) -> None:
    with product(tmp_path, matters_lease_seconds=3) as p:
        p.settled()
        keyed = put(p, "held", 9)
        with held(tmp_path / "matters.sqlite3"):
            p.ws.command(ASHA, BOARD, "/action @hallam by 3 March 2031: send it")
        assert "The record is busy at the moment; nothing was saved" in p.last(BOARD)["text"]
        until(lambda: len(arrived(p, keyed)) == len(keyed), 60, "all messages")
        p.settled(60)
        assert set(arrived(p, keyed).values()) == {1}
