"""Draft minutes as .docx, their approval and signing, through the real App; the files read back."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import docx
import pytest

from tests.support.chat import dm_with, meetings, planned, said, the_board
from tests.support.product import ASHA, BEA, HALLAM, PEAKE, Product
from workflows.agendas import AgendaItem, ItemState
from workflows.meetings import Meeting, MeetingState

SECRET = "the purchase of the mill"


@pytest.fixture
def held(p: Product) -> Meeting:
    """A meeting with attendance, a declaration, resolutions, actions and an exempt item, closed."""
    coming = planned(p)
    _items(p, coming)
    for typed in (
        "/meeting open",
        f"/meeting present <@{PEAKE}> <@{HALLAM}>",
        "/meeting substitute Kerry Shaw for Bea Lindqvist",
        "/meeting apologies Femi Adeleke",
        "/meeting absent rest",
        f"/meeting declare <@{HALLAM}> item 7: owns land beside it (pecuniary, registered)",
        "/meeting request Lou Marsh: the library’s hours",
        "/meeting outcome Lou Marsh: heard",
        "/meeting item 7 Library",
        "/resolution a) the Board agrees the plan; and b) asks for a report",
        f"/action <@{HALLAM}> by next meeting: send the plan to all partners",
        "/meeting item 9 Estate",
        f"/action <@{PEAKE}>: write to the owner about {SECRET}",
    ):
        said(p, typed)
    _make_exempt(p, coming)
    said(p, "/meeting close")
    return next(m for m in meetings(p) if m.id == coming.id)


def _items(p: Product, meeting: Meeting) -> None:
    board_id = the_board(p).id

    def add(tx: Any) -> None:
        common: dict[str, Any] = {"board_id": board_id, "meeting_id": meeting.id}
        for item in (
            AgendaItem("i7", title="Library", number="7", position=7, **common),
            AgendaItem("i8", title="Flood", number="8", position=8, urgent="the river", **common),
            AgendaItem("i9", title=f"Estate: {SECRET}", number="9", position=9,
                       exempt="paragraph 3: a bargain would suffer", **common),
            AgendaItem("i10", title="Parking", number="10", position=10,
                       state=ItemState.DEFERRED, reason="the survey is late", **common),
        ):  # fmt: skip
            tx.agenda_items.add(item)
        out = tx.meetings.get(meeting.id)
        tx.meetings.save(replace(out, agenda_published_on=date(2026, 1, 1)))

    p.look(add)


def _make_exempt(p: Product, meeting: Meeting) -> None:
    def mark(tx: Any) -> None:
        (action,) = [a for a in tx.actions.of_meeting(meeting.id) if SECRET in a.text]
        tx.actions.save(replace(action, exempt="paragraph 3: a bargain would suffer"))

    p.look(mark)


def files(p: Product, words: str) -> dict[str, bytes]:
    """The files in the thread of the newest message with these words, by name."""
    message = dm_with(p, ASHA, words)
    replies = p.ws.messages(p.ws.dm(ASHA), ASHA, thread_ts=message["ts"])[1:]
    found = [f for r in replies for f in r.get("files", [])]
    return {f["name"]: p.ws.download(ASHA, f["id"]) for f in found}


def words_of(data: bytes) -> str:
    return "\n".join(x.text for x in docx.Document(io.BytesIO(data)).paragraphs)


def header_of(data: bytes) -> tuple[str, str]:
    """The words of the header, and its XML."""
    head = docx.Document(io.BytesIO(data)).sections[0].header
    return "\n".join(x.text for x in head.paragraphs), head._element.xml


def test_the_draft_has_everything_and_is_marked_on_every_page(p: Product, held: Meeting) -> None:
    assert "exempt matter as a file of its own" in said(p, "/meeting minutes draft")
    found = files(p, "Draft minutes of")
    one = found[f"draft-minutes-{held.day.isoformat()}.docx"]
    text = words_of(one)
    for wanted in (
        "Minutes of decisions and actions",
        "Council Chamber, Civic Hall",
        "Called for 14:00–16:00",
        "Present (3)",
        "Rosalind Peake (Chair)",
        "Kerry Shaw on behalf of Bea Lindqvist",
        "Apologies (2)",
        "Femi Adeleke",
        "Tom Hallam, item 7: owns land beside it (pecuniary, in the register).",
        "Lou Marsh: the library’s hours (heard).",
        "7 Library",
        "Took no part because of a declared interest: Tom Hallam.",
        "the Board agrees the plan",
        "send the plan to all partners",
        "Owner: Tom Hallam",
        "Taken as a matter of urgency",
        "The chair’s reason: the river",
        "Deferred: the survey is late.",
        "Exempt item",
        "paragraph 3 of Schedule 12A",
        "To be approved at a later meeting.",
        "Person presiding",
    ):
        assert wanted in text, wanted
    words, xml = header_of(one)
    assert "DRAFT" in words
    assert 'string="DRAFT"' in xml, "the watermark stands in the header, so on every page"


def test_exempt_matter_stands_in_a_file_of_its_own(p: Product, held: Meeting) -> None:
    said(p, "/meeting minutes draft")
    found = files(p, "Draft minutes of")
    two = found.pop(f"draft-minutes-{held.day.isoformat()}-part-2-exempt.docx")
    (one,) = found.values()
    assert SECRET not in words_of(one)
    assert "Estate" not in words_of(one), "not even what the item is called"
    assert "a bargain" not in words_of(one)
    assert SECRET.encode() not in one
    assert f"9 Estate: {SECRET}" in words_of(two)
    assert f"write to the owner about {SECRET}" in words_of(two)
    assert "send the plan" not in words_of(two)
    assert "EXEMPT" in header_of(two)[0]


def test_only_an_officer_draws_up_and_approves(p: Product, held: Meeting) -> None:
    for typed in ("draft", "approved", "signed by Rosalind Peake"):
        assert "Only a committee officer" in said(p, f"/meeting minutes {typed}", BEA), typed
    assert "not been held" in said(p, f"/meeting minutes draft {_next(p)}")


def _next(p: Product) -> str:
    said(p, "/meeting schedule 16 March 2028")
    return "16 March 2028"


def test_approved_with_corrections_at_a_later_meeting_then_signed(
    p: Product, held: Meeting
) -> None:
    said(p, "/meeting issue")
    assert "cannot be signed yet" in said(p, f"/meeting minutes signed of {held.day} by R Peake")
    _pass(p, held, 40)
    day = held.day.isoformat()
    answer = said(p, f"/meeting minutes approved {day} with corrections: in item 7 read May")
    assert "in item 7 read May" in answer
    assert "Decisions and their dates stay" in answer
    after = _meeting(p, held)
    assert after.corrections == "in item 7 read May"
    assert after.minutes_approved_on is not None
    assert "signed by Rosalind Peake" in said(p, "/meeting minutes signed by Rosalind Peake")
    assert "Nothing was changed" in said(p, f"/meeting minutes signed of {day} by Tom Hallam")
    said(p, f"/meeting minutes draft {day}")
    found = files(p, "Minutes of")
    one = found[f"minutes-{day}.docx"]
    assert header_of(one)[0] == ""
    assert "string=" not in header_of(one)[1]
    text = words_of(one)
    assert "with corrections: in item 7 read May" in text
    assert "Signed by Rosalind Peake on" in text


def test_an_approval_changes_no_decision(p: Product, held: Meeting) -> None:
    said(p, "/meeting issue")
    before = p.look(lambda tx: tx.resolutions.of_meeting(held.id))
    actions = p.look(lambda tx: tx.actions.of_meeting(held.id))
    _pass(p, held, 40)
    said(p, f"/meeting minutes approved {held.day} with corrections: all of it")
    assert p.look(lambda tx: tx.resolutions.of_meeting(held.id)) == before
    told = [(a.text, a.due, a.status) for a in p.look(lambda tx: tx.actions.of_meeting(held.id))]
    assert told == [(a.text, a.due, a.status) for a in actions]


def test_an_approval_without_a_meeting_that_day_is_flagged(p: Product, held: Meeting) -> None:
    said(p, "/meeting issue")
    _pass(p, held, 40)
    assert "no meeting on" in said(p, f"/meeting minutes approved {held.day}")


def test_on_the_meetings_own_day_they_are_approved_only_anyway(p: Product, held: Meeting) -> None:
    said(p, "/meeting issue")
    _pass(p, held, 0)
    answer = said(p, f"/meeting minutes approved {held.day}")
    assert "approved at a later meeting" in answer
    assert f"/meeting minutes approved anyway {held.day}" in answer
    assert _meeting(p, held).minutes_approved_on is None
    assert "were approved on" in said(p, f"/meeting minutes approved anyway {held.day}")
    assert _meeting(p, held).minutes_approved_on == held.day


def test_with_two_sets_to_sign_it_asks_which(p: Product, held: Meeting) -> None:
    said(p, "/meeting issue")
    _pass(p, held, 40)
    said(p, f"/meeting minutes approved {held.day}")
    other = replace(
        _meeting(p, held), id="other", uid="other", day=held.day - timedelta(days=28), version=1
    )
    p.look(lambda tx: tx.meetings.add(other))
    answer = said(p, "/meeting minutes signed by Rosalind Peake")
    assert "Nothing was changed" in answer
    for each in (held, other):
        assert f"/meeting minutes signed of {each.day} by Rosalind Peake" in answer
    assert _meeting(p, held).signed_on is None
    assert "were signed" in said(p, f"/meeting minutes signed of {other.day} by Rosalind Peake")
    assert "were signed" in said(p, "/meeting minutes signed by Rosalind Peake")
    assert _meeting(p, held).signed_by == "Rosalind Peake"


def _pass(p: Product, held: Meeting, days: int) -> None:
    """Move the clock beyond the meeting, which was opened ahead of its day."""
    now = p.bot.desk.clock.now().date()
    p.to_working_day((held.day - now).days + days)


def _meeting(p: Product, held: Meeting) -> Meeting:
    found = next(m for m in meetings(p) if m.id == held.id)
    assert found.state is MeetingState.ISSUED
    return found


def test_bare_and_unknown_say_what_there_is(p: Product) -> None:
    assert "/meeting minutes draft" in said(p, "/meeting minutes")
    assert "Say what became of the minutes" in said(p, "/meeting minutes burnt")
