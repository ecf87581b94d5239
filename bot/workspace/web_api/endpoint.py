"""The HTTP side of the Web API: who calls, with what, and what goes back."""

from __future__ import annotations

import asyncio
import inspect
import logging
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bot.workspace.core import Workspace
from bot.workspace.errors import ApiError
from bot.workspace.faults import Fault
from bot.workspace.store import Json
from bot.workspace.web_api import METHODS
from bot.workspace.web_api.files import visible_to_bot
from bot.workspace.web_api.method import Arguments, Method

log = logging.getLogger(__name__)
RETRY_AFTER = {"Retry-After": "1"}


class HangUp(Response):
    """Drops the connection without a byte of an answer, as a broken line would."""

    async def __call__(self, scope: Scope, _receive: Receive, _send: Send) -> None:
        transport = scope.get("workspace.transport")
        if transport is None:
            raise RuntimeError("there is no connection to drop; use a real server")
        transport.abort()
        # Give the server a turn to notice, or it would complain that nothing was answered.
        await asyncio.sleep(0.05)


def workspace_of(request: Request) -> Workspace:
    """The workspace that serves this request."""
    workspace: Workspace = request.app.state.workspace
    return workspace


async def call(request: Request) -> Response:
    """One call of a Web API method."""
    workspace = workspace_of(request)
    name = request.path_params["method"]
    fault = workspace.faults.take(name)
    early = _instead(fault)
    if early is not None:
        return early
    try:
        body = await _run(workspace, request, name)
    except ApiError as error:
        headers = RETRY_AFTER if error.code == "ratelimited" else {}
        response: Response = JSONResponse(error.body(), error.status, headers=headers)
    else:
        scopes = ",".join(workspace.settings.scopes or [])
        response = JSONResponse({"ok": True, **body}, headers={"X-OAuth-Scopes": scopes})
    return await _afterwards(fault, response)


async def upload(request: Request) -> Response:
    """The upload URL of the second step of an upload: raw bytes or a form with one file."""
    workspace = workspace_of(request)
    fault = workspace.faults.take("upload")
    early = _instead(fault)
    if early is not None:
        return early
    file_id = workspace.store.tickets.upload_url(request.path_params["token"])
    if file_id is None or workspace.store.files.get(file_id) is None:
        return PlainTextResponse("not found", 404)
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form() as form:
            part = next((value for value in form.values() if not isinstance(value, str)), None)
            data = await part.read() if part is not None else b""
    else:
        data = await request.body()
    workspace.store.files.fill(file_id, data)
    return await _afterwards(fault, PlainTextResponse(f"OK - {len(data)}"))


async def download(request: Request) -> Response:
    """A file's `url_private`, for the bot's token only."""
    workspace = workspace_of(request)
    if _token(request, {}) != workspace.settings.bot_token:
        # Slack answers a page to log in on; a client must not take it for the file.
        return PlainTextResponse("Sign in to see this file.", 403)
    fault = workspace.faults.take("download")
    early = _instead(fault)
    if early is not None:
        return early
    file_id = request.path_params["place"].rpartition("-")[2]
    try:
        file = visible_to_bot(workspace, file_id)
    except ApiError:
        return PlainTextResponse("not found", 404)
    data = workspace.store.files.data(file.id) or b""
    return await _afterwards(fault, attachment(data, file.body))


def attachment(data: bytes, body: Json) -> Response:
    """A download that no browser opens as a page."""
    name = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in body["name"])
    disposition = f'attachment; filename="{name}"'
    if name != body["name"]:
        disposition += f"; filename*=UTF-8''{quote(body['name'], safe='')}"
    return Response(
        data,
        media_type=body["mimetype"],
        headers={
            "Content-Disposition": disposition,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox",
        },
    )


async def _run(workspace: Workspace, request: Request, name: str) -> Json:
    given = await _given(request)
    method = METHODS.get(name)
    if method is None:
        raise ApiError("unknown_method", req_method=name)
    _authorise(workspace, method, _token(request, given))
    result = method.handler(workspace, Arguments(given))
    return await result if inspect.isawaitable(result) else result


async def _given(request: Request) -> Json:
    given: Json = dict(request.query_params)
    content_type = request.headers.get("content-type", "")
    if request.method == "GET" or not content_type:
        return given
    if content_type.startswith("application/json"):
        try:
            body = await request.json()
        except ValueError:
            raise ApiError("invalid_json") from None
        if not isinstance(body, dict):
            raise ApiError("json_not_object")
        return given | body
    async with request.form() as form:
        return given | {key: value for key, value in form.items() if isinstance(value, str)}


def _token(request: Request, given: Json) -> str | None:
    header = request.headers.get("authorization", "")
    if header.lower().startswith("bearer "):
        return unquote(header[7:].strip())
    token = given.get("token")
    return token if isinstance(token, str) else None


def _authorise(workspace: Workspace, method: Method, token: str | None) -> None:
    settings = workspace.settings
    if not token:
        raise ApiError("not_authed")
    if token not in (settings.bot_token, settings.app_token):
        raise ApiError("invalid_auth")
    if (token == settings.app_token) != method.app_token:
        raise ApiError("not_allowed_token_type")
    held = settings.scopes
    if held is None or not method.scopes or set(method.scopes) & set(held):
        return
    raise ApiError("missing_scope", needed=method.scopes[0], provided=",".join(held))


def _instead(fault: Fault | None) -> Response | None:
    if fault is not None and fault.kind == "ratelimited":
        return JSONResponse(ApiError("ratelimited").body(), 429, headers=RETRY_AFTER)
    if fault is not None and fault.kind == "server_error":
        return JSONResponse(ApiError("internal_error").body(), 500)
    return None


async def _afterwards(fault: Fault | None, response: Response) -> Response:
    if fault is not None and fault.kind == "timeout":
        await asyncio.sleep(fault.seconds)
    if fault is not None and fault.kind == "hang_up":
        return HangUp()
    return response
