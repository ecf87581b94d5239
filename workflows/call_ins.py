"""Call-in of an executive decision: made, not carried out, until it is settled.

Only executive decisions are called in, within the working days from publication that the board's
rules give: the window is local, a council's constitution sets it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.access import Caller, Deed, require
from workflows.action_recording import clean_text
from workflows.dates import day_words
from workflows.errors import AlreadyDone, InvalidInput
from workflows.exercise_rules import call_in_days, call_in_ends
from workflows.exercise_saving import fetched, saved
from workflows.exercise_steps import ExerciseStep, check
from workflows.exercises import CallIn, Exercise, ExerciseState

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: What may become of a call-in: the decision stands, the call-in was taken back, or the decision
#: goes back to whoever made it.
OUTCOMES = ("upheld", "withdrawn", "sent back")


def call_in(
    tx: Transaction,
    caller: Caller,
    exercise_id: str,
    by: str,
    reason: str,
    on: date,
    now: datetime,
) -> Exercise:
    """It was called in on that day: it is not carried out until that is settled. One call-in stops
    it; another that comes at the same time finds it stopped."""
    before = fetched(tx, exercise_id)
    require(caller, before.board_id, Deed.RECORD)
    board = tx.boards.get(before.board_id)
    if before.state is ExerciseState.CALLED_IN:
        last = before.call_ins[-1]
        raise AlreadyDone(
            f"{before.reference} was called in by {last.by} on {day_words(last.on)} already, and "
            f"is stopped: “{last.reason}”. Nothing was changed."
        )
    check(before, ExerciseStep.CALL_IN)
    if call_in_days(before, board) is None:
        why = "its board's decisions are not the executive's" if not before.executive else ""
        raise AlreadyDone(
            f"{before.reference} cannot be called in: "
            f"{why or 'the rules of its board give no time for it'}. Nothing was changed. Whether "
            "a board's decisions may be is set with `/board rules`."
        )
    if before.call_ins:
        raise AlreadyDone(
            f"{before.reference} has been called in once, and that was settled "
            f"({before.call_ins[-1].outcome}). It is not called in again. Nothing was changed."
        )
    ends = call_in_ends(before, board)
    if ends is None or before.published_on is None:
        raise AlreadyDone(
            f"{before.reference} is not published yet, so its time for a call-in has not begun. "
            f"Nothing was changed. `/delegation published {before.reference} on 12 March`"
        )
    if on > keeping.local_day(now, board):
        raise InvalidInput(f"{day_words(on)} is still to come. Nothing was changed.", "on")
    if not before.published_on <= on <= ends:
        raise AlreadyDone(
            f"{before.reference} could be called in from {day_words(before.published_on)} until "
            f"{day_words(ends)}; {day_words(on)} is not within that. Nothing was changed."
        )
    called = CallIn(on, clean_text(by, field="name", most=300), clean_text(reason, field="reason"))
    after = replace(before, state=ExerciseState.CALLED_IN, call_ins=(*before.call_ins, called))
    return saved(tx, after, caller, now, "called in", called.reason)


def settle(
    tx: Transaction, caller: Caller, exercise_id: str, outcome: str, on: date, now: datetime
) -> Exercise:
    """What became of the call-in. A decision that was sent back is a draft again: it is decided
    anew, or withdrawn."""
    before = fetched(tx, exercise_id)
    require(caller, before.board_id, Deed.RECORD)
    check(before, ExerciseStep.SETTLE)
    said = " ".join(outcome.casefold().split())
    if said not in OUTCOMES:
        raise InvalidInput(
            f"Say what became of it: {', '.join(OUTCOMES)}. Nothing was changed.", field="outcome"
        )
    last = before.call_ins[-1]
    if on < last.on or on > keeping.local_day(now, tx.boards.get(before.board_id)):
        raise InvalidInput(
            f"It was called in on {day_words(last.on)}; give a day from then until today. Nothing "
            "was changed.",
            field="on",
        )
    settled = (*before.call_ins[:-1], replace(last, settled_on=on, outcome=said))
    after = replace(before, call_ins=settled)
    if said == "sent back":
        after = replace(after, state=ExerciseState.DRAFT, published_on=None)
        return saved(tx, after, caller, now, "sent back")
    heard = ExerciseState.REPORTED if before.reported_on else ExerciseState.MADE
    return saved(tx, replace(after, state=heard), caller, now, f"call-in {said}")
