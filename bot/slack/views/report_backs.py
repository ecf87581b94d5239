"""Report-backs in Slack: the form, the offer to make an action one, the words of answers. Pure:
data to blocks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack import ids
from bot.slack.views.actions import title_cut
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    esc,
    input_block,
    modal,
    section,
    select,
    text_input,
)
from workflows.actions import Action
from workflows.boards import Board
from workflows.report_back_cycles import CYCLE_WORDS, cycle_in
from workflows.report_back_keeping import reads_like_one, words
from workflows.report_backs import Cycle

#: What the field holds where an action is no report-back.
NONE = "none"


def cycle_input(chosen: str = NONE) -> Block:
    """Whether an action comes back to the board, and how often."""
    choices = [("No, it is an ordinary action", NONE)]
    choices += [(f"Yes, {w}", c.value or "once") for c, w in CYCLE_WORDS.items()]
    return input_block(
        "cycle",
        "Is it to be reported back to the board?",
        select("value", choices, chosen),
        hint="It then comes onto the agenda of the meeting at which it is due, by itself.",
    )


def chosen_cycle(value: str) -> Cycle | None:
    """What the field says; None for an ordinary action."""
    if value in ("", NONE):
        return None
    return Cycle.ONCE if value == "once" else Cycle(value)


def form(action: Action, hears: Board | None, own: Board) -> Block:
    """How an action comes back: whether, how often, to which board."""
    chosen = (action.cycle.value or "once") if action.report_to else _read(action)
    name = hears.name if hears and hears.id != own.id else ""
    return modal(
        ids.REPORT_FORM,
        "Report-back",
        [
            context(title_cut(action, 200)),
            cycle_input(chosen),
            text_input(
                "report_to",
                "To another board?",
                initial=name,
                optional=True,
                max_length=150,
                hint=f"Left empty: to {own.name}.",
            ),
        ],
        submit="Save",
        private=ids.pack(action.id, action.version),
    )


def _read(action: Action) -> str:
    """What the words of an action that is none yet ask for."""
    if not reads_like_one(action.text):
        return NONE
    return cycle_in(action.text).value or "once"


def offer(action: Action) -> list[Block]:
    """Beneath the echo of a recorded action whose words ask for a report-back."""
    if action.report_to or not reads_like_one(action.text):
        return []
    cycle = cycle_in(f"{action.text} {action.due.phrase}")
    often = f", {CYCLE_WORDS[cycle]}" if cycle is not Cycle.ONCE else ""
    value = f"{cycle.value or 'once'}|{ids.pack(action.id, action.version)}"
    return [
        section(
            "That reads like a report-back to the board. As one it comes onto the agenda of the "
            "meeting at which it is due, and onto the forward plan."
        ),
        actions(
            [
                button(f"Make it a report-back{often}", ids.REPORT_STEP + "mark", value, "primary"),
                button("Choose how often…", ids.REPORT_STEP + "form", ids.pack(action.id)),
            ]
        ),
    ]


def answered(action: Action, boards: Sequence[Board]) -> str:
    """How an action comes back now."""
    said = words(action, boards)
    if not said:
        return f"{title_cut(action)} is an ordinary action again: it does not come back."
    return f"{title_cut(action)}: *{esc(said)}*."
