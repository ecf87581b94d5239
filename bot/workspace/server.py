"""The workspace as a web server: `create_app` for tests, `serve` for the process."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import signal
import socket
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from bot.workspace.core import Workspace
from bot.workspace.errors import PageError
from bot.workspace.faults import Fault, Faults
from bot.workspace.guard import Guard
from bot.workspace.routes import ROUTES
from bot.workspace.settings import Settings
from bot.workspace.store import Json
from bot.workspace.world import furnish, sample_world

log = logging.getLogger(__name__)
MOST_BYTES = 200 * 1024 * 1024
SHUTDOWN_SECONDS = 2


class WorkspaceApp(Starlette):
    """Starlette, which also remembers the connection, so that a fault can drop it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["workspace.transport"] = getattr(getattr(send, "__self__", None), "transport", None)
        await super().__call__(scope, receive, send)


class _Server(uvicorn.Server):
    """Ends the pages' streams first, which would otherwise hold up every shutdown, and returns
    from `serve` after a signal instead of raising the signal once more."""

    def __init__(self, config: uvicorn.Config, workspace: Workspace) -> None:
        super().__init__(config)
        self._workspace = workspace

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._workspace.hub.close()
        await self._workspace.sockets.close()
        await super().shutdown(sockets)


def create_app(
    *,
    database: str | Path,
    manifest: Json,
    bot_url: str | None = None,
    seed_files: Iterable[Json] = (),
    world: Json | None = None,
    faults: Sequence[Fault] = (),
    **options: Any,
) -> WorkspaceApp:
    """The workspace as an ASGI application; `app.state.workspace` is the workspace itself.

    `options` are the fields of `Settings` (signing_secret, bot_token, rate_limit, base_url, …).
    Without `base_url` the workspace takes its address from the first request.
    """
    world = world or sample_world()
    known = {field.name for field in fields(Settings)}
    given = {"team": world["team"], **world.get("app", {})}
    given |= {key: value for key, value in options.items() if value is not None}
    unknown = set(given) - known
    if unknown:
        raise TypeError(f"unknown options: {', '.join(sorted(unknown))}")
    settings = Settings(manifest=manifest, bot_url=bot_url, **given)
    workspace = Workspace(settings, database, world, Faults(faults))
    furnish(workspace, world, seed_files)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await workspace.close()

    app = WorkspaceApp(
        routes=ROUTES,
        lifespan=lifespan,
        max_body_size=MOST_BYTES,
        exception_handlers={PageError: _refuse, HTTPException: _not_found, Exception: _failed},
    )
    app.add_middleware(Guard)
    app.state.workspace = workspace
    return app


def bind(host: str, port: int) -> socket.socket:
    """A listening socket on a loopback address; port 0 takes a free one."""
    address = "127.0.0.1" if host == "localhost" else host
    if not ipaddress.ip_address(address).is_loopback:
        raise ValueError(f"the workspace has no login and listens on loopback only, not {host}")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # Named TCP: asyncio switches Nagle's algorithm off only then, and without that every answer on
    # a kept connection waits 40 ms for the other side's acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port))
    listener.listen(128)
    return listener


def make_server(app: WorkspaceApp, listener: socket.socket) -> uvicorn.Server:
    """A server for this application that has been told its own address."""
    host, port = listener.getsockname()[:2]
    workspace: Workspace = app.state.workspace
    workspace.settings.base_url = (
        f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    )
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        ws="websockets-sansio",
        ws_max_size=16 * 1024 * 1024,
    )
    return _Server(config, workspace)


def serve(
    host: str = "127.0.0.1",
    port: int = 3001,
    bot_url: str | None = None,
    *,
    database: str | Path = "var/workspace.sqlite3",
    manifest: Json,
    signing_secret: str | None = None,
    bot_token: str | None = None,
    app_token: str | None = None,
    seed_files: Iterable[Json] = (),
    rate_limit: bool = False,
    world: Json | None = None,
) -> None:
    """Run the workspace until SIGTERM or SIGINT; returns when it has shut down cleanly."""
    Path(database).parent.mkdir(parents=True, exist_ok=True)
    app = create_app(
        database=database,
        manifest=manifest,
        bot_url=bot_url,
        seed_files=seed_files,
        world=world,
        signing_secret=signing_secret,
        bot_token=bot_token,
        app_token=app_token,
        rate_limit=rate_limit,
    )
    with bind(host, port) as listener:
        server = make_server(app, listener)
        log.info("the workspace listens at %s", app.state.workspace.settings.base_url)
        asyncio.run(server.serve(sockets=[listener]))


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, PageError)
    return JSONResponse(error.body(), error.status)


async def _not_found(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"ok": False, "error": "not_found"}, error.status_code)


async def _failed(request: Request, error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return JSONResponse({"ok": False, "error": "internal_error"}, 500)
