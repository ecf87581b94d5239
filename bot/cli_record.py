"""The command line's way to the record: the database opened, brought up to date and tried, with
every fault of a driver put into words.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bot.terminal import fail, settings_or_exit, without_secrets, working

if TYPE_CHECKING:
    from bot.config import Settings
    from workflows.ports import Store


def bring_up_to_date(settings: Settings) -> list[str]:
    """Upgrade the database; what was done, step by step. Exit code 1 if it cannot be opened."""
    from storage.database import upgrade

    steps: list[str] = []
    try:
        with working("Bringing the database up to date"):
            upgrade(settings.database_url, on_step=lambda rev, what: steps.append(f"{rev} {what}"))
    except Exception as fault:  # drivers, Alembic and the file system raise what they like
        if sys.flags.dev_mode:
            raise
        fail(
            f"The database at {shown(settings.database_url)} cannot be opened: {why(fault)}. "
            "Run “matters doctor” to see what to do."
        )
    return steps


def open_register() -> Store:
    """The store of the settings' database, brought up to date first."""
    settings = settings_or_exit()
    bring_up_to_date(settings)
    from storage.database import open_store

    return open_store(settings.database_url)


def shown(url: str) -> str:
    """The database's address without its password, in its form or out of it."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return without_secrets(url)


def why(fault: Exception) -> str:
    """What a driver said, in one line and without its class names."""
    from alembic.util import CommandError

    if isinstance(fault, CommandError):
        return "it was made by another version of this program, which this one does not know"
    said = str(getattr(fault, "orig", None) or fault).strip().splitlines()
    return without_secrets(said[0].rstrip(".")) if said else type(fault).__name__


def schema_state(url: str) -> tuple[str, str | None]:
    """ "empty", "behind", "newest" or "unknown" (made by another version), and the revision."""
    from alembic.script import ScriptDirectory

    from storage.schema import MIGRATIONS, current

    revision = current(url)
    scripts = ScriptDirectory(str(MIGRATIONS))
    if revision is None:
        return "empty", None
    if revision not in {script.revision for script in scripts.walk_revisions()}:
        return "unknown", revision
    return ("newest" if revision == scripts.get_current_head() else "behind"), revision


class _Undone(Exception):
    """Rolls a trial back."""


def try_to_write(url: str) -> None:
    """Write something and take it back; raises what the driver raises."""
    from storage.database import open_store

    store = open_store(url)
    try:
        with store.begin() as tx:
            tx.set_setting("doctor.trial", 1)
            raise _Undone
    except _Undone:
        pass
    finally:
        store.close()
