"""Finding clauses and delegations by their words, in SQLite's FTS5 or PostgreSQL's full text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.sql import Select

from storage import rows, search_index
from storage.search_index import ENTRY
from storage.search_words import match, tsquery
from workflows.search_words import Term, side_by_side
from workflows.searching import Entry, Page, Query, Scope

_FOUND = text("SELECT rowid FROM search_words WHERE search_words MATCH :asked")


class SqlSearch:
    """`workflows.ports.Search`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, query: Query, scope: Scope, limit: int, offset: int) -> Page:
        conditions = [*_filters(query), _permitted(scope)]
        if query.terms:
            conditions.append(self._holds(query.terms))
        total = func.count().over().label("total")
        columns = (ENTRY.c.subject, ENTRY.c.subject_id, ENTRY.c.resolution_id, total)
        statement = select(*columns).where(*conditions)
        found = rows.fetch(
            self._connection, self._ordered(statement, query).limit(limit).offset(offset)
        )
        entries = tuple(Entry(r["subject"], r["subject_id"], r["resolution_id"]) for r in found)
        if found or not offset:
            return Page(entries, found[0]["total"] if found else 0)
        # Behind the last page: how many there are is still told.
        counted = select(func.count()).select_from(ENTRY).where(*conditions)
        return Page((), int(self._connection.execute(counted).scalar_one()))

    def rebuild(self) -> int:
        return search_index.rebuild(self._connection)

    def _ordered(self, statement: Select[Any], query: Query) -> Select[Any]:
        """The words side by side first, then the latest meeting, then the order of its record."""
        order: list[Any] = [ENTRY.c.day.desc(), ENTRY.c.n]
        whole = side_by_side(query.terms)
        if whole is not None:
            order.insert(0, self._holds((Term((whole,)),)).desc())
        return statement.order_by(*order)

    def _holds(self, terms: tuple[Term, ...]) -> ColumnElement[bool]:
        if self._connection.dialect.name == "postgresql":
            return ENTRY.c.words.bool_op("@@")(cast(tsquery(terms), TSQUERY))
        asked: BindParameter[str] = bindparam("asked", match(terms), unique=True)
        found = _FOUND.bindparams(asked).columns(ENTRY.c.n)
        return ENTRY.c.n.in_(found)


def _filters(query: Query) -> list[ColumnElement[bool]]:
    found = [ENTRY.c.live == false()]
    if query.since:
        found.append(ENTRY.c.day >= query.since)
    if query.until:
        found.append(ENTRY.c.day <= query.until)
    if query.verb:
        found.append(ENTRY.c.verbs.contains(f"|{query.verb}|", autoescape=True))
    if query.kind:
        found.append(ENTRY.c.kind == query.kind)
    if query.in_force:
        found.append(ENTRY.c.in_force)
    found.append(ENTRY.c.board_id.in_(sorted(query.board_ids)))
    return found


def _permitted(scope: Scope) -> ColumnElement[bool]:
    """Filtered here, so that what a reader may not see is not counted either."""
    is_open = and_(ENTRY.c.exempt == false(), ENTRY.c.private == false())
    on_open = ENTRY.c.board_id.in_(sorted(scope.open)) if scope.open else literal(False)
    if not scope.everything:
        return and_(is_open, on_open)
    return or_(and_(is_open, on_open), ENTRY.c.board_id.in_(sorted(scope.everything)))
