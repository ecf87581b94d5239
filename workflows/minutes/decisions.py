"""Reading what was resolved.

Three sources, in this order of weight: the paper's own marker ("RESOLVED that"), its own list of
decisions, and sentences that say that the body agreed. Sentences count only where the item has no
marker and the paper no list: there they restate what is recorded elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workflows.minutes.clause_lists import clause_of, following_clauses, inline_clauses
from workflows.minutes.conventions import (
    BARE_OUTCOME,
    BODY_OVER_LIST,
    BRACKETED_VOTE,
    CARRIED,
    FOLLOWING_OVER_LIST,
    LOST,
    PROPOSED,
    VOTE_NOTE,
    marker_at,
)
from workflows.minutes.decision_tables import decision_rows
from workflows.minutes.layout import Minutes, Passage
from workflows.minutes.moved import moved_at
from workflows.minutes.owners import instructs
from workflows.minutes.register import (
    DraftClause,
    DraftResolution,
    DraftWarning,
    Vote,
)
from workflows.minutes.sections import is_record_of_decisions
from workflows.minutes.segments import Segment, segments
from workflows.minutes.text import sentences, trimmed_clause
from workflows.minutes.told import approves_minutes, decision_in, only_noted, run_in_head
from workflows.minutes.votes import read_vote, with_votes

_EMPTY = re.compile(
    r"(?:none|n/?a|nil|no (?:decisions?|resolutions?|actions?|outstanding "
    r"actions?)\b.{0,40}|tbc|not applicable)\.?$",
    re.I,
)

_LEAD_IN = re.compile(
    r"(?:that\s+)?(?:the\s+)?(?:[\w&’'-]+\s+){0,10}(?:to|that|that the|the)?\s*:?$", re.I
)


@dataclass(slots=True)
class _Reading:
    resolutions: list[DraftResolution]
    warnings: list[DraftWarning]
    used: set[int]
    """First lines of blocks that a resolution has taken as its clauses."""
    said: set[str]
    """The words of the clauses so far: what stands twice is listed once."""


def read_decisions(minutes: Minutes) -> tuple[list[DraftResolution], list[DraftWarning], set[int]]:
    """The resolutions, what is odd about them, and the first lines of the blocks they took."""
    out = _Reading([], [], set(), set())
    marked_items: set[int] = set()
    lists = [
        p
        for p in minutes.passages
        if p.section == "decisions" and p.block.kind == "list" and not _EMPTY.match(p.block.text)
    ]
    passages = minutes.passages
    rows = _from_tables(passages, out)
    has_list = rows or any(is_record_of_decisions(p.heading) for p in lists)
    for at, passage in enumerate(passages):
        formal = passage.block.text.startswith(("RESOLVED", "It was RESOLVED"))
        if passage.block.first in out.used or (passage.section == "attendance" and not formal):
            continue
        if passage.section == "decisions" and lists and passage.block.kind == "list":
            _from_list(minutes, at, out)
            continue
        if _from_moved(minutes, at, out):
            marked_items.add(passage.item)
            continue
        for segment in segments(passage):
            if segment.marker is None and _heads_list(minutes, at, segment, out):
                marked_items.add(passage.item)
            if segment.marker is None or segment.marker.reads_as in ("action", "none"):
                continue
            if _from_marker(minutes, at, segment, out):
                marked_items.add(passage.item)
    for at, passage in enumerate(passages):
        if passage.block.first not in out.used and passage.section not in (
            "agenda",
            "attendance",
            "asks",
        ):
            _from_prose(
                minutes, at, out, passage.item in marked_items and passage.item >= 0, has_list
            )
    out.resolutions.sort(key=lambda r: r.lines)
    return with_votes(minutes, out.resolutions), out.warnings, out.used


def _from_tables(passages: tuple[Passage, ...], out: _Reading) -> bool:
    """The decisions in tables; whether there were any."""
    by_block = {p.block.first: p for p in passages}
    for row in decision_rows(p.block for p in passages):
        block = row.block
        start = max(0, block.text.find(row.text))
        cited = block.cite(start, start + len(row.text))
        clause = clause_of(None, trimmed_clause(row.text), cited)
        heading = by_block[block.first].heading
        vote = read_vote(row.outcome) if row.outcome else None
        out.resolutions.append(
            DraftResolution(None, heading, None, cited, (clause,), vote if vote != Vote() else None)
        )
        out.said.add(clause.text.lower().strip(" .:"))
    return bool(out.resolutions)


def _item_of(minutes: Minutes, passage: Passage) -> tuple[str | None, str | None]:
    if passage.item < 0:
        return None, passage.heading
    item = minutes.items[passage.item]
    return item.ref, item.title or passage.heading


def _add(
    minutes: Minutes,
    passage: Passage,
    marker: str | None,
    clauses: list[DraftClause],
    out: _Reading,
) -> None:
    kept = []
    for clause in clauses:
        key = clause.text.lower().strip(" .:")
        if len(clause.text) > 3 and not _EMPTY.match(clause.text) and key not in out.said:
            out.said.add(key)
            kept.append(clause)
    if kept:
        ref, item = _item_of(minutes, passage)
        first = min(passage.block.first, kept[0].lines[0]) if marker else kept[0].lines[0]
        out.resolutions.append(
            DraftResolution(ref, item, marker, (first, kept[-1].lines[1]), tuple(kept))
        )


def _from_list(minutes: Minutes, at: int, out: _Reading) -> None:
    """An entry of the paper's own list of decisions."""
    passage = minutes.passages[at]
    block = passage.block
    if block.kind != "list" or block.indent > 8:
        return
    start = 0
    found = marker_at(block.text)
    if found:
        start = found[1].end()
    link = re.match(r"\[\d{1,3}\]\s?", block.text[start:])
    start += link.end() if link else 0
    text = trimmed_clause(block.text[start:])
    _add(minutes, passage, None, [clause_of(block.tag, text, block.cite(start))], out)
    out.used.add(block.first)


def _from_moved(minutes: Minutes, at: int, out: _Reading) -> bool:
    """A motion set out line by line below its mover; whether there was one."""
    moved = moved_at(minutes, at)
    if moved is None:
        return False
    out.used |= moved.lines
    if moved.carried:
        _add(minutes, moved.passage, None, list(moved.clauses), out)
    else:
        words = "This was moved, and no outcome that carried it: not read as a decision."
        out.warnings.append(DraftWarning(moved.passage.block.first, words))
    return True


def _from_marker(minutes: Minutes, at: int, segment: Segment, out: _Reading) -> bool:
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
        and (not text or (len(text) < 160 and (text.endswith(":") or _LEAD_IN.fullmatch(text))))
    )
    if opens_list:
        clauses = list(following_clauses(minutes, at, out.used, not text, noting))
        if clauses:
            _add(minutes, passage, segment.shown, clauses, out)
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
    _add(minutes, passage, segment.shown, clauses, out)
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


_RESOLVED = re.compile(
    r"\b(?:was|board|committee|council|governors|members|trustees) (?:unanimously )?resolved\b",
    re.I,
)
"""The formal word itself: it decides also where the item uses a marker besides."""
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


_PUT_TO_VOTE = re.compile(
    r"(?:[^:;]{0,60}: )?(?:Motion (?:was )?(?:made )?(?:by|to) |"
    r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+)? (?:made a motion|moved) (?:to|that) )|"
    r".{0,400}\b(?:agreed|approved) by (?:consensus|unanimous|general)\b"
)
"""What is decided under "Action items", where those are the items that call for a decision."""


_IN_PUBLIC = re.compile(
    r"\b[Ii]t was (?:(?:also|then|again|unanimously) )?(?:agreed|resolved|decided) (?:that|to)\b|"
    r"\b(?:was|were|subsequently) (?:then |duly |unanimously )?(?:re-)?elected\b"
)
"""What decides also under "Public forum": the body itself resolves, or is elected, there."""


def _from_prose(
    minutes: Minutes, at: int, out: _Reading, item_marked: bool, has_list: bool
) -> None:
    passage = minutes.passages[at]
    block = passage.block
    if (
        block.quoted
        or block.box
        or (passage.section == "public" and not _IN_PUBLIC.search(block.text[:2000]))
        or (passage.section == "actions" and not _PUT_TO_VOTE.match(block.text))
        or block.text.startswith("(")
    ):
        return
    if block.kind == "row" and not _noted_row(minutes, passage, out):
        _row_prose(minutes, at, out, item_marked or has_list)
        return
    if block.kind in ("row", "label") or (block.kind == "heading" and block.level < 6):
        return
    for segment in segments(passage):
        if segment.marker is None:
            _from_sentences(minutes, at, segment, out, item_marked or has_list)


def _told_below(minutes: Minutes, at: int) -> list[str]:
    """The paragraph below, and those after it as long as each only tells of the vote."""
    told: list[str] = []
    for passage in minutes.passages[at + 1 : at + 4]:
        if passage.opens_item:
            break
        told.append(passage.block.text[:200])
        if not VOTE_NOTE.match(passage.block.text):
            break
    return told


_PUT_BY = re.compile(r"(?:the|this) (?:motion|proposal|resolution) was proposed by\b", re.I)


def _from_heading(minutes: Minutes, at: int, out: _Reading) -> None:
    """The proposal that a heading states in full, carried by the words right under it."""
    before = minutes.passages[at - 1] if at else None
    if before is None or before.block.kind == "row" or before.block.text.count(" ") < 6:
        return
    start = run_in_head(before.block.text)
    clause = clause_of(None, trimmed_clause(before.block.text[start:]), before.block.cite(start))
    _add(minutes, before, None, [clause], out)


def _is_resolved_below(minutes: Minutes, at: int) -> bool:
    """Whether what is proposed here is put formally a little further down in the same item."""
    for passage in minutes.passages[at + 1 : at + 7]:
        found = marker_at(passage.block.text)
        if passage.opens_item or PROPOSED.search(passage.block.text[:200]):
            return False
        if found and found[0].name == "resolved":
            return True
    return False


def _counts_beside_marker(text: str) -> bool:
    """Whether a sentence decides also where the item uses a marker, or the paper a list."""
    if _RESOLVED.search(text):
        return True
    return approves_minutes(text) and not PROPOSED.search(text)


def _noted_row(minutes: Minutes, passage: Passage, out: _Reading) -> bool:
    """ "Noted" in the owner's column: a noting of what stands beside it."""
    cells = [c for c in passage.block.cells if c]
    if (
        len(cells) == 2
        and re.fullmatch(r"(?:noted|received|approved|agreed|resolved|accepted)\.?", cells[1], re.I)
        and len(cells[0]) > 15
    ):
        text = f"{cells[0]} {cells[1]}"
        noting = cells[1].lower().startswith(("noted", "received"))
        _add(minutes, passage, None, [clause_of(None, text, passage.block.lines, noting)], out)
        return True
    return False


def _row_prose(minutes: Minutes, at: int, out: _Reading, weak: bool) -> None:
    passage = minutes.passages[at]
    cells = passage.block.cells
    start = 0
    for cell in cells:
        start = passage.block.text.find(cell, start) if cell else start
        if len(cell) > 25 and start >= 0:
            _from_sentences(minutes, at, Segment(passage, start, start + len(cell)), out, weak)


def _heads_list(minutes: Minutes, at: int, segment: Segment, out: _Reading) -> bool:
    """Whether a sentence is the body over a list of what it did, which is then read."""
    passage = segment.passage
    block = passage.block
    if (
        segment.end != len(block.text)
        or not block.text.endswith((":", "-", "–", "—"))
        or block.quoted
        or passage.section in ("agenda", "asks", "public", "actions")
    ):
        return False
    spans = list(sentences(segment.text))
    last = segment.text[spans[-1][0] :] if spans else ""
    over = BODY_OVER_LIST.match(last)
    if not over and not FOLLOWING_OVER_LIST.match(last):
        return False
    told = list(following_clauses(minutes, at, out.used, False, False, told=bool(over)))
    if told:
        _add(minutes, segment.passage, None, told, out)
    return bool(told)


def _is_read(minutes: Minutes, at: int, out: _Reading) -> bool:
    """Whether the list below a passage has been taken as clauses."""
    below = minutes.passages[at + 1 : at + 2]
    return any(p.block.first in out.used for p in below)


def _from_sentences(minutes: Minutes, at: int, segment: Segment, out: _Reading, weak: bool) -> None:
    """Decisions told in prose.

    `weak`: decisions are recorded elsewhere, so that only the approval of minutes counts here.
    """
    block = segment.passage.block
    spans = [
        (segment.start + a, segment.start + b)
        for a, b in sentences(block.text[segment.start : segment.end])
    ]
    taken = -1
    for index, (start, end) in enumerate(spans):
        text = block.text[start:end]
        after = [block.text[a:b] for a, b in spans[index + 1 : index + 3]]
        if index + 1 == len(spans) and segment.end == len(block.text):
            after += _told_below(minutes, at)
        if (
            end == len(block.text)
            and text.endswith((":", "-", "–", "—"))
            and _is_read(minutes, at, out)
        ):
            continue
        cut = decision_in(text, after)
        if cut == 0:
            cut = run_in_head(text)
        if (cut is not None or _PUT_BY.match(text)) and BARE_OUTCOME.match(text):
            back = index - 1
            while back > 0 and VOTE_NOTE.match(block.text[spans[back][0] : spans[back][1]]):
                back -= 1
            if index == 0 and not weak and _PUT_BY.match(text):
                _from_heading(minutes, at, out)
            if index == 0 or weak or taken >= back:
                continue
            put_by = _PUT_BY.match(text) is not None
            start, end = spans[back][0], spans[back][1] if put_by else end
            text = block.text[start:end]
            cut = run_in_head(text) if put_by else 0
        if cut is None and only_noted(minutes, at, text):
            cut = 0
        if PROPOSED.search(text) and _is_resolved_below(minutes, at):
            continue
        if cut is None or (weak and not _counts_beside_marker(text)):
            continue
        words = trimmed_clause(BRACKETED_VOTE.sub("", text[cut:]))
        taken = index
        if words.endswith(":"):
            more = (
                list(following_clauses(minutes, at, out.used, False, False))
                if " following " not in words
                else []
            )
            if more and _LEAD_IN.fullmatch(words):
                _add(minutes, segment.passage, None, more, out)
                continue
        _add(
            minutes,
            segment.passage,
            None,
            [clause_of(None, words, segment.cite(start + cut, end))],
            out,
        )
