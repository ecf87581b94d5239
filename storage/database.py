"""The store: an engine for SQLite or PostgreSQL, and one transaction for each use case.

Statements are SQLAlchemy Core on the tables that SQLModel declares: the core works on frozen
dataclasses, and loading an ORM object for each of them first costs four times as much.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage import rows
from storage.actions import SqlActions
from storage.agenda_items import SqlAgendaItems
from storage.boards import SqlBoards
from storage.circulations import SqlCirculations
from storage.consequences import SqlConsequences, SqlReturns
from storage.delegations import SqlDelegations
from storage.drafts import SqlDrafts
from storage.engine import engine_for, is_busy, is_full
from storage.exercises import SqlConsultations, SqlExercises
from storage.files import SqlFiles
from storage.ids import new_id
from storage.ledger import SqlLedger
from storage.links import SqlLinks
from storage.meetings import SqlMeetings
from storage.nudges import SqlNudges
from storage.outbox import SqlOutbox
from storage.people import SqlPeople
from storage.resolutions import SqlResolutions
from storage.schema import current, is_up_to_date, upgrade
from storage.search import SqlSearch
from storage.showings import SqlShowings
from storage.sittings import SqlAttendances, SqlDeclarations
from storage.soundings import SqlSoundings
from storage.tables import table_of
from storage.tables_work import CounterRow, OnceKeyRow, SettingRow
from storage.watches import SqlWatches
from workflows import ports
from workflows.errors import DomainError

__all__ = [
    "Busy",
    "Full",
    "SqlStore",
    "SqlTransaction",
    "current",
    "is_up_to_date",
    "open_store",
    "upgrade",
]

ONCE = table_of(OnceKeyRow)
COUNTER = table_of(CounterRow)
SETTING = table_of(SettingRow)


class Busy(DomainError):
    """Others held the record for too long; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            "The record is busy at the moment; nothing was saved. Please try again in a minute."
        )


class Full(DomainError):
    """No room is left to write; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            "The disk that holds the record is full; nothing was saved. "
            "Please tell your administrator, and try again when there is room."
        )


class SqlTransaction:
    """`workflows.ports.Transaction` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ledger = SqlLedger(connection)
        self._alone: set[str] = set()
        self._in: set[str] = set()
        self._boards = SqlBoards(connection)
        self._meetings = SqlMeetings(connection)
        self.boards: ports.Boards = self._boards
        self.people: ports.People = SqlPeople(connection)
        self.meetings: ports.Meetings = self._meetings
        self.resolutions: ports.Resolutions = SqlResolutions(connection)
        self.actions: ports.Actions = SqlActions(connection)
        self.delegations: ports.Delegations = SqlDelegations(connection)
        self.agenda_items: ports.AgendaItems = SqlAgendaItems(connection)
        self.attendances: ports.Attendances = SqlAttendances(connection)
        self.declarations: ports.Declarations = SqlDeclarations(connection)
        self.exercises: ports.Exercises = SqlExercises(connection)
        self.consultations: ports.Consultations = SqlConsultations(connection)
        self.soundings: ports.Soundings = SqlSoundings(connection)
        self.circulations: ports.Circulations = SqlCirculations(connection)
        self.consequences: ports.Consequences = SqlConsequences(connection)
        self.returns: ports.Returns = SqlReturns(connection)
        self.search: ports.Search = SqlSearch(connection)
        self.drafts: ports.Drafts = SqlDrafts(connection)
        self.files: ports.Files = SqlFiles(connection)
        self.nudges: ports.Nudges = SqlNudges(connection)
        self.watches: ports.Watches = SqlWatches(connection)
        self.links: ports.Links = SqlLinks(connection)
        self.outbox: ports.Outbox = SqlOutbox(connection)
        self.showings: ports.Showings = SqlShowings(connection)
        self.ledger: ports.Ledger = self._ledger

    def finish(self) -> None:
        """Write what was held back to the end; the store calls it before it commits."""
        self._ledger.flush()

    def new_id(self) -> str:
        return new_id()

    def once(self, key: str) -> bool:
        return rows.insert_if_new(self._connection, ONCE, {"key": key})

    def forget_once(self, before: date, most: int) -> int:
        old = select(ONCE.c.key).where(ONCE.c.seen_on < before).limit(most)
        return self._connection.execute(ONCE.delete().where(ONCE.c.key.in_(old))).rowcount

    def hold(self, names: Collection[str], *, shared: bool = False) -> None:
        """As the port says. On SQLite every transaction is alone from its beginning on."""
        wanted = sorted(n for n in names if n not in self._alone and not (shared and n in self._in))
        if not wanted or self._connection.dialect.name == "sqlite":
            return
        lock = "pg_advisory_xact_lock" + ("_shared" if shared else "")
        statement = text(f"SELECT {lock}(hashtextextended(:name, 0))")
        for name in wanted:
            self._connection.execute(statement, {"name": name})
        (self._in if shared else self._alone).update(wanted)
        # Read while others could still change it.
        self._boards.forget()
        self._meetings.forget()

    def take(self, name: str) -> bool:
        if self._connection.dialect.name == "sqlite":
            return True
        lock = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
        return bool(self._connection.execute(lock, {"name": name}).scalar_one())

    def next_number(self, board_id: str, series: str) -> int:
        first = {"board_id": board_id, "series": series, "value": 1}
        statement = rows.upsert(self._connection, COUNTER).values(**first)
        counted = statement.on_conflict_do_update(
            index_elements=["board_id", "series"], set_={"value": COUNTER.c.value + 1}
        )
        return int(self._connection.execute(counted.returning(COUNTER.c.value)).scalar_one())

    def setting(self, name: str) -> Any:
        query = select(SETTING.c.value).where(SETTING.c.name == name)
        return self._connection.execute(query).scalar_one_or_none()

    def set_setting(self, name: str, value: Any) -> None:
        statement = rows.upsert(self._connection, SETTING).values(name=name, value=value)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_={"value": value})
        )


class SqlStore:
    """`workflows.ports.Store`. Safe to use from several threads; each `begin` is one connection."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def begin(self) -> Iterator[ports.Transaction]:
        """A transaction: committed at the end of the block, rolled back if it raises.

        On SQLite it is the only one that writes from its beginning on, so that what it read still
        holds when it saves. Busy if others keep it waiting for some seconds, Full if the disk has
        no room.
        """
        try:
            with self.engine.begin() as connection:
                transaction = SqlTransaction(connection)
                yield transaction
                transaction.finish()
        except (OperationalError, PoolTimeout) as error:
            if is_busy(error):
                raise Busy from error
            if is_full(error):
                raise Full from error
            raise

    def close(self) -> None:
        """Give the connections back; the store cannot be used afterwards."""
        self.engine.dispose()


def open_store(url: str, patience: float | None = None) -> SqlStore:
    """The store at a database URL (`sqlite:///path`, `postgresql://…`, `postgres://…`).

    SQLite's folder is created. The schema is not: see `upgrade`. `patience` is how many seconds it
    waits for others before it is `Busy` (five, unless told otherwise).
    """
    return SqlStore(engine_for(url, patience=patience))
