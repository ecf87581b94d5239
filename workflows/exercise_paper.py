"""A decision record as a paper: what it says, in order, whole or as it may be published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.access import PUBLIC, disclose
from workflows.contacts import left_out as without_contacts
from workflows.dates import day_words
from workflows.delegations import Delegation
from workflows.exercise_rules import implementable, money, retention
from workflows.exercises import Background, Exercise, ExerciseState

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it, a paragraph each; `withheld` is the reason for which it
    is left out of the published form, and then nothing stands there."""

    heading: str
    words: tuple[str, ...]
    withheld: str = ""


@dataclass(frozen=True)
class Paper:
    """The record of one decision. `published`: as it may be published, else whole and marked so.
    `draft`: it is not complete."""

    board: str
    reference: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    keeping: str
    as_at: date
    decided_on: date
    published: bool = True
    draft: bool = False
    mark: str = ""


def paper_of(tx: Transaction, exercise: Exercise, now: datetime, *, whole: bool = False) -> Paper:
    """The record of this decision; with `whole` everything that it says, for those who may read
    it."""
    board = tx.boards.get(exercise.board_id)
    grant = tx.delegations.get(exercise.delegation_id) if exercise.delegation_id else None
    told = exercise if whole else without_contacts(exercise)
    hidden = bool(grant and not whole and disclose([grant], PUBLIC).withheld)
    today = keeping.local_day(now, board)
    facts = [
        ("Decision", exercise.reference),
        ("Date of the decision", day_words(exercise.decided_on)),
        ("Decided by", told.decided_by),
        ("Authority", _authority(tx, grant, hidden)),
        ("Executive decision", "yes" if exercise.executive else ""),
        ("Published on", day_words(exercise.published_on) if exercise.published_on else ""),
        ("Implementation", implementable(exercise, board, today)),
        *(("Call-in", _call_in(c.by, c.on, c.reason, c.outcome)) for c in exercise.call_ins),
        ("Record", exercise.record_at),
    ]
    kept = retention(exercise)
    withheld = bool(exercise.exempt or exercise.left_out) or hidden
    return Paper(
        board=board.name,
        reference=exercise.reference,
        facts=tuple((label, words) for label, words in facts if words),
        parts=_parts(told, whole),
        keeping=f"This record is open to the public until {day_words(kept.record)}, background "
        f"papers until {day_words(kept.papers)}: six years and four from the decision "
        "(SI 2014/2095 reg. 8).",
        as_at=today,
        decided_on=exercise.decided_on,
        published=not whole,
        draft=exercise.state is ExerciseState.DRAFT,
        mark="Not for publication: the whole record, with what is exempt"
        if whole and withheld
        else "",
    )


def _authority(tx: Transaction, grant: Delegation | None, hidden: bool) -> str:
    if grant is None:
        return "no resolution is known that grants it"
    if hidden:
        return f"delegation {grant.reference}, exempt"
    minute = f", minute {grant.minute_ref}" if grant.minute_ref else ""
    day = f" of {day_words(tx.meetings.get(grant.meeting_id).day)}" if grant.meeting_id else ""
    return f"delegation {grant.reference}{minute}{day}: {grant.text}"


def _call_in(by: str, on: date, reason: str, outcome: str) -> str:
    settled = f"; {outcome}" if outcome else "; not settled yet"
    return f"by {by} on {day_words(on)}: {reason}{settled}"


_HEADINGS = (
    ("decision", "The decision"),
    ("reasons", "Reasons"),
    ("alternatives", "Alternatives considered and rejected"),
    ("interests", "Interests declared"),
    ("dispensation", "Dispensation"),
    ("consulted", "Consultation"),
    ("amount", "Sum"),
)


def _parts(exercise: Exercise, whole: bool) -> tuple[Part, ...]:
    reasons = dict(exercise.left_out)
    found = []
    for name, heading in _HEADINGS:
        value = getattr(exercise, name)
        words = money(value) if name == "amount" and value is not None else str(value or "")
        why = "" if whole else exercise.exempt or reasons.get(name, "")
        if words:
            found.append(Part(heading, () if why else tuple(words.split("\n")), why))
    if exercise.background:
        why = "" if whole else exercise.exempt
        listed = () if why else tuple(_background(b, whole) for b in exercise.background)
        found.append(Part("Background papers", listed, why))
    if exercise.flags:
        told = [*exercise.flags]
        if exercise.override:
            told.append(f"Decided all the same because: {exercise.override}")
        # They may quote what is left out elsewhere.
        why = "" if whole else exercise.exempt or next(iter(reasons.values()), "")
        found.append(Part("What did not fit the grant", () if why else tuple(told), why))
    return tuple(found)


def _background(paper: Background, whole: bool) -> str:
    if paper.exempt and not whole:
        return f"A paper that is not published: {paper.exempt}"
    where = f" ({paper.where})" if paper.where else ""
    exempt = f" [exempt: {paper.exempt}]" if paper.exempt else ""
    return f"{paper.title}{where}{exempt}"
