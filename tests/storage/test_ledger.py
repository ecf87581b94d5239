"""The ledger's chain stays whole, whoever writes and whatever is erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from sqlalchemy import update

from storage.database import SqlStore
from storage.ledger import LINE
from tests.storage.examples import NOW
from tests.storage.test_transactions import at_once
from workflows.ledger import GENESIS, Entry, digest, first_break


def entry(board: str = "board", subject: str = "1", **fields: object) -> Entry:
    plain = Entry(board, NOW, "ann", "recorded", "action", subject, values={"text": "secret"})
    return replace(plain, **fields)  # type: ignore[arg-type]


def test_lines_follow_one_another(store: SqlStore) -> None:
    with store.begin() as tx:
        tx.ledger.append(entry(on_behalf_of="ben", reason="by telephone"))
        tx.ledger.append(entry("other"))
    with store.begin() as tx:
        tx.ledger.append(entry(subject="2", values=None))
        lines = tx.ledger.lines("board")
        assert [(x.seq, x.subject_id, x.on_behalf_of) for x in lines] == [
            (1, "1", "ben"),
            (2, "2", None),
        ]
        assert lines[0].previous == GENESIS
        assert lines[1].previous == lines[0].hash
        assert first_break(lines) is None
        assert first_break(tx.ledger.lines("other")) is None
        assert tx.ledger.values("board", 1) == {"text": "secret", "reason": "by telephone"}
        assert tx.ledger.values("board", 2) == {}
        assert [(x.board_id, dict(v)) for x, v in tx.ledger.of_subject("action", "1")] == [
            ("board", {"text": "secret", "reason": "by telephone"}),
            ("other", {"text": "secret"}),
        ]


def test_what_is_erased_is_gone_and_the_chain_is_whole(store: SqlStore) -> None:
    with store.begin() as tx:
        for _ in range(3):
            tx.ledger.append(entry(reason="why"))
        tx.ledger.erase("board", 2, "text")
        tx.ledger.erase("board", 2, "text")
    with store.begin() as tx:
        assert tx.ledger.values("board", 2) == {"reason": "why"}
        assert tx.ledger.values("board", 1) == {"text": "secret", "reason": "why"}
        lines = tx.ledger.lines("board")
        assert first_break(lines) is None
        assert set(lines[1].digests) == {"text", "reason"}


def test_equal_values_do_not_look_alike(store: SqlStore) -> None:
    with store.begin() as tx:
        tx.ledger.append(entry())
        tx.ledger.append(entry())
        first, second = tx.ledger.lines("board")
    assert first.digests["text"] != second.digests["text"]
    assert first.digests["text"] != digest("", "secret")


def test_a_line_that_was_tampered_with_is_found(store: SqlStore) -> None:
    with store.begin() as tx:
        for n in range(3):
            tx.ledger.append(entry(subject=str(n)))
    with store.engine.begin() as connection:
        connection.execute(update(LINE).where(LINE.c.seq == 2).values(actor="ben"))
    with store.begin() as tx:
        assert first_break(tx.ledger.lines("board")) == 2


def test_the_hash_is_of_the_moment_not_of_the_zone_it_was_written_in(store: SqlStore) -> None:
    summer = timezone(timedelta(hours=1))
    with store.begin() as tx:
        tx.ledger.append(entry(at=NOW.astimezone(summer).replace(microsecond=7)))
    with store.begin() as tx:
        (line,) = tx.ledger.lines("board")
        assert line.at == NOW.replace(microsecond=7)
        assert first_break([line]) is None


def test_a_line_is_part_of_its_transaction(store: SqlStore) -> None:
    def fail() -> None:
        with store.begin() as tx:
            tx.ledger.append(entry())
            assert len(tx.ledger.lines("board")) == 1
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    with store.begin() as tx:
        assert tx.ledger.lines("board") == []


def test_chains_are_whole_under_concurrent_writers(store: SqlStore, store_url: str) -> None:
    """Each writes to both boards in its own order: the heads are locked in one."""

    def write(own: SqlStore) -> None:
        for n in range(8):
            with own.begin() as tx:
                boards = ("board", "other") if n % 2 else ("other", "board")
                for board in boards:
                    tx.ledger.append(entry(board))

    at_once(store_url, 4, write)
    with store.begin() as tx:
        for board in ("board", "other"):
            lines = tx.ledger.lines(board)
            assert len(lines) == 32
            assert first_break(lines) is None
