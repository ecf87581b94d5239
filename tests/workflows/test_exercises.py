"""A decision under a delegation: its record, limits, consultation, call-in, report; one winner of
two at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest

from tests.support.council import Council
from workflows import (
    call_ins,
    consulting,
    delegation_keeping,
    exercise_keeping,
    exercise_paper,
    exercise_reporting,
    resolution_recording,
)
from workflows.access import PUBLIC
from workflows.agenda_sources.exercises import Exercises
from workflows.delegation_overview import held_by, register
from workflows.delegation_terms import Terms, correct
from workflows.delegations import Delegation, DelegationState
from workflows.errors import AlreadyDone, Conflict, DomainError, InvalidInput, NotAllowed
from workflows.exercise_keeping import RecordForm
from workflows.exercise_rules import retention
from workflows.exercises import Background, Exercise, ExerciseState
from workflows.profile import Rules
from workflows.resolution_recording import NewResolution

pytest_plugins = ["tests.support.stores", "tests.support.council"]

GRANT = "delegates the award up to £1,000 to the Director of Public Health"
FULL = RecordForm(
    decided_by="Tom Hallam",
    decision="awarded the contract",
    reasons="the best price",
    alternatives="none",
    interests="none declared",
)


def granted(c: Council, text: str = GRANT, **terms: Any) -> Delegation:
    new = NewResolution(text, minute_ref="35")
    kept = c.do(resolution_recording.record, "asha", c.board.id, new).delegations[0]
    if terms:
        kept = c.do(correct, "asha", kept.id, Terms(**terms), "as the annex says")
    return kept


def drafted(c: Council, grant: Delegation | None, **more: Any) -> Exercise:
    form = replace(FULL, **more)
    grant_id = grant.id if grant else None
    return c.do(exercise_keeping.draft, "asha", c.board.id, grant_id, form)


def made(c: Council, grant: Delegation | None, why: str = "", **more: Any) -> Exercise:
    """Completed; a draft that was refused before is taken up again."""
    form = replace(FULL, **more)
    known = c.look(lambda tx: tx.exercises.of_board(c.board.id))
    drafts = [e for e in known if e.state is ExerciseState.DRAFT and e.decision == form.decision]
    draft = drafts[0] if drafts else drafted(c, grant, **more)
    return c.do(exercise_keeping.make, "asha", draft.id, form, why)


def test_the_record_lacks_what_the_law_asks(council: Council) -> None:
    c = council
    kept = granted(c)
    draft = drafted(c, kept, reasons="", interests="…", amount=900)
    for field, words in (("reasons", "the reasons"), ("interests", "none declared")):
        with pytest.raises(InvalidInput, match=words) as error:
            c.do(exercise_keeping.make, "asha", draft.id, RecordForm(), "")
        assert error.value.field == field
        given = RecordForm(reasons="the best price")
        c.do(exercise_keeping.amend, "asha", draft.id, given)
    done = c.do(exercise_keeping.make, "asha", draft.id, RecordForm(interests="None"), "")
    assert (done.state, done.flags, done.override) == (ExerciseState.MADE, (), "")
    assert done.decided_by_id == c.people["tom"].id
    assert c.look(lambda tx: tx.delegations.get(kept.id)).state is DelegationState.USED


def test_money_adds_up_and_what_does_not_fit_needs_a_reason(council: Council) -> None:
    c = council
    kept = granted(c, recurring=True)
    made(c, kept, amount=700)
    with pytest.raises(InvalidInput, match="£400 with the £700 of X1 comes to £1,100") as error:
        made(c, kept, amount=400, decision="a second award")
    assert error.value.field == "override"
    over = made(c, kept, "the price rose", amount=400, decision="a second award")
    assert over.override == "the price rose"
    assert any("more than the £1,000 granted" in flag for flag in over.flags)
    with c.store.begin() as tx:
        found = register(tx, tx.boards.get(c.board.id), PUBLIC, c.now)
    assert found.held[0].left == -100
    assert [e.reference for e in found.held[0].exercises] == ["X1", "X2"]


def test_one_decision_unless_it_is_a_standing_power(sqlite_council: Council) -> None:
    c = sqlite_council
    kept = granted(c)
    made(c, kept, amount=10)
    with pytest.raises(InvalidInput, match=r"granted for one decision, .* \(X1\)"):
        made(c, kept, amount=10, decision="again")
    with pytest.raises(AlreadyDone, match="X1 is just that decision"):
        drafted(c, kept, amount=10)


def test_joint_holders_all_agree(sqlite_council: Council) -> None:
    c = sqlite_council
    both = ("Tom Hallam", "Bea Lindqvist")
    kept = granted(c, delegates=both, jointly="jointly", amount=-1)
    with pytest.raises(InvalidInput, match="held jointly, and Bea Lindqvist has not agreed"):
        made(c, kept)
    assert made(c, kept, decided_by="Tom Hallam; Bea Lindqvist").flags == ()


def test_severally_one_is_enough_and_a_stranger_is_flagged(sqlite_council: Council) -> None:
    c = sqlite_council
    both = ("Tom Hallam", "Bea Lindqvist")
    kept = granted(c, delegates=both, jointly="severally", amount=-1, recurring=True)
    assert made(c, kept).flags == ()
    with pytest.raises(InvalidInput, match="decided by Femi Adeleke; it was granted to Tom"):
        made(c, kept, decided_by="Femi Adeleke", decision="another")


def test_only_officers_and_holders_record(sqlite_council: Council) -> None:
    c = sqlite_council
    kept = granted(c)
    args = (c.board.id, kept.id, FULL)
    with pytest.raises(NotAllowed):
        c.do(exercise_keeping.draft, "bea", *args)
    assert c.do(exercise_keeping.draft, "tom", *args).state is ExerciseState.DRAFT
    with pytest.raises(NotAllowed):
        c.do(exercise_keeping.draft, "tom", c.board.id, None, FULL)
    with c.store.begin() as tx:
        assert [h.delegation.id for _, h in held_by(tx, c.caller(tx, "tom"), c.now)] == [kept.id]
        assert held_by(tx, c.caller(tx, "bea"), c.now) == []


def test_a_day_to_come_and_a_use_before_its_grant(sqlite_council: Council) -> None:
    c = sqlite_council
    kept = granted(c)
    with pytest.raises(InvalidInput, match="still to come"):
        drafted(c, kept, decided_on=date(2027, 2, 1))
    with pytest.raises(InvalidInput, match="before it was granted"):
        made(c, kept, decided_on=date(2020, 1, 5), amount=1)


def test_following_consultation(council: Council) -> None:
    c = council
    text = "delegates the plan to Tom Hallam, following consultation with Femi Adeleke"
    kept = granted(c, text, recurring=True)
    assert kept.consult_first
    with pytest.raises(InvalidInput, match="may not be used before that consultation"):
        made(c, kept)
    (asked,) = c.do(consulting.ask, "asha", kept.id, "Do you agree?")
    with pytest.raises(AlreadyDone, match="Every consultee"):
        c.do(consulting.ask, "asha", kept.id, "Do you agree?")
    with pytest.raises(NotAllowed, match="only they reply"):
        c.do(consulting.reply, "bea", asked.id, "I do")
    replied = c.do(consulting.reply, "femi", asked.id, "I do")
    with pytest.raises(AlreadyDone, match="has replied already"):
        c.do(consulting.reply, "femi", asked.id, "I do not")
    assert replied.precondition
    assert made(c, kept).flags == ()
    # The next decision needs a consultation of its own.
    with pytest.raises(InvalidInput, match="is not on record"):
        made(c, kept, decision="another")
    c.do(consulting.waive, "asha", kept.id, "Femi", "she is abroad")
    assert made(c, kept, decision="another").flags == ()
    forced = made(c, kept, "the deadline was tonight", decision="a third")
    assert "consultation of Femi Adeleke" in forced.flags[0]


def test_who_is_no_consultee_cannot_be_noted(sqlite_council: Council) -> None:
    c = sqlite_council
    kept = granted(c, "delegates the plan to Tom Hallam, in consultation with Femi Adeleke")
    with pytest.raises(InvalidInput, match="is no consultee of D1, which names Femi Adeleke"):
        c.do(consulting.note_reply, "asha", kept.id, "Bea", "fine")


def executive(c: Council) -> None:
    rules = Rules(since=date(2020, 1, 1), executive=True, call_in_days=5)
    with c.store.begin() as tx:
        tx.boards.save(replace(tx.boards.get(c.board.id), profile=(rules,)))


def test_the_call_in_clock(council: Council) -> None:
    c = council
    executive(c)
    done = made(c, granted(c), amount=1, dispensation="none")
    today = c.now.date()
    args = (done.id, "Cllr Hale", "the costs")
    with pytest.raises(AlreadyDone, match="is not published yet"):
        c.do(call_ins.call_in, "asha", *args, today)
    c.do(exercise_reporting.publish, "asha", done.id, today)
    with pytest.raises(AlreadyDone, match="not yet implementable until Tue 19 Jan 2027"):
        c.do(exercise_reporting.settle_at_board, "asha", done.id, today, "9", ratified=False)
    c.now += timedelta(days=8)
    with pytest.raises(AlreadyDone, match="could be called in from Mon 11 Jan 2027 until Mon 18"):
        c.do(call_ins.call_in, "asha", *args, c.now.date())
    called = c.do(call_ins.call_in, "asha", *args, date(2027, 1, 18))
    assert called.state is ExerciseState.CALLED_IN
    with pytest.raises(InvalidInput, match="upheld, withdrawn, sent back"):
        c.do(call_ins.settle, "asha", done.id, "shelved", c.now.date())
    assert c.do(call_ins.settle, "asha", done.id, "withdrawn", c.now.date()).call_ins[0].outcome


def test_a_board_that_is_no_executive_has_no_call_in(sqlite_council: Council) -> None:
    c = sqlite_council
    done = made(c, granted(c), amount=1)
    with pytest.raises(AlreadyDone, match="not the executive's"):
        c.do(call_ins.call_in, "asha", done.id, "Cllr Hale", "costs", c.now.date())


def test_the_agenda_proposes_it_and_the_meeting_settles_it(council: Council) -> None:
    c = council
    meeting = c.meeting("11 January 2027")
    fits = made(c, granted(c), amount=1)
    flagged = made(c, None, "its grant is looked for", decision="signed the template")
    with c.store.begin() as tx:
        found = list(Exercises().proposals(tx, tx.boards.get(c.board.id), meeting))
        assert [i.source_id for i in found] == [fits.id, flagged.id]
        assert ["to note" in i.title for i in found] == [True, False]
        said = replace(found[0], reason="noted, minute 22/9")
        for item in (said, found[1]):
            Exercises().dealt_with(tx, c.caller(tx, "asha"), item, meeting, c.now)
        again = list(Exercises().proposals(tx, tx.boards.get(c.board.id), meeting))
        assert again == []
        one, two = tx.exercises.get(fits.id), tx.exercises.get(flagged.id)
    assert (one.state, one.settled_minute) == (ExerciseState.NOTED, "22/9")
    assert (two.state, two.reported_meeting_id) == (ExerciseState.RATIFIED, meeting.id)


def test_retention_and_the_published_form(sqlite_council: Council) -> None:
    c = sqlite_council
    done = made(
        c,
        granted(c),
        amount=345,
        left_out=(("amount", "paragraph 3"), ("reasons", "paragraph 3")),
        background=(Background("Tenders", "vault", "", "paragraph 3"), Background("Report")),
        interests="none declared; call 01234 567890",
    )
    kept = retention(done)
    assert (kept.record, kept.papers) == (date(2033, 1, 11), date(2031, 1, 11))
    with c.store.begin() as tx:
        public = exercise_paper.paper_of(tx, done, c.now)
        whole = exercise_paper.paper_of(tx, done, c.now, whole=True)
    for secret in ("345", "best price", "Tenders", "01234"):
        assert secret not in str(public.parts)
        assert secret in str(whole.parts)
    assert {p.heading for p in public.parts if p.withheld} == {"Sum", "Reasons"}
    assert (whole.mark != "", public.mark) == (True, "")


def test_exempt_follows_the_grant(sqlite_council: Council) -> None:
    c = sqlite_council
    kept = granted(c)
    done = made(c, kept, amount=1)
    with c.store.begin() as tx:
        caller = c.caller(tx, "asha")
        delegation_keeping.mark_exempt(tx, tx.delegations.get(kept.id), caller, "para 3", c.now)
        assert tx.exercises.get(done.id).exempt == "para 3"
        found = register(tx, tx.boards.get(c.board.id), PUBLIC, c.now)
    assert (found.held, found.groundless, found.withheld) == ((), (), 2)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do all of it at the same time; what each gave or raised."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return work()
        except DomainError as refused:
            return refused

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_of_two_decisions_at_once_one_wins(council: Council) -> None:
    """Each alone is within the limit; the second is told that both together are not."""
    c = council
    kept = granted(c, recurring=True)
    drafts = [drafted(c, kept, amount=600, decision=f"award {n}") for n in (1, 2)]

    def make(draft: Exercise) -> Any:
        return c.do(exercise_keeping.make, "asha", draft.id, RecordForm(), "")

    done = at_once(*(lambda d=d: make(d) for d in drafts))
    won = [x for x in done if isinstance(x, Exercise)]
    told = [x for x in done if isinstance(x, DomainError)]
    assert (len(won), len(told)) == (1, 1)
    assert "comes to £1,200" in told[0].message


def test_of_two_replies_at_once_one_wins(council: Council) -> None:
    c = council
    kept = granted(c, "delegates the plan to Tom Hallam, in consultation with Femi Adeleke")
    (asked,) = c.do(consulting.ask, "asha", kept.id, "Do you agree?")
    done = at_once(
        lambda: c.do(consulting.reply, "femi", asked.id, "I do"),
        lambda: c.do(consulting.note_reply, "asha", kept.id, "Femi Adeleke", "she does not"),
    )
    told = [x for x in done if isinstance(x, AlreadyDone | Conflict)]
    assert len(told) == 1
    assert "already" in told[0].message


def test_of_two_call_ins_at_once_one_wins(council: Council) -> None:
    c = council
    executive(c)
    done = made(c, granted(c), amount=1, dispensation="none")
    today = c.now.date()
    c.do(exercise_reporting.publish, "asha", done.id, today)

    def call(by: str) -> Any:
        return c.do(call_ins.call_in, "asha", done.id, by, "the costs", today)

    both = at_once(lambda: call("Cllr Hale"), lambda: call("Cllr Marsh"))
    told = [x for x in both if isinstance(x, AlreadyDone)]
    assert len(told) == 1
    assert "was called in by" in told[0].message
