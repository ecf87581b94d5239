"""A board with people, in a store, on which use cases are tried.

    def test_it(council):
        action = council.do(action_recording.record, "asha", council.board.id, NewAction("…"))

`do(use_case, who, *args)` runs a use case in one transaction as that person at `council.now`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from storage.database import SqlStore
from workflows import board_setup, meeting_planning
from workflows.access import Caller, caller_for
from workflows.action_recording import NewAction, record
from workflows.actions import Action
from workflows.boards import Board
from workflows.meeting_planning import MeetingPlan
from workflows.meetings import Meeting
from workflows.people import Person, Role

T = TypeVar("T")
TEAM = "T1"
CHANNEL = "C1"
#: A Monday, nine o'clock in London, no bank holiday near.
MONDAY = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)

PEOPLE = {
    "asha": ("U1", "Asha Verma", Role.OFFICER),
    "rosalind": ("U2", "Rosalind Peake", Role.CHAIR),
    "tom": ("U3", "Tom Hallam", Role.MEMBER),
    "bea": ("U4", "Bea Lindqvist", Role.MEMBER),
    "femi": (None, "Femi Adeleke", Role.MEMBER),
}


class Council:
    """A store with one board; `now` is the hour at which things are done."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.now = MONDAY
        self.people: dict[str, Person] = {}
        with store.begin() as tx:
            for key, (slack, name, _) in PEOPLE.items():
                email = f"{key}@exampleshire.example"
                self.people[key] = tx.people.add(Person(tx.new_id(), TEAM, name, slack, email))
            caller = caller_for(tx, self.people["asha"], self.now.date())
            self.board: Board = board_setup.set_up(
                tx,
                caller,
                CHANNEL,
                board_setup.Settings(name="Exampleshire Board", short_name="EB"),
                self.now - timedelta(days=90),
            )
        for key, (_, name, role) in PEOPLE.items():
            post = "Director of Public Health" if key == "tom" else ""
            form = board_setup.PersonForm(
                name=name,
                role=role,
                person_id=self.people[key].id,
                post=post,
                since=(self.now - timedelta(days=90)).date(),
            )
            self.at(self.now - timedelta(days=90), board_setup.keep_person, "asha",
                    self.board.id, form)  # fmt: skip

    def caller(self, tx: Any, who: str) -> Caller:
        return caller_for(tx, tx.people.get(self.people[who].id), self.now.date())

    def do(self, use_case: Callable[..., T], who: str, *args: Any, **kwargs: Any) -> T:
        """Run the use case as that person, now, in one transaction."""
        return self.at(self.now, use_case, who, *args, **kwargs)

    def at(
        self, now: datetime, use_case: Callable[..., T], who: str, *args: Any, **kwargs: Any
    ) -> T:
        with self.store.begin() as tx:
            caller = caller_for(tx, tx.people.get(self.people[who].id), now.date())
            return use_case(tx, caller, *args, now=now, **kwargs)

    def look(self, query: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a query in a transaction of its own."""
        with self.store.begin() as tx:
            return query(tx, *args, **kwargs)

    def record(self, text: str = "Send the budget", *owners: str, due: str = "") -> Action:
        """Record an action as Asha."""
        return self.do(record, "asha", self.board.id, NewAction(text, owners, due))

    def action(self, action_id: str) -> Action:
        return self.look(lambda tx: tx.actions.get(action_id))

    def meeting(self, day: str, **plan: Any) -> Meeting:
        """Schedule a meeting as Asha."""
        return self.do(
            meeting_planning.schedule, "asha", self.board.id, MeetingPlan(day=day, **plan)
        )

    def outbox(self, view: str = "") -> list[Any]:
        """The parcels of that view, oldest first, whatever became of them."""
        from workflows.deliveries import Delivery

        rows = self.look(lambda tx: tx.outbox.listing(set(Delivery)))
        return [parcel for _, parcel, *_ in reversed(rows) if parcel.view == view or not view]


@pytest.fixture
def council(store: SqlStore) -> Council:
    """A board on each engine in turn."""
    return Council(store)


@pytest.fixture
def sqlite_council(sqlite_store: SqlStore) -> Council:
    """A board on SQLite, where the engine does not matter."""
    return Council(sqlite_store)
