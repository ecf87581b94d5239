"""Gathering a person's nudges into the one message of their working day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.boards import Board
from workflows.calendars import local_moment
from workflows.deliveries import Kind, Parcel
from workflows.people import Person
from workflows.records import Nudge

if TYPE_CHECKING:
    from workflows.ports import Transaction


def hour_come(board: Board, now: datetime, day: date | None = None) -> bool:
    """Whether it is the board's hour, or later, on that day (None: the day that it is there)."""
    on = day or keeping.local_day(now, board)
    return now >= local_moment(on, board.policy.hour, board.zone)


def day_has_begun(
    tx: Transaction, person_id: str, boards: list[Board], today: date, now: datetime
) -> bool:
    """Whether the hour of a board on which the person has a role has come, or their message of the
    day is being gathered because something else of theirs had an earlier hour."""
    held = {m.board_id for m in tx.people.memberships_of(person_id) if m.covers(today)}
    if any(b.id in held and hour_come(b, now, today) for b in boards):
        return True
    return tx.nudges.gathering(boards[0].team_id, person_id, today)


def reachable(person: Person) -> bool:
    """Whether the program knows a way to write to this person."""
    return person.active and bool(person.slack_id or person.email)


def gather(tx: Transaction, nudge: Nudge, team_id: str, send_from: datetime | None) -> bool:
    """Put the nudge, of which they have not heard, into the person's message of its day, to go out
    at `send_from` at the earliest; False if that has gone out already."""
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
