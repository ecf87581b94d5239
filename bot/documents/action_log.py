"""The action log as a paper (Word, PDF) and as data (CSV, JSON), from `workflows.logbook`.

Each function takes the log as the reader may see it: nothing is left out or looked up here. The
same log gives the same words in every form, in the board's own columns and order. No clock is
read: a file is dated by the log's day.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from bot.documents import action_log_layout as layout
from bot.documents.action_log_docx import as_docx
from workflows.logbook import HEADINGS, ActionLog, LogRow

__all__ = ["as_csv", "as_docx", "as_json", "as_pdf"]

_TEMPLATE = Path(__file__).with_name("action_log.typ")

# Spreadsheets run a cell that starts with one of these (also after blanks, and in full width).
_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")

# Of 10.5 pt Libertinus: a generous width for a character, and what a cell loses to its margins.
_CHARACTER_MM = 1.9
_INSET_MM = 3.2
_NARROW_MM = 40.0
# A row of more lines than this may split across pages; a shorter one moves to the next whole.
_TALL_LINES = 24
_URL = re.compile(r"https?://")


def as_pdf(log: ActionLog) -> bytes:
    """A tagged PDF, A4 landscape, with its fonts embedded.

    It conforms to PDF/UA-1 unless the text has a character that no font here can show; such a
    character is then left as a blank box, and the paper is still made. Raises
    `typst.TypstError` if the template itself is broken.
    """
    compiler = typst.Compiler(
        str(_TEMPLATE),
        font_paths=_fonts(),
        sys_inputs={"log": json.dumps(_paper(log))},
    )
    dated = datetime.combine(log.as_at, time(), UTC)
    try:
        return _compiled(compiler, dated, ["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compiled(compiler, dated, [])


def as_csv(log: ActionLog) -> str:
    """Both parts in one table, the first column saying which; RFC 4180.

    It begins with a byte order mark, because Excel reads a CSV file without one in the machine's
    old code page and spoils every "é", "ŵ" and "–"; others skip the mark ("utf-8-sig"). A cell
    that a spreadsheet would run as a formula gets a leading apostrophe. Exempt matters left out
    are counted in a last line.
    """
    out = io.StringIO()
    out.write("\ufeff")
    table = csv.writer(out)
    table.writerow(["Section", *(HEADINGS[column] for column in log.columns)])
    for heading, rows in ((layout.OUTSTANDING, log.outstanding), (layout.COMPLETED, log.completed)):
        for row in rows:
            cells = (inert(layout.cell(row, column)) for column in log.columns)
            table.writerow([heading, *cells])
    if log.exempt_left_out:
        table.writerow([layout.exempt_note(log), *("" for _ in log.columns)])
    return out.getvalue()


def as_json(log: ActionLog) -> str:
    """The log as an object: `board`, `as_at`, `for_meeting`, `columns` (key and heading),
    `outstanding`, `completed` (lists of objects by column key; with the due column also `due_day`,
    an ISO date or null) and `exempt_left_out`."""
    return json.dumps(
        {
            "board": log.board,
            "as_at": log.as_at.isoformat(),
            "for_meeting": log.for_meeting,
            "columns": [{"key": key, "heading": HEADINGS[key]} for key in log.columns],
            "outstanding": [_record(row, log.columns) for row in log.outstanding],
            "completed": [_record(row, log.columns) for row in log.completed],
            "exempt_left_out": log.exempt_left_out,
        },
        ensure_ascii=False,
        indent=2,
    )


def _record(row: LogRow, columns: tuple[str, ...]) -> dict[str, str | None]:
    record: dict[str, str | None] = {column: layout.cell(row, column) for column in columns}
    if "due" in columns:
        record["due_day"] = row.due_day.isoformat() if row.due_day else None
    return record


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    return f"'{text}" if _FORMULA.match(text) else text


@cache
def _fonts() -> typst.Fonts:
    """Typst's own fonts, and the machine's for what they lack (other scripts, emoji).

    Looked for once: it takes 0.2 s.
    """
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def _compiled(compiler: typst.Compiler, dated: datetime, standards: list[Any]) -> bytes:
    made = compiler.compile(format="pdf", timestamp=dated, pdf_standards=standards)
    assert isinstance(made, bytes)  # a list comes only for formats with one file a page
    return made


def _paper(log: ActionLog) -> dict[str, Any]:
    """What the template needs, as plain data."""
    widths = layout.widths_mm(log.columns)
    return {
        "board": layout.clean(log.board),
        "title": layout.title(log),
        "meeting": layout.clean(log.for_meeting),
        "summary": layout.summary(log),
        "columns": [
            {"key": key, "heading": HEADINGS[key], "width": width, "narrow": width < _NARROW_MM}
            for key, width in zip(log.columns, widths, strict=True)
        ],
        "outstanding": {
            "heading": layout.OUTSTANDING,
            "empty": layout.NO_OUTSTANDING,
            "rows": [_paper_row(row, log.columns, widths) for row in log.outstanding],
        },
        "completed": {
            "heading": layout.COMPLETED,
            "empty": layout.NO_COMPLETED,
            "rows": [_paper_row(row, log.columns, widths) for row in log.completed],
        },
        "rag_key": layout.RAG_KEY if "rag" in log.columns else "",
        "exempt": layout.exempt_note(log),
    }


def _paper_row(row: LogRow, columns: tuple[str, ...], widths: list[float]) -> dict[str, Any]:
    cells: list[Any] = []
    tallest = 0
    for column, width in zip(columns, widths, strict=True):
        if column == "rag":
            style = layout.RAG_STYLES.get(row.rag)
            cells.append(style and dict(zip(("word", "fill", "ink"), style, strict=True)))
            continue
        room = max(4, int((width - _INSET_MM) / _CHARACTER_MM))
        text = layout.cell(row, column)
        tallest = max(tallest, sum(1 + len(line) // room for line in text.split("\n")))
        cells.append(_with_breaks(text, room))
    return {"cells": cells, "tall": tallest > _TALL_LINES}


def _with_breaks(text: str, room: int) -> str:
    """The text with invisible places to break in words that could not fit the column otherwise.

    Ordinary long words are left to hyphenation, web addresses to the template."""

    def broken(match: re.Match[str]) -> str:
        word = match[0]
        capitals = word.isupper()
        fits = room * 7 // 10 if capitals else room
        if _URL.match(word) or len(word) <= fits:
            return word
        if word.isalpha() and not capitals and len(word) < 24:
            return word
        marked = re.sub(r"(?<=[/._@?&=:\\-])(?=\w)", "\u200b", word)
        return re.sub(rf"([^\u200b]{{{fits - 1}}})(?=[^\u200b])", "\\1\u200b", marked)

    return re.sub(r"\S+", broken, text)
