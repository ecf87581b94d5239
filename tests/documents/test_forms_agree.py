"""One paper as text, Word, web page and PDF: the register read from it is the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.documents.reading import read_document
from tests.support.forms import as_html, as_pdf, as_word
from tests.support.papers import MINUTES
from workflows.minutes import read_minutes
from workflows.minutes.text import words

SHARED = Path(__file__).resolve().parents[3] / "shared"
PACKS = sorted(SHARED.glob("packs/*.txt"))
FORMS: list[tuple[str, Callable[[str], bytes]]] = [
    ("docx", as_word),
    ("html", as_html),
    ("pdf", as_pdf),
]


def told(name: str, data: bytes) -> dict[str, Any]:
    """What a paper was read to say, without the lines, which differ from form to form."""
    register = read_minutes(read_document(name, data))
    meeting, coming = register.meeting, register.next_meeting
    return {
        "board": register.board,
        "meeting": meeting and meeting.date,
        "next": coming and coming.date,
        "clauses": sorted(_words(c.text) for r in register.resolutions for c in r.clauses),
        "actions": sorted(
            (_words(a.text), a.owners, a.due_kind, str(a.due_date), a.explicit)
            for a in register.actions
        ),
        "delegations": sorted(_words(d.text) for d in register.delegations),
        "recommendations": sorted(_words(c) for r in register.recommendations for c in r.clauses),
    }


def _words(text: str) -> str:
    return " ".join(sorted(words(text)))


@pytest.mark.parametrize(("form", "made"), FORMS)
def test_our_minutes_in_every_form(form: str, made: Callable[[str], bytes]) -> None:
    assert told(f"minutes.{form}", made(MINUTES)) == told("minutes.txt", MINUTES.encode())


def test_our_minutes_in_two_columns() -> None:
    plain = MINUTES.replace("\t", " ")  # a table has no place in a column
    assert told("a.pdf", as_pdf(plain, columns=2)) == told("a.txt", plain.encode())


@pytest.mark.skipif(
    not PACKS, reason=f"the packs are not here ({SHARED}): not tried in other forms"
)
@pytest.mark.parametrize(("form", "made"), FORMS)
@pytest.mark.parametrize("pack", PACKS or [Path("none")], ids=lambda p: p.name[:3])
def test_packs_in_every_form(pack: Path, form: str, made: Callable[[str], bytes]) -> None:
    text = pack.read_text()
    assert told(f"pack.{form}", made(text)) == told("pack.txt", text.encode())
