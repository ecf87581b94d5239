"""Motions set out line by line: who moved and seconded, the words that begin with "That", and what
became of them.

    Moved: Cr A Able      Seconded: Cr B Baker
    That Council:
    1. accept the tender; and
    2. authorise the Chief Executive to sign it.
    CARRIED 6/1
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workflows.minutes.clause_lists import clause_of, following_clauses
from workflows.minutes.layout import Minutes, Passage
from workflows.minutes.register import DraftClause
from workflows.minutes.sentence_conventions import CARRIED, LOST
from workflows.minutes.text import trimmed_clause

_HEAD = r"(?:(?:council|committee|board)(?:['’]?s)? (?:decision|resolution)\b[^:]{0,30} )?"
_MOVED = re.compile(
    rf"{_HEAD}(?:moved|proposed|mover|proposer)\b(?: by)?\s*:?\s*[^:;]{{2,80}}"
    rf"(?:\b(?:seconded|seconder)\b(?: by)?\s*:?\s*[^:;]{{2,60}})?$",
    re.I,
)
_SECONDED = re.compile(r"(?:seconded|seconder)\b(?: by)?\s*:?\s*[^:;]{2,60}$", re.I)
_THAT = re.compile(r"(?:that|THAT|That)\b")
_BARE_THAT = re.compile(r"that(?: the)?(?: [\w’'-]+){0,4}:?$", re.I)


@dataclass(frozen=True, slots=True)
class Moved:
    """A motion that was moved line by line: where its words stand, its clauses, its outcome."""

    passage: Passage
    clauses: tuple[DraftClause, ...]
    lines: frozenset[int]
    """The first lines of the blocks that hold its words: nothing else is read from them."""
    carried: bool


def moved_at(minutes: Minutes, at: int) -> Moved | None:
    """The motion whose mover a passage names; None where no words beginning "That" follow."""
    passages = minutes.passages
    text = passages[at].block.text
    if len(text) > 200 or " that " in text or not _MOVED.match(text):
        return None
    index = at + 1
    while index < min(len(passages), at + 3) and _SECONDED.match(passages[index].block.text):
        index += 1
    if index >= len(passages) or not _THAT.match(passages[index].block.text):
        return None
    block = passages[index].block
    used = {block.first}
    clauses: list[DraftClause] = []
    if block.text.endswith(":"):
        clauses = list(following_clauses(minutes, index, used, False, False))
    if not clauses or not _BARE_THAT.match(block.text):
        text = trimmed_clause(" ".join((block.text, *(c.text for c in clauses))))
        last = clauses[-1].lines[1] if clauses else block.last
        clauses = [clause_of(None, text, (block.first, last))]
    after = [p for p in passages[index + 1 : index + 16] if p.block.first not in used][:2]
    told = next((p.block.text for p in after if _OUTCOME.match(p.block.text)), "")
    carried = bool(CARRIED.match(told.removeprefix("MOTION ").removeprefix("Motion ")))
    return Moved(
        passages[index], tuple(clauses), frozenset(used), carried and not LOST.search(told)
    )


_OUTCOME = re.compile(
    r"(?:the )?(?:motion )?(?:was )?(?:put and )?(?:carried|lost|defeated|lapsed|passed|failed|"
    r"adopted|approved|withdrawn|tabled)\b",
    re.I,
)
