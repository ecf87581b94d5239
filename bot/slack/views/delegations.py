"""Delegations in Slack: the register, one delegation, and answers. Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.slack.views.blocks import Block, context, cut, esc, section
from bot.slack.views.delegation_records import STATES as DECIDED
from workflows.dates import day_words
from workflows.delegation_overview import Held, Register
from workflows.delegations import Delegation, DelegationState
from workflows.exercise_rules import implementable, money
from workflows.exercises import Exercise

STATES = {
    DelegationState.GRANTED: ":white_circle: granted",
    DelegationState.USED: ":large_blue_circle: used",
    DelegationState.LAPSED: ":heavy_multiplication_x: lapsed",
    DelegationState.REVOKED: ":heavy_multiplication_x: revoked",
}
#: Decisions named under one delegation of a list.
_MOST = 4
_LISTED = 40


def listing(register: Register) -> list[Block]:
    """The board's delegations: who may decide what until when, and what they have done with it."""
    count = len(register.held)
    blocks = [section(f"*{esc(register.board.name)}: {count} delegated*")]
    if not register.held and not register.groundless:
        blocks.append(
            section(
                "No delegation is on record. Record a resolution that grants one with "
                "`/resolution`: it is kept by itself."
            )
        )
    for held in register.held[:_LISTED]:
        blocks.append(section(_entry(held, register)))
    if register.groundless:
        rows = ["*Decided without a known grant*"]
        rows += [_decided(e, register) for e in register.groundless[: _MOST * 3]]
        blocks.append(section("\n".join(rows)))
    notes = [f"and {count - _LISTED} more"] if count > _LISTED else []
    if register.withheld:
        notes.append(f"{register.withheld} exempt not shown here")
    if notes:
        blocks.append(context("; ".join(notes)))
    return blocks


def _entry(held: Held, register: Register) -> str:
    rows = [title(held.delegation), f">{esc(cut(held.delegation.text, 600))}", esc(terms(held))]
    decided = held.exercises[-_MOST:]
    if len(held.exercises) > len(decided):
        rows.append(f"_{len(held.exercises) - len(decided)} earlier decisions_")
    rows += [_decided(e, register) for e in decided]
    told = [*held.flags(register.today), *held.warnings]
    rows += [f":triangular_flag_on_post: {esc(w)}" for w in told]
    return cut("\n".join(rows), 2900)


def title(delegation: Delegation) -> str:
    """Reference, minute and state."""
    lock = ":lock: " if delegation.exempt else ""
    minute = f" · minute {esc(delegation.minute_ref)}" if delegation.minute_ref else ""
    ended = f" on {day_words(delegation.ended_on)}" if delegation.ended_on else ""
    why = f": {esc(cut(delegation.ended_reason, 200))}" if delegation.ended_reason else ""
    state = f"{STATES[delegation.state]}{ended}{why}"
    return f"{lock}*{esc(delegation.reference)}*{minute} · {state}"


def terms(held: Held) -> str:
    """To whom, in consultation with whom, on what terms, until when, and what is left."""
    delegation = held.delegation
    found = ["To " + ("; ".join(_named(*h) for h in held.holders) or "nobody named")]
    if delegation.jointly:
        found.append(delegation.jointly)
    elif len(delegation.delegates) > 1:
        found.append("jointly or severally not stated")
    if delegation.consultees:
        how = "following consultation with" if delegation.consult_first else "consulting"
        found.append(f"{how} {'; '.join(delegation.consultees)}")
    found += delegation.conditions
    if delegation.amount is not None:
        left = "" if held.left is None else f", {money(max(held.left, 0))} left"
        over = f", {money(-held.left)} over" if held.left is not None and held.left < 0 else left
        found.append(f"limit {money(delegation.amount)}{over}")
    if delegation.recurring:
        found.append("standing power")
    if delegation.deadline.day:
        found.append(f"until {day_words(delegation.deadline.day)}")
    return " · ".join(found)


def _named(name: str, people: Sequence[str]) -> str:
    """A post with whoever holds it today; a person's name alone."""
    others = [p for p in people if p.casefold() not in name.casefold()]
    return f"{name} ({', '.join(others)})" if others else name


def _decided(exercise: Exercise, register: Register) -> str:
    lock = ":lock: " if exercise.exempt else ""
    by = f" by {exercise.decided_by}" if exercise.decided_by else ""
    waits = implementable(exercise, register.board, register.today)
    said = f"{day_words(exercise.decided_on)}{by}: {cut(exercise.decision, 200)}"
    flags = f" :triangular_flag_on_post: {'; '.join(exercise.flags)}" if exercise.flags else ""
    more = f" · {waits}" if waits else ""
    where = f" · decision record: {exercise.record_at}" if exercise.record_at else ""
    state = DECIDED[exercise.state]
    line = f"{exercise.reference} · {state} · {said}{more}{where}{flags}"
    return f"{lock}{esc(cut(line, 900))}"


def granted_words(granted: date | None) -> str:
    """The day of the grant, or that it is not known."""
    return f"granted on {day_words(granted)}" if granted else "no grant is known"
