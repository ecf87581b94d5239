"""From a file to a `Document`: plain text, Markdown, Word and PDF, in reading order.

Whatever cannot be read is refused with a sentence that says what to do; nothing is guessed from a
file's name alone, its first bytes must agree with it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import PurePath

import docx
import docx.document
import pdfplumber
import pdfplumber.page
import pypdfium2 as pdfium
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from workflows.errors import InvalidInput
from workflows.minutes.document import Document, Line

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 500
MAX_UNPACKED = 200 * 1024 * 1024
KINDS = (".txt", ".md", ".docx", ".pdf")
PASTED = "pasted.txt"

_ZIP, _PDF, _OLE = b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0"
_OTHERS = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a rich text file"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
)
_LOG_HEAD = re.compile(
    r"\b(?:actions?|task)\b.{0,120}\b(?:owner|allocated to|by whom|assigned to|"
    r"responsible|lead|who)\b.{0,120}\b(?:status|progress|due|deadline|by when|"
    r"update|rag|when)\b",
    re.I,
)
OnPage = Callable[[int, int], None]
_PAGE_NUMBER = re.compile(r"(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?$", re.I)


def read_document(name: str, data: bytes, on_page: OnPage | None = None) -> Document:
    """The document in a file, or `InvalidInput` in words for the person who sent it.

    `on_page` is told (pages read, pages in all) as a PDF, the one kind that takes time, is read.
    """
    shown = PurePath(name.replace("\\", "/")).name or "the file"
    kind = PurePath(shown).suffix.lower()
    if not data.strip():
        raise _refused(f"{shown} is empty. Please send the file again.")
    if len(data) > MAX_BYTES:
        raise _refused(
            f"{shown} is larger than 20 MB. Send the minutes alone, without the papers around them."
        )
    if kind == ".markdown":
        kind = ".md"
    if kind not in KINDS:
        raise _refused(
            f"{shown} is not a kind of file that can be read. Send {', '.join(KINDS)}, "
            f"or paste the text."
        )
    _check_content(shown, kind, data)
    if kind == ".docx":
        return _read_docx(shown, data)
    if kind == ".pdf":
        return _read_pdf(shown, data, on_page)
    return _with_words(Document.from_text(shown, _decoded(shown, data)))


def _refused(message: str) -> InvalidInput:
    return InvalidInput(message, field="file")


def _with_words(document: Document) -> Document:
    if not any(any(c.isalnum() for c in line.text) for line in document.lines):
        raise _refused(f"{document.name} holds no words. Please check that it is the right file.")
    return document


def _check_content(name: str, kind: str, data: bytes) -> None:
    """Refuse a file whose first bytes say something else than its name."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(_OLE):
        raise _refused(
            f"{name} is an old Word file or protected by a password. Save it as .docx "
            f"without a password and send it again."
        )
    found = ".docx" if head.startswith(_ZIP) else ".pdf" if head.startswith(_PDF) else None
    if found is None:
        other = next((what for magic, what in _OTHERS if head.startswith(magic)), None)
        if other:
            raise _refused(
                f"{name} is {other}, not {_called(kind)}. Send the minutes as text, Word or PDF."
            )
    if found != (kind if kind in (".docx", ".pdf") else None):
        what = _called(found) if found else "something else"
        raise _refused(
            f"{name} is named {kind} but holds {what}. Give it its right name, or save "
            f"it again, and send it."
        )


def _called(kind: str | None) -> str:
    return {".docx": "a Word document (or another zipped file)", ".pdf": "a PDF"}.get(
        kind or "", "plain text"
    )


def _decoded(name: str, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise _refused(
                f"{name} is damaged text. Save it again as UTF-8 and send it."
            ) from error
    if b"\x00" in data:
        raise _refused(
            f"{name} is not text: it holds binary data. Send the minutes as text, Word or PDF."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Notes typed on Windows: every byte is a letter there; control bytes tell what is no text.
        text = data.decode("cp1252", errors="replace")
    control = sum(1 for c in text if ord(c) < 32 and c not in "\t\n\r\f\v")
    if control > max(2, len(text) // 200):
        raise _refused(
            f"{name} is not text: it holds binary data. Send the minutes as text, Word or PDF."
        )
    return text


def _read_docx(name: str, data: bytes) -> Document:
    damaged = (
        f"{name} cannot be opened as a Word document: it is damaged. Open it in "
        f"Word, save it again and send it."
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise _refused(
                    f"{name} unpacks to more than 200 MB. Send the minutes without their pictures."
                )
            if "word/document.xml" not in archive.namelist():
                raise _refused(
                    f"{name} is a zipped file but not a Word document. Save the minutes as .docx "
                    f"and send them."
                )
        source = docx.Document(io.BytesIO(data))
        parts = list(_docx_lines(source))
    except InvalidInput:
        raise
    except Exception as error:  # python-docx and lxml raise what they like on damaged files
        raise _refused(damaged) from error
    lines = tuple(
        Line(at, text, None, cells, level) for at, (text, cells, level) in enumerate(parts, start=1)
    )
    return _with_words(Document(name, lines))


def _docx_lines(
    source: docx.document.Document,
) -> Iterator[tuple[str, tuple[str, ...] | None, int | None]]:
    """Paragraphs and tables in document order; a blank line between them, as in print."""
    for part in source.iter_inner_content():
        if isinstance(part, Paragraph):
            yield from _paragraph_lines(part)
        else:
            yield from _table_lines(part)
            yield "", None, None


def _paragraph_lines(
    paragraph: Paragraph,
) -> Iterator[tuple[str, tuple[str, ...] | None, int | None]]:
    style = (paragraph.style.name if paragraph.style is not None else "") or ""
    text = paragraph.text.replace("\v", "\n")
    if style.startswith(("Heading", "Title")) and text.strip():
        digits = re.sub(r"\D", "", style)
        yield text.replace("\n", " "), None, int(digits) if digits else 1
        yield "", None, None
        return
    listed = style.startswith("List") or (
        paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
    )
    for at, line in enumerate(text.split("\n")):
        yield (f"- {line}" if listed and at == 0 and line.strip() else line), None, None
    if not listed:
        yield "", None, None


def _table_lines(table: Table) -> Iterator[tuple[str, tuple[str, ...] | None, int | None]]:
    for row in table.rows:
        seen: list[object] = []
        cells: list[str] = []
        for cell in row.cells:  # a merged cell comes once for each column that it spans
            if cell._tc in seen:
                continue
            seen.append(cell._tc)
            cells.append(_cell_text(cell))
        if len(cells) == 1:
            for line in cells[0].split("\n"):
                yield line, None, None
        elif any(c.strip() for c in cells):
            one_line = tuple(" ".join(c.split()) for c in cells)
            yield "\t".join(one_line), one_line, None


def _cell_text(cell: _Cell) -> str:
    return "\n".join(p.text for p in cell.paragraphs)


def _read_pdf(name: str, data: bytes, on_page: OnPage | None) -> Document:
    try:
        source = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise _refused(
                f"{name} is protected by a password. Save a copy without one and send that."
            ) from error
        raise _refused(
            f"{name} cannot be opened as a PDF: it is damaged. Print it to PDF again and send it."
        ) from error
    try:
        if len(source) > MAX_PAGES:
            raise _refused(
                f"{name} has {len(source)} pages; at most {MAX_PAGES} can be read. Send the "
                f"minutes alone."
            )
        pages = []
        for at in range(len(source)):
            pages.append(_page_lines(source, at))
            if on_page:
                on_page(at + 1, len(source))
        tables = dict(_tables(data, pages))
    except pdfium.PdfiumError as error:
        raise _refused(
            f"{name} cannot be read as a PDF: it is damaged. Print it to PDF again and send it."
        ) from error
    finally:
        source.close()
    if not any(line.strip() for page in pages for line in page):
        raise _refused(
            f"{name} holds pictures of pages and no text: it was scanned. Send the Word "
            f"file, or paste the text."
        )
    return _with_words(Document(name, tuple(_numbered(_without_running_heads(pages), tables))))


def _page_lines(source: pdfium.PdfDocument, at: int) -> list[str]:
    page = source[at]
    try:
        text = str(page.get_textpage().get_text_bounded())
    finally:
        page.close()
    # pdfium marks a hyphen at a line's end with U+FFFE, and a line by CR LF.
    return text.replace("\ufffe", "-").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """The pages without page numbers and the edge lines that repeat from page to page."""
    if len(pages) < 2:
        return pages
    counted: Counter[str] = Counter()
    for page in pages:
        counted.update({_pattern(line) for line in _edges(page) if line.strip()})
    often = {p for p, n in counted.items() if n >= max(2, (len(pages) + 1) // 2)}
    kept = []
    for page in pages:
        edges = set(map(id, _edges(page)))
        kept.append([line for line in page if not (id(line) in edges and _runs(line, often))])
    return kept


def _edges(page: list[str]) -> list[str]:
    filled = [line for line in page if line.strip()]
    return filled[:2] + filled[-2:]


def _pattern(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()).lower())


def _runs(line: str, often: set[str]) -> bool:
    words = line.strip()
    return bool(words) and (_pattern(words) in often or bool(_PAGE_NUMBER.match(words)))


def _tables(data: bytes, pages: list[list[str]]) -> Iterator[tuple[int, list[tuple[str, ...]]]]:
    """The pages that hold an action log, row by row: plain text would mix up its cells.

    Finding tables costs a fifth of a second a page, so only pages that speak of them are searched.
    """
    wanted = [at for at, lines in enumerate(pages) if _LOG_HEAD.search(" ".join(lines))][:40]
    if not wanted:
        return
    with pdfplumber.open(io.BytesIO(data)) as source:
        for at in wanted:
            rows = list(_page_rows(source.pages[at]))
            if any(len(row) > 2 for row in rows):
                yield at, rows


def _page_rows(page: pdfplumber.page.Page) -> Iterator[tuple[str, ...]]:
    """A page from top to bottom, rows of tables as rows and what is between them as lines."""
    top = 0.0
    for table in sorted(page.find_tables(), key=lambda t: float(t.bbox[1])):
        if table.bbox[1] > top:
            yield from _between(page, top, float(table.bbox[1]))
        for row in table.extract():
            yield tuple(" ".join((cell or "").split()) for cell in row)
        top = float(table.bbox[3])
    yield from _between(page, top, float(page.height))


def _between(page: pdfplumber.page.Page, top: float, bottom: float) -> Iterator[tuple[str, ...]]:
    if bottom - top > 4:
        text = page.crop((0, top, page.width, bottom)).extract_text() or ""
        for line in text.split("\n"):
            yield (line,)
        yield ("",)


def _numbered(pages: list[list[str]], tables: dict[int, list[tuple[str, ...]]]) -> Iterator[Line]:
    number = 0
    for page, lines in enumerate(pages):
        rows = tables.get(page) or [(text.rstrip(),) for text in lines]
        for cells in rows:
            number += 1
            yield Line(number, "\t".join(cells), page + 1, cells if len(cells) > 1 else None)
