"""A delegated decision: the grant that ends, the use that has no record yet or was not reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from workflows.access import Audience, Caller, disclose
from workflows.boards import Board
from workflows.delegations import Delegation, DelegationState
from workflows.watches.kind import Frame, Kind, Matter, Receiver, Step, people_called, waits

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Working days before a delegation ends at which its delegates and the officers hear of it.
EXPIRY = (10, 2, 0)


class Delegations(Kind[Delegation]):
    """A delegation from its grant to its report."""

    of = Delegation
    subject = "delegation"

    def matter(self, thing: Delegation, frame: Frame, today: date) -> Matter | None:
        if thing.state is DelegationState.USED:
            return Matter.REPORT if thing.decision_record else Matter.RECORD
        if thing.state is not DelegationState.GRANTED or thing.deadline.day is None:
            return None
        return Matter.EXPIRY if today <= thing.deadline.day else Matter.LAPSED

    def steps(self, thing: Delegation, frame: Frame, until: date) -> Iterator[Step]:
        used_on, ends = thing.used_on, thing.deadline.day
        if thing.state is DelegationState.USED and used_on:
            if not thing.decision_record:
                yield from waits(Matter.RECORD, used_on, frame, ("user", "officer"), until)
                return
            for day in (d for d in frame.ordinary if d > used_on):
                at = frame.preparation(day)
                if at >= used_on:
                    name = f"report@{day}"
                    yield Step(Matter.REPORT, name, at, "officer", used_on.toordinal())
        elif thing.state is DelegationState.GRANTED and ends:
            yield from _expiry(thing, ends, frame)

    def starts(self, thing: Delegation, frame: Frame) -> Iterable[date]:
        return [d for d in (thing.used_on, thing.deadline.day) if d]

    def by(
        self, thing: Delegation, matter: Matter | None, frame: Frame, today: date
    ) -> date | None:
        if matter is Matter.REPORT:
            return frame.next_meeting(today)
        return thing.deadline.day

    def get(self, tx: Transaction, thing_id: str) -> Delegation:
        return tx.delegations.get(thing_id)

    def of_board(self, tx: Transaction, board_id: str) -> Iterable[Delegation]:
        return tx.delegations.of_board(board_id)

    def meant(
        self, tx: Transaction, thing: Delegation, board: Board, to: Receiver, on: date
    ) -> Iterable[str]:
        """Its delegates, or whoever used it, where their names fit somebody on record."""
        used_by = [thing.used_by] if to == "user" and thing.used_by else []
        return people_called(tx, board, used_by or thing.delegates, on)

    def seen(self, thing: Delegation, caller: Caller) -> Delegation | None:
        return next(iter(disclose([thing], Audience(caller)).shown), None)

    def listed(self, matter: Matter, *, begun: bool) -> bool:
        return False  # it stands in the list of delegations


def _expiry(delegation: Delegation, ends: date, frame: Frame) -> Iterator[Step]:
    granted_on = frame.local(delegation.granted_at)
    last = frame.board.calendar.on_or_before(ends)
    both: tuple[Receiver, ...] = ("delegate", "officer")
    for to in both:
        for days in EXPIRY:
            day = frame.working(last, -days)
            if day >= granted_on:
                yield Step(Matter.EXPIRY, f"expiry-{days}", day, to, ends.toordinal())
        after = frame.working(ends, 1)
        if after >= granted_on:
            yield Step(Matter.LAPSED, "lapsed", after, to, ends.toordinal())


DELEGATIONS = Delegations()
