"""Draft registers and their lines."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, or_, select

from storage import rows
from storage.mapping import from_row, to_row
from storage.tables import DraftLineRow, DraftRow, table_of
from workflows.drafts import Choice, Draft, DraftLine, DraftState

DRAFT = table_of(DraftRow)
LINE = table_of(DraftLineRow)
CLASH = "This draft is on record already; nothing was saved."


class SqlDrafts:
    """`workflows.ports.Drafts`. Of a paper read more than once the last reading is found."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, draft_id: str) -> Draft:
        return rows.only(self._read(select(DRAFT).where(DRAFT.c.id == draft_id)), "draft")

    def find_by_digest(self, board_id: str, sha256: str) -> Draft | None:
        query = select(DRAFT).where(DRAFT.c.board_id == board_id, DRAFT.c.sha256 == sha256)
        return next(iter(self._read(query.limit(1))), None)

    def find_by_message(self, channel: str, ts: str) -> Draft | None:
        query = select(DRAFT).where(DRAFT.c.channel == channel, DRAFT.c.ts == ts)
        return next(iter(self._read(query.limit(1))), None)

    def open_of_board(self, board_id: str) -> list[Draft]:
        """Newest first."""
        state = DraftState.REVIEW.value
        return self._read(select(DRAFT).where(DRAFT.c.board_id == board_id, DRAFT.c.state == state))

    def of_meeting(self, meeting_id: str) -> list[Draft]:
        """Newest first."""
        return self._read(select(DRAFT).where(DRAFT.c.meeting_id == meeting_id))

    def add(self, draft: Draft) -> Draft:
        rows.insert(self._connection, DRAFT, to_row(draft, DRAFT), CLASH)
        self._write_lines(draft, ())
        return draft

    def save(self, draft: Draft) -> Draft:
        before = self.get(draft.id)
        what = f"The draft of “{draft.name}”"
        saved = rows.save(self._connection, DRAFT, draft, what, CLASH)
        self._write_lines(draft, before.lines)
        return saved

    def fingerprints(self, board_id: str) -> set[str]:
        rejected = Choice.REJECTED.value
        query = (
            select(LINE.c.fingerprint)
            .join(DRAFT, DRAFT.c.id == LINE.c.draft_id)
            .where(
                DRAFT.c.board_id == board_id,
                or_(LINE.c.choice == rejected, LINE.c.recorded_id != ""),
            )
        )
        return set(self._connection.execute(query).scalars())

    def _write_lines(self, draft: Draft, before: tuple[DraftLine, ...]) -> None:
        rows.write_children(self._connection, LINE, {"draft_id": draft.id}, before, draft.lines)

    def _read(self, query: Select[Any]) -> list[Draft]:
        ordered = query.order_by(DRAFT.c.read_at.desc(), DRAFT.c.id.desc())
        found = rows.fetch(self._connection, ordered)
        ids = [row["id"] for row in found]
        lines = rows.children_of(self._connection, LINE, "draft_id", ids)
        return [
            from_row(
                Draft,
                row,
                lines=tuple(from_row(DraftLine, line) for line in lines.get(row["id"], ())),
            )
            for row in found
        ]
