"""Handing over what somebody who has gone still owns: what there is, and to whom it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.access import Audience, Caller, Deed, caller_for, disclose, may
from workflows.action_recording import reassign_to
from workflows.actions import LIVE, Action, Owner
from workflows.addressing import boards_of
from workflows.board_people import give_post
from workflows.boards import Board
from workflows.errors import AlreadyDone, InvalidInput
from workflows.leavers import owned_by
from workflows.owners import read_owners
from workflows.people import Person, Post

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class Leaver:
    """What one officer reads of somebody who has gone: what is still theirs on the officer's
    boards, by name or by a post, and what has been handed over since."""

    person: Person
    why: str
    to_hand_over: tuple[Action, ...]
    handed_over: tuple[Action, ...]
    posts: tuple[Post, ...]
    boards: Mapping[str, Board]
    today: date


def leaver(
    tx: Transaction,
    reader_id: str,
    person_id: str,
    why: str,
    action_ids: Iterable[str],
    posts: Iterable[str],
    now: datetime,
) -> Leaver | None:
    """What the message says at this moment; None to whoever is no officer there any more."""
    reader = tx.people.get(reader_id)
    person = tx.people.get(person_id)
    boards = {b.id: b for b in tx.boards.of_team(person.team_id)}
    today = keeping.local_day(now, next(iter(boards.values()))) if boards else now.date()
    caller = caller_for(tx, reader, today)
    actions = [tx.actions.get(i) for i in action_ids]
    shown = disclose(actions, Audience(caller)).shown
    mine = [a for a in shown if _may_see_to(caller, a.board_id)]
    held = _posts_of(tx, person, boards, caller, posts, today)
    theirs = {p.id for p in held}
    open_still = [a for a in mine if a.status in LIVE and _is_theirs(a, person.id, theirs)]
    if not mine:
        return None
    return Leaver(
        person=person,
        why=why,
        to_hand_over=tuple(open_still),
        handed_over=tuple(a for a in mine if a not in open_still),
        posts=tuple(held),
        boards=boards,
        today=today,
    )


def hand_over(
    tx: Transaction,
    caller: Caller,
    person_id: str,
    to: str,
    reason: str,
    now: datetime,
    *,
    with_posts: Iterable[str] = (),
) -> tuple[Person, Owner, int]:
    """Give everything that a person owns by name on the caller's boards to somebody else, and the
    posts named (ids) a new holder: their part of each action alone, whoever else owns it stays.

    Gives the person, the new owner and how many actions changed hands.
    """
    person = tx.people.get(person_id)
    boards = [b for b in boards_of(tx, person, now.date()) if may(caller, b.id, Deed.SETTLE)]
    posts = list(with_posts)
    if not boards and not posts:
        raise AlreadyDone(f"{person.name} owns nothing on your boards any more.")
    moved, fresh = 0, Owner(to)
    for board in boards:
        fresh = _new_owner(tx, board, to, person, now)
        for action in owned_by(tx, person, board, ()):
            reassign_to(tx, caller, action, _replaced(action, person.id, fresh), reason, now)
            moved += 1
    for post_id in posts:
        post = tx.people.get_post(post_id)
        board = tx.boards.get(post.board_id)
        today = keeping.local_day(now, board)
        fresh = _new_owner(tx, board, to, person, now)
        if fresh.person_id is None:
            raise InvalidInput("A post is held by one person. Choose a person.", field="owners")
        moved += sum(
            any(o.post_id == post_id for o in a.owners)
            for a in tx.actions.of_owner((), [post_id], (), LIVE)
        )
        give_post(tx, caller, board.id, post.title, fresh.person_id, today, now)
    return person, fresh, moved


def posts_to_fill(
    tx: Transaction, caller: Caller, person_id: str, posts: Iterable[str], now: datetime
) -> list[Post]:
    """The posts that the person holds, or gave up when they went, on the caller's boards."""
    person = tx.people.get(person_id)
    boards = {b.id: b for b in tx.boards.of_team(person.team_id)}
    today = keeping.local_day(now, next(iter(boards.values())))
    return _posts_of(tx, person, boards, caller, posts, today)


def _posts_of(
    tx: Transaction,
    person: Person,
    boards: Mapping[str, Board],
    caller: Caller,
    vacated: Iterable[str],
    today: date,
) -> list[Post]:
    """Those held by the person, and those given up that nobody has been appointed to since."""
    held = {p.id: p for p in tx.people.posts_held_by(person.id, today)}
    for post_id in vacated:
        post = tx.people.get_post(post_id)
        if post.holder_on(today) is None:
            held[post.id] = post
    return [p for p in held.values() if p.board_id in boards and _may_see_to(caller, p.board_id)]


def _may_see_to(caller: Caller, board_id: str) -> bool:
    """An officer; a chair or vice-chair reads it where the leaver was the only officer."""
    return may(caller, board_id, Deed.SETTLE) or caller.is_member(board_id)


def _new_owner(tx: Transaction, board: Board, to: str, gone: Person, now: datetime) -> Owner:
    found = read_owners(tx, board, [to], keeping.local_day(now, board))
    if not found or not found[0].known:
        raise InvalidInput(
            f"“{to.strip()[:60]}” is nobody whom {board.name} knows. Nothing was changed.",
            field="owners",
        )
    if found[0].person_id == gone.id:
        raise InvalidInput(f"That is {gone.name} again. Choose somebody else.", field="owners")
    return found[0]


def _replaced(action: Action, person_id: str, fresh: Owner) -> tuple[Owner, ...]:
    """The owners with the person's part given to another, who may own it already."""
    found: list[Owner] = []
    for owner in action.owners:
        new = replace(fresh, lead=owner.lead) if owner.person_id == person_id else owner
        same = next((o for o in found if _whose(o) == _whose(new)), None)
        if same is None:
            found.append(new)
        elif new.lead:
            found[found.index(same)] = replace(same, lead=True)
    return tuple(found)


def _whose(owner: Owner) -> tuple[object, ...]:
    return owner.person_id, owner.post_id, owner.group_id, owner.everyone, owner.printed


def _is_theirs(action: Action, person_id: str, posts: Iterable[str]) -> bool:
    posts = set(posts)
    return any(o.person_id == person_id or o.post_id in posts for o in action.owners if o.known)
