"""Decisions from tables: a log of decisions, or proposals with their outcome in a column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflows.minutes.action_tables import header_of
from workflows.minutes.blocks import Block

_SUBJECT = re.compile(
    r"(?:agenda )?(?:item|subject|topic|matter|issue|title|report)(?: (?:title|description))?", re.I
)
_PROPOSAL = re.compile(r"(?:the )?(?:proposals?|motions?|recommendations?|resolution text)", re.I)
_DECIDED = re.compile(
    r"(?:the )?(?:decisions?|resolutions?|resolved|agreed|outcomes?|results?)"
    r"(?: (?:made|taken|reached|agreed))?",
    re.I,
)
_YES = re.compile(
    r"(?:yes|consensus|consent|agreed|approved|adopted|accepted|passed|carried|resolved|ratified|"
    r"unanimous(?:ly)?)\b",
    re.I,
)
_NO = re.compile(
    r"\b(?:not|no|blocked|rejected|lost|failed|fell|defeated|withdrawn|deferred|tabled|pending|tbc)\b",
    re.I,
)
_LONG = 25
"""From so many characters on, a cell under "Decision" says what was decided, not only how."""


@dataclass(frozen=True, slots=True)
class TableDecision:
    """A row: its block, and the cell that holds what was decided."""

    block: Block
    text: str
    outcome: str


def decision_rows(blocks: Iterable[Block]) -> Iterator[TableDecision]:
    """The rows of decision tables among the blocks of a paper."""
    head: tuple[int, int] | None = None
    for block in blocks:
        if block.kind != "row":
            head = None if block.kind == "heading" else head
            continue
        columns = _columns(block.cells)
        if columns is not None:
            head = columns
            continue
        if head is None or header_of(block.cells) is not None or max(head) >= len(block.cells):
            head = None
            continue
        what, outcome = block.cells[head[0]], block.cells[head[1]]
        if len(outcome) >= _LONG and head[0] != head[1] and not _YES.match(outcome):
            yield TableDecision(block, outcome, "")
        elif len(what) > 3 and _YES.match(outcome) and not _NO.search(outcome):
            yield TableDecision(block, what, outcome)


def _columns(cells: tuple[str, ...]) -> tuple[int, int] | None:
    """The columns of what was put and of what became of it, where a row is the head of such."""
    words = [c.strip(" :.*") for c in cells]
    decided = next((n for n, w in enumerate(words) if _DECIDED.fullmatch(w)), None)
    put = next((n for n, w in enumerate(words) if _PROPOSAL.fullmatch(w)), None)
    if put is None:
        put = next((n for n, w in enumerate(words) if _SUBJECT.fullmatch(w)), None)
    return (put, decided) if put is not None and decided is not None else None
