"""The notices of a meeting, and its draft minutes: what is to be given or issued by a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.slack import ids
from bot.slack.views.blocks import Block, button
from bot.slack.views.watched.meetings import named
from bot.slack.views.watched.words import Words, board_of, late_or
from workflows import notice
from workflows.deadlines import day_words
from workflows.meetings import Meeting, MeetingState
from workflows.notice_rules import EXECUTIVE_DAYS, FURTHER_DAYS, executive_law
from workflows.watches.kind import Matter
from workflows.watching import WatchItem

_WHAT = {
    notice.PRIVATE_MEETING: "notice that the meeting is held in private",
    notice.PRIVATE_SECOND: "second notice of the private meeting",
    notice.KEY_DECISION: "notice of the key decisions",
    notice.MINUTES_ISSUE: "draft minutes",
}


def settled(item: WatchItem[Meeting]) -> str:
    """That it was given, or why it need not be."""
    day = f"of {day_words(item.watched.day)} ({board_of(item)})"
    for each in item.watched.notices:
        if each.kind == item.subject:
            done = "issued" if item.subject == notice.MINUTES_ISSUE else "given"
            what = _WHAT[item.subject]
            return f"{what[0].upper()}{what[1:]}, {day}: {done} on {day_words(each.on)}."
    if item.watched.state is MeetingState.PLANNED:
        return f"The meeting {day} waits for no {_WHAT[item.subject]}."
    return f"The meeting {day} is {item.watched.state.value}."


def _private(item: WatchItem[Meeting]) -> tuple[str, Block | None]:
    law = executive_law(item.board.nation).private
    return _notice(item, "Give notice that the meeting is held in private", law)


def _again(item: WatchItem[Meeting]) -> tuple[str, Block | None]:
    law = executive_law(item.board.nation).private_again
    said = "Give notice once more of the private meeting"
    return _notice(item, said, f"{FURTHER_DAYS} clear days before, with what was said; {law}")


def _key(item: WatchItem[Meeting]) -> tuple[str, Block | None]:
    law = executive_law(item.board.nation)
    asked, press = _notice(item, "Give notice of the key decisions", law.key_decision)
    if item.by and item.today > item.by:
        asked += (
            f"\nWithout {EXECUTIVE_DAYS} days’ notice the scrutiny chair is to be told, "
            f"{FURTHER_DAYS} clear days before ({law.exception})."
        )
    return asked, press


def _notice(item: WatchItem[Meeting], said: str, law: str) -> tuple[str, Block | None]:
    late = f"Late: {said[0].lower()}{said[1:]}"
    meets = f"{board_of(item)} meets on {day_words(item.watched.day)}; {law}."
    return f"{late_or(item, ':mega:', said, late)}\n{meets}", _press(item, "Given")


def _minutes(item: WatchItem[Meeting]) -> tuple[str, Block | None]:
    of = f"of {day_words(item.watched.day)}"
    late = f"The draft minutes {of} are late"
    said = late_or(item, ":memo:", f"Issue the draft minutes {of}", late)
    target = f"{notice.working_words(item.board.notice.minutes_within or 0)} after the meeting"
    asked = f"{said}\n{board_of(item)} means to have them out {target}."
    return asked, _press(item, "They are out")


def _press(item: WatchItem[Meeting], label: str) -> Block:
    value = ids.pack(item.watched.id, item.watched.version)
    return button(label, f"{ids.NOTICE_STEP}given:{item.subject}", value, "primary")


def _by(words: str) -> Callable[[WatchItem[Meeting]], str]:
    def said(item: WatchItem[Meeting]) -> str:
        by = f", by {day_words(item.by)}" if item.by else ""
        return f"{words} {day_words(item.watched.day)}{by}"

    return said


WORDS: Mapping[Matter, Words] = {
    Matter.PRIVATE_NOTICE: Words("Private meeting to announce", _by("for"), _private),
    Matter.PRIVATE_AGAIN: Words("Private meeting to announce again", _by("for"), _again),
    Matter.KEY_NOTICE: Words("Key decisions to announce", _by("for"), _key),
    Matter.MINUTES: Words("Draft minutes to issue", named, _minutes),
}
