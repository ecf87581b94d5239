"""Three boards that work through the days of a year, and the oracle that watches them.

Everything happens through the use cases, early in the morning; then the program plans, four times a
day, and sends what it planned. What it wrote is compared with what the oracle expects.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar

from sqlalchemy import func, select

from storage.database import SqlStore
from storage.nudges import DAY, NUDGE
from storage.outbox import OUTBOX
from tests.support.oracle import Matter, Oracle, Ways
from workflows import action_answers as answers
from workflows import board_setup, keeping, meeting_planning, reminders
from workflows.access import caller_for
from workflows.action_recording import NewAction, record
from workflows.actions import LIVE
from workflows.boards import Board, Follow, NudgePolicy
from workflows.meeting_planning import MeetingPlan
from workflows.people import Absence, Membership, Person, Role

T = TypeVar("T")
TEAM = "T1"
OFFICERS = ("officer-a", "officer-b")
OWNERS = tuple(f"owner-{n}" for n in range(8))
ONE = timedelta(days=1)
Nudge = tuple[str, str, str, str]


def policy_of(ways: Ways, hour: int) -> NudgePolicy:
    """The program's settings for these ways."""
    return NudgePolicy(
        before_meeting=ways.before_meeting,
        before_date=ways.before_date,
        overdue=tuple(Follow(n, to) for n, to in ways.overdue),  # type: ignore[arg-type]
        overdue_every=ways.every,
        weekly_to=ways.weekly,  # type: ignore[arg-type]
        outcome_grace=ways.grace,
        officer_turn=ways.officers_turn,
        progress_hush=ways.quiet,
        digest_before=(ways.preparation, 1),
        hour=time(hour),
    )


class World:
    """Boards with these ways, from a day on, played with these dice."""

    def __init__(self, store: SqlStore, ways: Sequence[Ways], start: date, dice: Random) -> None:
        self.store, self.dice, self.day = store, dice, start
        self.oracle = Oracle({f"board-{n}": each for n, each in enumerate(ways)})
        self.boards: dict[str, Board] = {}
        self.people: dict[str, Person] = {}
        self.absences: list[tuple[str, str | None, date, date]] = []
        self.actions: dict[str, str] = {}
        with store.begin() as tx:
            for name in (*OFFICERS, *OWNERS):
                person = Person(tx.new_id(), TEAM, name.title(), f"U-{name}", None)
                self.people[name] = tx.people.add(person)
            for n, (key, each) in enumerate(self.oracle.ways.items()):
                self._set_up(tx, key, each, hour=8 + n)
        self.names = {person.id: name for name, person in self.people.items()}

    def _set_up(self, tx: Any, key: str, ways: Ways, hour: int) -> None:
        caller = caller_for(tx, self.people[OFFICERS[0]], self.day)
        settings = board_setup.Settings(name=f"Exampleshire Board {key}", nation=ways.nation)
        made = board_setup.set_up(tx, caller, f"C-{key}", settings, self.at(0))
        policy = policy_of(ways, hour)
        self.boards[key] = tx.boards.save(
            replace(made, policy=policy, closed_days=tuple(sorted(ways.closed)))
        )
        for name in (OFFICERS[1], *OWNERS):
            role = Role.OFFICER if name in OFFICERS else Role.MEMBER
            person = self.people[name].id
            tx.people.add_membership(Membership(tx.new_id(), made.id, person, role, self.day))

    def at(self, hour: int) -> datetime:
        return datetime.combine(self.day, time(hour, 30), UTC)

    def do(self, use_case: Callable[..., T], who: str, *args: Any, **more: Any) -> T:
        """As that person, at half past four in the morning."""
        with self.store.begin() as tx:
            caller = caller_for(tx, tx.people.get(self.people[who].id), self.day)
            return use_case(tx, caller, *args, now=self.at(4), **more)

    # What may happen on a morning

    def record(self) -> None:
        """An action, due on a day (now and then a past one), at the next meeting, or some time."""
        board, n = self.dice.choice(sorted(self.boards)), len(self.actions)
        owners = self.dice.choice([(o,) for o in OWNERS] + [(), ("somebody-unknown",)])
        kind = self.dice.choice(["day", "day", "day", "meeting", "open"])
        day = self.day + timedelta(days=self.dice.randint(-10, 70))
        words = {"day": day.isoformat(), "meeting": "next meeting", "open": "to be confirmed"}[kind]
        named = tuple(self.people[o].name if o in self.people else o for o in owners)
        new = NewAction(f"Matter {n}", named, words)
        made = self.do(record, OFFICERS[0], self.boards[board].id, new)
        key = f"matter-{n}"
        self.actions[key] = made.id
        known = tuple(o for o in owners if o in self.people)
        matter = Matter(board, known, self.day)
        if kind == "day":
            matter.due = day
        elif kind == "meeting":
            matter.meeting = made.due.meeting_id
        self.oracle.recorded(key, matter)

    def meet(self) -> None:
        """A meeting put into the calendar of each board that has none ahead, or only one."""
        for board, made in self.boards.items():
            following = self.oracle.next_meeting(board, self.day)
            if following and self.oracle.next_meeting(board, following):
                continue
            day = self._free_day(board, self.dice.randint(20, 90))
            plan = MeetingPlan(day=day.isoformat())
            self.oracle.calendar_changes(board, self.day)
            meeting = self.do(meeting_planning.schedule, OFFICERS[0], made.id, plan)
            self.oracle.meetings[meeting.id] = (board, day)
            self._link(board)

    def _link(self, board: str) -> None:
        """Note at which meeting the record has what is due at the next one."""
        for key, matter in self.oracle.matters.items():
            meeting = self.look(key).due.meeting_id if matter.board == board else matter.meeting
            if meeting != matter.meeting:
                matter.meeting = meeting
                self.oracle.changed(key, self.day)

    def move(self) -> None:
        """A meeting that lies ahead, to another day."""
        ahead = [m for m, (_, d) in self.oracle.meetings.items() if d > self.day + 2 * ONE]
        if not ahead:
            return
        meeting = self.dice.choice(ahead)
        board = self.oracle.meetings[meeting][0]
        day = self._free_day(board, self.dice.randint(3, 45))
        self.oracle.calendar_changes(board, self.day)
        self.do(meeting_planning.move, OFFICERS[0], meeting, MeetingPlan(day=day.isoformat()))
        self.oracle.meetings[meeting] = (board, day)
        self._link(board)

    def _free_day(self, board: str, ahead: int) -> date:
        taken = {d for b, d in self.oracle.meetings.values() if b == board}
        day = self.day + timedelta(days=ahead)
        while day in taken or not self.oracle.ways[board].works(day):
            day += ONE
        return day

    def go_away(self) -> None:
        """Somebody is away for some days, with a deputy or without."""
        who = self.dice.choice((*OWNERS, *OFFICERS))
        deputy = self.dice.choice([None, *(o for o in OWNERS if o != who)])
        until = self.day + timedelta(days=self.dice.randint(0, 20))
        if any(w == who and s <= until and self.day <= u for w, _, s, u in self.absences):
            return
        self.absences.append((who, deputy, self.day, until))
        with self.store.begin() as tx:
            away = Absence(
                tx.new_id(), TEAM, self.people[who].id, self.day, until, self.people[who].id
            )
            stands_in = self.people[deputy].id if deputy else None
            tx.people.add_absence(replace(away, deputy_id=stands_in))

    def answer(self) -> None:
        """Somebody answers for one action, as it allows."""
        if not self.actions:
            return
        key = self.dice.choice(sorted(self.actions))
        matter, action = self.oracle.matters[key], self.look(key)
        if matter.turn == "owner" and action.status in LIVE and matter.owners:
            self._owner_answers(key, matter, action.id)
        elif matter.turn == "officer":
            self._officer_answers(key, action)

    def _owner_answers(self, key: str, matter: Matter, action_id: str) -> None:
        owner = matter.owners[0]
        ways = ["progress", "blocked", "not_mine", "time", "hush", *["done"] * 6]
        what = self.dice.choice(ways)
        if what == "progress":
            self.do(answers.progress, owner, action_id, "It goes on.")
            self.oracle.progressed(key, self.day)
        elif what == "hush":
            until = self.day + timedelta(days=self.dice.randint(0, 30))
            self.do(answers.hush, owner, action_id, until)
            self.oracle.hush(key, self.day, until)
        elif what == "time":
            later = self.day + timedelta(days=self.dice.randint(0, 40))
            self.do(answers.ask_time, owner, action_id, later.isoformat(), "It takes longer.")
            self.oracle.turned(key, "officer", self.day)
        else:
            cases = {"blocked": answers.blocked, "not_mine": answers.not_mine, "done": answers.done}
            self.do(cases[what], owner, action_id, "That is so.")
            self.oracle.turned(key, "officer", self.day)

    def _officer_answers(self, key: str, action: Any) -> None:
        officer, matter = OFFICERS[0], self.oracle.matters[key]
        if action.status not in LIVE:
            if self.dice.random() < 0.5:
                self.do(answers.accept, officer, action.id)
                self.oracle.turned(key, "nobody", self.day)
                return
            self.do(answers.return_, officer, action.id, "Not yet.")
        elif action.asked_slip and self.dice.random() < 0.5:
            self.do(answers.refuse, officer, action.id, "It is wanted now.")
        elif action.asked_slip and action.asked_slip.to_due.day >= self.day:
            self.do(answers.agree, officer, action.id)
            matter.due, matter.meeting = action.asked_slip.to_due.day, None
        else:
            later = self.day + timedelta(days=self.dice.randint(0, 40))
            self.do(answers.extend, officer, action.id, later.isoformat(), "Agreed by telephone.")
            matter.due, matter.meeting = later, None
        matter.hushed = None
        self.oracle.turned(key, "owner", self.day)

    # Planning, and what it wrote

    def tick(self) -> set[Nudge]:
        """Plan and send at four hours of the day; the nudges that were written."""
        for hour in (5, 7, 8, 10):
            handled = reminders.CHUNK
            while handled == reminders.CHUNK:
                with self.store.begin() as tx:
                    handled = reminders.plan(tx, TEAM, self.at(hour))
            with self.store.engine.begin() as connection:
                connection.execute(OUTBOX.update().values(state="sent", turn=1))
        return self.written()

    def written(self) -> set[Nudge]:
        """(matter, to, rung, person) of today's nudges for actions."""
        keys = {action_id: key for key, action_id in self.actions.items()}
        query = select(NUDGE.c.subject_id, NUDGE.c.rung, NUDGE.c.person_id).where(
            NUDGE.c.day == self.day, NUDGE.c.subject == "action"
        )
        with self.store.engine.begin() as connection:
            rows = connection.execute(query).all()
        found = [
            (keys[subject], *rung.split(":", 1), self.names[person])
            for subject, rung, person in rows
        ]
        assert len(found) == len(set(found)), "a nudge was written twice"
        return set(found)  # type: ignore[arg-type]

    def expected(self) -> set[Nudge]:
        """What the oracle has for today."""
        away = {w: deputy for w, deputy, s, u in self.absences if s <= self.day <= u}
        reached = {owner: _stand_in(owner, away) for owner in OWNERS}
        on_duty = [o for o in OFFICERS if o not in away] or list(OFFICERS)
        return self.oracle.due_today(self.day, reached, dict.fromkeys(self.boards, on_duty))

    def messages_today(self) -> int:
        """How many people's messages of the day there are; the table allows each person one."""
        query = select(func.count()).select_from(DAY).where(DAY.c.day == self.day)
        with self.store.engine.begin() as connection:
            return int(connection.execute(query).scalar_one())

    def look(self, key: str) -> Any:
        with self.store.begin() as tx:
            return tx.actions.get(self.actions[key])

    def stale(self, *, planned: bool) -> list[str]:
        """The actions whose stored next day is not the one that follows from their state: after
        today, if today has been planned."""
        wrong = []
        with self.store.begin() as tx:
            for key, action_id in self.actions.items():
                action = tx.actions.get(action_id)
                board = tx.boards.get(action.board_id)
                at_work = planned and board.calendar.is_working_day(self.day)
                since = self.day if at_work else keeping.not_before(action, self.day)
                derived = keeping.next_nudge(tx, action, board, since, self.day)
                if action.next_nudge_on != derived:
                    wrong.append(f"{key}: {action.next_nudge_on} is stored, {derived} follows")
        return wrong


def _stand_in(owner: str, away: dict[str, str | None]) -> str | None:
    person: str | None = owner
    for _ in range(len(away) + 1):
        if person is None or person not in away:
            return person
        person = away[person]
    return None
