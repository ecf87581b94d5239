"""The agenda of a meeting as a Word document, to be published or put into a pack."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import docx
from docx.shared import Mm

from bot.documents.action_log_docx import set_styles
from bot.documents.action_log_layout import clean
from workflows.agendas import AgendaItem, Comes, Purpose

#: What stands over Part II (Local Government Act 1972 s.100A(4)).
EXCLUSION = (
    "To resolve that the public be excluded for the following business because exempt information "
    "would be disclosed."
)
_PURPOSE = {
    Purpose.DECISION: "For decision",
    Purpose.CONSIDERATION: "For consideration",
    Purpose.INFORMATION: "For information",
}
_COMES = {
    Comes.PAPER: "paper",
    Comes.VERBAL: "verbal",
    Comes.PRESENTATION: "presentation",
    Comes.TO_FOLLOW: "to follow",
}
_WIDTHS = (14, 92, 48, 16)


@dataclass(frozen=True)
class AgendaPaper:
    """What the document shows. Of exempt items it has number and paragraph, never the title, unless
    it is drawn for somebody who may read them (`with_titles`)."""

    board: str
    day: str
    hours: str
    place: str
    items: tuple[AgendaItem, ...]
    draft: bool = False
    with_titles: bool = False

    @property
    def part_one(self) -> list[AgendaItem]:
        return [i for i in self.items if not i.exempt]

    @property
    def part_two(self) -> list[AgendaItem]:
        return [i for i in self.items if i.exempt]


def agenda_docx(paper: AgendaPaper) -> bytes:
    """A .docx, A4: the meeting, its open items in order, then what is taken in private."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    set_styles(document)
    document.core_properties.title = clean(f"Agenda, {paper.board}, {paper.day}")
    document.core_properties.author = clean(paper.board)
    document.add_paragraph(clean(paper.board), style="Subtitle")
    document.add_paragraph("Draft agenda" if paper.draft else "Agenda", style="Title")
    document.add_paragraph(clean(", ".join(p for p in (paper.day, paper.hours, paper.place) if p)))
    document.add_heading("Part I: open to the public" if paper.part_two else "Items", level=1)
    _table(document, paper.part_one, titles=True)
    if paper.part_two:
        document.add_heading("Part II: exempt from publication", level=1)
        document.add_paragraph(EXCLUSION)
        _table(document, paper.part_two, titles=paper.with_titles)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _table(document: Any, items: Sequence[AgendaItem], *, titles: bool) -> None:
    if not items:
        document.add_paragraph("No items.")
        return
    table = document.add_table(rows=1, cols=4)
    table.autofit = False
    for cell, word in zip(
        table.rows[0].cells, ("No.", "Item", "Presented by", "Pages"), strict=True
    ):
        cell.paragraphs[0].add_run(word).bold = True
    for item in items:
        _row(table, item, titles=titles)
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS, strict=True):
            cell.width = Mm(width)


def _row(table: Any, item: AgendaItem, *, titles: bool) -> None:
    cells = table.add_row().cells
    cells[0].text = clean(item.number)
    if item.exempt and not titles:
        cells[1].text = "Exempt item"
        cells[1].add_paragraph(clean(_paragraph(item.exempt)))
        return
    cells[1].paragraphs[0].add_run(clean(item.title)).bold = True
    for line in _beside(item):
        cells[1].add_paragraph(clean(line))
    cells[2].text = clean(item.presenter)
    if item.slot:
        cells[2].add_paragraph(clean(item.slot))
    cells[3].text = clean(item.pages)


def _paragraph(exempt: str) -> str:
    """The paragraph of Schedule 12A alone: the reason may say too much."""
    head = exempt.partition(":")[0].strip()
    return f"Schedule 12A, {head}" if head.lower().startswith("paragraph") else ""


def _beside(item: AgendaItem) -> Iterator[str]:
    said = [_PURPOSE.get(item.purpose, ""), _COMES.get(item.comes, "")]
    if any(said):
        yield ", ".join(s for s in said if s)
    if item.exempt:
        yield f"Exempt: {item.exempt}"
    if item.urgent:
        yield f"Urgent, by the chair’s leave: {item.urgent}"
    for asked in item.recommendations:
        yield f"{asked.label} {asked.text}".strip()
