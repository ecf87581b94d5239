"""A paper into the register in one go: read, accepted by kind, recorded, as a review in chat does.

The same use cases as in chat, in one transaction. An import answers whoever ran it; owners are told
only if that is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from workflows import draft_editing, minutes_recording, minutes_review
from workflows.access import Caller
from workflows.action_steps import STATUS_WORDS
from workflows.actions import Action, Status
from workflows.boards import Board
from workflows.deadlines import day_words, describe
from workflows.delegations import Delegation
from workflows.draft_lines import day_in
from workflows.drafts import SITTING, Choice, Draft, DraftLine, DraftState, LineKind, text_in
from workflows.errors import InvalidInput, NotAllowed, NotFound
from workflows.meetings import Meeting, MeetingState
from workflows.minutes_recording import Recorded
from workflows.minutes_review import Paper
from workflows.owners import officers_of, owner_words, plain
from workflows.people import Person
from workflows.resolutions import Resolution

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: What `--accept` accepts. What is only implied is accepted by a person, line by line.
ACCEPTS: Mapping[str, tuple[LineKind, ...]] = {
    "explicit": (LineKind.RESOLUTION, LineKind.ACTION, LineKind.ATTENDANCE),
    "decisions": (LineKind.RESOLUTION,),
    "actions": (LineKind.ACTION,),
}

What = Literal["recorded", "updated", "unchanged", "skipped"]


@dataclass(frozen=True)
class Wanted:
    """What the person at the terminal asks for: what to accept, the day of the meeting where the
    paper names none, and whether owners are told."""

    accept: str = "explicit"
    meeting_day: str = ""
    tell: bool = False


@dataclass(frozen=True)
class Entry:
    """What became of one line of the paper; `why` says what changed, or why it was skipped."""

    what: What
    kind: LineKind
    text: str
    lines: tuple[int, int]
    reference: str = ""
    owners: str = ""
    due: str = ""
    why: str = ""


@dataclass(frozen=True)
class Imported:
    """What an import did. Without a `meeting` nothing was to be recorded, and `notes` say why."""

    board: Board
    officer: Person
    entries: tuple[Entry, ...] = ()
    meeting: Meeting | None = None
    meeting_words: str = ""
    left_out: int = 0
    to_tell: int = 0
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def of(self, what: What) -> list[Entry]:
        """The entries of which that became."""
        return [e for e in self.entries if e.what == what]


@dataclass(frozen=True)
class _Before:
    """The board's register as it stood before the import."""

    meetings: Mapping[str, Meeting]
    actions: Mapping[str, Action]
    resolutions: Mapping[str, Resolution]
    delegations: Mapping[str, Delegation]

    @classmethod
    def of(cls, tx: Transaction, board: Board) -> _Before:
        actions = [*tx.actions.of_board(board.id), *tx.actions.of_board(board.id, live=True)]
        return cls(
            {m.id: m for m in tx.meetings.of_board(board.id)},
            {a.id: a for a in actions},
            {r.id: r for r in tx.resolutions.of_board(board.id)},
            {d.id: d for d in tx.delegations.of_board(board.id)},
        )


def import_paper(
    tx: Transaction, caller: Caller, board: Board, paper: Paper, wanted: Wanted, now: datetime
) -> Imported:
    """Record what of the paper is accepted. Where nothing is (a second import of the same paper)
    the result has no meeting, and the transaction is to be rolled back."""
    before = _Before.of(tx, board)
    earlier = tx.drafts.find_by_digest(board.id, paper.sha256)
    draft, nothing = minutes_review.taken_in(tx, caller, board.id, paper, now)
    if draft is None:
        return Imported(board, caller.person, notes=(nothing,))
    if wanted.meeting_day:
        draft = draft_editing.set_meeting_day(tx, caller, draft.id, wanted.meeting_day, now)
    draft = _accepted(tx, caller, draft, wanted.accept, now)
    if not any(line.choice is Choice.ACCEPTED for line in draft.lines):
        return _nothing(board, caller.person, draft, earlier)
    if day_in(draft.meeting) is None:
        raise InvalidInput(
            f"“{draft.name}” names no date of a meeting. Nothing was recorded: say which meeting "
            "it is of, as in --meeting 2027-01-12."
        )
    done = minutes_recording.record(tx, caller, draft.id, now, tell=wanted.tell)
    return _result(tx, caller, board, done, before, earlier)


def officer_named(tx: Transaction, board: Board, word: str, now: datetime) -> Person:
    """The officer who acts: the one that a name, a spelling of it, an e-mail address or a Slack id
    means; without a word the board's only officer."""
    today = now.astimezone(board.zone).date()
    people = tx.people.many(officers_of(tx, board.id, today))
    officers = sorted(people.values(), key=lambda p: p.name)
    names = "; ".join(p.name for p in officers)
    if not officers:
        raise NotFound(
            f"{board.name} has no officer, so nobody can record for it. Nothing was recorded: name "
            "one with /board setup in its channel."
        )
    if not word.strip():
        if len(officers) == 1:
            return officers[0]
        raise InvalidInput(
            f"{board.name} has {len(officers)} officers. Nothing was recorded: say who acts, with "
            f"--as and one of these names: {names}."
        )
    found = [p for p in officers if _means(word, p)]
    if len(found) == 1:
        return found[0]
    if found:
        raise InvalidInput(
            f"“{word}” means more than one officer of {board.name}: "
            f"{'; '.join(p.name for p in found)}. Nothing was recorded: give --as an e-mail "
            "address or a Slack id."
        )
    others = [p for p in tx.people.of_team(board.team_id) if _means(word, p)]
    who = others[0].name if len(others) == 1 else f"“{word}”"
    raise NotAllowed(
        f"{who} is no officer of {board.name}, and only an officer can record its minutes. Nothing "
        f"was recorded. Officers: {names}."
    )


def _means(word: str, person: Person) -> bool:
    wanted = word.strip().removeprefix("@")
    if wanted == person.slack_id or wanted.casefold() == (person.email or "").casefold():
        return True
    return bool(plain(wanted)) and plain(wanted) in {
        plain(person.name),
        *(plain(v) for v in person.variants),
    }


# --- accepting ------------------------------------------------------------------------------------


def _accepted(tx: Transaction, caller: Caller, draft: Draft, accept: str, now: datetime) -> Draft:
    """The draft with all that is accepted by kind; what was decided in chat before stands."""
    for kind in ACCEPTS[accept]:
        kinds = minutes_review.along(kind)
        if any(x.kind in kinds and x.choice is Choice.WAITING for x in draft.lines):
            draft = minutes_review.accept_all(tx, caller, draft.id, kind, now)
    return draft


def _nothing(board: Board, officer: Person, draft: Draft, earlier: Draft | None) -> Imported:
    """Nothing is accepted: it has all been recorded before, or is only implied."""
    notes = []
    if earlier and earlier.state is DraftState.RECORDED:
        at = (earlier.recorded_at or earlier.read_at).astimezone(board.zone)
        notes.append(
            f"“{draft.name}” was recorded on {day_words(at.date())} at {at:%H:%M}. Nothing was "
            "recorded twice."
        )
    elif draft.left_out:
        notes.append("What this paper decides has been decided upon before. Nothing was recorded.")
    else:
        notes.append("The paper marks nothing of what was to be accepted. Nothing was recorded.")
    skipped = tuple(_entry(line, "skipped", why=_why_skipped(line)) for line in draft.lines)
    return Imported(
        board, officer, skipped, left_out=draft.left_out, notes=tuple(notes),
        warnings=draft.warnings,
    )  # fmt: skip


# --- what came of it ------------------------------------------------------------------------------


def _result(
    tx: Transaction,
    caller: Caller,
    board: Board,
    recorded: Recorded,
    before: _Before,
    earlier: Draft | None,
) -> Imported:
    after = _After.of(recorded, before)
    entries = [after.entry(line) for line in recorded.draft.lines]
    notes = list(recorded.notes)
    if earlier and earlier.state is DraftState.REVIEW:
        notes.insert(0, "It was under review in chat: what had been decided there stands.")
    closed = _closed_by_it(tx, recorded, before)
    if closed:
        notes.append(f"Closed by the meeting, completed before it: {', '.join(closed)}.")
    return Imported(
        board,
        caller.person,
        tuple(entries),
        recorded.meeting,
        _meeting_words(recorded.meeting, before),
        recorded.draft.left_out,
        recorded.told,
        tuple(notes),
        recorded.draft.warnings,
    )


def _meeting_words(meeting: Meeting, before: _Before) -> str:
    was = before.meetings.get(meeting.id)
    if was is None:
        return f"{day_words(meeting.day)}: taken into the register"
    if was.state is MeetingState.PLANNED:
        return f"{day_words(meeting.day)}: in the register, now marked as held"
    return f"{day_words(meeting.day)}: in the register"


def _closed_by_it(tx: Transaction, recorded: Recorded, before: _Before) -> list[str]:
    """The references of what the meeting closed without a line of the paper saying so."""
    told = {a.id for a in recorded.actions}
    closed = tx.actions.of_board(recorded.meeting.board_id, {Status.CLOSED})
    return [
        a.reference
        for a in closed
        if a.id not in told and a.id in before.actions and a != before.actions[a.id]
    ]


@dataclass(frozen=True)
class _After:
    """What was recorded, by id, beside what stood there before."""

    before: _Before
    actions: Mapping[str, Action] = field(default_factory=dict)
    resolutions: Mapping[str, Resolution] = field(default_factory=dict)
    delegations: Mapping[str, Delegation] = field(default_factory=dict)

    @classmethod
    def of(cls, recorded: Recorded, before: _Before) -> _After:
        return cls(
            before,
            {a.id: a for a in recorded.actions},
            {r.id: r for r in recorded.resolutions},
            {d.id: d for d in recorded.delegations},
        )

    def entry(self, line: DraftLine) -> Entry:
        """What became of a line."""
        if action := self.actions.get(line.recorded_id):
            was = self.before.actions.get(action.id)
            entry = _entry(line, _became(was, action), action.reference)
            return replace(
                entry,
                owners=owner_words(action.owners),
                due=describe(action.due),
                why="; ".join(_changes(was, action)) if was else _standing(action),
            )
        if resolution := self.resolutions.get(line.recorded_id):
            known = self.before.resolutions.get(resolution.id)
            return _entry(line, _became(known, resolution), str(line.data["recorded_as"]))
        if delegation := self.delegations.get(line.recorded_id):
            kept = self.before.delegations.get(delegation.id)
            entry = _entry(line, _became(kept, delegation), delegation.reference)
            to = ", ".join(delegation.delegates) or "nobody named"
            return replace(entry, owners=to, due=describe(delegation.deadline))
        if line.kind in SITTING and line.recorded_id:
            return _entry(line, "recorded", str(line.data["recorded_as"]))
        return _entry(line, "skipped", why=_why_skipped(line))


def _became(was: object | None, now: object) -> What:
    if was is None:
        return "recorded"
    return "unchanged" if was == now else "updated"


def _entry(line: DraftLine, what: What, reference: str = "", why: str = "") -> Entry:
    return Entry(what, line.kind, text_in(line), line.lines, reference, why=why)


def _why_skipped(line: DraftLine) -> str:
    if line.choice is Choice.REJECTED:
        return "rejected in the review"
    if line.kind is LineKind.IMPLIED:
        return "only implied by the discussion: accept it in chat"
    return "not among what was to be accepted"


def _standing(action: Action) -> str:
    """How a new action stands, where its log says that it is more than open."""
    return "" if action.status is Status.OPEN else STATUS_WORDS[action.status]


def _changes(was: Action, now: Action) -> Sequence[str]:
    """What of an action on record the paper changed, in words."""
    told = []
    if was.text != now.text:
        told.append("the minuted words")
    if was.status is not now.status:
        told.append(f"{STATUS_WORDS[was.status]} → {STATUS_WORDS[now.status]}")
    if len(now.notes) > len(was.notes):
        told.append(f"progress: {now.notes[-1].text}")
    if owner_words(was.owners) != owner_words(now.owners):
        told.append("owners")
    if was.due != now.due:
        told.append(f"was {describe(was.due)}")
    if was.live and not now.live:
        told.append("issued")
    return told
