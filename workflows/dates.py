"""Reading and writing single days and times of day: a small strict grammar, UK order.

A phrase is read whole or not at all: nothing is picked out of a longer text, and what could mean
two things is refused with the way to say it. Everything is judged from `on`, the meeting's day or
today, which the caller gives.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, time, timedelta

from dateutil.relativedelta import relativedelta

from workflows.calendars import WorkingCalendar
from workflows.errors import InvalidInput

# Spelt out, because the library's names follow the machine's locale.
MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: How a year-less date is taken: the next one, unless that is further off than this.
_FAR = relativedelta(months=9)
_YEAR = relativedelta(years=1)

_MONTHS = {name[:n].casefold(): i for i, name in enumerate(MONTH_NAMES, 1) for n in (3, len(name))}
_MONTHS["sept"] = 9
_WEEKDAYS = {n[:k].casefold(): i for i, n in enumerate(WEEKDAY_NAMES) for k in (3, len(n))}
_WEEKDAYS |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_NUMBERS = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {"one": 1, "twelve": 12} | {word: n for n, word in enumerate(_NUMBERS, start=1)}

MONTH = f"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\\.?"
_WEEKDAY = f"(?P<weekday>{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})\\.?"
YEAR = r"(?P<year>[0-9]{4}|['’]?[0-9]{2})"
_COUNT = f"(?P<count>[0-9]{{1,3}}|{'|'.join(_COUNTS)})"

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})


def tidy(text: str) -> str:
    """`text` as the grammar reads it: lower case, single spaces, plain quotes and dashes, no
    brackets around it and no full stop or comma at its end."""
    plain = " ".join(text.translate(_QUOTES).casefold().split())
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1]
    return plain.strip(" .,;:")


def day_words(day: date) -> str:
    """ "Fri 10 Feb 2023", whatever the locale of the machine."""
    weekday, month = WEEKDAY_NAMES[day.weekday()][:3], MONTH_NAMES[day.month - 1][:3]
    return f"{weekday} {day.day} {month} {day.year}"


def _long(day: date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


# --- days -------------------------------------------------------------------------------------


def month_of(name: str) -> int:
    """1 to 12, of a month as `MONTH` matched it."""
    return _MONTHS[name]


def year_of(digits: str) -> int:
    """A year of two or four digits; two mean 20xx. Raises InvalidInput outside 1900 to 2199."""
    plain = digits.lstrip("'")
    year = int(plain) + (2000 if len(plain) == 2 else 0)
    if not 1900 <= year <= 2199:
        raise InvalidInput(f"The year {plain} cannot be right. Type it again, like 2027.", "due")
    return year


def nearest(of_year: Callable[[int], date | None], on: date) -> list[date]:
    """The days that a day without a year may mean, likeliest first; none if no year near has it.

    `of_year` gives the day in a year, or None if that year has none. It is the first on or after
    `on`. But where that is more than nine months ahead, the last one before `on` is likelier: a
    slip that is shown as past is put right at once, one that sleeps for a year is not.
    """
    days = [day for y in (on.year - 1, on.year, on.year + 1) if (day := of_year(y))]
    ahead = [d for d in days if on <= d <= on + _YEAR][:1]
    behind = [d for d in days if on - _YEAR < d < on][-1:]
    if ahead and ahead[0] <= on + _FAR:
        return ahead
    return behind + ahead


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= day <= monthrange(year, month)[1]


def _day_of(day: int, month: int, year: int | None, weekday: int | None, on: date) -> date:
    """The day, with its month, year and weekday checked. `year` None: see `nearest`."""
    if not 1 <= month <= 12:
        raise InvalidInput(
            f"There is no month {month}. I read days first: 13/3/2027 is 13 March 2027.", "due"
        )
    if year is not None:
        choices = [date(year, month, day)] if _exists(year, month, day) else []
    else:
        choices = nearest(lambda y: date(y, month, day) if _exists(y, month, day) else None, on)
    if not choices:
        raise _impossible(day, month, year)
    fitting = [d for d in choices if weekday is None or d.weekday() == weekday]
    if not fitting:
        assert weekday is not None
        is_a, not_a = WEEKDAY_NAMES[choices[0].weekday()], WEEKDAY_NAMES[weekday]
        raise InvalidInput(
            f"{_long(choices[0])} is a {is_a}, not a {not_a}. "
            "Check which of the two is right and type it again.",
            "due",
        )
    return fitting[0]


def _impossible(day: int, month: int, year: int | None) -> InvalidInput:
    name = MONTH_NAMES[month - 1]
    if year is None and (day, month) == (29, 2):
        return InvalidInput(
            "There is no 29 February within a year. Type its year too, or “end of February”.", "due"
        )
    printed = f"{name} {year}" if year is not None else name
    longest = "28 or 29" if month == 2 and year is None else monthrange(year or 2001, month)[1]
    return InvalidInput(
        f"There is no {day} {printed}: {name} has {longest} days. "
        f"Type another day, or “end of {printed}”.",
        "due",
    )


_DATE_FORMS = [
    re.compile(form)
    for form in (
        r"(?P<year>[0-9]{4})-(?P<number>[0-9]{1,2})-(?P<day>[0-9]{1,2})",
        rf"(?:{_WEEKDAY},? )?(?P<day>[0-9]{{1,2}})/(?P<number>[0-9]{{1,2}})(?:/{YEAR})?",
        rf"(?:{_WEEKDAY},? )?(?P<day>[0-9]{{1,2}})\.(?P<number>[0-9]{{1,2}})\.{YEAR}",
        rf"(?:{_WEEKDAY},? )?(?:the )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?{MONTH}"
        rf"(?:,?[ -]{YEAR})?",
        rf"(?:{_WEEKDAY},? )?{MONTH} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})",
    )
]
_SPAN = re.compile(
    rf"(?:within (?:the next )?)?{_COUNT} (?P<unit>working day|day|week|fortnight|month|year)s?"
    r"(?:'s?)?(?: time| from now)?"
)
_BARE_WEEKDAY = re.compile(rf"(?:(?P<which>this|next|this coming|coming) )?{_WEEKDAY}")
_WEEK_OF = re.compile(r"(?:(?:the )?week (?:commencing|beginning|of)|w/c|wc) (?P<first>.+)")
_WEEK = re.compile(r"(?:(?:the )?end of )?(?P<which>this|the|next) week")


def read_day(text: str, on: date, calendar: WorkingCalendar) -> date | None:
    """The day that tidied `text` names, or None if it names none; InvalidInput if impossible."""
    if text in _NEAR:
        return on + timedelta(days=_NEAR[text])
    for form in _DATE_FORMS:
        if m := form.fullmatch(text):
            parts = m.groupdict()
            month = month_of(parts["month"]) if parts.get("month") else int(parts["number"])
            year = year_of(parts["year"]) if parts["year"] else None
            weekday = _WEEKDAYS[parts["weekday"]] if parts.get("weekday") else None
            return _day_of(int(parts["day"]), month, year, weekday, on)
    if m := _SPAN.fullmatch(text):
        return _after(on, m["count"], m["unit"], calendar)
    if m := _BARE_WEEKDAY.fullmatch(text):
        return _weekday_after(on, _WEEKDAYS[m["weekday"]], next_week=m["which"] == "next")
    if m := _WEEK_OF.fullmatch(text):
        first = read_day(m["first"], on, calendar)
        if first is None:
            return None
        # A week "commencing" at a weekend is the one that follows.
        to_end = 6 - first.weekday() if first.weekday() < 5 else 6
        return calendar.on_or_before(first + timedelta(days=to_end))
    if m := _WEEK.fullmatch(text):
        sunday = on + timedelta(days=6 - on.weekday() + (7 if m["which"] == "next" else 0))
        return calendar.on_or_before(sunday)
    return None


_NEAR = {"today": 0, "tomorrow": 1, "yesterday": -1}


def _after(on: date, count: str, unit: str, calendar: WorkingCalendar) -> date | None:
    n = _COUNTS.get(count) or int(count)
    if n == 0:
        return None
    if unit == "working day":
        return calendar.add(on, n)
    if unit in {"month", "year"}:
        return on + relativedelta(months=n if unit == "month" else 12 * min(n, 99))
    return on + timedelta(days=n * {"day": 1, "week": 7, "fortnight": 14}[unit])


def _weekday_after(on: date, weekday: int, *, next_week: bool) -> date:
    """ "Friday" is the first one after `on`; "next Friday" that of the week after `on`'s week."""
    if next_week:
        return on + timedelta(days=7 - on.weekday() + weekday)
    return on + timedelta(days=(weekday - on.weekday() - 1) % 7 + 1)


# --- times of day -----------------------------------------------------------------------------

_TIME = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[.:](?P<minute>[0-9]{2}))? ?(?P<half>am|pm|a\.m|p\.m|noon)?\.?"
)
_TIME_TOGETHER = re.compile(r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2}) ?(?P<half>)(?:hrs|hours|h)?")
_BETWEEN = re.compile(r" ?(?:-|\bto\b|\buntil\b) ?")


def read_time(text: str) -> time:
    """A time of day: "10.30", "10:30am", "2pm", "14:00", "1400", "noon".

    Raises InvalidInput (field time), also for "2.30", which may be morning or afternoon; a nought
    before it ("02:30") makes it the morning.
    """
    found = _times(tidy(text))
    if len(found) > 1:
        plain = tidy(text)
        raise InvalidInput(
            f"“{plain}” may be morning or afternoon. Type {found[0]:%H:%M} or {found[1]:%H:%M}.",
            "time",
        )
    if not found:
        raise InvalidInput(
            f"I could not read “{text.strip()[:60]}” as a time. Try 10.30, 2pm or 14:00.", "time"
        )
    return found[0]


def read_time_range(text: str) -> tuple[time, time]:
    """Start and end of a meeting: "10.30-12.30", "2 to 4pm", "10am–1".

    Raises InvalidInput (field time) if no reading ends after it starts, or two do equally well.
    """
    halves = _BETWEEN.split(tidy(text))
    if len(halves) == 2:
        starts, ends = (_times(half, bare=True) for half in halves)
        if "p" in halves[0]:  # "6.30pm-8" ends in the evening too
            ends += [b.replace(hour=b.hour + 12) for b in ends if 7 <= b.hour < 12]
        fits = [(a, b) for a in starts for b in ends if a < b]
        # Of several readings the shortest: "2-4pm" starts in the afternoon, "10.30-1" ends in it.
        # "2-4" has two of the same length and stays ambiguous.
        shortest = [f for f in fits if _length(f) == min(map(_length, fits))]
        if len(shortest) == 1:
            return shortest[0]
    raise InvalidInput(
        f"I could not read “{text.strip()[:60]}” as a start and an end. "
        "Try 10.30-12.30, 2pm-4pm or 14:00-16:00.",
        "time",
    )


def _length(span: tuple[time, time]) -> int:
    start, end = span
    return (end.hour - start.hour) * 60 + end.minute - start.minute


def _times(text: str, *, bare: bool = False) -> list[time]:
    """The times that tidied `text` may mean, earliest first. `bare` allows "10" alone."""
    if text in {"noon", "midday"}:
        return [time(12)]
    m = _TIME_TOGETHER.fullmatch(text) or _TIME.fullmatch(text)
    if m is None or (not bare and m["minute"] is None and not m["half"]):
        return []
    hour, minute, half = int(m["hour"]), int(m["minute"] or 0), (m["half"] or "")[:1]
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12) or (half == "n" and hour != 12):
        return []
    if half:
        return [time(hour % 12 + (0 if half == "a" else 12), minute)]
    if 1 <= hour <= 6 and not m["hour"].startswith("0"):
        return [time(hour, minute), time(hour + 12, minute)]
    return [time(hour, minute)]
