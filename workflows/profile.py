"""A board's rule profile: what its constitution says of quorum, voting, delegation and call-in.

Rules hold from a day; a decision is judged by those of its day (`Board.rules_on`). What a body's
constitution leaves open has the default of an English council's Health and Wellbeing Board. Not
legal advice: the constitution wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class Seat:
    """A constituency of the board ("county councillors") and how many votes it has; `statutory`
    where the law asks for it (Health and Social Care Act 2012 s.194(2))."""

    name: str
    votes: int
    statutory: bool = False


@dataclass(frozen=True)
class Part:
    """At least so many of those counted sit for that constituency, or hold that post."""

    least: int
    of: str


@dataclass(frozen=True)
class Quorum:
    """So many at least, among them each of the parts ("seven, among them one councillor and one
    NHS representative"). Zero and no parts: the board has set none."""

    least: int = 0
    parts: tuple[Part, ...] = ()

    @property
    def is_set(self) -> bool:
        return bool(self.least or self.parts)


@dataclass(frozen=True)
class Rules:
    """What holds on a board from `since` on.

    `remote_counts`: whether a member who attends remotely counts for quorum and vote (no in
    England: R (Hertfordshire CC) v SSHCLG [2021] EWHC 1093 (Admin)). `written_resolution`: whether
    the body may decide by reply; never a council's committee. `sounding_permission`: whether the
    meeting's leave is asked before views are sought between meetings. `call_in_days`: working days
    from publication in which an executive decision may be called in; None where the board's
    decisions are not the executive's. `officer_functions` and `sub_committee_functions` are the
    functions, in words, that may be delegated to an officer of the authority or to a sub-committee
    only (for a Health and Wellbeing Board SI 2013/218 reg. 3). `minuted`: where the rules stand.
    """

    since: date
    quorum: Quorum = Quorum()
    seats: tuple[Seat, ...] = ()
    remote_counts: bool = False
    casting_vote: bool = True
    written_resolution: bool = False
    sounding_permission: bool = True
    executive: bool = False
    call_in_days: int | None = None
    officer_functions: tuple[str, ...] = ()
    sub_committee_functions: tuple[str, ...] = ()
    approval_by: str = ""
    minuted: str = ""


#: What holds where a board has set nothing.
DEFAULT = Rules(since=date(1900, 1, 1))


def rules_on(profile: Iterable[Rules], day: date) -> Rules:
    """The rules in force on that day: the latest that had begun by then."""
    begun = [rules for rules in profile if rules.since <= day]
    return max(begun, key=lambda rules: rules.since) if begun else DEFAULT


class Counted(Protocol):
    """Somebody who counts: whose place it is (one person or substitute each), the constituency they
    sit for and the posts they hold."""

    @property
    def place(self) -> str: ...
    @property
    def seat(self) -> str: ...
    @property
    def posts(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Reached:
    """How many count, whether that is enough, and what is lacking, in words."""

    count: int
    least: int
    lacking: tuple[str, ...]

    @property
    def enough(self) -> bool:
        return not self.lacking


def reached(quorum: Quorum, counted: Iterable[Counted]) -> Reached:
    """Whether these make the quorum, or reach the threshold. Each place counts once: a member and
    the substitute for that member are one."""
    by_place = {who.place: who for who in counted}
    lacking = []
    if len(by_place) < quorum.least:
        missing = quorum.least - len(by_place)
        lacking.append(f"{missing} more")
    for part in quorum.parts:
        wanted = part.of.casefold()
        have = sum(
            wanted == who.seat.casefold() or wanted in (p.casefold() for p in who.posts)
            for who in by_place.values()
        )
        if have < part.least:
            lacking.append(f"{part.least - have} more of “{part.of}”" if have else _first(part))
    return Reached(len(by_place), quorum.least, tuple(lacking))


def _first(part: Part) -> str:
    return f"“{part.of}”" if part.least == 1 else f"{part.least} of “{part.of}”"
