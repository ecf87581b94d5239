"""When a meeting was to begin and end, when it did, and where it was held."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workflows.minutes.blocks import Block
from workflows.minutes.dates import dates_in, times_in
from workflows.minutes.layout import Minutes
from workflows.minutes.text import collapse, mentions

_BEGAN = re.compile(
    r"\b(?:began|commenced|started|opened|convened|called to order|call to order|"
    r"(?:opened|started|began) the meeting)\b",
    re.I,
)
_CLOSED = re.compile(
    r"\b(?:closed|ended|finished|concluded|adjourned|terminated|rose|closure|close)\b", re.I
)
_ABOUT_MEETING = re.compile(
    r"\bmeeting\b|\bcall(?:ed)? to order\b|^(?:closed?|ended|finished)\b", re.I
)
_ABOUT_IT = ("meeting", "call", "close", "ended", "finished")
"""What `_ABOUT_MEETING` cannot be without."""
_BUSINESS = re.compile(r"\b(?:next|previous|last|consultation|will be|to be)\b", re.I)
_SPAN = re.compile(r"\s?(?:[-–—]|to|until|till)\s?", re.I)
_CLOCK = r"\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\.?)?"

_LABELLED = re.compile(
    r"(?:venue|location|place|where|held at)\s*[:;–-]+\s*(?P<venue>\S.{2,240})", re.I
)
_HELD = re.compile(
    r"\b(?:held|place|met|meeting)\b(?: (?:remotely|virtually|online))?,? "
    r"(?P<venue>(?:at|in|via|by|over|through)\b (?!\d|noon\b|which\b|accordance\b|"
    r"public\b).{3,240})",
    re.I,
)
_AFTER_TIME = re.compile(
    r"(?:\d ?[ap]\.?m\.?|:\d\d|\b(?:19|20)\d\d|hrs|hours|noon),? ?(?P<venue>(?:(?i:at|in|via|"
    r"virtually|by|online)\b )"
    r"(?!\d)[^.]{3,240}|[A-Z][^.\d]{5,200})",
)
_AT = re.compile(r"(?:^|[ ,])(?P<venue>(?:at|in|via|by|online)\b (?!\d|noon\b)[^.]{3,200})")
_PLACE = re.compile(
    r"\b(?:Hall|Rooms?|Chambers?|Offices?|Centre|Center|House|School|Church|Library|Pavilion|"
    r"Club|Clubhouse|Building|College|Academy|Hotel|Theatre|Institute|Zoom|Teams|Skype|Webex|"
    r"[Vv]ideo ?[Cc]onference|[Tt]eleconference|[Oo]nline|Suite|Headquarters|HQ|Hospital|"
    r"Board ?[Rr]oom|Campus|Chapel|Inn|Arms|Court|Tower|Studio|hall|room)\b|"
    r"\b(?:HALL|ROOM|CHAMBER|CENTRE|LIBRARY|PAVILION|CHURCH|SCHOOL|OFFICES)\b"
)
_NOT_PLACE = re.compile(
    r"\b(?:minutes|agenda|apolog\w+|present|chair(?:man|person)?|committee of|trustees of|"
    r"governors?|management committee|council(?:lors)?$|board$|committee$)\b",
    re.I,
)
_CUT = re.compile(
    rf",? (?:on|at|from|commencing|starting|beginning)(?: at)? (?=(?:Mon|Tues|Wednes|Thurs|Fri|"
    rf"Satur|Sun)day"
    rf"|{_CLOCK}\b)|\.(?=\s|$)|;|(?<=[a-z]) (?=(?:Present|Attending|Attendees|Date|Time)\s*:)",
    re.I,
)
_LEAD = re.compile(r"^(?:(?:[Aa]t|AT|[Ii]n|IN|the|THE(?=[A-Z ]+$)|[Vv]irtually|[Oo]nline)\s)+")
_VIA = re.compile(r"^(?:(?:via|by|over|through)\s)+", re.I)


@dataclass(frozen=True, slots=True)
class Times:
    """Times of day as HH:MM: those printed beforehand, and those that the minutes tell of."""

    start: str | None = None
    end: str | None = None
    actual_start: str | None = None
    actual_end: str | None = None


def times_of(minutes: Minutes, head: Sequence[Block]) -> Times:
    """Scheduled and actual times. A head that says "commenced at" tells when it really began."""
    start, end = scheduled_times(head)
    began = closed = None
    for passage in minutes.passages:
        text = passage.block.text
        if len(text) > 400 or not mentions(text, _ABOUT_IT) or not _ABOUT_MEETING.search(text):
            continue
        if began is None and (match := _BEGAN.search(text)):
            began = next(iter(times_in(text[match.start() : match.end() + 80])), None) or next(
                iter(times_in(text[max(0, match.start() - 30) : match.start()])), None
            )
        for match in _CLOSED.finditer(text):
            closed = next(iter(times_in(text[match.start() :])), None) or closed
    return Times(start, end, began, closed)


def scheduled_times(head: Sequence[Block]) -> tuple[str | None, str | None]:
    """The times at the head of a paper: the first that stands there, and what it lasts to."""
    for block in head:
        text = block.text
        if len(text) > 300 or _BEGAN.search(text):
            continue
        times = times_in(text)
        if times:
            spans = len(times) > 1 and _is_span(text)
            return times[0], times[1] if spans and times[1] > times[0] else None
    return None, None


def _is_span(text: str) -> bool:
    return bool(re.search(rf"{_CLOCK}{_SPAN.pattern}(?:12 noon|noon|{_CLOCK})", text, re.I))


def venue_of(head: Sequence[Block]) -> str | None:
    """Where it was held: labelled, told in the heading, or on a line of its own."""
    told = [b for b in head if len(b.text) < 500 and b.kind != "row"]
    pieces = [p for b in told for p in _pieces(b)]
    rows = [
        b.cells[1]
        for b in head
        if len(b.cells) > 1 and re.match(r"(?:venue|location|place)\W*$", b.cells[0], re.I)
    ]
    for find in (_labelled, _told):
        found = next((v for p in pieces for v in find(p)), None)
        if found:
            return found
    lone = next((v for b in told if b.kind != "list" for p in _pieces(b) for v in _alone(p)), None)
    if lone:
        return lone
    return next((r for r in rows if r), None)


def venue_in(text: str) -> str | None:
    """Where a meeting is, in what follows its date."""
    for pattern in (_HELD, _AFTER_TIME, _AT):
        for match in pattern.finditer(text):
            found = next(_tidy(match["venue"]), None)
            if found and _PLACE.search(found) and not _NOT_PLACE.search(found):
                return found
    return None


def _pieces(block: Block) -> list[str]:
    """The block as a whole, and then its lines: a head without blank lines is one block."""
    return [block.text, *(block.text[a:b] for a, b in block.line_spans)]


def _labelled(text: str) -> Iterator[str]:
    match = _LABELLED.match(text)
    if match:
        yield from _tidy(match["venue"])


def _told(text: str) -> Iterator[str]:
    if re.search(r"\bnext\b", text, re.I):
        return
    for pattern in (_HELD, _AFTER_TIME):
        for match in pattern.finditer(text):
            for venue in _tidy(match["venue"]):
                if _PLACE.search(venue) and not _NOT_PLACE.search(venue):
                    yield venue


def _alone(text: str) -> Iterator[str]:
    if (
        len(text) < 130
        and text[:1].isupper()
        and _PLACE.search(text)
        and not _NOT_PLACE.search(text)
        and not text.endswith((":", "."))
        and next(dates_in(text), None) is None
    ):
        yield from _tidy(text)


def _tidy(text: str) -> Iterator[str]:
    venue = _CUT.split(collapse(text), maxsplit=1)[0]
    venue = _VIA.sub("", _LEAD.sub("", venue.strip(" .,;:-–")))
    if 3 < len(venue) <= 200 and not next(dates_in(venue), None):
        yield venue
