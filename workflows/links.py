"""Links of e-mails: one person may read and answer for one action without being in Slack.

A link is no log-in: who holds it acts as its person for its action, and for nothing else. Only the
hash of its token is kept. Whether it is good is asked each time it is opened: not revoked, not
expired, its person still there and one of the owners (or standing in for one), the action neither
ended nor withheld from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from workflows import ledger
from workflows.access import Audience, Caller, Deed, caller_for, can_see, require
from workflows.action_steps import Step, possible
from workflows.actions import ENDED, Action
from workflows.boards import Board
from workflows.errors import NotFound

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: What a link is for: reading one action and answering for it.
ANSWER = "answer"
#: How an answer that came by a link is marked in the ledger.
VIA = "e-mail link"
#: What can be answered by a link, in the order in which it is offered.
STEPS = (Step.DONE, Step.PROGRESS, Step.BLOCKED, Step.ASK_TIME, Step.NOT_MINE)


@dataclass(frozen=True)
class Link:
    """A link that was sent to one person about one subject. Who holds the token may read it and
    answer as that person, until it expires or is revoked; only the token's hash is kept.
    Times are real, not business, time; `revoked_at` of what a change of the action ended is the
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


@dataclass(frozen=True)
class Opened:
    """What a good link opens: its person as the caller, the action, and its board."""

    link: Link
    caller: Caller
    action: Action
    board: Board

    @property
    def steps(self) -> tuple[Step, ...]:
        """What its person can answer now."""
        now = possible(self.action, self.caller)
        return tuple(
            s for s in STEPS if s in now and not (s is Step.ASK_TIME and self.action.asked_slip)
        )


def issue(
    tx: Transaction, caller: Caller, action: Action, token_hash: str, real: datetime, days: int
) -> Link | None:
    """Keep a new link for this person and action, good for `days`; None for whoever has nothing to
    answer here: only owners, and who stands in for one, get a link."""
    if not _fits(caller, action):
        return None
    link = Link(
        token_hash=token_hash,
        team_id=caller.person.team_id,
        board_id=action.board_id,
        person_id=caller.id,
        subject="action",
        subject_id=action.id,
        purpose=ANSWER,
        created_at=real,
        expires_at=real + timedelta(days=days),
    )
    tx.links.add(link)
    return link


def find_open(tx: Transaction, token_hash: str, now: datetime, real: datetime) -> Opened | None:
    """What the link opens; None, whatever the reason, if it opens nothing. Changes nothing."""
    link = tx.links.find(token_hash)
    if link is None or not link.good_at(real) or (link.subject, link.purpose) != ("action", ANSWER):
        return None
    try:
        action = tx.actions.get(link.subject_id)
        board = tx.boards.get(action.board_id)
        caller = _holder(tx, link, board, now)
    except NotFound:
        return None
    return Opened(link, caller, action, board) if _fits(caller, action) else None


def _holder(tx: Transaction, link: Link, board: Board, now: datetime) -> Caller:
    """The link's person with the roles of the board's day."""
    today = now.astimezone(board.zone).date()
    return replace(caller_for(tx, tx.people.get(link.person_id), today), via=VIA)


def _fits(caller: Caller, action: Action) -> bool:
    return (
        caller.person.active
        and not action.live
        and action.status not in ENDED
        and caller.owns(action.owners, action.board_id)
        and can_see(action, Audience(caller))
    )


def revoke_unfit(tx: Transaction, action: Action, now: datetime) -> int:
    """Revoke this action's links that have lost their reason: it has ended, it is somebody else's,
    or it is withheld from their person; how many. A later change does not bring them back."""
    board = tx.boards.get(action.board_id)
    unfit = [
        link.token_hash
        for link in tx.links.of_subject("action", action.id)
        if link.revoked_at is None and not _fits(_holder(tx, link, board, now), action)
    ]
    return tx.links.revoke(unfit, now) if unfit else 0


def good_links(tx: Transaction, links: Iterable[Link], now: datetime, real: datetime) -> list[Link]:
    """Those of them that open something now."""
    return [link for link in links if find_open(tx, link.token_hash, now, real)]


def revoke_of_action(
    tx: Transaction, caller: Caller, action_id: str, now: datetime, real: datetime
) -> int:
    """An officer ends all links to one action; how many were good."""
    action = tx.actions.get(action_id)
    require(caller, action.board_id, Deed.SETTLE)
    return _revoke(tx, caller.id, tx.links.of_subject("action", action.id), now, real)


def revoke_of_person(
    tx: Transaction, caller: Caller, board_id: str, person_id: str, now: datetime, real: datetime
) -> int:
    """An officer ends one person's links to this board's actions; how many were good."""
    require(caller, board_id, Deed.MANAGE_PEOPLE)
    theirs = [link for link in tx.links.of_person(person_id) if link.board_id == board_id]
    return _revoke(tx, caller.id, theirs, now, real)


def revoke_all(
    tx: Transaction, actor: str, links: Iterable[Link], now: datetime, real: datetime
) -> int:
    """Whoever looks after the machine ends these links; how many were good. `actor` is what the
    ledger names."""
    return _revoke(tx, actor, links, now, real)


def _revoke(
    tx: Transaction, actor: str, links: Iterable[Link], now: datetime, real: datetime
) -> int:
    """Revoke what is good, with a line in the ledger for each action and person."""
    good = [link for link in links if link.good_at(real)]
    told = dict.fromkeys((link.board_id, link.subject_id, link.person_id) for link in good)
    for board_id, action_id, person_id in told:
        number = sum((x.subject_id, x.person_id) == (action_id, person_id) for x in good)
        ledger.write(
            tx,
            actor,
            board_id,
            now,
            "e-mail links revoked",
            "action",
            action_id,
            {"person": person_id, "links": str(number)},
        )
    return tx.links.revoke([link.token_hash for link in good], real) if good else 0
