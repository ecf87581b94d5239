"""Who besides the owner follows an action, and when: its deputy, its lead officer, a ladder of its
own; and the word to the chair when it is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping, ledger
from workflows.access import Audience, Caller, caller_for, can_see
from workflows.action_recording import seen
from workflows.action_steps import Step, check
from workflows.actions import Action, Owner
from workflows.board_reminders import PolicyForm, with_policy
from workflows.boards import Board, NudgePolicy
from workflows.day_gathering import reachable
from workflows.deadlines import day_words
from workflows.deliveries import Kind, Parcel
from workflows.digests import is_overdue
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.ladder import policy_of
from workflows.owners import chairs_of, read_owners
from workflows.people import Person
from workflows.stale import refuse_stale

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class FollowUp:
    """What the form of one action's reminders holds; None leaves a field as it was.

    `before` are the days before its due, of whichever kind that is. A `ladder` that differs from
    the board's is its own from then on, and does not follow the board any more; `as_board` takes
    it away again. `version` is that of the action from which the form was drawn.
    """

    as_board: bool = False
    before: str | None = None
    ladder: PolicyForm | None = None
    deputy: str | None = None
    lead: str | None = None
    version: int | None = None


def change(
    tx: Transaction, caller: Caller, action_id: str, form: FollowUp, now: datetime
) -> Action:
    """Save what the form says; an officer's. `InvalidInput` names the field, `Conflict` if the
    action was changed since the form was opened. What changes nothing is saved nowhere."""
    before = seen(tx, caller, action_id)
    check(before, caller, Step.EDIT)
    refuse_stale("This action", before.version, form.version)
    board = tx.boards.get(before.board_id)
    today = keeping.local_day(now, board)
    after = replace(before, policy=_ladder(before, board, form))
    if form.deputy is not None:
        after = replace(after, deputy=_named(tx, board, form.deputy, today, "deputy"))
    if form.lead is not None:
        after = replace(after, lead=_named(tx, board, form.lead, today, "lead"))
    if after == before:
        return before
    return keeping.keep(tx, before, after, caller, now, "reminders changed")


def _ladder(action: Action, board: Board, form: FollowUp) -> NudgePolicy | None:
    """Its own policy as the form leaves it, None for the board's."""
    if form.as_board:
        return None
    typed = form.ladder or PolicyForm()
    if form.before is not None and action.due.meeting_id:
        typed = replace(typed, before_meeting=form.before)
    elif form.before is not None:
        typed = replace(typed, before_date=form.before)
    try:
        policy = with_policy(policy_of(action, board), typed)
    except InvalidInput as wrong:
        shown = "before" if wrong.field in ("before_meeting", "before_date") else wrong.field
        raise InvalidInput(wrong.message, shown) from None
    return None if policy == board.policy else policy


def days_before(action: Action, policy: NudgePolicy) -> tuple[int, ...]:
    """The days before its due on which one hears of it, of whichever kind that due is."""
    return policy.before_meeting if action.due.meeting_id else policy.before_date


def _named(tx: Transaction, board: Board, written: str, on: date, field: str) -> Owner | None:
    """The one person or post that was written; nobody if nothing was. `InvalidInput` for somebody
    whom the board does not know: nothing could be sent to them."""
    if not written.strip():
        return None
    found = read_owners(tx, board, [written], on)
    if len(found) != 1 or not (found[0].person_id or found[0].post_id):
        raise InvalidInput(
            f"I do not know “{written.strip()[:60]}” as one person or post here. Write a name or a "
            "post as /board people lists it, or add it there first.",
            field,
        )
    return replace(found[0], lead=False)


def ask_chair(tx: Transaction, caller: Caller, action_id: str, now: datetime) -> Sequence[Person]:
    """Ask the chairs, each in a message, to invite the owner of an overdue action to the meeting;
    whom it goes to. Once a day for each action; the ledger holds it."""
    action = seen(tx, caller, action_id)
    check(action, caller, Step.ASK_CHAIR)
    board = tx.boards.get(action.board_id)
    today = keeping.local_day(now, board)
    name = action.reference or "This action"
    if not is_overdue(action, today):
        raise AlreadyDone(f"{name} is not overdue. Nothing was sent to the chair.")
    chairs = _chairs(tx, board, action, today)
    if not tx.once(f"ask-chair:{action.id}:{today}"):
        raise AlreadyDone(
            f"The chair has been asked about {name} today already. Nothing was sent again."
        )
    for chair in chairs:
        tx.outbox.put(
            Parcel(
                key=f"ask-chair:{action.id}:{today}:{chair.id}",
                kind=Kind.MESSAGE,
                team_id=board.team_id,
                board_id=board.id,
                view="ask_chair",
                args={"action_id": action.id, "by": caller.id},
                person_id=chair.id,
            )
        )
    values = {"reference": action.reference, "told": "; ".join(c.name for c in chairs)}
    ledger.write(tx, caller.id, board.id, now, "asked the chair", "action", action.id, values)
    return chairs


def _chairs(tx: Transaction, board: Board, action: Action, today: date) -> list[Person]:
    """The chairs who can be written to and may read the matter; `NotFound` if there is none."""
    found = tx.people.many(chairs_of(tx, board.id, today)).values()
    able = [
        p for p in found if reachable(p) and can_see(action, Audience(caller_for(tx, p, today)))
    ]
    if not able:
        raise NotFound(
            f"No chair of {board.name} can be written to on {day_words(today)}. Nothing was sent. "
            "Add one, or an address, with /board people."
        )
    return sorted(able, key=lambda p: p.name)
