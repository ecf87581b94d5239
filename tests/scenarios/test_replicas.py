"""Four processes that plan and deliver at once, on each engine: everything goes out, once."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from slack_sdk.signature import SignatureVerifier

from bot.sample import furnish
from bot.slack.manifest import manifest
from storage.database import SqlStore, open_store
from tests.support.killable import Process, keys
from tests.support.product import ASHA, BEA, BOARD, HALLAM, SECRET, free_port
from tests.support.serving import until
from tests.support.workspace import Workspace
from workflows.access import caller_for
from workflows.action_recording import NewAction, record
from workflows.deliveries import Delivery

REPLICAS = 4
OWNERS = ("Tom Hallam", "Bea Lindqvist", "Maureen Okoro", "Idris Callow")
PLACES = (ASHA, BEA, HALLAM, "U0MAUREEN", "U0PEAKE", "U0CALLOW")


@pytest.fixture
def replicas(tmp_path: Path, store_url: str) -> Iterator[list[Process]]:
    """Four bots with one database beside one workspace, which sends its requests to the first."""
    with Workspace.start(
        tmp_path, manifest=manifest(), signing_secret=SECRET, bot_token="xoxb-local"
    ) as ws:
        store = open_store(store_url)
        with store.begin() as tx:
            furnish(tx, datetime.now(UTC))
        store.close()
        bots = [Process(ws, tmp_path, free_port(), store_url) for _ in range(REPLICAS)]
        try:
            for bot in bots:
                bot.start()
            ws.set_bot_url(f"http://127.0.0.1:{bots[0].port}")
            yield bots
        finally:
            for bot in bots:
                bot.kill()


def test_four_processes_plan_and_deliver_everything_once(
    replicas: list[Process], store_url: str
) -> None:
    store = open_store(store_url)
    _record_sixty(store)
    for days in (1, 2, 3, 7):
        _all_at_once(replicas, days)
        until(lambda: _idle(store), 60, "an empty outbox")
    with store.begin() as tx:
        sent = [p for _, p, *_ in tx.outbox.listing({Delivery.SENT})]
        left = tx.outbox.listing({Delivery.PARKED, Delivery.DROPPED})
    store.close()
    assert [(p.key, why) for _, p, _, _, why in left if p.kind.value == "message"] == []
    messages = {p.key for p in sent if p.kind.value == "message" and (p.person_id or p.channel)}
    ws = replicas[0].ws
    told = keys(ws, [BOARD, *(ws.dm(user) for user in PLACES)])
    in_slack = Counter({key: n for key, n in told.items() if key in messages})
    assert set(in_slack.values()) == {1}
    by_mail = messages - set(in_slack)
    assert by_mail == set(), by_mail
    assert sum(key.startswith("day:") for key in in_slack) >= len(OWNERS)


def _record_sixty(store: SqlStore) -> None:
    now = datetime.now(UTC)
    with store.begin() as tx:
        (board,) = tx.boards.everywhere()
        officer = tx.people.find_by_slack(board.team_id, ASHA)
        assert officer is not None
        caller = caller_for(tx, officer, now.date())
        for n in range(60):
            due = (now + timedelta(days=1 + n % 12)).date().isoformat()
            record(tx, caller, board.id, NewAction(f"Matter {n}", (OWNERS[n % 4],), due), now)


def _all_at_once(replicas: list[Process], days: int) -> None:
    """Move business time on through every process: each plans, and all deliver."""
    body = json.dumps({"offset_seconds": days * 86400})
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    assert signature is not None
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}

    def move(bot: Process) -> int:
        url = f"http://127.0.0.1:{bot.port}/rehearsal/clock"
        return httpx2.post(url, content=body, headers=headers, timeout=60).status_code

    with ThreadPoolExecutor(len(replicas)) as pool:
        assert set(pool.map(move, replicas)) == {200}


def _idle(store: SqlStore) -> bool:
    with store.begin() as tx:
        counts = tx.outbox.counts()
    return not counts[Delivery.PENDING] and not counts[Delivery.LEASED]
