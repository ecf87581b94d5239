"""The action log as a Word document, to be put into an agenda pack or edited before it is."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from bot.documents import action_log_layout as layout
from workflows.logbook import HEADINGS, ActionLog, LogRow

_FONT = "Arial"
_INK = RGBColor(0x1A, 0x1A, 0x1A)
_NAVY = RGBColor(0x1F, 0x3A, 0x5F)


def as_docx(log: ActionLog) -> bytes:
    """A .docx, A4 landscape: title, outstanding and completed actions in the board's columns.

    Header rows repeat and rows do not split across pages; headings are real ones, so that Word's
    navigation and screen readers find them.
    """
    document = docx.Document()
    _set_page(document, log)
    set_styles(document)
    _set_properties(document, log)
    board = document.add_paragraph(style="Subtitle")
    board.add_run(layout.clean(log.board))
    document.add_paragraph(layout.title(log), style="Title")
    if log.for_meeting:
        document.add_paragraph(f"For the meeting on {layout.clean(log.for_meeting)}")
    document.add_paragraph(layout.summary(log))
    for heading, rows, empty in (
        (layout.OUTSTANDING, log.outstanding, layout.NO_OUTSTANDING),
        (layout.COMPLETED, log.completed, layout.NO_COMPLETED),
    ):
        document.add_heading(heading, level=1)
        _add_table(document, log, rows, heading, empty)
    _add_notes(document, log)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_page(document: Any, log: ActionLog) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin, section.bottom_margin = Mm(15), Mm(17)
    section.footer_distance = Mm(8)
    footer = section.footer.paragraphs[0]
    footer.paragraph_format.tab_stops.clear_all()
    footer.paragraph_format.tab_stops.add_tab_stop(Mm(layout.PAGE_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(f"{layout.clean(log.board)} · {layout.title(log)}\tPage ")
    add_field(footer, "PAGE")
    footer.add_run(" of ")
    add_field(footer, "NUMPAGES")


def set_styles(document: Any) -> None:
    """One look for all papers: sizes, colours, Arial, British English."""
    for name, size, bold, colour, before, after in (
        ("Normal", 10, False, _INK, 0, 3),
        ("Title", 20, True, _INK, 0, 6),
        ("Subtitle", 12, True, _NAVY, 0, 2),
        ("Heading 1", 13, True, _NAVY, 14, 6),
        ("Footer", 9, False, _INK, 0, 0),
    ):
        style = document.styles[name]
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = colour
        _set_font(style.element.get_or_add_rPr())
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        # A linked character style keeps the template's look, and some readers let it win.
        for link in style.element.findall(qn("w:link")):
            style.element.remove(link)
    # Word's default Title is letter-spaced and underlined; Subtitle is letter-spaced.
    for name in ("Title", "Subtitle"):
        properties = document.styles[name].element
        for tag in ("w:pBdr", "w:spacing", "w:kern"):
            for found in properties.findall(f".//{qn(tag)}"):
                if tag != "w:spacing" or found.get(qn("w:val")) is not None:
                    found.getparent().remove(found)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    # Readers that know no default style look here.
    for defaults in document.styles.element.iter(qn("w:rPrDefault")):
        _set_font(defaults.find(qn("w:rPr")))


def _set_font(properties: Any) -> None:
    """Name the font outright: the template's theme fonts would win over the name otherwise."""
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), _FONT)


def _set_properties(document: Any, log: ActionLog) -> None:
    dated = datetime.combine(log.as_at, time(), UTC).replace(tzinfo=None)  # Word's are UTC
    core = document.core_properties
    # Word's own properties hold at most 255 characters.
    core.title = f"{layout.clean(log.board)}: {layout.title(log)}"[:255]
    core.author = layout.clean(log.board)[:255]
    core.last_modified_by = core.comments = core.keywords = ""
    core.language = "en-GB"
    core.created = core.modified = dated


def _add_table(
    document: Any, log: ActionLog, rows: tuple[LogRow, ...], caption: str, empty: str
) -> None:
    widths = [Mm(width) for width in layout.widths_mm(log.columns)]
    # Made in full at once: adding row by row costs the square of their number.
    table = document.add_table(rows=1 + max(1, len(rows)), cols=len(widths), style="Table Grid")
    table.autofit = False
    _set_table_look(table, caption)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    head, *body = table._tbl.tr_lst
    _fill_header(head, log.columns, widths, document)
    if not rows:
        cells = table.rows[1].cells
        cells[0].merge(cells[-1]).paragraphs[0].add_run(empty).italic = True
        _keep_whole(body[0])
        return
    for element, row in zip(body, rows, strict=True):
        _keep_whole(element)
        for tc, column, width in zip(element.tc_lst, log.columns, widths, strict=True):
            cell = docx.table._Cell(tc, document)
            cell.width = width
            run = cell.paragraphs[0].add_run(layout.cell(row, column))
            style = layout.RAG_STYLES.get(row.rag) if column == "rag" else None
            if style:
                _, background, ink = style
                _shade(cell, background)
                run.bold, run.font.color.rgb = True, RGBColor.from_string(ink)


def _fill_header(element: Any, columns: tuple[str, ...], widths: list[Any], parent: Any) -> None:
    for tc, column, width in zip(element.tc_lst, columns, widths, strict=True):
        cell = docx.table._Cell(tc, parent)
        cell.width = width
        run = cell.paragraphs[0].add_run(HEADINGS[column])
        run.bold, run.font.color.rgb = True, _NAVY
        _shade(cell, "E4EAF1")
    _keep_whole(element)
    element.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: Any) -> None:
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _set_table_look(table: Any, caption: str) -> None:
    """Full width, grey lines, room inside the cells, and a caption for screen readers."""
    properties = table._tbl.tblPr
    whole = properties.find(qn("w:tblW"))
    whole.set(qn("w:type"), "dxa")  # twentieths of a point, of which a millimetre has 56.7
    whole.set(qn("w:w"), str(round(layout.PAGE_WIDTH_MM * 1440 / 25.4)))
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="AAB4C0"))
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", 50), ("left", 90), ("bottom", 50), ("right", 90)):
        margins.append(_element(f"w:{side}", w=str(twips), type="dxa"))
    # The schema fixes this order: borders, layout, cell margins, look, caption.
    properties.find(qn("w:tblLayout")).addprevious(borders)
    properties.find(qn("w:tblLayout")).addnext(margins)
    properties.append(_element("w:tblCaption", val=caption))


def _shade(cell: Any, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=colour))


def add_field(paragraph: Any, name: str) -> None:
    """A field that Word computes, shown as "1" until it has."""
    field = _element("w:fldSimple", instr=f" {name} ")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _add_notes(document: Any, log: ActionLog) -> None:
    notes = [layout.RAG_KEY if "rag" in log.columns else "", layout.exempt_note(log)]
    for number, note in enumerate(filter(None, notes)):
        paragraph = document.add_paragraph(note)
        paragraph.paragraph_format.space_before = Pt(0 if number else 10)


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
