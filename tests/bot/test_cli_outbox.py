"""`matters outbox`: seen, tried again, given up, and never quoting what was to be said."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.database import SqlStore
from tests.support.command import Done, called
from workflows.deliveries import Delivery, Kind, Parcel

pytest_plugins = ["tests.support.stores"]
SECRET = "Settle with Mr Smith"


@pytest.fixture
def parked(store: SqlStore) -> SqlStore:
    """A parked message with a file that followed it, and a row that is being sent."""
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    with store.begin() as tx:
        for key, follows in (("card", None), ("file", "card"), ("held", None)):
            args = {"text": SECRET}
            tx.outbox.put(
                Parcel(key, Kind.MESSAGE, "T1", "text", args, channel="C1", follows=follows)
            )
        card = tx.outbox.claim(now, now, 600)
        assert card is not None
        tx.outbox.mark_failed(card, None, "channel_not_found")
        assert tx.outbox.claim(now, now, 600) is not None
        assert tx.outbox.claim(now, now, 600) is None
    return store


def states(store: SqlStore) -> dict[str, str]:
    with store.begin() as tx:
        return {p.key: str(s) for _, p, s, *_ in tx.outbox.listing(set(Delivery))}


def test_the_outbox_by_command(parked: SqlStore, store_url: str, tmp_path: Path) -> None:
    def run(*args: str) -> Done:
        return called(tmp_path, "outbox", *args, DATABASE_URL=store_url)

    rows = run("list", "--state", "parked", "--json").json
    assert {r["key"]: r["error"].startswith(("channel", "What")) for r in rows} == {
        "card": True,
        "file": True,
    }
    ids = {r["key"]: str(r["id"]) for r in run("list", "--json").json}
    assert "channel_not_found" in run("list").text
    assert run("show", ids["card"]).json["args"] == {"text": "…"}
    for done in (run("list"), run("list", "--json"), run("show", ids["card"])):
        assert done.code == 0
        assert SECRET not in done.text + done.err

    assert run("drop", ids["held"]).code == 1, "it is being sent"
    assert run("retry", ids["held"]).code == 1
    assert run("retry").code == run("retry", "1", "--all").code == 2
    assert run("list", "--state", "lost").code == 2
    assert run("show", "999").code == run("retry", "999").code == 1
    assert states(parked) == {"card": "parked", "file": "parked", "held": "leased"}

    assert run("retry", ids["card"]).code == 0
    assert states(parked) == {"card": "pending", "file": "pending", "held": "leased"}
    assert run("drop", ids["file"]).code == 0
    assert states(parked)["file"] == "dropped"


def test_all_that_is_parked_is_tried_again(
    parked: SqlStore, store_url: str, tmp_path: Path
) -> None:
    done = called(tmp_path, "outbox", "retry", "--all", DATABASE_URL=store_url)
    assert (done.code, "2 will be tried again" in done.err) == (0, True)
    assert states(parked) == {"card": "pending", "file": "pending", "held": "leased"}
