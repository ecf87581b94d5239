"""What is odd between an action log and the minutes: contradictions, and actions lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from workflows.minutes.layout import Layout
from workflows.minutes.register import DraftAction, DraftRegister, DraftWarning
from workflows.minutes.text import words

_REF_DAY = re.compile(r"(\d\d)(\d\d)(\d\d)/\d")
_CLOSED = re.compile(r"\b(?:completed?|closed|done|discharged)\b", re.I)
_ON_AGENDA = re.compile(
    r"\bon (?:the|today['’]s|this|the next) agenda\b|\b(?:see )?agenda item \d|\badded to (?:the "
    r")?agenda\b",
    re.I,
)
_DONE_TOO = re.compile(
    r"\b(?:sent|circulated|presented|reported|received|approved|published|agreed)\b", re.I
)
_STANDING = re.compile(r"\bstanding (?:agenda )?item\b", re.I)
_REMOVED = re.compile(r"\b(?:removed?|deleted?|taken off|no longer)\b", re.I)
_ADDED = re.compile(r"\b(?:would be|to be|will be|become|added|made|is now)\b", re.I)
_COMMON = re.compile(
    r"(?:that|with|from|into|this|have|been|will|would|shall|should|board|committee|council|"
    r"meetings?|next|actions?|agenda|items?|circulat\w+|provid\w+|updat\w+|reports?|bring|brought|"
    r"discuss\w*|director|members?|feedback|before|health|wellbeing|public|draft|back|services?|"
    r"officers?|chair\w*|north|south|east|west)"
)
"""Words that every action may hold: they do not tell one matter from another."""


def read_log_oddities(layout: Layout, register: DraftRegister) -> Iterator[DraftWarning]:
    """The checks of a log that stands in the same paper as the minutes."""
    log = [a for a in register.actions if a.source == "action_log"]
    if not log:
        return
    yield from _closed_by_agenda(log)
    if layout.minutes is None:
        return
    own = [p.block for p in layout.minutes.passages]
    logged = {line for a in log for line in range(a.lines[0], a.lines[1] + 1)}
    text = [(b.first, b.text) for b in own if b.first not in logged]
    on = register.meeting.date if register.meeting else None
    outside = [
        a for a in log if not layout.minutes.lines[0] <= a.lines[0] <= layout.minutes.lines[1]
    ]
    yield from _without_minute(outside, [t for _, t in text], on)
    yield from _standing_items(log, text)
    yield from _not_in_log(register.actions, outside, on)


def _closed_by_agenda(log: Sequence[DraftAction]) -> Iterator[DraftWarning]:
    for row in log:
        progress = row.progress or ""
        if (
            _CLOSED.search(row.status or "")
            and _ON_AGENDA.search(progress)
            and not _DONE_TOO.search(progress)
        ):
            yield DraftWarning(
                row.lines[0],
                f"{_name(row)} is closed only because it is on an agenda: “{progress}”.",
            )


def _without_minute(
    log: Sequence[DraftAction], minuted: Sequence[str], on: date | None
) -> Iterator[DraftWarning]:
    """A row that this meeting is said to have set, of whose matter its minutes say nothing."""
    said = [_matter(t) for t in minuted]
    everything = set().union(*said) if said else set()
    for row in log:
        matter = _matter(row.text) - _matter(" ".join(row.owners))
        if on is None or _day(row.ref) != on or not matter:
            continue
        missing = matter - everything
        if len(missing) * 2 >= len(matter):
            yield DraftWarning(
                row.lines[0],
                f"{_name(row)} is logged as set at this meeting; its minutes do not mention "
                f"{', '.join(sorted(missing))}.",
            )


def _standing_items(
    log: Sequence[DraftAction], minuted: Sequence[tuple[int, str]]
) -> Iterator[DraftWarning]:
    """A standing item that the minutes add and the log removes, or the other way round."""
    for row in log:
        if not _STANDING.search(row.text):
            continue
        removes = bool(_REMOVED.search(row.text))
        for line, text in minuted:
            for match in _STANDING.finditer(text):
                near = text[max(0, match.start() - 120) : match.end() + 60]
                adds = bool(_ADDED.search(near)) and not _REMOVED.search(near)
                before = text[max(0, match.start() - 160) : match.start()]
                if removes == adds and len(_matter(row.text) & _matter(before)) >= 2:
                    deed = "removes" if removes else "adds"
                    yield DraftWarning(
                        row.lines[0],
                        f"{_name(row)} {deed} a standing item; line {line} says “{match[0]}” of "
                        f"it.",
                    )
                    break


def _not_in_log(
    actions: Sequence[DraftAction], log: Sequence[DraftAction], on: date | None
) -> Iterator[DraftWarning]:
    """An action that the minutes report as open, or set themselves, and that the log has lost."""
    if not log:
        return
    covers = on is not None and any(_day(row.ref) == on for row in log)
    rows = [_matter(r.text) | _matter(r.ref or "") for r in log]
    for action in actions:
        carried = action.explicit and action.source == "discussion"
        marked = covers and action.source == "action_line"
        matter = _matter(action.text)
        if not (carried or marked) or len(matter) < 2:
            continue
        if not any(len(matter & row) * 2 >= min(len(matter), len(row) or 99) for row in rows):
            what = "reported open" if carried else "set"
            yield DraftWarning(action.lines[0], f"An action {what} here is missing from the log.")


def _matter(text: str) -> set[str]:
    """The words that tell one matter from another."""
    return {w for w in words(text) if len(w) > 3 and not _COMMON.fullmatch(w) and not w.isdigit()}


def _day(ref: str | None) -> date | None:
    match = _REF_DAY.match(ref or "")
    try:
        return date(2000 + int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None


def _name(row: DraftAction) -> str:
    return f"Action {row.ref}" if row.ref else "This action"
