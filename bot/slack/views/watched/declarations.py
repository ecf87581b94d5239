"""An interest that is to be notified for the register."""

from __future__ import annotations

from collections.abc import Mapping

from bot.slack.views.blocks import Block, cut, esc
from bot.slack.views.watched.words import Words, board_of, late_or
from workflows.deadlines import day_words
from workflows.declarations import Declaration
from workflows.declaring import number_of
from workflows.watches.kind import Matter
from workflows.watching import WatchItem

_LAW = "Localism Act 2011 s.31(3): 28 days, the day of the declaration among them."


def settled(item: WatchItem[Declaration]) -> str:
    """When it was notified."""
    on = item.watched.notified_on
    said = f"was notified on {day_words(on)}" if on else "need not be notified"
    return f"{_whose(item)} {said} ({board_of(item)})."


def _notify(item: WatchItem[Declaration]) -> tuple[str, Block | None]:
    declared = f"declared on {day_words(item.watched.declared_on)} ({board_of(item)})"
    said = f"{_whose(item)} is to be notified to the monitoring officer"
    head = late_or(item, ":scales:", said, f"{said}, and is not")
    if item.as_officer:
        which = f" item {number_of(item.watched.item)}" if item.watched.item else ""
        who = esc(cut(f"{item.watched.name}{which}", 120))
        ask = f"When the member has done it: `/meeting notified {who}`"
    else:
        ask = "When you have done it, tell the committee officer, who records the day."
    return f"{head}\n{declared[0].upper()}{declared[1:]}. {ask}\n{_LAW}", None


def _whose(item: WatchItem[Declaration]) -> str:
    if not item.as_officer:
        return "Your disclosable interest"
    return f"The disclosable interest of {esc(cut(item.watched.name, 80))}"


def _named(item: WatchItem[Declaration]) -> str:
    return f"{item.watched.name}, by {day_words(item.by)}" if item.by else item.watched.name


WORDS: Mapping[Matter, Words] = {
    Matter.NOTIFY: Words("Interests to be notified", _named, _notify),
}
