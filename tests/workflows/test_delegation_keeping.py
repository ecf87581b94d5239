"""Delegations: their terms read, kept once for a clause, put right, revoked, lapsed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.council import Council
from workflows import delegation_keeping, delegation_terms, resolution_recording
from workflows.delegation_holders import compare, holders
from workflows.delegation_reading import is_chair, pounds, read_grant, warnings_for
from workflows.delegation_terms import Terms
from workflows.delegations import Delegation, DelegationState
from workflows.errors import AlreadyDone, Conflict, InvalidInput, NotAllowed, NotFound
from workflows.profile import Rules
from workflows.resolution_recording import NewResolution

pytest_plugins = ["tests.support.stores", "tests.support.council"]

GRANT = (
    "delegates final approval of the return to the Director of Public Health, in consultation "
    "with the Chair, before 15 January 2027"
)


def granted(council: Council, text: str = GRANT) -> Delegation:
    new = NewResolution(text, minute_ref="35")
    return council.do(resolution_recording.record, "asha", council.board.id, new).delegations[0]


def test_terms_are_read_from_the_clause(council: Council) -> None:
    kept = granted(council)
    assert kept.delegates == ("the Director of Public Health",)
    assert kept.consultees == ("the Chair",)
    assert kept.deadline.day == date(2027, 1, 15)
    assert kept.scope == "final approval of the return"
    assert (kept.consult_first, kept.recurring, kept.jointly) == (False, False, "")
    assert kept.state is DelegationState.GRANTED


ON = date(2027, 1, 11)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("delegates the award up to £25,000 to the Clerk", "amount", 25000),
        ("delegates awards to a maximum of £1.5m to the Clerk", "amount", 1_500_000),
        ("notes the £9,000 spent and delegates the rest to the Clerk", "amount", None),
        ("delegates to the Clerk, following consultation with the Chair, to sign", "first", True),
        ("delegates to the Clerk, in consultation with the Chair, to sign", "first", False),
        ("delegates the decision jointly to the Clerk and the Chair", "jointly", "jointly"),
        ("delegates the decision severally to the Clerk and the Chair", "jointly", "severally"),
        ("delegates the decision to the Clerk and the Chair", "jointly", ""),
        ("delegates approval of grants from time to time to the Clerk", "recurring", True),
        ("delegates approval of the plan to the Clerk", "recurring", False),
        ("delegates it for a period of 12 months to the Clerk", "until", date(2028, 1, 10)),
        ("delegates it until 31 March 2027 to the Clerk", "until", date(2027, 3, 31)),
    ],
)
def test_limits_and_how_it_is_held(text: str, field: str, value: object) -> None:
    read = read_grant(f"the Board {text}", ON)
    told: dict[str, object] = {"first": read.consult_first, "until": read.deadline}
    told["amount"] = read.amount
    told |= {"jointly": read.jointly, "recurring": read.recurring}
    assert told[field] == value, read


@pytest.mark.parametrize(
    ("words", "sum_"),
    [("£25,000", 25000), ("40k", 40000), ("1.5 million", 1_500_000), ("£2", 2), ("lots", None)],
)
def test_sums_as_people_write_them(words: str, sum_: int | None) -> None:
    assert pounds(words) == sum_


@pytest.mark.parametrize(
    ("delegates", "warned"),
    [
        (("the Director of Public Health",), False),
        (("the Chief Executive",), False),
        (("the Place Sub-Committee",), False),
        (("Councillor Peake",), True),
        (("the Chief Executive, NHS Exampleshire ICB",), True),
        (("the Chair",), True),
        ((), True),
    ],
)
def test_who_can_hold_it(delegates: tuple[str, ...], warned: bool) -> None:
    assert bool(warnings_for(delegates)) is warned


def test_a_body_that_is_no_councils_committee_is_free() -> None:
    free = Rules(since=date(2020, 1, 1), written_resolution=True)
    assert warnings_for(("the Chair",), free) == ()
    assert warnings_for((), free) != ()


def test_functions_that_the_rules_keep_back() -> None:
    rules = Rules(
        since=date(2020, 1, 1),
        officer_functions=("needs assessment",),
        sub_committee_functions=("pharmaceutical needs",),
        minuted="constitution part 3",
    )
    text = "delegates the pharmaceutical needs assessment to the Clerk"
    (told,) = warnings_for(("the Clerk",), rules, "", text)
    assert "sub-committee only under this board's rules (constitution part 3)" in told
    assert warnings_for(("the Needs Panel",), rules, "", text) == ()
    (told,) = warnings_for(("the Clerk",), rules, "licensing")
    assert "“licensing” is not among the functions" in told
    assert warnings_for(("the Clerk",), rules, "needs assessment") == ()


def test_chairs_by_office() -> None:
    assert is_chair("the Chair")
    assert is_chair("vice-chairman")
    assert not is_chair("Rosalind Peake")


def test_a_new_holder_inherits(sqlite_council: Council) -> None:
    c = sqlite_council
    kept = granted(c)
    with c.store.begin() as tx:
        board = tx.boards.get(c.board.id)
        (now,) = holders(tx, board, kept.delegates, ON)
        assert now.people == (c.people["tom"].id,)
        (chair,) = holders(tx, board, kept.consultees, ON)
        assert chair.people == (c.people["rosalind"].id,)
        compared = compare(tx, board, kept, "Tom Hallam", ON)
        assert (compared.strangers, compared.absent) == ((), ())
        assert compare(tx, board, kept, "Bea Lindqvist", ON).strangers == ("Bea Lindqvist",)


def test_an_unknown_reference_says_what_to_do(sqlite_council: Council) -> None:
    c = sqlite_council
    granted(c)
    with pytest.raises(NotFound, match="/delegation list"):
        c.look(lambda tx: delegation_keeping.find(tx, c.caller(tx, "asha"), c.board.id, "D7"))
    found = c.look(lambda tx: delegation_keeping.find(tx, c.caller(tx, "asha"), c.board.id, "d1"))
    assert found.text == GRANT


def test_put_right_with_a_reason_and_never_over_somebody_elses_change(council: Council) -> None:
    c = council
    kept = granted(c)
    with pytest.raises(InvalidInput, match="Say why"):
        c.do(delegation_terms.correct, "asha", kept.id, Terms(scope="the plan"), "")
    terms = Terms(jointly="jointly", amount=500, until=date(2027, 2, 1))
    after = c.do(delegation_terms.correct, "asha", kept.id, terms, "the annex", version=1)
    assert (after.amount, after.deadline.day) == (500, date(2027, 2, 1))
    with pytest.raises(Conflict, match="since you opened"):
        c.do(delegation_terms.correct, "asha", kept.id, terms, "the annex", version=1)
    with pytest.raises(NotAllowed):
        c.do(delegation_terms.correct, "tom", kept.id, Terms(amount=9), "mine")
    lines = c.look(lambda tx: tx.ledger.of_subject("delegation", kept.id))
    assert [line.deed for line, _ in lines] == ["kept", "terms corrected"]
    assert lines[-1][1]["reason"] == "the annex"


def test_lapsed_by_time_alone_and_in_force_again_if_its_end_was_read_wrong(
    council: Council,
) -> None:
    c = council
    kept = granted(c)
    c.now = c.now.replace(day=18)
    with c.store.begin() as tx:
        assert delegation_keeping.settle_team(tx, c.board.team_id, c.now) == 1
        assert delegation_keeping.settle_team(tx, c.board.team_id, c.now) == 0
    lapsed = c.look(lambda tx: tx.delegations.get(kept.id))
    assert (lapsed.state, lapsed.ended_on) == (DelegationState.LAPSED, date(2027, 1, 15))
    with pytest.raises(AlreadyDone, match="lapsed on Fri 15 Jan 2027"):
        c.do(delegation_terms.revoke, "asha", kept.id, "it is over")
    terms = Terms(until=date(2027, 3, 1))
    again = c.do(delegation_terms.correct, "asha", kept.id, terms, "misread")
    assert (again.state, again.ended_on) == (DelegationState.GRANTED, None)


def test_what_was_revoked_stays_revoked(sqlite_council: Council) -> None:
    c = sqlite_council
    kept = granted(c)
    gone = c.do(delegation_terms.revoke, "asha", kept.id, "minute 60")
    assert (gone.state, gone.ended_on) == (DelegationState.REVOKED, c.now.date())
    with pytest.raises(AlreadyDone, match="cannot be corrected"):
        c.do(delegation_terms.correct, "asha", kept.id, Terms(amount=1), "x")
    with pytest.raises(AlreadyDone, match="cannot be revoked again"):
        c.do(delegation_terms.revoke, "asha", kept.id, "again")
