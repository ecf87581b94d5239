"""Delegated decisions: each is reported to the next meeting, and noted or ratified there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import exercise_reporting, keeping
from workflows.access import Caller
from workflows.agenda_sources.source import Source, to_be
from workflows.agendas import AgendaItem, Comes, Purpose
from workflows.boards import Board
from workflows.exercise_rules import implementable
from workflows.exercises import Exercise, ExerciseState
from workflows.meetings import Meeting

if TYPE_CHECKING:
    from workflows.ports import Transaction

_MINUTE = re.compile(r"\bminute\s+(?P<ref>[\w./-]+)", re.I)
#: How an officer says that the board made the decision its own.
_RATIFIED = re.compile(r"\b(?:ratif|endors|confirm|approv)", re.I)


class Exercises(Source):
    """Those that the board has not heard of, or has only been told of. A decision that does not fit
    its grant is put to the board to ratify, any other for information."""

    name = "exercise"
    words = "delegated decisions to report"

    def proposals(self, tx: Transaction, board: Board, meeting: Meeting) -> Iterable[AgendaItem]:
        for exercise in tx.exercises.of_board(board.id):
            waits = exercise.state in (ExerciseState.MADE, ExerciseState.CALLED_IN)
            if waits and exercise.decided_on <= meeting.day and not exercise.reported_on:
                yield to_be(
                    self,
                    board,
                    meeting,
                    exercise.id,
                    title_of(exercise)[:300],
                    purpose=Purpose.DECISION if exercise.flags else Purpose.INFORMATION,
                    comes=Comes.PAPER,
                    exempt=exercise.exempt,
                    presenter=exercise.decided_by[:200],
                    presenter_id=exercise.decided_by_id,
                )

    def dealt_with(
        self, tx: Transaction, caller: Caller, item: AgendaItem, meeting: Meeting, now: datetime
    ) -> None:
        """Noted at that meeting, or ratified where that was asked or the officer says so; only
        reported while it may still be called in."""
        exercise = tx.exercises.get(item.source_id)
        if exercise.state not in (ExerciseState.MADE, ExerciseState.REPORTED):
            return
        board = tx.boards.get(exercise.board_id)
        on = min(meeting.day, keeping.local_day(now, board))
        if implementable(exercise, board, on):
            if exercise.state is ExerciseState.MADE:
                exercise_reporting.report(tx, caller, exercise.id, on, now, meeting.id)
            return
        minute = _MINUTE.search(item.reason)
        said = item.reason.strip()
        ratified = bool(_RATIFIED.search(said)) or (
            item.purpose is Purpose.DECISION and not re.search(r"\bnoted?\b", said, re.I)
        )
        exercise_reporting.settle_at_board(
            tx,
            caller,
            exercise.id,
            on,
            minute["ref"] if minute else "",
            now,
            ratified=ratified,
            meeting_id=meeting.id,
        )


def title_of(exercise: Exercise) -> str:
    """What it is called on an agenda."""
    asked = "to ratify" if exercise.flags else "to note"
    return f"Delegated decision {exercise.reference}, {asked}: {exercise.decision}"
