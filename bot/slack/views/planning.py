"""/meeting plan: the form of a pattern, the form of its dates, what was scheduled. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    context,
    esc,
    input_block,
    modal,
    section,
    select,
    text_input,
)
from workflows.boards import Board
from workflows.dates import day_words
from workflows.meeting_patterns import words
from workflows.meeting_plan import Proposed, YearPlan, hours
from workflows.meetings import Meeting

_LEFT_OUT = "-"
_EXAMPLES = (
    "Second Tuesday, every other month, not August, not on a bank holiday, at 14:00 · last "
    "Thursday of Jan, Apr, Jul, Oct · every six weeks from 12 January"
)


@dataclass(frozen=True)
class Asked:
    """What the first form asks for, kept while the second is open."""

    board_id: str
    pattern: str
    first: date
    last: date
    venue: str = ""
    link: str = ""

    def packed(self) -> str:
        return json.dumps([self.board_id, self.pattern, self.first.isoformat(),
                           self.last.isoformat(), self.venue, self.link])  # fmt: skip

    @classmethod
    def unpacked(cls, text: str) -> Asked:
        board_id, pattern, first, last, venue, link = json.loads(text)
        return cls(
            board_id, pattern, date.fromisoformat(first), date.fromisoformat(last), venue, link
        )


def pattern_form(board: Board, asked: Asked) -> Block:
    """By which pattern, for which time, where."""
    blocks = [
        text_input(
            "pattern",
            "When does the board meet?",
            initial=asked.pattern,
            placeholder="Second Tuesday, every other month, not August",
            hint=_EXAMPLES,
            max_length=200,
        ),
        _day("first", "From", asked.first),
        _day("last", "Until", asked.last),
        text_input("venue", "Venue", initial=asked.venue, optional=True, max_length=200),
        text_input("link", "Link to join online", initial=asked.link, optional=True,
                   placeholder="https://", max_length=490),
        context("Nothing is scheduled yet: the dates come next, with what stands against them."),
    ]  # fmt: skip
    return modal(ids.PLAN_FORM, "Plan the meetings", blocks, submit="Show dates", private=board.id)


def _day(field: str, label: str, day: date) -> Block:
    picker = {"type": "datepicker", "action_id": "value", "initial_date": day.isoformat()}
    return input_block(field, label, picker)


def dates_form(plan: YearPlan, asked: Asked) -> Block:
    """Each date with what stands against it; kept, moved to the nearest free day, or left out."""
    start, end = hours(plan.pattern)
    against = sum(1 for p in plan.dates if p.clashes)
    head = (
        f"*{esc(plan.board.name)}*: {esc(words(plan.pattern))}\n"
        f"{day_words(plan.first)} to {day_words(plan.last)}, {start:%H:%M}–{end:%H:%M}. "
        f"{len(plan.dates)} dates; something stands against {against or 'none'} of them."
    )
    blocks = [
        section(head),
        *(_date(proposed) for proposed in plan.dates),
        text_input(
            "hand",
            "Moved by hand",
            multiline=True,
            optional=True,
            hint="One line each: “11 May to 13 May”, “+ 3 June” for one more, “- 11 May” to leave "
            "one out.",
        ),
    ]
    return modal(ids.PLAN_DATES, "The dates", blocks, submit="Schedule", private=asked.packed())


def _date(proposed: Proposed) -> Block:
    day = proposed.day
    options = [(f"{day_words(day)}, as the pattern says", day.isoformat())]
    hint = "; ".join(clash.words for clash in proposed.clashes)
    if proposed.instead:
        options.append((f"{day_words(proposed.instead)} instead", proposed.instead.isoformat()))
        hint += f". Nearest free day: {day_words(proposed.instead)}"
    elif proposed.clashes:
        hint += ". No day within a fortnight is free"
    options.append(("Leave it out", _LEFT_OUT))
    chosen = day.isoformat() if proposed.stands else _LEFT_OUT
    mark = "⚠ " if proposed.clashes else ""
    return input_block(
        f"day:{day.isoformat()}", f"{mark}{day_words(day)}", select("value", options, chosen),
        hint=hint[:1].upper() + hint[1:],
    )  # fmt: skip


def chosen_days(values: Mapping[str, str]) -> list[date]:
    """The days chosen in the form of dates."""
    picked = [v for name, v in values.items() if name.startswith("day:") and v != _LEFT_OUT]
    return sorted({date.fromisoformat(value) for value in picked if value})


def scheduled(board: Board, meetings: Sequence[Meeting], pattern: str) -> str:
    """What was scheduled."""
    days = "\n".join(f"• {day_words(m.day)}" for m in meetings)
    count = "1 meeting" if len(meetings) == 1 else f"{len(meetings)} meetings"
    return (
        f":calendar: Scheduled: *{count}* of {esc(board.name)}.\n{days}\n"
        f"The board keeps the pattern “{esc(pattern)}” for the next year. Each meeting stands by "
        "itself: `/meeting move` and `/meeting cancel` touch no other."
    )
