"""Whether two texts say the same: minutes word again what was said or typed at the meeting."""

from __future__ import annotations

import re

from workflows.minutes.text import words


def normal(text: str) -> str:
    """The words alone, for comparing."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def alike(one: str, other: str) -> float:
    """How much two texts say the same, from 0 to 1: the shared words, of the shorter text for the
    most part, as minutes are fuller than what was typed at the meeting."""
    return word_likeness(words(one), words(other))


def word_likeness(a: set[str], b: set[str]) -> float:
    """As `alike`, of texts whose words are known already."""
    if not a or not b:
        return 0.0
    shared = len(a & b)
    if min(len(a), len(b)) < 3:
        return 1.0 if a == b else 0.0
    return 0.7 * shared / min(len(a), len(b)) + 0.3 * shared / len(a | b)


def same_numbers(one: str, other: str) -> bool:
    """Whether all numbers of one text stand in the other: "quarter 1" is not "quarter 2", though
    all their words are the same."""
    a, b = (set(re.findall(r"\d+", text)) for text in (one, other))
    return a <= b or b <= a


#: From here on two texts are taken for the same matter.
ALIKE = 0.6
#: From here on one text may restate another's matter, with another date perhaps: a person is asked.
RESTATED = 0.75
