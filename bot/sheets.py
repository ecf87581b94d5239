"""One action in words, for an e-mail and for the page behind its link. Pure: data to data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.slack.views.actions import Card
from workflows.action_steps import STATUS_WORDS
from workflows.actions import LIVE, Action, Note, NoteKind, Slip, SlipState, Status
from workflows.boards import Board
from workflows.colours import Rag
from workflows.deadlines import Due, day_words, describe, rag
from workflows.digests import is_overdue
from workflows.owners import owner_words


@dataclass(frozen=True)
class Event:
    """One line of an action's history: when (board's time), what, by whom, in which words."""

    when: str
    what: str
    who: str
    words: str = ""


@dataclass(frozen=True)
class Sheet:
    """An action as it is told to somebody who may see it; `tone` (late, soon, held, done, plain)
    only colours what the words of `state` say already."""

    action_id: str
    reference: str
    text: str
    exempt: bool
    state: str
    tone: str
    due: str
    left: str
    originally: str
    owners: str
    board: str
    source: str
    history: tuple[Event, ...]
    evidence: tuple[str, ...]

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Label and words of what is known besides text and state."""
        due = f"{self.due} ({self.left})" if self.left else self.due
        rows = (
            ("Due", due),
            ("Originally", self.originally),
            ("Owner", self.owners),
            ("From", self.source),
        )
        return tuple((label, words) for label, words in rows if words)


def sheet(card: Card, board: Board) -> Sheet:
    """What `card` shows, in words; that its reader may see it was asked when it was made."""
    action = card.action
    state, tone = _state(card)
    minute = f"minute {action.minute_ref}" if action.minute_ref else ""
    meeting = f"meeting of {card.minute}" if card.minute else ""
    return Sheet(
        action_id=action.id,
        reference=action.reference,
        text=action.text,
        exempt=bool(action.exempt),
        state=state,
        tone=tone,
        due=_day(action.due, card.today),
        left=_left(card),
        originally=_day(action.original_due, card.today) if _moved(action) else "",
        owners=owner_words(action.owners),
        board=board.name,
        source=", ".join(w for w in (meeting, minute) if w),
        history=_history(action, board, card.names),
        evidence=card.evidence,
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _moved(action: Action) -> bool:
    return action.original_due not in (action.due, Due())


def _day(due: Due, today: date) -> str:
    """When, without the flag that it is past: state and distance say so."""
    words = describe(due, today=today).removeprefix("due ")
    return _capital(words.removesuffix(" — already past"))


def _state(card: Card) -> tuple[str, str]:
    action, words = card.action, STATUS_WORDS[card.action.status]
    if is_overdue(action, card.today):
        return f"Overdue, {words}", "late"
    if action.status is Status.BLOCKED:
        return _capital(words), "held"
    if action.status not in LIVE:
        return _capital(words), "done"
    if rag(action.original_due, action.due, card.today, card.calendar, False) is Rag.AMBER:
        return f"Due soon, {words}", "soon"
    return _capital(words), "plain"


def _left(card: Card) -> str:
    """How far off the day is, in working days; nothing where it does not matter any more."""
    day = card.action.due.day
    if day is None or card.action.status not in LIVE:
        return ""
    if day == card.today:
        return "today"
    days = abs(card.calendar.working_days_between(card.today, day))
    named = f"{days} working day{'' if days == 1 else 's'}"
    return f"in {named}" if day > card.today else f"{named} ago"


_NOTED: Mapping[NoteKind, str] = {
    NoteKind.PROGRESS: "Progress",
    NoteKind.BLOCKED: "Blocked",
    NoteKind.DONE: "Reported done",
    NoteKind.RETURNED: "Returned",
    NoteKind.OTHER: "Note",
}
_SLIPPED: Mapping[SlipState, str] = {
    SlipState.ASKED: "More time asked for",
    SlipState.AGREED: "More time agreed",
    SlipState.REFUSED: "More time refused",
}


def _history(action: Action, board: Board, names: Mapping[str, str]) -> tuple[Event, ...]:
    """Notes and requests for more time, newest first."""
    found: list[tuple[datetime, Event]] = []
    for note in action.notes:
        event = Event(_when(note.at, board), _NOTED[note.kind], _who(note, names), note.text)
        found.append((note.at, event))
    for slip in action.slips:
        at = slip.settled_at or slip.asked_at
        found.append((at, _slip_event(slip, at, board, names)))
    return tuple(event for _, event in sorted(found, key=lambda pair: pair[0], reverse=True))


def _slip_event(slip: Slip, at: datetime, board: Board, names: Mapping[str, str]) -> Event:
    who = names.get(slip.settled_by or slip.asked_by, "")
    return Event(
        _when(at, board), f"{_SLIPPED[slip.state]}: {describe(slip.to_due)}", who, slip.reason
    )


def _who(note: Note, names: Mapping[str, str]) -> str:
    who = names.get(note.by, "")
    return (
        f"{who} for {names.get(note.on_behalf_of, note.on_behalf_of)}" if note.on_behalf_of else who
    )


def _when(at: datetime, board: Board) -> str:
    local = at.astimezone(board.zone)
    return f"{day_words(local.date())}, {local:%H:%M}"
