"""Reminders in full: each board's own days, absences, groups, what else is watched, links.

Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import day, index, key, link, maybe, moment, words
from storage.types import Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: (table, column) of what is added to tables that exist.
ADDED = [
    ("board", "closed_days"),
    ("board", "groups_answer"),
    ("board", "body"),
    ("board", "clear_days"),
    ("board", "notice"),
    ("meeting", "minutes_approved_on"),
    ("action", "deputy"),
    ("action", "lead"),
    ("action", "policy"),
    ("person", "slack_email"),
    ("delegation", "decision_record"),
]


def upgrade() -> None:
    op.add_column("board", sa.Column("closed_days", Json, nullable=False, server_default="[]"))
    op.add_column(
        "board", sa.Column("groups_answer", sa.String(), nullable=False, server_default="members")
    )
    op.add_column(
        "board", sa.Column("body", sa.String(), nullable=False, server_default="principal")
    )
    op.add_column("board", sa.Column("clear_days", sa.Integer(), nullable=True))
    op.add_column("board", sa.Column("notice", Json, nullable=False, server_default="{}"))
    op.add_column("person", sa.Column("slack_email", sa.String(), nullable=True))
    op.add_column("meeting", day("minutes_approved_on", nullable=True))
    op.add_column(
        "delegation", sa.Column("decision_record", sa.String(), nullable=False, server_default="")
    )
    # SQLite adds no column whose default is worked out: the table is made anew.
    with op.batch_alter_table("once_key") as once:
        today = sa.text("CURRENT_DATE")
        once.add_column(sa.Column("seen_on", sa.Date(), nullable=False, server_default=today))
    for name in ("deputy", "lead", "policy"):
        op.add_column("action", sa.Column(name, Json, nullable=True))
    with op.batch_alter_table("action_owner") as owner:
        owner.add_column(sa.Column("group_id", sa.String(), nullable=True))
        owner.create_foreign_key("fk_action_owner_group_id", "board", ["group_id"], ["id"])
    index("action_owner", "group_id")
    _absences()
    _watches_and_links()


def _absences() -> None:
    op.create_table(
        "absence",
        *words("id", "team_id", "person_id"),
        day("since"),
        day("until"),
        *words("noted_by"),
        *maybe("deputy_id"),
        key("absence", "id"),
        link("absence", "person_id", "person"),
        link("absence", "deputy_id", "person"),
    )
    index("absence", "person_id")
    index("absence", "team_id", "until")


def _watches_and_links() -> None:
    op.create_table(
        "watch",
        *words("subject", "subject_id", "board_id"),
        day("next_nudge_on"),
        key("watch", "subject", "subject_id"),
        link("watch", "board_id", "board"),
    )
    index("watch", "board_id", "next_nudge_on")
    op.create_table(
        "link",
        *words("token_hash", "team_id", "board_id", "person_id"),
        *words("subject", "subject_id", "purpose"),
        moment("created_at"),
        moment("expires_at"),
        moment("revoked_at", nullable=True),
        moment("used_at", nullable=True),
        key("link", "token_hash"),
        link("link", "board_id", "board"),
        link("link", "person_id", "person"),
    )
    index("link", "person_id")
    index("link", "subject", "subject_id")


def downgrade() -> None:
    for table in ("link", "watch", "absence"):
        op.drop_table(table)
    op.drop_index("ix_action_owner_group_id", "action_owner")
    with op.batch_alter_table("action_owner") as owner:
        owner.drop_constraint("fk_action_owner_group_id", type_="foreignkey")
        owner.drop_column("group_id")
    with op.batch_alter_table("once_key") as once:
        once.drop_column("seen_on")
    for table, column in reversed(ADDED):
        op.drop_column(table, column)
