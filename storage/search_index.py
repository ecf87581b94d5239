"""The search index: one row for each clause and each delegation that stands in none, with what is
filtered by, and the words in each engine's own full-text form.

It is written by the modules that store what it holds, in the same transaction, so that it never
says anything but the record. SQLite keeps the words in a table of its FTS5 module beside the rows,
PostgreSQL as a `tsvector` within them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, select, text

from storage import rows
from storage.tables import ClauseRow, DelegationRow, MeetingRow, ResolutionRow, table_of
from storage.tables_search import SearchEntryRow
from workflows.meetings import MeetingKind
from workflows.minutes.personal_data import without_contacts
from workflows.resolutions import Standing
from workflows.search_words import indexed

ENTRY = table_of(SearchEntryRow)
RESOLUTION, CLAUSE = table_of(ResolutionRow), table_of(ClauseRow)
MEETING, DELEGATION = table_of(MeetingRow), table_of(DelegationRow)

Row = dict[str, Any]

#: SQLite's full-text table (`search_words.CREATE_FTS`) is told what it loses, word by word.
_OUT = text("INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', :n, :words)")
_IN = text("INSERT INTO search_words(rowid, words) VALUES (:n, :words)")
_IN_FROM = text(
    "INSERT INTO search_words(rowid, words) SELECT n, words FROM search_entry "
    "WHERE n BETWEEN :first AND :last"
)
_ALL_OUT = text("INSERT INTO search_words(search_words) VALUES ('delete-all')")


def put_resolution(connection: Connection, resolution_id: str) -> None:
    """Have the index say of these clauses what is on record now."""
    one = RESOLUTION.c.id == resolution_id
    before = {
        row["subject_id"]: row
        for row in rows.fetch(
            connection, select(ENTRY).where(ENTRY.c.resolution_id == resolution_id)
        )
        if row["subject"] == "clause"
    }
    wanted = clause_rows(connection, one)
    _replace(connection, before, {row["subject_id"]: row for row in wanted})


def put_delegation(connection: Connection, delegation_id: str) -> None:
    """The same of a delegation; one that stands in a clause is found by that clause."""
    condition = (ENTRY.c.subject == "delegation") & (ENTRY.c.subject_id == delegation_id)
    before = {r["subject_id"]: r for r in rows.fetch(connection, select(ENTRY).where(condition))}
    wanted = delegation_rows(connection, DELEGATION.c.id == delegation_id)
    _replace(connection, before, {row["subject_id"]: row for row in wanted})


def meeting_changed(connection: Connection, meeting_id: str, day: date, kind: MeetingKind) -> None:
    """What belongs to a meeting is found on its day, and stays within if the meeting does."""
    connection.execute(
        ENTRY.update()
        .where(ENTRY.c.meeting_id == meeting_id)
        .values(day=day, private=kind is MeetingKind.PRIVATE)
    )


def rebuild(connection: Connection) -> int:
    """Fill the index anew from what is on record; how many entries it has."""
    connection.execute(ENTRY.delete())
    if connection.dialect.name == "sqlite":
        connection.execute(_ALL_OUT)
    made = clause_rows(connection, RESOLUTION.c.id.isnot(None))
    made += delegation_rows(connection, DELEGATION.c.id.isnot(None))
    for start in range(0, len(made), rows.CHUNK):
        _add(connection, made[start : start + rows.CHUNK])
    return len(made)


# --- rows -----------------------------------------------------------------------------------------


def clause_rows(connection: Connection, condition: Any) -> list[Row]:
    """The rows of the clauses of the resolutions for which that holds, in their order."""
    query = (
        select(
            *(RESOLUTION.c[n].label(f"r_{n}") for n in _OF_RESOLUTION),
            *(CLAUSE.c[n].label(f"c_{n}") for n in _OF_CLAUSE),
            MEETING.c.day,
            MEETING.c.kind,
        )
        .join(CLAUSE, CLAUSE.c.resolution_id == RESOLUTION.c.id)
        .outerjoin(MEETING, MEETING.c.id == RESOLUTION.c.meeting_id)
        .where(condition)
        .order_by(RESOLUTION.c.recorded_at, RESOLUTION.c.id, CLAUSE.c.position)
    )
    return [_clause_row(row) for row in rows.fetch(connection, query)]


_OF_RESOLUTION = (
    *("id", "board_id", "meeting_id", "minute_ref", "item", "key", "mover", "seconder"),
    *("recorded_at", "live", "exempt"),
)
_OF_CLAUSE = ("id", "text", "verbs", "kind", "standing")


def _clause_row(row: RowMapping) -> Row:
    told = (row["c_text"], row["r_item"], row["r_minute_ref"], row["r_key"])
    people = (row["r_mover"], row["r_seconder"])
    return {
        "subject": "clause",
        "subject_id": row["c_id"],
        "resolution_id": row["r_id"],
        "board_id": row["r_board_id"],
        "meeting_id": row["r_meeting_id"],
        "day": row["day"] or row["r_recorded_at"].date(),
        "kind": row["c_kind"],
        "verbs": "|" + "".join(f"{verb}|" for verb in row["c_verbs"]),
        "in_force": row["c_standing"] == Standing.IN_FORCE.value,
        "live": row["r_live"],
        "exempt": bool(row["r_exempt"]),
        "private": row["kind"] == MeetingKind.PRIVATE.value,
        "words": indexed(without_contacts(t) for t in (*told, *people)),
    }


def delegation_rows(connection: Connection, condition: Any) -> list[Row]:
    """The rows of the delegations for which that holds and that stand in no clause."""
    query = (
        select(
            *(DELEGATION.c[name] for name in _OF_DELEGATION),
            MEETING.c.day.label("met_on"),
            MEETING.c.kind.label("met_as"),
        )
        .outerjoin(MEETING, MEETING.c.id == DELEGATION.c.meeting_id)
        .where(condition, DELEGATION.c.clause_id.is_(None))
        .order_by(DELEGATION.c.granted_at, DELEGATION.c.id)
    )
    return [_delegation_row(row) for row in rows.fetch(connection, query)]


_OF_DELEGATION = (
    *("id", "board_id", "meeting_id", "text", "reference", "minute_ref", "delegates"),
    *("granted_at", "state", "exempt"),
)


def _delegation_row(row: RowMapping) -> Row:
    told = (row["text"], row["reference"], row["minute_ref"], *row["delegates"])
    return {
        "subject": "delegation",
        "subject_id": row["id"],
        "resolution_id": None,
        "board_id": row["board_id"],
        "meeting_id": row["meeting_id"],
        "day": row["met_on"] or row["granted_at"].date(),
        "kind": "delegation",
        "verbs": "|delegate|",
        "in_force": row["state"] in ("granted", "used"),
        "live": False,
        "exempt": bool(row["exempt"]),
        "private": row["met_as"] == MeetingKind.PRIVATE.value,
        "words": indexed(without_contacts(t) for t in told),
    }


# --- writing --------------------------------------------------------------------------------------


def _replace(connection: Connection, before: dict[str, RowMapping], wanted: dict[str, Row]) -> None:
    """Take out what is gone, write what has changed; what is as it was is left alone."""
    for subject_id in before.keys() - wanted.keys():
        _take_out(connection, before[subject_id])
    new = []
    for subject_id, row in wanted.items():
        old = before.get(subject_id)
        if old is None:
            new.append(row)
        elif any(old[name] != value for name, value in row.items()):
            _change(connection, old, row)
    _add(connection, new)


def _take_out(connection: Connection, old: RowMapping) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(_OUT, {"n": old["n"], "words": old["words"]})
    connection.execute(ENTRY.delete().where(ENTRY.c.n == old["n"]))


def _change(connection: Connection, old: RowMapping, row: Row) -> None:
    if connection.dialect.name == "sqlite" and old["words"] != row["words"]:
        connection.execute(_OUT, {"n": old["n"], "words": old["words"]})
        connection.execute(_IN, {"n": old["n"], "words": row["words"]})
    connection.execute(ENTRY.update().where(ENTRY.c.n == old["n"]).values(**row))


def _add(connection: Connection, new: Sequence[Row]) -> None:
    if not new:
        return
    connection.execute(ENTRY.insert(), list(new))
    if connection.dialect.name == "sqlite":
        # What was added has the highest numbers, none of which is in the other table yet.
        last = connection.execute(
            select(ENTRY.c.n).order_by(ENTRY.c.n.desc()).limit(1)
        ).scalar_one()
        connection.execute(_IN_FROM, {"first": last - len(new) + 1, "last": last})
