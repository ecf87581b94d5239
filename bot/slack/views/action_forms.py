"""The forms of an action: recorded, edited, and what each step asks for. Pure: data to views."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.slack import ids
from bot.slack.views.actions import title_cut
from bot.slack.views.blocks import (
    Block,
    context,
    cut,
    esc,
    file_input,
    input_block,
    modal,
    option,
    people_input,
    section,
    text_input,
)
from bot.slack.views.reminders import ladder_inputs
from bot.slack.views.report_backs import cycle_input
from workflows.action_reminders import days_before
from workflows.action_steps import Step
from workflows.actions import Action
from workflows.boards import Board
from workflows.deadlines import DueKind, describe
from workflows.ladder import policy_of


def new_action_form(
    private: str, *, text: str = "", owners: Iterable[str] = (), due: str = "", written: str = ""
) -> Block:
    """The bare form of /action, and of the shortcut "Record as action"."""
    element: Block = {"type": "multi_users_select", "action_id": "value"}
    chosen = list(owners)
    if chosen:
        element["initial_users"] = chosen
    return modal(
        ids.NEW_ACTION,
        "Record an action",
        [
            text_input("text", "What is to be done?", initial=text, multiline=True),
            input_block("owners_slack", "Owners in Slack", element, optional=True),
            text_input(
                "owners",
                "Other owners",
                initial=written,
                optional=True,
                hint="Names, initials, posts, groups or “all members”, separated by commas. "
                "Write (lead) after the one who leads.",
            ),
            text_input(
                "due",
                "By when?",
                initial=due,
                optional=True,
                placeholder="next meeting, 13 March, end of April, Q2, tbc",
                hint="In an open meeting: the next meeting, unless you say otherwise.",
            ),
            cycle_input(),
            text_input("minute_ref", "Minute", optional=True, max_length=40),
            text_input(
                "exempt",
                "Exempt? Paragraph and reason",
                optional=True,
                max_length=300,
                hint="Leave empty for open matter. Exempt matter is never posted in a channel.",
            ),
        ],
        submit="Record",
        private=private,
    )


def edit_form(action: Action) -> Block:
    """Correct text, owners, minute or exemption; a date only where none was promised yet."""
    blocks = [
        text_input("text", "What is to be done?", initial=action.text, multiline=True),
        text_input(
            "owners",
            "Owners",
            initial=", ".join(o.printed + (" (lead)" if o.lead else "") for o in action.owners),
            optional=True,
            hint="Names, initials, posts, groups or “all members”, separated by commas.",
        ),
        text_input("minute_ref", "Minute", initial=action.minute_ref, optional=True, max_length=40),
        text_input(
            "exempt",
            "Exempt? Paragraph and reason",
            initial=action.exempt,
            optional=True,
            max_length=300,
        ),
        text_input("reason", "Why is it corrected?", optional=True, max_length=1000),
    ]
    if action.live or action.due.kind is DueKind.NONE:
        blocks.insert(2, text_input("due", "By when?", initial=action.due.phrase, optional=True))
    return modal(
        ids.EDIT_ACTION, "Edit action", blocks, private=ids.pack(action.id, action.version)
    )


#: The title, the submit button and the inputs of each step's form.
_FORMS: Mapping[Step, tuple[str, str, tuple[str, ...]]] = {
    Step.DONE: ("Report it done", "Report done", ("note", "files")),
    Step.PROGRESS: ("Report progress", "Save", ("text",)),
    Step.BLOCKED: ("Blocked", "Tell the officer", ("text",)),
    Step.NOT_MINE: ("Not mine", "Tell the officer", ("text",)),
    Step.ASK_TIME: ("More time", "Ask", ("due", "reason")),
    Step.HUSH: ("Hush until", "Hush", ("until",)),
    Step.RETURN: ("Return to the owner", "Return", ("reason",)),
    Step.REOPEN: ("Reopen", "Reopen", ("reason",)),
    Step.REFUSE: ("Refuse more time", "Refuse", ("reason",)),
    Step.EXTEND: ("Extend", "Extend", ("due", "reason")),
    Step.REASSIGN: ("Reassign", "Reassign", ("owners_slack", "owners", "why")),
    Step.TRANSFER: ("Transfer", "Transfer", ("receiver", "why")),
    Step.CANCEL: ("Cancel this action", "Cancel action", ("reason",)),
}

_PROMPTS: Mapping[Step, str] = {
    Step.PROGRESS: "How far is it?",
    Step.BLOCKED: "What stands in the way?",
    Step.NOT_MINE: "Whose is it, do you think?",
}


#: What follows, said before it is sent.
_FOLLOWS: Mapping[Step, str] = {
    Step.DONE: "The committee officer accepts it, or returns it with a reason.",
    Step.PROGRESS: "It stays yours. If it is overdue, you have peace for some days.",
    Step.BLOCKED: "It becomes the committee officer’s turn; you are not reminded meanwhile.",
    Step.ASK_TIME: "Until more time is agreed, the date stands; you are not reminded meanwhile.",
    Step.NOT_MINE: "The committee officer decides; you are not reminded meanwhile.",
}


def needs_form(step: Step) -> bool:
    return step in _FORMS


def step_form(step: Step, action: Action, channel: str = "") -> Block:
    """The form that a step asks for; its inputs carry the field names of the core's errors.
    `channel` is where its answer is told."""
    name, submit, inputs = _FORMS[step]
    due = esc(cut(describe(action.due), 100))
    blocks: list[Block] = [context(f"{title_cut(action, 200)} · {due}")]
    blocks += [_input(field_name, step) for field_name in inputs]
    if step in _FOLLOWS:
        blocks.append(context(_FOLLOWS[step]))
    private = f"{step.value}|{channel}|{ids.pack(action.id, action.version)}"
    return modal(ids.STEP_FORM, name, blocks, submit=submit, private=private)


def _input(name: str, step: Step) -> Block:
    if name == "text":
        return text_input("text", _PROMPTS[step], multiline=True)
    if name == "note":
        return text_input("text", "Anything to add?", multiline=True, optional=True)
    if name == "files":
        return file_input("files", "Evidence", hint="Kept with the record.")
    if name == "due":
        return text_input(
            "due", "Until when?", placeholder="next meeting, 13 March, end of April", max_length=200
        )
    if name == "until":
        return input_block(
            "until",
            "No reminders until the end of",
            {"type": "datepicker", "action_id": "value"},
            hint="Never past the next meeting; the log and the digest still show it.",
        )
    if name == "owners_slack":
        return people_input("owners_slack", "New owners in Slack")
    if name == "owners":
        return text_input(
            "owners",
            "Other new owners",
            optional=True,
            hint="Names, initials, posts, groups or “all members”, separated by commas.",
        )
    if name == "receiver":
        return text_input("receiver", "To which group or board?", max_length=200)
    if name == "why":
        return text_input("reason", "Why?", optional=True, max_length=1000)
    return text_input("reason", "Why?", multiline=True, max_length=1000)


def reminders_form(action: Action, board: Board) -> Block:
    """Who else follows an action, and its own ladder. Block ids are the fields of `FollowUp` and of
    its `PolicyForm`."""
    policy = policy_of(action, board)
    blocks = [
        context(title_cut(action, 200)),
        text_input(
            "deputy",
            "Deputy",
            initial=action.deputy.printed if action.deputy else "",
            optional=True,
            hint="A name or post. Hears beside the owner when it is late.",
            max_length=200,
        ),
        text_input(
            "lead",
            "Lead officer",
            initial=action.lead.printed if action.lead else "",
            optional=True,
            hint="A name or post. Hears beside the committee officer when it is late.",
            max_length=200,
        ),
        section("*Its own days*\nLeave them as they are, and it follows the board."),
        *ladder_inputs(policy, days_before(action, policy)),
    ]
    if action.policy:
        back = option("Follow the board’s reminders again, whatever stands above", "yes")
        ticks: Block = {"type": "checkboxes", "action_id": "value", "options": [back]}
        blocks.append(input_block("as_board", "Back to the board’s", ticks, optional=True))
    private = ids.pack(action.id, action.version)
    return modal(ids.ACTION_REMINDERS_FORM, "Reminders", blocks, submit="Save", private=private)
