"""The record as it was first released

Revises:
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import Json, Serial, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: In the order of their links.
TABLES = [
    "board",
    "person",
    "post",
    "holding",
    "membership",
    "meeting",
    "resolution",
    "clause",
    "action",
    "action_owner",
    "action_slip",
    "action_note",
    "action_snapshot",
    "delegation",
    "draft",
    "draft_line",
    "file",
    "file_bytes",
    "nudge",
    "nudge_day",
    "outbox",
    "shown",
    "ledger_head",
    "ledger_line",
    "ledger_value",
    "once_key",
    "counter",
    "setting",
]


def _words(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _maybe(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=True) for name in names]


def _json(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, Json, nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _flags(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Boolean(), nullable=False) for name in names]


def _day(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _link(table: str, column: str, to: str, part: bool = False) -> sa.ForeignKeyConstraint:
    """A foreign key to the id of `to`; a `part` of it goes when it goes."""
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=name, ondelete="CASCADE" if part else None
    )


def _index(table: str, *columns: str) -> None:
    op.create_index("_".join(("ix", table, *columns)), table, list(columns))


def _unique_where(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=True, sqlite_where=condition, postgresql_where=condition
    )


def upgrade() -> None:
    _boards_and_people()
    _meetings_and_resolutions()
    _actions()
    _delegations()
    _papers()
    _nudges_and_outbox()
    _ledger_and_counters()


def _boards_and_people() -> None:
    op.create_table(
        "board",
        *_words("id", "team_id", "name", "channel_id"),
        _moment("created_at"),
        *_words("short_name"),
        *_json("aliases", "areas"),
        *_words(
            "time_zone", "nation", "action_scheme", "minute_scheme", "marker", "meeting_pattern"
        ),
        *_json("municipal_year_start", "log_columns"),
        *_words("extension_agreed_by"),
        *_json("policy"),
        *_numbers("version"),
        _key("board", "id"),
    )
    _unique_where("uq_board_channel", "board", ["team_id", "channel_id"], "channel_id <> ''")
    op.create_table(
        "person",
        *_words("id", "team_id", "name"),
        *_maybe("slack_id", "email"),
        *_words("organisation"),
        *_json("variants"),
        *_flags("prefers_email", "active"),
        *_numbers("version"),
        _key("person", "id"),
    )
    op.create_index("uq_person_slack", "person", ["team_id", "slack_id"], unique=True)
    op.create_table(
        "post",
        *_words("id", "board_id", "title"),
        *_json("aliases"),
        *_numbers("version"),
        _key("post", "id"),
        _link("post", "board_id", "board"),
    )
    _index("post", "board_id")
    op.create_table(
        "holding",
        *_words("post_id"),
        *_numbers("position"),
        *_words("person_id"),
        _day("since"),
        _day("until", nullable=True),
        _key("holding", "post_id", "position"),
        _link("holding", "post_id", "post", part=True),
        _link("holding", "person_id", "person"),
    )
    _index("holding", "person_id")
    op.create_table(
        "membership",
        *_words("id", "board_id", "person_id", "role"),
        _day("since"),
        _day("until", nullable=True),
        _key("membership", "id"),
        _link("membership", "board_id", "board"),
        _link("membership", "person_id", "person"),
    )
    _index("membership", "board_id")
    _index("membership", "person_id")


def _meetings_and_resolutions() -> None:
    op.create_table(
        "meeting",
        *_words("id", "board_id"),
        _day("day"),
        _moment("starts_at"),
        _moment("ends_at"),
        *_words("uid", "kind", "state", "venue", "link", "note"),
        *_numbers("sequence"),
        *_words("current_item"),
        _day("agenda_published_on", nullable=True),
        _moment("opened_at", nullable=True),
        _moment("closed_at", nullable=True),
        _day("moved_from", nullable=True),
        *_words("cancelled_reason"),
        *_numbers("version"),
        _key("meeting", "id"),
        _link("meeting", "board_id", "board"),
        sa.UniqueConstraint("uid", name="uq_meeting_uid"),
    )
    _index("meeting", "board_id", "day")
    _unique_where("uq_meeting_open", "meeting", ["board_id"], "state = 'open'")
    op.create_table(
        "resolution",
        *_words("id", "board_id"),
        *_maybe("meeting_id"),
        *_words("minute_ref", "item", "recorded_by"),
        _moment("recorded_at"),
        *_words("marker", "mover", "seconder", "exempt", "origin"),
        *_flags("live"),
        *_numbers("version"),
        _key("resolution", "id"),
        _link("resolution", "board_id", "board"),
        _link("resolution", "meeting_id", "meeting"),
    )
    _index("resolution", "board_id", "recorded_at")
    _index("resolution", "meeting_id")
    op.create_table(
        "clause",
        *_words("resolution_id"),
        *_numbers("position"),
        *_words("id", "label", "text"),
        *_json("verbs"),
        *_words("kind"),
        _key("clause", "resolution_id", "position"),
        _link("clause", "resolution_id", "resolution", part=True),
        sa.UniqueConstraint("id", name="uq_clause_id"),
    )


def _actions() -> None:
    op.create_table(
        "action",
        *_words("id", "board_id", "reference", "text", "due_kind", "due_phrase"),
        _day("due_day", nullable=True),
        *_maybe("due_meeting_id"),
        *_words("original_due_kind", "original_due_phrase"),
        _day("original_due_day", nullable=True),
        *_maybe("original_due_meeting_id"),
        *_words("created_by"),
        _moment("created_at"),
        *_words("status", "turn"),
        _day("turn_since", nullable=True),
        *_maybe("meeting_id"),
        *_words("minute_ref", "item", "origin"),
        *_maybe("clause_id"),
        *_words("exempt"),
        *_flags("live", "keep_open"),
        _day("completed_on", nullable=True),
        *_maybe("closed_meeting_id"),
        *_numbers("due_version"),
        _day("hushed_until", nullable=True),
        _day("next_nudge_on", nullable=True),
        *_numbers("version"),
        _key("action", "id"),
        _link("action", "board_id", "board"),
        _link("action", "due_meeting_id", "meeting"),
        _link("action", "original_due_meeting_id", "meeting"),
        _link("action", "meeting_id", "meeting"),
        _link("action", "closed_meeting_id", "meeting"),
    )
    _index("action", "board_id", "next_nudge_on")
    _index("action", "board_id", "status", "due_day")
    _index("action", "due_meeting_id")
    _index("action", "meeting_id")
    _unique_where("uq_action_reference", "action", ["board_id", "reference"], "reference <> ''")
    op.create_table(
        "action_owner",
        *_words("action_id"),
        *_numbers("position"),
        *_words("printed"),
        *_maybe("person_id", "post_id"),
        *_flags("everyone", "lead"),
        _day("done_on", nullable=True),
        _key("action_owner", "action_id", "position"),
        _link("action_owner", "action_id", "action", part=True),
        _link("action_owner", "person_id", "person"),
        _link("action_owner", "post_id", "post"),
    )
    _index("action_owner", "person_id")
    _index("action_owner", "post_id")
    op.create_table(
        "action_slip",
        *_words("action_id"),
        *_numbers("position"),
        *_words("id"),
        *_json("from_due", "to_due"),
        *_words("reason", "asked_by"),
        _moment("asked_at"),
        *_words("state"),
        *_maybe("settled_by"),
        _moment("settled_at", nullable=True),
        _key("action_slip", "action_id", "position"),
        _link("action_slip", "action_id", "action", part=True),
    )
    op.create_table(
        "action_note",
        *_words("action_id"),
        *_numbers("position"),
        *_words("id"),
        _moment("at"),
        *_words("by", "text", "kind"),
        *_maybe("on_behalf_of"),
        *_flags("approved"),
        _key("action_note", "action_id", "position"),
        _link("action_note", "action_id", "action", part=True),
    )
    op.create_table(
        "action_snapshot",
        *_words("action_id"),
        *_numbers("version"),
        *_json("state"),
        *_words("changed_by"),
        _key("action_snapshot", "action_id"),
        _link("action_snapshot", "action_id", "action", part=True),
    )


def _delegations() -> None:
    op.create_table(
        "delegation",
        *_words("id", "board_id", "reference", "text"),
        *_json("delegates"),
        _moment("granted_at"),
        *_words("granted_by"),
        *_maybe("resolution_id", "clause_id", "meeting_id"),
        *_words("minute_ref"),
        *_json("consultees", "conditions"),
        *_words("deadline_kind", "deadline_phrase"),
        _day("deadline_day", nullable=True),
        *_maybe("deadline_meeting_id"),
        *_words("state"),
        _day("used_on", nullable=True),
        *_words("used_by", "used_for"),
        _day("reported_on", nullable=True),
        *_words("exempt"),
        *_numbers("version"),
        _key("delegation", "id"),
        _link("delegation", "board_id", "board"),
        _link("delegation", "resolution_id", "resolution"),
        _link("delegation", "meeting_id", "meeting"),
        _link("delegation", "deadline_meeting_id", "meeting"),
    )
    _index("delegation", "board_id", "state")
    _unique_where(
        "uq_delegation_reference", "delegation", ["board_id", "reference"], "reference <> ''"
    )


def _papers() -> None:
    op.create_table(
        "draft",
        *_words("id", "board_id", "sha256", "name", "read_by"),
        _moment("read_at"),
        *_maybe("meeting_id"),
        *_json("meeting", "warnings"),
        *_words("state", "channel", "ts"),
        *_numbers("version"),
        _key("draft", "id"),
        _link("draft", "board_id", "board"),
        _link("draft", "meeting_id", "meeting"),
    )
    _index("draft", "board_id", "sha256")
    _index("draft", "channel", "ts")
    op.create_table(
        "draft_line",
        *_words("draft_id"),
        *_numbers("position", "number"),
        *_words("kind"),
        *_json("data", "lines"),
        *_words("fingerprint", "choice", "twin", "recorded_id"),
        _key("draft_line", "draft_id", "position"),
        _link("draft_line", "draft_id", "draft", part=True),
    )
    op.create_table(
        "file",
        *_words("id", "board_id", "subject", "subject_id", "name", "media_type"),
        *_numbers("size"),
        *_words("sha256", "added_by"),
        _moment("added_at"),
        *_words("exempt"),
        _key("file", "id"),
        _link("file", "board_id", "board"),
    )
    _index("file", "subject", "subject_id")
    op.create_table(
        "file_bytes",
        *_words("file_id"),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        _key("file_bytes", "file_id"),
        _link("file_bytes", "file_id", "file", part=True),
    )


def _nudges_and_outbox() -> None:
    op.create_table(
        "nudge",
        sa.Column("id", Serial, nullable=False),
        *_words("subject", "subject_id", "board_id", "rung", "person_id"),
        *_numbers("due_version"),
        _day("day"),
        *_words("day_id"),
        _key("nudge", "id"),
        _link("nudge", "board_id", "board"),
        _link("nudge", "person_id", "person"),
        sa.UniqueConstraint(
            "subject", "subject_id", "rung", "person_id", "due_version", name="None"
        ),
    )
    _index("nudge", "board_id")
    _index("nudge", "day_id")
    _index("nudge", "person_id")
    op.create_table(
        "nudge_day",
        *_words("id", "team_id", "person_id"),
        _day("day"),
        _key("nudge_day", "id"),
        _link("nudge_day", "person_id", "person"),
        sa.UniqueConstraint(
            "team_id", "person_id", "day", name="uq_nudge_day_team_id_person_id_day"
        ),
    )
    op.create_table(
        "outbox",
        sa.Column("id", Serial, nullable=False),
        *_words("key", "kind", "team_id", "view"),
        *_json("args"),
        *_maybe("person_id", "channel", "board_id"),
        _moment("not_before", nullable=True),
        *_maybe("follows"),
        *_words("state"),
        *_numbers("attempts", "turn"),
        *_flags("stale"),
        _moment("lease_until", nullable=True),
        _moment("retry_at", nullable=True),
        _moment("first_tried", nullable=True),
        *_maybe("target"),
        _moment("sent_at", nullable=True),
        *_maybe("sent_channel", "sent_ts"),
        *_words("error"),
        _key("outbox", "id"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    _index("outbox", "state", "not_before")
    op.create_table(
        "shown",
        sa.Column("id", Serial, nullable=False),
        *_words("subject", "subject_id", "channel", "ts", "view", "audience"),
        *_json("args"),
        _key("shown", "id"),
        sa.UniqueConstraint("channel", "ts", "subject", "subject_id", name="None"),
    )
    _index("shown", "subject", "subject_id")


def _ledger_and_counters() -> None:
    op.create_table(
        "ledger_head",
        *_words("board_id"),
        *_numbers("seq"),
        *_words("hash"),
        _key("ledger_head", "board_id"),
    )
    op.create_table(
        "ledger_line",
        *_words("board_id"),
        *_numbers("seq"),
        _moment("at"),
        *_words("actor", "deed", "subject", "subject_id"),
        *_maybe("on_behalf_of"),
        *_json("digests"),
        *_words("previous", "hash"),
        _key("ledger_line", "board_id", "seq"),
    )
    _index("ledger_line", "subject", "subject_id")
    op.create_table(
        "ledger_value",
        *_words("board_id"),
        *_numbers("seq"),
        *_words("field", "salt", "value"),
        _key("ledger_value", "board_id", "seq", "field"),
    )
    op.create_table(
        "once_key",
        *_words("key"),
        _key("once_key", "key"),
    )
    op.create_table(
        "counter",
        *_words("board_id", "series"),
        *_numbers("value"),
        _key("counter", "board_id", "series"),
    )
    op.create_table(
        "setting",
        *_words("name"),
        sa.Column("value", Json, nullable=True),
        _key("setting", "name"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
