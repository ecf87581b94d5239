"""How minutes number their items: one table of schemes, each with an example.

A number of a form that may be something else as well ("COVID-19", "24/03/06", "I.") opens an item
only where the paper counts with it: its successor must stand further down.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from workflows.minutes.blocks import Block
from workflows.minutes.dates import DATE

_END = r"[.):]?(?:\s+(?P<title>\S.*))?$"


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way of numbering. `counts`: only where the next number stands further down."""

    name: str
    pattern: re.Pattern[str]
    example: str
    gives: tuple[str, str]
    counts: bool = False


SCHEMES: tuple[Scheme, ...] = (
    Scheme(
        "word and number",
        re.compile(
            r"(?:agenda item|item|minute|min\.?)(?: no\.?)? (?P<ref>\d{1,3}[a-z]?(?:/\d{1,4})?)"
            r"\s*[:.–—-]\s*(?P<title>\S.*)$",
            re.I,
        ),
        "Item 4: Roof",
        ("4", "Roof"),
    ),
    Scheme(
        "number and year",
        re.compile(rf"(?P<ref>\d{{1,4}}/\d{{1,4}}){_END}"),
        "22/8 ROOF",
        ("22/8", "ROOF"),
    ),
    Scheme(
        "letters, number and year",
        re.compile(
            rf"(?P<ref>(?!ITEM|PAGE|DATE|NO|LOST|VOTE|TIED)[A-Z]{{1,4}}[ /-]?"
            rf"\d{{1,4}}/\d{{2,4}}){_END}"
        ),
        "BM 18/2026 Roof",
        ("BM 18/2026", "Roof"),
    ),
    Scheme(
        "three parts",
        re.compile(
            rf"(?P<ref>(?!ITEM|PAGE|DATE|NO|LOST|VOTE|TIED)[A-Z]{{1,6}}[/ .-]?"
            rf"(?:\d{{1,4}}[/.-]){{1,3}}\d{{1,4}}){_END}"
        ),
        "TB/26/05/01 Roof",
        ("TB/26/05/01", "Roof"),
    ),
    Scheme(
        "plain number",
        re.compile(r"(?P<ref>\d{1,4}(?=[.)]?\s|[.)]?$))[.):]?(?:\s+(?P<title>\S.*))?$"),
        "638 Roof",
        ("638", "Roof"),
    ),
    Scheme(
        "year, month, number",
        re.compile(rf"(?P<ref>\d\d[./]\d\d[./]\d\d){_END}"),
        "19.09.05 Roof",
        ("19.09.05", "Roof"),
        counts=True,
    ),
    Scheme(
        "letters and number",
        re.compile(rf"(?P<ref>[A-Z]{{1,6}}[.-]?\d{{1,4}}){_END}"),
        "HWB45 Roof",
        ("HWB45", "Roof"),
        counts=True,
    ),
    Scheme(
        "Roman number",
        re.compile(r"(?P<ref>[IVX]{1,5})\.\s+(?P<title>\S.*)$"),
        "II. Roof",
        ("II", "Roof"),
        counts=True,
    ),
)

RUN_ON = re.compile(r"(?P<ref>(?:[A-Z]{1,4}/)?(?:\d{1,4}/){1,2}\d{1,4})\.?\s+(?P<title>[A-Z‘“].*)$")
"""A number with its title, and the text following on the same line."""
_DATE_OR_YEARS = re.compile(
    rf"{DATE}|(?P<from>(?:19|20)\d\d)\s*(?:[-–—/]|to)\s*(?P<to>(?:19|20)?\d\d)\b|(?:19|20)\d\d$"
)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_LAST = re.compile(r"\d{1,4}$")


@dataclass(frozen=True, slots=True)
class Numbering:
    """What a paper counts with: the refs of each form in which two numbers follow each other."""

    counted: frozenset[str]
    lone_rows: frozenset[int]
    """The lines of numbered titles that a tab parts from their number: no rows of a table."""


def numbering_of(blocks: Iterable[Block]) -> Numbering:
    """The counts of a paper, from all that could be a numbered title."""
    blocks = list(blocks)
    series: dict[str, dict[int, str]] = defaultdict(dict)
    rows: dict[int, int] = {}
    for at, block in enumerate(blocks):
        if block.kind == "row":
            number = _lone_row(blocks, at)
            if number is not None:
                rows[block.first] = number
            continue
        text = full_text(block)
        for scheme in SCHEMES:
            match = scheme.pattern.match(text) if scheme.name != "word and number" else None
            if match and (scheme.counts or _DATE_OR_YEARS.match(text)):
                prefix, number = _parted(match["ref"])
                series[prefix].setdefault(number, match["ref"])
    counted = {
        ref
        for prefix, numbers in series.items()
        if prefix != "Q" and any(n + 1 in numbers for n in numbers)
        for ref in numbers.values()
    }
    values = set(rows.values())
    lone = {line for line, n in rows.items() if n + 1 in values or n - 1 in values}
    return Numbering(frozenset(counted), frozenset(lone))


def _parted(ref: str) -> tuple[str, int]:
    if ref in _ROMAN:
        return "roman", _ROMAN.index(ref)
    last = _LAST.search(ref)
    return (ref[: last.start()], int(last[0])) if last else (ref, 0)


def _lone_row(blocks: list[Block], at: int) -> int | None:
    """The number of a title set with a tab, where no other row stands beside it."""
    cells = [c for c in blocks[at].cells if c]
    beside = [b for b in blocks[max(0, at - 1) : at + 2] if b is not blocks[at]]
    if len(cells) != 2 or len(cells[1]) > 120 or any(b.kind == "row" for b in beside):
        return None
    match = re.fullmatch(r"(\d{1,3})(?:\.0)?[.)]?", cells[0])
    return int(match[1]) if match and cells[1][:1].isupper() else None


def full_text(block: Block) -> str:
    """A block's text with the label that was taken off it."""
    return f"{block.label} {block.text}" if block.label and block.kind == "list" else block.text


def number_of(text: str, numbering: Numbering) -> tuple[str, str] | None:
    """The number and the title of a numbered heading; the title is empty where it stands below."""
    dated = begins_with_date(text)
    for scheme in SCHEMES:
        match = scheme.pattern.match(text)
        if match and ((not scheme.counts and not dated) or match["ref"] in numbering.counted):
            return match["ref"], (match["title"] or "").strip("* ")
    return None


def begins_with_date(text: str) -> bool:
    """Whether what looks like a number is a date or a span of years: "10 June 2026", "2024 - 2030",
    "2026/27"."""
    match = _DATE_OR_YEARS.match(text)
    if match is None:
        return False
    if match["from"] and "/" in match[0] and len(match["to"]) == 2:
        return (int(match["from"]) + 1) % 100 == int(match["to"])
    return True
