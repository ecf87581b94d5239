"""PDFs: words with their places, in reading order, without what is printed on every page.

pdfium gives the words; `pdf_layout` their order; pdfplumber the cells of tables with rules, which
costs a fifth of a second a page and is asked only where a table is to be expected.
"""

from __future__ import annotations

import ctypes
import io
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from bot.documents.characters import plain_characters
from bot.documents.hyphens import Vocabulary
from bot.documents.pdf_layout import Row, Word, rows_of
from bot.documents.running_heads import EdgeLine, running
from workflows.errors import InvalidInput
from workflows.minutes.document import Document, Line

MAX_PAGES = 500
#: Characters of one page: what has more is no page of a paper.
MAX_CHARACTERS = 60_000
#: Pages that are searched for tables with rules.
MAX_TABLE_PAGES = 60

#: Lines of single spacing stand so far apart, in heights of the type; of one so wide, a line that
#: may end a paragraph does.
_SINGLE, _WIDE = 1.2, 1.45

OnPage = Callable[[int, int], None]

_LOG_HEAD = re.compile(
    r"\b(?:actions?|task)\b.{0,120}\b(?:owner|allocated to|by whom|assigned to|"
    r"responsible|lead|who)\b.{0,120}\b(?:status|progress|due|deadline|by when|"
    r"update|rag|when)\b",
    re.I,
)
#: pdfium's mark for a hyphen at the end of a line.
_HYPHENS = {"\ufffe": "-", "\x02": "-"}


class DamagedPdf(Exception):
    """The file is no PDF that can be read."""


class LockedPdf(Exception):
    """The file is protected by a password."""


@dataclass(slots=True)
class _Page:
    """A page's rows, its width and height, and its tables with rules from top to bottom."""

    rows: list[Row]
    height: float
    tables: list[tuple[float, float, list[tuple[str, ...]]]] = field(default_factory=list)
    upright: bool = True


@dataclass(slots=True)
class _Text:
    """A line to be: its words, its cells where it is a row, whether a gap parts it from the line
    before, whether it is set apart in bold or large type, whether it stops short of the margin."""

    text: str
    top: float
    cells: tuple[str, ...] | None = None
    gap: bool = False
    apart: bool = False
    short: bool = False

    @property
    def ended(self) -> bool:
        """Whether a paragraph may end with this line."""
        return self.short or self.cells is not None or self.text.endswith((".", ":", ";", "?", "!"))


def read_pdf(name: str, data: bytes, on_page: OnPage | None = None) -> Document:
    """The document of a PDF. `DamagedPdf`, `LockedPdf`, or `InvalidInput` where it has too many
    pages; without lines where it has no text."""
    try:
        source = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise LockedPdf from error
        raise DamagedPdf from error
    try:
        count = len(source)
        if count > MAX_PAGES:
            raise InvalidInput(
                f"{name} has {count} pages; at most {MAX_PAGES} can be read. Send the minutes "
                "alone.",
                field="file",
            )
        pages = []
        for at in range(count):
            pages.append(_page(source, at))
            if on_page:
                on_page(at + 1, count)
    except pdfium.PdfiumError as error:
        raise DamagedPdf from error
    finally:
        source.close()
    _find_tables(data, pages)
    return Document(name, tuple(_numbered(pages)))


# --- words ----------------------------------------------------------------------------------------


def _page(source: pdfium.PdfDocument, at: int) -> _Page:
    page = source[at]
    try:
        text = page.get_textpage()
        try:
            words, upright = _upright(list(_words(text)))
            return _Page(rows_of(words), float(page.get_height()), upright=upright)
        finally:
            text.close()
    finally:
        page.close()


@dataclass(frozen=True, slots=True)
class _Placed:
    """A word in the page's own coordinates, y growing upwards, and the angle it is set at."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    quarter: int | None
    bold: bool


def _words(page: pdfium.PdfTextPage) -> Iterator[_Placed]:
    """The words as pdfium parts them, each with the box around its first and last character."""
    count = min(raw.FPDFText_CountChars(page), MAX_CHARACTERS)
    characters = _characters(page, count)
    start = -1
    for at, one in enumerate([*characters, " "]):
        if one.isspace() or one == "\x00":
            if start >= 0:
                placed = _placed(page, characters, start, at - 1)
                if placed is not None:
                    yield placed
            start = -1
        elif start < 0:
            start = at


def _characters(page: pdfium.PdfTextPage, count: int) -> list[str]:
    """One text for each of the page's characters, so that places can be asked by index."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(page, 0, count, buffer) - 1
    if written == count:
        units = bytes(memoryview(buffer)[:count].cast("B")).decode("utf-16-le", "surrogatepass")
        if len(units) == count:
            return list(units)
    codes = (raw.FPDFText_GetUnicode(page, at) for at in range(count))
    return [chr(code) if 0 < code < 0x110000 else "\x00" for code in codes]


_BOX = raw.FS_RECTF
_FONT = ctypes.create_string_buffer(80)
_FLAGS = ctypes.c_int()


def _placed(
    page: pdfium.PdfTextPage, characters: list[str], start: int, end: int
) -> _Placed | None:
    text = "".join(_HYPHENS.get(c, c) for c in characters[start : end + 1])
    text = plain_characters(text).strip()
    first, last = _BOX(), _BOX()
    if not text or not (
        raw.FPDFText_GetLooseCharBox(page, start, first)
        and raw.FPDFText_GetLooseCharBox(page, end, last)
    ):
        return None
    quarter = _quarter(raw.FPDFText_GetCharAngle(page, start))
    length = raw.FPDFText_GetFontInfo(page, start, _FONT, 80, _FLAGS)
    font = _FONT.value.lower() if 0 < length <= 80 else b""
    return _Placed(
        text,
        min(first.left, last.left),
        min(first.bottom, last.bottom),
        max(first.right, last.right),
        max(first.top, last.top),
        quarter,
        b"bold" in font or b"black" in font or b"heavy" in font,
    )


def _quarter(angle: float) -> int | None:
    """How many quarter turns a character is turned by; None if it stands aslant."""
    turns = angle / (math.pi / 2)
    return round(turns) % 4 if abs(turns - round(turns)) < 0.12 else None


def _upright(words: list[_Placed]) -> tuple[list[Word], bool]:
    """The words as they stand when the page is turned so that most of them are upright; what is
    set aslant (a watermark) is left out. Then whether the page stood upright."""
    counted = Counter(w.quarter for w in words if w.quarter is not None)
    if not counted:
        return [], True
    turned = counted.most_common(1)[0][0]
    kept = [_turned(w, turned) for w in words if w.quarter == turned]
    others = [w for w in words if w.quarter not in (turned, None)]
    if len(others) > 0.2 * len(words):  # not a note in the margin: read it after the rest
        below = max(w.bottom for w in kept) + 100
        kept += [
            Word(w.text, v.left, v.top + below, v.right, v.bottom + below, w.bold)
            for w in others
            for v in [_turned(w, w.quarter or 0)]
        ]
    return kept, turned == 0


def _turned(word: _Placed, quarter: int) -> Word:
    left, bottom, right, top = word.left, word.bottom, word.right, word.top
    match quarter:
        case 0:
            box = (left, -top, right, -bottom)
        case 1:
            box = (bottom, left, top, right)
        case 2:
            box = (-right, bottom, -left, top)
        case _:
            box = (-top, -right, -bottom, -left)
    return Word(word.text, *box, word.bold)


# --- tables with rules ----------------------------------------------------------------------------


def _find_tables(data: bytes, pages: list[_Page]) -> None:
    """Fill in the tables of the pages that speak of an action log, and of those it runs on to."""
    wanted = [at for at, page in enumerate(pages) if _speaks_of_log(page)]
    if not wanted:
        return
    searched = 0
    try:
        with pdfplumber.open(io.BytesIO(data)) as source:
            while wanted and searched < MAX_TABLE_PAGES:
                at = wanted.pop(0)
                page = pages[at]
                searched += 1
                if at >= len(source.pages) or page.tables or not page.upright:
                    continue
                page.tables = _page_tables(source.pages[at])
                source.pages[at].close()
                runs_on = bool(page.tables) and page.tables[-1][1] > 0.7 * page.height
                if runs_on and at + 1 < len(pages) and at + 1 not in wanted:
                    wanted.insert(0, at + 1)
    except Exception:  # noqa: S110 - pdfminer raises what it likes on odd files
        # The words are there already, row by row: only the cells are not told apart.
        pass


def _speaks_of_log(page: _Page) -> bool:
    return bool(_LOG_HEAD.search(" ".join(w.text for row in page.rows for w in row.words)))


def _page_tables(
    source: pdfplumber.page.Page,
) -> list[tuple[float, float, list[tuple[str, ...]]]]:
    found = []
    for table in sorted(source.find_tables(), key=lambda t: float(t.bbox[1])):
        rows = [tuple(_cell(c) for c in row) for row in table.extract()]
        if any(len(row) > 2 for row in rows):
            found.append((float(table.bbox[1]), float(table.bbox[3]), rows))
    return found


def _cell(text: str | None) -> str:
    lines = [" ".join(line.split()) for line in plain_characters(text or "").split("\n")]
    return " ".join(Vocabulary(lines).mended(lines))


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
    number = 0
    for at, (page, text) in enumerate(flat):
        if not text.text:
            continue
        if text.gap and number:
            number += 1
            yield Line(number, "", page)
        number += 1
        alone = text.apart and text.gap and (at + 1 == len(flat) or flat[at + 1][1].gap)
        words = f"**{text.text}**" if alone and text.text[-1] not in ".:;," else text.text
        yield Line(number, words, page, text.cells)


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
    right = max((row.right for row in page.rows), default=0.0)
    left = min((row.left for row in page.rows), default=0.0)
    waiting = list(page.tables)
    for row in page.rows:
        top = row.top + page.height if page.upright else row.top
        middle = top + row.height / 2
        while waiting and waiting[0][0] < middle:
            texts += _table_texts(waiting[0])
            waiting.pop(0)
            above = None
        if any(first <= middle <= last for first, last, _ in page.tables):
            continue
        text = _row_text(row, top, left + 0.85 * (right - left), size)
        before = texts[-1] if texts else None
        text.gap = before is not None and _gap(above, row, before, usual)
        texts.append(text)
        above = row
    for table in waiting:
        texts += _table_texts(table)
    return texts


def _row_text(row: Row, top: float, full: float, size: float) -> _Text:
    words = "\t".join(row.cells) if row.cells else " ".join(w.text for w in row.words)
    apart = len(words) < 120 and not row.cells and (row.bold or row.height > 1.15 * size)
    return _Text(words, top, row.cells, apart=apart, short=row.right < full)


def _gap(above: Row | None, row: Row, before: _Text, usual: float) -> bool:
    if above is None:
        return True  # a table stood before it
    if above.column != row.column:
        return before.ended
    ratio = (row.top - above.top) / max(row.height, 1.0)
    return ratio > 1.3 * usual or (ratio > _WIDE and before.ended)


def _table_texts(table: tuple[float, float, list[tuple[str, ...]]]) -> list[_Text]:
    first, last, rows = table
    filled = [cells for cells in rows if any(cells)]
    step = (last - first) / max(1, len(filled))
    return [
        _Text("\t".join(cells), first + n * step, cells if len(cells) > 1 else None, gap=n == 0)
        for n, cells in enumerate(filled)
    ]


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
