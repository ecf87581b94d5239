"""Where a new paragraph begins in a file without blank lines: counted items, underlined titles."""

from __future__ import annotations

import re

from workflows.minutes.document import Document

_COUNTED = re.compile(
    r"(?P<form>(?:Item |ITEM |Minute )?)(?P<head>(?:\d{1,4}/)?)(?P<number>\d{1,4})"
    r"(?P<tail>(?:/\d{2,4})?)(?:[.)]?\s+(?=[A-Z‘“]))"
)
"""What may be a numbered item that begins on its line: only where the paper counts with it."""
_FIELD = re.compile(r"[a-zA-Z_]{1,20}: ")
"""A field at the head of a file, between lines of dashes, is no title."""
_UNDERLINE = re.compile(r"(?:={3,}|-{3,}|~{3,})$")


def counted_lines(document: Document, shown: list[str]) -> frozenset[int]:
    """The lines that begin an item of a count of three or more, each one more than the one before:
    such a line goes on with nothing, also where the file has lost its blank lines."""
    runs: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    found: set[int] = set()
    for line, words in zip(document.lines, shown, strict=True):
        match = _COUNTED.match(words)
        if match is None or (match["head"] and match["tail"]):
            continue
        key = (match["form"], match["head"], match["tail"])
        run = runs.setdefault(key, [])
        number = int(match["number"])
        if run and number == run[-1][0] + 1:
            run.append((number, line.number))
        elif not run or number != run[-1][0]:
            run[:] = [(number, line.number)]
        if len(run) >= 3:
            found.update(at for _, at in run[-3:])
    return frozenset(found)


def is_underlined(words: str, below: str) -> bool:
    """Whether a line is a heading by the line of dashes that is drawn under it."""
    return (
        _UNDERLINE.match(below) is not None
        and 3 <= len(words) <= 90
        and len(below) >= 0.6 * len(words)
        and not words.endswith((".", ";", ","))
        and not _FIELD.match(words)
    )


def is_bare_head(words: str) -> bool:
    """Whether a counted line holds a title and nothing else."""
    title = words.split(" ", 1)[-1].strip()
    return (
        len(words) <= 90
        and title.count(" ") <= 11
        and not title.endswith((".", ";", ",", ":", "?"))
        and not _INSTRUCTS.search(title)
    )


_INSTRUCTS = re.compile(r"\b(?:was|were|is|are|will|would|has|had|have|to be)\b| to [a-z]+ .* to ")
