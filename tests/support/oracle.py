"""Who is to hear of what on which day, reckoned from docs/reminders.md and from nothing else.

It shares no code with the program: its own bank holidays, its own count of working days, its own
memory of what happened to each matter. It goes forward day by day and asks "is anything due
today?", where the program works out days ahead of time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE = timedelta(days=1)

#: From GOV.UK's lists of bank holidays.
COMMON = {
    *(date(2027, m, d) for m, d in ((1, 1), (3, 26), (5, 3), (5, 31), (12, 27), (12, 28))),
    *(date(2028, m, d) for m, d in ((1, 3), (4, 14), (5, 1), (5, 29), (12, 25), (12, 26))),
}
BANK_HOLIDAYS = {
    "england": COMMON
    | {date(2027, 3, 29), date(2027, 8, 30), date(2028, 4, 17), date(2028, 8, 28)},
    "scotland": COMMON
    | {date(2027, 1, 4), date(2027, 8, 2), date(2027, 11, 30)}
    | {date(2028, 1, 4), date(2028, 8, 7), date(2028, 11, 30)},
    "northern_ireland": COMMON
    | {date(2027, 3, 17), date(2027, 3, 29), date(2027, 7, 12), date(2027, 8, 30)}
    | {date(2028, 3, 17), date(2028, 4, 17), date(2028, 7, 12), date(2028, 8, 28)},
}


@dataclass
class Ways:
    """A board's ways: its working days and its ladder, as its page of settings says them."""

    nation: str = "england"
    closed: frozenset[date] = frozenset()
    before_meeting: tuple[int, ...] = (15, 10, 7)
    before_date: tuple[int, ...] = (10, 2, 0)
    overdue: tuple[tuple[int, str], ...] = ((3, "owner"), (5, "officer"))
    every: int = 5
    weekly: tuple[str, ...] = ("owner", "officer")
    grace: int = 5
    officers_turn: tuple[int, ...] = (2, 5)
    quiet: int = 5
    preparation: int = 8

    def works(self, day: date) -> bool:
        holidays = BANK_HOLIDAYS[self.nation]
        return day.weekday() < 5 and day not in holidays and day not in self.closed

    def after(self, start: date, day: date) -> int:
        """How many working days after `start` the day is."""
        return sum(self.works(start + n * ONE) for n in range(1, (day - start).days + 1))

    def later(self, start: date, count: int) -> date:
        """The working day that is so many after `start`."""
        day = start
        while count:
            day += ONE
            count -= self.works(day)
        return day

    def until(self, day: date, end: date) -> int:
        """How many working days the day is before `end`, which is not counted."""
        return sum(self.works(day + n * ONE) for n in range((end - day).days))


@dataclass
class Matter:
    """What has happened to one action, as whoever watched would have noted it down."""

    board: str
    owners: tuple[str, ...]
    recorded: date
    due: date | None = None
    meeting: str | None = None
    turn: str = "owner"
    since: date = date.min
    hushed: date | None = None
    told: dict[tuple[str, str, str], date] = field(default_factory=dict)
    #: The same, whatever has changed since, without the meeting that a name ends with.
    reminded: dict[tuple[str, str, str], date] = field(default_factory=dict)
    #: From this day on, what has not been planned yet is still to come.
    open_from: date = date.min


@dataclass
class Oracle:
    """The boards with their ways, their meetings' days, and the matters on their logs."""

    ways: dict[str, Ways]
    meetings: dict[str, tuple[str, date]] = field(default_factory=dict)
    matters: dict[str, Matter] = field(default_factory=dict)

    def next_meeting(self, board: str, day: date) -> date | None:
        """The day of the board's first meeting after that day."""
        return min((d for b, d in self.meetings.values() if b == board and d > day), default=None)

    def due_of(self, matter: Matter) -> date | None:
        return self.meetings[matter.meeting][1] if matter.meeting else matter.due

    # What happens

    def recorded(self, key: str, matter: Matter) -> None:
        matter.since = matter.open_from = matter.recorded
        self.matters[key] = matter

    def turned(self, key: str, turn: str, day: date) -> None:
        matter = self.matters[key]
        if matter.turn != turn:
            matter.turn, matter.since = turn, day
            self.changed(key, day)

    def changed(self, key: str, day: date) -> None:
        """Due, turn or owners are other than before: what was told before counts only for rungs
        whose day is past or which were told today."""
        matter = self.matters[key]
        matter.told = {step: told for step, told in matter.told.items() if told >= day}

    def calendar_changes(self, board: str, day: date) -> None:
        """A meeting is about to be put in or moved: what that puts into the past is not made up
        for, but from the first day on that is due and has not been planned yet."""
        sittings = [d for b, d in self.meetings.values() if b == board]
        for m in self.matters.values():
            missed = (m.open_from + n * ONE for n in range((day - m.open_from).days))
            if m.board == board:
                due = (d for d in missed if any(self._rungs(m, d, [s for s in sittings if s > d])))
                m.open_from = max(m.open_from, next(due, day))

    def progressed(self, key: str, day: date) -> None:
        matter, ways = self.matters[key], self.ways[self.matters[key].board]
        due, following = self.due_of(matter), self.next_meeting(matter.board, day)
        if due is not None and due < day:
            quiet = ways.later(day, ways.quiet)
            matter_ends = min(quiet, following) if following else quiet
        else:
            awake = Matter(**{**vars(matter), "turn": "owner", "hushed": None})
            ahead = (day + n * ONE for n in range(1, 500))
            rung = next((d for d in ahead if self._owner_hears(awake, d)), day + ONE)
            matter_ends = rung - ONE
        self.turned(key, "owner", day)
        matter.hushed = matter_ends

    def hush(self, key: str, day: date, until: date) -> None:
        following = self.next_meeting(self.matters[key].board, day)
        self.matters[key].hushed = min(until, following) if following else until

    def _owner_hears(self, matter: Matter, day: date) -> bool:
        return any(to == "owner" for to, _ in self._rungs(matter, day, []))

    # What is due

    def _rungs(self, m: Matter, day: date, ahead: list[date]) -> Iterator[tuple[str, str]]:
        """(to, name) of every rung that stands on this day; `ahead` are the meetings to come."""
        ways = self.ways[m.board]
        if not ways.works(day) or day < max(m.recorded, m.since):
            return
        if m.turn == "officer":
            for n in ways.officers_turn:
                if day > m.since and ways.after(m.since, day) == n:
                    yield "officer", f"officer+{n}"
        if m.turn != "owner":
            return
        due = self.due_of(m)
        for sitting in ahead:
            if day < sitting and ways.until(day, sitting) == ways.preparation:
                if not m.owners:
                    yield "officer", f"set-owner@{sitting}"
                if due is None:
                    yield "officer", f"set-date@{sitting}"
        if due is None:
            return
        steps = self._at_meeting(m, ways, due, day) if m.meeting else self._on_day(ways, due, day)
        for to, name in steps:
            if m.owners or to != "owner":
                yield to, name

    def _at_meeting(self, m: Matter, ways: Ways, due: date, day: date) -> Iterator[tuple[str, str]]:
        yield from _ahead(ways, ways.before_meeting, due, day)
        ends = ways.later(due, ways.grace)
        if m.since > max(due, m.recorded):
            ends = min(ends, m.since)
        yield from _late(ways, ends, day)

    def _on_day(self, ways: Ways, due: date, day: date) -> Iterator[tuple[str, str]]:
        while not ways.works(due):
            due -= ONE
        yield from _ahead(ways, ways.before_date, due, day)
        yield from _late(ways, due, day)

    def due_today(
        self, day: date, reached: dict[str, str | None], officers: dict[str, list[str]]
    ) -> set[tuple[str, str, str, str]]:
        """(matter, to, rung, person) of what is to be written today; it is then taken as written.

        `reached` says who is written to in place of a person (None: nobody); `officers` are those
        on duty on each board.
        """
        found: set[tuple[str, str, str, str]] = set()
        for key, m in self.matters.items():
            if not self.ways[m.board].works(day):
                continue
            for to, name, at in self._latest(m, day):
                duty = officers[m.board]
                people = duty if to == "officer" else self._owners(m, reached, duty)
                for person in people:
                    told = m.told.get((to, name, person))
                    if (told is None or told < at) and not self._lately(m, to, name, person, at):
                        found.add((key, to, name, person))
                        m.told[to, name, person] = day
                        m.reminded[to, name.partition("@")[0], person] = day
            m.open_from = day + ONE
        return found

    def _lately(self, m: Matter, to: str, name: str, person: str, at: date) -> bool:
        """Whether a rung that counts back from a meeting reached them so short a time before its
        day that the meeting must have been moved by a day or two."""
        told = m.reminded.get((to, name.partition("@")[0], person))
        counts_back = name.startswith("set-") or (name.startswith("before-") and bool(m.meeting))
        ways = self.ways[m.board]
        return counts_back and told is not None and ways.after(told, at) < ways.quiet

    def _latest(self, m: Matter, day: date) -> Iterator[tuple[str, str, date]]:
        """Of the days since the matter was last dealt with, the last rungs for each receiver."""
        ahead = [d for b, d in self.meetings.values() if b == m.board and d > day]
        following = min(ahead, default=None)
        due_day = self.due_of(m) if m.meeting else None
        hushed = m.hushed
        if hushed is not None:
            hushed = min([hushed, *(d for d in (due_day, following) if d and d >= day)])
        missed = [m.open_from + n * ONE for n in range((day - m.open_from).days + 1)]
        done: set[str] = set()
        for at in reversed(missed):
            rungs = [
                (to, name)
                for to, name in self._rungs(m, at, ahead)
                if to not in done and not (to == "owner" and hushed is not None and at <= hushed)
            ]
            done |= {to for to, _ in rungs}
            yield from ((to, name, at) for to, name in rungs)

    def _owners(self, m: Matter, reached: dict[str, str | None], officers: list[str]) -> list[str]:
        people = [reached[owner] for owner in m.owners]
        found = [p for p in people if p is not None]
        return found if len(found) == len(people) else list(dict.fromkeys([*found, *officers]))


def _ahead(ways: Ways, before: Iterable[int], due: date, day: date) -> Iterator[tuple[str, str]]:
    for n in before:
        if n == 0:
            last = due
            while not ways.works(last):
                last -= ONE
            if day == last:
                yield "owner", "on-day"
        elif day < due and ways.until(day, due) == n:
            yield "owner", f"before-{n}"


def _late(ways: Ways, base: date, day: date) -> Iterator[tuple[str, str]]:
    if day <= base:
        return
    late = ways.after(base, day)
    for n, to in ways.overdue:
        if late == n:
            yield to, f"overdue+{n}"
    last = max((n for n, to in ways.overdue if to in ways.weekly), default=0)
    if ways.every and late > last and (late - last) % ways.every == 0:
        for to in ways.weekly:
            yield to, f"overdue+{late}"
