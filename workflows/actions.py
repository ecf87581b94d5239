"""Actions: what somebody is to do, by when, and what has become of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from workflows.boards import NudgePolicy
from workflows.deadlines import Due
from workflows.report_backs import Cycle


class Status(StrEnum):
    """The states of an action; the owner proposes, the officer accepts, the meeting confirms."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    PROPOSED_DONE = "proposed_done"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    TRANSFERRED = "transferred"


#: Still to be done: reminded, and listed as open.
LIVE = frozenset({Status.OPEN, Status.IN_PROGRESS, Status.BLOCKED})
#: Reported complete, not yet confirmed at a meeting: "completed since the last meeting".
COMPLETED = frozenset({Status.PROPOSED_DONE, Status.ACCEPTED})
#: Out of the log for good (unless reopened).
ENDED = frozenset({Status.CLOSED, Status.CANCELLED, Status.TRANSFERRED})


class Turn(StrEnum):
    """Whose move it is: it decides who is nudged."""

    OWNER = "owner"
    OFFICER = "officer"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Owner:
    """An owner as printed, and the person or post it was matched to, where it was.

    None of `person_id`, `post_id` and `group_id`: somebody not yet known, kept and flagged. A group
    is another board of the workspace (a sub-group); `everyone` stands for all members of the board.

    Where several own an action without a lead, each one's answer counts for that one: `done_on` is
    the day they reported their part done, `waits_since` the day since which their part waits for
    the officer (blocked, not theirs, more time), `quiet_until` the end of their own hush.
    """

    printed: str
    person_id: str | None = None
    post_id: str | None = None
    group_id: str | None = None
    everyone: bool = False
    lead: bool = False
    done_on: date | None = None
    waits_since: date | None = None
    quiet_until: date | None = None

    @property
    def known(self) -> bool:
        return bool(self.person_id or self.post_id or self.group_id or self.everyone)


class SlipState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Slip:
    """More time: asked for by the owner, agreed or refused by the officer or the meeting (whose id
    stands here where the board has kept that to its meetings)."""

    id: str
    from_due: Due
    to_due: Due
    reason: str
    asked_by: str
    asked_at: datetime
    state: SlipState = SlipState.ASKED
    settled_by: str | None = None
    settled_at: datetime | None = None
    settled_meeting_id: str | None = None


class NoteKind(StrEnum):
    PROGRESS = "progress"
    BLOCKED = "blocked"
    DONE = "done"
    RETURNED = "returned"
    OTHER = "other"


@dataclass(frozen=True)
class Note:
    """What was reported, by whom, for whom. An owner's note is internal until an officer has
    approved its wording for the log."""

    id: str
    at: datetime
    by: str
    text: str
    kind: NoteKind = NoteKind.PROGRESS
    on_behalf_of: str | None = None
    approved: bool = False


@dataclass(frozen=True)
class Action:
    """One action of a board's log.

    `live` is true while it was captured in a meeting that has not been issued: it has no reference
    yet and nobody has been told. `due_version` counts changes of due, turn and ownership: a nudge
    belongs to one of them. `hushed_until` silences the owner's nudges to the end of that day;
    `next_nudge_on` is a cache of `workflows.reminders`, written by `keep` alone.
    `exempt` as in `Resolution`. `deputy` and `lead` (the lead officer) hear of it when it is late;
    `policy` is its own ladder, where it has one instead of the board's. A report-back has the board
    that is to hear it as `report_to`, and a `cycle` if it comes again; `window_until` is the end of
    a window ("12 to 18 months") that its due begins; `follows` the one before it in its cycle.
    `sent_from` is the action of another board that was sent here, or put to this board.
    """

    id: str
    board_id: str
    reference: str
    text: str
    owners: tuple[Owner, ...]
    due: Due
    original_due: Due
    created_by: str
    created_at: datetime
    status: Status = Status.OPEN
    turn: Turn = Turn.OWNER
    turn_since: date | None = None
    meeting_id: str | None = None
    minute_ref: str = ""
    item: str = ""
    origin: str = "chat"
    clause_id: str | None = None
    exempt: str = ""
    live: bool = False
    keep_open: bool = False
    completed_on: date | None = None
    closed_meeting_id: str | None = None
    due_version: int = 1
    hushed_until: date | None = None
    next_nudge_on: date | None = None
    deputy: Owner | None = None
    lead: Owner | None = None
    policy: NudgePolicy | None = None
    report_to: str | None = None
    cycle: Cycle = Cycle.ONCE
    window_until: date | None = None
    follows: str | None = None
    sent_from: str | None = None
    slips: tuple[Slip, ...] = ()
    notes: tuple[Note, ...] = ()
    version: int = 1

    @property
    def latest(self) -> Due:
        """The due after which it is late: the end of its window, where it has one."""
        until = self.window_until
        in_window = until is not None and self.due.day is not None and until > self.due.day
        return replace(self.due, day=until) if in_window else self.due

    @property
    def asked_slip(self) -> Slip | None:
        """The request for more time that waits for an answer, if there is one."""
        return next((s for s in self.slips if s.state is SlipState.ASKED), None)
