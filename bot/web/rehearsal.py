"""The rehearsal clock: business time moved forward, by whoever knows the signing secret.

Only where MATTERS_REHEARSAL is on. A jump runs both ticks at once, so that a newcomer sees
reminders and digests within a minute. It never moves back: what has happened has happened.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.deps import Desk
from bot.planning import plan
from workflows.deliveries import Delivery
from workflows.errors import DomainError

PATIENCE = 20


def routes(desk: Desk, signing_secret: str) -> list[Route]:
    verifier = SignatureVerifier(signing_secret)

    async def clock(request: Request) -> JSONResponse:
        body = await request.body()
        if not verifier.is_valid_request(body, dict(request.headers)):
            return JSONResponse({"error": "invalid signature"}, status_code=401)
        if request.method == "POST":
            return await _move(desk, body)
        await desk.load_clock()
        return _answer(desk)

    return [Route("/rehearsal/clock", clock, methods=["GET", "POST"])]


async def _move(desk: Desk, body: bytes) -> JSONResponse:
    try:
        seconds = int(json.loads(body)["offset_seconds"])
    except (ValueError, KeyError, TypeError):
        return JSONResponse({"error": "offset_seconds must be a whole number"}, status_code=400)
    await _patiently(desk, desk.load_clock)
    if seconds < desk.clock.offset_seconds:
        return JSONResponse({"error": "the clock only moves forward"}, status_code=409)
    await _patiently(desk, lambda: desk.move_clock(seconds))
    await plan(desk)
    await _settle(desk)
    return _answer(desk)


async def _patiently(desk: Desk, work: Callable[[], Awaitable[None]]) -> None:
    """Do it, as often as it takes while the record is busy."""
    deadline = desk.clock.real() + timedelta(seconds=PATIENCE)
    while True:
        try:
            return await work()
        except DomainError:
            if desk.clock.real() > deadline:
                raise
            await asyncio.sleep(0.2)


async def _settle(desk: Desk) -> None:
    """Wait until what became due has gone out, at most `PATIENCE` seconds: whoever moves the clock
    again at once would otherwise see the messages of one day on the next."""
    deadline = desk.clock.real() + timedelta(seconds=PATIENCE)
    while desk.clock.real() < deadline:
        counts = await desk.behind(lambda tx: tx.outbox.counts())
        if not counts[Delivery.PENDING] and not counts[Delivery.LEASED]:
            return
        await asyncio.sleep(0.1)


def _answer(desk: Desk) -> JSONResponse:
    return JSONResponse(
        {"offset_seconds": desk.clock.offset_seconds, "now": desk.clock.now().isoformat()}
    )
