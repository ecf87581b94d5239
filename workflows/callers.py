"""Who somebody is at a moment, rather than on a day: on each board by the day that it is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.access import Caller, caller_for
from workflows.people import Person

if TYPE_CHECKING:
    from workflows.ports import Transaction


def caller_at(tx: Transaction, person: Person, now: datetime) -> Caller:
    """The caller with the roles and posts held at that moment, each by the clock of its board: at
    midnight in summer it is the day before in UTC."""
    days = {b.id: keeping.local_day(now, b) for b in tx.boards.of_team(person.team_id)}
    asked = sorted(set(days.values())) or [now.date()]
    callers = {day: caller_for(tx, person, day) for day in asked}
    if len(callers) == 1:
        return callers[asked[0]]
    return _joined(tx, callers, days)


def _joined(tx: Transaction, callers: dict[date, Caller], days: dict[str, date]) -> Caller:
    """Roles and posts of each board as they are on its day; away by the earliest day, which is the
    day that it still is somewhere."""
    roles = {b: callers[day].roles[b] for b, day in days.items() if b in callers[day].roles}
    board_of = {post.id: board for board in days for post in tx.people.posts(board)}

    def held(posts_of: dict[date, frozenset[str]]) -> frozenset[str]:
        found = {post for posts in posts_of.values() for post in posts}
        return frozenset(p for p in found if p in posts_of[days[board_of[p]]])

    return replace(
        callers[min(callers)],
        roles=roles,
        posts=held({day: caller.posts for day, caller in callers.items()}),
        posts_for=held({day: caller.posts_for for day, caller in callers.items()}),
    )
