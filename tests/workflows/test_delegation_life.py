"""Any life of a delegation, driven by hypothesis against a model: no forbidden state is ever
reached, a refused step changes nothing, and every state is explained by the ledger."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from storage.database import open_store
from tests.support.council import Council
from tests.support.stores import migrated_sqlite
from workflows import (
    call_ins,
    consulting,
    delegation_keeping,
    delegation_terms,
    exercise_keeping,
    exercise_reporting,
)
from workflows.consultations import ConsultState
from workflows.delegation_reading import Grant
from workflows.delegation_terms import Terms
from workflows.delegations import DelegationState
from workflows.errors import DomainError
from workflows.exercise_keeping import RecordForm
from workflows.exercise_rules import standing
from workflows.exercises import ExerciseState
from workflows.profile import Rules

_X, _D, _C = ExerciseState, DelegationState, ConsultState
WINDOW = 5
FULL = {
    "reasons": "It fits.",
    "alternatives": "none",
    "interests": "none declared",
    "dispensation": "none",
}

#: What each deed of the ledger makes of a decision; None leaves the state as it is.
EXPLAINS: dict[str, ExerciseState | None] = {
    "drafted": _X.DRAFT,
    "draft changed": None,
    "made": _X.MADE,
    "corrected": None,
    "published": None,
    "called in": _X.CALLED_IN,
    "sent back": _X.DRAFT,
    "reported": _X.REPORTED,
    "noted": _X.NOTED,
    "ratified": _X.RATIFIED,
    "withdrawn": _X.WITHDRAWN,
}
CONSULTED = {
    "asked": _C.ASKED,
    "replied": _C.REPLIED,
    "reply noted": _C.REPLIED,
    "waived": _C.WAIVED,
}
GRANTED = {
    "kept": _D.GRANTED,
    "lapsed": _D.LAPSED,
    "used": _D.USED,
    "in force again": _D.GRANTED,
    "revoked": _D.REVOKED,
}


@dataclass
class Model:
    """What the world outside should hold: plain facts, kept by hand."""

    states: dict[str, ExerciseState] = field(default_factory=dict)
    published: dict[str, date] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)
    asked: dict[str, ConsultState] = field(default_factory=dict)
    revoked: bool = False


class DelegationLife(RuleBasedStateMachine):
    """One delegation with one consultee, decisions under it, and the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(migrated_sqlite(Path(self.folder.name)))
        self.c = Council(self.store)
        self.m = Model()
        self.serial = 0

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @initialize(
        recurring=st.booleans(),
        first=st.booleans(),
        executive=st.booleans(),
        days=st.none() | st.integers(2, 30),
        amount=st.none() | st.just(1000),
    )
    def grant(
        self, recurring: bool, first: bool, executive: bool, days: int | None, amount: int | None
    ) -> None:
        self.executive = executive
        if executive:
            rules = Rules(since=date(2020, 1, 1), executive=True, call_in_days=WINDOW)
            with self.store.begin() as tx:
                board = tx.boards.get(self.c.board.id)
                tx.boards.save(replace(board, profile=(rules,)))
        until = self.today + timedelta(days=days) if days else None
        terms = Grant(
            "delegates the plan to the DPH",
            ("Director of Public Health",),
            ("Rosalind Peake",),
            (),
            until,
            amount=amount,
            consult_first=first,
            recurring=recurring,
        )
        kept = self.c.do(delegation_keeping.keep_grant, "asha", self.c.board.id, terms)
        with self.store.begin() as tx:
            tx.delegations.save(replace(kept, clause_id="clause"))  # its resolution is known
        self.id = kept.id

    @property
    def today(self) -> date:
        return self.c.now.date()

    def exercise(self, n: int) -> str:
        """One of the decisions, or an id that is none."""
        known = list(self.m.states)
        return known[n % len(known)] if known else "none"

    def tried(self, may: bool, use_case: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """Take a step; it succeeds exactly if the model says that it may, and else changes
        nothing."""
        if may:
            return self.c.do(use_case, "asha", *args, **more)
        before = self.record()
        with pytest.raises(DomainError, match=r"\w+ .+ \w+"):
            self.c.do(use_case, "asha", *args, **more)
        assert self.record() == before
        return None

    def record(self) -> object:
        with self.store.begin() as tx:
            return (
                tx.delegations.get(self.id),
                tx.exercises.of_board(self.c.board.id),
                tx.consultations.of_delegation(self.id),
                len(tx.ledger.lines(self.c.board.id)),
            )

    def waits(self, x: str) -> bool:
        """Whether it may still be called in, so that the board cannot settle it."""
        if not self.executive:
            return False
        if x not in self.m.published:
            return True
        return x not in self.m.called and self.today <= self.window_ends(x)

    def window_ends(self, x: str) -> date:
        return self.c.board.calendar.add(self.m.published[x], WINDOW)

    @rule(days=st.integers(1, 12))
    def time_passes(self, days: int) -> None:
        self.c.now += timedelta(days=days)
        with self.store.begin() as tx:
            delegation_keeping.settle_team(tx, self.c.board.team_id, self.c.now)

    @rule(ago=st.integers(0, 6), amount=st.sampled_from([None, 400, 900]))
    def draft(self, ago: int, amount: int | None) -> None:
        self.serial += 1
        on = self.today - timedelta(days=ago)
        form = RecordForm(on, "Tom Hallam", f"decision {self.serial}", amount=amount)
        made = self.tried(True, exercise_keeping.draft, self.c.board.id, self.id, form)
        self.m.states[made.id] = _X.DRAFT

    @rule(n=st.integers(0, 9), complete=st.booleans(), reason=st.booleans())
    def make(self, n: int, complete: bool, reason: bool) -> None:
        x = self.exercise(n)
        form = RecordForm(**(FULL if complete else {}))  # type: ignore[arg-type]
        may = False
        if self.m.states.get(x) is _X.DRAFT:
            with self.store.begin() as tx:
                begun = tx.exercises.get(x)
                fits = not any(exercise_keeping.judged(tx, begun))
            # What was sent back says already what is asked, and why it was made all the same.
            full = complete or bool(begun.reasons)
            may = full and (reason or fits or bool(begun.override))
        why = "it was urgent" if reason else ""
        if self.tried(may, exercise_keeping.make, x, form, why):
            self.m.states[x] = _X.MADE

    @rule(n=st.integers(0, 9))
    def correct(self, n: int) -> None:
        x = self.exercise(n)
        self.serial += 1
        form = RecordForm(consulted=f"words {self.serial}")
        stands = self.m.states.get(x) not in (None, _X.DRAFT, _X.WITHDRAWN)
        self.tried(stands, exercise_keeping.correct, x, form, "misheard")

    @rule(n=st.integers(0, 9))
    def publish(self, n: int) -> None:
        x = self.exercise(n)
        may = self.m.states.get(x) in (_X.MADE, _X.REPORTED, _X.NOTED, _X.RATIFIED)
        may = may and x not in self.m.published
        if self.tried(may, exercise_reporting.publish, x, self.today):
            self.m.published[x] = self.today

    @rule(n=st.integers(0, 9))
    def call_in(self, n: int) -> None:
        x = self.exercise(n)
        may = self.executive and self.m.states.get(x) in (_X.MADE, _X.REPORTED)
        may = may and x in self.m.published and x not in self.m.called
        may = may and self.today <= self.window_ends(x)
        if self.tried(may, call_ins.call_in, x, "Cllr Hale", "the costs", self.today):
            self.m.states[x] = _X.CALLED_IN
            self.m.called.add(x)

    @rule(n=st.integers(0, 9), outcome=st.sampled_from(call_ins.OUTCOMES))
    def settle(self, n: int, outcome: str) -> None:
        x = self.exercise(n)
        may = self.m.states.get(x) is _X.CALLED_IN
        if self.tried(may, call_ins.settle, x, outcome, self.today):
            back = outcome == "sent back"
            stands = _X.REPORTED if x in self.m.heard else _X.MADE
            self.m.states[x] = _X.DRAFT if back else stands
            if back:
                del self.m.published[x]

    @rule(n=st.integers(0, 9))
    def report(self, n: int) -> None:
        x = self.exercise(n)
        if self.tried(self.m.states.get(x) is _X.MADE, exercise_reporting.report, x, self.today):
            self.m.states[x] = _X.REPORTED
            self.m.heard.add(x)

    @rule(n=st.integers(0, 9), ratified=st.booleans())
    def settle_at_board(self, n: int, ratified: bool) -> None:
        x = self.exercise(n)
        state = self.m.states.get(x)
        may = state in (_X.MADE, _X.REPORTED) or (ratified and state is _X.NOTED)
        may = may and not self.waits(x)
        use_case = exercise_reporting.settle_at_board
        if self.tried(may, use_case, x, self.today, "55", ratified=ratified):
            self.m.states[x] = _X.RATIFIED if ratified else _X.NOTED
            self.m.heard.add(x)

    @rule(n=st.integers(0, 9))
    def withdraw(self, n: int) -> None:
        x = self.exercise(n)
        may = self.m.states.get(x) in (_X.DRAFT, _X.MADE)
        if self.tried(may, exercise_keeping.withdraw, x, "recorded in error"):
            self.m.states[x] = _X.WITHDRAWN

    @rule()
    def ask(self) -> None:
        with self.store.begin() as tx:
            grant = tx.delegations.get(self.id)
            free = not consulting.of_round(tx, grant)
        in_force = grant.state in (_D.GRANTED, _D.USED)
        made = self.tried(free and in_force, consulting.ask, self.id, "Do you agree?")
        for each in made or ():
            self.m.asked[each.id] = _C.ASKED

    @rule(waived=st.booleans())
    def answer(self, waived: bool) -> None:
        with self.store.begin() as tx:
            now = consulting.of_round(tx, tx.delegations.get(self.id))
        may = not now or now[0].state is _C.ASKED
        use_case = consulting.waive if waived else consulting.note_reply
        done = self.tried(may, use_case, self.id, "Rosalind Peake", "yes, she agrees")
        if done:
            self.m.asked[done.id] = _C.WAIVED if waived else _C.REPLIED

    @rule()
    def revoke(self) -> None:
        with self.store.begin() as tx:
            state = tx.delegations.get(self.id).state
        if self.tried(state is _D.GRANTED, delegation_terms.revoke, self.id, "minute 60"):
            self.m.revoked = True

    @rule(days=st.integers(-5, 20))
    def put_right(self, days: int) -> None:
        self.serial += 1
        terms = Terms(until=self.today + timedelta(days=days), scope=f"plan {self.serial}")
        use_case = delegation_terms.correct
        self.tried(not self.m.revoked, use_case, self.id, terms, "misread")

    # --- what always holds ------------------------------------------------------------------------

    @invariant()
    def states_are_those_of_the_model(self) -> None:
        if not hasattr(self, "id"):
            return
        with self.store.begin() as tx:
            grant = tx.delegations.get(self.id)
            under = tx.exercises.of_delegation(self.id)
            asked = tx.consultations.of_delegation(self.id)
        assert {e.id: e.state for e in under} == self.m.states
        assert {a.id: a.state for a in asked} == self.m.asked
        assert grant.state is standing(grant, under, self.today)
        assert (grant.state is _D.REVOKED) == self.m.revoked
        for e in under:
            stands = e.state not in (_X.DRAFT, _X.WITHDRAWN)
            if stands:
                assert all((e.reasons, e.alternatives, e.interests))
                assert e.override or not e.flags
            if e.state in (_X.NOTED, _X.RATIFIED, _X.REPORTED):
                assert e.reported_on
            if e.state is _X.CALLED_IN:
                assert e.call_ins[-1].settled_on is None

    @invariant()
    def the_ledger_explains_every_state(self) -> None:
        if not hasattr(self, "id"):
            return
        with self.store.begin() as tx:
            for x, state in self.m.states.items():
                assert _replayed(tx.ledger.of_subject("exercise", x)) is state
            for a, asked in self.m.asked.items():
                deeds = [line.deed for line, _ in tx.ledger.of_subject("consultation", a)]
                assert CONSULTED[deeds[-1]] is asked
            lines = tx.ledger.of_subject("delegation", self.id)
            assert _granted(lines) is tx.delegations.get(self.id).state


def _replayed(lines: Any) -> ExerciseState | None:
    """The state that the deeds lead to, each explaining one step."""
    state, heard = None, False
    for line, _ in lines:
        deed = line.deed
        if deed in ("call-in upheld", "call-in withdrawn"):
            state = _X.REPORTED if heard else _X.MADE
        elif EXPLAINS[deed] is not None:
            state = EXPLAINS[deed]
        heard = heard or deed in ("reported", "noted", "ratified")
    return state


def _granted(lines: Any) -> DelegationState:
    """The same for the delegation; putting its terms right says in which state that leaves it."""
    state = _D.GRANTED
    for line, values in lines:
        corrected = line.deed in ("terms corrected", "exemption changed")
        state = _D(values["state"]) if corrected else GRANTED[line.deed]
    return state


TestDelegationLife = DelegationLife.TestCase
TestDelegationLife.settings = settings(
    max_examples=20,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
