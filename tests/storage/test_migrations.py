"""The migrations lead from nothing to exactly the schema that the tables declare."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from storage.database import current, is_up_to_date, open_store, upgrade
from storage.engine import database_url
from storage.schema import downgrade
from storage.search_words import FTS
from storage.tables import Base
from storage.tables_search import WORDS_INDEX


def is_ours(item: object, name: str | None, kind: str, *_: object) -> bool:
    """What SQLite's full-text module keeps for itself is no table of ours, and the index of words
    is PostgreSQL's alone (tests/storage/test_search.py looks at both)."""
    return not (kind in ("table", "index") and FTS in str(name)) and name != WORDS_INDEX


def test_from_nothing_to_the_schema_of_the_tables(empty_url: str) -> None:
    assert current(empty_url) is None
    assert not is_up_to_date(empty_url)
    steps: list[tuple[str, str]] = []

    upgrade(empty_url, on_step=lambda revision, what: steps.append((revision, what)))

    assert [revision for revision, _ in steps] == ["0001", "0002", "0003", "0004"]
    assert all(what for _, what in steps)
    assert is_up_to_date(empty_url)
    store = open_store(empty_url)
    with store.engine.begin() as connection:
        opts = {"compare_type": True, "include_object": is_ours}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []
        constraints = inspect(connection)
        for table in Base.metadata.sorted_tables:
            declared = {str(c.name) for c in table.foreign_key_constraints}
            found = {str(k["name"]) for k in constraints.get_foreign_keys(table.name)}
            assert found == declared, table.name
    store.close()


def test_a_second_upgrade_does_nothing(empty_url: str) -> None:
    upgrade(empty_url)
    steps: list[str] = []
    upgrade(empty_url, on_step=lambda revision, _: steps.append(revision))
    assert steps == []


def test_step_by_step_and_back(empty_url: str) -> None:
    upgrade(empty_url, "0001")
    assert current(empty_url) == "0001"
    assert not is_up_to_date(empty_url)
    upgrade(empty_url)
    downgrade(empty_url, "base")
    assert current(empty_url) is None
    store = open_store(empty_url)
    with store.engine.begin() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    store.close()


def steps_of_upgrade(url: str) -> list[str]:
    """Run in a process of its own."""
    steps: list[str] = []
    upgrade(url, on_step=lambda revision, _: steps.append(revision))
    return steps


def test_replicas_that_start_together_upgrade_once(empty_url: str) -> None:
    with ProcessPoolExecutor(2, get_context("fork")) as pool:
        steps = sorted(pool.map(steps_of_upgrade, [empty_url] * 2))
    assert steps == [[], ["0001", "0002", "0003", "0004"]]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_forms_of_a_postgres_url(scheme: str) -> None:
    url = database_url(f"{scheme}://u:p@host:5433/matters?sslmode=require")
    assert url.drivername == "postgresql+psycopg"
    assert (url.host, url.port, url.database) == ("host", 5433, "matters")
    assert url.query == {"sslmode": "require"}


@pytest.mark.parametrize("url", ["mysql://host/db", "sqlite://", "sqlite:///:memory:"])
def test_a_database_that_we_cannot_use_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SQLite"):
        database_url(url)
