"""Who was there, who sent apologies, who came for one item or from afar, and who came for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from workflows.minutes.blocks import Block
from workflows.minutes.layout import Minutes, Passage
from workflows.minutes.listed_people import Named, people_in, unit
from workflows.minutes.register import (
    AttendanceClass,
    DraftAttendance,
    DraftAttendee,
    Lines,
)
from workflows.minutes.substitutes import read_substitutes

_WERE = r"(?: (?:were|was|are|by))?"
_FROM_AFAR = (
    r"(?P<afar>(?:,| \(| -)? ?(?:remotely|virtually|online|"
    r"via (?:MS |Microsoft )?(?:Teams|Zoom))\)?)?"
)
_LABELS: tuple[tuple[AttendanceClass, re.Pattern[str]], ...] = (
    (
        "apologies",
        re.compile(
            r"(?:to receive )?apolog(?:ies|y)(?: (?:for|of) (?:absence|non-?attendance))?"
            r"(?: (?:and|&) (?:substitut\w+|absences?|welcome))?(?: received| accepted| noted)?"
            r"(?: and (?:accepted|noted|approved))?"
            r"(?: from)?|regrets|sent apologies",
            re.I,
        ),
    ),
    (
        "absent",
        re.compile(r"absent(?:ees)?(?: without apolog\w+)?|not present|did not attend", re.I),
    ),
    (
        "in_attendance",
        re.compile(
            rf"(?:also,? )?in attendance{_WERE}|also,? (?:attend(?:ed|ing)|present|in attendance)"
            rf"{_WERE}|(?:council )?officers?(?: (?:present|in attendance))?|guests?|observers?|"
            r"visitors?|advis[eo]rs?|by invitation|invit(?:ees|ed)|non-?(?:members?|voting "
            r"members?) "
            r"(?:present|attending|in attendance)|others? (?:present|attending|attendees|in "
            r"attendance)|"
            r"additional attendees|staff(?: present)?|presenters?|clerk(?: to the \w+)?|"
            r"(?:minutes?(?: taker| taken by)?|note ?taker|scribe|minuted by|secretary|"
            r"secretariat)",
            re.I,
        ),
    ),
    (
        "present",
        re.compile(
            r"(?:(?:board|committee|council|trust|voting|full|core|elected|tsc|executive|lay|"
            r"parent|staff|co-?opted|associate) ){0,2}(?:members?|governors|trustees|councillors|"
            r"directors|those|attendees|people)?(?: (?:who were|in))? ?(?:present|attendance|"
            r"attendees|"
            r"attending|participants|participating|roll ?call|present at the meeting|attended)"
            rf"{_WERE}|members|(?:voting|tsc|associate|ex officio|co-?opted) members|in the chair|"
            r"chair(?:man|woman|person)?|chaired by|host|substitutes?",
            re.I,
        ),
    ),
)
_AFTER_LABEL = re.compile(
    rf"{_FROM_AFAR}(?:\s*\((?P<note>[^()]{{1,60}})\))?\s*(?P<sep>[:;–—-]+|$)\s*", re.I
)
_BARE_LABEL = re.compile(
    r"(?:PRESENT|IN ATTENDANCE|APOLOGIES|Present|Apologies)\s+(?=[A-Z][a-z]+\.? [A-Z])"
)
_INLINE = re.compile(
    r"(?<=[.;)] )(?=(?:Apologies(?: for absence)?|In attendance|Also (?:present|in attendance)|"
    r"Absent|"
    r"Regrets|Officers(?: present)?|Guests|Observers|Clerk|Chair)(?: \([^()]{1,40}\))?\s*[:–-])",
    re.I,
)
_SKIPPED = re.compile(
    r"(?:members? of (?:the )?(?:public|press)|public(?: gallery)?|press|quorum|public "
    r"present)\b",
    re.I,
)
_TOLD = re.compile(
    r"\bapolog(?:ies|y)(?: for (?:absence|non-?attendance))?,? (?:(?:had|have|has|were|was|been|"
    r"duly|also) "
    r"){0,3}(?:received|accepted|noted|given|tendered|sent|submitted|approved|recorded|from)"
    r"(?: and (?:accepted|noted|approved))?(?:,? (?:from|for|on behalf of|by))?\b:?\s*",
    re.I,
)
_GAVE = re.compile(
    r"^(?P<who>.{4,200}?) (?:had |have |has )?(?:sent|gave|given|tendered|offered|submitted|made) "
    r"(?:his |her |their )?apologies\b"
)
_TAIL = re.compile(
    r"\s(?:due to|because|who|as (?:he|she|they)|and (?:these|the apologies|it)|with)\b"
)
_AFAR = re.compile(
    r"\b(?:via|by|on|over|through) (?:the )?(?:MS |Microsoft )?(?:Teams|Zoom|Skype|Webex|"
    r"video\w*|phone|"
    r"telephone|video ?link)\b|\bremote(?:ly)?\b|\bvirtual(?:ly)?\b|\bonline\b|\bdial(?:led|"
    r"ling)?[- ]in\b",
    re.I,
)
_FOR_ITEM = re.compile(
    r"\b(?:for |present for |attended for )?(?:agenda )?(?:items?|minutes?|min\.?)(?: nos?\.?| "
    r"numbers?)? "
    r"?(?P<item>\d[\d/.]*(?:(?:, ?| ?& ?| and | ?[-–] ?| to )\d[\d/.]*){0,6})(?P<only> only)?",
    re.I,
)
_PART = re.compile(r"\b(?:from|until|till|after|left|arrived|joined|up to|before)\b", re.I)
_NAME_HEAD = re.compile(
    r"(?:(?:full |first |board |member )?(?:name|member|councillor|attendee|governor|"
    r"trustee)s?)\W*$",
    re.I,
)
_STATUS_HEAD = re.compile(r"(?:present|attendance|attended|status|apologies|absent)\b", re.I)
_TICK = re.compile(
    r"(?:[✓✔√xX1]|y(?:es)?|p(?:resent)?|attended|in person|remote(?:ly)?|teams)\W*$", re.I
)
_SENT = re.compile(r"(?:a|ap|apols?|apology|apologies|sent apologies)\W*$", re.I)
_AWAY = re.compile(r"(?:absent|no|n|[✗✘-])\W*$", re.I)


@dataclass(slots=True)
class _Roll:
    """The list as it grows; a name is listed once in each class."""

    people: list[DraftAttendee] = field(default_factory=list)

    def add(
        self, attends: AttendanceClass, named: Named, lines: Lines, afar: bool, role: str = ""
    ) -> None:
        if any(p.name == named.name and p.attends == attends for p in self.people):
            return
        beside = ", ".join(t for t in (role, named.beside) if t)
        part = _FOR_ITEM.search(named.beside)
        item = part["item"] if part and (part["only"] or not _PART.search(named.beside)) else None
        self.people.append(
            DraftAttendee(
                named.name,
                attends,
                beside or None,
                lines,
                afar or bool(_AFAR.search(named.beside)),
                item,
            )
        )

    def names(self, attends: AttendanceClass) -> tuple[str, ...]:
        return tuple(p.name for p in self.people if p.attends == attends)


@dataclass(frozen=True, slots=True)
class _Open:
    """The class that the last label opened."""

    attends: AttendanceClass
    afar: bool = False
    role: str = ""


def read_attendance(minutes: Minutes) -> DraftAttendance:
    """The names in each class, as printed."""
    roll = _Roll()
    current: _Open | None = None
    header: tuple[str, ...] = ()
    for at, passage in enumerate(minutes.passages):
        block = passage.block
        about = _is_about_attendance(passage)
        if current and _is_lone_name(block):
            _read_list(roll, block, (0, len(block.text)), current)
            continue
        if passage.opens_item or (block.kind == "heading" and not _label_of(block.text)):
            current = _of_heading(passage)
            header = ()
            if passage.opens_item and about:
                _read_told(roll, block)
            continue
        if at > 150 or (passage.item > 1 and not about):
            current = None
            continue
        for start, end in _segments(block):
            label = _label_of(block.text[start:end])
            if label:
                current, start = label[0], start + label[1]
            elif _SKIPPED.match(block.text[start:end]):
                current = None
            if start >= end:
                continue
            if block.kind == "row":
                current, header = _read_row(roll, block, current, header)
            elif current and not _read_list(roll, block, (start, end), current):
                current = None
        if about or passage.item < 1:
            _read_told(roll, block)
    return DraftAttendance(
        roll.names("present"),
        roll.names("apologies"),
        roll.names("in_attendance"),
        roll.names("absent"),
        tuple(p.name for p in roll.people if p.remote),
        tuple(read_substitutes(minutes, roll.people)),
        tuple(roll.people),
    )


def _is_lone_name(block: Block) -> bool:
    """Whether a short line that stands alone, as headings do, is the next name of a list."""
    if block.kind != "heading" or block.level < 7:
        return False
    named = unit(block.text)
    return named is not None and len(people_in(block.text)) == 1


def _is_about_attendance(passage: Passage) -> bool:
    return passage.section == "attendance" or bool(
        re.search(
            r"\bapolog|\battend|\bpresent$|\broll ?call|\bsubstitut|\bparticipants",
            passage.heading or "",
            re.I,
        )
    )


def _of_heading(passage: Passage) -> _Open | None:
    """The class that the heading of an item opens ("2. Apologies", "1.2 Roll call")."""
    heading = passage.heading or passage.block.text
    if re.search(r"\bapologies\b", heading, re.I):
        return _Open("apologies")
    if re.search(r"\broll ?call\b|\battendance\b|\battendees\b|\bparticipants\b", heading, re.I):
        return _Open("present")
    return None


def _segments(block: Block) -> Iterator[tuple[int, int]]:
    """A block cut before each label that stands within it."""
    cuts = [0, *(m.start() for m in _INLINE.finditer(block.text[:3000])), len(block.text)]
    yield from pairwise(cuts)


def _label_of(text: str) -> tuple[_Open, int] | None:
    """The class that a text opens with its first words, and where the names begin."""
    bare = _BARE_LABEL.match(text)
    for attends, pattern in _LABELS:
        match = pattern.match(text)
        if match is None or match.end() == 0:
            continue
        after = _AFTER_LABEL.match(text, match.end())
        afar = bool(after and (after["afar"] or _AFAR.search(after["note"] or "")))
        if after is None and bare is None:
            continue
        end = after.end() if after else bare.end() if bare else 0
        if re.match(r"substitutes?", match[0], re.I):
            attends = "present"
        return _Open(attends, afar, _office(match[0])), end
    return None


def _office(label: str) -> str:
    """The office that a label names for one person: "Chair: …", "Clerk: …"."""
    return (
        label
        if re.fullmatch(r"chair\w*|clerk.*|.*\btaker|host|secretary|scribe", label, re.I)
        else ""
    )


def _read_list(roll: _Roll, block: Block, span: tuple[int, int], current: _Open) -> bool:
    """The people of a list, if it is one; otherwise the list is over."""
    start, end = span
    if block.box == "open":  # an unticked box beside a name: not there
        current = _Open("absent")
    text = block.text[start:end]
    lines = [(max(a, start) - start, b - start) for a, b in block.line_spans if start < b <= end]
    if len(text) > 3500:
        return False
    people = people_in(text, lines)
    single = unit(text) if block.kind == "list" and len(people) < 3 else None
    if single:
        people = [single]
    if current.role and people:
        people = people[:1]
    for named in people:
        where = block.cite(start + named.at, start + named.at + len(named.name))
        roll.add(current.attends, named, where, current.afar, current.role)
    return bool(people) and not current.role


def _read_row(
    roll: _Roll, block: Block, current: _Open | None, header: tuple[str, ...]
) -> tuple[_Open | None, tuple[str, ...]]:
    cells = block.cells
    first = next((c for c in cells if c), "")
    label = _label_of(first)
    if label and first == cells[0] and any(cells[1:]) and not _STATUS_HEAD.match(cells[1]):
        for cell in cells[1:]:
            for one in people_in(cell):
                roll.add(label[0].attends, one, block.lines, label[0].afar, label[0].role)
        return label[0], header
    if _NAME_HEAD.match(first):
        status = any(_STATUS_HEAD.match(c) for c in cells[1:])
        return (current or (_Open("present") if status else None)), cells
    if current is None:
        return None, header
    named = _row_name(cells, header)
    if named is None:
        return (current if not any(cells[1:]) else None), header
    roll.add(_row_class(cells, header, current.attends), named, block.lines, current.afar)
    return current, header


def _row_name(cells: tuple[str, ...], header: tuple[str, ...]) -> Named | None:
    """The name in a row: in one cell, or first and last name in two."""
    heads = [h.lower() for h in header]
    if "first name" in heads and "last name" in heads and len(cells) > heads.index("last name"):
        used = {heads.index("first name"), heads.index("last name")}
        name = " ".join(cells[n] for n in sorted(used) if cells[n])
        beside = ", ".join(c for n, c in enumerate(cells) if c and n not in used)
        return Named(name, beside, 0) if name else None
    filled = [c for c in cells if c]
    named = unit(filled[0]) if filled else None
    if named is None:
        return None
    others = [
        c
        for n, c in enumerate(cells[1:], 1)
        if c and not (n < len(heads) and _STATUS_HEAD.match(heads[n]))
    ]
    return Named(named.name, ", ".join(t for t in (named.beside, *others) if t), named.at)


def _row_class(
    cells: tuple[str, ...], header: tuple[str, ...], attends: AttendanceClass
) -> AttendanceClass:
    """The class by a column of ticks or words ("Present | Apologies", "P", "A")."""
    for head, cell in zip(header, cells, strict=False):
        if not _STATUS_HEAD.match(head) or not cell:
            continue
        if _SENT.match(cell):
            return "apologies"
        if _AWAY.match(cell):
            return "absent"
        if _TICK.match(cell):
            word = head.lower()
            return (
                "apologies" if word[:3] == "apo" else "absent" if word[:3] == "abs" else "present"
            )
    return attends


def _read_told(roll: _Roll, block: Block) -> None:
    """Apologies told in a sentence."""
    if "polog" not in block.text or len(block.text) > 4000:
        return
    for start, end in block.sentences:
        text = block.text[start:end]
        told = _TOLD.search(text)
        gave = _GAVE.match(text) if told is None else None
        if told:
            begin, who = told.end(), text[told.end() :]
        elif gave:
            begin, who = 0, gave["who"]
        else:
            continue
        who = _TAIL.split(who, maxsplit=1)[0]
        for named in people_in(who):
            at = start + begin + named.at
            roll.add("apologies", named, block.cite(at, at + len(named.name)), afar=False)
