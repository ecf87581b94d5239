"""What the open pages are told as it happens."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable

from bot.workspace.store.database import Json

# A page that reads nothing for this long a queue is cut off; it comes back and loads afresh.
BACKLOG = 2000


class Hub:
    """Hands events to the pages that listen as the persons concerned."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Queue[Json | None]]] = defaultdict(set)
        self._closed = False

    def subscribe(self, user: str) -> asyncio.Queue[Json | None]:
        """A queue of events for a user; None in it means that the stream ends."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        if self._closed:
            queue.put_nowait(None)
        self._listeners[user].add(queue)
        return queue

    def unsubscribe(self, user: str, queue: asyncio.Queue[Json | None]) -> None:
        """The page has gone."""
        self._listeners[user].discard(queue)

    def tell(self, users: Iterable[str], event: Json) -> None:
        """Tell these users' pages."""
        for user in set(users):
            for queue in list(self._listeners.get(user, ())):
                if queue.qsize() >= BACKLOG:
                    self._listeners[user].discard(queue)
                    queue.put_nowait(None)
                else:
                    queue.put_nowait(event)

    def tell_all(self, event: Json) -> None:
        """Tell every page."""
        self.tell(list(self._listeners), event)

    def close(self) -> None:
        """End every stream, so that a shutdown need not wait for them."""
        self._closed = True
        for queues in self._listeners.values():
            for queue in queues:
                queue.put_nowait(None)
