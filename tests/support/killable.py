"""The bot as a process of its own, killed with SIGKILL and started again beside a workspace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.sample import furnish, minutes_file
from bot.slack.manifest import manifest
from storage.database import open_store, upgrade
from tests.support.product import SECRET, free_port
from tests.support.serving import until
from tests.support.workspace import Workspace
from workflows.deliveries import Delivery


class Process:
    """The bot as a process of its own, to be killed. `url` is its database's, by default a file
    in the folder."""

    def __init__(self, ws: Workspace, folder: Path, port: int, url: str = "") -> None:
        self.ws, self.folder, self.port = ws, folder, port
        self.url = url or f"sqlite:///{folder}/matters.sqlite3"
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        env = {
            **os.environ,
            "SLACK_BOT_TOKEN": "xoxb-local",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": self.ws.api_url,
            "DATABASE_URL": self.url,
            "MATTERS_PORT": str(self.port),
            "MATTERS_REHEARSAL": "true",
            "MATTERS_TICK_SECONDS": "1",
            "MATTERS_LEASE_SECONDS": "5",
        }
        with (self.folder / "bot.log").open("ab") as log:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                env=env,
                cwd=Path(__file__).parents[2],
                stdout=log,
                stderr=log,
            )
        until(self._healthy, 120, "the bot's health")

    def _healthy(self) -> bool:
        import httpx2

        try:
            return httpx2.get(f"http://127.0.0.1:{self.port}/healthz").status_code == 200
        except httpx2.TransportError:
            return False

    def kill(self) -> None:
        """SIGKILL: no farewell."""
        assert self.child is not None
        self.child.send_signal(signal.SIGKILL)
        self.child.wait(10)


@pytest.fixture
def killable(tmp_path: Path) -> Iterator[Process]:
    seeds = [minutes_file(datetime.now(UTC).date())]
    with Workspace.start(
        tmp_path,
        manifest=manifest(),
        signing_secret=SECRET,
        bot_token="xoxb-local",
        seed_files=seeds,
    ) as ws:
        url = f"sqlite:///{tmp_path}/matters.sqlite3"
        upgrade(url)
        with open_store(url).begin() as tx:
            furnish(tx, datetime.now(UTC))
        process = Process(ws, tmp_path, free_port())
        ws.set_bot_url(f"http://127.0.0.1:{process.port}")
        process.start()
        yield process
        process.kill()


def keys(ws: Workspace, channels: Iterable[str]) -> Counter[str]:
    """How often each message of the bot stands in the workspace, by the key it carries."""
    client = WebClient(token="xoxb-local", base_url=ws.api_url)
    found: Counter[str] = Counter()
    for channel in channels:
        pages = client.conversations_history(channel=channel, include_all_metadata=True, limit=200)
        for page in pages:
            for message in page["messages"]:
                key = (message.get("metadata") or {}).get("event_payload", {}).get("key")
                if key:
                    found[key] += 1
    return found


def outbox(folder: Path) -> dict[str, int]:
    with open_store(f"sqlite:///{folder}/matters.sqlite3").begin() as tx:
        return {state.value: n for state, n in tx.outbox.counts().items()}


def sent_messages(folder: Path) -> set[str]:
    with open_store(f"sqlite:///{folder}/matters.sqlite3").begin() as tx:
        rows = tx.outbox.listing({Delivery.SENT})
    return {parcel.key for _, parcel, *_ in rows if parcel.kind.value == "message"}
