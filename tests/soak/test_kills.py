"""SIGKILLs at random moments while messages go out: all arrive, none twice.

The short form runs with the other tests; the long one by hand (`make soak`), its size set by
`MATTERS_KILLS` and `MATTERS_MESSAGES`. What was seen is printed.
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

SHORT = (30, 200)
LONG = tuple(
    int(os.environ.get(name, size))
    for name, size in (("MATTERS_KILLS", "300"), ("MATTERS_MESSAGES", "2000"))
)
FAULTS = ("ratelimited", "server_error", "hang_up", "timeout")
PEOPLE = (ASHA, HALLAM, BEA, "U0MAUREEN", "U0PEAKE", "U0CALLOW")


@pytest.mark.timeout(600)
def test_thirty_kills_lose_nothing_and_repeat_nothing(killable: Process) -> None:  # noqa: F811
    told, killed = kill_at_random(killable, *SHORT, patience=300)
    assert killed == SHORT[0]
    assert len(told) == SHORT[1]
    assert set(told.values()) == {1}


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_three_hundred_kills_lose_nothing_and_repeat_nothing(killable: Process) -> None:  # noqa: F811
    told, killed = kill_at_random(killable, *LONG, patience=6000)
    assert killed == LONG[0]
    assert len(told) == LONG[1]
    assert set(told.values()) == {1}


def kill_at_random(
    killable: Process,  # noqa: F811
    kills: int,
    messages: int,
    patience: float,
) -> tuple[dict[str, int], int]:
    """Put so many messages into the outbox and kill the bot so often while it sends them, with
    Slack failing in four ways; how often each arrived, and the number of kills."""
    ws, folder = killable.ws, killable.folder
    dice = random.Random(7)
    url = f"sqlite:///{folder}/matters.sqlite3"
    with open_store(url).begin() as tx:
        people = {p.slack_id: p for p in tx.people.of_team("T0EXAMPLE")}
        for n in range(messages):
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
    started, killed = time.monotonic(), 0
    # Kills are spread over the run: each waits until its share of the messages has gone out.
    while killed < kills and (sent := outbox(folder)["sent"]) < messages:
        if sent < killed * messages // (kills + 1):
            time.sleep(0.05)
            continue
        if killed % 5 == 0:
            ws.fault("chat.postMessage", FAULTS[killed // 5 % 4], count=2, seconds=3)
        time.sleep(dice.uniform(0.0, 0.8))
        killable.kill()
        killed += 1
        killable.start()
    until(lambda: _idle(folder), patience, "an empty outbox")
    told = keys(ws, [ws.dm(user) for user in PEOPLE])
    ours = {key: n for key, n in told.items() if key.startswith("soak:")}
    print(  # noqa: T201
        f"\n{datetime.now(UTC):%Y-%m-%d}: {killed} kills, {len(ours)} of {messages} messages "
        f"arrived, {sum(n > 1 for n in ours.values())} twice, "
        f"{time.monotonic() - started:.0f} s"
    )
    return ours, killed


def _idle(folder: object) -> bool:
    counts = outbox(folder)  # type: ignore[arg-type]
    return counts["pending"] == 0 and counts["leased"] == 0
