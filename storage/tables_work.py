"""The tables of the machinery: nudges, outbox, cards on view, ledger, keys and counters.

They hold few foreign keys: a queue must not refuse a row, nor the ledger a line, because something
else has gone.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables import Base, json, moment
from storage.types import Json, Serial

#: Written out, not bound: a planner uses a partial index only if it can read the condition.
WAITING = "state IN ('pending', 'leased')"


class NudgeRow(Base, table=True):
    __tablename__ = "nudge"
    __table_args__ = (
        UniqueConstraint(
            "subject", "subject_id", "rung", "person_id", "due_version", name="uq_nudge_once"
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Serial)
    subject: str
    subject_id: str
    board_id: str = Field(foreign_key="board.id", index=True)
    rung: str
    person_id: str = Field(foreign_key="person.id", index=True)
    due_version: int
    day: date
    day_id: str = Field(index=True)


class NudgeDayRow(Base, table=True):
    """One person's message of one working day. The unique key is the promise that there is only
    one, over all boards and all processes that plan."""

    __tablename__ = "nudge_day"
    __table_args__ = (UniqueConstraint("team_id", "person_id", "day"),)

    id: str = Field(primary_key=True)
    team_id: str
    person_id: str = Field(foreign_key="person.id")
    day: date


class WatchRow(Base, table=True):
    """What besides actions has a ladder: a meeting, a draft, a delegation. `next_nudge_on` is the
    cache of the day on which somebody is to hear of it."""

    __tablename__ = "watch"
    __table_args__ = (Index(None, "board_id", "next_nudge_on"),)

    subject: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id")
    next_nudge_on: date


class LinkRow(Base, table=True):
    """A signed link of an e-mail: one person, one subject. The token itself is not kept."""

    __tablename__ = "link"
    __table_args__ = (Index(None, "subject", "subject_id"),)

    token_hash: str = Field(primary_key=True)
    team_id: str
    board_id: str = Field(foreign_key="board.id")
    person_id: str = Field(foreign_key="person.id", index=True)
    subject: str
    subject_id: str
    purpose: str
    created_at: datetime = moment()
    expires_at: datetime = moment()
    revoked_at: datetime | None = moment()
    used_at: datetime | None = moment()


class OutboxRow(Base, table=True):
    """`target` is the direct-message channel, once opened; `channel` and `ts` of the message that
    went out are `sent_channel` and `sent_ts`. `turn` counts claims and is never set back, as
    `attempts` is. `stale`: refreshed while somebody held it, to be rendered once more.
    `first_tried` is where to begin looking for what may have arrived; `trying_since` is what giving
    up is counted from, and begins anew when an operator has it tried again."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "state", "not_before"),
        # What can still be claimed, in order; sent rows, which only grow in number, are not in it.
        Index(
            "ix_outbox_waiting",
            "id",
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Serial)
    key: str = Field(unique=True)
    kind: str
    team_id: str
    view: str
    args: Any = json()
    person_id: str | None
    channel: str | None
    board_id: str | None
    not_before: datetime | None = moment()
    follows: str | None
    state: str
    attempts: int
    turn: int
    stale: bool
    lease_until: datetime | None = moment()
    retry_at: datetime | None = moment()
    first_tried: datetime | None = moment()
    trying_since: datetime | None = moment()
    target: str | None
    sent_at: datetime | None = moment()
    sent_channel: str | None
    sent_ts: str | None
    error: str


class ShownRow(Base, table=True):
    __tablename__ = "shown"
    __table_args__ = (
        UniqueConstraint("channel", "ts", "subject", "subject_id", name="uq_shown_once"),
        Index(None, "subject", "subject_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Serial)
    subject: str
    subject_id: str
    channel: str
    ts: str
    view: str
    audience: str
    args: Any = json()
    live: bool


class LedgerHeadRow(Base, table=True):
    """The end of a board's chain: whoever appends locks it."""

    __tablename__ = "ledger_head"

    board_id: str = Field(primary_key=True)
    seq: int
    hash: str


class LedgerLineRow(Base, table=True):
    __tablename__ = "ledger_line"
    __table_args__ = (Index(None, "subject", "subject_id"),)

    board_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime = moment()
    actor: str
    deed: str
    subject: str
    subject_id: str
    on_behalf_of: str | None
    digests: Any = json()
    previous: str
    hash: str


class LedgerValueRow(Base, table=True):
    """A value that a line's digest stands for. Erasing is deleting the row, salt and all."""

    __tablename__ = "ledger_value"

    board_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    field: str = Field(primary_key=True)
    salt: str
    value: str


class OnceKeyRow(Base, table=True):
    """A request that has been dealt with. `seen_on` is the database's own day: a repetition comes
    within minutes, whatever the clock of the rehearsal says."""

    __tablename__ = "once_key"

    key: str = Field(primary_key=True)
    seen_on: date = Field(sa_column_kwargs={"server_default": text("CURRENT_DATE")})


class CounterRow(Base, table=True):
    __tablename__ = "counter"

    board_id: str = Field(primary_key=True)
    series: str = Field(primary_key=True)
    value: int


class SettingRow(Base, table=True):
    __tablename__ = "setting"

    name: str = Field(primary_key=True)
    value: Any = Field(sa_type=Json, nullable=True)
