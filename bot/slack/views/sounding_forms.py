"""The forms of soundings. Pure: data to blocks. Block ids are the fields of the core's errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    context,
    cut,
    esc,
    file_input,
    input_block,
    modal,
    option,
    section,
    select,
    text_input,
)
from bot.slack.views.soundings import title
from workflows.sounding_places import Candidate
from workflows.sounding_states import Step
from workflows.soundings import Asked, Sounding, View


@dataclass(frozen=True)
class NewForm:
    """What the form of a new sounding is drawn from: who may be asked, and whether the board's
    rules ask for the meeting's permission first."""

    board: str
    candidates: Sequence[Candidate]
    asks_permission: bool
    private: str


def new_form(data: NewForm) -> Block:
    """The bare form of /sounding."""
    people = [_person(c) for c in data.candidates][:100]
    ticked = [p for p, c in zip(people, data.candidates, strict=False) if c.asked.voting]
    tick: Block = {"type": "multi_static_select", "action_id": "value", "options": people}
    if ticked:
        tick["initial_options"] = ticked
    permission = (
        "By which minute the meeting gave its leave. Left empty, nobody is asked yet: the request "
        "is proposed for the next agenda."
        if data.asks_permission
        else "If a meeting asked for it: its minute."
    )
    hidden: Block = {
        "type": "checkboxes",
        "action_id": "value",
        "options": [option("Hide replies until it closes", "hidden")],
    }
    blocks = [
        context(f"{esc(data.board)} · this gathers views; the board itself acts when it meets"),
        text_input("question", "What is asked?", multiline=True, max_length=2000),
        text_input(
            "options",
            "Answers offered",
            initial="Yes / No / With changes",
            max_length=600,
            hint="With / between them, or one a line. A comment may stand beside each.",
        ),
        text_input(
            "deadline",
            "Until when?",
            placeholder="12 March 17:00",
            max_length=100,
            hint="17:00 where no hour is given. It closes by itself.",
        ),
        input_block("asked", "Who is asked?", tick, hint="Members whose reply counts are ticked."),
        text_input(
            "interests",
            "Left out for an interest",
            multiline=True,
            optional=True,
            hint="One a line, for example: Bea Lindqvist: her employer is the bidder",
        ),
        text_input(
            "threshold",
            "How many must reply?",
            optional=True,
            max_length=300,
            placeholder="9, among them 1 councillor and 1 NHS representative",
            hint="A number; after “among them” the seats or posts. Empty for none.",
        ),
        text_input(
            "permission",
            "The meeting's permission",
            optional=True,
            max_length=300,
            placeholder="minute 22/8",
            hint=permission,
        ),
        text_input("background", "Background", multiline=True, optional=True),
        file_input("files", "Papers"),
        input_block("hidden", "Replies", hidden, optional=True),
        text_input(
            "exempt",
            "Exempt? Paragraph and reason",
            optional=True,
            max_length=300,
            hint="Leave empty for open matter. Exempt matter goes only to those who may read it.",
        ),
    ]
    return modal(ids.SOUNDING_NEW, "Seek views", blocks, submit="Ask them", private=data.private)


def _person(candidate: Candidate) -> Block:
    asked = candidate.asked
    where = "; ".join(w for w in (asked.seat, *asked.posts) if w)
    besides = "" if asked.voting else " (heard besides)"
    return option(cut(f"{asked.name}{besides}{f', {where}' if where else ''}", 75), asked.person_id)


def comment_form(sounding: Sounding, view: View, private: str) -> Block:
    """After a reply: is there anything to add? Closing it leaves the reply as it is."""
    blocks = [
        section(
            f":white_check_mark: *{esc(sounding.reference)}*: “{esc(view.option)}” is recorded. "
            "You can change it until it closes."
        ),
        text_input(
            "comment",
            "Anything to add?",
            initial=view.comment,
            multiline=True,
            optional=True,
            hint="It stands beside your reply. Close this form to leave it as it is.",
        ),
    ]
    return modal(
        ids.SOUNDING_COMMENT,
        "Your reply",
        blocks,
        submit="Add comment",
        close="Leave it",
        private=private,
    )


def interest_form(sounding: Sounding, private: str) -> Block:
    """A member says that an interest keeps them out."""
    blocks = [
        section(title(sounding)),
        text_input(
            "reason",
            "What is your interest?",
            multiline=True,
            max_length=500,
            hint="You are then left out, and those who may see this see why. An interest that is "
            "not in the register is told to the monitoring officer within 28 days.",
        ),
    ]
    return modal(ids.SOUNDING_FORM, "An interest", blocks, submit="Leave me out", private=private)


_TITLES = {
    Step.PERMIT: ("The meeting agreed", "Open it"),
    Step.CLOSE: ("Close early", "Close it"),
    Step.EXTEND: ("Extend", "Extend it"),
    Step.WITHDRAW: ("Withdraw", "Withdraw it"),
    Step.NOTE: ("Note a reply", "Note it"),
    Step.LEAVE_OUT: ("Leave somebody out", "Leave out"),
    Step.DISPENSE: ("Dispensation", "Record it"),
    Step.SUBSTITUTE: ("Substitute", "Save"),
    Step.RESOLVE: ("Written resolution", "Record it"),
}


def needs_form(step: Step) -> bool:
    """Whether the step asks for anything."""
    return step in _TITLES


def step_form(sounding: Sounding, step: Step, private: str, *, waited_for: int = 0) -> Block:
    """The form of a step of an officer."""
    name, submit = _TITLES[step]
    blocks = [section(title(sounding)), *_inputs(sounding, step, waited_for)]
    return modal(ids.SOUNDING_FORM, name, blocks, submit=submit, private=private)


def _inputs(sounding: Sounding, step: Step, waited_for: int) -> list[Block]:
    match step:
        case Step.PERMIT:
            return [
                text_input(
                    "permission", "By which minute?", placeholder="minute 22/8", max_length=300
                )
            ]
        case Step.CLOSE:
            hint = f"{waited_for} have not replied yet." if waited_for else "Everybody has replied."
            return [
                text_input(
                    "reason",
                    "Why is it closed early?",
                    multiline=True,
                    max_length=1000,
                    optional=not waited_for,
                    hint=hint,
                )
            ]
        case Step.EXTEND:
            return [
                text_input("deadline", "Until when?", placeholder="15 March 17:00", max_length=100),
                text_input("reason", "Why?", optional=True, max_length=1000),
            ]
        case Step.WITHDRAW:
            return [text_input("reason", "Why is it withdrawn?", multiline=True, max_length=1000)]
        case Step.NOTE:
            answers = select("value", [(o, o) for o in sounding.options])
            return [
                _who("Whose reply?", sounding.taking_part),
                input_block("option", "What do they think?", answers),
                text_input("comment", "Their words", multiline=True, optional=True),
            ]
        case Step.LEAVE_OUT:
            return [
                _who("Who?", sounding.taking_part),
                text_input("reason", "What is the interest?", multiline=True, max_length=500),
            ]
        case Step.DISPENSE:
            left_out = [a for a in sounding.asked if not a.is_asked]
            return [
                _who("Who?", left_out or sounding.asked),
                text_input(
                    "reason", "Granted by whom, and how far", multiline=True, max_length=500
                ),
            ]
        case Step.SUBSTITUTE:
            return [
                _who("In whose place?", sounding.taking_part),
                text_input(
                    "substitute",
                    "Who answers?",
                    optional=True,
                    max_length=200,
                    hint="A name. Leave it empty to end the substitution.",
                ),
            ]
        case _:
            return [
                text_input(
                    "text",
                    "What is resolved?",
                    initial=sounding.question,
                    multiline=True,
                    hint="Word for word, as it is to stand in the record of resolutions.",
                ),
                context(f"*Replies:* {esc(sounding.outcome)}"),
            ]


def _who(label: str, asked: Sequence[Asked]) -> Block:
    people = [(a.name, a.person_id) for a in asked]
    return input_block("who", label, select("value", people))
