"""Decisions behind a marker ("RESOLVED that"), with what is resolved below it."""

from __future__ import annotations

import re

from workflows.minutes.clause_lists import clause_of, following_clauses, inline_clauses
from workflows.minutes.decision_reading import LEAD_IN, Reading, add
from workflows.minutes.layout import Minutes
from workflows.minutes.owners import instructs
from workflows.minutes.register import (
    DraftClause,
    DraftWarning,
)
from workflows.minutes.segments import Segment
from workflows.minutes.sentence_conventions import BRACKETED_VOTE, CARRIED, LOST, VOTE_NOTE
from workflows.minutes.text import sentences


def from_marker(minutes: Minutes, at: int, segment: Segment, out: Reading) -> bool:
    """A decision behind a marker; whether there was one."""
    assert segment.marker is not None
    passage = segment.passage
    noting = segment.marker.reads_as == "noting"
    body = _without_votes(segment)
    if segment.marker.reads_as == "motion" and not _motion_carried(minutes, at, segment):
        out.warnings.append(
            DraftWarning(
                passage.block.first, "A motion without an outcome: not read as a decision."
            )
        )
        return False
    if _lost_after(minutes, at, segment):
        out.warnings.append(
            DraftWarning(passage.block.first, "This was put and lost: not read as a decision.")
        )
        return False
    text = segment.passage.block.text[segment.start : body].strip()
    ends_block = segment.end == len(passage.block.text)
    opens_list = (
        ends_block
        and not _is_conditional(text)
        and (not text or (len(text) < 160 and (text.endswith(":") or LEAD_IN.fullmatch(text))))
    )
    if opens_list:
        clauses = list(following_clauses(minutes, at, out.used, not text, noting))
        if clauses:
            add(minutes, passage, segment.shown, clauses, out)
            return True
    if not text:
        out.warnings.append(
            DraftWarning(
                passage.block.first, f"“{segment.shown}” stands here with nothing after it."
            )
        )
        return False
    clauses = list(inline_clauses(segment, body, noting))
    if len(clauses) == 1 and ends_block and _is_conditional(text):
        clauses = [_with_conditions(minutes, at, out.used, clauses[0])]
    elif len(clauses) == 1 and text.endswith(":") and ends_block:
        clauses += following_clauses(minutes, at, out.used, False, noting)
    add(minutes, passage, segment.shown, clauses, out)
    return True


_SUBJECT_TO = re.compile(r"[\w,;] \(?subject to\b[^:]{0,60}:$")


def _is_conditional(text: str) -> bool:
    """Whether a decision ends over a list of its conditions, which are no decisions themselves."""
    return len(text) > 20 and _SUBJECT_TO.search(text[-90:]) is not None


def _with_conditions(minutes: Minutes, at: int, used: set[int], clause: DraftClause) -> DraftClause:
    """A clause and the conditions listed below it, as one."""
    listed = list(following_clauses(minutes, at, used, False, False))
    if not listed:
        return clause
    text = " ".join((clause.text, *(c.text for c in listed)))
    return clause_of(clause.label, text, (clause.lines[0], listed[-1].lines[1]))


_WAS_LOST = re.compile(
    r"^(?:(?:the |this )?(?:motion|resolution|proposal|vote|amendment|special order)\b.{0,100}?|"
    r"motion )\b(?:failed|lost|fell|defeated|rejected|withdrawn|tabled|lapsed|not carried)\b|"
    r"(?:LOST|DEFEATED|LAPSED|TABLED)\b",
    re.I,
)


def _lost_after(minutes: Minutes, at: int, segment: Segment) -> bool:
    """Whether the words that follow a resolution say that it was voted down."""
    rest = segment.passage.block.text[segment.start : segment.end]
    after = [rest[a:b] for a, b in list(sentences(rest))[1:]]
    after += [p.block.text for p in minutes.passages[at + 1 : at + 2] if not p.opens_item]
    return any(_WAS_LOST.match(text) for text in after)


_YES = re.compile(r",? (?:yes|aye)(?=[.,;]|$)", re.I)
_NO = re.compile(r",? (?:no|nay)(?=[.,;]|$)", re.I)
"""The votes of a roll call: "Councilman Able, yes."."""


def _motion_carried(minutes: Minutes, at: int, segment: Segment) -> bool:
    after = [p.block.text for p in minutes.passages[at + 1 : at + 3] if not p.opens_item]
    told = " ".join((segment.text, *(t for t in after if CARRIED.match(t) or VOTE_NOTE.match(t))))
    if LOST.search(told):
        return False
    if len(_YES.findall(told)) > len(_NO.findall(told)):
        return True
    return bool(
        re.search(
            r"\b(?:carried|carries|passed|passes|approved|unanimous(?:ly)?|in favou?r|agreed|"
            r"adopted|RESOLVED|no objections?)\b",
            told,
            re.I,
        )
    )


def _without_votes(segment: Segment) -> int:
    """Where a decision ends: before mover, seconder, votes and a "Clerk to action" after it."""
    block = segment.passage.block.text
    bracket = BRACKETED_VOTE.search(block[segment.start : segment.end].rstrip())
    end = segment.start + bracket.start() if bracket else segment.end
    spans = [
        (segment.start + a, segment.start + b) for a, b in sentences(block[segment.start : end])
    ]
    for start, stop in reversed(spans[1:]):
        words = block[start:stop]
        if not VOTE_NOTE.match(words) and not instructs(words):
            break
        end = start
    return end
