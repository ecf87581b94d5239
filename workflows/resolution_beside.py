"""What a report recommended beside what was resolved, with the differences word by word.

A resolution is linked to the item of the agenda that it stands under, whose recommendations it
answers; they are kept with it, as the agenda of a meeting long past may be tidied up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Protocol

from workflows.agendas import AgendaItem, ItemState, Recommendation
from workflows.declaring import same_item
from workflows.likeness import ALIKE, alike, normal, same_numbers
from workflows.resolutions import Clause, Resolution

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Words of a text, each with the white space behind it.
_WORDS = re.compile(r"\S+")


@dataclass(frozen=True)
class Piece:
    """Some words: "same" in both, "gone" from what was recommended, or "new" in the resolution."""

    state: str
    words: str


@dataclass(frozen=True)
class Pair:
    """A recommendation beside the clause that answers it; None for what has no other half."""

    recommended: Recommendation | None
    clause: Clause | None
    pieces: tuple[Piece, ...] = ()

    @property
    def same(self) -> bool:
        """Whether it was resolved as recommended, but for case and punctuation."""
        if self.recommended is None or self.clause is None:
            return False
        return normal(self.recommended.text) == normal(self.clause.text)


def differences(recommended: str, resolved: str) -> tuple[Piece, ...]:
    """What changed from one text to the other, word by word. Case and punctuation at a word's end
    make no difference."""
    before, after = _WORDS.findall(recommended), _WORDS.findall(resolved)
    matcher = SequenceMatcher(None, [normal(w) for w in before], [normal(w) for w in after], False)
    found: list[Piece] = []
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            found.append(Piece("same", " ".join(after[b1:b2])))
            continue
        if a2 > a1:
            found.append(Piece("gone", " ".join(before[a1:a2])))
        if b2 > b1:
            found.append(Piece("new", " ".join(after[b1:b2])))
    return tuple(found)


def beside(recommended: Sequence[Recommendation], clauses: Sequence[Clause]) -> tuple[Pair, ...]:
    """Each recommendation with the clause that says the most of it, the likest first taken; then
    the clauses that nobody had recommended. In the order of the recommendations."""
    rated = sorted(
        (
            (-alike(r.text, c.text), i, n)
            for i, r in enumerate(recommended)
            for n, c in enumerate(clauses)
        ),
    )
    taken: dict[int, int] = {}
    for negative, i, n in rated:
        if -negative >= ALIKE * 0.75 and i not in taken and n not in taken.values():
            taken[i] = n
    pairs = []
    for i, asked in enumerate(recommended):
        clause = clauses[taken[i]] if i in taken else None
        pieces = differences(asked.text, clause.text) if clause else ()
        pairs.append(Pair(asked, clause, pieces))
    left = (c for n, c in enumerate(clauses) if n not in taken.values())
    return (*pairs, *(Pair(None, c) for c in left))


def linked(tx: Transaction, resolution: Resolution) -> Resolution:
    """The resolution with the item of its meeting's agenda and what its report recommends, where
    there is one of that number or title. What was linked stays so."""
    if not resolution.meeting_id or not resolution.item or resolution.agenda_item_id:
        return resolution
    item = item_of(tx, resolution.meeting_id, resolution.item)
    if item is None or (item.exempt and not resolution.exempt):
        return resolution
    return replace(
        resolution,
        agenda_item_id=item.id,
        recommended=resolution.recommended or item.recommendations,
    )


_THERE = frozenset({ItemState.ON_AGENDA, ItemState.DEALT_WITH})


def item_of(tx: Transaction, meeting_id: str, named: str) -> AgendaItem | None:
    """The item of that meeting's agenda that is meant by its number or its title."""
    items = [i for i in tx.agenda_items.of_meeting(meeting_id) if i.state in _THERE]
    for item in items:
        if item.number and same_item(item.number, named):
            return item
    return next((i for i in items if normal(i.title) and normal(i.title) in normal(named)), None)


class Asked(Protocol):
    """What a report in a paper recommends: its item as printed, and its clauses."""

    @property
    def item(self) -> str | None: ...
    @property
    def clauses(self) -> tuple[str, ...]: ...


#: A report in the same paper is mostly for the meeting to come: it has to say nearly the same.
NEARLY = 0.8


def asked_in(
    tx: Transaction,
    meeting_id: str | None,
    item: str,
    reports: Sequence[Asked],
    texts: Sequence[str],
) -> tuple[Recommendation, ...]:
    """What was recommended for these clauses of minutes that were read: by the item of the agenda
    on record, else by the report in the same paper that says nearly the same."""
    there = item_of(tx, meeting_id, item) if meeting_id and item else None
    if there is not None and there.recommendations and not there.exempt:
        return there.recommendations
    rated = [
        (alike(asked, text), n)
        for n, report in enumerate(reports)
        for asked in report.clauses
        for text in texts
        if same_numbers(asked, text)
    ]
    likeness, n = max(rated, default=(0.0, 0))
    if likeness < NEARLY:
        return ()
    return tuple(Recommendation("", text) for text in reports[n].clauses)


def as_clauses(texts: Sequence[str]) -> tuple[Clause, ...]:
    """Texts of clauses that are not on record yet."""
    return tuple(Clause(str(n), "", text) for n, text in enumerate(texts))


def brief(pairs: Sequence[Pair]) -> list[str]:
    """The differences in words alone: what was left out, put in, or not recommended at all."""
    if all(p.same for p in pairs):
        return ["as recommended"]
    found = []
    for pair in pairs:
        label = f"{pair.recommended.label} " if pair.recommended and pair.recommended.label else ""
        if pair.recommended is None or pair.same:
            continue
        if pair.clause is None:
            found.append(f"recommended, not resolved: {label}{pair.recommended.text}")
            continue
        gone = " … ".join(p.words for p in pair.pieces if p.state == "gone")
        new = " … ".join(p.words for p in pair.pieces if p.state == "new")
        changes = [f"left out “{gone}”"] if gone else []
        changes += [f"put in “{new}”"] if new else []
        found.append(f"beside recommendation {label}: ".replace(" :", ":") + ", ".join(changes))
    return found
