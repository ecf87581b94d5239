"""A meeting's agenda, its list to issue, its minutes to approve."""

from __future__ import annotations

from collections.abc import Mapping

from bot.slack import ids
from bot.slack.views.blocks import Block, button
from bot.slack.views.watched.words import Words, board_of
from workflows.deadlines import day_words
from workflows.meetings import Meeting, MeetingState
from workflows.notice import clear_days_of
from workflows.watches.kind import Matter
from workflows.watching import WatchItem


def settled(item: WatchItem[Meeting]) -> str:
    """What has been done about a meeting since the message was sent."""
    meeting, day = item.watched, day_words(item.watched.day)
    if meeting.minutes_approved_on:
        said = f"The minutes of {day} were approved on {day_words(meeting.minutes_approved_on)}"
    elif meeting.agenda_published_on and meeting.state is MeetingState.PLANNED:
        said = f"The agenda of {day} is out since {day_words(meeting.agenda_published_on)}"
    else:
        said = f"The meeting of {day} is {meeting.state.value}"
    return f"{said} ({board_of(item)})."


def _agenda(item: WatchItem[Meeting]) -> tuple[str, Block | None]:
    by = day_words(item.by) if item.by else ""
    if item.by and item.today > item.by:
        said = f":red_circle: *The agenda is late*: it was to be out by {by}."
    else:
        said = f":page_facing_up: *Publish the agenda* by {by}."
    given = f"{clear_days_of(item.board)} clear days are given"
    meets = f"{board_of(item)} meets on {day_words(item.watched.day)}; {given}."
    return f"{said}\n{meets}", _press(item, "It is out", "published")


def _issue(item: WatchItem[Meeting]) -> tuple[str, Block | None]:
    said = f":memo: *Issue the meeting of {day_words(item.watched.day)}* ({board_of(item)})."
    why = "It is closed and not issued: nobody has been told what is theirs."
    return f"{said}\n{why}", _press(item, "Check list", f"check:{item.watched.id}")


def _approve(item: WatchItem[Meeting]) -> tuple[str, Block | None]:
    at = f"are to be approved on {day_words(item.by)}" if item.by else "are not approved yet"
    day = day_words(item.watched.day)
    said = f":ballot_box_with_check: *The minutes of {day}* {at} ({board_of(item)})."
    how = "Corrected? `/meeting minutes approved with corrections: …`"
    return f"{said}\n{how}", _press(item, "Approved", "approved")


def _press(item: WatchItem[Meeting], label: str, step: str) -> Block:
    value = ids.pack(item.watched.id, item.watched.version)
    return button(label, f"{ids.MEETING_STEP}{step}", value, "primary")


def _agenda_named(item: WatchItem[Meeting]) -> str:
    by = f", out by {day_words(item.by)}" if item.by else ""
    return f"for {day_words(item.watched.day)}{by}"


def named(item: WatchItem[Meeting]) -> str:
    """ "of Tue 12 Jan 2027", behind a heading that says what of it."""
    return f"of {day_words(item.watched.day)}"


WORDS: Mapping[Matter, Words] = {
    Matter.AGENDA: Words("Agenda to publish", _agenda_named, _agenda),
    Matter.ISSUE: Words("Minutes to issue", named, _issue),
    Matter.APPROVE: Words("Minutes to approve", named, _approve),
}
