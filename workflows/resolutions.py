"""Resolutions: what a meeting resolved, clause by clause, verbatim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from workflows.agendas import Recommendation


class ClauseKind(StrEnum):
    DECISION = "decision"
    NOTING = "noting"
    DELEGATION = "delegation"
    REPORT_BACK = "report_back"
    ACTION = "action"


class Standing(StrEnum):
    """What has become of a clause."""

    IN_FORCE = "in_force"
    IMPLEMENTED = "implemented"
    SUPERSEDED = "superseded"
    RESCINDED = "rescinded"


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAINED = "abstained"


class Carried(StrEnum):
    """How a resolution came about."""

    CONSENSUS = "consensus"
    UNANIMOUS = "unanimous"
    VOTE = "vote"
    CASTING_VOTE = "casting_vote"
    NOT_STATED = ""


@dataclass(frozen=True)
class RecordedVote:
    """One member's vote, recorded at a member's request (SI 2001/3384 or standing orders)."""

    name: str
    choice: Choice
    person_id: str | None = None


@dataclass(frozen=True)
class Votes:
    """The votes on a resolution, as far as they were minuted. `casting` is the chair's casting
    vote, where it was given (Local Government Act 1972 Sch. 12 para. 39(2))."""

    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    recorded: tuple[RecordedVote, ...] = ()
    casting: str = ""


@dataclass(frozen=True)
class Clause:
    """One clause, verbatim, with its label ("a", "1", or nothing) and the verbs that lead it.

    `standing` is what has become of it: since `ended_on`, by the clause `ended_by` where one took
    its place, for `ended_reason`.
    """

    id: str
    label: str
    text: str
    verbs: tuple[str, ...] = ()
    kind: ClauseKind = ClauseKind.DECISION
    standing: Standing = Standing.IN_FORCE
    ended_on: date | None = None
    ended_by: str = ""
    ended_reason: str = ""


@dataclass(frozen=True)
class Resolution:
    """What a board resolved at a meeting under a minute.

    `exempt` is empty for open matter; otherwise the paragraph and the public-interest reason
    (Local Government Act 1972, Schedule 12A). `key` names it for good, whatever becomes of minute
    numbers, and is unique on its board. `barred` are the members whom an interest kept from voting.
    `recommended` is what the report had asked for, `agenda_item_id` the item that it stood under.
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
    key: str = ""
    carried: Carried = Carried.NOT_STATED
    votes: Votes | None = None
    barred: tuple[str, ...] = ()
    agenda_item_id: str | None = None
    recommended: tuple[Recommendation, ...] = ()
    exempt: str = ""
    origin: str = "chat"
    live: bool = False
    version: int = 1
