"""The forward plan as Word, CSV and iCalendar: read back by others' software, whatever it says."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.calendar.forward_ics import forward_ics
from bot.documents.forward_plan_files import as_csv, as_docx, sections
from bot.slack.views.forward import message
from tests.storage.examples import BOARD, meeting
from workflows.boards import Board
from workflows.forward_plan import KINDS, AtMeeting, Entry, ForwardPlan, InMonth
from workflows.meetings import MeetingKind

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
TODAY = NOW.date()


def plan(*entries: Entry, board: Board = BOARD, **more: object) -> ForwardPlan:
    """With these at a meeting; `months` and `undated` as given."""
    there = meeting("m1", kind=MeetingKind.ORDINARY)
    return ForwardPlan(
        board,
        TODAY,
        TODAY + timedelta(days=365),
        (AtMeeting(there, entries),),
        **more,  # type: ignore[arg-type]
    )


CARERS = Entry("report_back", "a1", "Carers (110127/01)", "Tom Hallam", date(2027, 3, 9))
WINDOW = Entry("consequence", "c1", "Membership", day=date(2028, 1, 11), until=date(2028, 7, 11))
AGAIN = Entry("report_back", "a1", "Carers", day=date(2027, 9, 1), projected=True, note="quarterly")
UNDATED = Entry("report_back", "a2", "Transport", phrase="to be confirmed")


def whole() -> ForwardPlan:
    months = (InMonth(date(2027, 9, 1), (AGAIN,)), InMonth(date(2028, 1, 1), (WINDOW,)))
    return plan(CARERS, months=months, undated=(UNDATED,), withheld=2)


def test_word_has_a_heading_and_a_table_for_each_section() -> None:
    paper = docx.Document(io.BytesIO(as_docx(whole())))
    headings = [p.text for p in paper.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings == [heading for heading, _ in sections(whole())]
    assert headings[1:] == ["September 2027", "January 2028", "Without a date yet"]
    assert len(paper.tables) == 4
    assert [c.text for c in paper.tables[0].rows[1].cells] == [
        "Carers (110127/01)",
        "Report-back",
        "Tom Hallam",
        "Tue 9 Mar 2027",
    ]
    assert "if it goes on as it is; quarterly" in paper.tables[1].rows[1].cells[3].text
    assert "2 exempt matters are not shown here." in [p.text for p in paper.paragraphs]
    assert paper.core_properties.title.endswith("Forward plan as at 11 January 2027")


def test_csv_has_days_a_machine_reads_and_nothing_it_runs() -> None:
    text = as_csv(plan(CARERS, Entry("", "x", "=HYPERLINK(1)"), undated=(UNDATED,)))
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff")
    assert (rows[0]["From"], rows[0]["Kind"]) == ("2027-03-09", "Report-back")
    assert rows[1]["What"] == "'=HYPERLINK(1)"
    assert (rows[2]["Section"], rows[2]["From"]) == ("Without a date yet", "")


def test_a_calendar_of_whole_days_with_lasting_names() -> None:
    first, second = (Calendar.from_ical(forward_ics(whole(), now=NOW)) for _ in range(2))
    events = first.walk("VEVENT")
    assert [str(e["UID"]) for e in events] == [str(e["UID"]) for e in second.walk("VEVENT")]
    assert len({str(e["UID"]) for e in events}) == 3  # what has no day is left out
    window = next(e for e in events if "Membership" in str(e["SUMMARY"]))
    assert window.decoded("DTSTART") == date(2028, 1, 11)
    assert window.decoded("DTEND") == date(2028, 7, 12)
    assert window["DTSTART"].params["VALUE"] == "DATE"
    assert {str(e["STATUS"]) for e in events} == {"CONFIRMED", "TENTATIVE"}
    assert "METHOD" not in first
    with pytest.raises(ValueError, match="aware"):
        forward_ics(whole(), now=datetime(2027, 1, 11))  # noqa: DTZ001


words = st.text(max_size=80)
entries = st.builds(
    Entry,
    kind=st.sampled_from([*KINDS, "unheard of"]),
    source_id=st.uuids().map(str),
    title=words,
    who=words,
    day=st.none() | st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    until=st.none() | st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    phrase=words,
    projected=st.booleans(),
    late=st.booleans(),
    note=words,
    exempt=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(entries, max_size=20), words)
def test_whatever_people_wrote_every_form_can_be_read(found: list[Entry], note: str) -> None:
    made = plan(*found, undated=(Entry("", "u", note),))
    calendar = Calendar.from_ical(forward_ics(made, now=NOW))
    assert len(calendar.walk("VEVENT")) == sum(e.day is not None for e in found)
    assert not any(e.errors for e in calendar.walk("VEVENT"))
    rows = list(csv.reader(io.StringIO(as_csv(made))))
    assert len(rows) == len(found) + 2
    assert all(len(row) == len(rows[0]) for row in rows)
    assert docx.Document(io.BytesIO(as_docx(made))).tables


def test_a_full_plan_fits_a_message() -> None:
    long = [Entry("report_back", str(n), "x" * 900, "y" * 900, TODAY, note="&" * 900)
            for n in range(60)]  # fmt: skip
    months = tuple(InMonth(date(2027 + n // 12, n % 12 + 1, 1), tuple(long)) for n in range(60))
    blocks = message(plan(*long, months=months, undated=tuple(long)), may_post=True)
    assert len(blocks) <= 50
    for block in blocks:
        assert len(block.get("text", {}).get("text", "")) <= 3000
    assert "more_" in blocks[1]["text"]["text"]
    assert "more sections" in str(blocks[-2])
