"""What waits for a committee officer, in words: the kinds of it, and the lists of them. Pure: data
to text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from bot.slack.views.blocks import cut, esc
from bot.slack.views.watched.table import WORDS
from workflows import unreached
from workflows.actions import Action
from workflows.deliveries import Row
from workflows.home import Waiting
from workflows.owners import initials
from workflows.watching import WatchItem

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
        *_watched(waiting, pressing=True),
        Kind("To accept", waiting.to_accept, action_words),
        Kind("More time asked for", waiting.to_agree, action_words),
        Kind("Blocked", waiting.blocked, action_words),
        Kind("Not theirs, they say", waiting.not_theirs, action_words),
        Kind("Outcome to record", waiting.to_record, action_words),
        Kind("No word since the reminder", waiting.unanswered, action_words),
        Kind("Without an owner", waiting.ownerless, action_words),
        Kind("Without a date", waiting.dateless, action_words),
        *_watched(waiting, pressing=False),
        Kind("Not delivered", waiting.parked, parked_words),
    )
    return [k for k in found if k.rows]


def by_matter(waiting: Waiting) -> list[Sequence[WatchItem[Any]]]:
    """What waits besides actions, matter by matter in the order of the table of words."""
    each = ([w for w in waiting.watched if w.matter is matter] for matter in WORDS)
    return [items for items in each if items]


def _watched(waiting: Waiting, *, pressing: bool) -> Iterator[Kind]:
    for items in by_matter(waiting):
        words = WORDS[items[0].matter] if items[0].matter else None
        if words and words.pressing is pressing:
            yield Kind(words.heading, items, words.named)


def board_line(waiting: Waiting, above: Set[str] = frozenset()) -> str:
    """A board's list in the day's message: one line for each kind, with the first of each. What
    stands `above` it, by `_id`, is not said again; empty if that was all."""
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
    """By which a row is known again in another list."""
    return row.key if isinstance(row, WatchItem) else str(row.id)


def board_count(waiting: Waiting) -> str:
    """The same in one line, for a board about which nothing is asked today."""
    found = ", ".join(f"{k.heading.lower()} {len(k.rows)}" for k in kinds(waiting))
    return f"*{esc(waiting.board.name)}*: {waiting.count} waiting ({found})"


def action_words(action: Action) -> str:
    whose = initials(action.owners[0].printed).upper() if action.owners else ""
    return f"{action.reference} {whose} {action.text}".replace("  ", " ")


def parked_words(row: Row) -> str:
    return unreached.what_words(row.parcel)
