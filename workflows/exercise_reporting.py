"""A delegated decision after it was made: published, reported to the board, noted or ratified."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.access import Caller, Deed, require
from workflows.dates import day_words
from workflows.errors import AlreadyDone, InvalidInput
from workflows.exercise_rules import implementable
from workflows.exercise_saving import fetched, saved
from workflows.exercise_steps import ExerciseStep, check, possible
from workflows.exercises import Exercise, ExerciseState

if TYPE_CHECKING:
    from workflows.ports import Transaction


def publish(tx: Transaction, caller: Caller, exercise_id: str, on: date, now: datetime) -> Exercise:
    """Its record was published on that day, from which the time for a call-in is counted."""
    before = fetched(tx, exercise_id)
    require(caller, before.board_id, Deed.RECORD)
    check(before, ExerciseStep.PUBLISH)
    if before.published_on is not None:
        raise AlreadyDone(
            f"{before.reference} was published on {day_words(before.published_on)}. Nothing was "
            f"changed. {possible(before)}"
        )
    _not_to_come(tx, before, on, now)
    if on < before.decided_on:
        raise InvalidInput(
            f"It was decided on {day_words(before.decided_on)}, after {day_words(on)}. Nothing was "
            "changed.",
            field="on",
        )
    return saved(tx, replace(before, published_on=on), caller, now, "published")


def report(
    tx: Transaction,
    caller: Caller,
    exercise_id: str,
    on: date,
    now: datetime,
    meeting_id: str | None = None,
) -> Exercise:
    """The board has heard of it, on that day or at that meeting."""
    before = fetched(tx, exercise_id)
    require(caller, before.board_id, Deed.RECORD)
    check(before, ExerciseStep.REPORT)
    _not_to_come(tx, before, on, now)
    after = replace(
        before, state=ExerciseState.REPORTED, reported_on=on, reported_meeting_id=meeting_id
    )
    return saved(tx, after, caller, now, "reported")


def settle_at_board(
    tx: Transaction,
    caller: Caller,
    exercise_id: str,
    on: date,
    minute: str,
    now: datetime,
    *,
    ratified: bool,
    meeting_id: str | None = None,
) -> Exercise:
    """The board has noted it, or ratified it, under that minute; with that it has been reported
    too. Not while it may still be called in: what the board may then say is not the last word."""
    before = fetched(tx, exercise_id)
    require(caller, before.board_id, Deed.RECORD)
    check(before, ExerciseStep.RATIFY if ratified else ExerciseStep.NOTE)
    board = tx.boards.get(before.board_id)
    waits = implementable(before, board, keeping.local_day(now, board))
    if waits:
        raise AlreadyDone(
            f"{before.reference} cannot be {'ratified' if ratified else 'noted'} yet: {waits}. "
            f"Nothing was changed. That the board has heard of it can be kept: "
            f"`/delegation reported {before.reference}`"
        )
    _not_to_come(tx, before, on, now)
    after = replace(
        before,
        state=ExerciseState.RATIFIED if ratified else ExerciseState.NOTED,
        reported_on=before.reported_on or on,
        reported_meeting_id=before.reported_meeting_id or meeting_id,
        settled_minute=minute.strip()[:80] or before.settled_minute,
    )
    return saved(tx, after, caller, now, "ratified" if ratified else "noted")


def _not_to_come(tx: Transaction, exercise: Exercise, on: date, now: datetime) -> None:
    today = keeping.local_day(now, tx.boards.get(exercise.board_id))
    if on > today:
        raise InvalidInput(f"{day_words(on)} is still to come. Nothing was changed.", field="on")
