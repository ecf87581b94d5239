"""Every step of a delegation and of a decision under it, typed or by its short form: consultation,
publication, call-in, report, revocation. Part of /delegation; see `delegations`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import ids
from bot.slack.commands import Answer, Handler, Typed
from bot.slack.listeners.boards import again, board_meant
from bot.slack.listeners.delegation_typed import (
    day_of,
    decision_called,
    not_here,
    private,
    said,
    seen_decision,
    seen_delegation,
    submitted,
)
from bot.slack.parsing import asker, reference_and_rest, unescape
from bot.slack.views import delegation_forms as forms
from bot.slack.views import delegation_records as record_views
from bot.slack.views import delegations as views
from bot.slack.views.blocks import Block, cut, esc
from workflows import (
    call_ins,
    consulting,
    delegation_keeping,
    delegation_terms,
    exercise_keeping,
    exercise_reporting,
    keeping,
)
from workflows.access import Caller, Deed, require
from workflows.boards import Board
from workflows.consultations import Consultation
from workflows.delegations import Delegation
from workflows.errors import InvalidInput
from workflows.exercises import Exercise
from workflows.ports import Transaction

_BECAUSE = re.compile(r"^(?:because|:)\s*", re.I)
_NAME_AND_WORDS = re.compile(r"^(?P<name>[^:]+?)\s*(?::|\bbecause\b)\s*(?P<words>.+)$", re.I | re.S)
_MINUTE = re.compile(r"\bminute\s+(?P<ref>\S+)", re.I)

#: A step's inputs by name; the words of the answer.
Take = Callable[[Transaction, Caller, str, Mapping[str, str], datetime], str]

#: Steps of a delegation; all others but "reply" are of a decision.
_OF_GRANT = frozenset({"consult", "note", "waive", "revoke"})


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons and the short forms."""

    @app.action(re.compile("^" + ids.DELEGATION_STEP + "(" + "|".join(forms.SHORT) + ")$"))
    async def open_short(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = asker(body)
        pressed = body["actions"][0]
        step = str(pressed["action_id"]).removeprefix(ids.DELEGATION_STEP)
        subject = ids.unpack(pressed["value"]).subject_id
        view = await desk.ask(who, _short, step, subject, who.channel_id)
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view(ids.DELEGATION_FORM)
    async def short(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await submitted(desk, client, body, _take_short)
        await ack()


def _short(
    tx: Transaction, caller: Caller, step: str, subject: str, channel: str, now: datetime
) -> Block:
    """The short form of a step; whoever may not take it is told before they type."""
    if step == "reply":
        consultation = consulting.seen(tx, caller, subject, now)
        board = tx.boards.get(consultation.board_id)
        above = f">{esc(cut(consultation.question, 2000))}"
    elif step in _OF_GRANT:
        grant = seen_delegation(tx, caller, subject)
        require(caller, grant.board_id, Deed.RECORD)
        board = tx.boards.get(grant.board_id)
        above = f"*{esc(grant.reference)}*\n>{esc(cut(grant.text, 1500))}{_consulted(grant, step)}"
    else:
        exercise = seen_decision(tx, caller, subject)
        require(caller, exercise.board_id, Deed.RECORD)
        board = tx.boards.get(exercise.board_id)
        above = f"*{esc(exercise.reference)}*\n>{esc(cut(exercise.decision, 1500))}"
    today = keeping.local_day(now, board)
    return forms.short_form(step, above, private(channel, step=step, id=subject), today)


def _consulted(grant: Delegation, step: str) -> str:
    named = "; ".join(grant.consultees) or "nobody"
    return f"\nTo be consulted: {esc(named)}" if step != "revoke" else ""


def _take_short(
    tx: Transaction,
    caller: Caller,
    where: Mapping[str, Any],
    values: Mapping[str, Any],
    now: datetime,
) -> str:
    given = {name: str(value or "") for name, value in values.items()}
    return _TAKE[where["step"]](tx, caller, where["id"], given, now)


# --- what each step does --------------------------------------------------------------------------


def _day(given: Mapping[str, str], name: str) -> date | None:
    return date.fromisoformat(given[name]) if given.get(name) else None


def _today(tx: Transaction, exercise_id: str, now: datetime) -> date:
    return keeping.local_day(now, tx.boards.get(tx.exercises.get(exercise_id).board_id))


def _consult(
    tx: Transaction, caller: Caller, subject: str, given: Mapping[str, str], now: datetime
) -> str:
    made = consulting.ask(tx, caller, subject, given["question"], now, _day(given, "due"))
    return views.asked(made)


def _reply(
    tx: Transaction, caller: Caller, subject: str, given: Mapping[str, str], now: datetime
) -> str:
    return _kept_reply(consulting.reply(tx, caller, subject, given["text"], now))


def _note(
    tx: Transaction, caller: Caller, subject: str, given: Mapping[str, str], now: datetime
) -> str:
    args = (subject, given["name"], given["text"], now)
    return _kept_reply(consulting.note_reply(tx, caller, *args))


def _waive(
    tx: Transaction, caller: Caller, subject: str, given: Mapping[str, str], now: datetime
) -> str:
    args = (subject, given["name"], given["reason"], now)
    return _kept_reply(consulting.waive(tx, caller, *args))


def _kept_reply(consultation: Consultation) -> str:
    return f":white_check_mark: Kept: {record_views.reply_words(consultation)}"


def _revoke(
    tx: Transaction, caller: Caller, subject: str, given: Mapping[str, str], now: datetime
) -> str:
    revoked = delegation_terms.revoke(tx, caller, subject, given["reason"], now)
    return f"{views.title(revoked)}\nWhat was decided before stands."


def _published(
    tx: Transaction, caller: Caller, subject: str, given: Mapping[str, str], now: datetime
) -> str:
    on = _day(given, "on") or _today(tx, subject, now)
    return said(tx, caller, exercise_reporting.publish(tx, caller, subject, on, now), now)


def _call_in(
    tx: Transaction, caller: Caller, subject: str, given: Mapping[str, str], now: datetime
) -> str:
    on = _day(given, "on") or _today(tx, subject, now)
    args = (subject, given["name"], given["reason"], on, now)
    return said(tx, caller, call_ins.call_in(tx, caller, *args), now)


def _settle(
    tx: Transaction, caller: Caller, subject: str, given: Mapping[str, str], now: datetime
) -> str:
    on = _day(given, "on") or _today(tx, subject, now)
    return said(tx, caller, call_ins.settle(tx, caller, subject, given["outcome"], on, now), now)


def _board(
    tx: Transaction, caller: Caller, subject: str, given: Mapping[str, str], now: datetime
) -> str:
    on = _day(given, "on") or _today(tx, subject, now)
    meeting = _meeting_on(tx, tx.exercises.get(subject), on)
    if given["outcome"] not in ("noted", "ratified"):
        heard = exercise_reporting.report(tx, caller, subject, on, now, meeting)
        return said(tx, caller, heard, now)
    settled = exercise_reporting.settle_at_board(
        *(tx, caller, subject, on, given.get("minute", ""), now),
        ratified=given["outcome"] == "ratified",
        meeting_id=meeting,
    )
    return said(tx, caller, settled, now)


def _meeting_on(tx: Transaction, exercise: Exercise, on: date) -> str | None:
    """The meeting of that day, where the board had one."""
    return next((m.id for m in tx.meetings.of_board(exercise.board_id) if m.day == on), None)


def _withdraw(
    tx: Transaction, caller: Caller, subject: str, given: Mapping[str, str], now: datetime
) -> str:
    withdrawn = exercise_keeping.withdraw(tx, caller, subject, given["reason"], now)
    return said(tx, caller, withdrawn, now)


_TAKE: Mapping[str, Take] = {
    "consult": _consult,
    "reply": _reply,
    "note": _note,
    "waive": _waive,
    "revoke": _revoke,
    "published": _published,
    "call-in": _call_in,
    "settle": _settle,
    "board": _board,
    "withdraw": _withdraw,
}


# --- typed ----------------------------------------------------------------------------------------


def _typed(step: str, read: Callable[[str], dict[str, str]], example: str) -> Handler:
    """The handler of a step: the short form where only the reference was typed."""

    async def handler(typed: Typed) -> Answer:
        reference, rest = reference_and_rest(unescape(typed.text))
        if not reference:
            raise not_here(example)
        channel = typed.who.channel_id
        if not rest and step in forms.SHORT and step not in ("published", "reported"):
            view = await typed.desk.ask(again(typed.who), _form_for, step, reference, channel)
            await typed.client.views_open(trigger_id=typed.trigger_id, view=view)
            return Answer()
        given = read(rest)
        return Answer(await typed.desk.ask(typed.who, _taken, step, reference, given, channel))

    return handler


def _form_for(
    tx: Transaction, caller: Caller, step: str, reference: str, channel: str, now: datetime
) -> Block:
    board = board_meant(tx, caller, channel)
    return _short(tx, caller, step, _subject(tx, caller, board, step, reference), channel, now)


def _subject(tx: Transaction, caller: Caller, board: Board, step: str, reference: str) -> str:
    if step in _OF_GRANT:
        return delegation_keeping.find(tx, caller, board.id, reference).id
    return decision_called(tx, caller, board, reference).id


def _taken(
    tx: Transaction,
    caller: Caller,
    step: str,
    reference: str,
    given: Mapping[str, str],
    channel: str,
    now: datetime,
) -> str:
    board = board_meant(tx, caller, channel)
    words = dict(given)
    for name in ("on", "due"):
        if words.get(name):
            words[name] = day_of(words[name], board, now).isoformat()
    subject = _subject(tx, caller, board, step, reference)
    return _TAKE[step](tx, caller, subject, words, now)


def _named(field: str) -> Callable[[str], dict[str, str]]:
    def read(rest: str) -> dict[str, str]:
        found = _NAME_AND_WORDS.match(rest.removeprefix("by ").strip())
        if not found:
            raise InvalidInput(
                "Write the name, a colon, and the words after it. Nothing was changed. "
                "`/delegation help` has examples."
            )
        return {"name": found["name"], field: found["words"]}

    return read


def _call_in_words(rest: str) -> dict[str, str]:
    """`[on DAY] by NAME: REASON`"""
    day, _, words = f" {rest}".partition(" by ")
    on = day.strip().removeprefix("on ").strip()
    return {**_named("reason")(words or rest), "on": on}


def _settle_words(rest: str) -> dict[str, str]:
    outcome = next((o for o in call_ins.OUTCOMES if rest.lower().startswith(o)), rest)
    return {"outcome": outcome, "on": rest[len(outcome) :].strip().removeprefix("on ").strip()}


def _at_board(outcome: str) -> Callable[[str], dict[str, str]]:
    def read(rest: str) -> dict[str, str]:
        minute = _MINUTE.search(rest)
        day = _MINUTE.sub("", rest).strip().removeprefix("on ").strip()
        return {"outcome": outcome, "minute": minute["ref"] if minute else "", "on": day}

    return read


def _reason(rest: str) -> dict[str, str]:
    return {"reason": _BECAUSE.sub("", rest)}


async def _reported(typed: Typed) -> Answer:
    reference, day = reference_and_rest(unescape(typed.text))
    if not reference:
        raise not_here("reported X1")
    given = {"outcome": "only heard of it", "on": day.removeprefix("on ").strip()}
    asked = ("board", reference, given, typed.who.channel_id)
    return Answer(await typed.desk.ask(typed.who, _taken, *asked))


def _to_board(outcome: str) -> Handler:
    read = _at_board(outcome)

    async def handler(typed: Typed) -> Answer:
        reference, rest = reference_and_rest(unescape(typed.text))
        if not reference:
            raise not_here(f"{outcome} X1 minute 55")
        asked = ("board", reference, read(rest), typed.who.channel_id)
        return Answer(await typed.desk.ask(typed.who, _taken, *asked))

    return handler


VERBS: Mapping[str, Handler] = {
    "consult": _typed("consult", lambda rest: {"question": rest}, "consult D1: your question"),
    "reply": _typed("note", _named("text"), "reply D1 the Chair: agrees"),
    "waive": _typed("waive", _named("reason"), "waive D1 the Chair because …"),
    "revoke": _typed("revoke", _reason, "revoke D1 because …"),
    "published": _typed("published", lambda rest: {"on": rest}, "published X1 on 12 March"),
    "call-in": _typed("call-in", _call_in_words, "call-in X1 by NAME: why"),
    "settle": _typed("settle", _settle_words, "settle X1 upheld"),
    "withdraw": _typed("withdraw", _reason, "withdraw X1 because …"),
    "reported": _reported,
    "noted": _to_board("noted"),
    "ratified": _to_board("ratified"),
}
