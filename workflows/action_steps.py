"""Which step an action can take from where it stands, and who may take it.

One table for the rule, the refusal's wording and the buttons of the card.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from workflows.access import Caller, Deed, may, require
from workflows.actions import ENDED, LIVE, Action, Status
from workflows.errors import AlreadyDone


class Step(StrEnum):
    PROGRESS = "progress"
    BLOCKED = "blocked"
    DONE = "done"
    ASK_TIME = "ask_time"
    NOT_MINE = "not_mine"
    HUSH = "hush"
    ACCEPT = "accept"
    RETURN = "return"
    REOPEN = "reopen"
    EXTEND = "extend"
    AGREE = "agree"
    REFUSE = "refuse"
    REASSIGN = "reassign"
    TRANSFER = "transfer"
    CANCEL = "cancel"
    EDIT = "edit"
    KEEP_OPEN = "keep_open"
    REMINDERS = "reminders"
    ASK_CHAIR = "ask_chair"


_DONE = frozenset({Status.PROPOSED_DONE})
_NOT_ENDED = frozenset(Status) - ENDED

FROM: Mapping[Step, frozenset[Status]] = {
    Step.PROGRESS: LIVE,
    Step.BLOCKED: LIVE,
    Step.DONE: LIVE,
    Step.ASK_TIME: LIVE,
    Step.NOT_MINE: LIVE,
    Step.HUSH: LIVE,
    Step.ACCEPT: _DONE,
    Step.RETURN: frozenset({Status.PROPOSED_DONE, Status.ACCEPTED}),
    Step.REOPEN: frozenset({Status.ACCEPTED}) | ENDED,
    Step.EXTEND: LIVE,
    Step.AGREE: LIVE,
    Step.REFUSE: LIVE,
    Step.REASSIGN: LIVE,
    Step.TRANSFER: LIVE,
    Step.CANCEL: _NOT_ENDED,
    Step.EDIT: _NOT_ENDED,
    Step.KEEP_OPEN: frozenset({Status.PROPOSED_DONE, Status.ACCEPTED}),
    Step.REMINDERS: _NOT_ENDED,
    Step.ASK_CHAIR: LIVE,
}

OWNERS = frozenset(
    {Step.PROGRESS, Step.BLOCKED, Step.DONE, Step.ASK_TIME, Step.NOT_MINE, Step.HUSH}
)
#: What an owner may look at beside an officer, though it is no answer.
_LOOKS = frozenset({Step.REMINDERS})

STATUS_WORDS: Mapping[Status, str] = {
    Status.OPEN: "open",
    Status.IN_PROGRESS: "in progress",
    Status.BLOCKED: "blocked",
    Status.PROPOSED_DONE: "reported done, waiting for the officer",
    Status.ACCEPTED: "completed",
    Status.CLOSED: "closed",
    Status.CANCELLED: "cancelled",
    Status.TRANSFERRED: "transferred",
}

_WAY_OUT: Mapping[Status, str] = {
    Status.PROPOSED_DONE: "An officer can accept it or return it with a reason.",
    Status.ACCEPTED: "An officer can return or reopen it with a reason.",
    Status.CLOSED: "An officer can reopen it with a reason.",
    Status.CANCELLED: "An officer can reopen it with a reason.",
    Status.TRANSFERRED: "An officer can reopen it with a reason.",
}


def possible(action: Action, caller: Caller | None) -> tuple[Step, ...]:
    """The steps this person may take now, in the order of the table."""
    if caller is None:
        return ()
    return tuple(
        step
        for step, statuses in FROM.items()
        if action.status in statuses
        and may(caller, action.board_id, _deed(step), action)
        and (step not in (Step.AGREE, Step.REFUSE) or action.asked_slip)
    )


def check(action: Action, caller: Caller, step: Step) -> None:
    """Raise `NotAllowed` or `AlreadyDone`, saying what would be possible instead."""
    require(caller, action.board_id, _deed(step), action)
    if action.live and step in OWNERS:
        raise AlreadyDone(
            "This action was captured in a meeting that has not been issued yet. "
            "Nothing was changed. Issue the meeting first, then it can be answered for."
        )
    if action.status in FROM[step]:
        return
    name = action.reference or "This action"
    hint = _WAY_OUT.get(action.status, "It is still open: report it done first.")
    raise AlreadyDone(f"{name} is {STATUS_WORDS[action.status]}. Nothing was changed. {hint}")


def _deed(step: Step) -> Deed:
    return Deed.ANSWER if step in OWNERS | _LOOKS else Deed.SETTLE
