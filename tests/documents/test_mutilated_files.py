"""Files cut short, with bytes flipped or put in: read, or refused in words; nothing else."""

from __future__ import annotations

import functools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.documents.reading import KINDS, read_document
from tests.support.forms import as_html, as_pdf, as_word
from tests.support.papers import MINUTES
from workflows.errors import InvalidInput

CALM = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@functools.cache
def whole(kind: str) -> bytes:
    made = {".docx": as_word, ".html": as_html, ".pdf": as_pdf}
    return made[kind](MINUTES) if kind in made else MINUTES.encode()


def attempt(name: str, data: bytes) -> None:
    """Read it. A refusal is a sentence; a reading has words and its lines are numbered."""
    document = None
    refusal = ""
    try:
        document = read_document(name, data)
    except InvalidInput as refused:
        refusal = refused.message
    if document is None:
        assert refusal.startswith(name)
        assert refusal.endswith(".")
        return
    assert [line.number for line in document.lines] == list(range(1, len(document.lines) + 1))
    "\n".join(line.text for line in document.lines).encode()  # no half characters


@CALM
@given(st.sampled_from(KINDS), st.data())
def test_cut_and_flipped(kind: str, data: st.DataObject) -> None:
    content = bytearray(whole(kind))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.sampled_from(["flip", "cut", "put", "end"])):
            case "flip":
                content[at] ^= data.draw(st.integers(1, 255))
            case "cut":
                del content[at : at + data.draw(st.integers(1, 200))]
            case "put":
                content[at:at] = data.draw(st.binary(max_size=40))
            case _:
                del content[max(at, 1) :]
        if not content:
            break
    attempt(f"minutes{kind}", bytes(content))


@CALM
@given(st.sampled_from(KINDS), st.binary(max_size=3000))
def test_any_bytes_under_any_name(kind: str, content: bytes) -> None:
    heads = {".docx": b"PK\x03\x04", ".pdf": b"%PDF-1.7\n"}
    attempt(f"minutes{kind}", heads.get(kind, b"") + content)


@CALM
@given(st.text(max_size=2000))
def test_any_words_as_text_and_page(words: str) -> None:
    attempt("minutes.txt", words.encode())
    attempt("minutes.html", f"<p>{words}".encode())
