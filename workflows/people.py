"""People, the posts they hold and the roles they have on a board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What a person is on a board. One person may be several."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    OFFICER = "officer"
    MEMBER = "member"
    ASSOCIATE = "associate"
    OBSERVER = "observer"


@dataclass(frozen=True)
class Person:
    """Somebody who owns, decides, attends or records; in Slack or not.

    `variants` are other spellings under which papers print the name ("Cllr R Peake", "RP").
    `slack_email` is the address that Slack told last: while `email` is the same, it follows Slack's
    profile; one that somebody has written here stays. `prefers_email`: they want e-mails instead of
    Slack messages. An inactive person's account is closed: nothing is sent to them.
    """

    id: str
    team_id: str
    name: str
    slack_id: str | None = None
    email: str | None = None
    slack_email: str | None = None
    organisation: str = ""
    variants: tuple[str, ...] = ()
    prefers_email: bool = False
    active: bool = True
    version: int = 1


@dataclass(frozen=True)
class Holding:
    """A person holds a post from a day to a day; an open end means until now."""

    person_id: str
    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the post was held on `day`, both ends included."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Post:
    """A post that a board knows ("Director of Public Health"); what it owns moves with it."""

    id: str
    board_id: str
    title: str
    aliases: tuple[str, ...] = ()
    holdings: tuple[Holding, ...] = ()
    version: int = 1

    def holder_on(self, day: date) -> str | None:
        """The id of the person who holds it on `day`; the latest appointment wins."""
        held = [h for h in self.holdings if h.covers(day)]
        return max(held, key=lambda h: h.since).person_id if held else None


@dataclass(frozen=True)
class Membership:
    """One role of one person on one board, from a day to a day.

    `seat` is the constituency they sit for, as the board's rules name it; `voting` whether they
    vote, None where their role says it (`votes`). `substitutes` are the people named to stand in
    at meetings. `appointed_by` is who sent them, in words.
    """

    id: str
    board_id: str
    person_id: str
    role: Role
    since: date
    until: date | None = None
    seat: str = ""
    voting: bool | None = None
    substitutes: tuple[str, ...] = ()
    appointed_by: str = ""

    @property
    def votes(self) -> bool:
        """Whether they vote: members and chairs do, unless it is written otherwise."""
        sits = self.role in (Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR)
        return sits if self.voting is None else self.voting

    def covers(self, day: date) -> bool:
        """Whether the role is held on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Absence:
    """A person is away from a day to a day, both included; `deputy_id` answers for what they own
    meanwhile, on all boards. Without a deputy the officers hear of it."""

    id: str
    team_id: str
    person_id: str
    since: date
    until: date
    noted_by: str
    deputy_id: str | None = None

    def covers(self, day: date) -> bool:
        """Whether the person is away on `day`."""
        return self.since <= day <= self.until
