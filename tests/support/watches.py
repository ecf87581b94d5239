"""What is watched besides actions: a ladder in words, and who is told from day to day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from tests.support.council import TEAM, Council
from workflows import day_message, reminders, watch_keeping, watching
from workflows.boards import Board
from workflows.meetings import Meeting
from workflows.watches.kind import Frame, Kind, Watched

T = TypeVar("T", bound=Watched)

A_BOARD = Board("b", "T", "Exampleshire Board", "C", datetime(2027, 1, 11, 9, tzinfo=UTC))


def meeting(day: date, **more: Any) -> Meeting:
    """A meeting of that board from ten to twelve."""
    at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    return Meeting("m", "b", day, at, at + timedelta(hours=2), "uid", **more)


def days(
    kind: Kind[Any], watched: Any, until: date, *ordinary: date, board: Board = A_BOARD
) -> list[str]:
    """The ladder as "day to:name"."""
    steps = watching.ladder(kind, watched, Frame(board, ordinary), until)
    return [f"{s.day.isoformat()} {s.rung}" for s in steps]


def plan(c: Council, now: datetime) -> None:
    """One tick of the planner."""
    with c.store.begin() as tx:
        while reminders.plan(tx, TEAM, now) >= reminders.CHUNK:
            pass


def told(c: Council, until: datetime) -> list[tuple[str, str, str]]:
    """Plan and send every day at ten until then: (day, who, rung) of what is no action's."""
    seen = []
    while c.now <= until:
        plan(c, c.now.replace(hour=10))
        for parcel in c.outbox("day"):
            day_id = str(parcel.args["day_id"])
            for nudge in c.look(lambda tx, d=day_id: tx.nudges.of_day(d)):
                who = next(k for k, p in c.people.items() if p.id == nudge.person_id)
                line = (nudge.day.isoformat(), who, nudge.rung)
                if nudge.subject != "action" and line not in seen:
                    seen.append(line)
        send(c)
        c.now += timedelta(days=1)
    return seen


def send(c: Council) -> None:
    """Whatever waits to go out has gone."""
    while claimed := c.look(lambda tx: tx.outbox.claim(c.now + timedelta(days=1), c.now, 60)):
        c.look(lambda tx, x=claimed: tx.outbox.mark_sent(x, c.now, "D1", "1.1"))


def message(c: Council, who: str, *, again: bool = False) -> day_message.DayMessage | None:
    """That person's newest message of a day."""
    mine = [p for p in c.outbox("day") if p.person_id == c.people[who].id]
    day_id, person = mine[-1].args["day_id"], mine[-1].person_id
    return c.look(day_message.day_message, day_id, person, c.now, again=again)


def keep(c: Council, shelf: str, thing: T) -> T:
    """Put it on record, or save it as changed, as a use case does."""

    def write(tx: Any) -> T:
        place = getattr(tx, shelf)
        listed = place.open_of_board if shelf == "drafts" else place.of_board
        known = {each.id for each in listed(thing.board_id)}
        kept: T = place.save(thing) if thing.id in known else place.add(thing)
        watch_keeping.keep(tx, kept, c.now.date())
        return kept

    return c.look(write)
