"""Reading what is to be done: action lines, lists, logs, columns, and work set by resolutions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from workflows.minutes.action_entries import Found, from_rows
from workflows.minutes.action_lines import from_minutes
from workflows.minutes.action_tables import log_rows
from workflows.minutes.clauses import work_in
from workflows.minutes.due_phrases import classify, find_due
from workflows.minutes.known_names import Names, known_names
from workflows.minutes.layout import Layout, Minutes
from workflows.minutes.owners import (
    body_named,
    split_owners,
    subject_owners,
)
from workflows.minutes.register import (
    DraftAction,
    DraftResolution,
)
from workflows.minutes.set_work import set_work
from workflows.minutes.summaries import without_summary
from workflows.minutes.text import sentences, words


def read_actions(
    layout: Layout,
    resolutions: list[DraftResolution],
    used: set[int],
    meeting: date | None,
    next_meeting: date | None,
) -> list[DraftAction]:
    """The actions that the paper itself marks as such, in the order of their lines."""
    found: list[Found] = []
    minutes = layout.minutes
    if minutes is not None:
        names = known_names(minutes)
        found += (_owned(one, names) for one in from_minutes(minutes, used, names))
        found += _from_resolutions(minutes, resolutions)
    for log in layout.logs:
        found += from_rows(log_rows(log), log)
    return [_finished(one, minutes, meeting, next_meeting) for one in _once(found)]


def _owned(one: Found, names: Names) -> Found:
    """An action that names nobody, with the owner that its words name by a first name or nick."""
    if one.owners:
        return one
    owners, cut = names.before_dash(one.text)
    if owners:
        return replace(one, owners=owners, text=one.text[cut:])
    return replace(
        one,
        owners=names.instructed(one.text)
        or names.after_dash(one.text)
        or names.initials_first(one.text),
    )


def _once(found: list[Found]) -> list[Found]:
    """The same words once: a line that names owners stands for the clause that names none."""
    kept: dict[str, list[Found]] = {}
    for one in sorted(found, key=lambda f: (f.source == "resolution", f.lines)):
        same = kept.setdefault(one.text.lower().strip(" ."), [])
        if len(one.text) > 3 and not any(
            _bare(s.owners) == _bare(one.owners) or not one.owners for s in same
        ):
            same.append(one)
    once = sorted((one for same in kept.values() for one in same), key=lambda f: f.lines)
    return list(without_summary(once))


def _bare(owners: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(re.sub(r"^the ", "", o.lower()) for o in owners)


def _finished(
    one: Found, minutes: Minutes | None, meeting: date | None, next_meeting: date | None
) -> DraftAction:
    due = one.due or find_due(one.text)
    if due is None and one.look_around and minutes is not None and one.passage is not None:
        due = _due_nearby(one, minutes)
    kind, day = classify(due, meeting, next_meeting)
    ref = one.minute
    if ref is None and one.passage is not None and minutes is not None and one.passage.item >= 0:
        ref = minutes.items[one.passage.item].ref
    return DraftAction(
        one.text,
        one.lines,
        one.source,
        True,
        one.ref,
        ref,
        one.owners,
        due,
        kind,
        day,
        one.status,
        one.progress,
    )


def _due_nearby(one: Found, minutes: Minutes) -> str | None:
    """The due that another sentence of the same item gives for the same matter."""
    assert one.passage is not None
    mine = {w for w in words(one.text) if len(w) > 3} - _COMMON
    best: tuple[int, str] | None = None
    for passage in minutes.passages:
        if passage.item != one.passage.item or passage.item < 0 or passage.block.kind == "heading":
            continue
        if len(passage.block.text) > _A_PARAGRAPH:
            continue
        for sentence in _pieces(passage.block.text):
            due = find_due(sentence)
            shared = len(mine & words(sentence)) if due else 0
            if (
                due
                and shared >= 3
                and (best is None or shared > best[0])
                and passage.block.lines != one.lines
            ):
                best = (shared, due)
    return best[1] if best else None


def _pieces(text: str) -> Iterator[str]:
    """Sentences, cut again where they tell of two matters ("… and that the actions be …")."""
    for start, end in sentences(text):
        yield from re.split(r"; |,? and that ", text[start:end])


_A_PARAGRAPH = 6000
"""What is longer is no paragraph of an item, but a page that lost its line breaks."""

_COMMON = frozenset(
    [
        "that",
        "this",
        "with",
        "from",
        "have",
        "been",
        "would",
        "will",
        "should",
        "board",
        "committee",
        "council",
        "meeting",
        "health",
        "wellbeing",
        "which",
        "their",
        "there",
        "were",
        "they",
        "local",
    ]
)


def _from_resolutions(minutes: Minutes, resolutions: list[DraftResolution]) -> Iterator[Found]:
    by_line = {p.block.first: p for p in minutes.passages}
    for resolution in resolutions:
        for clause in resolution.clauses:
            start = work_in(clause.text, clause.kind)
            if start is None:
                continue
            text = clause.text[start:]
            passage = by_line.get(clause.lines[0]) or by_line.get(resolution.lines[0])
            owners = (
                _asked(text) or subject_owners(text)[0] or body_named(text, clause.text[:start])
            )
            yield Found(
                text,
                clause.lines,
                "resolution",
                passage,
                owners,
                minute=resolution.ref,
                look_around=True,
            )


_ASKED = re.compile(
    r"^(?:[Tt]hat )?(?P<who>(?:[Tt]he )?[A-Z].{2,110}?) be (?:asked|requested|"
    r"invited|instructed|tasked) to\b"
)


def _asked(text: str) -> tuple[str, ...]:
    """Whom a clause asks: "that the Partnership be asked to …", "asks the Clerk to …"."""
    match = _ASKED.search(text)
    if match:
        return split_owners(match["who"])
    work = set_work(text)
    return work.owners if work else ()
