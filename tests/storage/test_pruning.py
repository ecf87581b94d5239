"""What goes after its days, and what stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from storage.database import ONCE, SqlStore
from tests.support.council import TEAM, Council
from workflows import pruning
from workflows.deliveries import Delivery, Kind, Parcel
from workflows.links import Link

NOW = datetime(2027, 6, 1, 9, tzinfo=UTC)
OLD = NOW - timedelta(days=91)


def put(store: SqlStore, key: str, follows: str | None = None) -> None:
    given = Parcel(key, Kind.MESSAGE, "T1", "text", channel="C1", follows=follows)
    with store.begin() as tx:
        assert tx.outbox.put(given)


def end(store: SqlStore, at: datetime, how: str = "sent") -> None:
    """Claim the oldest row at that moment and have it end so."""
    with store.begin() as tx:
        claimed = tx.outbox.claim(at, at, 60)
        assert claimed is not None
        if how == "sent":
            tx.outbox.mark_sent(claimed, at, "C1", "1.1")
        elif how == "dropped":
            tx.outbox.drop(claimed, "nothing left to say")
        else:
            tx.outbox.mark_failed(claimed, None, "is_archived")


def keys(store: SqlStore) -> set[str]:
    with store.begin() as tx:
        return {parcel.key for _, parcel, *_ in tx.outbox.listing(set(Delivery))}


def prune(store: SqlStore, at: datetime = NOW) -> int:
    gone = 0
    while True:
        with store.begin() as tx:
            chunk = pruning.prune(tx, at)
        if not chunk:
            return gone
        assert chunk <= pruning.CHUNK
        gone += chunk


@pytest.mark.parametrize(
    ("key", "how", "when", "stays"),
    [
        ("day:1", "sent", OLD, False),
        ("day:2", "dropped", OLD, False),
        ("day:3", "parked", OLD, True),
        ("day:4", "sent", NOW - timedelta(days=89), True),
        ("card:a:1", "sent", OLD, False),
        ("digest:m:2027-02-01:8", "sent", OLD, True),
        ("digest:m:2026-01-01:8", "sent", NOW - timedelta(days=401), False),
        ("profile:p", "sent", NOW - timedelta(days=900), True),
        ("evidence:a:f", "sent", NOW - timedelta(days=900), True),
    ],
)
def test_what_goes_and_what_stays(
    store: SqlStore, key: str, how: str, when: datetime, stays: bool
) -> None:
    put(store, key)
    end(store, when, how)
    assert prune(store) == (0 if stays else 1)
    assert (key in keys(store)) is stays


def test_what_another_row_waits_for_stays(store: SqlStore) -> None:
    put(store, "meeting:m:1")
    end(store, OLD)
    put(store, "meeting:m:1:ics", follows="meeting:m:1")
    assert prune(store) == 0
    end(store, OLD)
    assert prune(store) == 2


def test_a_row_dropped_unclaimed_is_as_old_as_those_after_it(store: SqlStore) -> None:
    put(store, "day:given-up")
    put(store, "day:later")
    with store.begin() as tx:
        (row,) = [i for i, p, *_ in tx.outbox.listing(set(Delivery)) if p.key == "day:given-up"]
        assert tx.outbox.discard(row, "given up")
    assert prune(store) == 0
    end(store, OLD)
    assert prune(store) == 2
    assert keys(store) == set()


def test_in_chunks(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "CHUNK", 2)
    for n in range(5):
        put(store, f"day:{n}")
        end(store, OLD)
    assert prune(store) == 5


def test_keys_of_requests_are_forgotten_after_thirty_days(store: SqlStore) -> None:
    def age(connection: Any, key: str, days: int) -> None:
        update = ONCE.update().where(ONCE.c.key == key)
        connection.execute(update.values(seen_on=(NOW - timedelta(days=days)).date()))

    with store.begin() as tx:
        for key in ("old", "young", "today"):
            assert tx.once(key)
    with store.engine.begin() as connection:
        today = connection.execute(
            text("SELECT seen_on FROM once_key WHERE key = 'today'")
        ).scalar()
        assert abs(date.fromisoformat(str(today)) - datetime.now(UTC).date()) <= timedelta(days=1)
        age(connection, "old", 31)
        age(connection, "young", 29)
        age(connection, "today", 0)
    assert prune(store) == 1
    with store.begin() as tx:
        assert tx.once("old")
        assert not tx.once("young")


def test_links_go_some_months_after_they_expired(council: Council) -> None:
    action = council.record("Send it", "Tom Hallam", due="25 January 2027")
    good = Link("hash-1", TEAM, council.board.id, council.people["tom"].id, "action", action.id,
                "answer", OLD - timedelta(days=60), NOW - timedelta(days=89))  # fmt: skip
    with council.store.begin() as tx:
        tx.links.add(good)
        tx.links.add(replace(good, token_hash="hash-2", expires_at=OLD))
    prune(council.store)
    with council.store.begin() as tx:
        assert [link.token_hash for link in tx.links.of_subject("action", action.id)] == ["hash-1"]
