"""A delegation that ends on a day: before it ends, and when it has lapsed. What becomes of a
decision taken under one stands in `exercises`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from workflows.access import Audience, Caller, disclose
from workflows.boards import Board
from workflows.delegations import Delegation, DelegationState
from workflows.watches.kind import Frame, Kind, Matter, Receiver, Step, before, people_called

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Working days before a delegation ends at which its delegates and the officers hear of it.
AHEAD = (10, 2, 0)
#: Of these the end is told; nobody hears it of what was used or revoked.
_RUNS = frozenset({DelegationState.GRANTED, DelegationState.LAPSED})
_BOTH: tuple[Receiver, ...] = ("delegate", "officer")


class Delegations(Kind[Delegation]):
    """From the grant to the end of the power."""

    of = Delegation
    subject = "delegation"

    def matter(self, thing: Delegation, frame: Frame, today: date) -> Matter | None:
        if thing.state not in _RUNS or thing.deadline.day is None:
            return None
        return Matter.EXPIRY if today <= thing.deadline.day else Matter.LAPSED

    def steps(self, thing: Delegation, frame: Frame, until: date) -> Iterator[Step]:
        ends, granted_on = thing.deadline.day, frame.local(thing.granted_at)
        if thing.state not in _RUNS or ends is None:
            return
        ahead = before(Matter.EXPIRY, ends, frame, AHEAD, _BOTH)
        yield from (step for step in ahead if step.day >= granted_on)
        after = frame.working(ends, 1)
        for to in _BOTH if after >= granted_on else ():
            yield Step(Matter.LAPSED, "lapsed", after, to, ends.toordinal())

    def starts(self, thing: Delegation, frame: Frame) -> Iterable[date]:
        return [thing.deadline.day] if thing.deadline.day else []

    def by(
        self, thing: Delegation, matter: Matter | None, frame: Frame, today: date
    ) -> date | None:
        return thing.deadline.day

    def get(self, tx: Transaction, thing_id: str) -> Delegation:
        return tx.delegations.get(thing_id)

    def of_board(self, tx: Transaction, board_id: str) -> Iterable[Delegation]:
        return tx.delegations.of_board(board_id)

    def meant(
        self, tx: Transaction, thing: Delegation, board: Board, to: str, on: date
    ) -> Iterable[str]:
        """Its delegates, where their names fit somebody on record."""
        return people_called(tx, board, thing.delegates, on)

    def seen(self, thing: Delegation, caller: Caller) -> Delegation | None:
        return next(iter(disclose([thing], Audience(caller)).shown), None)

    def listed(self, matter: Matter, *, begun: bool) -> bool:
        return begun and matter is Matter.EXPIRY  # what has lapsed waits for nothing


DELEGATIONS = Delegations()
