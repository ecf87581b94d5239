"""Resolutions: what a meeting resolved, clause by clause, verbatim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ClauseKind(StrEnum):
    DECISION = "decision"
    NOTING = "noting"
    DELEGATION = "delegation"
    REPORT_BACK = "report_back"
    ACTION = "action"


@dataclass(frozen=True)
class Clause:
    """One clause, verbatim, with its label ("a", "1", or nothing) and the verbs that lead it."""

    id: str
    label: str
    text: str
    verbs: tuple[str, ...] = ()
    kind: ClauseKind = ClauseKind.DECISION


@dataclass(frozen=True)
class Resolution:
    """What a board resolved at a meeting under a minute.

    `exempt` is empty for open matter; otherwise the paragraph and the public-interest reason
    (Local Government Act 1972, Schedule 12A).
    """

    id: str
    board_id: str
    meeting_id: str | None
    minute_ref: str
    item: str
    clauses: tuple[Clause, ...]
    recorded_by: str
    recorded_at: datetime
    marker: str = "RESOLVED that"
    mover: str = ""
    seconder: str = ""
    exempt: str = ""
    origin: str = "chat"
    live: bool = False
    version: int = 1
