"""A draft register under review."""

from __future__ import annotations

from collections.abc import Mapping

from bot.slack import ids
from bot.slack.views.blocks import Block, button, cut, esc
from bot.slack.views.watched.words import Words, board_of
from workflows.deadlines import day_words
from workflows.drafts import Choice, Draft
from workflows.watches.kind import Matter
from workflows.watching import WatchItem


def settled(item: WatchItem[Draft]) -> str:
    """What became of the review."""
    return f"“{_name(item)}” is {item.watched.state.value} ({board_of(item)})."


def _review(item: WatchItem[Draft]) -> tuple[str, Block | None]:
    draft = item.watched
    left = sum(line.choice is Choice.WAITING for line in draft.lines)
    lines = f"{left} line{' waits' if left == 1 else 's wait'}" if left else "Nothing waits"
    read_on = day_words(draft.read_at.astimezone(item.board.zone).date())
    said = f":page_facing_up: *Review “{_name(item)}”* ({board_of(item)})."
    press = button("Review", ids.DAY_REVIEW, ids.pack(draft.id, draft.version), "primary")
    return f"{said}\n{lines} for your decision; read on {read_on}.", press


def _name(item: WatchItem[Draft]) -> str:
    return esc(cut(item.watched.name, 100))


def _named(item: WatchItem[Draft]) -> str:
    return item.watched.name


WORDS: Mapping[Matter, Words] = {
    Matter.REVIEW: Words("Papers to review", _named, _review, pressing=False),
}
