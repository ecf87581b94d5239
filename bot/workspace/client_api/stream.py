"""The stream of what happens, as Server-Sent Events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from bot.workspace.client_api.session import session_of
from bot.workspace.hub import Hub

KEEP_ALIVE_SECONDS = 15.0


async def events(request: Request) -> Response:
    """All that happens and concerns a person, until either side ends it."""
    session = await session_of(request)
    # Subscribed before the answer begins, so that nothing falls between.
    queue = session.workspace.hub.subscribe(session.me)
    return StreamingResponse(
        _lines(session.workspace.hub, session.me, queue),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _lines(
    hub: Hub, user: str, queue: asyncio.Queue[dict[str, object] | None]
) -> AsyncIterator[str]:
    try:
        yield 'retry: 1000\ndata: {"type": "hello"}\n\n'
        while True:
            try:
                async with asyncio.timeout(KEEP_ALIVE_SECONDS):
                    event = await queue.get()
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if event is None:
                return
            yield f"data: {json.dumps(event)}\n\n"
    finally:
        hub.unsubscribe(user, queue)


ROUTES = [Route("/client/events", events, methods=["GET"])]
