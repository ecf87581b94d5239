"""The action log in its four forms, read back as their readers would."""

from __future__ import annotations

import csv
import ctypes
import io
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import docx
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents import action_log_layout as layout
from bot.documents.action_log import as_csv, as_docx, as_json, as_pdf
from workflows.boards import LOG_COLUMNS
from workflows.logbook import HEADINGS, ActionLog, LogRow, Rag

ALL = tuple(HEADINGS)
HOSTILE = '#panic("x") *bold* _it_ $x^2$ @ref <b>&amp;</b> `raw` \\u{41} // c /* d */ [x] {y} = z'


def row(number: int, **changes: object) -> LogRow:
    given = LogRow(
        reference=f"060922/{number:02}",
        added="6 Sep 2022",
        minute="6 Sep 2022, 22/8",
        action=f"Bring plan {number} back to the next meeting.",
        owner="Director of Public Health",
        original_due="Tue 29 Nov 2022",
        due="Fri 10 Feb 2023",
        rag=Rag.AMBER,
        progress="Circulated on 26 September",
        status="In progress",
        due_day=date(2023, 2, 10),
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def log(
    outstanding: tuple[LogRow, ...] = (),
    completed: tuple[LogRow, ...] = (),
    columns: tuple[str, ...] = LOG_COLUMNS,
    **more: object,
) -> ActionLog:
    return ActionLog(
        board="Exampleshire Health and Wellbeing Board",
        as_at=date(2022, 11, 22),
        columns=columns,
        outstanding=outstanding,
        completed=completed,
        **more,  # type: ignore[arg-type]
    )


def pages(pdf: bytes) -> list[str]:
    """The text of each page, hard and soft line ends as blanks."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(p.get_textpage().get_text_range().split()) for p in document]


def words(pdf: bytes) -> str:
    return " ".join(pages(pdf)).replace("\u200b", "")


def test_every_form_has_the_boards_columns_in_its_order() -> None:
    columns = ("status", "reference", "rag", "action")
    paper = log((row(1),), columns=columns)
    headings = ["Status", "Action No", "RAG", "Action point"]
    table = docx.Document(io.BytesIO(as_docx(paper))).tables[0]
    assert [c.text for c in table.rows[0].cells] == headings
    assert [c.text for c in table.rows[1].cells] == [
        "In progress",
        "060922/01",
        "Amber",
        "Bring plan 1 back to the next meeting.",
    ]
    assert next(csv.reader(io.StringIO(as_csv(paper)[1:]))) == ["Section", *headings]
    assert [c["heading"] for c in json.loads(as_json(paper))["columns"]] == headings
    text = words(as_pdf(paper))
    assert " ".join(headings) in text
    assert "In progress 060922/01 Amber Bring plan 1" in text


def test_paper_says_what_it_is_and_keeps_the_two_parts_apart() -> None:
    paper = log((row(1), row(2)), (row(3, status="Completed"),), for_meeting="Tue 29 Nov 2022")
    text = words(as_pdf(paper))
    document = docx.Document(io.BytesIO(as_docx(paper)))
    paragraphs = "\n".join(p.text for p in document.paragraphs)
    for words_of_it in (
        "Exampleshire Health and Wellbeing Board",
        "Action log as at 22 November 2022",
        "For the meeting on Tue 29 Nov 2022",
        "2 outstanding · 1 completed since the last meeting",
    ):
        assert words_of_it in text
        assert words_of_it in paragraphs
    order = [text.index(t) for t in ("Outstanding actions", "060922/02", "Completed since", "/03")]
    assert order == sorted(order)
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == [
        layout.OUTSTANDING,
        layout.COMPLETED,
    ]
    assert [len(t.rows) for t in document.tables] == [3, 2]


def test_empty_parts_say_so() -> None:
    paper = log()
    text = words(as_pdf(paper))
    tables = docx.Document(io.BytesIO(as_docx(paper))).tables
    for number, note in enumerate((layout.NO_OUTSTANDING, layout.NO_COMPLETED)):
        assert note in text
        assert {cell.text for cell in tables[number].rows[1].cells} == {note}


@pytest.mark.parametrize(
    ("count", "note"),
    [(1, "1 exempt matter is not shown here."), (3, "3 exempt matters are not shown here.")],
)
def test_exempt_matters_are_counted(count: int, note: str) -> None:
    paper = log((row(1),), exempt_left_out=count)
    assert note in words(as_pdf(paper))
    assert note in docx.Document(io.BytesIO(as_docx(paper))).paragraphs[-1].text
    assert note in as_csv(paper)
    assert json.loads(as_json(paper))["exempt_left_out"] == count
    assert "exempt" not in words(as_pdf(replace(paper, exempt_left_out=0)))
    assert "exempt" not in as_csv(replace(paper, exempt_left_out=0))


def test_rag_is_a_word_with_a_colour() -> None:
    rows = tuple(row(n, rag=rag) for n, rag in enumerate(Rag))
    paper = log(rows, columns=("reference", "rag"))
    text = words(as_pdf(paper))
    table = docx.Document(io.BytesIO(as_docx(paper))).tables[0]
    shown = [
        (r.cells[1].text, [s.get(qn("w:fill")) for s in r.cells[1]._tc.iter(qn("w:shd"))])
        for r in table.rows[1:]
    ]
    assert shown == [("Red", ["B3261E"]), ("Amber", ["F5B82E"]), ("Green", ["1B6E3C"]), ("", [])]
    for word in ("00 Red", "01 Amber", "02 Green"):
        assert word in text
    assert layout.RAG_KEY in text
    assert "RAG" not in words(as_pdf(log(rows)))


def test_rag_colours_can_be_read() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        red, green, blue = (
            p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for _, background, ink in layout.RAG_STYLES.values():
        dark, light = sorted((luminance(background), luminance(ink)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_word_table_repeats_its_header_and_keeps_rows_whole() -> None:
    document = docx.Document(io.BytesIO(as_docx(log((row(1), row(2)), columns=ALL))))
    section = document.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((297, 210), abs=0.1)
    for table in document.tables:
        first, *rest = (r._tr.trPr for r in table.rows)
        assert first.find(qn("w:tblHeader")) is not None
        assert all(p.find(qn("w:cantSplit")) is not None for p in (first, *rest))
        assert all(p.find(qn("w:tblHeader")) is None for p in rest)
    widths = [c.width.mm for c in document.tables[0].rows[1].cells]
    assert sum(widths) == pytest.approx(267, abs=1)
    whole = document.tables[0]._tbl.tblPr.find(qn("w:tblW"))
    assert (whole.get(qn("w:type")), int(whole.get(qn("w:w")))) == ("dxa", 15137)
    fonts = {f.get(qn("w:ascii")) for f in document.styles["Normal"].element.iter(qn("w:rFonts"))}
    assert fonts == {"Arial"}
    fields = [f.get(qn("w:instr")) for f in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == [" PAGE ", " NUMPAGES "]
    assert "Action log as at 22 November 2022" in document.core_properties.title


def test_pdf_repeats_its_header_numbers_its_pages_and_splits_no_row() -> None:
    rows = tuple(row(n, action=f"First{n} " + "word " * 60 + f"last{n}") for n in range(60))
    text = pages(as_pdf(log(rows)))
    assert len(text) > 3
    for number, page in enumerate(text, 1):
        assert "Action No" in page
        assert f"Page {number} of {len(text)}" in page
    for n in range(60):
        assert [f"First{n} " in p for p in text] == [f"last{n} " in p for p in text]


def test_row_longer_than_a_page_is_printed_whole() -> None:
    text = pages(as_pdf(log((row(1, action="word " * 900 + "theend"), row(2)))))
    assert sum(page.count("word") for page in text) == 900
    assert "theend" in " ".join(text)
    assert "060922/02" in " ".join(text)


def test_pdf_is_tagged_titled_and_has_its_fonts() -> None:
    made = as_pdf(log((row(1),)))
    assert b"pdfuaid:part>1<" in made
    with pypdfium2.PdfDocument(made) as document:
        title = document.get_metadata_value("Title")
        assert title == "Exampleshire Health and Wellbeing Board: Action log as at 22 November 2022"
        assert pdfium.FPDFCatalog_IsTagged(document.raw)
        assert pdfium.FPDF_GetPageCount(document.raw) == 1
        fonts = set()
        for thing in document[0].get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            font = pdfium.FPDFTextObj_GetFont(thing.raw)
            name = ctypes.create_string_buffer(100)
            pdfium.FPDFFont_GetBaseFontName(font, name, 100)
            fonts.add((name.value, pdfium.FPDFFont_GetIsEmbedded(font)))
    assert fonts
    assert all(embedded == 1 for _, embedded in fonts)
    assert all(b"Libertinus" in name for name, _ in fonts)


def test_hostile_text_prints_as_it_is() -> None:
    cells = dict.fromkeys(("reference", "owner", "progress", "status", "minute"), HOSTILE)
    paper = replace(
        log((row(1, action=HOSTILE, **cells),), columns=("action",)),
        board=HOSTILE,
        for_meeting=HOSTILE,
    )
    assert words(as_pdf(paper)).count(HOSTILE) >= 3
    document = docx.Document(io.BytesIO(as_docx(paper)))
    assert document.tables[0].rows[1].cells[0].text == HOSTILE
    wide = replace(paper, columns=ALL)
    assert len(pages(as_pdf(wide))) >= 1


def test_character_without_a_font_does_not_stop_the_paper() -> None:
    text = words(as_pdf(log((row(1, progress="before \U0001fadf\ue000 after"),))))
    assert "before" in text
    assert "after" in text


def test_control_characters_and_direction_overrides_are_dropped() -> None:
    nasty = "safe\x00\x07\ud800 \u202eevil\u202c\ufffe\r\nline"
    assert layout.clean(nasty) == "safe evil\nline"
    paper = log((row(1, action=nasty),))
    cell = docx.Document(io.BytesIO(as_docx(paper))).tables[0].rows[1].cells[2]
    assert cell.text == "safe evil\nline"
    assert "safe evil line" in words(as_pdf(paper))


def test_long_words_stay_in_their_column() -> None:
    long = "https://example.gov.uk/" + "segment-of-a-path/" * 8 + "end.pdf"
    paper = log(
        (row(1, reference="NORTHANTS-HWB-2022-0014", owner="x" * 90, progress=long),), columns=ALL
    )
    edges = []
    start = 15.0
    for width in layout.widths_mm(ALL):
        edges.append((start, start + width))
        start += width
    with pypdfium2.PdfDocument(as_pdf(paper)) as document:
        page = document[0].get_textpage()
        text = page.get_text_range()
        table = range(text.index("Action No"), text.rindex("Completed since"))
        checked = 0
        for index in table:
            shown = page.get_text_range(index, 1).strip()
            if shown:
                left, _, right, _ = (v / 72 * 25.4 for v in page.get_charbox(index))
                assert any(a - 0.1 <= left and right <= b + 0.1 for a, b in edges), (shown, left)
                checked += 1
    assert checked > 300


def test_same_log_gives_the_same_pdf_and_data() -> None:
    paper = log((row(1),), (row(2),))
    assert as_pdf(paper) == as_pdf(paper)
    assert as_csv(paper) == as_csv(paper)


def test_many_at_once() -> None:
    papers = [log(tuple(row(n) for n in range(size))) for size in range(8)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(as_pdf, papers))
    assert together == [as_pdf(paper) for paper in papers]


def test_hundred_rows_well_under_a_second() -> None:
    rows = tuple(row(n, action="Bring the plan back, with figures. " * 5) for n in range(100))
    as_pdf(log(rows[:1]))
    began = time.perf_counter()
    as_pdf(log(rows))
    assert time.perf_counter() - began < 1


def test_csv_cannot_run_formulas_and_opens_in_excel() -> None:
    texts = ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", " =1", "＝1", "plain", "a=b", "ŵ, “q”\nx"]
    paper = log(tuple(row(n, action=t) for n, t in enumerate(texts)), columns=("action",))
    made = as_csv(paper)
    assert made.startswith("\ufeff")
    assert "\r\n" in made
    read = [r["Action point"] for r in csv.DictReader(io.StringIO(made[1:], newline=""))]
    assert read == [
        "'=1+1", "'+44", "'-2", "'@SUM(A1)", "'=1", "'=1", "'＝1", "plain", "a=b", "ŵ, “q”\nx",
    ]  # fmt: skip


def test_csv_says_which_part_a_row_is_of() -> None:
    made = as_csv(log((row(1),), (row(2),), columns=("reference",)))
    assert list(csv.reader(io.StringIO(made[1:]))) == [
        ["Section", "Action No"],
        ["Outstanding actions", "060922/01"],
        ["Completed since the last meeting", "060922/02"],
    ]


def test_json_holds_no_column_that_the_board_does_not_publish() -> None:
    read = json.loads(
        as_json(log((row(1),), (row(2, due_day=None),), columns=("reference", "due")))
    )
    assert read == {
        "board": "Exampleshire Health and Wellbeing Board",
        "as_at": "2022-11-22",
        "for_meeting": "",
        "columns": [
            {"key": "reference", "heading": "Action No"},
            {"key": "due", "heading": "Due"},
        ],
        "outstanding": [
            {"reference": "060922/01", "due": "Fri 10 Feb 2023", "due_day": "2023-02-10"}
        ],
        "completed": [{"reference": "060922/02", "due": "Fri 10 Feb 2023", "due_day": None}],
        "exempt_left_out": 0,
    }
    without = json.loads(as_json(log((row(1),), columns=("reference",))))
    assert without["outstanding"] == [{"reference": "060922/01"}]


@given(st.sets(st.sampled_from(ALL), min_size=1))
def test_columns_fill_the_page(columns: set[str]) -> None:
    widths = layout.widths_mm(tuple(columns))
    assert sum(widths) == pytest.approx(layout.PAGE_WIDTH_MM)
    assert min(widths) >= 18


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_can_be_printed(action: str, short: str) -> None:
    paper = replace(log((row(1, action=action, reference=short, owner=short),)), board=short)
    assert as_pdf(paper).startswith(b"%PDF-")
    cells = docx.Document(io.BytesIO(as_docx(paper))).tables[0].rows[1].cells
    assert cells[2].text == layout.clean(action)
    assert as_csv(paper).encode()
    assert as_json(paper).encode()
