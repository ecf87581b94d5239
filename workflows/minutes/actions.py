"""Reading what is to be done: action lines, lists, logs and columns, and work set by resolutions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from workflows.minutes.action_tables import LogRow, log_rows, margin_owner
from workflows.minutes.blocks import Block
from workflows.minutes.clauses import work_in
from workflows.minutes.decisions import Segment, segments
from workflows.minutes.due_phrases import classify, find_due
from workflows.minutes.layout import Layout, Minutes, Passage
from workflows.minutes.operative import operative_sentence
from workflows.minutes.owners import (
    ROLE,
    is_owner_cell,
    is_post_or_initials,
    owners_of,
    prefixed_owners,
    split_owners,
    subject_owners,
    trailing_owners,
)
from workflows.minutes.register import ActionSource, DraftAction, DraftResolution, Lines
from workflows.minutes.text import sentences, words

_EMPTY = re.compile(r"(?:none|n/?a|nil|no (?:new |outstanding |further )?actions?\b.{0,60}|-|tbc)\.?$", re.I)
_STATUS_TAIL = re.compile(
    r"\s*[(\[](?P<status>new|open|ongoing|in progress|closed|complete[d]?|done|outstanding|carried forward|on hold)\b(?:\s+(?:for|by|-|:)\s+(?P<who>[^\[\]()]{1,60}))?[)\]]\.?$",
    re.I,
)
_STATUS = re.compile(r"(?:status\s*:\s*)?(?:ongoing|open|closed|complete[d]?|done|in progress|outstanding|discharged|not started|no progress|carried forward|pending|on hold|overdue)\b.{0,30}$", re.I)
_NUMBERED = re.compile(r"action\w*\s*(?:item|point)?s?\s*(?:no\.?\s*)?[A-Z]{0,3}\d", re.I)
_TAGS = re.compile(r"^(?:#(?:action|longterm|todo|ai)\b\s*)+", re.I)
_TAGGED = re.compile(r"#(?:action|todo)\b", re.I)
_NAMED_MARKER = re.compile(r"ACTION(?: ITEM)? $")
_BRACKETED = re.compile(r"[(\[]\s*(?:ACTIONS?|Actions?)\s*[:–-]\s*(?P<who>[^()\[\]]{1,80})[)\]]")
_TRAILING_MARK = re.compile(r"\b(?:ACTION|Action)\s*[:–-]?\s*(?P<who>[A-Z]{2,4}(?:\s*[/&,+]\s*[A-Z]{2,4})*)\s*$")
_BY_WHOM = re.compile(r"(?:by whom|owner|responsible|lead|who)\b\s*:?\s*(?P<who>.{0,60})$", re.I)
_BY_WHEN = re.compile(r"(?:by when|due|deadline|when|target date)\b\s*:?\s*(?P<when>.{0,60})$", re.I)
_SECOND_OWNER = re.compile(rf"[,;]\s(?:and )?(?P<who>(?:the )?(?:[A-Z]{{2,4}}|{ROLE})) to [a-z]")
_AGENT = re.compile(rf"\bto be (?:\w+ ){{1,4}}?by (?P<who>the (?:[A-Z][\w’']* ){{0,3}}{ROLE})\b")
_EXCEPT = re.compile(r"\b(?:with the exception of|except(?: for)?|apart from|other than|outstanding:|still outstanding[^.]{0,10}:)\s+(?P<rest>[A-Z][^.;]{10,200})")
_LOG_ITEM = re.compile(r"\baction (?:log|list|tracker|points)|matters arising|outstanding actions", re.I)


@dataclass(slots=True)
class _Found:
    text: str
    lines: Lines
    source: ActionSource
    passage: Passage | None = None
    owners: tuple[str, ...] = ()
    due: str | None = None
    ref: str | None = None
    minute: str | None = None
    status: str | None = None
    progress: str | None = None
    look_around: bool = False
    """Whether its due may stand elsewhere in the item."""
    children: list[str] = field(default_factory=list)


def read_actions(
    layout: Layout, resolutions: list[DraftResolution], used: set[int], meeting: date | None, next_meeting: date | None
) -> list[DraftAction]:
    """The actions that the paper itself marks as such, in the order of their lines."""
    found: list[_Found] = []
    minutes = layout.minutes
    if minutes is not None:
        found += _from_minutes(minutes, used)
        found += _from_resolutions(minutes, resolutions)
    for log in layout.logs:
        found += _from_rows(log_rows(log), log)
    return [_finished(one, minutes, meeting, next_meeting) for one in _once(found)]


def _once(found: list[_Found]) -> list[_Found]:
    """The same words once: a line that names owners stands for the clause that names none."""
    kept: dict[str, list[_Found]] = {}
    for one in sorted(found, key=lambda f: (f.source == "resolution", f.lines)):
        same = kept.setdefault(one.text.lower().strip(" ."), [])
        if len(one.text) > 3 and not any(s.owners == one.owners or not one.owners for s in same):
            same.append(one)
    return sorted((one for same in kept.values() for one in same), key=lambda f: f.lines)


def _finished(one: _Found, minutes: Minutes | None, meeting: date | None, next_meeting: date | None) -> DraftAction:
    due = one.due or find_due(one.text)
    if due is None and one.look_around and minutes is not None and one.passage is not None:
        due = _due_nearby(one, minutes)
    kind, day = classify(due, meeting, next_meeting)
    ref = one.minute
    if ref is None and one.passage is not None and minutes is not None and one.passage.item >= 0:
        ref = minutes.items[one.passage.item].ref
    return DraftAction(one.text, one.lines, one.source, True, one.ref, ref, one.owners, due, kind, day, one.status, one.progress)


def _due_nearby(one: _Found, minutes: Minutes) -> str | None:
    """The due that another sentence of the same item gives for the same matter."""
    assert one.passage is not None
    mine = {w for w in words(one.text) if len(w) > 3} - _COMMON
    best: tuple[int, str] | None = None
    for passage in minutes.passages:
        if passage.item != one.passage.item or passage.item < 0 or passage.block.kind == "heading":
            continue
        for sentence in _pieces(passage.block.text):
            due = find_due(sentence)
            shared = len(mine & words(sentence)) if due else 0
            if due and shared >= 3 and (best is None or shared > best[0]) and passage.block.lines != one.lines:
                best = (shared, due)
    return best[1] if best else None


def _pieces(text: str) -> Iterator[str]:
    """Sentences, cut again where they tell of two matters ("… and that the actions be …")."""
    for start, end in sentences(text):
        yield from re.split(r"; |,? and that ", text[start:end])


_COMMON = frozenset("that this with from have been would will should board committee council meeting health wellbeing which their there were they local".split())


def _from_minutes(minutes: Minutes, used: set[int]) -> Iterator[_Found]:
    passages = minutes.passages
    taken: set[int] = set(used)
    rows = [p.block for p in passages if p.block.kind == "row"]
    log = list(log_rows(p.block for p in passages if p.block.kind in ("row", "heading")))
    logged = {r.block.first for r in log} | {b.first for b in rows if b.cells and _in_log(b, log)}
    yield from _from_rows(iter(log), tuple(p.block for p in passages))
    has_column = any(p.block.text.strip().lower() in ("action", "actions") for p in passages)
    for at, passage in enumerate(passages):
        block = passage.block
        if block.first in taken or block.first in logged:
            continue
        if passage.section in ("agenda", "attendance", "asks") and block.box is None and not _TAGGED.match(block.text):
            continue
        if passage.opens_item and block.kind == "heading":
            continue
        yield from _from_passage(passages, at, taken, has_column)


def _in_log(block: Block, log: list[LogRow]) -> bool:
    return any(r.block.first <= block.first <= r.last for r in log)


def _from_passage(passages: tuple[Passage, ...], at: int, taken: set[int], has_column: bool) -> Iterator[_Found]:
    passage = passages[at]
    block = passage.block
    if block.kind == "row":
        yield from _from_margin(passages, at)
        return
    if block.box is not None or _TAGGED.match(block.text):
        yield _entry(passage, block.text, 0)
        return
    marked = False
    for segment in segments(passage):
        if segment.marker is not None and segment.marker.reads_as == "action":
            marked = True
            yield from _from_marker(passages, at, segment, taken)
    if marked or block.first in taken:
        return
    if passage.section == "actions" and not passage.opens_item:
        listed = list(_from_action_list(passages, at))
        yield from listed
        if listed or block.kind == "list":
            return
    yield from _from_loose_words(passages, at, has_column)


def _entry(passage: Passage, text: str, start: int, source: ActionSource = "action_line") -> _Found:
    """One entry of a list of actions: owners before a colon or after it in brackets, status in brackets."""
    block = passage.block
    tags = _TAGS.match(text)
    begin = tags.end() if tags else 0
    end = len(text)
    status = {"x": "done", "✓": "done", "open": "open"}.get(block.box or "")
    tail = _STATUS_TAIL.search(text)
    owners: tuple[str, ...] = ()
    if tail:
        status, end = tail["status"], tail.start()
        owners = split_owners(tail["who"] or "")
    if not owners:
        owners, cut = prefixed_owners(text[begin:end])
        if owners:
            begin += cut
        else:
            owners, stop = trailing_owners(text[begin:end])
            end = begin + stop if owners else end
    if not owners:
        owners = _worded_owners(text[begin:end])
    if not owners and tags:
        first = re.match(r"(@?[\w-]+) [a-z]+ing\b", text[begin:end])
        owners = (first[1],) if first else ()
    return _Found(text[begin:end].strip(" ;,"), block.cite(start + begin, start + end), source, passage, owners, status=status)


def _worded_owners(text: str) -> tuple[str, ...]:
    """All owners that an action's words name: the subject of each sentence, second subjects, agents."""
    owners: list[str] = []
    for start, end in sentences(text):
        sentence = text[start:end]
        owners += owners_of(sentence)
        owners += [m["who"] for m in _SECOND_OWNER.finditer(sentence)]
        owners += [m["who"] for m in _AGENT.finditer(sentence)]
    return tuple(dict.fromkeys(owners))


def _from_action_list(passages: tuple[Passage, ...], at: int) -> Iterator[_Found]:
    passage = passages[at]
    block = passage.block
    if _EMPTY.match(block.text) or block.kind == "label" or _STATUS.match(block.text):
        return
    if block.kind != "list":
        whom = _laid_out_below(passages, at, _BY_WHOM)
        if whom and not _BY_WHOM.match(block.text) and not _BY_WHEN.match(block.text) and len(block.text.split()) > 2:
            when = _laid_out_below(passages, at, _BY_WHEN) or None
            yield _Found(block.text, block.lines, "action_log", passage, split_owners(whom), due=when)
        elif block.kind == "para" and (subject_owners(block.text)[0] or prefixed_owners(block.text)[0]):
            yield _entry(passage, block.text, 0)
        return
    parent = next((p.block for p in reversed(passages[:at]) if p.block.kind == "list" and p.block.indent < block.indent), None)
    nested = parent is not None and parent.first > block.first - 12 and block.indent > 0 and parent.box is None and passages[at - 1].block.kind == "list"
    if nested and not (owners_of(block.text)) and block.indent > 3 and passages[at - 1].section == "actions":
        return
    one = _entry(passage, block.text, 0)
    one.status = one.status or _status_below(passages, at)
    yield one


def _laid_out_below(passages: tuple[Passage, ...], at: int, head: re.Pattern[str]) -> str:
    """The cell under a column head ("BY WHOM") where a table was taken apart into lines."""
    for index in range(at + 1, min(at + 5, len(passages))):
        match = head.match(passages[index].block.text)
        if match is None:
            continue
        words_ = match[1].strip()
        return words_ or (passages[index + 1].block.text if index + 1 < len(passages) else "")
    return ""


def _status_below(passages: tuple[Passage, ...], at: int) -> str | None:
    """The status in an entry nested below an action."""
    for passage in passages[at + 1 : at + 2]:
        if passage.block.kind == "list" and passage.block.indent > passages[at].block.indent and _STATUS.match(passage.block.text):
            return passage.block.text
    return None


def _from_marker(passages: tuple[Passage, ...], at: int, segment: Segment, taken: set[int]) -> Iterator[_Found]:
    block = segment.passage.block
    text = block.text[segment.start : segment.end].rstrip()
    if not text.strip():
        yield from _below_marker(passages, at, taken)
        return
    if _EMPTY.match(text):
        return
    if is_owner_cell(text):
        yield from _owners_only(passages, at, segment, split_owners(text))
        return
    if segment.shown and _NUMBERED.match(segment.shown):
        one = _entry(segment.passage, text, segment.start)
        one.ref = re.search(r"[A-Z]{0,3}\d[\w./-]*", segment.shown)[0] if re.search(r"\d", segment.shown) else None  # type: ignore[index]
        one.status = _status_below(passages, at)
        yield one
        return
    for start, end in _one_by_one(text):
        one = _entry(segment.passage, text[start:end], segment.start + start)
        one.status = one.status or _status_below(passages, at)
        yield one


def _one_by_one(text: str) -> Iterator[tuple[int, int]]:
    """The actions in a line of several sentences: a new one begins with each new owner."""
    begin: int | None = None
    stop = 0
    for start, end in sentences(text):
        fresh = subject_owners(text[start:end])[0] or prefixed_owners(text[start:end])[0]
        if begin is not None and fresh:
            yield begin, stop
            begin = start
        begin = start if begin is None else begin
        stop = end
    if begin is not None:
        yield begin, stop


def _below_marker(passages: tuple[Passage, ...], at: int, taken: set[int]) -> Iterator[_Found]:
    """What stands under "Action 3:" or "Actions:": a list, each entry one, or one paragraph."""
    numbered = bool(_NUMBERED.match(passages[at].block.text))
    index = at + 1
    any_list = False
    while index < len(passages) and not passages[index].opens_item:
        block = passages[index].block
        if block.kind == "list" and not _EMPTY.match(block.text):
            any_list = True
            taken.add(block.first)
            one = _entry(passages[index], block.text, 0)
            one.status = one.status or _status_below(passages, index)
            if not _STATUS.match(block.text):
                yield one
        elif block.kind == "para" and not any_list and index == at + 1 and not _EMPTY.match(block.text):
            taken.add(block.first)
            if numbered:
                yield _entry(passages[index], block.text, 0)
            else:
                yield from (_entry(passages[index], block.text[a:b], a) for a, b in _one_by_one(block.text))
            return
        else:
            return
        index += 1


def _owners_only(passages: tuple[Passage, ...], at: int, segment: Segment, owners: tuple[str, ...]) -> Iterator[_Found]:
    """ "ACTION: DT" says who; what is to be done is a sentence of the paragraph before it."""
    block = passages[at].block
    before = block.text[: max(0, segment.start - 1)]
    marker = re.search(r"\bactions?\b[^.]{0,15}$", before, re.I)
    before = before[: marker.start()] if marker else before
    if before.strip():
        yield from _operative(passages[at], before, 0, owners)
        return
    for passage in reversed(passages[max(0, at - 3) : at]):
        if passage.block.kind in ("para", "list") and len(passage.block.text) > 15:
            yield from _operative(passage, passage.block.text, 0, owners)
            return


def _operative(passage: Passage, text: str, start: int, owners: tuple[str, ...]) -> Iterator[_Found]:
    span = operative_sentence(text, owners)
    if span is not None:
        words_ = text[span[0] : span[1]]
        yield _Found(words_, passage.block.cite(start + span[0], start + span[1]), "action_line", passage, owners)


def _from_margin(passages: tuple[Passage, ...], at: int) -> Iterator[_Found]:
    passage = passages[at]
    block = passage.block
    found = margin_owner(block)
    if found is not None:
        prose, owners = found
        yield from _operative(passage, prose, max(0, block.text.find(prose)), owners)
        return
    filled = [c for c in block.cells if c]
    if len(filled) == 1 and is_owner_cell(filled[0]) and at > 0 and passages[at - 1].block.kind in ("para", "list"):
        before = passages[at - 1]
        yield from _operative(before, before.block.text, 0, split_owners(filled[0]))
    elif len(filled) > 1 and len(filled[0]) > 40:
        last = filled[-1]
        if subject_owners(last)[0] and " to " in last[:80] and len(last) < 250:
            yield _entry(passage, last, max(0, block.text.rfind(last)))


def _from_loose_words(passages: tuple[Passage, ...], at: int, has_column: bool) -> Iterator[_Found]:
    """Actions without a marker of their own: a paragraph "Clerk to write …", "(Action: AB)", a lone owner."""
    passage = passages[at]
    block = passage.block
    text = block.text
    for match in _BRACKETED.finditer(text):
        if is_owner_cell(match["who"]):
            yield from _operative(passage, text[: match.start()], 0, split_owners(match["who"]))
        else:
            yield _entry(passage, match["who"], match.start("who"))
    trailing = _TRAILING_MARK.search(text[-60:])
    if trailing and len(text) > 40:
        yield from _operative(passage, text[: max(0, len(text) - 60) + trailing.start()], 0, split_owners(trailing["who"]))
    if block.kind in ("para", "heading") and _stands_alone(text):
        yield _entry(passage, text, 0)
    if has_column and len(text) < 40 and at > 0 and is_post_or_initials(text) and not passage.opens_item:
        for before in reversed(passages[max(0, at - 2) : at]):
            if re.search(r"\b(?:to be|will be|will|shall)\b", before.block.text) and before.block.kind in ("para", "list"):
                yield from _operative(before, before.block.text, 0, split_owners(text))
                break
    if passage.item >= 0 or passage.heading:
        yield from _left_open(passages, at)


_ALONE = re.compile(rf"(?:The |All )?(?:@[\w-]+|[A-Z]{{2,3}}(?:(?:, | and |/| & )[A-Z]{{2,3}})*|(?:[A-Z][\w’']* ){{0,3}}{ROLE}|(?:Cllrs?|Councillor|Dr|Mrs?|Ms)\.?(?: [A-Z][\w.’'-]*){{1,3}}(?: and (?:the )?[A-Z]\w+)?) to [a-z]+\b")


def _stands_alone(text: str) -> bool:
    """Whether a paragraph is an instruction and nothing else: "Clerk to place on website"."""
    return len(text) < 300 and bool(_ALONE.match(text)) and text.count(". ") <= 1 and " to be " not in text[:60]


def _left_open(passages: tuple[Passage, ...], at: int) -> Iterator[_Found]:
    """An earlier action that the report on the log calls open: "all complete with the exception of …"."""
    passage = passages[at]
    if not _LOG_ITEM.search(passage.heading or ""):
        return
    match = _EXCEPT.search(passage.block.text)
    if match is None:
        return
    rest = match["rest"]
    owners, verb = subject_owners(rest)
    if owners and verb:
        start = match.start("rest")
        yield _Found(rest, passage.block.cite(start, match.end()), "discussion", passage, owners, status="open", look_around=True)


def _from_rows(rows: Iterator[LogRow], blocks: tuple[Block, ...]) -> Iterator[_Found]:
    for row in rows:
        status = row.status or _status_from_heading(blocks, row.block)
        owners = split_owners(row.owner)
        yield _Found(
            row.text, (row.block.first, row.last), "action_log", None, owners,
            due=row.due or None, ref=row.ref or None, minute=row.minute or None, status=status or None, progress=row.progress or None,
        )


def _status_from_heading(blocks: tuple[Block, ...], row: Block) -> str:
    heads = [b for b in blocks if b.first < row.first and b.kind != "row" and len(b.text) < 120]
    text = heads[-1].text.lower() if heads else ""
    return "completed" if "complete" in text else "open" if "outstanding" in text else ""


def _from_resolutions(minutes: Minutes, resolutions: list[DraftResolution]) -> Iterator[_Found]:
    by_line = {p.block.first: p for p in minutes.passages}
    for resolution in resolutions:
        for clause in resolution.clauses:
            start = work_in(clause.text, clause.kind)
            if start is None:
                continue
            text = clause.text[start:]
            passage = by_line.get(clause.lines[0]) or by_line.get(resolution.lines[0])
            owners = _asked(text) or subject_owners(text)[0]
            yield _Found(text, clause.lines, "resolution", passage, owners, minute=resolution.ref, look_around=True)


_ASKED = re.compile(r"^(?:[Tt]hat )?(?P<who>(?:[Tt]he )?[A-Z].{2,110}?) be (?:asked|requested|invited|instructed|tasked) to\b|\b(?:asked?s?|requests?(?:ed)?|instruct(?:ed|s)?) (?P<who2>the [A-Z][\w’' -]{2,60}?) to\b")


def _asked(text: str) -> tuple[str, ...]:
    """Whom a clause asks: "that the Partnership be asked to …"."""
    match = _ASKED.search(text)
    return split_owners(match["who"] or match["who2"]) if match else ()
