"""`/a/<token>`: the page behind an e-mail's link, where one person answers for one action.

GET and HEAD change nothing at all: mail scanners open links. A POST answers through the use cases
that Slack uses, once for each form. Whatever is wrong with a link, the answer is one and the same
page. No token is ever logged.
"""

from __future__ import annotations

import contextlib
import math
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot import faults
from bot.deps import Desk
from bot.sheets import sheet
from bot.slack import gather
from bot.tokens import Tokens
from bot.web import action_page as views
from bot.web import sent_forms
from bot.web.limits import Limiter, network_of
from workflows import link_answers, links
from workflows.access import Audience
from workflows.action_steps import Step
from workflows.actions import Action
from workflows.answering import only_helps
from workflows.deadlines import day_words
from workflows.errors import DomainError
from workflows.link_answers import Answered, Dead
from workflows.owners import officers_on_duty
from workflows.ports import Transaction

log = structlog.get_logger()

#: Requests a minute: for one link, and for one address (a council may share one).
PER_LINK, PER_ADDRESS, MINUTE = 40, 120, 60.0
DEAD = (
    "This link does not open anything",
    (
        "It may have expired, the action may be finished or somebody else’s by now, or the address "
        "was not copied whole.",
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
    return [Route("/a/{token:path}", OwnerPage(desk, tokens))]


@dataclass(frozen=True)
class _Wrong:
    """An answer that was not recorded: its status, its words, what it was about."""

    status: int
    words: str
    step: Step | None = None
    form: sent_forms.SentForm | None = None
    field: str = ""


class OwnerPage:
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
        response.headers.update(views.HEADERS)
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
            return _notice(404, *DEAD, typed=views.words_of(form.typed))

    async def _answered(self, token_hash: str, form: sent_forms.SentForm) -> Response:
        step = next((s for s in links.STEPS if s.value == form.typed.get("step")), None)
        name = self._tokens.form_of(form.typed.get("key", ""), token_hash)
        if name is None or step is None:
            return await self._page(token_hash, wrong=_Wrong(403, CSRF, step, form))
        if form.trouble:
            wrong = _Wrong(422, form.trouble.message, step, form, form.trouble.field or "")
            return await self._page(token_hash, wrong=wrong)
        return await self._record(token_hash, step, name, form)

    async def _record(
        self, token_hash: str, step: Step, name: str, form: sent_forms.SentForm
    ) -> Response:
        clock = self._desk.clock
        try:
            await self._desk.run(
                link_answers.answer,
                token_hash,
                step,
                form.typed,
                form.files,
                name,
                clock.now(),
                clock.real(),
            )
        except Dead:
            raise
        except Answered as again:
            if await self._desk.run(self._said, token_hash, form.typed):
                return self._seen(token_hash, step)
            return await self._page(token_hash, wrong=_Wrong(409, again.message, step, form))
        except DomainError as refused:
            status = 422 if refused.field else 409
            wrong = _Wrong(status, refused.message, step, form, refused.field or "")
            return await self._page(token_hash, wrong=wrong)
        self._desk.wake.set()
        return self._seen(token_hash, step)

    def _seen(self, token_hash: str, step: Step) -> Response:
        """On to the page that says what was recorded: reloading it sends nothing again."""
        receipt = self._tokens.receipt(token_hash, step.value)
        return RedirectResponse(f"?receipt={receipt}", status_code=303)

    async def _page(
        self, token_hash: str, receipt: str | None = None, wrong: _Wrong | None = None
    ) -> Response:
        page = await self._desk.run(self._drawn, token_hash, receipt, wrong)
        return HTMLResponse(views.page_html(page), wrong.status if wrong else 200)

    # In a transaction

    def _opened(self, tx: Transaction, token_hash: str) -> links.Opened:
        clock = self._desk.clock
        opened = links.find_open(tx, token_hash, clock.now(), clock.real())
        if opened is None:
            raise Dead("This link does not open anything. Nothing was changed.")
        return opened

    def _said(self, tx: Transaction, token_hash: str, typed: Mapping[str, str]) -> bool:
        """Whether what was typed is what its person said last: a double click, not a new answer."""
        opened = self._opened(tx, token_hash)
        given = (typed.get("text") or typed.get("reason") or "").strip()
        said = [n.text for n in opened.action.notes if n.by == opened.caller.id]
        said += [s.reason for s in opened.action.slips if s.asked_by == opened.caller.id]
        return not given or any(given in words for words in said)

    def _drawn(
        self, tx: Transaction, token_hash: str, receipt: str | None, wrong: _Wrong | None
    ) -> views.Page:
        opened, now = self._opened(tx, token_hash), self._desk.clock.now()
        action, board = opened.action, opened.board
        card = gather.action_card(tx, action, Audience(opened.caller), now)
        if card is None:
            raise Dead("This link does not open anything. Nothing was changed.")
        forms, problem = _with_problem(opened.steps, wrong)
        noted = only_helps(action, opened.caller)
        said = receipt and views.receipt_for(Step(receipt), action, board, noted=noted)
        return views.Page(
            person=opened.caller.person.name,
            sheet=sheet(card, board),
            forms=forms,
            key=self._tokens.form_key(token_hash),
            until=day_words(opened.link.expires_at.astimezone(board.zone).date()),
            zone=board.time_zone.replace("_", " "),
            waiting=views.WAITING.get(action.status, "You need not do anything here at present."),
            officer=_officer(tx, action, now),
            problem=problem,
            receipt=said or None,
        )


def _with_problem(
    steps: Sequence[Step], wrong: _Wrong | None
) -> tuple[tuple[views.Form, ...], views.Problem | None]:
    """The forms, and what is wrong: beside its field where there is one; what was typed stays in
    its form, or is quoted where that is offered no longer."""
    if wrong is None:
        return views.forms_for(steps), None
    typed = wrong.form.typed if wrong.form else {}
    forms = views.forms_for(steps, wrong.step, typed, (wrong.field, wrong.words))
    kept = wrong.step in steps
    words = views.words_of(typed)
    problem = views.Problem(wrong.words, views.anchor_of(forms), "" if kept else words)
    return forms, problem


def _officer(tx: Transaction, action: Action, now: datetime) -> views.Officer | None:
    """Whom to write to: an officer of the board who is there and has an address."""
    board = tx.boards.get(action.board_id)
    today = now.astimezone(board.zone).date()
    on_duty = officers_on_duty(tx, board, today)
    people = tx.people.many(on_duty)
    reachable = (people[i] for i in on_duty if i in people and people[i].email)
    return next((views.Officer(p.name, str(p.email)) for p in reachable), None)


async def _dead(request: Request) -> Response:
    """The one answer to every link that opens nothing. What was typed into a form that was still
    open is given back, whatever is wrong with the link."""
    typed = ""
    if request.method == "POST":
        with contextlib.suppress(sent_forms.Unreadable):
            form = await sent_forms.read(request, sent_forms.MAX_LOST)
            typed = views.words_of(form.typed)
    return _notice(404, *DEAD, typed=typed)


def _notice(
    status: int,
    title: str,
    lines: Sequence[str],
    headers: dict[str, str] | None = None,
    typed: str = "",
) -> Response:
    return HTMLResponse(views.notice_html(title, lines, typed), status, headers)


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
