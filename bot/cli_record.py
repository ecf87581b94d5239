"""The command line's way to the record: the database opened, brought up to date and tried, with
every fault of a driver put into words.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bot.terminal import fail, settings_or_exit, without_secrets, working
from workflows.errors import NotFound

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bot.config import Settings
    from workflows.boards import Board
    from workflows.minutes.document import Document
    from workflows.ports import Store, Transaction


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


def business_time(tx: Transaction) -> datetime:
    """Now, as the committees' clock has it: a rehearsal may have moved it."""
    from bot.clock import SETTING, Clock

    return Clock(int(tx.setting(SETTING) or 0)).now()


def find_board(tx: Transaction, word: str) -> Board:
    """The one board that a word means: its name, short name, alias or id, or a part of the name."""
    boards = tx.boards.everywhere()
    wanted = word.strip().casefold()

    def names(board: Board) -> set[str]:
        return {n.casefold() for n in (board.id, board.name, board.short_name, *board.aliases)}

    exact = [b for b in boards if wanted and wanted in names(b)]
    found = exact or [b for b in boards if wanted and wanted in b.name.casefold()]
    if len(found) == 1:
        return found[0]
    known = "; ".join(f"{b.name} ({b.short_name or b.id})" for b in boards)
    if not known:
        raise NotFound("No board is set up yet: type /board setup in its channel.")
    what = "More than one board is" if found else "No board is"
    raise NotFound(f"{what} called “{word}”. Boards: {known}.")


def read_file(file: Path) -> tuple[Document, bytes]:
    """The document in a file and the file's bytes, with a progress bar; exit code 1 if the file
    cannot be opened. `InvalidInput` if it cannot be read."""
    from bot.documents.reading import KINDS, MAX_BYTES, read_document

    try:
        with file.open("rb") as source:
            # One byte more than is read: the reader says that it is too large.
            data = source.read(MAX_BYTES + 1)
    except OSError as fault:
        fail(
            f"{file} cannot be read: {fault.strerror}. Name a file of one of these kinds: "
            f"{', '.join(KINDS)}."
        )
    with working(f"Reading {file.name}") as advance:
        return read_document(file.name, data, advance), data
