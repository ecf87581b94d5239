"""A decision record to publish: as a Word document, and as a page for a council's web site."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from html import escape
from typing import Any

import docx
from docx.shared import Mm

from bot.documents.action_log_docx import set_styles
from bot.documents.action_log_layout import clean
from workflows.dates import day_words
from workflows.exercise_paper import Paper, Part

_DRAFT = "Draft: the record is not complete"
#: The page stands alone: no script, no picture, nothing from elsewhere.
_CSS = (
    "body{font:16px/1.5 Arial,sans-serif;color:#1a1a1a;max-width:46em;margin:2em auto;"
    "padding:0 1em}"
    "h1{font-size:1.6em;margin:0 0 .6em}h2{font-size:1.15em;color:#1f3a5f;margin:1.4em 0 .3em}"
    ".board{color:#1f3a5f;font-weight:bold;margin:0}.mark{font-weight:bold;"
    "border:2px solid #b3261e;padding:.4em .8em}"
    "dl{display:grid;grid-template-columns:12em 1fr;gap:.3em 1em}"
    "dt{font-weight:bold}dd{margin:0;overflow-wrap:anywhere}.withheld{font-style:italic}"
    "footer{margin-top:2em;font-size:.9em;border-top:1px solid #aab4c0;padding-top:.6em}"
    "p{margin:.4em 0;overflow-wrap:anywhere}"
    "@media(max-width:30em){dl{grid-template-columns:1fr}dd{margin:0 0 .5em}}"
)


def title(paper: Paper) -> str:
    """What the record is called."""
    return f"Record of delegated decision {paper.reference}"


def withheld_words(part: Part) -> str:
    """What stands in the place of what is left out."""
    return f"Not published: {part.withheld}"


def marks(paper: Paper) -> tuple[str, ...]:
    """What is said above everything else."""
    return tuple(filter(None, (_DRAFT if paper.draft else "", paper.mark)))


def as_docx(paper: Paper) -> bytes:
    """A .docx, A4. Headings are real ones, so that navigation and screen readers find them."""
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(22)
    set_styles(document)
    _properties(document, paper)
    document.add_paragraph(clean(paper.board), style="Subtitle")
    document.add_paragraph(title(paper), style="Title")
    for mark in marks(paper):
        document.add_paragraph().add_run(mark).bold = True
    table = document.add_table(rows=len(paper.facts), cols=2, style="Table Grid")
    for row, (label, words) in zip(table.rows, paper.facts, strict=True):
        row.cells[0].width, row.cells[1].width = Mm(45), Mm(121)
        row.cells[0].paragraphs[0].add_run(label).bold = True
        row.cells[1].paragraphs[0].add_run(clean(words))
    for part in paper.parts:
        document.add_heading(part.heading, level=1)
        if part.withheld:
            document.add_paragraph().add_run(clean(withheld_words(part))).italic = True
        for words in part.words:
            document.add_paragraph(clean(words))
    document.add_heading("How long this is kept", level=1)
    document.add_paragraph(paper.keeping)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _properties(document: Any, paper: Paper) -> None:
    dated = datetime.combine(paper.as_at, time(), UTC).replace(tzinfo=None)  # Word's are UTC
    core = document.core_properties
    core.title = f"{clean(paper.board)}: {title(paper)}"[:255]
    core.author = clean(paper.board)[:255]
    core.last_modified_by = core.comments = core.keywords = ""
    core.language = "en-GB"
    core.created = core.modified = dated


def as_html(paper: Paper) -> str:
    """A whole page in UTF-8, to be put on a web site as it is."""
    heading = escape(title(paper))
    rows = "".join(f"<dt>{escape(k)}</dt><dd>{_lines(v)}</dd>" for k, v in paper.facts)
    above = "".join(f'<p class="mark">{escape(m)}</p>' for m in marks(paper))
    parts = "".join(_part(p) for p in paper.parts)
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading}, {escape(clean(paper.board))}</title><style>{_CSS}</style></head>\n"
        f'<body><p class="board">{escape(clean(paper.board))}</p><h1>{heading}</h1>{above}'
        f"<dl>{rows}</dl>\n{parts}\n<footer>{escape(paper.keeping)} "
        f"As at {day_words(paper.as_at)}.</footer></body></html>\n"
    )


def _part(part: Part) -> str:
    heading = f"<h2>{escape(part.heading)}</h2>"
    if part.withheld:
        return f'{heading}<p class="withheld">{escape(clean(withheld_words(part)))}</p>\n'
    return heading + "".join(f"<p>{_lines(w)}</p>" for w in part.words) + "\n"


def _lines(words: str) -> str:
    return "<br>".join(escape(line) for line in clean(words).split("\n"))
