"""What a kind of watched thing is: when it waits for somebody, for whom, and on which days they
hear of it.

A kind is one registration (`workflows.watching.KINDS`), one module beside this one. It is pure but
for the three questions that need the record: which things there are, who is meant by name, and who
may read it. One thing may be of several kinds, each with its own ladder: a meeting has its papers
and its notices.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, Literal, Protocol, TypeVar

from workflows.access import Caller, Deed, may
from workflows.boards import Board
from workflows.ladder import preparation
from workflows.owners import people_behind, roll_of

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: The officers on duty; of a delegation its delegates; whoever decided under one; those who are
#: asked for their view, as a consultee, to comment on a paper; the member whose interest it is.
Receiver = Literal["officer", "delegate", "decider", "asked", "consultee", "recipient", "member"]


class Watched(Protocol):
    """Anything of a board that has a ladder."""

    @property
    def id(self) -> str: ...
    @property
    def board_id(self) -> str: ...


T = TypeVar("T", bound=Watched)


class Matter(StrEnum):
    """What of a subject is waited for."""

    AGENDA = "agenda"
    ISSUE = "issue"
    MINUTES = "minutes"
    APPROVE = "approve"
    PRIVATE_NOTICE = "private"
    PRIVATE_AGAIN = "private-again"
    KEY_NOTICE = "key"
    NOTIFY = "notify"
    REVIEW = "review"
    EXPIRY = "expiry"
    LAPSED = "lapsed"
    CONSULT = "consult"
    COMPLETE = "complete"
    PUBLISH = "publish"
    TELL_DECISION = "tell-decision"
    IMPLEMENT = "implement"
    VIEW = "view"
    CLOSE = "close"
    TELL_SOUNDING = "tell-sounding"
    COMMENT = "comment"
    LIST = "list"
    SIGN_OFF = "sign-off"
    SUBMIT = "submit"
    TELL_RETURN = "tell-return"
    FOLLOW_UP = "follow-up"


@dataclass(frozen=True)
class Step:
    """One rung: on `day`, a working day, `to` hears that `matter` waits.

    `name` is unique within a receiver's ladder of one `version`. The version is the number of the
    day that the ladder hangs on (the meeting's, the closing's, the deadline's): a meeting that is
    moved has a ladder anew, one that is moved back does not repeat what was sent. `ahead`: it comes
    so many days before that day, so that shortly after the same was said it need not be again.
    """

    matter: Matter
    name: str
    day: date
    to: Receiver
    version: int
    ahead: bool = False

    @property
    def rung(self) -> str:
        """As a nudge names it: "officer:agenda-10"."""
        return f"{self.to}:{self.name}"


@dataclass(frozen=True)
class Frame:
    """What a ladder hangs on besides its thing: the board with its policy and calendar, and the
    days of all its ordinary meetings that are not cancelled."""

    board: Board
    ordinary: Sequence[date] = ()

    def working(self, day: date, days: int) -> date:
        """So many working days after that day, or before it if `days` is negative."""
        return self.board.calendar.add(day, days)

    def local(self, moment: datetime) -> date:
        """The date at the board at that moment."""
        return moment.astimezone(self.board.zone).date()

    def next_meeting(self, today: date) -> date | None:
        """The day of the first ordinary meeting on that day or later."""
        return min((d for d in self.ordinary if d >= today), default=None)

    def preparation(self, meeting_day: date) -> date:
        """The day on which the preparation of that meeting begins."""
        return preparation(self.board.policy, self.board.calendar, meeting_day)

    def preparations(self, since: date) -> Iterator[tuple[date, date]]:
        """(the meeting's day, the day on which its preparation begins) of each ordinary meeting
        after `since` that is prepared from then on."""
        for meeting_day in sorted(d for d in self.ordinary if d > since):
            at = self.preparation(meeting_day)
            if at >= since:
                yield meeting_day, at


class Kind(ABC, Generic[T]):
    """One kind of watched thing."""

    #: The class of the things.
    of: type[T]
    #: What nudges and the cache of days call it; a thing of several kinds has a name for each.
    subject: str
    #: Whether the officers hear in the place of those who cannot be reached.
    officers_instead: bool = False

    @abstractmethod
    def matter(self, thing: T, frame: Frame, today: date) -> Matter | None:
        """What it waits for on that day; None if for nothing."""

    @abstractmethod
    def steps(self, thing: T, frame: Frame, until: date) -> Iterator[Step]:
        """All rungs up to `until` at least, in any order; one that never ends stops there."""

    @abstractmethod
    def starts(self, thing: T, frame: Frame) -> Iterable[date]:
        """The days from which anything of its ladder is counted."""

    def by(self, thing: T, matter: Matter | None, frame: Frame, today: date) -> date | None:
        """The day that the matter is about (the last one for an agenda, the meeting that is to hear
        a report); None where there is none."""
        return None

    @abstractmethod
    def get(self, tx: Transaction, thing_id: str) -> T:
        """`NotFound` if it is no more."""

    @abstractmethod
    def of_board(self, tx: Transaction, board_id: str) -> Iterable[T]:
        """Everything of the board that may wait."""

    def meant(self, tx: Transaction, thing: T, board: Board, to: str, on: date) -> Iterable[str]:
        """The ids of the people whom a rung that does not go to officers is for."""
        return ()

    def seen(self, thing: T, caller: Caller) -> T | None:
        """The thing as this reader may see it, None if they may not: it is for its officers."""
        return thing if may(caller, thing.board_id, Deed.RECORD) else None

    def answered(self, tx: Transaction, thing: T, person_id: str) -> bool:
        """Whether this person, of whom something was asked, has done their part."""
        return False

    def listed(self, matter: Matter, *, begun: bool) -> bool:
        """Whether it stands among what waits for an officer, once its first rung has `begun`."""
        return begun


def people_called(tx: Transaction, board: Board, named: Iterable[str], on: date) -> list[str]:
    """The ids of the people behind these names and posts, as far as they are known."""
    roll = roll_of(tx, board, on)
    return people_behind(tx, [roll.match(n) for n in named if n.strip()], board, on)


def waits(
    matter: Matter, since: date, frame: Frame, receivers: Sequence[Receiver], until: date
) -> Iterator[Step]:
    """What waits for an answer: after the days of the officer's turn (2 and 5), then every
    `overdue_every` working days (weekly) up to `until`."""
    policy, version = frame.board.policy, since.toordinal()

    def steps(days: int, day: date) -> list[Step]:
        return [Step(matter, f"{matter}+{days}", day, to, version) for to in receivers]

    for days in policy.officer_turn:
        yield from steps(days, frame.working(since, days))
    days = max(policy.officer_turn, default=0)
    day = frame.working(since, days)
    while policy.overdue_every > 0 and day <= until:
        day, days = frame.working(day, policy.overdue_every), days + policy.overdue_every
        yield from steps(days, day)


def before(
    matter: Matter, day: date, frame: Frame, ahead: Sequence[int], receivers: Sequence[Receiver]
) -> Iterator[Step]:
    """So many working days ahead of a day, 0 being the day itself (the working day before it if it
    is closed), from which they are counted."""
    last, version = frame.board.calendar.on_or_before(day), day.toordinal()
    for days in ahead:
        at = frame.working(last, -days) if days else last
        for to in receivers:
            yield Step(matter, f"{matter}-{days}", at, to, version, ahead=days > 0)


def late(
    matter: Matter, day: date, frame: Frame, receivers: Sequence[Receiver], until: date
) -> Iterator[Step]:
    """What was missed: the working day after that day, then every `overdue_every` working days
    (weekly) up to `until`."""
    days, every = 1, frame.board.policy.overdue_every
    at = frame.working(day, days)
    while at <= until:
        for to in receivers:
            yield Step(matter, f"{matter}+{days}", at, to, day.toordinal())
        if every <= 0:
            return
        at, days = frame.working(at, every), days + every


def at_meetings(matter: Matter, since: date, frame: Frame) -> Iterator[Step]:
    """Officers hear with the preparation of each ordinary meeting after `since`, until it has been
    dealt with."""
    for meeting_day, at in frame.preparations(since):
        name = f"{matter}@{meeting_day}"
        yield Step(matter, name, at, "officer", since.toordinal(), ahead=True)
