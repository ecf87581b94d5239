"""One action of a paper: new, or one on record that takes the minuted words, status or progress."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workflows import keeping
from workflows.access import Caller
from workflows.action_recording import NewAction, compose, new_reference
from workflows.actions import ENDED, Action, Note, NoteKind, Status, Turn
from workflows.boards import Board
from workflows.deadlines import DueKind
from workflows.draft_lines import (
    date_agreed,
    due_of,
    is_completed,
    is_under_way,
    twin_of,
)
from workflows.meetings import Meeting
from workflows.owners import read_owners
from workflows.resolutions import Clause, Resolution
from workflows.showing import withdraw_posted

if TYPE_CHECKING:
    from workflows.ports import Transaction

_DATED = re.compile(r"(\d{2})(\d{2})(\d{2}|\d{4})[/.-]\d+")


@dataclass(frozen=True)
class Minuted:
    """The action as it stands now; whether it was on record before, and whether its owners are to
    be told of it."""

    action: Action
    paired: bool
    tell: bool


def record_action(
    tx: Transaction,
    caller: Caller,
    board: Board,
    meeting: Meeting,
    data: Mapping[str, Any],
    source: tuple[Resolution, Clause] | None,
    free: Collection[Action],
    *,
    in_minutes: bool,
    now: datetime,
) -> Minuted:
    """Record a line's action for the meeting. It comes of the `source`, where a clause of that
    resolution holds it, and is as exempt as that. `free` are the board's actions on record, but
    for those that other lines of the same paper stand for; `in_minutes` is false for a pack whose
    log is drawn up for the next meeting: what that log lists as completed has not been confirmed
    yet."""
    twin = twin_of(meeting.id, data, free)
    if twin is None:
        return _new(tx, caller, board, meeting, data, source, in_minutes, now)
    after = twin
    if twin.meeting_id == meeting.id and twin.origin != "minutes":
        after = _with_minuted_words(tx, board, meeting, after, data, source)
    if twin.live:
        reference = _free(tx, board, str(data["ref"])) or new_reference(tx, board, meeting.day)
        after = replace(after, live=False, reference=reference)
    after = _with_standing(tx, caller, after, meeting, data, in_minutes, now)
    if after == twin:
        return Minuted(twin, paired=True, tell=False)
    saved = keeping.keep(tx, twin, after, caller, now, "minuted")
    if saved.exempt and not twin.exempt:
        withdraw_posted(tx, board, "action", saved.id)
    return Minuted(saved, paired=True, tell=twin.live or saved.due.day != twin.due.day)


def _with_minuted_words(
    tx: Transaction,
    board: Board,
    meeting: Meeting,
    action: Action,
    data: Mapping[str, Any],
    source: tuple[Resolution, Clause] | None,
) -> Action:
    """The minuted words become the text; an owner and a date that were agreed at the meeting
    stand, what was missing is filled in. “Next meeting” is what an action gets when no date was
    said, so a date in the minutes goes before it."""
    owners = action.owners
    if not any(o.known for o in owners):
        owners = read_owners(tx, board, data["owners"], meeting.day) or owners
    after = replace(
        action,
        text=data["text"],
        owners=owners,
        minute_ref=data["minute_ref"] or action.minute_ref,
        clause_id=action.clause_id or (source[1].id if source else None),
        exempt=action.exempt or (source[0].exempt if source else ""),
    )
    due = due_of(tx, board, data, meeting.day)
    if due.kind is not DueKind.NONE and not date_agreed(action):
        after = replace(after, due=due, original_due=due)
    return after


def _new(
    tx: Transaction,
    caller: Caller,
    board: Board,
    meeting: Meeting,
    data: Mapping[str, Any],
    source: tuple[Resolution, Clause] | None,
    in_minutes: bool,
    now: datetime,
) -> Minuted:
    new = NewAction(
        text=data["text"],
        owners=data["owners"],
        meeting_id=meeting.id,
        minute_ref=data["minute_ref"],
        reference=_free(tx, board, str(data["ref"])),
        origin="log" if data["source"] == "action_log" else "minutes",
        clause_id=source[1].id if source else None,
        exempt=source[0].exempt if source else "",
    )
    due = due_of(tx, board, data, meeting.day)
    action = replace(
        compose(tx, caller, board.id, new, now),
        due=due,
        original_due=due,
        meeting_id=_set_at(tx, board, meeting, str(data["ref"])),
    )
    action = _with_standing(tx, caller, action, meeting, data, in_minutes, now)
    added = keeping.add(tx, action, caller, now, "recorded from minutes")
    return Minuted(added, paired=False, tell=True)


def _free(tx: Transaction, board: Board, printed: str) -> str:
    """The printed reference, if nothing else of the board has it."""
    if not printed or tx.actions.find_by_reference(board.id, printed):
        return ""
    return printed


def _set_at(tx: Transaction, board: Board, meeting: Meeting, ref: str) -> str | None:
    """The meeting that set an action, by the day in its reference; without one, this meeting."""
    day = _day_in(ref)
    if day is None or day == meeting.day:
        return meeting.id
    known = [m for m in tx.meetings.of_board(board.id) if m.day == day]
    return known[0].id if known else None


def _day_in(ref: str) -> date | None:
    found = _DATED.fullmatch(ref)
    if found is None:
        return None
    day, month, year = (int(found[n]) for n in (1, 2, 3))
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def _with_standing(
    tx: Transaction,
    caller: Caller,
    action: Action,
    meeting: Meeting,
    data: Mapping[str, Any],
    in_minutes: bool,
    now: datetime,
) -> Action:
    """Progress from a log becomes a note with approved wording, its status the state; nothing goes
    backwards, and what has ended stays so."""
    if action.status in ENDED:
        return action
    progress, status = str(data["progress"]).strip(), str(data["status"])
    if progress and progress not in [n.text for n in action.notes]:
        kind = NoteKind.DONE if is_completed(status) else NoteKind.PROGRESS
        note = Note(tx.new_id(), now, caller.id, progress, kind, approved=True)
        action = replace(action, notes=(*action.notes, note))
    if is_completed(status):
        return _completed(action, meeting, str(data["ref"]), in_minutes)
    if is_under_way(status) and action.status is Status.OPEN:
        return replace(action, status=Status.IN_PROGRESS)
    return action


def _completed(action: Action, meeting: Meeting, ref: str, in_minutes: bool) -> Action:
    """Listed as completed in a log that the meeting had before it: confirmed there, so closed.
    In the log for the next meeting: completed since the last one, to be confirmed."""
    set_on = _day_in(ref)
    confirmed = in_minutes and set_on is not None and set_on < meeting.day
    status = Status.CLOSED if confirmed else Status.ACCEPTED
    return replace(
        action,
        status=status,
        turn=Turn.NOBODY,
        completed_on=action.completed_on or meeting.day,
        closed_meeting_id=meeting.id if status is Status.CLOSED else action.closed_meeting_id,
    )
