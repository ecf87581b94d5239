"""The papers of a pack, kept apart: its front, the board's reports, and what is another body's.

A report begins after a blank page, at "Agenda Item 5", at a title row ("Report Title", "To: …"), at
"10 February 2027 … Item 11", or where the name of a body stands above a date. A report that names
another body at its head is another body's, with all that it recommends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from workflows.minutes.blocks import LEFT_BLANK, Block
from workflows.minutes.board_name import alike, name_in
from workflows.minutes.dates import dates_in, read_date
from workflows.minutes.layout import Layout

_AGENDA_ITEM = re.compile(r"agenda item(?: no\.?)? ?(?P<item>\d{1,3}[a-z]?)$", re.I)
_AGENDA = re.compile(r"(?:agenda(?! item)|order of business|a g e n d a)\b.{0,20}$", re.I)
_ITEM_NUMBER = re.compile(
    r"\b(?:agenda )?items? ?(?:no\.?|number)? ?:? ?(?P<item>\d{1,3}[a-z]?(?: ?(?:&|and|,) "
    r"?\d{1,3})*)$",
    re.I,
)
_TITLE_ROW = re.compile(
    r"(?:report )?(?:title|subject)\b|(?:name|title) of report|report on\b", re.I
)
_TO_ROW = re.compile(
    r"(?:report )?to(?: the)?\s*:|meeting(?: title)?\s*:?$|committee\s*:?$|board\s*:?$", re.I
)
_PLAIN_BODY = re.compile(
    r"(?:the )?(?:executive|cabinet|full council|council|overview and scrutiny|scrutiny (?:panel|"
    r"committee|board)|governing body)$",
    re.I,
)
_PURPOSE_HEAD = re.compile(
    r"(?:item for (?:decision|consideration|information)[\w, ]*|(?:this )?(?:report|paper|item) "
    r"is for|"
    r"purpose(?: of (?:the )?(?:report|paper|item))?|for|action required)\s*(?::\s*(?P<said>.*))?$",
    re.I,
)
_PURPOSE_WORD = re.compile(
    r"(?:for )?(?:decision|approval|information|assurance|consideration|discussion|noting|note|"
    r"endorsement|ratification|comment|scrutiny)"
    r"(?:(?:,| and| &|/| or) ?(?:for )?(?:decision|approval|information|assurance|consideration|"
    r"discussion|noting|note|endorsement|comment))*\.?$",
    re.I,
)
_LABEL_LINE = re.compile(
    r"(?:report (?:of|by|author)|author|from|to|date|wards?|key decision|accountable|this report "
    r"is|"
    r"agenda|item|lead|purpose|summary|time|presented by|sponsor|board sponsor|contact|"
    r"classification|public)\b",
    re.I,
)
_COMMON = frozenset(
    [
        "board",
        "committee",
        "group",
        "panel",
        "forum",
        "and",
        "of",
        "for",
        "council",
        "county",
        "borough",
    ]
)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a pack, with what its head says."""

    blocks: tuple[Block, ...]
    title: str | None
    body: str | None
    """The body it is addressed to, as printed."""
    item: str | None
    """The agenda item printed on it."""
    purpose: str | None
    purpose_line: int | None
    foreign: bool
    """Whether it is a paper of another body."""

    @property
    def lines(self) -> tuple[int, int]:
        return self.blocks[0].first, self.blocks[-1].last


def papers_of(layout: Layout, board: str | None, on: date | None) -> tuple[Paper, ...]:
    """The papers outside the board's own minutes and logs; the first may be the agenda's front.

    `on` is the day of the meeting that the pack is for: its own reports carry that date."""
    if not layout.is_pack:
        return ()
    taken = [
        (a, b) for a, b in (layout.minutes.lines if layout.minutes else (0, 0), *layout.others)
    ]
    taken += [(log[0].first, log[-1].last) for log in layout.logs if log]
    blocks = [b for b in layout.blocks if not any(a <= b.first <= z for a, z in taken)]
    starts = sorted({0, *_starts(blocks)})
    parts = [blocks[a:b] for a, b in zip(starts, [*starts[1:], len(blocks)], strict=True)]
    known = board or (name_in(blocks[0].text) if blocks else None)
    return tuple(
        _paper(part, known, on)
        for part in parts
        if any(not LEFT_BLANK.search(b.text) for b in part)
    )


def _starts(blocks: Sequence[Block]) -> Iterator[int]:
    """Where papers begin, as indexes. The head above the agenda itself begins none."""
    agenda = next((n for n, b in enumerate(blocks[:60]) if _AGENDA.match(b.text)), 0)
    for at, block in enumerate(blocks):
        if LEFT_BLANK.search(block.text) or (
            block.kind != "row" and _AGENDA_ITEM.match(block.text)
        ):
            yield at
        elif at > agenda and _is_head(blocks, at):
            near = at
            above = blocks[at - 1]
            if block.kind == "row" and _is_title(above):
                near -= 1
            while near > max(0, at - 3) and _short_head(blocks[near - 1]):
                near -= 1
            yield near


def _is_head(blocks: Sequence[Block], at: int) -> bool:
    block = blocks[at]
    if block.kind == "row":
        if _TITLE_ROW.match(block.cells[0]) and len(block.cells) > 1 and not _column_heads(block):
            return True
        if _TO_ROW.match(block.cells[0]) and any(name_in(c) for c in block.cells[1:]):
            return True
        return bool(_ITEM_NUMBER.search(block.text) and block.dates) and len(block.text) < 80
    if not _names_body(block) or len(block.text) > 110:
        return False
    return any(len(b.text) < 40 and next(dates_in(b.text), None) for b in blocks[at + 1 : at + 3])


def _is_title(block: Block) -> bool:
    """Whether a block may be the report's title, set above the first row of its cover sheet."""
    return (
        block.kind in ("heading", "para")
        and 12 < len(block.text) < 120
        and not block.text.endswith((".", ":", ";"))
        and not LEFT_BLANK.search(block.text)
        and not _AGENDA_ITEM.match(block.text)
    )


def _column_heads(block: Block) -> bool:
    return sum(len(c) < 20 for c in block.cells if c) > 2


def _names_body(block: Block) -> bool:
    return block.kind in ("heading", "para") and _is_body(block.text)


def _is_body(text: str) -> bool:
    """Whether a line is the name of a body and hardly more."""
    if _PLAIN_BODY.match(text.strip(" .")):
        return True
    name = name_in(text)
    return name is not None and len(text) - len(name) < 6 and not text.endswith(":")


def _lines(block: Block) -> list[str]:
    """The lines of a block of a head; a table's rows with one filled cell stand in one block."""
    if block.kind == "row":
        return [c for c in block.cells[:1] if c]
    return (
        [block.text[a:b] for a, b in block.line_spans] if block.kind in ("heading", "para") else []
    )


def _short_head(block: Block) -> bool:
    """Whether a block above a title row belongs to the same head: the body's name, the date."""
    return len(block.text) < 110 and (
        _names_body(block) or (len(block.text) < 40 and bool(block.dates))
    )


def _paper(blocks: list[Block], board: str | None, on: date | None) -> Paper:
    head = [b for b in blocks[:16] if not LEFT_BLANK.search(b.text)]
    body = next((t.strip(" .") for b in head for t in _lines(b) if _is_body(t)), None)
    to = next((b for b in head if b.kind == "row" and _TO_ROW.match(b.cells[0])), None)
    if to is not None:
        body = next((c for c in to.cells[1:] if name_in(c)), body)
    elif body is None:
        body = next((c for b in head if b.kind == "row" for c in b.cells[:1] if _is_body(c)), None)
    purpose, line = _purpose(blocks[:60])
    item = next(
        (
            m["item"]
            for b in head
            for t in (b.text, *b.cells)
            if (m := _ITEM_NUMBER.search(t)) and len(t) < 60
        ),
        None,
    )
    days = [read_date(m[0], None) for b in head for m in dates_in(b.text[:80])]
    elsewhere = on is not None and any(days) and on not in days
    foreign = _is_foreign(body, board, elsewhere)
    return Paper(tuple(blocks), _title(head, body), body, item, purpose, line, foreign)


def _title(head: Sequence[Block], body: str | None) -> str | None:
    for block in head:
        if block.kind == "row" and _TITLE_ROW.match(block.cells[0]):
            return next((c for c in block.cells[1:] if c), None)
    for text in (t for b in head for t in _lines(b)):
        if (
            8 < len(text) < 200
            and alike(text) != alike(body or "")
            and not _LABEL_LINE.match(text)
            and not _AGENDA_ITEM.match(text)
            and not text.endswith((".", ":", ";"))
            and not re.match(r"\d{1,2}[.)]?\s", text)
            and not _is_body(text)
            and next(dates_in(text), None) is None
        ):
            return text
    return None


def _purpose(blocks: Sequence[Block]) -> tuple[str | None, int | None]:
    """The purpose printed on the report: beside its label, or under it."""
    for at, block in enumerate(blocks):
        cells = block.cells if block.kind == "row" else ()
        match = (
            _PURPOSE_HEAD.match(cells[0] if cells else block.text)
            if len(block.text) < 160
            else None
        )
        if match is None:
            continue
        below = blocks[at + 1].text if at + 1 < len(blocks) else ""
        for said, line in (
            (match["said"] or "", block.first),
            *((c, block.first) for c in cells[1:]),
            (below, blocks[at + 1].first if below else 0),
        ):
            if said and _PURPOSE_WORD.match(said.strip()):
                return said.strip(" ."), line
    return None, None


def _is_foreign(body: str | None, board: str | None, elsewhere: bool) -> bool:
    """Whether a paper was written for another body: "Executive", or a name that shares no word
    with the board's, under the date of another meeting (`elsewhere`)."""
    if not body or not board:
        return False
    own, other = (set(alike(n).split()) for n in (board, body))
    if _PLAIN_BODY.match(body):
        return not other <= own
    return elsewhere and not (own - _COMMON) & (other - _COMMON)
