"""The outbox gives each row to one sender, and believes only the one who holds it."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing import get_context
from typing import Any

import pytest

from storage.database import SqlStore, open_store
from tests.storage.examples import NOW
from tests.storage.test_transactions import at_once
from workflows.deliveries import Claimed, Delivery, Kind, Parcel, Shown
from workflows.errors import NotFound

MINUTE = timedelta(minutes=1)


def parcel(key: str, **fields: Any) -> Parcel:
    return Parcel(key, Kind.MESSAGE, "T1", "view", **fields)


def put(store: SqlStore, *parcels: Parcel) -> None:
    with store.begin() as tx:
        assert all(tx.outbox.put(p) for p in parcels)


def claim(store: SqlStore, now: datetime = NOW, real: datetime = NOW) -> Claimed | None:
    with store.begin() as tx:
        return tx.outbox.claim(now, real, lease_seconds=60)


def hold(store: SqlStore, now: datetime = NOW, real: datetime = NOW) -> Claimed:
    claimed = claim(store, now, real)
    assert claimed is not None
    return claimed


def states(store: SqlStore) -> dict[str, Delivery]:
    with store.begin() as tx:
        return {p.key: Delivery(state) for _, p, state, _, _ in tx.outbox.listing(list(Delivery))}


def test_a_key_is_put_once(store: SqlStore) -> None:
    with store.begin() as tx:
        assert tx.outbox.put(parcel("a"))
        assert not tx.outbox.put(parcel("a", channel="C2"))
        assert tx.outbox.counts()[Delivery.PENDING] == 1


def test_claimed_in_order_with_a_lease(store: SqlStore) -> None:
    put(store, parcel("a", args={"n": [1]}), parcel("b"))
    first, second = hold(store), hold(store)
    assert (first.parcel.key, second.parcel.key) == ("a", "b")
    assert first.parcel == parcel("a", args={"n": [1]})
    assert (first.attempts, first.first_tried, first.lease_until) == (1, NOW, NOW + MINUTE)
    assert claim(store) is None


def test_not_before_its_business_time_nor_its_real_time(store: SqlStore) -> None:
    put(store, parcel("a", not_before=NOW + MINUTE))
    assert claim(store, real=NOW + 9 * MINUTE) is None
    held = hold(store, now=NOW + MINUTE)
    with store.begin() as tx:
        tx.outbox.mark_failed(held, NOW + 5 * MINUTE, "Slack is down")
    assert claim(store, now=NOW + 9 * MINUTE, real=NOW + 4 * MINUTE) is None
    again = hold(store, now=NOW + MINUTE, real=NOW + 5 * MINUTE)
    assert (again.attempts, again.first_tried) == (2, NOW)


def test_a_lease_that_lapsed_passes_to_another(store: SqlStore) -> None:
    put(store, parcel("a"))
    dead = hold(store)
    assert claim(store, real=dead.lease_until) is None
    alive = hold(store, real=dead.lease_until + MINUTE)
    assert alive.attempts == 2
    with store.begin() as tx:
        tx.outbox.mark_failed(dead, None, "back from the dead")
        tx.outbox.mark_sent(dead, NOW, "C", "0.0")
        assert tx.outbox.sent_place("a") is None
        tx.outbox.mark_sent(alive, NOW, "C", "1.0")
        assert tx.outbox.sent_place("a") == ("C", "1.0")
    assert states(store) == {"a": Delivery.SENT}


def test_the_opened_channel_is_remembered(store: SqlStore) -> None:
    put(store, parcel("a", person_id="ann"))
    held = hold(store)
    assert held.channel is None
    with store.begin() as tx:
        tx.outbox.renew_target(held.id, "D1")
        tx.outbox.mark_failed(held, NOW, "again")
    assert hold(store).channel == "D1"


def test_parked_and_dropped_rows_say_why(store: SqlStore) -> None:
    put(store, parcel("a"), parcel("b"), parcel("c"))
    parked, dropped = hold(store), hold(store)
    with store.begin() as tx:
        tx.outbox.mark_failed(parked, None, "channel_not_found")
        tx.outbox.drop(dropped, "nothing left to say")
        rows = tx.outbox.listing({Delivery.PARKED, Delivery.DROPPED})
        assert [(p.key, state, tries, why) for _, p, state, tries, why in rows] == [
            ("b", "dropped", 1, "nothing left to say"),
            ("a", "parked", 1, "channel_not_found"),
        ]
        assert tx.outbox.counts() == {
            Delivery.PENDING: 1,
            Delivery.LEASED: 0,
            Delivery.SENT: 0,
            Delivery.PARKED: 1,
            Delivery.DROPPED: 1,
        }
        tx.outbox.mark_sent(dropped, NOW, "C", "1")
        assert tx.outbox.counts()[Delivery.SENT] == 0


def test_what_follows_waits_for_what_goes_ahead(store: SqlStore) -> None:
    put(store, parcel("file", follows="message"), parcel("message"))
    message = hold(store)
    assert message.parcel.key == "message"
    assert claim(store) is None
    with store.begin() as tx:
        tx.outbox.mark_sent(message, NOW, "C", "1.0")
    assert hold(store).parcel.key == "file"


@pytest.mark.parametrize("fate", [Delivery.DROPPED, Delivery.PARKED])
def test_what_follows_shares_the_fate(store: SqlStore, fate: Delivery) -> None:
    put(
        store,
        parcel("message"),
        parcel("file", follows="message"),
        parcel("last", follows="file"),
        parcel("other", follows="not there yet"),
    )
    message = hold(store)
    with store.begin() as tx:
        if fate is Delivery.DROPPED:
            tx.outbox.drop(message, "nothing left")
        else:
            tx.outbox.mark_failed(message, None, "no such channel")
    assert claim(store) is None
    assert states(store) == {
        "message": fate,
        "file": fate,
        "last": fate,
        "other": Delivery.PENDING,
    }


def test_refreshed_rows_are_sent_again(store: SqlStore) -> None:
    with store.begin() as tx:
        tx.outbox.refresh(parcel("card", args={"v": 1}))
    first = hold(store)
    assert first.parcel.args == {"v": 1}
    with store.begin() as tx:
        tx.outbox.mark_sent(first, NOW, "C", "1.0")
        tx.outbox.refresh(parcel("card", args={"v": 2}))
        assert tx.outbox.sent_place("card") == ("C", "1.0")
    second = hold(store)
    assert (second.parcel.args, second.attempts) == ({"v": 2}, 1)


@pytest.mark.parametrize("outcome", ["sent", "failed", "parked", "dropped"])
def test_a_row_refreshed_in_the_senders_hand_is_sent_again(store: SqlStore, outcome: str) -> None:
    put(store, parcel("card", args={"v": 1}))
    held = hold(store)
    with store.begin() as tx:
        tx.outbox.refresh(parcel("card", args={"v": 2}))
    assert claim(store) is None, "two senders of one card could finish in the wrong order"
    with store.begin() as tx:
        match outcome:
            case "sent":
                tx.outbox.mark_sent(held, NOW, "C", "1.0")
            case "failed":
                tx.outbox.mark_failed(held, NOW, "again")
            case "parked":
                tx.outbox.mark_failed(held, None, "no")
            case _:
                tx.outbox.drop(held, "nothing left")
    assert states(store) == {"card": Delivery.PENDING}
    again = hold(store)
    assert again.parcel.args == {"v": 2}
    with store.begin() as tx:
        tx.outbox.mark_sent(again, NOW, "C", "1.0")
    assert states(store) == {"card": Delivery.SENT}


def test_a_refreshed_row_whose_sender_died_is_claimed_with_its_new_args(store: SqlStore) -> None:
    put(store, parcel("card", args={"v": 1}))
    held = hold(store)
    with store.begin() as tx:
        tx.outbox.refresh(parcel("card", args={"v": 2}))
    alive = hold(store, real=held.lease_until + MINUTE)
    assert alive.parcel.args == {"v": 2}
    with store.begin() as tx:
        tx.outbox.mark_sent(alive, NOW, "C", "1.0")
    assert states(store) == {"card": Delivery.SENT}


def claim_all(url: str) -> list[str]:
    """Every key that one process gets; run in a process of its own."""
    store = open_store(url)
    keys = []
    while (claimed := claim(store)) is not None:
        with store.begin() as tx:
            tx.outbox.mark_sent(claimed, NOW, "C", "1.0")
        keys.append(claimed.parcel.key)
    store.close()
    return keys


def test_two_processes_never_claim_the_same_row(store: SqlStore, store_url: str) -> None:
    wanted = [f"row-{n:03}" for n in range(80)]
    put(store, *(parcel(key) for key in wanted))
    with ProcessPoolExecutor(2, get_context("fork")) as pool:
        claimed = list(pool.map(claim_all, [store_url] * 2))
    assert sorted(key for keys in claimed for key in keys) == wanted
    assert set(states(store).values()) == {Delivery.SENT}


def test_four_workers_never_claim_the_same_row(store: SqlStore, store_url: str) -> None:
    wanted = [f"row-{n:03}" for n in range(60)]
    put(store, *(parcel(key) for key in wanted))

    def work(own: SqlStore) -> list[str]:
        keys = []
        while (claimed := claim(own)) is not None:
            keys.append(claimed.parcel.key)
        return keys

    claimed = at_once(store_url, 4, work)
    assert sorted(key for keys in claimed for key in keys) == wanted


def test_a_subject_is_remembered_where_it_is_on_view(store: SqlStore) -> None:
    card = Shown("action", "1", "C1", "1.0", "card", "board", {"n": 1})
    digest = Shown("action", "2", "C1", "1.0", "digest", "board")
    later = replace(card, channel="C2", ts="2.0")
    with store.begin() as tx:
        for shown in (card, digest, later):
            tx.showings.add(shown)
        again = replace(card, view="short", args={"n": 2}, audience="officers")
        tx.showings.add(again)
        assert tx.showings.of("action", "1") == [again, later]
        tx.showings.forget("C1", "1.0")
        assert tx.showings.of("action", "1") == [later]
        assert tx.showings.of("action", "2") == []


def test_what_was_put_off_was_not_tried(store: SqlStore) -> None:
    put(store, parcel("a"))
    held = hold(store)
    with store.begin() as tx:
        tx.outbox.put_off(held, NOW + MINUTE, "ratelimited")
    assert claim(store) is None
    again = hold(store, real=NOW + MINUTE)
    assert (again.attempts, again.trying_since) == (1, NOW)


def test_a_lease_is_made_longer_by_its_holder_alone(store: SqlStore) -> None:
    put(store, parcel("a"))
    held = hold(store)
    with store.begin() as tx:
        assert tx.outbox.hold(held, NOW + 5 * MINUTE)
    assert claim(store, real=NOW + 4 * MINUTE) is None
    other = hold(store, real=NOW + 6 * MINUTE)
    with store.begin() as tx:
        assert not tx.outbox.hold(held, NOW + 9 * MINUTE)
        tx.outbox.drop(held, "from one whose lease has passed on")
        tx.outbox.put_off(held, NOW, "likewise")
        tx.outbox.mark_sent(other, NOW, "C", "1.0")
    assert states(store) == {"a": Delivery.SENT}


def test_kinds_can_be_left_for_later(store: SqlStore) -> None:
    put(store, replace(parcel("paper"), kind=Kind.READ), parcel("message"))
    with store.begin() as tx:
        first = tx.outbox.claim(NOW, NOW, 60, without={Kind.READ})
        assert first is not None
        assert first.parcel.key == "message"
        assert tx.outbox.claim(NOW, NOW, 60, without={Kind.READ}) is None
    assert hold(store).parcel.key == "paper"


def test_what_is_tried_again_brings_its_followers_back(store: SqlStore) -> None:
    put(store, parcel("message"), parcel("file", follows="message"), parcel("x", follows="file"))
    message = hold(store)
    with store.begin() as tx:
        tx.outbox.mark_failed(message, None, "channel_not_found")
    assert claim(store) is None
    assert set(states(store).values()) == {Delivery.PARKED}
    with store.begin() as tx:
        assert tx.outbox.retry(message.id) == 3
        assert tx.outbox.retry(message.id) == 0, "nothing is brought back twice"
        row = tx.outbox.get(message.id)
    assert (row.state, row.error, row.attempts) == (Delivery.PENDING, "", 1)
    again = hold(store, real=NOW + MINUTE)
    assert again.parcel.key == "message"
    assert again.attempts == 2, "so that it is looked for before it is sent again"
    assert (again.first_tried, again.trying_since) == (NOW, NOW + MINUTE)


def test_what_waits_can_be_discarded_but_nothing_in_a_senders_hand(store: SqlStore) -> None:
    put(store, parcel("a"), parcel("b"))
    held = hold(store)
    with store.begin() as tx:
        assert not tx.outbox.discard(held.id, "by hand")
        assert tx.outbox.discard(held.id + 1, "by hand")
        assert not tx.outbox.discard(held.id + 1, "by hand")
        with pytest.raises(NotFound):
            tx.outbox.get(999)
    assert states(store) == {"a": Delivery.LEASED, "b": Delivery.DROPPED}


def test_all_that_a_message_shows(store: SqlStore) -> None:
    digest = [Shown("action", n, "C1", "1.0", "digest", "public", live=False) for n in "12"]
    with store.begin() as tx:
        tx.showings.add()
        tx.showings.add(*digest)
        tx.showings.add(Shown("action", "1", "C1", "2.0", "action_card", "public"))
        assert tx.showings.at("C1", "1.0") == digest
        assert [s.live for s in tx.showings.of("action", "1")] == [False, True]
