"""Dates and times as minutes print them, day first; years read from the paper where left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)r?\b\.?"
)
_WEEKDAY = r"(?:(?:Mon|Tue|Tues|Wed|Wednes|Thu|Thur|Thurs|Fri|Sat|Satur|Sun)(?:day)?,? (?:the )?)?"
DATE = (
    rf"(?:{_WEEKDAY}\d{{1,2}} ?(?:st|nd|rd|th)?(?: day)?(?: of)? {MONTH}(?:,? ?(?:19|20)\d{{2}}\b)?"
    rf"|{_WEEKDAY}{MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? (?:19|20)\d{{2}}\b)?"
    r"|\b(?:19|20)\d{2}-\d{2}-\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.](?:20)?\d{2}\b)"
)
# A word that begins like no weekday and no month is passed over without a try.
_ANY = re.compile(rf"(?<![a-z](?=[a-z]))(?=[\dmtwfsjaond]){DATE}", re.I)
_NUMERIC = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{2,4})")
_ISO = re.compile(r"((?:19|20)\d{2})-(\d{2})-(\d{2})")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_YEAR = re.compile(r"\b((?:19|20)\d{2})\b")
_MONTH_WORD = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,7}\b", re.I)
_DAY_WORD = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b", re.I)
_TIME = re.compile(
    r"(?<![\d/.£])(?P<h>[01]?\d|"
    r"2[0-3])(?:[:.](?P<m>[0-5]\d))?\s?(?P<half>[ap]\.?m\b\.?)|"
    r"(?<![\d/.£])(?P<h2>[01]?\d|2[0-3]):(?P<m2>[0-5]\d)(?!\d)"
    r"|\b(?:at|from|commenced at|closed at|hrs?)\s(?P<h3>[01]\d|2[0-3])(?P<m3>[0-5]\d)\b(?!/)",
    re.I,
)


def dates_in(text: str) -> Iterator[re.Match[str]]:
    """Everything in a text that is printed as a date."""
    return _ANY.finditer(text)


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
        return (2000 + short if short < 100 else short), int(numeric[2]), int(numeric[1])
    found = _ANY.search(text)
    if not found:
        return None
    words = found[0]
    month = next((m for m in _MONTH_WORD.finditer(words)), None)
    year = _YEAR.search(words)
    rest = words.replace(year[1], " ") if year else words
    day = _DAY.search(rest)
    if month is None or day is None:
        return None
    return (int(year[1]) if year else None), _MONTHS.index(month[1].lower()) + 1, int(day[1])


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
    found: list[str] = []
    for match in _TIME.finditer(text):
        hour = int(match["h"] or match["h2"] or match["h3"])
        minute = int(match["m"] or match["m2"] or match["m3"] or 0)
        half = (match["half"] or "").lower()
        if half.startswith("p") and hour < 12:
            hour += 12
        if half.startswith("a") and hour == 12:
            hour = 0
        found.append(f"{hour:02d}:{minute:02d}")
    return found
