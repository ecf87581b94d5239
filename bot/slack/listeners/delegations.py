"""/delegation: what was delegated, to whom, until when, and what was done with it. The record of a
decision stands in `delegation_records`, every other step in `delegation_steps`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack.commands import Answer, Handler, Typed, answer_command, by_verb
from bot.slack.listeners import delegation_grants, delegation_records, delegation_steps
from bot.slack.listeners.boards import again, board_meant
from bot.slack.listeners.delegation_typed import NONE, day_of, decision_called, said
from bot.slack.parsing import reference_and_rest, unescape
from bot.slack.rendered.delegations import decision_of
from bot.slack.views import delegation_records as record_views
from bot.slack.views import delegations as views
from bot.slack.views.blocks import Block
from workflows import delegation_keeping, delegation_overview, exercise_keeping
from workflows.access import Audience, Caller
from workflows.delegation_overview import Register
from workflows.delegation_reading import is_chair
from workflows.errors import InvalidInput
from workflows.exercise_keeping import RecordForm
from workflows.ports import Transaction

HELP = """*Delegated decisions*
A clause that delegates is kept by itself when its resolution is recorded.
`/delegation list` who may decide what until when, and what was decided · `/delegation show D1`
`/delegation decide D1` the record of a decision, as a form · in short, as a draft: \
`/delegation used D1 on 12 March: approved the return` · `… on 12 March by Tom Hallam: …` · \
without a grant that is known: `/delegation used none on 12 March by Tom Hallam: …`
`/delegation record X1 docx` (or `html`, `docx whole`) the record as a paper · \
`/delegation record X1 ODR-12/2027` says where a record that was made elsewhere stands
*Before the decision* `/delegation consult D1: Do you support the plan?` · \
`/delegation reply D1 the Chair: agrees, by telephone` · `/delegation waive D1 the Chair because …`
*After it* `/delegation published X1 on 12 March` · `/delegation reported X1` · \
`/delegation noted X1 minute 55` · `/delegation ratified X1 minute 55`
`/delegation call-in X1 by Cllr Hale: the costs` · `/delegation settle X1 upheld` (`withdrawn`, \
`sent back`)
*Putting right* `/delegation terms D1` what was read of the grant · `/delegation correct X1` · \
`/delegation jointly D1` · `/delegation severally D1` · `/delegation link X1 D1` · \
`/delegation withdraw X1 because …` · `/delegation revoke D1 because …`"""

_BY = re.compile(r"\s+by\s+", re.I)


def register(app: AsyncApp, desk: Desk, prefix: str = "") -> None:
    """Wire everything of this feature."""

    @app.command(f"/{prefix}delegation")
    async def delegation(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await answer_command(handle, ack, body, desk, client)

    delegation_records.register(app, desk)
    delegation_steps.register(app, desk)
    delegation_grants.register(app, desk)


async def handle(typed: Typed) -> Answer:
    """/delegation, however it was called."""
    return await by_verb(typed, VERBS, otherwise=_unknown, bare=_list)


async def _unknown(typed: Typed) -> Answer:
    raise InvalidInput(
        f"I do not know “/delegation {typed.text[:80]}”. Nothing was changed. "
        "`/delegation help` says what there is."
    )


async def _help(typed: Typed) -> Answer:
    return Answer(HELP)


async def _list(typed: Typed) -> Answer:
    found = await typed.desk.ask(again(typed.who), _listed, typed.who.channel_id)
    return Answer(f"{found.board.name}: {len(found.held)} delegated", views.listing(found))


def _listed(tx: Transaction, caller: Caller, channel: str, now: datetime) -> Register:
    board = board_meant(tx, caller, channel)
    return delegation_overview.register(tx, board, Audience(caller), now)


async def _show(typed: Typed) -> Answer:
    reference, _ = reference_and_rest(unescape(typed.text))
    asked = (typed.who.channel_id, reference)
    text, blocks = await typed.desk.ask(again(typed.who), _shown, *asked)
    return Answer(text, blocks)


def _shown(
    tx: Transaction, caller: Caller, channel: str, reference: str, now: datetime
) -> tuple[str, list[Block]]:
    board = board_meant(tx, caller, channel)
    if reference.upper().startswith("X"):
        found = decision_called(tx, caller, board, reference)
        decision = decision_of(tx, found, Audience(caller), now)
        return found.reference, record_views.card(decision) if decision else []
    delegation = delegation_keeping.find(tx, caller, board.id, reference)
    register = delegation_overview.register(tx, board, Audience(caller), now)
    held = next(h for h in register.held if h.delegation.id == delegation.id)
    return delegation.reference, views.card(held, register)


async def _used(typed: Typed) -> Answer:
    reference, rest = reference_and_rest(unescape(typed.text))
    head, colon, what = rest.partition(":")
    if not colon and typed.text.split()[:1] == [f"{reference}:"]:
        head, colon, what = "", ":", rest
    if not reference or not colon or not what.strip():
        raise InvalidInput(
            "Say which one, on which day and what was decided. Nothing was changed. For example: "
            "`/delegation used D1 on 12 March: approved the return`"
        )
    day, *by = _BY.split(f" {head.strip()}", maxsplit=1)
    words = day.strip().removeprefix("on ").strip()
    use = (reference, words, by[0].strip() if by else "", what.strip())
    done = await typed.desk.ask(typed.who, _use, typed.who.channel_id, use)
    if done is None:
        return Answer("A chair cannot decide alone", views.lawful(what.strip()))
    return Answer(done)


def _use(
    tx: Transaction, caller: Caller, channel: str, use: tuple[str, str, str, str], now: datetime
) -> str | None:
    """The answer; None for a "chair's action", which is not recorded as one."""
    reference, day, by, what = use
    board = board_meant(tx, caller, channel)
    form = RecordForm(decided_on=day_of(day, board, now), decided_by=by or None, decision=what)
    grant = None
    if reference.lower() not in NONE:
        grant = delegation_keeping.find(tx, caller, board.id, reference)
    if is_chair(by) and not any(is_chair(d) for d in (grant.delegates if grant else ())):
        return None
    grant_id = grant.id if grant else None
    drafted = exercise_keeping.draft(tx, caller, board.id, grant_id, form, now)
    return said(tx, caller, drafted, now)


VERBS: Mapping[str, Handler] = {
    "help": _help,
    "list": _list,
    "show": _show,
    "used": _used,
    **delegation_records.VERBS,
    **delegation_steps.VERBS,
    **delegation_grants.VERBS,
}
