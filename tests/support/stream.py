"""What a person's page is told as it happens."""

from __future__ import annotations

import json
import threading
from typing import Any

import httpx2

from tests.support.serving import until


class Listener:
    """Collects the events of a person's stream in a thread."""

    def __init__(self, url: str, user: str) -> None:
        self.events: list[Any] = []
        self._thread = threading.Thread(target=self._read, args=(url, user))
        self._thread.start()
        until(lambda: self.events, what="hello")

    def _read(self, url: str, user: str) -> None:
        with httpx2.stream("GET", f"{url}/client/events?as={user}", timeout=20) as stream:
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    self.events.append(json.loads(line[6:]))

    def of(self, kind: str) -> list[Any]:
        return [event for event in self.events if event["type"] == kind]

    def join(self) -> None:
        self._thread.join(10)
        assert not self._thread.is_alive()
