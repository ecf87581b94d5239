"""Business time, which a rehearsal moves forward; the bot keeps it, the workspace follows."""

from __future__ import annotations

import logging
import math
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.workspace.dispatch import BotLink
from bot.workspace.errors import PageError
from bot.workspace.hub import Hub
from bot.workspace.store import Json, Store

log = logging.getLogger(__name__)
PATH = "/rehearsal/clock"
# The bot answers when it has sent what has become due, and a jump may make that a season's.
MOVE_SECONDS = 180.0


class Clock:
    """Real time and an offset; the offset is remembered to stamp messages with business time.

    A bot without the endpoint has no rehearsal clock: then business time is real time.
    """

    def __init__(self, store: Store, link: BotLink, hub: Hub, time_zone: str) -> None:
        self._store = store
        self._link = link
        self._hub = hub
        self._time_zone = time_zone
        self._offset = int(store.database.setting("clock_offset") or 0)

    def now(self) -> datetime:
        """Business time."""
        return datetime.now(UTC) + timedelta(seconds=self._offset)

    def stamp(self) -> str:
        """Business time as messages carry it."""
        return self.now().isoformat(timespec="seconds")

    async def state(self) -> Json:
        """Ask the bot for its clock; {available, offset_seconds, now, time_zone}."""
        answer = await self._link.request("GET", PATH)
        if answer.error is None and isinstance(answer.body, dict):
            self._follow(answer.body)
            return self._describe(available=True)
        return self._describe(available=False)

    async def advance(self, *, seconds: int | None = None, to: datetime | None = None) -> Json:
        """Move business time forward, in the bot first; the clock as it stands then.

        Refused when it would go back, or when the bot has no rehearsal clock or refuses.
        """
        current = await self._link.request("GET", PATH)
        if current.error is not None or not isinstance(current.body, dict):
            raise PageError("no_clock", "The bot has no rehearsal clock.", status=409)
        self._follow(current.body)
        if to is not None:
            # Never a moment short of the hour that was asked for: what is due then is due.
            seconds = math.ceil((to - self.now()).total_seconds())
        if seconds is None or seconds < 0:
            raise PageError("invalid_time", "The clock only goes forward.")
        before, self._offset = self._offset, self._offset + seconds
        # What the bot says while it moves its clock already carries the new time.
        body = {"offset_seconds": self._offset}
        answer = await self._link.request("POST", PATH, body, seconds=MOVE_SECONDS)
        if answer.error is not None or not isinstance(answer.body, dict):
            self._offset = before
            log.warning("the bot did not move its clock: %s", answer.reason)
            raise PageError("clock_refused", "The bot did not move its clock.", status=409)
        self._store.database.remember("clock_offset", self._offset)
        self._follow(answer.body)
        clock = self._describe(available=True)
        self._hub.tell_all({"type": "clock", "clock": clock})
        return clock

    def _follow(self, body: dict[str, Any]) -> None:
        offset = int(body.get("offset_seconds", self._offset))
        self._time_zone = str(body.get("time_zone") or self._time_zone)
        if offset != self._offset:
            self._offset = offset
            self._store.database.remember("clock_offset", offset)

    def _describe(self, *, available: bool) -> Json:
        return {
            "available": available,
            "offset_seconds": self._offset if available else 0,
            "now": self.now().isoformat(timespec="seconds"),
            "time_zone": self._time_zone,
        }
