"""Who may do what, and who may read what.

One table says which role permits which deed; one function, `disclose`, decides what of a list of
things an audience may see. Roles come from the board, never from membership of a channel.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from workflows.actions import Action, Owner
from workflows.contacts import left_out
from workflows.errors import NotAllowed
from workflows.people import Absence, Person, Role

if TYPE_CHECKING:
    from workflows.ports import Transaction


class Deed(StrEnum):
    """What a person may ask the program to do on a board."""

    SET_UP = "set up this board"
    MANAGE_PEOPLE = "manage the people of this board"
    RUN_MEETINGS = "schedule or run its meetings"
    RECORD = "record its resolutions and actions"
    SETTLE = "accept, return, extend, reassign or cancel its actions"
    ANSWER = "answer for this action"
    READ_EXEMPT = "see its exempt matter"
    TAKE_LOG = "take out its action log"
    SEEK_VIEWS = "seek views between its meetings"
    CIRCULATE = "circulate its papers or keep its letters"


#: The owner of the action in question, who need have no role on the board.
OWNER = "owner"

_OFFICER = frozenset[Role | str]({Role.OFFICER})
_INNER = frozenset[Role | str]({Role.OFFICER, Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER})

PERMITS: Mapping[Deed, frozenset[Role | str]] = {
    Deed.SET_UP: _OFFICER,
    Deed.MANAGE_PEOPLE: _OFFICER,
    Deed.RUN_MEETINGS: _OFFICER,
    Deed.RECORD: _OFFICER,
    Deed.SETTLE: _OFFICER,
    Deed.ANSWER: _OFFICER | {OWNER},
    Deed.READ_EXEMPT: _INNER | {OWNER},
    Deed.SEEK_VIEWS: _OFFICER,
    Deed.CIRCULATE: _OFFICER,
    Deed.TAKE_LOG: _INNER | {Role.ASSOCIATE, Role.OBSERVER},
}


@dataclass(frozen=True)
class Caller:
    """A person together with what they are today on each board, and the posts they hold.

    `stands_for` are the people who are away and whose deputy this person is, `posts_for` the posts
    that those hold: what they own is answered for, but no more of it is read than is this person's
    own to read. `via` says how they came where that was not Slack; the ledger repeats it.
    """

    person: Person
    roles: Mapping[str, frozenset[Role]] = field(default_factory=dict)
    posts: frozenset[str] = frozenset()
    stands_for: frozenset[str] = frozenset()
    posts_for: frozenset[str] = frozenset()
    via: str = ""

    @property
    def id(self) -> str:
        return self.person.id

    def on(self, board_id: str) -> frozenset[Role]:
        """The caller's roles on that board; none is the empty set."""
        return self.roles.get(board_id, frozenset())

    def owns(self, owners: Iterable[Owner], board_id: str) -> bool:
        """Whether the caller is one of these owners, by name, by post held, or as a member of the
        board or group; or stands in for one."""
        owners = list(owners)
        return self.owns_personally(owners, board_id) or any(
            o.person_id in self.stands_for or o.post_id in self.posts_for for o in owners
        )

    def owns_personally(self, owners: Iterable[Owner], board_id: str) -> bool:
        """The same, without what the caller only stands in for."""
        return any(
            o.person_id == self.id
            or (o.post_id is not None and o.post_id in self.posts)
            or (o.group_id is not None and self.is_member(o.group_id))
            or (o.everyone and self.is_member(board_id))
            for o in owners
        )

    def is_member(self, board_id: str) -> bool:
        """Whether the caller sits on that board: a member, chair or vice-chair."""
        return bool(self.on(board_id) & {Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR})


def caller_for(tx: Transaction, person: Person, today: date) -> Caller:
    """The caller with the roles and posts held on `today`."""
    roles: dict[str, set[Role]] = {}
    for membership in tx.people.memberships_of(person.id):
        if membership.covers(today):
            roles.setdefault(membership.board_id, set()).add(membership.role)
    posts = frozenset(p.id for p in tx.people.posts_held_by(person.id, today))
    away = stood_in_for(tx.people.absences_on(person.team_id, today), person.id)
    posts_for = frozenset(p.id for who in away for p in tx.people.posts_held_by(who, today))
    return Caller(person, {b: frozenset(r) for b, r in roles.items()}, posts, away, posts_for)


def stood_in_for(absences: Iterable[Absence], person_id: str) -> frozenset[str]:
    """For whom this person answers, of those who are away: a deputy who is away is stood in for
    in turn."""
    absences = list(absences)
    found: set[str] = set()
    new = {person_id}
    while new:
        new = {a.person_id for a in absences if a.deputy_id in new} - found - {person_id}
        found |= new
    return frozenset(found)


def may(caller: Caller, board_id: str, deed: Deed, action: Action | None = None) -> bool:
    """Whether the table permits it."""
    held: set[Role | str] = set(caller.on(board_id))
    if action is not None:
        # Whoever stands in for an owner answers, but reads nothing exempt on the owner's account.
        owns = caller.owns_personally if deed is Deed.READ_EXEMPT else caller.owns
        if owns(action.owners, board_id):
            held.add(OWNER)
    return bool(PERMITS[deed] & held)


def require(caller: Caller, board_id: str, deed: Deed, action: Action | None = None) -> None:
    """Raise `NotAllowed`, naming who could, unless the table permits it."""
    if may(caller, board_id, deed, action):
        return
    who = "the owner or a committee officer" if OWNER in PERMITS[deed] else "a committee officer"
    raise NotAllowed(
        f"Only {who} of this board can {deed}. Nothing was changed. "
        "If you should be one, ask an officer to add you with /board people."
    )


@dataclass(frozen=True)
class Audience:
    """Whoever will read an output: one person, or the public (a channel, a published paper)."""

    caller: Caller | None = None

    @property
    def person_id(self) -> str | None:
        return self.caller.id if self.caller else None


PUBLIC = Audience()


class Disclosable(Protocol):
    """Something of a board that may be exempt."""

    @property
    def board_id(self) -> str: ...
    @property
    def exempt(self) -> str: ...


T = TypeVar("T", bound=Disclosable)


@dataclass(frozen=True)
class Disclosed(Generic[T]):
    """What may be shown, in order, and how many things were withheld."""

    shown: tuple[T, ...]
    withheld: int = 0


def disclose(things: Iterable[T], audience: Audience, *, published: bool = False) -> Disclosed[T]:
    """The one filter that every output passes.

    Open matter (Part I) is for everybody. Exempt matter (Part II, Local Government Act 1972
    s.100A, Schedule 12A) is for those whose role on its board permits it and for the owner of an
    exempt action; never for the public. Telephone numbers and e-mail addresses are for the officers
    of its board and the owner of an action: all others read the same without them, and so does
    everybody in what is `published` (a digest, a log). What is shown is never saved.
    """
    shown: list[T] = []
    withheld = 0
    for thing in things:
        if not thing.exempt or _entitled(thing, audience):
            with_contacts = not published and _reads_contacts(thing, audience)
            shown.append(thing if with_contacts else left_out(thing))
        else:
            withheld += 1
    return Disclosed(tuple(shown), withheld)


def _entitled(thing: Disclosable, audience: Audience) -> bool:
    if audience.caller is None:
        return False
    action = thing if isinstance(thing, Action) else None
    return may(audience.caller, thing.board_id, Deed.READ_EXEMPT, action)


def _reads_contacts(thing: Disclosable, audience: Audience) -> bool:
    if audience.caller is None:
        return False
    if may(audience.caller, thing.board_id, Deed.RECORD):
        return True
    return isinstance(thing, Action) and audience.caller.owns(thing.owners, thing.board_id)


def can_see(thing: Disclosable, audience: Audience) -> bool:
    """`disclose` for a single thing."""
    return not disclose([thing], audience).withheld
