"""Report-backs: which action is one, for whom and how often; what follows when it was delivered.

A report-back is an action with a receiving board (`report_to`), never a second thing beside it. It
comes before that board as an agenda item; with a cycle the next one is an action of its own, which
`follows` it. However it is completed (heard at a meeting, accepted by the officer), the next one is
made once; if the completion is taken back, the next one goes, as long as nobody has touched it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from workflows import keeping
from workflows.access import Caller, Deed, require
from workflows.action_steps import STATUS_WORDS
from workflows.actions import COMPLETED, LIVE, Action, Note, NoteKind, Status, Turn
from workflows.boards import Board
from workflows.dates import MONTH_NAMES, day_words
from workflows.deadlines import Due, DueKind
from workflows.errors import AlreadyDone, InvalidInput
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.report_back_cycles import CYCLE_WORDS, Next, nearest, next_of
from workflows.report_backs import Cycle

if TYPE_CHECKING:
    from workflows.ports import Transaction

_LIKE = re.compile(
    r"\b(?:report|feed|bring|come|return|update)(?:s|ed|ing)? back\b"
    r"|\breports? (?:to|on this to) (?:the |this |our )?(?:board|committee|panel|forum|"
    r"(?:next |\w+ )?meeting)\b"
    r"|\b(?:bring|submit|present)s? (?:an? |the )?(?:\w+ ){0,4}(?:report|update|paper) to "
    r"(?:the |this |our )?(?:board|committee|panel|forum|(?:next |\w+ )?meeting)\b"
    r"|\bupdate (?:the |this |our )?(?:board|committee|panel|forum)\b",
    re.I,
)
#: How far from the day on which something comes round a meeting may be that is scheduled for it.
_ABOUT = timedelta(days=31)


def reads_like_one(text: str) -> bool:
    """Whether the words of an action ask for something to come back to the board."""
    return bool(_LIKE.search(text))


@dataclass(frozen=True)
class Coming:
    """What makes an action a report-back, as typed: how often, and to which board (its own, if that
    is empty). `version` is that of the action from which a form was drawn."""

    cycle: Cycle = Cycle.ONCE
    to: str = ""
    version: int | None = None


def receiver(tx: Transaction, board: Board, written: str) -> str:
    """The id of the board that is called so, its own for nothing; `InvalidInput` (field
    "report_to") for one that this workspace does not know."""
    from workflows.owners import group_names, plain

    wanted = plain(written)
    for each in (board, *tx.boards.of_team(board.team_id)):
        if not wanted or wanted in group_names(each):
            return each.id
    raise InvalidInput(
        f"“{written.strip()[:60]}” is no board of this workspace. Nothing was saved: leave it "
        "empty for this board, or type the name as /board list shows it.",
        field="report_to",
    )


def mark(tx: Transaction, caller: Caller, action_id: str, coming: Coming, now: datetime) -> Action:
    """Make an action a report-back, or change how it comes back."""
    from workflows.action_recording import seen
    from workflows.stale import refuse_stale

    before = seen(tx, caller, action_id)
    require(caller, before.board_id, Deed.RECORD)
    refuse_stale("The action", before.version, coming.version)
    _refuse_ended(before)
    board = tx.boards.get(before.board_id)
    to = receiver(tx, board, coming.to)
    after = replace(before, report_to=to, cycle=coming.cycle)
    if after == before:
        raise AlreadyDone(f"That is how {_name(before)} stands already. Nothing was changed.")
    after = replace(after, due=at_its_meeting(tx, tx.boards.get(to), after.due))
    if not before.slips and before.original_due == before.due:
        after = replace(after, original_due=after.due)
    return keeping.keep(tx, before, after, caller, now, "comes back to the board")


def unmark(tx: Transaction, caller: Caller, action_id: str, now: datetime) -> Action:
    """It is an ordinary action again: nothing is put on an agenda, and none follows it."""
    from workflows.action_recording import seen

    before = seen(tx, caller, action_id)
    require(caller, before.board_id, Deed.RECORD)
    _refuse_ended(before)
    if before.report_to is None:
        raise AlreadyDone(f"{_name(before)} is no report-back. Nothing was changed.")
    after = replace(before, report_to=None, cycle=Cycle.ONCE)
    return keeping.keep(tx, before, after, caller, now, "does not come back")


def _refuse_ended(action: Action) -> None:
    if action.status not in LIVE:
        raise AlreadyDone(
            f"{_name(action)} is {STATUS_WORDS[action.status]}. Nothing was changed: reopen it "
            "first, or record a new one."
        )


def _name(action: Action) -> str:
    return action.reference or "This action"


def at_its_meeting(tx: Transaction, board: Board, due: Due) -> Due:
    """A month in which the receiving board has one ordinary meeting, as that meeting; any other due
    as it is."""
    if due.kind is not DueKind.MONTH or due.day is None or due.meeting_id:
        return due
    month = (due.day.year, due.day.month)
    found = [m for m in _ordinary(tx, board) if (m.day.year, m.day.month) == month]
    if len(found) != 1:
        return due
    return Due(DueKind.DATE, due.phrase, found[0].day, found[0].id)


def _ordinary(tx: Transaction, board: Board) -> list[Meeting]:
    meetings = tx.meetings.of_board(board.id)
    return [
        m
        for m in meetings
        if m.kind is MeetingKind.ORDINARY and m.state is not MeetingState.CANCELLED
    ]


# --- delivered, and what follows ------------------------------------------------------------------


def deliver(
    tx: Transaction, caller: Caller, action_id: str, meeting: Meeting, said: str, now: datetime
) -> Action:
    """The board has heard it: completed, to be confirmed with the next log. What is completed or
    ended already stays as it is."""
    before = tx.actions.get(action_id)
    require(caller, meeting.board_id, Deed.RUN_MEETINGS)
    if before.status not in LIVE | {Status.PROPOSED_DONE} or before.live:
        return before
    words = f"Reported to the meeting of {day_words(meeting.day)}"
    words += f": {said.strip()}" if said.strip() else "."
    note = Note(tx.new_id(), now, caller.id, words[:3000], NoteKind.DONE, approved=True)
    after = replace(
        before,
        status=Status.ACCEPTED,
        turn=Turn.NOBODY,
        completed_on=meeting.day,
        notes=(*before.notes, note),
    )
    return keeping.keep(tx, before, after, caller, now, "delivered at the meeting")


def after_change(
    tx: Transaction, before: Action, after: Action, caller: Caller, now: datetime
) -> None:
    """What follows from a change of a report-back that comes again: the next one when it is
    completed, no next one if that is taken back."""
    if after.report_to is None or after.cycle is Cycle.ONCE or after.live:
        return
    completed = COMPLETED - {Status.PROPOSED_DONE} | {Status.CLOSED}
    if after.status in completed and before.status not in completed:
        follow_on(tx, after, caller, now)
    elif after.status in LIVE and before.status in completed:
        _withdraw_next(tx, after, caller, now)


def following(tx: Transaction, action: Action) -> Action | None:
    """The next one of its cycle, unless that was cancelled."""
    same = tx.actions.of_board(action.board_id)
    found = (a for a in same if a.follows == action.id and a.status is not Status.CANCELLED)
    return next(found, None)


def follow_on(tx: Transaction, done: Action, caller: Caller, now: datetime) -> Action:
    """The next one of the cycle, made now unless it is there; its owners have it on their lists
    and are reminded, but are not written to about it apart."""
    from workflows.action_recording import new_reference

    if there := following(tx, done):
        return there
    board = tx.boards.get(done.board_id)
    hearing = tx.boards.get(done.report_to or done.board_id)
    today = keeping.local_day(now, board)
    last = done.original_due.day or done.due.day or done.completed_on or today
    coming = [m.day for m in _ordinary(tx, hearing)]
    due = due_of(
        tx, hearing, next_of(done.cycle, last, coming, done.completed_on, anchor(tx, done))
    )
    if due.kind is DueKind.NEXT_MEETING and hearing.id != board.id:
        # A link to "the next meeting" would be to one of the board whose action it is.
        due = Due(DueKind.OTHER_MEETING, f"next meeting of {hearing.name}")
    action = replace(
        done,
        id=tx.new_id(),
        reference=new_reference(tx, board, today),
        owners=tuple(
            replace(o, done_on=None, waits_since=None, quiet_until=None) for o in done.owners
        ),
        due=due,
        original_due=due,
        created_by=caller.id,
        created_at=now,
        status=Status.OPEN,
        turn=Turn.OWNER,
        turn_since=today,
        meeting_id=None,
        item="",
        keep_open=False,
        completed_on=None,
        closed_meeting_id=None,
        due_version=1,
        hushed_until=None,
        next_nudge_on=None,
        window_until=None,
        follows=done.id,
        sent_from=None,
        slips=(),
        notes=(),
        version=1,
    )
    return keeping.add(tx, action, caller, now, "next of its cycle")


def anchor(tx: Transaction, action: Action) -> date | None:
    """The day of the first of its cycle, from which the rhythm is counted."""
    first, known = action, {action.id}
    while first.follows and first.follows not in known:
        first = tx.actions.get(first.follows)
        known.add(first.id)
    return first.original_due.day or first.due.day


def _withdraw_next(tx: Transaction, action: Action, caller: Caller, now: datetime) -> None:
    there = following(tx, action)
    if there is None or there.status is not Status.OPEN or there.notes or there.slips:
        return
    gone = replace(there, status=Status.CANCELLED, turn=Turn.NOBODY)
    why = f"{_name(action)} is open again"
    keeping.keep(tx, there, gone, caller, now, "cancelled", reason=why)


def due_of(tx: Transaction, board: Board, coming: Next) -> Due:
    """The due that the next time of a cycle has: at a meeting of the receiving board, about a
    month, or at whatever meeting comes next."""
    if coming.day is None:
        return Due(DueKind.NEXT_MEETING, "next meeting")
    if coming.at_meeting:
        meeting = next(m for m in _ordinary(tx, board) if m.day == coming.day)
        return Due(DueKind.DATE, "", meeting.day, meeting.id)
    return _about(board, coming.day)


def _about(board: Board, day: date) -> Due:
    phrase = f"{MONTH_NAMES[day.month - 1]} {day.year}"
    last = day + relativedelta(day=31)
    return Due(DueKind.MONTH, phrase, board.calendar.on_or_before(last))


# --- meetings come and go -------------------------------------------------------------------------


def link(tx: Transaction, board: Board, caller: Caller, now: datetime) -> int:
    """Point the report-backs to this board that wait for a month at a meeting of it that has been
    scheduled since; how many."""
    meetings = {m.day: m for m in _ordinary(tx, board) if m.state is MeetingState.PLANNED}
    linked = 0
    for before in tx.actions.reporting_to(board.id):
        if before.due.kind is not DueKind.MONTH or before.due.meeting_id or not before.due.day:
            continue
        due = at_its_meeting(tx, board, before.due)
        day = nearest(sorted(meetings), before.due.day) if before.follows else None
        if due == before.due and day is not None and abs(day - before.due.day) <= _ABOUT:
            due = Due(DueKind.DATE, before.due.phrase, day, meetings[day].id)
        if due == before.due:
            continue
        original = due if before.original_due == before.due else before.original_due
        after = replace(before, due=due, original_due=original)
        keeping.keep(tx, before, after, caller, now, "linked to a meeting")
        linked += 1
    return linked


# --- in words -------------------------------------------------------------------------------------


def words(action: Action, boards: Iterable[Board] = ()) -> str:
    """What kind of report-back it is ("Report-back, quarterly"), with the board that hears it where
    that is another; empty if it is none."""
    if action.report_to is None:
        return ""
    named = next((b.name for b in boards if b.id == action.report_to), "")
    to = f" to {named}" if named and action.report_to != action.board_id else ""
    often = f", {CYCLE_WORDS[action.cycle]}" if action.cycle is not Cycle.ONCE else ""
    return f"Report-back{to}{often}"
