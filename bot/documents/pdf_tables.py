"""Tables drawn with rules: from the lines on a page and its words to rows of cells.

Pure. Lines that touch make a grid; where a rule between two places is missing, they are one cell.
Lengths are points, y grows downwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.documents.hyphens import Vocabulary
from bot.documents.pdf_layout import Row, in_rows, segments
from bot.documents.pdf_places import MAX_RULES, Rule, Word
from bot.documents.pieces import Cell

#: Rules this near to one another are one, and touch.
_NEAR = 2.5


@dataclass(frozen=True, slots=True)
class Table:
    """A table: where it stands on the page, and its rows."""

    left: float
    top: float
    right: float
    bottom: float
    rows: tuple[tuple[Cell, ...], ...]

    def holds(self, word: Word) -> bool:
        """Whether a word stands in it."""
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        return self.left <= x <= self.right and self.top <= y <= self.bottom


def tables_of(rules: Sequence[Rule], words: Sequence[Word]) -> list[Table]:
    """The tables of a page, from top to bottom. A frame around one cell is none."""
    if len(rules) > MAX_RULES:
        return []
    merged = _merged(rules)
    found = []
    for group in _groups(merged):
        table = _table(group, words)
        if table is not None:
            found.append(table)
    return sorted(found, key=lambda t: t.top)


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules that lie on one another, or end to end, as one."""
    found: list[Rule] = []
    for across in (True, False):
        same = sorted((r for r in rules if r.across is across), key=lambda r: r.at)
        for cluster in _clusters(same):
            at = sum(r.at for r in cluster) / len(cluster)
            first, last = None, 0.0
            for rule in sorted(cluster, key=lambda r: r.first):
                if first is None:
                    first, last = rule.first, rule.last
                elif rule.first <= last + _NEAR:
                    last = max(last, rule.last)
                else:
                    found.append(Rule(across, at, first, last))
                    first, last = rule.first, rule.last
            if first is not None:
                found.append(Rule(across, at, first, last))
    return found


def _clusters(rules: Iterable[Rule]) -> Iterator[list[Rule]]:
    """Sorted rules by place, those near to the first of them together."""
    cluster: list[Rule] = []
    for rule in rules:
        if cluster and rule.at - cluster[0].at > _NEAR:
            yield cluster
            cluster = []
        cluster.append(rule)
    if cluster:
        yield cluster


def _groups(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Rules that hang together."""
    lying = [r for r in rules if r.across]
    standing = [r for r in rules if not r.across]
    group_of: dict[int, int] = {}
    parent = list(range(len(lying) + len(standing)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for at, across in enumerate(lying):
        for to, down in enumerate(standing):
            if _touch(across, down):
                parent[root(at)] = root(len(lying) + to)
    grouped: dict[int, list[Rule]] = defaultdict(list)
    for n, rule in enumerate([*lying, *standing]):
        grouped[group_of.setdefault(n, root(n))].append(rule)
    yield from (g for g in grouped.values() if len(g) > 4)


def _touch(one: Rule, other: Rule) -> bool:
    """Whether a rule across and a rule down meet."""
    return (
        one.first - _NEAR <= other.at <= one.last + _NEAR
        and other.first - _NEAR <= one.at <= other.last + _NEAR
    )


def _table(group: list[Rule], words: Sequence[Word]) -> Table | None:
    xs = _places(r.at for r in group if not r.across)
    ys = _places(r.at for r in group if r.across)
    if len(xs) < 3 or len(ys) < 2:
        return None
    grid = _Grid(xs, ys, group)
    inside = [w for w in words if grid.holds(w)]
    straddling = sum(1 for w in inside if grid.straddled(w))
    if not inside or straddling > 0.05 * len(inside) + 1:
        return None
    rows = grid.rows(inside)
    return Table(xs[0], ys[0], xs[-1], ys[-1], rows) if rows else None


def _places(told: Iterable[float]) -> list[float]:
    places: list[float] = []
    for at in sorted(told):
        if not places or at - places[-1] > _NEAR:
            places.append(at)
    return places


class _Grid:
    """The places between the rules, and which of them are one cell."""

    def __init__(self, xs: list[float], ys: list[float], rules: list[Rule]) -> None:
        self.xs, self.ys = xs, ys
        self._rules = rules

    def holds(self, word: Word) -> bool:
        x, y = _middle(word)
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def straddled(self, word: Word) -> bool:
        """Whether a rule runs down through a word, as it does through none in a table."""
        return any(
            word.left + 1.5 < r.at < word.right - 1.5
            and r.first < word.top + 0.2 * word.height
            and r.last > word.bottom - 0.2 * word.height
            for r in self._rules
            if not r.across
        )

    def rows(self, words: Sequence[Word]) -> tuple[tuple[Cell, ...], ...]:
        """The rows with their words; a cell that goes on from above says so."""
        places: dict[tuple[int, int], list[Word]] = defaultdict(list)
        for word in words:
            x, y = _middle(word)
            places[_between(self.ys, y), _between(self.xs, x)].append(word)
        found = []
        for row in range(len(self.ys) - 1):
            cells = tuple(self._cells(row, places))
            if cells:
                found.append(cells)
        return tuple(found)

    def _cells(self, row: int, places: dict[tuple[int, int], list[Word]]) -> Iterator[Cell]:
        y = (self.ys[row] + self.ys[row + 1]) / 2
        column = 0
        while column < len(self.xs) - 1:
            end = column + 1
            while end < len(self.xs) - 1 and not self._ruled(False, self.xs[end], y):
                end += 1
            x = (self.xs[column] + self.xs[column + 1]) / 2
            goes_on = row > 0 and not self._ruled(True, self.ys[row], x)
            here: list[Word] = []
            if not goes_on:
                for at in range(row, self._last_row(row, x)):
                    for n in range(column, end):
                        here += places.get((at, n), [])
            yield Cell(tuple(cell_paragraphs(here)), end - column, goes_on)
            column = end

    def _last_row(self, row: int, x: float) -> int:
        """The row after the last that a cell at x reaches down to."""
        at = row + 1
        while at < len(self.ys) - 1 and not self._ruled(True, self.ys[at], x):
            at += 1
        return at

    def _ruled(self, across: bool, at: float, here: float) -> bool:
        return any(
            r.across is across and abs(r.at - at) <= _NEAR and r.first - 1 <= here <= r.last + 1
            for r in self._rules
        )


def _middle(word: Word) -> tuple[float, float]:
    return (word.left + word.right) / 2, (word.top + word.bottom) / 2


def _between(places: list[float], at: float) -> int:
    found = sum(1 for p in places if p <= at) - 1
    return max(0, min(found, len(places) - 2))


def cell_paragraphs(words: Sequence[Word]) -> list[str]:
    """The words of a cell, paragraph by paragraph, as the gaps between its lines part them."""
    if not words:
        return []
    rows = in_rows(segments(words))
    steps = sorted(_step(a, b) for a, b in pairwise(rows))
    usual = max(steps[len(steps) // 5], 1.0) if steps else 1.2
    paragraphs: list[list[str]] = []
    for at, row in enumerate(rows):
        if at == 0 or _step(rows[at - 1], row) > 1.3 * usual:
            paragraphs.append([])
        paragraphs[-1].append(" ".join(w.text for w in row.words))
    vocabulary = Vocabulary(line for p in paragraphs for line in p)
    return [" ".join(vocabulary.mended(p)) for p in paragraphs]


def _step(above: Row, row: Row) -> float:
    return (row.top - above.top) / max(row.height, 1.0)
