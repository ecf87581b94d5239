"""What the machinery needs: nudges, outbox, ledger, counters.

Revises: 0001
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
    words,
)
from storage.types import Json, Serial

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: In the order of their links.
TABLES = [
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


def upgrade() -> None:
    _nudges_and_outbox()
    _ledger_and_counters()


def _nudges_and_outbox() -> None:
    op.create_table(
        "nudge",
        sa.Column("id", Serial, nullable=False),
        *words("subject", "subject_id", "board_id", "rung", "person_id"),
        *numbers("due_version"),
        day("day"),
        *words("day_id"),
        key("nudge", "id"),
        link("nudge", "board_id", "board"),
        link("nudge", "person_id", "person"),
        sa.UniqueConstraint(
            "subject", "subject_id", "rung", "person_id", "due_version", name="uq_nudge_once"
        ),
    )
    index("nudge", "board_id")
    index("nudge", "day_id")
    index("nudge", "person_id")
    op.create_table(
        "nudge_day",
        *words("id", "team_id", "person_id"),
        day("day"),
        key("nudge_day", "id"),
        link("nudge_day", "person_id", "person"),
        sa.UniqueConstraint(
            "team_id", "person_id", "day", name="uq_nudge_day_team_id_person_id_day"
        ),
    )
    op.create_table(
        "outbox",
        sa.Column("id", Serial, nullable=False),
        *words("key", "kind", "team_id", "view"),
        *json("args"),
        *maybe("person_id", "channel", "board_id"),
        moment("not_before", nullable=True),
        *maybe("follows"),
        *words("state"),
        *numbers("attempts", "turn"),
        *flags("stale"),
        moment("lease_until", nullable=True),
        moment("retry_at", nullable=True),
        moment("first_tried", nullable=True),
        moment("trying_since", nullable=True),
        *maybe("target"),
        moment("sent_at", nullable=True),
        *maybe("sent_channel", "sent_ts"),
        *words("error"),
        key("outbox", "id"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    index("outbox", "state", "not_before")
    waiting = sa.text("state IN ('pending', 'leased')")
    op.create_index(
        "ix_outbox_waiting", "outbox", ["id"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_table(
        "shown",
        sa.Column("id", Serial, nullable=False),
        *words("subject", "subject_id", "channel", "ts", "view", "audience"),
        *json("args"),
        *flags("live"),
        key("shown", "id"),
        sa.UniqueConstraint("channel", "ts", "subject", "subject_id", name="uq_shown_once"),
    )
    index("shown", "subject", "subject_id")


def _ledger_and_counters() -> None:
    op.create_table(
        "ledger_head",
        *words("board_id"),
        *numbers("seq"),
        *words("hash"),
        key("ledger_head", "board_id"),
    )
    op.create_table(
        "ledger_line",
        *words("board_id"),
        *numbers("seq"),
        moment("at"),
        *words("actor", "deed", "subject", "subject_id"),
        *maybe("on_behalf_of"),
        *json("digests"),
        *words("previous", "hash"),
        key("ledger_line", "board_id", "seq"),
    )
    index("ledger_line", "subject", "subject_id")
    op.create_table(
        "ledger_value",
        *words("board_id"),
        *numbers("seq"),
        *words("field", "salt", "value"),
        key("ledger_value", "board_id", "seq", "field"),
    )
    op.create_table(
        "once_key",
        *words("key"),
        key("once_key", "key"),
    )
    op.create_table(
        "counter",
        *words("board_id", "series"),
        *numbers("value"),
        key("counter", "board_id", "series"),
    )
    op.create_table(
        "setting",
        *words("name"),
        sa.Column("value", Json, nullable=True),
        key("setting", "name"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
