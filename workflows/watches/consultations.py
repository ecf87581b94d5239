"""A consultee who has been asked before a delegated decision and has not replied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from workflows.access import Audience, Caller, disclose
from workflows.boards import Board
from workflows.consultations import Consultation, ConsultState
from workflows.watches.kind import Frame, Kind, Matter, Step, late, people_called

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Working days after they were asked on which the consultee hears of it.
AFTER = (2, 5)


class Consultations(Kind[Consultation]):
    """First the consultee, then the officers, until there is a reply or it is waived."""

    of = Consultation
    subject = "consultation"
    officers_instead = True

    def matter(self, thing: Consultation, frame: Frame, today: date) -> Matter | None:
        return Matter.CONSULT if thing.state is ConsultState.ASKED else None

    def steps(self, thing: Consultation, frame: Frame, until: date) -> Iterator[Step]:
        if thing.state is not ConsultState.ASKED:
            return
        asked = frame.local(thing.asked_at)
        for days in AFTER:
            at = frame.working(asked, days)
            yield Step(Matter.CONSULT, f"consult+{days}", at, "consultee", asked.toordinal())
        yield from late(Matter.CONSULT, _patience(thing, frame), frame, ("officer",), until)

    def starts(self, thing: Consultation, frame: Frame) -> Iterable[date]:
        return (_patience(thing, frame),)

    def by(
        self, thing: Consultation, matter: Matter | None, frame: Frame, today: date
    ) -> date | None:
        return thing.due

    def get(self, tx: Transaction, thing_id: str) -> Consultation:
        return tx.consultations.get(thing_id)

    def of_board(self, tx: Transaction, board_id: str) -> Iterable[Consultation]:
        return tx.consultations.of_board(board_id)

    def meant(
        self, tx: Transaction, thing: Consultation, board: Board, to: str, on: date
    ) -> Iterable[str]:
        return [thing.person_id] if thing.person_id else people_called(tx, board, [thing.name], on)

    def seen(self, thing: Consultation, caller: Caller) -> Consultation | None:
        """The one who was asked reads what they were asked, also of exempt matter."""
        if caller.id == thing.person_id:
            return thing
        return next(iter(disclose([thing], Audience(caller)).shown), None)


def _patience(consultation: Consultation, frame: Frame) -> date:
    """The last day on which nobody but the consultee hears of it."""
    asked = frame.local(consultation.asked_at)
    return max(frame.working(asked, max(AFTER)), consultation.due or asked)


CONSULTATIONS = Consultations()
