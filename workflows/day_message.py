"""What one person reads on a day: the matters that their nudges of the day are about, as they stand
at the moment at which the message is rendered.

Over all boards, the longest overdue first, then what is due soonest, then what has no day. The
order does not depend on answers, so a card that is answered stays where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workflows import home, keeping, watch_keeping, watching
from workflows.access import Audience, Caller, Deed, caller_for, can_see, may
from workflows.actions import LIVE, Action, Owner, Status, Turn
from workflows.boards import Board
from workflows.digests import is_overdue
from workflows.owners import awaited
from workflows.people import Role
from workflows.records import Nudge
from workflows.watches.kind import Kind, Watched
from workflows.watching import WatchItem

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class DayItem:
    """One action of the day's message. `to` is what the reader is in the matter ("owner", "deputy",
    "lead", "chair", "officer"); `stands_for` names those in whose place they read it."""

    action: Action
    board: Board
    rung: str
    overdue: bool
    to: str = "owner"
    stands_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class DayMessage:
    """What one person reads on `today`, the day of the message.

    `own`: their own matters. `named`: those on which they are deputy, lead officer or chair.
    `to_settle` and `watched`: what a rung asks of them, as an officer for the most part. `waiting`:
    if something is asked of them as an officer, all that waits on each of their boards. `others`
    counts what they owe besides.
    """

    caller: Caller
    own: tuple[DayItem, ...]
    to_settle: tuple[DayItem, ...]
    today: date
    named: tuple[DayItem, ...] = ()
    watched: tuple[WatchItem[Any], ...] = ()
    waiting: tuple[home.Waiting, ...] = ()
    others: int = 0


def day_message(
    tx: Transaction, day_id: str, person_id: str, now: datetime, *, again: bool = False
) -> DayMessage | None:
    """The person's message from the state at this moment; None if nothing is left to say.

    `again`: it has been sent and is rendered anew, so what has been answered since stays in it.
    """
    person = tx.people.get(person_id)
    nudges = tx.nudges.of_day(day_id)
    if not nudges:
        return None
    # By the board's clock: at midnight in summer it is the day before in UTC.
    caller = caller_for(tx, person, keeping.local_day(now, tx.boards.get(nudges[0].board_id)))
    of_actions = [n for n in nudges if n.subject == "action"]
    items = [i for n in of_actions if (i := _item(tx, n, caller, now, again=again))]
    parts: dict[str, dict[str, DayItem]] = {"own": {}, "settle": {}, "named": {}}
    for item in items:
        parts[_part(item)].setdefault(item.action.id, item)
    own, settle, named = parts["own"], parts["settle"], parts["named"]
    named = {k: i for k, i in named.items() if k not in own and k not in settle}
    watched = _watched(tx, (n for n in nudges if n.subject != "action"), caller, now, again=again)
    if not (own or settle or named or watched):
        return None
    asked = bool(settle) or any(w.as_officer for w in watched)
    owed = {a.id for a in home.owned(tx, caller) if a.status in LIVE}
    return DayMessage(
        caller=caller,
        own=_worst_first(own.values()),
        to_settle=_worst_first(settle.values()),
        today=nudges[0].day,
        named=_worst_first(named.values()),
        watched=watched,
        waiting=tuple(_waiting(tx, caller, now)) if asked else (),
        others=len(owed - set(own)),
    )


# --- actions --------------------------------------------------------------------------------------


def _item(
    tx: Transaction, nudge: Nudge, caller: Caller, now: datetime, *, again: bool
) -> DayItem | None:
    """The matter of a nudge; None if the reader may not see it, or has nothing to do about it."""
    board, action = tx.boards.get(nudge.board_id), tx.actions.get(nudge.subject_id)
    if not can_see(action, Audience(caller)):
        return None
    today = keeping.local_day(now, board)
    rung_to, _, rung = nudge.rung.partition(":")
    to = _as_what(action, caller, rung_to)
    if to == "officer":
        concerned = may(caller, board.id, Deed.SETTLE) and (again or _concerns_officer(action))
    elif to == "owner":
        concerned = again or _concerns_owner(action, caller, today)
    elif to == "deputy":
        expected = not action.owners or bool(awaited(action.owners, today))
        concerned = again or (expected and _owners_turn(action, today))
    else:
        concerned = again or (action.status in LIVE and action.turn is Turn.OWNER)
    if not concerned or not (again or _still_due(tx, nudge, action, board, today)):
        return None
    overdue = is_overdue(action, today)
    return DayItem(action, board, rung, overdue, to, _stands_for(tx, action, caller, to))


def _as_what(action: Action, caller: Caller, to: str) -> str:
    """What the reader is in a matter that a rung is sent `to`: officers hear of it in the place of
    whoever cannot be reached."""
    if to == "owner" and caller.owns(action.owners, action.board_id):
        return to
    if to in ("deputy", "lead") and caller.owns(_named(action, to), action.board_id):
        return to
    if to == "chair" and caller.on(action.board_id) & {Role.CHAIR, Role.VICE_CHAIR}:
        return to
    return "officer"


def _named(action: Action, to: str) -> list[Owner]:
    named = {"deputy": action.deputy, "lead": action.lead}.get(to)
    return [named] if named else []


def _stands_for(tx: Transaction, action: Action, caller: Caller, to: str) -> tuple[str, ...]:
    """For whom the reader stands in, if it is not theirs of their own."""
    owners = list(action.owners) if to == "owner" else _named(action, to)
    if not owners or caller.owns_personally(owners, action.board_id):
        return ()
    people = tx.people.many({o.person_id for o in owners if o.person_id in caller.stands_for})
    found = [
        people[o.person_id].name if o.person_id else o.printed
        for o in owners
        if o.person_id in caller.stands_for or o.post_id in caller.posts_for
    ]
    return tuple(dict.fromkeys(found))


def _part(item: DayItem) -> str:
    return {"owner": "own", "officer": "settle"}.get(item.to, "named")


def _still_due(tx: Transaction, nudge: Nudge, action: Action, board: Board, today: date) -> bool:
    """Whether it is time for the rung, if the action was changed after the nudge was planned. One
    that lies ahead by now (the date was put off) comes on its day, for the version is another."""
    if nudge.due_version == action.due_version:
        return True
    ladder = keeping.rungs_until(tx, action, board, today)
    return any(f"{rung.to}:{rung.name}" == nudge.rung for rung in ladder)


def _concerns_owner(action: Action, caller: Caller, today: date) -> bool:
    expected = caller.owns(awaited(action.owners, today), action.board_id)
    return expected and _owners_turn(action, today)


def _owners_turn(action: Action, today: date) -> bool:
    """Whether an answer of the owners is waited for, and nobody has asked for peace."""
    hushed = action.hushed_until is not None and today <= action.hushed_until
    return action.status in LIVE and action.turn is Turn.OWNER and not hushed


def _concerns_officer(action: Action) -> bool:
    return action.status in LIVE or action.status is Status.PROPOSED_DONE


def _worst_first(items: Iterable[DayItem]) -> tuple[DayItem, ...]:
    return tuple(sorted(items, key=lambda i: (i.action.due.day or date.max, i.action.reference)))


# --- what else is watched -------------------------------------------------------------------------


def _watched(
    tx: Transaction, nudges: Iterable[Nudge], caller: Caller, now: datetime, *, again: bool
) -> tuple[WatchItem[Any], ...]:
    """Each subject once, in the order in which they were planned; as an officer's, if a rung asks
    something of the reader as officer."""
    found: dict[tuple[str, str], WatchItem[Any]] = {}
    for nudge in nudges:
        key = nudge.subject, nudge.subject_id
        item = _watch_item(tx, nudge, caller, now, again=again)
        known = found.get(key)
        if item and (item.matter or again) and (known is None or not known.as_officer):
            found[key] = item
    return tuple(found.values())


def _watch_item(
    tx: Transaction, nudge: Nudge, caller: Caller, now: datetime, *, again: bool
) -> WatchItem[Any] | None:
    """None if it is no more, if the reader may not see it, or if the day that it hangs on is
    another by now. What is not, or no longer, for the reader has no matter."""
    found = watch_keeping.find(tx, nudge.subject, nudge.subject_id)
    if found is None:
        return None
    kind, watched = found[0], found[0].seen(found[1], caller)
    board = tx.boards.get(nudge.board_id)
    if watched is None:
        return None
    to, _, _ = nudge.rung.partition(":")
    today, frame = keeping.local_day(now, board), watch_keeping.frame_of(tx, board)
    in_person = to != "officer" and _in_person(tx, kind, watched, board, to, caller, today)
    as_officer = may(caller, board.id, Deed.RECORD) and not in_person
    if to == "officer" and not as_officer:
        return None
    version = None if again else nudge.due_version
    has_come = watching.has_come(kind, watched, frame, today, to, version)
    if not has_come and not again:
        return None
    item = watching.item_of(kind, watched, frame, today, as_officer=as_officer)
    done = not as_officer and (not has_come or kind.answered(tx, watched, caller.id))
    return replace(item, matter=None) if done else item


def _in_person(
    tx: Transaction,
    kind: Kind[Any],
    watched: Watched,
    board: Board,
    to: str,
    caller: Caller,
    today: date,
) -> bool:
    """Whether it is theirs, or that of somebody for whom they stand in, rather than an officer's
    in the place of somebody who cannot be reached."""
    meant = set(kind.meant(tx, watched, board, to, today))
    return bool(meant & {caller.id, *caller.stands_for}) or kind.answered(tx, watched, caller.id)


def _waiting(tx: Transaction, caller: Caller, now: datetime) -> Iterable[home.Waiting]:
    """What waits on each board of which the reader is an officer."""
    for board in tx.boards.of_team(caller.person.team_id):
        if may(caller, board.id, Deed.SETTLE):
            waiting = home.waiting_on(tx, board, caller, now)
            if waiting.count:
                yield waiting
