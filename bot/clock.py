"""Business time and real time, kept apart.

Business time (due dates, reminders) is real time plus an offset that the store holds; a rehearsal
moves it. Leases, backoff and signatures use real time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SETTING = "clock.offset_seconds"


class Clock:
    """Aware, UTC. `offset_seconds` is written by whoever loads or moves it."""

    def __init__(self, offset_seconds: int = 0) -> None:
        self.offset_seconds = offset_seconds

    def real(self) -> datetime:
        """The time by which leases and signatures are measured."""
        return datetime.now(UTC)

    def now(self) -> datetime:
        """The time by which committees work."""
        return self.real() + timedelta(seconds=self.offset_seconds)
