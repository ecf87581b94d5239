"""From a file to a `Document`: plain text, Markdown, Word, web pages and PDF, in reading order.

Whatever cannot be read is refused with a sentence that says what to do; nothing is guessed from a
file's name alone, its first bytes must agree with it.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

from bot.documents.characters import plain_characters
from bot.documents.pdf_apart import DamagedPdf, LockedPdf, TooMuchPdf
from bot.documents.pieces import numbered
from bot.documents.reading_docx import DamagedWord, is_word, word_pieces
from bot.documents.reading_html import html_pieces, is_html
from bot.documents.reading_pdf import OnPage, read_pdf
from workflows.errors import InvalidInput
from workflows.minutes.document import Document

MAX_BYTES = 20 * 1024 * 1024
#: Characters of text, twice what 500 closely printed pages hold.
MAX_CHARACTERS = 5_000_000
KINDS = (".txt", ".md", ".docx", ".html", ".pdf")
#: Other endings of the same kinds.
_ALIKE = {".markdown": ".md", ".text": ".txt", ".htm": ".html", ".xhtml": ".html"}
PASTED = "pasted.txt"

_ZIP, _PDF, _OLE = b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0"
#: What else a file's first bytes may be, and what to do about it.
_OTHERS = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM\x00", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"RIFF", "a picture or a recording"),
    (b"{\\rtf", "a rich text file"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"%!PS", "a PostScript file"),
    (b"MIME-Version:", "a web archive or an e-mail"),
)
#: Endings that people send, and what to save instead.
_SAVE_AS = {
    ".doc": "an old Word file. Open it in Word, save it as .docx and send that",
    ".dot": "an old Word file. Open it in Word, save it as .docx and send that",
    ".rtf": "a rich text file. Open it in Word, save it as .docx and send that",
    ".odt": "an OpenDocument file. Open it, save it as .docx or .pdf and send that",
    ".pages": "a Pages file. Open it, export it as Word or PDF and send that",
    ".mht": "a web archive. Open it in a browser, print it to PDF and send that",
    ".mhtml": "a web archive. Open it in a browser, print it to PDF and send that",
    ".zip": "an archive. Unpack it and send the minutes that are in it",
    ".eml": "an e-mail. Send the minutes that are attached to it, or paste its text",
    ".msg": "an e-mail. Send the minutes that are attached to it, or paste its text",
    **dict.fromkeys(
        (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".heic", ".webp", ".bmp"),
        "a picture. Send the Word file or the PDF that it was made from, or paste the text",
    ),
}


def read_document(name: str, data: bytes, on_page: OnPage | None = None) -> Document:
    """The document in a file, or `InvalidInput` in words for the person who sent it.

    `on_page` is told (pages read, pages in all) as a PDF, the one kind that takes time, is read.
    """
    shown = PurePath(name.replace("\\", "/")).name or "the file"
    kind = kind_of(shown)
    if not data.strip():
        raise _refused(f"{shown} is empty. Please send the file again.")
    if len(data) > MAX_BYTES:
        raise _refused(
            f"{shown} is larger than 20 MB. Send the minutes alone, without the papers around them."
        )
    if kind not in KINDS:
        raise _refused(_not_a_kind(shown, kind))
    _check_content(shown, kind, data)
    return _with_words(_read(shown, kind, data, on_page))


def kind_of(name: str) -> str:
    """The kind that a file's name says: one of `KINDS`, or another ending, or nothing."""
    suffix = PurePath(name).suffix.lower()
    return _ALIKE.get(suffix, suffix)


def _read(name: str, kind: str, data: bytes, on_page: OnPage | None) -> Document:
    match kind:
        case ".docx":
            return _read_docx(name, data)
        case ".pdf":
            return _read_pdf(name, data, on_page)
        case ".html":
            return numbered(name, html_pieces(name, data))
    return Document.from_text(name, plain_characters(_decoded(name, data)))


def _refused(message: str) -> InvalidInput:
    return InvalidInput(message, field="file")


def _not_a_kind(name: str, kind: str) -> str:
    if kind in _SAVE_AS:
        return f"{name} is {_SAVE_AS[kind]}."
    return (
        f"{name} is not a kind of file that can be read. Send {', '.join(KINDS)}, or paste the "
        "text."
    )


def _with_words(document: Document) -> Document:
    if not any(any(c.isalnum() for c in line.text) for line in document.lines):
        raise _refused(f"{document.name} holds no words. Please check that it is the right file.")
    if sum(len(line.text) for line in document.lines) > MAX_CHARACTERS:
        raise _refused(
            f"{document.name} holds far more text than 500 pages. Send the minutes alone, without "
            "the papers around them."
        )
    return document


def _check_content(name: str, kind: str, data: bytes) -> None:
    """Refuse a file whose first bytes say something else than its name."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(_OLE):
        raise _refused(
            f"{name} is an old Word file or protected by a password. Save it as .docx "
            f"without a password and send it again."
        )
    found = _found(data, head)
    if found is None and (other := _other(head)):
        raise _refused(
            f"{name} is {other}, not {_called(kind)}. Send the minutes as text, Word, a web page "
            "or PDF."
        )
    wanted = kind if kind in (".docx", ".pdf", ".html") else None
    if found != wanted and not (found is None and wanted == ".html"):
        what = _called(found) if found else "something else"
        raise _refused(
            f"{name} is named {PurePath(name).suffix} but holds {what}. Give it its right name, or "
            "save it again, and send it."
        )


def _found(data: bytes, head: bytes) -> str | None:
    if head.startswith(_ZIP):
        return ".docx"
    # A PDF may begin with up to a kilobyte of something else (ISO 32000-1, implementation note 13).
    if head.startswith(_PDF) or (b"\x00" in head and _PDF in data[:1024]):
        return ".pdf"
    return ".html" if is_html(data[:1024]) else None


def _other(head: bytes) -> str | None:
    return next((what for magic, what in _OTHERS if head.startswith(magic)), None)


def _called(kind: str | None) -> str:
    return {
        ".docx": "a Word document (or another zipped file)",
        ".pdf": "a PDF",
        ".html": "a web page",
    }.get(kind or "", "plain text")


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
        f"{name} cannot be opened as a Word document: it is damaged. Open it in Word, save it "
        "again and send it."
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            word = is_word(archive)
    except (zipfile.BadZipFile, DamagedWord) as error:
        raise _refused(damaged) from error
    if not word:
        raise _refused(
            f"{name} is a zipped file but not a Word document. Save the minutes as .docx and send "
            "them."
        )
    try:
        return numbered(name, word_pieces(name, data))
    except DamagedWord as error:
        raise _refused(damaged) from error


def _read_pdf(name: str, data: bytes, on_page: OnPage | None) -> Document:
    try:
        document = read_pdf(name, data, on_page)
    except LockedPdf as error:
        raise _refused(
            f"{name} is protected by a password. Save a copy without one and send that."
        ) from error
    except DamagedPdf as error:
        raise _refused(
            f"{name} cannot be opened as a PDF: it is damaged. Print it to PDF again and send it."
        ) from error
    except TooMuchPdf as error:
        raise _refused(
            f"{name} needs far more memory or time than 500 pages do, or it is damaged. Print it "
            "to PDF again and send that, or paste the text."
        ) from error
    if not document.lines:
        raise _refused(
            f"{name} holds pictures of pages and no text: it was scanned. Send the Word file, or "
            "paste the text."
        )
    return document
