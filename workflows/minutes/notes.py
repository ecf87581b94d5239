"""Passages to know of: virtual, urgent, deferred and reordered items, requests, nil returns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from workflows.minutes.blocks import Block
from workflows.minutes.dates import DATE, dates_in, read_date
from workflows.minutes.layout import Layout, Minutes
from workflows.minutes.listed_people import NAME
from workflows.minutes.register import DraftNil, DraftNote, DraftPrevious
from workflows.minutes.text import mentions

_VIRTUAL = re.compile(
    r"\bvirtual(?:ly)?\b|\bby (?:e-?mail|correspondence) (?:between|outside)\b|"
    r"\b(?:outside|between) (?:of )?(?:the )?meetings?\b.{0,40}\b(?:by e-?mail|electronically)\b",
    re.I,
)
_VIRTUAL_WORK = re.compile(r"\b(?:consider|approv|circulat|views|agree)", re.I)
_URGENT = re.compile(r"\burgent (?:items?|business|matters?)\b|\bmatter of urgency\b", re.I)
_URGENT_WORK = re.compile(
    r"\b(?:received|accepted|considered|raised|agreed to (?:take|accept)|admitted|taken)\b", re.I
)
_DEFERRED = re.compile(
    r"\b(?:was|were|be|is|been|are) (?:therefore )?(?:deferred|held over|carried (?:over|"
    r"forward) to the next)\b|"
    r"[-–] deferred\b|\b(?:resolved|agreed) to defer\b|\bdeferred (?:to|until|pending)\b",
    re.I,
)
_UNTIL = re.compile(
    r"\b(?:deferred|defer|held over|carried (?:over|forward))\b[^.]{0,60}?\b(?P<when>(?:to|"
    r"until|till|pending) [^.;,]{3,80})"
)
_REASON = re.compile(
    r"\b(?P<why>(?:due to|owing to|because(?: of)?|as a result of|in view of) [^.;]{5,200}?)(?=,|"
    r"\.|;|$)|"
    r"\((?P<by>by " + DATE + r")\)",
    re.I,
)
_REORDERED = re.compile(
    r"\b(?:items?|agenda)\b.{0,80}\b(?:considered|taken|heard|brought forward|"
    r"moved)\b.{0,40}\b(?:after|before|"
    r"earlier|next|first|out of order|forward)\b|\bout of (?:agenda )?order\b|\border of (?:the )?"
    r"(?:agenda|business)\b.{0,40}\b(?:changed|varied|amended)\b",
    re.I,
)
_NIL = re.compile(
    r"(?:none|nil)\b(?=\W*$| (?:were|was|had been|have been|received|declared|raised|made|"
    r"recorded|noted|reported))|"
    r"(?:there (?:were|was|had been|have been) )?(?:no (?:declarations?|interests?|requests?|"
    r"questions?|apologies|"
    r"urgent|petitions?|deputations?|members of the public|public|speakers|representations|"
    r"items)\b|none\b)",
    re.I,
)
_OF: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("declarations", re.compile(r"\binterests?\b|\bdeclarations?\b", re.I)),
    ("apologies", re.compile(r"\bapolog", re.I)),
    (
        "requests to address",
        re.compile(
            r"\brequests? to (?:address|speak)|\bpublic\b|\bquestions\b|\bdeputation|\bpetition|"
            r"\bopen forum",
            re.I,
        ),
    ),
    ("urgent business", re.compile(r"\burgent\b|\bany other business\b|\bAOB\b", re.I)),
)
_SPOKE = re.compile(
    rf"^(?P<who>(?:A |An |The )?(?:{NAME}|(?:local )?(?:resident|member of the public|"
    rf"parishioner)s?))\b.{{0,80}}?"
    r"\b(?:spoke|addressed|asked|presented a petition|raised|enquired|requested)\b|"
    r"\brequests?\b.{0,60}\b(?:received from|to (?:address|speak)\b.{0,40}\bfrom)\b",
    re.S,
)
_APPROVED = re.compile(
    r"\bminutes\b.{0,250}?\b(?:agreed|approved|accepted|confirmed|adopted|signed|taken)\b"
    r"|\b(?:approved|agreed|confirmed|signed|adopted|accepted) the (?:[\w-]+ ){0,3}minutes\b",
    re.I | re.S,
)


@dataclass(slots=True)
class Notes:
    """What was found, in reading order."""

    virtual: list[DraftNote] = field(default_factory=list)
    urgent: list[DraftNote] = field(default_factory=list)
    deferred: list[DraftNote] = field(default_factory=list)
    reordered: list[DraftNote] = field(default_factory=list)
    requests: list[DraftNote] = field(default_factory=list)
    nil: list[DraftNil] = field(default_factory=list)
    previous: list[DraftPrevious] = field(default_factory=list)


def read_notes(layout: Layout) -> Notes:
    """The notes of the agenda's front and of the minutes."""
    notes = Notes()
    minutes = layout.minutes
    first = minutes.lines[0] if minutes else 0
    for block in layout.blocks:
        if block.first >= first or block.kind == "heading":
            continue
        for text, note in _sentences(block, None):
            if _is_virtual(text):
                notes.virtual.append(note)
    if minutes:
        _of_minutes(minutes, notes)
    return notes


def _of_minutes(minutes: Minutes, notes: Notes) -> None:
    for passage in minutes.passages:
        block = passage.block
        item = minutes.items[passage.item] if passage.item >= 0 else None
        heading = passage.heading or ""
        topic = _topic(heading) or (_topic(item.title) if item else None)
        if block.kind == "heading" and topic and _NIL.fullmatch(block.text.strip(" .")):
            notes.nil.append(DraftNil(topic, block.text, block.lines))
        if block.kind == "heading" and not passage.opens_item:
            continue
        for text, note in _sentences(block, item.ref if item else None):
            if block.kind != "heading":
                _sort(text, note, notes)
            if topic and text != heading and _NIL.match(text) and len(text) < 160:
                notes.nil.append(DraftNil(topic, text, note.lines))
            elif topic == "requests to address" and _SPOKE.search(text):
                notes.requests.append(note)
            if "minutes" in text.lower() and _APPROVED.search(text):
                dated = [*dates_in(text), *dates_in(heading)]
                day = next((d for m in dated if (d := read_date(m[0], None))), None)
                if day:
                    notes.previous.append(DraftPrevious(day, text, note.lines))


@lru_cache(256)
def _topic(heading: str) -> str | None:
    return next((name for name, pattern in _OF if pattern.search(heading)), None)


def _sort(text: str, note: DraftNote, notes: Notes) -> None:
    if _is_virtual(text):
        notes.virtual.append(note)
    urgent = mentions(text, ("urgen",)) and _URGENT.search(text) and _URGENT_WORK.search(text)
    if urgent and not _NIL.match(text):
        notes.urgent.append(_reasoned(note))
    if mentions(text, ("defer", "held over", "carried")) and _DEFERRED.search(text):
        until = _UNTIL.search(text)
        notes.deferred.append(
            replace(_reasoned(note), when_phrase=until["when"].strip() if until else None)
        )
    if len(text) < 300 and mentions(text, ("item", "agenda", "order")) and _REORDERED.search(text):
        notes.reordered.append(note)


def _reasoned(note: DraftNote) -> DraftNote:
    why = _REASON.search(note.text)
    return replace(note, reason=(why["why"] or why["by"]).strip()) if why else note


def _is_virtual(text: str) -> bool:
    if "held" in text or not mentions(text, ("virtual", "mail", "correspondence", "electronic")):
        return False
    return bool(_VIRTUAL.search(text) and _VIRTUAL_WORK.search(text))


def _sentences(block: Block, item: str | None) -> Iterator[tuple[str, DraftNote]]:
    if len(block.text) > 4000:
        return
    for start, end in block.sentences:
        text = block.text[start:end]
        yield text, DraftNote(text, block.cite(start, end), item)
