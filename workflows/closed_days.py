"""Days on which a board's offices are shut besides bank holidays: read from lines, and printed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from workflows.dates import day_words
from workflows.deadlines import read_date
from workflows.errors import InvalidInput

#: The longest closure that is taken for one, in days; a longer one is a slip of the year.
LONGEST = 62
#: So many closed days a board may have ahead of it.
MOST = 200

_RANGE = re.compile(r"\s+(?:to|until|till|-|–|—)\s+|\s*[–—]\s*", re.I)
_BARE_DAY = re.compile(r"(?:[a-z]+,? )?[0-9]{1,2}(?:st|nd|rd|th)?", re.I)
_WITHOUT_DAY = re.compile(r"^(?:[a-z]+,? )?[0-9]{1,2}(?:st|nd|rd|th)? ", re.I)
#: "Friday, 5 May" is one day; the comma parts nothing.
_WEEKDAY_COMMA = re.compile(
    r"\b((?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?),", re.I
)
_ONE_DAY = timedelta(days=1)


def read_closed(text: str, on: date, field: str = "closed_days") -> tuple[date, ...]:
    """The days that lines such as "24 December 2026 to 2 January 2027" or "5 May" name, judged
    from `on`; several on one line are parted by semicolons or commas. `InvalidInput` says which
    part could not be read."""
    found: set[date] = set()
    for part in re.split(r"[;,\n]+", _WEEKDAY_COMMA.sub(r"\1", text)):
        if part.strip():
            found |= set(_span(part.strip(), on, field))
    if len(found) > MOST:
        raise InvalidInput(f"That is {len(found)} days; at most {MOST} fit.", field)
    return tuple(sorted(found))


def _span(part: str, on: date, field: str) -> list[date]:
    ends = _RANGE.split(part)
    if len(ends) == 1:
        return [read_date(part, on=on, field=field)]
    if len(ends) > 2:
        raise InvalidInput(f"I could not read “{part[:60]}”. Write one range on each line.", field)
    start, end = ends
    if _BARE_DAY.fullmatch(start):  # "24 to 28 December 2027"
        start += " " + _WITHOUT_DAY.sub("", end)
    first = read_date(start, on=on, field=field)
    last = read_date(end, on=first, field=field)
    if not first <= last <= first + timedelta(days=LONGEST):
        raise InvalidInput(
            f"From {day_words(first)} to {day_words(last)} is no closure that I can believe: write "
            f"the years too, the first day first, at most {LONGEST} days.",
            field,
        )
    return [first + n * _ONE_DAY for n in range((last - first).days + 1)]


def closed_lines(days: Iterable[date]) -> tuple[str, ...]:
    """The days as `read_closed` reads them, one line for each run: "Thu 24 Dec 2026 to Sat 2 Jan
    2027"."""
    runs: list[list[date]] = []
    for day in sorted(set(days)):
        if runs and day == runs[-1][-1] + _ONE_DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return tuple(
        day_words(run[0]) + (f" to {day_words(run[-1])}" if len(run) > 1 else "") for run in runs
    )
