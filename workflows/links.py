"""Links of e-mails: one page for one person, one subject, one purpose, without being in Slack.

A link is no log-in: who holds it acts as its person for its subject, and for nothing else. Only the
hash of its token is kept. Whether it is good is asked each time it is opened: not revoked, not
expired, its person still there, and whatever its kind asks besides (`LinkKind.fits`).

What kinds there are stands in `workflows/link_kinds.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from workflows import ledger
from workflows.access import Caller, Deed, caller_for, require
from workflows.boards import Board
from workflows.errors import NotFound

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: How an answer that came by a link is marked in the ledger.
VIA = "e-mail link"


@dataclass(frozen=True)
class Link:
    """A link that was sent to one person about one subject. Who holds the token may read it and
    answer as that person, until it expires or is revoked; only the token's hash is kept.
    Times are real, not business, time; `revoked_at` of what a change of the subject ended is the
    hour of that change."""

    token_hash: str
    team_id: str
    board_id: str
    person_id: str
    subject: str
    subject_id: str
    purpose: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    used_at: datetime | None = None

    def good_at(self, real: datetime) -> bool:
        """Neither revoked nor expired by then."""
        return self.revoked_at is None and real < self.expires_at


class OfABoard(Protocol):
    """What a link can be about."""

    @property
    def id(self) -> str: ...
    @property
    def board_id(self) -> str: ...


S = TypeVar("S", bound=OfABoard)


@dataclass(frozen=True)
class LinkKind(Generic[S]):
    """A kind of link: what it is about, and what it is for.

    `fetch` gets the subject by its id (`NotFound` if there is none). `fits` says whether the link
    has its reason now (the business time given) for this person: it is theirs to answer, not
    ended, and not withheld from them; that the person's account is open is asked for every kind.
    `name` is what lists and the command line call the subject: never its text, which may be exempt.
    `label` stands on the e-mail's button, `offers` says beside it what can be answered. `days` is
    how long such links are good, in real time, where that is not MATTERS_LINK_DAYS.
    `personal`: it goes when its person's account does; what is not is the board's own.
    """

    subject: str
    purpose: str
    label: str
    offers: str
    fetch: Callable[[Transaction, str], S]
    fits: Callable[[Transaction, Caller, S, datetime], bool]
    name: Callable[[S], str]
    days: int | None = None
    personal: bool = True

    @property
    def key(self) -> tuple[str, str]:
        """What a link of this kind is known by."""
        return self.subject, self.purpose


@dataclass(frozen=True)
class Opened(Generic[S]):
    """What a good link opens: its person as the caller, its subject, and the subject's board."""

    link: Link
    kind: LinkKind[S]
    caller: Caller
    thing: S
    board: Board


@dataclass(frozen=True)
class Attached:
    """A file that came with an answer; its name is clean by now."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Given:
    """An answer as it came: which of the page's forms, what was typed by field, and files."""

    step: str
    words: Mapping[str, str]
    files: Sequence[Attached] = ()

    def word(self, field: str) -> str:
        """What was typed into that field; nothing is the empty text."""
        return self.words.get(field, "")


def issue(
    tx: Transaction,
    kind: LinkKind[S],
    caller: Caller,
    thing: S,
    token_hash: str,
    now: datetime,
    real: datetime,
    days: int,
) -> Link | None:
    """Keep a new link of this kind for this person, good for `days` where the kind has no number of
    its own; None for whoever has nothing to answer here."""
    if not _fits(tx, kind, caller, thing, now):
        return None
    link = Link(
        token_hash=token_hash,
        team_id=caller.person.team_id,
        board_id=thing.board_id,
        person_id=caller.id,
        subject=kind.subject,
        subject_id=thing.id,
        purpose=kind.purpose,
        created_at=real,
        expires_at=real + timedelta(days=kind.days or days),
    )
    tx.links.add(link)
    return link


def opened_by(
    tx: Transaction, kind: LinkKind[S], link: Link, now: datetime, real: datetime
) -> Opened[S] | None:
    """What this link, which is of that kind, opens; None, whatever the reason, if nothing. Changes
    nothing."""
    if not link.good_at(real) or (link.subject, link.purpose) != kind.key:
        return None
    try:
        thing = kind.fetch(tx, link.subject_id)
        board = tx.boards.get(thing.board_id)
        caller = _holder(tx, link, board, now)
    except NotFound:
        return None
    if not _fits(tx, kind, caller, thing, now):
        return None
    return Opened(link, kind, caller, thing, board)


def _holder(tx: Transaction, link: Link, board: Board, now: datetime) -> Caller:
    """The link's person with the roles of the board's day."""
    today = now.astimezone(board.zone).date()
    return replace(caller_for(tx, tx.people.get(link.person_id), today), via=VIA)


def _fits(tx: Transaction, kind: LinkKind[S], caller: Caller, thing: S, now: datetime) -> bool:
    there = caller.person.active or not kind.personal
    return there and kind.fits(tx, caller, thing, now)


def revoke_unfit(tx: Transaction, kind: LinkKind[S], thing: S, now: datetime) -> int:
    """Revoke the links of this kind to this subject that have lost their reason; how many. A later
    change does not bring them back. To be called where the subject changes."""
    board = tx.boards.get(thing.board_id)
    unfit = [
        link.token_hash
        for link in tx.links.of_subject(kind.subject, thing.id)
        if link.purpose == kind.purpose
        and link.revoked_at is None
        and not _fits(tx, kind, _holder(tx, link, board, now), thing, now)
    ]
    return tx.links.revoke(unfit, now) if unfit else 0


def revoke_of_person(
    tx: Transaction, caller: Caller, board_id: str, person_id: str, now: datetime, real: datetime
) -> int:
    """An officer ends one person's links to this board's matters; how many were good. The board's
    own, which this person asked for, are not theirs and stay."""
    require(caller, board_id, Deed.MANAGE_PEOPLE)
    theirs = [
        link
        for link in tx.links.of_person(person_id)
        if link.board_id == board_id and link.subject_id != board_id
    ]
    return revoke_all(tx, caller.id, theirs, now, real)


def revoke_all(
    tx: Transaction, actor: str, links: Iterable[Link], now: datetime, real: datetime
) -> int:
    """End these links, with a line in the ledger for each subject and person; how many were good.
    `actor` is what the ledger names. Whether the actor may is asked by the caller of this."""
    good = [link for link in links if link.good_at(real)]
    told = dict.fromkeys((x.board_id, x.subject, x.subject_id, x.person_id) for x in good)
    for board_id, subject, subject_id, person_id in told:
        number = sum(
            (x.subject, x.subject_id, x.person_id) == (subject, subject_id, person_id) for x in good
        )
        ledger.write(
            tx,
            actor,
            board_id,
            now,
            "e-mail links revoked",
            subject,
            subject_id,
            {"person": person_id, "links": str(number)},
        )
    return tx.links.revoke([link.token_hash for link in good], real) if good else 0
