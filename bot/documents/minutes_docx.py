"""The minutes of a meeting as a Word document: marked as a draft on every page until they are
approved, ready to be edited, and closed by a place for the signature."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import Any

import docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.shared import Mm, Pt, RGBColor

from bot.documents.action_log_docx import add_field, set_styles
from bot.documents.action_log_layout import clean
from workflows.minutes_after import MinutedAction, MinutedItem, MinutedResolution, MinutesPaper

DRAFT = "DRAFT: not approved, subject to correction"
PART_TWO = "EXEMPT: not for publication"
_RED = RGBColor(0xB3, 0x26, 0x1E)
_WIDTH_MM = 170
#: Word's own way of a watermark: a shape behind the text, held by the header of every page.
_WATERMARK = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
     xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
  <w:rPr><w:noProof/></w:rPr>
  <w:pict>
    <v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
        path="m@7,l@8,m@5,21600l@6,21600e">
      <v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>
        <v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
        <v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>
      <v:path textpathok="t" o:connecttype="rect"/>
      <v:textpath on="t" fitshape="t"/>
    </v:shapetype>
    <v:shape id="DraftWatermark" o:spid="_x0000_s2049" type="#_x0000_t136" alt="Draft"
        style="position:absolute;margin-left:0;margin-top:0;width:400pt;height:160pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin"
        o:allowincell="f" fillcolor="#d9d9d9" stroked="f">
      <v:fill opacity=".5"/>
      <v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt" string="DRAFT"/>
    </v:shape>
  </w:pict>
</w:r>
"""


def as_docx(paper: MinutesPaper) -> bytes:
    """A .docx, A4 upright: heading, attendance, what was declared and asked, each item with its
    resolutions verbatim and its actions, approval and signature."""
    document = docx.Document()
    _set_page(document, paper)
    set_styles(document)
    _set_properties(document, paper)
    _head(document, paper)
    _attendance(document, paper)
    for heading, rows in (
        ("Declarations of interest", paper.declarations),
        ("Public participation", paper.participation),
    ):
        if rows:
            document.add_heading(heading, level=1)
            for row in rows:
                document.add_paragraph(clean(row))
    if paper.items:
        document.add_heading("Decisions and actions", level=1)
    for item in paper.items:
        _item(document, item)
    _closing(document, paper)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_page(document: Any, paper: MinutesPaper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    marks = [DRAFT] if paper.draft else []
    marks += [PART_TWO] if paper.part == 2 else []
    head = section.header.paragraphs[0]
    if marks:
        run = head.add_run(" · ".join(marks))
        run.bold, run.font.color.rgb, run.font.size = True, _RED, Pt(10)
    if paper.draft:
        head._p.append(parse_xml(_WATERMARK))
    foot = section.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.clear_all()
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{clean(paper.board)}, {paper.when}\tPage ")
    add_field(foot, "PAGE")
    foot.add_run(" of ")
    add_field(foot, "NUMPAGES")


def _set_properties(document: Any, paper: MinutesPaper) -> None:
    dated = datetime.combine(paper.day, time(), UTC).replace(tzinfo=None)  # Word's are UTC
    core = document.core_properties
    mark = "Draft: " if paper.draft else ""
    core.title = f"{mark}{clean(paper.board)}, {paper.title}, {paper.when}"[:255]
    core.author = clean(paper.board)[:255]
    core.last_modified_by = core.comments = core.keywords = ""
    core.language = "en-GB"
    core.created = core.modified = dated


def _head(document: Any, paper: MinutesPaper) -> None:
    document.add_paragraph(clean(paper.board), style="Subtitle")
    document.add_paragraph(paper.title, style="Title")
    when = document.add_paragraph()
    when.add_run(paper.when).bold = True
    for row in paper.head:
        document.add_paragraph(clean(row))


def _attendance(document: Any, paper: MinutesPaper) -> None:
    for heading, names in paper.classes:
        document.add_heading(f"{heading} ({len(names)})", level=2)
        for name in names:
            document.add_paragraph(clean(name))
    for note in paper.notes:
        document.add_paragraph(clean(note))


def _item(document: Any, item: MinutedItem) -> None:
    heading = " ".join(w for w in (item.number, item.title) if w)
    document.add_heading(clean(heading), level=2)
    for remark in item.remarks:
        document.add_paragraph(clean(remark))
    for resolution in item.resolutions:
        _resolution(document, resolution)
    for action in item.actions:
        _action(document, action)


def _resolution(document: Any, resolution: MinutedResolution) -> None:
    """The marker in bold, a single clause beside it, several below it, each verbatim."""
    row = document.add_paragraph()
    row.paragraph_format.space_before = Pt(4)
    if resolution.minute_ref:
        row.add_run(f"{clean(resolution.minute_ref)}  ")
    row.add_run(clean(resolution.marker)).bold = True
    clauses = resolution.clauses
    if len(clauses) == 1 and not clauses[0][0]:
        row.add_run(f" {clean(clauses[0][1])}")
    else:
        for label, text in clauses:
            clause = document.add_paragraph(f"{label}) " if label else "– ")
            clause.add_run(clean(text))
            clause.paragraph_format.left_indent = Mm(8)
            clause.paragraph_format.first_line_indent = Mm(-5)
    barred = f"Took no part: {resolution.barred}." if resolution.barred else ""
    recorded = f"Recorded votes: {resolution.recorded}." if resolution.recorded else ""
    carried = f"{resolution.carried}." if resolution.carried else ""
    told = " ".join(w for w in (carried, recorded, barred) if w)
    if told:
        document.add_paragraph().add_run(clean(told)).italic = True


def _action(document: Any, action: MinutedAction) -> None:
    row = document.add_paragraph()
    row.paragraph_format.left_indent = Mm(8)
    row.add_run(f"Action {clean(action.reference)}: ").bold = True
    row.add_run(clean(action.text))
    row.add_run(f" {clean(f'Owner: {action.owners}. Due: {action.due}.')}").italic = True


def _closing(document: Any, paper: MinutesPaper) -> None:
    if paper.withheld:
        are = "matter stands" if paper.withheld == 1 else "matters stand"
        document.add_paragraph(f"{paper.withheld} exempt {are} in Part II, not published.")
    if paper.following:
        document.add_heading("Next meeting", level=1)
        document.add_paragraph(clean(paper.following))
    if paper.part == 2:
        return
    document.add_heading("Approval", level=1)
    for row in paper.approval:
        document.add_paragraph(clean(row))
    if paper.draft:
        document.add_paragraph("To be approved at a later meeting.")
    if paper.signed:
        document.add_paragraph(clean(paper.signed))
        return
    line = document.add_paragraph("Signed ______________________________   Date ________________")
    line.paragraph_format.space_before = Pt(28)
    document.add_paragraph("Person presiding")
