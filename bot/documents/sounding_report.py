"""What came of a sounding, as a Word document for the papers of the meeting that hears of it."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from bot.documents.action_log_layout import clean
from workflows.sounding_seen import Seen
from workflows.sounding_states import moment_words
from workflows.sounding_tally import Given, reached_words, threshold_words
from workflows.soundings import Sounding


def as_docx(seen: Seen) -> bytes:
    """A .docx, A4: the question, who was asked, how many said what, each comment, who was left out
    and why. Headings are real ones, and the header row of the table is marked as such."""
    sounding = seen.sounding
    document = docx.Document()
    document.core_properties.title = clean(f"Views sought between meetings, {sounding.reference}")
    document.core_properties.author = clean(seen.board.name)
    document.add_paragraph(clean(seen.board.name), style="Subtitle")
    document.add_paragraph(f"Views sought between meetings: {sounding.reference}", style="Title")
    if sounding.exempt:
        document.add_paragraph(clean(f"Exempt, not for publication: {sounding.exempt}"))
    document.add_heading("The question", level=1)
    document.add_paragraph(clean(sounding.question))
    if sounding.background:
        document.add_paragraph(clean(sounding.background))
    for label, words in facts(seen):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(clean(words))
    document.add_heading("What was replied", level=1)
    document.add_paragraph(clean(sounding.outcome or "It is not closed yet."))
    if seen.shows_replies:
        _replies(document, (*seen.tally.given, *seen.tally.heard))
    document.add_paragraph(_closing_words(sounding))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def facts(seen: Seen) -> tuple[tuple[str, str], ...]:
    """Label and words of what is known of it; what is not known is left out."""
    sounding, zone = seen.sounding, seen.board.zone
    left_out = "; ".join(f"{a.name} ({a.left_out})" for a in sounding.asked if not a.is_asked)
    lifted = "; ".join(
        f"{a.name} ({a.dispensation})" for a in sounding.asked if a.left_out and a.dispensation
    )
    found = (
        ("Permission", sounding.permission),
        ("Asked on", moment_words(sounding.opened_at, zone) if sounding.opened_at else ""),
        ("Closed", moment_words(sounding.closed_at, zone) if sounding.closed_at else ""),
        ("Closed early because", sounding.reason if sounding.closed_by else ""),
        ("Asked", ", ".join(_place(a.name, a.seat, a.posts) for a in sounding.taking_part)),
        ("No reply", ", ".join(a.name for a in seen.tally.awaited)),
        ("Left out for an interest", left_out),
        ("Dispensation", lifted),
        ("Threshold", threshold_words(sounding.threshold)),
        ("Reached", reached_words(seen.tally)),
        ("Papers", ", ".join(seen.papers)),
    )
    return tuple((label, words) for label, words in found if words)


def _place(name: str, seat: str, posts: tuple[str, ...]) -> str:
    where = "; ".join(w for w in (seat, *posts) if w)
    return f"{name} ({where})" if where else name


def _replies(document: Any, given: tuple[Given, ...]) -> None:
    if not given:
        return
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, words in zip(table.rows[0].cells, ("Who", "Reply", "Comment"), strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(_header_mark())
    for each in given:
        cells = table.add_row().cells
        cells[0].text = clean(_who(each))
        cells[1].text = clean(each.view.option)
        cells[2].text = clean(each.view.comment)


def _header_mark() -> Any:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    return mark


def _who(given: Given) -> str:
    asked, view = given.asked, given.view
    if view.on_behalf_of:
        return f"{asked.name} (noted by an officer)"
    if asked.substitute_id and view.by == asked.substitute_id:
        return f"{asked.name} (by {asked.substitute_name}, substitute)"
    return asked.name if asked.voting else f"{asked.name} (heard besides)"


def _closing_words(sounding: Sounding) -> str:
    if sounding.resolution_id:
        return "The outcome was recorded as a written resolution, as the rules of the body allow."
    return (
        "These are views gathered between meetings. The meeting is asked to note them, and to take "
        "the matter up as it sees fit."
    )
