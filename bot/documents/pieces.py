"""What the readers of single kinds of files hand on: pieces of text, list numbers, tables' rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workflows.minutes.action_tables import header_of
from workflows.minutes.document import Document, Line

#: A cell that several rows share is repeated in each, if it is as short as an owner or a date.
REPEATED = 60
#: A row whose cell is longer than this in several paragraphs is prose laid out as a table.
PROSE = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """One line to be: its text, its cells where it is a row, its level where it is a heading."""

    text: str
    cells: tuple[str, ...] | None = None
    heading: int | None = None


BLANK = Piece("")
#: An entry of a list: a bullet, a letter, a small Roman number. A number may be an item's.
_ENTRY = re.compile(r"\s*(?:[-*•●▪◦‣·–]\s|\(?(?:[a-z]|[ivx]{1,5})[).]\s)")


def leads_in(line: str, following: str) -> bool:
    """Whether a line and the list that follows belong together, whatever gap stands between."""
    return line.rstrip(" *").endswith(":") and _ENTRY.match(following) is not None


def numbered(name: str, pieces: Iterable[Piece]) -> Document:
    """The document of these pieces: one blank line at most between two lines, and none between
    what leads a list in and the list."""
    lines: list[Line] = []
    gap = False
    for piece in pieces:
        if not piece.text.strip():
            gap = True
            continue
        if gap and lines and not leads_in(lines[-1].text, piece.text):
            lines.append(Line(len(lines) + 1, ""))
        gap = False
        lines.append(Line(len(lines) + 1, piece.text, None, piece.cells, piece.heading))
    return Document(name, tuple(lines))


# --- list numbers ---------------------------------------------------------------------------------

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def letters(number: int) -> str:
    """1 → a, 26 → z, 27 → aa, 28 → bb, as Word counts."""
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9) if number > 0 else ""


def roman(number: int) -> str:
    """1 → i, 4 → iv; what Romans do not count is in digits."""
    if not 0 < number < 4000:
        return str(number)
    told = ""
    for value, sign in _ROMAN:
        told += sign * (number // value)
        number %= value
    return told


# --- tables ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its paragraphs, how many columns it spans, and whether it goes on from above."""

    paragraphs: tuple[str, ...]
    span: int = 1
    goes_on: bool = False

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.paragraphs).split())


def table_pieces(rows: Sequence[Sequence[Cell]]) -> Iterator[Piece]:
    """A table row by row, cell by cell; merged cells keep the columns in their places. A row of one
    cell, and prose that is only laid out as a table, come as lines."""
    above: dict[int, str] = {}
    is_log = False
    for row in rows:
        cells = _in_columns(row, above)
        filled = [c for c in cells if c]
        if not filled:
            continue
        is_log = is_log or header_of(tuple(cells)) is not None
        if len(row) == 1:
            yield from _as_lines(row[0])
        elif not is_log and any(_is_prose(cell) for cell in row):
            yield from _prose_row(row)
        else:
            yield Piece("\t".join(cells), tuple(cells))
    yield BLANK


def _in_columns(row: Sequence[Cell], above: dict[int, str]) -> list[str]:
    cells: list[str] = []
    for cell in row:
        at = len(cells)
        words = above.get(at, "") if cell.goes_on else cell.text
        above[at] = words
        cells += [
            words if not cell.goes_on or len(words) <= REPEATED else "",
            *[""] * (cell.span - 1),
        ]
    return cells


def _is_prose(cell: Cell) -> bool:
    return len([p for p in cell.paragraphs if p.strip()]) > 1 and len(cell.text) > PROSE


def _as_lines(cell: Cell) -> Iterator[Piece]:
    for paragraph in cell.paragraphs:
        yield Piece(" ".join(paragraph.split()))
        yield BLANK


def _prose_row(row: Sequence[Cell]) -> Iterator[Piece]:
    """A minute laid out as a row: the number before its heading, paragraph by paragraph, and what
    stands in the last column beside the last paragraph."""
    at = max(range(len(row)), key=lambda n: len(row[n].text))
    before = " ".join(c.text for c in row[:at] if c.text)
    paragraphs = [" ".join(p.split()) for p in row[at].paragraphs if p.strip()]
    if before:
        number = before.rstrip(".")
        first = f"{number}. {paragraphs.pop(0)}" if number.isdigit() else before
        yield Piece(first)
        yield BLANK
    beside = tuple(c.text for c in row[at + 1 :] if c.text)
    for paragraph in paragraphs[: -1 if beside else None]:
        yield Piece(paragraph)
        yield BLANK
    if beside and paragraphs:
        cells = (paragraphs[-1], *beside)
        yield Piece("\t".join(cells), cells)
        yield BLANK
