"""Words and drawn lines of a page of a PDF, as pdfium has them, turned until words are upright."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from bot.documents.characters import plain_characters
from bot.documents.pdf_places import Rule, Word, rule_of

#: Characters of one page: what has more is no page of a paper.
MAX_CHARACTERS = 60_000
#: Objects of one page, and strokes of one path: what has more is a drawing.
MAX_OBJECTS, MAX_STROKES = 20_000, 400
#: pdfium's mark for a hyphen at the end of a line.
_HYPHENS = {"\ufffe": "-", "\x02": "-"}


class _Placed(NamedTuple):
    """A word in the page's own coordinates, y growing upwards, and the angle it is set at."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    quarter: int | None
    bold: bool


def page_words(page: pdfium.PdfTextPage) -> tuple[list[Word], int]:
    """The words of a page in the order of its stream, upright, y growing downwards; and by how many
    quarter turns the page was turned for that."""
    return _upright(list(_words(page)))


def _words(page: pdfium.PdfTextPage) -> Iterator[_Placed]:
    """The words as pdfium parts them, each with the box around its first and last character. How a
    line is set is asked at its first word, at its last and at some between: asking takes time."""
    count = min(raw.FPDFText_CountChars(page), MAX_CHARACTERS)
    characters = _characters(page, count)
    start, since, setting = -1, 0, _Setting(None, False)
    for at, one in enumerate([*characters, "\n"]):
        cut = one in _HYPHENS  # the word goes on in the next line, without a line's end between
        if cut or not (one.isspace() or one == "\x00"):
            start = at if start < 0 else start
            if not cut:
                continue
        ends = cut or one in "\r\n"
        if start >= 0:
            if since % _ASKED == 0 or ends:
                setting = _setting(page, start)
            since += 1
            placed = _placed(page, characters, start, at if cut else at - 1, setting)
            if placed is not None:
                yield placed
        if ends:
            since = 0
        start = -1


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


#: Of so many words of a line one is asked how it is set.
_ASKED = 4
_FONT = ctypes.create_string_buffer(80)
_FLAGS = ctypes.c_int()
_FIRST, _LAST = raw.FS_RECTF(), raw.FS_RECTF()


@dataclass(frozen=True, slots=True)
class _Setting:
    """How a word is set: by how many quarter turns it is turned, None if aslant; whether bold."""

    quarter: int | None
    bold: bool


def _setting(page: pdfium.PdfTextPage, at: int) -> _Setting:
    length = raw.FPDFText_GetFontInfo(page, at, _FONT, 80, _FLAGS)
    font = _FONT.value.lower() if 0 < length <= 80 else b""
    bold = b"bold" in font or b"black" in font or b"heavy" in font
    return _Setting(_quarter(raw.FPDFText_GetCharAngle(page, at)), bold)


def _placed(
    page: pdfium.PdfTextPage, characters: list[str], start: int, end: int, setting: _Setting
) -> _Placed | None:
    text = "".join(characters[start : end + 1])
    if not text.isascii() or not text.isprintable():
        text = plain_characters("".join(_HYPHENS.get(c, c) for c in text)).strip()
    first, last = _FIRST, _LAST
    if not text or not (
        raw.FPDFText_GetLooseCharBox(page, start, first)
        and raw.FPDFText_GetLooseCharBox(page, end, last)
    ):
        return None
    left, bottom, right, top = first.left, first.bottom, first.right, first.top
    if end > start:
        left, bottom = min(left, last.left), min(bottom, last.bottom)
        right, top = max(right, last.right), max(top, last.top)
    return _Placed(text, left, bottom, right, top, setting.quarter, setting.bold)


def _quarter(angle: float) -> int | None:
    """By how many quarter turns, clockwise, a character is turned; None if it stands aslant."""
    turns = angle / (math.pi / 2)
    return round(turns) % 4 if abs(turns - round(turns)) < 0.12 else None


def _upright(words: list[_Placed]) -> tuple[list[Word], int]:
    """The words as they stand when the page is turned so that most of them are upright; what is
    set aslant (a watermark) is left out. Then how many quarter turns that was."""
    counted = Counter(w.quarter for w in words if w.quarter is not None)
    if not counted:
        return [], 0
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
    return kept, turned


def _turned(word: _Placed, quarter: int) -> Word:
    if quarter == 0 and word.left <= word.right and word.bottom <= word.top:
        return Word(word.text, word.left, -word.top, word.right, -word.bottom, word.bold)
    x0, y0 = _point(word.left, word.bottom, quarter)
    x1, y1 = _point(word.right, word.top, quarter)
    return Word(word.text, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), word.bold)


def _point(x: float, y: float, quarter: int) -> tuple[float, float]:
    """A point of the page, y growing upwards, on the page as it is read, y growing downwards."""
    return ((x, -y), (-y, -x), (-x, y), (y, x))[quarter]


# --- drawn lines ----------------------------------------------------------------------------------


def page_rules(page: pdfium.PdfPage, quarter: int) -> Iterator[Rule]:
    """The straight lines that are drawn on a page; sides of boxes too."""
    count = raw.FPDFPage_CountObjects(page)
    if count > MAX_OBJECTS:
        return
    for at in range(count):
        drawn = raw.FPDFPage_GetObject(page, at)
        if raw.FPDFPageObj_GetType(drawn) != raw.FPDF_PAGEOBJ_PATH:
            continue
        for start, end in _strokes(drawn):
            rule = rule_of(*_point(*start, quarter), *_point(*end, quarter))
            if rule is not None:
                yield rule


def _strokes(path: Any) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight strokes of a path, in the page's own coordinates."""
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(path, matrix):
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    begun = before = (0.0, 0.0)
    for at in range(min(raw.FPDFPath_CountSegments(path), MAX_STROKES)):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        here = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begun = here
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield before, here
        before = here
        if raw.FPDFPathSegment_GetClose(segment):
            yield here, begun
            before = begun
