"""A disclosable pecuniary interest that a member declared and that does not stand in the register:
the member notifies the monitoring officer of it within 28 days (Localism Act 2011 s.31(3))."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from workflows.access import Caller, Deed, may
from workflows.boards import Board
from workflows.declarations import Declaration, notify_by
from workflows.watches.kind import (
    Frame,
    Kind,
    Matter,
    Receiver,
    Step,
    before,
    late,
    people_called,
)

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Working days before the last of them on which the member and the officers hear of it.
AHEAD = (10, 2, 0)
_BOTH: tuple[Receiver, ...] = ("member", "officer")


class Declarations(Kind[Declaration]):
    """From the declaration to the notification."""

    of = Declaration
    subject = "declaration"

    def matter(self, thing: Declaration, frame: Frame, today: date) -> Matter | None:
        return Matter.NOTIFY if notify_by(thing) else None

    def steps(self, thing: Declaration, frame: Frame, until: date) -> Iterator[Step]:
        """Once the days have run out each week: it is an offence not to have done it (s.34)."""
        last = notify_by(thing)
        if last is None:
            return
        ahead = before(Matter.NOTIFY, last, frame, AHEAD, _BOTH)
        yield from (step for step in ahead if step.day >= thing.declared_on)
        yield from late(Matter.NOTIFY, last, frame, _BOTH, until)

    def starts(self, thing: Declaration, frame: Frame) -> Iterable[date]:
        return [d for d in (thing.declared_on, notify_by(thing)) if d]

    def by(
        self, thing: Declaration, matter: Matter | None, frame: Frame, today: date
    ) -> date | None:
        return notify_by(thing)

    def get(self, tx: Transaction, thing_id: str) -> Declaration:
        return tx.declarations.get(thing_id)

    def of_board(self, tx: Transaction, board_id: str) -> Iterable[Declaration]:
        return tx.declarations.of_board(board_id)

    def meant(
        self, tx: Transaction, thing: Declaration, board: Board, to: str, on: date
    ) -> Iterable[str]:
        if thing.person_id:
            return [thing.person_id]
        return people_called(tx, board, [thing.name], on)

    def seen(self, thing: Declaration, caller: Caller) -> Declaration | None:
        """Its officers and the member; a sensitive one (s.32) nobody who stands in for them."""
        if may(caller, thing.board_id, Deed.RECORD) or caller.id == thing.person_id:
            return thing
        return None if thing.exempt else thing


DECLARATIONS = Declarations()
