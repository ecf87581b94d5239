"""What the program watches besides actions: the papers and notices of meetings, declarations,
drafts, delegated decisions, soundings, papers that went round, returns, what follows a clause.

Each has a ladder, in working days of its board, as an action has (`workflows.ladder`). `KINDS` is
the one list of the kinds; what a kind is says `workflows.watches.kind`. Pure policy; the table in
words is docs/reminders.md. Who hears of it by name, and that they hear once, is the business of
`workflows.watch_planning`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from workflows.boards import Board
from workflows.watches.circulations import CIRCULATIONS, COMMENTS
from workflows.watches.consequences import CONSEQUENCES
from workflows.watches.consultations import CONSULTATIONS
from workflows.watches.declarations import DECLARATIONS
from workflows.watches.delegations import DELEGATIONS
from workflows.watches.drafts import DRAFTS
from workflows.watches.exercises import CALL_INS, EXERCISES
from workflows.watches.kind import Frame, Kind, Matter, Step, Watched
from workflows.watches.meetings import MEETINGS
from workflows.watches.minutes import MINUTES
from workflows.watches.notices import KEY_DECISION, PRIVATE, PRIVATE_AGAIN
from workflows.watches.returns import RETURNS
from workflows.watches.soundings import SOUNDINGS

T = TypeVar("T", bound=Watched)

KINDS: tuple[Kind[Any], ...] = (
    *(MEETINGS, MINUTES, PRIVATE, PRIVATE_AGAIN, KEY_DECISION),
    *(DECLARATIONS, DRAFTS),
    *(DELEGATIONS, CONSULTATIONS, EXERCISES, CALL_INS),
    *(SOUNDINGS, COMMENTS, CIRCULATIONS),
    *(RETURNS, CONSEQUENCES),
)


@dataclass(frozen=True)
class WatchItem(Generic[T]):
    """What waits for a reader. `subject` is its kind's; `matter` is None once it has been dealt
    with; `by` is the last day for an agenda, the meeting that approves minutes or hears a report.
    `as_officer` is whether the reader has it in hand as committee officer, rather than as the one
    whose decision it is."""

    subject: str
    watched: T
    board: Board
    matter: Matter | None
    today: date
    by: date | None = None
    as_officer: bool = True

    @property
    def key(self) -> str:
        """By which it is known again in another list; unlike its thing's id the kind's own."""
        return f"{self.subject}:{self.watched.id}"


def subject_of(watched: Watched) -> str:
    """What it is called where it is on view, whatever kinds it is of."""
    return type(watched).__name__.lower()


def kinds_of(watched: Watched) -> list[Kind[Any]]:
    """The kinds that a thing is of: each has a ladder of its own."""
    return [kind for kind in KINDS if isinstance(watched, kind.of)]


def kind_called(subject: str) -> Kind[Any] | None:
    """The kind by the name that nudges and the cache of days give it."""
    return next((kind for kind in KINDS if kind.subject == subject), None)


def item_of(
    kind: Kind[T],
    watched: T,
    frame: Frame,
    today: date,
    *,
    as_officer: bool = True,
) -> WatchItem[T]:
    """What waits of it on that day, for an officer or for whoever else reads."""
    matter = kind.matter(watched, frame, today)
    by = kind.by(watched, matter, frame, today)
    return WatchItem(kind.subject, watched, frame.board, matter, today, by, as_officer)


def ladder(kind: Kind[T], watched: T, frame: Frame, until: date) -> list[Step]:
    """All rungs of what is watched up to `until`, by day. Nothing is watched before it existed."""
    steps = kind.steps(watched, frame, until)
    return sorted({s for s in steps if s.day <= until}, key=lambda s: (s.day, s.to, s.name))


def due_steps(kind: Kind[T], watched: T, frame: Frame, today: date) -> list[Step]:
    """What is to be sent today: for each receiver the latest rung up to today. Days that were
    missed collapse into it."""
    steps = ladder(kind, watched, frame, today)
    latest = {s.to: s.day for s in steps}
    return [s for s in steps if s.day == latest[s.to]]


def has_come(
    kind: Kind[T], watched: T, frame: Frame, today: date, to: str, version: int | None = None
) -> bool:
    """Whether a rung about what waits now has come for `to`; of that `version`, if one is given:
    of a meeting that was put off since, none has."""
    matter = kind.matter(watched, frame, today)
    return any(
        step.to == to and step.matter is matter and version in (None, step.version)
        for step in ladder(kind, watched, frame, today)
    )


def next_day(kind: Kind[T], watched: T, frame: Frame, after: date) -> date | None:
    """The day of the first rung strictly after `after`; None if none is left."""
    until = _horizon(kind, watched, frame, after)
    steps = ladder(kind, watched, frame, until)
    return next((s.day for s in steps if s.day > after), None)


def _horizon(kind: Kind[T], watched: T, frame: Frame, after: date) -> date:
    """A day by which it has a rung after `after`, if it ever has one."""
    latest = max([after, *frame.ordinary, *kind.starts(watched, frame)])
    policy = frame.board.policy
    stretch = max(*policy.officer_turn, 1, 1) + 2 * policy.overdue_every
    return frame.working(latest, stretch)
