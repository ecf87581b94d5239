"""One action of a paper: new, or one on record that takes the minuted words, status or progress."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workflows import keeping
from workflows.access import Caller
from workflows.action_recording import NewAction, compose, new_reference
from workflows.actions import ENDED, LIVE, Action, Note, NoteKind, Slip, SlipState, Status, Turn
from workflows.boards import Board
from workflows.deadlines import DueKind, day_words
from workflows.draft_lines import due_of
from workflows.draft_twins import date_agreed
from workflows.exempting import has_become_exempt
from workflows.log_words import is_completed, is_under_way
from workflows.meetings import Meeting
from workflows.owners import read_owners
from workflows.report_back_cycles import read_window
from workflows.report_backs import Cycle
from workflows.resolutions import Clause, Resolution

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


@dataclass(frozen=True)
class Sitting:
    """What the actions of one paper are recorded for: board, meeting, by whom, when. `in_minutes`
    is false for a pack whose log is drawn up for the next meeting: what that log lists as completed
    has not been confirmed yet."""

    caller: Caller
    board: Board
    meeting: Meeting
    in_minutes: bool
    now: datetime


def record_action(
    tx: Transaction,
    at: Sitting,
    data: Mapping[str, Any],
    source: tuple[Resolution, Clause] | None,
    twin: Action | None,
) -> Minuted:
    """Record a line's action for the meeting: as new, or as its `twin` on record. It comes of the
    `source`, where a clause of that resolution holds it, and is as exempt as that."""
    if twin is None:
        return _new(tx, at, data, source)
    after = as_minuted(tx, at, data, source, twin)
    if twin.live:
        board = at.board
        reference = _free(tx, board, str(data["ref"])) or new_reference(tx, board, at.meeting.day)
        after = replace(after, live=False, reference=reference)
    if after == twin:
        return Minuted(twin, paired=True, tell=False)
    saved = keeping.keep(tx, twin, after, at.caller, at.now, "minuted")
    if saved.exempt and not twin.exempt:
        has_become_exempt(tx, at.caller.id, at.board, "action", saved, at.now)
    return Minuted(saved, paired=True, tell=is_told(twin, saved))


def is_told(before: Action, after: Action) -> bool:
    """Whether the owners of what was on record hear of what the minutes made of it."""
    again = before.status not in LIVE and after.status in LIVE
    return before.live or again or after.due.day != before.due.day


def as_minuted(
    tx: Transaction,
    at: Sitting,
    data: Mapping[str, Any],
    source: tuple[Resolution, Clause] | None,
    twin: Action,
) -> Action:
    """What the paper makes of an action on record; nothing is stored. Its words are taken if this
    meeting set it; its date only if the officer pressed for it, or none was agreed; what has ended
    is opened again only if the officer pressed for it."""
    after = twin
    if twin.meeting_id == at.meeting.id and (twin.live or data["source"] != "action_log"):
        after = _with_minuted_words(tx, at.board, at.meeting, after, data, source)
    if data.get("reopen") and twin.status not in LIVE:
        after = _open_again(tx, at, after)
    if data.get("move") and after.status in LIVE:
        after = _moved(tx, at, after, data)
    return _with_standing(tx, at, after, data)


def _open_again(tx: Transaction, at: Sitting, action: Action) -> Action:
    said = f"Still to be done, by the minutes of {day_words(at.meeting.day)}"
    note = Note(tx.new_id(), at.now, at.caller.id, said, NoteKind.RETURNED, approved=True)
    return replace(
        action,
        status=Status.OPEN,
        turn=Turn.OWNER,
        owners=tuple(replace(o, done_on=None) for o in action.owners),
        completed_on=None,
        closed_meeting_id=None,
        keep_open=False,
        hushed_until=None,
        notes=(*action.notes, note),
    )


def _moved(tx: Transaction, at: Sitting, action: Action, data: Mapping[str, Any]) -> Action:
    """The due that the minutes name, as an extension that was agreed; the original stays beside."""
    due = due_of(tx, at.board, data, at.meeting.day)
    if due.kind is DueKind.NONE or due == action.due:
        return action
    slip = Slip(
        id=tx.new_id(),
        from_due=action.due,
        to_due=due,
        reason=f"as minuted on {day_words(at.meeting.day)}",
        asked_by=at.caller.id,
        asked_at=at.now,
        state=SlipState.AGREED,
        settled_by=at.caller.id,
        settled_at=at.now,
        settled_meeting_id=at.meeting.id,
    )
    return replace(action, due=due, slips=(*action.slips, slip))


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
    after = _coming_back(board, after, data)
    due = due_of(tx, board, data, meeting.day)
    if due.kind is not DueKind.NONE and not date_agreed(action):
        after = replace(after, due=due, original_due=due)
    return after


def _new(
    tx: Transaction,
    at: Sitting,
    data: Mapping[str, Any],
    source: tuple[Resolution, Clause] | None,
) -> Minuted:
    board, meeting, caller = at.board, at.meeting, at.caller
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
    window = read_window(str(data["due_phrase"]), meeting.day)
    action = replace(
        compose(tx, caller, board.id, new, at.now),
        due=due,
        original_due=due,
        meeting_id=_set_at(tx, board, meeting, str(data["ref"])),
        window_until=window[1] if window else None,
    )
    action = _coming_back(board, action, data)
    action = _with_standing(tx, at, action, data)
    added = keeping.add(tx, action, caller, at.now, "recorded from minutes")
    return Minuted(added, paired=False, tell=True)


def _coming_back(board: Board, action: Action, data: Mapping[str, Any]) -> Action:
    """What the paper asks to be reported back comes back to the board, as often as it says."""
    often = str(data.get("report_back", ""))
    if not often or action.report_to:
        return action
    cycle = Cycle.ONCE if often == "once" else Cycle(often)
    return replace(action, report_to=board.id, cycle=cycle)


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


def _with_standing(tx: Transaction, at: Sitting, action: Action, data: Mapping[str, Any]) -> Action:
    """Progress from a log becomes a note with approved wording, its status the state; nothing goes
    backwards, and what has ended stays so."""
    if action.status in ENDED:
        return action
    progress, status = str(data["progress"]).strip(), str(data["status"])
    if progress and progress not in [n.text for n in action.notes]:
        kind = NoteKind.DONE if is_completed(status) else NoteKind.PROGRESS
        note = Note(tx.new_id(), at.now, at.caller.id, progress, kind, approved=True)
        action = replace(action, notes=(*action.notes, note))
    if is_completed(status):
        return _completed(action, at.meeting, str(data["ref"]), at.in_minutes)
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
