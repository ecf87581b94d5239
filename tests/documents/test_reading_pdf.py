"""PDFs: reading order, whole words and cells, without what is printed on every page."""

from __future__ import annotations

import io
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
import typst

from bot.documents.hyphens import Vocabulary
from bot.documents.pdf_layout import rows_of
from bot.documents.pdf_places import Rule, Word
from bot.documents.pdf_tables import tables_of
from bot.documents.reading import read_document
from bot.documents.running_heads import EdgeLine, running
from workflows.minutes import read_minutes
from workflows.minutes.document import Document

SUBJECTS = (
    "carers", "winter beds", "the budget", "housing", "schools", "libraries", "parks", "roads",
    "markets", "allotments", "the town hall", "festivals",
)  # fmt: skip


def read(markup: str) -> Document:
    return read_document("minutes.pdf", bytes(typst.compile(markup.encode())))


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines if line.text]


def paragraph(subject: str) -> str:
    return (
        f"The committee considered a report on {subject} and heard from those who know it well "
        f"what ought to be done about it in the coming year, and later too, for {subject}."
    )


def test_two_columns_are_read_one_after_the_other() -> None:
    paper = "#set page(columns: 2)\n#set text(size: 10pt)\n#set par(spacing: 1.4em)\n"
    pages = [paragraph(s) for s in SUBJECTS]
    assert " ".join(texts(read(paper + "\n\n".join(pages)))) == " ".join(pages)


def test_a_heading_over_both_columns_parts_them() -> None:
    paper = "".join(
        f"= Part {n}: what the whole committee was asked to consider in this matter\n"
        + "#columns(2)["
        + "\n#colbreak()\n".join(
            "\n\n".join(paragraph(s) for s in SUBJECTS[n * 6 + m : n * 6 + m + 3]) for m in (0, 3)
        )
        + "]\n"
        for n in range(2)
    )
    found = [t for t in texts(read(paper)) if "Part" in t or "report on" in t]
    told = [next(w for w in ("Part", *SUBJECTS) if f" {w} " in f" {t}") for t in found]
    assert told == ["Part", *SUBJECTS[:6], "Part", *SUBJECTS[6:]]


def test_words_cut_at_a_lines_end_are_whole_and_keep_their_own_hyphens() -> None:
    words = (
        "The health and well-being of communities is administered by extraordinarily responsible "
        "neighbourhood representatives, including co-opted members and multi-agency safeguarding "
        "partnerships of the efficient office and its affluent staff."
    )
    for width in range(6, 12):
        paper = f'#set page(width: {width}cm)\n#set text(hyphenate: true, lang: "en")\n'
        found = " ".join(texts(read(f"{paper}#set par(justify: true)\n{words}")))
        assert found == words, width


@pytest.mark.parametrize(
    ("line", "following", "becomes"),
    [
        ("the pro-", "ject began", ("the project", "began")),
        ("a co-", "opted member", ("a co-opted", "member")),
        ("the North-", "East region", ("the North-East", "region")),
        ("of well-", "being, it", ("of well-being,", "it")),
        ("see https://a.example/one-", "two here", ("see https://a.example/one-two", "here")),
        ("from 2 -", "5 pm", ("from 2 -", "5 pm")),
        ("a dash –", "then more", ("a dash –", "then more")),
        ("no hyphen", "here", ("no hyphen", "here")),
    ],
)
def test_hyphens(line: str, following: str, becomes: tuple[str, str]) -> None:
    assert Vocabulary(["words"]).joined(line, following) == becomes


def test_the_paper_itself_decides_about_a_hyphen() -> None:
    assert Vocabulary(["an on-line form"]).joined("the on-", "line form")[0] == "the on-line"
    assert Vocabulary(["an online form"]).joined("the on-", "line form")[0] == "the online"


def test_ligatures_spaces_and_marks_that_nobody_sees() -> None:
    found = texts(read('The #"ﬁrst oﬃce\u00a0ﬂoor, a soft\u00adhyphen, zero\u200bwidth".'))
    assert found == ["The first office floor, a softhyphen, zerowidth."]


@pytest.mark.parametrize("turn", [90, -90, 180])
def test_pages_that_lie_on_their_side(turn: int) -> None:
    words = "#set page(flipped: true)\n#rotate({}deg, reflow: true)[5 Care\n\n{}\n\n{}]"
    decision, action = "RESOLVED that the Board approves it.", "Action: Clerk to write."
    assert texts(read(words.format(turn, decision, action))) == ["5 Care", decision, action]


def test_a_page_that_is_turned_when_it_is_shown() -> None:
    source = pdfium.PdfDocument(typst.compile(b"First line.\n\nSecond line."))
    source[0].set_rotation(90)
    out = io.BytesIO()
    source.save(out)
    assert raw.FPDFPage_GetRotation(pdfium.PdfDocument(out.getvalue())[0]) == 1
    assert texts(read_document("a.pdf", out.getvalue())) == ["First line.", "Second line."]


def test_a_watermark_is_no_text() -> None:
    mark = "#set page(background: rotate(45deg, text(80pt, gray)[DRAFT]))\n"
    assert texts(read(f"{mark}The Board met.")) == ["The Board met."]


def test_running_heads_that_differ_on_left_and_right_pages_and_numbers_are_left_out() -> None:
    setting = (
        "#set page(header: context { if calc.odd(here().page()) [Exampleshire Board] else "
        "[Papers of 12 October 2026] }, footer: context [#counter(page).display()])\n"
    )
    pages = [f"{n}. Matter {n}: {paragraph(s)}" for n, s in enumerate(SUBJECTS[:8], 1)]
    body = "\n#pagebreak()\n".join(page.replace(". ", "\\. ", 1) for page in pages)
    assert texts(read(setting + body)) == pages


def test_what_only_looks_like_a_running_head_is_kept() -> None:
    pages = [
        [EdgeLine(0, f"{n}. Item", 50), EdgeLine(1, "Noted.", 90 + n * 20)] for n in (4, 9, 13)
    ]
    assert running(pages) == set()
    counting = [[EdgeLine(0, str(n + 7), 50), EdgeLine(1, f"Words {n * n}", 90)] for n in range(3)]
    assert running(counting) == {(0, 0), (1, 0), (2, 0)}
    assert running([[EdgeLine(0, "Page 1", 50)]]) == set()


def test_paragraphs_are_parted_by_their_gaps_and_lines_are_whole() -> None:
    document = read(f"{paragraph('carers')}\n\n{paragraph('parks')}\n\nPresent: \\\nAnn \\\nBea")
    assert [line.text for line in document.lines] == [
        paragraph("carers"),
        "",
        paragraph("parks"),
        "",
        "Present:",
        "Ann",
        "Bea",
    ]


def test_a_table_with_rules_over_two_pages_keeps_its_cells() -> None:
    rows = "".join(
        f"[0{n}], [Write about {s} to each and every partner of the Board], "
        "[Bea Lindqvist], [Open],"
        for n, s in enumerate(SUBJECTS, 1)
    )
    document = read(
        "#set page(height: 12cm)\nBefore.\n#table(columns: (40pt, 140pt, 80pt, 60pt), [No], "
        f"[Action], [Owner], [Status], {rows})\nAfter."
    )
    cells = [line.cells for line in document.lines if line.cells]
    assert len(cells) == len(SUBJECTS) + 1
    assert cells[1] == (
        "01", "Write about carers to each and every partner of the Board", "Bea Lindqvist", "Open",
    )  # fmt: skip
    assert texts(document)[0] == "Before."
    assert texts(document)[-1] == "After."
    log = [a for a in read_minutes(document).actions if a.source == "action_log"]
    assert len(log) == len(SUBJECTS)


def test_merged_cells_of_a_ruled_table() -> None:
    document = read(
        "#table(columns: 3, [No], [Action], [Owner], [1], [Write to the trust], "
        "table.cell(rowspan: 2)[Bea Lindqvist], [2], [Call the trust], "
        "table.cell(colspan: 2)[For information], [Nobody])"
    )
    assert [line.cells for line in document.lines if line.cells] == [
        ("No", "Action", "Owner"),
        ("1", "Write to the trust", "Bea Lindqvist"),
        ("2", "Call the trust", "Bea Lindqvist"),
        ("For information", "", "Nobody"),
    ]


def test_a_log_without_rules_is_read_under_the_heads_of_its_columns() -> None:
    document = read(
        "#grid(columns: (60pt, 140pt, 80pt, 60pt), row-gutter: 12pt, column-gutter: 8pt,"
        "[Action No], [Action], [Allocated to], [Status],"
        "[121026/01], [Circulate the long offer of help to every partner], [Bea Lindqvist], [Open],"
        "[121026/02], [Write to the trust], [Tom Hallam], [Open])\n\n" + paragraph("carers")
    )
    log = [a for a in read_minutes(document).actions if a.source == "action_log"]
    assert [(a.ref, a.text, a.owners) for a in log] == [
        ("121026/01", "Circulate the long offer of help to every partner", ("Bea Lindqvist",)),
        ("121026/02", "Write to the trust", ("Tom Hallam",)),
    ]


def test_an_owner_at_the_margin_is_a_cell() -> None:
    words = "The Clerk would obtain three quotes for the repair of the roof."
    document = read(f"#grid(columns: (1fr, 60pt), [{words}], [PT])")
    assert [line.cells for line in document.lines] == [(words, "PT")]


def test_frames_and_underlines_are_no_tables() -> None:
    document = read(
        "#rect[The Board met.]\n\n#underline[The Board] approved.\n\n#line(length: 5cm)"
    )
    assert texts(document) == ["The Board met.", "The Board approved."]
    assert not any(line.cells for line in document.lines)


def test_rules_through_words_make_no_table() -> None:
    rules = [Rule(True, y, 0, 200) for y in (0, 20, 40)]
    rules += [Rule(False, x, 0, 40) for x in (0, 50, 200)]
    across = [Word("extraordinarily", 30, y, 120, y + 10) for y in (5, 12, 25, 32)]
    within = [Word("word", 5, 5, 40, 15), Word("words", 60, 5, 90, 15)]
    assert tables_of(rules, across) == []
    (table,) = tables_of(rules, within)
    assert [c.text for c in table.rows[0]] == ["word", "words"]


def test_rows_come_from_top_to_bottom_whatever_the_order_of_the_stream() -> None:
    words = [Word(f"w{n}", 10, n * 14.0, 60, n * 14.0 + 10) for n in range(9)]
    shuffled = words[5:] + words[:5][::-1]
    rows = rows_of(shuffled)
    assert [row.words[0].text for row in rows] == [w.text for w in words]
    assert all(a.top < b.top for a, b in pairwise(rows))
