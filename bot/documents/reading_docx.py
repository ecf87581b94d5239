"""Word documents: what the page shows, in its order.

Read from the file's XML, part by part, so that pictures are never unpacked: paragraphs with the
numbers that Word counts by itself, tables with merged cells, text boxes, inserted text; not headers
and footers, comments, notes, hidden or deleted text. Office Open XML, ECMA-376 part 1, §17.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import IO

from lxml import etree

from bot.documents.characters import plain_characters, with_box
from bot.documents.pieces import BLANK, Cell, Piece, table_pieces
from bot.documents.word_numbers import Numbering, Styles
from bot.documents.word_xml import Element, child, is_on, local, optional, parsed, value
from workflows.errors import InvalidInput

#: One part unpacked, and its elements: ten times what 500 pages hold.
MAX_PART = 64 * 1024 * 1024
MAX_ELEMENTS = 2_000_000

#: What is in the file but not on the page: deleted and moved text, field codes, pictures' fallback.
_UNREAD = frozenset(
    {"del", "moveFrom", "delText", "instrText", "delInstrText", "Fallback", "pPr", "rPr", "sdtPr",
     "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "annotationRef", "footnoteRef", "oMathPara"}
)  # fmt: skip
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


class DamagedWord(Exception):
    """The file is no Word document that can be read."""


def is_word(archive: zipfile.ZipFile) -> bool:
    """Whether a zipped file holds a Word document."""
    return main_part(archive) in archive.namelist()


def main_part(archive: zipfile.ZipFile) -> str:
    """The part that holds the text: the file says which, nearly always word/document.xml."""
    if "_rels/.rels" in archive.namelist():
        for relation in parsed(archive, "_rels/.rels"):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def word_pieces(name: str, data: bytes) -> Iterator[Piece]:
    """The pieces of a Word document in the order of the page; `DamagedWord` if it cannot be read,
    `InvalidInput` if it is too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            main = main_part(archive)
            folder = posixpath.dirname(main)
            styles = Styles(optional(archive, f"{folder}/styles.xml"))
            numbering = Numbering(optional(archive, f"{folder}/numbering.xml"), styles)
            with archive.open(_checked(name, archive, main)) as part:
                yield from _Reader(styles, numbering).body(name, part)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, EOFError, KeyError, NotImplementedError,
            RuntimeError, ValueError, OSError) as fault:  # fmt: skip
        # zipfile and zlib raise these on damaged archives, RuntimeError where one is encrypted
        raise DamagedWord(str(fault)) from fault
    except zipfile.zlib.error as fault:  # type: ignore[attr-defined]
        raise DamagedWord(str(fault)) from fault


def _checked(name: str, archive: zipfile.ZipFile, part: str) -> zipfile.ZipInfo:
    info = archive.getinfo(part)
    if info.file_size > MAX_PART:
        raise InvalidInput(
            f"{name} unpacks to more than {MAX_PART // 1024 // 1024} MB of text. Send the minutes "
            "alone, without the papers around them.",
            field="file",
        )
    return info


class _Reader:
    """One reading: the counts of its lists, and where a list ends."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.styles = styles
        self.numbering = numbering
        self._in_list = False
        self._carried = ""
        self._boxes: list[Element] = []

    def body(self, name: str, part: IO[bytes]) -> Iterator[Piece]:
        """The body's paragraphs and tables, each let go of once it has been read."""
        counted = 0
        events = etree.iterparse(
            part, events=("end",), resolve_entities=False, no_network=True, load_dtd=False
        )
        for _, element in events:
            counted += 1
            if counted > MAX_ELEMENTS:
                raise InvalidInput(
                    f"{name} holds far more than 500 pages. Send the minutes alone, without the "
                    "papers around them.",
                    field="file",
                )
            parent = element.getparent()
            if parent is None or local(parent) != "body":
                continue
            yield from self.block(element)
            element.clear()
            while element.getprevious() is not None:
                del parent[0]
        docinfo = events.root.getroottree().docinfo if events.root is not None else None
        if docinfo is None or docinfo.internalDTD is not None:
            raise ValueError("a document type declaration")

    def block(self, element: Element) -> Iterator[Piece]:
        """A paragraph, a table, or whatever holds such."""
        match local(element):
            case "p":
                yield from self.paragraph(element)
            case "tbl":
                yield from self._left_list()
                yield from table_pieces([self.row(r) for r in self.rows(element)])
            case what if what not in _UNREAD:
                for inner in element:
                    yield from self.block(inner)

    # --- paragraphs -------------------------------------------------------------------------------

    def paragraph(self, element: Element) -> Iterator[Piece]:
        """A paragraph as pieces: a heading, an entry of a list with its number, or lines."""
        properties = child(element, "pPr")
        text = self._carried + self.text(element)
        self._carried = ""
        if child(properties, "rPr", "del") is not None:
            self._carried = text  # its mark is deleted: it runs on into the next
            return
        style = value(child(properties, "pStyle"))
        label, depth = self.numbering.label(properties, style, bool(text.strip()))
        level = self.styles.heading(properties, style)
        boxes, self._boxes = self._boxes, []
        if text.strip():
            if level and len(text) < 240:
                yield from self._left_list()
                words = " ".join(f"{'' if label == '-' else label} {text}".split())
                yield Piece(words, heading=level)
                yield BLANK
            elif label:
                yield from self._listed(label, depth, text)
            else:
                yield from self._left_list()
                yield from self._plain(element, text)
        for box in boxes:
            for inner in box:
                yield from self.block(inner)

    def _left_list(self) -> Iterator[Piece]:
        if self._in_list:
            yield BLANK
        self._in_list = False

    def _listed(self, label: str, depth: int, text: str) -> Iterator[Piece]:
        if not self._in_list:
            yield BLANK
        self._in_list = True
        first, *more = text.strip().split("\n")
        yield Piece(f"{'  ' * depth}{label} {first}")
        for line in more:
            yield Piece(f"{'  ' * (depth + 1)}{line}")

    def _plain(self, element: Element, text: str) -> Iterator[Piece]:
        words = text.strip()
        if "\n" not in words and len(words) < 160 and words[-1] not in ".:;" and self.bold(element):
            yield Piece(f"**{words}**")
        else:
            for line in text.split("\n"):
                yield Piece(with_box(line))
        yield BLANK

    def bold(self, element: Element) -> bool:
        """Whether every word of a paragraph is set in bold, as headings without a style are."""
        runs = [r for r in element.iter() if local(r) == "r" and self.text(r, boxes=False).strip()]
        return bool(runs) and all(is_on(child(r, "rPr", "b")) for r in runs)

    def text(self, element: Element, boxes: bool = True) -> str:
        """The words of a paragraph as the page shows them; its text boxes are kept for later."""
        told: list[str] = []
        waiting = [element]
        while waiting:
            at = waiting.pop()
            name = local(at)
            if name in _UNREAD and at is not element:
                continue
            if name == "r" and is_on(child(at, "rPr", "vanish")):
                continue
            if name == "t":
                told.append(at.text or "")
            elif name == "txbxContent":
                if boxes:
                    self._boxes.append(at)
            elif name == "sym":
                told.append(_symbol(at))
            elif name in _MARKS:
                told.append("" if value(at, "type") in ("page", "column") else _MARKS[name])
            else:
                waiting.extend(reversed(at))
        return plain_characters("".join(told))

    # --- tables -----------------------------------------------------------------------------------

    def rows(self, table: Element) -> Iterator[Element]:
        """The rows, also those that a content control holds; not those deleted."""
        for element in table:
            if local(element) == "tr":
                if child(element, "trPr", "del") is None:
                    yield element
            elif local(element) not in _UNREAD:
                yield from self.rows(element)

    def row(self, row: Element) -> list[Cell]:
        """The cells of a row."""
        before = value(child(row, "trPr", "gridBefore"))
        cells = [Cell((), span=_count(before))] if before and _count(before) else []
        for element in _cells(row):
            properties = child(element, "tcPr")
            merged = child(properties, "vMerge")
            cells.append(
                Cell(
                    tuple(self.paragraphs(element)),
                    max(1, _count(value(child(properties, "gridSpan")))),
                    merged is not None and value(merged) != "restart",
                )
            )
        return cells

    def paragraphs(self, cell: Element) -> Iterator[str]:
        """What a cell holds, paragraph by paragraph; of a table within it, row by row."""
        for element in cell:
            match local(element):
                case "p":
                    said = (p.text.strip() for p in self.paragraph(element))
                    yield from (text.removeprefix("**").removesuffix("**") for text in said if text)
                case "tbl":
                    for row in self.rows(element):
                        yield " ".join(c.text for c in self.row(row) if c.text)
                case what if what not in _UNREAD:
                    yield from self.paragraphs(element)
        self._in_list = False


def _cells(row: Element) -> Iterator[Element]:
    for element in row:
        if local(element) == "tc":
            yield element
        elif local(element) not in _UNREAD:
            yield from _cells(element)


def _count(told: str | None) -> int:
    """A small number of columns; what is none, or absurd, is nought."""
    return int(told) if told and told.isdigit() and len(told) < 3 else 0


def _symbol(element: Element) -> str:
    """A picture of a symbol font, by its place in the font."""
    told = value(element, "char") or ""
    try:
        return chr(int(told, 16))
    except (ValueError, OverflowError):
        return ""
