"""The life of delegated decisions, played from start to finish through the real App: granted,
consulted upon, decided, published, called in, reported, noted, ratified, lapsed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import httpx2
import pytest

from bot.slack import ids
from tests.support.answering import Seen
from tests.support.chat import card, dm_with, form, home_with, in_days, last, said, the_board, today
from tests.support.postbox import Postbox, html_of, postbox
from tests.support.product import ASHA, BEA, BOARD, HALLAM, Product, product
from tests.support.serving import until
from tests.support.workspace import Refused, plain
from workflows.dates import day_words
from workflows.delegations import Delegation, DelegationState
from workflows.exercises import Exercise, ExerciseState
from workflows.profile import Rules

FEMI = "femi.adeleke@exampleshire.example"
STEP = ids.DELEGATION_STEP
RECORD = {
    "decision": "Approved the plan for submission.",
    "reasons": "It meets the national conditions.",
    "alternatives": "None",
    "interests": "None declared",
}


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as running:
        yield running


@pytest.fixture
def mailing(tmp_path: Path, box: Postbox) -> Iterator[Product]:
    smtp: dict[str, Any] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": box.port,
        "smtp_security": "none",
        "smtp_from": "Matters Arising <actions@exampleshire.example>",
    }
    with product(tmp_path, **smtp) as running:
        yield running


def words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def the_grant(p: Product) -> Delegation:
    board = the_board(p)
    found: Delegation = p.look(lambda tx: tx.delegations.of_board(board.id)[-1])
    return found


def the_decision(p: Product, reference: str = "") -> Exercise:
    """The decision of that reference, else the last one."""
    board = the_board(p)
    every = p.look(lambda tx: tx.exercises.of_board(board.id))
    found: Exercise = next((e for e in every if e.reference == reference), every[-1])
    return found


def decided(p: Product, typed: str, who: str = ASHA, **more: Any) -> str:
    """Open the form of a record, fill it in, send it; the answer."""
    p.ws.submit(who, form(p, typed, who), {**RECORD, **more})
    p.settled()
    return plain(last(p, who))


def refused(p: Product, typed: str, **values: Any) -> dict[str, str]:
    """Send the form of a record that cannot be completed; the errors beside its fields."""
    view = form(p, typed)
    with pytest.raises(Refused) as error:
        p.ws.submit(ASHA, view, values)
    p.ws.close(ASHA, view)
    return dict(error.value.body["errors"])


def deeds(p: Product, subject: str, subject_id: str) -> list[str]:
    return [line.deed for line, _ in p.look(lambda tx: tx.ledger.of_subject(subject, subject_id))]


def file_of(p: Product, ending: str, who: str = ASHA) -> bytes:
    """The newest file of that kind in the person's direct message."""

    def found() -> str | None:
        files = [f for m in p.ws.messages(p.ws.dm(who), who) for f in m.get("files", [])]
        named = [f["id"] for f in files if f["name"].endswith(ending)]
        return named[-1] if named else None

    return p.ws.download(who, until(found, 10, f"a {ending}"))


def agenda_done(p: Product, reason: str = "") -> str:
    """Take what is proposed onto the agenda, hold the meeting, and deal with everything."""
    assert "Delegated decision X1" in said(p, "/meeting agenda")
    said(p, "/meeting agenda take all")
    meeting = said(p, "/meeting open")
    assert "open" in meeting
    board = the_board(p)
    items = p.look(lambda tx: tx.agenda_items.of_board(board.id))
    number = next(i.number or i.position for i in items if i.source == "exercise")
    return said(p, f"/meeting agenda done {number} {reason}".strip())


def test_three_delegates_before_the_national_deadline(mailing: Product, box: Postbox) -> None:
    """A grant to three, one of them outside the council, jointly; one is consulted by e-mail."""
    p = mailing
    ends = in_days(p, 10)
    answer = said(
        p,
        "/resolution 52: the Board delegates final approval of the Better Care Fund plan to the "
        "Director of Public Health, the Director of Adult Social Care and the Chief Executive, "
        "Exampleshire Voluntary Action, in consultation with Femi Adeleke, before "
        f"{words(ends)}",
    )
    assert "is no officer of the authority" in answer
    assert "have the others consulted" in answer
    grant = the_grant(p)
    assert len(grant.delegates) == 3
    assert grant.deadline.day == ends

    shown = said(p, "/delegation show D1")
    assert "jointly or severally not stated" in shown
    assert "Tom Hallam" in shown
    p.ws.press(ASHA, last(p), STEP + "jointly")
    assert "is held jointly" in plain(last(p))

    said(p, "/delegation consult D1: Do you support the plan as drafted?")
    p.settled()
    letter = next(m for m in box.to(FEMI) if "consulted" in str(m["Subject"]))
    page = Seen(html_of(letter))
    reply_by_link(page, "The voluntary sector supports it.")
    p.settled()
    assert "Femi Adeleke replied" in said(p, "/delegation show D1")

    everyone = list(grant.delegates)
    errors = refused(p, "/delegation decide D1", agreed=everyone[:2], **RECORD)
    assert "has not agreed" in errors["override"]
    assert the_grant(p).state is DelegationState.GRANTED
    answer = decided(p, "/delegation decide D1", agreed=everyone)
    assert "made, to be reported" in answer
    made = the_decision(p)
    assert (made.flags, made.state) == ((), ExerciseState.MADE)
    assert "The voluntary sector supports it." in made.consulted
    assert the_grant(p).state is DelegationState.USED

    p.ws.press(ASHA, shown_decision(p), STEP + "paper")
    p.settled()
    page_text = file_of(p, ".html").decode()
    assert "It meets the national conditions." in page_text
    paper = docx.Document(io.BytesIO(file_of(p, ".docx")))
    assert any("Alternatives considered" in x.text for x in paper.paragraphs)
    assert "Published on" in said(p, "/delegation published X1")

    assert "ratified" not in agenda_done(p)
    settled = the_decision(p)
    assert settled.state is ExerciseState.NOTED
    assert deeds(p, "exercise", settled.id) == ["drafted", "made", "published", "noted"]
    assert "noted" in plain(card(p, "Approved the plan"))


def shown_decision(p: Product) -> dict[str, Any]:
    said(p, "/delegation show X1")
    return last(p)


def reply_by_link(letter: Seen, text: str) -> None:
    """Follow the letter's link, reply in the form, and read the thanks."""
    links = [value for name, value in letter.attributes if name == "href"]
    url = next(link for link in links if link.startswith("http://127.0.0.1"))
    with httpx2.Client(follow_redirects=True) as browser:
        page = Seen(browser.get(url).text)
        form_of = page.forms["reply"]
        answer = browser.post(url, data={**form_of, "text": text})
        assert "your reply is kept" in answer.text


def test_endorsed_afterwards_with_no_grant_on_record(p: Product) -> None:
    """Templates were signed off and submitted under an authority that nobody can find."""
    day = in_days(p, -9)
    for name, area in (("Tom Hallam", "Eastshire"), ("Bea Lindqvist", "Westshire")):
        answer = said(
            p,
            f"/delegation used none on {words(day)} by {name}: signed off the discharge fund "
            f"template for {area}, submitted on {words(day)}",
        )
        assert "no resolution is known that grants it" in answer
        assert "Its record still lacks: the reasons" in answer
    assert "Decided without a known grant" in said(p, "/delegation list")

    errors = refused(p, "/delegation decide X1", reasons="The deadline.")
    assert "the alternatives considered" in errors["alternatives"]
    errors = refused(
        p, "/delegation decide X1", reasons="The deadline.", alternatives="none", interests="-"
    )
    assert "“none declared” is an answer" in errors["interests"]
    kept = {**RECORD, "decision": "Signed off the template."}
    errors = refused(p, "/delegation decide X1", **kept)
    assert "no resolution is known that grants it" in errors["override"]
    why = "The deadline was national; the grant is being looked for."
    for reference in ("X1", "X2"):
        answer = decided(p, f"/delegation decide {reference}", override=why)
        assert "kept all the same" in answer

    assert "to ratify" in said(p, "/meeting agenda")
    agenda_done(p, "endorsed, minute 61")
    first = the_decision(p, "X1")
    assert (first.state, first.settled_minute) == (ExerciseState.RATIFIED, "61")

    said(p, "/resolution 12: the Board delegates the discharge fund template to Tom Hallam")
    assert "under D1" in said(p, "/delegation link X1 D1")
    linked = the_decision(p, "X1")
    assert linked.delegation_id == the_grant(p).id
    assert not any("no resolution is known" in flag for flag in linked.flags)
    assert "X2" in said(p, "/delegation list").partition("Decided without a known grant")[2]


def executive(p: Product, days: int | None) -> None:
    """The board's decisions are the executive's from long ago on."""
    board = the_board(p)
    rules = Rules(since=date(2020, 1, 1), executive=True, call_in_days=days)
    p.look(lambda tx: tx.boards.save(replace(tx.boards.get(board.id), profile=(rules,))))


FOLLOWING = (
    "the Executive delegates the award of the contract for the care home up to £25,000 to the "
    "Director of Public Health, following consultation with the Chair"
)


def test_an_executive_power_following_consultation(p: Product) -> None:
    """An annexed executive delegation: not before the chair was heard, and within its limit."""
    executive(p, None)
    said(p, f"/resolution 14: {FOLLOWING}")
    grant = the_grant(p)
    assert (grant.consult_first, grant.amount) == (True, 25000)
    assert "following consultation with the Chair" in said(p, "/delegation show D1")

    kept = {**RECORD, "dispensation": "none", "amount": "£24,000"}
    errors = refused(p, "/delegation decide D1", **RECORD)
    assert "any dispensation" in errors["dispensation"]
    errors = refused(p, "/delegation decide D1", **kept)
    assert "the consultation of the Chair is not on record" in errors["override"]
    assert "may not be used before" in errors["override"]

    asked = form(p, "/delegation consult D1")
    p.ws.submit(ASHA, asked, {"question": "Do you agree to the award?"})
    p.settled()
    question = dm_with(p, "U0PEAKE", "you are consulted before a decision")
    p.ws.press("U0PEAKE", question, STEP + "reply")
    p.ws.submit("U0PEAKE", p.ws.open_view("U0PEAKE"), {"text": "I agree."})
    p.settled()
    assert "replied" in plain(dm_with(p, "U0PEAKE", "I agree."))
    p.ws.press("U0PEAKE", question, STEP + "reply")
    p.ws.submit("U0PEAKE", p.ws.open_view("U0PEAKE"), {"text": "Again."}, check=False)
    assert p.look(lambda tx: tx.consultations.of_delegation(grant.id))[0].reply == "I agree."
    p.ws.close("U0PEAKE", p.ws.open_view("U0PEAKE"))

    errors = refused(p, "/delegation decide D1", **{**kept, "amount": "£31,000"})
    assert "£31,000 is more than the £25,000 granted" in errors["override"]
    # The one who holds the power sees it on Home, and records the decision from there.
    p.ws.open_home(HALLAM)
    p.ws.press(HALLAM, home_with(p, HALLAM, "You may decide", "D1"), STEP + "decide")
    own = {**kept, "decided_by": "Tom Hallam"}
    p.ws.submit(HALLAM, p.ws.open_view(HALLAM), own)
    p.settled()
    assert "made, to be reported" in plain(card(p, "Approved the plan"))
    assert the_decision(p).consulted.startswith("the Chair: I agree.")
    assert "£1,000 left" in said(p, "/delegation list")
    assert "noted" in said(p, "/delegation noted X1 minute 19")
    assert the_decision(p).settled_minute == "19"


def test_called_in_and_settled(p: Product) -> None:
    """An executive decision waits five working days from publication, is called in, and stands."""
    executive(p, 5)
    said(p, "/resolution 20: the Executive delegates the closure of the car park to Tom Hallam")
    answer = decided(p, "/delegation decide D1", dispensation="none")
    assert "not yet implementable" in answer
    assert "is not published yet" in said(p, "/delegation call-in X1 by Cllr Ada Hale: the costs")
    answer = said(p, "/delegation published X1")
    assert "made, not yet implementable until" in answer
    assert "cannot be noted yet" in said(p, "/delegation noted X1 minute 9")

    said(p, "/delegation call-in X1 by Cllr Ada Hale and two others: the costs were not given")
    assert the_decision(p).state is ExerciseState.CALLED_IN
    assert "called in by Cllr Ada Hale" in plain(card(p, "Approved the plan"))
    second = said(p, "/delegation call-in X1 by Cllr Ivo Marsh: the trees")
    assert "was called in by Cllr Ada Hale and two others" in second
    assert "has been called in" in said(p, "/delegation reported X1")

    p.to_working_day(3)
    assert "made, to be reported" in said(p, "/delegation settle X1 upheld")
    settled = the_decision(p)
    assert settled.call_ins[0].outcome == "upheld"
    assert "has been called in once" in said(p, "/delegation call-in X1 by Cllr Ivo Marsh: trees")
    assert "noted" in said(p, "/delegation noted X1 minute 9")


def test_sent_back_and_decided_anew(p: Product) -> None:
    executive(p, 5)
    said(p, "/resolution 20: the Executive delegates the closure of the car park to Tom Hallam")
    decided(p, "/delegation decide D1", dispensation="none")
    said(p, "/delegation published X1")
    said(p, "/delegation call-in X1 by Cllr Ada Hale: the costs were not given")
    assert "draft record" in said(p, "/delegation settle X1 sent back")
    assert the_grant(p).state is DelegationState.GRANTED
    answer = decided(p, "/delegation decide X1", dispensation="none", reasons="With costs: none.")
    assert "made, to be reported" in answer
    assert deeds(p, "exercise", the_decision(p).id)[-2:] == ["sent back", "made"]


def test_a_power_lapses_and_what_is_then_done_with_it(p: Product) -> None:
    """Unused at its end it lapses by itself; used in time but recorded late it counts as used."""
    ends = in_days(p, 3)
    said(
        p,
        "/resolution 33: the Board delegates the signing of the lease to the Director of Public "
        f"Health until {words(ends)}",
    )
    p.ws.advance(days=(ends - today(p)).days + 1)
    until(lambda: the_grant(p).state is DelegationState.LAPSED, 20, "the lapse")
    assert the_grant(p).ended_on == ends
    assert deeds(p, "delegation", the_grant(p).id)[-1] == "lapsed"
    assert "lapsed" in said(p, "/delegation list")
    assert "lapsed on" in said(p, "/delegation revoke D1 because it is over")
    assert "nothing left to consult" in said(p, "/delegation consult D1: May we?")

    errors = refused(p, "/delegation decide D1", **RECORD)
    assert f"after it ended on {ends:%a} {ends.day} {ends:%b %Y}" in errors["override"]
    answer = said(p, f"/delegation used D1 on {words(ends)}: signed the lease")
    assert "draft record" in answer
    assert the_grant(p).state is DelegationState.GRANTED
    decided(p, "/delegation decide D1")
    assert the_grant(p).state is DelegationState.USED
    assert deeds(p, "delegation", the_grant(p).id)[-2:] == ["in force again", "used"]


def test_chairs_action_only_in_its_lawful_form(p: Product) -> None:
    said(p, "/delegation used none by the Chair: wrote to the minister")
    offered = last(p)
    assert "cannot decide alone" in plain(offered)
    board = the_board(p)
    assert p.look(lambda tx: tx.exercises.of_board(board.id)) == []
    p.ws.press(ASHA, offered, STEP + "lawful")
    view = p.ws.open_view(ASHA)
    assert "wrote to the minister" in str(view)
    given = {"decided_by": "Bea Lindqvist", "consulted": "In consultation with the chair: agreed"}
    p.ws.submit(ASHA, view, {**RECORD, **given, "override": "Urgent; no meeting before."})
    p.settled()
    made = the_decision(p)
    assert (made.decided_by, made.state) == ("Bea Lindqvist", ExerciseState.MADE)


def test_exempt_matter_stays_with_those_who_may_read_it(p: Product) -> None:
    said(p, "/resolution 40: the Board delegates the sale of the depot to Tom Hallam")
    why = "paragraph 3: the price is being negotiated"
    answer = decided(p, "/delegation decide D1", exempt=why, decision="Sold the depot for £9.")
    assert ":lock:" in answer
    assert "depot for" not in str([m for m in p.ws.messages(BOARD) if not m.get("ephemeral")])
    assert "Sold the depot" in plain(dm_with(p, ASHA, "Sold the depot"))
    p.ws.command(ASHA, BOARD, "/delegation record X1 html")
    p.settled()
    page = file_of(p, ".html").decode()
    assert "Not published: paragraph 3" in page
    assert "£9" not in page
    p.ws.command(ASHA, BOARD, "/delegation record X1 docx whole")
    p.settled()
    whole = docx.Document(io.BytesIO(file_of(p, "not-for-publication.docx")))
    assert any("Sold the depot for £9." in x.text for x in whole.paragraphs)


def test_left_out_with_the_reason(p: Product) -> None:
    said(p, "/resolution 41: the Board delegates the award to Tom Hallam")
    answer = refused(p, "/delegation decide D1", **RECORD, left_out=["reasons"])
    assert "Say why it is left out" in answer["left_out_reason"]
    decided(
        p,
        "/delegation decide D1",
        left_out=["reasons"],
        left_out_reason="paragraph 3: commercial",
        background="Tender report | intranet | exempt because paragraph 3\nOpen paper | web site",
    )
    p.ws.command(ASHA, BOARD, "/delegation record X1 html")
    p.settled()
    page = file_of(p, ".html").decode()
    assert "Not published: paragraph 3: commercial" in page
    assert "national conditions" not in page
    assert "Tender report" not in page
    assert "Open paper (web site)" in page
    assert f"until {kept_until(today(p))}" in page


def kept_until(day: date) -> str:
    six = day.replace(year=day.year + 6) if (day.month, day.day) != (2, 29) else day
    return day_words(six)


def test_revoked_and_who_may(p: Product) -> None:
    said(p, "/resolution 42: the Board delegates the awards of grants to Tom Hallam")
    assert "Only a committee officer" in said(p, "/delegation revoke D1 because no", BEA)
    assert "Only a committee officer" in said(p, "/delegation used D1: gave it away", BEA)
    assert "revoked" in said(p, "/delegation revoke D1 because of minute 60")
    assert the_grant(p).ended_reason == "of minute 60"
    assert "was revoked on" in said(p, "/delegation revoke D1 because again")
    errors = refused(p, "/delegation decide D1", **RECORD)
    assert "after it was revoked" in errors["override"]


def test_terms_are_put_right(p: Product) -> None:
    said(p, "/resolution 43: the Board delegates the grants to Tom Hallam")
    view = form(p, "/delegation terms D1")
    later = today(p) + timedelta(days=40)
    p.ws.submit(
        ASHA,
        view,
        {
            "delegates": "Tom Hallam\nBea Lindqvist",
            "amount": "£2k",
            "until": later.isoformat(),
            "kinds": ["standing"],
            "jointly": "severally",
            "reason": "as the annex says",
        },
    )
    grant = the_grant(p)
    assert (grant.amount, grant.recurring, grant.jointly) == (2000, True, "severally")
    assert grant.deadline.day == later
    assert deeds(p, "delegation", grant.id) == ["kept", "terms corrected"]
    decided(p, "/delegation decide D1", decided_by="Bea Lindqvist", amount="1500")
    second = {**RECORD, "decision": "A second grant.", "decided_by": "Tom Hallam"}
    errors = refused(p, "/delegation decide D1", **second, amount="£600")
    assert "£600 with the £1,500 of X1 comes to £2,100" in errors["override"]
    assert "£500 left" in said(p, "/delegation list")
