"""SIGKILLs at random moments while messages go out: all arrive, none twice.

`MATTERS_KILLS` and `MATTERS_MESSAGES` set the size; what was seen is printed.
"""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, datetime

import pytest

from storage.database import open_store
from tests.support.killable import Process, keys, killable, outbox  # noqa: F401
from tests.support.product import ASHA, BEA, HALLAM
from tests.support.serving import until
from workflows.deliveries import Kind, Parcel

pytestmark = pytest.mark.soak

KILLS = int(os.environ.get("MATTERS_KILLS", "30"))
MESSAGES = int(os.environ.get("MATTERS_MESSAGES", "120"))
PEOPLE = (ASHA, HALLAM, BEA, "U0MAUREEN", "U0PEAKE", "U0CALLOW")


def test_random_kills_lose_nothing_and_repeat_nothing(killable: Process) -> None:  # noqa: F811
    ws, folder = killable.ws, killable.folder
    dice = random.Random(7)
    url = f"sqlite:///{folder}/matters.sqlite3"
    with open_store(url).begin() as tx:
        people = {p.slack_id: p for p in tx.people.of_team("T0EXAMPLE")}
        for n in range(MESSAGES):
            person = people[PEOPLE[n % len(PEOPLE)]]
            tx.outbox.put(
                Parcel(
                    key=f"soak:{n}",
                    kind=Kind.MESSAGE,
                    team_id="T0EXAMPLE",
                    view="text",
                    args={"text": f"Message {n}"},
                    person_id=person.id,
                )
            )
    for fault in ("ratelimited", "server_error", "hang_up", "timeout"):
        ws.fault("chat.postMessage", fault, count=3, seconds=3)
    started, kills = time.monotonic(), 0
    while kills < KILLS and outbox(folder)["sent"] < MESSAGES:
        time.sleep(dice.uniform(0.1, 1.5))
        killable.kill()
        kills += 1
        killable.start()
    until(lambda: _idle(folder), 600, "an empty outbox")
    told = keys(ws, [ws.dm(user) for user in PEOPLE])
    ours = {key: n for key, n in told.items() if key.startswith("soak:")}
    print(  # noqa: T201
        f"\n{datetime.now(UTC):%Y-%m-%d}: {kills} kills, {len(ours)} of {MESSAGES} messages "
        f"arrived, {sum(n > 1 for n in ours.values())} twice, "
        f"{time.monotonic() - started:.0f} s"
    )
    assert len(ours) == MESSAGES
    assert set(ours.values()) == {1}


def _idle(folder: object) -> bool:
    counts = outbox(folder)  # type: ignore[arg-type]
    return counts["pending"] == 0 and counts["leased"] == 0
