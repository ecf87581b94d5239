"""Finding clauses and delegations by their words, in SQLite's FTS5 or PostgreSQL's full text."""

from __future__ import annotations

from collections.abc import Sequence
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
from workflows.searching import MOST_COUNTED, Entry, Page, Query, Scope

_FOUND = text("SELECT rowid FROM search_words WHERE search_words MATCH :asked")
#: The same to be joined, with each row fetched as its number comes; the limit that is none keeps
#: SQLite from turning the join round.
_EACH = text("SELECT rowid AS n FROM search_words WHERE search_words MATCH :asked LIMIT -1")
#: Asks of one row only whether it is among what is found: SQLite looks it up in the words' index.
_AMONG = text("EXISTS (SELECT 1 FROM search_words WHERE search_words MATCH :asked AND rowid = n)")
#: So many of the latest entries are looked through for each one that a page needs, when a word is
#: common, before everything that holds it is put in order.
LATEST = 40

Conditions = list[ColumnElement[bool]]
_COLUMNS = (ENTRY.c.subject, ENTRY.c.subject_id, ENTRY.c.resolution_id)
_ORDER = (ENTRY.c.day.desc(), ENTRY.c.n)


class SqlSearch:
    """`workflows.ports.Search`.

    To count and to order a hundred thousand hits would take longer than a person's patience. So
    they are counted up to a bound, and beyond it the page is looked for among the latest entries,
    in their order, where a common word is soon found often enough.
    """

    def __init__(
        self, connection: Connection, most: int = MOST_COUNTED, latest: int = LATEST
    ) -> None:
        self._connection, self._most, self._latest_for_one = connection, most, latest

    def find(self, query: Query, scope: Scope, limit: int, offset: int) -> Page:
        seen = [*_filters(query), _permitted(scope)]
        total = self._count(seen, query.terms, self._most)
        many = total > self._most
        if not many and offset >= total:
            return Page((), total)
        entries = self._page(seen, query.terms, many, limit, offset)
        return Page(tuple(entries), min(total, self._most), many)

    def _page(
        self, seen: Conditions, terms: tuple[Term, ...], many: bool, limit: int, offset: int
    ) -> list[Entry]:
        """The words side by side first, then the latest meeting, then the order of its record."""
        whole = side_by_side(terms)
        if whole is None:
            return self._latest(seen, terms, many, limit, offset)
        close = (Term((whole,)),)
        needed = max(self._most, offset + limit)
        closest = self._count(seen, close, needed) if many else 0
        if not many or closest <= needed < offset + limit:
            held = self._held(_COLUMNS, seen, terms)
            statement = held.order_by(self._holds(close).desc(), *_ORDER)
            return self._entries(statement.limit(limit).offset(offset))
        first = self._latest(seen, close, closest > self._most, limit, offset)
        if len(first) == limit:
            return first
        others = [*seen, ~self._holds(close)]
        rest = limit - len(first)
        return first + self._latest(others, terms, many, rest, max(0, offset - closest))

    def _latest(
        self, seen: Conditions, terms: tuple[Term, ...], many: bool, limit: int, offset: int
    ) -> list[Entry]:
        """The latest of what holds the words."""
        if many and terms and self._connection.dialect.name == "sqlite":
            latest = select(*_COLUMNS, ENTRY.c.n, ENTRY.c.day).where(*seen).order_by(*_ORDER)
            some = latest.limit(self._latest_for_one * (offset + limit)).subquery("latest")
            asked: BindParameter[str] = bindparam("asked", match(terms), unique=True)
            statement: Select[Any] = (
                select(some.c.subject, some.c.subject_id, some.c.resolution_id)
                .where(_AMONG.bindparams(asked))
                .order_by(some.c.day.desc(), some.c.n)
            )
            found = self._entries(statement.limit(limit).offset(offset))
            if len(found) == limit:
                return found
        statement = self._held(_COLUMNS, seen, terms).order_by(*_ORDER)
        return self._entries(statement.limit(limit).offset(offset))

    def _entries(self, statement: Select[Any]) -> list[Entry]:
        found = rows.fetch(self._connection, statement)
        return [Entry(r["subject"], r["subject_id"], r["resolution_id"]) for r in found]

    def _count(self, seen: Conditions, terms: tuple[Term, ...], most: int) -> int:
        """How many there are; one more than `most` if there are more."""
        some = self._held((ENTRY.c.n,), seen, terms).limit(most + 1).subquery("some")
        counted = select(func.count()).select_from(some)
        return int(self._connection.execute(counted).scalar_one())

    def rebuild(self) -> int:
        return search_index.rebuild(self._connection)

    def _held(
        self, columns: Sequence[ColumnElement[Any]], seen: Conditions, terms: tuple[Term, ...]
    ) -> Select[Any]:
        """What may be seen and holds the words."""
        statement = select(*columns).where(*seen)
        if not terms:
            return statement
        if self._connection.dialect.name == "postgresql":
            return statement.where(self._holds(terms))
        asked: BindParameter[str] = bindparam("asked", match(terms), unique=True)
        each = _EACH.bindparams(asked).columns(ENTRY.c.n).subquery("each_found")
        return statement.select_from(each.join(ENTRY, ENTRY.c.n == each.c.n))

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
