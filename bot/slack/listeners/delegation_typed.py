"""What the parts of /delegation share: which decision or delegation is meant, and how it is
answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack.commands import tell
from bot.slack.listeners.boards import board_meant
from bot.slack.parsing import asker, form_values
from bot.slack.rendered.delegations import decision_of
from bot.slack.views import delegation_records as views
from workflows import delegation_keeping, exercise_saving, keeping
from workflows.access import Audience, Caller
from workflows.boards import Board
from workflows.deadlines import read_date
from workflows.delegations import Delegation
from workflows.deliveries import Kind, Parcel
from workflows.errors import AlreadyDone, NotFound
from workflows.exercises import Exercise, ExerciseState
from workflows.ports import Transaction

#: What is typed where no grant is known.
NONE = frozenset({"none", "unknown", "-"})


def day_of(words: str, board: Board, now: datetime) -> date:
    """The day that was typed; today where none was."""
    today = keeping.local_day(now, board)
    plain = words.strip().removeprefix("on ").strip()
    return read_date(plain, on=today) if plain else today


def said(tx: Transaction, caller: Caller, exercise: Exercise, now: datetime) -> str:
    """The answer about a decision: how it stands, what it lacks, what does not fit."""
    decision = decision_of(tx, exercise, Audience(caller), now)
    return views.answered(decision) if decision else f"{exercise.reference} is kept."


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
            f"with `/delegation decide {delegation.reference}`"
        )
    drafts = [e for e in found if e.state is ExerciseState.DRAFT]
    return (drafts if draft_first and drafts else found)[-1]


def seen_delegation(tx: Transaction, caller: Caller, delegation_id: str) -> Delegation:
    """The delegation of a button, for whoever may see it."""
    found = tx.delegations.get(delegation_id)
    return delegation_keeping.find(tx, caller, found.board_id, found.reference)


def seen_decision(tx: Transaction, caller: Caller, exercise_id: str) -> Exercise:
    """The decision of a button, for whoever may see it."""
    found = tx.exercises.get(exercise_id)
    return exercise_saving.find(tx, caller, found.board_id, found.reference)


def board_of(tx: Transaction, caller: Caller, where: Mapping[str, Any]) -> Board:
    """The board that a form was opened for."""
    if where.get("board"):
        return tx.boards.get(str(where["board"]))
    return board_meant(tx, caller, str(where["channel"]))


def private(channel: str, **more: Any) -> str:
    """What a form carries to know again what it is about."""
    return json.dumps({"channel": channel, **more})


def post(tx: Transaction, caller: Caller, exercise: Exercise) -> None:
    """Its card in the board's channel, which follows it; exempt matter, and that of a board without
    a channel, goes to the officer alone."""
    board = tx.boards.get(exercise.board_id)
    grant = tx.delegations.get(exercise.delegation_id) if exercise.delegation_id else None
    apart = bool(exercise.exempt or (grant and grant.exempt)) or not board.channel_id
    tx.outbox.put(
        Parcel(
            key=f"decision:{exercise.id}",
            kind=Kind.MESSAGE,
            team_id=board.team_id,
            board_id=board.id,
            view="decision",
            args={"exercise_id": exercise.id},
            channel=None if apart else board.channel_id,
            person_id=caller.id if apart else None,
        )
    )


async def submitted(
    desk: Desk, client: AsyncWebClient, body: Mapping[str, Any], take: Callable[..., str]
) -> None:
    """Have a submitted form taken, and say to whoever sent it what came of it."""
    view = body["view"]
    where = json.loads(view["private_metadata"])
    who = asker(body, once=f"form:{view['id']}")
    text = await desk.ask(who, take, where, form_values(view))
    await tell(client, replace(who, channel_id=where["channel"]), text)


def not_here(what: str) -> NotFound:
    """What is said of a reference that was left out."""
    return NotFound(f"Say which one, for example `/delegation {what}`. Nothing was changed.")
