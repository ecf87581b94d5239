"""The one list of addresses that the workspace answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from bot.workspace import client_api
from bot.workspace.errors import ApiError
from bot.workspace.faults import KINDS, Fault
from bot.workspace.web_api.endpoint import call, download, upload, workspace_of

PAGE = Path(__file__).parent / "page"


async def index(_: Request) -> Response:
    """The page."""
    if not (PAGE / "index.html").exists():
        return PlainTextResponse("The workspace runs; its page is not installed.")
    return FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-cache"})


async def permalink(request: Request) -> Response:
    """The address that chat.getPermalink gives: the page, told which message to show."""
    digits = request.path_params["message"].removeprefix("p")
    ts = f"{digits[:-6]}.{digits[-6:]}"
    target = f"/?channel={request.path_params['channel']}&message={ts}"
    thread_ts = request.query_params.get("thread_ts")
    return RedirectResponse(target + (f"&thread_ts={thread_ts}" if thread_ts else ""))


async def response_url(request: Request) -> Response:
    """A response URL; see `Answers.at_url`."""
    try:
        body: Any = await request.json()
    except ValueError:
        body = None
    try:
        workspace_of(request).answers.at_url(request.path_params["token"], body)
    except ApiError as error:
        return JSONResponse(error.body(), error.status)
    return PlainTextResponse("ok")


async def faults(request: Request) -> Response:
    """Tests ask for faults here, when they cannot pass them to `create_app`."""
    known = workspace_of(request).faults
    if request.method == "POST":
        try:
            given = await request.json()
            if given.get("kind") not in KINDS:
                raise ValueError(f"kind must be one of {', '.join(KINDS)}")
            known.add(Fault(**given))
        except (ValueError, TypeError) as error:
            return JSONResponse({"ok": False, "error": str(error)}, 400)
    if request.method == "DELETE":
        known.clear()
    pending = [vars(fault) for fault in known.pending]
    return JSONResponse({"ok": True, "pending": pending, "calls": dict(known.calls)})


async def health(_: Request) -> Response:
    """Whether the workspace answers."""
    return JSONResponse({"ok": True})


async def link(socket: WebSocket) -> None:
    """Socket Mode."""
    await socket.app.state.workspace.sockets.serve(socket)


ROUTES: list[BaseRoute] = [
    Route("/", index, methods=["GET"]),
    Route("/health", health, methods=["GET"]),
    Route("/api/{method}", call, methods=["GET", "POST"]),
    Route("/upload/v1/{token}", upload, methods=["POST"]),
    Route("/files-pri/{place}/download/{name}", download, methods=["GET"]),
    Route("/files-pri/{place}/{name}", download, methods=["GET"]),
    Route("/response/{token}", response_url, methods=["POST"]),
    Route("/archives/{channel}/{message}", permalink, methods=["GET"]),
    Route("/_faults", faults, methods=["GET", "POST", "DELETE"]),
    WebSocketRoute("/link/", link),
    Mount("/static", StaticFiles(directory=PAGE, check_dir=False)),
    *client_api.ROUTES,
]
