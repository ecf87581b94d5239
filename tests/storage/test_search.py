"""Search finds the same on both engines, and what a plain look through the record finds; it follows
every change of the record in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, select

from storage.database import SqlStore
from storage.search import SqlSearch
from storage.search_index import ENTRY
from storage.tables_search import WORDS_INDEX
from tests.storage.examples import BOARD, NOW, RESOLUTION, meeting
from workflows.meetings import MeetingKind
from workflows.resolutions import Clause, ClauseKind, Resolution, Standing
from workflows.search_words import Phrase, Term, holds, indexed, read_terms, words_in
from workflows.searching import Query, Scope

ALL = Scope(frozenset({"B1", "B2"}), frozenset({"B1", "B2"}))
PUBLIC = Scope(frozenset({"B1", "B2"}))


def furnish(store: SqlStore) -> None:
    with store.begin() as tx:
        for n in (1, 2):
            tx.boards.add(replace(BOARD, id=f"B{n}", channel_id=f"C{n}"))
            tx.meetings.add(meeting(f"M{n}", f"B{n}", day=date(2027, 1, n)))
        private = MeetingKind.PRIVATE
        tx.meetings.add(meeting("MP", "B1", day=date(2027, 2, 1), kind=private))


def resolve(store: SqlStore, name: str, *texts: str, **more: Any) -> Resolution:
    clauses = tuple(
        Clause(f"{name}{n}", chr(97 + n), t, ("approve",), ClauseKind.DECISION)
        for n, t in enumerate(texts)
    )
    given = {"board_id": "B1", "meeting_id": "M1", "minute_ref": "", "clauses": clauses} | more
    with store.begin() as tx:
        return tx.resolutions.add(replace(RESOLUTION, id=name, **given))


def found(store: SqlStore, words: str, scope: Scope = ALL, **more: Any) -> list[str]:
    query = replace(Query(read_terms(words), ALL.open), **more)
    with store.begin() as tx:
        page = tx.search.find(query, scope, limit=100, offset=0)
    assert page.total == len(page.entries)
    return [e.subject_id for e in page.entries]


@pytest.fixture
def register(store: SqlStore) -> SqlStore:
    furnish(store)
    return store


def test_words_phrases_and_beginnings(register: SqlStore) -> None:
    resolve(register, "R1", "approve the Better Care Fund plan", "note the carers’ café")
    assert found(register, "plan better") == ["R10"]
    assert found(register, "“better care”") == ["R10"]
    assert found(register, "“care better”") == []
    assert found(register, "carer") == []
    assert found(register, "carer*") == ["R11"]
    assert found(register, "CAFE") == ["R11"]
    assert found(register, "“fund pl*”") == ["R10"]


def test_the_closest_and_then_the_latest_come_first(register: SqlStore) -> None:
    resolve(register, "R1", "the plan for the winter is approved")
    resolve(register, "R2", "the winter plan is approved", meeting_id="M1")
    resolve(register, "R3", "a plan in winter", board_id="B2", meeting_id="M2")
    assert found(register, "winter plan") == ["R20", "R30", "R10"]


def test_what_may_not_be_seen_is_not_counted(register: SqlStore) -> None:
    resolve(register, "R1", "the secret plan", exempt="3: prices")
    resolve(register, "R2", "the private plan", meeting_id="MP")
    resolve(register, "R3", "the live plan", live=True)
    resolve(register, "R4", "the open plan")
    assert found(register, "plan", PUBLIC) == ["R40"]
    assert found(register, "plan") == ["R20", "R10", "R40"]
    assert found(register, "plan", Scope(frozenset())) == []


def test_filters(register: SqlStore) -> None:
    first = resolve(register, "R1", "the plan")
    resolve(register, "R2", "the plan", board_id="B2", meeting_id="M2")
    assert found(register, "plan", since=date(2027, 1, 2)) == ["R20"]
    assert found(register, "plan", until=date(2027, 1, 1)) == ["R10"]
    assert found(register, "plan", board_ids=frozenset({"B2"})) == ["R20"]
    assert found(register, "plan", verb="approve") == ["R20", "R10"]
    assert found(register, "plan", verb="app") == []
    assert found(register, "", kind="decision") == ["R20", "R10"]
    assert found(register, "", kind="noting") == []
    ended = replace(first.clauses[0], standing=Standing.RESCINDED)
    with register.begin() as tx:
        tx.resolutions.save(replace(first, clauses=(ended,)))
    assert found(register, "plan", in_force=True) == ["R20"]


def test_it_follows_the_record(register: SqlStore) -> None:
    made = resolve(register, "R1", "the plan", "the café", live=True)
    assert found(register, "plan") == []
    clauses = (replace(made.clauses[0], text="the strategy"),)
    with register.begin() as tx:
        made = tx.resolutions.save(replace(made, live=False, clauses=clauses))
    assert found(register, "plan") == found(register, "cafe") == []
    assert found(register, "strategy") == ["R10"]
    with register.begin() as tx:
        meeting = tx.meetings.get("M1")
        tx.meetings.save(replace(meeting, day=date(2028, 1, 1), kind=MeetingKind.PRIVATE))
    assert found(register, "strategy", since=date(2028, 1, 1)) == ["R10"]
    assert found(register, "strategy", PUBLIC) == []


def test_nothing_of_a_change_that_failed_is_found(register: SqlStore) -> None:
    made = resolve(register, "R1", "the plan")

    def fail() -> None:
        with register.begin() as tx:
            tx.resolutions.save(replace(made, item="Winter"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert found(register, "winter") == []
    assert found(register, "plan") == ["R10"]


def test_contact_details_are_not_searched(register: SqlStore) -> None:
    resolve(register, "R1", "write to Femi at femi@exampleshire.example on 01632 960123")
    assert found(register, "femi") == ["R10"]
    assert found(register, "960123") == []
    assert found(register, '"femi exampleshire"') == []


def test_rebuilt_it_is_the_same(register: SqlStore) -> None:
    resolve(register, "R1", "the plan", "the fund")
    resolve(register, "R2", "the winter plan", mover="Tom Hallam")

    def rows() -> list[tuple[object, ...]]:
        columns = [c for c in ENTRY.c if c.name != "n"]
        with register.engine.begin() as connection:
            told = connection.execute(select(*columns).order_by(ENTRY.c.n)).all()
        return [tuple(map(str, r)) for r in told]

    before = rows()
    with register.begin() as tx:
        assert tx.search.rebuild() == 3
    assert rows() == before
    assert found(register, "plan hallam") == ["R20"]


def test_pages(register: SqlStore) -> None:
    for n in range(7):
        resolve(register, f"R{n}", "the plan")
    query = Query(read_terms("plan"), ALL.open)
    with register.begin() as tx:
        pages = [tx.search.find(query, ALL, limit=3, offset=o) for o in (0, 3, 6, 9)]
    assert [len(p.entries) for p in pages] == [3, 3, 1, 0]
    assert {p.total for p in pages} == {7}
    assert len({e.subject_id for p in pages for e in p.entries}) == 7


@pytest.mark.parametrize("typed", ["plan", "winter plan", '"winter plan"', "wint*", ""])
@pytest.mark.parametrize("latest", [1, 3, 40])
def test_more_than_are_counted_come_in_the_same_order(
    register: SqlStore, typed: str, latest: int
) -> None:
    said = ["the plan", "the winter plan", "a plan in winter", "the fund", "no winter plan"]
    for n in range(24):
        on, secret = ("B1", "M1") if n % 3 else ("B2", "M2"), n % 7 == 0
        more = {"board_id": on[0], "meeting_id": on[1], "exempt": "3: prices" if secret else ""}
        resolve(register, f"R{n}", said[n % 5], **more)
    query = Query(read_terms(typed), ALL.open)
    for scope in (ALL, PUBLIC):
        with register.begin() as tx:
            everything = tx.search.find(query, scope, limit=100, offset=0)
        with register.engine.begin() as connection:
            bounded = SqlSearch(connection, most=4, latest=latest)
            for size in (1, 2, 3, 7):
                pages = [bounded.find(query, scope, size, o) for o in range(0, 30, size)]
                assert [e for p in pages for e in p.entries] == list(everything.entries)
                assert {(p.total, p.more) for p in pages} == {(4, True)}
            exact = SqlSearch(connection, most=everything.total, latest=latest)
            page = exact.find(query, scope, 3, 0)
        assert (page.total, page.more) == (everything.total, False)


def test_postgresql_has_an_index_of_the_words(register: SqlStore) -> None:
    there = {i["name"] for i in inspect(register.engine).get_indexes("search_entry")}
    assert (WORDS_INDEX in there) == (register.engine.dialect.name == "postgresql")


HOSTILE = [
    *('"', "'", "* *", "a OR", "NEAR(", "col:plan", "plan AND", "^plan", "-plan", "(plan"),
    *("pl'an", "plan; DROP TABLE search_entry", "\\", "plan:*", "!plan", "<->", "\x00plan"),
    *("%", "_", "“”", 'plan\n"', "x" * 3000, "中文", "🙂", "{plan}", "words:plan", "a" * 200 + "*"),
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_is_no_error(register: SqlStore, typed: str) -> None:
    resolve(register, "R1", "the plan")
    assert set(found(register, typed)) <= {"R10"}


VOCABULARY = ["plan", "plans", "care", "fund", "22", "8", "café", "o'neill", "naïve", "中文", "s"]
clause_texts = st.lists(
    st.lists(st.sampled_from(VOCABULARY), max_size=9).map(" ".join), min_size=1, max_size=8
)
asked = st.lists(
    st.one_of(
        st.sampled_from(VOCABULARY),
        st.sampled_from(VOCABULARY).map(lambda w: w[: max(1, len(w) - 1)] + "*"),
        st.lists(st.sampled_from(VOCABULARY), min_size=2, max_size=3).map(
            lambda ws: f'"{" ".join(ws)}"'
        ),
        st.text(max_size=4),
    ),
    min_size=1,
    max_size=3,
).map(" ".join)


def plainly(texts: Iterable[str], terms: tuple[Term, ...], names: Iterable[str]) -> set[str]:
    """What a look through every text finds."""
    return {
        name
        for name, text in zip(names, texts, strict=True)
        if all(any(holds(indexed([text]), p) for p in term.any_of) for term in terms)
    }


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(clause_texts, st.lists(asked, min_size=1, max_size=5))
def test_it_finds_what_a_plain_look_finds(
    register: SqlStore, texts: list[str], queries: list[str]
) -> None:
    with register.begin() as tx:
        old = tx.resolutions.many(["R1"]).get("R1")
        clauses = tuple(Clause(f"R1-{n}", str(n), t) for n, t in enumerate(texts))
        fresh = replace(RESOLUTION, id="R1", board_id="B1", minute_ref="", clauses=clauses)
        if old is None:
            tx.resolutions.add(fresh)
        else:
            tx.resolutions.save(replace(fresh, version=old.version))
    names = [c.id for c in clauses]
    for typed in queries:
        terms = read_terms(typed)
        if terms:
            assert set(found(register, typed)) == plainly(texts, terms, names)


@given(st.text(max_size=60))
def test_words_are_plain_letters_and_figures(text: str) -> None:
    words = words_in(text)
    assert all(w.isascii() and w.isalnum() and w == w.lower() for w in words)
    assert words_in(" ".join(words)) == words


def test_a_phrase_does_not_run_from_one_field_into_the_next() -> None:
    assert not holds(indexed(["the plan", "winter"]), Phrase(("plan", "winter")))
    assert holds(indexed(["the plan winter"]), Phrase(("plan", "winter")))


def test_the_moment_of_recording_stands_in_for_a_meeting(register: SqlStore) -> None:
    resolve(register, "R1", "the plan", meeting_id=None)
    assert found(register, "plan", since=NOW.date(), until=NOW.date()) == ["R10"]
