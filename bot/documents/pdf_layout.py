"""A page of words with places, in the order in which a person reads it.

Pure: words with boxes in, rows of cells out. Columns of prose are read one after the other; cells
that stand under one another are kept apart by tabs; gaps between paragraphs are noted.
Lengths are points, y grows downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from bot.documents.pdf_places import Word
from workflows.minutes.action_tables import header_of

#: A gap this many times as wide as the type is high parts two segments of a line.
_PARTS = 1.1
#: One so wide parts cells even where nothing stands in line with them.
_FAR = 5.0
#: Starts of cells this near to one another are in line.
_IN_LINE = 3.0
#: The narrowest gutter between columns of prose.
_GUTTER = 8.0
#: A column of prose holds at least so many lines, but for the last; and a line so many words.
_COLUMN_LINES, _COLUMN_WORDS = 5, 3


@dataclass(slots=True)
class Row:
    """What stands on one line: words from left to right, parted into segments."""

    segments: list[list[Word]] = field(default_factory=list)
    cells: tuple[str, ...] | None = None
    column: int = 0

    @property
    def words(self) -> list[Word]:
        return [w for s in self.segments for w in s]

    @property
    def top(self) -> float:
        return min(w.top for w in self.words)

    @property
    def bottom(self) -> float:
        return max(w.bottom for w in self.words)

    @property
    def left(self) -> float:
        return self.segments[0][0].left

    @property
    def right(self) -> float:
        return self.segments[-1][-1].right

    @property
    def height(self) -> float:
        return median([w.bottom - w.top for w in self.words])

    @property
    def bold(self) -> bool:
        return all(w.bold for w in self.words)


Segment = list[Word]


def rows_of(words: Sequence[Word]) -> list[Row]:
    """The page's rows in reading order."""
    placed: list[Row] = []
    for number, column in enumerate(_columns(segments(words), 0)):
        rows = in_rows(column)
        for row in rows:
            row.column = number
        placed += _with_log(rows)
    _part_cells(placed)
    return placed


def segments(words: Iterable[Word]) -> list[Segment]:
    """Words that follow one another closely on a line, in the order of the page's own stream."""
    found: list[Segment] = []
    for word in words:
        before = found[-1][-1] if found else None
        if before is not None and _follows(before, word):
            found[-1].append(word)
        else:
            found.append([word])
    return found


def _follows(before: Word, word: Word) -> bool:
    if not _on_one_line(before, word):
        return False
    size = min(before.height, word.height)
    return -0.5 * size < word.left - before.right < _PARTS * size


def _on_one_line(a: Word, b: Word) -> bool:
    bottom = a.bottom if a.bottom < b.bottom else b.bottom
    top = a.top if a.top > b.top else b.top
    # A page asks this of every word: so it is told without a call.
    low, lower = a.bottom - a.top, b.bottom - b.top
    return bottom - top > 0.5 * (low if low < lower else lower)


# --- columns --------------------------------------------------------------------------------------


def _columns(segments: list[Segment], depth: int) -> Iterator[list[Segment]]:
    """The segments as runs that are read one after the other."""
    gutter = _gutter(segments) if depth < 3 else None
    if gutter is None:
        yield segments
        return
    left: list[Segment] = []
    right: list[Segment] = []
    across: list[Segment] = []
    # What runs over both columns parts the page: above it both columns are read to their end.
    for segment in sorted(segments, key=lambda s: s[0].top):
        if segment[-1].right <= gutter or segment[0].left >= gutter:
            if across:
                yield across
                across = []
            (left if segment[-1].right <= gutter else right).append(segment)
            continue
        for side in (left, right):
            if side:
                yield from _columns(side, depth + 1)
        left, right = [], []
        across.append(segment)
    for side in (across, left, right):
        if side:
            yield from _columns(side, depth + 1) if side is not across else iter([across])


def _gutter(segments: list[Segment]) -> float | None:
    """Where white space from top to bottom parts two columns of prose; None if nothing does."""
    if len(segments) < _COLUMN_LINES + 1:
        return None
    first = min(s[0].left for s in segments)
    width = max(s[-1].right for s in segments) - first
    starts = sorted({round(s[0].left) for s in segments})
    best: tuple[int, float] | None = None
    for start in starts:
        at = start - 1.5
        if not 0.25 * width < at - first < 0.75 * width:
            continue
        left = [s for s in segments if s[-1].right <= at]
        right = [s for s in segments if s[0].left >= at]
        across = len(segments) - len(left) - len(right)
        if across > 0.4 * len(segments) or not _are_columns(left, right):
            continue
        if best is None or across < best[0]:
            best = (across, at)
    return best[1] if best else None


def _are_columns(left: list[Segment], right: list[Segment]) -> bool:
    if len(left) < _COLUMN_LINES or not right:
        return False
    ends, begins = max(s[-1].right for s in left), min(s[0].left for s in right)
    if begins - ends < _GUTTER:
        return False
    widths = []
    for side in (left, right):
        start, end = min(s[0].left for s in side), max(s[-1].right for s in side)
        lengths = [s[-1].right - s[0].left for s in side]
        if median(len(s) for s in side) < _COLUMN_WORDS:
            return False
        if sum(lengths) / len(lengths) < 0.5 * (end - start):
            return False
        widths.append(end - start)
    return max(widths) < 2.3 * min(widths)


# --- rows and cells -------------------------------------------------------------------------------


def in_rows(segments: list[Segment]) -> list[Row]:
    """Segments from top to bottom, those on one line together."""
    rows: list[Row] = []
    for segment in sorted(segments, key=lambda s: (s[0].top + s[0].bottom) / 2):
        if rows and _on_one_line(max(rows[-1].words, key=lambda w: w.height), segment[0]):
            rows[-1].segments.append(segment)
        else:
            rows.append(Row([segment]))
    for row in rows:
        row.segments = _joined(sorted(row.segments, key=lambda s: s[0].left))
    return rows


def _joined(segments: list[Segment]) -> list[Segment]:
    """Neighbours that the stream had kept apart though nothing stands between them."""
    joined: list[Segment] = []
    for segment in segments:
        before = joined[-1][-1] if joined else None
        if before is not None and segment[0].left - before.right < _PARTS * before.height:
            joined[-1].extend(segment)
        else:
            joined.append(list(segment))
    return joined


def _part_cells(rows: list[Row]) -> None:
    """Make cells of segments that stand in line with others, or far off; join the rest."""
    starts = sorted(s[0].left for row in rows if row.cells is None for s in row.segments[1:])
    for row in rows:
        if row.cells is not None or len(row.segments) < 2:
            continue
        cells = [_words(row.segments[0])]
        end = row.segments[0][-1]
        for segment in row.segments[1:]:
            gap, at = segment[0].left - end.right, segment[0].left
            in_line = sum(1 for x in starts if abs(x - at) < _IN_LINE) > 1
            if in_line or gap > _FAR * end.height:
                cells.append(_words(segment))
            else:
                cells[-1] += " " + _words(segment)
            end = segment[-1]
        row.cells = tuple(cells)


def _words(segment: Iterable[Word]) -> str:
    return " ".join(w.text for w in segment)


def _with_log(rows: list[Row]) -> list[Row]:
    """The rows, those under the head of an action log column by column though no rules are drawn:
    what goes on in the next line joins its cell."""
    found: list[Row] = []
    heads: list[float] = []
    for at, row in enumerate(rows):
        names = tuple(_words(s) for s in row.segments)
        if len(names) > 2 and header_of(names) is not None:
            heads = [s[0].left for s in row.segments]
            row.cells = names
            found.append(row)
            continue
        cells = _in_heads(row, heads) if heads else None
        if cells is None:
            heads = []
            found.append(row)
            continue
        before = found[-1]
        starts = bool(cells[0]) or before.cells is None or header_of(before.cells) is not None
        gap = row.top - rows[at - 1].bottom
        if starts or gap > 0.8 * row.height:
            row.cells = cells
            found.append(row)
        else:
            assert before.cells is not None
            pairs = zip(before.cells, cells, strict=True)
            before.cells = tuple(f"{a} {b}".strip() for a, b in pairs)
    return found


def _in_heads(row: Row, heads: list[float]) -> tuple[str, ...] | None:
    """A row's words under the heads of the columns; None if one runs from column to column, or all
    that stands there is too wide for its column."""
    cells: list[list[Word]] = [[] for _ in heads]
    for word in row.words:
        at = sum(1 for x in heads if x <= word.left + _IN_LINE) - 1
        if at < 0:
            return None
        if at + 1 < len(heads) and word.right > heads[at + 1] + 1:
            return None
        cells[at].append(word)
    return tuple(_words(c) for c in cells)
