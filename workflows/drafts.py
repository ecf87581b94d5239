"""Draft registers: what was read from a paper, line by line, until an officer has decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Choice(StrEnum):
    """What the officer decided about a line; nothing is recorded before `record`."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class LineKind(StrEnum):
    RESOLUTION = "resolution"
    ACTION = "action"
    IMPLIED = "implied"
    DELEGATION = "delegation"


class DraftState(StrEnum):
    REVIEW = "review"
    RECORDED = "recorded"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class DraftLine:
    """One line of a draft: its kind, what was read (JSON of the reader's dataclass, as edited by
    the officer), the source's lines, and a fingerprint by which the same words are known again.

    `twin` is the reference of something already in the register; `recorded_id` what it became.
    """

    number: int
    kind: LineKind
    data: Mapping[str, Any]
    lines: tuple[int, int]
    fingerprint: str
    choice: Choice = Choice.WAITING
    twin: str = ""
    recorded_id: str = ""


@dataclass(frozen=True)
class Draft:
    """A paper that was read for a board.

    `meeting` is what the paper says of its meetings: "date", "start", "end", "venue", "next" (the
    day of the next one), "agenda" (the day of the meeting a pack was made for); days in ISO 8601.
    `left_out` counts what was not offered because it had been decided upon before; `page` is the
    page of the review that is on view.
    """

    id: str
    board_id: str
    sha256: str
    name: str
    read_by: str
    read_at: datetime
    lines: tuple[DraftLine, ...]
    meeting_id: str | None = None
    meeting: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    state: DraftState = DraftState.REVIEW
    channel: str = ""
    ts: str = ""
    left_out: int = 0
    page: int = 0
    recorded_by: str = ""
    recorded_at: datetime | None = None
    version: int = 1
