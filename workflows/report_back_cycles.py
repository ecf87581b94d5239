"""When something comes back: the words of a cycle, windows ("12-18 months"), and at which of a
board's meetings the next time is.

Pure. A cycle keeps its rhythm from the day that the last one was due, not from the day that it
came: a report that was heard late does not push the next one back. It comes to the meeting that is
nearest to its day; where the register has no meeting so far ahead, to the month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from workflows.deadlines import Due, DueKind
from workflows.report_backs import Cycle

MONTHS: Mapping[Cycle, int] = {Cycle.QUARTERLY: 3, Cycle.TWICE_A_YEAR: 6, Cycle.ANNUAL: 12}

CYCLE_WORDS: Mapping[Cycle, str] = {
    Cycle.ONCE: "once",
    Cycle.EACH_MEETING: "at each meeting",
    Cycle.QUARTERLY: "quarterly",
    Cycle.TWICE_A_YEAR: "twice a year",
    Cycle.ANNUAL: "annually",
}

_FORMS = (
    (Cycle.EACH_MEETING, r"(?:at )?(?:each|every)(?: \w+){0,2} meetings?"),
    (
        Cycle.QUARTERLY,
        r"quarterly|(?:each|every) quarter|every (?:three|3) months|three[- ]monthly|"
        r"four times a year",
    ),
    (
        Cycle.TWICE_A_YEAR,
        r"twice (?:a year|yearly|each year|per year)|six[- ]monthly|half[- ]yearly|"
        r"every (?:six|6) months|bi-?annual(?:ly)?",
    ),
    (
        Cycle.ANNUAL,
        r"annual(?:ly)?|yearly|(?:each|every) (?:municipal )?year|once a year|"
        r"every (?:twelve|12) months",
    ),
)
_CYCLES = [(cycle, re.compile(rf"\b(?:{form})\b", re.I)) for cycle, form in _FORMS]

_NUMBERS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "fifteen": 15,
    "eighteen": 18,
    "twenty-four": 24,
}
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"
_WINDOW = re.compile(
    rf"(?:in|within|after|over)?(?: the next| about| some)? ?(?P<first>{_NUMBER})"
    rf" ?(?:-|–|—| to | or ) ?(?P<last>{_NUMBER})[ -](?P<unit>week|month|year)s?(?:['’]s?)?"
    r"(?: time)?",
    re.I,
)
#: How far before its day something may come, where the register has no meeting after that day.
_EARLY = timedelta(days=31)


def cycle_in(text: str) -> Cycle:
    """The cycle that a text names ("reports twice a year"); once if it names none."""
    return next((cycle for cycle, form in _CYCLES if form.search(text)), Cycle.ONCE)


def read_cycle(text: str) -> Cycle | None:
    """The cycle that these words are, and nothing else; None if they are none."""
    words = " ".join(text.split()).replace("_", " ")
    if words.casefold() == "once":
        return Cycle.ONCE
    return next((cycle for cycle, form in _CYCLES if form.fullmatch(words)), None)


def read_window(phrase: str, on: date) -> tuple[date, date] | None:
    """The first and last day of a window, counted from `on` ("in 12-18 months"); None if the
    phrase is no window."""
    found = _WINDOW.fullmatch(" ".join(phrase.split()))
    if found is None:
        return None
    first, last = (_number(found[name]) for name in ("first", "last"))
    if not 0 < first < last:
        return None
    unit = f"{found['unit'].lower()}s"
    return on + relativedelta(**{unit: first}), on + relativedelta(**{unit: last})  # type: ignore[arg-type]


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


@dataclass(frozen=True)
class Next:
    """When it comes next: the day of a meeting, or, where none is scheduled so far ahead, about
    that day. No day: at the next meeting, whenever that is."""

    day: date | None
    at_meeting: bool


def next_of(
    cycle: Cycle,
    last: date,
    ordinary: Sequence[date],
    after: date | None = None,
    anchor: date | None = None,
) -> Next:
    """When something in a cycle comes after it was due on `last`, and later than `after` (the day
    on which it really came), by the days of the board's ordinary meetings. The rhythm is counted
    from `anchor`, the day of the first of them, so that meetings a little early do not add up.
    `ValueError` for what does not come again."""
    if cycle is Cycle.ONCE:
        raise ValueError("what comes once does not come again")
    gone = max(last, after or last)
    days = sorted(d for d in ordinary if d > gone)
    if cycle is Cycle.EACH_MEETING:
        return Next(days[0], at_meeting=True) if days else Next(None, at_meeting=False)
    first, months = anchor or last, MONTHS[cycle]

    def turn_on(turn: int) -> date:
        return first + relativedelta(months=months * turn)

    turn = _turn_of(last, first, months) + 1
    while turn_on(turn) <= gone:
        turn += 1
    target, before = turn_on(turn), turn_on(turn - 1)
    # A meeting that is nearer to the time before belongs to that one.
    placed = nearest([d for d in days if d > before + (target - before) / 2], target)
    return Next(placed, at_meeting=True) if placed else Next(target, at_meeting=False)


def _turn_of(day: date, first: date, months: int) -> int:
    """The turn of a rhythm that a day is nearest to."""
    passed = (day.year - first.year) * 12 + day.month - first.month
    about = range(passed // months - 1, passed // months + 3)
    return min(about, key=lambda t: abs(first + relativedelta(months=months * t) - day))


def nearest(days: Sequence[date], target: date) -> date | None:
    """The one of these days, in order, that is nearest to the target, the earlier of two. If all
    are before it, the last of them where it is not more than a month early: meetings further on
    are not scheduled yet."""
    if not days:
        return None
    if days[-1] < target:
        return days[-1] if target - days[-1] <= _EARLY else None
    return min(days, key=lambda day: (abs(day - target), day))


def projected(
    cycle: Cycle,
    first: date,
    ordinary: Sequence[date],
    until: date,
    anchor: date | None = None,
) -> Iterator[Next]:
    """The times after `first` up to `until`, as things stand; `anchor` as in `next_of`."""
    last = first
    while cycle is not Cycle.ONCE:
        following = next_of(cycle, last, ordinary, anchor=anchor or first)
        if following.day is None or following.day > until:
            return
        yield following
        last = following.day


def heard_on(due: Due, until: date | None, ordinary: Sequence[date], today: date) -> date | None:
    """The day of the ordinary meeting that something due is to come to: the one it is linked to;
    the first from the beginning of its month, quarter or window on; for a day, the last meeting up
    to it; if that is past, the next one. None if no such meeting is scheduled, or there is no
    day."""
    if due.day is None:
        return None
    ahead = [d for d in sorted(ordinary) if d >= today]
    if due.meeting_id and due.day in ahead:
        return due.day
    if until is not None or due.kind in (DueKind.MONTH, DueKind.QUARTER):
        begins = due.day if until is not None else _beginning(due.kind, due.day)
        return next((d for d in ahead if d >= begins), None)
    in_time = [d for d in ahead if d <= due.day]
    if not in_time:
        return ahead[0] if ahead else None
    # A later meeting may still be scheduled before a day that lies beyond all of them.
    return in_time[-1] if ahead[-1] > due.day or due.day - in_time[-1] <= _EARLY else None


def _beginning(kind: DueKind, day: date) -> date:
    first = day.replace(day=1)
    return first - relativedelta(months=(first.month - 1) % 3) if kind is DueKind.QUARTER else first
