"""Statutory returns in Slack: the list with what is to be done, forms. Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Sequence
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
    overflow,
    section,
    text_input,
)
from workflows.boards import Board
from workflows.dates import day_words
from workflows.returning import STATE_WORDS
from workflows.returning_sign_off import SignOff, sign_off_words
from workflows.returns import ReturnState, StatutoryReturn

_MOST = 20
_SIGNS = {
    ReturnState.OPEN: ":white_circle:",
    ReturnState.SIGNED_OFF: ":large_blue_circle:",
    ReturnState.SUBMITTED: ":outbox_tray:",
    ReturnState.REPORTED: ":white_check_mark:",
    ReturnState.WITHDRAWN: ":x:",
}
#: The step that is next in each state, and its words on a button and a form.
STEPS = {
    "signed": "Signed off",
    "submitted": "Submitted",
    "reported": "Reported to the board",
    "withdraw": "Withdraw",
}
_NEXT = {
    ReturnState.OPEN: ("signed", "submitted"),
    ReturnState.SIGNED_OFF: ("submitted",),
    ReturnState.SUBMITTED: ("reported",),
}


@dataclass(frozen=True)
class Line:
    """One return and, while it is to be signed off, how it can be."""

    thing: StatutoryReturn
    way: SignOff | None = None


@dataclass(frozen=True)
class Listing:
    """A board's returns for one reader."""

    board: Board
    today: date
    lines: Sequence[Line]
    may_record: bool
    withheld: int = 0


def listing(data: Listing) -> list[Block]:
    """The returns in hand, with their number, what is next, and for officers a menu each."""
    count = len(data.lines)
    blocks = [section(f"*Statutory returns of {esc(data.board.name)}*: {count} in hand")]
    if not data.lines:
        how = " `/board returns add` records one." if data.may_record else ""
        blocks.append(section(f"No return is in hand.{how}"))
    for number, line in enumerate(data.lines[:_MOST], 1):
        blocks.append(_block(number, line, data))
    notes = [f"and {count - _MOST} more"] if count > _MOST else []
    if data.withheld:
        notes.append(f"{data.withheld} exempt not shown here")
    if notes:
        blocks.append(context("; ".join(notes)))
    if data.may_record:
        blocks.append(actions([button("Add a return", ids.RETURNS_STEP + "add", data.board.id)]))
    return blocks


def _block(number: int, line: Line, data: Listing) -> Block:
    said = f"*{number}* {words(line, data.today)}"
    if not data.may_record:
        return section(said)
    value = ids.pack(line.thing.id, line.thing.version)
    steps = [*_NEXT.get(line.thing.state, ()), "withdraw"]
    menu = [(STEPS[s], f"{s}|{value}") for s in steps] + [("Change", f"change|{value}")]
    return section(said, overflow(ids.RETURNS_STEP + "menu", menu))


def words(line: Line, today: date) -> str:
    """One return: what, to whom, by when, how far, and what does not fit."""
    thing = line.thing
    lock = ":lock: " if thing.exempt else ""
    late = thing.state in (ReturnState.OPEN, ReturnState.SIGNED_OFF) and thing.due < today
    to = f" to {thing.to}" if thing.to else ""
    first = f"{_SIGNS[thing.state]} {lock}*{esc(cut(thing.title, 300))}*{esc(to)}"
    facts = [
        f"due {day_words(thing.due)}" + (", *past*" if late else ""),
        STATE_WORDS[thing.state],
        esc(thing.owner),
        esc(cut(thing.basis, 200)),
    ]
    rows = [first, " · ".join(f for f in facts if f)]
    if line.way is not None:
        flag = ":triangular_flag_on_post: " if line.way.needs else ""
        rows.append(flag + esc(sign_off_words(line.way)))
    if thing.state is ReturnState.SUBMITTED:
        rows.append(esc(_reporting(thing)))
    return "\n".join(rows)


def _reporting(thing: StatutoryReturn) -> str:
    sent = f"submitted {day_words(thing.submitted_on)}" if thing.submitted_on else "submitted"
    by = (
        f"report by {day_words(thing.report_by)}"
        if thing.report_by
        else "report at the next meeting"
    )
    often = f", {thing.cycle}" if thing.cycle else ""
    heard = f"; last reported {day_words(thing.reported_on)}" if thing.reported_on else ""
    return f"{sent}; {by}{often}{heard}"


def answered(what: str, line: Line, today: date) -> str:
    """What happened, and how it stands."""
    return f"{what}\n{words(line, today)}"


def form(
    board: Board, thing: StatutoryReturn | None = None, sign_off: str = "", title: str = "",
    due: str = "",
) -> Block:  # fmt: skip
    """Add a return, or change one. Block ids are the fields of `ReturnForm`."""
    t = thing
    blocks = [
        text_input("title", "What is due?", initial=t.title if t else title, max_length=300,
                   placeholder="Better Care Fund plan"),
        text_input("due", "By when, outside?", initial=t.due.isoformat() if t else due,
                   max_length=60, placeholder="30 June 2027"),
        text_input("to", "To whom?", initial=t.to if t else "", optional=True, max_length=200),
        text_input("owner", "Who prepares it?", initial=t.owner if t else "", optional=True,
                   max_length=200, hint="A name, initials or a post."),
        text_input("sign_off", "Where is it signed off?", initial=sign_off, optional=True,
                   max_length=200,
                   hint="The day of a meeting, or a delegation’s reference (D2). Left empty: the "
                   "last ordinary meeting that is in time."),
        text_input("basis", "On what basis?", initial=t.basis if t else "", optional=True,
                   max_length=500, hint="The law, the grant’s terms, the letter that asks for it."),
        text_input("report_by", "Reported by, after it was submitted",
                   initial=t.report_by.isoformat() if t and t.report_by else "", optional=True,
                   max_length=60),
        text_input("cycle", "How often is it reported then?", initial=t.cycle if t else "",
                   optional=True, max_length=40,
                   hint="fortnightly, monthly, quarterly, twice a year, annually or end of year; "
                   "left empty: once."),
        text_input("exempt", "Exempt? Paragraph and reason", initial=t.exempt if t else "",
                   optional=True, max_length=300),
    ]  # fmt: skip
    private = f"{board.id}|{ids.pack(t.id, t.version) if t else ''}"
    return modal(ids.RETURN_FORM, "Statutory return", blocks, submit="Save", private=private)


def step_form(step: str, thing: StatutoryReturn, today: date) -> Block:
    """What a step asks for: the day, and why or how."""
    blocks: list[Block] = [context(f"*{esc(cut(thing.title, 200))}*, due {day_words(thing.due)}")]
    if step != "withdraw":
        picker: Block = {
            "type": "datepicker",
            "action_id": "value",
            "initial_date": today.isoformat(),
        }
        blocks.append(input_block("on", "On which day?", picker))
    if step == "signed":
        hint = "The minute, or who signed under which delegation."
        blocks.append(text_input("reason", "How?", optional=True, max_length=1000, hint=hint))
    elif step == "withdraw":
        blocks.append(text_input("reason", "Why?", max_length=1000))
    elif step == "submitted" and thing.state is ReturnState.OPEN:
        blocks.append(text_input("reason", "Why without sign-off?", max_length=1000))
    private = f"{step}|{ids.pack(thing.id, thing.version)}"
    return modal(ids.RETURN_STEP_FORM, STEPS[step], blocks, submit="Save", private=private)
