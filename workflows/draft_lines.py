"""From a register that was read to the lines that an officer decides upon, and back to words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from workflows import delegation_keeping
from workflows.action_recording import MAX_TEXT, resolve_due
from workflows.actions import ENDED, Action, Owner, Status
from workflows.boards import Board
from workflows.deadlines import Due, DueKind, describe
from workflows.drafts import DraftLine, LineKind
from workflows.errors import InvalidInput
from workflows.likeness import ALIKE, alike, normal
from workflows.minutes.register import (
    DraftAction,
    DraftDelegation,
    DraftMeeting,
    DraftRegister,
    DraftResolution,
)
from workflows.owners import Roll, roll_of
from workflows.resolutions import Resolution

if TYPE_CHECKING:
    from workflows.ports import Transaction

_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w")
_PHONE = re.compile(r"(?<![\w/])(?:\+44\s?|\(?0)(?:\d[\s()-]{0,2}){9,10}(?!\d)")
_COMPLETED = re.compile(r"^(?:complete[d]?|closed|done|discharged|finished)\b", re.I)
_UNDER_WAY = re.compile(r"^(?:in progress|on-?\s?going|under ?way|started|partly)\b", re.I)


def without_contacts(text: str) -> str:
    """The text without telephone numbers and e-mail addresses: titles go where everybody reads."""
    return _PHONE.sub("[telephone number]", _MAIL.sub("[e-mail address]", text))


def fingerprint(kind: str, *parts: str) -> str:
    """By which a line is known again: its words, and what sets it apart from the same words at
    another meeting."""
    told = "\x1f".join((kind, *(normal(p) for p in parts)))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def is_completed(status: str | None) -> bool:
    """Whether a log's word for a status says that the action is complete."""
    return bool(status and _COMPLETED.match(status.strip()))


def is_under_way(status: str | None) -> bool:
    """Whether it says that the action has been begun."""
    return bool(status and _UNDER_WAY.match(status.strip()))


@dataclass(frozen=True)
class Reading:
    """The lines that are offered, and how many were left out as decided or recorded before."""

    lines: tuple[DraftLine, ...]
    left_out: int


def meeting_words(register: DraftRegister) -> dict[str, Any]:
    """What the paper says of its meetings, as plain JSON."""
    told: dict[str, Any] = {"board": register.board or ""}
    if register.meeting:
        told |= _meeting(register.meeting)
    if register.next_meeting and register.next_meeting.date:
        told["next"] = register.next_meeting.date.isoformat()
        told["next_start"] = register.next_meeting.start or ""
    agenda = next((m for m in register.meetings if m.kind == "agenda" and m.date), None)
    if agenda and agenda.date:
        told["agenda"] = agenda.date.isoformat()
    return told


def _meeting(meeting: DraftMeeting) -> dict[str, Any]:
    return {
        "date": meeting.date.isoformat() if meeting.date else "",
        "start": meeting.start or "",
        "end": meeting.end or "",
        "venue": without_contacts(meeting.venue or ""),
    }


def day_in(meeting: Mapping[str, Any], name: str = "date") -> date | None:
    """A day of a draft's meeting, where the paper names it."""
    told = meeting.get(name)
    return date.fromisoformat(str(told)) if told else None


def lines_of(
    tx: Transaction, board: Board, register: DraftRegister, today: date, here: str | None
) -> Reading:
    """The lines of a register that this board has not decided upon or recorded before; `here` is
    its meeting, where the board has it on record."""
    on = register.meeting.date if register.meeting and register.meeting.date else today
    desk = _Desk(tx, board, on, register.meeting.date if register.meeting else None)
    decided = tx.drafts.fingerprints(board.id)
    lines: list[DraftLine] = []
    left_out = 0
    for kind, data, at, mark in desk.candidates(register):
        if mark in decided or desk.is_on_record(kind, data):
            left_out += 1
            continue
        twin = desk.twin(kind, data)
        number = len(lines) + 1
        lines.append(DraftLine(number, kind, data, at, mark, twin=twin))
    return Reading(with_twins(tx, board, lines, here), left_out)


#: Under one number words may change from log to log, but not altogether.
SAME_NUMBER = 0.3

Candidate = tuple[LineKind, dict[str, Any], tuple[int, int], str]


class _Desk:
    """What is needed to judge the lines of one paper: the board's register as it stands."""

    def __init__(self, tx: Transaction, board: Board, on: date, held: date | None) -> None:
        self.tx, self.board, self.on = tx, board, on
        self.mark = held.isoformat() if held else ""
        self.roll = roll_of(tx, board, on)
        self.resolutions = _resolutions_on(tx, board, held)
        self.granted = {normal(d.text) for d in tx.delegations.of_board(board.id)}

    def candidates(self, register: DraftRegister) -> Iterator[Candidate]:
        for resolution in register.resolutions:
            data = resolution_data(resolution)
            told = fingerprint("resolution", self.mark, *(c.text for c in resolution.clauses))
            yield LineKind.RESOLUTION, data, resolution.lines, told
        for action in register.actions:
            kind = LineKind.ACTION if action.explicit else LineKind.IMPLIED
            yield kind, self.action_data(action), action.lines, self._action_mark(action)
        for delegation in register.delegations:
            told = fingerprint("delegation", self.mark, delegation.text)
            yield LineKind.DELEGATION, delegation_data(delegation), delegation.lines, told

    def _action_mark(self, action: DraftAction) -> str:
        if action.source == "action_log":
            told = (action.ref or "", action.text, action.status or "", action.progress or "")
            return fingerprint("log", *told)
        return fingerprint("action", self.mark, action.minute_ref or "", action.text)

    def action_data(self, action: DraftAction) -> dict[str, Any]:
        text = without_contacts(action.text)
        data = {
            "text": text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…",
            "ref": action.ref or "",
            "minute_ref": action.minute_ref or "",
            "owners": list(action.owners),
            "due_phrase": action.due_phrase or "",
            "due_kind": action.due_kind,
            "due_date": action.due_date.isoformat() if action.due_date else "",
            "status": action.status or "",
            "progress": without_contacts(action.progress or ""),
            "source": action.source,
        }
        return with_shown(self.tx, self.board, self.roll, data, self.on)

    def is_on_record(self, kind: LineKind, data: Mapping[str, Any]) -> bool:
        """Whether a resolution or a delegation stands in the register with these very words."""
        if kind is LineKind.RESOLUTION:
            told = normal(" ".join(c["text"] for c in data["clauses"]))
            return any(
                not r.live
                and normal(" ".join(c.text for c in r.clauses)) == told
                and r.minute_ref == data["ref"]
                for r in self.resolutions
            )
        return False

    def twin(self, kind: LineKind, data: Mapping[str, Any]) -> str:
        """Words for what of a resolution or delegation stands in the register already; for actions
        see `with_twins`."""
        if kind is LineKind.DELEGATION:
            return "already kept" if normal(data["text"]) in self.granted else ""
        if kind is LineKind.RESOLUTION:
            same = best_resolution(self.resolutions, data)
            return "recorded at the meeting" if same else ""
        return ""


def _resolutions_on(tx: Transaction, board: Board, held: date | None) -> list[Resolution]:
    """What is on record for the meeting of that day."""
    days = [m.id for m in tx.meetings.of_board(board.id) if m.day == held]
    return [r for meeting in days for r in tx.resolutions.of_meeting(meeting)]


def best_resolution(known: Iterable[Resolution], data: Mapping[str, Any]) -> Resolution | None:
    """The resolution on record that a minuted one stands for: much the same words."""
    told = " ".join(c["text"] for c in data["clauses"])
    rated = [(alike(" ".join(c.text for c in r.clauses), told), r) for r in known]
    best = max(rated, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= ALIKE else None


def same_action(known: Iterable[Action], data: Mapping[str, Any]) -> Action | None:
    """The action of that reference, unless it is about something else altogether (two logs may
    have given the same number); without a reference the one with the same words."""
    listed, text = list(known), str(data["text"])
    ref = str(data.get("ref", ""))
    if ref:
        named = (a for a in listed if a.reference == ref)
        return next((a for a in named if alike(a.text, text) >= SAME_NUMBER), None)
    return next((a for a in listed if normal(a.text) == normal(text)), None)


def twin_of(here: str | None, data: Mapping[str, Any], free: Collection[Action]) -> Action | None:
    """The action on record that a line stands for: of its reference; of the same words, if not
    ended; captured at this meeting (its id is `here`) in much the same words. Of what is `free`,
    that is, not what another line of the paper stands for."""
    if data.get("ref") and (found := same_action(free, data)):
        return found
    told = normal(str(data["text"]))
    for action in free:
        at_it = here is not None and action.meeting_id == here
        if normal(action.text) == told and (at_it or action.status not in ENDED):
            return action
    captured = [a for a in free if here and a.meeting_id == here and a.origin != "minutes"]
    rated = [(alike(a.text, str(data["text"])), a) for a in captured]
    best = max(rated, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= ALIKE else None


def date_agreed(action: Action) -> bool:
    """Whether somebody gave it a date. What is captured without one is due at the “next meeting”,
    in these very words: that, not changed since, is no date that was agreed."""
    if action.due.kind is DueKind.NEXT_MEETING:
        told = normal(action.due.phrase)
        return told not in ("", "next meeting") or action.due.kind != action.original_due.kind
    return action.due.kind is not DueKind.NONE


def with_twins(
    tx: Transaction, board: Board, lines: Iterable[DraftLine], here: str | None
) -> tuple[DraftLine, ...]:
    """The lines, each action's saying what on record it will be paired with when it is recorded;
    `here` is the meeting, where the register has it. Printed references go first, as they do in
    recording."""
    listed = list(lines)
    found = [*tx.actions.of_board(board.id), *tx.actions.of_board(board.id, live=True)]
    free = {a.id: a for a in found if a.status is not Status.CANCELLED}
    told: dict[int, DraftLine] = {}
    for line in sorted(listed, key=lambda x: not x.data.get("ref")):
        if line.kind not in (LineKind.ACTION, LineKind.IMPLIED):
            continue
        twin = twin_of(here, line.data, free.values())
        told[line.number] = _paired(line, twin, here)
        if twin:
            del free[twin.id]
    return tuple(told.get(x.number, x) for x in listed)


def _paired(line: DraftLine, twin: Action | None, here: str | None) -> DraftLine:
    data = {k: v for k, v in line.data.items() if k != "stands"}
    if twin is None:
        return replace(line, twin="", data=data)
    captured = twin.meeting_id == here and twin.origin != "minutes"
    undated = data["due_shown"] == describe(Due())
    if captured and not undated and not date_agreed(twin):
        return replace(line, twin=_named(twin), data=data)  # what the minutes say becomes its due
    if data["due_shown"] != describe(twin.due):
        data["stands"] = describe(twin.due)
    return replace(line, twin=_named(twin), data=data)


def _named(twin: Action) -> str:
    return twin.reference or "captured at the meeting"


def resolution_data(resolution: DraftResolution) -> dict[str, Any]:
    """A resolution as plain JSON; its item is a title."""
    return {
        "ref": resolution.ref or "",
        "item": without_contacts(resolution.item or ""),
        "marker": resolution.marker or "",
        "clauses": [
            {
                "label": c.label or "",
                "text": c.text,
                "verbs": list(c.verbs),
                "kind": c.kind,
            }
            for c in resolution.clauses
        ],
    }


def delegation_data(delegation: DraftDelegation) -> dict[str, Any]:
    """A delegation as plain JSON, with what is to be known of it."""
    return {
        "text": delegation.text,
        "delegates": list(delegation.delegates),
        "consultees": list(delegation.consultees),
        "conditions": list(delegation.conditions),
        "deadline": delegation.deadline.isoformat() if delegation.deadline else "",
        "warnings": list(delegation_keeping.warnings_for(delegation.delegates)),
    }


def with_shown(
    tx: Transaction, board: Board, roll: Roll | None, data: Mapping[str, Any], on: date
) -> dict[str, Any]:
    """An action's data with what the review shows: the owners as matched, the due as read."""
    roll = roll or roll_of(tx, board, on)
    owners = [_shown_owner(roll.match(str(o)), str(o)) for o in data["owners"]]
    due = describe(due_of(tx, board, data, on))
    return {**data, "owners_shown": owners, "due_shown": due}


def _shown_owner(owner: Owner, written: str) -> str:
    return owner.printed if owner.known else f"“{written}” (not known)"


def due_of(tx: Transaction, board: Board, data: Mapping[str, Any], on: date) -> Due:
    """The due of a line, read as of the day of the meeting. What the strict grammar cannot read
    keeps the phrase and the kind that the reader of minutes gave it; no day is guessed."""
    phrase, kind = str(data["due_phrase"]), DueKind(data["due_kind"] or "none")
    day = date.fromisoformat(str(data["due_date"])) if data["due_date"] else None
    if kind is DueKind.NEXT_MEETING:
        return replace(resolve_due(tx, board, "next meeting", on), phrase=phrase or "next meeting")
    if not phrase:
        return Due()
    try:
        return resolve_due(tx, board, phrase, on)
    except InvalidInput:
        return Due(kind if kind is not DueKind.NONE else DueKind.EVENT, phrase, day)
