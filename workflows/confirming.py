"""What a meeting confirms: holding it closes the actions that its log listed as completed.

The log goes out for an ordinary meeting, so only such a one confirms; and it confirms what had been
accepted by the time it was opened, not what is accepted while it sits: that is for the next log to
list. A meeting that nobody opened here, known from its minutes alone, confirms what was completed
by its day. What is ticked "keep open" is passed over.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.access import Caller, Deed, require
from workflows.actions import Action, Status
from workflows.errors import AlreadyDone
from workflows.meetings import Meeting, MeetingKind
from workflows.showing import render_again

if TYPE_CHECKING:
    from workflows.ports import Transaction


def confirm(tx: Transaction, caller: Caller, meeting: Meeting, now: datetime) -> list[Action]:
    """Close what the meeting's log listed as completed; see the module's words."""
    if meeting.kind is not MeetingKind.ORDINARY:
        return []
    closed = []
    for before in tx.actions.of_board(meeting.board_id, {Status.ACCEPTED}):
        if before.keep_open or not _was_listed(tx, before, meeting):
            continue
        after = replace(before, status=Status.CLOSED, closed_meeting_id=meeting.id)
        closed.append(keeping.keep(tx, before, after, caller, now, "closed at the meeting"))
    return closed


def _was_listed(tx: Transaction, action: Action, meeting: Meeting) -> bool:
    accepted = _accepted_at(tx, action)
    if meeting.opened_at and accepted:
        return accepted <= meeting.opened_at
    return action.completed_on is not None and action.completed_on <= meeting.day


def _accepted_at(tx: Transaction, action: Action) -> datetime | None:
    """When it was accepted; taking a confirmation back is no new acceptance. None if the ledger's
    values have been erased."""
    status, accepted = "", None
    for line, values in tx.ledger.of_subject("action", action.id):
        if values.get("status") == Status.ACCEPTED and status != Status.CLOSED:
            accepted = line.at
        status = values.get("status", status)
    return accepted


def confirmed_at(tx: Transaction, meeting: Meeting) -> tuple[Action, ...]:
    """What the meeting confirmed, by reference."""
    closed = tx.actions.of_board(meeting.board_id, {Status.CLOSED})
    found = (a for a in closed if a.closed_meeting_id == meeting.id)
    return tuple(sorted(found, key=lambda a: a.reference))


def take_back(tx: Transaction, caller: Caller, meeting: Meeting, now: datetime) -> None:
    """The meeting is not closed after all: what it confirmed is accepted, not confirmed, again."""
    for before in confirmed_at(tx, meeting):
        after = replace(before, status=Status.ACCEPTED, closed_meeting_id=None)
        keeping.keep(tx, before, after, caller, now, "not confirmed after all")


def keep_open(tx: Transaction, caller: Caller, action_id: str, now: datetime) -> Action:
    """The meeting did not confirm this one: it is accepted again, and stays in the log until the
    mark "keep open" is taken off."""
    before = tx.actions.get(action_id)
    require(caller, before.board_id, Deed.SETTLE)
    if before.status is not Status.CLOSED or before.closed_meeting_id is None:
        raise AlreadyDone(f"{before.reference} is not closed by a meeting. Nothing was changed.")
    after = replace(before, status=Status.ACCEPTED, closed_meeting_id=None, keep_open=True)
    saved = keeping.keep(tx, before, after, caller, now, "kept open")
    board = tx.boards.get(saved.board_id)
    render_again(tx, board, "meeting", before.closed_meeting_id)
    return saved
