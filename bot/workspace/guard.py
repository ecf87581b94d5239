"""Keeps other sites out: the workspace has no login, only the promise of loopback."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
        " data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """Refuses a foreign Host, so that no foreign name can be pointed here, and page calls that
    another site could have caused; sets the headers that keep the page to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = _refusal(scope)
        if refusal is not None and scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if refusal is not None:
            body = {"ok": False, "error": refusal}
            await JSONResponse(body, 403)(scope, receive, send)
            return
        settings = scope["app"].state.workspace.settings
        if not settings.base_url and scope["type"] == "http":
            settings.base_url = str(Request(scope).base_url).rstrip("/")
        await self._app(scope, receive, _with_headers(send))


def _refusal(scope: Scope) -> str | None:
    headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
    host = headers.get("host", "")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    if name.lower() not in LOOPBACK:
        return "foreign_host"
    if scope["type"] == "websocket" or scope["method"] in ("GET", "HEAD"):
        return None
    path = scope["path"]
    if path.startswith("/client/") and headers.get("x-workspace") != "1":
        return "missing_header"
    # A JSON content type cannot be sent from another site without its asking first.
    if path == "/_faults" and not headers.get("content-type", "").startswith("application/json"):
        return "json_only"
    return None


def _with_headers(send: Send) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {key.lower() for key, _ in message["headers"]}
            message["headers"] = list(message["headers"]) + [
                (key.lower().encode(), value.encode())
                for key, value in HEADERS.items()
                if key.lower().encode() not in present
            ]
        await send(message)

    return sender
