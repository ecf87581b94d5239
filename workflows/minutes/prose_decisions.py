"""Decisions told in prose: in sentences, in rows of a table, over a list."""

from __future__ import annotations

import re

from workflows.minutes.clause_lists import clause_of, following_clauses
from workflows.minutes.conventions import marker_at
from workflows.minutes.decision_reading import LEAD_IN, Reading, add
from workflows.minutes.layout import Minutes, Passage
from workflows.minutes.segments import Segment, segments
from workflows.minutes.sentence_conventions import (
    BARE_OUTCOME,
    BODY_OVER_LIST,
    BRACKETED_VOTE,
    FOLLOWING_OVER_LIST,
    PROPOSED,
    VOTE_NOTE,
)
from workflows.minutes.text import sentences, trimmed_clause
from workflows.minutes.told import approves_minutes, decision_in, only_noted, run_in_head

_RESOLVED = re.compile(
    r"\b(?:was|board|committee|council|governors|members|trustees) (?:unanimously )?resolved\b",
    re.I,
)
"""The formal word itself: it decides also where the item uses a marker besides."""
_PUT_TO_VOTE = re.compile(
    r"(?:[^:;]{0,60}: )?(?:Motion (?:was )?(?:made )?(?:by|to) |"
    r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+)? (?:made a motion|moved) (?:to|that) )|"
    r".{0,400}\b(?:agreed|approved) by (?:consensus|unanimous|general)\b"
)
"""What is decided under "Action items", where those are the items that call for a decision."""


_IN_PUBLIC = re.compile(
    r"\b[Ii]t was (?:(?:also|then|again|unanimously) )?(?:agreed|resolved|decided) (?:that|to)\b|"
    r"\b(?:was|were|subsequently) (?:then |duly |unanimously )?(?:re-)?elected\b"
)
"""What decides also under "Public forum": the body itself resolves, or is elected, there."""


def from_prose(minutes: Minutes, at: int, out: Reading, item_marked: bool, has_list: bool) -> None:
    passage = minutes.passages[at]
    block = passage.block
    if (
        block.quoted
        or block.box
        or (passage.section == "public" and not _IN_PUBLIC.search(block.text[:2000]))
        or (passage.section == "actions" and not _PUT_TO_VOTE.match(block.text))
        or block.text.startswith("(")
    ):
        return
    if block.kind == "row" and not _noted_row(minutes, passage, out):
        _row_prose(minutes, at, out, item_marked or has_list)
        return
    if block.kind in ("row", "label") or (block.kind == "heading" and block.level < 6):
        return
    for segment in segments(passage):
        if segment.marker is None:
            _from_sentences(minutes, at, segment, out, item_marked or has_list)


def _told_below(minutes: Minutes, at: int) -> list[str]:
    """The paragraph below, and those after it as long as each only tells of the vote."""
    told: list[str] = []
    for passage in minutes.passages[at + 1 : at + 4]:
        if passage.opens_item:
            break
        told.append(passage.block.text[:200])
        if not VOTE_NOTE.match(passage.block.text):
            break
    return told


_PUT_BY = re.compile(r"(?:the|this) (?:motion|proposal|resolution) was proposed by\b", re.I)


def _from_heading(minutes: Minutes, at: int, out: Reading) -> None:
    """The proposal that a heading states in full, carried by the words right under it."""
    before = minutes.passages[at - 1] if at else None
    if before is None or before.block.kind == "row" or before.block.text.count(" ") < 6:
        return
    start = run_in_head(before.block.text)
    clause = clause_of(None, trimmed_clause(before.block.text[start:]), before.block.cite(start))
    add(minutes, before, None, [clause], out)


def _is_resolved_below(minutes: Minutes, at: int) -> bool:
    """Whether what is proposed here is put formally a little further down in the same item."""
    for passage in minutes.passages[at + 1 : at + 7]:
        found = marker_at(passage.block.text)
        if passage.opens_item or PROPOSED.search(passage.block.text[:200]):
            return False
        if found and found[0].name == "resolved":
            return True
    return False


def _counts_beside_marker(text: str) -> bool:
    """Whether a sentence decides also where the item uses a marker, or the paper a list."""
    if _RESOLVED.search(text):
        return True
    return approves_minutes(text) and not PROPOSED.search(text)


def _noted_row(minutes: Minutes, passage: Passage, out: Reading) -> bool:
    """ "Noted" in the owner's column: a noting of what stands beside it."""
    cells = [c for c in passage.block.cells if c]
    if (
        len(cells) == 2
        and re.fullmatch(r"(?:noted|received|approved|agreed|resolved|accepted)\.?", cells[1], re.I)
        and len(cells[0]) > 15
    ):
        text = f"{cells[0]} {cells[1]}"
        noting = cells[1].lower().startswith(("noted", "received"))
        add(minutes, passage, None, [clause_of(None, text, passage.block.lines, noting)], out)
        return True
    return False


def _row_prose(minutes: Minutes, at: int, out: Reading, weak: bool) -> None:
    passage = minutes.passages[at]
    cells = passage.block.cells
    start = 0
    for cell in cells:
        start = passage.block.text.find(cell, start) if cell else start
        if len(cell) > 25 and start >= 0:
            _from_sentences(minutes, at, Segment(passage, start, start + len(cell)), out, weak)


def heads_list(minutes: Minutes, at: int, segment: Segment, out: Reading) -> bool:
    """Whether a sentence is the body over a list of what it did, which is then read."""
    passage = segment.passage
    block = passage.block
    if (
        segment.end != len(block.text)
        or not block.text.endswith((":", "-", "–", "—"))
        or block.quoted
        or passage.section in ("agenda", "asks", "public", "actions")
    ):
        return False
    spans = list(sentences(segment.text))
    last = segment.text[spans[-1][0] :] if spans else ""
    over = BODY_OVER_LIST.match(last)
    if not over and not FOLLOWING_OVER_LIST.match(last):
        return False
    told = list(following_clauses(minutes, at, out.used, False, False, told=bool(over)))
    if told:
        add(minutes, segment.passage, None, told, out)
    return bool(told)


def _is_read(minutes: Minutes, at: int, out: Reading) -> bool:
    """Whether the list below a passage has been taken as clauses."""
    below = minutes.passages[at + 1 : at + 2]
    return any(p.block.first in out.used for p in below)


def _from_sentences(minutes: Minutes, at: int, segment: Segment, out: Reading, weak: bool) -> None:
    """Decisions told in prose.

    `weak`: decisions are recorded elsewhere, so that only the approval of minutes counts here.
    """
    block = segment.passage.block
    spans = [
        (segment.start + a, segment.start + b)
        for a, b in sentences(block.text[segment.start : segment.end])
    ]
    taken = -1
    for index, (start, end) in enumerate(spans):
        text = block.text[start:end]
        after = [block.text[a:b] for a, b in spans[index + 1 : index + 3]]
        if index + 1 == len(spans) and segment.end == len(block.text):
            after += _told_below(minutes, at)
        if (
            end == len(block.text)
            and text.endswith((":", "-", "–", "—"))
            and _is_read(minutes, at, out)
        ):
            continue
        cut = decision_in(text, after)
        if cut == 0:
            cut = run_in_head(text)
        if (cut is not None or _PUT_BY.match(text)) and BARE_OUTCOME.match(text):
            back = index - 1
            while back > 0 and VOTE_NOTE.match(block.text[spans[back][0] : spans[back][1]]):
                back -= 1
            if index == 0 and not weak and _PUT_BY.match(text):
                _from_heading(minutes, at, out)
            if index == 0 or weak or taken >= back:
                continue
            put_by = _PUT_BY.match(text) is not None
            start, end = spans[back][0], spans[back][1] if put_by else end
            text = block.text[start:end]
            cut = run_in_head(text) if put_by else 0
        if cut is None and only_noted(minutes, at, text):
            cut = 0
        if PROPOSED.search(text) and _is_resolved_below(minutes, at):
            continue
        if cut is None or (weak and not _counts_beside_marker(text)):
            continue
        words = trimmed_clause(BRACKETED_VOTE.sub("", text[cut:]))
        taken = index
        if words.endswith(":"):
            more = (
                list(following_clauses(minutes, at, out.used, False, False))
                if " following " not in words
                else []
            )
            if more and LEAD_IN.fullmatch(words):
                add(minutes, segment.passage, None, more, out)
                continue
        add(
            minutes,
            segment.passage,
            None,
            [clause_of(None, words, segment.cite(start + cut, end))],
            out,
        )
