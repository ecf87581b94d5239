"""The notices of a meeting that an executive gives, where its board has them switched on: that it
is held in private (28 days, then five clear days before), and of key decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from workflows import notice
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.notice import Deadline
from workflows.watches.kind import Frame, Kind, Matter, Step, before, late

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Working days before the last day for a notice on which the officers hear of it.
AHEAD = (5, 2, 0)


class Notices(Kind[Meeting]):
    """One notice of a planned meeting, until it is marked as given. `key` is the notice's name in
    `workflows.notice`; those of a `private` meeting are given where the public is kept out."""

    of = Meeting

    def __init__(self, key: str, matter: Matter, *, private: bool) -> None:
        self.subject = key
        self._matter = matter
        self._private = private

    def matter(self, thing: Meeting, frame: Frame, today: date) -> Matter | None:
        if today > thing.day or self.deadline(thing, frame) is None:
            return None
        return self._matter

    def steps(self, thing: Meeting, frame: Frame, until: date) -> Iterator[Step]:
        """Ahead of the last day and on it; once it is missed each week, up to the meeting."""
        deadline = self.deadline(thing, frame)
        if deadline is None:
            return
        yield from before(self._matter, deadline.day, frame, AHEAD, ("officer",))
        for step in late(self._matter, deadline.day, frame, ("officer",), min(until, thing.day)):
            if step.day < thing.day:
                yield step

    def starts(self, thing: Meeting, frame: Frame) -> Iterable[date]:
        return (thing.day,)

    def by(self, thing: Meeting, matter: Matter | None, frame: Frame, today: date) -> date | None:
        deadline = self.deadline(thing, frame)
        return deadline.day if deadline else None

    def get(self, tx: Transaction, thing_id: str) -> Meeting:
        return tx.meetings.get(thing_id)

    def of_board(self, tx: Transaction, board_id: str) -> Iterable[Meeting]:
        return tx.meetings.of_board(board_id)

    def deadline(self, meeting: Meeting, frame: Frame) -> Deadline | None:
        """By when it is to be given; None if it is not asked for, or has been given."""
        if meeting.state is not MeetingState.PLANNED or self.subject in given(meeting):
            return None
        if self._private and not (meeting.part_closed or meeting.kind is MeetingKind.PRIVATE):
            return None
        found = notice.of_meeting(frame.board, meeting).deadlines
        return next((d for d in found if d.key == self.subject), None)


def given(meeting: Meeting) -> set[str]:
    """The notices about it that are on record, by name."""
    return {each.kind for each in meeting.notices}


PRIVATE = Notices(notice.PRIVATE_MEETING, Matter.PRIVATE_NOTICE, private=True)
PRIVATE_AGAIN = Notices(notice.PRIVATE_SECOND, Matter.PRIVATE_AGAIN, private=True)
KEY_DECISION = Notices(notice.KEY_DECISION, Matter.KEY_NOTICE, private=False)
