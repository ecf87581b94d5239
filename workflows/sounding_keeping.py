"""What every change of a sounding entails, in one place: whoever else would change it kept out, the
row saved, a line in the ledger, its ladder worked out anew and what shows it rendered again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import keeping, ledger, links, watch_keeping
from workflows.access import Audience, Caller, Deed, can_see, require
from workflows.errors import NotFound
from workflows.ledger import Entry
from workflows.sounding_links import REPLY
from workflows.sounding_states import Step, refuse_unless
from workflows.sounding_tally import threshold_words
from workflows.soundings import Asked, Sounding, View

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Who closes a sounding at its deadline, as the ledger names it.
PROGRAM = "program"


def hold(tx: Transaction, sounding_id: str, *, alone: bool) -> None:
    """Until the end of the transaction nobody closes or changes it; `alone`: nor replies. Replies
    share it, so that they do not wait for each other, only for a change."""
    tx.hold([f"sounding:{sounding_id}"], shared=not alone)


def to_change(
    tx: Transaction,
    caller: Caller,
    sounding_id: str,
    step: Step,
    now: datetime,
    *,
    alone: bool = True,
) -> Sounding:
    """The sounding as it stands, for an officer who changes it, and nobody else meanwhile;
    `AlreadyDone` if its state does not allow the step."""
    hold(tx, sounding_id, alone=alone)
    sounding = seen(tx, caller, sounding_id)
    require(caller, sounding.board_id, Deed.SEEK_VIEWS)
    refuse_unless(sounding, step, now, tx.boards.get(sounding.board_id).zone)
    return sounding


def seen(tx: Transaction, caller: Caller, sounding_id: str) -> Sounding:
    """The sounding; what the caller may not see does not exist for them."""
    sounding = tx.soundings.get(sounding_id)
    if not can_see(sounding, Audience(caller)):
        raise NotFound("There is no such sounding. Nothing was changed.")
    return sounding


def find(tx: Transaction, caller: Caller, board_id: str, reference: str) -> Sounding:
    """The sounding of that reference on the board, as `seen`."""
    found = tx.soundings.find_by_reference(board_id, reference.strip().upper())
    if found is None or not can_see(found, Audience(caller)):
        raise NotFound(
            f"There is no sounding {reference.strip()[:40] or '(no reference)'} here. Nothing was "
            "changed. “/sounding list” shows them all, with references.",
            field="reference",
        )
    return found


def add(tx: Transaction, sounding: Sounding, caller: Caller, now: datetime, deed: str) -> Sounding:
    """Store a new sounding."""
    tx.soundings.add(sounding)
    after_change(tx, sounding, now)
    write(tx, sounding, caller.id, now, deed, _values(sounding))
    return sounding


def keep(
    tx: Transaction,
    before: Sounding,
    after: Sounding,
    actor: str,
    now: datetime,
    deed: str,
    reason: str = "",
) -> Sounding:
    """Save a changed sounding; `Conflict` if somebody else changed it meanwhile."""
    saved = tx.soundings.save(after)
    links.revoke_unfit(tx, REPLY, saved, now)
    after_change(tx, saved, now)
    old = _values(before)
    changed = {k: v for k, v in _values(saved).items() if old.get(k) != v}
    write(tx, saved, actor, now, deed, {"reference": saved.reference, **changed}, reason)
    return saved


def after_change(tx: Transaction, sounding: Sounding, now: datetime) -> None:
    """Its next reminder, its cards, and the Homes of its officers."""
    board = tx.boards.get(sounding.board_id)
    today = keeping.local_day(now, board)
    watch_keeping.keep(tx, sounding, today)
    keeping.refresh_officers(tx, board, today)


def write(
    tx: Transaction,
    sounding: Sounding,
    actor: str,
    now: datetime,
    deed: str,
    values: Mapping[str, str],
    reason: str = "",
) -> None:
    """A line of the ledger about it."""
    ledger.write(
        tx, actor, sounding.board_id, now, deed, "sounding", sounding.id, values, reason=reason
    )


def write_view(tx: Transaction, sounding: Sounding, view: View, asked: Asked, deed: str) -> None:
    """The line about a reply. It names the reply; its words stand where they can be erased."""
    values = {
        "reference": sounding.reference,
        "place": asked.name,
        "option": view.option,
        "comment": view.comment,
        "by": view.via,
    }
    tx.ledger.append(
        Entry(
            board_id=sounding.board_id,
            at=view.at,
            actor=view.by,
            deed=deed,
            subject="sounding",
            subject_id=sounding.id,
            on_behalf_of=view.on_behalf_of,
            values={k: v for k, v in values.items() if v},
        )
    )


def _values(sounding: Sounding) -> dict[str, str]:
    """What of it stands in the ledger's erasable side table; empty values are left out there."""
    found = {
        "reference": sounding.reference,
        "state": sounding.state.value,
        "question": sounding.question,
        "options": " / ".join(sounding.options),
        "deadline": sounding.deadline.isoformat(),
        "threshold": threshold_words(sounding.threshold),
        "hidden": "until it closes" if sounding.hidden else "",
        "permission": sounding.permission,
        "outcome": sounding.outcome,
        "resolution": sounding.resolution_id or "",
        "reported": str(sounding.reported_on or ""),
        "exempt": sounding.exempt,
    }
    for asked in sounding.asked:
        found[f"asked:{asked.person_id}"] = _asked_words(asked)
    return found


def _asked_words(asked: Asked) -> str:
    said = asked.name
    said += f"; substitute {asked.substitute_name}" if asked.substitute_id else ""
    said += f"; left out: {asked.left_out}" if asked.left_out else ""
    return said + (f"; dispensation: {asked.dispensation}" if asked.dispensation else "")
