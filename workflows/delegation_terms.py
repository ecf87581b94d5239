"""Putting right what was read of a grant, and taking a power back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.access import Caller, Deed, require
from workflows.action_recording import clean_text
from workflows.dates import day_words
from workflows.deadlines import Due, DueKind
from workflows.delegation_keeping import hold, saved
from workflows.delegations import Delegation, DelegationState
from workflows.errors import AlreadyDone, InvalidInput
from workflows.stale import refuse_stale

if TYPE_CHECKING:
    from workflows.ports import Transaction

HELD = ("jointly", "severally")


@dataclass(frozen=True)
class Terms:
    """What an officer puts right of a grant; None leaves as it is. The granting words are the
    resolution's and are corrected there. An empty `until` means without end, a negative `amount`
    without limit."""

    delegates: tuple[str, ...] | None = None
    consultees: tuple[str, ...] | None = None
    scope: str | None = None
    function: str | None = None
    amount: int | None = None
    until: date | str | None = None
    jointly: str | None = None
    consult_first: bool | None = None
    recurring: bool | None = None


def correct(
    tx: Transaction,
    caller: Caller,
    delegation_id: str,
    terms: Terms,
    reason: str,
    now: datetime,
    version: int | None = None,
) -> Delegation:
    """Put right what was read, with the reason."""
    hold(tx, delegation_id)
    before = tx.delegations.get(delegation_id)
    require(caller, before.board_id, Deed.RECORD)
    refuse_stale(f"Delegation {before.reference}", before.version, version)
    _refuse_revoked(before, "corrected")
    why = clean_text(reason, field="reason", most=1000)
    after = _with(before, terms)
    if after == before:
        raise InvalidInput("That is how it stands already. Nothing was changed.", "delegates")
    return saved(tx, after, caller, now, "terms corrected", why)


def _with(before: Delegation, terms: Terms) -> Delegation:
    after = before
    for name in ("delegates", "consultees", "scope", "function", "consult_first", "recurring"):
        value = getattr(terms, name)
        if value is not None:
            after = replace(after, **{name: value})
    if terms.amount is not None:
        after = replace(after, amount=terms.amount if terms.amount >= 0 else None)
    if terms.jointly is not None:
        if terms.jointly not in ("", *HELD):
            raise InvalidInput("It is held jointly or severally. Nothing was changed.", "jointly")
        after = replace(after, jointly=terms.jointly)
    if isinstance(terms.until, date):
        after = replace(after, deadline=Due(DueKind.DATE, "", terms.until))
    elif terms.until == "":
        after = replace(after, deadline=Due())
    return after


def hold_how(
    tx: Transaction, caller: Caller, delegation_id: str, how: str, now: datetime
) -> Delegation:
    """Say whether its delegates act jointly or severally, where the words do not."""
    hold(tx, delegation_id)
    before = tx.delegations.get(delegation_id)
    require(caller, before.board_id, Deed.RECORD)
    _refuse_revoked(before, "changed")
    if before.jointly == how:
        raise AlreadyDone(f"{before.reference} is held {how} already. Nothing was changed.")
    after = _with(before, Terms(jointly=how))
    return saved(tx, after, caller, now, "held " + how)


def revoke(
    tx: Transaction,
    caller: Caller,
    delegation_id: str,
    reason: str,
    now: datetime,
    on: date | None = None,
) -> Delegation:
    """The board takes the power back, from that day on. What was decided before stands."""
    hold(tx, delegation_id)
    before = tx.delegations.get(delegation_id)
    require(caller, before.board_id, Deed.RECORD)
    _refuse_revoked(before, "revoked again")
    today = keeping.local_day(now, tx.boards.get(before.board_id))
    if before.state is DelegationState.LAPSED and before.ended_on:
        raise AlreadyDone(
            f"{before.reference} lapsed on {day_words(before.ended_on)}: there is nothing left to "
            f"revoke. Nothing was changed. If it lasts longer than was read: `/delegation terms "
            f"{before.reference}`"
        )
    if before.state is DelegationState.USED:
        raise AlreadyDone(
            f"{before.reference} was given for one decision, which has been made: there is nothing "
            f"left to revoke. Nothing was changed. If it is a standing power: `/delegation terms "
            f"{before.reference}`"
        )
    why = clean_text(reason, field="reason", most=1000)
    if on and on > today:
        raise InvalidInput(f"{day_words(on)} is still to come. Nothing was changed.", "on")
    after = replace(before, state=DelegationState.REVOKED, ended_on=on or today, ended_reason=why)
    return saved(tx, after, caller, now, "revoked", why)


def _refuse_revoked(delegation: Delegation, what: str) -> None:
    if delegation.state is DelegationState.REVOKED and delegation.ended_on:
        raise AlreadyDone(
            f"{delegation.reference} was revoked on {day_words(delegation.ended_on)} and cannot be "
            f"{what}. Nothing was changed. If the board grants it again, record that resolution."
        )
