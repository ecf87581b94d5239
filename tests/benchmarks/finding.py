"""Finding among many clauses: the whole use case, to the hits with their sources, beside the bare
query of the engine's own full text."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from sqlalchemy import text

from storage.database import SqlStore, open_store, upgrade
from storage.mapping import to_row
from storage.meetings import MEETING
from storage.resolutions import CLAUSE, RESOLUTION
from storage.search_words import match, tsquery
from tests.benchmarks.measuring import Figure, Table, best
from tests.benchmarks.registers import register
from tests.support.council import TEAM, Council
from tests.support.postgres import NoPostgres, running_postgres
from workflows.access import caller_for
from workflows.meetings import Meeting, MeetingState
from workflows.resolutions import Clause, Resolution
from workflows.search_words import read_terms
from workflows.searching import Wanted, find

SIZES = (20_000, 200_000)
#: (what is typed, what it is called). In one of 200 clauses stands "harbour", in half "board".
ASKED = (
    ("harbour lighting", "two words"),
    ('"winter harbour"', "side by side"),
    ("harb*", "a beginning"),
)
COMMON = (("board", "a word of every second clause"), ("the board", "two words of every second"))
#: An invented vocabulary: the few words of all clauses, and the many rare ones.
_USUAL = ("the", "board", "approves", "notes", "agrees", "report", "plan", "of", "and", "for")


def finding() -> tuple[Table, ...]:
    """On SQLite, and on PostgreSQL where there is one."""
    tables = []
    with register() as made:
        tables.append(_table("SQLite FTS5", made.store, made.council, SIZES))
    with _postgres() as store:
        if store is not None:
            tables.append(_table("PostgreSQL tsvector", store, Council(store), SIZES[1:]))
    return tuple(tables)


@contextmanager
def _postgres() -> Iterator[SqlStore | None]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_postgres())
        except NoPostgres:
            yield None
            return
        url = server.create()
        upgrade(url)
        store = open_store(url)
        yield store
        store.close()
        server.drop(url)


def _table(engine: str, store: SqlStore, council: Council, sizes: Sequence[int]) -> Table:
    figures = []
    there = 0
    for size in sizes:
        _fill(store, council, there, size)
        there = size
        for typed, what in (*ASKED, *COMMON):
            figures.append(
                Figure(
                    f"{size:,} clauses, {what}",
                    best(lambda w=typed: _ours(store, council, w)),  # type: ignore[misc]
                    best(lambda w=typed: _bare(store, w)),  # type: ignore[misc]
                )
            )
    return Table(
        f"Finding a page of ten clauses with their sources, {engine}",
        "search",
        "the bare full-text query: the ten latest of what matches, and how many",
        tuple(figures),
        note="Ours also filters by board, standing and what may be seen, ranks, reads the ten "
        "resolutions, their meetings and papers, and checks each with `disclose`.",
    )


def _ours(store: SqlStore, council: Council, typed: str) -> int:
    with store.begin() as tx:
        caller = caller_for(tx, council.people["tom"], council.now.date())
        found = find(tx, caller, TEAM, Wanted(words=typed))
        assert len(found.hits) == 10
        return found.total


def _bare(store: SqlStore, typed: str) -> int:
    terms = read_terms(typed)
    if store.engine.dialect.name == "sqlite":
        where = "FROM search_words WHERE search_words MATCH :q"
        page = f"SELECT rowid {where} ORDER BY rowid DESC LIMIT 10"
        count = f"SELECT count(*) {where}"
        asked = match(terms)
    else:
        where = "FROM search_entry WHERE words @@ CAST(:q AS tsquery)"
        page = f"SELECT n {where} ORDER BY n DESC LIMIT 10"
        count = f"SELECT count(*) {where}"
        asked = tsquery(terms)
    with store.engine.begin() as connection:
        assert len(connection.execute(text(page), {"q": asked}).all()) == 10
        return int(connection.execute(text(count), {"q": asked}).scalar_one())


def _fill(store: SqlStore, council: Council, there: int, size: int) -> None:
    """Clauses of invented words, five to a resolution, ten resolutions to a meeting."""
    dice = random.Random(size)
    rare = [f"{a}{b}" for a in _SYLLABLES for b in _SYLLABLES]
    board, by, now = council.board.id, council.people["asha"].id, council.now
    meetings, resolutions, clauses = [], [], []
    for n in range(there // 5, size // 5):
        held = f"bench-m{n // 10}"
        if n % 10 == 0:
            at = now - timedelta(days=7 + n // 10)
            made = Meeting(held, board, at.date(), at, at, f"uid-{held}", state=MeetingState.ISSUED)
            meetings.append(to_row(made, MEETING))
        minute, key = f"{n % 100}/{n // 100}", f"EB/bench/{n}"
        resolution = Resolution(f"bench-r{n}", board, held, minute, "", (), by, now, key=key)
        resolutions.append(to_row(resolution, RESOLUTION))
        for place in range(5):
            words = [*dice.choices(_USUAL, k=6), *dice.choices(rare, k=14)]
            if dice.random() < 0.005:
                words += ["winter", "harbour", "lighting"]
            clause = Clause(f"bench-c{n}-{place}", "abcde"[place], " ".join(words), ("approve",))
            clauses.append(to_row(clause, CLAUSE, position=place, resolution_id=resolution.id))
    with store.engine.begin() as connection:
        for table, made_rows in ((MEETING, meetings), (RESOLUTION, resolutions), (CLAUSE, clauses)):
            for start in range(0, len(made_rows), 5000):
                connection.execute(table.insert(), made_rows[start : start + 5000])
    with store.begin() as tx:
        tx.search.rebuild()
    with store.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


_SYLLABLES = ("ba", "do", "ke", "li", "mor", "nu", "pa", "ris", "so", "tem", "vu", "wal", "xi",
              "yor", "zan", "cre", "fli", "gro", "hab", "jun", "kel", "lom", "nar")  # fmt: skip
