"""Finding the words that say when: a small strict grammar, so that "budget 3" is never a date.

`classify` alone says what a phrase means; the rest only finds it and keeps it verbatim.
"""

from __future__ import annotations

import re
from datetime import date
from typing import cast

from workflows import deadlines
from workflows.deadlines import read_due
from workflows.errors import InvalidInput
from workflows.minutes.dates import DATE, MONTH, MONTHS, parts_of, read_date
from workflows.minutes.register import DueKind

_TBC = (
    r"(?:\s*\((?:date|time|timing|timescale)s? (?:to be|tbc|to be "
    r"confirmed)[^()]{0,30}\)|\s*\(tbc\))?"
)
_MEETING = (
    r"(?:the |our |its |their |an? )?(?:next|following|subsequent|forthcoming|"
    r"upcoming|future|[A-Z][a-z]+|later)"
    r"(?: (?:[A-Z][\w&’'-]*|of|and|for|the|full|ordinary|public|private|"
    r"scheduled|available|quarterly|annual|monthly|all-hands|board|committee|"
    r"council|against|parish)){0,9}?"
    r" (?:meetings?|agenda|session|sitting|call)"
)
_PREP = (
    r"(?:by|before|on|in|at|to|for|during|until|from|within|ahead of|in time for|"
    r"prior to|no later than|not later than|in advance of|after|following)"
)

_PATTERNS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (
        ("close", "cop", "cob", "end of play", "noon", "midday"),
        re.compile(
            rf"\b(?:(?:by|before|until) )?(?:the )?(?:close of (?:play|business)|cop|cob|"
            rf"end of play|noon|midday) (?:on )?(?:{DATE}|(?:Mon|Tues|Wednes|Thurs|Fri)day)",
            re.I,
        ),
    ),
    (
        ("q1", "q2", "q3", "q4", "period", "month"),
        re.compile(
            r"\b(?:by|in|at|before|for|from|to|during) (?:the )?(?:(?:start|end|close) of )?"
            r"(?:Q[1-4](?: (?:of )?\d{4}(?:[/-]\d{2,4})?)?|(?:accounting )?(?:period|month) \d{1,2}"
            r"(?: (?:of )?\d{4}(?:[/-]\d{2,4})?)?)\b",
            re.I,
        ),
    ),
    (
        ("next but one",),
        re.compile(r"\b(?:at|to|for|in|by|before) (?:the )?next but one meeting\b", re.I),
    ),
    (
        ("start", "beginning", "middle", "end", "close", "week"),
        re.compile(
            rf"\b(?:{_PREP} )?(?:the )?(?:start|beginning|middle|end|close|(?:first|"
            rf"second|third|fourth|last) week) (?:of|in) (?:the )?(?:{DATE}|{MONTH}(?: "
            rf"\d{{4}})?|(?:calendar|financial|municipal|this|next)? ?(?:year|month|"
            rf"quarter|week)|(?:(?:school|academic|summer|autumn|spring|winter) )?(?:term|year)|"
            rf"summer|autumn|spring|winter)(?: paper)?",
            re.I,
        ),
    ),
    (
        (),
        re.compile(
            rf"\b(?:by|before|on|until|no later than|not later than|ahead of|prior to|due:?|"
            rf"due by:?|due date:?|deadline:?|target(?: date)?:?) (?:the )?{DATE}",
            re.I,
        ),
    ),
    (
        ("next ",),
        re.compile(
            rf"\b{_PREP} (?:the )?next (?:municipal|financial|calendar|academic) year{_TBC}", re.I
        ),
    ),
    (
        ("meeting", "agenda", "session", "sitting", "call"),
        re.compile(rf"\b(?:{_PREP} )?{_MEETING}(?: on {DATE})?{_TBC}"),
    ),
    (
        ("next ",),
        re.compile(
            rf"\b(?:{_PREP} )?(?:the )?next (?:all-hands|board|committee|council|full "
            rf"council|agm|call|week|month|quarter|year)\b{_TBC}",
            re.I,
        ),
    ),
    (
        MONTHS,
        re.compile(
            rf"\b(?:by|in|before|during|until|for|from) (?:early |mid-|late )?"
            rf"{MONTH}(?: \d{{4}})?\b",
            re.I,
        ),
    ),
    (
        ("urgen", "as soon as", "asap", "a.s.a.p.", "immediately", "straight", "forthwith"),
        re.compile(
            r"\bas a matter of urgency\b|\bas soon as (?:possible|practicable|practical)\b|"
            r"\b(?:asap|a\.s\.a\.p\.|immediately|urgently|straight ?away|forthwith)\b",
            re.I,
        ),
    ),
    (
        (),
        re.compile(
            r"\b(?:before|prior to|ahead of|in advance of) (?:the )?(?:formal |final |"
            r"its |national )?(?:submission|publication|launch|implementation|"
            r"consultation|election|meeting|deadline|Christmas(?: period)?|Easter|summer|audit|"
            r"visit|inspection|hearing|event|holidays|recess|half[- ]term|year end)\b|"
            r"\b(?:over|during|after) (?:the )?(?:summer|Christmas|Easter|winter)"
            r"(?: (?:holidays?|break|recess|period))?\b|\b(?:in|by|early in) (?:the )?new year\b|"
            r"\bby (?:the )?year[- ]end\b|"
            r"\b(?:at|to|before|for) (?:the |this year’s |next year’s )?"
            r"(?:AGM|annual (?:general )?meeting)\b",
            re.I,
        ),
    ),
    (
        ("q1", "q2", "q3", "q4", "quarter", "day", "week", "month"),
        re.compile(
            r"\b(?:by|in|during|within) (?:the )?(?:Q[1-4]|(?:first|second|third|fourth|"
            r"next|this) quarter|(?:next |coming )?(?:\d{1,2}|two|three|four|six|ten|"
            r"twelve) (?:working )?(?:days|weeks|months)(?:['’] time\b)?)"
            r"(?: of \d{4}(?:/\d{2,4})?)?\b",
            re.I,
        ),
    ),
    (
        ("day", "tomorrow", "this ", "by return"),
        re.compile(
            r"\b(?:today|tomorrow|this (?:week|month)|by return)\b|"
            r"\b(?:by|before|on|next|this) (?:next |this )?(?:Monday|Tuesday|Wednesday|"
            r"Thursday|Friday|Saturday|Sunday)\b",
            re.I,
        ),
    ),
    (
        ("later", "future", "suitable", "further", "outside"),
        re.compile(
            r"\b(?:at|on) (?:a|an) (?:later|future|suitable) (?:date|meeting)\b|\b(?:a|"
            r"an) (?:later|future|further) (?:board |committee )?(?:update|meeting)\b|"
            r"\boutside of? the meeting\b",
            re.I,
        ),
    ),
    ((), re.compile(r"\bin (?:19|20)\d{2}(?:[/-]\d{2,4})?\b")),
    (
        ("ongoing", "ly", "twice", "every", "each "),
        re.compile(
            r"\bon an ongoing basis\b|\b(?:(?:annually|quarterly|monthly|weekly|"
            r"fortnightly|half[- ]yearly)(?=[.,;:)]|$| and\b| to the\b| at\b)|twice a "
            r"year|every (?:meeting|month|quarter|year|six months)|each (?:meeting|time|"
            r"month|quarter|year))\b|\bat (?:every|each) meeting\b",
            re.I,
        ),
    ),
    (
        ("when ", "once ", "after "),
        re.compile(
            r"\bwhen (?:required|necessary|available|appropriate|complete[d]?)\b|"
            r"\b(?:once|when|after) the [\w ]{3,50}? (?:is|are|has been|have been) "
            r"[a-z]+(?:ed|en)\b",
            re.I,
        ),
    ),
    (
        ("confirmed", "tbc"),
        re.compile(r"\b(?:date|timescale|timing) (?:to be confirmed|tbc)\b|\bTBC\b", re.I),
    ),
)
"""The phrases, each after what one of them cannot be without, in lower case: that is looked for
first, because most sentences say nothing of when."""
_NOT_DUE = re.compile(
    r"\b(?:held|dated|since|minutes of|meeting of|published|received|agreed) "
    r"(?:on |in |at )?(?:the )?(?:\w+ )?$",
    re.I,
)


def find_due(text: str) -> str | None:
    """The phrase in a text that says when, verbatim; the first kind in the table that occurs."""
    lower = text.lower()
    for needed, pattern in _PATTERNS:
        if needed and not any(part in lower for part in needed):
            continue
        for match in pattern.finditer(text):
            if not _NOT_DUE.search(text[max(0, match.start() - 30) : match.start()]):
                return match[0].strip(" ,.")
    return None


def classify(
    phrase: str | None, meeting_date: date | None, next_meeting: date | None = None
) -> tuple[DueKind, date | None]:
    """What a phrase means. Only a full date, or a next meeting of known date, is a day.

    `workflows.deadlines` says so; a few words decide what its strict grammar does not know, and
    what cannot be judged because the paper does not say when the meeting was.
    """
    if not phrase or not phrase.strip(" -–—."):
        return "none", None
    if _YEAR_ALONE.fullmatch(phrase.strip(" ,.")):
        return "tbc", None
    if meeting_date is not None:
        try:
            due = read_due(phrase, on=meeting_date)
        except InvalidInput:
            pass
        else:
            if due.kind is deadlines.DueKind.NEXT_MEETING:
                return "next_meeting", next_meeting
            # A month or a quarter is a period: which of its days counts is decided when recorded.
            kind = cast("DueKind", due.kind.value)
            return kind, due.day if kind == "date" else None
    return _by_words(phrase, meeting_date, next_meeting)


_YEAR_ALONE = re.compile(
    r"(?:(?:by|before|in|during|within|for|until|some ?time in|later in) )?"
    r"(?:the year )?(?:19|20)\d{2}",
    re.I,
)
"""A year is too long a time to be due in: which month of it is still to be set."""
_KIND_WORDS: tuple[tuple[DueKind, re.Pattern[str]], ...] = (
    ("municipal_year", re.compile(r"\bmunicipal year\b", re.I)),
    ("financial_year", re.compile(r"\bfinancial year\b", re.I)),
    ("quarter", re.compile(r"\bquarter\b|\bq[1-4]\b", re.I)),
    (
        "urgent",
        re.compile(
            r"\burgen|\bby return\b|\basap\b|\bas soon as\b|\bimmediately\b|\bforthwith\b", re.I
        ),
    ),
    ("tbc", re.compile(r"\b(?:later|future|suitable) |\bto be confirmed\b|\btb[ca]\b", re.I)),
)
_NEXT_MEETING = re.compile(
    r"(?:(?:at|to|for|by|before|in|on|ahead of|in time for|prior to|until|during) )?"
    r"(?:(?:the|our|its|their|this) )?(?:next|following|forthcoming|upcoming) "
    r"(?:(?:full|ordinary|public|scheduled|board|committee|council|parish) ){0,3}"
    r"(?:meeting|agenda|all-hands|session|board|committee|council)",
    re.I,
)


def _by_words(
    phrase: str, meeting_date: date | None, next_meeting: date | None
) -> tuple[DueKind, date | None]:
    for kind, pattern in _KIND_WORDS[:4]:
        if pattern.search(phrase):
            return kind, None
    if parts_of(phrase) is not None:
        return "date", read_date(phrase, meeting_date)
    if _KIND_WORDS[4][1].search(phrase):
        return "tbc", None
    if _NEXT_MEETING.fullmatch(phrase.strip()):
        return "next_meeting", next_meeting
    if re.search(rf"\b{MONTH}\b", phrase, re.I):
        return "month", None
    if re.search(r"\bmeeting\b", phrase) and not re.search(r"\b(?:each|every|outside)\b", phrase):
        return "other_meeting", None
    return "event", None
