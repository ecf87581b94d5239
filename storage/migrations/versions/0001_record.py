"""What boards record: people, meetings, resolutions, actions, papers.

Revises:
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import (
    day,
    flags,
    index,
    json,
    key,
    link,
    maybe,
    moment,
    numbers,
    unique_where,
    words,
)

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
]


def upgrade() -> None:
    _boards_and_people()
    _meetings_and_resolutions()
    _actions()
    _delegations()
    _papers()


def _boards_and_people() -> None:
    op.create_table(
        "board",
        *words("id", "team_id", "name", "channel_id"),
        moment("created_at"),
        *words("short_name"),
        *json("aliases", "areas"),
        *words(
            "time_zone", "nation", "action_scheme", "minute_scheme", "marker", "meeting_pattern"
        ),
        *json("municipal_year_start", "log_columns"),
        *words("extension_agreed_by"),
        *json("policy"),
        *numbers("version"),
        key("board", "id"),
    )
    unique_where("uq_board_channel", "board", ["team_id", "channel_id"], "channel_id <> ''")
    op.create_table(
        "person",
        *words("id", "team_id", "name"),
        *maybe("slack_id", "email"),
        *words("organisation"),
        *json("variants"),
        *flags("prefers_email", "active"),
        *numbers("version"),
        key("person", "id"),
    )
    op.create_index("uq_person_slack", "person", ["team_id", "slack_id"], unique=True)
    op.create_table(
        "post",
        *words("id", "board_id", "title"),
        *json("aliases"),
        *numbers("version"),
        key("post", "id"),
        link("post", "board_id", "board"),
    )
    index("post", "board_id")
    op.create_table(
        "holding",
        *words("post_id"),
        *numbers("position"),
        *words("person_id"),
        day("since"),
        day("until", nullable=True),
        key("holding", "post_id", "position"),
        link("holding", "post_id", "post", part=True),
        link("holding", "person_id", "person"),
    )
    index("holding", "person_id")
    op.create_table(
        "membership",
        *words("id", "board_id", "person_id", "role"),
        day("since"),
        day("until", nullable=True),
        key("membership", "id"),
        link("membership", "board_id", "board"),
        link("membership", "person_id", "person"),
    )
    index("membership", "board_id")
    index("membership", "person_id")


def _meetings_and_resolutions() -> None:
    op.create_table(
        "meeting",
        *words("id", "board_id"),
        day("day"),
        moment("starts_at"),
        moment("ends_at"),
        *words("uid", "kind", "state", "venue", "link", "note"),
        *numbers("sequence"),
        *words("current_item"),
        day("agenda_published_on", nullable=True),
        moment("opened_at", nullable=True),
        moment("closed_at", nullable=True),
        day("moved_from", nullable=True),
        *words("cancelled_reason"),
        *numbers("version"),
        key("meeting", "id"),
        link("meeting", "board_id", "board"),
        sa.UniqueConstraint("uid", name="uq_meeting_uid"),
    )
    index("meeting", "board_id", "day")
    unique_where("uq_meeting_open", "meeting", ["board_id"], "state = 'open'")
    op.create_table(
        "resolution",
        *words("id", "board_id"),
        *maybe("meeting_id"),
        *words("minute_ref", "item", "recorded_by"),
        moment("recorded_at"),
        *words("marker", "mover", "seconder", "exempt", "origin"),
        *flags("live"),
        *numbers("version"),
        key("resolution", "id"),
        link("resolution", "board_id", "board"),
        link("resolution", "meeting_id", "meeting"),
    )
    index("resolution", "board_id", "recorded_at")
    index("resolution", "meeting_id")
    op.create_table(
        "clause",
        *words("resolution_id"),
        *numbers("position"),
        *words("id", "label", "text"),
        *json("verbs"),
        *words("kind"),
        key("clause", "resolution_id", "position"),
        link("clause", "resolution_id", "resolution", part=True),
        sa.UniqueConstraint("id", name="uq_clause_id"),
    )


def _actions() -> None:
    op.create_table(
        "action",
        *words("id", "board_id", "reference", "text", "due_kind", "due_phrase"),
        day("due_day", nullable=True),
        *maybe("due_meeting_id"),
        *words("original_due_kind", "original_due_phrase"),
        day("original_due_day", nullable=True),
        *maybe("original_due_meeting_id"),
        *words("created_by"),
        moment("created_at"),
        *words("status", "turn"),
        day("turn_since", nullable=True),
        *maybe("meeting_id"),
        *words("minute_ref", "item", "origin"),
        *maybe("clause_id"),
        *words("exempt"),
        *flags("live", "keep_open"),
        day("completed_on", nullable=True),
        *maybe("closed_meeting_id"),
        *numbers("due_version"),
        day("hushed_until", nullable=True),
        day("next_nudge_on", nullable=True),
        *numbers("version"),
        key("action", "id"),
        link("action", "board_id", "board"),
        link("action", "due_meeting_id", "meeting"),
        link("action", "original_due_meeting_id", "meeting"),
        link("action", "meeting_id", "meeting"),
        link("action", "closed_meeting_id", "meeting"),
    )
    index("action", "board_id", "next_nudge_on")
    index("action", "board_id", "status", "due_day")
    index("action", "due_meeting_id")
    index("action", "meeting_id")
    unique_where("uq_action_reference", "action", ["board_id", "reference"], "reference <> ''")
    op.create_table(
        "action_owner",
        *words("action_id"),
        *numbers("position"),
        *words("printed"),
        *maybe("person_id", "post_id"),
        *flags("everyone", "lead"),
        day("done_on", nullable=True),
        day("waits_since", nullable=True),
        day("quiet_until", nullable=True),
        key("action_owner", "action_id", "position"),
        link("action_owner", "action_id", "action", part=True),
        link("action_owner", "person_id", "person"),
        link("action_owner", "post_id", "post"),
    )
    index("action_owner", "person_id")
    index("action_owner", "post_id")
    op.create_table(
        "action_slip",
        *words("action_id"),
        *numbers("position"),
        *words("id"),
        *json("from_due", "to_due"),
        *words("reason", "asked_by"),
        moment("asked_at"),
        *words("state"),
        *maybe("settled_by"),
        moment("settled_at", nullable=True),
        *maybe("settled_meeting_id"),
        key("action_slip", "action_id", "position"),
        link("action_slip", "action_id", "action", part=True),
    )
    op.create_table(
        "action_note",
        *words("action_id"),
        *numbers("position"),
        *words("id"),
        moment("at"),
        *words("by", "text", "kind"),
        *maybe("on_behalf_of"),
        *flags("approved"),
        key("action_note", "action_id", "position"),
        link("action_note", "action_id", "action", part=True),
    )
    op.create_table(
        "action_snapshot",
        *words("action_id"),
        *numbers("version"),
        *json("state"),
        *words("changed_by"),
        key("action_snapshot", "action_id"),
        link("action_snapshot", "action_id", "action", part=True),
    )


def _delegations() -> None:
    op.create_table(
        "delegation",
        *words("id", "board_id", "reference", "text"),
        *json("delegates"),
        moment("granted_at"),
        *words("granted_by"),
        *maybe("resolution_id", "clause_id", "meeting_id"),
        *words("minute_ref"),
        *json("consultees", "conditions"),
        *words("deadline_kind", "deadline_phrase"),
        day("deadline_day", nullable=True),
        *maybe("deadline_meeting_id"),
        *words("state"),
        day("used_on", nullable=True),
        *words("used_by", "used_for"),
        day("reported_on", nullable=True),
        *words("exempt"),
        *numbers("version"),
        key("delegation", "id"),
        link("delegation", "board_id", "board"),
        link("delegation", "resolution_id", "resolution"),
        link("delegation", "meeting_id", "meeting"),
        link("delegation", "deadline_meeting_id", "meeting"),
    )
    index("delegation", "board_id", "state")
    unique_where(
        "uq_delegation_reference", "delegation", ["board_id", "reference"], "reference <> ''"
    )


def _papers() -> None:
    op.create_table(
        "draft",
        *words("id", "board_id", "sha256", "name", "read_by"),
        moment("read_at"),
        *maybe("meeting_id"),
        *json("meeting", "warnings"),
        *words("state", "channel", "ts"),
        *numbers("left_out", "page"),
        *words("recorded_by"),
        moment("recorded_at", nullable=True),
        *numbers("version"),
        key("draft", "id"),
        link("draft", "board_id", "board"),
        link("draft", "meeting_id", "meeting"),
    )
    index("draft", "board_id", "sha256")
    index("draft", "channel", "ts")
    op.create_table(
        "draft_line",
        *words("draft_id"),
        *numbers("position", "number"),
        *words("kind"),
        *json("data", "lines"),
        *words("fingerprint", "choice", "twin", "recorded_id"),
        key("draft_line", "draft_id", "position"),
        link("draft_line", "draft_id", "draft", part=True),
    )
    op.create_table(
        "file",
        *words("id", "board_id", "subject", "subject_id", "name", "media_type"),
        *numbers("size"),
        *words("sha256", "added_by"),
        moment("added_at"),
        *words("exempt"),
        key("file", "id"),
        link("file", "board_id", "board"),
    )
    index("file", "subject", "subject_id")
    op.create_table(
        "file_bytes",
        *words("file_id"),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        key("file_bytes", "file_id"),
        link("file_bytes", "file_id", "file", part=True),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
