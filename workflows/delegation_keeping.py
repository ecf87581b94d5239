"""Delegated decisions: kept from the clause that grants them, marked as used and as reported.

A grant is recorded verbatim whatever it says; what the law would ask is said beside it, in words,
and never refused. The same holds for a use that comes late or rests on no grant that is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping, ledger, watch_keeping
from workflows.access import Audience, Caller, Deed, Disclosed, can_see, disclose, require
from workflows.action_recording import clean_text
from workflows.boards import Board
from workflows.deadlines import Due, DueKind, day_words, is_overdue
from workflows.delegations import Delegation, DelegationState
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.minutes.delegations import read_delegations
from workflows.minutes.register import DraftClause, DraftResolution
from workflows.resolutions import Clause, ClauseKind, Resolution

if TYPE_CHECKING:
    from workflows.ports import Transaction

_MEMBER = re.compile(
    r"\b(?:cllrs?|councillors?|chair(?:man|woman|person)?|vice[- ]chair|members?)\b", re.I
)
_PARTNER = re.compile(
    r"\b(?:NHS|ICB|CCG|trust|voluntary|healthwatch|police|university|foundation|charity)\b", re.I
)
#: Between the decision that stands and each other one under the same delegation.
_ALSO = "; also used "
_GROUP = re.compile(r"\b(?:sub-?committee|sub-?group|panel)\b", re.I)


@dataclass(frozen=True)
class Grant:
    """The terms of a grant as read from its words; `deadline` is the day by which it is used."""

    text: str
    delegates: tuple[str, ...] = ()
    consultees: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    deadline: date | None = None


def read_grant(text: str, on: date) -> Grant:
    """The terms that a clause states, its dates read as of the day of the meeting."""
    clause = DraftClause(None, text, (), "delegation", (0, 0))
    found = read_delegations([DraftResolution(None, None, None, (0, 0), (clause,))], on)
    read = found[0]
    return Grant(text, read.delegates, read.consultees, read.conditions, read.deadline)


def warnings_for(delegates: tuple[str, ...]) -> tuple[str, ...]:
    """What is to be known of a grant to these, in plain words; nothing if all seem to be officers
    of the authority or a sub-committee."""
    if not delegates:
        return ("The grant names nobody who is to decide.",)
    others = [
        d for d in delegates if (_MEMBER.search(d) or _PARTNER.search(d)) and not _GROUP.search(d)
    ]
    if not others:
        return ()
    named = " and ".join(f"“{d}”" for d in others)
    verb = "is no officer" if len(others) == 1 else "are no officers"
    return (
        f"{named} {verb} of the authority. A Health and Wellbeing Board can delegate only to an "
        "officer of the authority or to a sub-committee (SI 2013/218 reg. 3). Kept as the minutes "
        "have it; if the grant is made again, name the officer and have the others consulted.",
    )


def granted_on(tx: Transaction, delegation: Delegation) -> date | None:
    """The day of the meeting that granted it; where no meeting is known, the day on which the
    clause was put on record; None where no grant is known at all."""
    if delegation.meeting_id:
        return tx.meetings.get(delegation.meeting_id).day
    if not delegation.clause_id:
        return None
    return keeping.local_day(delegation.granted_at, tx.boards.get(delegation.board_id))


def flags(delegation: Delegation, today: date, granted: date | None = None) -> tuple[str, ...]:
    """What does not fit in how a delegation stands: a use that is early, late or without a grant, a
    deadline that has passed unused, a decision not yet reported. `granted` is the day that
    `granted_on` tells."""
    found = []
    if delegation.used_on and granted and delegation.used_on < granted:
        found.append(_early(delegation, delegation.used_on, granted))
    until = delegation.deadline.day
    if delegation.used_on and until and delegation.used_on > until:
        found.append(
            f"used on {day_words(delegation.used_on)}, after it ended on {day_words(until)}"
        )
    if delegation.used_on and not delegation.clause_id:
        found.append("no resolution is known that grants it")
    if delegation.state is DelegationState.GRANTED and is_overdue(delegation.deadline, today):
        found.append("its deadline has passed and no use is on record")
    return tuple(found)


def _early(delegation: Delegation, used_on: date, granted: date) -> str:
    used_before = f"used on {day_words(used_on)}, before it was granted"
    if delegation.meeting_id:
        return f"{used_before} on {day_words(granted)}"
    return f"{used_before}: no meeting is known, and it was put on record on {day_words(granted)}"


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
            return _minuted(tx, caller, known, resolution, grant, now)
    delegation = replace(
        _composed(tx, caller, resolution.board_id, grant or read_grant(clause.text, on), now),
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
        minute_ref=resolution.minute_ref,
    )
    return known if after == known else _saved(tx, after, caller, now, "minuted")


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
    delegation = replace(_composed(tx, caller, board_id, grant, now), meeting_id=meeting_id)
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


def used(
    tx: Transaction, caller: Caller, delegation_id: str, on: date, by: str, what: str, now: datetime
) -> Delegation:
    """Record that it was used: on which day, by whom, for what. A use before its grant or after its
    end is kept and flagged (see `flags`). A standing power is used more than once: the use of the
    latest day stands, the other is told in its words and in the ledger. The same use again is
    refused."""
    before = tx.delegations.get(delegation_id)
    require(caller, before.board_id, Deed.RECORD)
    board = tx.boards.get(before.board_id)
    after = replace(
        before,
        state=DelegationState.USED,
        used_on=_past(on, board, now),
        used_by=by.strip() or ", ".join(before.delegates),
        used_for=clean_text(what, field="what"),
        decision_record="",
        reported_on=None,
    )
    if before.used_on is None:
        return _saved(tx, after, caller, now, "used")
    told, *others = before.used_for.split(_ALSO)
    uses = [_use_words(before, told), *others]
    same = _use_words(after, after.used_for)
    if any(u == same or u.startswith(f"{same} (") for u in uses):
        raise AlreadyDone(
            f"{before.reference} was used on {day_words(on)} for just that. Nothing was changed."
        )
    granted = granted_on(tx, before) if before.meeting_id else None
    heard = f" (reported {day_words(before.reported_on)})" if before.reported_on else ""
    if before.used_on <= on:
        own = after.used_for
        beside = _use_words(before, told) + _marks(before, granted) + heard
    else:
        own = told + heard
        beside = same + _marks(after, granted)
    stands = after if before.used_on <= on else before
    words = _ALSO.join([own, beside, *others])
    both = replace(stands, state=DelegationState.USED, reported_on=None, used_for=words)
    return _saved(tx, both, caller, now, "used again")


def _use_words(delegation: Delegation, what: str) -> str:
    on = day_words(delegation.used_on) if delegation.used_on else "an unknown day"
    return f"{on}{f' by {delegation.used_by}' if delegation.used_by else ''}: {what}"


def _marks(put_by: Delegation, granted: date | None) -> str:
    """What is to be known of a use that no longer stands first."""
    found = []
    until = put_by.deadline.day
    if put_by.used_on and granted and put_by.used_on < granted:
        found.append("before it was granted")
    if put_by.used_on and until and put_by.used_on > until:
        found.append("after it ended")
    return f" ({'; '.join(found)})" if found else ""


def used_without_grant(
    tx: Transaction, caller: Caller, board_id: str, on: date, by: str, what: str, now: datetime
) -> Delegation:
    """Record a decision under an authority whose grant is not known: kept, and flagged."""
    require(caller, board_id, Deed.RECORD)
    board = tx.boards.get(board_id)
    text = clean_text(what, field="what")
    grant = Grant(text, (by.strip(),) if by.strip() else ())
    delegation = replace(
        _composed(tx, caller, board_id, grant, now),
        state=DelegationState.USED,
        used_on=_past(on, board, now),
        used_by=by.strip(),
        used_for=text,
    )
    return _added(tx, delegation, caller, now, "used without a known grant")


def recorded(
    tx: Transaction, caller: Caller, delegation_id: str, where: str, now: datetime
) -> Delegation:
    """The written record of the decision taken under it exists, and stands there (a reference or a
    link): Openness of Local Government Bodies Regulations 2014 (SI 2014/2095), reg. 7."""
    before = tx.delegations.get(delegation_id)
    require(caller, before.board_id, Deed.RECORD)
    if before.used_on is None:
        raise AlreadyDone(
            f"No use of {before.reference} is on record yet. Nothing was changed. Record it with "
            f"/delegation used {before.reference} on 12 March: what was decided"
        )
    place = clean_text(where, field="where")
    if before.decision_record == place:
        raise AlreadyDone(f"That is where it stands already, for {before.reference}.")
    return _saved(tx, replace(before, decision_record=place), caller, now, "decision recorded")


def reported(
    tx: Transaction, caller: Caller, delegation_id: str, on: date, now: datetime
) -> Delegation:
    """The board has heard what was decided under it."""
    before = tx.delegations.get(delegation_id)
    require(caller, before.board_id, Deed.RECORD)
    if before.state is DelegationState.REPORTED:
        raise AlreadyDone(f"{before.reference} has been reported already. Nothing was changed.")
    if before.state is not DelegationState.USED:
        raise AlreadyDone(
            f"No use of {before.reference} is on record, so there is nothing to report yet. "
            f"Nothing was changed. Record it with /delegation used {before.reference} on 12 March: "
            "what was decided"
        )
    after = replace(before, state=DelegationState.REPORTED, reported_on=on)
    return _saved(tx, after, caller, now, "reported")


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
        granted_at=now,
        granted_by=caller.id,
    )


def _reference(tx: Transaction, board_id: str) -> str:
    """D1, D2, D3…; a reference that is taken is stepped over."""
    while True:
        reference = f"D{tx.next_number(board_id, 'delegation')}"
        if tx.delegations.find_by_reference(board_id, reference) is None:
            return reference


def _past(on: date, board: Board, now: datetime) -> date:
    if on > keeping.local_day(now, board):
        raise InvalidInput(f"{day_words(on)} is still to come. Give the day of the decision.", "on")
    return on


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _added(
    tx: Transaction, delegation: Delegation, caller: Caller, now: datetime, deed: str
) -> Delegation:
    tx.delegations.add(delegation)
    _watch(tx, delegation, now)
    _write(tx, delegation, caller, now, deed)
    return delegation


def _saved(
    tx: Transaction, delegation: Delegation, caller: Caller, now: datetime, deed: str
) -> Delegation:
    saved = tx.delegations.save(delegation)
    _watch(tx, saved, now)
    _write(tx, saved, caller, now, deed)
    return saved


def _watch(tx: Transaction, delegation: Delegation, now: datetime) -> None:
    board = tx.boards.get(delegation.board_id)
    watch_keeping.keep(tx, delegation, keeping.local_day(now, board))


def mark_exempt(
    tx: Transaction, delegation: Delegation, caller: Caller, exempt: str, now: datetime
) -> Delegation:
    """Take over the exemption of the resolution that grants it."""
    return _saved(tx, replace(delegation, exempt=exempt), caller, now, "exemption changed")


def renumber(
    tx: Transaction, delegation: Delegation, caller: Caller, minute_ref: str, now: datetime
) -> Delegation:
    """Take over the minute's number of the resolution that grants it."""
    return _saved(tx, replace(delegation, minute_ref=minute_ref), caller, now, "minute corrected")


def _write(
    tx: Transaction, delegation: Delegation, caller: Caller, now: datetime, deed: str
) -> None:
    values = {
        "reference": delegation.reference,
        "text": delegation.text,
        "delegates": "; ".join(delegation.delegates),
        "used": f"{delegation.used_on or ''} {delegation.used_for}".strip(),
        "record": delegation.decision_record,
        "reported": str(delegation.reported_on or ""),
        "exempt": delegation.exempt,
    }
    ledger.write(tx, caller.id, delegation.board_id, now, deed, "delegation", delegation.id, values)
