"""Blocks cut at the markers that stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from workflows.minutes.conventions import (
    Convention,
    marker_at,
)
from workflows.minutes.layout import Passage
from workflows.minutes.register import (
    Lines,
)

_INLINE = re.compile(
    r"(?:(?<=[.!?;:)\]”\"’] )|(?<=[.!?;:)\]]  ))(?=(?:RESOLVED|ORDERED|AGREED|"
    r"NOTED|ACTIONS?|DECISIONS?|Actions?(?: \d+)?:|Decision:|Resolved:|Agreed:|"
    r"Resolved that )\b)"
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a block: prose, or what stands behind a marker."""

    passage: Passage
    start: int
    end: int
    marker: Convention | None = None
    shown: str | None = None
    """The marker as printed."""

    @property
    def text(self) -> str:
        return self.passage.block.text[self.start : self.end].strip()

    def cite(self, start: int, end: int) -> Lines:
        return self.passage.block.cite(start, end)


def segments(passage: Passage) -> Iterator[Segment]:
    """A block cut at the markers that stand at its beginning or after a full stop."""
    text = passage.block.text
    cuts = [0, *(m.start() for m in _INLINE.finditer(text)), len(text)]
    for start, end in pairwise(cuts):
        found = marker_at(text[start:end])
        if found is None:
            yield Segment(passage, start, end)
        else:
            convention, match = found
            yield Segment(
                passage, start + match.end(), end, convention, match[0].strip(" :;,–—-") or None
            )
