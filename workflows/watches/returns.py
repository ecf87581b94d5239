"""A statutory return: signed off by the board before its day, submitted, reported afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from workflows.access import Audience, Caller, disclose
from workflows.returns import ReturnState, StatutoryReturn
from workflows.watches.kind import Frame, Kind, Matter, Step, at_meetings, before, late

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Working days before its day on which the officers hear that the board is to sign it off; and that
#: it is to go, or to be reported.
SIGN_OFF_AHEAD, AHEAD = (20, 10, 2, 0), (10, 2, 0)


class Returns(Kind[StatutoryReturn]):
    """One step after the other, each until it is done."""

    of = StatutoryReturn
    subject = "return"

    def matter(self, thing: StatutoryReturn, frame: Frame, today: date) -> Matter | None:
        return {
            ReturnState.OPEN: Matter.SIGN_OFF,
            ReturnState.SIGNED_OFF: Matter.SUBMIT,
            ReturnState.SUBMITTED: Matter.TELL_RETURN,
        }.get(thing.state)

    def steps(self, thing: StatutoryReturn, frame: Frame, until: date) -> Iterator[Step]:
        matter = self.matter(thing, frame, thing.due)
        if matter is Matter.TELL_RETURN and thing.report_by is None:
            yield from at_meetings(matter, thing.submitted_on or thing.due, frame)
        elif matter is not None:
            day = thing.report_by if matter is Matter.TELL_RETURN else thing.due
            ahead = SIGN_OFF_AHEAD if matter is Matter.SIGN_OFF else AHEAD
            yield from before(matter, day or thing.due, frame, ahead, ("officer",))
            yield from late(matter, day or thing.due, frame, ("officer",), until)

    def starts(self, thing: StatutoryReturn, frame: Frame) -> Iterable[date]:
        return [d for d in (thing.due, thing.submitted_on, thing.report_by) if d]

    def by(
        self, thing: StatutoryReturn, matter: Matter | None, frame: Frame, today: date
    ) -> date | None:
        if matter is Matter.TELL_RETURN:
            return thing.report_by or frame.next_meeting(today)
        return thing.due

    def get(self, tx: Transaction, thing_id: str) -> StatutoryReturn:
        return tx.returns.get(thing_id)

    def of_board(self, tx: Transaction, board_id: str) -> Iterable[StatutoryReturn]:
        return tx.returns.of_board(board_id)

    def seen(self, thing: StatutoryReturn, caller: Caller) -> StatutoryReturn | None:
        return next(iter(disclose([thing], Audience(caller)).shown), None)


RETURNS = Returns()
