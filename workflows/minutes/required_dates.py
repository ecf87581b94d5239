"""Dates by which something must be done: by law, by a funder's terms, to a higher body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from workflows.minutes.blocks import Block
from workflows.minutes.dates import DATE, MONTH, read_date
from workflows.minutes.register import DraftDeadline
from workflows.minutes.text import mentions

_SPAN = (
    r"(?:within )?(?:\d{1,3}|one|two|three|four|six|eight|twelve) "
    r"(?:working |calendar |clear )?(?:days?|weeks?|months?)"
)
_WHEN = (
    rf"(?P<when>(?:by|before|no later than|not later than|on|within|until)(?: the)?(?: end of(?: "
    rf"the)?)? "
    rf"(?:{DATE}|{MONTH} (?:19|20)\d\d|{_SPAN}(?: (?:after|of|from)\b[\w ]{{3,40}})?)"
    rf"|(?:by|before|until) the end of {MONTH}"
    rf"|{_SPAN} (?:after|of|from)\b[\w ]{{3,40}}(?:\(by {DATE}\))?)"
)
_WHEN_RE = re.compile(_WHEN, re.I)
_BOUND = re.compile(
    r"\b(?:must|required|requires|requirement|statut\w+|has to|have to|had to|obliged|duty|legally|"
    r"should be (?:spent|submitted|returned)|deadline|submi(?:t|ts|tted|tting|ssion))\b",
    re.I,
)
_BINDS = (
    "must",
    "requir",
    "statut",
    "has to",
    "have to",
    "had to",
    "oblig",
    "duty",
    "legally",
    "should",
    "deadline",
    "submi",
)
"""What `_BOUND` cannot be without."""
_SUBMITTED = re.compile(r"\bsubmi\w+\b.{0,70}$", re.I | re.S)
_TOLD = re.compile(r"\b(?:was|were|had been|has been|have been)\b", re.I)
_STATUTORY = re.compile(
    r"\b(?:statutory|statut\w+|legal(?:ly)?|Act|Regulations?|national|government|required|requires|"
    r"requirement|Department|NHS England|grant|fund(?:ing)?)\b"
)


def read_deadlines(blocks: Sequence[Block], on: date | None) -> Iterator[DraftDeadline]:
    """The sentences that bind somebody to a date; `on` dates what leaves out the year."""
    seen: set[str] = set()
    for block in blocks:
        if block.kind in ("heading", "row") or len(block.text) > 6000:
            continue
        if not mentions(block.text, _BINDS) or not _BOUND.search(block.text):
            continue
        for start, end in block.sentences:
            text = block.text[start:end]
            when = _bound_to(text[:900])
            if when is None or text in seen:
                continue
            seen.add(text)
            # What was done "on 29 August" needs no guess at its year.
            day = read_date(when, None if _TOLD.search(text) else on)
            told = bool(_STATUTORY.search(text))
            yield DraftDeadline(text, day, when, told, block.cite(start, end))


def _bound_to(text: str) -> str | None:
    """The words for the time to which a sentence binds somebody."""
    for match in _WHEN_RE.finditer(text):
        before = text[max(0, match.start() - 260) : match.start()]
        on_a_day = match[0][:3].lower() == "on "
        if (_SUBMITTED if on_a_day else _BOUND).search(before):
            return match[0].strip()
    return None
