"""Due phrases and what they mean: a date, a meeting, a period, or no day at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from workflows.calendars import WorkingCalendar, calendar_of
from workflows.colours import Rag
from workflows.dates import (
    MONTH,
    MONTH_NAMES,
    day_words,
    month_of,
    nearest,
    read_day,
    read_time,
    read_time_range,
    tidy,
    year_of,
)
from workflows.errors import InvalidInput

__all__ = [
    "Due",
    "DueKind",
    "day_words",
    "describe",
    "is_overdue",
    "rag",
    "read_date",
    "read_due",
    "read_time",
    "read_time_range",
]


class DueKind(StrEnum):
    """The kinds of due that boards use. Only some of them are a day."""

    DATE = "date"
    MONTH = "month"
    QUARTER = "quarter"
    FINANCIAL_YEAR = "financial_year"
    MUNICIPAL_YEAR = "municipal_year"
    NEXT_MEETING = "next_meeting"
    OTHER_MEETING = "other_meeting"
    EVENT = "event"
    URGENT = "urgent"
    TBC = "tbc"
    NONE = "none"


@dataclass(frozen=True)
class Due:
    """When something is due.

    `phrase` is what was written. `day` is the day it comes to, where it is one. A due at a meeting
    of this board holds `meeting_id`, a link: its `day` is then that meeting's day as the store read
    it, and follows the meeting when it moves. A due of kind next_meeting without `meeting_id` waits
    for the next ordinary meeting to be scheduled.
    """

    kind: DueKind = DueKind.NONE
    phrase: str = ""
    day: date | None = None
    meeting_id: str | None = None

    @property
    def is_day(self) -> bool:
        """Whether there is a day to count towards."""
        return self.day is not None


# --- reading ----------------------------------------------------------------------------------

_LONGEST = 200
_LEADING = re.compile(
    r"(?:(?:is |to be )?due|by|before|ahead of|prior to|in time for|at|for|to|in|on|during|until|"
    r"no later than|not later than):? "
)
_END = r"(?:(?:the )?end of |end )?"

#: Kinds that are no day, by the whole phrases that mean them.
_NO_DAY = [
    (
        DueKind.NONE,
        r"|none|no date|no due date|without (?:a )?date|n/?a|not set|-+|"
        r"on-?going|an on-?going basis|continuing",
    ),
    (
        DueKind.URGENT,
        r"(?:as )?a matter of urgency|urgent|urgently|asap|a\.s\.a\.p|immediate|immediately|"
        r"at once|straight away|as soon as (?:is )?(?:reasonably )?(?:possible|practicable)",
    ),
    (
        DueKind.TBC,
        r"(?:(?:a |the )?(?:date|time|deadline) )?"
        r"(?:tbc|tba|tbd|t\.b\.c|to be (?:confirmed|agreed|advised|arranged|announced|determined|"
        r"decided|set|fixed))|(?:at )?(?:a |some )?(?:later|future) (?:date|time|stage)|later|"
        r"(?:in )?due course|(?:at )?(?:a |some )?(?:future|later|subsequent) "
        r"(?:(?:board|committee|panel|forum) )?meeting(?: of the (?:board|committee|panel|forum))?",
    ),
    (
        DueKind.MUNICIPAL_YEAR,
        r"(?:(?:the )?(?:start|beginning|end) of )?(?:the )?(?:this |next |new |current |coming )?"
        r"(?:[0-9]{4}[/-](?:[0-9]{2}|[0-9]{4}) )?(?:municipal|civic|council) year"
        r"(?: [0-9]{4}[/-](?:[0-9]{2}|[0-9]{4}))?(?:,? \(?date (?:to be confirmed|tbc)\)?)?",
    ),
]
_NO_DAY_FORMS = [(kind, re.compile(form)) for kind, form in _NO_DAY]

_OWN = r"(?:(?:health and wellbeing )?board|committee|sub-?committee|panel|forum)"
_OWN_MEETING = re.compile(
    rf"(?:the |our |its |this )?next (?:ordinary |scheduled )?(?:{_OWN} )?(?:meeting|agenda)"
    rf"(?: of (?:the|this|our) {_OWN})?|(?:the |this )?{_OWN}'s next meeting"
)
_BODY = r"(?P<body>[a-z0-9][a-z0-9 &,'()-]{0,79}?)"
_OTHER_MEETING = [
    re.compile(form)
    for form in (
        rf"(?:the )?next (?:ordinary )?(?:meeting|sitting) of (?:the )?{_BODY}",
        rf"(?:the )?{_BODY}(?:'s|s') next (?:meeting|sitting)",
        rf"(?:the )?next {_BODY} (?:meeting|sitting)",
    )
]
_EVENT = re.compile(
    r"(?:before|after|once|when|following|prior to|ahead of|pending|subject to|"
    r"on (?:completion|receipt|publication|approval) of|as soon as) (?P<what>[^:;\n]{2,120})"
)
#: What an event may not hold: it would be a date or a meeting that could not be read.
_NOT_AN_EVENT = re.compile(
    rf"\b(?!(?:19|20)[0-9]{{2}}\b)[0-9]|\b{MONTH}(?!\w)|day\b|\bnext\b.*\bmeeting"
)

_MONTH_FORM = re.compile(rf"(?:{_END}|(?:the )?month of ){MONTH}(?:,? (?P<year>[0-9]{{4}}))?")
_THIS_MONTH = re.compile(
    r"(?:(?:the )?end of )?(?P<which>this|the|next) month|(?:end of month|month[ -]end)"
)
_YEAR_ALONE = re.compile(rf"{_END}(?P<year>[0-9]{{4}})")
_SPLIT_YEAR = r"(?P<first>[0-9]{4}|[0-9]{2})[/-](?P<second>[0-9]{4}|[0-9]{2})"
_QUARTER = re.compile(
    rf"{_END}(?:q|quarter )(?P<n>[1-4])(?P<rest>,? (?:of )?(?:{_SPLIT_YEAR}|(?P<year>[0-9]{{4}})))?"
)
_QUARTER_END = re.compile(
    r"(?:the )?end of (?P<which>this|the|next) quarter|(?P<bare>quarter[ -]end)"
)
_FINANCIAL_YEAR = re.compile(
    rf"{_END}(?:the )?(?:(?P<which>this|current|next) )?(?:{_SPLIT_YEAR} )?financial year"
    r"|(?:the )?financial year[ -]end|(?:the )?year[ -]end"
)
_FINANCIAL_YEAR_NAMED = re.compile(rf"{_END}(?:(?:the )?financial year )?{_SPLIT_YEAR}")


def read_due(
    phrase: str,
    *,
    on: date,
    calendar: WorkingCalendar | None = None,
    own_names: tuple[str, ...] = (),
) -> Due:
    """What `phrase` means, judged from `on`: the day of the meeting that set it, else today.

    The whole phrase must be one that the grammar knows (docs/due-dates.md); a "by", "due", "at"…
    before it is passed over. Working days are the `calendar`'s (England's by default). A "next
    meeting" has neither day nor `meeting_id` yet: linking it is the caller's. `own_names` are the
    board's name, short name and aliases, so that "next HWB meeting" is known as its own.

    Raises InvalidInput (field due) for what is unreadable or impossible, saying what to type.
    """
    calendar = calendar or calendar_of("england")
    printed = " ".join(phrase.split())
    text = tidy(phrase)
    while len(text) <= _LONGEST:
        if due := _read(text, printed, on, calendar, own_names):
            return due
        leading = _LEADING.match(text)
        if leading is None:
            break
        text = text[leading.end() :]
    shown = printed if len(printed) <= 60 else printed[:59] + "…"
    raise InvalidInput(
        f"I could not read “{shown}” as a date. "
        "Try 13 March, 2027-03-13, next meeting, end of April, Q2, or tbc.",
        "due",
    )


def read_date(
    text: str, *, on: date, calendar: WorkingCalendar | None = None, field: str = "day"
) -> date:
    """The single day that `text` names; months, quarters and meetings are none.

    Raises InvalidInput, of the given `field`.
    """
    try:
        due = read_due(text, on=on, calendar=calendar)
    except InvalidInput as problem:
        raise InvalidInput(problem.message, field) from None
    if due.kind is not DueKind.DATE or due.day is None:
        shown = " ".join(text.split())[:60]
        raise InvalidInput(
            f"“{shown}” is not one day. Type a day, like 13 March 2027 or 2027-03-13.", field
        )
    return due.day


def _read(
    text: str, printed: str, on: date, calendar: WorkingCalendar, own_names: tuple[str, ...]
) -> Due | None:
    for kind, form in _NO_DAY_FORMS:
        if form.fullmatch(text):
            return Due(kind, printed)
    if day := read_day(text, on, calendar):
        return Due(DueKind.DATE, printed, day)
    if period := _read_period(text, on):
        kind, last = period
        return Due(kind, printed, calendar.on_or_before(last))
    if _OWN_MEETING.fullmatch(text):
        return Due(DueKind.NEXT_MEETING, printed)
    for form in _OTHER_MEETING:
        if m := form.fullmatch(text):
            own = m["body"] in {tidy(name) for name in own_names if name}
            return Due(DueKind.NEXT_MEETING if own else DueKind.OTHER_MEETING, printed)
    event = _EVENT.fullmatch(text)
    if event and not _NOT_AN_EVENT.search(event["what"]):
        return Due(DueKind.EVENT, printed)
    return None


# Periods: (kind, its last calendar day).


def _read_period(text: str, on: date) -> tuple[DueKind, date] | None:
    for read in (_month, _quarter, _financial_year):
        if found := read(text, on):
            return found
    return None


def _month_end(year: int, month: int) -> date:
    return date(year, month, 1) + relativedelta(day=31)


def _month(text: str, on: date) -> tuple[DueKind, date] | None:
    if m := _MONTH_FORM.fullmatch(text):
        month = month_of(m["month"])
        if m["year"]:
            return DueKind.MONTH, _month_end(year_of(m["year"]), month)
        return DueKind.MONTH, nearest(lambda year: _month_end(year, month), on)[0]
    if m := _THIS_MONTH.fullmatch(text):
        ahead = 1 if m["which"] == "next" else 0
        return DueKind.MONTH, on + relativedelta(months=ahead, day=31)
    if m := _YEAR_ALONE.fullmatch(text):
        return DueKind.MONTH, date(year_of(m["year"]), 12, 31)
    return None


def _quarter(text: str, on: date) -> tuple[DueKind, date] | None:
    """UK financial quarters: Q1 is April to June, Q4 of 2026/27 January to March 2027."""
    if m := _QUARTER.fullmatch(text):
        n = int(m["n"])
        if m["year"]:
            year = year_of(m["year"])
            raise InvalidInput(
                f"Q{n} {year} may belong to either of two financial years. Type "
                f"Q{n} {_split(year - 1)} or Q{n} {_split(year)}.",
                "due",
            )
        end_of = _quarter_end_in(n)
        if m["rest"]:
            return DueKind.QUARTER, end_of(_first_year(m["first"], m["second"]) + (n == 4))
        return DueKind.QUARTER, nearest(end_of, on)[0]
    if m := _QUARTER_END.fullmatch(text):
        this = _month_end(on.year, (on.month + 2) // 3 * 3)
        ahead = 3 if m["which"] == "next" else 0
        return DueKind.QUARTER, this + relativedelta(months=ahead, day=31)
    return None


def _quarter_end_in(n: int) -> Callable[[int], date]:
    """The last day of quarter `n`, by the calendar year that this day lies in."""
    return lambda year: _month_end(year, 3 * n + 3 if n < 4 else 3)


def _financial_year(text: str, on: date) -> tuple[DueKind, date] | None:
    m = _FINANCIAL_YEAR.fullmatch(text) or _FINANCIAL_YEAR_NAMED.fullmatch(text)
    if m is None:
        return None
    parts = m.groupdict()
    if parts["first"]:
        return DueKind.FINANCIAL_YEAR, date(_first_year(parts["first"], parts["second"]) + 1, 3, 31)
    ends = _fy(on) + 1 + (parts.get("which") == "next")
    return DueKind.FINANCIAL_YEAR, date(ends, 3, 31)


def _fy(day: date) -> int:
    """The year in which `day`'s financial year began (on 1 April)."""
    return day.year if day.month >= 4 else day.year - 1


def _split(first: int) -> str:
    return f"{first}/{(first + 1) % 100:02}"


def _first_year(first: str, second: str) -> int:
    year = year_of(first)
    if (year + 1) % 100 != int(second) % 100 or (len(second) == 4 and int(second) != year + 1):
        raise InvalidInput(
            f"{first}/{second} is no financial year: after {year} comes {year + 1}. "
            f"Type {_split(year)}.",
            "due",
        )
    return year


# --- saying -----------------------------------------------------------------------------------


def describe(due: Due, *, today: date | None = None) -> str:
    """What was read, said back: "due Fri 10 Feb 2023, the next meeting", "no date yet".

    With `today`, a day before it is flagged " — already past".
    """
    if due.day is None:
        return _describe_without_day(due)
    past = " — already past" if today is not None and due.day < today else ""
    if past and due.kind is DueKind.NEXT_MEETING:
        return f"due {day_words(due.day)}, the meeting of that day{past}"
    return _describe_day(due, due.day) + past


def _describe_day(due: Due, day: date) -> str:
    words = day_words(day)
    match due.kind:
        case DueKind.NEXT_MEETING:
            return f"due {words}, the next meeting"
        case DueKind.MONTH:
            return f"due end of {MONTH_NAMES[day.month - 1]} {day.year} ({words})"
        case DueKind.QUARTER:
            n = (day.month - 4) % 12 // 3 + 1
            return f"due end of Q{n} {_split(_fy(day))} ({words})"
        case DueKind.FINANCIAL_YEAR:
            return f"due end of the financial year {_split(_fy(day))} ({words})"
        case DueKind.OTHER_MEETING | DueKind.EVENT | DueKind.MUNICIPAL_YEAR if due.phrase:
            return f"due {words}, {due.phrase}"
        case _:
            return f"due {words}"


def _describe_without_day(due: Due) -> str:
    match due.kind:
        case DueKind.NONE:
            return "no date yet"
        case DueKind.URGENT:
            return "as a matter of urgency"
        case DueKind.TBC:
            return "to be confirmed"
        case DueKind.NEXT_MEETING:
            return "the next meeting (not yet scheduled)"
        case DueKind.MUNICIPAL_YEAR:
            return due.phrase or "next municipal year"
        case _:
            return due.phrase or "no date yet"


# --- judging ----------------------------------------------------------------------------------

#: Amber begins so many working days before the due day.
_AMBER = 10
_NO_ANSWER = frozenset({DueKind.TBC, DueKind.NONE, DueKind.URGENT})


def is_overdue(due: Due, today: date) -> bool:
    """Whether its day is past. The day itself is still in time."""
    return due.day is not None and due.day < today


def rag(original: Due, current: Due, today: date, calendar: WorkingCalendar, done: bool) -> Rag:
    """The colour of an action in the log.

    `current` differs from `original` only by extensions that were agreed (and by meetings that
    moved), so red is: past `current`. A due that was changed to "to be confirmed" or none answers
    no question: the original date still counts. Done is green; without any day there is none.
    """
    if done:
        return Rag.GREEN
    judged = original if current.day is None and current.kind in _NO_ANSWER else current
    if judged.day is None:
        return Rag.NONE
    if is_overdue(judged, today):
        return Rag.RED
    near = calendar.add(calendar.on_or_before(judged.day), -_AMBER)
    return Rag.AMBER if near <= today else Rag.GREEN
