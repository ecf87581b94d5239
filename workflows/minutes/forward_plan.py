"""What is to come before the board later: said in passing, in the text of reports and minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from workflows.minutes.blocks import Block
from workflows.minutes.dates import DATE, MONTH, dates_in, read_date
from workflows.minutes.register import DraftForward, ForwardKind
from workflows.minutes.text import mentions

_BOARD = (
    r"(?:H&?W(?:B|BB)\b|H&WBB\b|HWBB?\b|[Bb]oard\b|[Cc]ommittee\b|(?:[Pp]arish |[Tt]own |[Ff]ull "
    r")?[Cc]ouncil\b|"
    r"[Tt]rustees\b|[Gg]overnors\b|[Mm]embers\b|[Pp]anel\b|[Cc]abinet\b)"
)
_COMES = (
    r"(?:return(?:s|ed)?|go(?:es)?|come(?:s)?(?: back)?|brought(?: back)?|bring(?:s)?(?: back)?|"
    r"present(?:ed)?(?: back)?|report(?:ed|ing|s)?(?: back)?|submitted|tabled|provided|"
    r"feed(?:s)? back|"
    r"full update|further update|update)"
)
_AHEAD = (
    r"(?:will|shall|to be|should|is to|are to|to go|to come|to return|scheduled|planned|due|"
    r"expected|"
    r"annually|each|every)"
)
_RECURS = (
    r"(?:annually|bi-?annually|quarterly|monthly|twice a year|twice yearly|six-?monthly|"
    r"half-?yearly|"
    r"each (?:year|quarter|meeting)|every (?:(?:\w+ )?meeting|year|quarter|(?:six|three|two) "
    r"months|\d+ months))"
)
_SPAN = (
    r"(?:(?:in|within|after) (?:the next )?(?:\d{1,2}|six|twelve|three|two|eighteen)"
    r"(?: ?(?:-|–|to) ?(?:\d{1,2}|eighteen))? (?:months|years|weeks)(?:['’] time)?)"
)
_MOMENT = (
    rf"(?:(?:in|by|on|for) (?:the )?(?:{DATE}|{MONTH},? (?:19|20)\d\d|"
    r"(?:spring|summer|autumn|winter) (?:19|20)\d\d)"
    r"|(?:the |its |a )?(?:next|future) (?:[\w&]+ ){0,3}meetings?|next municipal year|"
    rf"(?<=, ){MONTH} (?:19|20)\d\d|{_SPAN})"
)
_BOARD_RE = re.compile(rf"\b{_BOARD}")
_COMES_RE = re.compile(rf"\b(?:{_COMES}|updates?|reporting)\b", re.I)
_AHEAD_RE = re.compile(rf"\b{_AHEAD}\b", re.I)
_MOMENT_RE = re.compile(_MOMENT)
_RECURS_RE = re.compile(rf"\b{_RECURS}\b")
_SPAN_RE = re.compile(rf"\b{_SPAN}", re.I)
_REVIEW_WORD = re.compile(r"\breview(?:s|ed|ing)?\b|\b(?:return|come back|brought back)\b", re.I)
_BACK_ON = re.compile(r"\breport(?:ed)? back (?:on )?$")
_DESCRIBES = re.compile(
    r" (?:reports?|updates?|averages?|figures|basis|meetings?|[\w-]+ (?:average|increase))\b"
)
"""What "quarterly" only describes: it says nothing of when the next comes."""
_MAY_TELL = re.compile(rf"\b{_BOARD}|\breview|\breported back\b")
_PAST = re.compile(
    r"\b(?:was|were|had been|has been|have been|had to be) (?:presented|reported|brought|"
    r"reviewed|submitted)\b"
)


def read_forward_plan(blocks: Sequence[Block], on: date | None) -> Iterator[DraftForward]:
    """The sentences and table cells that tell of something to come; each once."""
    seen: set[str] = set()
    for block in blocks:
        if block.kind == "heading" or len(block.text) > 6000 or not _MAY_TELL.search(block.text):
            continue
        for text, lines in _parts(block):
            told = _told(text[:900])
            if told is None or text in seen:
                continue
            seen.add(text)
            kind, when = told
            day = next((d for m in dates_in(when) if (d := read_date(m[0], on))), None)
            if day is None or on is None or day >= on:
                yield DraftForward(text, when, kind, day, lines)


def _parts(block: Block) -> Iterator[tuple[str, tuple[int, int]]]:
    if block.kind == "row":
        yield from ((c, block.lines) for c in block.cells if len(c) > 25)
        return
    for start, end in block.sentences:
        yield block.text[start:end], block.cite(start, end)


def _told(text: str) -> tuple[ForwardKind, str] | None:
    """What a sentence tells, and when: a review after a span, something each year, or once."""
    spans = _SPAN_RE.finditer(text) if mentions(text, ("month", "year", "week")) else ()
    for match in spans:
        near = text[max(0, match.start() - 120) : match.end() + 60]
        if _REVIEW_WORD.search(near):
            return "review", match[0]
    for match in _RECURS_RE.finditer(text):
        if _DESCRIBES.match(text[match.end() : match.end() + 20]):
            continue
        near = text[max(0, match.start() - 160) : match.end() + 120]
        if _BOARD_RE.search(near) and (_COMES_RE.search(near) or _REVIEW_WORD.search(near)):
            return "recurring", match[0]
    if _PAST.search(text):
        return None
    for match in _MOMENT_RE.finditer(text):
        before = text[max(0, match.start() - 220) : match.start()]
        after = text[match.end() : match.end() + 60]
        comes = _AHEAD_RE.search(before) and _COMES_RE.search(before)
        if (comes and _BOARD_RE.search(before + match[0] + after)) or _BACK_ON.search(before):
            return "once", match[0]
    return None
