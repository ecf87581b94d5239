"""The one table of words for what is watched: for every matter, and for each kind of thing whose
matter has been settled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.slack.views.blocks import Block, section
from bot.slack.views.watched import delegations, drafts, meetings
from bot.slack.views.watched.words import Words
from workflows.watches.kind import Matter
from workflows.watching import WatchItem

WORDS: Mapping[Matter, Words] = {**meetings.WORDS, **drafts.WORDS, **delegations.WORDS}

#: By the name of the kind: what is said in place of what was asked.
SETTLED: Mapping[str, Callable[[WatchItem[Any]], str]] = {
    "meeting": meetings.settled,
    "draft": drafts.settled,
    "delegation": delegations.settled,
}


def matter_block(item: WatchItem[Any]) -> Block:
    """What is asked, and the button that settles it; or that it has been settled."""
    if item.matter is None:
        return section(f":white_check_mark: {SETTLED[item.subject](item)}")
    return section(*WORDS[item.matter].asked(item))
