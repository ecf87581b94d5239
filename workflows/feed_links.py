"""The addresses of calendar feeds: a board's, and each person's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from workflows.access import Caller
from workflows.errors import NotFound
from workflows.links import LinkKind

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: A century: a feed's address is good until somebody ends it.
FOR_GOOD = 36_525


@dataclass(frozen=True)
class Feed:
    """The feed of a board (`id` is the board's), or of a person (`id` is theirs; `board_id` is a
    board that they have to do with)."""

    id: str
    board_id: str
    person: bool = False

    @property
    def kind(self) -> LinkKind[Feed]:
        """What its addresses are registered as."""
        return MY_FEED if self.person else BOARD_FEED


def _of_board(tx: Transaction, board_id: str) -> Feed:
    return Feed(tx.boards.get(board_id).id, board_id)


def _of_person(tx: Transaction, person_id: str) -> Feed:
    """`NotFound` for whoever is on no board and in no workspace that has one."""
    person = tx.people.get(person_id)
    held = [m.board_id for m in tx.people.memberships_of(person_id)]
    known = held or [b.id for b in tx.boards.of_team(person.team_id)]
    if not known:
        raise NotFound("There is no board in this workspace yet. /board setup makes one.")
    return Feed(person_id, known[0], person=True)


def _always(tx: Transaction, caller: Caller, feed: Feed, now: datetime) -> bool:
    return True


def _their_own(tx: Transaction, caller: Caller, feed: Feed, now: datetime) -> bool:
    return feed.id == caller.id


def _name(feed: Feed) -> str:
    return "their calendar" if feed.person else "the board’s calendar"


BOARD_FEED: LinkKind[Feed] = LinkKind(
    subject="board",
    purpose="feed",
    label="Subscribe",
    offers="The board’s meetings in your calendar",
    fetch=_of_board,
    fits=_always,
    name=_name,
    days=FOR_GOOD,
    personal=False,
)
MY_FEED: LinkKind[Feed] = LinkKind(
    subject="person",
    purpose="feed",
    label="Subscribe",
    offers="Your meetings and deadlines in your calendar",
    fetch=_of_person,
    fits=_their_own,
    name=_name,
    days=FOR_GOOD,
)
