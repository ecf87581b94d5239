"""A meeting and its papers: the agenda before it, the list to issue after it, the minutes to
approve at a later one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from workflows.boards import Board
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.notice import publication_day
from workflows.watches.kind import Frame, Kind, Matter, Step, waits

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Meetings to which the minutes of an earlier one are put for approval, before they are given up.
APPROVALS = 2


class Meetings(Kind[Meeting]):
    """The papers of a meeting, one matter after the other."""

    of = Meeting
    subject = "meeting"

    def matter(self, thing: Meeting, frame: Frame, today: date) -> Matter | None:
        if thing.state is MeetingState.CLOSED:
            return Matter.ISSUE
        if thing.kind is MeetingKind.PRIVATE:
            return None
        if thing.state is MeetingState.PLANNED:
            due = thing.agenda_published_on is None and frame.board.policy.agenda_before
            return Matter.AGENDA if due and today <= thing.day else None
        if thing.state is not MeetingState.ISSUED or thing.minutes_approved_on:
            return None
        at = put_to(thing, frame)
        given_up = len(at) == APPROVALS and at[-1] < today
        return None if given_up else Matter.APPROVE

    def steps(self, thing: Meeting, frame: Frame, until: date) -> Iterator[Step]:
        matter = self.matter(thing, frame, thing.day)
        if matter is Matter.AGENDA:
            yield from _agenda(thing, frame, until)
        elif matter is Matter.ISSUE:
            yield from waits(Matter.ISSUE, closed_on(thing, frame), frame, ("officer",), until)
        elif matter is Matter.APPROVE:
            for day in put_to(thing, frame):
                at, name = frame.preparation(day), f"approve@{day}"
                version = thing.day.toordinal()
                yield Step(Matter.APPROVE, name, at, "officer", version, ahead=True)

    def starts(self, thing: Meeting, frame: Frame) -> Iterable[date]:
        return thing.day, closed_on(thing, frame)

    def by(self, thing: Meeting, matter: Matter | None, frame: Frame, today: date) -> date | None:
        if matter is Matter.AGENDA:
            return agenda_day(thing, frame.board)
        if matter is Matter.APPROVE:
            return next((d for d in put_to(thing, frame) if d >= today), None)
        return None

    def get(self, tx: Transaction, thing_id: str) -> Meeting:
        return tx.meetings.get(thing_id)

    def of_board(self, tx: Transaction, board_id: str) -> Iterable[Meeting]:
        return tx.meetings.of_board(board_id)

    def listed(self, matter: Matter, *, begun: bool) -> bool:
        return begun or matter is Matter.ISSUE


def agenda_day(meeting: Meeting, board: Board) -> date:
    """The last day to publish the agenda (`workflows.notice`)."""
    return publication_day(board, meeting.day)


def put_to(meeting: Meeting, frame: Frame) -> list[date]:
    """The ordinary meetings at which its minutes are approved: the next, or the one after it."""
    return sorted(d for d in frame.ordinary if d > meeting.day)[:APPROVALS]


def closed_on(meeting: Meeting, frame: Frame) -> date:
    """The day on which it was closed; its own while it is not."""
    return frame.local(meeting.closed_at) if meeting.closed_at else meeting.day


def _agenda(meeting: Meeting, frame: Frame, until: date) -> Iterator[Step]:
    """Ahead of the last day, on it, and from then on every working day before the meeting."""
    version, last = meeting.day.toordinal(), agenda_day(meeting, frame.board)

    def step(name: str, day: date, *, ahead: bool = False) -> Step:
        return Step(Matter.AGENDA, name, day, "officer", version, ahead)

    for days in frame.board.policy.agenda_before:
        day = frame.working(meeting.day, -days)
        if day < last:
            yield step(f"agenda-{days}", day, ahead=True)
    yield step("agenda-last", last)
    late = frame.working(last, 1)
    while late < meeting.day and late <= until:
        yield step(f"agenda-late@{late}", late)
        late = frame.working(late, 1)


MEETINGS = Meetings()
