"""The process that opens a PDF: words and drawn lines, page by page, as lines of JSON.

A file of one megabyte can unpack to a thousand, inside pdfium, before anybody can ask how much it
is. So the file is opened where running out of memory or time ends nobody else (`pdf_apart` starts
this and reads what it says). It imports as little as it can: it starts with every paper.

It is given the bytes on its standard input and answers with `{"pages": n}`, then with one
`{"words": …, "rules": …}` for each page, or with `{"fault": "locked" | "damaged"}`.
"""

from __future__ import annotations

import json
import sys
from itertools import islice
from typing import Any

import pypdfium2 as pdfium

from bot.documents.pdf_places import MAX_RULES
from bot.documents.pdf_words import page_rules, page_words

try:
    import resource
except ImportError:  # Windows has none: there the parent's clock is the only limit
    resource = None  # type: ignore[assignment]

#: Ten times what a paper of 441 pages takes (37 MB), so that large fonts have room.
MEMORY = 384 * 1024 * 1024
#: Seconds of processor time to open a file, and more for each page: thirty times what is usual.
OPENING, A_PAGE = 10.0, 0.25


def main() -> None:
    """Read the PDF on standard input; everything that is found goes to standard output."""
    if resource is not None:
        _limit(resource.RLIMIT_AS, MEMORY)
        _limit(resource.RLIMIT_CPU, int(OPENING))
    try:
        source = pdfium.PdfDocument(sys.stdin.buffer.read())
        _say(pages=len(source))
        if resource is not None:
            _limit(resource.RLIMIT_CPU, int(OPENING + A_PAGE * len(source)))
        for at in range(len(source)):
            _say(**_page(source, at))
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        _say(fault="locked" if locked else "damaged")


def _limit(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    try:
        resource.setrlimit(what, (most, hard))
    except (ValueError, OSError):
        return  # macOS knows no limit of address space: the limit of time remains


def _page(source: pdfium.PdfDocument, at: int) -> dict[str, Any]:
    page = source[at]
    try:
        text = page.get_textpage()
        try:
            words, quarter = page_words(text)
        finally:
            text.close()
        return {"words": words, "rules": list(islice(page_rules(page, quarter), MAX_RULES + 1))}
    finally:
        page.close()


def _say(**told: Any) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
