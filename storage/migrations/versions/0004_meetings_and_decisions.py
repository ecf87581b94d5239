"""Agendas, attendance, declarations; decisions under delegations, soundings, what follows a clause.

Revises: 0003
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations import uses
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
from storage.search_index import rebuild
from storage.search_words import CREATE_FTS, FTS, Words
from storage.types import Json, Serial, UtcDateTime
from workflows.resolution_keys import board_word, key_for

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _word(name: str) -> sa.Column[Any]:
    """A word in a table that has rows already: empty there."""
    return sa.Column(name, sa.String(), nullable=False, server_default="")


def _list(name: str) -> sa.Column[Any]:
    """A list in a table that has rows already: empty there."""
    return sa.Column(name, Json, nullable=False, server_default="[]")


def _flag(name: str) -> sa.Column[Any]:
    """True or false in a table that has rows already: false there."""
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=True)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, Json, nullable=True)


#: (table, column, to): what of it links to another row.
LINKED = [
    ("board", "parent_id", "board"),
    ("meeting", "approved_meeting_id", "meeting"),
    ("meeting", "organiser_id", "person"),
    ("resolution", "agenda_item_id", "agenda_item"),
    ("action", "report_to", "board"),
]

#: What of a delegation has become an exercise.
MOVED = ("used_on", "used_by", "used_for", "decision_record", "reported_on")

NEW = (
    "agenda_item",
    "attendance",
    "declaration",
    "exercise",
    "consultation",
    "sounding",
    "sounding_view",
    "circulation",
    "circulation_recipient",
    "consequence",
    "statutory_return",
)


def _added() -> dict[str, list[sa.Column[Any]]]:
    """What is added to tables that exist."""
    return {
        "board": [
            _list("profile"),
            _list("standing"),
            _word("agenda_scheme"),
            _list("implications"),
            *maybe("parent_id"),
            _json("group"),
            _flag("invites"),
        ],
        "membership": [
            _word("seat"),
            sa.Column("voting", sa.Boolean(), nullable=True),
            _list("substitutes"),
            _word("appointed_by"),
        ],
        "meeting": [
            *maybe("approved_meeting_id"),
            _word("corrections"),
            day("signed_on", nullable=True),
            _word("signed_by"),
            _word("series"),
            _flag("part_closed"),
            _word("chaired_by"),
            moment("began_at", nullable=True),
            moment("ended_at", nullable=True),
            _list("requests"),
            _list("nil_returns"),
            _list("notices"),
            *maybe("organiser_id"),
        ],
        "resolution": [
            _word("key"),
            _word("carried"),
            _json("votes"),
            _list("barred"),
            *maybe("agenda_item_id"),
            _list("recommended"),
        ],
        "clause": [
            sa.Column("standing", sa.String(), nullable=False, server_default="in_force"),
            day("ended_on", nullable=True),
            _word("ended_by"),
            _word("ended_reason"),
        ],
        "action": [
            *maybe("report_to"),
            _word("cycle"),
            day("window_until", nullable=True),
            *maybe("follows"),
            *maybe("sent_from"),
        ],
        "delegation": [
            _word("scope"),
            _word("function"),
            _number("amount"),
            _word("jointly"),
            _flag("consult_first"),
            _flag("recurring"),
            day("ended_on", nullable=True),
            _word("ended_reason"),
        ],
    }


def upgrade() -> None:
    _meetings()
    _delegated()
    _sounded()
    _circulated()
    _following()
    for table, columns in _added().items():
        linked = [(column, to) for name, column, to in LINKED if name == table]
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.add_column(column)
            for name, to in linked:
                batch.create_foreign_key(f"fk_{table}_{name}", to, [name], ["id"])
    uses.move(op.get_bind())
    with op.batch_alter_table("delegation") as batch:
        for name in MOVED:
            batch.drop_column(name)
    index("board", "parent_id")
    index("action", "report_to")
    index("action", "sent_from")
    unique_where("uq_resolution_key", "resolution", ["board_id", "key"], "key <> ''")
    _name_resolutions()
    _searched()


def _meetings() -> None:
    op.create_table(
        "agenda_item",
        *words("id", "board_id", "meeting_id", "title", "number"),
        *numbers("position", "taken"),
        *words("presenter"),
        *maybe("presenter_id"),
        *words("slot", "pages", "purpose", "comes", "state", "source", "source_id"),
        *flags("standing"),
        *words("urgent"),
        *flags("late"),
        *words("reason"),
        *maybe("deferred_to"),
        *words("report"),
        *json("recommendations"),
        _json("cover"),
        *words("exempt"),
        *numbers("version"),
        key("agenda_item", "id"),
        link("agenda_item", "board_id", "board"),
        link("agenda_item", "meeting_id", "meeting"),
        link("agenda_item", "presenter_id", "person"),
        link("agenda_item", "deferred_to", "meeting"),
    )
    index("agenda_item", "meeting_id", "position")
    index("agenda_item", "board_id")
    once = ["meeting_id", "source", "source_id"]
    unique_where("uq_agenda_item_source", "agenda_item", once, "source_id <> ''")
    op.create_table(
        "attendance",
        *words("id", "board_id", "meeting_id", "name"),
        *maybe("person_id"),
        *words("capacity", "seat", "reply"),
        moment("replied_at", nullable=True),
        *words("replied_by", "substitute_name"),
        *maybe("substitute_id"),
        _number("invited"),
        *flags("invited_now"),
        *words("attends"),
        *flags("remotely"),
        *json("items"),
        *maybe("for_id"),
        *words("for_name"),
        *flags("stated"),
        *words("role", "arrived", "left", "exempt"),
        *numbers("version"),
        key("attendance", "id"),
        link("attendance", "board_id", "board"),
        link("attendance", "meeting_id", "meeting"),
        link("attendance", "person_id", "person"),
        link("attendance", "substitute_id", "person"),
        link("attendance", "for_id", "person"),
    )
    index("attendance", "board_id")
    index("attendance", "meeting_id")
    index("attendance", "person_id")
    once = ["meeting_id", "person_id"]
    unique_where("uq_attendance_person", "attendance", once, "person_id IS NOT NULL")
    op.create_table(
        "declaration",
        *words("id", "board_id", "meeting_id", "name"),
        day("declared_on"),
        *maybe("person_id"),
        *words("item", "nature", "kind"),
        sa.Column("registered", sa.Boolean(), nullable=True),
        day("notified_on", nullable=True),
        *words("dispensation"),
        sa.Column("left_room", sa.Boolean(), nullable=True),
        *words("exempt"),
        *numbers("version"),
        key("declaration", "id"),
        link("declaration", "board_id", "board"),
        link("declaration", "meeting_id", "meeting"),
        link("declaration", "person_id", "person"),
    )
    for column in ("board_id", "meeting_id", "person_id"):
        index("declaration", column)


def _delegated() -> None:
    op.create_table(
        "exercise",
        *words("id", "board_id", "reference"),
        day("decided_on"),
        *words("decided_by", "decision", "made_by"),
        moment("made_at"),
        *maybe("delegation_id", "decided_by_id"),
        *words("reasons", "alternatives", "interests", "dispensation", "consulted"),
        _number("amount"),
        *json("background", "left_out"),
        *words("record_at", "override"),
        *json("flags"),
        *flags("executive"),
        *words("state"),
        day("published_on", nullable=True),
        *json("call_ins"),
        day("reported_on", nullable=True),
        *maybe("reported_meeting_id"),
        *words("settled_minute", "exempt"),
        *numbers("version"),
        key("exercise", "id"),
        link("exercise", "board_id", "board"),
        link("exercise", "delegation_id", "delegation"),
        link("exercise", "decided_by_id", "person"),
        link("exercise", "reported_meeting_id", "meeting"),
    )
    index("exercise", "board_id", "state")
    index("exercise", "delegation_id")
    _reference("exercise")
    op.create_table(
        "consultation",
        *words("id", "board_id", "delegation_id", "name", "question", "asked_by"),
        moment("asked_at"),
        *maybe("person_id"),
        *numbers("round"),
        *flags("precondition"),
        day("due", nullable=True),
        *words("state", "reply"),
        moment("replied_at", nullable=True),
        *words("replied_by", "via", "exempt"),
        *numbers("version"),
        key("consultation", "id"),
        link("consultation", "board_id", "board"),
        link("consultation", "delegation_id", "delegation"),
        link("consultation", "person_id", "person"),
    )
    for column in ("board_id", "delegation_id", "person_id"):
        index("consultation", column)


def _reference(table: str) -> None:
    columns = ["board_id", "reference"]
    unique_where(f"uq_{table}_reference", table, columns, "reference <> ''")


def _sounded() -> None:
    op.create_table(
        "sounding",
        *words("id", "board_id", "reference", "question"),
        *json("options"),
        *words("opened_by"),
        moment("created_at"),
        moment("deadline"),
        *json("asked"),
        *words("background"),
        *json("threshold"),
        *flags("hidden"),
        *words("permission"),
        *maybe("permission_meeting_id"),
        *flags("written"),
        *words("state"),
        moment("opened_at", nullable=True),
        moment("closed_at", nullable=True),
        *words("closed_by", "reason", "outcome"),
        *maybe("resolution_id"),
        day("reported_on", nullable=True),
        *maybe("reported_meeting_id"),
        *words("exempt"),
        *numbers("version"),
        key("sounding", "id"),
        link("sounding", "board_id", "board"),
        link("sounding", "permission_meeting_id", "meeting"),
        link("sounding", "resolution_id", "resolution"),
        link("sounding", "reported_meeting_id", "meeting"),
    )
    index("sounding", "board_id", "state")
    _reference("sounding")
    op.create_table(
        "sounding_view",
        *words("id", "sounding_id", "place", "by"),
        moment("at"),
        *words("option", "comment"),
        *maybe("on_behalf_of"),
        *words("via"),
        key("sounding_view", "id"),
        link("sounding_view", "sounding_id", "sounding", part=True),
    )
    index("sounding_view", "sounding_id", "at")


def _circulated() -> None:
    op.create_table(
        "circulation",
        *words("id", "board_id", "reference", "kind", "title", "created_by"),
        moment("created_at"),
        *words("text", "to", "answers"),
        day("deadline", nullable=True),
        *json("approved_by"),
        *words("approved_how"),
        *json("signed_by"),
        day("signed_on", nullable=True),
        *words("state"),
        day("sent_on", nullable=True),
        *maybe("listed_meeting_id"),
        *words("exempt"),
        *numbers("version"),
        key("circulation", "id"),
        link("circulation", "board_id", "board"),
        link("circulation", "listed_meeting_id", "meeting"),
    )
    index("circulation", "board_id", "state")
    _reference("circulation")
    op.create_table(
        "circulation_recipient",
        *words("id", "circulation_id", "name"),
        *maybe("person_id"),
        moment("opened_at", nullable=True),
        moment("answered_at", nullable=True),
        *words("answer", "via"),
        key("circulation_recipient", "id"),
        link("circulation_recipient", "circulation_id", "circulation", part=True),
        link("circulation_recipient", "person_id", "person"),
    )
    index("circulation_recipient", "circulation_id")
    index("circulation_recipient", "person_id")
    unique_where(
        "uq_circulation_recipient_person",
        "circulation_recipient",
        ["circulation_id", "person_id"],
        "person_id IS NOT NULL",
    )


def _following() -> None:
    op.create_table(
        "consequence",
        *words("id", "board_id", "resolution_id", "clause_id", "kind", "text"),
        day("on", nullable=True),
        day("until", nullable=True),
        *words("phrase", "body"),
        _number("amount"),
        *words("state", "result"),
        day("settled_on", nullable=True),
        *words("exempt"),
        *numbers("version"),
        key("consequence", "id"),
        link("consequence", "board_id", "board"),
        link("consequence", "resolution_id", "resolution"),
    )
    index("consequence", "board_id", "state")
    index("consequence", "resolution_id")
    op.create_table(
        "statutory_return",
        *words("id", "board_id", "title"),
        day("due"),
        *words("to", "basis", "owner"),
        *maybe("owner_id"),
        *words("sign_off"),
        *maybe("sign_off_meeting_id", "delegation_id"),
        day("signed_off_on", nullable=True),
        day("submitted_on", nullable=True),
        day("report_by", nullable=True),
        *words("cycle"),
        day("reported_on", nullable=True),
        *words("state", "note", "exempt"),
        *numbers("version"),
        key("statutory_return", "id"),
        link("statutory_return", "board_id", "board"),
        link("statutory_return", "owner_id", "person"),
        link("statutory_return", "sign_off_meeting_id", "meeting"),
        link("statutory_return", "delegation_id", "delegation"),
    )
    index("statutory_return", "board_id", "due")


def _name_resolutions() -> None:
    """Every resolution that stands on record gets the key that names it for good."""
    connection = op.get_bind()
    query = sa.text(
        "SELECT r.id, r.board_id, b.short_name, b.name, r.minute_ref, m.day, r.recorded_at "
        "FROM resolution r JOIN board b ON b.id = r.board_id "
        "LEFT JOIN meeting m ON m.id = r.meeting_id "
        "WHERE NOT r.live ORDER BY r.recorded_at, r.id"
    ).columns(sa.column("day", sa.Date()), sa.column("recorded_at", UtcDateTime()))
    taken: dict[str, set[str]] = {}
    for row in connection.execute(query).mappings().all():
        word = board_word(row["short_name"], row["name"])
        day = row["day"] or row["recorded_at"].date()
        there = taken.setdefault(row["board_id"], set())
        named = key_for(word, day, row["minute_ref"], there)
        there.add(named)
        connection.execute(
            sa.text("UPDATE resolution SET key = :key WHERE id = :id"),
            {"key": named, "id": row["id"]},
        )


def _searched() -> None:
    """The search index, filled with what is on record."""
    op.create_table(
        "search_entry",
        sa.Column("n", Serial, nullable=False),
        *words("subject", "subject_id"),
        *maybe("resolution_id"),
        *words("board_id"),
        *maybe("meeting_id"),
        day("day"),
        *words("kind", "verbs"),
        *flags("in_force", "live", "exempt", "private"),
        sa.Column("words", Words(), nullable=False),
        key("search_entry", "n"),
        link("search_entry", "board_id", "board"),
    )
    op.create_index(
        "uq_search_entry_subject", "search_entry", ["subject", "subject_id"], unique=True
    )
    index("search_entry", "board_id", "day")
    index("search_entry", "resolution_id")
    index("search_entry", "meeting_id")
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.create_index("ix_search_entry_words", "search_entry", ["words"], postgresql_using="gin")
    else:
        op.execute(CREATE_FTS)
    rebuild(connection)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TABLE {FTS}")
    op.drop_table("search_entry")
    op.drop_index("uq_resolution_key", "resolution")
    op.drop_index("ix_action_sent_from", "action")
    op.drop_index("ix_action_report_to", "action")
    op.drop_index("ix_board_parent_id", "board")
    with op.batch_alter_table("delegation") as batch:
        for name in ("used_on", "reported_on"):
            batch.add_column(day(name, nullable=True))
        for name in ("used_by", "used_for", "decision_record"):
            batch.add_column(_word(name))
    for table, columns in _added().items():
        with op.batch_alter_table(table) as batch:
            for name, column, _ in LINKED:
                if name == table:
                    batch.drop_constraint(f"fk_{table}_{column}", type_="foreignkey")
            for added in reversed(columns):
                batch.drop_column(added.name)
    for table in reversed(NEW):
        op.drop_table(table)
