"""Reading a long PDF says how far it is, page by page."""

from __future__ import annotations

import typst

from bot.documents.reading import read_document


def test_each_page_is_told_of_in_turn() -> None:
    subjects = ("carers", "winter beds", "the budget", "housing", "a review of schools")
    # Lines that repeat from page to page would be taken for page headers, and left out.
    pages = "\n#pagebreak()\n".join(f"The Board noted the report on {what}." for what in subjects)
    told: list[tuple[int, int]] = []
    data = typst.compile(pages.encode())
    document = read_document("minutes.pdf", data, lambda done, total: told.append((done, total)))
    assert told == [(n, 5) for n in range(1, 6)]
    words = " ".join(line.text for line in document.lines)
    assert all(what in words for what in subjects)
