"""Decisions taken under delegations, and the consultation before them."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.shelf import SqlShelf
from storage.tables import table_of
from storage.tables_decisions import ConsultationRow, ExerciseRow
from workflows.consultations import Consultation
from workflows.exercises import Exercise

EXERCISE = table_of(ExerciseRow)
CONSULTATION = table_of(ConsultationRow)
CLASH = "Another decision of this board has that reference already; nothing was saved."
AGAIN = "This consultee has been asked already; nothing was saved."


class SqlExercises(SqlShelf[Exercise]):
    """`workflows.ports.Exercises`."""

    def __init__(self, connection: Connection) -> None:
        order = ("decided_on", "made_at", "id")
        super().__init__(connection, EXERCISE, Exercise, "decision record", CLASH, order)

    def of_delegation(self, delegation_id: str) -> list[Exercise]:
        return self.by(delegation_id=delegation_id)

    def find_by_reference(self, board_id: str, reference: str) -> Exercise | None:
        return next(iter(self.by(board_id=board_id, reference=reference)), None)


class SqlConsultations(SqlShelf[Consultation]):
    """`workflows.ports.Consultations`."""

    def __init__(self, connection: Connection) -> None:
        order = ("asked_at", "id")
        super().__init__(connection, CONSULTATION, Consultation, "consultation", AGAIN, order)

    def of_delegation(self, delegation_id: str) -> list[Consultation]:
        return self.by(delegation_id=delegation_id)
