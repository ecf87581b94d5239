"""The schema's history: bring a database up to date, and say where it stands."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.engine import engine_for

MIGRATIONS = Path(__file__).parent / "migrations"
#: Replicas that start together queue on this PostgreSQL advisory lock (any fixed number).
UPGRADE_LOCK = 7_203_451

#: Alembic keeps the migration that it runs in module globals.
_one_at_a_time = threading.Lock()

#: Called after each step with its revision and what it did.
OnStep = Callable[[str, str], None]


def upgrade(url: str, revision: str = "head", on_step: OnStep | None = None) -> None:
    """Bring the database to that revision, in one transaction: all of it or nothing.

    Several processes may call it at once; one of them does the work, the others find it done.
    """
    # Rebuilding a table on SQLite drops the old one, which with foreign keys on would take its
    # children along.
    engine = engine_for(url, foreign_keys=False)
    try:
        with _one_at_a_time, engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                # Whoever upgrades may take longer than others have patience for.
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": UPGRADE_LOCK})
            command.upgrade(_config(connection, on_step), revision)
            _check_links(connection)
    finally:
        engine.dispose()


def downgrade(url: str, revision: str) -> None:
    """Bring the database back to an earlier revision ("base": to nothing). What later revisions
    stored is lost: for development, and for a restore after a release that failed."""
    engine = engine_for(url, foreign_keys=False)
    try:
        with _one_at_a_time, engine.begin() as connection:
            command.downgrade(_config(connection, None), revision)
            _check_links(connection)
    finally:
        engine.dispose()


def current(url: str) -> str | None:
    """The revision that the database is at; None if it is empty."""
    engine = engine_for(url)
    try:
        with engine.begin() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def is_up_to_date(url: str) -> bool:
    """Whether the database has every migration that this version of the program knows."""
    return current(url) == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _config(connection: Connection, on_step: OnStep | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["on_step"] = on_step
    return config


def _check_links(connection: Connection) -> None:
    """On SQLite, what the switched-off foreign keys would have refused."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise RuntimeError(f"The upgrade would leave {len(broken)} broken links: {broken[:5]}")
