"""PDFs: words with their places, in reading order, without what is printed on every page.

pdfium gives words and drawn lines, in a process of its own (`pdf_apart`); `pdf_layout` puts the
words in order, `pdf_tables` into the cells of tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from bot.documents.hyphens import Vocabulary
from bot.documents.pdf_apart import pages_apart
from bot.documents.pdf_layout import Row, rows_of
from bot.documents.pdf_places import Rule, Word
from bot.documents.pdf_tables import Table, tables_of
from bot.documents.pieces import leads_in, table_pieces
from bot.documents.running_heads import EdgeLine, running
from workflows.errors import InvalidInput
from workflows.minutes.document import Document, Line

MAX_PAGES = 500
#: Lines of single spacing stand so far apart, in heights of the type; of one so wide, a line that
#: may end a paragraph does.
_SINGLE, _WIDE = 1.2, 1.45

OnPage = Callable[[int, int], None]

#: What begins a line of its own, however full the line above is.
_BEGINS = re.compile(
    r"[-*•●▪◦‣·–—]\s|\[[ xX✓]\]|\(?(?:[a-zA-Z]|[ivx]{1,5}|\d{1,4}(?:[./]\d{1,4}){0,3})[).]\s|"
    r"\d{1,4}/\d{1,4}\s|[A-Z][\w ]{0,30}:(?:\s|$)"
)


@dataclass(slots=True)
class _Page:
    """A page's rows and its tables with rules, both from top to bottom."""

    rows: list[Row]
    tables: list[Table] = field(default_factory=list)


@dataclass(slots=True)
class _Text:
    """A line to be: its words, its cells where it is a row, whether a gap parts it from the line
    before, whether it is set apart in bold or large type, whether it stops short of the margin, and
    whether it only goes on because the line before was full."""

    text: str
    top: float
    cells: tuple[str, ...] | None = None
    gap: bool = False
    apart: bool = False
    short: bool = False
    wrapped: bool = False

    @property
    def ended(self) -> bool:
        """Whether a paragraph may end with this line."""
        return self.short or self.cells is not None or self.text.endswith((".", ":", ";", "?", "!"))


def read_pdf(name: str, data: bytes, on_page: OnPage | None = None) -> Document:
    """The document of a PDF. `DamagedPdf`, `LockedPdf`, `TooMuchPdf`, or `InvalidInput` where it
    has too many pages; without lines where it has no text."""
    with pages_apart(data) as (count, found):
        if count > MAX_PAGES:
            raise InvalidInput(
                f"{name} has {count} pages; at most {MAX_PAGES} can be read. Send the minutes "
                "alone.",
                field="file",
            )
        pages = []
        for words, rules in found:
            pages.append(_page(words, rules))
            if on_page:
                on_page(len(pages), count)
    return Document(name, tuple(_numbered(pages)))


def _page(words: list[Word], rules: list[Rule]) -> _Page:
    tables = tables_of(rules, words)
    free = [w for w in words if not any(t.holds(w) for t in tables)] if tables else words
    return _Page(rows_of(free), tables)


# --- lines ----------------------------------------------------------------------------------------


def _numbered(pages: list[_Page]) -> Iterator[Line]:
    """The lines of all pages without running heads, with a blank line where a gap stands."""
    usual, size = _usual(pages)
    texts = [_texts(page, usual, size) for page in pages]
    left_out = running([[EdgeLine(n, t.text, t.top) for n, t in enumerate(p)] for p in texts])
    kept = [
        [t for n, t in enumerate(page) if (at, n) not in left_out] for at, page in enumerate(texts)
    ]
    _settle_page_starts(kept)
    flat = [(at + 1, text) for at, page in enumerate(kept) for text in page]
    _mend([text for _, text in flat])
    flat = _unwrapped(flat)
    number = 0
    for at, (page, text) in enumerate(flat):
        if text.gap and at and not leads_in(flat[at - 1][1].text, text.text):
            number += 1
            yield Line(number, "", page)
        number += 1
        below = flat[at + 1][1] if at + 1 < len(flat) else None
        alone = text.apart and text.gap and (below is None or below.gap or not below.apart)
        words = f"**{text.text}**" if alone and text.text[-1] not in ".:;," else text.text
        yield Line(number, words, page, text.cells)


def _unwrapped(texts: list[tuple[int, _Text]]) -> list[tuple[int, _Text]]:
    """The lines, those that were broken only for want of room made whole, as in other files."""
    whole: list[tuple[int, _Text]] = []
    for page, text in texts:
        if not text.text:
            continue
        if text.wrapped and not text.gap and whole and not _BEGINS.match(text.text):
            last = whole[-1][1]
            last.text, last.apart = f"{last.text} {text.text}", last.apart and text.apart
        else:
            whole.append((page, text))
    return whole


def _usual(pages: list[_Page]) -> tuple[float, float]:
    """How far below one another lines of a paragraph stand, in heights of the type; and the usual
    height. Short papers may have no paragraph of two lines: then as single spacing has it."""
    ratios, sizes = [], []
    for page in pages:
        sizes += [row.height for row in page.rows]
        for above, row in pairwise(page.rows):
            ratio = (row.top - above.top) / max(row.height, 1.0)
            if above.column == row.column and 0.8 < ratio < 3:
                ratios.append(ratio)
    ratios.sort()
    usual = ratios[len(ratios) // 5] if ratios else _SINGLE
    return usual, median(sizes) if sizes else 0.0


def _texts(page: _Page, usual: float, size: float) -> list[_Text]:
    """The page's lines, its tables with rules in their places."""
    texts: list[_Text] = []
    above: Row | None = None
    margins = _margins(page.rows)
    waiting = list(page.tables)
    for row in page.rows:
        while waiting and waiting[0].top < row.top:
            texts += _table_texts(waiting.pop(0))
            above = None
        left, right = margins[row.column]
        text = _row_text(row, left + 0.85 * (right - left), size)
        text.gap = bool(texts) and _gap(above, row, texts[-1], usual)
        text.wrapped = above is not None and _is_wrapped(above, row, right)
        texts.append(text)
        above = row
    for table in waiting:
        texts += _table_texts(table)
    return texts


def _margins(rows: list[Row]) -> dict[int, tuple[float, float]]:
    """Where each column of the page begins and ends."""
    found: dict[int, tuple[float, float]] = {}
    for row in rows:
        left, right = found.get(row.column, (row.left, row.right))
        found[row.column] = min(left, row.left), max(right, row.right)
    return found


def _is_wrapped(above: Row, row: Row, margin: float) -> bool:
    """Whether a line begins only because its first word had no room on the line above."""
    if above.column != row.column or above.cells or row.cells:
        return False
    first = row.words[0]
    needed = first.right - first.left + 0.2 * row.height
    return above.right + needed > margin and row.left < above.left + 8 * row.height


def _row_text(row: Row, full: float, size: float) -> _Text:
    words = "\t".join(row.cells) if row.cells else " ".join(w.text for w in row.words)
    apart = len(words) < 120 and not row.cells and (row.bold or row.height > 1.15 * size)
    return _Text(words, row.top, row.cells, apart=apart, short=row.right < full)


def _gap(above: Row | None, row: Row, before: _Text, usual: float) -> bool:
    if above is None:
        return True  # a table stood before it
    if above.column != row.column:
        return before.ended
    ratio = (row.top - above.top) / max(row.height, 1.0)
    return ratio > 1.3 * usual or (ratio > _WIDE and before.ended)


def _table_texts(table: Table) -> list[_Text]:
    """A table's lines. Its rows have no gaps between them, what was prose keeps its own."""
    texts: list[_Text] = []
    gap = True
    pieces = list(table_pieces(table.rows))
    step = (table.bottom - table.top) / len(pieces)
    for at, piece in enumerate(pieces):
        if piece.text:
            texts.append(_Text(piece.text, table.top + at * step, piece.cells, gap))
        gap = not piece.text
    return texts


def _settle_page_starts(pages: list[list[_Text]]) -> None:
    """A page begins a paragraph of its own, unless the last page's last line breaks off."""
    before: _Text | None = None
    for page in pages:
        if page:
            page[0].gap = before is None or before.ended
            before = page[-1]


def _mend(texts: list[_Text]) -> None:
    """Make words whole that a line's end has cut in two."""
    vocabulary = Vocabulary(t.text for t in texts)
    for above, text in pairwise(texts):
        if above.cells is None and text.cells is None and not text.gap and above.text:
            above.text, text.text = vocabulary.joined(above.text, text.text)
