"""The agenda at the front of a pack: number, title, presenter, slot, pages, purpose, paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from workflows.minutes.blocks import Block
from workflows.minutes.dates import dates_in, times_in
from workflows.minutes.document import Document
from workflows.minutes.numbering import Numbering, full_text, number_of
from workflows.minutes.personal_data import without_contacts
from workflows.minutes.register import AgendaPaper, DraftAgendaItem
from workflows.minutes.text import plain

_HEADING = re.compile(r"agenda|order of business|business to be transacted|a g e n d a", re.I)
_PAGES = re.compile(r"\(?\b(?:pages?|pp?\.?) ?(?P<told>\d{1,4}(?: ?[-–] ?\d{1,4})?)\)?", re.I)
_RANGE = re.compile(r"(?P<told>\d{1,4} ?[-–] ?\d{1,4})$")
_NUMBER = re.compile(r"(?P<no>[A-Z]{0,3}\d{1,3}(?:[./]\d{1,4})?[a-z]?)[.):]?$")
_NUMBER_IN_CELL = re.compile(r"(?P<no>\d{1,3}(?:\.\d{1,2})?[a-z]?)[.)]\s+(?P<title>\S.*)$")
_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("no", re.compile(r"(?:agenda )?(?:item(?: no\.?| number)?|no\.?|ref\.?|#)$", re.I)),
    (
        "presenter",
        re.compile(
            r"(?:present(?:er|ing officer|ed by)|lead(?: officer)?|speaker|owner|by whom|who|"
            r"officer)s?$",
            re.I,
        ),
    ),
    ("time", re.compile(r"(?:time|timing|slot|start|duration|mins?)$", re.I)),
    (
        "pages",
        re.compile(
            r"(?:pages?(?: no\.?s?| numbers?)?|paper|enclosure|enc\.?|attachment|format)$", re.I
        ),
    ),
    (
        "purpose",
        re.compile(r"(?:purpose|for|action|outcome|type|required|decision/information)$", re.I),
    ),
    ("title", re.compile(r"(?:subject|title|agenda item|item|topic|business|description)$", re.I)),
)
_VERBAL = re.compile(r"\bverbal\b|\boral\b", re.I)
_PRESENTATION = re.compile(r"\bpresentation\b|\bslides\b", re.I)
_FOLLOWS = re.compile(r"\bto follow\b|\btabled\b", re.I)
_WITH_PAPER = re.compile(
    r"\benc(?:l|losure|losed)?\b|\battached\b|\bpaper\b|\breport [A-Z\d]\b", re.I
)
_PURPOSE = re.compile(
    r"[(\[–-]\s*(?:for )?(?P<said>decision|information|discussion|approval|noting|note|assurance|"
    r"consideration|endorsement)\s*[)\]]?$",
    re.I,
)
_ITALIC = re.compile(r"<(?:i|em)>(?P<said>[^<>]{3,300})</(?:i|em)>", re.I)
_PRESENTER = re.compile(
    r"\s[-–(]\s?(?P<who>(?:Cllr|Councillor|Dr|Mr|Mrs|Ms|Prof)\.? [A-Z][\w’' -]{2,40})\)?$"
)


def read_agenda(blocks: Sequence[Block], document: Document) -> list[DraftAgendaItem]:
    """The items of an agenda, in its order. Titles carry no telephone numbers or addresses."""
    found: list[DraftAgendaItem] = []
    columns: dict[str, int] = {}
    begun = False
    for block in blocks:
        if block.kind != "row" and _HEADING.search(block.text) and len(block.text) < 60:
            begun = True
        if block.kind == "row":
            heads = _columns(block)
            if heads:
                columns, begun = columns | heads, True
                continue
        item = (
            _of_row(block, columns, document) if block.kind == "row" else _of_line(block, document)
        )
        if item is None:
            if found and _goes_on(found[-1], block):
                found[-1] = _with_more(found[-1], block)
            continue
        if begun and _follows(found, item):
            found.append(item)
    return found


def _columns(block: Block) -> dict[str, int]:
    """What the columns hold, if a row is the head of the agenda's table."""
    found: dict[str, int] = {}
    for at, cell in enumerate(block.cells):
        name = next((n for n, p in _COLUMNS if p.match(cell.strip(" :"))), None)
        if name is not None:
            found.setdefault("title" if name in found and "title" not in found else name, at)
    if len(found) < 2 and not (len(found) == 1 and "Agenda Item" in block.cells):
        return {}
    return found


def _follows(found: list[DraftAgendaItem], item: DraftAgendaItem) -> bool:
    """Whether a number carries on the count, so that a list within an item opens none."""
    number = int(re.sub(r"\D", "", (item.no or "").split(".")[0]) or 0)
    last = int(re.sub(r"\D", "", (found[-1].no or "").split(".")[0]) or 0) if found else 0
    if "." in (item.no or "") or "/" in (item.no or ""):
        return True
    return last < number <= last + 3 if found else number <= 2


def _of_row(block: Block, columns: dict[str, int], document: Document) -> DraftAgendaItem | None:
    cells = block.cells
    numbered = _NUMBER.match(cells[0]) if cells[0] else None
    inside = _NUMBER_IN_CELL.match(cells[0]) if cells[0] else None
    if numbered is None and inside is None:
        return None
    no = inside["no"] if inside else numbered["no"] if numbered else ""
    raw = _raw_cells(document, block)
    at = 0 if inside else columns.get("title", 1)
    if at >= len(cells) or at >= len(raw):
        return None
    who = [plain(m["said"]).split(",")[0].strip() for m in _ITALIC.finditer(raw[at])]
    title = (
        inside["title"]
        if inside and not _ITALIC.search(raw[at])
        else plain(_ITALIC.sub(" ", raw[at]))
    )
    title = re.sub(r"^\d{1,3}[.)]\s+", "", title)
    if "presenter" in columns and columns["presenter"] < len(cells):
        who += [
            w.strip() for w in re.split(r"\s+and\s+|;|, ", cells[columns["presenter"]]) if w.strip()
        ]
    others = [c for n, c in enumerate(cells) if n != at and c and c != cells[0]]
    pages = next((m["told"] for c in others if (m := _RANGE.match(c))), None)
    if pages is None and "pages" in columns and columns["pages"] < len(cells):
        pages = (
            cells[columns["pages"]] if re.fullmatch(r"\d{1,4}", cells[columns["pages"]]) else None
        )
    time = next((c for c in others if len(c) < 25 and times_in(c) and c != pages), None)
    purpose = cells[columns["purpose"]] if columns.get("purpose", 99) < len(cells) else None
    names = [w for w in who if w[:1].isupper() and " " in w and len(w) < 60]
    return _made(no, title, names, time, pages, purpose or None, " ".join(others), block)


def _raw_cells(document: Document, block: Block) -> list[str]:
    line = document.lines[block.first - 1]
    if line.cells is not None:
        return list(line.cells)
    text = line.text.strip()
    if text.startswith("|"):
        return [c.strip() for c in text.strip("|").split("|")]
    return line.text.split("\t")


def _of_line(block: Block, document: Document) -> DraftAgendaItem | None:
    """A numbered line of an agenda without a table."""
    if block.kind not in ("heading", "list", "para") or block.bullet:
        return None
    text = full_text(block)
    told = number_of(text, Numbering(frozenset(), frozenset())) if len(text) < 300 else None
    if told is None or not told[1] or not told[1][:1].isalnum():
        return None
    if next(dates_in(text[:24]), None) is not None:
        return None
    raw = document.lines[block.first - 1].text
    title, names = told[1], [plain(m["said"]).split(",")[0].strip() for m in _ITALIC.finditer(raw)]
    if names:  # set in italics under the title: who presents it
        title = re.sub(r"^\S+\s+", "", plain(_ITALIC.sub(" ", raw)))
    return _made(told[0], title, names, None, None, None, "", block)


def _made(
    no: str,
    title: str,
    names: list[str],
    time: str | None,
    pages: str | None,
    purpose: str | None,
    beside: str,
    block: Block,
) -> DraftAgendaItem:
    title = re.split(r"\s[•●▪]\s", title, maxsplit=1)[0]
    told = _PAGES.search(title) or re.search(
        r"\s(?P<told>\d{1,4} ?[-–] ?\d{1,4})(?=\s|$)(?! ?20\d\d)", title
    )
    if told and pages is None and not re.match(r"(?:19|20)\d\d", told["told"]):
        pages = told["told"].strip()
        title = f"{title[: told.start()]} {title[told.end() :]}".replace("()", " ")
    said = _PURPOSE.search(title)
    if said and purpose is None:
        purpose, title = said["said"], title[: said.start()]
    who = _PRESENTER.search(title)
    if who and not names:
        names, title = [who["who"].strip()], title[: who.start()]
    about = f"{title} {beside}"
    paper: AgendaPaper | None = (
        "to follow"
        if _FOLLOWS.search(about)
        else "verbal"
        if _VERBAL.search(about)
        else "paper"
        if pages or _WITH_PAPER.search(beside)
        else "presentation"
        if _PRESENTATION.search(about)
        else None
    )
    title = without_contacts(re.sub(r"\s+", " ", title).strip(" ,;"))
    return DraftAgendaItem(no, title, tuple(names), time, pages, purpose, paper, block.lines)


def _goes_on(item: DraftAgendaItem, block: Block) -> bool:
    """Whether a block belongs to the item above: its pages on a row of their own, or its second
    row, cut off by the end of a page."""
    if block.kind == "row" and not block.cells[0] and len([c for c in block.cells if c]) == 1:
        return True
    return bool(_RANGE.fullmatch(block.text) and item.pages is None)


def _with_more(item: DraftAgendaItem, block: Block) -> DraftAgendaItem:
    if _RANGE.fullmatch(block.text.strip()) and item.pages is None:
        return replace(item, pages=block.text.strip(), paper="paper")
    return item
