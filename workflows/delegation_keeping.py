"""Delegations: kept from the clause that grants them, in the words and on the terms of the grant.

A grant is recorded verbatim whatever it says; what the law would ask is said beside it, in words,
and never refused.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping, ledger, watch_keeping
from workflows.access import Audience, Caller, Disclosed, can_see, disclose
from workflows.boards import Board
from workflows.deadlines import Due, DueKind
from workflows.delegation_holders import holders
from workflows.delegation_reading import Grant, read_grant, with_terms
from workflows.delegations import Delegation, DelegationState
from workflows.errors import NotFound
from workflows.exempting import has_become_exempt
from workflows.exercise_rules import standing
from workflows.resolutions import Clause, ClauseKind, Resolution
from workflows.showing import render_again

if TYPE_CHECKING:
    from workflows.ports import Transaction


def granted_on(tx: Transaction, delegation: Delegation) -> date | None:
    """The day of the meeting that granted it; where no meeting is known, the day on which the
    clause was put on record; None where no grant is known at all."""
    if delegation.meeting_id:
        return tx.meetings.get(delegation.meeting_id).day
    if not delegation.clause_id:
        return None
    return keeping.local_day(delegation.granted_at, tx.boards.get(delegation.board_id))


def keep_clause(
    tx: Transaction,
    caller: Caller,
    resolution: Resolution,
    clause: Clause,
    on: date,
    now: datetime,
    grant: Grant | None = None,
) -> Delegation:
    """Keep the delegation that a clause grants; once for each clause. `on` is the day of the
    meeting; a `grant` that an officer has checked is taken as it stands."""
    for known in tx.delegations.of_board(resolution.board_id):
        if known.clause_id == clause.id:
            checked = with_terms(grant, on) if grant else None
            return _minuted(tx, caller, known, resolution, checked, now)
    delegation = replace(
        _composed(
            tx,
            caller,
            resolution.board_id,
            with_terms(grant or read_grant(clause.text, on), on),
            now,
        ),
        resolution_id=resolution.id,
        clause_id=clause.id,
        meeting_id=resolution.meeting_id,
        minute_ref=resolution.minute_ref,
        exempt=resolution.exempt,
    )
    return _added(tx, delegation, caller, now, "kept")


def _minuted(
    tx: Transaction,
    caller: Caller,
    known: Delegation,
    resolution: Resolution,
    grant: Grant | None,
    now: datetime,
) -> Delegation:
    """The delegation in the words that an officer has checked, unless it has been used by then."""
    if grant is None or known.state is not DelegationState.GRANTED:
        return known
    after = replace(
        known,
        text=grant.text,
        delegates=grant.delegates,
        consultees=grant.consultees,
        conditions=grant.conditions,
        deadline=_deadline(grant),
        scope=grant.scope or known.scope,
        amount=known.amount if grant.amount is None else grant.amount,
        jointly=grant.jointly or known.jointly,
        consult_first=grant.consult_first,
        recurring=grant.recurring,
        minute_ref=resolution.minute_ref,
    )
    return known if after == known else saved(tx, after, caller, now, "minuted")


def _deadline(grant: Grant) -> Due:
    return Due(DueKind.DATE, "", grant.deadline) if grant.deadline else Due()


def keep_grant(
    tx: Transaction,
    caller: Caller,
    board_id: str,
    grant: Grant,
    now: datetime,
    meeting_id: str | None = None,
) -> Delegation:
    """Keep a grant whose resolution is not on record (a report of authority used, an older paper);
    the same words at the same meeting are kept once."""
    words = _plain(grant.text)
    for known in tx.delegations.of_board(board_id):
        if known.meeting_id == meeting_id and _plain(known.text) == words:
            return known
    on = tx.meetings.get(meeting_id).day if meeting_id else today_at(tx, board_id, now)
    terms = with_terms(grant, on)
    delegation = replace(_composed(tx, caller, board_id, terms, now), meeting_id=meeting_id)
    return _added(tx, delegation, caller, now, "kept")


def keep_all(
    tx: Transaction, caller: Caller, resolution: Resolution, on: date, now: datetime
) -> list[Delegation]:
    """Keep what the clauses of a resolution grant."""
    granting = [c for c in resolution.clauses if c.kind is ClauseKind.DELEGATION]
    return [keep_clause(tx, caller, resolution, c, on, now) for c in granting]


def listed(tx: Transaction, caller: Caller, board_id: str) -> Disclosed[Delegation]:
    """The board's delegations that the caller may see, earliest first."""
    return disclose(tx.delegations.of_board(board_id), Audience(caller))


def find(tx: Transaction, caller: Caller, board_id: str, reference: str) -> Delegation:
    """The delegation of that reference; what the caller may not see does not exist for them."""
    found = tx.delegations.find_by_reference(board_id, reference.strip().upper())
    if found is None or not can_see(found, Audience(caller)):
        raise NotFound(
            f"There is no delegation {reference.strip() or '(no reference)'} here. Nothing was "
            "changed. “/delegation list” shows them all, with references. A decision whose grant "
            "is not known is kept with “/delegation used none on 12 March by NAME: what”.",
            field="reference",
        )
    return found


def _composed(
    tx: Transaction, caller: Caller, board_id: str, grant: Grant, now: datetime
) -> Delegation:
    return Delegation(
        id=tx.new_id(),
        board_id=board_id,
        reference=_reference(tx, board_id),
        text=grant.text,
        delegates=grant.delegates,
        consultees=grant.consultees,
        conditions=grant.conditions,
        deadline=_deadline(grant),
        scope=grant.scope,
        amount=grant.amount,
        jointly=grant.jointly,
        consult_first=grant.consult_first,
        recurring=grant.recurring,
        granted_at=now,
        granted_by=caller.id,
    )


def _reference(tx: Transaction, board_id: str) -> str:
    """D1, D2, D3…; a reference that is taken is stepped over."""
    while True:
        reference = f"D{tx.next_number(board_id, 'delegation')}"
        if tx.delegations.find_by_reference(board_id, reference) is None:
            return reference


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _added(
    tx: Transaction, delegation: Delegation, caller: Caller, now: datetime, deed: str
) -> Delegation:
    tx.delegations.add(delegation)
    _watch(tx, delegation, now)
    _write(tx, delegation, caller.id, now, deed)
    return settle(tx, delegation, now)


def saved(
    tx: Transaction,
    delegation: Delegation,
    caller: Caller,
    now: datetime,
    deed: str,
    reason: str = "",
) -> Delegation:
    """Save a changed delegation as it stands today, with its line in the ledger; `Conflict` if
    somebody else changed it meanwhile."""
    kept = tx.delegations.save(_in_state(delegation, _standing(tx, delegation, now)))
    _watch(tx, kept, now)
    _write(tx, kept, caller.id, now, deed, reason)
    return kept


def hold(tx: Transaction, delegation_id: str) -> None:
    """Keep others from deciding, asking or answering under this delegation meanwhile."""
    tx.hold([f"delegation:{delegation_id}"])


def settle(tx: Transaction, delegation: Delegation, now: datetime, by: str = "") -> Delegation:
    """Bring its state up to what its terms, what was decided under it and the day make of it; a
    line in the ledger only where that changes anything. `by` is whoever caused it, nobody where
    time alone did."""
    stands = _standing(tx, delegation, now)
    if stands is delegation.state:
        return delegation
    over = stands in (DelegationState.USED, DelegationState.LAPSED)
    kept = tx.delegations.save(_in_state(delegation, stands))
    _watch(tx, kept, now)
    _write(tx, kept, by, now, stands.value if over else "in force again")
    return kept


def _in_state(delegation: Delegation, state: DelegationState) -> Delegation:
    """The delegation in that state; what has lapsed ended on its last day."""
    if state is DelegationState.REVOKED:
        return delegation
    ended = delegation.deadline.day if state is DelegationState.LAPSED else None
    return replace(delegation, state=state, ended_on=ended)


def settle_board(tx: Transaction, board: Board, now: datetime) -> int:
    """Have everything of the board lapse whose time has run out; how many changed."""
    found = tx.delegations.of_board(board.id)
    return sum(settle(tx, d, now) is not d for d in found)


def settle_team(tx: Transaction, team_id: str, now: datetime) -> int:
    """The same for all boards of a workspace, once an hour: midnight comes to each in its zone."""
    name, hour = f"lapsed:{team_id}", now.strftime("%Y-%m-%dT%H")
    if tx.setting(name) == hour:
        return 0
    tx.set_setting(name, hour)
    return sum(settle_board(tx, board, now) for board in tx.boards.of_team(team_id))


def show_again(tx: Transaction, delegation: Delegation) -> None:
    """Have whatever shows the delegation drawn again: what was decided under it has changed."""
    board = tx.boards.get(delegation.board_id)
    render_again(tx, board, "delegation", delegation.id)


def today_at(tx: Transaction, board_id: str, now: datetime) -> date:
    """The date at that board."""
    return keeping.local_day(now, tx.boards.get(board_id))


def _standing(tx: Transaction, delegation: Delegation, now: datetime) -> DelegationState:
    exercises = tx.exercises.of_delegation(delegation.id)
    return standing(delegation, exercises, today_at(tx, delegation.board_id, now))


def _watch(tx: Transaction, delegation: Delegation, now: datetime) -> None:
    board = tx.boards.get(delegation.board_id)
    today = keeping.local_day(now, board)
    watch_keeping.keep(tx, delegation, today)
    # What somebody may decide stands on their Home.
    for holder in holders(tx, board, delegation.delegates, today):
        for person in holder.people:
            keeping.refresh_home(tx, board.team_id, person)


def mark_exempt(
    tx: Transaction, delegation: Delegation, caller: Caller, exempt: str, now: datetime
) -> Delegation:
    """Take over the exemption of the resolution that grants it; what was decided under it, and what
    its consultees were asked, follow, unless they have one of their own."""
    board = tx.boards.get(delegation.board_id)
    for exercise in tx.exercises.of_delegation(delegation.id):
        if exercise.exempt == delegation.exempt:
            kept = tx.exercises.save(replace(exercise, exempt=exempt))
            where = (board.id, now, "exemption changed", "exercise", kept.id)
            ledger.write(tx, caller.id, *where, {"exempt": exempt, "state": kept.state.value})
            if kept.exempt:
                has_become_exempt(tx, caller.id, board, "exercise", kept, now)
    for asked in tx.consultations.of_delegation(delegation.id):
        if asked.exempt == delegation.exempt:
            told = tx.consultations.save(replace(asked, exempt=exempt))
            where = (board.id, now, "exemption changed", "consultation", told.id)
            ledger.write(tx, caller.id, *where, {"exempt": exempt, "state": told.state.value})
            if told.exempt:
                has_become_exempt(tx, caller.id, board, "consultation", told, now)
    return saved(tx, replace(delegation, exempt=exempt), caller, now, "exemption changed")


def renumber(
    tx: Transaction, delegation: Delegation, caller: Caller, minute_ref: str, now: datetime
) -> Delegation:
    """Take over the minute's number of the resolution that grants it."""
    return saved(tx, replace(delegation, minute_ref=minute_ref), caller, now, "minute corrected")


def _write(
    tx: Transaction, delegation: Delegation, by: str, now: datetime, deed: str, reason: str = ""
) -> None:
    values = {
        "reference": delegation.reference,
        "text": delegation.text,
        "delegates": "; ".join(delegation.delegates),
        "consultees": "; ".join(delegation.consultees),
        "until": str(delegation.deadline.day or ""),
        "limit": str(delegation.amount or ""),
        "held": delegation.jointly,
        "state": delegation.state.value,
        "exempt": delegation.exempt,
    }
    subject = ("delegation", delegation.id)
    ledger.write(tx, by, delegation.board_id, now, deed, *subject, values, reason)
