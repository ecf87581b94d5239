"""The terms of a grant put right, how its delegates act, and the grant of a decision that had none.
Part of /delegation; see `delegations`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import ids
from bot.slack.commands import Answer, Handler, Typed, tell
from bot.slack.listeners.boards import again, board_meant
from bot.slack.listeners.delegation_typed import (
    decision_called,
    not_here,
    private,
    said,
    seen_delegation,
    submitted,
)
from bot.slack.parsing import asker, reference_and_rest, unescape
from bot.slack.presses import presser
from bot.slack.views import delegation_forms as forms
from bot.slack.views import delegations as views
from bot.slack.views.blocks import Block, esc
from workflows import delegation_keeping, delegation_terms, exercise_keeping
from workflows.access import Caller, Deed, require
from workflows.dates import day_words
from workflows.delegation_reading import pounds
from workflows.delegation_terms import Terms
from workflows.errors import InvalidInput
from workflows.ports import Transaction


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons and the form."""

    @app.action(re.compile("^" + ids.DELEGATION_STEP + "(jointly|severally)$"))
    async def held(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = presser(body)
        pressed = body["actions"][0]
        how = str(pressed["action_id"]).removeprefix(ids.DELEGATION_STEP)
        text = await desk.ask(who, _hold, ids.unpack(pressed["value"]).subject_id, how)
        await tell(client, who, text)
        await ack()

    @app.action(ids.DELEGATION_STEP + "terms")
    async def terms(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = asker(body)
        subject = ids.unpack(body["actions"][0]["value"]).subject_id
        view = await desk.ask(who, _terms_form, subject, who.channel_id)
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view(ids.TERMS_FORM)
    async def terms_form(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await submitted(desk, client, body, _take_terms)
        await ack()


def _hold(tx: Transaction, caller: Caller, delegation_id: str, how: str, now: datetime) -> str:
    kept = delegation_terms.hold_how(tx, caller, delegation_id, how, now)
    to = "; ".join(kept.delegates)
    return f":white_check_mark: {esc(kept.reference)} is held {how} by {esc(to)}."


def _terms_form(
    tx: Transaction, caller: Caller, delegation_id: str, channel: str, now: datetime
) -> Block:
    grant = seen_delegation(tx, caller, delegation_id)
    require(caller, grant.board_id, Deed.RECORD)
    board = tx.boards.get(grant.board_id)
    rules = board.rules_on(delegation_keeping.granted_on(tx, grant) or now.date())
    functions = (*rules.officer_functions, *rules.sub_committee_functions)
    carried = private(channel, id=grant.id, version=grant.version)
    return forms.terms_form(grant, functions, carried)


def _take_terms(
    tx: Transaction,
    caller: Caller,
    where: Mapping[str, Any],
    values: Mapping[str, Any],
    now: datetime,
) -> str:
    def lines(name: str) -> tuple[str, ...]:
        return tuple(filter(None, (n.strip() for n in str(values.get(name) or "").split("\n"))))

    money, until = str(values.get("amount") or "").strip(), str(values.get("until") or "")
    amount = pounds(money) if money else -1
    if amount is None:
        raise InvalidInput(
            f"I cannot read “{money[:40]}” as a sum. Write it like £25,000. Nothing was changed.",
            field="amount",
        )
    kinds, held = values.get("kinds") or [], str(values.get("jointly") or "")
    terms = Terms(
        delegates=lines("delegates"),
        consultees=lines("consultees"),
        scope=str(values.get("scope") or "").strip(),
        function=str(values.get("function") or "").strip(),
        amount=amount,
        until=date.fromisoformat(until) if until else "",
        jointly="" if held == "unsaid" else held,
        consult_first="first" in kinds,
        recurring="standing" in kinds,
    )
    args = (where["id"], terms, str(values.get("reason") or ""), now, where["version"])
    kept = delegation_terms.correct(tx, caller, *args)
    until_words = f", until {day_words(kept.deadline.day)}" if kept.deadline.day else ""
    to = "; ".join(kept.delegates) or "nobody named"
    return f":white_check_mark: Put right. {views.title(kept)}\nTo {esc(to)}{until_words}"


async def _terms(typed: Typed) -> Answer:
    reference, _ = reference_and_rest(unescape(typed.text))
    asked = (typed.who.channel_id, reference)
    view = await typed.desk.ask(again(typed.who), _terms_called, *asked)
    await typed.client.views_open(trigger_id=typed.trigger_id, view=view)
    return Answer()


def _terms_called(
    tx: Transaction, caller: Caller, channel: str, reference: str, now: datetime
) -> Block:
    board = board_meant(tx, caller, channel)
    found = delegation_keeping.find(tx, caller, board.id, reference)
    return _terms_form(tx, caller, found.id, channel, now)


def _held(how: str) -> Handler:
    async def handler(typed: Typed) -> Answer:
        reference, _ = reference_and_rest(unescape(typed.text))
        asked = (typed.who.channel_id, reference, how)
        return Answer(await typed.desk.ask(typed.who, _hold_called, *asked))

    return handler


def _hold_called(
    tx: Transaction, caller: Caller, channel: str, reference: str, how: str, now: datetime
) -> str:
    found = delegation_keeping.find(tx, caller, board_meant(tx, caller, channel).id, reference)
    return _hold(tx, caller, found.id, how, now)


async def _link(typed: Typed) -> Answer:
    reference, grant = reference_and_rest(unescape(typed.text))
    if not grant:
        raise not_here("link X1 D1")
    asked = (typed.who.channel_id, reference, grant.removeprefix("to ").strip())
    return Answer(await typed.desk.ask(typed.who, _linked, *asked))


def _linked(
    tx: Transaction, caller: Caller, channel: str, reference: str, grant: str, now: datetime
) -> str:
    board = board_meant(tx, caller, channel)
    decision = decision_called(tx, caller, board, reference)
    found = delegation_keeping.find(tx, caller, board.id, grant)
    return said(tx, caller, exercise_keeping.link(tx, caller, decision.id, found.id, now), now)


VERBS: Mapping[str, Handler] = {
    "terms": _terms,
    "jointly": _held("jointly"),
    "severally": _held("severally"),
    "link": _link,
}
