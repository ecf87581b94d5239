"""A report's cover sheet against its item, and the agenda of a pack onto that of the meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.documents.reading import read_document
from tests.support.council import Council
from workflows import (
    agenda_covers,
    agenda_keeping,
    agenda_proposing,
    agenda_reading,
    agenda_setting,
    minutes_review,
)
from workflows.agenda_covers import IN_TEXT
from workflows.agenda_keeping import ItemForm
from workflows.agenda_sheet import Sheet
from workflows.agendas import AgendaItem, CoverSheet, Purpose, Recommendation
from workflows.draft_lines import Paper
from workflows.errors import NotFound
from workflows.minutes import read_minutes

SHARED = Path(__file__).resolve().parents[3] / "shared"
PACKS = sorted(SHARED.glob("packs/*.txt"))

GOOD = CoverSheet(
    item="Item 3",
    day=date(2027, 3, 9),
    title="Budget for 2027/28",
    author="Bea Lindqvist",
    purpose="For decision",
    implications=(("Legal", "A. Clerk"), ("Financial", "B. Clerk")),
)
ITEM = AgendaItem(
    "i", "b", "m", "Budget for 2027/28", number="03", purpose=Purpose.DECISION, cover=GOOD,
    recommendations=(Recommendation("a", "That the budget be approved"),),
)  # fmt: skip


@pytest.fixture
def sheet(sqlite_council: Council) -> Sheet:
    meeting = sqlite_council.meeting("9 March 2027")
    found: Sheet = sqlite_council.do(agenda_proposing.refresh, "asha", meeting.id)
    return replace(found, board=replace(found.board, implications=("legal", "financial")))


def words(sheet: Sheet, of: AgendaItem = ITEM, **cover: Any) -> str:
    changed = replace(of, cover=replace(GOOD, **cover))
    return " ".join(agenda_covers.check(sheet, changed))


def test_a_sheet_that_fits_says_nothing(sheet: Sheet) -> None:
    assert words(sheet) == ""
    assert words(sheet, item="3 & 4") == ""
    assert list(agenda_covers.check(sheet, replace(ITEM, cover=None))) == []


@pytest.mark.parametrize(
    ("cover", "says"),
    [
        ({"item": "Item 8"}, "printed as item 8; on the agenda it is 03"),
        ({"day": date(2026, 12, 20)}, "printed for Sun 20 Dec 2026; the meeting is on Tue 9 Mar"),
        ({"title": "Violence reduction strategy"}, "is called “Violence reduction strategy”"),
        ({"author": ""}, "names no author"),
        ({"implications": (("Legal", "A. Clerk"),)}, "nobody has cleared: financial"),
        ({"implications": (("Legal", ""), ("Financial", "B"))}, "nobody has cleared: legal"),
        ({"purpose": "For information"}, "but the meeting is asked to decide"),
    ],
)
def test_what_does_not_fit(sheet: Sheet, cover: dict[str, Any], says: str) -> None:
    assert says in words(sheet, **cover)


def test_for_decision_without_an_ask(sheet: Sheet) -> None:
    item = replace(ITEM, recommendations=(Recommendation("a", "That the report be noted"),))
    assert "no decision is asked for" in words(sheet, item)


def test_an_ask_that_stands_only_in_the_text(sheet: Sheet) -> None:
    asks = (*ITEM.recommendations, Recommendation(IN_TEXT, "The Board is asked to endorse it"))
    assert "Asked in the text" in words(sheet, replace(ITEM, recommendations=asks))


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("agrees, subject to recommendation d)", True),
        ("agrees, subject to recommendation a)", False),
        ("agrees as set out in clause 3.4", True),
        ("agrees (c) above", True),
        ("agrees section 3 of the Act", False),
    ],
)
def test_recommendations_that_point_at_none(text: str, broken: bool) -> None:
    asks = (Recommendation("a", "notes the figures"), Recommendation("b", text))
    assert bool(list(agenda_covers.broken_references(asks))) is broken


# --- a pack -----------------------------------------------------------------------------------

PACK = """# Exampleshire Board

Public Document Pack

Meeting on Tuesday 9 March 2027, 10:00 am

## AGENDA

| Item | Subject | Presenting Officer | Page no. |
| --- | --- | --- | --- |
| 1 | Apologies for absence | | |
| 2 | Minutes of the meeting held on 12 January 2027 | | (Pages 5 - 8) |
| 3 | Carers strategy | Bea Lindqvist | (Pages 9 - 20) |

This page is intentionally left blank

# Exampleshire Board

Minutes of the meeting held on 12 January 2027

Present: Rosalind Peake (Chair), Tom Hallam

## 1 Budget

RESOLVED that the Board approves the budget.

Action: Tom Hallam to send the budget to all members by the next meeting.

The meeting closed at 12:00.

This page is intentionally left blank

| 9 March 2027 | Item 4 |
| --- | --- |
| Exampleshire Board | |
| Carers strategy for adults | |
| Report of: Bea Lindqvist | |

## Recommendations

The Board is recommended to:

a) note the carers strategy; and

b) note the draft action plan.

## Implications

Financial implications verified by: A. Clerk

This page is intentionally left blank
"""


def read_pack(council: Council, text: str) -> None:
    document = read_document("pack.md", text.encode())
    paper = Paper("pack.md", "0" * 64, read_minutes(document), document)
    council.do(minutes_review.taken_in, "asha", council.board.id, paper)


def test_the_agenda_of_a_pack_is_taken_over(sqlite_council: Council) -> None:
    council, meeting = sqlite_council, sqlite_council.meeting("9 March 2027")
    with pytest.raises(NotFound, match="No paper that was read"):
        council.do(agenda_reading.take, "asha", meeting.id)
    read_pack(council, PACK)
    council.do(agenda_setting.have_cleared, "asha", council.board.id, ["legal", "financial"])
    council.do(agenda_keeping.add, "asha", meeting.id, ItemForm("Apologies for absence"))
    done = council.do(agenda_reading.take, "asha", meeting.id)
    found = {i.title: i for i in done.sheet.on_agenda}
    assert (done.added, done.filled) == (2, 0)
    assert next(iter(found)) == "Apologies for absence"
    carers = found["Carers strategy"]
    assert carers.presenter_id == council.people["bea"].id
    assert [r.text for r in carers.recommendations] == [
        "note the carers strategy",
        "note the draft action plan.",
    ]
    said = " ".join(done.misfits[carers.id])
    assert "printed as item 4; on the agenda it is 3" in said
    assert "nobody has cleared: legal" in said
    again = council.do(agenda_reading.take, "asha", meeting.id)
    assert (again.added, again.filled) == (0, 0)


@pytest.mark.skipif(not PACKS, reason=f"the packs are not here ({SHARED}): not tried on them")
def test_on_real_packs_every_report_finds_its_item() -> None:
    """Of the board's own reports with a number or a title at least four in five find theirs."""
    reports = found = 0
    for path in PACKS:
        register = read_minutes(read_document(path.name, path.read_bytes()))
        items = agenda_reading.agenda_words(register)
        own = [r for r in register.reports if not r.foreign and r.title and r.author]
        reports += len(own) if items else 0
        joined = [cover["cover"]["title"] for i in items for cover in i.get("reports", ())]
        found += sum(r.title in joined for r in own)
    assert reports >= 12
    assert found >= 0.8 * reports
