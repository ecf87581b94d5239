"""Patterns in words by which a board meets: "second Tuesday, every other month, not August, not on
a bank holiday, at 14:00", "every six weeks from 12 January".

A small strict grammar: every word is read or the whole is refused, with the part that was not
understood. `words` says a pattern again, and what it says is read back as the same pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from dateutil import rrule

from workflows.dates import (
    MONTH,
    MONTH_NAMES,
    WEEKDAY_NAMES,
    month_of,
    read_time,
    read_time_range,
    tidy,
)
from workflows.deadlines import read_date
from workflows.errors import DomainError, InvalidInput

ORDINALS = ("first", "second", "third", "fourth", "last")
_PLACES = {word: n for n, word in enumerate(ORDINALS[:4], 1)} | {"last": -1}
_PLACES |= {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_COUNT_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {word: n for n, word in enumerate(_COUNT_WORDS, 2)} | {"other": 2, "twelve": 12}
_COUNTS |= {"third": 3, "fourth": 4}
_DAYS = {n[:k].casefold(): i for i, n in enumerate(WEEKDAY_NAMES) for k in (3, len(n))}
_DAYS |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}

_MONTH = MONTH.replace("(?P<month>", "(?:")
_MONTHS = rf"{_MONTH}(?:(?:\s*,\s*(?:and )?|\s+and\s+){_MONTH})*"
_WEEKDAY = rf"(?P<weekday>{'|'.join(sorted(_DAYS, key=len, reverse=True))})s?\b"
_PLACE = "|".join(sorted(_PLACES, key=len, reverse=True))
_COUNT = rf"(?P<count>[0-9]{{1,2}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
_CLOCK = r"(?:[0-9]{1,2}(?:[:.][0-9]{2})?\s?(?:am|pm)?|noon)"
#: At most so many dates are planned at once.
MOST_DATES = 40


@dataclass(frozen=True)
class Pattern:
    """When a board meets.

    By the month: the `places` (1 to 4, -1 for the last) of a `weekday`, every `every`-th month,
    counted from `from_month` where one is said, else from the first month of the year planned; or
    in the months `only`. By the week (`weekly`): every `every` weeks, counted from the day `since`.
    Never in the months `without`. `working`: not on a bank holiday or a closed day.
    """

    weekday: int
    places: tuple[int, ...] = ()
    every: int = 1
    weekly: bool = False
    since: date | None = None
    from_month: int | None = None
    only: tuple[int, ...] = ()
    without: tuple[int, ...] = ()
    working: bool = False
    start: time | None = None
    end: time | None = None

    def days(self, first: date, last: date) -> list[date]:
        """Its days from `first` to `last`, earliest first, those in months left out not among
        them; at most `MOST_DATES`, else `InvalidInput`."""
        found = [d for d in self._rule(first, last) if d.month not in self.without]
        if len(found) > MOST_DATES:
            raise InvalidInput(
                f"That would be {len(found)} meetings. Nothing was scheduled: plan at most "
                f"{MOST_DATES} at once, by a shorter time or a wider pattern.",
                "pattern",
            )
        return found

    def _rule(self, first: date, last: date) -> Iterator[date]:
        if self.weekly:
            assert self.since is not None
            rule = rrule.rrule(rrule.WEEKLY, dtstart=_noon(self.since), interval=self.every,
                               until=_noon(last))  # fmt: skip
        else:
            start = first.replace(day=1)
            if self.from_month:
                years = start.year - (start.month < self.from_month)
                start = date(years, self.from_month, 1)
            places = [rrule.weekday(self.weekday)(place) for place in self.places]
            rule = rrule.rrule(rrule.MONTHLY, dtstart=_noon(start), interval=self.every,
                               byweekday=places, until=_noon(last))  # fmt: skip
        for moment in rule:
            day = moment.date()
            if first <= day <= last and (not self.only or day.month in self.only):
                yield day


def _noon(day: date) -> datetime:
    """As the library of rules takes a day; it knows no zones here, and needs none."""
    return datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001


# --- reading ----------------------------------------------------------------------------------

#: What has been read so far, by the name of the part, so that nothing is said twice.
_Parts = dict[str, object]


def read_pattern(text: str, on: date) -> Pattern:
    """The pattern that `text` says; days without a year are judged from `on`.

    Raises InvalidInput (field pattern) with the words that were not understood.
    """
    rest, parts = tidy(text), _Parts()
    if not rest:
        raise _wrong("Say when the board meets")
    while rest:
        for form, take in _FORMS:
            found = form.match(rest)
            if found:
                _once(parts, take(found), found.group().strip())
                rest = _PAUSE.sub("", rest[found.end() :])
                break
        else:
            raise _wrong(f"I could not read “{rest[:60]}”")
    return _whole(parts, on)


def _once(parts: _Parts, found: Mapping[str, object], said: str) -> None:
    for name, value in found.items():
        if name in parts and parts[name] != value:
            raise _wrong(f"“{said}” does not go with what comes before it")
        parts[name] = value


def _wrong(what: str) -> InvalidInput:
    return InvalidInput(
        f"{what}. Nothing was scheduled. Type a pattern like “second Tuesday, every other month, "
        "not August, not on a bank holiday”, “last Thursday of Jan, Apr, Jul, Oct at 14:00” or "
        "“every six weeks from 12 January”.",
        "pattern",
    )


def _whole(parts: _Parts, on: date) -> Pattern:
    """The parts put together, if they make one pattern."""
    since, weekday = _read_since(parts.pop("since", None), on), parts.get("weekday")
    if parts.get("weekly"):
        if parts.get("places") or parts.get("only") or parts.get("from_month"):
            raise _wrong("It is either so many weeks apart, or a day of the month")
        if since is None:
            raise _wrong("Say from which day the weeks are counted, like “from 12 January”")
        if weekday is not None and weekday != since.weekday():
            names = WEEKDAY_NAMES[since.weekday()], WEEKDAY_NAMES[int(str(weekday))]
            raise _wrong(f"{_day(since)} is a {names[0]}, not a {names[1]}")
        parts["weekday"], parts["since"] = since.weekday(), since
    elif not parts.get("places"):
        raise _wrong("Say which day of the month, like “second Tuesday”")
    elif since is not None:
        raise _wrong("From a day on only weeks are counted; for months say “from June”")
    elif parts.get("only") and parts.get("every", 1) != 1:
        raise _wrong("It is either every so many months, or these months")
    return replace(Pattern(weekday=0), **parts)  # type: ignore[arg-type]


def _read_since(said: object, on: date) -> date | None:
    if said is None:
        return None
    try:
        return read_date(str(said), on=on, field="pattern")
    except DomainError as wrong:
        raise _wrong(wrong.message.split(". ")[0]) from None


def _places(found: re.Match[str]) -> _Parts:
    if found["every"] and not found["monthly"]:
        raise _wrong(
            f"“{found.group().strip()}” may be one of several weeks, or a day of each month. Say "
            "“every other Tuesday from 12 January” or “second Tuesday of each month”"
        )
    said = re.findall(rf"\b(?:{_PLACE})\b", found["places"])
    places = tuple(sorted({_PLACES[word] for word in said}, key=lambda p: (p < 0, p)))
    parts: _Parts = {"places": places, "weekday": _DAYS[found["weekday"]]}
    if found["months"]:
        parts["only"] = _month_list(found["months"])
    return parts


def _month_list(text: str) -> tuple[int, ...]:
    return tuple(sorted({month_of(name) for name in re.findall(r"[a-z]+", text) if name != "and"}))


def _count(found: re.Match[str]) -> int:
    said = found["count"]
    if said is None:
        return 1
    number = _COUNTS.get(said) or int(said)
    if not 1 <= number <= 52:
        raise _wrong(f"“{said}” is no number of weeks or months")
    return number


def _by_month(found: re.Match[str]) -> _Parts:
    if found["quarter"]:
        return {"every": 3}
    return {"every": _count(found)}


def _by_week(found: re.Match[str]) -> _Parts:
    parts: _Parts = {"weekly": True, "every": 2 if found["fortnight"] else _count(found)}
    if found["weekday"]:
        parts["weekday"] = _DAYS[found["weekday"]]
    return parts


def _since(found: re.Match[str]) -> _Parts:
    said = found["what"].strip()
    if re.fullmatch(_MONTH, said):
        return {"from_month": month_of(said.rstrip("."))}
    return {"since": said}


def _only(found: re.Match[str]) -> _Parts:
    return {"only": _month_list(found["months"])}


def _without(found: re.Match[str]) -> _Parts:
    return {"without": _month_list(found["months"])}


def _working(_: re.Match[str]) -> _Parts:
    return {"working": True}


def _span(found: re.Match[str]) -> _Parts:
    return _timed(found, lambda said: read_time_range(said))


def _start(found: re.Match[str]) -> _Parts:
    return _timed(found, lambda said: (read_time(said), None))


def _timed(found: re.Match[str], read: Callable[[str], tuple[time, time | None]]) -> _Parts:
    try:
        start, end = read(found["clock"])
    except InvalidInput as wrong:
        raise InvalidInput(f"{wrong.message} Nothing was scheduled.", "pattern") from None
    return {"start": start, "end": end}


_PAUSE = re.compile(r"^[\s,;]*(?:and\s+|but\s+)?")
_OF_MONTH = r"(?P<monthly> (?:of|in) (?:the|each|every) month\b)|"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Parts]], ...] = tuple(
    (re.compile(form), take)
    for form, take in (
        (
            rf"(?:on )?(?:the )?(?P<every>every )?(?P<places>(?:{_PLACE})"
            rf"(?:(?:\s*,\s*(?:and )?| and )(?:the )?(?:{_PLACE}))*) {_WEEKDAY}"
            rf"(?:{_OF_MONTH} (?:of|in) (?P<months>{_MONTHS}))?",
            _places,
        ),
        (
            rf"(?:(?P<fortnight>fortnightly|every fortnight)\b|weekly\b"
            rf"|every (?:{_COUNT} )?weeks?\b)(?: on (?:a )?{_WEEKDAY})?",
            _by_week,
        ),
        (rf"every (?P<fortnight>\b\B)?(?:{_COUNT} )?{_WEEKDAY}", _by_week),
        (
            rf"(?:of |in )?(?:(?P<quarter>quarterly|(?:every|each) quarter)\b|monthly\b"
            rf"|each month\b|every (?:{_COUNT} )?months?\b)",
            _by_month,
        ),
        (
            r"(?:not|except|avoiding)(?: on| for)?(?: an?| any)? bank holidays?\b"
            r"|on (?:a )?working days?\b",
            _working,
        ),
        (rf"(?:not|except|excluding|without)(?: in| for)? (?P<months>{_MONTHS})", _without),
        (rf"(?:at |from )?(?P<clock>{_CLOCK}\s?(?:-|to|until)\s?{_CLOCK})(?![\w:])", _span),
        (r"(?:at )?(?P<clock>[0-9]{1,2}[:.][0-9]{2}(?:\s?[ap]m)?|[0-9]{1,2}\s?[ap]m|noon)(?!\w)",
         _start),
        (r"(?:counted |starting |beginning )?from (?P<what>[^,;]+?)"
         r"(?=$|[,;]| at | not | except | on a working)", _since),
        (rf"(?:only )?(?:in|of) (?P<months>{_MONTHS})", _only),
    )
)  # fmt: skip


# --- saying -----------------------------------------------------------------------------------


def words(pattern: Pattern) -> str:
    """The pattern in words, read back by `read_pattern` as the same."""
    parts = [*_rhythm(pattern)]
    if pattern.only:
        parts.append(f"in {_listed(pattern.only)}")
    if pattern.without:
        parts.append(f"not in {_listed(pattern.without)}")
    if pattern.working:
        parts.append("not on a bank holiday")
    if pattern.start:
        ends = f"-{pattern.end:%H:%M}" if pattern.end else ""
        parts.append(f"at {pattern.start:%H:%M}{ends}")
    return ", ".join(parts)


def _rhythm(pattern: Pattern) -> Iterator[str]:
    every, weekday = pattern.every, WEEKDAY_NAMES[pattern.weekday]
    if pattern.weekly:
        assert pattern.since is not None
        weeks = "every week" if every == 1 else f"every {_number(every)} weeks"
        yield f"{weeks} on {weekday}, from {_day(pattern.since)}"
        return
    names = [ORDINALS[p - 1] if p > 0 else "last" for p in pattern.places]
    yield f"{' and '.join(names)} {weekday} of the month"
    if every > 1:
        yield "every other month" if every == 2 else f"every {_number(every)} months"
    if pattern.from_month:
        yield f"from {MONTH_NAMES[pattern.from_month - 1]}"


def _number(count: int) -> str:
    return _COUNT_WORDS[count - 2] if 2 <= count <= 10 else str(count)


def _listed(months: tuple[int, ...]) -> str:
    names = [MONTH_NAMES[m - 1] for m in months]
    return " and ".join([*([", ".join(names[:-1])] if names[:-1] else []), names[-1]])


def _day(day: date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
