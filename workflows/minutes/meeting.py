"""Which meeting it was, which comes next, and of which board."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workflows.minutes.blocks import Block
from workflows.minutes.dates import (
    DATE,
    dated_by_weekday,
    dates_in,
    read_date,
    times_in,
)
from workflows.minutes.layout import Layout, Minutes
from workflows.minutes.register import DraftMeeting, MeetingKind
from workflows.minutes.text import collapse

_EARLIER = re.compile(
    r"\b(?:last|previous) (?:meeting|minutes)\b|\bprevious\b|\bdate of issue\b|"
    r"\bpublished on\b|\bapproved (?:on|at)\b|\bnext\b",
    re.I,
)
_SAYS_MEETING = re.compile(r"\b(?:minutes?|meeting|held|date|start)\b", re.I)
_STAMP = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_.‐‑]?(\d{2})[-_.‐‑]?(\d{2})(?!\d)")
_NEXT = re.compile(
    rf"\bnext (?:[\w&’',-]+ ){{0,9}}?meetings?\b(?=.{{0,90}}?{DATE})|\bdate and "
    rf"time of (?:the )?next meeting\b|\bdates? of (?:the )?next (?:[\w&’'-]+ "
    rf"){{0,5}}?meetings?\b|"
    r"^next meeting\b|\bmeeting date to\b|\bnext meeting\s*[:–-]|\bDoNM\b|\bdate "
    r"of the next ordinary meeting\b",
    re.I,
)
_MOVED = re.compile(
    rf"\b(?:mov|chang|reschedul|postpon|brought forward)\w*\b.{{0,80}}?\bto (?P<date>{DATE})", re.I
)
_BEGAN = re.compile(
    r"\b(?:meeting |chair(?:man)? )?(?:began|commenced|started|opened|convened|called to order)\b",
    re.I,
)
_CLOSED = re.compile(r"\b(?:closed|ended|finished|concluded|adjourned|terminated)\b", re.I)
_VENUE = re.compile(
    r"(?:^|\b)(?:venue|location|place|held (?:at|in)(?: the)?|will be held (?:at|"
    r"in))\s*[:;]?\s+(?P<venue>(?!\d|on\b|remotely)[^\n]{4,240}?)(?:\.$|$|, at \d|"
    r" (?:on|at) (?=(?:Mon|Tues|Wednes|Thurs|Fri)day|\d))",
    re.I,
)
_BODY_NAME = re.compile(
    r"(?P<name>(?:(?:[A-Z][\w&’'.()/-]*|of|and|the|for|&|-|–|,)\s){0,12}"
    r"(?:Board|BOARD|Committee|COMMITTEE|Council|COUNCIL|Trustees|Group|Panel|Forum|Partnership|"
    r"Cabinet|Executive|Governors|GOVERNORS|Governing Body|GOVERNING BODY|"
    r"Directors|Assembly|Commission|Team|TSC)\b"
    r"(?: of [A-Z][\w ]{2,40})?)"
)
_FUTURE_DATES = re.compile(r"\bfuture meeting|\bmeeting dates\b", re.I)
_PRIVATE = re.compile(r"\b(private|development|informal|closed)\b|\b(public|open|formal)\b", re.I)


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
    minuted = _minuted(layout, minutes, name) if minutes else None
    agenda = _agenda(front) if layout.is_pack else None
    on = minuted.date if minuted else agenda.date if agenda else None
    coming = agenda or (_coming(minutes, on) if minutes else None)
    future = tuple(_future(front, on))
    found = [m for m in (minuted, agenda, *future) if m is not None]
    if coming is not None and coming not in found:
        found.append(DraftMeeting(coming.date, "future", coming.start, None, None, coming.lines))
    return Meetings(_board(layout, front), minuted, coming, tuple(found))


def _front(layout: Layout) -> list[Block]:
    first = layout.minutes.lines[0] if layout.minutes and layout.is_pack else 1 << 30
    return [b for b in layout.blocks[:150] if b.first < first]


def _minuted(layout: Layout, minutes: Minutes, name: str) -> DraftMeeting | None:
    head = _head_blocks(minutes)
    found = _meeting_date(head, layout, name)
    when, where = found if found else (None, None)
    start, end = _times(minutes, head)
    venue = next((v for b in head for v in _venues(b)), None)
    if when is None and start is None and venue is None:
        return None
    return DraftMeeting(when, "minuted", start, end, venue, where)


def _head_blocks(minutes: Minutes) -> list[Block]:
    head: list[Block] = []
    for passage in minutes.passages[:25]:
        if (
            passage.item > 0
            or len(head) >= 14
            or (passage.heading and _EARLIER.search(passage.heading))
        ):
            break
        head.append(passage.block)
    return head


def _meeting_date(
    head: list[Block], layout: Layout, name: str
) -> tuple[date, tuple[int, int]] | None:
    told = [b for b in head if len(b.text) < 400]
    for blocks in ([b for b in told if _SAYS_MEETING.search(b.text) or b.level in (1, 2)], told):
        for block in blocks:
            for match in dates_in(block.text):
                day = read_date(match[0], None)
                if day and not _EARLIER.search(
                    block.text[max(0, match.start() - 60) : match.start()]
                ):
                    return day, block.cite(match.start(), match.end())
    years = [int(y) for b in layout.blocks for y in re.findall(r"\b(?:19|20)\d{2}\b", b.text)]
    for block in told:
        for match in dates_in(block.text):
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


def _times(minutes: Minutes, head: list[Block]) -> tuple[str | None, str | None]:
    start = end = None
    for passage in minutes.passages:
        text = passage.block.text
        if len(text) > 400:
            continue
        if start is None and (began := _BEGAN.search(text)):
            start = next(iter(times_in(text[began.start() :])), None)
        if (closed := _CLOSED.search(text)) and "meeting" in text.lower():
            end = next(iter(times_in(text[closed.start() :])), end)
    if start is None:
        start = next((t for b in head if len(b.text) < 300 for t in times_in(b.text)), None)
    return start, end


def _venues(block: Block) -> Iterator[str]:
    if len(block.text) < 400:
        match = _VENUE.search(block.text)
        if match:
            yield collapse(match["venue"]).strip(" .,")


def _agenda(front: list[Block]) -> DraftMeeting | None:
    """The meeting that a pack is for: the first full date at its front."""
    venue = next((v for b in front[:14] for v in _venues(b)), None)
    for at, block in enumerate(front[:25]):
        if _EARLIER.search(block.text) or len(block.text) > 300 or block.kind == "row":
            continue
        for match in dates_in(block.text):
            day = read_date(match[0], None)
            if day:
                around = " ".join(
                    b.text for b in front[max(0, at - 1) : at + 3] if len(b.text) < 200
                )
                start = next(iter(times_in(block.text) or times_in(around)), None)
                return DraftMeeting(
                    day, "agenda", start, None, venue, block.cite(match.start(), match.end())
                )
    return None


def _coming(minutes: Minutes, on: date | None) -> DraftMeeting | None:
    """The date that minutes name for the next meeting; a move that they record counts."""
    passages = minutes.passages
    for at in range(len(passages) - 1, -1, -1):
        passage = passages[at]
        block = passage.block
        named = _NEXT.search(block.text)
        if not named and not (passage.section == "next_meeting" and block.kind == "heading"):
            continue
        start = named.start() if named else 0
        near = [
            (block, start),
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
        if day and (on is None or day > on):
            when = next(iter(times_in(text[end : end + 60]) or times_in(text)), None)
            return DraftMeeting(
                day, "future", when, None, None, block.cite(begin + start, begin + end)
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


def _future(front: list[Block], on: date | None) -> Iterator[DraftMeeting]:
    for block in front:
        if _FUTURE_DATES.search(block.text) and len(list(dates_in(block.text))) > 1:
            kind: MeetingKind = "future"
            last = 0
            for match in dates_in(block.text):
                for word in _PRIVATE.finditer(block.text[last : match.start()]):
                    kind = "private" if word[1] else "future"
                last = match.end()
                day = read_date(match[0], on)
                if day:
                    when = next(iter(times_in(block.text[match.end() : match.end() + 12])), None)
                    yield DraftMeeting(day, kind, when, None, None, block.lines)
        elif re.search(r"\bnext meeting\b", block.text, re.I) and len(block.text) < 300:
            for match in dates_in(block.text):
                day = read_date(match[0], on)
                if day:
                    yield DraftMeeting(
                        day,
                        "future",
                        next(iter(times_in(block.text[match.end() :])), None),
                        None,
                        None,
                        block.lines,
                    )


_NOT_NAME = re.compile(
    r"\b(?:members?|present|apologies|agenda|councillors?|minutes? of the last|welcome)\b|"
    r"^(?:the )?(?:meeting|board|committee|council|team|group)$",
    re.I,
)
_NAME_LEAD = re.compile(
    r"^(?:(?:public|draft|unconfirmed|approved|confirmed)\s+)*(?:minutes\s*[-–:]?\s+)?"
    r"(?:of\s+)?(?:the\s+|a\s+)?"
    r"(?:(?:ordinary|public|virtual|annual|extraordinary|monthly|remote)\s+)*"
    r"(?:meeting\s+)?(?:of\s+)?(?:the\s+)?|^to members of the\s+",
    re.I,
)


def _board(layout: Layout, front: list[Block]) -> str | None:
    """The board's name as printed at the head of the minutes or of the agenda."""
    opening = (
        {p.block.first for p in layout.minutes.passages if p.item >= 0} if layout.minutes else set()
    )
    head = _head_blocks(layout.minutes)[:8] if layout.minutes else []
    head = [b for b in head if b.first not in opening]
    best: str | None = None
    for block in [*front[:12], *head]:
        text = block.text[:220]
        match = _BODY_NAME.search(_NAME_LEAD.sub("", text)) if block.kind != "row" else None
        if match is None:
            continue
        name = collapse(match["name"]).strip(" ,-–")
        if len(name) < 6 or " " not in name or _NOT_NAME.search(name) or len(name) > 110:
            continue
        if (
            best is None
            or (best.lower() in name.lower() and len(name) > len(best))
            or len(best.split()) < 3 < len(name.split())
        ):
            best = name
    return best
