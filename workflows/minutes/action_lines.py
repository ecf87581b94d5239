"""Actions in the minutes themselves: behind a marker, in a list, in a column, or standing alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from workflows.minutes.action_entries import (
    STATUS,
    Found,
    begins_with_field,
    entry,
    fill,
    from_rows,
    one_by_one,
    operative,
    status_below,
)
from workflows.minutes.action_tables import log_rows, margin_owner
from workflows.minutes.blocks import Block
from workflows.minutes.conventions import marker_at
from workflows.minutes.known_names import Names
from workflows.minutes.layout import COLUMN_WORD, Minutes, Passage
from workflows.minutes.owners import (
    instructs,
    is_owner_cell,
    is_post_or_initials,
    owners_of,
    prefixed_owners,
    split_owners,
    subject_owners,
)
from workflows.minutes.segments import Segment, segments
from workflows.minutes.told import run_in_head

_EMPTY = re.compile(
    r"(?:none|n/?a|nil|no (?:new |outstanding |further )?actions?\b.{0,60}|-|tbc)\.?$", re.I
)

_NUMBERED = re.compile(r"action\w*\s*(?:item|point)?s?\s*(?:no\.?\s*)?[A-Z]{0,3}\d", re.I)

_NUMBER = re.compile(r"[A-Z]{0,3}\d[\w./-]*")
_TAGGED = re.compile(r"#(?:action|todo)\b", re.I)

_NAMED_MARKER = re.compile(r"ACTION(?: ITEM)? $")

_BRACKETED = re.compile(r"[(\[]\s*(?:ACTIONS?|Actions?)\s*[:–-]\s*(?P<who>[^()\[\]]{1,80})[)\]]")

_TRAILING_MARK = re.compile(
    r"(?:\b(?:ACTION|Action)|[–—-] action)\s*[:–-]?\s*"
    r"(?P<who>[A-Z]{2,4}(?:\s*[/&,+]\s*[A-Z]{2,4})*)\s*$|"
    r"(?<=[.!?] )(?P<first>[A-Z]{2,4}(?:\s*[/&,+]\s*[A-Z]{2,4})*) (?:ACTION|Action)\.?$"
)

_BY_WHOM = re.compile(r"(?:by whom|owner|responsible|lead|who)\b\s*:?\s*(?P<who>.{0,60})$", re.I)

_BY_WHEN = re.compile(
    r"(?:by when|due|deadline|when|target date)\b\s*:?\s*(?P<when>.{0,60})$", re.I
)

_EXCEPT = re.compile(
    r"\b(?:with the exception of|except(?: for)?|apart from|other than|"
    r"outstanding:|still outstanding[^.]{0,10}:)\s+(?P<rest>[A-Z][^.;]{10,200})"
)

_LOG_ITEM = re.compile(
    r"\baction (?:log|list|tracker|points)|matters arising|outstanding actions", re.I
)


def from_minutes(minutes: Minutes, used: set[int], names: Names) -> Iterator[Found]:
    """The actions that the minutes mark as such, block by block."""
    passages = minutes.passages
    taken: set[int] = set(used)
    log = list(log_rows(p.block for p in passages if p.block.kind in ("row", "heading")))
    logged = {line for r in log for line in range(r.block.first, r.last + 1)}
    yield from from_rows(iter(log), tuple(p.block for p in passages))
    has_column = any(p.block.text.strip().lower() in ("action", "actions") for p in passages)
    for at, passage in enumerate(passages):
        block = passage.block
        if block.first in taken or block.first in logged:
            continue
        if (
            passage.section in ("agenda", "attendance", "asks")
            and block.box is None
            and not _TAGGED.match(block.text)
        ):
            if passage.section == "agenda":
                yield from _marked(passages, at, taken)
            continue
        if passage.opens_item and block.kind == "heading":
            continue
        yield from _from_passage(passages, at, taken, has_column, names)


def _from_passage(
    passages: tuple[Passage, ...], at: int, taken: set[int], has_column: bool, names: Names
) -> Iterator[Found]:
    passage = passages[at]
    block = passage.block
    if block.kind == "row":
        yield from _from_margin(passages, at)
        return
    if block.box is not None or _TAGGED.match(block.text):
        yield entry(passage, block.text, 0)
        return
    marked = list(_marked(passages, at, taken))
    yield from marked
    if marked or block.first in taken or any(_is_action(s) for s in segments(passage)):
        return
    if passage.section == "actions" and not passage.opens_item:
        listed = list(_from_action_list(passages, at))
        yield from listed
        if listed or block.kind == "list":
            return
    yield from _from_loose_words(passages, at, has_column, names)


def _is_action(segment: Segment) -> bool:
    return segment.marker is not None and segment.marker.reads_as == "action"


def _marked(passages: tuple[Passage, ...], at: int, taken: set[int]) -> Iterator[Found]:
    """What stands behind the action markers of a block."""
    for segment in segments(passages[at]):
        if _is_action(segment):
            yield from _from_marker(passages, at, segment, taken)


def _from_action_list(passages: tuple[Passage, ...], at: int) -> Iterator[Found]:
    passage = passages[at]
    block = passage.block
    if (
        _EMPTY.match(block.text)
        or block.kind == "label"
        or STATUS.match(block.text)
        or COLUMN_WORD.match(block.text)
    ):
        return
    if block.kind != "list":
        yield from _unlisted(passages, at)
        return
    if (
        _is_detail(passages, at)
        or begins_with_field(block.text)
        or (" " not in block.text and not block.text.endswith("."))
    ):
        return  # of the entry above; or a name alone, over the entries that are that person's
    one = entry(passage, block.text, 0)
    one.status = one.status or status_below(passages, at)
    _fill_from_nested(passages, at, one)
    yield one


def _fill_from_nested(passages: tuple[Passage, ...], at: int, one: Found) -> None:
    """Owner, due and status from the entries nested right below ("Assigned: Jo", "Done")."""
    for passage in passages[at + 1 : at + 5]:
        block = passage.block
        if block.kind != "list" or block.indent <= passages[at].block.indent:
            return
        if not fill(one, block.text) and STATUS.match(block.text):
            one.status = one.status or block.text


def _unlisted(passages: tuple[Passage, ...], at: int) -> Iterator[Found]:
    """A paragraph under a heading of actions: over a "BY WHOM", or in words that name who acts."""
    passage = passages[at]
    block = passage.block
    if _BY_WHOM.match(block.text) or _BY_WHEN.match(block.text) or block.text == passage.heading:
        return
    whom = _laid_out_below(passages, at, _BY_WHOM)
    if whom and len(block.text.split()) > 2:
        when = _laid_out_below(passages, at, _BY_WHEN) or None
        owners = split_owners(whom)
        yield Found(block.text, block.lines, "action_log", passage, owners, due=when)
    elif block.kind == "para" and _one_to_a_line(block):
        for start, end in _lines(block):
            yield entry(passage, block.text[start:end], start)
    elif block.kind == "para" and (subject_owners(block.text)[0] or prefixed_owners(block.text)[0]):
        yield entry(passage, block.text, 0)


_DASHED_OWNER = re.compile(
    r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)?"
    r"(?:(?:, | and | & |/)[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)?){0,3} [-–] (?=[a-z])"
)


def _lines(block: Block) -> Iterator[tuple[int, int]]:
    starts = [offset for offset, _ in block.starts]
    return pairwise([*starts, len(block.text)])


_INITIALS_FIRST = re.compile(r"[A-Z]{2,3}(?:(?: and | & |/|, )[A-Z]{2,3})* [a-z]")


def _one_to_a_line(block: Block) -> bool:
    """Whether each line of a paragraph begins with who is to do it: "Jo - ring the hall"."""
    return _each_names_owner([block.text[a:b] for a, b in _lines(block)])


def _each_names_owner(lines: list[str]) -> bool:
    return len(lines) > 1 and all(
        _DASHED_OWNER.match(x) or _INITIALS_FIRST.match(x) or owners_of(x) for x in lines
    )


def _is_detail(passages: tuple[Passage, ...], at: int) -> bool:
    """Whether an entry, nested under an action and naming nobody, only explains that action."""
    block = passages[at].block
    before = passages[at - 1] if at else None
    example = _EXAMPLE.match(block.text) and block.indent > 0
    if before is None or (block.indent <= 3 and not example) or before.section != "actions":
        return False
    near = (p.block for p in reversed(passages[max(0, at - 12) : at]))
    parent = next((b for b in near if b.kind == "list" and b.indent < block.indent), None)
    return (
        parent is not None
        and parent.box is None
        and before.block.kind == "list"
        and (bool(example) or not owners_of(block.text))
    )


_EXAMPLE = re.compile(r"(?:e\.?g\b|i\.?e\b|for example\b|note\b)", re.I)


def _laid_out_below(passages: tuple[Passage, ...], at: int, head: re.Pattern[str]) -> str:
    """The cell under a column head ("BY WHOM") where a table was taken apart into lines."""
    for index in range(at + 1, min(at + 5, len(passages))):
        match = head.match(passages[index].block.text)
        if match is None:
            continue
        words_ = match[1].strip()
        return words_ or (passages[index + 1].block.text if index + 1 < len(passages) else "")
    return ""


def _from_marker(
    passages: tuple[Passage, ...], at: int, segment: Segment, taken: set[int]
) -> Iterator[Found]:
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
        one = entry(segment.passage, text, segment.start)
        number = _NUMBER.search(segment.shown)
        one.ref = number[0] if number else None
        one.status = one.status or status_below(passages, at)
        yield one
        return
    spans = _under_marker(block, segment) or [
        (segment.start + a, segment.start + b) for a, b in one_by_one(text)
    ]
    told = [entry(segment.passage, block.text[a:b], a) for a, b in spans]
    if told and segment.end == len(block.text):
        _fill_from_below(passages, at, told[-1])
    for action in told:
        action.status = action.status or status_below(passages, at)
        yield action


def _under_marker(block: Block, segment: Segment) -> list[tuple[int, int]]:
    """The lines under a marker that stands alone on its line, where each begins with its owner."""
    lines = [(a, b) for a, b in _lines(block) if a >= segment.start]
    alone = bool(lines) and lines[0][0] == segment.start and segment.end == len(block.text)
    return lines if alone and _each_names_owner([block.text[a:b] for a, b in lines]) else []


def _fill_from_below(passages: tuple[Passage, ...], at: int, one: Found) -> None:
    """Owner, due and status from lines of their own under an action ("Deadline: 15 May")."""
    for passage in passages[at + 1 : at + 4]:
        if not fill(one, passage.block.text):
            return


def _below_marker(passages: tuple[Passage, ...], at: int, taken: set[int]) -> Iterator[Found]:
    """What stands under "Action 3:" or "Actions:": a list, each entry one, or one paragraph."""
    numbered = bool(_NUMBERED.match(passages[at].block.text))
    index = at + 1
    any_list = False
    while index < len(passages) and not passages[index].opens_item:
        block = passages[index].block
        if block.kind == "list" and not _EMPTY.match(block.text):
            any_list = True
            taken.add(block.first)
            one = entry(passages[index], block.text, 0)
            one.status = one.status or status_below(passages, index)
            if not STATUS.match(block.text):
                yield one
        elif (
            block.kind == "para"
            and not any_list
            and index == at + 1
            and not _EMPTY.match(block.text)
        ):
            taken.add(block.first)
            if numbered:
                yield entry(passages[index], block.text, 0)
            elif _one_to_a_line(block):
                yield from (entry(passages[index], block.text[a:b], a) for a, b in _lines(block))
            else:
                yield from (
                    entry(passages[index], block.text[a:b], a) for a, b in one_by_one(block.text)
                )
            return
        else:
            return
        index += 1


_NEAR = 1200
"""How far back an action is looked for that only its owner follows."""


def _owners_only(
    passages: tuple[Passage, ...], at: int, segment: Segment, owners: tuple[str, ...]
) -> Iterator[Found]:
    """ "ACTION: DT" says who; what is to be done is a sentence of the paragraph before it."""
    block = passages[at].block
    near = max(0, segment.start - _NEAR)
    before = block.text[near : max(near, segment.start - 1)]
    marker = re.search(r"\bactions?\b[^.]{0,15}$", before, re.I)
    before = before[: marker.start()] if marker else before
    if before.strip():
        yield from operative(passages[at], before, near, owners)
        return
    yield from _before(passages, at, owners)


def _before(passages: tuple[Passage, ...], at: int, owners: tuple[str, ...]) -> Iterator[Found]:
    """The operative sentence of the paragraph before."""
    for passage in reversed(passages[max(0, at - 3) : at]):
        if passage.block.kind in ("para", "list") and len(passage.block.text) > 15:
            yield from operative(passage, passage.block.text, 0, owners)
            return


def _from_margin(passages: tuple[Passage, ...], at: int) -> Iterator[Found]:
    passage = passages[at]
    block = passage.block
    found = margin_owner(block)
    if found is not None:
        prose, owners = found
        yield from operative(passage, prose, max(0, block.text.find(prose)), owners)
        return
    filled = [c for c in block.cells if c]
    if (
        len(filled) == 1
        and is_owner_cell(filled[0])
        and at > 0
        and passages[at - 1].block.kind in ("para", "list")
    ):
        before = passages[at - 1]
        yield from operative(before, before.block.text, 0, split_owners(filled[0]))
    elif len(filled) > 1 and len(filled[0]) > 40:
        last = filled[-1]
        if subject_owners(last)[0] and " to " in last[:80] and len(last) < 250:
            yield entry(passage, last, max(0, block.text.rfind(last)))


def _from_loose_words(
    passages: tuple[Passage, ...], at: int, has_column: bool, names: Names
) -> Iterator[Found]:
    """Actions without a marker: "Clerk to write …" alone, "(Action: AB)", a lone owner."""
    passage = passages[at]
    block = passage.block
    text = block.text
    marked = False
    for match in _BRACKETED.finditer(text):
        marked = True
        rest = text[match.end() :].lstrip(" :–-")
        if is_owner_cell(match["who"]) and not text[: match.start()].strip() and len(rest) > 8:
            yield Found(rest, block.lines, "action_line", passage, split_owners(match["who"]))
        elif is_owner_cell(match["who"]) and not text[: match.start()].strip():
            yield from _before(passages, at, split_owners(match["who"]))
        elif is_owner_cell(match["who"]):
            yield from operative(passage, text[: match.start()], 0, split_owners(match["who"]))
        else:
            yield entry(passage, match["who"], match.start("who"))
    trailing = _TRAILING_MARK.search(text[-60:])
    if trailing and len(text) > 40:
        yield from operative(
            passage,
            text[: max(0, len(text) - 60) + trailing.start()],
            0,
            split_owners(trailing["who"] or trailing["first"]),
        )
    owners, stop = names.in_last_brackets(text)
    if owners and stop > 25 and not marked:
        yield from operative(passage, text[:stop], 0, owners)
        return
    start = run_in_head(text)
    stands = block.kind in ("para", "heading") or (
        block.kind == "list" and (passage.opens_item or start > 0)
    )
    if stands and _stands_alone(text[start:], names):
        yield entry(passage, text[start:], start)
    if (
        has_column
        and len(text) < 40
        and at > 0
        and is_post_or_initials(text)
        and not passage.opens_item
    ):
        for before in reversed(passages[max(0, at - 2) : at]):
            if re.search(
                r"\b(?:to be|will be|will|shall)\b", before.block.text
            ) and before.block.kind in ("para", "list"):
                yield from operative(before, before.block.text, 0, split_owners(text))
                break
    if passage.item >= 0 or passage.heading:
        yield from _left_open(passages, at)


def _stands_alone(text: str, names: Names) -> bool:
    """Whether a paragraph is an instruction and nothing else: "Clerk to place on website"."""
    if len(text) > 300 or text.count(". ") > 1 or marker_at(text):
        return False
    return instructs(text) or (" to " in text[:60] and bool(names.instructed(text)))


def _left_open(passages: tuple[Passage, ...], at: int) -> Iterator[Found]:
    """An earlier action that is reported open: "all complete with the exception of …"."""
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
        yield Found(
            rest,
            passage.block.cite(start, match.end()),
            "discussion",
            passage,
            owners,
            status="open",
            look_around=True,
        )
