"""The desk at which every listener works: it opens one transaction for each use case.

Use cases are plain synchronous functions. They run in a worker (one writer thread for SQLite, a
small pool for PostgreSQL), so the core stays simple and the event loop never blocks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.clock import SETTING, Clock
from bot.config import Settings
from workflows.access import Caller
from workflows.callers import caller_at
from workflows.errors import DomainError
from workflows.owners import meet
from workflows.ports import Store, Transaction

P = ParamSpec("P")
T = TypeVar("T")


class Repeated(DomainError):
    """The same request came a second time (a retry, a double click); the first one counted."""


@dataclass(frozen=True)
class Asker:
    """Who asks, from where, and the key by which a repetition of the request is known."""

    team_id: str
    user_id: str
    user_name: str = ""
    channel_id: str = ""
    once: str = ""


@dataclass
class Desk:
    """What listeners and the delivery loop work with; `wake` is set when there is work to send."""

    store: Store
    settings: Settings
    clock: Clock = field(default_factory=Clock)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    workers: int = 1

    def __post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(self.workers, thread_name_prefix="desk")
        # A person is answered within three seconds: they do not queue behind ticks and deliveries.
        self._back = ThreadPoolExecutor(self.workers, thread_name_prefix="back-office")

    async def run(
        self, work: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(tx, …)` in one transaction, away from the event loop, for somebody who waits
        for the answer."""
        return await self._in(self._pool, lambda tx: work(tx, *args, **kwargs))

    async def behind(
        self, work: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same for what nobody waits for: ticks and deliveries."""
        return await self._in(self._back, lambda tx: work(tx, *args, **kwargs))

    async def _in(self, pool: ThreadPoolExecutor, work: Callable[[Transaction], T]) -> T:
        def in_one_transaction() -> T:
            with self.store.begin() as tx:
                return work(tx)

        return await asyncio.get_running_loop().run_in_executor(pool, in_one_transaction)

    async def ask(self, asker: Asker, use_case: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run `use_case(tx, caller, *args, now, **kwargs)` as the person who asks, once.

        `Repeated` if the asker's key has been seen before: the first time's changes stand.
        """

        def as_caller(tx: Transaction) -> T:
            if asker.once and not tx.once(asker.once):
                raise Repeated("This has been done already, a moment ago. Nothing was done twice.")
            now = self.clock.now()
            caller = self._caller(tx, asker)
            return use_case(tx, caller, *args, now=now, **kwargs)

        result = await self.run(as_caller)
        self.wake.set()
        return result

    def _caller(self, tx: Transaction, asker: Asker) -> Caller:
        person = meet(tx, asker.team_id, asker.user_id, asker.user_name)
        return caller_at(tx, person, self.clock.now())

    async def load_clock(self) -> None:
        """Take over the stored offset (another process may have moved the rehearsal clock)."""
        self.clock.offset_seconds = int(await self.behind(lambda tx: tx.setting(SETTING)) or 0)

    async def move_clock(self, offset_seconds: int) -> None:
        """Store and take over a new offset; the ticks run at once."""
        await self.run(lambda tx: tx.set_setting(SETTING, offset_seconds))
        self.clock.offset_seconds = offset_seconds
        self.wake.set()

    def close(self) -> None:
        """Wait for what is running and stop the workers."""
        self._pool.shutdown(wait=True)
        self._back.shutdown(wait=True)
