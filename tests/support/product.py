"""The whole product for a test: the bot in a thread beside a local workspace, both on real ports.

`with product(tmp_path) as p:` gives `p.ws`, in which persons act, and `p.look`, which reads the
record.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.app import Bot, run, wire
from bot.config import Settings
from bot.sample import furnish, minutes_file
from bot.slack.manifest import manifest
from storage.database import upgrade
from tests.support.serving import listener, until
from tests.support.workspace import Workspace

SECRET = "local-signing-secret"
BOARD = "C0BOARD"
ASHA, PEAKE, HALLAM, BEA = "U0ASHA", "U0PEAKE", "U0HALLAM", "U0BEA"


def settings_for(ws: Workspace, tmp_path: Path, port: int, **more: Any) -> Settings:
    """Settings under which the bot takes this workspace for Slack."""
    given: dict[str, Any] = {
        "slack_bot_token": SecretStr("xoxb-local"),
        "slack_signing_secret": SecretStr(SECRET),
        "slack_api_url": ws.api_url,
        "database_url": f"sqlite:///{tmp_path}/matters.sqlite3",
        "matters_port": port,
        "matters_rehearsal": True,
        "matters_tick_seconds": 1.0,
        "matters_public_url": f"http://127.0.0.1:{port}",
    }
    return Settings(_env_file=None, **{**given, **more})  # type: ignore[call-arg]


def free_port() -> int:
    """A port that was free a moment ago."""
    with contextlib.closing(listener()) as bound:
        return int(bound.getsockname()[1])


@dataclass
class Product:
    """The workspace with its persons, and the bot."""

    ws: Workspace
    bot: Bot

    def settled(self, timeout: float = 20) -> None:
        """Wait until the outbox has nothing left to send."""

        def idle() -> bool:
            with self.bot.desk.store.begin() as tx:
                counts = {state.value: n for state, n in tx.outbox.counts().items()}
            return not counts.get("pending") and not counts.get("leased")

        until(idle, timeout, "an empty outbox")

    def look(self, query: Any) -> Any:
        """Run `query(tx)` on the bot's record."""
        with self.bot.desk.store.begin() as tx:
            return query(tx)

    def last(self, channel: str, user: str = ASHA) -> dict[str, Any]:
        """The newest message there, as that person sees it."""
        return self.ws.messages(channel, user)[-1]

    def to_working_day(self, days: int) -> None:
        """Move the clock so many days on, to shortly after nine in London."""
        now = self.bot.desk.clock.now()
        target = now.replace(hour=9, minute=5, second=0)
        self.ws.advance(int((target - now).total_seconds()) + days * 86400)


@contextlib.contextmanager
def running_bot(bot: Bot) -> Iterator[None]:
    """Run a wired bot in a thread, as its process would."""
    started: dict[str, Any] = {}

    async def main() -> None:
        started["stop"] = asyncio.Event()
        started["loop"] = asyncio.get_running_loop()
        await run(bot, started["stop"])

    failure: list[BaseException] = []

    def thread_main() -> None:
        try:
            asyncio.run(main())
        except BaseException as fault:  # shown to the test below
            failure.append(fault)

    thread = threading.Thread(target=thread_main)
    thread.start()
    until(lambda: "stop" in started or failure, 10, "the bot's loop")
    try:
        yield
    finally:
        started["loop"].call_soon_threadsafe(started["stop"].set)
        thread.join(20)
        assert not thread.is_alive(), "the bot did not stop"
        assert not failure, failure


@contextlib.contextmanager
def product(tmp_path: Path, *, sample: bool = True, **more: Any) -> Iterator[Product]:
    """The bot and the workspace, with the sample board unless told otherwise."""
    now = datetime.now(UTC)
    seeds = [minutes_file(now.date())] if sample else []
    options = {"signing_secret": SECRET, "bot_token": "xoxb-local", "seed_files": seeds}
    with Workspace.start(tmp_path, manifest=manifest(), **options) as ws:
        port = free_port()
        settings = settings_for(ws, tmp_path, port, **more)
        upgrade(settings.database_url)
        bot = wire(settings)
        if sample:
            with bot.desk.store.begin() as tx:
                furnish(tx, now)
        with running_bot(bot):
            ws.set_bot_url(f"http://127.0.0.1:{port}")
            if settings.mode == "socket":
                ws.wait_for_socket()
            else:
                until(lambda: _answers(port), 10, "the bot's port")
            yield Product(ws, bot)


def _answers(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
