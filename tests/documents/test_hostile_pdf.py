"""A PDF that is made to hurt is refused in words, and hurts only the process that opens it."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from bot.documents import pdf_apart, pdf_child
from bot.documents.pdf_apart import TooMuchPdf, pages_apart
from bot.documents.reading import read_document
from tests.support.hostile import bomb, pdf_of, text_page
from workflows.errors import InvalidInput

ORDINARY = pdf_of([text_page("The Board approved the plan."), text_page("The meeting closed.")])


def test_what_the_child_reads_is_read() -> None:
    document = read_document("minutes.pdf", ORDINARY)
    told = [(line.text, line.page) for line in document.lines if line.text]
    assert told == [("The Board approved the plan.", 1), ("The meeting closed.", 2)]


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS limits no address space")
def test_a_small_file_that_unpacks_to_900_megabytes_is_refused() -> None:
    data = pdf_of([bomb(900)])
    assert len(data) < 1_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(InvalidInput, match="far more memory or time than 500 pages do") as refused:
        read_document("minutes.pdf", data)
    assert refused.value.message.startswith("minutes.pdf ")
    assert refused.value.field == "file"
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100_000, f"the process that asked grew by {grown} kB"


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS limits no address space")
def test_pages_before_the_bomb_are_told_of_and_none_is_kept() -> None:
    told: list[tuple[int, int]] = []
    data = pdf_of([text_page("The Board met."), bomb(900)])
    with pytest.raises(InvalidInput, match="far more memory"):
        read_document("minutes.pdf", data, lambda done, total: told.append((done, total)))
    assert told == [(1, 2)]


def test_a_process_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_apart, "LONGEST", 0.0)
    with pytest.raises(TooMuchPdf), pages_apart(ORDINARY) as (_, pages):
        list(pages)


def test_the_child_limits_its_memory_and_its_time() -> None:
    script = (
        "import resource\n"
        "from bot.documents import pdf_child\n"
        "pdf_child.main()\n"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0], "
        "resource.getrlimit(resource.RLIMIT_CPU)[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=ORDINARY, capture_output=True, check=True
    )
    pages, first, second, limits = done.stdout.decode().splitlines()
    assert pages == '{"pages": 2}'
    assert "approved" in first
    assert "closed" in second
    memory, seconds = (int(n) for n in limits.split())
    assert seconds == int(pdf_child.OPENING + 2 * pdf_child.A_PAGE)
    assert memory == pdf_child.MEMORY or sys.platform == "darwin"


def test_the_child_is_given_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A stand-in for the interpreter writes down what it is given."""
    noted = tmp_path / "noted"
    stand_in = tmp_path / "python"
    stand_in.write_text(f"#!/bin/sh\nenv > {noted}\n")
    stand_in.chmod(0o700)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-not-a-token")
    monkeypatch.setattr(sys, "executable", str(stand_in))
    with pytest.raises(TooMuchPdf), pages_apart(ORDINARY):
        pass
    assert "PYTHONPATH" in noted.read_text()
    assert "xoxb" not in noted.read_text()


def test_the_process_is_over_when_the_reading_is() -> None:
    """Also where the paper is refused for its length, with pages unread."""

    def children() -> set[str]:
        tasks = Path(f"/proc/{os.getpid()}/task")
        if not tasks.exists():
            pytest.skip("no /proc to look into")
        found: set[str] = set()
        for task in tasks.iterdir():
            # A thread may end while we look.
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                found.update((task / "children").read_text().split())
        return found

    before = children()
    with pytest.raises(InvalidInput, match="has 501 pages; at most 500"):
        read_document("pack.pdf", pdf_of([text_page("A page.")] * 501))
    assert children() == before
