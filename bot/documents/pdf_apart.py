"""A PDF opened in a process of its own, with limits of memory and time (`pdf_child` says why)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any

from bot.documents.pdf_places import Rule, Word

#: Seconds by the clock after which the process is ended, whatever it does.
LONGEST = 600.0
#: What of the environment the process needs; the settings, secrets among them, stay here.
_ENVIRONMENT = ("PATH", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT")

Page = tuple[list[Word], list[Rule]]


class DamagedPdf(Exception):
    """The file is no PDF that can be read."""


class LockedPdf(Exception):
    """The file is protected by a password."""


class TooMuchPdf(Exception):
    """Reading the file needs more memory or time than a paper does, or ends pdfium."""


@contextmanager
def pages_apart(data: bytes) -> Iterator[tuple[int, Iterator[Page]]]:
    """How many pages a PDF has, and its pages one by one; `DamagedPdf`, `LockedPdf` or `TooMuchPdf`
    here or on the way. The process ends with the block."""
    environment = {k: v for k in _ENVIRONMENT if (v := os.environ.get(k))}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    with subprocess.Popen(
        [sys.executable, "-m", "bot.documents.pdf_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as child:
        clock = Timer(LONGEST, child.kill)
        clock.daemon = True
        clock.start()
        try:
            assert child.stdin is not None
            # A process that has ended already says why below, by saying nothing.
            with suppress(BrokenPipeError), child.stdin:
                child.stdin.write(data)
            count = int(_answer(child)["pages"])
            yield count, _pages(child, count)
        finally:
            clock.cancel()
            child.kill()


def _pages(child: subprocess.Popen[bytes], count: int) -> Iterator[Page]:
    for _ in range(count):
        told = _answer(child)
        yield [Word(*w) for w in told["words"]], [Rule(*r) for r in told["rules"]]


def _answer(child: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert child.stdout is not None
    line = child.stdout.readline()
    if not line.endswith(b"\n"):
        raise TooMuchPdf
    told: dict[str, Any] = json.loads(line)
    if "fault" in told:
        raise LockedPdf if told["fault"] == "locked" else DamagedPdf
    return told
