"""What papers say is still to come: report-backs in the review, the rest to be ticked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.support.council import Council
from tests.support.papers import MINUTES, paper
from workflows import forward_plan_offers as offers
from workflows import minutes_recording, minutes_review
from workflows.clause_actions import ClauseWork, make_actions
from workflows.drafts import Draft, LineKind
from workflows.errors import AlreadyDone, NotAllowed
from workflows.minutes.register import DraftDeadline, DraftForward, DraftRegister
from workflows.report_backs import Cycle
from workflows.resolution_recording import NewResolution, record

REGISTER = DraftRegister(
    deadlines=(
        DraftDeadline("The plan is due by 30 June 2027.", date(2027, 6, 30), "by", True, (3, 3)),
        DraftDeadline("It is due soon.", None, "soon", False, (4, 4)),
    ),
    reviews=(
        DraftForward("Membership is reviewed in 12-18 months.", "in 12-18 months", "review", None,
                     (7, 7)),
    ),
    forward_plan=(
        DraftForward("Each domain is reported annually.", "annually", "recurring", None, (9, 9)),
        DraftForward("Call 01632 960123 in October 2027.", "October 2027", "once", None, (11, 11)),
    ),
)  # fmt: skip


@pytest.fixture
def c(sqlite_council: Council) -> Council:
    return sqlite_council


def with_owed(c: Council) -> Draft:
    draft: Any = c.do(minutes_review.take_in, "asha", c.board.id, paper(MINUTES), "1")
    with c.store.begin() as tx:
        current = tx.drafts.get(draft.id)
        told = {**current.meeting, "owed": offers.told(REGISTER)}
        return tx.drafts.save(replace(current, meeting=told))


def there(c: Council, draft: Draft) -> list[offers.Offer]:
    return c.look(lambda tx: offers.offers(tx, c.caller(tx, "asha"), draft.id))


def test_what_is_told_has_no_contacts_and_only_dated_deadlines() -> None:
    told = offers.told(REGISTER)
    assert [(t["kind"], t["day"]) for t in told] == [
        ("return", "2027-06-30"),
        ("report_back", ""),
        ("report_back", ""),
        ("report_back", ""),
    ]
    assert "01632" not in str(told)


def test_what_is_ticked_goes_into_the_register_once(c: Council) -> None:
    draft = with_owed(c)
    assert len(there(c, draft)) == 4
    taken = c.do(offers.take, "asha", draft.id, [0, 1, 2])
    assert (taken.returns, taken.reports, taken.refused) == (1, 2, ())
    (made,) = c.look(lambda tx: tx.returns.of_board(c.board.id))
    assert made.due == date(2027, 6, 30)
    assert "line 3" in made.note
    found = {a.text: a for a in c.look(lambda tx: tx.actions.reporting_to(c.board.id))}
    window = found["Membership is reviewed in 12-18 months."]
    assert (window.due.day, window.window_until) == (date(2028, 1, 11), date(2028, 7, 11))
    assert found["Each domain is reported annually."].cycle is Cycle.ANNUAL
    assert [o.number for o in there(c, draft)] == [3]
    with pytest.raises(AlreadyDone):
        c.do(offers.take, "asha", draft.id, [0, 1])
    with pytest.raises(NotAllowed):
        c.do(offers.take, "tom", draft.id, [3])


def test_minutes_that_ask_for_a_report_make_it_one(c: Council) -> None:
    text = (
        "Exampleshire Board\n\nMinutes of the meeting held on 11 January 2027\n\n"
        "5. Carers\n\nThe Board heard of it.\n\n"
        "Action: Tom Hallam to report back to the Board on carers at the next meeting.\n"
    )
    draft: Any = c.do(minutes_review.take_in, "asha", c.board.id, paper(text), "1")
    (line,) = [x for x in draft.lines if x.kind is LineKind.ACTION]
    assert line.data["report_back"] == "once"
    c.do(minutes_review.accept_all, "asha", draft.id, LineKind.ACTION)
    recorded = c.do(minutes_recording.record, "asha", draft.id)
    (made,) = recorded.actions
    assert made.report_to == c.board.id


def test_a_clause_that_asks_for_a_report_makes_a_report_back(c: Council) -> None:
    new = NewResolution(
        "That the Executive be requested to report back to the Board quarterly", minute_ref="27/4"
    )
    done = c.do(record, "asha", c.board.id, new)
    resolution = done.resolution
    clause = resolution.clauses[0]
    (made,) = c.do(make_actions, "asha", resolution.id, [ClauseWork(clause.id, ["Tom Hallam"])])
    assert (made.report_to, made.cycle) == (c.board.id, Cycle.QUARTERLY)
    assert made.due.day is None
