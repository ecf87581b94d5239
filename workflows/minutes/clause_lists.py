"""The clauses of a decision: lettered, bulleted, in one paragraph, or torn from their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflows.minutes.blocks import Block
from workflows.minutes.clauses import kind_of, verbs_of
from workflows.minutes.conventions import marker_at
from workflows.minutes.layout import Minutes, Passage
from workflows.minutes.register import (
    DraftClause,
    Lines,
)
from workflows.minutes.segments import Segment
from workflows.minutes.set_work import set_work
from workflows.minutes.text import trimmed_clause

_INLINE_LABEL = re.compile(r"(?:(?<=\s)|^)\(?(?P<label>[a-h]|i{1,3}|iv|v|[1-9])\)\s+")

_TOLD = re.compile(
    r"(?:(?:that|to|unanimously|formally|also) ){0,2}(?:noted?|notes|agree[sd]?|approve[sd]?|"
    r"endorse[sd]?|adopt(?:s|ed)?|accept(?:s|ed)?|ratif(?:y|ies|ied)|receive[sd]?|delegate[sd]?|"
    r"authorise[sd]?|instruct(?:s|ed)?|request(?:s|ed)?|ask(?:s|ed)?|appoint(?:s|ed)?|amend(?:s|ed)?|"
    r"resolve[sd]?|support(?:s|ed)?|confirm(?:s|ed)?|recommend(?:s|ed)?|refer(?:s|red)?|grant(?:s|ed)?|"
    r"establish(?:es|ed)?|remit(?:s|ted)?|welcome[sd]?|thank(?:s|ed)?|defer(?:s|red)?|elect(?:s|ed)?)\b",
    re.I,
)


def clause_of(label: str | None, text: str, lines: Lines, noting: bool = False) -> DraftClause:
    verbs = verbs_of(text) or (("note",) if noting else ())
    kind = kind_of(text, verbs)
    only_noted = noting and (kind == "decision" or (kind == "action" and set_work(text) is None))
    return DraftClause(label, text, verbs, "noting" if only_noted else kind, lines)


def inline_clauses(segment: Segment, end: int, noting: bool) -> Iterator[DraftClause]:
    """The clauses of one paragraph: one, or several where it is lettered a), b) within the text."""
    block = segment.passage.block
    text = block.text[segment.start : end]
    marks = list(_INLINE_LABEL.finditer(text))
    first = marks[0]["label"] if marks else ""
    if len(marks) > 1 and first in ("a", "i", "1"):
        stops = [m.start() for m in marks[1:]] + [len(text)]
        for mark, stop in zip(marks, stops, strict=True):
            words = trimmed_clause(text[mark.end() : stop])
            yield clause_of(
                mark["label"],
                words,
                segment.cite(segment.start + mark.end(), segment.start + stop),
                noting,
            )
        return
    start = segment.start + (len(text) - len(text.lstrip(" •●▪-–")))
    yield clause_of(None, trimmed_clause(block.text[start:end]), segment.cite(start, end), noting)


def following_clauses(
    minutes: Minutes, at: int, used: set[int], whole: bool, noting: bool, told: bool = False
) -> Iterator[DraftClause]:
    """The list after a lead-in; without a list, the paragraph that a bare marker stands over.

    `told`: only a list whose entries begin with what the body did ("noted …", "to approve …").
    """
    index = at + 1
    passages = minutes.passages
    while (
        index < len(passages)
        and passages[index].block.kind == "label"
        and not passages[index].opens_item
    ):
        index += 1
    lost_labels = index - at - 1
    if told and not (index < len(passages) and _TOLD.match(passages[index].block.text)):
        return
    if (
        index < len(passages)
        and passages[index].block.kind == "para"
        and not passages[index].opens_item
    ):
        block = passages[index].block
        if lost_labels > 1:
            used.add(block.first)
            yield from _relabelled(block, lost_labels, noting)
        elif whole and not marker_at(block.text):
            used.add(block.first)
            yield clause_of(None, trimmed_clause(block.text), block.lines, noting)
        return
    yield from _list_clauses(passages, index, used, noting, told)


def _list_clauses(
    passages: tuple[Passage, ...], index: int, used: set[int], noting: bool, told: bool
) -> Iterator[DraftClause]:
    style: tuple[bool, str] | None = None
    held: list[Block] = []
    while (
        index < len(passages)
        and passages[index].block.kind == "list"
        and not passages[index].opens_item
    ):
        block = passages[index].block
        if marker_at(block.text) and held and not told:
            break
        mine = (block.bullet, _style(block.label))
        style = style or mine
        nested = (
            held
            and mine != style
            and (held[-1].text.rstrip().endswith(":") or block.indent > held[0].indent)
        )
        if mine != style and not nested:
            break
        if not nested:
            if held:
                yield _from_blocks(held, noting)
            held = []
        held.append(block)
        used.add(block.first)
        index += 1
    if held:
        yield _from_blocks(held, noting)


def _style(label: str | None) -> str:
    if not label:
        return ""
    core = label.strip("().")
    return "number" if core[0].isdigit() else "letter"


def _from_blocks(blocks: list[Block], noting: bool) -> DraftClause:
    text = (
        trimmed_clause(" ".join(b.text for b in blocks))
        if len(blocks) == 1
        else trimmed_clause(blocks[0].text)
    )
    return clause_of(blocks[0].tag, text, (blocks[0].first, blocks[0].last), noting)


def _relabelled(block: Block, count: int, noting: bool) -> Iterator[DraftClause]:
    """Clauses whose labels were torn off: a new one where a line begins with a verb."""
    begins = [0]
    for offset, _ in block.starts[1:]:
        word = block.text[offset:].split(" ", 1)[0]
        if word[:1].isupper() and verbs_of(word) and len(begins) < count:
            begins.append(offset)
    for start, end in zip(begins, [*begins[1:], len(block.text)], strict=True):
        yield clause_of(None, trimmed_clause(block.text[start:end]), block.cite(start, end), noting)
