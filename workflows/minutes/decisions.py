"""Reading what was resolved.

Three sources, in this order of weight: the paper's own marker ("RESOLVED that"), its own list of
decisions, and sentences that say that the body agreed. Sentences count only where the item has no
marker and the paper no list: there they restate what is recorded elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflows.minutes.blocks import Block
from workflows.minutes.clauses import kind_of, verbs_of
from workflows.minutes.conventions import (
    BRACKETED_VOTE,
    CARRIED,
    LOST,
    NOT_NOW,
    PROPOSED,
    SENTENCES,
    VOTE_NOTE,
    Convention,
    marker_at,
)
from workflows.minutes.layout import Minutes, Passage, is_record_of_decisions
from workflows.minutes.register import DraftClause, DraftResolution, DraftWarning, Lines
from workflows.minutes.text import sentences, trimmed_clause

_INLINE = re.compile(
    r"(?:(?<=[.!?;:)\]”\"’] )|(?<=[.!?;:)\]]  ))(?=(?:RESOLVED|ORDERED|AGREED|NOTED|ACTIONS?|DECISIONS?|Actions?(?: \d+)?:|Decision:|Resolved:|Agreed:|Resolved that )\b)"
)
_EMPTY = re.compile(r"(?:none|n/?a|nil|no (?:decisions?|resolutions?|actions?|outstanding actions?)\b.{0,40}|tbc|not applicable)\.?$", re.I)
_LEAD_IN = re.compile(r"(?:that\s+)?(?:the\s+)?(?:[\w&’'-]+\s+){0,10}(?:to|that|that the|the)?\s*:?$", re.I)
_INLINE_LABEL = re.compile(r"(?:(?<=\s)|^)\(?(?P<label>[a-h]|i{1,3}|iv|v|[1-9])\)\s+")
_MINUTES = re.compile(r"\bminutes\b", re.I)
_MINUTES_SHORT = re.compile(r"^(?:the )?(?:[\w ]{0,30})?(?:minutes|agenda) (?:of [^.]{0,80} )?(?:was|were) (?:duly |unanimously )?(?:approved|agreed|adopted|accepted|confirmed)\b", re.I)
_DATES_NOTED = re.compile(r"^(?!apolog|members noted|matters|colleagues)[A-Z].{3,120}? (?:was|were) (?:received and )?noted\b(?!.{0,200}[:]$)", re.I)
_CUT = re.compile(r"(?:^|[,;:]\s*(?:and\s+|so\s+)?|\band\s+|\bat\s+|\bafter discussion,?\s+)$", re.I)


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
    for start, end in zip(cuts, cuts[1:], strict=False):
        found = marker_at(text[start:end])
        if found is None:
            yield Segment(passage, start, end)
        else:
            convention, match = found
            yield Segment(passage, start + match.end(), end, convention, match[0].strip(" :;–—-") or None)


@dataclass(slots=True)
class _Reading:
    resolutions: list[DraftResolution]
    warnings: list[DraftWarning]
    used: set[int]
    """First lines of blocks that a resolution has taken as its clauses."""
    said: set[str]
    """The words of the clauses so far: what stands twice is listed once."""


def read_decisions(minutes: Minutes) -> tuple[list[DraftResolution], list[DraftWarning], set[int]]:
    """The resolutions, what is odd about them, and the first lines of the blocks they took."""
    out = _Reading([], [], set(), set())
    marked_items: set[int] = set()
    lists = [p for p in minutes.passages if p.section == "decisions" and p.block.kind == "list" and not _EMPTY.match(p.block.text)]
    has_list = any(is_record_of_decisions(p.heading) for p in lists)
    passages = minutes.passages
    for at, passage in enumerate(passages):
        if passage.block.first in out.used or passage.section in ("agenda", "attendance"):
            continue
        if passage.section == "decisions" and lists and passage.block.kind == "list":
            _from_list(minutes, at, out)
            continue
        for segment in segments(passage):
            if segment.marker is None or segment.marker.reads_as in ("action", "none"):
                continue
            if _from_marker(minutes, at, segment, out):
                marked_items.add(passage.item)
    for at, passage in enumerate(passages):
        if passage.block.first not in out.used and passage.section not in ("agenda", "attendance", "asks"):
            _from_prose(minutes, at, out, passage.item in marked_items and passage.item >= 0, has_list)
    out.resolutions.sort(key=lambda r: r.lines)
    return out.resolutions, out.warnings, out.used


def _item_of(minutes: Minutes, passage: Passage) -> tuple[str | None, str | None]:
    if passage.item < 0:
        return None, passage.heading
    item = minutes.items[passage.item]
    return item.ref, item.title or passage.heading


def _clause(label: str | None, text: str, lines: Lines, noting: bool = False) -> DraftClause:
    verbs = verbs_of(text) or (("note",) if noting else ())
    kind = kind_of(text, verbs)
    return DraftClause(label, text, verbs, "noting" if noting and kind == "decision" else kind, lines)


def _add(minutes: Minutes, passage: Passage, marker: str | None, clauses: list[DraftClause], out: _Reading) -> None:
    kept = []
    for clause in clauses:
        key = clause.text.lower().strip(" .:")
        if len(clause.text) > 3 and not _EMPTY.match(clause.text) and key not in out.said:
            out.said.add(key)
            kept.append(clause)
    if kept:
        ref, item = _item_of(minutes, passage)
        first = min(passage.block.first, kept[0].lines[0]) if marker else kept[0].lines[0]
        out.resolutions.append(DraftResolution(ref, item, marker, (first, kept[-1].lines[1]), tuple(kept)))


def _from_list(minutes: Minutes, at: int, out: _Reading) -> None:
    """An entry of the paper's own list of decisions."""
    passage = minutes.passages[at]
    block = passage.block
    if block.kind != "list" or block.indent > 8:
        return
    start = 0
    found = marker_at(block.text)
    if found:
        start = found[1].end()
    text = trimmed_clause(block.text[start:])
    _add(minutes, passage, None, [_clause(block.tag, text, block.cite(start))], out)
    out.used.add(block.first)


def _from_marker(minutes: Minutes, at: int, segment: Segment, out: _Reading) -> bool:
    """A decision behind a marker; whether there was one."""
    assert segment.marker is not None
    passage = segment.passage
    noting = segment.marker.reads_as == "noting"
    body = _without_votes(segment)
    if segment.marker.reads_as == "motion" and not _motion_carried(minutes, at, segment):
        out.warnings.append(DraftWarning(passage.block.first, "A motion without an outcome: not read as a decision."))
        return False
    text = segment.passage.block.text[segment.start : body].strip()
    ends_block = segment.end == len(passage.block.text)
    opens_list = ends_block and (not text or (len(text) < 160 and (text.endswith(":") or _LEAD_IN.fullmatch(text))))
    if opens_list:
        clauses = list(_following_clauses(minutes, at, out, not text, noting))
        if clauses:
            _add(minutes, passage, segment.shown, clauses, out)
            return True
    if not text:
        out.warnings.append(DraftWarning(passage.block.first, f"“{segment.shown}” stands here with nothing after it."))
        return False
    clauses = list(_inline_clauses(segment, body, noting))
    if len(clauses) == 1 and text.endswith(":") and ends_block:
        clauses += _following_clauses(minutes, at, out, False, noting)
    _add(minutes, passage, segment.shown, clauses, out)
    return True


def _motion_carried(minutes: Minutes, at: int, segment: Segment) -> bool:
    after = [p.block.text for p in minutes.passages[at + 1 : at + 3] if not p.opens_item]
    told = " ".join((segment.text, *(t for t in after if CARRIED.match(t) or VOTE_NOTE.match(t))))
    if LOST.search(told):
        return False
    return bool(re.search(r"\b(?:carried|passed|approved|unanimous(?:ly)?|in favou?r|agreed|adopted)\b", told, re.I))


def _without_votes(segment: Segment) -> int:
    """Where the words of a decision end: before the mover, the seconder and the votes."""
    block = segment.passage.block.text
    bracket = BRACKETED_VOTE.search(block[segment.start : segment.end].rstrip())
    end = segment.start + bracket.start() if bracket else segment.end
    spans = [(segment.start + a, segment.start + b) for a, b in sentences(block[segment.start : end])]
    for start, stop in reversed(spans[1:]):
        if not VOTE_NOTE.match(block[start:stop]):
            break
        end = start
    return end


def _inline_clauses(segment: Segment, end: int, noting: bool) -> Iterator[DraftClause]:
    """The clauses of one paragraph: one, or several where it is lettered a), b) within the text."""
    block = segment.passage.block
    text = block.text[segment.start : end]
    marks = list(_INLINE_LABEL.finditer(text))
    first = marks[0]["label"] if marks else ""
    if len(marks) > 1 and first in ("a", "i", "1"):
        stops = [m.start() for m in marks[1:]] + [len(text)]
        for mark, stop in zip(marks, stops, strict=True):
            words = trimmed_clause(text[mark.end() : stop])
            yield _clause(mark["label"], words, segment.cite(segment.start + mark.end(), segment.start + stop), noting)
        return
    start = segment.start + (len(text) - len(text.lstrip(" •●▪-–")))
    yield _clause(None, trimmed_clause(block.text[start:end]), segment.cite(start, end), noting)


def _following_clauses(minutes: Minutes, at: int, out: _Reading, whole: bool, noting: bool) -> Iterator[DraftClause]:
    """The list after a lead-in; without a list, the paragraph that a bare marker stands over."""
    index = at + 1
    passages = minutes.passages
    while index < len(passages) and passages[index].block.kind == "label" and not passages[index].opens_item:
        index += 1
    lost_labels = index - at - 1
    if index < len(passages) and passages[index].block.kind == "para" and not passages[index].opens_item:
        block = passages[index].block
        if lost_labels > 1:
            out.used.add(block.first)
            yield from _relabelled(block, lost_labels, noting)
        elif whole and not marker_at(block.text):
            out.used.add(block.first)
            yield _clause(None, trimmed_clause(block.text), block.lines, noting)
        return
    yield from _list_clauses(passages, index, out, noting)


def _list_clauses(passages: tuple[Passage, ...], index: int, out: _Reading, noting: bool) -> Iterator[DraftClause]:
    style: tuple[bool, str] | None = None
    held: list[Block] = []
    while index < len(passages) and passages[index].block.kind == "list" and not passages[index].opens_item:
        block = passages[index].block
        if marker_at(block.text) and held:
            break
        mine = (block.bullet, _style(block.label))
        style = style or mine
        nested = held and mine != style and (held[-1].text.rstrip().endswith(":") or block.indent > held[0].indent)
        if mine != style and not nested:
            break
        if not nested:
            if held:
                yield _from_blocks(held, noting)
            held = []
        held.append(block)
        out.used.add(block.first)
        index += 1
    if held:
        yield _from_blocks(held, noting)


def _style(label: str | None) -> str:
    if not label:
        return ""
    core = label.strip("().")
    return "number" if core[0].isdigit() else "letter"


def _from_blocks(blocks: list[Block], noting: bool) -> DraftClause:
    text = trimmed_clause(" ".join(b.text for b in blocks)) if len(blocks) == 1 else trimmed_clause(blocks[0].text)
    return _clause(blocks[0].tag, text, (blocks[0].first, blocks[0].last), noting)


def _relabelled(block: Block, count: int, noting: bool) -> Iterator[DraftClause]:
    """Clauses whose labels the conversion has torn off: a new one where a line begins with a verb."""
    begins = [0]
    for offset, _ in block.starts[1:]:
        word = block.text[offset:].split(" ", 1)[0]
        if word[:1].isupper() and verbs_of(word) and len(begins) < count:
            begins.append(offset)
    for start, end in zip(begins, [*begins[1:], len(block.text)], strict=True):
        yield _clause(None, trimmed_clause(block.text[start:end]), block.cite(start, end), noting)


def _from_prose(minutes: Minutes, at: int, out: _Reading, item_marked: bool, has_list: bool) -> None:
    passage = minutes.passages[at]
    block = passage.block
    if block.quoted or block.box or passage.section in ("actions", "public") or block.text.startswith("("):
        return
    if block.kind == "row" and not _noted_row(minutes, passage, out):
        _row_prose(minutes, at, out, item_marked or has_list)
        return
    if block.kind in ("row", "label") or (block.kind == "heading" and block.level < 6):
        return
    for segment in segments(passage):
        if segment.marker is None:
            _from_sentences(minutes, at, segment, out, item_marked or has_list)


def _noted_row(minutes: Minutes, passage: Passage, out: _Reading) -> bool:
    """ "Noted" in the owner's column: a noting of what stands beside it."""
    cells = [c for c in passage.block.cells if c]
    if len(cells) == 2 and re.fullmatch(r"(?:noted|received|approved|agreed|resolved|accepted)\.?", cells[1], re.I) and len(cells[0]) > 15:
        text = f"{cells[0]} {cells[1]}"
        noting = cells[1].lower().startswith(("noted", "received"))
        _add(minutes, passage, None, [_clause(None, text, passage.block.lines, noting)], out)
        return True
    return False


def _row_prose(minutes: Minutes, at: int, out: _Reading, weak: bool) -> None:
    passage = minutes.passages[at]
    cells = passage.block.cells
    start = 0
    for cell in cells:
        start = passage.block.text.find(cell, start) if cell else start
        if len(cell) > 60 and start >= 0:
            _from_sentences(minutes, at, Segment(passage, start, start + len(cell)), out, weak)


def _from_sentences(minutes: Minutes, at: int, segment: Segment, out: _Reading, weak: bool) -> None:
    """Decisions told in prose. `weak`: the decision is recorded elsewhere, only the minutes' approval counts."""
    block = segment.passage.block
    spans = [(segment.start + a, segment.start + b) for a, b in sentences(block.text[segment.start : segment.end])]
    for index, (start, end) in enumerate(spans):
        text = block.text[start:end]
        after = [block.text[a:b] for a, b in spans[index + 1 : index + 3]]
        if index + 1 == len(spans) and segment.end == len(block.text):
            after += [p.block.text[:200] for p in minutes.passages[at + 1 : at + 2] if not p.opens_item]
        cut = _decision_in(text, after)
        if cut is None and _only_noted(minutes, at, text):
            cut = 0
        if cut is None or (weak and not _approves_minutes(text)):
            continue
        words = trimmed_clause(BRACKETED_VOTE.sub("", text[cut:]))
        if words.endswith(":"):
            more = list(_following_clauses(minutes, at, out, False, False)) if " following " not in words else []
            if more and _LEAD_IN.fullmatch(words):
                _add(minutes, segment.passage, None, more, out)
                continue
        _add(minutes, segment.passage, None, [_clause(None, words, segment.cite(start + cut, end))], out)


def _approves_minutes(text: str) -> bool:
    return bool(_MINUTES.search(text)) and bool(
        _MINUTES_SHORT.match(text) or any(c.name == "minutes approved" and c.pattern.search(text) for c in SENTENCES)
    )


def _only_noted(minutes: Minutes, at: int, text: str) -> bool:
    """Whether an item consists of this one sentence, which notes something."""
    passage = minutes.passages[at]
    if passage.item < 0 or not _DATES_NOTED.match(text):
        return False
    mine = [p for p in minutes.passages[max(0, at - 3) : at + 4] if p.item == passage.item and p.block.kind != "heading"]
    return sum(len(p.block.text) for p in mine) < len(text) + 120


def _decision_in(text: str, after: list[str]) -> int | None:
    """Where in a sentence the decision begins, or None where the sentence decides nothing."""
    if NOT_NOW.search(text) or text.endswith("?") or text.lower().startswith(("apolog", "“", '"', "‘", "'")):
        return None
    for convention in SENTENCES:
        match = convention.pattern.search(text)
        if match is None:
            continue
        if convention.name in ("it was agreed", "the body agreed") and _CUT.search(text[: match.start()]):
            return 0 if "proposed" in text[: match.start()] or "minutes" in text[: match.start()].lower() else match.start()
        return 0
    if PROPOSED.search(text):
        told = " ".join(a for a in after if CARRIED.match(a))
        if told and not LOST.search(told):
            return 0
    if _MINUTES_SHORT.match(text):
        return 0
    return None
