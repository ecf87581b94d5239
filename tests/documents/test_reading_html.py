"""Web pages: what a browser would show, whatever state the page is in."""

from __future__ import annotations

import pytest

from bot.documents.reading import read_document
from workflows.errors import InvalidInput
from workflows.minutes import read_minutes
from workflows.minutes.document import Document


def read(page: str | bytes) -> Document:
    data = page if isinstance(page, bytes) else page.encode()
    return read_document("minutes.html", data)


def texts(page: str | bytes) -> list[str]:
    return [line.text for line in read(page).lines if line.text]


def test_headings_lists_with_their_numbers_and_entities() -> None:
    page = """<!doctype html><html><head><title>Not read</title></head><body>
    <h2>5. Care &amp; carers</h2><p>RESOLVED&nbsp;that   the
    Board:<ol type="a" start=2><li>notes the report;<li><p>approves</p><ul><li>the plan</ul></ol>
    <ol><li value=7>seven<li>eight</ol><ul><li>a point</ul>Line one<br>line two"""
    assert texts(page) == [
        "5. Care & carers",
        "RESOLVED that the Board:",
        "b) notes the report;",
        "c) approves",
        "  - the plan",
        "7. seven",
        "8. eight",
        "- a point",
        "Line one",
        "line two",
    ]
    assert read(page).lines[0].heading == 2


def test_what_is_hidden_is_left_out() -> None:
    page = (
        "<style>p{}</style><script>var a='<p>no</p>'</script><p hidden>no</p>"
        "<div style='display: none'><p>no</p><p>no</div><!-- no --><noscript>no</noscript>"
        "<p>seen <del>struck</del><ins>put in</ins></p><template>no</template>"
        "<p style='visibility:hidden'>no<p>too"
    )
    assert texts(page) == ["seen put in", "too"]


def test_tables_cell_by_cell_with_merged_cells() -> None:
    page = """<table><tr><th>Action No<th>Action<th>Owner<th>Status
    <tr><td>1<td>Write to<br>the trust<td rowspan=2>Bea Lindqvist<td>Open
    <tr><td>2<td>Call the trust<td>Open
    <tr><td colspan=3>For information<td>Closed</table><p>After."""
    assert [line.cells for line in read(page).lines if line.cells] == [
        ("Action No", "Action", "Owner", "Status"),
        ("1", "Write to the trust", "Bea Lindqvist", "Open"),
        ("2", "Call the trust", "Bea Lindqvist", "Open"),
        ("For information", "", "", "Closed"),
    ]
    log = [a for a in read_minutes(read(page)).actions if a.source == "action_log"]
    assert [(a.ref, a.owners) for a in log[:2]] == [
        ("1", ("Bea Lindqvist",)),
        ("2", ("Bea Lindqvist",)),
    ]


def test_a_table_that_only_arranges_the_page_is_read_as_the_page() -> None:
    page = (
        "<table><tr><td>Menu</td><td><p>The Board met.</p><table><tr><td>Action<td>Owner</tr>"
        "<tr><td>Write<td>TH</table><p>It closed.</p></td></tr></table>"
    )
    assert texts(page) == ["Menu", "The Board met.", "Action\tOwner", "Write\tTH", "It closed."]


def test_saved_from_word() -> None:
    page = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
    <meta http-equiv=Content-Type content="text/html; charset=windows-1252">
    <!--[if gte mso 9]><xml>no</xml><![endif]--></head><body><div class=WordSection1>
    <p class=MsoNormal><b><span lang=EN-GB>Any other business<o:p></o:p></span></b></p>
    <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span>a)<span
    style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>notes \x93it\x94
    <span style='mso-hide:all'>hidden</span></p>
    <div style='mso-element:comment-list'><p>A comment</p></div></div></body></html>"""
    assert texts(page.encode("latin-1")) == ["**Any other business**", "a) notes “it”"]


@pytest.mark.parametrize(
    "page",
    [
        "<p>Café – £5".encode(),
        "\ufeff<p>Café – £5".encode(),
        "<p>Café – £5".encode("utf-16"),
        "<p>Café – £5".encode("cp1252"),
        "<meta charset=iso-8859-1><p>Café – £5".encode("cp1252"),
        "<meta charset='utf-8'><p>Café – £5".encode("cp1252"),
        "<?xml version='1.0' encoding='iso-8859-1'?><html><p>Café – £5</p></html>".encode("cp1252"),
        "<meta charset='no-such-thing'><p>Café – £5".encode(),
        b"<p>Caf&eacute; &ndash; &#163;5",
    ],
)
def test_character_sets(page: bytes) -> None:
    assert texts(page) == ["Café – £5"]


@pytest.mark.parametrize(
    "page",
    [
        "plain words",
        "<p>one<table><td>two</p><li>three</b></i></td></ol>",
        "<<<>>><p>words <b>",
        "<table><tr><table><td><table>x",
        "</table></li></td>x",
        "<td>x<tr>y<li>z",
        "<p>" * 40_000 + "x",
        "<div>" * 40_000 + "x",
        "<table><tr><td>" * 5_000 + "x",
        "<ol>" * 5_000 + "<li>x",
        "&#xD800;&#0;&nosuch;x",
        "<table><tr>" + "<td colspan=9999 rowspan=99999>x" * 200,
        "x\x00y",
    ],
)
def test_pages_in_any_state_are_read(page: str) -> None:
    assert any("x" in t or "words" in t or "one" in t for t in texts(page))


def test_twenty_megabytes_of_tags_are_refused_at_once() -> None:
    with pytest.raises(InvalidInput, match="far more than 500 pages"):
        read("<p>word" * 2_700_000)
    with pytest.raises(InvalidInput, match="far more text than 500 pages"):
        read("<p>" + "word " * 3_000_000)


def test_other_endings_and_names_that_are_wrong() -> None:
    assert read_document("minutes.HTM", b"<p>The Board met.").lines[0].text == "The Board met."
    with pytest.raises(InvalidInput, match=r"named \.txt but holds a web page"):
        read_document("minutes.txt", b"<!DOCTYPE html><p>The Board met.")
    with pytest.raises(InvalidInput, match=r"named \.html but holds a PDF"):
        read_document("minutes.html", b"%PDF-1.7")
    with pytest.raises(InvalidInput, match="no words"):
        read("<html><body><script>x</script></body></html>")
