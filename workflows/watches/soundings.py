"""A sounding: the members who have not replied, the deadline that has passed, the outcome that the
next meeting has not heard of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from workflows.access import Audience, Caller, disclose
from workflows.boards import Board
from workflows.soundings import Sounding, SoundingState, awaited, standing
from workflows.watches.kind import Frame, Kind, Matter, Step, at_meetings, before, late

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Working days before the deadline on which those hear who have not replied.
AHEAD = (2, 0)


class Soundings(Kind[Sounding]):
    """From its opening, of which members are told by a message of its own, to its report."""

    of = Sounding
    subject = "sounding"

    def matter(self, thing: Sounding, frame: Frame, today: date) -> Matter | None:
        if thing.state is SoundingState.OPEN:
            return Matter.VIEW if today <= frame.local(thing.deadline) else Matter.CLOSE
        if thing.state is SoundingState.CLOSED and thing.reported_on is None:
            return Matter.TELL_SOUNDING
        return None

    def steps(self, thing: Sounding, frame: Frame, until: date) -> Iterator[Step]:
        deadline = frame.local(thing.deadline)
        if thing.state is SoundingState.OPEN:
            opened = frame.local(thing.opened_at or thing.created_at)
            ahead = before(Matter.VIEW, deadline, frame, AHEAD, ("asked",))
            yield from (step for step in ahead if step.day > opened)
            yield from late(Matter.CLOSE, deadline, frame, ("officer",), until)
        elif thing.state is SoundingState.CLOSED and thing.reported_on is None:
            yield from at_meetings(Matter.TELL_SOUNDING, _closed_on(thing, frame), frame)

    def starts(self, thing: Sounding, frame: Frame) -> Iterable[date]:
        return frame.local(thing.deadline), _closed_on(thing, frame)

    def by(self, thing: Sounding, matter: Matter | None, frame: Frame, today: date) -> date | None:
        if matter is Matter.TELL_SOUNDING:
            return frame.next_meeting(today)
        return frame.local(thing.deadline)

    def get(self, tx: Transaction, thing_id: str) -> Sounding:
        return tx.soundings.get(thing_id)

    def of_board(self, tx: Transaction, board_id: str) -> Iterable[Sounding]:
        return tx.soundings.of_board(board_id)

    def meant(
        self, tx: Transaction, thing: Sounding, board: Board, to: str, on: date
    ) -> Iterable[str]:
        """Those who are asked and whose place has no reply: the substitute where one is named. A
        member who is away is stood in for by a named substitute only, as at a meeting; not by one
        whom an interest keeps out."""
        places = awaited(thing, tx.soundings.views(thing.id))
        replying = ((place.substitute_id or place.person_id, place) for place in places)
        return [person_id for person_id, place in replying if thing.place_of(person_id) == place]

    def answered(self, tx: Transaction, thing: Sounding, person_id: str) -> bool:
        place = thing.place_of(person_id)
        return place is not None and place.place in standing(tx.soundings.views(thing.id))

    def seen(self, thing: Sounding, caller: Caller) -> Sounding | None:
        return next(iter(disclose([thing], Audience(caller)).shown), None)


def _closed_on(sounding: Sounding, frame: Frame) -> date:
    return frame.local(sounding.closed_at or sounding.deadline)


SOUNDINGS = Soundings()
