"""Gathering a person's nudges into the one message of their working day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.boards import Board
from workflows.calendars import local_moment
from workflows.deliveries import Kind, Parcel
from workflows.people import Person
from workflows.records import Nudge

if TYPE_CHECKING:
    from workflows.ports import Transaction


def hour_come(board: Board, now: datetime) -> bool:
    """Whether it is the board's hour, or later, on its day."""
    return now >= local_moment(keeping.local_day(now, board), board.policy.hour, board.zone)


def somebodys_hour(
    tx: Transaction, person_id: str, boards: Iterable[Board], this: Board, now: datetime
) -> bool:
    """Whether the person may be written to by now: at the earliest hour of the boards that they
    have a role on, and of `this` one."""
    today = keeping.local_day(now, this)
    held = tx.people.memberships_of(person_id)
    ids = {m.board_id for m in held if m.covers(today)} | {this.id}
    return any(hour_come(b, now) for b in boards if b.id in ids)


def reachable(person: Person) -> bool:
    """Whether the program knows a way to write to this person."""
    return person.active and bool(person.slack_id or person.email)


def gather(tx: Transaction, nudge: Nudge, team_id: str, send_from: datetime | None) -> bool:
    """Put the nudge into the person's message of its day, to go out at `send_from` at the earliest;
    False if that has gone out already. One that is on record is not put there again."""
    if tx.nudges.exists(
        nudge.subject, nudge.subject_id, nudge.rung, nudge.person_id, nudge.due_version
    ):
        return True
    day_id = tx.nudges.open_day(team_id, nudge.person_id, nudge.day)
    if day_id is None:
        return False
    tx.nudges.add(replace(nudge, day_id=day_id))
    tx.outbox.put(
        Parcel(
            key=f"day:{day_id}",
            kind=Kind.MESSAGE,
            team_id=team_id,
            view="day",
            args={"day_id": day_id},
            person_id=nudge.person_id,
            not_before=send_from,
        )
    )
    return True
