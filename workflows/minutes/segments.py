"""Blocks cut at the markers that stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from workflows.minutes.conventions import Convention, marker_at
from workflows.minutes.layout import Passage
from workflows.minutes.owners import instructs
from workflows.minutes.register import (
    Lines,
)
from workflows.minutes.text import sentences

_INLINE = re.compile(
    r"[.!?;:)\]”\"’] (?: (?<=[.!?;:)\]]  ))?"
    r"(?=(?:RESOLVED|ORDERED|AGREED|NOTED|ACTIONS?|DECISIONS?|PENDERFYNWYD|MOTION)\b|"
    r"Resolved that |Motion (?:was )?made by |"
    r"(?:NOW,? )?(?:THEREFORE,? )?(?:LET IT )?BE IT (?:FURTHER )?RESOLVED\b|"
    r"(?:Actions?|Decision|Resolved|Agreed|Penderfynwyd)(?: \d+)?:)"
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
    cuts = [0, *(m.end() for m in _INLINE.finditer(text)), len(text)]
    for start, end in pairwise(cuts):
        found = marker_at(text[start:end])
        if found is None:
            yield Segment(passage, start, end)
            continue
        convention, match = found
        begin, stop = start + match.end(), end
        if convention.reads_as == "action" and start > 0:
            stop = _end_of_instructions(text, begin, end)
        shown = match[0].strip(" :;,–—-") or None
        yield Segment(passage, begin, stop, convention, shown)
        if stop < end:
            yield Segment(passage, stop, end)


def _end_of_instructions(text: str, begin: int, end: int) -> int:
    """Where an action within a paragraph ends: after its sentence, and others that instruct."""
    stop = end
    for at, (start, close) in enumerate(sentences(text[begin:end])):
        if at > 0 and not instructs(text[begin + start : begin + close]):
            break
        stop = begin + close
    return stop
