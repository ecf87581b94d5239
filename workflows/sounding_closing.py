"""The end of a sounding: by its deadline, early, extended, withdrawn; its report to a meeting, and
the resolution that a body makes of it which may resolve in writing.

Whoever closes has the sounding alone, so of two the second is told; and no reply that was taken is
missing from the result.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import delegation_keeping, resolution_recording
from workflows.access import Caller
from workflows.action_recording import clean_text
from workflows.deadlines import day_words
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed
from workflows.keeping import local_day
from workflows.meetings import Meeting, MeetingState
from workflows.resolution_words import words_of
from workflows.resolutions import Resolution
from workflows.sounding_asking import CLOSED, EXTENDED, WITHDRAWN, tell
from workflows.sounding_form import read_deadline
from workflows.sounding_keeping import PROGRAM, hold, keep, to_change
from workflows.sounding_states import Step, moment_words, state_at
from workflows.sounding_tally import result_words, tally, vote
from workflows.soundings import Sounding, SoundingState

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: What a resolution that was made so is marked as.
ORIGIN = "written resolution"


def close_due(tx: Transaction, now: datetime) -> int:
    """Close every sounding whose deadline has come; how many. Safe to run at any time, from any
    number of processes: each is closed once."""
    closed = 0
    for found in tx.soundings.ended_by(now):
        hold(tx, found.id, alone=True)
        sounding = tx.soundings.get(found.id)
        if sounding.state is SoundingState.OPEN and sounding.deadline <= now:
            # It closed at its deadline, whenever the program came to it.
            _closed(tx, sounding, PROGRAM, sounding.deadline, now, "closed at its deadline")
            closed += 1
    return closed


def close(
    tx: Transaction, caller: Caller, sounding_id: str, reason: str, now: datetime
) -> Sounding:
    """Close it before its deadline; with a reason, unless nobody is waited for any longer."""
    sounding = to_change(tx, caller, sounding_id, Step.CLOSE, now)
    waited_for = tally(sounding, tx.soundings.views(sounding.id)).awaited
    if waited_for and not reason.strip():
        names = ", ".join(a.name for a in waited_for)
        raise InvalidInput(
            f"{len(waited_for)} have not replied yet ({names}). Nothing was changed. Say why it is "
            f"closed early: /sounding close {sounding.reference} and the reason.",
            field="reason",
        )
    why = clean_text(reason, field="reason", most=1000) if reason.strip() else ""
    return _closed(tx, sounding, caller.id, now, now, "closed early", why)


def _closed(
    tx: Transaction,
    sounding: Sounding,
    actor: str,
    at: datetime,
    now: datetime,
    deed: str,
    reason: str = "",
) -> Sounding:
    result = tally(sounding, tx.soundings.views(sounding.id))
    after = replace(
        sounding,
        state=SoundingState.CLOSED,
        closed_at=at,
        closed_by="" if actor == PROGRAM else actor,
        reason=reason,
        outcome=result_words(sounding, result),
    )
    saved = keep(tx, sounding, after, actor, now, deed, reason)
    tell(tx, saved, CLOSED)
    return saved


def extend(
    tx: Transaction, caller: Caller, sounding_id: str, to: str, reason: str, now: datetime
) -> Sounding:
    """Give it a later deadline, in words ("15 March 17:00"); those asked are told."""
    before = to_change(tx, caller, sounding_id, Step.EXTEND, now)
    board = tx.boards.get(before.board_id)
    deadline = read_deadline(to, board, now)
    if deadline <= before.deadline:
        raise InvalidInput(
            f"{moment_words(deadline, board.zone)} is not later than its deadline, "
            f"{moment_words(before.deadline, board.zone)}. Nothing was changed. To end it sooner, "
            f"close it when enough have replied: /sounding close {before.reference}",
            field="deadline",
        )
    saved = keep(
        tx, before, replace(before, deadline=deadline), caller.id, now, "extended", reason.strip()
    )
    if saved.state is SoundingState.OPEN:
        tell(tx, saved, EXTENDED)
    return saved


def withdraw(
    tx: Transaction, caller: Caller, sounding_id: str, reason: str, now: datetime
) -> Sounding:
    """Take it back, with the reason. What was replied stays on record and is not counted."""
    before = to_change(tx, caller, sounding_id, Step.WITHDRAW, now)
    why = clean_text(reason, field="reason", most=1000)
    after = replace(
        before,
        state=SoundingState.WITHDRAWN,
        closed_at=now,
        closed_by=caller.id,
        reason=why,
    )
    saved = keep(tx, before, after, caller.id, now, "withdrawn", why)
    if before.state is SoundingState.OPEN:
        tell(tx, saved, WITHDRAWN)
    return saved


def report(
    tx: Transaction, caller: Caller, sounding_id: str, meeting: Meeting, now: datetime
) -> Sounding:
    """A meeting has heard what came of it."""
    before = to_change(tx, caller, sounding_id, Step.REPORT, now)
    before = _written_down(tx, before, now)
    if before.reported_on:
        raise AlreadyDone(
            f"{before.reference} has been reported already, to the meeting of "
            f"{day_words(before.reported_on)}. Nothing was changed."
        )
    if meeting.board_id != before.board_id:
        raise InvalidInput("That meeting belongs to another board. Nothing was changed.", "meeting")
    if meeting.state is MeetingState.CANCELLED:
        raise InvalidInput("That meeting was cancelled. Nothing was changed.", field="meeting")
    board = tx.boards.get(before.board_id)
    closed = local_day(before.closed_at or before.deadline, board)
    if meeting.day < closed:
        raise InvalidInput(
            f"The meeting of {day_words(meeting.day)} was before {before.reference} closed, on "
            f"{day_words(closed)}. Nothing was changed. It is proposed for the next agenda by "
            "itself.",
            field="meeting",
        )
    after = replace(before, reported_on=meeting.day, reported_meeting_id=meeting.id)
    return keep(tx, before, after, caller.id, now, "reported")


def _written_down(tx: Transaction, sounding: Sounding, now: datetime) -> Sounding:
    """The sounding, its close written down if its deadline has passed and nobody has done so."""
    if sounding.state is SoundingState.OPEN and state_at(sounding, now) is SoundingState.CLOSED:
        at = sounding.deadline
        return _closed(tx, sounding, PROGRAM, at, now, "closed at its deadline")
    return sounding


def resolve(
    tx: Transaction, caller: Caller, sounding_id: str, text: str, now: datetime
) -> tuple[Sounding, Resolution]:
    """Make the outcome a resolution, in the officer's words: only of a body whose rules let it
    resolve in writing, and only where the threshold was reached."""
    before = to_change(tx, caller, sounding_id, Step.RESOLVE, now)
    before = _written_down(tx, before, now)
    board = tx.boards.get(before.board_id)
    _refuse_unwritten(tx, before)
    words = words_of(tx, board, text)
    told = vote(tally(before, tx.soundings.views(before.id)))
    resolution = Resolution(
        id=tx.new_id(),
        board_id=board.id,
        meeting_id=None,
        minute_ref="",
        item=before.question[:200],
        clauses=words.clauses,
        recorded_by=caller.id,
        recorded_at=now,
        marker=words.marker,
        carried=told.carried,
        votes=told.votes,
        barred=tuple(a.name for a in before.asked if not a.is_asked),
        exempt=before.exempt,
        origin=ORIGIN,
    )
    resolution = resolution_recording.add(tx, caller, resolution, now)
    delegation_keeping.keep_all(tx, caller, resolution, local_day(now, board), now)
    after = replace(before, resolution_id=resolution.id)
    return keep(tx, before, after, caller.id, now, "made a resolution"), resolution


def _refuse_unwritten(tx: Transaction, sounding: Sounding) -> None:
    if sounding.resolution_id:
        raise AlreadyDone(
            f"{sounding.reference} has been made a resolution already. Nothing was changed."
        )
    if not sounding.written:
        raise NotAllowed(
            f"The rules of this board did not let it resolve in writing when {sounding.reference} "
            "was opened: what was replied is consultation. Nothing was changed. Report it to the "
            "next meeting, which can take the matter up."
        )
    result = tally(sounding, tx.soundings.views(sounding.id))
    if not result.reached.enough:
        raise NotAllowed(
            f"{sounding.reference} did not reach its threshold: "
            f"{', '.join(result.reached.lacking)} lacking. Nothing was changed. Report it to the "
            "next meeting, or seek views anew."
        )
