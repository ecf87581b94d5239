"""`/action` typed in a channel, from Slack's signed request to the answer, beside a bare hello."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.app import Bot, wire
from bot.sample import CHANNEL, OFFICER, TEAM, furnish
from bot.slack.manifest import manifest
from storage.database import upgrade
from tests.benchmarks.measuring import Figure, Table
from tests.support.product import SECRET, settings_for
from tests.support.serving import serving
from tests.support.workspace import Workspace

PATH = "/slack/events"
_TRIGGERS = count(1)

Send = Callable[[bytes, dict[str, str]], Awaitable[bytes]]


def signed() -> tuple[bytes, dict[str, str]]:
    """A slash command as Slack sends it; each with a trigger of its own."""
    body = urlencode(
        {
            "token": "none",
            "team_id": TEAM,
            "channel_id": CHANNEL,
            "user_id": OFFICER,
            "user_name": "asha",
            "command": "/action",
            "text": "Tom Hallam by 13 March 2027: send the budget",
            "response_url": "http://127.0.0.1:9/",
            "trigger_id": f"bench.{next(_TRIGGERS)}",
        }
    )
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    return body.encode(), {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": str(signature),
    }


async def hello(request: Request) -> PlainTextResponse:
    """The least that a web application does with a request."""
    return PlainTextResponse(f"hello {len(await request.body())}")


@contextmanager
def wired() -> Iterator[Bot]:
    """The bot with the sample board, its ticks not running; a workspace stands in for Slack."""
    with TemporaryDirectory(prefix="matters-bench-") as folder:
        path = Path(folder)
        with Workspace.start(
            path, manifest=manifest(), signing_secret=SECRET, bot_token="xoxb-local"
        ) as ws:
            settings = settings_for(ws, path, 0)
            upgrade(settings.database_url)
            bot = wire(settings)
            with bot.desk.store.begin() as tx:
                furnish(tx, datetime.now(UTC))
            yield bot
            bot.desk.close()


def commands(requests: int = 120) -> tuple[Table, Table]:
    """One at a time, and thirty-two at once: within the process and over loopback."""
    bare = Starlette(routes=[Route(PATH, hello, methods=["POST"])])
    at_once = (1, 32)
    with wired() as bot:
        within = [
            Figure(f"{n} at once", *_compared(_in_process(bot), _in_process(bare), n, requests))
            for n in at_once
        ]
        with serving(bot) as ours, serving(bare) as theirs:
            over = [
                Figure(f"{n} at once", *_compared(_loopback(ours), _loopback(theirs), n, requests))
                for n in at_once
            ]
    note = (
        "Signature checked, action recorded durably with ledger line and messages to send, answer "
        "rendered. One writer on SQLite: more at once wait their turn."
    )
    bare_is = "the same request answered “hello” by Starlette"
    return (
        Table("/action in the process", "command", bare_is, tuple(within), note),
        Table(
            "/action over loopback (uvicorn)",
            "command",
            bare_is,
            tuple(over),
            "Client and server share one Python process here, on both sides of the comparison.",
        ),
    )


@dataclass(frozen=True)
class Spent:
    """Seconds for all, and of the slowest in a hundred."""

    total: float
    slow: float


def _compared(ours: Any, theirs: Any, at_once: int, requests: int) -> tuple[Any, ...]:
    mine = asyncio.run(_run(ours, at_once, requests, b"send the budget"))
    bare = asyncio.run(_run(theirs, at_once, requests, b"hello"))
    more = f"99 of 100 within {mine.slow * 1000:.0f} ms ({bare.slow * 1000:.1f} ms)"
    return mine.total, bare.total, requests, more


async def _run(open_line: Any, at_once: int, requests: int, expected: bytes) -> Spent:
    """Send so many requests, so many at once; each answer must hold what is expected."""
    taken: list[float] = []
    left = iter(range(requests))

    async with open_line() as send:

        async def worker() -> None:
            for _ in left:
                body, headers = signed()
                began = time.perf_counter()
                answer = await send(body, headers)
                taken.append(time.perf_counter() - began)
                assert expected in answer, answer

        await send(*signed())  # what is made on first use is made now
        began = time.perf_counter()
        await asyncio.gather(*(worker() for _ in range(at_once)))
        total = time.perf_counter() - began
    return Spent(total, sorted(taken)[int(len(taken) * 0.99) - 1])


def _in_process(app: Any) -> Any:
    """A line that calls the ASGI application itself."""

    class Line:
        async def __aenter__(self) -> Send:
            return self.send

        async def __aexit__(self, *_: object) -> None:
            """Nothing to close."""

        async def send(self, body: bytes, headers: dict[str, str]) -> bytes:
            parts: list[bytes] = []

            async def receive() -> dict[str, Any]:
                return {"type": "http.request", "body": body, "more_body": False}

            async def collect(message: dict[str, Any]) -> None:
                parts.append(message.get("body", b""))

            await app(_scope(headers), receive, collect)
            return b"".join(parts)

    return Line


def _scope(headers: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }


def _loopback(url: str) -> Any:
    """A line over HTTP, its connections kept open."""

    class Line:
        async def __aenter__(self) -> Send:
            self._session = aiohttp.ClientSession()
            return self.send

        async def __aexit__(self, *_: object) -> None:
            await self._session.close()

        async def send(self, body: bytes, headers: dict[str, str]) -> bytes:
            async with self._session.post(url + PATH, data=body, headers=headers) as answer:
                return await answer.read()

    return Line
