"""Somebody has gone: their Slack account was closed, or they were removed from a board.

What they own must not wait for the next reminder: the officers of each board hear of it at once,
once, in one message each with everything that is to be handed over. Links that were sent to them
stop working. docs/people.md says the rules in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from workflows import keeping, ledger
from workflows.actions import LIVE, Action
from workflows.addressing import boards_of
from workflows.boards import Board
from workflows.deliveries import Kind, Parcel
from workflows.owners import chairs_of, members_of, officers_on_duty
from workflows.people import Person, Post

if TYPE_CHECKING:
    from workflows.ports import Transaction

_DAY = timedelta(days=1)
#: Slack's answers that mean that this person's account is gone.
ACCOUNT_GONE = frozenset({"user_disabled", "user_not_found"})


def account_closed(tx: Transaction, person: Person, now: datetime) -> Person:
    """Their account is closed: nothing is sent to them any more, their links stop working, and the
    officers hear at once what is theirs. Nothing, if that is known already."""
    if not person.active:
        return person
    gone = tx.people.save(replace(person, active=False))
    tx.links.revoke([link.token_hash for link in tx.links.of_person(person.id)], now)
    boards = _boards(tx, person, now)
    for absence in tx.people.absences_of(person.id):
        # Whoever has gone is not away: no deputy answers for them any longer.
        if absence.until >= now.date():
            tx.people.end_absence(absence.id, now.date() - _DAY)
    _write(tx, gone, boards, "account closed", now)
    raise_alarm(tx, gone, boards, "account", f"{gone.version}", now)
    _tell_whom_they_stand_in_for(tx, gone, now)
    return gone


def account_opened(tx: Transaction, person: Person, now: datetime) -> Person:
    """Their account is open again: they are written to as before. Officers hear that what has not
    been handed over comes to them again."""
    if person.active:
        return person
    back = tx.people.save(replace(person, active=True))
    boards = _boards(tx, person, now)
    _write(tx, back, boards, "account open again", now)
    for officer, theirs in _by_officer(tx, back, boards, now).items():
        count = "1 open action" if len(theirs) == 1 else f"{len(theirs)} open actions"
        text = (
            f"*{back.name}*’s account is open again. {count} of theirs had not been handed over: "
            "reminders go to them as before. Links in e-mails sent earlier stay closed."
        )
        key = f"reopened:{back.id}:{back.version}:{officer}"
        tx.outbox.put(_message(key, back, "text", {"text": text}, officer))
    return back


def removed(
    tx: Transaction,
    person: Person,
    board: Board,
    posts: Iterable[Post],
    now: datetime,
) -> None:
    """They were removed from a board: its links to them stop working, and its officers hear what
    is still theirs there by name, or of the posts that they gave up."""
    links = [k.token_hash for k in tx.links.of_person(person.id) if k.board_id == board.id]
    tx.links.revoke(links, now)
    raise_alarm(tx, person, [board], "removed", tx.new_id(), now, [p.id for p in posts])


def raise_alarm(
    tx: Transaction,
    person: Person,
    boards: Iterable[Board],
    why: str,
    once: str,
    now: datetime,
    posts: Iterable[str] = (),
) -> int:
    """One message to each officer with what is to be handed over; how many were told."""
    vacated = list(posts)
    found = _by_officer(tx, person, boards, now, vacated)
    for officer, theirs in found.items():
        args = {
            "person_id": person.id,
            "why": why,
            "posts": vacated,
            "action_ids": [a.id for a in theirs],
        }
        key = f"leaver:{person.id}:{once}:{officer}"
        tx.outbox.put(_message(key, person, "leaver", args, officer, theirs[0].board_id))
    return len(found)


def group_emptied(tx: Transaction, board: Board, now: datetime) -> None:
    """If a board has lost its last member, the officers of all boards whose actions it owns as a
    group hear of it, and its own of what belongs to all its members."""
    today = keeping.local_day(now, board)
    if members_of(tx, board.id, today):
        return
    owned = tx.actions.of_owner((), (), [board.id], LIVE)
    owned += [a for a in tx.actions.of_board(board.id, LIVE) if any(o.everyone for o in a.owners)]
    named: dict[str, list[str]] = defaultdict(list)
    for action in owned:
        for officer in officers_on_duty(tx, tx.boards.get(action.board_id), today):
            named[officer].append(action.reference)
    for officer, references in named.items():
        text = (
            f"*{board.name}* has no members on record any more, so nobody but you is reminded of "
            f"{', '.join(dict.fromkeys(references))}. Add members with /board people in its "
            "channel, or reassign what it owns."
        )
        key = f"emptied:{board.id}:{today}:{officer}"
        tx.outbox.put(_message(key, board, "text", {"text": text}, officer))


# --- whom it concerns -------------------------------------------------------------------------


def owned_by(tx: Transaction, person: Person, board: Board, posts: Iterable[str]) -> list[Action]:
    """Open actions of the board that are theirs by name, or belong to these posts."""
    found = tx.actions.of_owner([person.id], list(posts), (), LIVE)
    return [a for a in found if a.board_id == board.id]


def _boards(tx: Transaction, person: Person, now: datetime) -> list[Board]:
    return boards_of(tx, person, now.date())


def _by_officer(
    tx: Transaction,
    person: Person,
    boards: Iterable[Board],
    now: datetime,
    vacated: Iterable[str] = (),
) -> dict[str, list[Action]]:
    """What is theirs, by the officer who has to see to it; where a board's only officer is the one
    who has gone, by its chair."""
    found: dict[str, list[Action]] = defaultdict(list)
    for board in boards:
        today = keeping.local_day(now, board)
        held = [p.id for p in tx.people.posts_held_by(person.id, today)]
        owned = owned_by(tx, person, board, [*held, *vacated])
        officers = [o for o in officers_on_duty(tx, board, today) if o != person.id]
        for officer in officers or chairs_of(tx, board.id, today):
            if owned and officer != person.id:
                found[officer] += owned
    return found


def _tell_whom_they_stand_in_for(tx: Transaction, gone: Person, now: datetime) -> None:
    """A deputy who has gone answers for nobody: whoever counts on them hears of it."""
    for absence in tx.people.absences_from(gone.team_id, now.date()):
        if absence.deputy_id == gone.id:
            text = (
                f"*{gone.name}*, who stands in for you while you are away, has left: their account "
                "is closed. The officers hear of what is yours instead; /board away names "
                "another deputy."
            )
            key = f"deputy-gone:{absence.id}:{gone.version}"
            tx.outbox.put(_message(key, gone, "text", {"text": text}, absence.person_id))


def _write(
    tx: Transaction, person: Person, boards: Iterable[Board], deed: str, now: datetime
) -> None:
    """A line on each board; it is the program's own observation, of the person themselves."""
    for board in boards:
        values = {"person": person.name}
        ledger.write(tx, person.id, board.id, now, deed, "person", person.id, values)


def _message(
    key: str,
    of: Person | Board,
    view: str,
    args: Mapping[str, object],
    person_id: str,
    board_id: str | None = None,
) -> Parcel:
    return Parcel(
        key=key,
        kind=Kind.MESSAGE,
        team_id=of.team_id,
        board_id=board_id,
        view=view,
        args=args,
        person_id=person_id,
    )
