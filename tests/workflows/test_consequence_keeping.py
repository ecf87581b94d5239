"""What follows from clauses: offered, kept at one press, corrected, settled, put on the agenda."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support.council import Council
from workflows import consequence_keeping as keeping
from workflows import resolution_recording, rule_setting
from workflows.access import caller_for
from workflows.agenda_sources.consequences import DueConsequences
from workflows.agendas import AgendaItem
from workflows.consequence_keeping import ConsequenceForm
from workflows.consequence_money import financial_year, money, pounds
from workflows.consequences import Consequence, ConsequenceKind, ConsequenceState
from workflows.errors import AlreadyDone, Conflict, InvalidInput, NotAllowed, NotFound
from workflows.people import Person
from workflows.resolution_recording import NewResolution, ResolutionChange
from workflows.resolutions import Resolution
from workflows.rule_setting import RulesForm

TEXT = """a) agrees to maintain oversight of the harbour works, to be reviewed in 12-18 months
b) adopts the Harbour Strategy
c) recommends the budget to the Council
d) approves £35,000 for lanterns; and
e) agrees the terms subject to the approval of Exampleshire Council"""
KINDS = {
    ConsequenceKind.DUTY,
    ConsequenceKind.DOCUMENT,
    ConsequenceKind.REFERRAL,
    ConsequenceKind.MONEY,
    ConsequenceKind.APPROVAL,
}


def record(c: Council, text: str = TEXT, **more: str) -> Resolution:
    new = NewResolution(text, **more)
    return c.do(resolution_recording.record, "asha", c.board.id, new).resolution


def kept(c: Council, resolution: Resolution) -> dict[ConsequenceKind, Consequence]:
    made = c.do(keeping.keep_offered, "asha", resolution.id)
    return {one.kind: one for one in made}


def test_all_that_is_offered_is_kept_at_one_press_and_once(council: Council) -> None:
    resolution = record(council)
    offered = council.look(lambda tx: keeping.offered(tx, resolution))
    assert {f.kind for f in offered} == KINDS
    made = kept(council, resolution)
    assert set(made) == KINDS
    assert made[ConsequenceKind.MONEY].amount == 35_000
    assert made[ConsequenceKind.REFERRAL].body == "Council"
    duty = made[ConsequenceKind.DUTY]
    assert (duty.on, duty.until) == (date(2028, 1, 11), date(2028, 7, 11))
    assert council.look(lambda tx: keeping.offered(tx, resolution)) == ()
    with pytest.raises(AlreadyDone, match="Nothing was kept twice"):
        council.do(keeping.keep_offered, "asha", resolution.id)
    with pytest.raises(NotAllowed):
        council.do(keeping.keep_offered, "tom", record(council).id)


def test_what_is_not_chosen_is_put_aside_and_not_offered_again(sqlite_council: Council) -> None:
    c = sqlite_council
    resolution = record(c)
    clause = resolution.clauses[0].id
    made = c.do(keeping.keep_offered, "asha", resolution.id, chosen={(clause, "duty")})
    assert [one.kind for one in made] == [ConsequenceKind.DUTY]
    assert c.look(lambda tx: keeping.offered(tx, resolution)) == ()
    shown = c.look(lambda tx: keeping.listed(tx, c.caller(tx, "tom"), c.board.id)).shown
    assert [one.id for one in shown] == [made[0].id]


def test_one_is_settled_with_a_result_and_a_duty_goes_on(council: Council) -> None:
    made = kept(council, record(council))
    approval, duty = made[ConsequenceKind.APPROVAL], made[ConsequenceKind.DUTY]
    done = council.do(keeping.settle, "asha", approval.id, "approved, minute 12", None)
    assert (done.state, done.result) == (ConsequenceState.SETTLED, "approved, minute 12")
    with pytest.raises(AlreadyDone, match="cannot be settled any more"):
        council.do(keeping.settle, "asha", approval.id, "again", None)
    with pytest.raises(AlreadyDone, match="cannot be changed any more"):
        council.do(keeping.edit, "asha", approval.id, ConsequenceForm(text="other"))
    on = council.do(keeping.settle, "asha", duty.id, "reviewed", None, following="1 May 2028")
    assert (on.state, on.on, on.until) == (ConsequenceState.OPEN, date(2028, 5, 1), None)
    money = made[ConsequenceKind.MONEY]
    with pytest.raises(InvalidInput, match="settled once"):
        council.do(keeping.settle, "asha", money.id, "spent", None, following="1 May 2028")
    with pytest.raises(InvalidInput, match="has not come yet"):
        council.do(keeping.settle, "asha", money.id, "spent", date(2031, 1, 1))
    with pytest.raises(InvalidInput):
        council.do(keeping.settle, "asha", money.id, " ", None)
    deeds = [
        line.deed
        for line, _ in council.look(lambda tx: tx.ledger.of_subject("consequence", duty.id))
    ]
    assert deeds == ["kept", "reviewed"]


def test_one_is_corrected_or_let_go_with_a_reason(council: Council) -> None:
    made = kept(council, record(council))
    one = made[ConsequenceKind.MONEY]
    form = ConsequenceForm(amount="£1.2 million", on="1 May 2027", version=one.version)
    after = council.do(keeping.edit, "asha", one.id, form)
    assert (after.amount, after.on) == (1_200_000, date(2027, 5, 1))
    with pytest.raises(Conflict):
        council.do(keeping.edit, "asha", one.id, form)
    for field, text in (("amount", "lots"), ("on", "blue moon"), ("text", "")):
        bad = ConsequenceForm(**{field: text})
        with pytest.raises(InvalidInput) as refused:
            council.do(keeping.edit, "asha", one.id, bad)
        assert refused.value.field == field
    with pytest.raises(InvalidInput):
        council.do(keeping.end, "asha", one.id, "")
    assert council.do(keeping.end, "asha", one.id, "a slip").state is ConsequenceState.ENDED


def test_the_one_that_is_meant(sqlite_council: Council) -> None:
    c = sqlite_council
    resolution = record(c)
    made = kept(c, resolution)

    def meant(part: str, kind: ConsequenceKind | None) -> Consequence:
        return c.look(lambda tx: keeping.meant(tx, c.caller(tx, "asha"), [resolution], part, kind))

    assert meant("d", None).id == made[ConsequenceKind.MONEY].id
    assert meant("", ConsequenceKind.DUTY).id == made[ConsequenceKind.DUTY].id
    with pytest.raises(InvalidInput, match="Several are open there"):
        meant("", None)
    with pytest.raises(NotFound):
        meant("d", ConsequenceKind.DUTY)


def test_exempt_matter_stays_exempt_in_what_follows(council: Council) -> None:
    c = council
    secret = record(c, "approves £99 for the secret lantern", exempt="3: price")
    one = kept(c, secret)[ConsequenceKind.MONEY]
    assert one.exempt
    board, since, until = c.board, date(2026, 4, 1), date(2027, 3, 31)
    assert c.do(lambda tx, caller, now: money(tx, caller, board, since, until), "asha").total == 99
    with c.store.begin() as tx:
        person = tx.people.add(Person(tx.new_id(), "T1", "Ada Stranger"))
        stranger = caller_for(tx, person, c.now.date())
        assert money(tx, stranger, board, since, until).total == 0
        assert keeping.listed(tx, stranger, board.id).shown == ()
        with pytest.raises(NotFound):
            keeping.seen(tx, stranger, one.id)
    lifted = ResolutionChange(exempt="")
    c.do(resolution_recording.correct, "asha", secret.id, lifted, "published")
    assert c.look(lambda tx: tx.consequences.get(one.id)).exempt == ""


def test_money_by_meeting_and_year(sqlite_council: Council) -> None:
    c = sqlite_council
    for amount in ("£100", "£250"):
        kept(c, record(c, f"approves {amount} for paint"))
    found = c.do(lambda tx, caller, now: money(tx, caller, c.board, *financial_year(now.date())),
                 "tom")  # fmt: skip
    assert found.total == 350
    assert [day for day, *_ in found.meetings] == [c.now.date()]
    assert financial_year(date(2027, 3, 31)) == (date(2026, 4, 1), date(2027, 3, 31))
    assert financial_year(date(2027, 4, 1))[0] == date(2027, 4, 1)
    assert pounds(1_200_000) == "£1,200,000"


def test_the_body_that_approves_is_the_rules(sqlite_council: Council) -> None:
    c = sqlite_council
    c.do(rule_setting.change, "asha", c.board.id, RulesForm(approval_by="Full Council"))
    resolution = record(c, "agrees the terms subject to the approval of the Council")
    assert kept(c, resolution)[ConsequenceKind.APPROVAL].body == "Council"


def test_what_is_due_comes_before_the_meeting_and_is_settled_there(council: Council) -> None:
    made = kept(council, record(council))
    duty, referral = made[ConsequenceKind.DUTY], made[ConsequenceKind.REFERRAL]
    day = (council.now + timedelta(days=60)).date()
    for one in (duty, referral):
        form = ConsequenceForm(on=(day - timedelta(days=3)).isoformat())
        council.do(keeping.edit, "asha", one.id, form)
    early = council.meeting((council.now + timedelta(days=20)).date().isoformat())
    meeting = council.meeting(day.isoformat())
    source = DueConsequences()

    def proposed(of: object) -> list[AgendaItem]:
        return council.look(lambda tx: list(source.proposals(tx, council.board, of)))  # type: ignore[arg-type]

    assert proposed(early) == []
    items = proposed(meeting)
    assert {i.source_id for i in items} == {duty.id, referral.id}
    assert any("Answer of Council" in i.title for i in items)
    council.now += timedelta(days=61)
    for item in items:
        council.do(source.dealt_with, "asha", item, meeting)
    after = council.look(lambda tx: tx.consequences.many([duty.id, referral.id]))
    assert after[duty.id].state is ConsequenceState.SETTLED
    # Nobody said what the other body answered: it is still awaited.
    assert after[referral.id].state is ConsequenceState.OPEN
