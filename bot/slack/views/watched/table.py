"""The one table of words for what is watched: for every matter; for each kind of thing whose matter
has been settled; and the heading under which a reader who is no officer finds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.views.blocks import Block, section
from bot.slack.views.watched import (
    declarations,
    delegations,
    drafts,
    exercises,
    meetings,
    notices,
    owed,
    soundings,
)
from bot.slack.views.watched.words import Words
from workflows import notice
from workflows.watches.kind import Matter
from workflows.watching import WatchItem

#: In the order in which they are listed.
WORDS: Mapping[Matter, Words] = {
    **meetings.WORDS,
    **notices.WORDS,
    **declarations.WORDS,
    **delegations.WORDS,
    **exercises.WORDS,
    **soundings.WORDS,
    **owed.WORDS,
    **drafts.WORDS,
}

#: By the name of the kind: what is said in place of what was asked.
SETTLED: Mapping[str, Callable[[WatchItem[Any]], str]] = {
    "meeting": meetings.settled,
    notice.MINUTES_ISSUE: notices.settled,
    notice.PRIVATE_MEETING: notices.settled,
    notice.PRIVATE_SECOND: notices.settled,
    notice.KEY_DECISION: notices.settled,
    "declaration": declarations.settled,
    "draft": drafts.settled,
    "delegation": delegations.settled,
    "consultation": exercises.consulted,
    "exercise": exercises.settled,
    "call_in": exercises.settled,
    "sounding": soundings.settled,
    "comment": soundings.circulated,
    "circulation": soundings.circulated,
    "return": owed.returned,
    "consequence": owed.followed,
}


@dataclass(frozen=True)
class InPerson:
    """How a reader who has a matter in hand as no officer finds it: counted as `one` or `many` in
    one line, under a heading."""

    one: str
    many: str
    heading: str


_DECISION = InPerson(
    "delegated decision for you", "delegated decisions for you", "Decisions delegated to you"
)
_REPLY = InPerson("reply asked of you", "replies asked of you", "Your view is sought")

#: By the name of the kind.
IN_PERSON: Mapping[str, InPerson] = {
    "delegation": _DECISION,
    "exercise": _DECISION,
    "call_in": _DECISION,
    "sounding": _REPLY,
    "consultation": _REPLY,
    "comment": _REPLY,
    "declaration": InPerson("interest to notify", "interests to notify", "Your interests"),
}


def matter_block(item: WatchItem[Any]) -> Block:
    """What is asked, and the button that settles it; or that it has been settled."""
    if item.matter is None:
        return section(f":white_check_mark: {SETTLED[item.subject](item)}")
    return section(*WORDS[item.matter].asked(item))
