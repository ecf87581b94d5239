"""The forward plan as a paper (Word) and as data (CSV), from `workflows.forward_plan`.

Each takes the plan as its reader may see it; nothing is left out or looked up here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from bot.documents.action_log import inert
from bot.documents.action_log_docx import set_styles
from bot.documents.action_log_layout import clean, long_day
from workflows.dates import day_words
from workflows.forward_plan import Entry, ForwardPlan
from workflows.meetings import MeetingKind

#: Headings of the columns, and their widths in millimetres (A4 between margins of 18 mm).
COLUMNS = (("What", 76), ("Kind", 32), ("Who", 34), ("When, and note", 32))
UNDATED = "Without a date yet"
NOTHING = "Nothing is owed yet."
_CSV = ("Section", "When", "What", "Kind", "Who", "From", "Until", "If it goes on", "Note")


def title(plan: ForwardPlan) -> str:
    """The paper's title, without the board's name."""
    return f"Forward plan as at {long_day(plan.as_at)}"


def sections(plan: ForwardPlan) -> Iterator[tuple[str, Sequence[Entry]]]:
    """(heading, entries) in the order of the plan: meetings, other months, what has no date."""
    for there in plan.meetings:
        kind = there.meeting.kind
        words = "" if kind is MeetingKind.ORDINARY else f" ({kind.value})"
        yield f"Meeting of {day_words(there.meeting.day)}{words}", there.entries
    for month in plan.months:
        yield month.label, month.entries
    if plan.undated:
        yield UNDATED, plan.undated


def withheld_words(plan: ForwardPlan) -> str:
    """How many matters this reader is not shown; empty if none."""
    count = plan.withheld
    if not count:
        return ""
    return f"{count} exempt {'matter is' if count == 1 else 'matters are'} not shown here."


def note_of(entry: Entry) -> str:
    """What stands beside an entry: whether it is on the agenda, only projected, or late."""
    marks = (
        "overdue" if entry.late else "",
        "on the agenda" if entry.on_agenda else "",
        "if it goes on as it is" if entry.projected else "",
        entry.note,
    )
    return "; ".join(m for m in marks if m)


def as_docx(plan: ForwardPlan) -> bytes:
    """A .docx, A4: a table for each meeting and month; headings are real ones, header rows
    repeat."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    set_styles(document)
    _properties(document, plan)
    document.add_paragraph(clean(plan.board.name), style="Subtitle")
    document.add_paragraph(title(plan), style="Title")
    document.add_paragraph(f"To {long_day(plan.until)}. {plan.count} matters are owed.")
    for heading, entries in sections(plan):
        document.add_heading(heading, level=1)
        if entries:
            _table(document, entries)
        else:
            document.add_paragraph(NOTHING)
    if not plan.meetings:
        document.add_paragraph("No meeting is scheduled.")
    if words := withheld_words(plan):
        document.add_paragraph(words)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _table(document: Any, entries: Sequence[Entry]) -> None:
    table = document.add_table(rows=1, cols=len(COLUMNS), style="Table Grid")
    table.autofit = False
    for cell, (heading, _) in zip(table.rows[0].cells, COLUMNS, strict=True):
        cell.paragraphs[0].add_run(heading).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(_repeats())
    for entry in entries:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        lock = "[Exempt] " if entry.exempt else ""
        when = " · ".join(w for w in (entry.when, note_of(entry)) if w)
        said = (lock + entry.title, entry.words, entry.who, when)
        for cell, words in zip(row.cells, said, strict=True):
            cell.paragraphs[0].add_run(clean(words))
    for column, (_, width) in zip(table.columns, COLUMNS, strict=True):
        for cell in column.cells:
            cell.width = Mm(width)


def _repeats() -> Any:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    return mark


def _properties(document: Any, plan: ForwardPlan) -> None:
    core = document.core_properties
    core.title = f"{clean(plan.board.name)}: {title(plan)}"[:255]
    core.author = clean(plan.board.name)[:255]
    core.last_modified_by = core.comments = core.keywords = ""
    core.language = "en-GB"
    core.created = core.modified = datetime.combine(plan.as_at, time(), UTC).replace(tzinfo=None)


def as_csv(plan: ForwardPlan) -> str:
    """One table, RFC 4180, with a byte order mark for Excel; days in ISO 8601; what a spreadsheet
    would run as a formula is made inert. What is left out is counted in a last line."""
    out = io.StringIO()
    out.write("\ufeff")
    table = csv.writer(out)
    table.writerow(_CSV)
    for heading, entries in sections(plan):
        for entry in entries:
            row = (
                heading,
                entry.when,
                entry.title,
                entry.words,
                entry.who,
                entry.day.isoformat() if entry.day else "",
                entry.until.isoformat() if entry.until else "",
                "yes" if entry.projected else "",
                note_of(entry),
            )
            table.writerow([inert(clean(words)) for words in row])
    if words := withheld_words(plan):
        table.writerow([words, *("" for _ in _CSV[1:])])
    return out.getvalue()
