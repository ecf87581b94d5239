"""Which part of a paper is which: the board's minutes, its action log, the reports around them.

A pack holds many papers in one file. Only what stands in the board's own minutes (or in its action
log) is read as decided; a report's recommendations, another body's minutes and the agenda are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from workflows.minutes.blocks import LEFT_BLANK, Block
from workflows.minutes.numbering import (
    RUN_ON,
    Numbering,
    begins_with_date,
    full_text,
    number_of,
    numbering_of,
)
from workflows.minutes.owners import instructs
from workflows.minutes.sections import Section, section_of
from workflows.minutes.text import mentions

_PRESENT = re.compile(
    r"(?:members? |councillors |those )?(?:present|attendance|"
    r"attendees)\b\s*(?:were\b)?\s*[:;\-–]*(?:\s|$)",
    re.I,
)
_AGENDA_ITEM = re.compile(r"agenda item(?: no\.?)? ?\d{1,3}[a-z]?$", re.I)
_CALL = re.compile(r"\b(?:summoned to attend|notice of (?:a |the )?meeting|will be held)\b", re.I)
_MINUTED = re.compile(
    r"^(?:members |those |councillors )?(?:present|in attendance|attendees|attending)\s*[:;–-]|"
    r"\bRESOLVED\b|"
    r"^(?:actions?|decisions?|agreed|resolved)\b.{0,4}:|\b(?:meeting|minutes) (?:was|were) \w+|"
    r"\bit was (?:agreed|resolved|noted)\b|\bapologies (?:were|had|have)\b|^(?:draft )?minutes "
    r"of\b",
    re.I,
)
_CLOSED = re.compile(
    r"\b(?:meeting (?:was )?(?:closed|ended|finished|concluded|adjourned|"
    r"terminated|rose)|closed the meeting|"
    r"declared the meeting closed|meeting then closed)\b",
    re.I,
)
_PACK = re.compile(
    r"public document pack|agenda item(?: no\.?)? ?\d{1,3}$|\(pages? \d+ ?- ?\d+\)|page no\.?$",
    re.I,
)
COLUMN_WORD = re.compile(
    r"(?:by whom|by when|item|owner|lead|who|when|due|deadline|responsible|status|action)\b\W*$",
    re.I,
)
"""The head of a column that the conversion of a table has laid among its cells."""
_LOG_HEAD = re.compile(
    r"\baction(?:s| and decision)? (?:log|tracker|list|points? log)\b|\bmatters arising log\b", re.I
)


@dataclass(frozen=True, slots=True)
class Item:
    """One minute: where it begins, and what it calls itself."""

    ref: str | None
    title: str
    first: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of the minutes, in its item and section."""

    block: Block
    item: int
    """Index in `Minutes.items`; -1 before the first."""
    section: Section
    heading: str | None = None
    opens_item: bool = False


@dataclass(frozen=True, slots=True)
class Minutes:
    """The passages that are the board's own minutes, in reading order."""

    passages: tuple[Passage, ...]
    items: tuple[Item, ...]
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """A paper in its parts. `minutes` is None where it holds none (an agenda, a report, slides)."""

    blocks: tuple[Block, ...]
    is_pack: bool
    minutes: Minutes | None
    logs: tuple[tuple[Block, ...], ...]
    """Action logs that stand outside the minutes."""
    others: tuple[tuple[int, int], ...]
    """Line ranges that look like the minutes of another meeting or body."""


def laid_out(blocks: list[Block]) -> Layout:
    """The parts of a paper."""
    hits = sum(
        bool(_PACK.search(b.text))
        for b in blocks
        if len(b.text) < 400 and mentions(b.text, ("pack", "agenda", "page"))
    )
    calls = _is_call(blocks)
    is_pack = calls or hits >= 3 or (hits > 0 and len(blocks) > 300) or len(blocks) > 700
    spans = [] if calls else _minutes_spans(blocks, is_pack)
    if not spans:
        minutes, own = None, (0, 0)
    else:
        own = spans[0]
        minutes = _read_minutes(blocks[own[0] : own[1]])
    logs = tuple(_logs(blocks, own)) if is_pack else ()
    others = tuple((blocks[a].first, blocks[b - 1].last) for a, b in spans[1:])
    return Layout(tuple(blocks), is_pack, minutes, logs, others)


def _is_call(blocks: list[Block]) -> bool:
    """Whether a paper only calls a meeting: a summons or an agenda, with nothing minuted."""
    head = " ".join(b.text[:300] for b in blocks[:12])
    return (
        len(blocks) < 200
        and bool(_CALL.search(head))
        and any(re.match(r"agenda\b.{0,20}$", b.text, re.I) for b in blocks[:25])
        and not any(_MINUTED.search(b.text) for b in blocks)
    )


def _minutes_spans(blocks: list[Block], is_pack: bool) -> list[tuple[int, int]]:
    """Where minutes begin and end, as block indexes. Outside a pack the whole paper is minutes."""
    if not is_pack:
        return [(0, len(blocks))] if blocks else []
    spans: list[tuple[int, int]] = []
    for at, block in enumerate(blocks):
        if spans and at < spans[-1][1]:
            continue
        if _PRESENT.match(block.text) and _says_minutes(blocks, at):
            start = _back_to_head(blocks, at, spans[-1][1] if spans else 0)
            spans.append((start, _end_of_minutes(blocks, at)))
    return spans


def _says_minutes(blocks: list[Block], at: int) -> bool:
    """Whether what leads up to the list of those present is the head of minutes."""
    head = " ".join(b.text[:200] for b in blocks[max(0, at - 8) : at]).lower()
    return any(
        w in head
        for w in (
            "minutes",
            "meeting of",
            "meeting held",
            "held at",
            "held on",
            "agenda item",
            "was held",
        )
    )


def _back_to_head(blocks: list[Block], at: int, floor: int) -> int:
    start = at
    while start > floor and at - start < 8:
        text = blocks[start - 1].text
        if (
            LEFT_BLANK.search(text)
            or len(text) > 300
            or blocks[start - 1].kind == "row"
            or "next meeting" in text.lower()
        ):
            break
        start -= 1
        if _AGENDA_ITEM.match(text):
            break
    return start


def _end_of_minutes(blocks: list[Block], at: int) -> int:
    for index in range(at + 1, len(blocks)):
        text = blocks[index].text
        if LEFT_BLANK.search(text) or (len(text) < 40 and _AGENDA_ITEM.match(text)):
            return index
        if _CLOSED.search(text) and len(text) < 300 and index - at > 8:
            return _after_signature(blocks, index + 1)
    return len(blocks)


def _after_signature(blocks: list[Block], index: int) -> int:
    end = min(len(blocks), index + 4)
    while index < end:
        text = blocks[index].text.lower()
        if not text.startswith(("chair", "date", "signed", "position", "....", "____")):
            break
        index += 1
    return index


def _logs(blocks: list[Block], own: tuple[int, int]) -> Iterator[tuple[Block, ...]]:
    """Each action log published as a paper of its own."""
    at = own[1]
    while at < len(blocks):
        block = blocks[at]
        if (
            len(block.text) < 120
            and block.kind in ("heading", "para")
            and _LOG_HEAD.search(block.text)
        ):
            end = at + 1
            while end < len(blocks) and not (
                LEFT_BLANK.search(blocks[end].text)
                or _AGENDA_ITEM.match(blocks[end].text)
                or end - at > 400
            ):
                end += 1
            yield tuple(blocks[at:end])
            at = end
        at += 1


def _read_minutes(blocks: list[Block]) -> Minutes:
    passages: list[Passage] = []
    items: list[Item] = []
    section: Section = "discussion"
    depth, heading, wants_title = 9, None, False
    parents: list[tuple[int, Section]] = []
    counted, from_item, lead = 0, False, False
    numbering = numbering_of(blocks)
    for block in blocks:
        entry = _numbered_entry(block, section, heading, counted)
        if entry is not None:
            block, counted = entry, counted + 1
        listed = block.kind == "list" and bool(passages) and passages[-1].block.text.endswith(":")
        head = (
            None
            if listed
            else _item_head(block, items, "discussion" if from_item else section, numbering)
        )
        if head is not None:
            items.append(head)
            lead = False
            section, depth, heading = section_of(head.title) or "discussion", 6, head.title or None
            from_item = True
            wants_title, parents = not head.title, []
            title, rest = _title_and_text(block)
            passages.append(Passage(title, len(items) - 1, section, heading, opens_item=True))
            if rest is not None:
                passages.append(Passage(rest, len(items) - 1, section, heading))
            continue
        opened = _lead_section(block)
        if opened:
            section, depth, heading, from_item, lead = opened, 8, block.text, False, True
        elif lead and block.kind == "para":
            section, lead = "discussion", False
        if block.kind == "heading":
            named = section_of(block.text)
            if wants_title and block.level >= 5 and named not in ("actions", "decisions"):
                items[-1] = replace(items[-1], title=block.text)
                section, depth, heading, wants_title = named or "discussion", 6, block.text, False
            elif named is not None:
                section, depth, heading, from_item = named, block.level, block.text, False
            elif block.level <= depth and not _reads_as_entry(block, section):
                section, depth, heading = "discussion", block.level, block.text
            parents = []
        wants_title = wants_title and block.kind != "heading"
        where = _list_section(block, parents) or section
        passages.append(Passage(block, len(items) - 1, where, heading))
    span = (blocks[0].first, blocks[-1].last) if blocks else (0, 0)
    return Minutes(tuple(passages), tuple(items), span)


def _lead_section(block: Block) -> Section | None:
    """The section that a line like "Actions:" opens for the list right under it."""
    if block.kind != "para" or not block.text.endswith(":") or len(block.text) > 60:
        return None
    named = section_of(block.text)
    return named if named in ("actions", "decisions") else None


def _title_and_text(block: Block) -> tuple[Block, Block | None]:
    """A numbered title and the paragraph that stands right under it, without a blank line."""
    if block.kind != "list" or len(block.starts) < 2 or block.starts[1][0] > 60:
        return block, None
    cut = block.starts[1][0]
    title = replace(
        block, kind="heading", text=block.text[: cut - 1], starts=block.starts[:1], last=block.first
    )
    starts = tuple((offset - cut, number) for offset, number in block.starts[1:])
    return title, replace(block, kind="para", text=block.text[cut:], starts=starts, label=None)


def _numbered_entry(
    block: Block, section: Section, heading: str | None, counted: int
) -> Block | None:
    """A numbered line set alone in a list of actions or decisions: its next entry, no heading."""
    if section not in ("actions", "decisions") or block.kind != "heading" or block.level < 6:
        return None
    match = re.match(r"(\d{1,2})[.)]\s+", block.text)
    if match is None or int(match[1]) != counted + 1 or re.match(r"\d", heading or ""):
        return None
    starts = ((0, block.first),)
    return replace(
        block,
        kind="list",
        text=block.text[match.end() :],
        label=match[0].strip(),
        starts=starts,
        level=0,
    )


def _reads_as_entry(block: Block, section: Section) -> bool:
    """Whether a short line in a list of actions is an entry of it rather than the next heading."""
    if section != "actions":
        return False
    return bool(COLUMN_WORD.match(block.text)) or (block.level == 7 and " to " in block.text)


def _list_section(block: Block, parents: list[tuple[int, Section]]) -> Section | None:
    """The section that a list entry's parent entry opened ("- Previous action items")."""
    if block.kind not in ("list", "label"):
        if block.kind != "heading" and block.indent == 0:
            parents.clear()
        return parents[-1][1] if parents and block.kind != "heading" else None
    while parents and parents[-1][0] >= block.indent:
        parents.pop()
    named = section_of(block.text) if block.box is None and len(block.text) < 60 else None
    if named in ("actions", "decisions"):
        parents.append((block.indent, named))
        return "discussion"
    return parents[-1][1] if parents else None


def _item_head(
    block: Block, items: list[Item], section: Section, numbering: Numbering
) -> Item | None:
    """The item that a block opens: a numbered heading, or a number that carries on the count."""
    text = full_text(block)
    if text.split(" ")[0].rstrip(".):") in numbering.counted and len(text) < 200:
        counted = number_of(text, numbering)
        return Item(*counted, block.first) if counted else None
    if block.first in numbering.lone_rows:
        ref, title = (c for c in block.cells if c)
        return Item(ref.rstrip(".)"), title, block.first)
    if begins_with_date(block.text):
        return None
    if block.kind == "heading":
        found = number_of(block.text, numbering)
        listed = section in ("actions", "decisions", "agenda")
        if found and (
            not listed
            or block.level <= 4
            or ("/" in found[0] and section != "agenda" and " to " not in block.text)
        ):
            return Item(*found, block.first)
        return None
    if block.kind == "para":
        match = RUN_ON.match(block.text)
        if match:
            return Item(match["ref"], _short_title(match["title"]), block.first)
        alone = number_of(block.text, numbering) if "/" in block.text[:9] else None
        return Item(alone[0], _short_title(alone[1]), block.first) if alone else None
    if block.kind != "list" or block.bullet or section in ("actions", "decisions", "agenda"):
        return None
    label = block.label or ""
    first_line = block.text[: block.starts[1][0]] if len(block.starts) > 1 else block.text
    if not (block.tag or "").isdigit() or not (
        label.endswith(".") or (len(block.starts) > 1 and is_bare_title(block, first_line))
    ):
        return None
    if (
        len(first_line) > 200
        or not first_line[:1].isupper()
        or (first_line.count(" ") > 12 and len(block.starts) > 1)
    ):
        return None
    last = next((int(i.ref) for i in reversed(items) if i.ref and i.ref.isdigit()), None)
    number = int(block.tag or 0)
    carries_on = number == 1 if last is None else last < number <= last + 4
    if not carries_on and not (number > (last or 0) and is_bare_title(block, first_line)):
        return None
    return Item(block.tag, first_line.strip(), block.first)


def is_bare_title(block: Block, first_line: str) -> bool:
    """Whether a numbered line is a title standing alone, as where a file has lost its blank lines:
    the count of minutes may then begin, or go on, anywhere."""
    after = block.text[block.starts[1][0] :] if len(block.starts) > 1 else ""
    return (
        len(first_line) <= (60 if after else 90)
        and first_line.count(" ") <= 9
        and not first_line.rstrip().endswith((".", ",", ";", ":", "?", "!"))
        and not after[:1].islower()
        and not instructs(first_line)
    )


def _short_title(text: str) -> str:
    stop = re.search(r"[.;] |\. ?$", text[:200])
    return text[: stop.start()] if stop else text[:160]
