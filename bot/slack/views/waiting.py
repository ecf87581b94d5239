"""What waits for a committee officer, in words: the kinds of it, and a block for each thing that is
watched besides actions. Pure: data to text and blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.slack import ids
from bot.slack.views.blocks import Block, button, cut, esc, section
from workflows import unreached
from workflows.actions import Action
from workflows.day_message import WatchItem
from workflows.deadlines import day_words
from workflows.delegations import Delegation
from workflows.deliveries import Row
from workflows.drafts import Choice, Draft
from workflows.home import Waiting
from workflows.meetings import Meeting, MeetingState
from workflows.notice import clear_days_of
from workflows.owners import initials
from workflows.watching import Matter

#: Of each kind, how many are named before the rest is counted.
_NAMED = 2
#: Characters of each name.
_WORDS = 48


@dataclass(frozen=True)
class Kind:
    """One kind of thing that waits: a heading, the things, and how one is named in a few words."""

    heading: str
    rows: Sequence[Any]
    words: Callable[[Any], str]


def kinds(waiting: Waiting) -> list[Kind]:
    """What waits on a board, kind by kind, the most pressing first; none that is empty."""
    found = (
        Kind("Agenda to publish", waiting.agendas, agenda_words),
        Kind("Minutes to issue", waiting.to_issue, meeting_words),
        Kind("Minutes to approve", waiting.to_approve, meeting_words),
        Kind("To accept", waiting.to_accept, action_words),
        Kind("More time asked for", waiting.to_agree, action_words),
        Kind("Blocked", waiting.blocked, action_words),
        Kind("Not theirs, they say", waiting.not_theirs, action_words),
        Kind("Outcome to record", waiting.to_record, action_words),
        Kind("No word since the reminder", waiting.unanswered, action_words),
        Kind("Without an owner", waiting.ownerless, action_words),
        Kind("Without a date", waiting.dateless, action_words),
        Kind("Papers to review", waiting.drafts, draft_words),
        Kind("Not delivered", waiting.parked, parked_words),
    )
    return [k for k in found if k.rows]


def board_line(waiting: Waiting, above: Set[str] = frozenset()) -> str:
    """A board's list in the day's message: one line for each kind, with the first of each. What
    stands `above` it, by id, is not said again; empty if that was all."""
    found = [replace(k, rows=[r for r in k.rows if _id(r) not in above]) for k in kinds(waiting)]
    left = sum(len(k.rows) for k in found)
    if not left:
        return ""
    more = " more" if left < waiting.count else ""
    lines = [f"*{esc(waiting.board.name)}*: {left}{more} waiting"]
    for kind in (k for k in found if k.rows):
        named = "; ".join(esc(cut(kind.words(r), _WORDS)) for r in kind.rows[:_NAMED])
        more = f" +{len(kind.rows) - _NAMED}" if len(kind.rows) > _NAMED else ""
        lines.append(f"• {kind.heading} *{len(kind.rows)}*: {named}{more}")
    return "\n".join(lines)


def _id(row: Any) -> str:
    """The id of what waits; an agenda stands beside its last day."""
    thing = row[0] if isinstance(row, tuple) else row
    return str(thing.id)


def board_count(waiting: Waiting) -> str:
    """The same in one line, for a board about which nothing is asked today."""
    found = ", ".join(f"{k.heading.lower()} {len(k.rows)}" for k in kinds(waiting))
    return f"*{esc(waiting.board.name)}*: {waiting.count} waiting ({found})"


def action_words(action: Action) -> str:
    whose = initials(action.owners[0].printed).upper() if action.owners else ""
    return f"{action.reference} {whose} {action.text}".replace("  ", " ")


def agenda_words(row: tuple[Meeting, date]) -> str:
    meeting, last = row
    return f"for {day_words(meeting.day)}, out by {day_words(last)}"


def meeting_words(meeting: Meeting) -> str:
    return f"of {day_words(meeting.day)}"


def draft_words(draft: Draft) -> str:
    return draft.name


def parked_words(row: Row) -> str:
    return unreached.what_words(row.parcel)


# --- one thing that is watched --------------------------------------------------------------------


def matter_block(item: WatchItem) -> Block:
    """What is asked, and the button that settles it."""
    board = esc(item.board.short_name or item.board.name)
    if isinstance(item.watched, Meeting):
        text, press = _meeting(item.watched, item, board)
    elif isinstance(item.watched, Draft):
        text, press = _draft(item.watched, item, board)
    else:
        text, press = _delegation(item.watched, item, board)
    return section(text, press)


def _meeting(meeting: Meeting, item: WatchItem, board: str) -> tuple[str, Block | None]:
    day, by = day_words(meeting.day), day_words(item.by) if item.by else ""
    packed = ids.pack(meeting.id, meeting.version)
    if item.matter is Matter.AGENDA:
        press = button("It is out", f"{ids.MEETING_STEP}published", packed, "primary")
        if item.by and item.today > item.by:
            said = f":red_circle: *The agenda is late*: it was to be out by {by}."
        else:
            said = f":page_facing_up: *Publish the agenda* by {by}."
        given = f"{clear_days_of(item.board)} clear days are given"
        return f"{said}\n{board} meets on {day}; {given}.", press
    if item.matter is Matter.ISSUE:
        press = button("Check list", f"{ids.MEETING_STEP}check:{meeting.id}", packed, "primary")
        said = f":memo: *Issue the meeting of {day}* ({board})."
        return f"{said}\nIt is closed and not issued: nobody has been told what is theirs.", press
    if item.matter is Matter.APPROVE:
        press = button("Approved", f"{ids.MEETING_STEP}approved", packed, "primary")
        at = f" are to be approved on {by}" if by else " are not approved yet"
        said = f":ballot_box_with_check: *The minutes of {day}*{at} ({board})."
        return (
            f"{said}\nCorrected? `/meeting minutes approved with corrections: …`",
            press,
        )
    return f":white_check_mark: {_settled(meeting, day)} ({board}).", None


def _settled(meeting: Meeting, day: str) -> str:
    """What has been done about a meeting since the message was sent."""
    if meeting.minutes_approved_on:
        on = day_words(meeting.minutes_approved_on)
        return f"The minutes of {day} were approved on {on}"
    if meeting.agenda_published_on and meeting.state is MeetingState.PLANNED:
        return f"The agenda of {day} is out since {day_words(meeting.agenda_published_on)}"
    return f"The meeting of {day} is {meeting.state.value}"


def _draft(draft: Draft, item: WatchItem, board: str) -> tuple[str, Block | None]:
    name = esc(cut(draft.name, 100))
    if item.matter is None:
        return f":white_check_mark: “{name}” is {draft.state.value} ({board}).", None
    left = sum(line.choice is Choice.WAITING for line in draft.lines)
    lines = f"{left} line{' waits' if left == 1 else 's wait'}" if left else "Nothing waits"
    read_on = day_words(draft.read_at.astimezone(item.board.zone).date())
    said = f":page_facing_up: *Review “{name}”* ({board})."
    press = button("Review", ids.DAY_REVIEW, ids.pack(draft.id, draft.version), "primary")
    return f"{said}\n{lines} for your decision; read on {read_on}.", press


def _delegation(delegation: Delegation, item: WatchItem, board: str) -> tuple[str, Block | None]:
    reference = esc(delegation.reference)
    lock = ":lock: " if delegation.exempt else ""
    what = f"{lock}*{reference}* {esc(cut(delegation.text, 160))} ({board})"
    by = day_words(item.by) if item.by else ""
    used = f"`/delegation used {reference} on DAY: what was decided`"
    match item.matter:
        case Matter.EXPIRY:
            whose = "A delegation" if item.as_officer else "Your authority"
            said, ask = f":hourglass: *{whose} ends on {by}.*", f"Used? {used}"
        case Matter.LAPSED:
            said = f":heavy_multiplication_x: *A delegation lapsed on {by}, unused.*"
            ask = f"Used after all? {used}"
        case Matter.RECORD:
            on = f" of {day_words(delegation.used_on)}" if delegation.used_on else ""
            said = f":pencil: *The decision{on} has no written record yet.*"
            ask = f"Where does it stand? `/delegation record {reference} NUMBER or LINK`"
        case Matter.REPORT:
            at = f" to the meeting of {by}" if by else ""
            said, ask = f":scales: *A delegated decision is to be reported{at}.*", ""
            press = button("Reported", ids.DAY_REPORTED, ids.pack(delegation.id))
            return f"{said}\n{what}", press
        case _:
            return f":white_check_mark: {what}: {delegation.state.value}.", None
    if not item.as_officer:
        ask = "If it has been used: tell the committee officer when, and where the record stands."
    return f"{said}\n{what}\n{ask}", None
