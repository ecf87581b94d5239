"""The record of a delegated decision: its form, its paper, where it stands if made elsewhere. Part
of /delegation; see `delegations`."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import ids
from bot.slack.commands import Answer, Handler, Typed, tell
from bot.slack.listeners.boards import again, board_meant
from bot.slack.listeners.delegation_typed import (
    NONE,
    board_of,
    decision_called,
    not_here,
    post,
    private,
    said,
    seen_decision,
    seen_delegation,
    submitted,
)
from bot.slack.parsing import asker, reference_and_rest, unescape
from bot.slack.presses import presser
from bot.slack.views import delegation_forms as forms
from bot.slack.views.blocks import Block
from workflows import consulting, delegation_keeping, exercise_keeping, keeping
from workflows.access import Caller
from workflows.boards import Board
from workflows.consultations import ConsultState
from workflows.delegation_reading import pounds
from workflows.delegations import Delegation
from workflows.deliveries import Kind, Parcel
from workflows.errors import InvalidInput
from workflows.exercise_keeping import RecordForm
from workflows.exercise_steps import ExerciseStep, check
from workflows.exercises import Background, Exercise, ExerciseState
from workflows.ports import Transaction

_EXEMPT = re.compile(r"^exempt(?:\s+because)?\s*:?\s*", re.I)
_FORMS = frozenset({"docx", "html"})


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons and the form of the record."""

    for step, opened in (
        ("decide", _for_grant),
        ("record", _for_decision),
        ("lawful", _for_chair),
    ):
        app.action(ids.DELEGATION_STEP + step)(_opens(desk, opened))

    @app.action(ids.DELEGATION_STEP + "paper")
    async def paper(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = presser(body, anew=True)
        subject = ids.unpack(body["actions"][0]["value"])
        await tell(client, who, await desk.ask(who, _papers, subject.subject_id, who.once))
        await ack()

    @app.view(ids.DECISION_FORM)
    async def kept(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await submitted(desk, client, body, _keep)
        await ack()


def _opens(desk: Desk, opened: Callable[..., Block]) -> Callable[..., Awaitable[None]]:
    """The listener of a button that opens a form of the record."""

    async def open_form(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = asker(body)
        value = str(body["actions"][0]["value"])
        view = await desk.ask(who, opened, who.channel_id, value)
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    return open_form


# --- opening the form -----------------------------------------------------------------------------


def _for_grant(tx: Transaction, caller: Caller, channel: str, value: str, now: datetime) -> Block:
    found = seen_delegation(tx, caller, ids.unpack(value).subject_id)
    return _form(tx, caller, tx.boards.get(found.board_id), channel, found, None, now)


def _for_decision(
    tx: Transaction, caller: Caller, channel: str, value: str, now: datetime
) -> Block:
    found = seen_decision(tx, caller, ids.unpack(value).subject_id)
    return _of_decision(tx, caller, found, channel, now)


def _of_decision(
    tx: Transaction, caller: Caller, exercise: Exercise, channel: str, now: datetime
) -> Block:
    draft = exercise.state is ExerciseState.DRAFT
    check(exercise, ExerciseStep.EDIT if draft else ExerciseStep.CORRECT)
    grant = tx.delegations.get(exercise.delegation_id) if exercise.delegation_id else None
    board = tx.boards.get(exercise.board_id)
    return _form(tx, caller, board, channel, grant, exercise, now)


def _for_chair(tx: Transaction, caller: Caller, channel: str, value: str, now: datetime) -> Block:
    """In its lawful form: by an officer, in consultation with the chair."""
    decision = str(json.loads(value)[1])
    begin = {"decision": decision, "consulted": "In consultation with the chair: "}
    board = board_meant(tx, caller, channel)
    return _form(tx, caller, board, channel, None, None, now, begin)


def _form(
    tx: Transaction,
    caller: Caller,
    board: Board,
    channel: str,
    grant: Delegation | None,
    exercise: Exercise | None,
    now: datetime,
    begin: Mapping[str, str] | None = None,
) -> Block:
    exercise_keeping.require_decider(tx, caller, board, grant, now)
    today = keeping.local_day(now, board)
    begun = dict(begin or {})
    notes: list[str] = []
    if grant:
        if len(grant.delegates) == 1:
            begun.setdefault("decided_by", grant.delegates[0])
        heard = consulting.of_round(tx, grant, exercise)
        replies = [f"{c.name}: {c.reply}" for c in heard if c.state is ConsultState.REPLIED]
        if replies:
            begun.setdefault("consulted", "\n".join(replies)[:3000])
        unheard = consulting.unheard(tx, grant, exercise)
        if unheard and grant.consult_first:
            notes.append(f"Not yet heard, and to be heard first: {' and '.join(unheard)}.")
        elif unheard:
            notes.append(f"No reply on record yet: {' and '.join(unheard)}.")
    desk = forms.Desk(
        grant,
        exercise,
        grant.delegates if grant else (),
        notes,
        begun,
        board.rules_on(exercise.decided_on if exercise else today).executive,
        today,
    )
    more = {
        "board": board.id,
        "delegation": grant.id if grant else "",
        "exercise": exercise.id if exercise else "",
        "version": exercise.version if exercise else 0,
    }
    return forms.record_form(desk, private(channel, **more))


async def _decide(typed: Typed) -> Answer:
    reference, _ = reference_and_rest(unescape(typed.text))
    if not reference:
        raise not_here("decide D1` or, where no grant is known, `/delegation decide none")
    channel = typed.who.channel_id
    view = await typed.desk.ask(again(typed.who), _called, channel, reference)
    await typed.client.views_open(trigger_id=typed.trigger_id, view=view)
    return Answer()


def _called(tx: Transaction, caller: Caller, channel: str, reference: str, now: datetime) -> Block:
    """The form for a decision's reference; for a delegation's the one of its draft if it has one,
    else of a new decision."""
    board = board_meant(tx, caller, channel)
    if reference.lower() in NONE:
        return _form(tx, caller, board, channel, None, None, now)
    if not reference.upper().startswith("D"):
        found = decision_called(tx, caller, board, reference)
        return _of_decision(tx, caller, found, channel, now)
    grant = delegation_keeping.find(tx, caller, board.id, reference)
    under = tx.exercises.of_delegation(grant.id)
    drafts = [e for e in under if e.state is ExerciseState.DRAFT]
    return _form(tx, caller, board, channel, grant, drafts[-1] if drafts else None, now)


async def _correct(typed: Typed) -> Answer:
    reference, _ = reference_and_rest(unescape(typed.text))
    if not reference.upper().startswith("X"):
        raise not_here("correct X1`; the terms of a grant: `/delegation terms D1")
    return await _decide(typed)


# --- what was typed into it -----------------------------------------------------------------------


def _keep(
    tx: Transaction,
    caller: Caller,
    where: Mapping[str, Any],
    values: Mapping[str, Any],
    now: datetime,
) -> str:
    """Draft, complete or correct, as the form was opened."""
    form = _read(values)
    if "reason" in values:
        args = (where["exercise"], form, str(values["reason"]), now, where["version"])
        return said(tx, caller, exercise_keeping.correct(tx, caller, *args), now)
    later, version = bool(values.get("later")), where["version"]
    exercise_id, override = where["exercise"], str(values.get("override") or "")
    if not exercise_id:
        board = board_of(tx, caller, where)
        grant_id = where["delegation"] or None
        drafted = exercise_keeping.draft(tx, caller, board.id, grant_id, form, now)
        exercise_id, version = drafted.id, drafted.version
    if later:
        kept = exercise_keeping.amend(tx, caller, exercise_id, form, now, version)
        return said(tx, caller, kept, now)
    made = exercise_keeping.make(tx, caller, exercise_id, form, override, now, version)
    post(tx, caller, made)
    return said(tx, caller, made, now)


def _read(values: Mapping[str, Any]) -> RecordForm:
    def words(name: str) -> str | None:
        return str(values[name] or "") if name in values else None

    by = "; ".join(values["agreed"] or []) if "agreed" in values else words("decided_by")
    day = str(values.get("decided_on") or "")
    return RecordForm(
        decided_on=date.fromisoformat(day) if day else None,
        decided_by=by,
        decision=words("decision"),
        reasons=words("reasons"),
        alternatives=words("alternatives"),
        interests=words("interests"),
        dispensation=words("dispensation"),
        consulted=words("consulted"),
        amount=_sum(words("amount")),
        background=_papers_typed(str(values.get("background") or "")),
        left_out=_left_out(values),
        exempt=words("exempt"),
    )


def _sum(words: str | None) -> int | None:
    if words is None or not words.strip():
        return None
    found = pounds(words)
    if found is None:
        raise InvalidInput(
            f"I cannot read “{words[:40]}” as a sum. Write it like £24,500. Nothing was changed.",
            field="amount",
        )
    return found


def _left_out(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    names = values.get("left_out") or []
    why = str(values.get("left_out_reason") or "").strip()
    if names and not why:
        raise InvalidInput(
            "Say why it is left out of the published record: the paragraph of Schedule 12A and the "
            "reason. Nothing was changed.",
            field="left_out_reason",
        )
    return tuple((str(name), why) for name in names)


def _papers_typed(text: str) -> tuple[Background, ...]:
    found = []
    for line in filter(None, (row.strip() for row in text.split("\n"))):
        head, *rest = (part.strip() for part in line.split("|"))
        exempt = next((_EXEMPT.sub("", p) or "exempt" for p in rest if _EXEMPT.match(p)), "")
        where = next((p for p in rest if p and not _EXEMPT.match(p)), "")
        found.append(Background(head[:300], where[:500], "", exempt[:300]))
    return tuple(found[:30])


# --- papers, and records made elsewhere -----------------------------------------------------------


async def _recorded(typed: Typed) -> Answer:
    reference, where = reference_and_rest(unescape(typed.text))
    if not reference or not where.strip():
        raise InvalidInput(
            "Say which one, and where the written record of the decision stands. Nothing was "
            "changed. For example: `/delegation record X1 ODR-12/2027` or a link; as a paper: "
            "`/delegation record X1 docx`"
        )
    asked = (typed.who.channel_id, reference, where.strip(), typed.who.once)
    return Answer(await typed.desk.ask(typed.who, _record, *asked))


def _record(
    tx: Transaction,
    caller: Caller,
    channel: str,
    reference: str,
    where: str,
    key: str,
    now: datetime,
) -> str:
    board = board_meant(tx, caller, channel)
    form, _, whole = where.lower().partition(" ")
    if form in _FORMS and whole.strip() in ("", "whole"):
        found = decision_called(tx, caller, board, reference)
        return _send(tx, caller, found, (form,), key, whole=bool(whole.strip()))
    found = decision_called(tx, caller, board, reference, draft_first=True)
    kept = exercise_keeping.record_at(tx, caller, found.id, where, now)
    if found.state is ExerciseState.DRAFT:
        post(tx, caller, kept)
    return said(tx, caller, kept, now)


def _papers(tx: Transaction, caller: Caller, exercise_id: str, key: str, now: datetime) -> str:
    del now
    found = seen_decision(tx, caller, exercise_id)
    return _send(tx, caller, found, ("docx", "html"), key, whole=False)


def _send(
    tx: Transaction,
    caller: Caller,
    exercise: Exercise,
    made: tuple[str, ...],
    key: str,
    *,
    whole: bool,
) -> str:
    board = tx.boards.get(exercise.board_id)
    for form in made:
        tx.outbox.put(
            Parcel(
                key=f"record:{exercise.id}:{exercise.version}:{form}:{whole}:{key}",
                kind=Kind.FILE,
                team_id=board.team_id,
                board_id=board.id,
                view="decision_record",
                args={"exercise_id": exercise.id, "form": form, "whole": whole},
                person_id=caller.id,
            )
        )
    what = "whole, not for publication" if whole else "as it may be published"
    return (
        f"The record of {exercise.reference}, {what}, is on its way to our direct message. "
        f"When it is published: `/delegation published {exercise.reference}`"
    )


VERBS: Mapping[str, Handler] = {"decide": _decide, "correct": _correct, "record": _recorded}
