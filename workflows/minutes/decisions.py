"""Reading what was resolved.

Three sources, in this order of weight: the paper's own marker ("RESOLVED that"), its own list of
decisions, and sentences that say that the body agreed. Sentences count only where the item has no
marker and the paper no list: there they restate what is recorded elsewhere.
"""

from __future__ import annotations

import re

from workflows.minutes.clause_lists import clause_of
from workflows.minutes.conventions import marker_at
from workflows.minutes.decision_reading import EMPTY, Reading, add
from workflows.minutes.decision_tables import decision_rows
from workflows.minutes.layout import Minutes, Passage
from workflows.minutes.marked_decisions import from_marker
from workflows.minutes.moved import moved_at
from workflows.minutes.prose_decisions import from_prose, heads_list
from workflows.minutes.register import (
    DraftResolution,
    DraftWarning,
    Vote,
)
from workflows.minutes.sections import is_record_of_decisions
from workflows.minutes.segments import segments
from workflows.minutes.text import trimmed_clause
from workflows.minutes.votes import read_vote, with_votes


def read_decisions(minutes: Minutes) -> tuple[list[DraftResolution], list[DraftWarning], set[int]]:
    """The resolutions, what is odd about them, and the first lines of the blocks they took."""
    out = Reading([], [], set(), set())
    marked_items: set[int] = set()
    lists = [
        p
        for p in minutes.passages
        if p.section == "decisions" and p.block.kind == "list" and not EMPTY.match(p.block.text)
    ]
    passages = minutes.passages
    rows = _from_tables(passages, out)
    has_list = rows or any(is_record_of_decisions(p.heading) for p in lists)
    for at, passage in enumerate(passages):
        formal = passage.block.text.startswith(("RESOLVED", "It was RESOLVED"))
        if passage.block.first in out.used or (passage.section == "attendance" and not formal):
            continue
        if passage.section == "decisions" and lists and passage.block.kind == "list":
            _from_list(minutes, at, out)
            continue
        if _from_moved(minutes, at, out):
            marked_items.add(passage.item)
            continue
        for segment in segments(passage):
            if segment.marker is None and heads_list(minutes, at, segment, out):
                marked_items.add(passage.item)
            if segment.marker is None or segment.marker.reads_as in ("action", "none"):
                continue
            if from_marker(minutes, at, segment, out):
                marked_items.add(passage.item)
    for at, passage in enumerate(passages):
        if passage.block.first not in out.used and passage.section not in (
            "agenda",
            "attendance",
            "asks",
        ):
            from_prose(
                minutes, at, out, passage.item in marked_items and passage.item >= 0, has_list
            )
    out.resolutions.sort(key=lambda r: r.lines)
    return with_votes(minutes, out.resolutions), out.warnings, out.used


def _from_tables(passages: tuple[Passage, ...], out: Reading) -> bool:
    """The decisions in tables; whether there were any."""
    by_block = {p.block.first: p for p in passages}
    for row in decision_rows(p.block for p in passages):
        block = row.block
        start = max(0, block.text.find(row.text))
        cited = block.cite(start, start + len(row.text))
        clause = clause_of(None, trimmed_clause(row.text), cited)
        heading = by_block[block.first].heading
        vote = read_vote(row.outcome) if row.outcome else None
        out.resolutions.append(
            DraftResolution(None, heading, None, cited, (clause,), vote if vote != Vote() else None)
        )
        out.said.add(clause.text.lower().strip(" .:"))
    return bool(out.resolutions)


def _from_list(minutes: Minutes, at: int, out: Reading) -> None:
    """An entry of the paper's own list of decisions."""
    passage = minutes.passages[at]
    block = passage.block
    if block.kind != "list" or block.indent > 8:
        return
    start = 0
    found = marker_at(block.text)
    if found:
        start = found[1].end()
    link = re.match(r"\[\d{1,3}\]\s?", block.text[start:])
    start += link.end() if link else 0
    text = trimmed_clause(block.text[start:])
    add(minutes, passage, None, [clause_of(block.tag, text, block.cite(start))], out)
    out.used.add(block.first)


def _from_moved(minutes: Minutes, at: int, out: Reading) -> bool:
    """A motion set out line by line below its mover; whether there was one."""
    moved = moved_at(minutes, at)
    if moved is None:
        return False
    out.used |= moved.lines
    if moved.carried:
        add(minutes, moved.passage, None, list(moved.clauses), out)
    else:
        words = "This was moved, and no outcome that carried it: not read as a decision."
        out.warnings.append(DraftWarning(moved.passage.block.first, words))
    return True
