"""`/a/<token>`: the page behind an e-mail's link, where one person answers for one subject.

GET and HEAD change nothing at all: mail scanners open links. A POST answers through the use cases
that Slack uses, once for each form. Whatever is wrong with a link, the answer is one and the same
page. No token is ever logged. What a page is about stands in the module of its kind (`pages`).
"""

from __future__ import annotations

import contextlib
import math
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot import faults
from bot.deps import Desk
from bot.tokens import Tokens
from bot.web import layout, sent_forms
from bot.web.kinds import PageKind
from bot.web.limits import Limiter, network_of
from bot.web.pages import BY_KEY
from workflows import link_answers, link_kinds
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.errors import DomainError
from workflows.link_answers import Answered, Dead, Given
from workflows.links import Opened
from workflows.owners import officers_on_duty
from workflows.ports import Transaction

log = structlog.get_logger()

#: Requests a minute: for one link, and for one address (a council may share one).
PER_LINK, PER_ADDRESS, MINUTE = 40, 120, 60.0
DEAD = (
    "This link does not open anything",
    (
        "It may have expired, what it is about may be finished or somebody else’s by now, or the "
        "address was not copied whole.",
        "Reply to the e-mail in which you found it: your reply goes to the committee officer, who "
        "can record your answer or see that you get a new link.",
        "Nothing was changed.",
    ),
)
CSRF = (
    "This page was open for long, or the form did not come from it. Nothing was recorded. What you "
    "typed stands below: please press the button once more."
)


def routes(desk: Desk, tokens: Tokens) -> list[Route]:
    """Everything under /a/, whatever the method: each answer carries the same headers."""
    return [Route("/a/{token:path}", LinkPage(desk, tokens))]


@dataclass(frozen=True)
class _Wrong:
    """An answer that was not recorded: its status, its words, what it was about."""

    status: int
    words: str
    step: str = ""
    form: sent_forms.SentForm | None = None
    field: str = ""


class LinkPage:
    """The ASGI application behind the links."""

    def __init__(self, desk: Desk, tokens: Tokens) -> None:
        self._desk, self._tokens = desk, tokens
        self._by_link = Limiter(PER_LINK, MINUTE)
        self._by_address = Limiter(PER_ADDRESS, MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except Exception as fault:
            response = _fault(fault)
        response.headers.update(layout.HEADERS)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD", "POST"):
            lines = ("Open it with the link from the e-mail. Nothing was changed.",)
            return _notice(405, "That cannot be done here", lines, {"Allow": "GET, HEAD, POST"})
        token_hash = self._tokens.hash_of(request.path_params["token"])
        wait = self._wait(request, token_hash)
        if wait:
            return _busy(wait)
        if token_hash is None:
            return await _dead(request)
        if request.method == "POST":
            return await self._take(request, token_hash)
        try:
            given = request.query_params.get("receipt", "")
            return await self._page(token_hash, receipt=self._tokens.step_of(given, token_hash))
        except Dead:
            return await _dead(request)

    def _wait(self, request: Request, token_hash: str | None) -> float:
        """The seconds to wait, if too much is asked; 0 if not."""
        at = time.monotonic()
        address = network_of(request.client.host if request.client else "")
        wait = self._by_address.wait(address, at)
        return wait or (self._by_link.wait(token_hash, at) if token_hash else 0.0)

    async def _take(self, request: Request, token_hash: str) -> Response:
        try:
            # Whether the link is good comes first: nobody else's upload is read.
            await self._desk.run(self._opened, token_hash)
        except Dead:
            return await _dead(request)
        try:
            form = await sent_forms.read(request)
        except sent_forms.Unreadable as unreadable:
            lines = (f"{unreadable} Nothing was recorded.", "Go back in your browser to try again.")
            return _notice(unreadable.status, "That could not be taken", lines)
        try:
            return await self._answered(token_hash, form)
        except Dead:
            return _notice(404, *DEAD, typed=layout.words_of(form.typed))

    async def _answered(self, token_hash: str, form: sent_forms.SentForm) -> Response:
        page, _ = await self._desk.run(self._opened, token_hash)
        step = form.typed.get("step", "")
        step = step if step in page.steps else ""
        name = self._tokens.form_of(form.typed.get("key", ""), token_hash)
        if name is None or not step:
            return await self._page(token_hash, wrong=_Wrong(403, CSRF, step, form))
        if form.trouble:
            wrong = _Wrong(422, form.trouble.message, step, form, form.trouble.field or "")
            return await self._page(token_hash, wrong=wrong)
        return await self._record(token_hash, page, step, name, form)

    async def _record(
        self,
        token_hash: str,
        page: PageKind[Any],
        step: str,
        name: str,
        form: sent_forms.SentForm,
    ) -> Response:
        clock, given = self._desk.clock, Given(step, form.typed, form.files)
        try:
            await self._desk.run(
                link_answers.answer,
                token_hash,
                given,
                name,
                page.take,
                page.repeats,
                clock.now(),
                clock.real(),
            )
        except Dead:
            raise
        except Answered as again:
            if await self._desk.run(self._says_it_again, token_hash, given):
                return self._seen(token_hash, step)
            return await self._page(token_hash, wrong=_Wrong(409, again.message, step, form))
        except DomainError as refused:
            status = 422 if refused.field else 409
            wrong = _Wrong(status, refused.message, step, form, refused.field or "")
            return await self._page(token_hash, wrong=wrong)
        self._desk.wake.set()
        return self._seen(token_hash, step)

    def _seen(self, token_hash: str, step: str) -> Response:
        """On to the page that says what was recorded: reloading it sends nothing again."""
        receipt = self._tokens.receipt(token_hash, step)
        return RedirectResponse(f"?receipt={receipt}", status_code=303)

    async def _page(
        self, token_hash: str, receipt: str | None = None, wrong: _Wrong | None = None
    ) -> Response:
        page = await self._desk.run(self._drawn, token_hash, receipt, wrong)
        return HTMLResponse(layout.page_html(page), wrong.status if wrong else 200)

    # In a transaction

    def _opened(self, tx: Transaction, token_hash: str) -> tuple[PageKind[Any], Opened[Any]]:
        clock = self._desk.clock
        opened = link_kinds.find_open(tx, token_hash, clock.now(), clock.real())
        page = BY_KEY.get(opened.kind.key) if opened else None
        if opened is None or page is None:
            raise Dead("This link does not open anything. Nothing was changed.")
        return page, opened

    def _says_it_again(self, tx: Transaction, token_hash: str, given: Given) -> bool:
        page, opened = self._opened(tx, token_hash)
        return page.says_it_again(tx, opened, given)

    def _drawn(
        self, tx: Transaction, token_hash: str, receipt: str | None, wrong: _Wrong | None
    ) -> layout.Page:
        page, opened = self._opened(tx, token_hash)
        board, now = opened.board, self._desk.clock.now()
        content = page.draw(tx, opened, now)
        if content is None:
            raise Dead("This link does not open anything. Nothing was changed.")
        forms, problem = _with_problem(content.forms, wrong)
        return layout.Page(
            person=opened.caller.person.name,
            content=content,
            forms=forms,
            key=self._tokens.form_key(token_hash),
            until=content.until or _day(opened.link.expires_at, board),
            zone=board.time_zone.replace("_", " "),
            officer=_officer(tx, board, now),
            problem=problem,
            receipt=page.thanks(tx, opened, receipt) if receipt in page.steps else None,
        )


def _with_problem(
    forms: Sequence[layout.Form], wrong: _Wrong | None
) -> tuple[tuple[layout.Form, ...], layout.Problem | None]:
    """The forms, and what is wrong: beside its field where there is one; what was typed stays in
    its form, or is quoted where that is offered no longer."""
    if wrong is None:
        return layout.filled(forms), None
    typed = wrong.form.typed if wrong.form else {}
    filled = layout.filled(forms, wrong.step, typed, (wrong.field, wrong.words))
    kept = wrong.step in {form.step for form in forms}
    words = "" if kept else layout.words_of(typed)
    return filled, layout.Problem(wrong.words, layout.anchor_of(filled), words)


def _day(moment: datetime, board: Board) -> str:
    return day_words(moment.astimezone(board.zone).date())


def _officer(tx: Transaction, board: Board, now: datetime) -> layout.Officer | None:
    """Whom to write to: an officer of the board who is there and has an address."""
    on_duty = officers_on_duty(tx, board, now.astimezone(board.zone).date())
    people = tx.people.many(on_duty)
    reachable = (people[i] for i in on_duty if i in people and people[i].email)
    return next((layout.Officer(p.name, str(p.email)) for p in reachable), None)


async def _dead(request: Request) -> Response:
    """The one answer to every link that opens nothing. What was typed into a form that was still
    open is given back, whatever is wrong with the link."""
    typed = ""
    if request.method == "POST":
        with contextlib.suppress(sent_forms.Unreadable):
            form = await sent_forms.read(request, sent_forms.MAX_LOST)
            typed = layout.words_of(form.typed)
    return _notice(404, *DEAD, typed=typed)


def _notice(
    status: int,
    title: str,
    lines: Sequence[str],
    headers: dict[str, str] | None = None,
    typed: str = "",
) -> Response:
    return HTMLResponse(layout.notice_html(title, lines, typed), status, headers)


def _busy(wait: float) -> Response:
    seconds = math.ceil(wait)
    lines = (
        f"This page was asked for very often. Please wait {seconds} seconds and try again.",
        "Nothing was changed.",
    )
    return _notice(429, "Please wait a moment", lines, {"Retry-After": str(seconds)})


def _fault(fault: Exception) -> Response:
    """A page with a reference that the log repeats; neither holds the link."""
    reference = secrets.token_hex(4)
    log.error(
        "a page could not be made",
        reference=reference,
        fault=faults.words(fault),
        trace=faults.trace(fault),
    )
    lines = (
        "Nothing was changed. Please open the link once more and try again.",
        f"If it happens twice, reply to the e-mail and give this reference: {reference}.",
    )
    return _notice(500, "Something went wrong on our side", lines)
