"""What a person finds on the Home tab: what they own, what waits for them, the next meetings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workflows import absences, delegation_overview, keeping, unreached, watch_keeping, watching
from workflows.absences import Away, StoodInFor
from workflows.access import Audience, Caller, Deed, disclose, may
from workflows.actions import COMPLETED, LIVE, Action, Status, Turn
from workflows.boards import Board
from workflows.callers import caller_at
from workflows.deadlines import DueKind
from workflows.delegation_overview import Held
from workflows.deliveries import Row
from workflows.digests import is_overdue
from workflows.meetings import HELD, Meeting
from workflows.people import Person, Role
from workflows.watching import WatchItem

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class Waiting:
    """What waits for an officer on one board. `to_record`: due at a meeting that has been held, and
    nobody has said what became of it. `unanswered`: overdue, and its owners have not said a word
    since they were last reminded. `watched`: what waits besides actions, in the order of the table
    of kinds; `parked`: what could not be delivered."""

    board: Board
    today: date
    to_accept: tuple[Action, ...]
    to_agree: tuple[Action, ...]
    blocked: tuple[Action, ...]
    not_theirs: tuple[Action, ...]
    ownerless: tuple[Action, ...]
    dateless: tuple[Action, ...]
    to_record: tuple[Action, ...] = ()
    unanswered: tuple[Action, ...] = ()
    watched: tuple[WatchItem[Any], ...] = ()
    parked: tuple[Row, ...] = ()

    @property
    def count(self) -> int:
        """How many things wait; an action that waits for two reasons counts twice."""
        actions = (self.to_accept, self.to_agree, self.blocked, self.not_theirs, self.ownerless)
        more = (self.dateless, self.to_record, self.unanswered)
        return sum(len(x) for x in (*actions, *more, self.watched, self.parked))


@dataclass(frozen=True)
class Home:
    """Everything the Home tab shows to one person; `names` are those behind the ids of people to
    whom something could not be delivered. `away` is the reader's own absence of today,
    `standing_in` those whose deputy they are; `on_behalf` says of which actions, by id. `held` is
    what they may decide under a delegation."""

    caller: Caller
    today: date
    mine: tuple[Action, ...]
    waiting: tuple[Waiting, ...]
    meetings: tuple[tuple[Meeting, Board], ...]
    boards: tuple[Board, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    away: Away | None = None
    standing_in: tuple[Away, ...] = ()
    on_behalf: Mapping[str, StoodInFor] = field(default_factory=dict)
    held: tuple[tuple[Board, Held], ...] = ()


def of_person(tx: Transaction, person: Person, now: datetime) -> Home:
    """The Home of this person at this moment, through the one filter."""
    caller = caller_at(tx, person, now)
    boards = tuple(b for b in tx.boards.of_team(person.team_id) if caller.on(b.id))
    today = today_of(tx, caller, now)
    officer_of = [b for b in boards if may(caller, b.id, Deed.SETTLE)]
    named = {b.id: b for b in boards}
    meetings = tx.meetings.upcoming(list(named), today)
    waiting = tuple(waiting_on(tx, b, caller, now) for b in officer_of)
    unreached_people = {r.parcel.person_id for w in waiting for r in w.parked}
    people = tx.people.many({p for p in unreached_people if p})
    mine = tuple(owned(tx, caller))
    own, others = absences.on_home(tx, person, today)
    behalf = {a.id: absences.standing_in(tx, caller, a, today) for a in mine}
    return Home(
        caller=caller,
        today=today,
        mine=mine,
        waiting=waiting,
        meetings=tuple((m, named[m.board_id]) for m in meetings[:5]),
        boards=boards,
        names={p.id: p.name for p in people.values()},
        away=own,
        standing_in=tuple(others),
        on_behalf={i: who for i, who in behalf.items() if who},
        held=tuple(delegation_overview.held_by(tx, caller, now)),
    )


def today_of(tx: Transaction, caller: Caller, now: datetime) -> date:
    """The day that it is for the caller: on the first of their boards; in UTC if they have none."""
    theirs = (b for b in tx.boards.of_team(caller.person.team_id) if caller.on(b.id))
    return next((keeping.local_day(now, board) for board in theirs), now.date())


def owned(tx: Transaction, caller: Caller) -> list[Action]:
    """What the caller owns over all boards and is not ended, by due day: by name, by a post, or
    as one of "all members"."""
    rows = disclose(owned_unseen(tx, caller), Audience(caller)).shown
    return sorted(rows, key=lambda a: (a.due.day is None, a.due.day or date.max, a.reference))


def owned_unseen(tx: Transaction, caller: Caller) -> list[Action]:
    """The same before anything is withheld, in no order: never to be shown as it stands."""
    people, posts = caller.stands_for | {caller.id}, caller.posts | caller.posts_for
    groups = [b for b in caller.roles if caller.is_member(b)]
    theirs = tx.actions.of_owner(people, posts, groups, LIVE | COMPLETED)
    found = {a.id: a for a in theirs}
    for board_id, roles in caller.roles.items():
        if roles & {Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR}:
            for action in tx.actions.of_board(board_id, LIVE | COMPLETED):
                if any(o.everyone for o in action.owners):
                    found[action.id] = action
    return list(found.values())


def waiting_on(tx: Transaction, board: Board, caller: Caller, now: datetime) -> Waiting:
    """What waits on this board for an officer, as the caller may see it."""
    today = keeping.local_day(now, board)
    statuses = LIVE | {Status.PROPOSED_DONE}
    rows = disclose(tx.actions.of_board(board.id, statuses), Audience(caller)).shown
    live = [a for a in rows if a.status in LIVE]
    asked = [a for a in live if a.asked_slip]
    waiting = [a for a in live if a.turn is Turn.OFFICER or any(o.waits_since for o in a.owners)]
    blocked = [a for a in waiting if a.status is Status.BLOCKED]
    held = {m.id for m in tx.meetings.of_board(board.id) if m.state in HELD}
    # What more time is asked for, or blocked, waits under its own heading.
    to_record = [
        a for a in live if a.due.meeting_id in held and not a.live and a not in asked + blocked
    ]
    return Waiting(
        board=board,
        today=today,
        to_accept=tuple(a for a in rows if a.status is Status.PROPOSED_DONE),
        to_agree=tuple(asked),
        blocked=tuple(blocked),
        not_theirs=tuple(a for a in waiting if a not in asked and a not in blocked),
        ownerless=tuple(a for a in live if not any(o.known for o in a.owners)),
        dateless=tuple(a for a in live if a.due.kind is DueKind.NONE),
        to_record=tuple(to_record),
        unanswered=tuple(a for a in live if a not in to_record and _silent(tx, a, board, today)),
        watched=tuple(_watched(tx, board, caller, today)),
        parked=tuple(unreached.parked(tx, board, now)),
    )


def _watched(
    tx: Transaction, board: Board, caller: Caller, today: date
) -> Iterator[WatchItem[Any]]:
    """What waits besides actions; most of it once its first rung has come."""
    frame = watch_keeping.frame_of(tx, board)
    for kind, thing in watch_keeping.everything(tx, board):
        item = watching.item_of(kind, thing, frame, today)
        if item.matter is None or (seen := kind.seen(thing, caller)) is None:
            continue
        begun = bool(watching.ladder(kind, thing, frame, today))
        if kind.listed(item.matter, begun=begun):
            yield replace(item, watched=seen)


def _silent(tx: Transaction, action: Action, board: Board, today: date) -> bool:
    """Overdue, the owner's turn, and not a word from them since they were last reminded."""
    if not is_overdue(action, today) or action.turn is not Turn.OWNER:
        return False
    nudges = tx.nudges.of_subject("action", action.id)
    reminded = max((n.day for n in nudges if n.rung.startswith("owner:")), default=None)
    if reminded is None:
        return False
    return all(keeping.local_day(n.at, board) < reminded for n in action.notes)
