"""A paper that went round between meetings, or a letter in the board's name: those who were asked
to comment, and the meeting that is to see it listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from workflows.access import Audience, Caller, disclose
from workflows.boards import Board
from workflows.circulations import Circulation, CirculationKind, CirculationState
from workflows.watches.kind import Frame, Kind, Matter, Step, at_meetings, before

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Working days before the deadline on which those hear who have not answered.
AHEAD = (2, 0)


class _OfCirculations(Kind[Circulation]):
    of = Circulation

    def get(self, tx: Transaction, thing_id: str) -> Circulation:
        return tx.circulations.get(thing_id)

    def of_board(self, tx: Transaction, board_id: str) -> Iterable[Circulation]:
        return tx.circulations.of_board(board_id)

    def seen(self, thing: Circulation, caller: Caller) -> Circulation | None:
        return next(iter(disclose([thing], Audience(caller)).shown), None)


class Comments(_OfCirculations):
    """Those of whom a comment was asked and who have not given one."""

    subject = "comment"

    def matter(self, thing: Circulation, frame: Frame, today: date) -> Matter | None:
        deadline = _comment_by(thing)
        return Matter.COMMENT if deadline and today <= deadline else None

    def steps(self, thing: Circulation, frame: Frame, until: date) -> Iterator[Step]:
        deadline, sent = _comment_by(thing), thing.sent_on
        if deadline and sent:
            ahead = before(Matter.COMMENT, deadline, frame, AHEAD, ("recipient",))
            yield from (step for step in ahead if step.day > sent)

    def starts(self, thing: Circulation, frame: Frame) -> Iterable[date]:
        return [thing.deadline] if thing.deadline else []

    def by(
        self, thing: Circulation, matter: Matter | None, frame: Frame, today: date
    ) -> date | None:
        return thing.deadline

    def meant(
        self, tx: Transaction, thing: Circulation, board: Board, to: str, on: date
    ) -> Iterable[str]:
        waited = (r for r in tx.circulations.recipients(thing.id) if r.answered_at is None)
        return [r.person_id for r in waited if r.person_id]

    def answered(self, tx: Transaction, thing: Circulation, person_id: str) -> bool:
        theirs = (r for r in tx.circulations.recipients(thing.id) if r.person_id == person_id)
        return any(r.answered_at is not None for r in theirs)

    def listed(self, matter: Matter, *, begun: bool) -> bool:
        return False  # it waits for the recipients


class Circulations(_OfCirculations):
    """What was sent and stands on no meeting's list yet."""

    subject = "circulation"

    def matter(self, thing: Circulation, frame: Frame, today: date) -> Matter | None:
        return Matter.LIST if _to_list(thing) else None

    def steps(self, thing: Circulation, frame: Frame, until: date) -> Iterator[Step]:
        if since := _to_list(thing):
            yield from at_meetings(Matter.LIST, since, frame)

    def starts(self, thing: Circulation, frame: Frame) -> Iterable[date]:
        return [thing.sent_on] if thing.sent_on else []

    def by(
        self, thing: Circulation, matter: Matter | None, frame: Frame, today: date
    ) -> date | None:
        return frame.next_meeting(today)


def _comment_by(circulation: Circulation) -> date | None:
    asked = circulation.kind is CirculationKind.COMMENT
    sent = circulation.state in (CirculationState.SENT, CirculationState.LISTED)
    return circulation.deadline if asked and sent else None


def _to_list(circulation: Circulation) -> date | None:
    """The day since which it waits to be listed."""
    if circulation.state is not CirculationState.SENT or circulation.listed_meeting_id:
        return None
    return circulation.sent_on


COMMENTS, CIRCULATIONS = Comments(), Circulations()
