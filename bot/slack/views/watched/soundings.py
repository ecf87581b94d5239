"""A sounding, and a paper that went round between meetings."""

from __future__ import annotations

from collections.abc import Mapping

from bot.slack import ids
from bot.slack.views.blocks import Block, button, cut, esc
from bot.slack.views.watched.words import Words, board_of
from workflows.circulations import Circulation
from workflows.deadlines import day_words
from workflows.soundings import Sounding
from workflows.watches.kind import Matter
from workflows.watching import WatchItem


def settled(item: WatchItem[Sounding]) -> str:
    """What became of it; for a member that their view is in."""
    if not item.as_officer:
        return f"{_what(item)}: nothing more is asked of you."
    reported = item.watched.reported_on
    told = f"reported on {day_words(reported)}" if reported else item.watched.state.value
    return f"{_what(item)}: {told}."


def circulated(item: WatchItem[Circulation]) -> str:
    """The same of a paper."""
    if not item.as_officer:
        return f"{_paper(item)}: nothing more is asked of you."
    return f"{_paper(item)}: {item.watched.state.value}."


def _what(item: WatchItem[Sounding]) -> str:
    lock = ":lock: " if item.watched.exempt else ""
    text = esc(cut(item.watched.question, 160))
    return f"{lock}*{esc(item.watched.reference)}* {text} ({board_of(item)})"


def _view(item: WatchItem[Sounding]) -> tuple[str, Block | None]:
    until = item.watched.deadline.astimezone(item.board.zone)
    by = f"{until:%H:%M} on {day_words(until.date())}"
    whose = "Views are awaited" if item.as_officer else "Your view is awaited"
    press = _show(item, "Show" if item.as_officer else "Reply…")
    return f":speech_balloon: *{whose}* until {by}.\n{_what(item)}", press


def _close(item: WatchItem[Sounding]) -> tuple[str, Block | None]:
    on = f" on {day_words(item.by)}" if item.by else ""
    said = f":speech_balloon: *The time for replies ended{on}: close the sounding.*"
    return f"{said}\n{_what(item)}", _show(item)


def _show(item: WatchItem[Sounding], label: str = "Show") -> Block:
    """Its card, with what this reader may do."""
    value = ids.pack(item.watched.id, item.watched.version)
    return button(label, f"{ids.SOUNDING_STEP}show", value, None if item.as_officer else "primary")


def _report(item: WatchItem[Sounding]) -> tuple[str, Block | None]:
    at = f" to the meeting of {day_words(item.by)}" if item.by else ""
    heard = f"When it has heard of it: `/sounding reported {esc(item.watched.reference)}`"
    said = f":scales: *The views sought are to be reported{at}.*"
    return f"{said}\n{_what(item)}\n{heard}", _show(item)


def _paper(item: WatchItem[Circulation]) -> str:
    lock = ":lock: " if item.watched.exempt else ""
    text = esc(cut(item.watched.title, 160))
    return f"{lock}*{esc(item.watched.reference)}* {text} ({board_of(item)})"


def _comment(item: WatchItem[Circulation]) -> tuple[str, Block | None]:
    by = f" by {day_words(item.by)}" if item.by else ""
    whose = "Comments are" if item.as_officer else "Your comment is"
    step, label = ("show", "Show") if item.as_officer else ("comment", "Comment…")
    said = f":speech_balloon: *{whose} asked for{by}.*"
    return f"{said}\n{_paper(item)}", _paper_press(item, label, step)


def _list(item: WatchItem[Circulation]) -> tuple[str, Block | None]:
    at = f" at the meeting of {day_words(item.by)}" if item.by else " at the next meeting"
    said = f":scales: *To be listed{at}: what went out since the last one.*"
    return f"{said}\n{_paper(item)}", _paper_press(item, "Show", "show")


def _paper_press(item: WatchItem[Circulation], label: str, step: str) -> Block:
    value = ids.pack(item.watched.id, item.watched.version)
    style = "primary" if step == "comment" else None
    return button(label, f"{ids.PAPER_STEP}{step}", value, style)


def _named(item: WatchItem[Sounding]) -> str:
    return f"{item.watched.reference} {item.watched.question}"


def _titled(item: WatchItem[Circulation]) -> str:
    return f"{item.watched.reference} {item.watched.title}"


WORDS: Mapping[Matter, Words] = {
    Matter.VIEW: Words("Soundings that end", _named, _view),
    Matter.CLOSE: Words("Soundings to close", _named, _close),
    Matter.TELL_SOUNDING: Words("Soundings to report", _named, _report),
    Matter.COMMENT: Words("Comments asked for", _titled, _comment),
    Matter.LIST: Words("Papers and letters to list", _titled, _list),
}
