"""Web pages, well-formed or not, also those that Word has saved: what a browser would show.

The page is read event by event, so no tree of it is kept. Left out: scripts, styles, what is
hidden, comments (Word's too), deleted text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from bot.documents.characters import plain_characters, with_box
from bot.documents.pieces import BLANK, Cell, Piece, letters, roman, table_pieces
from workflows.errors import InvalidInput

#: Tags in the page: ten times what 500 pages saved from Word hold.
MAX_TAGS = 2_000_000
#: Bytes handed to the parser at a time.
_CHUNK = 1 << 16

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
_XML_CHARSET = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.I)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|mso-element\s*:\s*"
    r"(?:comment|header|footer|footnote-list|endnote-list)",
    re.I,
)
_LIST_STYLE = re.compile(
    r"list-style(?:-type)?\s*:\s*(lower-alpha|lower-latin|upper-alpha|upper-latin|lower-roman|"
    r"upper-roman|decimal|none|disc)",
    re.I,
)
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "audio",
        "video",
        "canvas",
        "select",
        "textarea",
        "button",
        "del",
        "rt",
        "rp",
        "datalist",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "nav",
        "address",
        "blockquote",
        "figure",
        "figcaption",
        "fieldset",
        "form",
        "legend",
        "details",
        "summary",
        "dl",
        "dt",
        "dd",
        "hr",
        "center",
        "body",
        "html",
        "pre",
        "caption",
    ]
)
_TIGHT = frozenset({"dt", "dd"})
_VOID = frozenset(
    "br hr img input meta link wbr col area base embed source track param".split()  # noqa: SIM905
)
_KINDS = {
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
    "1": "decimal",
}


def is_html(head: bytes) -> bool:
    """Whether these first bytes are a web page's."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or (
        start.startswith(b"<?xml") and b"<html" in head.lower()
    )


def html_text(data: bytes) -> str:
    """The page's characters, by its byte order mark, by what it says of itself, as UTF-8, or as
    Windows has them."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    head = data[:4096]
    told = _CHARSET.search(head) or _XML_CHARSET.match(head.removeprefix(b"\xef\xbb\xbf"))
    named = told[1].decode("ascii").lower() if told else ""
    # As browsers do: whoever says Latin-1 means what Windows makes of it.
    other = "cp1252" if named in ("", "iso-8859-1", "latin-1", "us-ascii", "ascii") else named
    for encoding in ("utf-8-sig", other):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", errors="replace")


def html_pieces(name: str, data: bytes) -> Iterator[Piece]:
    """The pieces of a page as a browser shows them; `InvalidInput` if it is too large."""
    if data.count(b"<") > MAX_TAGS:
        raise InvalidInput(
            f"{name} holds far more than 500 pages. Send the minutes alone, without the papers "
            "around them.",
            field="file",
        )
    page = _Page()
    parser = etree.HTMLParser(target=page, encoding="utf-8", no_network=True)
    # An XML declaration would gainsay the encoding; NUL would end the page.
    text = re.sub(r"^\s*<\?xml[^>]{0,300}\?>", "", html_text(data)).replace("\x00", "")
    content = text.encode("utf-8", errors="replace")
    for at in range(0, len(content), _CHUNK):
        parser.feed(content[at : at + _CHUNK])
        yield from page.taken()
    if content:
        parser.close()
    yield from page.taken()


@dataclass(slots=True)
class _List:
    """An open list: how it counts, and the number of the next entry; None for bullets."""

    form: str
    next: int | None


@dataclass(slots=True)
class _Table:
    """An open table. `apart` says that it holds another table, so it only arranges the page."""

    rows: list[list[Cell]] = field(default_factory=list)
    row: list[Cell] = field(default_factory=list)
    cell: list[str] | None = None
    span: int = 1
    down: dict[int, int] = field(default_factory=dict)
    rowspan: int = 1
    apart: bool = False


class _Page:
    """The parser's target: it gathers words into pieces as the tags come and go."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._words: list[str] = []
        self._label = ""
        self._heading = 0
        self._bold: list[bool] = []
        self._lists: list[_List] = []
        self._tables: list[_Table] = []
        self._skipping = 0
        self._kept = 0
        self._bold_depth = 0

    def taken(self) -> list[Piece]:
        """The pieces that are finished."""
        pieces, self._pieces = self._pieces, []
        return pieces

    # --- what the parser calls --------------------------------------------------------------------

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._skipping or tag in _SKIPPED or _is_hidden(attributes):
            if tag not in _VOID:
                self._skipping += 1
            return
        match tag:
            case "br":
                self._words.append("\n")
            case "input" if attributes.get("type", "").lower() == "checkbox":
                self._words.append("☒ " if "checked" in attributes else "☐ ")
            case "b" | "strong":
                self._bold_depth += 1
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self._flush()
                self._heading = int(tag[1])
            case "ol" | "ul" | "menu" | "dir":
                self._flush()
                if not self._lists:
                    self._blank()
                self._lists.append(_list(tag, attributes))
            case "li":
                self._flush()
                self._entry(attributes)
            case "table":
                self._flush()
                self._nested()
                self._tables.append(_Table())
            case "tr":
                self._flush()
                self._end_row()
            case "td" | "th":
                self._flush()
                self._end_cell()
                self._begin_cell(attributes)
            case _ if tag in _BLOCKS:
                self._flush()

    def end(self, tag: str) -> None:
        if self._skipping:
            if tag not in _VOID:
                self._skipping -= 1
            return
        match tag:
            case "b" | "strong":
                self._bold_depth = max(0, self._bold_depth - 1)
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self._flush()
                self._heading = 0
            case "ol" | "ul" | "menu" | "dir":
                self._flush()
                if self._lists:
                    self._lists.pop()
                if not self._lists:
                    self._blank()
            case "li":
                self._flush()
                self._label = ""
            case "td" | "th":
                self._flush()
                self._end_cell()
            case "tr":
                self._flush()
                self._end_row()
            case "table":
                self._flush()
                self._end_table()
            case _ if tag in _BLOCKS:
                self._flush()
                if tag not in _TIGHT:
                    self._blank()

    def data(self, words: str) -> None:
        if not self._skipping:
            text = words if "\n" not in words else words.replace("\n", " ")
            self._words.append(text)
            if text.strip():
                self._bold.append(self._bold_depth > 0)

    def comment(self, _text: str) -> None:
        """Comments are not read: conditional ones of Word hold what a browser does not show."""

    def close(self) -> None:
        self._flush()
        while self._tables:
            self._end_table()

    # --- words into pieces ------------------------------------------------------------------------

    def _flush(self) -> None:
        """What has been gathered becomes lines."""
        if not self._words:
            return
        text = plain_characters("".join(self._words))
        lines = [" ".join(line.split()) for line in text.split("\n")]
        bold = bool(self._bold) and all(self._bold)
        self._words, self._bold = [], []
        if not any(lines):
            return
        if self._tables and self._tables[-1].cell is not None:
            told = [f"{self._label} {x}".strip() for x in lines if x]
            self._label = ""
            self._tables[-1].cell.extend(told)
        elif self._heading:
            self._pieces += [Piece(" ".join(x for x in lines if x), heading=self._heading), BLANK]
        elif self._lists:
            self._in_list(lines)
        else:
            self._lines(lines, bold)

    def _in_list(self, lines: list[str]) -> None:
        depth = "  " * (len(self._lists) - 1)
        for line in lines:
            if line:
                self._pieces.append(Piece(f"{depth}{self._label or ' '} {line}"))
                self._label = ""

    def _lines(self, lines: list[str], bold: bool) -> None:
        while lines and not lines[-1]:
            lines.pop()
        only = lines[0] if len(lines) == 1 else ""
        if bold and only and len(only) < 160 and only[-1] not in ".:;":
            self._pieces.append(Piece(f"**{only}**"))
        else:
            self._pieces += [Piece(with_box(line)) for line in lines]
        self._blank()

    def _blank(self) -> None:
        if not (self._tables and self._tables[-1].cell is not None):
            self._pieces.append(BLANK)

    def _entry(self, attributes: Mapping[str, str]) -> None:
        if not self._lists:
            self._label = "-"
            return
        here = self._lists[-1]
        if here.next is None:
            self._label = "-" if here.form != "none" else ""
            return
        number = _small(attributes.get("value"), here.next)
        here.next = number + 1
        self._label = _numbered(number, here.form)

    # --- tables -----------------------------------------------------------------------------------

    def _nested(self) -> None:
        """A table within a cell: what is around it only arranges the page."""
        if not self._tables:
            return
        outer = self._tables[-1]
        for piece in table_pieces(outer.rows):
            self._pieces.append(piece)
        begun = [*outer.row, Cell(tuple(outer.cell or ()))]
        self._pieces += [p for c in begun for x in c.paragraphs for p in (Piece(x), BLANK)]
        outer.rows, outer.row, outer.cell, outer.apart = [], [], None, True

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        if not self._tables:
            return
        table = self._tables[-1]
        if table.apart:
            return
        self._go_on(table)
        table.cell = []
        table.span = max(1, min(_small(attributes.get("colspan"), 1), 60))
        table.rowspan = max(1, min(_small(attributes.get("rowspan"), 1), 1000))

    @staticmethod
    def _go_on(table: _Table) -> None:
        """Put in the cells that reach down into this row."""
        while table.down.get(at := sum(c.span for c in table.row), 0) > 0:
            table.down[at] -= 1
            table.row.append(Cell((), goes_on=True))

    def _end_cell(self) -> None:
        table = self._tables[-1] if self._tables else None
        if table is None or table.cell is None:
            return
        at = sum(c.span for c in table.row)
        if table.rowspan > 1:
            table.down[at] = table.rowspan - 1
        table.row.append(Cell(tuple(table.cell), table.span))
        table.cell = None

    def _end_row(self) -> None:
        self._end_cell()
        table = self._tables[-1] if self._tables else None
        if table is not None and table.row:
            self._go_on(table)
            table.rows.append(table.row)
            table.row = []

    def _end_table(self) -> None:
        if not self._tables:
            return
        self._end_row()
        table = self._tables.pop()
        pieces = list(table_pieces(table.rows)) if table.rows else []
        self._pieces += pieces


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    if "hidden" in attributes:
        return attributes["hidden"].lower() != "until-found"
    if attributes.get("class", "") in ("msocomanchor", "MsoCommentReference"):
        return True
    return bool(_HIDDEN.search(attributes.get("style", "")))


def _list(tag: str, attributes: Mapping[str, str]) -> _List:
    style = _LIST_STYLE.search(attributes.get("style", ""))
    told = style[1].lower() if style else _KINDS.get(attributes.get("type", ""), "")
    if tag != "ol":
        return _List(told, None)
    return _List(told or "decimal", _small(attributes.get("start"), 1))


def _numbered(number: int, form: str) -> str:
    match form:
        case "lower-alpha" | "lower-latin":
            return f"{letters(number)})"
        case "upper-alpha" | "upper-latin":
            return f"{letters(number).upper()})"
        case "lower-roman":
            return f"{roman(number)})"
        case "upper-roman":
            return f"{roman(number).upper()})"
        case "none":
            return ""
    return f"{number}."


def _small(told: str | None, otherwise: int) -> int:
    """A number as counts have it; what is none, or absurd, is the other."""
    told = (told or "").strip()
    return int(told) if told.isdecimal() and len(told) < 6 else otherwise
