"""The link by which one person reads one action and answers for it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from workflows import links
from workflows.access import Audience, Caller, Deed, can_see, require
from workflows.action_steps import Step, possible
from workflows.actions import ENDED, Action
from workflows.links import LinkKind, Opened

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: What can be answered by a link, in the order in which it is offered.
STEPS = (Step.DONE, Step.PROGRESS, Step.BLOCKED, Step.ASK_TIME, Step.NOT_MINE)


def _fits(tx: Transaction, caller: Caller, action: Action, now: datetime) -> bool:
    """Only owners, and who stands in for one, answer for an action, and only while it lasts."""
    return (
        not action.live
        and action.status not in ENDED
        and caller.owns(action.owners, action.board_id)
        and can_see(action, Audience(caller))
    )


ANSWER_ACTION: LinkKind[Action] = LinkKind(
    subject="action",
    purpose="answer",
    label="Answer",
    offers="Done, progress, blocked, more time, not mine",
    fetch=lambda tx, action_id: tx.actions.get(action_id),
    fits=_fits,
    name=lambda action: action.reference,
)


def steps_of(opened: Opened[Action]) -> tuple[Step, ...]:
    """What the link's person can answer now."""
    now = possible(opened.thing, opened.caller)
    return tuple(
        s for s in STEPS if s in now and not (s is Step.ASK_TIME and opened.thing.asked_slip)
    )


def revoke_unfit(tx: Transaction, action: Action, now: datetime) -> int:
    """Revoke this action's links that have lost their reason: it has ended, it is somebody else's,
    or it is withheld from their person; how many."""
    return links.revoke_unfit(tx, ANSWER_ACTION, action, now)


def revoke_of_action(
    tx: Transaction, caller: Caller, action_id: str, now: datetime, real: datetime
) -> int:
    """An officer ends all links to one action; how many were good."""
    action = tx.actions.get(action_id)
    require(caller, action.board_id, Deed.SETTLE)
    found = tx.links.of_subject(ANSWER_ACTION.subject, action.id)
    return links.revoke_all(tx, caller.id, found, now, real)
