"""The few statements that every query module needs: read, insert, save by version, children."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import Connection, RowMapping, Select, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from storage.mapping import to_row
from workflows.errors import Conflict, NotFound

#: Ids in one IN (…): both engines bear many more, but not without end.
CHUNK = 1000


class Versioned(Protocol):
    """A frozen dataclass with an id and a version."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...


V = TypeVar("V", bound=Versioned)
E = TypeVar("E")


def fetch(connection: Connection, query: Select[Any]) -> Sequence[RowMapping]:
    """All rows of a query, by name of column."""
    return connection.execute(query).mappings().all()


def only(found: Sequence[E], what: str) -> E:
    """The one that was found, or NotFound: there is no such `what`."""
    if not found:
        raise NotFound(f"There is no such {what}: it may have been removed.")
    return found[0]


def chunks(ids: Collection[str]) -> Iterator[list[str]]:
    """The ids, each once, in lists that fit into one statement."""
    unique = list(dict.fromkeys(ids))
    for start in range(0, len(unique), CHUNK):
        yield unique[start : start + CHUNK]


def upsert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT, in the engine's own dialect."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def insert_if_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert the row unless a unique key has it already; True if it is new.

    The database decides: of two at once exactly one hears True.
    """
    first_column = next(iter(table.primary_key))
    statement = upsert(connection, table).values(**row).on_conflict_do_nothing()
    return connection.execute(statement.returning(first_column)).first() is not None


def insert(connection: Connection, table: Table, row: dict[str, Any], clash: str) -> None:
    """Insert the row; Conflict with the sentence `clash` if one with the same key is there."""
    try:
        connection.execute(table.insert().values(**row))
    except IntegrityError as error:
        raise conflict_of(error, clash) from error


def save(connection: Connection, table: Table, entity: V, what: str, clash: str) -> V:
    """Write the entity over the version that was read, and return it with its new version.

    Conflict if somebody else saved it since, or with the sentence `clash` if it would take
    something that must be unique.
    """
    saved = replace(entity, version=entity.version + 1)
    statement = (
        table.update()
        .where(table.c.id == entity.id, table.c.version == entity.version)
        .values(**to_row(saved, table))
    )
    try:
        changed = connection.execute(statement).rowcount
    except IntegrityError as error:
        raise conflict_of(error, clash) from error
    if changed != 1:
        raise stale(what)
    return saved


def stale(what: str) -> Conflict:
    """What to say to the one who came second."""
    return Conflict(
        f"{what} was changed by somebody else a moment ago; nothing of yours was saved. "
        "Look again and repeat."
    )


def conflict_of(error: IntegrityError, clash: str) -> Exception:
    """A broken unique key is a Conflict that its user can read; any other broken rule is a
    mistake of ours and stays what it is."""
    text = str(error.orig)
    if "UNIQUE constraint failed" in text or "duplicate key value" in text:
        return Conflict(clash)
    return error


def children_of(
    connection: Connection, table: Table, parent: str, ids: Collection[str]
) -> dict[str, list[RowMapping]]:
    """The child rows of each of these parents, in their order; `parent` names the column."""
    column = table.c[parent]
    found: dict[str, list[RowMapping]] = {}
    for some in chunks(ids):
        query = select(table).where(column.in_(some)).order_by(column, table.c.position)
        for key, rows in groupby(fetch(connection, query), key=lambda row: str(row[parent])):
            found[key] = list(rows)
    return found


def write_children(
    connection: Connection,
    table: Table,
    parent: dict[str, str],
    before: Sequence[Any],
    after: Sequence[Any],
) -> None:
    """Make the children of one parent what `after` says; rows that stay as they were are left
    alone, so that a note added to a long history is one INSERT."""
    (column, key), *_ = parent.items()
    changed = [
        n
        for n in range(max(len(before), len(after)))
        if n >= len(before) or n >= len(after) or before[n] != after[n]
    ]
    gone = [n for n in changed if n < len(before)]
    if gone:
        connection.execute(table.delete().where(table.c[column] == key, table.c.position.in_(gone)))
    new = [to_row(after[n], table, position=n, **parent) for n in changed if n < len(after)]
    if new:
        connection.execute(table.insert(), new)
