"""A list of actions at the end of minutes says again what the items said: each is kept once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from workflows.minutes.action_entries import Found
from workflows.minutes.text import words

_LISTING = re.compile(r"\baction|\bto[ -]do|\bnext steps|\btasks", re.I)
_LITTLE_WORDS = (
    "a an and at be by for from her his in into is it its of on or our their the they this to up "
    "will with would"
)
_LITTLE = frozenset(_LITTLE_WORDS.split(" "))


def without_summary(found: list[Found]) -> Iterator[Found]:
    """The actions in their order, those of a summary that restate an earlier one left out.

    What the summary knows besides (a number, a due, a status) is given to the one that stays. Two
    actions are one where they have an owner in common, or one names nobody, and one says every
    word of weight that the other says.
    """
    by_word: defaultdict[str, list[Found]] = defaultdict(list)
    dropped: set[int] = set()
    for one in found:
        if one.source == "resolution":
            continue
        mine = _weight(one)
        if _in_summary(one):
            near = {id(f): f for word in mine for f in by_word[word]}
            twin = next((f for f in near.values() if _says_same(f, one, mine)), None)
            if twin is not None:
                dropped.add(id(one))
                twin.ref, twin.status = twin.ref or one.ref, twin.status or one.status
                twin.due, twin.progress = twin.due or one.due, twin.progress or one.progress
        else:
            for word in mine:
                by_word[word].append(one)
    return (one for one in found if id(one) not in dropped)


def _in_summary(one: Found) -> bool:
    if one.passage is None:
        return one.source == "action_log"
    return one.passage.section == "actions" and bool(_LISTING.search(one.passage.heading or ""))


def _weight(one: Found) -> frozenset[str]:
    """The words of an action that weigh: neither its owners nor the little ones."""
    owners = {w for owner in one.owners for w in words(owner)}
    return frozenset(words(one.text) - owners - _LITTLE)


def _says_same(earlier: Found, one: Found, mine: frozenset[str]) -> bool:
    theirs = _weight(earlier)
    short, long = sorted((mine, theirs), key=len)
    if len(short) < 2 or not short <= long:
        return False
    if not earlier.owners or not one.owners:
        return True
    return bool(_names(earlier) & _names(one))


def _names(one: Found) -> set[str]:
    """The owners in lower case, with their initials: "Bo Baker" and "BB" are one."""
    names = {re.sub(r"^the ", "", o.lower()) for o in one.owners}
    return names | {"".join(w[0] for w in name.split()) for name in names if " " in name}
