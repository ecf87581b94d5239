"""Delegations in Slack: the register, one delegation, and answers. Pure: data to blocks."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.slack import ids
from bot.slack.views.blocks import Block, actions, button, context, cut, esc, section
from bot.slack.views.delegation_records import STATES as DECIDED
from bot.slack.views.delegation_records import reply_words
from workflows.consultations import Consultation
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
        said = any("£" in words for words in delegation.conditions)
        found.append(over.removeprefix(", ") if said else f"limit {money(delegation.amount)}{over}")
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


def card(held: Held, register: Register) -> list[Block]:
    """One delegation: its terms, who was consulted, what was decided under it, and the buttons of
    what its reader may do."""
    delegation = held.delegation
    rows = [title(delegation), f">{esc(cut(delegation.text, 1800))}", esc(cut(terms(held), 900))]
    rows.append(esc(_granted(held)))
    if delegation.scope:
        rows.append(esc(f"To decide: {cut(delegation.scope, 300)}"))
    blocks = [section(cut("\n".join(rows), 2950))]
    told = [*held.flags(register.today), *held.warnings]
    if told:
        flags = "\n".join(f":triangular_flag_on_post: {esc(w)}" for w in told)
        blocks.append(context(cut(flags, 2900)))
    if held.consultations:
        said = "\n".join(reply_words(c) for c in held.consultations[-12:])
        blocks.append(section(cut(f"*Consultation*\n{said}", 2950)))
    decided = held.exercises[-8:]
    if decided:
        said = "\n".join(_decided(e, register) for e in decided)
        blocks.append(section(cut(f"*Decided under it*\n{said}", 2950)))
    return blocks + _buttons(held)


def _granted(held: Held) -> str:
    """The day of the grant, or that it is not known."""
    on = held.granted_on
    return f"Granted on {day_words(on)}" if on else "No resolution is known that grants it"


def _buttons(held: Held) -> list[Block]:
    delegation = held.delegation
    packed = ids.pack(delegation.id, delegation.version)

    def press(words: str, step: str, style: str | None = None) -> Block:
        return button(words, f"{ids.DELEGATION_STEP}{step}", packed, style)

    in_force = delegation.state is DelegationState.GRANTED
    found = [press("Record a decision", "decide", "primary")] if held.may_decide else []
    if held.may_record and in_force:
        if len(delegation.delegates) > 1 and not delegation.jointly:
            found += [press("They act jointly", "jointly"), press("severally", "severally")]
        if delegation.consultees:
            found += [press("Consult", "consult"), press("Note a reply", "note")]
            found.append(press("Go without a reply", "waive"))
    if held.may_record and delegation.state is not DelegationState.REVOKED:
        found.append(press("Terms", "terms"))
        if in_force:
            found.append(press("Revoke", "revoke"))
    return [actions(found, block_id=f"delegation:{delegation.id}")] if found else []


def lawful(decision: str) -> list[Block]:
    """The answer to "chair's action": nothing is recorded, and the lawful form is offered."""
    said = (
        ":no_entry: *A chair cannot decide alone for the board*, however urgent it is (R v "
        "Secretary of State for the Environment, ex p Hillingdon LBC [1986]). Nothing was "
        "recorded.\nThe lawful form: an officer to whom the power is delegated decides *in "
        "consultation with* the chair, and it is reported to the next meeting. Who is that officer?"
    )
    packed = json.dumps(["chair", cut(decision, 1200)], separators=(",", ":"))
    press = button(
        "Record an officer's decision", f"{ids.DELEGATION_STEP}lawful", packed, "primary"
    )
    return [section(said), actions([press])]


def asked(made: Sequence[Consultation]) -> str:
    """Who has been asked, and whom an officer is to ask."""
    told = [c.name for c in made if c.person_id]
    rest = [c.name for c in made if not c.person_id]
    said = f":speech_balloon: Asked: {esc('; '.join(told))}." if told else "Nobody was written to."
    if rest:
        said += (
            f"\nNobody on record is meant by {esc('; '.join(rest))}: ask them yourself, and note "
            "what they say with `/delegation reply`."
        )
    return said
