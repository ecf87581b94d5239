"""What is typed after `/resolution find`, taken apart: words, and filters of the form name:value.

`better care "winter plan" from:2025 to:"31 March 2026" verb:approve kind:noting person:"R Peake"
board:HWB in-force`. What a filter means (which day, which board) is the core's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from workflows.deadlines import read_date
from workflows.errors import InvalidInput

_FILTER = re.compile(
    r"(?<!\S)(?P<name>from|since|to|until|verb|kind|person|by|board|page):"
    r"(?:[“”\"](?P<quoted>[^“”\"]*)[“”\"]|(?P<plain>\S*))",
    re.I,
)
_IN_FORCE = re.compile(r"(?<!\S)(?:in[- ]force(?: only)?|force:yes)(?!\S)", re.I)
_NAMES = {"since": "from", "until": "to", "by": "person"}


@dataclass(frozen=True)
class Phrases:
    """The words, and each filter as typed; empty where it was not."""

    words: str
    since: str = ""
    until: str = ""
    verb: str = ""
    kind: str = ""
    person: str = ""
    board: str = ""
    page: str = ""
    in_force: bool = False


def read_phrases(text: str) -> Phrases:
    """The words and filters; a filter that is given twice counts as it was given last."""
    given: dict[str, str] = {}
    for found in _FILTER.finditer(text):
        name = found["name"].lower()
        value = found["quoted"] if found["quoted"] is not None else found["plain"]
        given[_NAMES.get(name, name)] = value.strip()
    rest = _FILTER.sub(" ", text)
    in_force = bool(_IN_FORCE.search(rest))
    return Phrases(
        words=" ".join(_IN_FORCE.sub(" ", rest).split()),
        since=given.get("from", ""),
        until=given.get("to", ""),
        verb=given.get("verb", ""),
        kind=given.get("kind", ""),
        person=given.get("person", ""),
        board=given.get("board", ""),
        page=given.get("page", ""),
        in_force=in_force,
    )


def read_bound(text: str, field: str, today: date, *, last: bool = False) -> date | None:
    """A day, or the first (`last`) day of a year; None for nothing."""
    told = text.strip()
    if not told:
        return None
    if re.fullmatch(r"(?:19|20)\d\d", told):
        return date(int(told), 12, 31) if last else date(int(told), 1, 1)
    try:
        return read_date(told, on=today)
    except InvalidInput as wrong:
        raise InvalidInput(wrong.message, field) from wrong


def read_page(text: str) -> int:
    """A page from 1 on."""
    told = text.strip()
    if not told:
        return 1
    if not (told.isascii() and told.isdigit() and 1 <= int(told) <= 100_000):
        raise InvalidInput("Pages are numbered from 1 on.", "page")
    return int(told)
