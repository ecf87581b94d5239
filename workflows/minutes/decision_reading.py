"""What has been read of a paper's decisions so far, while its passages are gone through."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workflows.minutes.layout import Minutes, Passage
from workflows.minutes.register import DraftClause, DraftResolution, DraftWarning

EMPTY = re.compile(
    r"(?:none|n/?a|nil|no (?:decisions?|resolutions?|actions?|outstanding "
    r"actions?)\b.{0,40}|tbc|not applicable)\.?$",
    re.I,
)

LEAD_IN = re.compile(
    r"(?:that\s+)?(?:the\s+)?(?:[\w&’'-]+\s+){0,10}(?:to|that|that the|the)?\s*:?$", re.I
)


@dataclass(slots=True)
class Reading:
    resolutions: list[DraftResolution]
    warnings: list[DraftWarning]
    used: set[int]
    """First lines of blocks that a resolution has taken as its clauses."""
    said: set[str]
    """The words of the clauses so far: what stands twice is listed once."""


def item_of(minutes: Minutes, passage: Passage) -> tuple[str | None, str | None]:
    if passage.item < 0:
        return None, passage.heading
    item = minutes.items[passage.item]
    return item.ref, item.title or passage.heading


def add(
    minutes: Minutes,
    passage: Passage,
    marker: str | None,
    clauses: list[DraftClause],
    out: Reading,
) -> None:
    kept = []
    for clause in clauses:
        key = clause.text.lower().strip(" .:")
        if len(clause.text) > 3 and not EMPTY.match(clause.text) and key not in out.said:
            out.said.add(key)
            kept.append(clause)
    if kept:
        ref, item = item_of(minutes, passage)
        first = min(passage.block.first, kept[0].lines[0]) if marker else kept[0].lines[0]
        out.resolutions.append(
            DraftResolution(ref, item, marker, (first, kept[-1].lines[1]), tuple(kept))
        )
