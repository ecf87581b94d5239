"""Dates and times as minutes print them, day first; years read from the paper where left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)r?\b\.?"
)
_WEEKDAY = (
    r"(?:(?:Mon|Tue|Tues|Wed|Weds|Wednes|Thu|Thur|Thurs|Fri|Sat|Satur|Sun)(?:day)?[.,]? (?:the )?)?"
)
DATE = (
    rf"(?:{_WEEKDAY}\d{{1,2}} ?(?:st|nd|rd|th)?\.?(?: day)?(?: of)? {MONTH}"
    rf"(?:,? ?(?:19|20)\d{{2}}\b| [’']\d\d\b)?"
    rf"|{_WEEKDAY}{MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? (?:19|20)\d{{2}}\b)?"
    r"|\b(?:19|20)\d{2}[-/.]\d{2}[-/.]\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.](?:20)?\d{2}\b"
    r"|\b\d{1,2}-\d{1,2}-20\d{2}\b)"
)
# A word that begins like no weekday and no month is passed over without a try.
_ANY = re.compile(rf"(?<![a-z](?=[a-z]))(?=[\dmtwfsjaond]){DATE}", re.I)
_DIGIT = re.compile(r"\d")
_PARTED = re.compile(r"\d[-/.]\d")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{2,4})")
_ISO = re.compile(r"((?:19|20)\d{2})[-/.](\d{2})[-/.](\d{2})")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_YEAR = re.compile(r"\b((?:19|20)\d{2})\b|[’'](\d\d)\b")
_MONTH_WORD = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,7}\b", re.I)
_DAY_WORD = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b", re.I)
_HOUR = r"(?<![\d/.£:])(?:[01]?\d|2[0-3])"
_TO = r"\s?(?:[-–—]|to|until)\s?"
_TIME = re.compile(
    rf"(?P<h_half>{_HOUR})(?:[:.](?P<m_half>[0-5]\d))?\s?(?P<half>[ap]\.?m\b\.?)"
    rf"|(?P<h_span>{_HOUR})(?:[:.](?P<m_span>[0-5]\d))?{_TO}"
    r"(?=(?P<until>1[0-2]|0?\d)(?:[:.][0-5]\d)?\s?(?P<span>[ap]\.?m\b))"
    rf"|(?P<h_colon>{_HOUR}):(?P<m_colon>[0-5]\d)(?!\d)"
    rf"|(?P<h_dot>{_HOUR})\.(?P<m_dot>[0-5]\d){_TO}(?P<h_end>[01]\d|"
    rf"2[0-3])\.(?P<m_end>[0-5]\d)(?![\d%])"
    r"|\b(?:at|from|commenced at|closed at|hrs?)\s(?P<h_four>[01]\d|"
    r"2[0-3])(?P<m_four>[0-5]\d)\b(?!/)"
    r"|\b(?P<h_hours>[01]\d|2[0-3])(?P<m_hours>[0-5]\d)\s?(?:hours|hrs)\b"
    r"|\b(?:12 )?(?P<noon>noon|midday)\b",
    re.I,
)


def dates_in(text: str) -> Iterator[re.Match[str]]:
    """Everything in a text that is printed as a date."""
    return _ANY.finditer(text) if _may_be_dated(text) else iter(())


def _may_be_dated(text: str) -> bool:
    """Whether the digits and the letters of a date are there at all: most texts have no date."""
    if not _DIGIT.search(text):
        return False
    lower = text.lower()
    return any(month in lower for month in MONTHS) or _PARTED.search(text) is not None


def weekday_of(text: str) -> int | None:
    """The weekday that is printed with a date, Monday being 0."""
    match = _DAY_WORD.search(text)
    return _DAYS.index(match[1].lower()) if match else None


def parts_of(text: str) -> tuple[int | None, int, int] | None:
    """Year (or None), month and day of a printed date."""
    iso = _ISO.search(text)
    if iso:
        return int(iso[1]), int(iso[2]), int(iso[3])
    numeric = _NUMERIC.search(text)
    if numeric:
        short = int(numeric[3])
        day_first, second = int(numeric[1]), int(numeric[2])
        if second > 12 >= day_first:  # month first, as in 03/13/2018: no other reading is a day
            day_first, second = second, day_first
        return (2000 + short if short < 100 else short), second, day_first
    found = _ANY.search(text)
    if not found:
        return None
    words = found[0]
    month = next((m for m in _MONTH_WORD.finditer(words)), None)
    year = _YEAR.search(words)
    rest = words.replace(year[0], " ") if year else words
    day = _DAY.search(rest)
    if month is None or day is None:
        return None
    return (_full_year(year) if year else None), MONTHS.index(month[1].lower()) + 1, int(day[1])


def _full_year(match: re.Match[str]) -> int:
    return int(match[1]) if match[1] else 2000 + int(match[2])


def read_date(text: str, after: date | None) -> date | None:
    """The date printed in a text. Without a year: the first such day on or after `after`."""
    parts = parts_of(text)
    if parts is None:
        return None
    year, month, day = parts
    if year is not None:
        return _date(year, month, day)
    if after is None:
        return None
    found = _date(after.year, month, day)
    if found is not None and found < after:
        return _date(after.year + 1, month, day)
    return found


def dated_by_weekday(text: str, years: list[int]) -> date | None:
    """A date without a year, by the year (of those that the paper names) that fits its weekday."""
    parts, weekday = parts_of(text), weekday_of(text)
    if parts is None:
        return None
    fits = []
    for year in dict.fromkeys(years):
        found = _date(year, parts[1], parts[2])
        if found is not None and (weekday is None or found.weekday() == weekday):
            fits.append(found)
    return fits[0] if fits else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def times_in(text: str) -> list[str]:
    """The times of day in a text, as HH:MM; "1835" only where words say that it is a time."""
    return [time for match in _TIME.finditer(text) for time in _times_of(match)]


def _times_of(match: re.Match[str]) -> Iterator[str]:
    if match["noon"]:
        yield "12:00"
    for form in ("half", "span", "colon", "dot", "end", "four", "hours"):
        if match[f"h_{form}"] is None:
            continue
        hour = int(match[f"h_{form}"])
        letter = (match["half"] or match["span"] or "").lower()[:1]
        after_noon = letter == "p" and hour < 12
        if form == "span":  # "5-6pm" begins after noon, "10-1pm" before it
            after_noon &= int(match["until"]) == 12 or hour <= int(match["until"])
        if letter == "a" and hour == 12:
            hour = 0
        yield f"{hour + 12 * after_noon:02d}:{match[f'm_{form}'] or '00'}"
