"""The draft minutes of a meeting, which the board means to issue within so many working days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from workflows.meetings import HELD, Meeting, MeetingKind
from workflows.notice import MINUTES_ISSUE
from workflows.watches.kind import Frame, Kind, Matter, Step, before, late
from workflows.watches.meetings import APPROVALS, closed_on, put_to
from workflows.watches.notices import given

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Working days before the target on which the officers hear of it.
AHEAD = (2, 0)


class Minutes(Kind[Meeting]):
    """From the meeting until its minutes are marked as issued or approved; given up after the
    meetings that would have approved them."""

    of = Meeting
    subject = MINUTES_ISSUE

    def matter(self, thing: Meeting, frame: Frame, today: date) -> Matter | None:
        return Matter.MINUTES if target(thing, frame) and today <= _last(thing, frame) else None

    def steps(self, thing: Meeting, frame: Frame, until: date) -> Iterator[Step]:
        by, since, last = target(thing, frame), closed_on(thing, frame), _last(thing, frame)
        if by is None:
            return
        yield from (
            step
            for step in before(Matter.MINUTES, by, frame, AHEAD, ("officer",))
            if step.day > since
        )
        yield from late(Matter.MINUTES, max(by, since), frame, ("officer",), min(until, last))

    def starts(self, thing: Meeting, frame: Frame) -> Iterable[date]:
        return [d for d in (closed_on(thing, frame), target(thing, frame)) if d]

    def by(self, thing: Meeting, matter: Matter | None, frame: Frame, today: date) -> date | None:
        return target(thing, frame)

    def get(self, tx: Transaction, thing_id: str) -> Meeting:
        return tx.meetings.get(thing_id)

    def of_board(self, tx: Transaction, board_id: str) -> Iterable[Meeting]:
        return tx.meetings.of_board(board_id)


def target(meeting: Meeting, frame: Frame) -> date | None:
    """The day by which its draft minutes are to be out; None if they are, or need not be."""
    within = frame.board.notice.minutes_within
    out = MINUTES_ISSUE in given(meeting) or meeting.minutes_approved_on
    if within is None or out or meeting.state not in HELD or meeting.kind is MeetingKind.PRIVATE:
        return None
    return frame.working(meeting.day, within)


def _last(meeting: Meeting, frame: Frame) -> date:
    at = put_to(meeting, frame)
    return at[-1] if len(at) == APPROVALS else date.max


MINUTES = Minutes()
