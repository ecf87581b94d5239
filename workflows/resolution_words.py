"""A resolution as typed, taken apart into clauses; the reader of minutes says what each one is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workflows.action_recording import clean_text
from workflows.boards import Board
from workflows.errors import InvalidInput
from workflows.likeness import ALIKE, alike
from workflows.minutes.blocks import Block, blocks_of
from workflows.minutes.clauses import kind_of, verbs_of
from workflows.minutes.conventions import marker_at
from workflows.minutes.document import Document
from workflows.minutes.text import trimmed_clause
from workflows.resolutions import Clause, ClauseKind, Resolution

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Labels within a paragraph: "the Board: (a) agrees …; and (b) notes …".
_WITHIN = re.compile(r"(?:^|(?<=[:;,.])\s+(?:and\s+)?)\(?(?P<label>[a-h]|i{1,3}|iv|v|[1-9])\)\s+")


@dataclass(frozen=True)
class Words:
    """A typed resolution taken apart: the marker (with its lead-in) and the clauses."""

    marker: str
    clauses: tuple[Clause, ...]


def words_of(tx: Transaction, board: Board, text: str) -> Words:
    """The marker that the text begins with, else the board's own, and the clauses, verbatim but
    for white space: lettered, numbered, with bullets, or one paragraph each."""
    text = clean_text(text)
    found = marker_at(text)
    marker = board.marker
    if found:
        marker, text = found[1][0].strip(" :;–—-\n"), text[found[1].end() :]
    parts = list(_parts(blocks_of(Document.from_text("typed", text))))
    if len(parts) > 1 and parts[0][0] == "" and parts[0][1].endswith(":"):
        marker = f"{marker} {parts[0][1].rstrip(':').strip()}"
        parts = parts[1:]
    clauses = tuple(clause(tx.new_id(), label, words) for label, words in parts if words)
    if not clauses:
        raise InvalidInput("There is no text yet. Write what was resolved.", field="text")
    return Words(marker, clauses)


def clause(clause_id: str, label: str, text: str) -> Clause:
    """A clause with the verbs that lead it and its kind."""
    verbs = verbs_of(text)
    return Clause(clause_id, label, text, verbs, ClauseKind(kind_of(text, verbs)))


def _parts(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """(label, words) of each clause; a label that stands alone belongs to what follows."""
    waiting = ""
    for block in blocks:
        if block.kind == "label":
            waiting = block.tag or ""
            continue
        within = list(_WITHIN.finditer(_with_label(block)))
        if len(within) > 1:
            yield from _cut(_with_label(block), within)
        else:
            yield (block.tag or waiting, trimmed_clause(block.text))
        waiting = ""


def _with_label(block: Block) -> str:
    return f"{block.label} {block.text}" if block.label else block.text


def _cut(text: str, marks: list[re.Match[str]]) -> Iterator[tuple[str, str]]:
    lead = text[: marks[0].start()].strip()
    if lead:
        yield "", lead if lead.endswith(":") else f"{lead}:"
    ends = [m.start() for m in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=True):
        yield mark["label"], trimmed_clause(text[mark.end() : end])


def matched(before: Sequence[Clause], after: Sequence[Clause]) -> tuple[Clause, ...]:
    """The new clauses under the ids of the old ones they stand for (by their words, else by their
    label), so that actions and delegations keep their origin, and what has become of a clause
    stays with it."""
    known = {c.id: c for c in before}
    ids: dict[int, str] = {}
    rated = [(alike(o.text, c.text), n, o) for n, c in enumerate(after) for o in before]
    for likeness, n, old in sorted(rated, key=lambda r: -r[0]):
        if likeness >= ALIKE and n not in ids and old.id not in ids.values():
            ids[n] = old.id
    labels = {o.label: o.id for o in before if o.label}
    for n, each in enumerate(after):
        old_id = labels.get(each.label)
        if old_id and n not in ids and old_id not in ids.values():
            ids[n] = old_id
    return tuple(_standing_as(c, known[ids[n]]) if n in ids else c for n, c in enumerate(after))


def _standing_as(clause: Clause, old: Clause) -> Clause:
    return replace(
        clause,
        id=old.id,
        standing=old.standing,
        ended_on=old.ended_on,
        ended_by=old.ended_by,
        ended_reason=old.ended_reason,
    )


def text_of(resolution: Resolution) -> str:
    """The clauses as they would be typed."""
    return "\n".join(f"{c.label}) {c.text}" if c.label else c.text for c in resolution.clauses)
