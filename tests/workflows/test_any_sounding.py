"""Whatever happens to a sounding, in whatever order, against a model that was written apart from
it: no forbidden state is reached, the result is the model's, and the ledger explains it all."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from storage.database import open_store
from tests.support.council import MONDAY, TEAM, Council
from tests.support.soundings import opened
from tests.support.stores import migrated_sqlite
from workflows import (
    reminders,
    sounding_closing,
    sounding_opening,
    sounding_places,
    sounding_replies,
)
from workflows.errors import DomainError
from workflows.people import Person
from workflows.sounding_replies import Reply
from workflows.sounding_tally import tally
from workflows.soundings import Sounding, SoundingState

#: So that the clock often comes to it.
SOON = "13 January 2027 17:00"
MEMBERS = ("rosalind", "tom", "bea", "femi")
OPTIONS = ("Yes", "No", "With changes")
#: Asha may stand in for anybody but Bea, who has named Idris; Tom has a place of his own.
STAND_INS = ("asha", "idris", "tom")
#: Nobody of them sits there, and nobody named Ola.
STRANGERS = ("asha", "idris", "ola")
NAMED = {"bea": ("idris",), "rosalind": ("asha", "idris")}


@dataclass
class Model:
    """What should be so, in the plainest terms."""

    state: str = "waiting"
    deadline: datetime = MONDAY
    said: dict[str, tuple[str, str]] = field(default_factory=dict)
    replies: int = 0
    out: dict[str, bool] = field(default_factory=dict)
    instead: dict[str, str] = field(default_factory=dict)
    reported: bool = False
    deeds: list[str] = field(default_factory=list)

    def takes_part(self, who: str) -> bool:
        return not self.out.get(who, False)

    def place_of(self, who: str) -> str | None:
        if who in MEMBERS:
            return who
        return next((m for m, s in self.instead.items() if s == who), None)

    def counted(self) -> dict[str, int]:
        given = [o for who, (o, _) in self.said.items() if self.takes_part(who)]
        return {o: given.count(o) for o in OPTIONS}


class Life(RuleBasedStateMachine):
    """One sounding of a board of four."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        folder = self._stack.enter_context(tempfile.TemporaryDirectory())
        store = open_store(migrated_sqlite(Path(folder)))
        self._stack.callback(store.close)
        self.c = Council(store)
        self._name_substitutes()
        self.m = Model()

    def teardown(self) -> None:
        self._stack.close()

    def _name_substitutes(self) -> None:
        with self.c.store.begin() as tx:
            for key, name in (("idris", "Idris Callow"), ("ola", "Ola Brandt")):
                email = f"{key}@exampleshire.example"
                self.c.people[key] = tx.people.add(Person(tx.new_id(), TEAM, name, None, email))
            whose = {self.c.people[w].id: by for w, by in NAMED.items()}
            for m in tx.people.memberships(self.c.board.id):
                if m.person_id in whose:
                    named = tuple(self.c.people[w].id for w in whose[m.person_id])
                    tx.people.save_membership(replace(m, substitutes=named))

    @initialize(permitted=st.booleans(), hidden=st.booleans())
    def begin(self, permitted: bool, hidden: bool) -> None:
        words = "minute 22/8" if permitted else ""
        made = opened(self.c, SOON, permission=words, hidden=hidden, threshold="2")
        self.id = made.id
        self.m.state = "open" if permitted else "waiting"
        self.m.deadline = made.deadline
        self.m.deeds.append("opened" if permitted else "permission asked")
        self.meeting = self.c.meeting("1 March 2027")

    # What the model and the program are asked alike

    def tries(self, allowed: bool, deed: str, use_case: Any, who: str, *args: Any) -> bool:
        """Do it; it must succeed exactly if the model allows it. What is refused says so and
        changes nothing."""
        before = self.record()
        refused: DomainError | None = None
        try:
            self.c.do(use_case, who, self.id, *args)
        except DomainError as said:
            refused = said
        if refused is None:
            assert allowed, f"{deed} was allowed in {self.m.state}"
            self.m.deeds += [deed] if deed else []
            return True
        assert not allowed, f"{deed} was refused: {refused.message}"
        assert len(refused.message) > 20
        assert self.record() == before
        return False

    def record(self) -> Any:
        return self.c.look(
            lambda tx: (
                tx.soundings.get(self.id),
                tx.soundings.views(self.id),
                len(tx.ledger.lines(self.c.board.id)),
            )
        )

    @property
    def now_open(self) -> bool:
        return self.m.state == "open" and self.c.now < self.m.deadline

    @property
    def begun(self) -> bool:
        return self.m.state == "waiting" or self.now_open

    def closes(self) -> None:
        """What the clock has closed, if something wrote it down."""
        if self.m.state == "open" and self.c.now >= self.m.deadline:
            self.m.state = "closed"
            self.m.deeds.append("closed at its deadline")

    # What may happen

    @rule()
    def permit(self) -> None:
        allowed = self.m.state == "waiting" and self.c.now < self.m.deadline
        deed = "opened with the meeting's permission"
        if self.tries(allowed, deed, sounding_opening.permit, "asha", "minute 22/8"):
            self.m.state = "open"

    @rule(who=st.sampled_from((*MEMBERS, *STRANGERS)), option=st.sampled_from(OPTIONS),
          comment=st.sampled_from(("", "gladly")))  # fmt: skip
    def reply(self, who: str, option: str, comment: str) -> None:
        place = self.m.place_of(who)
        allowed = self.now_open and place is not None and self.m.takes_part(place)
        self._said(who, place or who, option, comment, allowed, sounding_replies.reply)

    @rule(whose=st.sampled_from(MEMBERS), option=st.sampled_from(OPTIONS))
    def note(self, whose: str, option: str) -> None:
        allowed = self.now_open and self.m.takes_part(whose)
        name = self.c.people[whose].name
        before = self.m.said.get(whose)
        new = before is None or before[0] != option
        deed = "" if not new else "view changed" if before else "view given"
        given = Reply(option)
        if self.tries(allowed, deed, sounding_replies.note, "asha", name, given) and new:
            self.m.said[whose] = (option, "")
            self.m.replies += 1

    def _said(
        self, who: str, place: str, option: str, comment: str, allowed: bool, use_case: Any
    ) -> None:
        before = self.m.said.get(place)
        new = before is None or before[0] != option or comment not in ("", before[1])
        deed = "" if not new else "view changed" if before else "view given"
        if self.tries(allowed, deed, use_case, who, Reply(option, comment)) and new:
            self.m.said[place] = (option, comment)
            self.m.replies += 1

    @precondition(lambda self: self.now_open)
    @rule(who=st.sampled_from(MEMBERS), order=st.permutations(OPTIONS))
    def reply_again(self, who: str, order: list[str]) -> None:
        """Twice in a row, differently: the last counts, and the ledger has both."""
        for option in order[:2]:
            self.reply(who, option, "")

    @precondition(lambda self: self.now_open)
    @rule(who=st.sampled_from(MEMBERS), order=st.permutations(OPTIONS))
    def reply_as_it_closes(self, who: str, order: list[str]) -> None:
        """A second before the deadline it is in time, at the deadline too late."""
        self.c.now = self.m.deadline - timedelta(seconds=1)
        self.reply(who, order[0], "")
        self.c.now = self.m.deadline
        self.reply(who, order[1], "")

    @precondition(lambda self: self.begun)
    @rule(who=st.sampled_from(STRANGERS), option=st.sampled_from(OPTIONS),
          whose=st.sampled_from(MEMBERS))  # fmt: skip
    def stranger(self, who: str, option: str, whose: str) -> None:
        """Whoever is not asked does not reply, before or after an attempt to have them stand in."""
        self.reply(who, option, "")
        self.substitute(whose, who)
        self.reply(who, option, "")

    @rule(whose=st.sampled_from(MEMBERS), by=st.sampled_from(("asha", "self", "tom")))
    def leave_out(self, whose: str, by: str) -> None:
        who = whose if by == "self" else by
        may = who in ("asha", whose)
        allowed = self.begun and may and self.m.takes_part(whose)
        name = self.c.people[whose].name
        case = sounding_places.leave_out
        if self.tries(allowed, "member left out", case, who, name, "an interest"):
            self.m.out[whose] = True

    @rule(whose=st.sampled_from(MEMBERS))
    def dispense(self, whose: str) -> None:
        allowed = self.begun and not self.m.takes_part(whose)
        name = self.c.people[whose].name
        case = sounding_places.dispense
        if self.tries(allowed, "dispensation recorded", case, "asha", name, "granted"):
            self.m.out[whose] = False

    @rule(whose=st.sampled_from(MEMBERS), by=st.sampled_from((*STAND_INS, "")))
    def substitute(self, whose: str, by: str) -> None:
        there = self.m.instead.get(whose, "")
        taken = by and self.m.place_of(by) not in (None, whose)
        named = not by or by in NAMED.get(whose, (by,))
        allowed = self.begun and not taken and named and by != whose and by != there
        name = self.c.people[whose].name
        stand_in = self.c.people[by].name if by else ""
        case = sounding_places.substitute
        if self.tries(allowed, "substitute named", case, "asha", name, stand_in):
            self.m.instead.pop(whose, None)
            if by:
                self.m.instead[whose] = by

    @rule(days=st.integers(-3, 12))
    def extend(self, days: int) -> None:
        to = (self.c.now + timedelta(days=days)).replace(hour=17, minute=0)
        allowed = self.begun and to > self.m.deadline and to > self.c.now
        words = f"{to:%Y-%m-%d} 17:00"
        if self.tries(allowed, "extended", sounding_closing.extend, "asha", words, ""):
            self.m.deadline = to

    @rule(reason=st.sampled_from(("", "enough have replied")))
    def close(self, reason: str) -> None:
        everybody = all(m in self.m.said for m in MEMBERS if self.m.takes_part(m))
        allowed = self.now_open and (bool(reason) or everybody)
        if self.tries(allowed, "closed early", sounding_closing.close, "asha", reason):
            self.m.state = "closed"

    @rule(reason=st.sampled_from(("", "dropped")))
    def withdraw(self, reason: str) -> None:
        allowed = self.begun and bool(reason)
        if self.tries(allowed, "withdrawn", sounding_closing.withdraw, "asha", reason):
            self.m.state = "withdrawn"

    @rule()
    def report(self) -> None:
        over = self.m.state == "closed" or (self.m.state == "open" and not self.now_open)
        allowed = over and not self.m.reported and self.closed_on() <= self.meeting.day
        if allowed:
            self.closes()
        if self.tries(allowed, "reported", sounding_closing.report, "asha", self.meeting):
            self.m.reported = True

    def closed_on(self) -> Any:
        s: Sounding = self.c.look(lambda tx: tx.soundings.get(self.id))
        return (s.closed_at or s.deadline).date()

    @rule(who=st.sampled_from(("tom", "asha")))
    def resolve(self, who: str) -> None:
        """Never: this board is a council's committee."""
        self.tries(False, "", sounding_closing.resolve, who, "agrees the bid")

    @rule(hours=st.sampled_from((1, 20, 60, 72, 200)))
    def time_passes(self, hours: int) -> None:
        self.c.now += timedelta(hours=hours)

    @precondition(lambda self: hasattr(self, "id"))
    @rule()
    def tick(self) -> None:
        """The planning tick: it closes what is due, and reminds."""
        self.c.look(sounding_closing.close_due, self.c.now)
        self.closes()
        self.c.look(reminders.plan, TEAM, self.c.now)

    # What is so at all times

    @invariant()
    def as_the_model_says(self) -> None:
        if not hasattr(self, "id"):
            return
        found, views, _ = self.record()
        assert found.state.value == self.m.state
        assert found.deadline == self.m.deadline
        assert bool(found.reported_on) == self.m.reported
        assert len(views) == self.m.replies
        result = tally(found, views)
        assert dict(result.options) == self.m.counted()
        assert result.reached.enough == (sum(self.m.counted().values()) >= 2)
        assert not (found.reported_on and found.state is not SoundingState.CLOSED)
        assert bool(found.outcome) == (found.state is SoundingState.CLOSED)
        assert found.resolution_id is None

    @invariant()
    def the_ledger_explains_it(self) -> None:
        if not hasattr(self, "id"):
            return
        lines = self.c.look(lambda tx: tx.ledger.of_subject("sounding", self.id))
        assert [line.deed for line, _ in lines] == self.m.deeds
        found, views, _ = self.record()
        told: dict[str, str] = {}
        said: dict[str, str] = {}
        for _, values in lines:
            told |= {k: v for k, v in values.items() if k in ("state", "deadline", "outcome")}
            if "place" in values:
                said[values["place"]] = values["option"]
        assert told["state"] == found.state.value
        assert told["deadline"] == found.deadline.isoformat()
        assert told.get("outcome", "") == found.outcome
        names = {a.person_id: a.name for a in found.asked}
        assert said == {names[v.place]: v.option for v in views}


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
