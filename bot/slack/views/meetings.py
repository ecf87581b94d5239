"""Meetings in Slack: lists, forms, notices of changes, and the words of answers. Pure: data to
blocks. The check list of a live meeting stands in `check_list`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    esc,
    input_block,
    modal,
    option,
    overflow,
    section,
    select,
    text_input,
)
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.meetings import Meeting, MeetingKind, MeetingState

KIND_WORDS: Mapping[MeetingKind, str] = {
    MeetingKind.ORDINARY: "Ordinary",
    MeetingKind.EXTRAORDINARY: "Extraordinary",
    MeetingKind.ADDITIONAL: "Additional",
    MeetingKind.PRIVATE: "Private (development session)",
}
STATE_WORDS: Mapping[MeetingState, str] = {
    MeetingState.PLANNED: "",
    MeetingState.OPEN: "*open now*",
    MeetingState.CLOSED: "closed, not issued yet",
    MeetingState.ISSUED: "held, issued",
    MeetingState.CANCELLED: "cancelled",
}
_MOST = 15
_TOLD = "The channel and the chair are told, with a calendar file"
_WHY = "Told to the channel, and kept in the record."


def hours(meeting: Meeting, board: Board) -> str:
    """ "10:00–12:00" at the board."""
    start, end = (t.astimezone(board.zone) for t in (meeting.starts_at, meeting.ends_at))
    return f"{start:%H:%M}–{end:%H:%M}"


def words(meeting: Meeting, board: Board) -> str:
    """Day, hours, kind, place and link in one line."""
    parts = [day_words(meeting.day), hours(meeting, board)]
    if meeting.kind is not MeetingKind.ORDINARY:
        parts.append(f"{meeting.kind.value} meeting")
    if meeting.part_closed:
        parts.append("part of it closed to the public")
    if meeting.venue:
        parts.append(esc(meeting.venue))
    if meeting.link:
        parts.append(f"<{esc(meeting.link)}|join online>")
    return ", ".join(parts)


def notice(meeting: Meeting, board: Board, what: str, reason: str = "") -> str:
    """What a channel and its members are told of a meeting that "moved" or was "cancelled"."""
    reason = meeting.cancelled_reason if what == "cancelled" else reason
    why = f" Reason: {esc(reason)}" if reason else ""
    name, day = esc(board.name), day_words(meeting.day)
    if what == "cancelled":
        return (
            f":no_entry_sign: *{name}*: the meeting of *{day}* ({hours(meeting, board)}) is "
            f"cancelled.{why}\nWhat was due at it is now due at the next ordinary meeting."
        )
    now = words(meeting, board)
    if what == "revived":
        return f":calendar: *{name}*: the meeting that was cancelled is held after all: *{now}*."
    if meeting.moved_from and meeting.moved_from != meeting.day:
        return (
            f":calendar: *{name}*: the meeting of {day_words(meeting.moved_from)} has moved.{why}\n"
            f"*New:* {now}.\nWhat is due at the meeting moves with it."
        )
    return f":calendar: *{name}*: the meeting of {day} has changed.{why}\n*Now:* {now}."


@dataclass(frozen=True)
class Listing:
    """A board's meetings for one reader."""

    board: Board
    today: date
    meetings: Sequence[Meeting]
    may_run: bool


def listing(data: Listing) -> list[Block]:
    """Meetings with what an officer may do with each."""
    board = data.board
    blocks = [section(f"*Meetings of {esc(board.name)}*")]
    if not data.meetings:
        how = "Schedule the first: `/meeting schedule 14 March 10:00-12:00 at Council Chamber`"
        blocks.append(section("No meeting is scheduled." + (f" {how}" if data.may_run else "")))
    for meeting in data.meetings[:_MOST]:
        blocks.append(_line(meeting, data))
    if len(data.meetings) > _MOST:
        blocks.append(context(f"and {len(data.meetings) - _MOST} later ones"))
    buttons = _board_buttons(data)
    if buttons:
        blocks.append(actions(buttons))
    return blocks


def _line(meeting: Meeting, data: Listing) -> Block:
    said = " · ".join(w for w in (words(meeting, data.board), *_stands(meeting)) if w)
    if meeting.state is MeetingState.PLANNED and data.may_run:
        value = ids.pack(meeting.id, meeting.version)
        menu = [
            ("Move or change", f"move|{value}"),
            ("Cancel this meeting", f"cancel|{value}"),
            ("Invite to it", f"invite|{value}"),
            ("Open it now", f"open|{value}"),
        ]
        return section(said, overflow(ids.MEETING_STEP + "menu", menu))
    return section(said)


def _stands(meeting: Meeting) -> tuple[str, str]:
    """Where a meeting stands, and its papers."""
    papers = ""
    if meeting.minutes_approved_on:
        papers = f"minutes approved on {day_words(meeting.minutes_approved_on)}"
    elif meeting.agenda_published_on and meeting.state is MeetingState.PLANNED:
        papers = f"agenda out since {day_words(meeting.agenda_published_on)}"
    return STATE_WORDS[meeting.state], papers


def _board_buttons(data: Listing) -> list[Block]:
    if not data.may_run:
        return []
    step, board_id = ids.MEETING_STEP, data.board.id
    buttons = []
    for meeting in data.meetings:
        value = ids.pack(meeting.id, meeting.version)
        if meeting.state is MeetingState.OPEN:
            close = button("Close the meeting", step + "close", value, "primary")
            buttons.append(close)
        elif meeting.state is MeetingState.CLOSED and len(buttons) < 3:
            day = day_words(meeting.day)
            buttons.append(button(f"Check list of {day}", f"{step}check:{meeting.id}", value))
    return [button("Schedule a meeting", step + "new", board_id), *buttons]


# --- forms ------------------------------------------------------------------------------------


def meeting_form(board: Board, meeting: Meeting | None = None) -> Block:
    """Schedule a meeting, or change one. Block ids are the fields of `MeetingPlan`."""
    start = end = None
    if meeting:
        start, end = (
            t.astimezone(board.zone).strftime("%H:%M") for t in (meeting.starts_at, meeting.ends_at)
        )
    blocks = [
        _picker("day", "Day", "date", (meeting.day if meeting else None), optional=False),
        _picker("start", "From", "time", start or "10:00", optional=False),
        _picker("end", "Until", "time", end or "12:00", optional=False),
        text_input(
            "venue",
            "Venue",
            initial=meeting.venue if meeting else "",
            optional=True,
            max_length=200,
        ),
        text_input(
            "link",
            "Link to join online",
            initial=meeting.link if meeting else "",
            optional=True,
            placeholder="https://",
            max_length=490,
        ),
        input_block(
            "kind",
            "Kind",
            select(
                "value",
                [(words, kind.value) for kind, words in KIND_WORDS.items()],
                (meeting.kind if meeting else MeetingKind.ORDINARY).value,
            ),
            hint="Only an ordinary meeting becomes “the next meeting” of anything due. A private "
            "one is told to the members alone.",
        ),
        input_block("part_closed", "Closed to the public", _closed(meeting), optional=True),
    ]
    if meeting:
        blocks.append(text_input("reason", "Why?", optional=True, hint=_WHY, max_length=300))
        blocks.append(context(f"{_TOLD}; dues move with it."))
    private = f"{board.id}|{ids.pack(meeting.id, meeting.version) if meeting else ''}"
    title = "Move the meeting" if meeting else "Schedule a meeting"
    return modal(ids.MEETING_FORM, title, blocks, submit="Save", private=private)


def _closed(meeting: Meeting | None) -> Block:
    choice = option("For a part of it (exempt matter)", "yes")
    boxes: Block = {"type": "checkboxes", "action_id": "value", "options": [choice]}
    if meeting and meeting.part_closed:
        boxes["initial_options"] = [choice]
    return boxes


def _picker(field: str, label: str, kind: str, initial: object, *, optional: bool) -> Block:
    element: Block = {"type": f"{kind}picker", "action_id": "value"}
    if initial:
        element[f"initial_{kind}"] = str(initial)
    return input_block(field, label, element, optional=optional)


def cancel_form(board: Board, meetings: Sequence[Meeting], reason: str = "") -> Block:
    """Which meeting, and why; it is told to everybody."""
    options = [
        (f"{day_words(m.day)}, {hours(m, board)}", ids.pack(m.id, m.version)) for m in meetings
    ]
    blocks = [
        input_block("meeting", "Meeting", select("value", options, options[0][1])),
        text_input(
            "reason",
            "Why is it cancelled?",
            initial=reason,
            optional=True,
            hint="Told to the channel and to the members outside Slack.",
            max_length=300,
        ),
        context("What was due at it becomes due at the next ordinary meeting."),
    ]
    return modal(
        ids.CANCEL_MEETING,
        "Cancel a meeting",
        blocks,
        submit="Cancel meeting",
        close="Keep it",
        private=board.id,
    )


def done(title: str, text: str) -> Block:
    """The form, submitted: what happened."""
    return modal("done", title, [section(text)], submit=None, close="Close")


# --- answers ----------------------------------------------------------------------------------


def scheduled(
    meeting: Meeting, board: Board, due_here: int, today: date, *, assumed: bool = False
) -> str:
    """What was put into the register, and what that did; `assumed`: nobody said the hours."""
    said = f":calendar: Scheduled: *{esc(board.name)}*, {words(meeting, board)}."
    if assumed:
        said += f"\nNo times were given, so {hours(meeting, board)} was assumed."
    past = meeting.day < today
    if past:
        said += "\n:triangular_flag_on_post: That day is past already, so no digest goes out."
    if due_here:
        actions_ = "1 action" if due_here == 1 else f"{due_here} actions"
        said += f"\n{actions_} due at the next meeting now point at it."
    if not past:
        said += "\nThe digest, with the action log and a calendar file, goes out ahead of it."
    return said + ("\n" if past else " ") + "To change it: `/meeting move`."


def moved(meeting: Meeting, board: Board, due_here: int) -> str:
    private = meeting.kind is MeetingKind.PRIVATE
    told = "Its members are told" if private else _TOLD
    said = f":calendar: Now: {words(meeting, board)}.\n{told}."
    if due_here:
        actions_ = "1 action" if due_here == 1 else f"{due_here} actions"
        said += f" {actions_} due at it moved with it; that is no slippage."
    return said


def cancelled(meeting: Meeting) -> str:
    private = meeting.kind is MeetingKind.PRIVATE
    told = "Its members are told" if private else _TOLD
    return (
        f":no_entry_sign: The meeting of {day_words(meeting.day)} is cancelled. {told}. What was "
        "due at it is now due at the next ordinary meeting."
    )


def opened(meeting: Meeting, today: date) -> str:
    said = (
        f":large_green_circle: The meeting of {day_words(meeting.day)} is open. What you record "
        "now belongs to it, and nobody is told before you issue it."
    )
    if meeting.day != today:
        said += (
            f"\n:triangular_flag_on_post: Today is {day_words(today)}. If that was the wrong "
            "meeting, `/meeting undo` takes it back."
        )
    return said + (
        "\n*Next:* `/meeting item 1` · `/meeting attendance` · "
        "`/action @owner: what is to be done` · `/resolution` · `/meeting close`"
    )


def at_item(meeting: Meeting, title: str = "") -> str:
    """`title`: what the agenda calls the item, where only its number was typed."""
    named = f", {title}" if title else ""
    return f"Item {esc(meeting.current_item + named)}: what you record from here on belongs to it."
