"""The page of one action for its owner: what it shows, the five answers, what each one did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.sheets import sheet
from bot.slack import gather
from bot.web.kinds import PageKind
from bot.web.layout import Content, Field, Form, Receipt
from workflows import action_link_answers
from workflows.access import Audience
from workflows.action_links import ANSWER_ACTION, STEPS, steps_of
from workflows.action_steps import Step
from workflows.actions import LIVE, Action, Status
from workflows.answering import only_helps
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.links import Opened
from workflows.ports import Transaction

_FILES = Field("files", "Files", "files", "Up to 5, of 10 MB each. They are kept with the record.",
               optional=True)  # fmt: skip
_UNTIL = Field(
    "due", "Until when?", "line", "For example: 13 March, end of April, next meeting.", 200
)
FORMS: Mapping[Step, Form] = {
    Step.DONE: Form(
        "done",
        "Done",
        "It is finished.",
        "Report it done",
        (Field("text", "What was done?", optional=True), _FILES),
    ),
    Step.PROGRESS: Form(
        "progress",
        "Progress",
        "It is under way.",
        "Report progress",
        (Field("text", "How far is it?"),),
    ),
    Step.BLOCKED: Form(
        "blocked",
        "Blocked",
        "Something stands in the way.",
        "Tell the officer",
        (Field("text", "What stands in the way?"),),
    ),
    Step.ASK_TIME: Form(
        "ask_time",
        "More time",
        "It needs a later date.",
        "Ask for more time",
        (_UNTIL, Field("reason", "Why?", most=1000)),
    ),
    Step.NOT_MINE: Form(
        "not_mine",
        "Not mine",
        "Somebody else should do it.",
        "Tell the officer",
        (Field("text", "Whose is it, do you think?", most=900),),
    ),
}

#: Why nothing is asked, by what the action waits for.
WAITING: Mapping[Status, str] = {
    Status.PROPOSED_DONE: "It is reported done. The committee officer accepts it, or returns it "
    "with a reason; you would then hear of it again.",
    Status.ACCEPTED: "It is completed. The next meeting confirms it.",
}


def draw(tx: Transaction, opened: Opened[Action], now: datetime) -> Content | None:
    """The action as its owner may see it, with the forms of what can be answered now."""
    card = gather.action_card(tx, opened.thing, Audience(opened.caller), now)
    if card is None:
        return None
    shown = sheet(card, opened.board)
    nothing = "You need not do anything here at present."
    return Content(
        title=f"Action {shown.reference}",
        text=shown.text,
        board=shown.board,
        only="this one action",
        forms=tuple(FORMS[step] for step in steps_of(opened)),
        waiting=WAITING.get(opened.thing.status, nothing),
        state=shown.state,
        tone=shown.tone,
        facts=shown.facts,
        exempt=shown.exempt,
        history=shown.history,
        evidence=shown.evidence,
    )


def thanks(tx: Transaction, opened: Opened[Action], step: str) -> Receipt:
    """What the answer did."""
    noted = only_helps(opened.thing, opened.caller)
    return receipt_for(Step(step), opened.thing, opened.board, noted=noted)


def receipt_for(step: Step, action: Action, board: Board, *, noted: bool = False) -> Receipt:
    """What the answer did and what happens next, as the action stands now. `noted`: the word of one
    of many, for whom somebody else answers, moved nothing."""
    if noted:
        leads = ", ".join(o.printed for o in action.owners if o.lead) or "the chair"
        said = f"{leads[0].upper()}{leads[1:]} or a committee officer answers for all"
        return Receipt("what you say is noted", f"{said}; until then reminders go on.")
    officer = "The committee officer"
    quiet = "Until then you are not reminded of it."
    match step:
        case Step.DONE if action.status is Status.PROPOSED_DONE:
            return Receipt(
                "it is reported done",
                f"{officer} reads your report and accepts it, or returns it with a reason. {quiet}",
            )
        case Step.DONE if action.status in LIVE:
            return Receipt("your part is noted", "The action stays open for the other owners.")
        case Step.DONE:
            return Receipt("it is completed", "It stands in the log as completed.")
        case Step.PROGRESS:
            until = (
                f" to the end of {day_words(action.hushed_until)}" if action.hushed_until else ""
            )
            return Receipt(
                "your progress is recorded", f"You are left in peace{until or ' for a while'}."
            )
        case Step.BLOCKED:
            return Receipt(
                "the committee officer is told", f"{officer} sees what stands in the way. {quiet}"
            )
        case Step.ASK_TIME:
            return _more_time(action, board, officer)
        case _:
            return Receipt("your suggestion is recorded", f"{officer} decides whose it is. {quiet}")


def _more_time(action: Action, board: Board, officer: str) -> Receipt:
    asked = action.slips[-1].to_due.day if action.slips else None
    what = f"more time to {day_words(asked)} is asked for" if asked else "more time is asked for"
    by_meeting = board.extension_agreed_by == "meeting"
    who, where = ("The board", " at its meeting") if by_meeting else (officer, "")
    return Receipt(what, f"{who} agrees to it or not{where}; until then the present date stands.")


PAGE: PageKind[Action] = PageKind(
    kind=ANSWER_ACTION,
    steps=frozenset(step.value for step in STEPS),
    draw=draw,
    take=action_link_answers.take,
    repeats=action_link_answers.repeats,
    said=action_link_answers.said,
    thanks=thanks,
)
