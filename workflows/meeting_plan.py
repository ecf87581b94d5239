"""A year's meetings from a pattern: the dates with what stands against each, and the nearest free
day; then all that were chosen scheduled at once, as a series.

Nothing is moved or left out by itself: a date against which something stands is shown with it, and
an officer decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from workflows import keeping, ledger, meeting_patterns, meeting_planning
from workflows.access import Caller, Deed, require
from workflows.boards import Board
from workflows.dates import day_words, tidy
from workflows.deadlines import read_date
from workflows.errors import InvalidInput
from workflows.meeting_diary import Clash, Diary
from workflows.meeting_patterns import Pattern
from workflows.meeting_planning import DEFAULT_LENGTH, DEFAULT_START, MeetingPlan
from workflows.meetings import Meeting

if TYPE_CHECKING:
    from workflows.ports import Transaction

_ONE_DAY = timedelta(days=1)
#: How far from a date a free day is looked for.
_NEAR = 14
_YEAR = re.compile(
    r"[\s,;]*\b(?:for|in|during)\s+(?:the )?((?:(?:this|next|municipal|calendar)\s+)*"
    r"(?:year\b(?:\s+\d{4}(?:\s*[/-]\s*\d{2,4})?)?|\d{4}(?:\s*[/-]\s*\d{2,4})?))\s*$",
    re.I,
)
_BETWEEN = re.compile(r"[\s,;]*\bbetween\s+(.+?)\s+and\s+(.+)$", re.I)


@dataclass(frozen=True)
class Proposed:
    """One date of a plan, what stands against it, and the nearest day against which nothing
    does; None if none of the fortnight before and after is free."""

    day: date
    clashes: tuple[Clash, ...] = ()
    instead: date | None = None

    @property
    def stands(self) -> bool:
        """Whether it is chosen unless an officer says otherwise."""
        return not any(clash.hard for clash in self.clashes)


@dataclass(frozen=True)
class YearPlan:
    """The dates that a pattern gives a board from `first` to `last`."""

    board: Board
    pattern: Pattern
    first: date
    last: date
    dates: tuple[Proposed, ...]


@dataclass(frozen=True)
class SeriesForm:
    """What an officer chose: the days, and what all the meetings have in common."""

    pattern: str
    days: tuple[date, ...]
    venue: str = ""
    link: str = ""


def split_year(text: str, board: Board, today: date) -> tuple[str, date, date]:
    """The pattern, and the first and last day of the time that is planned: "… for 2027/28", "… for
    2027", "… between 1 May 2027 and 30 September 2027"; else the next municipal year."""
    if found := _BETWEEN.search(text):
        first = read_date(found[1], on=today, field="pattern")
        return text[: found.start()], first, read_date(found[2], on=first, field="pattern")
    if found := _YEAR.search(text):
        return text[: found.start()], *year_called(found[1], board, today)
    return text, *year_called("", board, today)


def year_called(text: str, board: Board, today: date) -> tuple[date, date]:
    """First and last day of "2027/28" or "this municipal year", of "2027" or "next calendar year";
    without words, of the next municipal year."""
    said = tidy(text)
    month, day = board.municipal_year_start
    if found := re.search(r"(\d{4})\s*[/-]\s*(\d{2,4})", said):
        year = int(found[1])
        if (year + 1) % 100 != int(found[2]) % 100:
            raise InvalidInput(
                f"“{text.strip()}” is no municipal year. Nothing was scheduled: type it like "
                f"{year}/{(year + 1) % 100:02}.",
                "pattern",
            )
        return _from(date(year, month, day))
    if found := re.search(r"\d{4}", said):
        return date(int(found[0]), 1, 1), date(int(found[0]), 12, 31)
    if "calendar" in said:
        year = today.year + (0 if "this" in said else 1)
        return date(year, 1, 1), date(year, 12, 31)
    start = date(today.year, month, day)
    start = start if start > today else start.replace(year=today.year + 1)
    return _from(start.replace(year=start.year - 1) if "this" in said else start)


def _from(start: date) -> tuple[date, date]:
    return start, start.replace(year=start.year + 1) - _ONE_DAY


def hours(pattern: Pattern) -> tuple[time, time]:
    """From when to when a meeting of the pattern lasts: 10:00 and two hours unless it says so."""
    start = pattern.start or DEFAULT_START
    if pattern.end:
        return start, pattern.end
    end = (datetime.combine(date(2000, 1, 1), start) + DEFAULT_LENGTH).time()
    return start, end


def propose(
    tx: Transaction,
    caller: Caller,
    board_id: str,
    pattern: Pattern,
    first: date,
    last: date,
    now: datetime,
) -> YearPlan:
    """The dates of the pattern from `first`, though no earlier than today, to `last`, each with
    what stands against it. Changes nothing."""
    require(caller, board_id, Deed.RUN_MEETINGS)
    board = tx.boards.get(board_id)
    today = keeping.local_day(now, board)
    if last < first:
        raise InvalidInput(
            f"{day_words(last)} comes before {day_words(first)}. Nothing was scheduled.", "pattern"
        )
    days = [day for day in pattern.days(first, last) if day >= today]
    if not days:
        raise InvalidInput(
            f"No such day falls between {day_words(first)} and {day_words(last)}. Nothing was "
            "scheduled.",
            "pattern",
        )
    diary = Diary(tx, board, today, hours(pattern), working=pattern.working)
    dates = tuple(_proposed(diary, day, days, max(first, today), last) for day in days)
    return YearPlan(board, pattern, first, last, dates)


def _proposed(diary: Diary, day: date, days: Collection[date], first: date, last: date) -> Proposed:
    clashes = tuple(diary.clashes(day))
    if not clashes:
        return Proposed(day)
    for near in _nearest(day):
        if first <= near <= last and near not in days and diary.free(near):
            return Proposed(day, clashes, near)
    return Proposed(day, clashes)


def _nearest(day: date) -> Iterator[date]:
    """The days around it, nearest first, the later of two first."""
    for distance in range(1, _NEAR + 1):
        yield day + timedelta(days=distance)
        yield day - timedelta(days=distance)


def schedule_series(
    tx: Transaction, caller: Caller, board_id: str, form: SeriesForm, now: datetime
) -> list[Meeting]:
    """Schedule all of them, or none; the board keeps the pattern for the next year. Afterwards each
    is a meeting like any other, moved and cancelled by itself."""
    require(caller, board_id, Deed.RUN_MEETINGS)
    board = tx.boards.get(board_id)
    pattern = meeting_patterns.read_pattern(form.pattern, keeping.local_day(now, board))
    days = sorted(set(form.days))
    if not days:
        raise InvalidInput("No date is left. Nothing was scheduled.", "hand")
    start, end = hours(pattern)
    series = tx.new_id()
    scheduled = [
        meeting_planning.schedule(
            tx,
            caller,
            board_id,
            MeetingPlan(
                day.isoformat(),
                f"{start:%H:%M}",
                f"{end:%H:%M}",
                form.venue,
                form.link,
                series=series,
            ),
            now,
        )
        for day in days
    ]
    _keep_pattern(tx, caller, board_id, pattern, scheduled, now)
    return scheduled


def _keep_pattern(
    tx: Transaction,
    caller: Caller,
    board_id: str,
    pattern: Pattern,
    scheduled: Sequence[Meeting],
    now: datetime,
) -> None:
    board, said = tx.boards.get(board_id), meeting_patterns.words(pattern)
    if board.meeting_pattern != said:
        tx.boards.save(replace(board, meeting_pattern=said[:200]))
    told = {"pattern": said, "days": " ".join(m.day.isoformat() for m in scheduled)}
    ledger.write(tx, caller.id, board_id, now, "planned", "board", board_id, told)


_BY_HAND = re.compile(r"^(.+?)\s*(?:→|->|=>|\bto\b|\binstead\b)\s*(.+)$")


def by_hand(text: str, days: Sequence[date], today: date) -> tuple[date, ...]:
    """The days with what was typed beside them, one line each: "11 May to 13 May" puts one in the
    place of another, "+ 3 June" adds one, "- 11 May" leaves one out."""
    chosen = list(days)
    for line in (tidy(each) for each in text.splitlines() if each.strip()):
        if line[0] in "+-":
            day = read_date(line[1:], on=_start(chosen, today), field="hand")
            _put(chosen, None if line[0] == "+" else day, day if line[0] == "+" else None)
        elif found := _BY_HAND.match(line):
            old = read_date(found[1], on=_start(chosen, today), field="hand")
            _put(chosen, old, read_date(found[2], on=_start(chosen, today), field="hand"))
        else:
            raise InvalidInput(
                f"I could not read “{line[:60]}”. Nothing was scheduled. One line each: “11 May to "
                "13 May”, “+ 3 June” or “- 11 May”.",
                "hand",
            )
    return tuple(sorted(chosen))


def _start(days: Sequence[date], today: date) -> date:
    """From where a day without a year is judged: the beginning of the plan."""
    return min(days, default=today)


def _put(days: list[date], old: date | None, new: date | None) -> None:
    if old is not None:
        if old not in days:
            raise InvalidInput(
                f"{day_words(old)} is not among the dates that are chosen. Nothing was scheduled.",
                "hand",
            )
        days.remove(old)
    if new is not None and new in days:
        raise InvalidInput(
            f"{day_words(new)} is among the dates already. Nothing was scheduled.", "hand"
        )
    if new is not None:
        days.append(new)
