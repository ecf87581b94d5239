"""Fixtures: an empty, migrated store on each engine. A test that takes `store` runs on both.

Load it with `pytest_plugins = ["tests.support.stores"]`. Without a PostgreSQL its half is skipped,
or fails if MATTERS_REQUIRE (a list with commas) says postgres.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from storage.database import SqlStore, open_store, upgrade
from storage.tables import Base
from tests.support.postgres import NoPostgres, Postgres, running_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The session's PostgreSQL server."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_postgres())
        except NoPostgres as reason:
            required = "postgres" in os.environ.get("MATTERS_REQUIRE", "").split(",")
            (pytest.fail if required else pytest.skip)(f"NO POSTGRESQL, NOT TESTED ON IT: {reason}")
        yield server


@pytest.fixture(scope="session")
def postgres_database(postgres: Postgres) -> Iterator[str]:
    """A migrated database that the session's tests have one after another."""
    url = postgres.create()
    upgrade(url)
    yield url
    postgres.drop(url)


@cache
def _migrated_bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "matters.db"
        upgrade(f"sqlite:///{path}")
        return path.read_bytes()


def migrated_sqlite(folder: Path) -> str:
    """The URL of a migrated, empty SQLite database, new in that folder; for what makes many of
    them where no fixture is to be had, as a state machine does."""
    path = folder / "matters.db"
    path.write_bytes(_migrated_bytes())
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file without rows."""
    folder = tmp_path_factory.mktemp("template")
    migrated_sqlite(folder)
    return folder / "matters.db"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated, empty SQLite database of the test's own."""
    path = tmp_path / "matters.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: Postgres, postgres_database: str) -> Iterator[str]:
    """A migrated, empty PostgreSQL database."""
    yield postgres_database
    postgres.empty(postgres_database, [table.name for table in Base.metadata.sorted_tables])


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database on each engine in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, on each engine in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/new/matters.db"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture
def store(store_url: str) -> Iterator[SqlStore]:
    """An empty store on each engine in turn."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[SqlStore]:
    """An empty store on SQLite alone, where the engine does not matter to the test."""
    opened = open_store(sqlite_url)
    yield opened
    opened.close()
