"""Running heads and feet, and page numbers: what is printed at the edge of page after page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

#: Lines at the top and at the bottom that may be a running head.
_EDGE = 3
#: Pages on either side on which the same line must stand, and how near in height.
_NEAR, _PLACE = 4, 8.0
_PAGE_NUMBER = re.compile(
    r"(?:page\s*[|:]?\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|\d{1,4}\s*(?:of|/)\s*\d{1,4}|"
    r"\d{1,4}\s*\|\s*page|[-–—]\s*\d{1,4}\s*[-–—])$",
    re.I,
)
_BARE = re.compile(r"\d{1,4}$")


@dataclass(frozen=True, slots=True)
class EdgeLine:
    """A line of a page: its number on the page, its words, and its height on the page."""

    number: int
    text: str
    top: float


def running(pages: Sequence[Sequence[EdgeLine]]) -> set[tuple[int, int]]:
    """(page, number) of the lines that are printed on every page and belong to none. One page
    alone has none that could be told."""
    if len(pages) < 2:
        return set()
    edges = [_edges(page) for page in pages]
    places: dict[str, list[tuple[int, EdgeLine]]] = defaultdict(list)
    counts: dict[int, list[tuple[int, int]]] = defaultdict(list)
    found: set[tuple[int, int]] = set()
    for at, lines in enumerate(edges):
        for line in lines:
            words = " ".join(line.text.split())
            places[_pattern(words)].append((at, line))
            if _PAGE_NUMBER.match(words):
                found.add((at, line.number))
            elif _BARE.match(words):
                counts[int(words) - at].append((at, line.number))
    for same in counts.values():  # numbers that count on with the pages
        if len(same) > 1:
            found.update(same)
    for standing in places.values():
        found.update(_repeated(standing, len(pages)))
    return found


def _edges(page: Sequence[EdgeLine]) -> list[EdgeLine]:
    filled = [line for line in page if line.text.strip()]
    if len(filled) <= 2 * _EDGE:
        return filled
    return filled[:_EDGE] + filled[-_EDGE:]


def _pattern(words: str) -> str:
    return re.sub(r"\d+", "#", words.lower())


def _repeated(standing: list[tuple[int, EdgeLine]], pages: int) -> set[tuple[int, int]]:
    """Those that stand at the same height on two other pages near by; of a paper with two pages,
    on the other one."""
    needed = 1 if pages == 2 else 2
    found = set()
    for n, (at, line) in enumerate(standing):
        near = {
            other
            for other, there in standing[max(0, n - 3 * _NEAR) : n + 3 * _NEAR]
            if 0 < abs(other - at) <= _NEAR
            and abs(there.top - line.top) < _PLACE
            and _counts_on(line.text, there.text, other - at)
        }
        if len(near) >= needed:
            found.add((at, line.number))
    return found


def _counts_on(line: str, other: str, pages: int) -> bool:
    """Whether the numbers in two such lines are the same, or count on with the pages."""
    pairs = zip(re.findall(r"\d+", line), re.findall(r"\d+", other), strict=False)
    return all(int(b[:9]) - int(a[:9]) in (0, pages) for a, b in pairs)
