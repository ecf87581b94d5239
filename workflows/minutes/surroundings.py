"""What stands around the decisions: asks, virtual, urgent and deferred items, oddities."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflows.minutes.blocks import LEFT_BLANK, Block
from workflows.minutes.clauses import is_report_back
from workflows.minutes.dates import dates_in, parts_of, read_date, weekday_of
from workflows.minutes.layout import Layout
from workflows.minutes.register import (
    DraftAction,
    DraftDelegation,
    DraftNote,
    DraftRecommendation,
    DraftReportBack,
    DraftWarning,
)
from workflows.minutes.text import sentences, trimmed_clause

_HEAD = re.compile(r"(?:\d{1,2}[.)]?\s+)?(?:summary of )?recommendations?(?:\(s\))?\s*:?$", re.I)
_NO_TITLE = re.compile(
    r"^\d|\bboard$|\bcommittee$|\brecommendation|\bagenda\b|\baction log\b", re.I
)
_AUTHORITY_USED = re.compile(r"\b(?:with|under|using|by) delegated (?:authority|powers)\b", re.I)
_OTHER_BODY = re.compile(
    r"\b(?:recommended that|asks?|asked) (?:the )?(?:executive|cabinet|full "
    r"council|council|overview)\b",
    re.I,
)
_LEAD = re.compile(
    r"(?:\b(?:recommended|asked|requested|invited|recommends|asks)\b.{0,60}[:\w]$|:$)", re.I
)
_BURIED = re.compile(
    r"\b(?:members|the board|board members) (?:are|is) (?:asked|requested|"
    r"invited|recommended) to (?:note|endorse|approve|ratify|agree|support)\b",
    re.I,
)
_VIRTUAL = re.compile(
    r"\bvirtual(?:ly)?\b|\bby (?:e-?mail|correspondence) (?:between|outside)\b", re.I
)
_VIRTUAL_WORK = re.compile(r"\b(?:consider|approv|circulat|views|agree)", re.I)
_URGENT = re.compile(r"\burgent (?:items?|business)\b", re.I)
_URGENT_WORK = re.compile(
    r"\b(?:received|accepted|considered|raised|agreed to take|admitted)\b", re.I
)
_DEFERRED = re.compile(
    r"\b(?:was|were|be|is|been) (?:therefore )?deferred\b|[-–] deferred\b|"
    r"\bresolved to defer\b|\bagreed to defer\b",
    re.I,
)


def read_recommendations(layout: Layout) -> Iterator[DraftRecommendation]:
    """What the reports in a pack ask of the board, by report."""
    own = layout.minutes.lines if layout.minutes else (0, 0)
    blocks = [b for b in layout.blocks if not own[0] <= b.first <= own[1]] if layout.is_pack else []
    title: str | None = None
    foreign = False
    for at, block in enumerate(blocks):
        if LEFT_BLANK.search(block.text):
            title, foreign = None, False
        named = _title(block)
        if named and title is None:
            title = named
        if len(block.text) < 60 and _HEAD.match(block.text):
            clauses, lines = _asks(blocks, at + 1)
            foreign = any(_OTHER_BODY.search(b.text) for b in blocks[at : at + 4])
            if clauses and not foreign:
                yield DraftRecommendation(title, tuple(clauses), lines)
        elif _BURIED.search(block.text) and block.kind == "para":
            for start, end in sentences(block.text):
                if _BURIED.search(block.text[start:end]):
                    yield DraftRecommendation(
                        title, (block.text[start:end],), block.cite(start, end)
                    )


def read_used_authority(
    layout: Layout, recommendations: list[DraftRecommendation]
) -> Iterator[DraftDelegation]:
    """What a report says was done under delegated authority, whose grant stands elsewhere."""
    for asked in recommendations:
        for clause in asked.clauses:
            if layout.is_pack and _AUTHORITY_USED.search(clause):
                yield DraftDelegation(clause, asked.lines)


def _title(block: Block) -> str | None:
    if (
        block.kind == "row"
        and block.cells
        and re.match(r"(?:report )?(?:title|subject)\b|name of report", block.cells[0], re.I)
    ):
        return next((c for c in block.cells[1:] if c), None)
    if (
        block.kind == "heading"
        and block.level <= 2
        and 12 < len(block.text) < 160
        and not _NO_TITLE.search(block.text)
    ):
        return block.text
    return None


def _asks(blocks: list[Block], at: int) -> tuple[list[str], tuple[int, int]]:
    clauses: list[str] = []
    first = last = blocks[at].first if at < len(blocks) else 0
    for block in blocks[at : at + 14]:
        if block.kind in ("heading", "row") or (clauses and block.kind == "para"):
            break
        if block.kind == "para" and (_LEAD.search(block.text) or len(block.text) < 12):
            continue
        if (
            block.kind == "list"
            and _LEAD.search(block.text)
            and len(block.text) < 120
            and not clauses
        ):
            continue
        clauses.append(trimmed_clause(block.text))
        first = block.first if len(clauses) == 1 else first
        last = block.last
    return [c for c in clauses if len(c) > 8], (first, last)


def read_notes(layout: Layout) -> tuple[list[DraftNote], list[DraftNote], list[DraftNote]]:
    """The virtual, urgent and deferred items that the paper tells of."""
    virtual: list[DraftNote] = []
    urgent: list[DraftNote] = []
    deferred: list[DraftNote] = []
    own = layout.minutes.lines if layout.minutes else (0, 0)
    for block in layout.blocks:
        if block.first > own[1] or len(block.text) > 4000 or block.kind == "heading":
            continue
        for start, end in sentences(block.text):
            text = block.text[start:end]
            note = DraftNote(text, block.cite(start, end))
            if _VIRTUAL.search(text) and _VIRTUAL_WORK.search(text) and "held" not in text:
                virtual.append(note)
            if block.first >= own[0] and _URGENT.search(text) and _URGENT_WORK.search(text):
                urgent.append(note)
            if block.first >= own[0] and _DEFERRED.search(text):
                deferred.append(note)
    return virtual, urgent, deferred


def read_report_backs(actions: list[DraftAction]) -> Iterator[DraftReportBack]:
    """The actions that bring something back to the board."""
    for action in actions:
        text = action.text.lower()
        update = (
            "update" in text or "report" in text or "brought" in text
        ) and action.due_kind in ("next_meeting", "municipal_year", "other_meeting")
        if is_report_back(action.text) or (update and action.explicit):
            yield DraftReportBack(
                ", ".join(action.owners) or None, action.text, action.due_phrase, action.lines
            )


def read_oddities(layout: Layout) -> Iterator[DraftWarning]:
    """Wrong weekdays, minutes approved under another date, minutes of others left out."""
    for first, last in layout.others:
        yield DraftWarning(
            first,
            f"Lines {first} to {last} look like the minutes of another meeting or body: not read.",
        )
    if layout.minutes is None:
        return
    for passage in layout.minutes.passages:
        block = passage.block
        for match in dates_in(block.text):
            weekday, parts = weekday_of(match[0]), parts_of(match[0])
            day = read_date(match[0], None)
            if (
                parts
                and parts[0]
                and weekday is not None
                and day is not None
                and day.weekday() != weekday
            ):
                line = block.cite(match.start(), match.end())[0]
                yield DraftWarning(
                    line, f"“{match[0].strip()}” is a {day:%A}, not the weekday printed."
                )
        yield from _approved_dates(block, passage.heading)


def _approved_dates(block: Block, heading: str | None) -> Iterator[DraftWarning]:
    if (
        not heading
        or "minutes" not in heading.lower()
        or "minutes" not in block.text.lower()
        or block.text == heading
    ):
        return
    titled = [read_date(m[0], None) for m in dates_in(heading)]
    told = [(read_date(m[0], None), m) for m in dates_in(block.text)]
    if titled and titled[0] and told and told[0][0] and told[0][0] != titled[0]:
        line = block.cite(told[0][1].start(), told[0][1].end())[0]
        yield DraftWarning(
            line, f"The heading says {titled[0]:%-d %B %Y}, the text {told[0][0]:%-d %B %Y}."
        )
