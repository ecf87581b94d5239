"""What a person finds on the Home tab: what they own, what waits for them, the next meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.access import Audience, Caller, Deed, caller_for, disclose, may
from workflows.actions import COMPLETED, LIVE, Action, Status, Turn
from workflows.boards import Board
from workflows.deadlines import DueKind
from workflows.deliveries import Delivery
from workflows.drafts import Draft
from workflows.meetings import Meeting
from workflows.people import Person

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class Waiting:
    """What waits for an officer on one board."""

    board: Board
    to_accept: tuple[Action, ...]
    to_agree: tuple[Action, ...]
    blocked: tuple[Action, ...]
    not_theirs: tuple[Action, ...]
    ownerless: tuple[Action, ...]
    dateless: tuple[Action, ...]
    drafts: tuple[Draft, ...]

    @property
    def count(self) -> int:
        return sum(
            len(x)
            for x in (
                self.to_accept,
                self.to_agree,
                self.blocked,
                self.not_theirs,
                self.ownerless,
                self.dateless,
                self.drafts,
            )
        )


@dataclass(frozen=True)
class Home:
    """Everything the Home tab shows to one person."""

    caller: Caller
    today: date
    mine: tuple[Action, ...]
    waiting: tuple[Waiting, ...]
    meetings: tuple[tuple[Meeting, Board], ...]
    boards: tuple[Board, ...]
    parked: int = 0


def of_person(tx: Transaction, person: Person, now: datetime) -> Home:
    """The Home of this person at this moment, through the one filter."""
    caller = caller_for(tx, person, now.date())
    boards = tuple(b for b in tx.boards.of_team(person.team_id) if caller.on(b.id))
    today = keeping.local_day(now, boards[0]) if boards else now.date()
    owned = tx.actions.of_owner(person.id, caller.posts, LIVE | COMPLETED)
    officer_of = [b for b in boards if may(caller, b.id, Deed.SETTLE)]
    named = {b.id: b for b in boards}
    meetings = tx.meetings.upcoming(list(named), today)
    return Home(
        caller=caller,
        today=today,
        mine=disclose(owned, Audience(caller)).shown,
        waiting=tuple(_waiting(tx, b, caller) for b in officer_of),
        meetings=tuple((m, named[m.board_id]) for m in meetings[:5]),
        boards=boards,
        parked=tx.outbox.counts().get(Delivery.PARKED, 0) if officer_of else 0,
    )


def _waiting(tx: Transaction, board: Board, caller: Caller) -> Waiting:
    statuses = LIVE | {Status.PROPOSED_DONE}
    rows = disclose(tx.actions.of_board(board.id, statuses), Audience(caller)).shown
    live = [a for a in rows if a.status in LIVE]
    asked = [a for a in live if a.asked_slip]
    blocked = [a for a in live if a.status is Status.BLOCKED and a.turn is Turn.OFFICER]
    return Waiting(
        board=board,
        to_accept=tuple(a for a in rows if a.status is Status.PROPOSED_DONE),
        to_agree=tuple(asked),
        blocked=tuple(blocked),
        not_theirs=tuple(
            a for a in live if a.turn is Turn.OFFICER and a not in asked and a not in blocked
        ),
        ownerless=tuple(a for a in live if not any(o.known for o in a.owners)),
        dateless=tuple(a for a in live if a.due.kind is DueKind.NONE),
        drafts=tuple(tx.drafts.open_of_board(board.id)),
    )
