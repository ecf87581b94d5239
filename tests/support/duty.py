"""Who is away and who hears of what, tried on a council: `away(council, "tom", "22 January 2027",
deputy="bea")`, then `nudged(council)` plans the day and tells (person, rung) of each nudge."""

from __future__ import annotations

from typing import Any

from tests.support.council import TEAM, Council
from workflows import absence_noting, board_people, home, reminders
from workflows.absence_noting import AwayForm, Noted
from workflows.board_people import PersonForm
from workflows.people import Role


def away(
    c: Council, who: str, until: str, *, deputy: str = "", since: str = "", by: str = ""
) -> Noted:
    named = c.people[deputy].name if deputy in c.people else deputy
    form = AwayForm(since, until, person_id=c.people[who].id, deputy=named)
    return c.do(absence_noting.note, by or who, form)


def messages(c: Council, who: str, view: str = "absence") -> list[Any]:
    return [p for p in c.outbox(view) if p.person_id == c.people[who].id]


def texts(c: Council, who: str) -> list[str]:
    return [str(p.args["text"]) for p in messages(c, who, "text")]


def nudged(c: Council) -> list[tuple[str, str]]:
    """Plan at the present hour; (person, rung) of each message of the day, sent at once."""
    with c.store.begin() as tx:
        while reminders.plan(tx, TEAM, c.now):
            pass
    names = {p.id: key for key, p in c.people.items()}
    found = []
    for parcel in c.outbox("day"):
        for nudge in c.look(lambda tx, p=parcel: tx.nudges.of_day(str(p.args["day_id"]))):
            if nudge.day == c.now.date():
                found.append((names[nudge.person_id], nudge.rung))
    while claimed := c.look(lambda tx: tx.outbox.claim(c.now, c.now, 60)):
        c.look(lambda tx, x=claimed: tx.outbox.mark_sent(x, c.now, "D1", "1.1"))
    return sorted(found)


def to_day(c: Council, day: str) -> None:
    c.now = c.now.replace(year=int(day[:4]), month=int(day[5:7]), day=int(day[8:]))


def home_of(c: Council, who: str) -> home.Home:
    return c.look(lambda tx: home.of_person(tx, tx.people.get(c.people[who].id), c.now))


def second_officer(c: Council) -> None:
    form = PersonForm(person_id=c.people["bea"].id, roles=(Role.MEMBER, Role.OFFICER))
    c.do(board_people.keep_person, "asha", c.board.id, form)
