"""Words and drawn lines with their places on a page: what is taken out of a PDF, and no more.

Lengths are points, y grows downwards.
"""

from __future__ import annotations

from typing import NamedTuple

#: Shorter than this is no rule of a table.
_SHORTEST = 6.0
#: A page with more rules than this holds a drawing.
MAX_RULES = 4000


class Word(NamedTuple):
    """A word, where it stands, and whether it is set in bold."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    bold: bool = False

    @property
    def height(self) -> float:
        return self.bottom - self.top


class Rule(NamedTuple):
    """A straight line, across the page or down it: its place, and from where to where it runs."""

    across: bool
    at: float
    first: float
    last: float


def rule_of(x0: float, y0: float, x1: float, y1: float) -> Rule | None:
    """The rule from one point to another; None if it runs aslant or is too short."""
    wide, high = abs(x1 - x0), abs(y1 - y0)
    if high < 1 and wide >= _SHORTEST:
        return Rule(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
    if wide < 1 and high >= _SHORTEST:
        return Rule(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1))
    return None
