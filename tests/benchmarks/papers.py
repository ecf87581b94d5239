"""Reading a long pack and writing a long log, each beside the bare library at the same lines."""

from __future__ import annotations

import io
from datetime import date
from itertools import count

import docx
import typst

from bot.documents import action_log
from bot.documents.reading import read_document
from tests.benchmarks.measuring import Figure, Table, best
from workflows.deadlines import Rag
from workflows.logbook import ActionLog, LogRow
from workflows.minutes import read_minutes

ITEM = """{n}. Better care in neighbourhood {n}

The Director of Adult Social Care presented the draft plan for neighbourhood {n}. The national
return was due between two meetings of the Board. Members asked how carers had been heard, and were
told that forty carers had written and that a summary would be published with the papers.

RESOLVED that:
a) the plan be approved for submission;
b) authority be delegated to the Director of Adult Social Care, in consultation with the Chair, to
make minor changes before {day} March 2027.

Action: Tom Hallam to circulate the summary of neighbourhood {n} to members by {day} February 2027.

"""
HEAD = """EXAMPLESHIRE HEALTH AND WELLBEING BOARD

Minutes of the meeting held on Tuesday 12 January 2027 at 2.00 pm

Present:
Councillor Rosalind Peake (Chair)
Tom Hallam, Director of Public Health
Bea Lindqvist, Director of Adult Social Care

"""
PACK_BYTES = 260_000
_SERIAL = count(1)


def pack(size: int) -> bytes:
    """Minutes with as many items as make that many bytes; no two items alike."""
    text, number = [HEAD], 0
    length = len(HEAD)
    while length < size:
        number += 1
        text.append(ITEM.format(n=number, day=number % 27 + 1))
        length += len(text[-1])
    return "".join(text).encode()


def reading(sizes: tuple[int, int] = (PACK_BYTES, 2 * PACK_BYTES)) -> Table:
    """A pack read into a draft register."""
    figures = []
    for size in sizes:
        data = pack(size)
        items = data.count(b"Action: ")

        def ours(data: bytes = data, items: int = items) -> None:
            register = read_minutes(read_document("pack.txt", data))
            assert len(register.actions) >= items, (len(register.actions), items)

        def bare(data: bytes = data) -> None:
            data.decode().splitlines()

        figures.append(Figure(f"{size // 1000} kB, {items} actions", best(ours, 2), best(bare, 5)))
    return Table(
        "Reading a pack",
        "pack of text, read into a draft register",
        "its lines split, and nothing read",
        tuple(figures),
        "Twice the length should cost twice as much; the ratio only says that reading is work.",
    )


def log_of(rows: int) -> ActionLog:
    """A log with so many rows of ordinary length; no two logs alike, because typst remembers what
    it has set before."""
    which = next(_SERIAL)

    def row(number: int) -> LogRow:
        return LogRow(
            reference=f"120127/{number:04}",
            added="Tue 12 Jan 2027",
            minute=f"Tue 12 Jan 2027 / {number}",
            action=f"Circulate version {which} of the needs assessment summary to all members of "
            "the Board, with the figures of last year beside those of this one",
            owner="Tom Hallam; Bea Lindqvist",
            original_due="Fri 12 Feb 2027",
            due="Fri 26 Feb 2027",
            rag=Rag.GREEN,
            progress=f"Draft {which}.{number} is with the partners, who answer by the end of May.",
            status="In progress",
            due_day=date(2027, 2, 26),
        )

    columns = (
        "reference",
        "minute",
        "action",
        "owner",
        "original_due",
        "due",
        "progress",
        "status",
    )
    listed = tuple(row(number) for number in range(rows))
    return ActionLog("Exampleshire Board", date(2027, 1, 12), columns, listed, ())


def writing(sizes: tuple[int, int] = (100, 1_000)) -> tuple[Table, Table]:
    """The action log as PDF and as Word."""
    pdf, word = [], []
    action_log.as_pdf(log_of(1))  # fonts are looked for once
    for size in sizes:
        name, times = f"{size:,} rows", 3 if size < 500 else 1
        pdf.append(
            Figure(
                name,
                best(lambda size=size: action_log.as_pdf(log_of(size)), times),
                best(lambda size=size: _bare_pdf(log_of(size)), times),
            )
        )
        word.append(
            Figure(
                name,
                best(lambda size=size: action_log.as_docx(log_of(size)), times),
                best(lambda size=size: _bare_docx(log_of(size)), times),
            )
        )
    return (
        Table("The action log as PDF", "paper", "typst with a plain table of the same cells",
              tuple(pdf)),
        Table("The action log in Word", "paper", "python-docx with a plain table of the same cells",
              tuple(word)),
    )  # fmt: skip


def _cells(log: ActionLog) -> list[list[str]]:
    return [[str(getattr(row, column)) for column in log.columns] for row in log.outstanding]


def _bare_pdf(log: ActionLog) -> None:
    cells = "".join(f"[{cell}]," for row in _cells(log) for cell in row)
    page = '#set page(paper: "a4", flipped: true)\n'
    source = f"{page}#table(columns: {len(log.columns)}, {cells})"
    made = typst.compile(source.encode(), format="pdf", font_paths=action_log._fonts())
    assert made.startswith(b"%PDF")


def _bare_docx(log: ActionLog) -> None:
    paper = docx.Document()
    cells = _cells(log)
    table = paper.add_table(rows=len(cells), cols=len(log.columns))
    for row, texts in zip(table.rows, cells, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    paper.save(io.BytesIO())
