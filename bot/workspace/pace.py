"""How fast the bot may talk."""

from __future__ import annotations

import time

from bot.workspace.errors import ApiError


class Pace:
    """One message a second in each channel.

    https://docs.slack.dev/apis/web-api/rate-limits
    """

    def __init__(self) -> None:
        self._last: dict[str, float] = {}

    def check(self, channel: str) -> None:
        """Refuse a message that comes too soon after the one before."""
        now = time.monotonic()
        if now - self._last.get(channel, float("-inf")) < 1:
            raise ApiError("ratelimited", status=429)
        self._last[channel] = now
