"""An action in Slack: its card, lists, forms, and the words of an answer. Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    cut,
    esc,
    file_input,
    input_block,
    modal,
    overflow,
    section,
    text_input,
)
from workflows.action_steps import STATUS_WORDS, Step
from workflows.actions import Action, Slip, SlipState, Turn
from workflows.deadlines import DueKind, describe
from workflows.digests import is_overdue
from workflows.owners import owner_words


@dataclass(frozen=True)
class Card:
    """What a card shows: the action, the names behind ids, the steps its reader may take."""

    action: Action
    today: date
    board: str = ""
    minute: str = ""
    steps: tuple[Step, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()


LABELS: Mapping[Step, str] = {
    Step.DONE: "Done",
    Step.PROGRESS: "Progress",
    Step.BLOCKED: "Blocked",
    Step.ASK_TIME: "More time",
    Step.NOT_MINE: "Not mine",
    Step.HUSH: "Hush until",
    Step.ACCEPT: "Accept",
    Step.RETURN: "Return",
    Step.AGREE: "Agree to more time",
    Step.REFUSE: "Refuse more time",
    Step.EXTEND: "Extend",
    Step.REASSIGN: "Reassign",
    Step.EDIT: "Edit",
    Step.TRANSFER: "Transfer",
    Step.CANCEL: "Cancel action",
    Step.REOPEN: "Reopen",
    Step.KEEP_OPEN: "Keep open",
}
_PRIMARY = {Step.DONE, Step.ACCEPT, Step.AGREE}
#: Shown as buttons; the rest stand in the menu beside the title.
_BUTTONS = (
    Step.ACCEPT,
    Step.RETURN,
    Step.AGREE,
    Step.REFUSE,
    Step.DONE,
    Step.PROGRESS,
    Step.BLOCKED,
    Step.ASK_TIME,
    Step.NOT_MINE,
    Step.HUSH,
    Step.REOPEN,
)
_MENU = (
    Step.EDIT,
    Step.EXTEND,
    Step.REASSIGN,
    Step.TRANSFER,
    Step.KEEP_OPEN,
    Step.CANCEL,
)


def state_words(action: Action, today: date) -> str:
    """The state in a word and a sign that does not rest on colour alone."""
    if is_overdue(action, today):
        return f":red_circle: overdue, {STATUS_WORDS[action.status]}"
    signs = {
        "open": ":white_circle:",
        "in_progress": ":large_blue_circle:",
        "blocked": ":no_entry:",
        "proposed_done": ":ballot_box_with_check:",
        "accepted": ":white_check_mark:",
        "closed": ":white_check_mark:",
        "cancelled": ":heavy_multiplication_x:",
        "transferred": ":arrow_right:",
    }
    return f"{signs[action.status.value]} {STATUS_WORDS[action.status]}"


def due_line(action: Action, today: date) -> str:
    """The current due, and the original beside it where it has moved."""
    words = describe(action.due, today=today)
    if action.original_due != action.due and action.original_due.kind is not DueKind.NONE:
        words += f" (originally {describe(action.original_due)})"
    return words


def title(action: Action) -> str:
    reference = f"*{esc(action.reference)}* " if action.reference else "*(not issued yet)* "
    lock = ":lock: " if action.exempt else ""
    return f"{lock}{reference}{esc(action.text)}"


def card(data: Card) -> list[Block]:
    """The card of one action, with the buttons its reader may press."""
    action = data.action
    menu = [
        (LABELS[s], f"{s.value}|{ids.pack(action.id, action.version)}")
        for s in _MENU
        if s in data.steps
    ]
    blocks = [
        section(title(action), overflow(ids.ACTION_STEP + "menu", menu) if menu else None),
        context(
            f"{state_words(action, data.today)}  ·  {esc(owner_words(action.owners))}  ·  "
            f"{esc(due_line(action, data.today))}"
        ),
    ]
    blocks += _history(data)
    buttons = [_step_button(action, s) for s in _BUTTONS if s in data.steps]
    if buttons:
        blocks.append(actions(buttons, block_id=f"card:{action.id}"))
    return blocks


def _step_button(action: Action, step: Step) -> Block:
    return button(
        LABELS[step],
        ids.ACTION_STEP + step.value,
        ids.pack(action.id, action.version),
        "primary" if step in _PRIMARY else None,
    )


def _history(data: Card) -> list[Block]:
    """Where it comes from, the last note, and a request for more time that waits."""
    action, found = data.action, []
    source = " / ".join(w for w in (data.board, data.minute, action.minute_ref) if w)
    if source:
        found.append(f"From {esc(source)}")
    if action.notes:
        note = action.notes[-1]
        who = data.names.get(note.by, "somebody")
        behalf = (
            f" for {data.names.get(note.on_behalf_of, note.on_behalf_of)}"
            if (note.on_behalf_of)
            else ""
        )
        found.append(f"_{esc(cut(note.text, 300))}_ — {esc(who + behalf)}")
    found += [_slip_line(slip, data.names) for slip in action.slips[-2:]]
    if data.evidence:
        found.append(f":paperclip: {esc(', '.join(data.evidence[:5]))}")
    return [context(*found)] if found else []


def _slip_line(slip: Slip, names: Mapping[str, str]) -> str:
    """More time: until when, why, and who agreed or refused."""
    words = {
        SlipState.ASKED: "More time asked for",
        SlipState.AGREED: "More time agreed",
        SlipState.REFUSED: "More time refused",
    }[slip.state]
    settled = names.get(slip.settled_by or "")
    where = " at the meeting" if slip.settled_meeting_id else ""
    by = f" by {esc(settled)}{where}" if settled else ""
    return f"{words}{by}: {esc(describe(slip.to_due))} — _{esc(cut(slip.reason, 200))}_"


def recorded(action: Action, today: date) -> str:
    """The echo after recording: what was read, and what is still missing."""
    said = f"Recorded {title(action)}\n{esc(owner_words(action.owners))} · " + esc(
        due_line(action, today)
    )
    missing = []
    if not action.owners:
        missing.append("it has no owner")
    elif not all(o.known for o in action.owners):
        missing.append("an owner is not yet known")
    if action.due.kind is DueKind.NONE:
        missing.append("it has no date")
    if action.due.day and action.due.day < today:
        missing.append("its date is already past")
    if missing:
        said += (
            f"\n:triangular_flag_on_post: {', '.join(missing).capitalize()}; use Edit on its card."
        )
    if action.live:
        said += "\n_Captured in the open meeting: nobody is told before it is issued._"
    return said


def listing(
    heading: str, rows: Sequence[Action], today: date, *, withheld: int = 0, empty: str = ""
) -> list[Block]:
    """A list of actions, each in two lines; at most 40, saying what is left out."""
    blocks: list[Block] = [section(f"*{esc(heading)}*")]
    if not rows:
        blocks.append(section(empty or "Nothing is open. :tada:"))
    lines = [list_line(a, today) for a in rows[:40]]
    for start in range(0, len(lines), 8):
        blocks.append(section("\n".join(lines[start : start + 8])))
    left = len(rows) - 40
    notes = []
    if left > 0:
        notes.append(f"and {left} more: see the action log")
    if withheld:
        notes.append(
            f"{withheld} exempt {'matter is' if withheld == 1 else 'matters are'} not shown here"
        )
    if notes:
        blocks.append(context("; ".join(notes)))
    return blocks


def list_line(action: Action, today: date) -> str:
    return (
        f"{state_words(action, today).split(' ')[0]} {title_cut(action)}\n      "
        f"{esc(cut(owner_words(action.owners), 80))} · {esc(due_line(action, today))}"
    )


def title_cut(action: Action, most: int = 120) -> str:
    lock = ":lock: " if action.exempt else ""
    return f"{lock}*{esc(action.reference or 'not issued')}* {esc(cut(action.text, most))}"


def owner_tasks(rows: Sequence[Card], board: str) -> list[Block]:
    """What an owner is told once, with all that is theirs."""
    count = len(rows)
    what = "an action" if count == 1 else f"{count} actions"
    blocks, shown = fitting([section(f"*{esc(board)}* has {what} for you.")], rows)
    if count > shown:
        blocks.append(context(f"and {count - shown} more: open my Home tab to see them all"))
    return blocks


#: Slack's 50 blocks a message, less a line that says what did not fit.
MOST_BLOCKS = 49


def fitting(blocks: list[Block], rows: Sequence[Card]) -> tuple[list[Block], int]:
    """The blocks with as many cards after them as a message holds, and how many those are."""
    found = list(blocks)
    for shown, each in enumerate(rows):
        drawn = card(each)
        if len(found) + len(drawn) > MOST_BLOCKS:
            return found, shown
        found += drawn
    return found, len(rows)


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
                hint="Names, initials, posts or “all members”, parted by commas. "
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
            hint="Names, initials, posts or “all members”, parted by commas.",
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
    Step.REASSIGN: ("Reassign", "Reassign", ("owners", "why")),
    Step.TRANSFER: ("Transfer", "Transfer", ("receiver", "why")),
    Step.CANCEL: ("Cancel this action", "Cancel action", ("reason",)),
}

_PROMPTS: Mapping[Step, str] = {
    Step.PROGRESS: "How far is it?",
    Step.BLOCKED: "What stands in the way?",
    Step.NOT_MINE: "Whose is it, do you think?",
}


def needs_form(step: Step) -> bool:
    return step in _FORMS


def step_form(step: Step, action: Action) -> Block:
    """The form that a step asks for; its inputs carry the field names of the core's errors."""
    name, submit, inputs = _FORMS[step]
    blocks: list[Block] = [context(title_cut(action, 200))]
    blocks += [_input(field_name, step) for field_name in inputs]
    private = f"{step.value}|{ids.pack(action.id, action.version)}"
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
    if name == "owners":
        return text_input(
            "owners", "New owners", hint="Names, initials, posts or “all members”, with commas."
        )
    if name == "receiver":
        return text_input("receiver", "To which group or board?", max_length=200)
    if name == "why":
        return text_input("reason", "Why?", optional=True, max_length=1000)
    return text_input("reason", "Why?", multiline=True, max_length=1000)


def answered(action: Action, today: date) -> str:
    """What happened, whether anything changed, and whose turn it is."""
    turn = {
        Turn.OWNER: "It is the owner’s turn.",
        Turn.OFFICER: "It is the committee officer’s turn.",
        Turn.NOBODY: "Nobody will be reminded of it.",
    }[action.turn]
    return f"{title_cut(action, 80)} — {state_words(action, today)}. {turn}"
