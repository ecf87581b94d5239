"""What stands against a meeting of a board on a day: closed days, its own meetings, those of boards
that share its members, a chair who is away, an agenda that would be due on a bad day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from workflows.boards import Board
from workflows.calendars import local_moment
from workflows.dates import day_words
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.notice import publication_day
from workflows.people import Role

if TYPE_CHECKING:
    from workflows.ports import Transaction

_CHAIRS = {Role.CHAIR: "the chair", Role.VICE_CHAIR: "the vice-chair"}
_SITS = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER})


@dataclass(frozen=True)
class Clash:
    """What stands against a day, in words that anybody on the board may read. A `hard` one takes
    the date out of the plan unless an officer puts it back."""

    words: str
    hard: bool = False


class Diary:
    """Everything around the meetings of one board, read once. `hours` are those of the meetings
    to be planned; `working`: the board wants no bank holiday."""

    def __init__(
        self,
        tx: Transaction,
        board: Board,
        today: date,
        hours: tuple[time, time],
        *,
        working: bool = False,
    ) -> None:
        self._board, self._today, self._hours, self._working = board, today, hours, working
        self._own = _standing(tx, board)
        self._members = _seated(tx, board, today)
        self._others = [
            (other, shared, _standing(tx, other))
            for other in tx.boards.of_team(board.team_id)
            if other.id != board.id and (shared := self._members & _seated(tx, other, today))
        ]
        roles = [m for m in tx.people.memberships(board.id) if m.until is None or m.until >= today]
        self._chairs = {m.person_id: _CHAIRS[m.role] for m in roles if m.role in _CHAIRS}
        self._officers = {m.person_id for m in roles if m.role is Role.OFFICER}
        self._away = tx.people.absences_from(board.team_id, today)
        self._names = {
            person.id: person.name for person in tx.people.many(set(self._chairs)).values()
        }

    def clashes(self, day: date) -> Iterator[Clash]:
        """All that stands against the day, the weightiest first."""
        calendar = self._board.calendar
        if closed := calendar.why_closed(day):
            yield Clash(_closed_words(closed), hard=self._working or closed == "closed day")
        starts, ends = (local_moment(day, at, self._board.zone) for at in self._hours)
        for meeting in self._own:
            if meeting.day == day:
                at = meeting.starts_at.astimezone(self._board.zone)
                yield Clash(f"the board meets that day already, at {at:%H:%M}", hard=True)
        yield from self._of_other_boards(day, starts, ends)
        for person_id, chair in self._chairs.items():
            if self._is_away(person_id, day):
                yield Clash(f"{chair}, {self._names[person_id]}, is away")
        yield from self._agenda(day)

    def free(self, day: date) -> bool:
        """Whether the board could meet on that working day with nothing against it."""
        return self._board.calendar.is_working_day(day) and not any(self.clashes(day))

    def _of_other_boards(self, day: date, starts: datetime, ends: datetime) -> Iterator[Clash]:
        for other, shared, meetings in self._others:
            for meeting in meetings:
                if meeting.day != day or not (
                    meeting.starts_at < ends and starts < meeting.ends_at
                ):
                    continue
                who = "1 member of both" if len(shared) == 1 else f"{len(shared)} members of both"
                # That a private meeting is held, and by whom, is for those alone who sit there.
                private = meeting.kind is MeetingKind.PRIVATE
                name = "another meeting" if private else f"a meeting of {other.name}"
                yield Clash(f"{name} at that hour ({who})")

    def _agenda(self, day: date) -> Iterator[Clash]:
        """An agenda day that has passed, that falls between Christmas and New Year, or on which no
        officer is there."""
        agenda = publication_day(self._board, day)
        said = f"the agenda would be due on {day_words(agenda)}"
        if agenda < self._today:
            yield Clash(f"{said}, which is past")
        elif (agenda.month, agenda.day) >= (12, 24):
            yield Clash(f"{said}, between Christmas and New Year")
        elif self._officers and all(self._is_away(p, agenda) for p in self._officers):
            yield Clash(f"{said}, when no officer is there")

    def _is_away(self, person_id: str, day: date) -> bool:
        return any(a.person_id == person_id and a.covers(day) for a in self._away)


def _closed_words(closed: str) -> str:
    if closed == "closed day":
        return "the board’s offices are closed"
    return f"it is a {closed}" if closed in ("Saturday", "Sunday") else f"it is the {closed}"


def _standing(tx: Transaction, board: Board) -> list[Meeting]:
    return [m for m in tx.meetings.of_board(board.id) if m.state is not MeetingState.CANCELLED]


def _seated(tx: Transaction, board: Board, today: date) -> set[str]:
    held = tx.people.memberships(board.id)
    return {m.person_id for m in held if m.role in _SITS and (m.until is None or m.until >= today)}
