"""Sub-groups in Slack: the register, one group with what was sent to it, the form. Pure: data to
blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.slack import ids
from bot.slack.views.actions import due_line, state_words
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    cut,
    esc,
    input_block,
    modal,
    overflow,
    section,
    select,
    text_input,
)
from bot.slack.views.forward import fitting
from workflows.boards import Board, GroupTerms
from workflows.dates import day_words
from workflows.report_back_cycles import CYCLE_WORDS
from workflows.report_backs import Cycle
from workflows.sub_group_work import Passage, outcome_words
from workflows.sub_groups import GroupLine, Offered

_MOST = 25
_NEVER = "none"


@dataclass(frozen=True)
class Register:
    """A board's sub-groups for one reader; `offered` are groups that resolutions have set up."""

    board: Board
    lines: Sequence[GroupLine]
    offered: Sequence[Offered]
    may_change: bool


def register(data: Register) -> list[Block]:
    """All of them in short, with a menu each for officers."""
    name = esc(data.board.name)
    blocks = [section(f"*Sub-groups of {name}*: {len(data.lines)}")]
    if not data.lines:
        how = " `/board groups add` sets one up." if data.may_change else ""
        blocks.append(section(f"None is in the register.{how}"))
    for line in data.lines[:_MOST]:
        menu = _menu(line, data.may_change)
        blocks.append(section(_short(line), overflow(ids.GROUPS_STEP + "menu", menu)))
    if len(data.lines) > _MOST:
        blocks.append(context(f"and {len(data.lines) - _MOST} more"))
    if not data.may_change:
        return blocks
    for n, offer in enumerate(data.offered[:5]):
        minute = f"Minute {esc(offer.minute)}" if offer.minute else "A resolution"
        value = f"{data.board.id}|{offer.name[:100]}|{offer.minute[:40]}"
        set_up = button("Set it up", f"{ids.GROUPS_STEP}offered:{n}", value)
        said = f":bulb: {minute}: _{esc(cut(offer.text, 240))}_"
        blocks.append(section(said, set_up))
    add = button("Add a sub-group", ids.GROUPS_STEP + "add", data.board.id)
    blocks.append(actions([add]))
    return blocks


def _menu(line: GroupLine, may_change: bool) -> list[tuple[str, str]]:
    value = ids.pack(line.group.id, line.group.version)
    found = [("Show", f"show|{value}")]
    if may_change and not line.terms.dissolved_on:
        found += [
            ("Change", f"change|{value}"),
            ("Record an action for it", f"record|{value}"),
            ("Dissolve", f"dissolve|{value}"),
        ]
    return found


def _short(line: GroupLine) -> str:
    group, terms = line.group, line.terms
    short = f" ({esc(group.short_name)})" if group.short_name else ""
    where = f" in <#{group.channel_id}>" if group.channel_id else ""
    first = f"*{esc(group.name)}*{short}{where}"
    if terms.dissolved_on:
        return f":heavy_multiplication_x: {first} · dissolved {day_words(terms.dissolved_on)}"
    facts = [
        f"chair {', '.join(line.chairs)}" if line.chairs else "no chair",
        f"{len(line.members)} member{'' if len(line.members) == 1 else 's'}",
        f"{line.open_actions} open",
        f"time-limited to {day_words(terms.until)}" if terms.until else "",
        f"reports {CYCLE_WORDS[terms.reports]}" if terms.reports is not Cycle.ONCE else "",
    ]
    rows = [first, esc(" · ".join(f for f in facts if f))]
    if terms.purpose:
        rows.append(f"_{esc(cut(terms.purpose, 200))}_")
    rows += [f":triangular_flag_on_post: {esc(flag)}" for flag in line.flags]
    return "\n".join(rows)


@dataclass(frozen=True)
class Page:
    """One sub-group: its terms, what its parent sent to it and what it put to its parent."""

    parent: Board
    line: GroupLine
    sent: Sequence[Passage]
    put_up: Sequence[Passage]
    today: date
    may_change: bool
    withheld: int = 0


def page(data: Page) -> list[Block]:
    """All that is to be known of it."""
    line, terms = data.line, data.line.terms
    blocks = [section(_short(line)), section(_terms(line))]
    for heading, passages, there in (
        (f"Sent to it by {data.parent.name}", data.sent, line.group),
        (f"Put by it to {data.parent.name}", data.put_up, data.parent),
    ):
        if passages:
            rows = fitting([_passage(p, there, data.today) for p in passages], 10)
            blocks.append(section(f"*{esc(cut(heading, 90))}*\n{rows}"))
    if data.withheld:
        blocks.append(context(f"{data.withheld} exempt not shown here"))
    if data.may_change and not terms.dissolved_on:
        value = ids.pack(line.group.id, line.group.version)
        step = ids.GROUPS_STEP
        blocks.append(
            actions(
                [
                    button("Change", step + "change", value),
                    button("Record an action for it", step + "record", value),
                    button("Schedule a meeting", ids.MEETING_STEP + "new", line.group.id),
                    button("Its action log", ids.BOARD_STEP + "log", line.group.id),
                    button("Dissolve", step + "dissolve", value),
                ]
            )
        )
    return blocks


def _terms(line: GroupLine) -> str:
    terms = line.terms
    facts = (
        ("Chair", ", ".join(line.chairs) or "nobody yet"),
        ("Members", ", ".join(line.members) or "nobody yet"),
        ("Life", f"until {day_words(terms.until)}" if terms.until else "standing"),
        ("Reports", CYCLE_WORDS[terms.reports] if terms.reports is not Cycle.ONCE else "as asked"),
        ("Next report", _next_report(line)),
        ("Terms reviewed", day_words(terms.review) if terms.review else ""),
        ("Escalation", terms.escalation),
        ("Set up by", f"minute {terms.minuted}" if terms.minuted else ""),
    )
    return "\n".join(f"*{name}:* {esc(cut(said, 400))}" for name, said in facts if said)


def _next_report(line: GroupLine) -> str:
    report = line.next_report
    if report is None:
        return ""
    when = day_words(report.due.day) if report.due.day else "the next meeting"
    return f"{when} ({report.reference})"


def _passage(passage: Passage, there: Board, today: date) -> str:
    """Where a matter came from, as what it went on, and how it stands or came back."""
    here, gone = passage.here, passage.there
    first = f"• *{esc(here.reference)}* {esc(cut(here.text, 120))} → *{esc(gone.reference)}*"
    if gone.completed_on:
        said = outcome_words(gone, there)
        return f"{first}\n      :leftwards_arrow_with_hook: {esc(cut(said, 240))}"
    return f"{first}\n      {state_words(gone, today)} · {esc(due_line(gone, today))}"


def form(
    parent: Board, line: GroupLine | None = None, *, name: str = "", minuted: str = ""
) -> Block:
    """Set a sub-group up, or change it. Block ids are the fields of `GroupForm`."""
    terms = line.terms if line else GroupTerms(minuted=minuted)
    people = "Names, initials or @mentions, separated by commas."
    cycles = [("As asked", _NEVER)]
    cycles += [(w, c.value) for c, w in CYCLE_WORDS.items() if c is not Cycle.ONCE]

    def day(value: date | None) -> str:
        return value.isoformat() if value else ""

    blocks = [
        text_input("name", "Name", initial=line.group.name if line else name, max_length=150),
        text_input("purpose", "What is it there for?", initial=terms.purpose, optional=True,
                   multiline=True, max_length=2000),
        text_input("chair", "Chair", initial=", ".join(line.chairs[:1]) if line else "",
                   optional=True, max_length=200),
        text_input("members", "Members", initial=", ".join(line.members) if line else "",
                   optional=True, multiline=True, hint=people),
        text_input("until", "Time-limited until", initial=day(terms.until), optional=True,
                   max_length=60, placeholder="30 September 2027"),
        text_input("review", "Terms reviewed by", initial=day(terms.review), optional=True,
                   max_length=60),
        input_block("reports", "Reports to the board",
                    select("value", cycles, terms.reports.value or _NEVER),
                    hint="A report-back of the board, which the group owns."),
        text_input("escalation", "How does it take matters to the board?",
                   initial=terms.escalation, optional=True, max_length=1000),
        text_input("minuted", "Set up by minute", initial=terms.minuted, optional=True,
                   max_length=100),
        text_input("short_name", "Short name", initial=line.group.short_name if line else "",
                   optional=True, max_length=12, hint="Begins the references of its actions."),
    ]  # fmt: skip
    group = line.group if line else None
    private = f"{parent.id}|{ids.pack(group.id, group.version) if group else ''}"
    title = "Sub-group" if group else "Set up a sub-group"
    return modal(ids.GROUP_FORM, title, blocks, submit="Save", private=private)


def cycle_words(value: str) -> str:
    """What the form's choice is for the core."""
    return "" if value in ("", _NEVER) else value


def dissolve_form(line: GroupLine) -> Block:
    """Why it is dissolved, and what follows."""
    left = line.open_actions
    follows = "Its reporting to the board ends; it stays in the register, with its log."
    if left:
        follows += f" It leaves {left} open: hand them over with /action transfer or reassign."
    return modal(
        ids.GROUP_DISSOLVE,
        "Dissolve a sub-group",
        [
            section(f"*{esc(line.group.name)}*"),
            text_input("reason", "Why?", max_length=1000, hint="The minute, or that it is done."),
            context(follows),
        ],
        submit="Dissolve",
        close="Keep it",
        private=ids.pack(line.group.id, line.group.version),
    )


def saved(line: GroupLine, *, fresh: bool) -> str:
    """What was done, and what it led to."""
    said = f"*{esc(line.group.name)}* is {'set up' if fresh else 'changed'}."
    if line.next_report:
        said += f" It owes the board a report: {esc(_next_report(line))}."
    if fresh:
        short = esc(line.group.short_name or line.group.name)
        said += (
            f" It needs no channel: `/board groups {short}` shows it, "
            f"`/action send 060922/01 to {short}` sends it a matter."
        )
    return said + "".join(f"\n:triangular_flag_on_post: {esc(f)}" for f in line.flags)


def dissolved(group: Board, left: int) -> str:
    said = f"*{esc(group.name)}* is dissolved. It stays in the register, with its log."
    if left:
        said += f" It leaves {left} open: `/board groups {esc(group.short_name or group.name)}`."
    return said
