"""People, their roles on boards, and posts with their holders."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from storage import rows
from storage.mapping import from_row, to_row
from storage.tables import AbsenceRow, HoldingRow, MembershipRow, PersonRow, PostRow, table_of
from workflows.errors import NotFound
from workflows.people import Absence, Holding, Membership, Person, Post

PERSON = table_of(PersonRow)
MEMBERSHIP = table_of(MembershipRow)
POST = table_of(PostRow)
HOLDING = table_of(HoldingRow)
ABSENCE = table_of(AbsenceRow)
CLASH = "This Slack account belongs to another person on record already; nothing was saved."
TWICE = "This is on record already; nothing was saved."


class SqlPeople:
    """`workflows.ports.People`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        #: Read once in a transaction, until it changes them.
        self._on_board: dict[str, list[Membership]] = {}
        self._away: dict[tuple[str, date], list[Absence]] = {}
        self._known: dict[str, Person] = {}
        self._held_by: dict[str, list[Membership]] = {}
        self._post: dict[str, Post] = {}

    def get(self, person_id: str) -> Person:
        return rows.only(list(self.many([person_id]).values()), "person")

    def many(self, person_ids: Collection[str]) -> dict[str, Person]:
        unknown = [i for i in person_ids if i not in self._known]
        for some in rows.chunks(unknown):
            for person in self._read(select(PERSON).where(PERSON.c.id.in_(some))):
                self._known[person.id] = person
        found = [self._known[i] for i in set(person_ids) if i in self._known]
        return {p.id: p for p in sorted(found, key=lambda p: (p.name, p.id))}

    def find_by_slack(self, team_id: str, slack_id: str) -> Person | None:
        query = select(PERSON).where(PERSON.c.team_id == team_id, PERSON.c.slack_id == slack_id)
        return next(iter(self._read(query)), None)

    def of_team(self, team_id: str) -> list[Person]:
        return self._read(select(PERSON).where(PERSON.c.team_id == team_id))

    def add(self, person: Person) -> Person:
        rows.insert(self._connection, PERSON, to_row(person, PERSON), CLASH)
        return person

    def save(self, person: Person) -> Person:
        self._known.pop(person.id, None)
        return rows.save(self._connection, PERSON, person, f"{person.name}'s entry", CLASH)

    def _read(self, query: Select[Any]) -> list[Person]:
        ordered = query.order_by(PERSON.c.name, PERSON.c.id)
        return [from_row(Person, row) for row in rows.fetch(self._connection, ordered)]

    def memberships(self, board_id: str) -> list[Membership]:
        if board_id not in self._on_board:
            query = select(MEMBERSHIP).where(MEMBERSHIP.c.board_id == board_id)
            self._on_board[board_id] = self._memberships(query)
        return list(self._on_board[board_id])

    def memberships_of(self, person_id: str) -> list[Membership]:
        if person_id not in self._held_by:
            query = select(MEMBERSHIP).where(MEMBERSHIP.c.person_id == person_id)
            self._held_by[person_id] = self._memberships(query)
        return list(self._held_by[person_id])

    def _memberships(self, query: Select[Any]) -> list[Membership]:
        ordered = query.order_by(MEMBERSHIP.c.since, MEMBERSHIP.c.id)
        return [from_row(Membership, row) for row in rows.fetch(self._connection, ordered)]

    def add_membership(self, membership: Membership) -> None:
        self._forget_roles()
        rows.insert(self._connection, MEMBERSHIP, to_row(membership, MEMBERSHIP), TWICE)

    def save_membership(self, membership: Membership) -> None:
        self._forget_roles()
        row = to_row(membership, MEMBERSHIP)
        changed = MEMBERSHIP.update().where(MEMBERSHIP.c.id == membership.id).values(**row)
        if self._connection.execute(changed).rowcount != 1:
            raise NotFound("There is no such membership: it may have been removed.")

    def end_membership(self, membership_id: str, until: date) -> None:
        self._forget_roles()
        ended = MEMBERSHIP.update().where(MEMBERSHIP.c.id == membership_id).values(until=until)
        if self._connection.execute(ended).rowcount != 1:
            raise NotFound("There is no such membership: it may have been removed.")

    def _forget_roles(self) -> None:
        self._on_board.clear()
        self._held_by.clear()

    def absences_on(self, team_id: str, day: date) -> list[Absence]:
        if (team_id, day) not in self._away:
            covers = (ABSENCE.c.since <= day, ABSENCE.c.until >= day)
            self._away[team_id, day] = self._absences(ABSENCE.c.team_id == team_id, *covers)
        return list(self._away[team_id, day])

    def absences_from(self, team_id: str, day: date) -> list[Absence]:
        return self._absences(ABSENCE.c.team_id == team_id, ABSENCE.c.until >= day)

    def absences_of(self, person_id: str) -> list[Absence]:
        return self._absences(ABSENCE.c.person_id == person_id)

    def _absences(self, *conditions: ColumnElement[bool]) -> list[Absence]:
        query = select(ABSENCE).where(*conditions).order_by(ABSENCE.c.since, ABSENCE.c.id)
        return [from_row(Absence, row) for row in rows.fetch(self._connection, query)]

    def add_absence(self, absence: Absence) -> None:
        self._away.clear()
        rows.insert(self._connection, ABSENCE, to_row(absence, ABSENCE), TWICE)

    def end_absence(self, absence_id: str, until: date) -> None:
        self._away.clear()
        mine = ABSENCE.c.id == absence_id
        # Ended before it began, it has never been.
        never = ABSENCE.delete().where(mine, ABSENCE.c.since > until)
        shorter = ABSENCE.update().where(mine).values(until=until)
        if not any(self._connection.execute(s).rowcount for s in (never, shorter)):
            raise NotFound("There is no such absence: it may have been taken back.")

    def get_post(self, post_id: str) -> Post:
        if post_id not in self._post:
            query = select(POST).where(POST.c.id == post_id)
            self._post[post_id] = rows.only(self._posts(query), "post")
        return self._post[post_id]

    def posts(self, board_id: str) -> list[Post]:
        return self._posts(select(POST).where(POST.c.board_id == board_id))

    def posts_held_by(self, person_id: str, on: date) -> list[Post]:
        """Those whose holder on the day is this person: a later appointment takes a post over,
        even where the earlier one was never ended."""
        held = select(HOLDING.c.post_id).where(
            HOLDING.c.person_id == person_id,
            HOLDING.c.since <= on,
            or_(HOLDING.c.until.is_(None), HOLDING.c.until >= on),
        )
        found = self._posts(select(POST).where(POST.c.id.in_(held)))
        return [post for post in found if post.holder_on(on) == person_id]

    def _posts(self, query: Select[Any]) -> list[Post]:
        found = rows.fetch(self._connection, query.order_by(POST.c.title, POST.c.id))
        ids = [row["id"] for row in found]
        holdings = rows.children_of(self._connection, HOLDING, "post_id", ids)
        return [
            from_row(
                Post,
                row,
                holdings=tuple(from_row(Holding, h) for h in holdings.get(row["id"], ())),
            )
            for row in found
        ]

    def add_post(self, post: Post) -> Post:
        rows.insert(self._connection, POST, to_row(post, POST), TWICE)
        self._write_holdings(post, ())
        return post

    def save_post(self, post: Post) -> Post:
        before = self.get_post(post.id).holdings
        self._post.pop(post.id, None)
        saved = rows.save(self._connection, POST, post, f"The post “{post.title}”", TWICE)
        self._write_holdings(post, before)
        return saved

    def _write_holdings(self, post: Post, before: tuple[Holding, ...]) -> None:
        rows.write_children(self._connection, HOLDING, {"post_id": post.id}, before, post.holdings)
