"""Planning what is watched besides actions: who is to hear of it today, gathered into their day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workflows import keeping, watch_keeping, watching
from workflows.access import caller_for
from workflows.boards import Board
from workflows.day_gathering import day_has_begun, gather, hour_come, reachable
from workflows.owners import officers_on_duty, reached_for
from workflows.records import Nudge
from workflows.watches.kind import Kind, Receiver, Step, Watched

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
        found = watch_keeping.find(tx, subject, subject_id)
        if found is None:
            tx.watches.set(subject, subject_id, board.id, None)
            continue
        handled += _plan(tx, *found, board, boards, now, send_from)
    return handled


def _plan(
    tx: Transaction,
    kind: Kind[Any],
    watched: Watched,
    board: Board,
    boards: list[Board],
    now: datetime,
    send_from: datetime | None,
) -> bool:
    """False if somebody must wait, so that it stays due."""
    today = keeping.local_day(now, board)
    all_told = True
    for step, person_id in steps_due(tx, kind, watched, board, today):
        nudge = Nudge(
            subject=kind.subject,
            subject_id=watched.id,
            board_id=board.id,
            rung=step.rung,
            person_id=person_id,
            due_version=step.version,
            day=today,
        )
        if _has_heard(tx, nudge, step, board):
            continue
        may_go = hour_come(board, now) or day_has_begun(tx, person_id, boards, today, now)
        all_told &= may_go and gather(tx, nudge, board.team_id, send_from)
    if all_told:
        watch_keeping.planned(tx, board, kind, watched, today)
    return all_told


def steps_due(
    tx: Transaction, kind: Kind[Any], watched: Watched, board: Board, today: date
) -> Iterator[tuple[Step, str]]:
    """What is due today, and who hears of it."""
    frame = watch_keeping.frame_of(tx, board)
    for step in watching.due_steps(kind, watched, frame, today):
        for person_id in receivers(tx, kind, watched, board, step.to, today):
            yield step, person_id


def _has_heard(tx: Transaction, nudge: Nudge, step: Step, board: Board) -> bool:
    """Of this very rung; or of one of that name so short a time before it that the day which it
    counts back from must have been put off by a day or two."""
    key = (nudge.subject, nudge.subject_id, nudge.rung, nudge.person_id, nudge.due_version)
    if tx.nudges.exists(*key):
        return True
    peace = board.policy.progress_hush
    if not step.ahead or not peace:
        return False
    since, name = board.calendar.add(step.day, -peace), nudge.rung.partition("@")[0]
    return any(
        n.person_id == nudge.person_id and n.day > since and n.rung.partition("@")[0] == name
        for n in tx.nudges.of_subject(nudge.subject, nudge.subject_id)
    )


def receivers(
    tx: Transaction, kind: Kind[Any], watched: Watched, board: Board, to: Receiver, on: date
) -> list[str]:
    """The ids of those who hear of it on that day: the officers on duty, or those whom the kind
    means, whoever is away being stood in for, as far as they can be reached and may read it."""
    officers = officers_on_duty(tx, board, on)
    if to == "officer":
        return officers
    meant = kind.meant(tx, watched, board, to, on)
    stand_ins = reached_for(tx, meant, board, on).values()
    people = tx.people.many(stand_ins)
    found = (people[p] for p in dict.fromkeys(stand_ins))
    told = [p.id for p in found if reachable(p) and kind.seen(watched, caller_for(tx, p, on))]
    return told or (officers if meant and kind.officers_instead else told)
