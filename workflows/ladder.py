"""The ladder of reminders: on which day, for what reason, somebody hears of an action.

Pure policy, in working days of the board's nation; docs/reminders.md says it in words. What goes
to whom by name, and that it goes once, is `workflows.reminders`' business.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import chain

from workflows.actions import LIVE, Action, Status, Turn
from workflows.boards import Board, NudgePolicy, To
from workflows.calendars import WorkingCalendar
from workflows.deadlines import is_overdue
from workflows.meetings import Meeting, MeetingState

#: The version of the rules below and of `workflows.watching`. Raise it with any change that moves a
#: rung: what an older version worked out is then worked out anew (`bot.tidying`).
RULES = 3
#: Working days before a meeting at which an officer is asked for what is missing, on a board
#: without digests to prepare.
_PREPARATION = 8
_ONE_DAY = timedelta(days=1)
#: Whom a hush leaves in peace.
_HUSHED = ("owner", "deputy")


def policy_of(action: Action, board: Board) -> NudgePolicy:
    """The policy that holds for an action: its own, or the board's."""
    return action.policy or board.policy


@dataclass(frozen=True)
class Rung:
    """One step: on `day`, a working day, `to` hears of the action for the reason `name`.

    A name is unique within one recipient's ladder of one due version: "before-10", "on-day",
    "overdue+3", "officer+2", "set-date@2027-03-16" (of that meeting's preparation). `counted_from`
    is the day that its working days are counted from, for whoever explains it.
    """

    name: str
    day: date
    to: To
    counted_from: date | None = field(default=None, compare=False)


def preparation(policy: NudgePolicy, calendar: WorkingCalendar, meeting_day: date) -> date:
    """The day on which the preparation of a meeting begins: that of its first digest."""
    return calendar.add(meeting_day, -max(policy.digest_before, default=_PREPARATION))


def rungs(
    action: Action,
    board: Board,
    calendar: WorkingCalendar,
    meeting: Meeting | None = None,
    *,
    until: date,
    coming: Sequence[date] = (),
    today: date | None = None,
) -> list[Rung]:
    """The whole ladder of an action from the start of its present turn to `until`, by day.

    `meeting` is the one that the action is due at, if it is (without it the due's own day counts
    as the meeting's); `coming` the days of the board's ordinary meetings ahead, earliest first.
    `today` tells which of these are still to come: a hush ends with the first of them.
    """
    if action.live or action.turn is Turn.NOBODY:
        return []
    if action.turn is Turn.OFFICER:
        steps = _officers_turn(action, board, calendar)
    elif action.status in LIVE:
        owners = _owners_turn(action, board, calendar, meeting, coming, until)
        steps = chain(owners, _parts_that_wait(action, board, calendar))
    else:
        return []
    since, hushed = _since(action, board), _hushed_to(action, meeting, coming, today)
    kept = {
        rung
        for rung in steps
        if since <= rung.day <= until
        and not (rung.to in _HUSHED and hushed is not None and rung.day <= hushed)
    }
    return sorted(kept, key=lambda rung: (rung.day, rung.to, rung.name))


def due_rungs(
    action: Action,
    board: Board,
    calendar: WorkingCalendar,
    meeting: Meeting | None = None,
    *,
    today: date,
    coming: Sequence[date] = (),
    last_planned: date | None = None,
) -> list[Rung]:
    """What is to be sent today: of the rungs after `last_planned` (None: all of this turn) up to
    today, the latest for each recipient. Days that were missed collapse into it."""
    ladder = rungs(
        action,
        board,
        calendar,
        meeting,
        until=today,
        coming=coming,
        today=today,
    )
    fresh = [r for r in ladder if last_planned is None or r.day > last_planned]
    latest = {rung.to: rung.day for rung in fresh}
    return [rung for rung in fresh if rung.day == latest[rung.to]]


def next_nudge_on(
    action: Action,
    board: Board,
    calendar: WorkingCalendar,
    meeting: Meeting | None = None,
    *,
    after: date,
    coming: Sequence[date] = (),
    today: date | None = None,
) -> date | None:
    """The day of the first rung strictly after `after`, or None if no rung is left. `today` is the
    day on which it is asked, where that is another: a hush goes past the meeting of that day."""
    ladder = rungs(
        action,
        board,
        calendar,
        meeting,
        until=_horizon(action, board, calendar, meeting, after, coming),
        coming=coming,
        today=today or after,
    )
    return next((rung.day for rung in ladder if rung.day > after), None)


def heard_since(rung: Rung, action: Action, board: Board) -> date | None:
    """Whoever was told of a rung of that name from this day on need not be told of this one: those
    that count back from a meeting keep the board's peace when the meeting moves by a day or two.
    None where every rung is told."""
    peace = policy_of(action, board).progress_hush
    counts_back = rung.name.startswith("before-") and action.due.meeting_id is not None
    if not peace or not (counts_back or rung.name.startswith("set-")):
        return None
    return board.calendar.add(rung.day, -peace) + _ONE_DAY


def progress_hush(
    action: Action,
    board: Board,
    calendar: WorkingCalendar,
    today: date,
    meeting: Meeting | None = None,
    coming: Sequence[date] = (),
) -> date:
    """The last day on which a report of progress keeps the owner's reminders silent.

    Overdue: so many working days as the board's policy says, at most to its next meeting. In
    time: the day before the owner's next rung, so that no reminder ahead falls away (today, if
    none is ahead).
    """
    if is_overdue(action.latest, today):
        last = calendar.add(today, policy_of(action, board).progress_hush)
        return min([last, *(day for day in coming if day >= today)])
    awake = replace(action, status=Status.IN_PROGRESS, turn=Turn.OWNER, hushed_until=None)
    until = _horizon(awake, board, calendar, meeting, today, coming)
    ladder = rungs(awake, board, calendar, meeting, until=until, coming=coming, today=today)
    following = (rung.day for rung in ladder if rung.to == "owner" and rung.day > today)
    return next(following, today + _ONE_DAY) - _ONE_DAY


def _horizon(
    action: Action,
    board: Board,
    calendar: WorkingCalendar,
    meeting: Meeting | None,
    after: date,
    coming: Sequence[date],
) -> date:
    """A day by which the ladder has a rung after `after`, if it ever has one: from the latest day
    on which anything starts, past all steps and one round of the weekly tail."""
    policy = policy_of(action, board)
    starts = [after, _since(action, board), action.due.day, *coming, action.hushed_until]
    starts.append(action.latest.day)
    starts.append(meeting.day if meeting else None)
    starts += [owner.waits_since for owner in action.owners]
    steps = max(*(step.days for step in policy.overdue), *policy.officer_turn, 0, 0)
    stretch = policy.outcome_grace + steps + 2 * policy.overdue_every
    return calendar.add(max(day for day in starts if day is not None), stretch)


# --- whose turn it is -------------------------------------------------------------------------


def _since(action: Action, board: Board) -> date:
    """The first day of the present turn; nothing is due before an action was recorded."""
    created = action.created_at.astimezone(board.zone).date()
    return max(created, action.turn_since or created)


def _hushed_to(
    action: Action, meeting: Meeting | None, coming: Sequence[date], today: date | None
) -> date | None:
    """The last hushed day. The use case never hushes past the next meeting; if the meeting has
    been brought forward since, the hush ends with it. One that is given on the day of a meeting
    goes past that meeting."""
    if action.hushed_until is None:
        return None
    ends = [day for day in coming if today is None or day > today]
    if meeting is not None and (today is None or meeting.day >= today):
        ends.append(meeting.day)
    return min([action.hushed_until, *ends])


def _officers_turn(action: Action, board: Board, calendar: WorkingCalendar) -> Iterator[Rung]:
    if action.status in LIVE or action.status is Status.PROPOSED_DONE:
        start = _since(action, board)
        for days in policy_of(action, board).officer_turn:
            yield Rung(f"officer+{days}", calendar.add(start, days), "officer", start)


def _parts_that_wait(action: Action, board: Board, calendar: WorkingCalendar) -> Iterator[Rung]:
    """Of several owners without a lead, some wait for the officer while the others go on."""
    for since in {o.waits_since for o in action.owners if o.waits_since}:
        for days in policy_of(action, board).officer_turn:
            yield Rung(f"part@{since}+{days}", calendar.add(since, days), "officer", since)


def _owners_turn(
    action: Action,
    board: Board,
    calendar: WorkingCalendar,
    meeting: Meeting | None,
    coming: Sequence[date],
    until: date,
) -> Iterator[Rung]:
    policy, due = policy_of(action, board), action.due
    owned = any(owner.known for owner in action.owners)
    cancelled = meeting is not None and meeting.state is MeetingState.CANCELLED
    day = None if cancelled else (meeting.day if meeting else due.day)
    for sitting in coming if not owned or day is None else ():
        prepared = preparation(board.policy, calendar, sitting)
        if not owned:
            yield Rung(f"set-owner@{sitting}", prepared, "officer", sitting)
        if day is None:
            yield Rung(f"set-date@{sitting}", prepared, "officer", sitting)
    if day is None:
        return
    if meeting is not None or due.meeting_id is not None:
        steps = _at_meeting(action, day, policy, calendar, until)
    else:
        steps = _on_day(day, action.latest.day or day, policy, calendar, until)
    named = {"owner": owned, "deputy": bool(action.deputy), "lead": bool(action.lead)}
    for rung in steps:
        if named.get(rung.to, True):
            yield rung


def _at_meeting(
    action: Action, day: date, policy: NudgePolicy, calendar: WorkingCalendar, until: date
) -> Iterator[Rung]:
    yield from _before(day, policy.before_meeting, policy.before_to, calendar)
    # What the meeting made of it is for the officer to record first. A turn that began after the
    # meeting shows that they have (they handed it back to the owner): no need to wait longer.
    grace_ends = calendar.add(day, policy.outcome_grace)
    if action.turn_since is not None and action.turn_since > day:
        grace_ends = min(grace_ends, action.turn_since)
    yield from _overdue(grace_ends, policy, calendar, until)


def _on_day(
    day: date, latest: date, policy: NudgePolicy, calendar: WorkingCalendar, until: date
) -> Iterator[Rung]:
    """Around a day, or around the first day of a window that ends with `latest`."""
    # Due on a Sunday is due on the Friday: nobody is reminded of it on the Monday after.
    last_working_day = calendar.on_or_before(day)
    yield from _before(last_working_day, policy.before_date, policy.before_to, calendar)
    yield from _overdue(calendar.on_or_before(latest), policy, calendar, until)


def _before(
    day: date, ahead: tuple[int, ...], to: tuple[To, ...], calendar: WorkingCalendar
) -> Iterator[Rung]:
    for days in ahead:
        name = f"before-{days}" if days else "on-day"
        at = calendar.add(day, -days) if days else calendar.on_or_before(day)
        for who in to:
            yield Rung(name, at, who, day)


def _overdue(
    day: date, policy: NudgePolicy, calendar: WorkingCalendar, until: date
) -> Iterator[Rung]:
    """What follows `day`: the policy's steps, then, up to `until`, what comes every `overdue_every`
    working days (not at all if that is 0), counted from the last step to one of those whom it is
    for: a later step to the chair alone puts nothing off for the others."""
    for step in policy.overdue:
        yield Rung(f"overdue+{step.days}", calendar.add(day, step.days), step.to, day)
    days = max((step.days for step in policy.overdue if step.to in policy.weekly_to), default=0)
    at = calendar.add(day, days)
    while policy.overdue_every > 0 and at <= until:
        at, days = calendar.add(at, policy.overdue_every), days + policy.overdue_every
        for to in policy.weekly_to:
            yield Rung(f"overdue+{days}", at, to, day)
