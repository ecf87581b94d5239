"""Word: what the page shows, with the numbers that Word counts by itself; nothing that it hides."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from bot.documents.reading import read_document
from workflows.errors import InvalidInput
from workflows.minutes import read_minutes
from workflows.minutes.document import Document

W = nsdecls("w")


def saved(paper: docx.document.Document) -> bytes:
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def read(*paragraphs: str, numbering: str = "") -> Document:
    """A Word document whose body holds these paragraphs of XML."""
    paper = docx.Document()
    body = paper.element.body
    for xml in paragraphs:
        body.insert(len(body) - 1, parse_xml(xml.replace(">", f" {W}>", 1)))
    if numbering:
        part = paper.part.numbering_part
        part._element = parse_xml(f"<w:numbering {W}>{numbering}</w:numbering>")
    return read_document("minutes.docx", saved(paper))


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines if line.text]


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def listed(text: str, level: int = 0, number: int = 1) -> str:
    properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(r(text), properties=properties)


def levels(*forms: tuple[str, str, int]) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text, start) in enumerate(forms)
    )


LISTS = (
    '<w:abstractNum w:abstractNumId="0">'
    + levels(("decimal", "%1.", 35), ("lowerLetter", "%2)", 1), ("lowerRoman", "%1.%3", 1))
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    + levels(("bullet", "\uf0b7", 1), ("decimal", "Action %2:", 1))
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def test_numbers_that_word_counts_are_read() -> None:
    document = read(
        listed("Care"),
        listed("notes the report; and", 1),
        listed("approves the plan", 1),
        listed("in part", 2),
        listed("Carers"),
        listed("is asked to write", 1),
        p(r("Now a paragraph.")),
        listed("a point", 0, 2),
        listed("Clerk to write", 1, 2),
        listed("Clerk to call", 1, 2),
        listed("afresh", 0, 3),
        listed("and on", 0, 3),
        numbering=LISTS,
    )
    assert texts(document) == [
        "35. Care",
        "  a) notes the report; and",
        "  b) approves the plan",
        "    35.i in part",
        "36. Carers",
        "  a) is asked to write",
        "Now a paragraph.",
        "- a point",
        "  Action 1: Clerk to write",
        "  Action 2: Clerk to call",
        "1. afresh",
        "2. and on",
    ]


def test_numbered_headings_open_minutes() -> None:
    paper = docx.Document()
    paper.add_heading("Care", 2)
    paper.add_paragraph("RESOLVED that the Board approves the plan.")
    style = paper.styles["Heading 2"].element.get_or_add_pPr()
    style.append(parse_xml(f'<w:numPr {W}><w:numId w:val="1"/></w:numPr>'))
    paper.part.numbering_part._element = parse_xml(f"<w:numbering {W}>{LISTS}</w:numbering>")
    register = read_minutes(read_document("minutes.docx", saved(paper)))
    assert [(x.ref, x.item) for x in register.resolutions] == [("35", "Care")]


def test_tracked_changes_are_read_as_accepted() -> None:
    document = read(
        p(
            r("The Board "),
            "<w:del w:id='1'><w:r><w:delText>refused</w:delText></w:r></w:del>",
            f"<w:ins w:id='2'>{r('approved')}</w:ins>",
            r(" the plan."),
        ),
        p(f"<w:moveFrom w:id='3'>{r('moved away')}</w:moveFrom>"),
        p(r("This goes "), properties="<w:rPr><w:del w:id='4'/></w:rPr>"),
        p(r("on here.")),
        "<w:tbl><w:tr><w:trPr><w:del w:id='5'/></w:trPr><w:tc><w:p>"
        f"{r('a deleted row')}</w:p></w:tc></w:tr></w:tbl>",
    )
    assert texts(document) == ["The Board approved the plan.", "This goes on here."]


def test_what_the_page_does_not_show_is_not_read() -> None:
    document = read(
        p(
            r("Seen"),
            r("secret", "<w:vanish/>"),
            "<w:r><w:instrText>PAGE</w:instrText></w:r>",
            "<w:r><w:commentReference w:id='0'/></w:r>",
            "<w:r><w:softHyphen/><w:t>here</w:t><w:noBreakHyphen/><w:t>about\u00ad\u200bs</w:t></w:r>",
        )
    )
    assert texts(document) == ["Seenhere-abouts"]


def test_headers_and_footers_are_left_out() -> None:
    paper = docx.Document()
    paper.sections[0].header.paragraphs[0].text = "Draft papers"
    paper.sections[0].footer.paragraphs[0].text = "Page 3"
    paper.add_paragraph("The Board met.")
    assert texts(read_document("a.docx", saved(paper))) == ["The Board met."]


def test_text_boxes_are_read_once() -> None:
    box = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        '><mc:Choice Requires="wps"><w:txbxContent><w:p><w:r><w:t>Action: Clerk to write</w:t>'
        "</w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r>"
        "<w:t>Action: Clerk to write</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    assert texts(read(p(r("Before."), f"<w:r>{box}</w:r>"))) == [
        "Before.",
        "Action: Clerk to write",
    ]


def test_merged_cells_keep_the_columns_in_their_places() -> None:
    paper = docx.Document()
    table = paper.add_table(rows=4, cols=4)
    told = (
        ("Action No", "Action", "Owner", "Status"),
        ("1", "Write to the trust", "Bea Lindqvist", "Open"),
        ("2", "Call the trust", "", "Open"),
        ("For information", "", "", "Closed"),
    )
    for row, words in zip(table.rows, told, strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    table.cell(3, 0).merge(table.cell(3, 2))
    document = read_document("log.docx", saved(paper))
    assert [line.cells for line in document.lines if line.cells] == [
        ("Action No", "Action", "Owner", "Status"),
        ("1", "Write to the trust", "Bea Lindqvist", "Open"),
        ("2", "Call the trust", "Bea Lindqvist", "Open"),
        ("For information", "", "", "Closed"),
    ]


def test_minutes_laid_out_as_a_table_are_read_as_prose() -> None:
    paper = docx.Document()
    table = paper.add_table(rows=1, cols=3)
    number, minute, owner = table.rows[0].cells
    number.text, owner.text = "5", "TH"
    minute.text = "Care"
    minute.add_paragraph("The Board heard about care. " * 9)
    minute.add_paragraph("RESOLVED that the Board approves the plan.")
    minute.add_paragraph("Figures to be sent to every member of the Board by Friday.")
    register = read_minutes(read_document("minutes.docx", saved(paper)))
    assert [(x.ref, x.item) for x in register.resolutions] == [("5", "Care")]
    assert [a.owners for a in register.actions] == [("TH",)]


def test_bold_lines_alone_are_headings_and_boxes_are_boxes() -> None:
    document = read(
        p(r("Any other business", "<w:b/>")), p(r("☐ Jo: book the room")), p(r("\uf0fe Jo: pay"))
    )
    assert texts(document) == ["**Any other business**", "- [ ] Jo: book the room", "- [x] Jo: pay"]


# --- hostile files --------------------------------------------------------------------------------


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def words(body: str, before: str = "") -> bytes:
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return f'<?xml version="1.0"?>{before}{document}'.encode()


ENTITIES = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (lambda: {"word/document.xml": b" " * (80 << 20)}, "unpacks to more than 64 MB"),
        (lambda: {"word/document.xml": words("<w:p/>" * 2_100_000)}, "far more than 500 pages"),
        (lambda: {"word/document.xml": words("<w:p/>", f"{ENTITIES}]>")}, "damaged"),
        (
            lambda: {
                "word/document.xml": words("<w:p><w:r><w:t>a</w:t></w:r></w:p>"),
                "word/styles.xml": words("&i;", f"{ENTITIES}]>"),
            },
            "damaged",
        ),
        (
            lambda: {
                "word/document.xml": words("<w:p/>"),
                "word/numbering.xml": b" " * (9 << 20),
            },
            "damaged",
        ),
        (lambda: {"word/document.xml": words("<w:p>" * 5000)}, "damaged"),
        (lambda: {"word/document.xml": words("<w:p/>")}, "no words"),
        (lambda: {"xl/workbook.xml": b"<x/>"}, "not a Word document"),
    ],
    ids=["bomb", "elements", "entities", "style entities", "numbering", "deep", "empty", "excel"],
)
def test_hostile_word_files_are_refused(parts: Callable[[], dict[str, bytes]], says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        read_document("minutes.docx", zipped(parts()))


def test_pictures_are_not_unpacked() -> None:
    """A picture that unpacks to more than the memory at hand does no harm."""
    paper = docx.Document()
    paper.add_paragraph("The Board met.")
    out = io.BytesIO(saved(paper))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/huge.bmp", b"\x00" * (300 << 20))
    assert len(out.getvalue()) < 1 << 20
    assert texts(read_document("a.docx", out.getvalue())) == ["The Board met."]
