"""The forms of delegations: a decision's record, the terms of a grant, and one short form for each
step. Pure: data to blocks. Block ids are the `field` names of the core's errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    context,
    cut,
    esc,
    input_block,
    modal,
    option,
    section,
    select,
    text_input,
)
from workflows.delegations import Delegation
from workflows.exercise_rules import FIELDS, money
from workflows.exercises import Background, Exercise, ExerciseState


@dataclass(frozen=True)
class Desk:
    """What the form of a record is drawn from: the grant (None where it is not known), the record
    so far (None for a new one), who may have agreed to it, what to say above it, what to begin
    with, and whether the decision is the executive's."""

    delegation: Delegation | None
    exercise: Exercise | None = None
    delegates: Sequence[str] = ()
    notes: Sequence[str] = ()
    begin: Mapping[str, str] | None = None
    executive: bool = False
    today: date | None = None


def day_input(block_id: str, label: str, day: date | None, *, optional: bool = False) -> Block:
    element: Block = {"type": "datepicker", "action_id": "value"}
    if day:
        element["initial_date"] = day.isoformat()
    return input_block(block_id, label, element, optional=optional)


def boxes(
    block_id: str,
    label: str,
    options: Sequence[tuple[str, str]],
    chosen: Sequence[str] = (),
    hint: str = "",
) -> Block:
    """Check boxes of which none need be ticked."""
    offered = [option(words, value) for words, value in options][:10]
    element: Block = {"type": "checkboxes", "action_id": "value", "options": offered}
    ticked = [o for o in offered if o["value"] in chosen]
    if ticked:
        element["initial_options"] = ticked
    return input_block(block_id, label, element, optional=True, hint=hint)


def record_form(desk: Desk, private: str) -> Block:
    """The decision record (SI 2014/2095 reg. 7). A completed record is corrected with a reason."""
    done = desk.exercise is not None and desk.exercise.state is not ExerciseState.DRAFT
    blocks: list[Block] = [section(_grant(desk))]
    if desk.notes:
        blocks.append(context("\n".join(esc(n) for n in desk.notes)))
    blocks.append(day_input("decided_on", "Date of the decision", _day(desk)))
    blocks += _who(desk)
    blocks += [
        _words(desk, "decision", "The decision", "What was decided, in full."),
        _words(desk, "reasons", "Reasons"),
        _words(
            desk, "alternatives", "Alternatives considered and rejected", "“None” is an answer."
        ),
        _words(
            desk,
            "interests",
            "Interests declared",
            "By name, by those who decided or were consulted; “none declared” is an answer.",
        ),
    ]
    if desk.executive:
        hint = "Granted for a declared interest; “none” is an answer."
        blocks.append(_words(desk, "dispensation", "Dispensation", hint))
    blocks += [
        _words(desk, "consulted", "Who was consulted, and what they said", optional=True),
        text_input(
            "amount",
            "Sum",
            initial=_amount(desk),
            optional=True,
            max_length=40,
            hint=_limit(desk.delegation),
        ),
        _words(
            desk,
            "background",
            "Background papers",
            "One on a line: title | where it is | exempt because … (the last two may be left out)",
            optional=True,
        ),
    ]
    blocks += _withheld(desk.exercise)
    if done:
        blocks.append(text_input("reason", "Why is it corrected?", max_length=1000))
        return modal(ids.DECISION_FORM, "Correct the record", blocks, private=private)
    blocks.append(
        text_input(
            "override",
            "If it does not fit its grant: why all the same?",
            initial=desk.exercise.override if desk.exercise else "",
            multiline=True,
            optional=True,
            max_length=1000,
            hint="Asked only if something does not fit; you are then told what.",
        )
    )
    later = [("Keep it as a draft; I complete it later", "draft")]
    blocks.append(boxes("later", "Not ready yet?", later))
    return modal(ids.DECISION_FORM, "Decision record", blocks, submit="Keep", private=private)


def _grant(desk: Desk) -> str:
    if desk.delegation is None:
        return "*No grant is known.* The decision is kept, and flagged until its grant is found."
    grant = desk.delegation
    lock = ":lock: " if grant.exempt else ""
    return f"{lock}*{esc(grant.reference)}*\n>{esc(cut(grant.text, 1500))}"


def _day(desk: Desk) -> date | None:
    return desk.exercise.decided_on if desk.exercise else desk.today


def _who(desk: Desk) -> list[Block]:
    """Who decided; of a power that is held jointly, who of its delegates agreed."""
    by = _begun(desk, "decided_by")
    grant = desk.delegation
    # An option's value holds 75 characters; a longer name is typed.
    short = all(len(d) <= 75 for d in desk.delegates)
    if grant and grant.jointly == "jointly" and 1 < len(desk.delegates) <= 10 and short:
        chosen = [d for d in desk.delegates if d in by]
        return [
            boxes(
                "agreed",
                "Who agreed to it?",
                [(d, d) for d in desk.delegates],
                chosen,
                "Held jointly: all of them are to agree.",
            )
        ]
    return [text_input("decided_by", "Who decided?", initial=by, max_length=500)]


def _begun(desk: Desk, name: str) -> str:
    if desk.exercise is not None and getattr(desk.exercise, name):
        return str(getattr(desk.exercise, name))
    return str((desk.begin or {}).get(name, ""))


def _words(desk: Desk, name: str, label: str, hint: str = "", *, optional: bool = False) -> Block:
    if name == "background":
        papers = desk.exercise.background if desk.exercise else ()
        initial = "\n".join(background_line(p) for p in papers)
    else:
        initial = _begun(desk, name)
    # Nothing here is required by the form: what a complete record lacks is said by the core, so
    # that a draft may be kept.
    wanted = name == "decision"
    return text_input(
        name, label, initial=initial, multiline=True, optional=optional or not wanted, hint=hint
    )


def background_line(paper: Background) -> str:
    """A background paper as it is typed."""
    parts = [paper.title, paper.where, f"exempt because {paper.exempt}" if paper.exempt else ""]
    return " | ".join(p for p in parts if p)


def _amount(desk: Desk) -> str:
    amount = desk.exercise.amount if desk.exercise else None
    return "" if amount is None else money(amount)


def _limit(delegation: Delegation | None) -> str:
    if delegation is None or delegation.amount is None:
        return "Where money is spent or awarded, for example £24,500."
    return f"The grant is limited to {money(delegation.amount)}."


def _withheld(exercise: Exercise | None) -> list[Block]:
    left = dict(exercise.left_out) if exercise else {}
    options = [(words[0].upper() + words[1:], name) for name, words in FIELDS.items()]
    why = next(iter(left.values()), "")
    return [
        boxes(
            "left_out",
            "Left out of the published record",
            options,
            tuple(left),
            "What is exempt; the whole record stays in the register.",
        ),
        text_input(
            "left_out_reason",
            "Why is that left out? Paragraph and reason",
            initial=why,
            optional=True,
            max_length=300,
        ),
        text_input(
            "exempt",
            "All of it exempt? Paragraph and reason",
            initial=exercise.exempt if exercise else "",
            optional=True,
            max_length=300,
            hint="Leave empty for open matter. Exempt matter is never posted in a channel.",
        ),
    ]


def terms_form(delegation: Delegation, functions: Sequence[str], private: str) -> Block:
    """What was read of the grant, to be put right. The granting words are the resolution's."""
    until = delegation.deadline.day
    blocks: list[Block] = [
        section(f"*{esc(delegation.reference)}*\n>{esc(cut(delegation.text, 2500))}"),
        text_input(
            "delegates",
            "To whom",
            initial="\n".join(delegation.delegates),
            multiline=True,
            optional=True,
            hint="One on a line, by name or post.",
        ),
        text_input(
            "consultees",
            "Consulting whom",
            initial="\n".join(delegation.consultees),
            multiline=True,
            optional=True,
            hint="One on a line.",
        ),
    ]
    ticked = ["first"] if delegation.consult_first else []
    ticked += ["standing"] if delegation.recurring else []
    options = [
        ("Consultation comes first (“following consultation”)", "first"),
        ("A standing power, used more than once", "standing"),
    ]
    blocks.append(boxes("kinds", "How", options, ticked))
    held = select(
        "value",
        [("jointly", "jointly"), ("severally", "severally"), ("not stated", "unsaid")],
        delegation.jointly or "unsaid",
    )
    blocks += [
        input_block("jointly", "Several delegates act", held),
        text_input(
            "scope", "To decide what", initial=delegation.scope, optional=True, multiline=True
        ),
        _function(delegation, functions),
        text_input(
            "amount",
            "Limit of money",
            initial="" if delegation.amount is None else money(delegation.amount),
            optional=True,
            max_length=40,
        ),
        day_input("until", "Until", until, optional=True),
        text_input("reason", "Why is it put right?", max_length=1000),
    ]
    return modal(ids.TERMS_FORM, "Terms of the grant", blocks, private=private)


def _function(delegation: Delegation, functions: Sequence[str]) -> Block:
    hint = f"By this board's rules: {'; '.join(functions)}." if functions else ""
    return text_input(
        "function",
        "Function",
        initial=delegation.function,
        optional=True,
        max_length=200,
        hint=hint[:2000],
    )


@dataclass(frozen=True)
class Short:
    """A short form: title, the button, and its inputs (name, label, kind). `kind`: "words" (several
    lines), "line", "day", "maybe" (a day that may be left out) or "a|b|c" to choose from."""

    title: str
    submit: str
    inputs: tuple[tuple[str, str, str], ...]


SHORT: Mapping[str, Short] = {
    "consult": Short(
        "Ask the consultees",
        "Ask",
        (("question", "What are they asked?", "words"), ("due", "Reply by", "maybe")),
    ),
    "reply": Short("Your reply", "Reply", (("text", "What do you think of it?", "words"),)),
    "note": Short(
        "Note a reply",
        "Note",
        (("name", "Who replied?", "line"), ("text", "What did they say?", "words")),
    ),
    "waive": Short(
        "Go without a reply",
        "Go without",
        (("name", "Whose reply?", "line"), ("reason", "Why?", "words")),
    ),
    "revoke": Short("Revoke", "Revoke", (("reason", "Why? With the minute.", "words"),)),
    "published": Short("Published", "Record", (("on", "On which day?", "day"),)),
    "call-in": Short(
        "Call-in",
        "Record",
        (
            ("name", "Who calls it in?", "line"),
            ("reason", "Why?", "words"),
            ("on", "On which day?", "day"),
        ),
    ),
    "settle": Short(
        "Settle the call-in",
        "Settle",
        (
            ("outcome", "What became of it?", "upheld|withdrawn|sent back"),
            ("on", "On which day?", "day"),
        ),
    ),
    "board": Short(
        "Heard by the board",
        "Record",
        (
            ("outcome", "What did the board do?", "noted|ratified|only heard of it"),
            ("minute", "Minute", "maybe line"),
            ("on", "On which day?", "day"),
        ),
    ),
    "withdraw": Short("Withdraw", "Withdraw", (("reason", "Why?", "words"),)),
}


def short_form(step: str, above: str, private: str, today: date) -> Block:
    """The form of that step, with what it is about above."""
    form = SHORT[step]
    blocks: list[Block] = [section(above)]
    for name, label, kind in form.inputs:
        if kind == "words":
            blocks.append(text_input(name, label, multiline=True))
        elif kind == "day":
            blocks.append(day_input(name, label, today))
        elif kind == "maybe":
            blocks.append(day_input(name, label, None, optional=True))
        elif "|" in kind:
            choices = [(words, words) for words in kind.split("|")]
            blocks.append(input_block(name, label, select("value", choices, choices[0][1])))
        else:
            blocks.append(text_input(name, label, max_length=300, optional=kind != "line"))
    return modal(ids.DELEGATION_FORM, form.title, blocks, submit=form.submit, private=private)
