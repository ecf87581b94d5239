"""Draft registers: what was read from a paper, line by line, until an officer has decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from workflows.errors import NotFound


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
    ATTENDANCE = "attendance"
    DECLARATION = "declaration"
    PROCEEDINGS = "proceedings"


#: What is said of the sitting itself: who was there, what was declared, how it went.
SITTING = frozenset({LineKind.ATTENDANCE, LineKind.DECLARATION, LineKind.PROCEEDINGS})


class DraftState(StrEnum):
    """`RECORDING`: an officer pressed Record, and what takes longer than a press is under way.
    `SUPERSEDED`: a corrected version of the same minutes was read and took over the review."""

    REVIEW = "review"
    RECORDING = "recording"
    RECORDED = "recorded"
    DISCARDED = "discarded"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class DraftLine:
    """One line of a draft: its kind, what was read (JSON of the reader's dataclass, as edited by
    the officer), the source's lines, and a fingerprint by which the same words are known again.

    `twin` is the reference of something already in the register; `recorded_id` what it became.

    Beside what was read, `data` holds what the review knows of the line: "quote" and "page" (the
    paper's own lines and where they stand), "on_record" (what the register has, see
    `draft_twins`), "pair" (what the officer said of it: an id, or "new"), "move" and "reopen"
    (what the officer pressed for), "suggested" and "spelling" (see `draft_owners`), "as_read" (the
    paper's words, once edited), "was" and "hint" (an earlier version's words, and what became of
    them).
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
    "agenda_read" holds the items that it prints, with their reports (see `agenda_reading`).
    Further "said" (what the paper says that the register has no place for), "corrects" (the id of
    the draft of an earlier version), "settled" (ids of actions that lines left out stand for),
    "other_board" (the name it prints, where that is not this board's).
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

    def line(self, number: int) -> DraftLine:
        """The line of that number."""
        for line in self.lines:
            if line.number == number:
                return line
        raise NotFound("That line is not in this draft.")


def text_in(line: DraftLine) -> str:
    """The words of a line; of a resolution its clauses, one a row."""
    if line.kind is not LineKind.RESOLUTION:
        return str(line.data["text"])
    clauses = line.data["clauses"]
    return "\n".join(f"{c['label']}) {c['text']}" if c["label"] else c["text"] for c in clauses)


def mark_of(line: DraftLine) -> str:
    """What a form drawn from the line shows, in short: another mark, another line."""
    shown = (text_in(line), *(line.data.get(k, "") for k in _ON_THE_FORM))
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]


_ON_THE_FORM = ("owners", "delegates", "due_phrase", "ref", "minute_ref", "pair")
