"""The minutes of a meeting, drawn up from the record: who was there, what was declared, what was
resolved in the board's own words, what is to be done and by whom.

Part I is what everybody may read. Part II holds the exempt matter, for those alone who may read it
(Local Government Act 1972 s.100A, Schedule 12A). They are a draft until they are approved at a
later meeting, where only their accuracy is in question; what was decided has effect at once (Sch.
12 para. 41).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import attendance_sheet, declaring, quorum
from workflows.access import PUBLIC, Audience, Disclosable, disclose
from workflows.actions import Action, Status
from workflows.agendas import AgendaItem, ItemState
from workflows.attendance_sheet import Sheet, row_words
from workflows.attendances import Attendance, Attends, Capacity
from workflows.boards import Board
from workflows.dates import MONTH_NAMES
from workflows.deadlines import day_words, describe
from workflows.declaration_phrases import declaration_words
from workflows.declaring import same_item
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.owners import owner_words
from workflows.public_requests import NIL_WORDS
from workflows.resolutions import Resolution
from workflows.votes import carried_words

if TYPE_CHECKING:
    from workflows.ports import Transaction

_ON = (ItemState.ON_AGENDA, ItemState.DEALT_WITH, ItemState.DEFERRED, ItemState.WITHDRAWN)
_PARAGRAPH = re.compile(r"\bpara(?:graph)?s?\.? ?\d+(?:(?:,| and|,? &) ?\d+)*", re.I)


@dataclass(frozen=True)
class MinutedResolution:
    """A resolution as it is printed: its minute, the board's marker, each clause verbatim with its
    label, and how it came about."""

    minute_ref: str
    marker: str
    clauses: tuple[tuple[str, str], ...]
    carried: str = ""
    recorded: str = ""
    barred: str = ""


@dataclass(frozen=True)
class MinutedAction:
    """An action: its reference, what, who, by when."""

    reference: str
    text: str
    owners: str
    due: str


@dataclass(frozen=True)
class MinutedItem:
    """One item with what came of it; `remarks` are sentences (urgent, deferred, taken elsewhere,
    who took no part)."""

    number: str
    title: str
    remarks: tuple[str, ...] = ()
    resolutions: tuple[MinutedResolution, ...] = ()
    actions: tuple[MinutedAction, ...] = ()


@dataclass(frozen=True)
class MinutesPaper:
    """What the document shows. `draft` is whether it is marked as a draft on every page; `part` is
    2 for the exempt part alone; `classes` are headings with the names under them."""

    board: str
    day: date
    when: str
    draft: bool
    part: int
    head: tuple[str, ...]
    classes: tuple[tuple[str, tuple[str, ...]], ...]
    notes: tuple[str, ...]
    declarations: tuple[str, ...]
    participation: tuple[str, ...]
    items: tuple[MinutedItem, ...]
    following: str
    approval: tuple[str, ...]
    signed: str
    withheld: int = 0

    @property
    def title(self) -> str:
        """What stands over it."""
        part = ", Part II (exempt)" if self.part == 2 else ""
        return f"Minutes of decisions and actions{part}"


def paper(tx: Transaction, meeting_id: str, audience: Audience, part: int = 1) -> MinutesPaper:
    """The minutes of a meeting as the record has them. Part I is what everybody may read, whoever
    asks; part II what this audience may read of the rest."""
    meeting = tx.meetings.get(meeting_id)
    board = tx.boards.get(meeting.board_id)
    items, withheld = _items(tx, board, meeting, audience, part)
    sheet = attendance_sheet.standing(tx, board, meeting)
    first = part == 1
    return MinutesPaper(
        board=board.name,
        day=meeting.day,
        when=long_day(meeting.day),
        draft=meeting.minutes_approved_on is None,
        part=part,
        head=tuple(_head(board, meeting)),
        classes=_classes(sheet) if first else (),
        notes=tuple(_notes(sheet)) if first else (),
        declarations=tuple(_declared(tx, meeting)) if first else (),
        participation=tuple(_participation(meeting)) if first else (),
        items=tuple(items),
        following=_following(tx, board, meeting) if first else "",
        approval=tuple(_approval(tx, meeting)),
        signed=_signed(meeting),
        withheld=withheld,
    )


def has_exempt(tx: Transaction, meeting_id: str) -> bool:
    """Whether a second part is needed."""
    things: list[Disclosable] = [*tx.resolutions.of_meeting(meeting_id)]
    things += [*tx.actions.of_meeting(meeting_id), *tx.agenda_items.of_meeting(meeting_id)]
    return any(t.exempt for t in things)


def long_day(day: date) -> str:
    """ "Tuesday 24 May 2022"."""
    return f"{day:%A} {day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


# --- the head -------------------------------------------------------------------------------------


def _head(board: Board, meeting: Meeting) -> Iterable[str]:
    kind = {
        MeetingKind.EXTRAORDINARY: "Extraordinary meeting",
        MeetingKind.ADDITIONAL: "Additional meeting",
        MeetingKind.PRIVATE: "Private meeting, not open to the public",
    }.get(meeting.kind, "")
    if kind:
        yield kind
    if meeting.venue:
        yield meeting.venue
    hours = (meeting.starts_at.astimezone(board.zone), meeting.ends_at.astimezone(board.zone))
    yield f"Called for {hours[0]:%H:%M}–{hours[1]:%H:%M}"
    began = _real(meeting.began_at, meeting.opened_at, board, meeting.day)
    ended = _real(meeting.ended_at, meeting.closed_at, board, meeting.day)
    told = [f"began at {began}" if began else "", f"ended at {ended}" if ended else ""]
    if any(told):
        words = " and ".join(t for t in told if t)
        yield f"It {words}"
    if meeting.chaired_by:
        yield f"In the chair: {meeting.chaired_by}"


def _real(minuted: datetime | None, pressed: datetime | None, board: Board, day: date) -> str:
    """When it really was: as minuted, else when it was opened or closed here, that same day."""
    moment = minuted or pressed
    if moment is None:
        return ""
    local = moment.astimezone(board.zone)
    return f"{local:%H:%M}" if minuted or local.date() == day else ""


def _classes(sheet: Sheet) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Present, associates, in attendance, apologies, absent, each with its names."""
    present = sheet.of(Attends.PRESENT)
    associates = [r for r in present if r.capacity is Capacity.ASSOCIATE]
    officers = sheet.of(Attends.IN_ATTENDANCE)
    found = (
        ("Present", [r for r in present if r not in associates]),
        ("Associate members", associates),
        ("Officers in attendance", [r for r in officers if r.capacity is Capacity.OFFICER]),
        ("Also in attendance", [r for r in officers if r.capacity is not Capacity.OFFICER]),
        ("Apologies", sheet.of(Attends.APOLOGIES)),
        ("Absent", sheet.of(Attends.ABSENT)),
    )
    return tuple((heading, tuple(map(_listed, rows))) for heading, rows in found if rows)


def _listed(row: Attendance) -> str:
    role = f" ({row.role})" if row.role else ""
    name, comma, rest = row_words(row).partition(", ")
    return f"{name}{role}{comma}{rest}"


def _notes(sheet: Sheet) -> Iterable[str]:
    if words := quorum.quorum_words(replace(sheet.quorate, item="")):
        yield words + "."
    if sheet.vacant:
        yield f"Vacant: {'; '.join(sheet.vacant)}."
    if "apologies" in sheet.meeting.nil_returns:
        yield NIL_WORDS["apologies"]


def _declared(tx: Transaction, meeting: Meeting) -> Iterable[str]:
    found = declaring.shown_to(tx.declarations.of_meeting(meeting.id), PUBLIC)
    yield from (declaration_words(d) + "." for d in found)
    if not found and "declarations" in meeting.nil_returns:
        yield NIL_WORDS["declarations"]


def _participation(meeting: Meeting) -> Iterable[str]:
    for asked in meeting.requests:
        name = f"{asked.name}: " if asked.name else ""
        outcome = f" ({asked.outcome})" if asked.outcome else ""
        yield f"{name}{asked.about}{outcome}."
    if not meeting.requests and "requests" in meeting.nil_returns:
        yield NIL_WORDS["requests"]


def _following(tx: Transaction, board: Board, meeting: Meeting) -> str:
    following = tx.meetings.next_ordinary(board.id, meeting.day)
    if following is None:
        return ""
    at = following.starts_at.astimezone(board.zone)
    place = f", {following.venue}" if following.venue else ""
    return f"{long_day(following.day)}, {at:%H:%M}{place}"


def _approval(tx: Transaction, meeting: Meeting) -> Iterable[str]:
    if meeting.minutes_approved_on is None:
        return
    words = f"with corrections: {meeting.corrections}" if meeting.corrections else ""
    yield (f"Approved on {long_day(meeting.minutes_approved_on)} {words or 'as a correct record'}.")
    if meeting.approved_meeting_id:
        at = tx.meetings.get(meeting.approved_meeting_id)
        if at.day != meeting.minutes_approved_on:
            yield f"The meeting named for it is that of {long_day(at.day)}."


def _signed(meeting: Meeting) -> str:
    if meeting.signed_on is None:
        return ""
    return f"Signed by {meeting.signed_by} on {long_day(meeting.signed_on)}"


# --- items ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Matter:
    """What came of one item: the agenda's own, or one that is only named in what was recorded."""

    item: AgendaItem | None
    named: str
    resolutions: tuple[Resolution, ...]
    actions: tuple[Action, ...]


def _items(
    tx: Transaction, board: Board, meeting: Meeting, audience: Audience, part: int
) -> tuple[list[MinutedItem], int]:
    """The items of a part in the order of the agenda, and how many exempt things part I leaves
    out."""
    matters = _matters(tx, meeting)
    found, withheld = [], 0
    for matter in matters:
        exempt_item = bool(matter.item and matter.item.exempt)
        resolutions = [
            r for r in matter.resolutions if (exempt_item or bool(r.exempt)) == (part == 2)
        ]
        actions = [a for a in matter.actions if (exempt_item or bool(a.exempt)) == (part == 2)]
        left = len(matter.resolutions) + len(matter.actions) - len(resolutions) - len(actions)
        withheld += left if part == 1 else 0
        if not resolutions and not actions and not exempt_item:
            unnamed = matter.item is None and left > 0
            if part == 2 or unnamed:
                continue  # nothing of it is for this part, not even what it is called
        reader = PUBLIC if part == 1 else audience
        if part == 2 and matter.item is not None and disclose([matter.item], reader).withheld:
            continue
        seen_r = disclose(resolutions, reader, published=part == 1).shown
        seen_a = disclose(actions, reader, published=part == 1).shown
        found.append(_item(tx, board, meeting, matter, seen_r, seen_a, part))
    return found, withheld


def _matters(tx: Transaction, meeting: Meeting) -> list[_Matter]:
    items = [i for i in tx.agenda_items.of_meeting(meeting.id) if i.state in _ON]
    resolutions = sorted(
        tx.resolutions.of_meeting(meeting.id), key=lambda r: (r.recorded_at, r.minute_ref)
    )
    actions = [a for a in tx.actions.of_meeting(meeting.id) if a.status is not Status.CANCELLED]
    matters = []
    for item in items:
        own_r = [r for r in resolutions if _belongs(r.item, item, items, r.agenda_item_id)]
        own_a = [a for a in actions if _belongs(a.item, item, items)]
        resolutions = [r for r in resolutions if r not in own_r]
        actions = [a for a in actions if a not in own_a]
        matters.append(_Matter(item, "", tuple(own_r), tuple(own_a)))
    named = dict.fromkeys([*(r.item for r in resolutions), *(a.item for a in actions)])
    for name in named:
        matters.append(
            _Matter(
                None,
                name,
                tuple(r for r in resolutions if r.item == name),
                tuple(a for a in actions if a.item == name),
            )
        )
    return matters


def _belongs(
    named: str, item: AgendaItem, items: Sequence[AgendaItem], item_id: str | None = None
) -> bool:
    """Whether what was recorded at an item as `named` belongs to this one: by its title where one
    of the items has it (numbers change until the agenda is out), else by the number."""
    if item_id is not None:
        return item_id == item.id
    title = _title_key(_split(named)[1])
    if title and any(_title_key(i.title) == title for i in items):
        return _title_key(item.title) == title
    return bool(item.number) and same_item(named, item.number)


def _title_key(title: str) -> str:
    return " ".join(title.casefold().split())


def _item(
    tx: Transaction,
    board: Board,
    meeting: Meeting,
    matter: _Matter,
    resolutions: Sequence[Resolution],
    actions: Sequence[Action],
    part: int,
) -> MinutedItem:
    item = matter.item
    if item is not None and item.exempt and part == 1:
        return MinutedItem(item.number, "Exempt item", (_excluded(item.exempt),))
    number, title = (item.number, item.title) if item else _split(matter.named)
    return MinutedItem(
        number,
        title,
        tuple(_remarks(tx, meeting, item)) if item else (),
        tuple(_resolution(r, board) for r in resolutions),
        tuple(_action(a) for a in actions),
    )


def _split(named: str) -> tuple[str, str]:
    """ "7 Budget" as number and title; what is no number stays in the title."""
    found = re.match(r"^(\d[\w/.]*)[.:]?\s+(.*)$", named, re.S)
    if found:
        return found[1], found[2]
    return (named, "") if re.fullmatch(r"\d[\w/.]*", named) else ("", named or "Other business")


def _excluded(exempt: str) -> str:
    """Why the public was excluded: the paragraph alone, for the reason may tell too much."""
    found = _PARAGRAPH.search(exempt)
    where = f"{found[0]} of " if found else ""
    return (
        f"The public was excluded: exempt information ({where}Schedule 12A, Local Government Act "
        "1972). What was decided stands in Part II."
    )


def _remarks(tx: Transaction, meeting: Meeting, item: AgendaItem) -> Iterable[str]:
    if item.urgent:
        yield (
            "Taken as a matter of urgency (Local Government Act 1972 s.100B(4)(b)). The chair’s "
            f"reason: {item.urgent}"
        )
    if item.state is ItemState.DEFERRED:
        to = f" to {day_words(tx.meetings.get(item.deferred_to).day)}" if item.deferred_to else ""
        yield f"Deferred{to}{f': {item.reason}' if item.reason else ''}."
    if item.state is ItemState.WITHDRAWN:
        yield f"Withdrawn{f': {item.reason}' if item.reason else ''}."
    barred = declaring.barred_at(tx, meeting.id, item.number or item.title)
    if barred:
        names = ", ".join(d.name for d in barred)
        yield f"Took no part because of a declared interest: {names}."


def _resolution(resolution: Resolution, board: Board) -> MinutedResolution:
    movers = [
        f"moved by {resolution.mover}" if resolution.mover else "",
        f"seconded by {resolution.seconder}" if resolution.seconder else "",
        carried_words(resolution),
    ]
    told = ", ".join(m for m in movers if m)
    recorded = resolution.votes.recorded if resolution.votes else ()
    return MinutedResolution(
        resolution.minute_ref,
        resolution.marker or board.marker,
        tuple((c.label, c.text) for c in resolution.clauses),
        told[:1].upper() + told[1:],
        "; ".join(f"{v.name}: {v.choice.value}" for v in recorded),
        ", ".join(resolution.barred),
    )


def _action(action: Action) -> MinutedAction:
    return MinutedAction(
        action.reference or "(not issued yet)",
        action.text,
        owner_words(action.owners),
        describe(action.due),
    )


def is_held(meeting: Meeting) -> bool:
    """Whether there is anything to be minuted yet."""
    return meeting.state in (MeetingState.OPEN, MeetingState.CLOSED, MeetingState.ISSUED)
