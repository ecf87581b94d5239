"""One action in its words: its owners, its status, and nothing around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from workflows.minutes.action_tables import LogRow
from workflows.minutes.blocks import Block
from workflows.minutes.layout import Passage
from workflows.minutes.operative import operative_sentence
from workflows.minutes.owners import (
    ROLE,
    owners_of,
    prefixed_owners,
    split_owners,
    subject_owners,
    trailing_owners,
)
from workflows.minutes.register import (
    ActionSource,
    Lines,
)
from workflows.minutes.text import sentences

_STATUS_TAIL = re.compile(
    r"\s*[(\[](?P<status>new|open|ongoing|in progress|closed|complete[d]?|done|"
    r"outstanding|carried forward|on hold)\b(?:\s+(?:for|by|-|"
    r":)\s+(?P<who>[^\[\]()]{1,60}))?[)\]]\.?$",
    re.I,
)

_STATUS_LAST = re.compile(
    r"[.;–-]\s+(?:(?:Action|ACTION|Status)\s*:?\s*)?(?P<status>(?:COMPLETED?|Completed?|CLOSED|Closed|"
    r"DONE|Done|ONGOING|Ongoing|OPEN|OUTSTANDING|Outstanding|In progress|IN PROGRESS|"
    r"Carried forward|CARRIED FORWARD)\b[^.]{0,40})\.?$"
)
STATUS = re.compile(
    r"(?:status\s*:\s*)?(?:ongoing|open|closed|complete[d]?|done|in progress|"
    r"outstanding|discharged|not started|no progress|carried forward|pending|on "
    r"hold|overdue)\b.{0,30}$",
    re.I,
)

_TRACKED = re.compile(r"\s*\[on (?P<who>[^\[\]]{1,60}?)(?: - due (?P<due>[^\[\]]{1,30}))?\]\.?$")
_TAGS = re.compile(r"^(?:#(?:action|longterm|todo|ai)\b\s*)+", re.I)

_SECOND_OWNER = re.compile(rf"[,;]\s(?:and )?(?P<who>(?:the )?(?:[A-Z]{{2,4}}|{ROLE})) to [a-z]")

_AGENT = re.compile(rf"\bto be (?:\w+ ){{1,4}}?by (?P<who>the (?:[A-Z][\w’']* ){{0,3}}{ROLE})\b")


_FIELD = re.compile(
    r"(?:^|[\s\[])(?:(?P<owner>owner|by whom|responsible(?: (?:officer|person))?|"
    r"assigned(?: to)?|assignees?|action owner)|"
    r"(?P<due>deadline|due(?: date| by)?|by when|timescale|target date)|"
    r"(?P<status>status|progress))\s*:\s*(?=\S)",
    re.I,
)
"""A field printed after an action: its owner, due or status by name."""


@dataclass(slots=True)
class Found:
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


def fill(one: Found, text: str) -> bool:
    """Take owner, due and status from fields in a text; whether it begins with one."""
    found = list(_FIELD.finditer(text[:400]))
    if not found or found[0].start() > 0:
        return False
    ends = [*(f.start() for f in found[1:]), min(len(text), 400)]
    for named, end in zip(found, ends, strict=True):
        told = text[named.end() : end].strip(" .;,]")
        if named["owner"]:
            one.owners = one.owners or split_owners(told)
        elif named["due"]:
            one.due = one.due or told
        else:
            one.status = one.status or told
    return True


def begins_with_field(text: str) -> bool:
    """Whether a text is a field of an action ("Owner: Jo"), and no action itself."""
    named = _FIELD.match(text)
    return named is not None and named.start() == 0


def entry(passage: Passage, text: str, start: int, source: ActionSource = "action_line") -> Found:
    """One action: owners before a colon, as the subject or in brackets; status in brackets."""
    named = _FIELD.search(text, 1)
    if named and text[: named.start()].rstrip().endswith((".", ";", ",", ")", "]")):
        one = entry(passage, text[: named.start()], start, source)
        fill(one, text[named.start() :].lstrip())
        return one
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
    last = None if tail else _STATUS_LAST.search(text)
    if last:
        status, end = last["status"], last.start() + 1
    tracked = _TRACKED.search(text)
    due = None
    if tracked:
        owners, end, due = split_owners(tracked["who"]), tracked.start(), tracked["due"]
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
    return Found(
        text[begin:end].strip(" ;,"),
        block.cite(start + begin, start + end),
        source,
        passage,
        owners,
        due=due,
        status=status,
    )


def _worded_owners(text: str) -> tuple[str, ...]:
    """All whom the words name: the subject of each sentence, second subjects, agents."""
    owners: list[str] = []
    for start, end in sentences(text):
        sentence = text[start:end]
        owners += owners_of(sentence)
        owners += [m["who"] for m in _SECOND_OWNER.finditer(sentence)]
        owners += [m["who"] for m in _AGENT.finditer(sentence)]
    return tuple(dict.fromkeys(owners))


def status_below(passages: tuple[Passage, ...], at: int) -> str | None:
    """The status in an entry nested below an action."""
    for passage in passages[at + 1 : at + 2]:
        if (
            passage.block.kind == "list"
            and passage.block.indent > passages[at].block.indent
            and STATUS.match(passage.block.text)
        ):
            return passage.block.text
    return None


def one_by_one(text: str) -> Iterator[tuple[int, int]]:
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


def operative(passage: Passage, text: str, start: int, owners: tuple[str, ...]) -> Iterator[Found]:
    span = operative_sentence(text, owners)
    if span is not None:
        words_ = text[span[0] : span[1]]
        yield Found(
            words_,
            passage.block.cite(start + span[0], start + span[1]),
            "action_line",
            passage,
            owners,
        )


def from_rows(rows: Iterator[LogRow], blocks: tuple[Block, ...]) -> Iterator[Found]:
    heads = [b for b in blocks if b.kind != "row" and len(b.text) < 120]
    firsts = [b.first for b in heads]
    for row in rows:
        above = bisect_left(firsts, row.block.first)
        status = row.status or _status_of(heads[above - 1].text if above else "")
        owners = split_owners(row.owner)
        yield Found(
            row.text,
            (row.block.first, row.last),
            "action_log",
            None,
            owners,
            due=row.due or None,
            ref=row.ref or None,
            minute=row.minute or None,
            status=status or None,
            progress=row.progress or None,
        )


def _status_of(heading: str) -> str:
    """The status that the heading of a part of a log gives to its rows."""
    text = heading.lower()
    return "completed" if "complete" in text else "open" if "outstanding" in text else ""
