"""A calendar feed of 2,000 entries, beside a page of the same size that asks no record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.calendar import feed_ics
from bot.config import Settings
from bot.deps import Desk
from bot.tokens import links_for
from bot.web import feed
from bot.web.limits import Limiter
from tests.benchmarks.measuring import Figure, Table, best, seconds
from tests.benchmarks.registers import Register, register
from workflows.feed_links import BOARD_FEED
from workflows.meetings import Meeting

ENTRIES, ASKED = 2_000, 20
BASE = "http://127.0.0.1"


def feeds() -> Table:
    """What a calendar program waits for: nothing new, the same again, a change."""
    with register() as made:
        _fill(made)
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            matters_public_url=BASE,
            matters_link_secret="k" * 32,  # type: ignore[arg-type]
        )
        desk, maker = Desk(made.store, settings), links_for(settings)
        page = feed.FeedPage(desk, maker.tokens)
        page._by_feed = page._by_address = Limiter(1_000_000, 60)
        c = made.council
        with made.store.begin() as tx:
            of = BOARD_FEED.fetch(tx, c.board.id)
            address = maker.feed(tx, c.caller(tx, "asha"), of, c.now, datetime.now(UTC))
        path = str(address).removeprefix(BASE)
        body, etag = b"", ""

        async def bare(_: Request) -> Response:
            return Response(body, media_type="text/calendar")

        routes = [Route("/a/feed/{token:path}", page), Route("/bare", bare)]
        client = TestClient(Starlette(routes=routes))
        first = client.get(path)
        body, etag = first.content, first.headers["etag"]
        same = {"If-None-Match": etag}
        whole = best(_asking(lambda: client.get("/bare")))
        nothing = best(_asking(lambda: client.get("/none")))

        def anew() -> None:
            page._memory = feed.Memory()
            client.get(path)

        def cold() -> None:
            feed_ics._sitting.cache_clear()
            anew()

        figures = (
            Figure(
                "nothing new (304)",
                best(_asking(lambda: client.get(path, headers=same))),
                nothing,
                ASKED,
            ),
            Figure("the same again", best(_asking(lambda: client.get(path))), whole, ASKED,
                   f"{len(body) // 1000} kB"),
            Figure("after a change", best(anew), whole / ASKED, 1, "once for each change"),
            Figure("for the first time", seconds(cold), whole / ASKED, 1, "once a day"),
        )  # fmt: skip
        desk.close()
    return Table(
        f"A calendar feed of {ENTRIES:,} entries",
        "request",
        "a page of the same size (of none, for 304) that asks no record, through the same client",
        figures,
        "Whether something is new is told by the ledger's last lines.",
    )


def _asking(ask: Callable[[], object]) -> Callable[[], None]:
    def work() -> None:
        for _ in range(ASKED):
            ask()

    return work


def _fill(made: Register) -> None:
    c = made.council
    with made.store.begin() as tx:
        for n in range(ENTRIES):
            starts = c.now + timedelta(hours=n * 6)
            day = starts.astimezone(c.board.zone).date()
            ends = starts + timedelta(hours=2)
            tx.meetings.add(
                Meeting(f"m{n}", c.board.id, day, starts, ends, f"m{n}@x", venue="Town Hall")
            )
