"""From a register that was read to the lines that an officer decides upon, and back to words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from workflows import (
    delegation_reading,
    forward_plan_offers,
    resolution_beside,
    sitting_lines,
)
from workflows.action_recording import MAX_TEXT, resolve_due
from workflows.agenda_reading import agenda_words
from workflows.boards import Board
from workflows.deadlines import Due, DueKind, day_words, describe
from workflows.draft_owners import Register, register_of, suggested, text_before
from workflows.draft_twins import resolutions_on_record
from workflows.drafts import DraftLine, LineKind
from workflows.errors import InvalidInput
from workflows.likeness import normal
from workflows.meetings import MeetingState
from workflows.minutes.beside import beside, recommended, vote_words
from workflows.minutes.document import Document
from workflows.minutes.personal_data import without_contacts
from workflows.minutes.register import (
    DraftAction,
    DraftDelegation,
    DraftMeeting,
    DraftRegister,
    DraftResolution,
    Lines,
    Vote,
)
from workflows.report_back_cycles import cycle_in, read_window
from workflows.resolutions import Resolution

if TYPE_CHECKING:
    from workflows.ports import Transaction

_LONGEST_QUOTE = 1500
_CANCELLED = MeetingState.CANCELLED


@dataclass(frozen=True)
class Paper:
    """A paper that was read: its name, the SHA-256 of its bytes, and what it was read to say. With
    the `document` itself the review also quotes its lines, names pages, and looks for who may be
    meant where nobody is named."""

    name: str
    sha256: str
    register: DraftRegister
    document: Document | None = None


def fingerprint(kind: str, *parts: str) -> str:
    """By which a line is known again: its words, and what sets it apart from the same words at
    another meeting."""
    told = "\x1f".join((kind, *(normal(p) for p in parts)))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Reading:
    """The lines that are offered; the fingerprints of those left out as decided or recorded before,
    and how many there are."""

    lines: tuple[DraftLine, ...]
    left_out: int
    known: frozenset[str] = frozenset()


def meeting_words(register: DraftRegister) -> dict[str, Any]:
    """What the paper says of its meetings, as plain JSON."""
    told: dict[str, Any] = {"board": register.board or ""}
    if register.meeting:
        told |= _meeting(register.meeting)
    if said := said_beside(register):
        told["said"] = said
    if register.next_meeting and register.next_meeting.date:
        told["next"] = register.next_meeting.date.isoformat()
        told["next_start"] = register.next_meeting.start or ""
    agenda = next((m for m in register.meetings if m.kind == "agenda" and m.date), None)
    if agenda and agenda.date:
        told["agenda"] = agenda.date.isoformat()
        if read := agenda_words(register):
            told["agenda_read"] = read
    if owed := forward_plan_offers.told(register):
        told["owed"] = owed
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


def said_beside(register: DraftRegister) -> list[list[str]]:
    """What the paper says that the register has no place for: [heading, what, line], shown only."""
    told = (*beside(register), *recommended(register))
    return [
        [one.heading, without_contacts(one.words)[:600], str(one.lines[0]) if one.lines else ""]
        for one in told[:200]
    ]


def lines_of(tx: Transaction, board: Board, paper: Paper, today: date, here: str | None) -> Reading:
    """The lines of a paper that this board has not decided upon or recorded before; `here` is its
    meeting, where the board has it on record."""
    desk = _Desk(tx, board, paper, today, here)
    decided = tx.drafts.fingerprints(board.id)
    lines: list[DraftLine] = []
    known: list[str] = []
    for kind, data, at, mark in desk.candidates():
        if mark in decided or desk.is_on_record(kind, data):
            known.append(mark)
            continue
        lines.append(DraftLine(len(lines) + 1, kind, {**data, **desk.source(at)}, at, mark))
    return Reading(tuple(lines), len(known), frozenset(known))


Candidate = tuple[LineKind, dict[str, Any], tuple[int, int], str]


class _Desk:
    """What is needed to judge the lines of one paper: the board's register as it stands."""

    def __init__(
        self, tx: Transaction, board: Board, paper: Paper, today: date, here: str | None
    ) -> None:
        self.tx, self.board, self.paper = tx, board, paper
        held = paper.register.meeting.date if paper.register.meeting else None
        self.on = held or today
        self.mark = held.isoformat() if held else ""
        self.names = register_of(tx, board, self.on, today)
        self.here, self.resolutions = here, resolutions_on_record(tx, here)
        self.starts = sorted(item.lines[0] for item in paper.register.items)

    def candidates(self) -> Iterator[Candidate]:
        register = self.paper.register
        for resolution in register.resolutions:
            data = resolution_data(resolution) | self._recommended(resolution)
            told = fingerprint("resolution", self.mark, *(c.text for c in resolution.clauses))
            yield LineKind.RESOLUTION, data, resolution.lines, told
        for action in register.actions:
            kind = LineKind.ACTION if action.explicit else LineKind.IMPLIED
            yield kind, self.action_data(action), action.lines, self._action_mark(action)
        for delegation in register.delegations:
            told = fingerprint("delegation", self.mark, delegation.text)
            yield LineKind.DELEGATION, delegation_data(delegation), delegation.lines, told
        for kind, data, at, words in sitting_lines.candidates(register, self.names):
            yield kind, data, at, fingerprint(kind.value, self.mark, *words)

    def _recommended(self, resolution: DraftResolution) -> dict[str, Any]:
        """What had been recommended, and the differences in words; nothing where nothing was."""
        item = resolution.item or resolution.ref or ""
        texts = [c.text for c in resolution.clauses]
        reports = self.paper.register.recommendations
        asked = resolution_beside.asked_in(self.tx, self.here, item, reports, texts)
        if not asked:
            return {}
        pairs = resolution_beside.beside(asked, resolution_beside.as_clauses(texts))
        told = [without_contacts(words) for words in resolution_beside.brief(pairs)]
        return {"asked": [[a.label, a.text] for a in asked], "beside": told}

    def source(self, at: Lines) -> dict[str, Any]:
        """The paper's own lines, as they stand there, and the page they begin on."""
        document = self.paper.document
        cited = document.lines[at[0] - 1 : at[1]] if document else ()
        if not cited:
            return {}
        quote = "\n".join(x.text.strip() for x in cited if x.text.strip())
        return {"quote": quote[:_LONGEST_QUOTE], "page": cited[0].page or 0}

    def _action_mark(self, action: DraftAction) -> str:
        if action.source == "action_log":
            told = (action.ref or "", action.text, action.status or "", action.progress or "")
            return fingerprint("log", *told)
        return fingerprint("action", self.mark, action.minute_ref or "", action.text)

    def action_data(self, action: DraftAction) -> dict[str, Any]:
        text = action.text
        data: dict[str, Any] = {
            "text": text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…",
            "ref": action.ref or "",
            "minute_ref": action.minute_ref or "",
            "owners": list(action.owners),
            "due_phrase": action.due_phrase or "",
            "due_kind": action.due_kind,
            "due_date": action.due_date.isoformat() if action.due_date else "",
            "status": action.status or "",
            "progress": action.progress or "",
            "source": action.source,
        }
        if comes := self._comes_back(action):
            data["report_back"] = comes
        before = self._before(action) if self.paper.document else ""
        if likely := suggested(self.names, action.owners, before):
            data["suggested"] = likely
        return with_shown(self.tx, self.board, self.names, data, self.on)

    def _comes_back(self, action: DraftAction) -> str:
        """How often an action comes back to the board ("once", "quarterly"), where the paper asks
        for that; empty if it does not."""
        told = normal(action.text)
        for back in self.paper.register.report_backs:
            here = action.lines[0] <= back.lines[1] and back.lines[0] <= action.lines[1]
            what = normal(back.what)
            if here and (what in told or told in what):
                return cycle_in(f"{back.what} {back.when_phrase or ''}").value or "once"
        return ""

    def _before(self, action: DraftAction) -> str:
        assert self.paper.document is not None
        first = action.lines[0]
        start = max((s for s in self.starts if s <= first), default=1)
        return text_before(self.paper.document, first, action.text, start)

    def is_on_record(self, kind: LineKind, data: Mapping[str, Any]) -> bool:
        """Whether a resolution stands in the register with these very words."""
        if kind is not LineKind.RESOLUTION:
            return False
        told = normal(" ".join(c["text"] for c in data["clauses"]))
        return any(_says(r, told, str(data["ref"])) for r in self.resolutions)


def _says(resolution: Resolution, told: str, ref: str) -> bool:
    same = normal(" ".join(c.text for c in resolution.clauses)) == told
    return same and not resolution.live and resolution.minute_ref == ref


def resolution_data(resolution: DraftResolution) -> dict[str, Any]:
    """A resolution as plain JSON; its item is a title, "vote" is in words."""
    vote = resolution.vote or Vote()
    return {
        "ref": resolution.ref or "",
        "item": without_contacts(resolution.item or ""),
        "marker": resolution.marker or "",
        "mover": vote.mover or "",
        "seconder": vote.seconder or "",
        "vote": vote_words(vote),
        "votes": [vote.outcome, vote.in_favour, vote.against, vote.abstained],
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
        "warnings": list(delegation_reading.warnings_for(delegation.delegates)),
    }


def with_shown(
    tx: Transaction, board: Board, names: Register, data: Mapping[str, Any], on: date
) -> dict[str, Any]:
    """An action's data with what the review shows: the owners as matched, the due as read."""
    owners = [names.shown(str(o)) for o in data["owners"]]
    return {**data, "owners_shown": owners, "due_shown": describe(due_of(tx, board, data, on))}


def due_of(tx: Transaction, board: Board, data: Mapping[str, Any], on: date) -> Due:
    """The due of a line, read as of the day of the meeting. What the strict grammar cannot read
    keeps the phrase and the kind that the reader of minutes gave it; no day is guessed. A report
    "to the meeting in March 2027" is due at that meeting, where the register has one alone."""
    phrase, kind = str(data["due_phrase"]), DueKind(data["due_kind"] or "none")
    day = date.fromisoformat(str(data["due_date"])) if data["due_date"] else None
    if kind is DueKind.NEXT_MEETING:
        return replace(resolve_due(tx, board, "next meeting", on), phrase=phrase or "next meeting")
    if not phrase:
        return Due()
    if window := read_window(phrase, on):
        return Due(DueKind.DATE, phrase, window[0])
    try:
        due = resolve_due(tx, board, phrase, on)
    except InvalidInput:
        return Due(kind if kind is not DueKind.NONE else DueKind.EVENT, phrase, day)
    if due.kind is DueKind.MONTH and due.day and "meeting" in normal(str(data["text"])).split():
        return _at_meeting_of(tx, board, due, due.day)
    return due


def _at_meeting_of(tx: Transaction, board: Board, due: Due, day: date) -> Due:
    """The due at the one ordinary meeting of that month; as it was if there is none, or two."""
    month = [
        m
        for m in tx.meetings.of_board(board.id)
        if (m.day.year, m.day.month) == (day.year, day.month) and m.state is not _CANCELLED
    ]
    if len(month) != 1:
        return due
    return Due(DueKind.DATE, due.phrase, month[0].day, month[0].id)


def next_meeting_words(
    tx: Transaction, board: Board, told: Mapping[str, Any], lines: tuple[DraftLine, ...]
) -> str:
    """What is to be known of the next meeting, where a line is due at it: that the register has
    none, or another day than the paper. Empty if the two agree, or nothing is due there."""
    held, printed = day_in(told), day_in(told, "next")
    if held is None or not any(x.data.get("due_kind") == "next_meeting" for x in lines):
        return ""
    following = tx.meetings.next_ordinary(board.id, held)
    if following is None:
        says = f" The paper names {day_words(printed)}." if printed else ""
        return (
            "the register has no meeting after that day: what is due at the next meeting stays "
            f"open until one is scheduled.{says}"
        )
    if printed and following.day != printed:
        return (
            f"the paper names {day_words(printed)} as the next meeting, the register has "
            f"{day_words(following.day)}: what is due at the next meeting follows the register."
        )
    return ""
