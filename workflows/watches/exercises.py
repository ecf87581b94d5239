"""A decision taken under a delegation: its record, its publication, the call-in, the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from workflows.access import Audience, Caller, disclose
from workflows.boards import Board
from workflows.exercise_rules import STANDS, call_in_ends
from workflows.exercises import Exercise, ExerciseState
from workflows.watches.kind import (
    Frame,
    Kind,
    Matter,
    Receiver,
    Step,
    at_meetings,
    people_called,
    waits,
)

if TYPE_CHECKING:
    from workflows.ports import Transaction

_BOTH: tuple[Receiver, ...] = ("decider", "officer")


class _OfExercises(Kind[Exercise]):
    of = Exercise

    def get(self, tx: Transaction, thing_id: str) -> Exercise:
        return tx.exercises.get(thing_id)

    def of_board(self, tx: Transaction, board_id: str) -> Iterable[Exercise]:
        return tx.exercises.of_board(board_id)

    def meant(
        self, tx: Transaction, thing: Exercise, board: Board, to: str, on: date
    ) -> Iterable[str]:
        """Whoever decided."""
        if thing.decided_by_id:
            return [thing.decided_by_id]
        return people_called(tx, board, [thing.decided_by], on)

    def seen(self, thing: Exercise, caller: Caller) -> Exercise | None:
        return next(iter(disclose([thing], Audience(caller)).shown), None)


class Exercises(_OfExercises):
    """First the record is completed, then published, then the board hears of it."""

    subject = "exercise"

    def matter(self, thing: Exercise, frame: Frame, today: date) -> Matter | None:
        if thing.state is ExerciseState.DRAFT:
            return Matter.COMPLETE
        if thing.state is not ExerciseState.MADE:
            return None
        return Matter.PUBLISH if _to_publish(thing) else Matter.TELL_DECISION

    def steps(self, thing: Exercise, frame: Frame, until: date) -> Iterator[Step]:
        matter = self.matter(thing, frame, until)
        if matter is Matter.TELL_DECISION:
            yield from at_meetings(matter, thing.decided_on, frame)
        elif matter is not None:
            yield from waits(matter, thing.decided_on, frame, _BOTH, until)

    def starts(self, thing: Exercise, frame: Frame) -> Iterable[date]:
        return (thing.decided_on,)

    def by(self, thing: Exercise, matter: Matter | None, frame: Frame, today: date) -> date | None:
        return frame.next_meeting(today) if matter is Matter.TELL_DECISION else None


class CallIns(_OfExercises):
    """The last day on which a decision may be called in: from the next on it may be carried out."""

    subject = "call_in"

    def matter(self, thing: Exercise, frame: Frame, today: date) -> Matter | None:
        return Matter.IMPLEMENT if _call_in_ends(thing, frame) else None

    def steps(self, thing: Exercise, frame: Frame, until: date) -> Iterator[Step]:
        if ends := _call_in_ends(thing, frame):
            for to in _BOTH:
                yield Step(Matter.IMPLEMENT, "implement", ends, to, ends.toordinal())

    def starts(self, thing: Exercise, frame: Frame) -> Iterable[date]:
        return [d for d in (_call_in_ends(thing, frame),) if d]

    def by(self, thing: Exercise, matter: Matter | None, frame: Frame, today: date) -> date | None:
        return _call_in_ends(thing, frame)

    def listed(self, matter: Matter, *, begun: bool) -> bool:
        return False  # it is good news, and nothing to do


def _call_in_ends(exercise: Exercise, frame: Frame) -> date | None:
    """The last day of its call-in period; None where there is none, or it was called in."""
    stands = exercise.state in STANDS and exercise.state is not ExerciseState.CALLED_IN
    return call_in_ends(exercise, frame.board) if stands else None


def _to_publish(exercise: Exercise) -> bool:
    """What is wholly exempt is not published; what was recorded elsewhere is published there."""
    return not (exercise.published_on or exercise.exempt or exercise.record_at)


EXERCISES, CALL_INS = Exercises(), CallIns()
