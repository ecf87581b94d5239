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
from workflows.meetings import HELD, Meeting, MeetingState
from workflows.people import Person, Role

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class Waiting:
    """What waits for an officer on one board. `to_record`: due at a meeting that has been held, and
    nobody has said what became of it."""

    board: Board
    to_accept: tuple[Action, ...]
    to_agree: tuple[Action, ...]
    blocked: tuple[Action, ...]
    not_theirs: tuple[Action, ...]
    ownerless: tuple[Action, ...]
    dateless: tuple[Action, ...]
    drafts: tuple[Draft, ...]
    to_issue: tuple[Meeting, ...] = ()
    to_record: tuple[Action, ...] = ()

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
                self.to_issue,
                self.to_record,
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
    officer_of = [b for b in boards if may(caller, b.id, Deed.SETTLE)]
    named = {b.id: b for b in boards}
    meetings = tx.meetings.upcoming(list(named), today)
    return Home(
        caller=caller,
        today=today,
        mine=tuple(owned(tx, caller)),
        waiting=tuple(_waiting(tx, b, caller) for b in officer_of),
        meetings=tuple((m, named[m.board_id]) for m in meetings[:5]),
        boards=boards,
        parked=tx.outbox.counts().get(Delivery.PARKED, 0) if officer_of else 0,
    )


def owned(tx: Transaction, caller: Caller) -> list[Action]:
    """What the caller owns over all boards and is not ended, by due day: by name, by a post, or
    as one of "all members"."""
    people, posts = caller.stands_for | {caller.id}, caller.posts | caller.posts_for
    groups = [b for b in caller.roles if caller.is_member(b)]
    theirs = tx.actions.of_owner(people, posts, groups, LIVE | COMPLETED)
    found = {a.id: a for a in theirs}
    for board_id, roles in caller.roles.items():
        if roles & {Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR}:
            for action in tx.actions.of_board(board_id, LIVE | COMPLETED):
                if any(o.everyone for o in action.owners):
                    found[action.id] = action
    rows = disclose(found.values(), Audience(caller)).shown
    return sorted(rows, key=lambda a: (a.due.day is None, a.due.day or date.max, a.reference))


def _waiting(tx: Transaction, board: Board, caller: Caller) -> Waiting:
    statuses = LIVE | {Status.PROPOSED_DONE}
    rows = disclose(tx.actions.of_board(board.id, statuses), Audience(caller)).shown
    live = [a for a in rows if a.status in LIVE]
    asked = [a for a in live if a.asked_slip]
    waiting = [a for a in live if a.turn is Turn.OFFICER or any(o.waits_since for o in a.owners)]
    blocked = [a for a in waiting if a.status is Status.BLOCKED]
    meetings = tx.meetings.of_board(board.id)
    held = {m.id for m in meetings if m.state in HELD}
    return Waiting(
        board=board,
        to_accept=tuple(a for a in rows if a.status is Status.PROPOSED_DONE),
        to_agree=tuple(asked),
        blocked=tuple(blocked),
        not_theirs=tuple(a for a in waiting if a not in asked and a not in blocked),
        ownerless=tuple(a for a in live if not any(o.known for o in a.owners)),
        dateless=tuple(a for a in live if a.due.kind is DueKind.NONE),
        drafts=tuple(tx.drafts.open_of_board(board.id)),
        to_issue=tuple(m for m in meetings if m.state is MeetingState.CLOSED),
        # What more time is asked for, or blocked, waits under its own heading.
        to_record=tuple(
            a for a in live if a.due.meeting_id in held and not a.live and a not in asked + blocked
        ),
    )
