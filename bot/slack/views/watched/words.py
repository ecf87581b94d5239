"""What there is to say of one matter: in a list, and in full with the button that settles it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.slack.views.blocks import Block, esc
from workflows.deadlines import day_words
from workflows.watching import WatchItem


@dataclass(frozen=True)
class Words:
    """`heading` stands over a list of such matters, `named` is one of them in a few words (not yet
    escaped), `asked` what is asked of the reader (escaped), with the button that settles it.
    `pressing`: it stands before the actions in a list."""

    heading: str
    named: Callable[[WatchItem[Any]], str]
    asked: Callable[[WatchItem[Any]], tuple[str, Block | None]]
    pressing: bool = True


def board_of(item: WatchItem[Any]) -> str:
    """Its board's short name, escaped."""
    return esc(item.board.short_name or item.board.name)


def late_or(item: WatchItem[Any], sign: str, said: str, late: str) -> str:
    """A heading that names the day it is about: `said` up to that day, `late` after it."""
    if item.by is None:
        return f"{sign} *{said}.*"
    if item.today > item.by:
        return f":red_circle: *{late}*: due on {day_words(item.by)}."
    return f"{sign} *{said}* by {day_words(item.by)}."
