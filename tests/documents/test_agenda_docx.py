"""The agenda as a Word document: Part II apart, and without titles for the public."""

from __future__ import annotations

import io
from dataclasses import replace

import docx

from bot.documents.agenda_docx import AgendaPaper, agenda_docx
from workflows.agendas import AgendaItem, Comes, Purpose, Recommendation

OPEN = AgendaItem(
    "1", "b", "m", "Budget", "1", presenter="Bea Lindqvist", slot="20 min", pages="7-20",
    purpose=Purpose.DECISION, comes=Comes.PAPER,
    recommendations=(Recommendation("3.1", "That the budget be approved"),),
)  # fmt: skip
EXEMPT = AgendaItem(
    "2", "b", "m", "Lease of the depot", "2", presenter="A Clerk", exempt="paragraph 3: the prices"
)
PAPER = AgendaPaper(
    "Exampleshire Board", "Tue 9 Mar 2027", "10:00–12:00", "Town Hall", (OPEN, EXEMPT)
)


def words(paper: AgendaPaper) -> str:
    document = docx.Document(io.BytesIO(agenda_docx(paper)))
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*(par.text for par in document.paragraphs), *cells])


def test_open_items_in_full() -> None:
    told = words(PAPER)
    for each in ("Exampleshire Board", "Tue 9 Mar 2027, 10:00–12:00, Town Hall", "Budget", "7-20",
                 "For decision, paper", "3.1 That the budget be approved"):  # fmt: skip
        assert each in told


def test_part_two_has_number_and_paragraph_and_nothing_else() -> None:
    told = words(PAPER)
    assert "the public be excluded" in told
    assert "Schedule 12A, paragraph 3" in told
    assert not [w for w in ("depot", "prices", "A Clerk") if w in told]


def test_the_officers_own_has_the_titles() -> None:
    assert "Lease of the depot" in words(replace(PAPER, with_titles=True, draft=True))
    assert "Draft agenda" in words(replace(PAPER, draft=True))


def test_what_no_paper_can_show_is_left_out() -> None:
    assert "Budget" in words(replace(PAPER, items=(replace(OPEN, title="Bud\x00get\x07"),)))


def test_without_exempt_items_there_are_no_parts() -> None:
    assert "Part II" not in words(replace(PAPER, items=(OPEN,)))
    assert "No items." in words(replace(PAPER, items=()))
