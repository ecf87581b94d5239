"""What every change of an action entails, in one place: the next nudge worked out anew, the row
saved, a line in the ledger, and whatever shows the action rendered again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from workflows import action_links, ladder, policy_words, watch_keeping
from workflows.access import Caller
from workflows.actions import ENDED, Action, Status
from workflows.boards import Board
from workflows.deadlines import DueKind
from workflows.ledger import Entry
from workflows.meetings import Meeting, MeetingState
from workflows.owners import officers_of, people_behind, reached_for
from workflows.showing import refresh_home as refresh_home
from workflows.showing import refresh_officers as refresh_officers
from workflows.showing import render_again
from workflows.watch_keeping import hold_ladders

if TYPE_CHECKING:
    from workflows.ports import Transaction


def local_day(now: datetime, board: Board) -> date:
    """The date at the board at that moment."""
    return now.astimezone(board.zone).date()


def due_meeting(tx: Transaction, action: Action) -> Meeting | None:
    """The meeting that it is due at, if it is due at one."""
    return tx.meetings.get(action.due.meeting_id) if action.due.meeting_id else None


def next_nudge(
    tx: Transaction, action: Action, board: Board, after: date, today: date | None = None
) -> date | None:
    """The first day after `after` on which the ladder has a rung for this action, asked on `today`
    (that same day, if it is not given): an eve is no day to measure a hush from."""
    meeting = due_meeting(tx, action)
    return ladder.next_nudge_on(
        action,
        board,
        board.calendar,
        meeting,
        after=after,
        coming=tx.meetings.coming(board.id, after),
        today=today,
    )


def rungs_until(tx: Transaction, action: Action, board: Board, today: date) -> list[ladder.Rung]:
    """The action's ladder from the start of its present turn up to today."""
    meeting = due_meeting(tx, action)
    coming = tx.meetings.coming(board.id, today)
    return ladder.rungs(
        action, board, board.calendar, meeting, until=today, coming=coming, today=today
    )


def add(tx: Transaction, action: Action, caller: Caller, now: datetime, deed: str) -> Action:
    """Store a new action with its ledger line."""
    hold_ladders(tx, [action.board_id])
    board = tx.boards.get(action.board_id)
    today = local_day(now, board)
    # The day before: an action recorded in the morning may have a rung that same day.
    action = replace(action, next_nudge_on=next_nudge(tx, action, board, _eve(today), today))
    tx.actions.add(action)
    _write(tx, action, caller, now, deed, values=_values(action))
    show_again(tx, board, action, today)
    if action.live and action.meeting_id:
        render_again(tx, board, "meeting", action.meeting_id)
    return action


def keep(
    tx: Transaction,
    before: Action,
    after: Action,
    caller: Caller,
    now: datetime,
    deed: str,
    *,
    reason: str = "",
    on_behalf_of: str | None = None,
    taken_back: bool = False,
) -> Action:
    """Save a changed action; `Conflict` if somebody else changed it meanwhile. `taken_back`: it is
    as it was before, so the turn goes on since when it began, and what was due then is due."""
    hold_ladders(tx, [after.board_id])
    board = tx.boards.get(after.board_id)
    today = local_day(now, board)
    after = on_a_standing_meeting(tx, board, after, today)
    if (after.due, after.turn, _who(after)) != (before.due, before.turn, _who(before)):
        after = replace(after, due_version=before.due_version + 1)
    if after.turn != before.turn and not taken_back:
        after = replace(after, turn_since=today)
    eve = not_before(before, today)
    if taken_back:
        eve = min(eve, not_before(after, today))
    after = replace(after, next_nudge_on=next_nudge(tx, after, board, eve, today))
    saved = tx.actions.save(after, by=caller.id)
    changed = {k: v for k, v in _values(after).items() if _values(before).get(k) != v}
    _write(tx, after, caller, now, deed, changed, reason, on_behalf_of)
    if after.status in ENDED or (_who(after), after.exempt) != (_who(before), before.exempt):
        action_links.revoke_unfit(tx, saved, now)
    show_again(tx, board, saved, today)
    _what_follows(tx, before, saved, caller, now)
    # The caller too: an owner beside the lead answers from a Home that shows it.
    for person in dict.fromkeys([*people_behind(tx, before.owners, board, today), caller.id]):
        refresh_home(tx, board.team_id, person)
    return saved


def _what_follows(
    tx: Transaction, before: Action, saved: Action, caller: Caller, now: datetime
) -> None:
    """What another action hangs on this one for: the next report of a cycle, the matter that a
    board sent here."""
    from workflows import report_back_keeping, sub_group_work

    report_back_keeping.after_change(tx, before, saved, caller, now)
    sub_group_work.after_change(tx, before, saved, caller, now)


def recount(tx: Transaction, board: Board, today: date) -> int:
    """Work out the next nudge of everything that is not ended, and of what else is watched, after a
    change of meetings, policy or posts; the number of actions whose day changed. Nothing else of
    them changes."""
    hold_ladders(tx, [board.id], alone=True)
    changed = 0
    for action in tx.actions.of_board(board.id, set(Status) - ENDED):
        day = next_nudge(tx, action, board, not_before(action, today), today)
        if day != action.next_nudge_on:
            changed += tx.actions.set_next_nudge(action, day)
    watch_keeping.recount(tx, board, today)
    return changed


def show_again(tx: Transaction, board: Board, action: Action, today: date) -> None:
    """Have every card of it, and the App Homes it stands on, rendered once more."""
    render_again(tx, board, "action", action.id)
    owners = people_behind(tx, action.owners, board, today)
    stand_ins = reached_for(tx, owners, board, today).values()
    for person in dict.fromkeys([*owners, *stand_ins, *officers_of(tx, board.id, today)]):
        refresh_home(tx, board.team_id, person)


def not_before(action: Action, today: date) -> date:
    """The day after which the next nudge is looked for: yesterday, or the eve of a day that is due
    and has not been planned yet, so that a change in between loses no rung. A rung that has been
    sent is not sent again: its key is in the record."""
    return _eve(min(today, action.next_nudge_on or today))


def on_a_standing_meeting(tx: Transaction, board: Board, action: Action, today: date) -> Action:
    """The action, its due moved on to the next ordinary meeting if the one it was linked to has
    been cancelled meanwhile."""
    if action.status in ENDED or not action.due.meeting_id:
        return action
    if tx.meetings.get(action.due.meeting_id).state is not MeetingState.CANCELLED:
        return action
    return linked(tx, board, action, today)


def linked(tx: Transaction, board: Board, action: Action, today: date) -> Action:
    """The action, due at the next ordinary meeting after the one that set it, or, where it was due
    at a meeting by name, after that one; that is no slippage, so an original date that was the same
    meeting moves along. What was due at a meeting by name keeps its day if no other follows."""
    by_name = action.due.kind is not DueKind.NEXT_MEETING and action.due.meeting_id
    if by_name:
        from_day = tx.meetings.get(str(action.due.meeting_id)).day
    else:
        from_day = tx.meetings.get(action.meeting_id).day if action.meeting_id else today
    hearing = action.report_to if by_name and action.report_to else board.id
    following = tx.meetings.next_ordinary(hearing, max(from_day, _eve(today)))
    due = replace(
        action.due,
        meeting_id=following.id if following else None,
        day=following.day if following else (action.due.day if by_name else None),
    )
    same = action.original_due.meeting_id == action.due.meeting_id and not action.slips
    return replace(action, due=due, original_due=due if same else action.original_due)


def _eve(day: date) -> date:
    return day - timedelta(days=1)


def _who(action: Action) -> list[tuple[object, ...]]:
    """Whose it is, whatever they have answered so far."""
    return [
        (o.printed, o.person_id, o.post_id, o.group_id, o.everyone, o.lead) for o in action.owners
    ]


def _values(action: Action) -> dict[str, str]:
    """What of an action stands in the ledger's erasable side table."""
    return {
        "reference": action.reference,
        "text": action.text,
        "owners": "; ".join(o.printed for o in action.owners),
        "due": f"{action.due.kind} {action.due.phrase} {action.due.day or ''}".strip(),
        "status": action.status.value,
        "turn": action.turn.value,
        "minute": action.minute_ref,
        "exempt": action.exempt,
        "deputy": action.deputy.printed if action.deputy else "",
        "lead_officer": action.lead.printed if action.lead else "",
        "own_reminders": policy_words.brief(action.policy) if action.policy else "",
        "report_back": (action.cycle.value or "once") if action.report_to else "",
        "note": action.notes[-1].text if action.notes else "",
    }


def _write(
    tx: Transaction,
    action: Action,
    caller: Caller,
    now: datetime,
    deed: str,
    values: Mapping[str, str],
    reason: str = "",
    on_behalf_of: str | None = None,
) -> None:
    kept = {k: v for k, v in values.items() if v}
    if reason:
        kept["reason"] = reason
    if caller.via:
        kept["by"] = caller.via
    tx.ledger.append(
        Entry(
            board_id=action.board_id,
            at=now,
            actor=caller.id,
            deed=deed,
            subject="action",
            subject_id=action.id,
            on_behalf_of=on_behalf_of,
            reason=reason,
            values=kept,
        )
    )
