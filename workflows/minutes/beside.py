"""What a paper says beside decisions and actions, in words: shown to a person, recorded nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workflows.deadlines import day_words
from workflows.minutes.register import DraftForward, DraftNote, DraftRegister, Lines, Vote


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing that a paper says: of what kind, in its words, and where; without `lines` it is
    gathered from the whole paper."""

    heading: str
    words: str
    lines: Lines | None = None


def beside(register: DraftRegister) -> Iterator[Beside]:
    """What the minutes say further, then what the pack around them does."""
    yield from _notes("Urgent item", register.urgent_items)
    yield from _notes("Deferred item", register.deferred_items)
    yield from _notes("Virtual item", register.virtual_items)
    yield from _notes("Order of business", register.reordered_items)
    yield from _coming("Review", register.reviews)
    yield from _coming("Forward plan", register.forward_plan)
    for deadline in register.deadlines:
        heading = "Deadline by law or terms" if deadline.statutory else "Deadline"
        yield Beside(heading, _with_when(deadline.text, deadline.when_phrase), deadline.lines)
    for rule in register.notice_rules:
        yield Beside(f"Notice: {rule.kind}", rule.text, rule.lines)
    yield from _papers(register)


def recommended(register: DraftRegister) -> Iterator[Beside]:
    """What reports ask of the board, which is not decided by that."""
    for asked in register.recommendations:
        words = f"{asked.report or 'A report'}: {'; '.join(asked.clauses)}"
        yield Beside("Recommended, not resolved", words, asked.lines)


def vote_words(vote: Vote | None) -> str:
    """How a resolution came about: "moved by A, seconded by B, 7 for, 3 against"; empty where the
    paper does not say."""
    if vote is None:
        return ""
    counted = ((vote.in_favour, "for"), (vote.against, "against"), (vote.abstained, "abstained"))
    told = [f"moved by {vote.mover}" if vote.mover else ""]
    told.append(f"seconded by {vote.seconder}" if vote.seconder else "")
    told += [f"{number} {what}" for number, what in counted if number is not None]
    told.append({"consensus": "by consensus"}.get(vote.outcome or "", vote.outcome or ""))
    return ", ".join(part for part in told if part)


def _notes(heading: str, notes: Sequence[DraftNote]) -> Iterator[Beside]:
    for note in notes:
        where = f"{heading}, minute {note.item}" if note.item else heading
        yield Beside(where, note.text, note.lines)


def _coming(heading: str, told: Sequence[DraftForward]) -> Iterator[Beside]:
    for one in told:
        yield Beside(heading, _with_when(one.text, one.when_phrase), one.lines)


def _with_when(text: str, when: str) -> str:
    """The words for the time first: the sentence around them may be long, and be cut."""
    return f"{when}: {text}" if when and when != text else text


def _papers(register: DraftRegister) -> Iterator[Beside]:
    """How long the agenda is, and which papers stand in the file beside the minutes."""
    if register.agenda:
        items, first, last = len(register.agenda), register.agenda[0], register.agenda[-1]
        with_paper = sum(item.paper == "paper" for item in register.agenda)
        words = f"{items} item{'' if items == 1 else 's'}, {with_paper} with a paper"
        yield Beside("Agenda", words, (first.lines[0], last.lines[1]))
    for report in register.reports:
        heading = f"Report for item {report.item}" if report.item else "Report"
        words = " · ".join(x for x in (report.title, report.body, report.purpose) if x)
        if report.foreign:
            heading = "Another body's paper, not read for this board"
        yield Beside(heading, words or "without a title", report.lines)
    for other in register.further_minutes:
        held = other.meeting.date if other.meeting else None
        words = f"of {day_words(held)}" if held else "without a date"
        cited = other.meeting.lines if other.meeting else None
        counted = f"{len(other.resolutions)} decided, {len(other.actions)} to be done"
        yield Beside("Further minutes in the file", f"{words}: {counted}", cited)
