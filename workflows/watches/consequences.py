"""What follows from a clause and comes back on a day: a continuing duty to review, a document to
revise, a referral whose result is awaited, an approval by another body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from workflows.access import Audience, Caller, disclose
from workflows.consequences import Consequence, ConsequenceKind, ConsequenceState
from workflows.watches.kind import Frame, Kind, Matter, Step, before, late

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: What somebody else answers: without a day it is asked after at every meeting.
_AWAITED = (ConsequenceKind.REFERRAL, ConsequenceKind.APPROVAL)


class Consequences(Kind[Consequence]):
    """Until it is settled: at the preparation of the last meeting before its day, on the day, then
    each week. Of a window ("in 12 to 18 months") the end is its day, and its first day is told."""

    of = Consequence
    subject = "consequence"

    def matter(self, thing: Consequence, frame: Frame, today: date) -> Matter | None:
        open_ = thing.state is ConsequenceState.OPEN and thing.kind is not ConsequenceKind.MONEY
        asked_after = _last_day(thing) is not None or thing.kind in _AWAITED
        return Matter.FOLLOW_UP if open_ and asked_after else None

    def steps(self, thing: Consequence, frame: Frame, until: date) -> Iterator[Step]:
        if self.matter(thing, frame, until) is None:
            return
        day = _last_day(thing)
        version = day.toordinal() if day else 0
        meetings = sorted(frame.ordinary) if day is None else _before(day, frame)
        for meeting in meetings:
            name, at = f"follow-up@{meeting}", frame.preparation(meeting)
            yield Step(Matter.FOLLOW_UP, name, at, "officer", version, ahead=True)
        if day is None:
            return
        if thing.on and thing.on < day:
            first = frame.board.calendar.on_or_before(thing.on)
            yield Step(Matter.FOLLOW_UP, "follow-up-from", first, "officer", version)
        yield from before(Matter.FOLLOW_UP, day, frame, (0,), ("officer",))
        yield from late(Matter.FOLLOW_UP, day, frame, ("officer",), until)

    def starts(self, thing: Consequence, frame: Frame) -> Iterable[date]:
        return [d for d in (thing.on, thing.until) if d]

    def by(
        self, thing: Consequence, matter: Matter | None, frame: Frame, today: date
    ) -> date | None:
        return _last_day(thing)

    def get(self, tx: Transaction, thing_id: str) -> Consequence:
        return tx.consequences.get(thing_id)

    def of_board(self, tx: Transaction, board_id: str) -> Iterable[Consequence]:
        return tx.consequences.of_board(board_id)

    def seen(self, thing: Consequence, caller: Caller) -> Consequence | None:
        return next(iter(disclose([thing], Audience(caller)).shown), None)


def _last_day(consequence: Consequence) -> date | None:
    return consequence.until or consequence.on


def _before(day: date, frame: Frame) -> list[date]:
    """The last ordinary meeting up to that day, where there is one."""
    return sorted(d for d in frame.ordinary if d <= day)[-1:]


CONSEQUENCES = Consequences()
