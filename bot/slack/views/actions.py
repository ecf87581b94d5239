"""An action in Slack: its card, lists, and the words of an answer. Pure: data to blocks.

Its forms are in `action_forms`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.slack import ids
from bot.slack.views.blocks import (
    MORE,
    Block,
    actions,
    button,
    context,
    cut,
    esc,
    overflow,
    section,
)
from workflows.action_steps import STATUS_WORDS, Step
from workflows.actions import LIVE, Action, Slip, SlipState, Turn
from workflows.calendars import WorkingCalendar, calendar_of
from workflows.colours import Rag
from workflows.deadlines import DueKind, day_words, describe, rag
from workflows.digests import is_overdue
from workflows.owners import owner_words
from workflows.policy_words import brief
from workflows.report_back_keeping import words as report_back_words

ENGLAND = calendar_of("england")


@dataclass(frozen=True)
class Card:
    """What a card shows: the action, the names behind ids, the steps its reader may take.

    `desk`: it is shown to an officer as officer, so that what settles it comes first. `brief`: one
    of several in a message of the day, cut to what fits. `aside` stands above it. `mine`: it is the
    reader's alone, who need not be told so.
    """

    action: Action
    today: date
    board: str = ""
    minute: str = ""
    steps: tuple[Step, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    calendar: WorkingCalendar = ENGLAND
    desk: bool = False
    brief: bool = False
    aside: str = ""
    mine: bool = False


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
    Step.REMINDERS: "Reminders",
    Step.ASK_CHAIR: "Ask the chair to invite the owner",
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
    Step.EXTEND,
    Step.ASK_CHAIR,
    Step.REOPEN,
)
#: What an officer does about what waits for them.
_DESK = (
    Step.ACCEPT,
    Step.RETURN,
    Step.AGREE,
    Step.REFUSE,
    Step.REASSIGN,
    Step.EXTEND,
    Step.EDIT,
    Step.ASK_CHAIR,
    Step.DONE,
    Step.PROGRESS,
)
#: Five at most: Slack's overflow menu holds no more.
_MENU = (
    Step.EDIT,
    Step.REASSIGN,
    Step.TRANSFER,
    Step.KEEP_OPEN,
    Step.CANCEL,
    Step.REMINDERS,
)


def state_words(action: Action, today: date, calendar: WorkingCalendar = ENGLAND) -> str:
    """The state in a word and a sign that does not rest on colour alone."""
    if is_overdue(action, today):
        return f":red_circle: overdue, {STATUS_WORDS[action.status]}"
    colour = rag(action.original_due, action.latest, today, calendar, False)
    if action.status in LIVE and colour is Rag.AMBER:
        return f":large_orange_circle: due soon, {STATUS_WORDS[action.status]}"
    signs = {
        "open": ":white_circle:",
        "in_progress": ":large_blue_circle:",
        "blocked": ":no_entry:",
        "proposed_done": ":ballot_box_with_check:",
        "accepted": ":white_check_mark:",
        "closed": ":white_check_mark:",
        "cancelled": ":x:",
        "transferred": ":arrow_right:",
    }
    return f"{signs[action.status.value]} {STATUS_WORDS[action.status]}"


def turn_words(action: Action, today: date) -> str:
    """Whose turn it is, where it is not plain: the officer's, or an owner's who has peace."""
    if action.turn is Turn.OFFICER:
        return ":hourglass_flowing_sand: the committee officer’s turn"
    if action.status in LIVE and action.hushed_until and action.hushed_until > today:
        return f":zzz: no reminders to the end of {day_words(action.hushed_until)}"
    return ""


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
    shown = _DESK if data.desk else _BUTTONS
    menu = [
        (label(action, s), f"{s.value}|{ids.pack(action.id, action.version)}")
        for s in _MENU
        if s in data.steps and s not in shown
    ]
    blocks = [
        section(_head(data), overflow(ids.ACTION_STEP + "menu", menu) if menu else None),
        context(_facts(data)),
    ]
    blocks += _history(data)
    dateless = data.desk and action.due.kind is DueKind.NONE  # is given a date, not a later one
    offered = [s for s in shown if s in data.steps and not (dateless and s is Step.EXTEND)]
    buttons = [_step_button(action, s, data.desk) for s in offered]
    if buttons:
        blocks.append(actions(buttons, block_id=f"card:{action.id}"))
    return blocks


def _head(data: Card) -> str:
    """What it is, and above it what the reader is in the matter, where that needs saying."""
    said = title_cut(data.action, _BRIEF) if data.brief else title(data.action)
    return f"_{esc(cut(data.aside, 200))}_\n{said}" if data.aside else said


def _facts(data: Card) -> str:
    """State, owners, due, and whose turn it is; on a brief card the board too."""
    action, owners = data.action, owner_words(data.action.owners)
    found = (
        state_words(action, data.today, data.calendar),
        esc(data.board) if data.brief else "",
        "" if data.mine else esc(cut(owners, _BRIEF) if data.brief else owners),
        esc(due_line(action, data.today).replace(" — already past", _late_words(data))),
        turn_words(action, data.today),
    )
    return "  ·  ".join(f for f in found if f)


def _late_words(data: Card) -> str:
    """Of a day that is past: by how many of the board's working days; nothing once it is done."""
    action, day = data.action, data.action.due.day
    if day is None or not is_overdue(action, data.today):
        return " — already past" if action.status in LIVE else ""
    late = data.calendar.working_days_between(day, data.today)
    return f", {late} working day{'' if late == 1 else 's'} ago"


def label(action: Action, step: Step) -> str:
    """The button's words, as the matter stands."""
    if step is Step.REASSIGN and not any(o.known for o in action.owners):
        return "Name an owner"
    if step is Step.EDIT and action.due.kind is DueKind.NONE:
        return "Edit, set a date"
    return LABELS[step]


def _step_button(action: Action, step: Step, desk: bool) -> Block:
    settles = step in _PRIMARY and not (desk and step is Step.DONE)
    return button(
        label(action, step),
        ids.ACTION_STEP + step.value,
        ids.pack(action.id, action.version),
        "primary" if settles else None,
    )


def _history(data: Card) -> list[Block]:
    """Where it comes from, the last note, and a request for more time that waits."""
    action, found = data.action, []
    minute = f"minute {action.minute_ref}" if action.minute_ref else ""
    source = " / ".join(w for w in (data.board, data.minute, minute) if w)
    if source and not data.brief:
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
    if followed := _followed(action):
        found.append(esc(followed))
    if data.evidence:
        found.append(f":paperclip: {esc(', '.join(data.evidence[:5]))}")
    return [context(*found)] if found else []


def _followed(action: Action) -> str:
    """Whether it comes back to the board, who else follows it, and its own reminders, where it has
    any of these."""
    found = [w for w in (report_back_words(action),) if w]
    if action.lead:
        found.append(f"Lead officer: {action.lead.printed}")
    if action.deputy:
        found.append(f"Deputy: {action.deputy.printed}")
    if action.policy:
        found.append(f"Own reminders: {brief(action.policy)}")
    return "; ".join(found)


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
        f"{esc(cut(owner_words(action.owners), 80))} · "
        f"{esc(due_line(action, today).replace(' — already past', ''))}"  # the sign says it
    )


def title_cut(action: Action, most: int = 120) -> str:
    lock = ":lock: " if action.exempt else ""
    return f"{lock}*{esc(action.reference or 'not issued')}* {esc(cut(action.text, most))}"


def owner_tasks(rows: Sequence[Card], board: str, why: str = "") -> list[Block]:
    """What an owner is told once, with all that is theirs; `why` where it comes back to them."""
    count = len(rows)
    what = "an action" if count == 1 else f"{count} actions"
    said = f"*{esc(board)}* has {what} for you."
    if why:
        said = f"*{esc(board)}*: this is yours again: _{esc(cut(why, 500))}_"
    blocks, shown = fitting([section(said)], rows)
    if count > shown:
        said = f"and {count - shown} more: open my Home tab to see them all"
        blocks.append({**context(said), "block_id": MORE})
    return blocks


#: Characters of a text, or of its owners, in a message of several.
_BRIEF = 240


def word_to_chair(data: Card, board: str, asked_by: str, meets: str) -> str:
    """What the officer asks of the chair about an overdue action; `meets` is the day of the next
    meeting in words, empty if none is planned."""
    owners = esc(owner_words(data.action.owners))
    where = f"the meeting of {esc(meets)}" if meets else "the next meeting"
    return (
        f"*{esc(board)}*: this is overdue. {esc(asked_by)} asks you, as chair, to invite the owner "
        f"({owners}) to {where} to say where it stands."
    )


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
