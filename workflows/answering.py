"""For whom somebody speaks who answers for an action: themselves, whoever is away, or all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from workflows.access import Caller, Deed, may
from workflows.actions import Action, Owner
from workflows.errors import NotAllowed
from workflows.owners import answer_apart
from workflows.people import Role


def mine_apart(action: Action, caller: Caller, **changes: date | None) -> tuple[Owner, ...] | None:
    """The owners with the caller's part changed, where several answer each for their own; None
    where the answer counts for all."""
    if not caller.owns(action.owners, action.board_id) or not answer_apart(action.owners):
        return None
    officer = may(caller, action.board_id, Deed.SETTLE)
    parts = [o for o in parts_of(action, caller) if officer or _answers_for(o, action, caller)]
    return tuple(
        replace(o, **changes) if o in parts else o  # type: ignore[arg-type]
        for o in action.owners
    )


def parts_of(action: Action, caller: Caller) -> list[Owner]:
    """For which of the owners the caller speaks: where one leads, for the lead; else for their own
    part while that is not done, then for those of the people whom they stand in for."""
    leads = [o for o in action.owners if o.lead and o.known]
    asked = leads or [o for o in action.owners if o.done_on is None]
    own = [o for o in asked if caller.owns_personally([o], action.board_id)]
    return own or [o for o in asked if caller.owns([o], action.board_id)]


def only_helps(action: Action, caller: Caller) -> bool:
    """Whether the caller's word is a note and moves nothing: they own it beside somebody who leads,
    or as one of a group or of all the members, for whom its chair (or vice-chair) answers. An
    officer of the board answers for everybody."""
    if may(caller, action.board_id, Deed.SETTLE):
        return False
    leads = [o for o in action.owners if o.lead and o.known]
    return not any(_answers_for(o, action, caller) for o in leads or action.owners)


def _answers_for(owner: Owner, action: Action, caller: Caller) -> bool:
    if owner.everyone or owner.group_id:
        seats = caller.on(owner.group_id or action.board_id)
        return bool(seats & {Role.CHAIR, Role.VICE_CHAIR})
    return caller.owns([owner], action.board_id)


def refuse_helper(action: Action, caller: Caller, what: str) -> None:
    """`NotAllowed` to whoever helps only: one of many must not quieten or move it for all."""
    if not only_helps(action, caller):
        return
    leads = ", ".join(o.printed for o in action.owners if o.lead and o.known)
    who = leads or "the chair"
    raise NotAllowed(
        f"{who[0].upper()}{who[1:]} or a committee officer can {what}: they answer for all who own "
        "it. Nothing was changed; “Progress” records what you have to say."
    )
