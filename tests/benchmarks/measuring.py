"""What every benchmark hands in, and how it is timed.

A figure never stands alone: beside it stands the bare engine, or the least that could be done for
the same result, measured in the same run on the same machine. The ratio is what can be compared.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One line of a table. `ours` and `bare` are seconds for `count` things; `size` is what the
    cost may grow with, in words, and `bare_is` what it is compared with."""

    size: str
    ours: float
    bare: float
    count: int = 1
    more: str = ""

    @property
    def ratio(self) -> float:
        """How many times the bare engine's time ours takes."""
        return self.ours / self.bare


@dataclass(frozen=True)
class Table:
    """A benchmark's figures. `growth` says what the last figure is meant to show beside the
    first."""

    title: str
    thing: str
    bare_is: str
    figures: tuple[Figure, ...]
    note: str = ""


def seconds(work: Callable[[], Any]) -> float:
    """How long the work takes, once."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def best(work: Callable[[], Any], times: int = 3) -> float:
    """The shortest of several runs: what the machine's other business disturbed least."""
    return min(seconds(work) for _ in range(times))
