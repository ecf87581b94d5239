"""What owners answer and officers settle: progress, blocked, done; accepted, returned, more time.

An answer moves the ball, it does not end the ladder: Done, Blocked, Not mine and More time make it
the officer's turn; refused or returned, it is the owner's again. An officer may answer for an owner
(most replies come by telephone), which is recorded as such.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping, ladder
from workflows.access import Caller, Deed, may, require
from workflows.action_recording import clean_text, resolve_due, seen
from workflows.action_steps import Step, check
from workflows.actions import (
    Action,
    Note,
    NoteKind,
    Owner,
    Slip,
    SlipState,
    Status,
    Turn,
)
from workflows.answering import mine_apart, only_helps, parts_of, refuse_helper
from workflows.deadlines import Due
from workflows.errors import AlreadyDone, InvalidInput
from workflows.meetings import HELD, MeetingState
from workflows.owners import people_behind
from workflows.telling import tell_owners

if TYPE_CHECKING:
    from workflows.ports import Transaction


def progress(tx: Transaction, caller: Caller, action_id: str, text: str, now: datetime) -> Action:
    """Report progress; hushes the owner's reminders for a while (docs/reminders.md)."""
    before, behalf = _answering(tx, caller, action_id, Step.PROGRESS, now)
    board = tx.boards.get(before.board_id)
    calendar, today = board.calendar, keeping.local_day(now, board)
    meeting = tx.meetings.get(before.due.meeting_id) if before.due.meeting_id else None
    coming = tx.meetings.coming(board.id, today)
    quiet = ladder.progress_hush(before, board, calendar, today, meeting, coming)
    noted = _noted(tx, before, caller, text, NoteKind.PROGRESS, behalf, now)
    apart = mine_apart(before, caller, quiet_until=quiet, waits_since=None)
    after = noted
    if not only_helps(before, caller):
        after = replace(
            noted,
            owners=apart or before.owners,
            status=Status.IN_PROGRESS,
            turn=Turn.OWNER,
            hushed_until=before.hushed_until if apart else quiet,
        )
    return keeping.keep(tx, before, after, caller, now, "progress", on_behalf_of=behalf)


def blocked(tx: Transaction, caller: Caller, action_id: str, text: str, now: datetime) -> Action:
    """Say what stands in the way; it becomes the officer's turn."""
    before, behalf = _answering(tx, caller, action_id, Step.BLOCKED, now)
    after = _noted(tx, before, caller, text, NoteKind.BLOCKED, behalf, now)
    if not only_helps(before, caller):
        after = replace(_to_officer(tx, after, caller, now), status=Status.BLOCKED)
    return keeping.keep(tx, before, after, caller, now, "blocked", on_behalf_of=behalf)


def not_mine(tx: Transaction, caller: Caller, action_id: str, text: str, now: datetime) -> Action:
    """Say that it is somebody else's, with a suggestion; the officer decides."""
    before, behalf = _answering(tx, caller, action_id, Step.NOT_MINE, now)
    said = "Not mine: " + clean_text(text, field="text", most=1000)
    after = _noted(tx, before, caller, said, NoteKind.OTHER, behalf, now)
    if not only_helps(before, caller):
        after = _to_officer(tx, after, caller, now)
    return keeping.keep(tx, before, after, caller, now, "not mine", on_behalf_of=behalf)


def done(tx: Transaction, caller: Caller, action_id: str, text: str, now: datetime) -> Action:
    """Report it done. The officer accepts; an officer's own word is accepted in one step.

    With several owners and no lead, each one reports their own part; it is done when all are. Where
    one leads, the others' word is a note for the lead, who answers for all.
    """
    before, behalf = _answering(tx, caller, action_id, Step.DONE, now)
    board = tx.boards.get(before.board_id)
    today = keeping.local_day(now, board)
    noted = _noted(tx, before, caller, text or "Done.", NoteKind.DONE, behalf, now)
    apart = mine_apart(before, caller, done_on=today, waits_since=None)
    owners = apart or before.owners
    officer = may(caller, board.id, Deed.SETTLE)
    partial = owners != before.owners and any(o.known and o.done_on is None for o in owners)
    if partial or only_helps(before, caller):
        after = replace(noted, owners=owners, status=Status.IN_PROGRESS)
        return keeping.keep(tx, before, after, caller, now, "part done", on_behalf_of=behalf)
    after = replace(
        noted,
        owners=owners,
        status=Status.ACCEPTED if officer else Status.PROPOSED_DONE,
        turn=Turn.NOBODY if officer else Turn.OFFICER,
        completed_on=today,
    )
    own = officer and behalf is None
    deed = ("self-accepted" if own else "accepted") if officer else "reported done"
    return keeping.keep(tx, before, after, caller, now, deed, on_behalf_of=behalf)


def _to_officer(tx: Transaction, action: Action, caller: Caller, now: datetime) -> Action:
    """The officer's turn; of several owners without a lead, only the caller's part waits until
    all of them have answered."""
    today = keeping.local_day(now, tx.boards.get(action.board_id))
    apart = mine_apart(action, caller, waits_since=today)
    if apart is None:
        return replace(action, turn=Turn.OFFICER)
    all_wait = all(o.done_on or o.waits_since for o in apart if o.known)
    return replace(action, owners=apart, turn=Turn.OFFICER if all_wait else Turn.OWNER)


def _heard(action: Action) -> tuple[Owner, ...]:
    """The owners with nothing of theirs waiting for the officer any more."""
    return tuple(replace(o, waits_since=None, quiet_until=None) for o in action.owners)


def hush(tx: Transaction, caller: Caller, action_id: str, until: date, now: datetime) -> Action:
    """Silence the owner's reminders to the end of that day, never past the next meeting; log and
    digest show it all the same."""
    before, behalf = _answering(tx, caller, action_id, Step.HUSH, now)
    refuse_helper(before, caller, "quiet its reminders")
    board = tx.boards.get(before.board_id)
    today = keeping.local_day(now, board)
    if until < today:
        raise InvalidInput("That day is past. Choose a later one.", field="until")
    until = min([until, *tx.meetings.coming(board.id, today)])
    apart = mine_apart(before, caller, quiet_until=until)
    after = replace(before, owners=apart) if apart else replace(before, hushed_until=until)
    return keeping.keep(tx, before, after, caller, now, "hushed", on_behalf_of=behalf)


def ask_time(
    tx: Transaction, caller: Caller, action_id: str, due: str, reason: str, now: datetime
) -> Action:
    """Ask for more time. Until it is agreed the current date, and its colour, stand."""
    before, behalf = _answering(tx, caller, action_id, Step.ASK_TIME, now)
    refuse_helper(before, caller, "ask for more time")
    if before.asked_slip:
        raise AlreadyDone(
            "More time has been asked for already and waits for an answer. Nothing was changed."
        )
    slip = _slip(tx, caller, before, due, reason, now)
    asking = _to_officer(tx, before, caller, now)
    after = replace(asking, slips=(*before.slips, slip))
    return keeping.keep(
        tx, before, after, caller, now, "asked for more time", reason=reason, on_behalf_of=behalf
    )


def extend(
    tx: Transaction, caller: Caller, action_id: str, due: str, reason: str, now: datetime
) -> Action:
    """An officer moves the date, with the reason; the original date stays beside it."""
    before = seen(tx, caller, action_id)
    check(before, caller, Step.EXTEND)
    slip = _slip(tx, caller, before, due, reason, now)
    slip = replace(
        slip,
        state=SlipState.AGREED,
        settled_by=caller.id,
        settled_at=now,
        settled_meeting_id=_where_agreed(tx, before, slip),
    )
    after = replace(
        before,
        status=_unblocked(before),
        owners=_heard(before),
        due=slip.to_due,
        slips=(*_nothing_asked(before, caller, now), slip),
        turn=Turn.OWNER,
        hushed_until=None,
    )
    return keeping.keep(tx, before, after, caller, now, "extended", reason=reason)


def agree(tx: Transaction, caller: Caller, action_id: str, now: datetime) -> Action:
    """Agree to the time asked for."""
    return _settle(tx, caller, action_id, Step.AGREE, SlipState.AGREED, "", now)


def refuse(tx: Transaction, caller: Caller, action_id: str, reason: str, now: datetime) -> Action:
    """Refuse it, with a reason; the date stands and it is the owner's turn again."""
    said = clean_text(reason, field="reason", most=1000)
    return _settle(tx, caller, action_id, Step.REFUSE, SlipState.REFUSED, said, now)


def _settle(
    tx: Transaction,
    caller: Caller,
    action_id: str,
    step: Step,
    state: SlipState,
    reason: str,
    now: datetime,
) -> Action:
    before = seen(tx, caller, action_id)
    check(before, caller, step)
    asked = before.asked_slip
    if asked is None:
        raise AlreadyDone("No request for more time waits here. Nothing was changed.")
    agreed = state is SlipState.AGREED
    settled = replace(
        asked,
        state=state,
        settled_by=caller.id,
        settled_at=now,
        settled_meeting_id=_where_agreed(tx, before, asked) if agreed else None,
    )
    after = replace(
        before,
        status=_unblocked(before) if agreed else before.status,
        slips=tuple(settled if s.id == asked.id else s for s in before.slips),
        owners=_heard(before),
        due=asked.to_due if agreed else before.due,
        turn=Turn.OWNER,
        hushed_until=None,
    )
    return keeping.keep(tx, before, after, caller, now, f"more time {state.value}", reason=reason)


def _unblocked(action: Action) -> Status:
    """What blocked an action is answered by the time that it is given: it is open again."""
    return Status.OPEN if action.status is Status.BLOCKED else action.status


def _nothing_asked(action: Action, caller: Caller, now: datetime) -> tuple[Slip, ...]:
    """The slips of an action that the officer gives back or gives another date: a request for more
    time that still waited is answered by that."""
    answer = {"state": SlipState.REFUSED, "settled_by": caller.id, "settled_at": now}
    return tuple(
        replace(s, **answer) if s.state is SlipState.ASKED else s  # type: ignore[arg-type]
        for s in action.slips
    )


def _where_agreed(tx: Transaction, action: Action, slip: Slip) -> str | None:
    """The meeting that agreed, where the board has kept that to its meetings: the one that is open,
    else the last one held since it was asked for. `AlreadyDone` if there is none yet."""
    board = tx.boards.get(action.board_id)
    if board.extension_agreed_by != "meeting":
        return None
    asked_on = keeping.local_day(slip.asked_at, board)
    sat = [
        m
        for m in tx.meetings.of_board(board.id)
        if m.day >= asked_on and m.state in HELD | {MeetingState.OPEN}
    ]
    if not sat:
        raise AlreadyDone(
            "This board agrees to more time at its meetings, and none has been opened since it was "
            "asked for. Nothing was changed: record it during or after the meeting."
        )
    return sat[-1].id


def accept(tx: Transaction, caller: Caller, action_id: str, now: datetime) -> Action:
    """Accept the report: completed, to be confirmed at the next meeting. The last note's wording
    is thereby approved for the log."""
    before = seen(tx, caller, action_id)
    check(before, caller, Step.ACCEPT)
    notes = before.notes
    if notes:
        notes = (*notes[:-1], replace(notes[-1], approved=True))
    after = replace(before, status=Status.ACCEPTED, turn=Turn.NOBODY, notes=notes)
    return keeping.keep(tx, before, after, caller, now, "accepted")


def accept_all(tx: Transaction, caller: Caller, board_id: str, now: datetime) -> list[Action]:
    """Accept every report that waits on this board."""
    require(caller, board_id, Deed.SETTLE)
    waiting = tx.actions.of_board(board_id, {Status.PROPOSED_DONE})
    return [accept(tx, caller, a.id, now) for a in waiting]


def return_(tx: Transaction, caller: Caller, action_id: str, reason: str, now: datetime) -> Action:
    """Give it back to the owner, with the reason; it is open again and reminded of."""
    return _open_again(tx, caller, action_id, Step.RETURN, reason, now, "returned")


def reopen(tx: Transaction, caller: Caller, action_id: str, reason: str, now: datetime) -> Action:
    """Open again what was completed, closed, cancelled or transferred."""
    return _open_again(tx, caller, action_id, Step.REOPEN, reason, now, "reopened")


def _open_again(
    tx: Transaction,
    caller: Caller,
    action_id: str,
    step: Step,
    reason: str,
    now: datetime,
    deed: str,
) -> Action:
    before = seen(tx, caller, action_id)
    check(before, caller, step)
    said = clean_text(reason, field="reason", most=1000)
    note = _note(tx, caller, said, NoteKind.RETURNED, None, now, before)
    after = replace(
        before,
        status=Status.OPEN,
        turn=Turn.OWNER,
        owners=tuple(replace(o, done_on=None) for o in _heard(before)),
        completed_on=None,
        closed_meeting_id=None,
        keep_open=False,
        hushed_until=None,
        slips=_nothing_asked(before, caller, now),
        notes=(*before.notes, note),
    )
    saved = keeping.keep(tx, before, after, caller, now, deed, reason=said)
    tell_owners(tx, [saved], caller, now, batch=f"{saved.id}:{saved.version}", why=said)
    return saved


def keep_open(tx: Transaction, caller: Caller, action_id: str, keep: bool, now: datetime) -> Action:
    """Tick a completed action so that the next meeting does not close it."""
    before = seen(tx, caller, action_id)
    check(before, caller, Step.KEEP_OPEN)
    deed = "kept open" if keep else "no longer kept open"
    return keeping.keep(tx, before, replace(before, keep_open=keep), caller, now, deed)


def _answering(
    tx: Transaction, caller: Caller, action_id: str, step: Step, now: datetime
) -> tuple[Action, str | None]:
    """The action, and on whose behalf the caller answers if it is not their own."""
    action = seen(tx, caller, action_id)
    check(action, caller, step)
    parts = parts_of(action, caller)
    if caller.owns_personally(parts or action.owners, action.board_id):
        return action, None
    board = tx.boards.get(action.board_id)
    behind = people_behind(tx, parts or action.owners, board, keeping.local_day(now, board))
    behind = [p for p in behind if p in caller.stands_for] or behind
    named = next((o.printed for o in action.owners), "nobody yet")
    return action, behind[0] if behind else named


def _noted(
    tx: Transaction,
    action: Action,
    caller: Caller,
    text: str,
    kind: NoteKind,
    behalf: str | None,
    now: datetime,
) -> Action:
    """The action with one more note, and nothing else of it changed."""
    note = _note(tx, caller, text, kind, behalf, now, action)
    return replace(action, notes=(*action.notes, note))


def _note(
    tx: Transaction,
    caller: Caller,
    text: str,
    kind: NoteKind,
    behalf: str | None,
    now: datetime,
    action: Action,
) -> Note:
    officer = may(caller, action.board_id, Deed.SETTLE)
    return Note(
        id=tx.new_id(),
        at=now,
        by=caller.id,
        text=clean_text(text, field="text"),
        kind=kind,
        on_behalf_of=behalf,
        approved=officer,
    )


def _slip(
    tx: Transaction, caller: Caller, action: Action, phrase: str, reason: str, now: datetime
) -> Slip:
    board = tx.boards.get(action.board_id)
    today = keeping.local_day(now, board)
    to_due: Due = resolve_due(tx, board, clean_text(phrase, field="due", most=200), today)
    if to_due.day and to_due.day < today:
        raise InvalidInput("That day is past. More time needs a later one.", field="due")
    return Slip(
        id=tx.new_id(),
        from_due=action.due,
        to_due=to_due,
        reason=clean_text(reason, field="reason", most=1000),
        asked_by=caller.id,
        asked_at=now,
    )
