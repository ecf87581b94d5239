"""Faults made on purpose, so that tests can see what the bot does about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["ratelimited", "server_error", "timeout", "hang_up"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass
class Fault:
    """The next `count` calls of `method` fail in this way.

    `ratelimited` and `server_error` do nothing and answer 429 or 500; `timeout` does the work and
    answers `seconds` late; `hang_up` does the work and drops the connection without an answer.
    `method` is a Web API method, "upload" for the upload URL, or "*" for any.
    """

    method: str
    kind: Kind
    count: int = 1
    seconds: float = 10.0


class Faults:
    """Which faults are still to come, and how often each method has been called."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.pending = list(faults)
        self.calls: Counter[str] = Counter()

    def add(self, fault: Fault) -> None:
        """Have a further fault happen."""
        self.pending.append(fault)

    def clear(self) -> None:
        """No more faults."""
        self.pending.clear()

    def take(self, method: str) -> Fault | None:
        """Count a call and say which fault, if any, it meets; the first that fits is used up."""
        self.calls[method] += 1
        for fault in self.pending:
            if fault.method in (method, "*"):
                fault.count -= 1
                if fault.count <= 0:
                    self.pending.remove(fault)
                return fault
        return None
