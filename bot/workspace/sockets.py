"""Socket Mode: the connections that the bot opens to the workspace.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
import uuid
from collections.abc import Callable
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.workspace.store.database import Json

log = logging.getLogger(__name__)
TICKET_SECONDS = 30.0


class Sockets:
    """Open connections, and the envelopes that wait for their acknowledgement."""

    def __init__(self, app_id: str, changed: Callable[[], None]) -> None:
        self._app_id = app_id
        self._changed = changed
        self._tickets: dict[str, float] = {}
        self._open: list[WebSocket] = []
        self._waiting: dict[str, tuple[WebSocket, asyncio.Future[Any]]] = {}

    @property
    def connected(self) -> bool:
        """Whether the bot has a connection open."""
        return bool(self._open)

    def ticket(self) -> str:
        """Admits one connection within half a minute."""
        now = time.monotonic()
        self._tickets = {key: made for key, made in self._tickets.items() if now - made < 60}
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = now
        return ticket

    async def send(self, kind: str, payload: Json, extra: Json | None = None) -> Any:
        """Send an envelope over one connection; the payload of its acknowledgement, or None.

        Raises ConnectionError when no connection is left to carry it.
        """
        if not self._open:
            raise ConnectionError("no socket is open")
        socket = self._open[0]
        # Slack spreads envelopes over all open connections.
        self._open.append(self._open.pop(0))
        envelope_id = str(uuid.uuid4())
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (socket, answer)
        envelope = {
            "type": kind,
            "envelope_id": envelope_id,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **(extra or {}),
        }
        try:
            await socket.send_text(json.dumps(envelope))
            return await answer
        except (WebSocketDisconnect, RuntimeError) as error:
            # Starlette raises RuntimeError for a send after the close.
            raise ConnectionError("the socket has gone") from error
        finally:
            self._waiting.pop(envelope_id, None)

    async def serve(self, socket: WebSocket) -> None:
        """Hold one connection until either side ends it."""
        made = self._tickets.pop(socket.query_params.get("ticket", ""), None)
        if made is None or time.monotonic() - made > TICKET_SECONDS:
            await socket.close(code=1008)
            return
        await socket.accept()
        await socket.send_text(json.dumps(self._hello()))
        self._open.append(socket)
        self._changed()
        try:
            while True:
                self._acknowledge(await socket.receive_text())
        except WebSocketDisconnect:
            log.info("the bot has closed its socket")
        finally:
            self._forget(socket)

    async def close(self) -> None:
        """Tell the bot that the connections end, and end them."""
        for socket in list(self._open):
            try:
                notice = {"type": "disconnect", "reason": "warning", "debug_info": {}}
                await socket.send_text(json.dumps(notice))
                await socket.close()
            except (WebSocketDisconnect, RuntimeError):
                log.info("a socket was closed already")

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open) + 1,
            "debug_info": {"host": "workspace", "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app_id},
        }

    def _acknowledge(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            log.warning("the bot sent something that is not JSON: %.200s", text)
            return
        waiting = self._waiting.get(message.get("envelope_id", ""))
        if waiting is not None and not waiting[1].done():
            waiting[1].set_result(message.get("payload"))

    def _forget(self, socket: WebSocket) -> None:
        if socket in self._open:
            self._open.remove(socket)
        for waiting_on, answer in self._waiting.values():
            if waiting_on is socket and not answer.done():
                answer.set_exception(ConnectionError("the socket has gone"))
        self._changed()
