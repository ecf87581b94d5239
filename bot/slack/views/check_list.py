"""The check list of a meeting that was captured live, and what was issued from it. Pure: data to
blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.slack import ids
from bot.slack.views.actions import LABELS, due_line, listing, state_words
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    cut,
    divider,
    esc,
    input_block,
    modal,
    people_input,
    section,
    select,
    text_input,
)
from workflows.action_steps import Step
from workflows.actions import Action, Status
from workflows.boards import Board
from workflows.deadlines import DueKind, day_words
from workflows.meeting_live import CheckList, Issued
from workflows.meetings import MeetingState
from workflows.owners import owner_words
from workflows.resolutions import Resolution

#: Lines in one message: each takes two of its 50 blocks.
PART = 15
_MOST_RESOLUTIONS = 8
#: Beside 15 lines, so that a message stays under its 50 blocks.
_MOST_CONFIRMED = 10
#: Of what was due at the meeting; each takes two blocks as well.
_MOST_DUE = 10
#: Lines beside which these still fit into one message; else they are a part of their own.
_LINES_BESIDE_DUE = 5


@dataclass(frozen=True)
class Sheet:
    """One part of a check list, as drawn at a moment. Parts are counted from 0."""

    board: Board
    check: CheckList
    today: date
    part: int = 0

    @property
    def parts(self) -> int:
        return parts(self.check)


def parts(check: CheckList) -> int:
    """How many messages the list takes."""
    captured = _parts_captured(check)
    return captured + 1 if check.due and not _due_fits(check) else captured


def _parts_captured(check: CheckList) -> int:
    return max(1, -(-len(check.captured) // PART))


def _due_fits(check: CheckList) -> bool:
    """Whether what was due stands below the last of the lines, whatever its number is now: a list
    that is out must not run over when it is drawn again."""
    in_last = len(check.captured) - PART * (_parts_captured(check) - 1)
    return in_last <= _LINES_BESIDE_DUE


def heading(sheet: Sheet) -> str:
    """The line of the notification."""
    day = day_words(sheet.check.meeting.day)
    count = len(sheet.check.actions)
    return f"Check list of {day}: {_count(count, 'action')}, {_resolutions(sheet.check)}"


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def _resolutions(check: CheckList) -> str:
    return _count(len(check.resolutions), "resolution")


def blocks(sheet: Sheet) -> list[Block]:
    """The lines with their buttons; the first part says what is missing, the last of the lines can
    issue. What was due at the meeting stands below them, or in a part after them."""
    check, state = sheet.check, sheet.check.meeting.state
    issued = state is MeetingState.ISSUED
    drawn: list[Block] = _opening(sheet) if sheet.part == 0 else []
    if sheet.parts > 1:
        drawn.append(context(f"Part {sheet.part + 1} of {sheet.parts}"))
    first = sheet.part * PART
    for number, action in enumerate(check.captured[first : first + PART], first + 1):
        drawn += _row(number, action, sheet, settled=issued)
    last = _parts_captured(check) - 1
    if sheet.part == last:
        drawn += _due(sheet) if _due_fits(check) else []
        drawn += _confirmed(check.confirmed)
        drawn += _closing(sheet)
    elif sheet.part > last:
        drawn += ([] if _due_fits(check) else _due(sheet)) or [
            context("Nothing is left to record in this part.")
        ]
    return drawn


def _due(sheet: Sheet) -> list[Block]:
    """What was due at the meeting and has no outcome yet, with buttons to record it."""
    rows = sheet.check.due
    if not rows:
        return []
    drawn = [section(f"*Due at this meeting: {_count(len(rows), 'action')}.* What became of them?")]
    for action in rows[:_MOST_DUE]:
        drawn += _due_row(action, sheet.today)
    left = [a.reference for a in rows[_MOST_DUE:]]
    if left:
        drawn.append(context(cut(f"and {len(left)} more: {esc(references(left))}", 2000)))
    return drawn


def _due_row(action: Action, today: date) -> list[Block]:
    lock = ":lock: " if action.exempt else ""
    asked = action.asked_slip
    state = state_words(action, today)
    if asked:
        state += f" · more time asked for, until {esc(cut(asked.to_due.phrase, 60))}"
    said = (
        f"{lock}*{esc(action.reference)}* {esc(cut(action.text, 300))}\n"
        f"{esc(cut(owner_words(action.owners), 300))} · {state}"
    )
    steps = (Step.AGREE, Step.REFUSE) if asked else (Step.DONE, Step.PROGRESS, Step.ASK_TIME)
    value = ids.pack(action.id, action.version)
    buttons = [button(LABELS[s], ids.ACTION_STEP + s.value, value) for s in steps]
    return [section(said), actions(buttons, block_id=f"due:{action.id}")]


def _confirmed(rows: Sequence[Action]) -> list[Block]:
    """Earlier actions that the meeting confirmed, each to be kept open if it did not."""
    if not rows:
        return []
    drawn = [section(f"*Confirmed as completed: {_count(len(rows), 'action')}*")]
    for action in rows[:_MOST_CONFIRMED]:
        lock = ":lock: " if action.exempt else ""
        said = section(f"{lock}*{esc(action.reference)}* {esc(cut(action.text, 150))}")
        value = ids.pack(action.id, action.version)
        said["accessory"] = button("Keep open", ids.CHECK_STEP + "keep_open", value)
        drawn.append(said)
    left = [a.reference for a in rows[_MOST_CONFIRMED:]]
    if left:
        drawn.append(context(cut(f"and {len(left)} more: {esc(references(left))}", 2000)))
    return drawn


def _opening(sheet: Sheet) -> list[Block]:
    check = sheet.check
    said = {
        MeetingState.OPEN: "The meeting is still open. Nobody has been told of anything.",
        MeetingState.CLOSED: "Nobody has been told yet. Look through, then press *Issue*.",
        MeetingState.ISSUED: ":white_check_mark: Issued. The owners have been told.",
    }.get(check.meeting.state, "")
    name = f"*{esc(sheet.board.name)}, {day_words(check.meeting.day)}: check list*"
    drawn = [section(f"{name}\n{said}")]
    if check.questions and check.meeting.state is not MeetingState.ISSUED:
        drawn.append(context(f":triangular_flag_on_post: {esc('; '.join(check.questions))}"))
    if check.resolutions:
        drawn.append(section(_resolution_lines(check.resolutions)))
    if not check.captured:
        drawn.append(section("No action was captured."))
    return drawn


def _resolution_lines(rows: Sequence[Resolution]) -> str:
    lines = [f"*{_count(len(rows), 'resolution')}*"]
    for resolution in rows[:_MOST_RESOLUTIONS]:
        lines.append(f"• {_resolution(resolution)}")
    if len(rows) > _MOST_RESOLUTIONS:
        lines.append(f"and {len(rows) - _MOST_RESOLUTIONS} more: `/resolution list`")
    return "\n".join(lines)


def _resolution(resolution: Resolution) -> str:
    lock = ":lock: " if resolution.exempt else ""
    where = resolution.minute_ref or (f"item {resolution.item}" if resolution.item else "")
    text = "; ".join(f"{c.label} {c.text}".strip() for c in resolution.clauses)
    return f"{lock}{esc(where)}{': ' if where else ''}{esc(cut(text, 200))}"


def _row(number: int, action: Action, sheet: Sheet, *, settled: bool) -> list[Block]:
    lock = ":lock: " if action.exempt else ""
    if action.status is Status.CANCELLED:
        return _withdrawn(number, action, settled)
    name = action.reference or f"{number}."
    flags = []
    if not action.owners:
        flags.append("no owner")
    elif not all(o.known for o in action.owners):
        flags.append("owner not yet known")
    if action.due.kind is DueKind.NONE:
        flags.append("no date")
    flag = f" :triangular_flag_on_post: {', '.join(flags)}" if flags else ""
    item = f" · item {esc(action.item)}" if action.item else ""
    said = (
        f"{lock}*{esc(name)}* {esc(cut(action.text, 400))}\n{esc(owner_words(action.owners))} · "
        f"{esc(due_line(action, sheet.today))}{item}{flag}"
    )
    drawn = [section(said)]
    if not settled and action.live:
        drawn.append(_buttons(action, sheet))
    return drawn


def _buttons(action: Action, sheet: Sheet) -> Block:
    value, step = ids.pack(action.id, action.version), ids.CHECK_STEP
    buttons = [
        button("Edit", ids.ACTION_STEP + "edit", value),
        button("Add owners", step + "owners", value, None if action.owners else "primary"),
    ]
    if sum(a.live for a in sheet.check.actions) > 1:
        buttons.append(button("Merge with…", step + "merge", value))
    buttons.append(button("Withdraw", step + "withdraw", value))
    return actions(buttons, block_id=f"check:{action.id}")


def _withdrawn(number: int, action: Action, settled: bool) -> list[Block]:
    said = section(f"~{number}. {esc(cut(action.text, 120)).replace('~', '-')}~ _withdrawn_")
    if settled:
        return [said]
    value = ids.pack(action.id, action.version)
    said["accessory"] = button("Put back", ids.CHECK_STEP + "put_back", value)
    return [said]


def _closing(sheet: Sheet) -> list[Block]:
    meeting = sheet.check.meeting
    value = ids.pack(meeting.id, meeting.version)
    if meeting.state is MeetingState.OPEN:
        close = button("Close the meeting", ids.MEETING_STEP + "close", value)
        return [divider(), actions([close])]
    if meeting.state is not MeetingState.CLOSED:
        return []
    issue = button("Issue", ids.CHECK_STEP + "issue", value, "primary")
    issue["confirm"] = {
        "title": {"type": "plain_text", "text": "Issue?"},
        "text": {
            "type": "mrkdwn",
            "text": cut(
                f"{_count(len(sheet.check.actions), 'action')} get references, every owner is told "
                "once with all that is theirs, and the channel sees the list. This cannot be "
                "taken back.",
                300,
            ),
        },
        "confirm": {"type": "plain_text", "text": "Issue"},
        "deny": {"type": "plain_text", "text": "Not yet"},
    }
    return [divider(), actions([issue])]


# --- forms ------------------------------------------------------------------------------------


def merge_form(action: Action, others: Sequence[tuple[int, Action]]) -> Block:
    """Which other line says the same."""
    options = [(cut(f"{number}. {a.text}", 75), a.id) for number, a in others]
    return modal(
        ids.MERGE_FORM,
        "Merge two lines",
        [
            section(f"*Stays:* {esc(cut(action.text, 500))}"),
            input_block(
                "other",
                "Merge this one into it",
                select("value", options),
                hint="Its owners are added; its words are kept as a note.",
            ),
        ],
        submit="Merge",
        private=ids.pack(action.id, action.version),
    )


def owners_form(action: Action) -> Block:
    """More owners for a captured line."""
    return modal(
        ids.OWNERS_FORM,
        "Add owners",
        [
            section(f"{esc(cut(action.text, 500))}\n_{esc(owner_words(action.owners))}_"),
            people_input("owners_slack", "Owners in Slack"),
            text_input(
                "owners",
                "Other owners",
                optional=True,
                hint="Names, initials, posts or “all members”, separated by commas.",
            ),
        ],
        submit="Add",
        private=ids.pack(action.id, action.version),
    )


# --- what was issued --------------------------------------------------------------------------


def issued_list(
    board: Board,
    day: date,
    rows: Sequence[Action],
    resolutions: Sequence[Resolution],
    today: date,
    withheld: int,
) -> list[Block]:
    """For the channel: what the meeting resolved, and who is to do what."""
    drawn: list[Block] = []
    if resolutions:
        drawn.append(section(_resolution_lines(resolutions)))
    name = f"{board.name}, {day_words(day)}: {_count(len(rows), 'action')}"
    return [
        *listing(name, rows, today, withheld=withheld, empty="No action was recorded."),
        *drawn,
    ]


def issued(done: Issued) -> str:
    """What issuing did, and what is left to do."""
    refs = references([a.reference for a in done.actions])
    what = _count(len(done.actions), "action") + (f" {esc(refs)}" if refs else "")
    if done.resolutions:
        what += f", {_count(done.resolutions, 'resolution')}"
    told = "nobody told" if not done.told else f"{done.told} {_people(done.told)} told"
    said = f":white_check_mark: Issued: {what}; {told}."
    if done.untold:
        left = references([a.reference for a in done.untold])
        said += (
            f"\n:triangular_flag_on_post: Nobody can be told of {esc(left)}: the owner is missing, "
            "not yet known, or has no address. Set one with Reassign, or `/board people`."
        )
    return said + (
        "\n*Next:* `/meeting minutes draft` draws the minutes up from what was recorded; minutes "
        "written elsewhere are read in with `/minutes`."
    )


def kept_open(action: Action) -> str:
    """What keeping open did, and how to take it back."""
    return (
        f":white_check_mark: {esc(action.reference)} is kept open: it stays in the log as "
        f"completed. `/action undo {esc(action.reference)}` takes that back."
    )


def _people(n: int) -> str:
    return "person" if n == 1 else "people"


_TAIL = re.compile(r"^(.*?)(\d+)$")


def references(refs: Sequence[str]) -> str:
    """Runs closed up: 121026/01, 121026/02, 121026/04 → "121026/01–02, 121026/04"."""
    said: list[str] = []
    run: list[str] = []
    for ref in refs:
        if run and not _follows(run[-1], ref):
            said.append(_closed_up(run))
            run = []
        run.append(ref)
    return ", ".join([*said, _closed_up(run)] if run else said)


def _follows(before: str, ref: str) -> bool:
    a, b = _TAIL.match(before), _TAIL.match(ref)
    return bool(a and b and a[1] == b[1] and int(b[2]) == int(a[2]) + 1)


def _closed_up(run: Sequence[str]) -> str:
    if len(run) == 1:
        return run[0]
    last = _TAIL.match(run[-1])
    return f"{run[0]}–{last[2] if last else run[-1]}"
