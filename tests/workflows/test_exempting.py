"""What becomes exempt after it was open, takes along what was made of it; what is recorded of an
exempt item is exempt; nothing of a private meeting is told in passing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from tests.support.council import Council
from tests.support.soundings import opened
from workflows import (
    action_recording,
    agenda_keeping,
    circulating,
    consulting,
    meeting_finding,
    meeting_live,
    resolution_recording,
    returning,
    sounding_closing,
    sounding_places,
)
from workflows.access import PUBLIC
from workflows.action_recording import Correction
from workflows.agenda_keeping import ItemForm
from workflows.agendas import AgendaItem, ItemState
from workflows.consultations import Consultation
from workflows.deliveries import Shown
from workflows.errors import NotFound
from workflows.forward_plan import forward_plan
from workflows.meetings import Meeting, MeetingKind
from workflows.people import Absence
from workflows.resolution_recording import NewResolution
from workflows.returning import ReturnForm

SECRET = "Kestrel"
PARAGRAPH = "paragraph 3: a price"


def items(c: Council, meeting: Meeting) -> list[AgendaItem]:
    return c.look(lambda tx: tx.agenda_items.of_meeting(meeting.id))


def public_plan(c: Council) -> str:
    return c.look(lambda tx: repr(forward_plan(tx, c.board, PUBLIC, c.now).meetings))


def test_the_item_made_of_an_action_becomes_exempt_with_it(council: Council) -> None:
    meeting = council.meeting("10 February 2027")
    action = council.record(f"Buy {SECRET} House", "Tom Hallam", due="10 February 2027")
    item = council.look(
        lambda tx: tx.agenda_items.add(
            AgendaItem(
                "i1", council.board.id, meeting.id, f"Action: buy {SECRET} House",
                state=ItemState.ON_AGENDA, source="action", source_id=action.id,
            )
        )
    )  # fmt: skip
    council.do(action_recording.edit, "asha", action.id, Correction(exempt=PARAGRAPH), "")
    assert council.look(lambda tx: tx.agenda_items.get(item.id)).exempt == PARAGRAPH
    lines = council.look(lambda tx: tx.ledger.of_subject("agenda", meeting.id))
    assert [line.deed for line, _ in lines][-1] == "item exempt"
    assert SECRET not in public_plan(council)


def test_the_item_made_of_a_return_and_the_plan_that_shows_it(council: Council) -> None:
    meeting = council.meeting("10 February 2027")
    form = ReturnForm(f"{SECRET} return", "1 March 2027", sign_off="10 February 2027")
    made = council.do(returning.add, "asha", council.board.id, form)
    council.look(
        lambda tx: tx.agenda_items.add(
            AgendaItem(
                "i1", council.board.id, meeting.id, f"Sign off: {SECRET} return",
                state=ItemState.ON_AGENDA, source="return", source_id=made.id,
            )
        )
    )  # fmt: skip
    plan = {"board_id": council.board.id, "until": "2027-12-01"}
    shown = Shown("statutoryreturn", made.id, "C1", "1.1", "forward_card", "public", plan, False)
    council.look(lambda tx: tx.showings.add(shown))
    assert SECRET in public_plan(council)
    marked = replace(form, exempt=PARAGRAPH, version=made.version)
    council.do(returning.change, "asha", made.id, marked)
    assert SECRET not in public_plan(council)
    updates = [p for p in council.outbox("forward_card") if p.args.get("ts") == "1.1"]
    assert updates, "what stands in the channel is drawn anew"


def test_an_item_put_off_stays_exempt_where_it_comes_back(council: Council) -> None:
    first = council.meeting("10 February 2027")
    again = council.meeting("10 March 2027")
    added = council.do(agenda_keeping.add, "asha", first.id, ItemForm(f"{SECRET} House")).item
    copy = replace(added, id="copy", meeting_id=again.id, source="item", source_id=added.id)
    council.look(lambda tx: tx.agenda_items.add(replace(copy, version=1)))
    council.do(agenda_keeping.change, "asha", added.id, ItemForm(exempt=PARAGRAPH))
    assert {i.exempt for m in (first, again) for i in items(council, m)} == {PARAGRAPH}


def test_a_sounding_marked_later(council: Council) -> None:
    meeting = council.meeting("10 February 2027")
    s = opened(council)
    council.do(sounding_closing.close, "asha", s.id, "enough")
    council.look(
        lambda tx: tx.agenda_items.add(
            AgendaItem(
                "i1", council.board.id, meeting.id, f"Views sought: {SECRET}?",
                state=ItemState.ON_AGENDA, source="sounding", source_id=s.id,
            )
        )
    )  # fmt: skip
    council.do(sounding_places.mark_exempt, "asha", s.id, PARAGRAPH)
    assert SECRET not in public_plan(council)


def test_a_paper_marked_later(council: Council) -> None:
    meeting = council.meeting("10 February 2027")
    new = circulating.NewPaper(f"{SECRET} House", "The valuation")
    paper = council.do(circulating.circulate, "asha", council.board.id, new)
    item = AgendaItem(
        "i1", council.board.id, meeting.id, f"Paper: {SECRET} House",
        state=ItemState.ON_AGENDA, source="circulation", source_id=paper.id,
    )  # fmt: skip
    council.look(lambda tx: tx.agenda_items.add(item))
    council.do(circulating.mark_exempt, "asha", paper.id, PARAGRAPH)
    assert [i.exempt for i in items(council, meeting)] == [PARAGRAPH]
    assert SECRET not in public_plan(council)


def test_a_deputy_is_not_shown_an_exempt_question(council: Council) -> None:
    asked = Consultation(
        "c1", council.board.id, "d1", "Femi", f"{SECRET}?", "x", council.now,
        person_id=council.people["tom"].id,
    )  # fmt: skip
    outsider = council.look(
        lambda tx: tx.people.add(replace(council.people["tom"], id="p9", slack_id="U9", email=None))
    )
    council.people["deputy"] = outsider
    away = Absence("a1", "T1", council.people["tom"].id, council.now.date(), council.now.date(),
                   council.people["tom"].id, deputy_id="p9")  # fmt: skip
    council.look(lambda tx: tx.people.add_absence(away))

    def reads(who: str, thing: Consultation) -> bool:
        return council.look(
            lambda tx: consulting.may_read(tx, council.caller(tx, who), thing, council.now)
        )

    assert reads("deputy", asked), "open matter is read by whoever stands in"
    assert not reads("deputy", replace(asked, exempt=PARAGRAPH))
    assert reads("tom", replace(asked, exempt=PARAGRAPH))
    assert not reads("bea", asked), "nobody else was asked"


def test_an_error_does_not_tell_of_a_private_meeting(council: Council) -> None:
    council.meeting("10 February 2027")
    council.meeting("17 February 2027", kind=MeetingKind.PRIVATE)

    def looked(now: datetime) -> object:
        return council.look(lambda tx: meeting_finding.named(tx, council.board, "1 May 2027", now))

    with pytest.raises(NotFound) as said:
        looked(council.now)
    assert "10 Feb" in str(said.value)
    assert "17 Feb" not in str(said.value)


def test_what_is_recorded_at_an_exempt_item_is_exempt(council: Council) -> None:
    """An officer who types at the meeting is not asked again what the agenda says already."""
    meeting = council.meeting("11 January 2027")
    form = ItemForm(f"{SECRET} House", exempt=PARAGRAPH)
    added = council.do(agenda_keeping.add, "asha", meeting.id, form).item
    council.do(agenda_keeping.add, "asha", meeting.id, ItemForm("Budget"))
    council.do(meeting_live.open_meeting, "asha", council.board.id)

    def recorded_at(item: str) -> set[str]:
        council.do(meeting_live.set_item, "asha", council.board.id, item)
        action = council.record(f"Ask for a valuation at {item}", "Tom Hallam")
        new = NewResolution(f"That the matter of {item} be noted.")
        made = council.do(resolution_recording.record, "asha", council.board.id, new).resolution
        return {action.exempt, made.exempt}

    number = council.look(lambda tx: tx.agenda_items.get(added.id)).number
    (budget,) = [i.number for i in items(council, meeting) if i.title == "Budget"]
    assert recorded_at(number) == {PARAGRAPH}
    assert recorded_at(budget) == {""}
