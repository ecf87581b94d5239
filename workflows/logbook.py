"""The action log as data: rows in the board's own columns, open and completed since the last
meeting apart. What is drawn from it (paper, table, message) lives at the edge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Rag(StrEnum):
    """Amber: within ten working days. Red: past the original date with no extension agreed."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NONE = "none"


@dataclass(frozen=True)
class LogRow:
    """One action in words, ready to print. Dates are words too ("Fri 10 Feb 2023")."""

    reference: str
    added: str
    minute: str
    action: str
    owner: str
    original_due: str
    due: str
    rag: Rag
    progress: str
    status: str
    due_day: date | None = None


#: Heading of each column a board may choose, in the words that boards print.
HEADINGS = {
    "reference": "Action No",
    "added": "Date added",
    "minute": "Meeting / minute",
    "action": "Action point",
    "owner": "Allocated to",
    "original_due": "Original date",
    "due": "Due",
    "rag": "RAG",
    "progress": "Progress",
    "status": "Status",
}


@dataclass(frozen=True)
class ActionLog:
    """A board's log as at a day. `columns` are keys of `HEADINGS`, in the board's order.

    `exempt_left_out` counts what this reader may not see; nothing else of it is here.
    """

    board: str
    as_at: date
    columns: tuple[str, ...]
    outstanding: tuple[LogRow, ...]
    completed: tuple[LogRow, ...]
    for_meeting: str = ""
    exempt_left_out: int = 0
