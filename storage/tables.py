"""The tables of what boards record. What the machinery needs stands in `tables_work`.

Rows are written and read by `mapping`, field by field of the core's dataclasses; these classes say
what the database holds and guards. They never leave this package.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, MetaData, Table, text
from sqlmodel import Field, SQLModel

from storage.types import Json, UtcDateTime

#: Constraints carry names, or a later migration could not drop them.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(SQLModel):
    """Metadata of our own: other databases of the program do not appear in our migrations."""

    metadata = MetaData(naming_convention=NAMES)


def table_of(row: type[SQLModel]) -> Table:
    """The table behind a row class."""
    table = row.__table__  # type: ignore[attr-defined]
    assert isinstance(table, Table)
    return table


def moment(**options: Any) -> Any:
    """A column for a point in time."""
    return Field(sa_type=UtcDateTime, **options)


def json(**options: Any) -> Any:
    """A column for what is stored whole and never searched."""
    return Field(sa_type=Json, nullable=False, **options)


def maybe_json(**options: Any) -> Any:
    """The same, where there may be nothing to store."""
    return Field(default=None, sa_type=Json, nullable=True, **options)


def parent(column: str, **options: Any) -> Any:
    """A link to the row that this one is a part of, and goes with."""
    return Field(foreign_key=column, ondelete="CASCADE", **options)


def unique_where(name: str, *columns: str, where: str) -> Index:
    """A rule that holds for some rows only: unique among those for which `where` is true."""
    condition = text(where)
    return Index(name, *columns, unique=True, sqlite_where=condition, postgresql_where=condition)


class BoardRow(Base, table=True):
    __tablename__ = "board"
    __table_args__ = (
        unique_where("uq_board_channel", "team_id", "channel_id", where="channel_id <> ''"),
    )

    id: str = Field(primary_key=True)
    team_id: str
    name: str
    channel_id: str
    created_at: datetime = moment()
    short_name: str
    aliases: Any = json()
    areas: Any = json()
    time_zone: str
    nation: str
    action_scheme: str
    minute_scheme: str
    marker: str
    meeting_pattern: str
    municipal_year_start: Any = json()
    log_columns: Any = json()
    extension_agreed_by: str
    closed_days: Any = json()
    groups_answer: str
    body: str
    clear_days: int | None
    notice: Any = json()
    profile: Any = json()
    standing: Any = json()
    agenda_scheme: str
    implications: Any = json()
    parent_id: str | None = Field(foreign_key="board.id", index=True)
    group: Any = maybe_json()
    invites: bool
    policy: Any = json()
    version: int


class PersonRow(Base, table=True):
    __tablename__ = "person"
    __table_args__ = (Index("uq_person_slack", "team_id", "slack_id", unique=True),)

    id: str = Field(primary_key=True)
    team_id: str
    name: str
    slack_id: str | None
    email: str | None
    slack_email: str | None
    organisation: str
    variants: Any = json()
    prefers_email: bool
    active: bool
    version: int


class PostRow(Base, table=True):
    __tablename__ = "post"

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id", index=True)
    title: str
    aliases: Any = json()
    version: int


class HoldingRow(Base, table=True):
    __tablename__ = "holding"

    post_id: str = parent("post.id", primary_key=True)
    position: int = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    since: date
    until: date | None


class MembershipRow(Base, table=True):
    __tablename__ = "membership"

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    role: str
    since: date
    until: date | None
    seat: str
    voting: bool | None
    substitutes: Any = json()
    appointed_by: str


class AbsenceRow(Base, table=True):
    __tablename__ = "absence"
    __table_args__ = (Index(None, "team_id", "until"),)

    id: str = Field(primary_key=True)
    team_id: str
    person_id: str = Field(foreign_key="person.id", index=True)
    since: date
    until: date
    noted_by: str
    deputy_id: str | None = Field(foreign_key="person.id")


class MeetingRow(Base, table=True):
    __tablename__ = "meeting"
    __table_args__ = (
        Index(None, "board_id", "day"),
        # What is recorded belongs to "the" open meeting: there is never a second one.
        unique_where("uq_meeting_open", "board_id", where="state = 'open'"),
    )

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id")
    day: date
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    uid: str = Field(unique=True)
    kind: str
    state: str
    venue: str
    link: str
    note: str
    sequence: int
    current_item: str
    agenda_published_on: date | None
    opened_at: datetime | None = moment()
    closed_at: datetime | None = moment()
    moved_from: date | None
    cancelled_reason: str
    minutes_approved_on: date | None
    approved_meeting_id: str | None = Field(foreign_key="meeting.id")
    corrections: str
    signed_on: date | None
    signed_by: str
    series: str
    part_closed: bool
    chaired_by: str
    began_at: datetime | None = moment()
    ended_at: datetime | None = moment()
    requests: Any = json()
    nil_returns: Any = json()
    notices: Any = json()
    organiser_id: str | None = Field(foreign_key="person.id")
    version: int


class ResolutionRow(Base, table=True):
    __tablename__ = "resolution"
    __table_args__ = (
        Index(None, "board_id", "recorded_at"),
        unique_where("uq_resolution_key", "board_id", "key", where="key <> ''"),
    )

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id")
    meeting_id: str | None = Field(foreign_key="meeting.id", index=True)
    minute_ref: str
    item: str
    recorded_by: str
    recorded_at: datetime = moment()
    marker: str
    mover: str
    seconder: str
    key: str
    carried: str
    votes: Any = maybe_json()
    barred: Any = json()
    agenda_item_id: str | None = Field(foreign_key="agenda_item.id")
    recommended: Any = json()
    exempt: str
    origin: str
    live: bool
    version: int


class ClauseRow(Base, table=True):
    __tablename__ = "clause"

    resolution_id: str = parent("resolution.id", primary_key=True)
    position: int = Field(primary_key=True)
    id: str = Field(unique=True)
    label: str
    text: str
    verbs: Any = json()
    kind: str
    standing: str
    ended_on: date | None
    ended_by: str
    ended_reason: str


class ActionRow(Base, table=True):
    """`due_day` and its like are empty where the due is a meeting: the meeting's row has it."""

    __tablename__ = "action"
    __table_args__ = (
        Index(None, "board_id", "status", "due_day"),
        Index(None, "board_id", "next_nudge_on"),
        unique_where("uq_action_reference", "board_id", "reference", where="reference <> ''"),
    )

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id")
    reference: str
    text: str
    due_kind: str
    due_phrase: str
    due_day: date | None
    due_meeting_id: str | None = Field(foreign_key="meeting.id", index=True)
    original_due_kind: str
    original_due_phrase: str
    original_due_day: date | None
    original_due_meeting_id: str | None = Field(foreign_key="meeting.id")
    created_by: str
    created_at: datetime = moment()
    status: str
    turn: str
    turn_since: date | None
    meeting_id: str | None = Field(foreign_key="meeting.id", index=True)
    minute_ref: str
    item: str
    origin: str
    clause_id: str | None
    exempt: str
    live: bool
    keep_open: bool
    completed_on: date | None
    closed_meeting_id: str | None = Field(foreign_key="meeting.id")
    due_version: int
    hushed_until: date | None
    next_nudge_on: date | None
    deputy: Any = maybe_json()
    lead: Any = maybe_json()
    policy: Any = maybe_json()
    report_to: str | None = Field(foreign_key="board.id", index=True)
    cycle: str
    window_until: date | None
    follows: str | None
    sent_from: str | None = Field(index=True)
    version: int


class OwnerRow(Base, table=True):
    __tablename__ = "action_owner"

    action_id: str = parent("action.id", primary_key=True)
    position: int = Field(primary_key=True)
    printed: str
    person_id: str | None = Field(foreign_key="person.id", index=True)
    post_id: str | None = Field(foreign_key="post.id", index=True)
    group_id: str | None = Field(foreign_key="board.id", index=True)
    everyone: bool
    lead: bool
    done_on: date | None
    waits_since: date | None
    quiet_until: date | None


class SlipRow(Base, table=True):
    __tablename__ = "action_slip"

    action_id: str = parent("action.id", primary_key=True)
    position: int = Field(primary_key=True)
    id: str
    from_due: Any = json()
    to_due: Any = json()
    reason: str
    asked_by: str
    asked_at: datetime = moment()
    state: str
    settled_by: str | None
    settled_at: datetime | None = moment()
    settled_meeting_id: str | None


class NoteRow(Base, table=True):
    __tablename__ = "action_note"

    action_id: str = parent("action.id", primary_key=True)
    position: int = Field(primary_key=True)
    id: str
    at: datetime = moment()
    by: str
    text: str
    kind: str
    on_behalf_of: str | None
    approved: bool


class SnapshotRow(Base, table=True):
    """An action as it stood before its last change. Only that one: the ledger is the
    history, and values erased from it must not live on here."""

    __tablename__ = "action_snapshot"

    action_id: str = parent("action.id", primary_key=True)
    version: int
    state: Any = json()
    changed_by: str


class DelegationRow(Base, table=True):
    __tablename__ = "delegation"
    __table_args__ = (
        Index(None, "board_id", "state"),
        unique_where("uq_delegation_reference", "board_id", "reference", where="reference <> ''"),
    )

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id")
    reference: str
    text: str
    delegates: Any = json()
    granted_at: datetime = moment()
    granted_by: str
    resolution_id: str | None = Field(foreign_key="resolution.id")
    clause_id: str | None
    meeting_id: str | None = Field(foreign_key="meeting.id")
    minute_ref: str
    consultees: Any = json()
    conditions: Any = json()
    deadline_kind: str
    deadline_phrase: str
    deadline_day: date | None
    deadline_meeting_id: str | None = Field(foreign_key="meeting.id")
    state: str
    scope: str
    function: str
    amount: int | None
    jointly: str
    consult_first: bool
    recurring: bool
    ended_on: date | None
    ended_reason: str
    exempt: str
    version: int


class DraftRow(Base, table=True):
    __tablename__ = "draft"
    __table_args__ = (
        Index(None, "board_id", "sha256"),
        Index(None, "channel", "ts"),
    )

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id")
    sha256: str
    name: str
    read_by: str
    read_at: datetime = moment()
    meeting_id: str | None = Field(foreign_key="meeting.id")
    meeting: Any = json()
    warnings: Any = json()
    state: str
    channel: str
    ts: str
    left_out: int
    page: int
    recorded_by: str
    recorded_at: datetime | None = moment()
    version: int


class DraftLineRow(Base, table=True):
    __tablename__ = "draft_line"

    draft_id: str = parent("draft.id", primary_key=True)
    position: int = Field(primary_key=True)
    number: int
    kind: str
    data: Any = json()
    lines: Any = json()
    fingerprint: str
    choice: str
    twin: str
    recorded_id: str


class FileRow(Base, table=True):
    __tablename__ = "file"
    __table_args__ = (Index(None, "subject", "subject_id"),)

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id")
    subject: str
    subject_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    added_by: str
    added_at: datetime = moment()
    exempt: str


class FileBytesRow(Base, table=True):
    """Apart from the file's row, so that a list of files reads no bytes."""

    __tablename__ = "file_bytes"

    file_id: str = parent("file.id", primary_key=True)
    data: bytes = Field(sa_type=LargeBinary)
