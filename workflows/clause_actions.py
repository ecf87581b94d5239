"""Clauses that set somebody work become actions, at the officer's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.access import Caller, Deed, require
from workflows.action_recording import NewAction, compose
from workflows.actions import Action
from workflows.errors import AlreadyDone, InvalidInput
from workflows.report_back_cycles import cycle_in
from workflows.report_backs import Cycle
from workflows.resolution_recording import actions_of, seen
from workflows.resolutions import Clause, ClauseKind, Resolution
from workflows.showing import render_again
from workflows.telling import tell_owners

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Clauses that set somebody work, and are offered to become actions.
WORK = frozenset({ClauseKind.ACTION, ClauseKind.REPORT_BACK})


@dataclass(frozen=True)
class ClauseWork:
    """A clause that is to become an action: owners and due as typed, text as typed or verbatim."""

    clause_id: str
    owners: Sequence[str] = ()
    due: str = ""
    text: str = ""


def offered(tx: Transaction, resolution: Resolution) -> tuple[Clause, ...]:
    """The clauses that set work and have not become actions yet."""
    done = {a.clause_id for a in actions_of(tx, resolution)}
    return tuple(c for c in resolution.clauses if c.kind in WORK and c.id not in done)


def make_actions(
    tx: Transaction,
    caller: Caller,
    resolution_id: str,
    work: Sequence[ClauseWork],
    now: datetime,
) -> list[Action]:
    """Make the named clauses into actions, and tell each owner once for all of them. An error's
    field is the input's name with the clause's place: "due_0"."""
    resolution = seen(tx, caller, resolution_id)
    require(caller, resolution.board_id, Deed.RECORD)
    open_ones = {c.id: c for c in offered(tx, resolution)}
    if not work or any(w.clause_id not in open_ones for w in work):
        raise AlreadyDone("These clauses have become actions already. Nothing was recorded twice.")
    # In the meeting that is still open it is captured live, as everything else there.
    sitting = tx.meetings.find_open(resolution.board_id) if resolution.live else None
    places = {c.id: n for n, c in enumerate(resolution.clauses)}
    made = []
    for each in work:
        clause = open_ones[each.clause_id]
        comes_back = clause.kind is ClauseKind.REPORT_BACK
        new = NewAction(
            text=each.text.strip() or clause.text,
            owners=each.owners,
            # No meeting is guessed for what is to come back some time.
            due=each.due or ("none" if comes_back and not sitting else ""),
            report_to=resolution.board_id if comes_back else None,
            cycle=cycle_in(clause.text) if comes_back else Cycle.ONCE,
            meeting_id=None if sitting else resolution.meeting_id,
            minute_ref=resolution.minute_ref,
            item=resolution.item,
            exempt=resolution.exempt,
            origin="resolution",
            clause_id=each.clause_id,
        )
        try:
            action = compose(tx, caller, resolution.board_id, new, now)
        except InvalidInput as wrong:
            raise InvalidInput(wrong.message, f"{wrong.field}_{places[each.clause_id]}") from wrong
        made.append(keeping.add(tx, action, caller, now, "recorded"))
    if sitting:
        render_again(tx, tx.boards.get(resolution.board_id), "meeting", sitting.id)
    told = [a for a in made if not a.live]
    tell_owners(tx, told, caller, now, batch=f"clauses:{made[0].id}")
    return made
