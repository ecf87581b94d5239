"""What minutes say of the sitting itself, as lines of a draft: who was there, which interests were
declared, and the proceedings (times, requests to address, nil returns, earlier minutes).

Each line's text is a small form of its own, which an officer edits and which is read back from the
very words that are shown; what is recorded is what the text says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from workflows.attendances import Attends
from workflows.dates import read_time
from workflows.declaration_phrases import kind_read, read_declaration, typed
from workflows.declaring import NewDeclaration
from workflows.draft_owners import Register
from workflows.drafts import LineKind
from workflows.errors import InvalidInput
from workflows.minutes.personal_data import without_contacts
from workflows.minutes.register import DraftAttendee, DraftRegister, Lines

_CLASSES: tuple[tuple[str, Attends], ...] = (
    ("Present", Attends.PRESENT),
    ("Apologies", Attends.APOLOGIES),
    ("Absent", Attends.ABSENT),
    ("In attendance", Attends.IN_ATTENDANCE),
)
_BY_LABEL = {label.casefold(): attends for label, attends in _CLASSES}
_SUBSTITUTES = "Substitutes"
_NOT_STATED = "not stated"
_NIL = {"declarations": "declarations", "requests to address": "requests", "apologies": "apologies"}
_ITEMS = re.compile(r"^(?:for )?(?:agenda )?items? (?P<items>.+)$", re.I)
_MOST_PEOPLE = 300


@dataclass(frozen=True)
class Attendee:
    """One person as the paper lists them."""

    name: str
    attends: Attends
    role: str = ""
    remote: bool = False
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class StandIn:
    """Who came for whom; not `stated` where the paper only lets it be seen."""

    by: str
    absent: str
    stated: bool = True


@dataclass(frozen=True)
class Attendees:
    """The attendance of a paper."""

    people: tuple[Attendee, ...] = ()
    substitutes: tuple[StandIn, ...] = ()


@dataclass(frozen=True)
class Proceedings:
    """When it really began and ended; which minutes were approved, with the paper's words; who
    asked to address it; what was nil."""

    began: time | None = None
    ended: time | None = None
    approved: tuple[tuple[date, str], ...] = ()
    requests: tuple[str, ...] = ()
    nil: tuple[str, ...] = field(default=())


Candidate = tuple[LineKind, dict[str, Any], Lines, tuple[str, ...]]


def candidates(register: DraftRegister, names: Register) -> Iterator[Candidate]:
    """The lines of a paper about the sitting, each with the words by which it is known again."""
    who = _attendees(register)
    if who.people:
        lines = [p.lines for p in register.attendance.people]
        text = attendance_text(who)
        at = (min(x[0] for x in lines), max(x[1] for x in lines))
        yield LineKind.ATTENDANCE, attendance_data(text, names), at, (text,)
    for each in register.declarations:
        nature = without_contacts(each.nature or "not stated")
        new = NewDeclaration(each.member, each.item or "", nature, kind_read(nature))
        text = typed(new)
        yield LineKind.DECLARATION, declaration_data(text, names), each.lines, (text,)
    told, at_lines = _proceedings(register)
    if told != Proceedings():
        text = proceedings_text(told)
        yield LineKind.PROCEEDINGS, {"text": text}, at_lines, (text,)


def read_again(kind: LineKind, text: str, names: Register) -> dict[str, Any]:
    """The data of a line whose text an officer has changed; `InvalidInput` names what in it cannot
    be read."""
    if kind is LineKind.ATTENDANCE:
        return attendance_data(attendance_text(read_attendance(text)), names)
    if kind is LineKind.DECLARATION:
        return declaration_data(typed(read_declaration(text)), names)
    return {"text": proceedings_text(read_proceedings(text))}


# --- attendance -----------------------------------------------------------------------------------


def _attendees(register: DraftRegister) -> Attendees:
    people = tuple(_attendee(p) for p in register.attendance.people[:_MOST_PEOPLE])
    stand_ins = tuple(StandIn(s.by, s.absent, s.stated) for s in register.attendance.substitutes)
    came = {s.by for s in stand_ins}
    # Whoever came for somebody stands under "Apologies" as well, in the sentence that says so.
    there = tuple(p for p in people if p.name not in came or p.attends is not Attends.APOLOGIES)
    return Attendees(there, stand_ins)


def _attendee(person: DraftAttendee) -> Attendee:
    beside = re.sub(r"[();]", ",", without_contacts(person.role or ""))
    roles = [p.strip() for p in beside.split(",") if p.strip()]
    roles = [r for r in roles if not _ITEMS.match(r) and not _from_afar(r)]
    items = tuple(re.findall(r"\d[\w/.]*", person.item or ""))
    return Attendee(person.name, Attends(person.attends), ", ".join(roles), person.remote, items)


def _from_afar(words: str) -> bool:
    return bool(re.match(r"^(?:remotely|via |by |on )\b.*", words, re.I)) and bool(
        re.search(r"remotely|teams|zoom|video|phone|link", words, re.I)
    )


def attendance_data(text: str, names: Register) -> dict[str, Any]:
    """The line's data: its text, how many of each class, and whom nobody on record is meant by."""
    who = read_attendance(text)
    counted = [
        f"{n} {label.casefold()}"
        for label, attends in _CLASSES
        if (n := sum(p.attends is attends for p in who.people))
    ]
    if who.substitutes:
        n = len(who.substitutes)
        counted.append(f"{n} substitute{'' if n == 1 else 's'}")
    unknown = [p.name for p in who.people if not _known(p.name, names)]
    return {"text": text, "counts": ", ".join(counted), "unknown": unknown}


def _known(name: str, names: Register) -> bool:
    return names.roll.match(name).known


def attendance_text(who: Attendees) -> str:
    """One row for each class, names between semicolons, what stands beside a name in brackets."""
    rows = []
    for label, attends in _CLASSES:
        people = [_person_text(p) for p in who.people if p.attends is attends]
        if people:
            rows.append(f"{label}: {'; '.join(people)}")
    if who.substitutes:
        stand_ins = (
            f"{s.by} for {s.absent}" + ("" if s.stated else f" ({_NOT_STATED})")
            for s in who.substitutes
        )
        rows.append(f"{_SUBSTITUTES}: {'; '.join(stand_ins)}")
    return "\n".join(rows)


def _person_text(person: Attendee) -> str:
    beside = [person.role] if person.role else []
    if person.remote:
        beside.append("remotely")
    if person.items:
        beside.append(f"item{'' if len(person.items) == 1 else 's'} {' '.join(person.items)}")
    return f"{person.name} ({', '.join(beside)})" if beside else person.name


def read_attendance(text: str) -> Attendees:
    """What `attendance_text` writes, as an officer may have changed it."""
    people: list[Attendee] = []
    stand_ins: list[StandIn] = []
    for row in filter(None, (r.strip() for r in text.splitlines())):
        label, colon, rest = row.partition(":")
        parts = [p.strip() for p in rest.split(";") if p.strip()]
        attends = _BY_LABEL.get(label.strip().casefold())
        if attends is not None and colon:
            people += [_read_person(p, attends) for p in parts]
        elif label.strip().casefold() == _SUBSTITUTES.casefold() and colon:
            stand_ins += [_read_stand_in(p) for p in parts]
        else:
            labels = ", ".join(label for label, _ in _CLASSES)
            raise InvalidInput(
                f"“{row[:60]}” begins with none of {labels} or {_SUBSTITUTES} and a colon.",
                field="text",
            )
    if not people:
        raise InvalidInput("Nobody is named. Reject the line instead.", field="text")
    return Attendees(tuple(people), tuple(stand_ins))


def _read_person(text: str, attends: Attends) -> Attendee:
    name, _, beside = text.partition(" (")
    roles, remote, items = [], False, []
    for part in (p.strip() for p in beside.rstrip(")").split(",")):
        told = _ITEMS.match(part)
        if part.casefold() == "remotely":
            remote = True
        elif told:
            items += re.findall(r"\d[\w/.]*", told["items"])
        elif part:
            roles.append(part)
    return Attendee(name.strip(), attends, ", ".join(roles), remote, tuple(items))


def _read_stand_in(text: str) -> StandIn:
    stated = not text.casefold().endswith(f"({_NOT_STATED})")
    bare = text if stated else text[: -len(_NOT_STATED) - 2].strip()
    by, word, absent = bare.partition(" for ")
    if not word or not absent.strip():
        raise InvalidInput(f"“{text[:60]}”: write who came for whom, as A for B.", field="text")
    return StandIn(by.strip(), absent.strip(), stated)


# --- declarations ---------------------------------------------------------------------------------


def declaration_data(text: str, names: Register) -> dict[str, Any]:
    """The line's data: the declaration as typed, and whether nobody on record is meant."""
    member = read_declaration(text).who
    return {"text": text, "unknown": [] if _known(member, names) else [member]}


# --- proceedings ----------------------------------------------------------------------------------


def _proceedings(register: DraftRegister) -> tuple[Proceedings, Lines]:
    meeting = register.meeting
    began = meeting.actual_start if meeting else None
    ended = meeting.actual_end if meeting else None
    approved = tuple(
        (p.date, "signed" if re.search(r"\bsigned\b", p.text, re.I) else "")
        for p in register.previous_minutes
    )
    requests = tuple(
        " ".join(without_contacts(n.text).split())[:500] for n in register.requests_to_address
    )
    nil = tuple(dict.fromkeys(_NIL[n.of] for n in register.nil_returns if n.of in _NIL))
    told = Proceedings(
        read_time(began) if began else None,
        read_time(ended) if ended else None,
        approved,
        requests,
        nil,
    )
    cited: list[Lines] = [p.lines for p in register.previous_minutes]
    cited += [n.lines for n in register.requests_to_address]
    cited += [n.lines for n in register.nil_returns]
    if meeting and meeting.lines:
        cited.append(meeting.lines)
    at = min(cited, default=(1, 1))
    return told, at


def proceedings_text(told: Proceedings) -> str:
    """One thing in each row."""
    rows = []
    if told.began:
        rows.append(f"Began: {told.began:%H:%M}")
    if told.ended:
        rows.append(f"Ended: {told.ended:%H:%M}")
    for day, words in told.approved:
        rows.append(f"Minutes approved: {day.isoformat()}" + (f", {words}" if words else ""))
    rows += [f"Request to address: {r}" for r in told.requests]
    rows += [f"None: {word}" for word in told.nil]
    return "\n".join(rows)


def read_proceedings(text: str) -> Proceedings:
    """What `proceedings_text` writes, as an officer may have changed it."""
    times: dict[str, time] = {}
    approved: list[tuple[date, str]] = []
    requests: list[str] = []
    nil: list[str] = []
    for row in filter(None, (r.strip() for r in text.splitlines())):
        label, _, rest = row.partition(":")
        label, rest = label.strip().casefold(), rest.strip()
        if label in ("began", "ended"):
            times[label] = read_time(rest)
        elif label == "minutes approved":
            day, _, words = rest.partition(",")
            approved.append((_day(day.strip()), words.strip()))
        elif label == "request to address" and rest:
            requests.append(rest)
        elif label == "none" and rest.casefold() in _NIL.values():
            nil.append(rest.casefold())
        else:
            raise InvalidInput(
                f"“{row[:60]}” cannot be read. A row is Began: 10:35, Ended: 12:33, Minutes "
                "approved: 2022-07-05, Request to address: …, or None: requests.",
                field="text",
            )
    return Proceedings(
        times.get("began"), times.get("ended"), tuple(approved), tuple(requests), tuple(nil)
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise InvalidInput(
            f"“{text[:40]}” is no day: write it as 2022-07-05.", field="text"
        ) from wrong


def counted(kinds: Iterable[LineKind], data: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What of the sitting there is, in words: "attendance (12 present, 3 apologies)"."""
    for kind, each in zip(kinds, data, strict=True):
        if kind is LineKind.ATTENDANCE:
            yield f"attendance ({each['counts']})"
        elif kind is LineKind.DECLARATION:
            yield "a declaration of interest"
        elif kind is LineKind.PROCEEDINGS:
            yield "proceedings"
