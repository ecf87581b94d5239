"""Calendar feeds: what a board's, and what a person's own, shows to a calendar that subscribes.

Each has an address that nobody can guess, kept as the hash of its token like any link, good until
it is revoked. A board's feed is for the public: no details of private meetings, and nothing exempt
has a place in it. A person's has their meetings, with what they may know of them, and their
deadlines; of an exempt matter that they may not read there is the day alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from workflows import home, keeping, link_kinds, links
from workflows.access import Audience, Caller, Deed, can_see, disclose, require
from workflows.actions import LIVE
from workflows.boards import Board
from workflows.callers import caller_at
from workflows.delegation_holders import holds
from workflows.delegations import Delegation, DelegationState
from workflows.errors import NotAllowed
from workflows.feed_links import BOARD_FEED, MY_FEED, Feed
from workflows.links import Link
from workflows.meeting_finding import knows_of
from workflows.meetings import Meeting, MeetingKind
from workflows.people import Person
from workflows.soundings import Sounding, SoundingState, awaited

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Meetings of the last year stay in a feed, so that nothing vanishes from calendars at once.
PAST = timedelta(days=400)
#: Characters of a title beside a deadline.
TITLE = 120


@dataclass(frozen=True)
class Sitting:
    """A meeting in a feed, with its board; `inside`: its reader may know all about it."""

    meeting: Meeting
    board: Board
    inside: bool = False


@dataclass(frozen=True)
class Deadline:
    """A day by which something is to be done. `uid` and `sequence` are its identity and revision in
    calendars; `title` says nothing of what its reader may not read."""

    uid: str
    sequence: int
    day: date
    title: str
    board: str


@dataclass(frozen=True)
class Contents:
    """All that a feed shows."""

    name: str
    sittings: tuple[Sitting, ...]
    deadlines: tuple[Deadline, ...] = ()


# --- the address ----------------------------------------------------------------------------------


def find(tx: Transaction, token_hash: str, now: datetime, real: datetime) -> Feed | None:
    """The feed behind that address; None, whatever the reason, if there is none."""
    opened = link_kinds.find_open(tx, token_hash, now, real)
    if opened is None or opened.kind.key not in (BOARD_FEED.key, MY_FEED.key):
        return None
    feed: Feed = opened.thing
    return feed


def ended(tx: Transaction, feed: Feed, real: datetime) -> int:
    """How many addresses of this feed have been ended: the next one is drawn anew."""
    return sum(not link.good_at(real) for link in _addresses(tx, feed))


def _addresses(tx: Transaction, feed: Feed) -> list[Link]:
    found = tx.links.of_subject(feed.kind.subject, feed.id)
    return [link for link in found if link.purpose == feed.kind.purpose]


def of_the_board(tx: Transaction, caller: Caller, board_id: str) -> Feed:
    """The board's feed, for whoever has to do with the board; its address is to be passed on."""
    require(caller, board_id, Deed.TAKE_LOG)
    return BOARD_FEED.fetch(tx, board_id)


def of_the_caller(tx: Transaction, caller: Caller) -> Feed:
    """The caller's own feed."""
    return MY_FEED.fetch(tx, caller.id)


def revoke(tx: Transaction, caller: Caller, feed: Feed, now: datetime, real: datetime) -> int:
    """End a feed's addresses: an officer the board's, each person their own; how many were good.
    Calendars that subscribe get nothing from then on."""
    if feed.person:
        if feed.id != caller.id:
            raise NotAllowed("Your own calendar’s address is yours alone to end.")
    else:
        require(caller, feed.board_id, Deed.RUN_MEETINGS)
    return links.revoke_all(tx, caller.id, _addresses(tx, feed), now, real)


# --- what it shows --------------------------------------------------------------------------------


def fingerprint(tx: Transaction, feed: Feed, now: datetime) -> str:
    """What stays the same as long as the feed does: the last line of the ledger of every board that
    may have a part in it, and the day there (roles and the past move with it)."""
    boards = _boards(tx, feed)
    heads = tx.ledger.heads([board.id for board in boards])
    lines = sorted(f"{board_id}:{seq}" for board_id, seq in heads.items())
    days = sorted({keeping.local_day(now, board).isoformat() for board in boards})
    return " ".join([feed.kind.subject, feed.id, *days, *lines])


def _boards(tx: Transaction, feed: Feed) -> list[Board]:
    board = tx.boards.get(feed.board_id)
    return tx.boards.of_team(board.team_id) if feed.person else [board]


def contents(tx: Transaction, feed: Feed, now: datetime) -> Contents:
    """All that the feed shows now."""
    if feed.person:
        return _of_person(tx, tx.people.get(feed.id), now)
    board = tx.boards.get(feed.board_id)
    found = _recent(tx.meetings.of_board(board.id), now)
    return Contents(board.name, tuple(Sitting(_outside(m), board) for m in found))


def _recent(meetings: Iterable[Meeting], now: datetime) -> list[Meeting]:
    return [m for m in meetings if m.ends_at > now - PAST]


def _outside(meeting: Meeting) -> Meeting:
    """What everybody may know: of a private meeting that it is held, and when."""
    if meeting.kind is not MeetingKind.PRIVATE:
        return meeting
    return replace(meeting, venue="", link="", note="", cancelled_reason="")


def _of_person(tx: Transaction, person: Person, now: datetime) -> Contents:
    caller = caller_at(tx, person, now)
    boards = {b.id: b for b in tx.boards.of_team(person.team_id)}
    own = [b for b in boards.values() if caller.on(b.id)]
    sittings = [
        Sitting(m, b, inside=True)
        for b in own
        for m in _recent(tx.meetings.of_board(b.id), now)
        if knows_of(tx, caller, m)
    ]
    sittings += _invited_to(tx, caller, boards, now)
    deadlines = [
        *_actions(tx, caller, boards),
        *(d for board in own for d in _soundings(tx, caller, board)),
        *(d for board in own for d in _delegations(tx, caller, board, now)),
    ]
    name = f"{person.name}: meetings and deadlines"
    return Contents(name, tuple(sittings), tuple(sorted(deadlines, key=lambda d: (d.day, d.uid))))


def _invited_to(
    tx: Transaction, caller: Caller, boards: dict[str, Board], now: datetime
) -> Iterator[Sitting]:
    """Meetings of boards on which they have no role, to which they are invited."""
    for row in tx.attendances.of_person(caller.id):
        if row.invited_now and row.board_id in boards and not caller.on(row.board_id):
            meeting = tx.meetings.get(row.meeting_id)
            if _recent([meeting], now):
                yield Sitting(meeting, boards[row.board_id], inside=True)


def _actions(tx: Transaction, caller: Caller, boards: dict[str, Board]) -> Iterator[Deadline]:
    for action in home.owned_unseen(tx, caller):
        board = boards.get(action.board_id)
        if action.status not in LIVE or action.due.day is None or board is None:
            continue
        shown = disclose([action], Audience(caller)).shown
        what = f"{action.reference} {shown[0].text}" if shown else "an exempt matter"
        yield _deadline("action", action.id, action.version, action.due.day, "Due", what, board)


def _soundings(tx: Transaction, caller: Caller, board: Board) -> Iterator[Deadline]:
    for sounding in tx.soundings.of_board(board.id):
        if sounding.state is SoundingState.OPEN and _awaits(tx, sounding, caller):
            seen = can_see(sounding, Audience(caller))
            what = f"{sounding.reference} {sounding.question}" if seen else "an exempt matter"
            ends = sounding.deadline.astimezone(board.zone)
            head = f"Reply by {ends:%H:%M}"
            yield _deadline(
                "sounding", sounding.id, sounding.version, ends.date(), head, what, board
            )


def _awaits(tx: Transaction, sounding: Sounding, caller: Caller) -> bool:
    place = sounding.place_of(caller.id)
    return place in awaited(sounding, tx.soundings.views(sounding.id)) if place else False


def _delegations(
    tx: Transaction, caller: Caller, board: Board, now: datetime
) -> Iterator[Deadline]:
    today = keeping.local_day(now, board)
    for delegation in tx.delegations.of_board(board.id):
        if delegation.state is not DelegationState.GRANTED or delegation.deadline.day is None:
            continue
        if holds(tx, delegation, caller.id, today):
            yield _delegation(delegation, delegation.deadline.day, caller, board)


def _delegation(delegation: Delegation, day: date, caller: Caller, board: Board) -> Deadline:
    seen = can_see(delegation, Audience(caller))
    what = f"{delegation.reference} {delegation.text}" if seen else "an exempt matter"
    head = "Delegation ends"
    return _deadline("delegation", delegation.id, delegation.version, day, head, what, board)


def _deadline(
    kind: str, thing_id: str, version: int, day: date, head: str, what: str, board: Board
) -> Deadline:
    words = " ".join(what.split())
    title = words if len(words) <= TITLE else f"{words[: TITLE - 1].rstrip()}…"
    uid = f"{kind}-{thing_id}@matters-arising"
    return Deadline(uid, version, day, f"{head}: {title}", board.name)
