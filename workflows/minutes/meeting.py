"""Which meeting it was, which comes next, and of which board."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from workflows.minutes.blocks import Block
from workflows.minutes.board_name import board_name
from workflows.minutes.dates import (
    DATE,
    dated_by_weekday,
    dates_in,
    read_date,
    times_in,
)
from workflows.minutes.layout import Layout, Minutes
from workflows.minutes.register import DraftMeeting, MeetingKind
from workflows.minutes.sitting import scheduled_times, times_of, venue_in, venue_of
from workflows.minutes.text import mentions

_EARLIER = re.compile(
    r"\b(?:last|previous) (?:meeting|minutes)\b|\bprevious\b|\bdate of issue\b|"
    r"\b(?:published|issued|circulated|printed|updated|despatched)\b|\bversion\b|"
    r"\b(?:approved|confirmed|ratified|agreed) (?:on|at|by)\b|\bnext\b",
    re.I,
)
_LAST_MINUTES = re.compile(
    r"\b(?:last|previous) (?:meetings?|minutes)\b|"
    r"^\d[\d.)/]*\s+(?:approval of )?(?:the )?minutes of\b.{0,60}\bmeeting held\b",
    re.I,
)
_SAYS_MEETING = re.compile(r"\b(?:minutes?|meeting|held|date|start)\b", re.I)
_STAMP = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_.‐‑]?(\d{2})[-_.‐‑]?(\d{2})(?!\d)")
_NAMES_NEXT = ("next", "donm", " again", "meeting will", "meeting is to", "meeting date to")
"""What `_NEXT` cannot be without."""
_NEXT = re.compile(
    rf"\bnext (?:[\w&’',-]+ ){{0,9}}?meetings?\b(?=.{{0,90}}?{DATE})|\bdate and "
    rf"time of (?:the )?next meeting\b|\bdates? of (?:the )?next (?:[\w&’'-]+ "
    rf"){{0,5}}?meetings?\b|"
    rf"\b(?:next meet|meet(?:s|ing)? again|meet next)\b(?=.{{0,60}}?{DATE})|"
    rf"\b[\w-]+(?:st|nd|rd|th|first|second|third) meeting (?:will|is to)\b(?=.{{0,60}}?{DATE})|"
    r"^next meeting\b|\bdate ?/ ?time of (?:the )?next meeting\b|"
    r"\bmeeting date to\b|\bnext meeting\s*[:–-]|\bDoNM\b|\bdate "
    r"of the next ordinary meeting\b",
    re.I,
)
_OF_NEXT = re.compile(r"\bnext (?:[\w-]+ ){0,3}meeting\b[^.;]{0,30}$", re.I)
"""Right before a date: it is the next meeting's."""
_OF_MINUTES = re.compile(
    r"\bthe minutes (?:of|from)\b[^.;]{0,50}$|"
    r"\b(?:approved|adopted|posted|published|revised|updated|printed)(?: on)?\s?:?\s?$",
    re.I,
)
"""Right before a date, within a sentence: it is that of the minutes that were read."""
_MOVED = re.compile(
    rf"\b(?:mov|chang|reschedul|postpon|brought forward)\w*\b.{{0,80}}?\bto (?P<date>{DATE})", re.I
)
_FUTURE_DATES = re.compile(
    r"\b(?:future|forthcoming|further|scheduled) meetings?\b|\bmeeting dates\b|"
    r"\bdates? (?:of|for)(?: the)?(?: future| next)? meetings\b|"
    r"\b(?:schedule|calendar|programme) of meetings\b|\bmeetings (?:in|for) 20\d\d",
    re.I,
)
_CANCELLED = re.compile(r"^.{0,30}?\b(?:cancell?ed|will not (?:take place|be held))\b", re.I)
_PRIVATE = re.compile(
    r"\b(private|development|informal|closed|confidential|part (?:2|ii))\b|"
    r"\b(public|open|formal)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings that a paper names."""

    board: str | None
    minuted: DraftMeeting | None
    coming: DraftMeeting | None
    all: tuple[DraftMeeting, ...]


def read_meetings(layout: Layout, name: str) -> Meetings:
    """The minuted meeting, the next one, and every other that is dated in the agenda."""
    minutes = layout.minutes
    front = _front(layout)
    head = _head_blocks(minutes) if minutes else []
    minuted = _minuted(layout, minutes, head, name) if minutes else None
    agenda = _agenda(front) if layout.is_pack else None
    on = minuted.date if minuted else agenda.date if agenda else None
    told = _coming(minutes, on) if minutes else None
    listed = list(_future([p.block for p in minutes.passages], on)) if minutes else []
    coming = agenda or told or _first(listed)
    future = [m for m in (*_future(front, on), told, *listed) if m is not None]
    found: list[DraftMeeting] = []
    for one in (minuted, agenda, *future):
        if one is not None and not any(_same(one, other) for other in found):
            found.append(one)
    return Meetings(board_name(front, _untitled(head, minutes)), minuted, coming, tuple(found))


def _same(one: DraftMeeting, other: DraftMeeting) -> bool:
    """Whether two lines tell of one meeting: it may be printed in several places."""
    return one.date == other.date and (one.start == other.start or None in (one.start, other.start))


def _first(listed: list[DraftMeeting]) -> DraftMeeting | None:
    """The first meeting in public of a list of dates."""
    public = [m for m in listed if m.date and m.kind == "future"]
    return min(public, key=lambda m: m.date or date.max, default=None)


def _untitled(head: list[Block], minutes: Minutes | None) -> list[Block]:
    """The head without the headings of items, which may name other bodies."""
    titles = {p.block.first for p in minutes.passages if p.item >= 0} if minutes else set()
    return [b for b in head[:8] if b.first not in titles]


def _front(layout: Layout) -> list[Block]:
    first = layout.minutes.lines[0] if layout.minutes and layout.is_pack else 1 << 30
    return [b for b in layout.blocks[:150] if b.first < first]


def _minuted(layout: Layout, minutes: Minutes, head: list[Block], name: str) -> DraftMeeting | None:
    found = _meeting_date(head, layout, name)
    when, where = found if found else (None, None)
    times = times_of(minutes, head)
    start, end = times.start or times.actual_start, times.end or times.actual_end
    venue = venue_of(_untitled(head, minutes))
    if when is None and start is None and venue is None:
        return None
    return DraftMeeting(
        when, "minuted", start, end, venue, where, times.actual_start, times.actual_end
    )


def _head_blocks(minutes: Minutes) -> list[Block]:
    head: list[Block] = []
    for passage in minutes.passages[:25]:
        if (
            passage.item > 0
            or len(head) >= 14
            or (passage.heading and _LAST_MINUTES.search(passage.heading))
        ):
            break
        head.append(passage.block)
    return head


def _meeting_date(
    head: list[Block], layout: Layout, name: str
) -> tuple[date, tuple[int, int]] | None:
    told = [b for b in head if len(b.text) < 400]
    likely = [
        b
        for n, b in enumerate(told)
        if _SAYS_MEETING.search(b.text) or b.level in (1, 2) or (n < 4 and len(b.text) <= 40)
    ]
    for blocks in (likely, told):
        for block in blocks:
            for match in block.dates:
                day = read_date(match[0], None)
                before = block.text[max(0, match.start() - 60) : match.start()]
                if day and not any(p.search(before) for p in (_EARLIER, _OF_NEXT, _OF_MINUTES)):
                    return day, block.cite(match.start(), match.end())
    years = [int(y) for b in layout.blocks for y in re.findall(r"\b(?:19|20)\d{2}\b", b.text)]
    for block in told:
        for match in block.dates:
            day = dated_by_weekday(match[0], years)
            if day:
                return day, block.cite(match.start(), match.end())
    for text, lines in [
        (name, (1, 1)),
        *(
            (b.text, b.lines)
            for b in layout.blocks[:30]
            if not _EARLIER.search(b.text) and "inutes of" not in b.text
        ),
    ]:
        stamp = _STAMP.search(text)
        if stamp:
            try:
                return date(int(stamp[1]), int(stamp[2]), int(stamp[3])), lines
            except ValueError:
                continue
    return None


def _agenda(front: list[Block]) -> DraftMeeting | None:
    """The meeting that a pack is for: the first date at its front that is told as a meeting's,
    and otherwise the first full date there."""
    told = [
        b
        for b in front[:25]
        if not _EARLIER.search(b.text) and len(b.text) <= 300 and b.kind != "row"
    ]
    for blocks in ([b for b in told if _says_when(b.text)], told):
        for block in blocks:
            for match in block.dates:
                day = read_date(match[0], None)
                if day:
                    at = front.index(block)
                    around = [b for b in front[max(0, at - 1) : at + 3] if len(b.text) < 200]
                    start, end = scheduled_times([block])
                    if start is None:
                        start, end = scheduled_times(around)
                    where = block.cite(match.start(), match.end())
                    return DraftMeeting(day, "agenda", start, end, venue_of(front[:14]), where)
    return None


def _says_when(text: str) -> bool:
    """Whether a line tells when a meeting is: by its weekday, its hour or its words."""
    return bool(
        times_in(text) or re.search(r"\b(?:meeting|held|date)\b|\b[A-Z][a-z]{2,5}day\b", text, re.I)
    )


def _coming(minutes: Minutes, on: date | None) -> DraftMeeting | None:
    """The date that minutes name for the next meeting; a move that they record counts."""
    passages = minutes.passages
    for at in range(len(passages) - 1, -1, -1):
        passage = passages[at]
        block = passage.block
        named = _NEXT.search(block.text) if mentions(block.text, _NAMES_NEXT) else None
        if not named and not (passage.section == "next_meeting" and block.kind == "heading"):
            continue
        start = named.start() if named else 0
        near = [
            (block, start),
            (block, 0),
            *((p.block, 0) for p in passages[at + 1 : at + 3]),
            *((p.block, 0) for p in passages[max(0, at - 1) : at]),
        ]
        for where, begin in near:
            found = _later_date(where, begin, on)
            if found:
                return found
    return _signed_on(minutes, on)


def _later_date(block: Block, begin: int, on: date | None) -> DraftMeeting | None:
    text = block.text[begin : begin + 400]
    moved = _MOVED.search(text)
    matches = [(m.start(), m.end()) for m in dates_in(text)]
    if moved:
        matches = [(moved.start("date"), moved.end("date")), *matches]
    for start, end in matches:
        day = read_date(text[start:end], on)
        if day and (on is None or day > on) and not _CANCELLED.match(text[end : end + 60]):
            when = next(iter(times_in(text[end : end + 60]) or times_in(text)), None)
            return DraftMeeting(
                day,
                "future",
                when,
                None,
                venue_in(text[end : end + 200]),
                block.cite(begin + start, begin + end),
            )
    return None


def _signed_on(minutes: Minutes, on: date | None) -> DraftMeeting | None:
    """The day in the signature block: minutes are signed at the next meeting."""
    for passage in minutes.passages[-3:]:
        text = passage.block.text
        if len(text) < 120 and re.search(r"\bchair", text, re.I):
            day = read_date(text, None)
            if day and on and 0 < (day - on).days < 200:
                return DraftMeeting(day, "future", None, None, None, passage.block.lines)
    return None


def _future(blocks: list[Block], on: date | None) -> Iterator[DraftMeeting]:
    """The dates of later meetings, listed under their heading, in one line or in one cell."""
    for at, block in enumerate(blocks):
        if not mentions(block.text, ("meeting",)):
            continue
        if _FUTURE_DATES.search(block.text) and len(block.text) < 1500:
            kind: MeetingKind = "future"
            below = [] if len(block.dates) > 1 else _dated(blocks[at + 1 : at + 25])
            for row in [block, *below]:
                found, kind = _meetings_in(row, on, kind)
                yield from found
        elif re.search(r"\bnext meeting\b", block.text, re.I) and len(block.text) < 300:
            yield from _meetings_in(block, on, "future")[0]


def _dated(blocks: list[Block]) -> Iterator[Block]:
    """The blocks of a list of dates, with the words that part public meetings from private ones."""
    for block in blocks:
        dated = block.dates
        if len(block.text) > 160 or not (dated or _PRIVATE.search(block.text)):
            return
        yield block


def _meetings_in(
    block: Block, on: date | None, kind: MeetingKind
) -> tuple[list[DraftMeeting], MeetingKind]:
    """The meetings of one block, and whether what follows it is private."""
    found: list[DraftMeeting] = []
    last = 0
    matches = block.dates
    for number, match in enumerate(matches):
        for word in _PRIVATE.finditer(block.text[last : match.start()]):
            kind = "private" if word[1] else "future"
        last = match.end()
        until = matches[number + 1].start() if number + 1 < len(matches) else len(block.text)
        day = read_date(match[0], on)
        if day and (on is None or day > on):
            when = next(iter(times_in(block.text[last : min(until, last + 40)])), None)
            lines = block.cite(match.start(), match.end())
            found.append(DraftMeeting(day, kind, when, None, None, lines))
    for word in _PRIVATE.finditer(block.text[last:] if found else block.text):
        if len(matches) == 1 and found:  # "12 May 2027, 2.00 pm (private)"
            found[-1] = replace(found[-1], kind="private" if word[1] else "future")
        elif not matches:
            kind = "private" if word[1] else "future"
    return found, kind
