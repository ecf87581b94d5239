"""Delegated decisions in Slack: list and answers. Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.slack.views.blocks import Block, context, cut, esc, section
from workflows.deadlines import day_words
from workflows.delegation_keeping import flags, warnings_for
from workflows.delegations import Delegation, DelegationState

_STATES = {
    DelegationState.GRANTED: ":white_circle: granted",
    DelegationState.USED: ":large_blue_circle: used, to be reported",
    DelegationState.REPORTED: ":white_check_mark: reported",
    DelegationState.LAPSED: ":heavy_multiplication_x: lapsed",
    DelegationState.REVOKED: ":heavy_multiplication_x: revoked",
}


def listing(
    board: str,
    found: Sequence[Delegation],
    today: date,
    withheld: int = 0,
    granted: Mapping[str, date | None] | None = None,
) -> list[Block]:
    """The board's delegations with who holds them, until when, and what does not fit; `granted` is
    the day of each one's grant, by id."""
    blocks = [section(f"*{esc(board)}: {len(found)} delegated*")]
    if not found:
        blocks.append(
            section(
                "No delegation is on record. Record a resolution that grants one with "
                "`/resolution`: it is kept by itself."
            )
        )
    for each in found[:40]:
        blocks.append(section(_entry(each, today, (granted or {}).get(each.id))))
    notes = [f"and {len(found) - 40} more"] if len(found) > 40 else []
    if withheld:
        notes.append(f"{withheld} exempt not shown here")
    if notes:
        blocks.append(context("; ".join(notes)))
    return blocks


def _entry(delegation: Delegation, today: date, granted: date | None) -> str:
    lock = ":lock: " if delegation.exempt else ""
    minute = f" · minute {esc(delegation.minute_ref)}" if delegation.minute_ref else ""
    rows = [
        f"{lock}*{esc(delegation.reference)}*{minute} · {_STATES[delegation.state]}",
        f">{esc(cut(delegation.text, 600))}",
        esc(_terms(delegation)),
    ]
    if delegation.used_on:
        by = f" by {delegation.used_by}" if delegation.used_by else ""
        rows.append(
            esc(f"Used {day_words(delegation.used_on)}{by}: {cut(delegation.used_for, 1000)}")
        )
    if delegation.decision_record:
        rows.append(f"Decision record: {esc(cut(delegation.decision_record, 300))}")
    told = [*flags(delegation, today, granted), *_grant_warnings(delegation)]
    rows += [f":triangular_flag_on_post: {esc(w)}" for w in told]
    return "\n".join(rows)


def _grant_warnings(delegation: Delegation) -> tuple[str, ...]:
    return warnings_for(delegation.delegates) if delegation.clause_id else ()


def _terms(delegation: Delegation) -> str:
    found = ["To " + ("; ".join(delegation.delegates) or "nobody named")]
    if delegation.consultees:
        found.append("consulting " + "; ".join(delegation.consultees))
    found += delegation.conditions
    if delegation.deadline.day:
        found.append(f"until {day_words(delegation.deadline.day)}")
    return " · ".join(found)


def answered(delegation: Delegation, today: date, granted: date | None = None) -> str:
    """What happened, how it stands, and what does not fit."""
    said = f"*{esc(delegation.reference)}* — {_STATES[delegation.state]}."
    if delegation.state is DelegationState.USED:
        said += f" When the board has heard of it: `/delegation reported {delegation.reference}`."
    if delegation.used_on and delegation.state is DelegationState.USED:
        used = f"{day_words(delegation.used_on)}: {cut(delegation.used_for, 1000)}"
        said += f"\nOn record: used {esc(used)}"
    if delegation.decision_record:
        said += f"\nDecision record: {esc(cut(delegation.decision_record, 300))}"
    elif delegation.state is DelegationState.USED:
        said += f"\nNo decision record yet: `/delegation record {delegation.reference} NUMBER`"
    told = flags(delegation, today, granted)
    if told:
        said += "\n" + "\n".join(
            f":triangular_flag_on_post: {esc(w)}; kept all the same" for w in told
        )
    return said
