"""A workspace on a real port, and a small Bolt app that it talks to, over either transport."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.support.serving import LoopThread, serving
from tests.support.workspace import Workspace
from tests.workspace.sample_bot import register

SECRET = "local-signing-secret"
MANIFEST: dict[str, Any] = {
    "features": {
        "slash_commands": [
            {"command": "/action", "description": "Actions", "should_escape": True},
            {"command": "/plain", "description": "Plain words", "should_escape": False},
        ],
        "shortcuts": [
            {"name": "Record", "type": "message", "callback_id": "record", "description": "…"},
            {"name": "Start", "type": "global", "callback_id": "start", "description": "…"},
        ],
    }
}


class Rig:
    """A workspace, the bot's Bolt app, and what the bot has seen."""

    def __init__(self, ws: Workspace, seen: dict[str, list[Any]]) -> None:
        self.ws = ws
        self.seen = seen


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace whose bot is not running."""
    with Workspace.start(tmp_path, manifest=MANIFEST, retry_seconds=(0.05, 0.1)) as workspace:
        yield workspace


@contextlib.contextmanager
def bot_on(ws: Workspace, transport: str) -> Iterator[dict[str, list[Any]]]:
    """Run the sample bot against a workspace; what it has seen, by kind."""
    seen: dict[str, list[Any]] = {}
    client = AsyncWebClient(token="xoxb-local", base_url=ws.api_url)
    app = AsyncApp(client=client, signing_secret=SECRET, process_before_response=True)
    register(app, seen)
    if transport == "http":
        with serving(AsyncSlackRequestHandler(app)) as url:
            ws.set_bot_url(url)
            yield seen
        return
    with LoopThread() as thread:

        async def connect() -> AsyncSocketModeHandler:
            handler = AsyncSocketModeHandler(app, "xapp-local", web_client=client)
            await handler.connect_async()
            return handler

        handler = thread.run(connect)
        ws.wait_for_socket()
        try:
            yield seen
        finally:
            thread.run(handler.close_async)


@pytest.fixture(params=["http", "socket"])
def rig(request: pytest.FixtureRequest, ws: Workspace) -> Iterator[Rig]:
    """The sample bot over each transport."""
    with bot_on(ws, request.param) as seen:
        yield Rig(ws, seen)


@pytest.fixture
def http_rig(ws: Workspace) -> Iterator[Rig]:
    """The sample bot over HTTP, where the transport does not matter."""
    with bot_on(ws, "http") as seen:
        yield Rig(ws, seen)
