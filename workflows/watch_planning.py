"""Planning what is watched besides actions: who is to hear of it today, gathered into their day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping, watch_keeping, watching
from workflows.access import Audience, caller_for, can_see
from workflows.boards import Board
from workflows.day_gathering import day_has_begun, gather, hour_come, reachable
from workflows.delegations import Delegation
from workflows.owners import officers_on_duty, people_behind, reached_for, roll_of
from workflows.records import Nudge
from workflows.watching import Receiver, Step, Watched

if TYPE_CHECKING:
    from workflows.ports import Transaction


def plan_board(
    tx: Transaction,
    board: Board,
    boards: list[Board],
    now: datetime,
    send_from: datetime | None,
    most: int,
) -> int:
    """Write the nudges of what is watched on this board and due today, of `most` subjects at most;
    how many were dealt with. What must wait for a later hour or the next working day stays due and
    is not counted."""
    today = keeping.local_day(now, board)
    handled = 0
    for subject, subject_id in tx.watches.due(board.id, today):
        if handled >= most:
            break
        watched = watch_keeping.find(tx, subject, subject_id)
        if watched is None:
            tx.watches.set(subject, subject_id, board.id, None)
            continue
        handled += _plan(tx, watched, board, boards, now, send_from)
    return handled


def _plan(
    tx: Transaction,
    watched: Watched,
    board: Board,
    boards: list[Board],
    now: datetime,
    send_from: datetime | None,
) -> bool:
    """False if somebody must wait, so that it stays due."""
    today = keeping.local_day(now, board)
    all_told = True
    for step, person_id in steps_due(tx, watched, board, today):
        if _has_heard(tx, watched, step, person_id):
            continue
        may_go = hour_come(board, now) or day_has_begun(tx, person_id, boards, today, now)
        all_told &= may_go and gather(
            tx, _nudge(watched, board, step, person_id, today), board.team_id, send_from
        )
    if all_told:
        watch_keeping.planned(tx, board, watched, today)
    return all_told


def steps_due(
    tx: Transaction, watched: Watched, board: Board, today: date
) -> Iterator[tuple[Step, str]]:
    """What is due today, and who hears of it."""
    ordinary = watch_keeping.ordinary_days(tx, board)
    for step in watching.due_steps(watched, board, ordinary, today):
        for person_id in receivers(tx, watched, board, step.to, today):
            yield step, person_id


def _nudge(watched: Watched, board: Board, step: Step, person_id: str, today: date) -> Nudge:
    return Nudge(
        subject=watching.subject_of(watched),
        subject_id=watched.id,
        board_id=board.id,
        rung=step.rung,
        person_id=person_id,
        due_version=step.version,
        day=today,
    )


def _has_heard(tx: Transaction, watched: Watched, step: Step, person_id: str) -> bool:
    subject = watching.subject_of(watched)
    return tx.nudges.exists(subject, watched.id, step.rung, person_id, step.version)


def receivers(tx: Transaction, watched: Watched, board: Board, to: Receiver, on: date) -> list[str]:
    """The ids of those who hear of it on that day: the officers on duty; of a delegation its
    delegates, or whoever used it, where their names fit somebody on record who may read it."""
    if to == "officer" or not isinstance(watched, Delegation):
        return officers_on_duty(tx, board, on)
    named = [watched.used_by] if to == "user" and watched.used_by else list(watched.delegates)
    meant = matched(tx, board, named, on)
    stand_ins = reached_for(tx, meant, board, on).values()
    people = tx.people.many(stand_ins)
    found = (people[p] for p in dict.fromkeys(stand_ins))
    return [
        p.id for p in found if reachable(p) and can_see(watched, Audience(caller_for(tx, p, on)))
    ]


def matched(tx: Transaction, board: Board, named: Iterable[str], on: date) -> list[str]:
    """The ids of the people behind these names and posts, as far as they are known."""
    roll = roll_of(tx, board, on)
    return people_behind(tx, [roll.match(n) for n in named if n.strip()], board, on)
