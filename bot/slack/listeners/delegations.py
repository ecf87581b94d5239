"""/delegation: what was delegated, to whom, until when, and what was done with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Asker, Desk
from bot.slack import gather
from bot.slack.commands import Answer, Handler, Typed, answer_command, by_verb
from bot.slack.parsing import reference_and_rest, unescape
from bot.slack.views import delegation_records as record_views
from bot.slack.views import delegations as views
from workflows import (
    board_setup,
    delegation_keeping,
    delegation_overview,
    exercise_keeping,
    exercise_reporting,
    exercise_saving,
    keeping,
)
from workflows.access import Audience, Caller
from workflows.boards import Board
from workflows.deadlines import read_date
from workflows.delegation_overview import Register
from workflows.errors import AlreadyDone, InvalidInput
from workflows.exercise_keeping import RecordForm
from workflows.exercise_rules import implementable
from workflows.exercises import Exercise, ExerciseState
from workflows.ports import Transaction

HELP = """*Delegated decisions*
A clause that delegates is kept by itself when its resolution is recorded.
`/delegation list` shows who may decide what until when, and what was decided
`/delegation used D1 on 12 March: approved the return` · `… on 12 March by Tom Hallam: …` · \
without a grant that is known: `/delegation used none on 12 March by Tom Hallam: …`
`/delegation record X1 ODR-12/2027` says where the written record of a decision stands
`/delegation reported X1` when the board has heard of it
A standing power may be used again: record each decision"""

_NONE = {"none", "unknown", "-"}
_BY = re.compile(r"\s+by\s+", re.I)


def register(app: AsyncApp, desk: Desk, prefix: str = "") -> None:
    """Wire everything of this feature."""

    @app.command(f"/{prefix}delegation")
    async def delegation(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await answer_command(handle, ack, body, desk, client)


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
    found = await typed.desk.ask(again(typed), _listed, typed.who.channel_id)
    return Answer(f"{found.board.name}: {len(found.held)} delegated", views.listing(found))


def again(typed: Typed) -> Asker:
    """For a read: no key is used up, so that a retry reads again."""
    who = typed.who
    return Asker(who.team_id, who.user_id, who.user_name, who.channel_id)


def _listed(tx: Transaction, caller: Caller, channel: str, now: datetime) -> Register:
    return delegation_overview.register(tx, board_here(tx, caller, channel), Audience(caller), now)


def board_here(tx: Transaction, caller: Caller, channel: str) -> Board:
    """The board of this channel; in a direct message the caller's only one."""
    board = gather.board_for(tx, caller, channel)
    return board or board_setup.board_here(tx, caller.person.team_id, channel)


async def _used(typed: Typed) -> Answer:
    reference, rest = reference_and_rest(unescape(typed.text))
    head, colon, what = rest.partition(":")
    if not reference or not colon or not what.strip():
        raise InvalidInput(
            "Say which one, on which day and what was decided. Nothing was changed. For example: "
            "`/delegation used D1 on 12 March: approved the return`"
        )
    day, *by = _BY.split(f" {head.strip()}", maxsplit=1)
    words = day.strip().removeprefix("on ").strip()
    use = (reference, words, by[0].strip() if by else "", what.strip())
    return Answer(await typed.desk.ask(typed.who, _use, typed.who.channel_id, use))


def _use(
    tx: Transaction, caller: Caller, channel: str, use: tuple[str, str, str, str], now: datetime
) -> str:
    reference, day, by, what = use
    board = board_here(tx, caller, channel)
    on = day_of(day, board, now)
    form = RecordForm(decided_on=on, decided_by=by or None, decision=what)
    grant_id = None
    if reference.lower() not in _NONE:
        grant_id = delegation_keeping.find(tx, caller, board.id, reference).id
    return said(tx, exercise_keeping.draft(tx, caller, board.id, grant_id, form, now), now)


def day_of(words: str, board: Board, now: datetime) -> date:
    """The day that was typed; today where none was."""
    today = keeping.local_day(now, board)
    plain = words.strip().removeprefix("on ").strip()
    return read_date(plain, on=today) if plain else today


def said(tx: Transaction, exercise: Exercise, now: datetime) -> str:
    """The answer about a decision: how it stands, what it lacks, what does not fit."""
    board = tx.boards.get(exercise.board_id)
    under = ""
    if exercise.delegation_id:
        under = tx.delegations.get(exercise.delegation_id).reference
    blocked, flags = exercise_keeping.judged(tx, exercise)
    told = exercise.flags
    if exercise.state is ExerciseState.DRAFT:
        told = (*blocked, *flags)
    waits = implementable(exercise, board, keeping.local_day(now, board))
    return record_views.answered(exercise, under, told, waits)


def decision_called(
    tx: Transaction, caller: Caller, board: Board, reference: str, *, draft_first: bool = False
) -> Exercise:
    """The decision of that reference; of a delegation's reference the one under it that is meant:
    the last that stands or, with `draft_first`, a draft if there is one."""
    if not reference.upper().startswith("D"):
        return exercise_saving.find(tx, caller, board.id, reference)
    delegation = delegation_keeping.find(tx, caller, board.id, reference)
    found = [
        e
        for e in tx.exercises.of_delegation(delegation.id)
        if e.state is not ExerciseState.WITHDRAWN
    ]
    if not found:
        raise AlreadyDone(
            f"No use of {delegation.reference} is on record yet. Nothing was changed. Record it "
            f"with `/delegation used {delegation.reference} on 12 March: what was decided`"
        )
    drafts = [e for e in found if e.state is ExerciseState.DRAFT]
    return (drafts if draft_first and drafts else found)[-1]


async def _reported(typed: Typed) -> Answer:
    reference, day = reference_and_rest(unescape(typed.text))
    return Answer(await typed.desk.ask(typed.who, _report, typed.who.channel_id, reference, day))


def _report(
    tx: Transaction, caller: Caller, channel: str, reference: str, day: str, now: datetime
) -> str:
    board = board_here(tx, caller, channel)
    found = decision_called(tx, caller, board, reference)
    on = day_of(day, board, now)
    return said(tx, exercise_reporting.report(tx, caller, found.id, on, now), now)


async def _recorded(typed: Typed) -> Answer:
    reference, where = reference_and_rest(unescape(typed.text))
    if not reference or not where.strip():
        raise InvalidInput(
            "Say which one, and where the written record of the decision stands. Nothing was "
            "changed. For example: `/delegation record X1 ODR-12/2027` or a link"
        )
    asked = (typed.who.channel_id, reference, where)
    return Answer(await typed.desk.ask(typed.who, _record, *asked))


def _record(
    tx: Transaction, caller: Caller, channel: str, reference: str, where: str, now: datetime
) -> str:
    board = board_here(tx, caller, channel)
    found = decision_called(tx, caller, board, reference, draft_first=True)
    return said(tx, exercise_keeping.record_at(tx, caller, found.id, where, now), now)


VERBS: Mapping[str, Handler] = {
    "help": _help,
    "list": _list,
    "used": _used,
    "record": _recorded,
    "reported": _reported,
}
