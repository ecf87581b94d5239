"""Who is at meetings, and the interests declared there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from storage import rows
from storage.shelf import SqlShelf
from storage.tables import table_of
from storage.tables_meetings import AttendanceRow, DeclarationRow
from workflows.attendances import Attendance
from workflows.declarations import Declaration

ATTENDANCE = table_of(AttendanceRow)
DECLARATION = table_of(DeclarationRow)
TWICE = "This person is on the list of that meeting already; nothing was saved."
AGAIN = "This declaration is on record already; nothing was saved."


class SqlAttendances(SqlShelf[Attendance]):
    """`workflows.ports.Attendances`."""

    def __init__(self, connection: Connection) -> None:
        order = ("name", "id")
        super().__init__(connection, ATTENDANCE, Attendance, "attendance", TWICE, order)

    def of_meeting(self, meeting_id: str) -> list[Attendance]:
        return self.by(meeting_id=meeting_id)

    def of_meetings(self, meeting_ids: Collection[str]) -> list[Attendance]:
        found: list[Attendance] = []
        for some in rows.chunks(meeting_ids):
            found += self.where(ATTENDANCE.c.meeting_id.in_(some))
        return found

    def of_person(self, person_id: str) -> list[Attendance]:
        return self.by(person_id=person_id)

    def find(self, meeting_id: str, person_id: str) -> Attendance | None:
        return next(iter(self.by(meeting_id=meeting_id, person_id=person_id)), None)

    def remove(self, attendance_id: str) -> None:
        self._connection.execute(ATTENDANCE.delete().where(ATTENDANCE.c.id == attendance_id))


class SqlDeclarations(SqlShelf[Declaration]):
    """`workflows.ports.Declarations`."""

    def __init__(self, connection: Connection) -> None:
        order = ("declared_on", "id")
        super().__init__(connection, DECLARATION, Declaration, "declaration", AGAIN, order)

    def of_meeting(self, meeting_id: str) -> list[Declaration]:
        return self.by(meeting_id=meeting_id)
