"""What could not be delivered: who is alarmed, once; what the officer sees; again, or dropped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.council import TEAM, Council
from workflows import home, reminders, unreached
from workflows.deliveries import Delivery, Kind, Parcel, Row
from workflows.errors import AlreadyDone, NotAllowed


def parcel(c: Council, key: str, view: str = "digest", **more: Any) -> Parcel:
    given: dict[str, Any] = {"kind": Kind.MESSAGE, "board_id": c.board.id, "channel": "C1"}
    return Parcel(key=key, team_id=TEAM, view=view, **{**given, **more})


def park(c: Council, given: Parcel, why: str = "is_archived") -> None:
    """Put it, fail to send it for good, and do what the delivery does then."""
    c.look(lambda tx: tx.outbox.put(given))

    def fail(tx: Any) -> None:
        claimed = tx.outbox.claim(c.now, c.now, 60)
        assert claimed is not None
        assert claimed.parcel.key == given.key
        tx.outbox.mark_failed(claimed, None, why)
        unreached.tell_officers(tx, claimed.parcel, why, c.now)

    c.look(fail)


def alarms(c: Council) -> list[tuple[str | None, str]]:
    found = [p for p in c.outbox("text") if p.key.startswith(("unreachable:", "undelivered:"))]
    return [(p.person_id, str(p.args["text"])) for p in found]


def sent(c: Council) -> None:
    while claimed := c.look(lambda tx: tx.outbox.claim(c.now, c.now, 60)):
        c.look(lambda tx, x=claimed: tx.outbox.mark_sent(x, c.now, "D", "1"))


@pytest.mark.parametrize(
    ("view", "kind", "words"),
    [
        ("digest", Kind.MESSAGE, "The digest"),
        ("meeting_ics", Kind.FILE, "calendar file"),
        ("log_pdf", Kind.FILE, "action log (PDF)"),
        ("check_list", Kind.MESSAGE, "check list"),
        ("action_card", Kind.UPDATE, "A change in the card"),
        ("read", Kind.READ, "reading of a paper"),
    ],
)
def test_whatever_is_parked_alarms_the_officer(
    council: Council, view: str, kind: Kind, words: str
) -> None:
    c = council
    sent(c)
    park(c, parcel(c, "k1", view, kind=kind))
    ((who, text),) = alarms(c)
    assert who == c.people["asha"].id
    assert words in text
    assert "the channel is archived" in text


def test_once_for_a_place_and_day(council: Council) -> None:
    c = council
    for n in range(3):
        sent(c)
        park(c, parcel(c, f"k{n}"))
    assert len(alarms(c)) == 1
    c.now += timedelta(days=1)
    sent(c)
    park(c, parcel(c, "next"))
    assert len(alarms(c)) == 2


def test_an_alarm_that_fails_raises_no_other(council: Council) -> None:
    c = council
    sent(c)
    park(c, parcel(c, "k1"))

    def fail(tx: Any) -> None:
        while claimed := tx.outbox.claim(c.now, c.now, 60):
            tx.outbox.mark_failed(claimed, None, "missing_scope")
            unreached.tell_officers(tx, claimed.parcel, "missing_scope", c.now)

    before = len(alarms(c))
    c.look(fail)
    assert len(alarms(c)) == before == 1


def test_an_owners_day_names_what_it_was_about(council: Council) -> None:
    c = council
    action = c.record("Send it", "Tom Hallam", due="25 January 2027")
    sent(c)
    with c.store.begin() as tx:
        reminders.plan(tx, TEAM, c.now)
    day = next(p for p in c.outbox("day"))
    c.look(lambda tx: unreached.tell_officers(tx, day, "cannot_dm_bot", c.now))
    ((who, text),) = alarms(c)
    assert who == c.people["asha"].id
    assert action.reference in text
    assert "bots get no messages" in text


def parked_of(c: Council, who: str = "asha", now: datetime | None = None) -> list[Row]:
    with c.store.begin() as tx:
        person = tx.people.get(c.people[who].id)
        return [r for w in home.of_person(tx, person, now or c.now).waiting for r in w.parked]


def test_the_officer_sees_it_sends_it_again_or_drops_it(council: Council) -> None:
    c = council
    sent(c)
    park(c, parcel(c, "k1"))
    sent(c)
    park(c, parcel(c, "k2"))
    first, second = parked_of(c)
    assert {first.parcel.key, second.parcel.key} == {"k1", "k2"}
    assert parked_of(c, "tom") == []
    with pytest.raises(NotAllowed):
        c.do(unreached.send_again, "tom", first.id)
    c.do(unreached.send_again, "asha", first.id)
    c.do(unreached.drop, "asha", second.id)
    assert parked_of(c) == []
    states = [c.look(lambda tx, i=row.id: tx.outbox.get(i)).state for row in (first, second)]
    assert states == [Delivery.PENDING, Delivery.DROPPED]
    with pytest.raises(AlreadyDone):
        c.do(unreached.drop, "asha", first.id)


def test_what_followed_it_goes_with_it(council: Council) -> None:
    c = council
    sent(c)
    c.look(lambda tx: tx.outbox.put(parcel(c, "file", "log_pdf", kind=Kind.FILE, follows="k1")))
    park(c, parcel(c, "k1"))
    c.look(lambda tx: tx.outbox.settle_followers())
    (row,) = parked_of(c)
    assert row.parcel.key == "k1"
    c.do(unreached.send_again, "asha", row.id)
    counts = c.look(lambda tx: tx.outbox.counts())
    assert counts[Delivery.PARKED] == 0
