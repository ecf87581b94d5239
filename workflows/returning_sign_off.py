"""Whether, and how, a board can sign a statutory return off before its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from workflows.boards import Board
from workflows.dates import day_words
from workflows.delegations import Delegation, DelegationState
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.notice import publication_day
from workflows.returns import StatutoryReturn

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class SignOff:
    """How a return can be signed off: at `meeting` (the one chosen, or the last ordinary one that
    is in time), or under `delegation`. With neither it `needs` a delegation or an extraordinary
    meeting, of which notice is to be given by `notice_by`, the last day for the latest such
    meeting."""

    meeting: Meeting | None = None
    chosen: bool = False
    delegation: Delegation | None = None
    notice_by: date | None = None
    too_late: bool = False

    @property
    def needs(self) -> bool:
        return self.meeting is None and self.delegation is None


def sign_off(tx: Transaction, board: Board, thing: StatutoryReturn, today: date) -> SignOff:
    """How it can be signed off, as things stand today. A meeting counts that is held before or on
    the day, and whose agenda can still be published in time (or is out already); a delegation as
    long as it is in force."""
    if power := _power(tx, thing):
        return SignOff(delegation=power, chosen=True)
    meetings = tx.meetings.of_board(board.id)
    in_time = [m for m in meetings if _can_sign(m, board, thing.due, today)]
    named = next((m for m in in_time if m.id == thing.sign_off_meeting_id), None)
    if named:
        return SignOff(meeting=named, chosen=True)
    ordinary = [m for m in in_time if m.kind is MeetingKind.ORDINARY]
    if ordinary:
        return SignOff(meeting=ordinary[-1])
    day = board.calendar.on_or_before(thing.due)
    last = publication_day(board, day)
    return SignOff(notice_by=last, too_late=last < today)


def _power(tx: Transaction, thing: StatutoryReturn) -> Delegation | None:
    """The delegation under which it is to be signed off; none where that is used up, has lapsed or
    was revoked, so that a meeting has to."""
    if not thing.delegation_id:
        return None
    named = tx.delegations.get(thing.delegation_id)
    return named if named.state is DelegationState.GRANTED else None


def _can_sign(meeting: Meeting, board: Board, due: date, today: date) -> bool:
    if meeting.state is MeetingState.OPEN:
        return meeting.day <= due
    if meeting.state is not MeetingState.PLANNED or not today <= meeting.day <= due:
        return False
    return meeting.agenda_published_on is not None or publication_day(board, meeting.day) >= today


def signed_at(tx: Transaction, board: Board, thing: StatutoryReturn, meeting: Meeting) -> bool:
    """Whether that meeting is the one to sign it off: chosen for it, or, where none was chosen that
    still stands and no delegation is in force for it, the last ordinary one up to its day."""
    if meeting.day > thing.due or _power(tx, thing):
        return False
    if thing.sign_off_meeting_id:
        chosen = tx.meetings.get(thing.sign_off_meeting_id)
        if chosen.state is not MeetingState.CANCELLED and chosen.day <= thing.due:
            return chosen.id == meeting.id
    later = (d for d in tx.meetings.coming(board.id, meeting.day) if d <= thing.due)
    return meeting.kind is MeetingKind.ORDINARY and next(later, None) is None


def sign_off_words(found: SignOff) -> str:
    """The same for a reader."""
    if found.delegation:
        return f"signed off under delegation {found.delegation.reference}"
    if found.meeting:
        day = day_words(found.meeting.day)
        said = f"to be signed off at the meeting of {day}"
        return said if found.chosen else f"{said}, the last one before its day"
    if found.too_late or found.notice_by is None:
        return (
            "no meeting can be called with full notice before its day any more: needs a "
            "delegation that is in force, or the chair’s agreement to take it as urgent"
        )
    return (
        "no ordinary meeting is in time: needs a delegation or an extraordinary meeting, whose "
        f"agenda is out by {day_words(found.notice_by)}"
    )
