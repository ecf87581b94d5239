"""What the front sheet of a report prints of itself: author, sponsor, date, and who has cleared
which implications. Names stay as printed, without telephone numbers and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from workflows.minutes.blocks import Block
from workflows.minutes.dates import dates_in, read_date
from workflows.minutes.papers import Paper
from workflows.minutes.personal_data import without_contacts
from workflows.minutes.text import plain

#: The front sheet stands in the first blocks of a report.
_HEAD = 40
_AUTHOR = re.compile(
    r"(?:report (?:of|by|authors?)|authors?|from|lead author|reporting officer|prepared by)\s*"
    r"(?::\s*(?P<said>.*))?$",
    re.I,
)
_SPONSOR = re.compile(
    r"(?:(?:board |executive )?sponsors?|accountable (?:director|officer|assistant director)|"
    r"lead (?:director|member)|(?:cabinet|portfolio) (?:member|holder))\s*(?::\s*(?P<said>.*))?$",
    re.I,
)
_VERIFIED = re.compile(
    r"(?:(?P<kind>[A-Za-z][A-Za-z &,/-]{2,60}?) )?implications?\s*(?:have been )?"
    r"(?:verified|cleared|checked|approved|signed off)(?: by)?\s*:?\s*(?P<who>.*)$",
    re.I,
)
_KIND = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})?\.?\s+)?(?P<kind>[A-Z][A-Za-z &,/’'-]{2,60}?)"
    r"(?: implications?)?\s*(?:\(.{0,120}\).*)?$"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a front sheet prints; empty where it prints nothing."""

    author: str = ""
    sponsor: str = ""
    day: date | None = None
    cleared: tuple[tuple[str, str], ...] = ()


def read_cover_sheet(paper: Paper) -> Sheet:
    """The front sheet of one report."""
    head = paper.blocks[:_HEAD]
    return Sheet(
        author=_said(head, _AUTHOR),
        sponsor=_said(head, _SPONSOR),
        day=_day(paper.blocks[:16]),
        cleared=tuple(_cleared(paper.blocks)),
    )


def _lines(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    """(label, what stands beside it) of each line and each pair of cells, in order."""
    found: list[tuple[str, str]] = []
    for block in blocks:
        if block.kind == "row":
            cells = [c.strip() for c in block.cells]
            for at, cell in enumerate(cells):
                found.append((cell, cells[at + 1] if at + 1 < len(cells) else ""))
            continue
        spans = [block.text[a:b] for a, b in block.line_spans] or [block.text]
        found += [(line.strip(), "") for line in spans]
    return found


def _said(blocks: Sequence[Block], label: re.Pattern[str]) -> str:
    """What is printed behind the label, in the cell beside it, or on the line below."""
    lines = _lines(blocks)
    for at, (line, beside) in enumerate(lines):
        match = label.match(plain(line)) if len(line) < 160 else None
        if match is None:
            continue
        below = lines[at + 1][0] if at + 1 < len(lines) else ""
        alone = ":" not in line and not beside
        said = (match["said"] or "").strip() or beside or (below if alone or ":" in line else "")
        if said and _is_name(said):
            return without_contacts(plain(said)).strip(" .,;")[:160]
    return ""


def _is_name(said: str) -> bool:
    """Whether it may be a person or a post, not a sentence or another label."""
    return said[:1].isupper() and len(said) < 120 and not said.rstrip().endswith((".", ":"))


def _day(blocks: Sequence[Block]) -> date | None:
    """The date printed at the head, where there is one and no other."""
    days = []
    for block in blocks:
        text = re.sub(r"(\d) (st|nd|rd|th)\b", r"\1\2", block.text[:120])
        short = block.kind == "row" or len(block.text) < 80
        days += [read_date(m[0], None) for m in dates_in(text)] if short else []
    known = {day for day in days if day}
    return known.pop() if len(known) == 1 else None


def _cleared(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """(kind, name) of each clearance: "Implications verified by: …" under its heading, or with the
    kind in the line itself."""
    kind, waits = "", False
    for line, beside in _lines(blocks):
        text = plain(line)
        match = _VERIFIED.match(text) if len(text) < 240 else None
        if match:
            kind = (match["kind"] or "").strip() or kind
            who = match["who"].strip() or beside
            waits = not who
            if who and kind:
                yield kind, without_contacts(who).strip(" .,;")
        elif waits and kind and _is_name(text):
            yield kind, without_contacts(text).strip(" .,;")
            waits = False
        elif heading := _KIND.match(text):
            kind = heading["kind"].strip() if len(text) < 160 else kind
