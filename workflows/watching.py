"""What the program watches besides actions: agendas, minutes, drafts, delegated decisions.

Each has a ladder, in working days of its board, as an action has (`workflows.ladder`). Pure policy;
docs/reminders.md has the table in words. Who hears of it by name, and that they hear once, is the
business of `workflows.watch_planning`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from workflows.boards import Board
from workflows.delegations import Delegation, DelegationState
from workflows.drafts import Draft, DraftState
from workflows.ladder import preparation
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.notice import publication_day

#: Working days before a delegation ends at which its delegates and the officers hear of it.
EXPIRY = (10, 2, 0)
#: Meetings to which the minutes of an earlier one are put for approval, before they are given up.
APPROVALS = 2

#: The officers on duty, the delegates, whoever has used the delegation.
Receiver = Literal["officer", "delegate", "user"]
Watched = Meeting | Draft | Delegation


class Matter(StrEnum):
    """What of a subject is waited for."""

    AGENDA = "agenda"
    ISSUE = "issue"
    APPROVE = "approve"
    REVIEW = "review"
    EXPIRY = "expiry"
    LAPSED = "lapsed"
    RECORD = "record"
    REPORT = "report"


@dataclass(frozen=True)
class Step:
    """One rung: on `day`, a working day, `to` hears that `matter` waits.

    `name` is unique within a receiver's ladder of one `version`. The version is the number of the
    day that the ladder hangs on (the meeting's, the closing's, the deadline's): a meeting that is
    moved has a ladder anew, one that is moved back does not repeat what was sent.
    """

    matter: Matter
    name: str
    day: date
    to: Receiver
    version: int

    @property
    def rung(self) -> str:
        """As a nudge names it: "officer:agenda-10"."""
        return f"{self.to}:{self.name}"


def subject_of(watched: Watched) -> str:
    """The kind of it, as nudges and what is on view name it."""
    return type(watched).__name__.lower()


def matter_of(
    watched: Watched, board: Board, today: date, ordinary: Sequence[date]
) -> Matter | None:
    """What it waits for on that day; None if for nothing. `ordinary` are the days of the board's
    ordinary meetings that are not cancelled."""
    if isinstance(watched, Meeting):
        return _of_meeting(watched, board, today, ordinary)
    if isinstance(watched, Draft):
        return Matter.REVIEW if watched.state is DraftState.REVIEW else None
    if watched.state is DelegationState.USED:
        return Matter.REPORT if watched.decision_record else Matter.RECORD
    if watched.state is not DelegationState.GRANTED or watched.deadline.day is None:
        return None
    return Matter.EXPIRY if today <= watched.deadline.day else Matter.LAPSED


def _of_meeting(
    meeting: Meeting, board: Board, today: date, ordinary: Sequence[date]
) -> Matter | None:
    if meeting.state is MeetingState.CLOSED:
        return Matter.ISSUE
    if meeting.kind is MeetingKind.PRIVATE:
        return None
    if meeting.state is MeetingState.PLANNED:
        due = meeting.agenda_published_on is None and board.policy.agenda_before
        return Matter.AGENDA if due and today <= meeting.day else None
    if meeting.state is not MeetingState.ISSUED or meeting.minutes_approved_on:
        return None
    put_to = _put_to(meeting, ordinary)
    given_up = len(put_to) == APPROVALS and put_to[-1] < today
    return None if given_up else Matter.APPROVE


def _put_to(meeting: Meeting, ordinary: Iterable[date]) -> list[date]:
    """The ordinary meetings at which its minutes are approved: the next, or the one after it."""
    return sorted(d for d in ordinary if d > meeting.day)[:APPROVALS]


def agenda_day(meeting: Meeting, board: Board) -> date:
    """The last day to publish the agenda (`workflows.notice`)."""
    return publication_day(board, meeting.day)


def day_of(
    watched: Watched, matter: Matter | None, board: Board, today: date, ordinary: Sequence[date]
) -> date | None:
    """The day that the matter is about: the last one for an agenda, the meeting that is to approve
    the minutes or to hear the report, the end of a delegation; None where there is none."""
    if isinstance(watched, Meeting) and matter is Matter.AGENDA:
        return agenda_day(watched, board)
    if isinstance(watched, Meeting) and matter is Matter.APPROVE:
        return next((d for d in _put_to(watched, ordinary) if d >= today), None)
    if matter is Matter.REPORT:
        return next((d for d in sorted(ordinary) if d >= today), None)
    return watched.deadline.day if isinstance(watched, Delegation) else None


def ladder(watched: Watched, board: Board, ordinary: Sequence[date], until: date) -> list[Step]:
    """All rungs of what is watched up to `until`, by day. Nothing is watched before it existed."""
    if isinstance(watched, Meeting):
        steps = _meeting(watched, board, ordinary, until)
    elif isinstance(watched, Draft):
        steps = _draft(watched, board, until)
    else:
        steps = _delegation(watched, board, ordinary, until)
    return sorted({s for s in steps if s.day <= until}, key=lambda s: (s.day, s.to, s.name))


def due_steps(watched: Watched, board: Board, ordinary: Sequence[date], today: date) -> list[Step]:
    """What is to be sent today: for each receiver the latest rung up to today. Days that were
    missed collapse into it."""
    steps = ladder(watched, board, ordinary, today)
    latest = {s.to: s.day for s in steps}
    return [s for s in steps if s.day == latest[s.to]]


def is_of(
    version: int, watched: Watched, board: Board, ordinary: Sequence[date], today: date
) -> bool:
    """Whether a rung of that version has come: of a meeting that was put off since, none has."""
    return any(step.version == version for step in ladder(watched, board, ordinary, today))


def next_day(watched: Watched, board: Board, ordinary: Sequence[date], after: date) -> date | None:
    """The day of the first rung strictly after `after`; None if none is left."""
    until = _horizon(watched, board, ordinary, after)
    return next((s.day for s in ladder(watched, board, ordinary, until) if s.day > after), None)


def _horizon(watched: Watched, board: Board, ordinary: Sequence[date], after: date) -> date:
    """A day by which it has a rung after `after`, if it ever has one."""
    starts = [after, *ordinary]
    if isinstance(watched, Meeting):
        starts += [watched.day, _closed_on(watched, board)]
    elif isinstance(watched, Draft):
        starts.append(watched.read_at.astimezone(board.zone).date())
    else:
        starts += [d for d in (watched.used_on, watched.deadline.day) if d]
    policy = board.policy
    return board.calendar.add(
        max(starts), max(*policy.officer_turn, 1, 1) + 2 * policy.overdue_every
    )


# --- the ladders ----------------------------------------------------------------------------------


def _meeting(
    meeting: Meeting, board: Board, ordinary: Sequence[date], until: date
) -> Iterator[Step]:
    matter = _of_meeting(meeting, board, meeting.day, ordinary)
    if matter is Matter.AGENDA:
        yield from _agenda(meeting, board, until)
    elif matter is Matter.ISSUE:
        yield from _waits(Matter.ISSUE, _closed_on(meeting, board), board, ("officer",), until)
    elif matter is Matter.APPROVE:
        for day in _put_to(meeting, ordinary):
            at = preparation(board.policy, board.calendar, day)
            yield Step(Matter.APPROVE, f"approve@{day}", at, "officer", meeting.day.toordinal())


def _closed_on(meeting: Meeting, board: Board) -> date:
    return meeting.closed_at.astimezone(board.zone).date() if meeting.closed_at else meeting.day


def _agenda(meeting: Meeting, board: Board, until: date) -> Iterator[Step]:
    """Ahead of the last day, on it, and from then on every working day before the meeting."""
    version, last = meeting.day.toordinal(), agenda_day(meeting, board)

    def step(name: str, day: date) -> Step:
        return Step(Matter.AGENDA, name, day, "officer", version)

    for days in board.policy.agenda_before:
        day = board.calendar.add(meeting.day, -days)
        if day < last:
            yield step(f"agenda-{days}", day)
    yield step("agenda-last", last)
    late = board.calendar.add(last, 1)
    while late < meeting.day and late <= until:
        yield step(f"agenda-late@{late}", late)
        late = board.calendar.add(late, 1)


def _draft(draft: Draft, board: Board, until: date) -> Iterator[Step]:
    if draft.state is DraftState.REVIEW:
        read_on = draft.read_at.astimezone(board.zone).date()
        yield from _waits(Matter.REVIEW, read_on, board, ("officer",), until)


def _delegation(
    delegation: Delegation, board: Board, ordinary: Sequence[date], until: date
) -> Iterator[Step]:
    used_on, ends = delegation.used_on, delegation.deadline.day
    if delegation.state is DelegationState.USED and used_on:
        if not delegation.decision_record:
            yield from _waits(Matter.RECORD, used_on, board, ("user", "officer"), until)
            return
        for day in (d for d in ordinary if d > used_on):
            at = preparation(board.policy, board.calendar, day)
            if at >= used_on:
                name = f"report@{day}"
                yield Step(Matter.REPORT, name, at, "officer", used_on.toordinal())
    elif delegation.state is DelegationState.GRANTED and ends:
        yield from _expiry(delegation, ends, board)


def _expiry(delegation: Delegation, ends: date, board: Board) -> Iterator[Step]:
    granted_on = delegation.granted_at.astimezone(board.zone).date()
    last = board.calendar.on_or_before(ends)
    for to in ("delegate", "officer"):
        for days in EXPIRY:
            day = board.calendar.add(last, -days)
            if day >= granted_on:
                yield Step(Matter.EXPIRY, f"expiry-{days}", day, to, ends.toordinal())
        after = board.calendar.add(ends, 1)
        if after >= granted_on:
            yield Step(Matter.LAPSED, "lapsed", after, to, ends.toordinal())


def _waits(
    matter: Matter, since: date, board: Board, receivers: Sequence[Receiver], until: date
) -> Iterator[Step]:
    """What waits for an answer: after the days of the officer's turn (2 and 5), then every
    `overdue_every` working days (weekly) up to `until`."""
    policy, calendar, version = board.policy, board.calendar, since.toordinal()

    def steps(days: int, day: date) -> list[Step]:
        return [Step(matter, f"{matter}+{days}", day, to, version) for to in receivers]

    for days in policy.officer_turn:
        yield from steps(days, calendar.add(since, days))
    days = max(policy.officer_turn, default=0)
    day = calendar.add(since, days)
    while policy.overdue_every > 0 and day <= until:
        day, days = calendar.add(day, policy.overdue_every), days + policy.overdue_every
        yield from steps(days, day)
