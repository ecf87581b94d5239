"""Actions from tables: the published log, and the owner's column at the right of minutes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflows.minutes.blocks import Block
from workflows.minutes.owners import is_owner_cell, split_owners

_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "ref",
        re.compile(
            r"(?:action )?(?:no\.?|number|ref(?:erence)?\.?|id|#)|action (?:no|ref|id)\.?", re.I
        ),
    ),
    ("minute", re.compile(r"(?:minute|agenda item|item)(?: (?:no|ref|number)\.?)?", re.I)),
    (
        "owner",
        re.compile(
            r"(?:action )?(?:owner|lead|who|by whom|allocated to|assigned to|assignee|"
            r"responsib\w*(?: (?:officer|person|party))?|person responsible|action by|"
            r"officer|name|for)(?: ?\(s\))?s?",
            re.I,
        ),
    ),
    (
        "due",
        re.compile(
            r"(?:due|due date|deadline|target(?: date)?|by when|when|timescale|time "
            r"?frame|completion date|date due|complete by)",
            re.I,
        ),
    ),
    (
        "progress",
        re.compile(
            r"(?:progress|update|comments?|notes?|outcome|response|progress / ?update|"
            r"status ?/ ?update|latest position)",
            re.I,
        ),
    ),
    ("status", re.compile(r"(?:status|rag|complete\??|completed\??|open ?/ ?closed)", re.I)),
    (
        "text",
        re.compile(
            r"(?:agreed |key )?(?:actions?|action points?|actions? (?:agreed|required|"
            r"description|to be taken)|tasks?|what|description|issue ?/ ?action|action "
            r"item)",
            re.I,
        ),
    ),
    ("date", re.compile(r"(?:date|meeting|date raised|meeting date|date of meeting|raised)", re.I)),
)


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row of an action log by column; what the log has no column for is empty."""

    block: Block
    text: str
    ref: str = ""
    minute: str = ""
    owner: str = ""
    due: str = ""
    progress: str = ""
    status: str = ""
    last: int = 0


def header_of(cells: tuple[str, ...]) -> dict[str, int] | None:
    """The columns of a log by name, where a row is the head of one: it has actions and owners."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        words = cell.strip(" :.*")
        name = next((n for n, pattern in _COLUMNS if pattern.fullmatch(words)), None)
        if name and name not in found:
            found[name] = at
    if "text" in found and "owner" in found:
        return found
    return None


def log_rows(blocks: Iterable[Block]) -> Iterator[LogRow]:
    """The rows of the logs among some blocks, with a row that a page cut in two made whole."""
    head: dict[str, int] | None = None
    pending: LogRow | None = None
    width = 0
    for block in blocks:
        if block.kind != "row":
            if block.kind == "heading" and block.level < 5:
                head = None
            continue
        columns = header_of(block.cells)
        if columns is not None:
            head, width = columns, len(block.cells)
            continue
        if head is not None and abs(len(block.cells) - width) > 1:
            head = None  # another table has begun
        if head is None:
            continue
        row = _row(block, head)
        if pending and row.text and not row.owner and not row.ref and row.text[:1].islower():
            pending = LogRow(
                pending.block,
                f"{pending.text} {row.text}",
                pending.ref,
                pending.minute,
                pending.owner,
                pending.due,
                pending.progress,
                pending.status,
                block.last,
            )
            continue
        if pending:
            yield pending
        pending = (
            row
            if len(row.text) > 3 and row.text.lower() not in ("none", "n/a", "no actions")
            else None
        )
    if pending:
        yield pending


def _row(block: Block, head: dict[str, int]) -> LogRow:
    def cell(name: str) -> str:
        at = head.get(name, -1)
        return block.cells[at] if 0 <= at < len(block.cells) else ""

    return LogRow(
        block,
        cell("text"),
        cell("ref"),
        cell("minute"),
        cell("owner"),
        cell("due"),
        cell("progress"),
        cell("status"),
        block.last,
    )


def margin_owner(block: Block) -> tuple[str, tuple[str, ...]] | None:
    """The prose and the owners of a row whose last cell names who acts."""
    filled = [c for c in block.cells if c]
    if len(filled) < 2 or not is_owner_cell(filled[-1]):
        return None
    prose = max(filled[:-1], key=len)
    if (
        len(prose) < 25
        or prose.count(" ") < 4
        or not (prose.endswith((".", ")", "?", "!")) or len(prose) > 60)
    ):
        return None
    return prose, split_owners(filled[-1])
