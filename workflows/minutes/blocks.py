"""From lines to blocks: paragraphs, list entries, table rows and headings, each knowing its lines.

A paragraph that a page break cut in two is joined again; page furniture (running heads, page
numbers) is left out. Nothing here knows what a decision is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from workflows.minutes.dates import dates_in
from workflows.minutes.document import Document, Line
from workflows.minutes.line_starts import counted_lines, is_bare_head, is_underlined
from workflows.minutes.text import plain, sentences

BlockKind = Literal["heading", "para", "list", "row", "label"]

_LABEL = re.compile(
    r"(?P<bullet>[-*•●▪◦‣·–—]\s+)?"
    r"(?:\[(?P<box>[ xX✓])\]\s+)?"
    r"(?P<label>\(?(?:[a-z]|[ivx]{1,5}|\d{1,2})[).](?=\s|$)|\d{1,2}[a-z]\)(?=\s|$)|\(?[A-Z]\)(?=\s|$)|"
    r"\d{1,2}(?:\.\d{1,2}){1,2}\.?(?=\s|$)(?!\s?[ap]\.?m\b|\s?(?:[-–—]|to)\s?\d)|"
    r"\d{3}\.(?=\s+[A-Z][^.;:]{2,80}$))?"
    r"\s*"
)
_FURNITURE = re.compile(
    r"(?:page\s*\|?\s*\d+(?:\s*of\s*\d+)?|\d+\s*\|\s*page|-\s*\d+\s*-|"
    r"initials?\s*[._]{2,}|\[?…\]?)$",
    re.I,
)
LEFT_BLANK = re.compile(r"this page is (?:intentionally )?left (?:intentionally )?blank", re.I)
_MARKER_LINE = re.compile(
    r"\W{0,3}(?:#(?:action|agreed|accepted)\b|(?:<[\w-]{1,20}>\s)?ACTION-\d+|Created ACTION-\d+|"
    r"AP\s?\d{1,4}\s[A-Z@]|ACTIONS?(?: ?ITEMS?| POINTS?)?\s?[\w/]{0,8}\s?[:;–-]|ACTION "
    r"[A-Z]{2,4}(?:/[A-Z]{2,4})*$|Actions?\s?\d*\s?[:–-]|(?:It was )?RESOLVED\b|"
    r"Resolved\b|ORDERED\b|Ordered:|"
    r"DECISIONS?\b|Decisions?\s?\d*\s?[:–-]|AGREED\b|Agreed:|NOTED\b|Noted:|"
    r"RESOLUTION\b|Resolution\s?\d*\s?:|"
    r"PENDERFYNWYD\b|(?:Consensus|CONSENSUS|Conclusion|CONCLUSION|Outcome|OUTCOME|Approved|Vote)\s?:|"
    r"(?:AP|AI)\s?\d{0,3}\s?[:(]|TODO\s?[:(]|ACTIONS? (?:[A-Z]{2,4} to|BY\b)|"
    r"New actions?(?: items?)?:|"
    r"MOTION\b|Motion\s?\d*\s?[:–-]|Proposed by|Proposer\b|Proposed:|"
    r"(?:The )?(?:Committee|Board|Council|Members|Governors|Trustees) (?:RESOLVED|resolved)\b)"
)
_DATE_LIKE = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}|\d{1,2}/\d{1,2}/\d{2,4}|\d{6,8})\b"
)
_RUN_ON_ITEM = re.compile(r"(?!(?:19|20)\d\d/)\d{1,4}/\d{2,4}\.?\s+[A-Z‘“]")
_HEAD_LINE = re.compile(
    r"(?:(?:Members )?Present|Apologies(?: for absence)?|In attendance|Also (?:present|attend\w+)|"
    r"Attendees|Attending|Absent|Regrets|Officers|Guests|Observers|Date|Venue|Time|Location|"
    r"Chair(?:man|person)?|Clerk|Note ?taker|Minutes?(?: taker| taken by)?|Next)"
    r"(?: \([^()]{1,40}\))?\s*[:;]",
    re.I,
)
_BODY_LINE = re.compile(
    r"(?:The )?(?:Board|Committee|Council|Members|Governors|Trustees|Panel|Senate)"
    r"(?: (?:AGREED|RESOLVED|agreed|resolved)(?: (?:to|that))?)?:?\s*[-–—]?$"
)
"""The body alone on its line, over a list of what it did."""
_MOTION_LINE = re.compile(
    r"(?:Moved|MOVED|Seconded|SECONDED|Proposed|PROPOSED|Mover|Seconder)(?: by)?\s*[:\t]|"
    r"(?:MOVED|Moved) (?:by )?(?:Cr|Cllr|Councillor|Trustee|Director|Ald)\.? |"
    r"(?:MOTION |Motion )?(?:CARRIED|LOST|DEFEATED|LAPSED|Carried|Defeated)\b|"
    r"(?:COUNCIL|COMMITTEE|BOARD|OFFICER|STAFF)(?:['’]?S)? "
    r"(?:DECISION|RESOLUTION|RECOMMENDATION)\b|"
    r"(?i:unanimously) (?:AGREED|RESOLVED|APPROVED)\b|"
    r"[A-Z][\w ]{0,40} (?:AGREED|RESOLVED) (?:to|that) "
)
"""A line of a motion's own: its mover, its outcome, or the head that it stands under."""
_UNWRAPPED = 160
"""From so many characters on, the usual line is no line of a page but a paragraph of its own."""
_OUTCOME_END = re.compile(r"\s[-–]\s(?:agreed|approved|noted|adopted|ratified)\.?$", re.I)
_OUTCOME_LAST = re.compile(
    r"\b(?:it was|was|were|unanimously|motion) (?:approved|agreed|carried|passed|adopted|accepted)$"
)
"""What ends a line, with no stop, where each line is one decision."""
_RUNNING_HEAD = re.compile(r"\b(?:minutes|board|committee|council|date of issue)\b", re.I)
_ITEM_HEADING = re.compile(
    r"(?:\d{1,3}/\d{1,4}|\d{1,4}|[A-Z]{2,4}\s?\d{1,4}/\d{2,4})\.?(?:\s+[A-Z‘'“].{0,230})?$"
)


@dataclass(frozen=True)
class Block:
    """A run of lines that belongs together. `starts` holds (offset in text, line number).

    What several readers ask of the same text is worked out once and kept with the block.
    """

    kind: BlockKind
    text: str
    starts: tuple[tuple[int, int], ...]
    last: int
    label: str | None = None
    """The label as printed: "a)", "1.", "3.1"."""
    bullet: bool = False
    quoted: bool = False
    """Whether the whole of it is set in italics or quoted: somebody else's words."""
    box: str | None = None
    indent: int = 0
    level: int = 0
    cells: tuple[str, ...] = ()
    page: int | None = None

    @property
    def tag(self) -> str | None:
        """The label without its brackets and stop."""
        return self.label.strip("().") if self.label else None

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """The spans of the sentences in the text."""
        return tuple(sentences(self.text))

    @cached_property
    def dates(self) -> tuple[re.Match[str], ...]:
        """Everything in the text that is printed as a date."""
        return tuple(dates_in(self.text))

    @cached_property
    def first(self) -> int:
        return self.starts[0][1]

    @property
    def lines(self) -> tuple[int, int]:
        return self.first, self.last

    @property
    def line_spans(self) -> list[tuple[int, int]]:
        """Where each line of the paper begins and ends in the text."""
        begins = [offset for offset, _ in self.starts]
        return list(zip(begins, [*(b - 1 for b in begins[1:]), len(self.text)], strict=True))

    def cite(self, start: int = 0, end: int | None = None) -> tuple[int, int]:
        """The first and last line of a span of the text."""
        end = len(self.text) if end is None else end
        return self._line_at(start), self._line_at(max(start, end - 1))

    def _line_at(self, offset: int) -> int:
        at = bisect_right(self.starts, (offset, 1 << 30)) - 1
        return self.starts[max(0, at)][1]

    @property
    def ends_open(self) -> bool:
        """Whether the text breaks off without a stop, as before a page break."""
        return not self.text.rstrip("\"'”’)").endswith((".", ":", ";", "?", "!", "…"))


def blocks_of(document: Document) -> list[Block]:
    """The document's blocks in order."""
    shown = [plain(line.text) for line in document.lines]
    furniture = _furniture(document, shown)
    blank = [
        line.number in furniture or not w for line, w in zip(document.lines, shown, strict=True)
    ]
    width = _usual_width(document)
    counted = counted_lines(document, shown)
    built: list[Block] = []
    previous, page = "", None
    current: Block | None = None
    gap = True
    for at, (line, words) in enumerate(zip(document.lines, shown, strict=True)):
        if line.number in furniture:
            continue
        if not words or set(words) <= set("-=_~| :") or words in ("---", "```"):
            if current is not None:
                built.append(current)
            current, gap = None, True
            continue
        ended = previous.endswith((".", "!", "?")) and len(previous) < 0.8 * width
        after_end = gap or previous.endswith((".", "!", "?")) or _is_in_capitals(previous)
        block = _block_of(line, words, gap, all(blank[at + 1 : at + 2]), after_end)
        below = document.lines[at + 1].text.strip() if at + 1 < len(document.lines) else ""
        if gap and block.kind == "para" and is_underlined(words, below):
            block = replace(block, kind="heading", level=1 if below[0] == "=" else 2)
        elif line.number in counted and block.kind == "para" and is_bare_head(words):
            block = replace(block, kind="heading", level=6)
        whole = width > _UNWRAPPED and max(len(previous), len(words)) > 60
        # What a page break has cut in two goes on.
        whole = whole and not words[0].islower() and line.page == page
        page = line.page
        titled = _is_title_line(current, previous, width) and words[0].isupper()
        previous = words
        if (
            current is not None
            and line.number not in counted
            and _continues(current, block)
            and not (ended and words[0].isupper())
            and not whole
            and not titled
        ):
            current = _joined(current, block)
        else:
            if current is not None:
                built.append(current)
            current = block
        gap = False
    if current is not None:
        built.append(current)
    return _mended(built)


def _is_title_line(current: Block | None, previous: str, width: int) -> bool:
    """Whether a block is one short numbered line so far, which stops where a title would."""
    return (
        current is not None
        and current.kind == "list"
        and len(current.starts) == 1
        and (current.tag or "").replace(".", "").isdigit()
        and len(previous) < min(60, 0.7 * width)
        and not previous.endswith((",", ";", ":", "-", "–"))
        and previous.rsplit(" ", 1)[-1].lower() not in _OPEN_WORDS
    )


_OPEN_WORDS_LIST = "a an and as at by for from in of on or that the to was were with"
_OPEN_WORDS = frozenset(_OPEN_WORDS_LIST.split(" "))
"""What no title ends with."""


def _usual_width(document: Document) -> int:
    """The width of full lines: a line that stops well before it, at a full stop, is a last one."""
    lengths = sorted(len(line.text) for line in document.lines if len(line.text) > 20)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def cited_text(document: Document, lines: tuple[int, int]) -> str:
    """The words at the cited lines, without page furniture: what a reading is checked by."""
    furniture = furniture_lines(document)
    wanted = (x for x in document.lines[lines[0] - 1 : lines[1]] if x.number not in furniture)
    return " ".join(plain(x.text) for x in wanted)


def furniture_lines(document: Document) -> frozenset[int]:
    """The lines that are running heads and page numbers."""
    return _furniture(document, [plain(line.text) for line in document.lines])


def _furniture(document: Document, plain_lines: list[str]) -> frozenset[int]:
    shown = [
        (x.number, words) for x, words in zip(document.lines, plain_lines, strict=True) if words
    ]
    counted = Counter(words for _, words in shown)
    found = {n for n, words in shown if len(words) < 25 and _FURNITURE.match(words)}
    previous = 0
    for number, words in shown:
        repeated = counted[words] > 1 and 8 < len(words) < 120 and _is_running_head(words)
        issued = words.lower().startswith("date of issue")
        if (repeated and number > 20) or (issued and previous in found):
            found.add(number)
        previous = number
    return frozenset(found)


def _is_running_head(words: str) -> bool:
    if _MARKER_LINE.match(words) or words.endswith((".", ":", ";", ",")):
        return False
    return bool(_DATE_LIKE.search(words) and _RUNNING_HEAD.search(words)) or bool(
        re.fullmatch(r"[A-Z]{2,4} \d{6}", words)
    )


def row_cells(line: Line) -> tuple[str, ...]:
    """The cells of a table row, from the file itself, from tabs or from a Markdown table."""
    if line.cells is not None:
        return tuple(plain(c) for c in line.cells)
    text = line.text.strip()
    if text.startswith("|") and text.count("|") > 2:
        return tuple(plain(c) for c in text.strip("|").split("|"))
    if "\t" not in line.text.strip(" "):
        return ()
    cells = tuple(plain(c) for c in line.text.split("\t"))
    filled = [c for c in cells if c]
    if len(filled) < 2 and (cells[0] or len(line.text) > 100):
        return ()
    return cells


def _block_of(
    line: Line, words: str, gap: bool, blank_after: bool, after_end: bool = False
) -> Block:
    raw = line.text.expandtabs(4)
    indent = len(raw) - len(raw.lstrip())
    starts = ((0, line.number),)
    cells = row_cells(line)
    filled = [c for c in cells if c]
    if (
        cells
        and not (len(filled) == 2 and _is_label(filled[0]) and filled[0] == cells[0])
        and _is_row(cells)
    ):
        return Block("row", words, starts, line.number, cells=cells, indent=indent, page=line.page)
    level = _heading_level(line, words, gap, blank_after)
    if not level and after_end and _is_lone_capitals(words):
        level = 6
    if level:
        return Block(
            "heading", words.lstrip("#").strip(), starts, line.number, level=level, page=line.page
        )
    if words.startswith("# "):
        words = words.lstrip("#").strip() or words
    quoted = _is_quoted(line.text.strip())
    words = words.removeprefix("> ")
    block = Block("para", words, starts, line.number, indent=indent, page=line.page, quoted=quoted)
    return _labelled(words, block)


def _is_quoted(raw: str) -> bool:
    raw = raw.removeprefix("- ")
    if raw.startswith("> "):
        return True
    return (
        len(raw) > 2 and raw[0] == raw[-1] and raw[0] in "_*" and raw[1] != raw[0] and raw[1] != " "
    )


def _is_labelled(text: str) -> bool:
    match = _LABEL.match(text)
    return match is not None and match.end() > 0


def _is_row(cells: tuple[str, ...]) -> bool:
    return (
        len(cells) >= 2
        and any(cells)
        and not (len(cells) == 2 and not cells[0] and _is_labelled(cells[1]))
    )


def _is_label(text: str) -> bool:
    match = _LABEL.match(text + " ")
    return bool(match and match.end() >= len(text) and text.strip())


def _labelled(words: str, block: Block) -> Block:
    match = _LABEL.match(words)
    if match is None or match.end() == 0 or not (match["bullet"] or match["label"] or match["box"]):
        return block
    rest = words[match.end() :]
    label = match["label"]
    nested = _LABEL.match(rest) if match["bullet"] and not label else None
    if nested and nested["label"] and nested.end() < len(rest):
        label, rest = nested["label"], rest[nested.end() :]
    kind: BlockKind = "list" if rest else "label"
    return replace(
        block,
        kind=kind,
        text=rest or words,
        label=label,
        bullet=bool(match["bullet"]),
        box=(match["box"].strip().lower() or "open") if match["box"] else None,
    )


def _heading_level(line: Line, words: str, gap: bool, blank_after: bool) -> int:
    if line.heading:
        return line.heading
    stripped = line.text.lstrip()
    if stripped.startswith("#") and stripped.lstrip("#").startswith((" ", "*")):
        return len(stripped) - len(stripped.lstrip("#"))
    if _MARKER_LINE.match(words) or len(words) > 240:
        return 0
    if (
        stripped.startswith(("**", "__", "<b>"))
        and stripped.rstrip().endswith(("**", "__", "</b>", ":"))
        and len(words) < 160
    ):
        return 5 if not words.endswith((".", ";")) else 0
    if gap and len(words) < 90 and _is_in_capitals(words):
        return 6 if not words.endswith((".", ":")) else 0
    if gap and blank_after and _ITEM_HEADING.match(words):
        return 6
    if (
        gap
        and blank_after
        and len(words) <= 70
        and words[0].isupper()
        and not words.endswith((".", ":", ";", ",", "?"))
    ):
        return 7
    return 0


def _is_lone_capitals(words: str) -> bool:
    """Whether a line, right under the end of a paragraph, is a title in capitals: two words."""
    return (
        len(words) <= 80
        and " " in words
        and words[-1].isalpha()
        and not _MARKER_LINE.match(words)
        and not _MOTION_LINE.match(words)
        and _is_in_capitals(words)
    )


def _is_in_capitals(words: str) -> bool:
    """Whether all letters are capitals, of which there are at least four."""
    letters = [c for c in words if c.isalpha()]
    return len(letters) > 3 and all(c.isupper() for c in letters)


def _continues(current: Block, block: Block) -> bool:
    if block.kind != "para" or current.kind in ("heading", "row", "label"):
        return False
    if block.text[:1].isupper() and _OUTCOME_LAST.search(current.text[-40:]):
        return False
    if current.kind == "list" and _OUTCOME_END.search(current.text[-30:]):
        return False
    if _MOTION_LINE.match(current.text) and block.text.startswith(("That ", "THAT ")):
        return False
    starts = (_MARKER_LINE, _RUN_ON_ITEM, _HEAD_LINE, _BODY_LINE, _MOTION_LINE)
    return not any(pattern.match(block.text) for pattern in starts)


def _joined(current: Block, block: Block) -> Block:
    offset = len(current.text) + 1
    return replace(
        current,
        text=f"{current.text} {block.text}",
        starts=(*current.starts, *((offset + at, number) for at, number in block.starts)),
        last=block.last,
    )


def _mended(blocks: list[Block]) -> list[Block]:
    """The blocks with those joined that a page break or a loose layout has cut in mid-sentence."""
    mended: list[Block] = []
    for block in blocks:
        before = mended[-1] if mended else None
        if (
            before is not None
            and before.kind in ("para", "list")
            and block.kind in ("para", "heading")
            and block.text[:1].islower()
            and before.ends_open
            and not _MARKER_LINE.match(before.text[:40])
            and len(before.text) > 25
            and block.first - before.last <= 8
        ):
            mended[-1] = _joined(before, block)
        else:
            mended.append(block)
    return mended
