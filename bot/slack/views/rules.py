"""A board's rules in Slack: said with their sources, with the voting strength and the earlier
rules; and the form that changes them. Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    cut,
    esc,
    input_block,
    modal,
    section,
    select,
    text_input,
)
from workflows.boards import Board
from workflows.dates import day_words
from workflows.notice_words import NOT_ADVICE
from workflows.profile import Rules
from workflows.rule_presets import PRESETS, preset_of
from workflows.rule_sentences import lines, shown_versions, since_words, typed
from workflows.rule_setting import RulesChanged
from workflows.rule_words import quorum_words
from workflows.voting_strength import Strength, strength_lines

_MOST_VERSIONS = 10


@dataclass(frozen=True)
class Shown:
    """The rules that hold on `day`, the voting strength then, and the names of who votes."""

    board: Board
    rules: Rules
    day: date
    today: date
    strength: Strength
    names: Mapping[str, str]
    may_change: bool


def summary(data: Shown) -> str:
    """In one line, for where blocks are not shown."""
    return f"{data.board.name}: rules {since_words(data.rules)}"


def rules(data: Shown) -> list[Block]:
    """Rule by rule with its source, the voting strength, and what held before."""
    preset = preset_of(data.rules, data.board.nation)
    kind = f"\nAs usual for: {PRESETS[preset].title.lower()}" if preset else ""
    then = "" if data.day == data.today else f" on {day_words(data.day)}"
    head = f"*Rules of {esc(data.board.name)}{then}*, {esc(since_words(data.rules))}{kind}"
    said = [
        f"*{line.label}*: {esc(line.words)}\n_{esc(line.source)}_"
        for line in lines(data.rules, data.board.nation)
    ]
    blocks = [section(head), *(section(cut(text, 2900)) for text in said)]
    votes = strength_lines(data.strength, dict(data.names))
    blocks.append(section("*Voting strength*\n" + "\n".join(f"• {esc(v)}" for v in votes)))
    blocks += _versions(data)
    if data.may_change:
        change = button("Change the rules", ids.RULES_STEP + "change", data.board.id)
        blocks.append(actions([change]))
    return [*blocks, context(NOT_ADVICE)]


def _versions(data: Shown) -> list[Block]:
    """All rules on record where there are several; each is seen with `/board rules on DAY`."""
    there = shown_versions(data.board.profile, data.today)
    if len(there) < 2:
        return []
    told = [
        f"• from {day_words(rules.since)} ({state}): quorum {quorum_words(rules.quorum)}"
        for rules, state in there[:_MOST_VERSIONS]
    ]
    more = len(there) - _MOST_VERSIONS
    if more > 0:
        told.append(f"and {more} earlier")
    hint = "`/board rules on 1 May 2025` shows those of a day"
    return [section("*All rules on record*\n" + esc("\n".join(told))), context(hint)]


_YES_NO = [("Yes", "yes"), ("No", "no")]
_LINES = "One a line."


def rules_form(board: Board, held: Rules, today: date) -> Block:
    """The form that changes them from a day on. Block ids are the fields of `RulesForm`."""
    told = typed(held)
    presets = [(preset.title, name) for name, preset in PRESETS.items()]
    day: Block = {"type": "datepicker", "action_id": "value", "initial_date": today.isoformat()}
    blocks = [
        context("Earlier rules are kept: what was decided is judged by the rules of its day."),
        input_block("since", "In force from", day),
        input_block(
            "preset",
            "Begin with what is usual for",
            select("value", presets, placeholder="leave as it is"),
            optional=True,
            hint="Fields that you change below win over it. Quorum and votes stay.",
        ),
        _text("quorum", "Quorum", told, "7, among them 1 councillor and the Director of Public "
              "Health. Empty: none set."),
        _text("seats", "Votes by constituency", told, "6 county councillors. One a line; (by law) "
              "behind it where the law asks for it.", multiline=True),
        _yes_no("remote_counts", "Members who attend from afar count", told),
        _yes_no("casting_vote", "The chair has a casting vote", told),
        _yes_no("written_resolution", "May decide by written resolution", told),
        _yes_no("sounding_permission", "The meeting’s leave before views are sought", told),
        _yes_no("executive", "Takes executive decisions", told),
        _text("call_in_days", "Call-in, working days from publication", told, "Empty: none."),
        _text("approval_by", "What needs approval elsewhere goes to", told, "Council"),
        _text("officer_functions", "May be delegated to an officer", told, _LINES, multiline=True),
        _text("sub_committee_functions", "To a sub-committee only", told, _LINES, multiline=True),
        text_input("minuted", "Where it was decided", optional=True, max_length=200,
                   placeholder="Council, 14 May 2026, minute 12"),
    ]  # fmt: skip
    private = ids.pack(board.id, board.version)
    return modal(ids.RULES_FORM, "Rules", blocks, submit="Save", private=private)


def _text(
    name: str, label: str, told: Mapping[str, str], hint: str, *, multiline: bool = False
) -> Block:
    value = "" if told[name] == "none" else told[name]
    return text_input(name, label, initial=value, optional=True, hint=hint, multiline=multiline)


def _yes_no(name: str, label: str, told: Mapping[str, str]) -> Block:
    return input_block(name, label, select("value", _YES_NO, told[name]))


def changed(saved: RulesChanged) -> str:
    """What was saved, each thing before and after, and what is to be known of it."""
    if not saved.changes:
        return "Nothing was changed: these are the rules already."
    head = f"The rules of *{esc(saved.board.name)}* from {day_words(saved.rules.since)} on:"
    told = [f"• {what}: {esc(cut(was, 300)) or 'none'} → *{esc(cut(now, 300)) or 'none'}*"
            for what, was, now in saved.changes]  # fmt: skip
    return "\n".join([head, *told, *warned(saved.warnings)])


def warned(warnings: Sequence[str]) -> list[str]:
    return [f":warning: {esc(w)}" for w in warnings]
