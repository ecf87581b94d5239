"""Text, Word and PDF give the same reading; what cannot be read is refused in plain words."""

import io
import zipfile

import docx
import pypdfium2 as pdfium
import pytest
import typst

from bot.documents.reading import PASTED, read_document
from tests.support.hostile import locked, pdf_of, text_page
from workflows.errors import InvalidInput
from workflows.minutes import read_minutes
from workflows.minutes.register import DraftRegister

MINUTES = """Exampleshire Health and Wellbeing Board

Minutes of the meeting held on Monday 12 October 2026

5. Care

RESOLVED that the Board:

a) notes the report; and
b) approves the plan.

Action: Tom Hallam to send the figures by 20 November 2026.
"""


def read(name: str, data: bytes) -> DraftRegister:
    return read_minutes(read_document(name, data))


def check(register: DraftRegister) -> None:
    assert [c.text for r in register.resolutions for c in r.clauses] == [
        "notes the report",
        "approves the plan.",
    ]
    assert [(a.owners, str(a.due_date)) for a in register.actions if a.source == "action_line"] == [
        (("Tom Hallam",), "2026-11-20")
    ]


def word(paragraphs: list[str], table: list[list[str]] | None = None) -> bytes:
    paper = docx.Document()
    for text in paragraphs:
        paper.add_paragraph(text)
    if table:
        grid = paper.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, words in zip(grid.add_row().cells, row, strict=True):
                cell.text = words
    paper.add_paragraph("The meeting closed at 4 pm.")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def pdf(markup: str) -> bytes:
    return bytes(typst.compile(markup.encode()))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_text_in_any_usual_encoding(encoding: str, newline: str) -> None:
    check(read("Minutes.TXT", MINUTES.replace("\n", newline).encode(encoding)))


def test_pasted_text_and_markdown() -> None:
    check(read(PASTED, MINUTES.encode()))
    check(read("minutes.md", MINUTES.replace("RESOLVED that", "**RESOLVED that**").encode()))


def test_word_with_paragraphs_and_a_table_in_order() -> None:
    data = word(
        MINUTES.split("\n"),
        [
            ["Action No", "Action point", "Allocated to", "Progress", "Status"],
            ["121026/01", "Circulate the offer", "Bea Lindqvist", "Sent", "Completed"],
        ],
    )
    register = read("minutes.docx", data)
    check(register)
    log = [a for a in register.actions if a.source == "action_log"]
    assert [(a.ref, a.text, a.owners, a.progress, a.status) for a in log] == [
        ("121026/01", "Circulate the offer", ("Bea Lindqvist",), "Sent", "Completed")
    ]
    assert register.meeting is not None
    assert register.meeting.end == "16:00"


def test_pdf_over_two_pages_without_its_running_heads() -> None:
    head = "Minutes of the Example Board, 12 October 2026"
    body = MINUTES.replace("b) approves", "#pagebreak()\n\nb) approves").replace("\n", "\n\n")
    body = body.replace("5. Care", "5\\. Care")
    document = read_document(
        "minutes.pdf",
        pdf(
            f"#set page(header: [{head}], "
            f"footer: context [Page #counter(page).display() of 2])\n{body}"
        ),
    )
    texts = [line.text for line in document.lines]
    assert not any("Page" in t or t == head for t in texts)
    assert {line.page for line in document.lines} == {1, 2}
    check(read_minutes(document))


@pytest.mark.parametrize("first", [1, 43, 143])
def test_pdf_without_blank_lines_keeps_the_numbers_of_its_minutes(first: int) -> None:
    """A heading alone on its line, whatever number the paper begins with."""
    ref = [str(first + n) for n in range(3)]
    register = read(
        "minutes.pdf",
        pdf(
            "Exampleshire Health and Wellbeing Board\n\n"
            "Minutes of the meeting held on Monday 12 October 2026\n\n"
            f"*{ref[0]}. Minutes*\n\n"
            "The minutes of 13 July 2026 were approved as a correct record.\n\n"
            f"*{ref[1]}. Carers*\n\nThe Board heard about carers, "
            f"{'and about those who care for them, ' * 6}in full.\n\n"
            "RESOLVED that the Board approves the plan.\n\n"
            f"*{ref[2]}. Any other business*\n\n"
            "Action: Tom Hallam to send the figures by 20 November 2026.\n"
        ),
    )
    assert [(i.ref, i.title) for i in register.items] == [
        (ref[0], "Minutes"),
        (ref[1], "Carers"),
        (ref[2], "Any other business"),
    ]
    assert [(r.ref, r.item) for r in register.resolutions] == [
        (ref[0], "Minutes"),
        (ref[1], "Carers"),
    ]
    assert [a.minute_ref for a in register.actions] == [ref[2]]


def test_a_single_heading_opens_its_minute() -> None:
    register = read(
        "extract.pdf",
        pdf(
            "Exampleshire Health and Wellbeing Board\n\n*44. Carers*\n\n"
            "RESOLVED that the Board approves the plan.\n"
        ),
    )
    assert [(r.ref, r.item) for r in register.resolutions] == [("44", "Carers")]


def test_a_numbered_sentence_opens_no_minute() -> None:
    register = read(
        PASTED,
        b"The Board heard three points, of which the last two were\n"
        b"2. Carers wait too long for their first letter.\n"
        b"3. Clerk to write to the owner\n\n"
        b"RESOLVED that the Board approves the plan.\n",
    )
    assert [r.ref for r in register.resolutions] == [None]


def test_pdf_action_log_keeps_its_cells() -> None:
    data = pdf(
        "= Action Log\n#table(columns: (60pt, 140pt, 80pt, 60pt),"
        "[Action No], [Action], [Allocated to], [Status],"
        "[121026/01], [Circulate the long offer of help to every partner of the Board], "
        "[Bea Lindqvist], [Open],"
        "[121026/02], [Write to the trust], [Tom Hallam], [Open])\n"
    )
    log = [a for a in read("log.pdf", data).actions if a.source == "action_log"]
    assert [(a.ref, a.owners) for a in log] == [
        ("121026/01", ("Bea Lindqvist",)),
        ("121026/02", ("Tom Hallam",)),
    ]
    assert log[0].text == "Circulate the long offer of help to every partner of the Board"


def scanned() -> bytes:
    paper = pdfium.PdfDocument.new()
    paper.new_page(200, 200)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def not_word() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("notes.txt", "hello")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("minutes.txt", b"", "empty"),
        ("minutes.txt", b"  \n ", "empty"),
        ("minutes.txt", b"\n--\n", "no words"),
        ("minutes.xlsx", b"x", "not a kind of file"),
        ("minutes", b"x", "not a kind of file"),
        ("minutes.txt", b"x" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
        ("minutes.txt", b"a\x00b\x01c", "binary"),
        ("minutes.txt", b"\x01\x02\x03\x04\x05 words", "binary"),
        ("minutes.txt", b"%PDF-1.7 ...", "holds a PDF"),
        ("minutes.pdf", b"just words", "something else"),
        ("minutes.docx", b"just words", "something else"),
        ("minutes.docx", b"%PDF-1.7", "holds a PDF"),
        ("minutes.pdf", b"\x89PNG\r\n", "a picture"),
        ("minutes.docx", b"\xd0\xcf\x11\xe0rest", "password"),
        ("minutes.docx", b"PK\x03\x04broken", "damaged"),
        ("minutes.docx", not_word(), "not a Word document"),
        ("minutes.pdf", b"%PDF-1.7 broken", "damaged"),
        ("minutes.pdf", scanned(), "scanned"),
    ],
    ids=lambda v: v[:24] if isinstance(v, str) else None,
)
def test_what_cannot_be_read_is_refused_with_what_to_do(name: str, data: bytes, says: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_document(name, data)
    assert refusal.value.field == "file"
    assert says in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_a_protected_pdf_says_so() -> None:
    with pytest.raises(InvalidInput, match="protected by a password"):
        read_document("minutes.pdf", locked(pdf_of([text_page("The Board met.")])))


def test_a_paper_with_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.documents.reading_pdf.MAX_PAGES", 1)
    with pytest.raises(InvalidInput, match="2 pages"):
        read_document("minutes.pdf", pdf("one #pagebreak() two"))
