"""What every paper form of the action log shares: words, column widths, and text made safe."""

from __future__ import annotations

import re
from datetime import date

from workflows.logbook import ActionLog, LogRow, Rag

#: Printable width of A4 landscape between margins of 15 mm.
PAGE_WIDTH_MM = 267.0

OUTSTANDING = "Outstanding actions"
COMPLETED = "Completed since the last meeting"
NO_OUTSTANDING = "No outstanding actions"
NO_COMPLETED = "No actions completed since the last meeting"
RAG_KEY = (
    "RAG: Red, past the original date and no extension agreed; "
    "Amber, due within ten working days; Green, on course."
)

#: RAG as (word, background, text), six hex digits each; the pairs have a contrast above 4.5 to 1.
RAG_STYLES = {
    Rag.RED: ("Red", "B3261E", "FFFFFF"),
    Rag.AMBER: ("Amber", "F5B82E", "1A1A1A"),
    Rag.GREEN: ("Green", "1B6E3C", "FFFFFF"),
}

#: Columns with short content keep their width (mm); what is left is shared by weight.
_FIXED_MM = {
    "reference": 23.0,
    "added": 23.0,
    "minute": 27.0,
    "original_due": 23.0,
    "due": 25.0,
    "rag": 18.0,
    "status": 24.0,
}
_SHARES = {"action": 5.0, "progress": 4.0, "owner": 2.8}

# Control characters (XML and PDF take none but tab and line feed), direction overrides (they can
# make a line read as another), halves of surrogate pairs, and code points that are no characters.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffc\ufffe\uffff]"
)


def clean(text: str) -> str:
    """The text with line ends as line feeds and without what no paper can show."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\v", "\n").replace("\f", "\n").replace("\u2028", "\n")
    return _UNPRINTABLE.sub("", text.replace("\u2029", "\n")).strip()


def long_day(day: date) -> str:
    """ "6 September 2022", whatever the process's locale."""
    months = "January February March April May June July August September October November December"
    return f"{day.day} {months.split()[day.month - 1]} {day.year}"


def title(log: ActionLog) -> str:
    """The paper's title, without the board's name."""
    return f"Action log as at {long_day(log.as_at)}"


def exempt_note(log: ActionLog) -> str:
    """How many matters this reader is not shown; empty if none."""
    count = log.exempt_left_out
    if not count:
        return ""
    return f"{count} exempt {'matter is' if count == 1 else 'matters are'} not shown here."


def summary(log: ActionLog) -> str:
    """How many actions stand in each part."""
    done = len(log.completed)
    return f"{len(log.outstanding)} outstanding · {done} completed since the last meeting"


def cell(row: LogRow, column: str) -> str:
    """One cell's words. RAG is a word here; its colour is added where the medium has any."""
    if column == "rag":
        style = RAG_STYLES.get(row.rag)
        return style[0] if style else ""
    value: str = getattr(row, column)
    return clean(value)


def widths_mm(columns: tuple[str, ...]) -> list[float]:
    """A width for each column, in millimetres, together `PAGE_WIDTH_MM`."""
    fixed = sum(_FIXED_MM.get(column, 0.0) for column in columns)
    shares = sum(_SHARES.get(column, 0.0) for column in columns)
    if not shares:
        return [_FIXED_MM[column] * PAGE_WIDTH_MM / fixed for column in columns]
    unit = (PAGE_WIDTH_MM - fixed) / shares
    return [
        _FIXED_MM[column] if column in _FIXED_MM else _SHARES[column] * unit for column in columns
    ]
