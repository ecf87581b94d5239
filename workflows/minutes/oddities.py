"""What is odd in a paper: shown with its line, and never mended.

Each check is one function and warns only of what can be seen in the paper itself: two places that
contradict each other, or a date that no calendar has. A false warning costs trust, so what could be
read in two ways is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from workflows.minutes.blocks import Block
from workflows.minutes.dates import MONTH, dates_in, parts_of, read_date, weekday_of
from workflows.minutes.layout import Layout
from workflows.minutes.log_oddities import read_log_oddities
from workflows.minutes.register import DraftRegister, DraftWarning
from workflows.minutes.text import mentions, words

_NAMES_MONTH = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6} ?[\d,]|"
    r"\d ?(?:st|nd|rd|th)?\.?(?: of)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.I,
)
_NEXT = re.compile(r"\bnext (?:[\w-]+ ){0,4}meeting\b", re.I)
_TO_COME = re.compile(
    rf"\b(?:is|are) (?:due|expected|scheduled|planned) to (?:be )?\w+ (?:in|on|by) "
    rf"(?P<when>{MONTH} 20\d\d)",
    re.I,
)
_YEARS = re.compile(r"\b(20\d\d/(?:20)?\d\d)\b")
_PARAGRAPH = re.compile(
    r"\b(?:set out|described|detailed|outlined|shown|listed|proposals|as|see|in|at)\b[^.;]{0,30}?\b"
    r"(?:paragraph|para\.?|section(?= \d+\.)) "
    r"(?P<no>\d{1,2}(?:\.\d{1,2}){0,2})(?![\d/])(?P<of>,? of the "
    r"\w+| of [A-Z])?",
    re.I,
)
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,2})\.?$")
_DECLARED = re.compile(r"\bitem (?P<no>\d{1,2})\s*[-–—:,(]\s*(?P<title>[A-Z][^,.;]{8,140})")


def read_oddities(layout: Layout, register: DraftRegister) -> Iterator[DraftWarning]:
    """Everything odd that the checks below see."""
    on = register.meeting.date if register.meeting else None
    told = list(_own_blocks(layout, register))
    for block in told:
        yield from _impossible_dates(block)
    approved: list[DraftWarning] = []
    if layout.minutes is not None:
        for passage in layout.minutes.passages:
            approved += _approved_dates(passage.block, passage.heading)
            yield from _other_years(passage.block, passage.heading)
            yield from _next_before(passage.block, on)
    yield from approved
    yield from _approved_later(register, on, {w.line for w in approved})
    yield from _already_past(told, on)
    yield from _other_minutes(layout, register)
    yield from _clashes(register)
    yield from _declared_items(register)
    yield from _item_numbers(register)
    yield from _missing_paragraphs(layout, register)
    yield from read_log_oddities(layout, register)


def _own_blocks(layout: Layout, register: DraftRegister) -> Iterator[Block]:
    """The front, the board's minutes, its logs and its own reports: no other body's papers."""
    first = layout.minutes.lines[0] if layout.minutes else 0
    first = min([first or 1 << 30, *(r.lines[0] for r in register.reports)])
    spans = [(0, first), *([layout.minutes.lines] if layout.minutes else [])]
    spans += [(log[0].first, log[-1].last) for log in layout.logs if log]
    spans += [r.lines for r in register.reports if not r.foreign]
    return (b for b in layout.blocks if any(a <= b.first <= z for a, z in spans))


def _impossible_dates(block: Block) -> Iterator[DraftWarning]:
    found = list(_misprinted(block))
    if found and _NAMES_MONTH.search(block.text):
        yield from found


def _misprinted(block: Block) -> Iterator[DraftWarning]:
    for match in block.dates:
        words_, parts = match[0].strip(), parts_of(match[0])
        if parts is None or not re.search(r"[A-Za-z]{3}", words_):
            continue
        line = block.cite(match.start(), match.end())[0]
        year, month, day = parts
        if day > _longest(month, year):
            yield DraftWarning(line, f"“{words_}” is not a day of the calendar.")
            continue
        weekday, found = weekday_of(words_), read_date(words_, None)
        if weekday is not None and found is not None and found.weekday() != weekday:
            yield DraftWarning(line, f"“{words_}” is a {found:%A}, not the weekday printed.")


def _longest(month: int, year: int | None) -> int:
    if month == 2:
        leap = year is None or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _approved_dates(block: Block, heading: str | None) -> Iterator[DraftWarning]:
    if (
        not heading
        or "minutes" not in heading.lower()
        or "minutes" not in block.text.lower()
        or block.text == heading
    ):
        return
    titled = [read_date(m[0], None) for m in dates_in(heading)]
    told = [(read_date(m[0], None), m) for m in block.dates]
    if titled and titled[0] and told and told[0][0] and told[0][0] not in titled:
        line = block.cite(told[0][1].start(), told[0][1].end())[0]
        yield DraftWarning(
            line, f"The heading says {titled[0]:%-d %B %Y}, the text {told[0][0]:%-d %B %Y}."
        )


def _approved_later(
    register: DraftRegister, on: date | None, told: set[int]
) -> Iterator[DraftWarning]:
    """Earlier minutes dated on or after the meeting that approved them; not where the lines `told`
    have been shown as contradicting their heading."""
    for previous in register.previous_minutes:
        if on is not None and previous.date >= on and previous.lines[0] not in told:
            yield DraftWarning(
                previous.lines[0],
                f"The minutes approved are dated {previous.date:%-d %B %Y}, no earlier than this "
                f"meeting ({on:%-d %B %Y}).",
            )


def _next_before(block: Block, on: date | None) -> Iterator[DraftWarning]:
    """A next meeting that would lie before this one."""
    asked = len(block.text) < 400 and mentions(block.text, ("next ",))
    named = _NEXT.search(block.text) if asked else None
    if named is None or on is None:
        return
    days = [(read_date(m[0], None), m) for m in dates_in(block.text[named.start() :])]
    full = [(d, m) for d, m in days if d is not None]
    if full and all(d < on for d, _ in full):
        line = block.cite(named.start() + full[0][1].start())[0]
        yield DraftWarning(
            line,
            f"The next meeting is dated {full[0][0]:%-d %B %Y}, before this one ({on:%-d %B %Y}).",
        )


def _already_past(blocks: Iterable[Block], on: date | None) -> Iterator[DraftWarning]:
    """What "is due to be" in a month that was over when the paper was written."""
    if on is None:
        return
    for block in blocks:
        for match in _TO_COME.finditer(block.text) if mentions(block.text, (" to ",)) else ():
            first = read_date(f"1 {match['when']}", None)
            if first is not None and (on - first).days > 62:
                yield DraftWarning(
                    block.cite(match.start())[0],
                    f"“{match[0]}” lies before this meeting ({on:%-d %B %Y}).",
                )


def _other_years(block: Block, heading: str | None) -> Iterator[DraftWarning]:
    """A heading of one financial year over a decision on another."""
    told = {_year(y) for y in _YEARS.findall(block.text)}
    titled = {_year(y) for y in _YEARS.findall(heading or "")} if told else set()
    if len(titled) == 1 and len(told) == 1 and not titled & told and block.text != heading:
        match = _YEARS.search(block.text)
        assert match is not None
        yield DraftWarning(
            block.cite(match.start())[0],
            f"The heading says {titled.pop()}, the text {told.pop()}.",
        )


def _year(printed: str) -> str:
    return f"{printed[:4]}/{printed[-2:]}"


def _other_minutes(layout: Layout, register: DraftRegister) -> Iterator[DraftWarning]:
    """Minutes besides those read: the board's own, or somebody else's."""
    read = {
        first: other
        for first, last in layout.others
        for other in register.further_minutes
        if other.meeting and other.meeting.lines and first <= other.meeting.lines[0] <= last
    }
    for first, last in layout.others:
        other = read.get(first)
        day = other.meeting.date if other and other.meeting else None
        yield DraftWarning(
            first,
            f"Lines {first} to {last} are minutes of the same board of {day:%-d %B %Y}: read "
            f"apart, "
            "not as this meeting's."
            if day
            else f"Lines {first} to {last} look like the minutes of another meeting or body: "
            "not read.",
        )


def _clashes(register: DraftRegister) -> Iterator[DraftWarning]:
    """Two meetings on one day, and a next meeting that the pack dates otherwise."""
    seen: dict[date, str | None] = {}
    for meeting in register.meetings:
        if meeting.date is None or meeting.lines is None:
            continue
        if meeting.date in seen and meeting.kind != "minuted":
            yield DraftWarning(
                meeting.lines[0], f"Two meetings are printed for {meeting.date:%-d %B %Y}."
            )
        seen.setdefault(meeting.date, meeting.start)


def _declared_items(register: DraftRegister) -> Iterator[DraftWarning]:
    """An interest declared in "item 5 – Carers", where the fifth item is another and one fits."""
    numbered = [i for i in register.items if i.ref and i.ref.isdigit()]
    for declared in register.declarations:
        match = _DECLARED.search(declared.nature or "")
        if match is None or not numbered:
            continue
        place = int(match["no"]) - 1
        own = {i.ref for i in numbered}
        at = numbered[place] if place < len(numbered) and match["no"] not in own else None
        title = words(match["title"])
        best = max(numbered, key=lambda i: _covered(i.title, title))
        if at is None or at == best or _covered(best.title, title) < 0.9:
            continue
        if _covered(at.title, title) < _covered(best.title, title):
            yield DraftWarning(
                declared.lines[0],
                f"Item {match['no']} is “{at.title}” here; “{best.title}” is minute {best.ref}.",
            )


def _covered(title: str, told: set[str]) -> float:
    """How much of an item's title stands in what was told of it."""
    own = words(title)
    return len(own & told) / len(own) if own else 0.0


def _item_numbers(register: DraftRegister) -> Iterator[DraftWarning]:
    """A report that prints another item number than the agenda gives its title."""
    for report in register.reports:
        if report.foreign or not report.item or not report.title or not report.item.isdigit():
            continue
        title = words(report.title)
        fits = [a for a in register.agenda if a.no and words(a.title) and words(a.title) <= title]
        if len(fits) == 1 and (fits[0].no or "").lstrip("0") != report.item.lstrip("0"):
            yield DraftWarning(
                report.lines[0],
                f"The report is marked item {report.item}; the agenda has “{fits[0].title}” as "
                f"item "
                f"{fits[0].no}.",
            )


def _missing_paragraphs(layout: Layout, register: DraftRegister) -> Iterator[DraftWarning]:
    """A reference to a paragraph that a report does not have, though it numbers them."""
    for report in register.reports:
        blocks = [b for b in layout.blocks if report.lines[0] <= b.first <= report.lines[1]]
        numbers = {n for b in blocks for n in _numbers(b)}
        if report.foreign or len(numbers) < 6:
            continue
        whole = {n.split(".")[0] for n in numbers}
        for block in blocks:
            for match in _PARAGRAPH.finditer(block.text[:6000]):
                no = match["no"]
                known = no in numbers or ("." not in no and no in whole)
                if not known and match["of"] is None:
                    yield DraftWarning(
                        block.cite(match.start())[0],
                        f"“{match[0].strip()}”: this report has no {no}.",
                    )


def _numbers(block: Block) -> Iterator[str]:
    """The paragraph numbers that a block opens with."""
    label = _NUMBERED.match((block.label or "").strip("()"))
    opens = re.match(r"(\d{1,2}(?:\.\d{1,2}){0,2})[.)]?\s", block.text)
    for match in (label, opens):
        if match:
            yield match[1]
