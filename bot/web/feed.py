"""`/a/feed/<token>.ics`: a calendar feed, asked for again and again by calendar programs.

GET and HEAD only; nothing is changed. What has not changed is answered with 304, and what is asked
for again from memory: whether it has changed is told by a fingerprint that costs two look-ups. As
with links, no token is logged, and whatever is wrong with an address, the answer is the same.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import re
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot import faults
from bot.calendar.feed_ics import feed_ics
from bot.deps import Desk
from bot.tokens import Tokens
from bot.web.limits import Limiter, network_of
from workflows import feeds
from workflows.errors import DomainError
from workflows.feed_links import Feed
from workflows.ports import Transaction

log = structlog.get_logger()

#: Requests a minute: for one feed, and for one address (a calendar service fetches for thousands).
PER_FEED, PER_ADDRESS, MINUTE = 30, 600, 60.0
#: Seconds for which a program need not ask again.
FRESH = 900
#: The bytes of feeds that are remembered; the one unused longest is forgotten first.
REMEMBERED = 32_000_000
#: To be raised when the same contents are written otherwise.
FORM = 1
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}
_GONE = (
    "This calendar address does not open anything. It may have been ended: ask the committee "
    "officer, or type /meeting feed in Slack, for a new one.\n"
)


def routes(desk: Desk, tokens: Tokens) -> list[Route]:
    """To stand before the pages under /a/."""
    return [Route("/a/feed/{token:path}", FeedPage(desk, tokens))]


@dataclass
class Memory:
    """The feeds that were written last, each with the ETag under which it was sent."""

    most: int = REMEMBERED
    _kept: OrderedDict[str, tuple[str, bytes]] = field(default_factory=OrderedDict)
    _bytes: int = 0

    def get(self, key: str, etag: str) -> bytes | None:
        """What was written of it under that ETag."""
        kept = self._kept.get(key)
        if kept is None or kept[0] != etag:
            return None
        self._kept.move_to_end(key)
        return kept[1]

    def put(self, key: str, etag: str, body: bytes) -> None:
        before = self._kept.pop(key, None)
        self._bytes += len(body) - (len(before[1]) if before else 0)
        self._kept[key] = (etag, body)
        while self._bytes > self.most and self._kept:
            _, (_, gone) = self._kept.popitem(last=False)
            self._bytes -= len(gone)


class FeedPage:
    """The ASGI application behind the addresses."""

    def __init__(self, desk: Desk, tokens: Tokens) -> None:
        self._desk, self._tokens, self._memory = desk, tokens, Memory()
        self._by_feed = Limiter(PER_FEED, MINUTE)
        self._by_address = Limiter(PER_ADDRESS, MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except DomainError:
            response = _words(503, "The record is busy. Nothing is wrong: ask again later.\n")
        except Exception as fault:
            response = _fault(fault)
        response.headers.update(_HEADERS)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            words = "A calendar is only read.\n"
            return _words(405, words, {"Allow": "GET, HEAD"})
        token_hash = self._tokens.hash_of(str(request.path_params["token"]).removesuffix(".ics"))
        wait = self._wait(request, token_hash)
        if wait:
            after = {"Retry-After": str(math.ceil(wait))}
            return _words(429, "Asked for very often; please wait.\n", after)
        found = await self._desk.run(self._stamp, token_hash) if token_hash else None
        if found is None:
            return _words(404, _GONE, {"Cache-Control": "no-store"})
        feed, etag = found
        headers = {"ETag": etag, "Cache-Control": f"private, max-age={FRESH}"}
        if _matches(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers=headers)
        body = await self._written(feed, etag)
        headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
        if request.method == "HEAD":
            headers["Content-Length"] = str(len(body))
            return Response(headers=headers, media_type="text/calendar")
        return Response(body, headers=headers, media_type="text/calendar")

    def _wait(self, request: Request, token_hash: str | None) -> float:
        """The seconds to wait, if too much is asked; 0 if not."""
        at = time.monotonic()
        address = network_of(request.client.host if request.client else "")
        wait = self._by_address.wait(address, at)
        return wait or (self._by_feed.wait(token_hash, at) if token_hash else 0.0)

    def _stamp(self, tx: Transaction, token_hash: str) -> tuple[Feed, str] | None:
        """The feed and the ETag of what it shows now."""
        clock = self._desk.clock
        feed = feeds.find(tx, token_hash, clock.now(), clock.real())
        if feed is None:
            return None
        print_ = f"{FORM} {feeds.fingerprint(tx, feed, clock.now())}"
        return feed, f'W/"{hashlib.sha256(print_.encode()).hexdigest()[:32]}"'

    async def _written(self, feed: Feed, etag: str) -> bytes:
        """The feed as iCalendar: from memory, or gathered in one transaction and written outside
        it, away from the loop."""
        key = f"{feed.kind.subject} {feed.id}"
        body = self._memory.get(key, etag)
        if body is None:
            now = self._desk.clock.now()
            contents = await self._desk.run(feeds.contents, feed, now)
            body = await asyncio.to_thread(feed_ics, contents, now)
            self._memory.put(key, etag, body)
        return body


_TAG = re.compile(r'(?:W/)?"[^"]*"')


def _matches(given: str, etag: str) -> bool:
    """Whether If-None-Match names it (RFC 9110, 13.1.2: compared weakly)."""
    strong = etag.removeprefix("W/")
    return given.strip() == "*" or strong in {t.removeprefix("W/") for t in _TAG.findall(given)}


def _words(status: int, words: str, headers: dict[str, str] | None = None) -> Response:
    return Response(words, status, headers, media_type="text/plain")


def _fault(fault: Exception) -> Response:
    """With a reference that the log repeats; neither holds the address."""
    reference = secrets.token_hex(4)
    log.error(
        "a feed could not be made",
        reference=reference,
        fault=faults.words(fault),
        trace=faults.trace(fault),
    )
    return _words(500, f"Something went wrong on our side. Reference: {reference}.\n")
