"""The tables of what follows from decisions: exercises, consultation, soundings, circulated papers,
consequences."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables import Base, json, moment, parent, unique_where


class ExerciseRow(Base, table=True):
    __tablename__ = "exercise"
    __table_args__ = (
        Index(None, "board_id", "state"),
        unique_where("uq_exercise_reference", "board_id", "reference", where="reference <> ''"),
    )

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id")
    reference: str
    decided_on: date
    decided_by: str
    decision: str
    made_by: str
    made_at: datetime = moment()
    delegation_id: str | None = Field(foreign_key="delegation.id", index=True)
    decided_by_id: str | None = Field(foreign_key="person.id")
    reasons: str
    alternatives: str
    interests: str
    dispensation: str
    consulted: str
    amount: int | None
    background: Any = json()
    left_out: Any = json()
    record_at: str
    override: str
    flags: Any = json()
    executive: bool
    state: str
    published_on: date | None
    call_ins: Any = json()
    reported_on: date | None
    reported_meeting_id: str | None = Field(foreign_key="meeting.id")
    settled_minute: str
    exempt: str
    version: int


class ConsultationRow(Base, table=True):
    __tablename__ = "consultation"
    __table_args__ = (Index(None, "board_id"),)

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id")
    delegation_id: str = Field(foreign_key="delegation.id", index=True)
    name: str
    question: str
    asked_by: str
    asked_at: datetime = moment()
    person_id: str | None = Field(foreign_key="person.id", index=True)
    round: int
    precondition: bool
    due: date | None
    state: str
    reply: str
    replied_at: datetime | None = moment()
    replied_by: str
    via: str
    exempt: str
    version: int


class SoundingRow(Base, table=True):
    __tablename__ = "sounding"
    __table_args__ = (
        Index(None, "board_id", "state"),
        unique_where("uq_sounding_reference", "board_id", "reference", where="reference <> ''"),
    )

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id")
    reference: str
    question: str
    options: Any = json()
    opened_by: str
    created_at: datetime = moment()
    deadline: datetime = moment()
    asked: Any = json()
    background: str
    threshold: Any = json()
    hidden: bool
    permission: str
    permission_meeting_id: str | None = Field(foreign_key="meeting.id")
    written: bool
    state: str
    opened_at: datetime | None = moment()
    closed_at: datetime | None = moment()
    closed_by: str
    reason: str
    outcome: str
    resolution_id: str | None = Field(foreign_key="resolution.id")
    reported_on: date | None
    reported_meeting_id: str | None = Field(foreign_key="meeting.id")
    exempt: str
    version: int


class ViewRow(Base, table=True):
    """A reply to a sounding. A later one of the same place stands beside the earlier: the last
    counts, and nothing that was said is lost."""

    __tablename__ = "sounding_view"
    __table_args__ = (Index(None, "sounding_id", "at"),)

    id: str = Field(primary_key=True)
    sounding_id: str = parent("sounding.id")
    place: str
    by: str
    at: datetime = moment()
    option: str
    comment: str
    on_behalf_of: str | None
    via: str


class CirculationRow(Base, table=True):
    __tablename__ = "circulation"
    __table_args__ = (
        Index(None, "board_id", "state"),
        unique_where("uq_circulation_reference", "board_id", "reference", where="reference <> ''"),
    )

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id")
    reference: str
    kind: str
    title: str
    created_by: str
    created_at: datetime = moment()
    text: str
    to: str
    answers: str
    deadline: date | None
    approved_by: Any = json()
    approved_how: str
    signed_by: Any = json()
    signed_on: date | None
    state: str
    sent_on: date | None
    listed_meeting_id: str | None = Field(foreign_key="meeting.id")
    exempt: str
    version: int


class RecipientRow(Base, table=True):
    __tablename__ = "circulation_recipient"
    __table_args__ = (
        Index(None, "circulation_id"),
        unique_where(
            "uq_circulation_recipient_person",
            "circulation_id",
            "person_id",
            where="person_id IS NOT NULL",
        ),
    )

    id: str = Field(primary_key=True)
    circulation_id: str = parent("circulation.id")
    name: str
    person_id: str | None = Field(foreign_key="person.id", index=True)
    opened_at: datetime | None = moment()
    answered_at: datetime | None = moment()
    answer: str
    via: str


class ConsequenceRow(Base, table=True):
    __tablename__ = "consequence"
    __table_args__ = (Index(None, "board_id", "state"),)

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id")
    resolution_id: str = Field(foreign_key="resolution.id", index=True)
    clause_id: str
    kind: str
    text: str
    on: date | None
    until: date | None
    phrase: str
    body: str
    amount: int | None
    state: str
    result: str
    settled_on: date | None
    exempt: str
    version: int
