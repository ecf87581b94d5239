"""Who is away, until when, and who answers for them meanwhile: what there is to read of it.

Noting an absence and ending it are in `absence_noting`; docs/people.md says the rules in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from workflows import keeping
from workflows.access import Audience, Caller, Deed, caller_for, disclose, may
from workflows.actions import LIVE, Action
from workflows.addressing import boards_of
from workflows.boards import Board
from workflows.errors import NotFound
from workflows.owners import officers_on_duty, people_behind, stand_in
from workflows.people import Absence, Person

if TYPE_CHECKING:
    from workflows.ports import Transaction


#: For whom a deputy answers, each with the last day away.
StoodInFor = tuple[tuple[Person, date], ...]


@dataclass(frozen=True)
class Away:
    """An absence with the names behind it. `answering` is who answers today: the deputy, or whoever
    stands in for a deputy who is away too; None where the officers hear of it instead."""

    absence: Absence
    person: Person
    deputy: Person | None
    answering: Person | None
    running: bool


@dataclass(frozen=True)
class Absences:
    """What /board away shows: one's own absences from today on, whom one stands in for, and, to an
    officer, everybody's of their boards. `people` are those for whom the caller may note one."""

    today: date
    caller: Caller
    own: tuple[Away, ...]
    standing_in: tuple[Away, ...]
    others: tuple[Away, ...]
    people: tuple[Person, ...]


#: Who reads a notice: the one who is away, the deputy, or an officer.
Reader = Literal["person", "deputy", "officer"]


@dataclass(frozen=True)
class Notice:
    """What one reader is told of an absence: with the open actions that are handed over, as far as
    they may read them; `kept_back` says that there is more."""

    away: Away
    reader: Reader
    actions: tuple[Action, ...]
    kept_back: bool
    boards: Mapping[str, Board]
    today: date


def today_of(tx: Transaction, person: Person, now: datetime) -> date:
    """The day it is for a person: on a board that they have a role on, else on any board there
    is."""
    roles = [m.board_id for m in tx.people.memberships_of(person.id)]
    boards = tx.boards.of_team(person.team_id)
    theirs = [b for b in boards if b.id in roles] or boards
    return keeping.local_day(now, theirs[0]) if theirs else now.date()


def may_note_for(tx: Transaction, caller: Caller, person: Person, today: date) -> bool:
    """Whether the caller may note an absence of that person: their own; an officer, of whoever has
    to do with one of their boards, or with none yet."""
    if person.id == caller.id:
        return True
    boards = boards_of(tx, person, today) or tx.boards.of_team(person.team_id)
    return any(may(caller, b.id, Deed.MANAGE_PEOPLE) for b in boards)


def of_id(tx: Transaction, person_id: str, absence_id: str) -> Absence:
    """That absence of the person; `NotFound` if it has been taken back."""
    for absence in tx.people.absences_of(person_id):
        if absence.id == absence_id:
            return absence
    raise NotFound("That absence is not on record any more. Open /board away to see what is.")


def described(tx: Transaction, absence: Absence, today: date) -> Away:
    """The absence with its names, as things stand today."""
    running = absence.covers(today)
    answers = stand_in(tx, absence.team_id, absence.person_id, today) if running else None
    wanted = {absence.person_id, absence.deputy_id, answers} - {None}
    people = tx.people.many([i for i in wanted if i])
    return Away(
        absence,
        people[absence.person_id],
        people.get(absence.deputy_id or ""),
        people.get(answers or "") if running else people.get(absence.deputy_id or ""),
        running,
    )


def listing(tx: Transaction, caller: Caller, now: datetime) -> Absences:
    """Who is away now or will be, as far as it concerns the caller."""
    today = today_of(tx, caller.person, now)
    coming = tx.people.absences_from(caller.person.team_id, today)
    people = _managed(tx, caller, today)
    managed = {p.id for p in people}
    return Absences(
        today=today,
        caller=caller,
        own=tuple(described(tx, a, today) for a in coming if a.person_id == caller.id),
        standing_in=tuple(described(tx, a, today) for a in coming if a.deputy_id == caller.id),
        others=tuple(
            described(tx, a, today)
            for a in coming
            if a.person_id in managed and caller.id not in (a.person_id, a.deputy_id)
        ),
        people=people,
    )


def _managed(tx: Transaction, caller: Caller, today: date) -> tuple[Person, ...]:
    """The people of the boards on which the caller is an officer, by name."""
    ids: set[str] = set()
    for board_id in caller.roles:
        if may(caller, board_id, Deed.MANAGE_PEOPLE):
            ids |= {m.person_id for m in tx.people.memberships(board_id) if m.covers(today)}
            held = (p.holder_on(today) for p in tx.people.posts(board_id))
            ids |= {h for h in held if h}
    found = (p for p in tx.people.many(ids).values() if p.active)
    return tuple(sorted(found, key=lambda p: p.name.casefold()))


def on_home(tx: Transaction, person: Person, today: date) -> tuple[Away | None, list[Away]]:
    """The person's own absence of today, and whom they answer for today."""
    running = tx.people.absences_on(person.team_id, today)
    own = next((described(tx, a, today) for a in running if a.person_id == person.id), None)
    others = [described(tx, a, today) for a in running if a.person_id != person.id]
    return own, [a for a in others if a.answering and a.answering.id == person.id]


def of_owners(tx: Transaction, action: Action, board: Board, today: date) -> list[Away]:
    """Those of the people behind an action who are away on that day."""
    behind = people_behind(tx, action.owners, board, today)
    found = {a.person_id: a for a in tx.people.absences_on(board.team_id, today)}
    return [described(tx, found[p], today) for p in behind if p in found]


def standing_in(tx: Transaction, caller: Caller, action: Action, today: date) -> StoodInFor:
    """For whom the caller answers for this action, each with the last day away; empty where it is
    their own, or they stand in for nobody."""
    if not caller.stands_for:
        return ()
    ids: list[str | None] = [o.person_id for o in action.owners if o.person_id in caller.stands_for]
    for owner in action.owners:
        if owner.post_id in caller.posts_for and owner.post_id:
            ids.append(tx.people.get_post(owner.post_id).holder_on(today))
    until = {a.person_id: a.until for a in tx.people.absences_on(caller.person.team_id, today)}
    people = tx.people.many([i for i in ids if i])
    return tuple((people[i], until[i]) for i in dict.fromkeys(ids) if i and i in until)


def handed_over(tx: Transaction, person: Person, today: date) -> list[Action]:
    """The open actions that a person owns by name or by a post: what a deputy answers for."""
    posts = [p.id for p in tx.people.posts_held_by(person.id, today)]
    return tx.actions.of_owner([person.id], posts, (), LIVE)


def notice(
    tx: Transaction,
    person_id: str,
    absence_id: str,
    reader: Reader,
    reader_id: str,
    now: datetime,
) -> Notice | None:
    """What that reader is told; None once it has been taken back."""
    found = [a for a in tx.people.absences_of(person_id) if a.id == absence_id]
    if not found:
        return None
    person = tx.people.get(person_id)
    today = today_of(tx, person, now)
    caller = caller_for(tx, tx.people.get(reader_id), today)
    owned = handed_over(tx, person, today)
    if reader == "officer":
        owned = [a for a in owned if may(caller, a.board_id, Deed.SETTLE)]
    seen = disclose(owned, Audience(caller))
    boards = {b.id: b for b in tx.boards.of_team(person.team_id)}
    away = described(tx, found[0], today)
    return Notice(away, reader, seen.shown, bool(seen.withheld), boards, today)


def officers_concerned(tx: Transaction, person: Person, today: date) -> list[str]:
    """The officers of the boards that the person has to do with, who are not away themselves."""
    found: list[str] = []
    for board in boards_of(tx, person, today):
        found += officers_on_duty(tx, board, today)
    return [o for o in dict.fromkeys(found) if o != person.id]


def overlapping(absences: Sequence[Absence], since: date, until: date) -> list[Absence]:
    """Those that have a day in common with that time."""
    return [a for a in absences if a.since <= until and since <= a.until]
