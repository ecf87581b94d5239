"""What is read: a paper as numbered lines. Whoever opens the file fills it in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the extracted text. `number` is 1-based and is what every reading cites."""

    number: int
    text: str
    page: int | None = None
    cells: tuple[str, ...] | None = None
    """The cells, where the line is a row of a table (`text` then holds them joined by tabs)."""
    heading: int | None = None
    """The level, where the file itself says that the line is a heading."""


@dataclass(frozen=True, slots=True)
class Document:
    """A paper by name, as lines in reading order."""

    name: str
    lines: tuple[Line, ...]

    @classmethod
    def from_text(cls, name: str, text: str) -> Document:
        """The document of a plain text: lines as an editor numbers them, a form feed is a page."""
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        paged = "\f" in text
        lines: list[Line] = []
        page = 1
        for number, line in enumerate(text.split("\n"), start=1):
            page += line.count("\f")
            lines.append(Line(number, line.replace("\f", " "), page if paged else None))
        return cls(name, tuple(lines))
