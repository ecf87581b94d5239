"""Files kept in the record, their bytes in a table apart."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage import rows
from storage.mapping import from_row, to_row
from storage.tables import FileBytesRow, FileRow, table_of
from workflows.records import File

FILE = table_of(FileRow)
BYTES = table_of(FileBytesRow)
CLASH = "This file is on record already; nothing was saved."


class SqlFiles:
    """`workflows.ports.Files`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, file: File, data: bytes) -> None:
        rows.insert(self._connection, FILE, to_row(file, FILE), CLASH)
        self._connection.execute(BYTES.insert().values(file_id=file.id, data=data))

    def get(self, file_id: str) -> tuple[File, bytes]:
        query = select(FILE, BYTES.c.data).join(BYTES, BYTES.c.file_id == FILE.c.id)
        found = rows.fetch(self._connection, query.where(FILE.c.id == file_id))
        row = rows.only(found, "file")
        return from_row(File, row), bytes(row["data"])

    def of_subject(self, subject: str, subject_id: str) -> list[File]:
        """In the order in which they were added."""
        query = select(FILE).where(FILE.c.subject == subject, FILE.c.subject_id == subject_id)
        ordered = query.order_by(FILE.c.added_at, FILE.c.id)
        return [from_row(File, row) for row in rows.fetch(self._connection, ordered)]
