"""The table behind search: see `search_index`."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from storage.search_words import Words
from storage.tables import Base
from storage.types import Serial

#: The words' own index, in PostgreSQL only.
WORDS_INDEX = "ix_search_entry_words"


class SearchEntryRow(Base, table=True):
    """A clause, or a delegation that stands in none, as search sees it."""

    __tablename__ = "search_entry"
    __table_args__ = (
        Index("uq_search_entry_subject", "subject", "subject_id", unique=True),
        Index(None, "board_id", "day"),
        Index(WORDS_INDEX, "words", postgresql_using="gin").ddl_if(dialect="postgresql"),
    )

    n: int | None = Field(default=None, primary_key=True, sa_type=Serial)
    subject: str
    subject_id: str
    resolution_id: str | None = Field(index=True)
    board_id: str = Field(foreign_key="board.id")
    meeting_id: str | None = Field(index=True)
    day: date
    kind: str
    verbs: str
    in_force: bool
    live: bool
    exempt: bool
    private: bool
    words: Any = Field(sa_type=Words, nullable=False)
