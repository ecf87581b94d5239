"""The tables of what a meeting deals with and who was there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables import Base, json, maybe_json, moment, unique_where


class AgendaItemRow(Base, table=True):
    __tablename__ = "agenda_item"
    __table_args__ = (
        Index(None, "meeting_id", "position"),
        Index(None, "board_id"),
        # What is proposed by itself is proposed once for each meeting, whoever looks first.
        unique_where(
            "uq_agenda_item_source", "meeting_id", "source", "source_id", where="source_id <> ''"
        ),
    )

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id")
    meeting_id: str = Field(foreign_key="meeting.id")
    title: str
    number: str
    position: int
    taken: int
    presenter: str
    presenter_id: str | None = Field(foreign_key="person.id")
    slot: str
    pages: str
    purpose: str
    comes: str
    state: str
    source: str
    source_id: str
    standing: bool
    urgent: str
    late: bool
    reason: str
    deferred_to: str | None = Field(foreign_key="meeting.id")
    report: str
    recommendations: Any = json()
    cover: Any = maybe_json()
    exempt: str
    version: int


class AttendanceRow(Base, table=True):
    __tablename__ = "attendance"
    __table_args__ = (
        Index(None, "board_id"),
        Index(None, "meeting_id"),
        unique_where(
            "uq_attendance_person", "meeting_id", "person_id", where="person_id IS NOT NULL"
        ),
    )

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id")
    meeting_id: str = Field(foreign_key="meeting.id")
    name: str
    person_id: str | None = Field(foreign_key="person.id", index=True)
    capacity: str
    seat: str
    reply: str
    replied_at: datetime | None = moment()
    replied_by: str
    substitute_name: str
    substitute_id: str | None = Field(foreign_key="person.id")
    invited: int | None
    invited_now: bool
    attends: str
    remotely: bool
    items: Any = json()
    for_id: str | None = Field(foreign_key="person.id")
    for_name: str
    stated: bool
    role: str
    arrived: str
    left: str
    exempt: str
    version: int


class DeclarationRow(Base, table=True):
    __tablename__ = "declaration"
    __table_args__ = (Index(None, "board_id"),)

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id")
    meeting_id: str = Field(foreign_key="meeting.id", index=True)
    name: str
    declared_on: date
    person_id: str | None = Field(foreign_key="person.id", index=True)
    item: str
    nature: str
    kind: str
    registered: bool | None
    notified_on: date | None
    dispensation: str
    left_room: bool | None
    exempt: str
    version: int


class StatutoryReturnRow(Base, table=True):
    __tablename__ = "statutory_return"
    __table_args__ = (Index(None, "board_id", "due"),)

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id")
    title: str
    due: date
    to: str
    basis: str
    owner: str
    owner_id: str | None = Field(foreign_key="person.id")
    sign_off: str
    sign_off_meeting_id: str | None = Field(foreign_key="meeting.id")
    delegation_id: str | None = Field(foreign_key="delegation.id")
    signed_off_on: date | None
    submitted_on: date | None
    report_by: date | None
    cycle: str
    reported_on: date | None
    state: str
    note: str
    exempt: str
    version: int
