"""Planning: which nudges and digests are due now, written to the outbox in one transaction.

One message per person per working day, over all boards: nudges are gathered into the person's
message of the day. What cannot join it any more (it has gone out) waits for the next working day.
Planning twice, or on several machines at once, records everything once: unique keys decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from workflows import keeping, ladder
from workflows.access import Audience, caller_for, disclose
from workflows.actions import Action
from workflows.boards import Board
from workflows.calendars import WorkingCalendar, local_moment
from workflows.deliveries import Kind, Parcel
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.owners import (
    awaited,
    chairs_of,
    officers_on_duty,
    people_behind,
    reached_for,
)
from workflows.people import Person
from workflows.records import Nudge

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Actions planned in one transaction, so that a big day locks nothing for long.
CHUNK = 100
#: How long the messages of a day with more than one chunk are held, so that all chunks join them.
HOLD = timedelta(seconds=20)


@dataclass(frozen=True)
class Step:
    """One nudge that is due: an action's rung and the person it goes to."""

    action: Action
    rung: ladder.Rung
    person_id: str


def plan(tx: Transaction, team_id: str, now: datetime) -> int:
    """Plan what is due for one workspace; the number of actions dealt with in this chunk.

    Call again while the number equals `CHUNK`. What must wait for a later hour of the day is passed
    over and not counted: it would otherwise be dealt with again and again until that hour.
    """
    boards = tx.boards.of_team(team_id)
    if not any(_hour_come(b, now) for b in boards):
        return 0
    handled = 0
    for board in boards:
        plan_digests(tx, board, now)
        today = keeping.local_day(now, board)
        calendar = board.calendar
        if not calendar.is_working_day(today):
            continue
        big_day = len(tx.actions.to_nudge(board.id, today, CHUNK)) == CHUNK
        send_from = now + HOLD if big_day else None
        for action in _due(tx, board, today):
            handled += _plan_action(tx, action, board, boards, calendar, now, send_from)
            if handled >= CHUNK:
                return handled
    return handled


def _due(tx: Transaction, board: Board, today: date) -> Iterator[Action]:
    """Everything due by today, read by the page: a chunk does not read what later ones will."""
    after = None
    while page := tx.actions.to_nudge(board.id, today, CHUNK, after):
        yield from page
        after = page[-1]


def _hour_come(board: Board, now: datetime) -> bool:
    return now >= local_moment(keeping.local_day(now, board), board.policy.hour, board.zone)


def _plan_action(
    tx: Transaction,
    action: Action,
    board: Board,
    boards: list[Board],
    calendar: WorkingCalendar,
    now: datetime,
    send_from: datetime | None,
) -> bool:
    """Write the nudges of one action and move its next day on; False if somebody must wait for a
    later hour, so that it stays due."""
    today = keeping.local_day(now, board)
    later_today = tomorrow = False
    for step in steps_due(tx, action, board, calendar, today):
        if not any(
            _hour_come(b, now) for b in _boards_of(tx, step.person_id, boards, board, today)
        ):
            later_today = True
            continue
        tomorrow |= not _write(tx, step, board, today, send_from)
    if later_today:
        return False
    following = calendar.add(today, 1) if tomorrow else keeping.next_nudge(tx, action, board, today)
    tx.actions.set_next_nudge(action, following)
    return True


def _boards_of(
    tx: Transaction, person_id: str, boards: list[Board], this: Board, today: date
) -> list[Board]:
    """The boards whose hour counts for a person: those they have a role on, and this one."""
    held = tx.people.memberships_of(person_id)
    ids = {m.board_id for m in held if m.covers(today)} | {this.id}
    return [b for b in boards if b.id in ids]


def steps_due(
    tx: Transaction, action: Action, board: Board, calendar: WorkingCalendar, today: date
) -> Iterator[Step]:
    """Who is to be nudged for this action today. Missed days collapse into the latest rung;
    whoever cannot be reached has the officers nudged in their place."""
    meeting = tx.meetings.get(action.due.meeting_id) if action.due.meeting_id else None
    following = tx.meetings.next_ordinary(board.id, today)
    for rung in ladder.due_rungs(
        action,
        board,
        calendar,
        meeting,
        today=today,
        next_meeting_day=following.day if following else None,
    ):
        for person_id in dict.fromkeys(_receivers(tx, action, board, rung, today)):
            yield Step(action, rung, person_id)


def _receivers(
    tx: Transaction, action: Action, board: Board, rung: ladder.Rung, today: date
) -> Iterable[str]:
    officers = officers_on_duty(tx, board, today)
    if rung.to == "officer":
        return officers
    if rung.to == "chair":
        return chairs_of(tx, board.id, today)
    expected = {
        "owner": awaited(action.owners, today),
        "deputy": [action.deputy] if action.deputy else [],
        "lead": [action.lead] if action.lead else [],
    }[rung.to]
    if action.owners and not expected:
        return []
    behind = people_behind(tx, expected, board, today)
    stand_ins = reached_for(tx, behind, board, today)
    people = tx.people.many(stand_ins.values())
    reached = [
        people[s].id
        for owner, s in stand_ins.items()
        if reachable(people[s]) and (s == owner or _may_read(tx, people[s], action, today))
    ]
    return reached if len(reached) == len(behind) and behind else [*reached, *officers]


def _may_read(tx: Transaction, person: Person, action: Action, today: date) -> bool:
    return not disclose([action], Audience(caller_for(tx, person, today))).withheld


def reachable(person: Person) -> bool:
    """Whether the program knows a way to write to this person."""
    return person.active and bool(person.slack_id or person.email)


def _write(
    tx: Transaction, step: Step, board: Board, today: date, send_from: datetime | None
) -> bool:
    """Put the nudge into the person's message of the day; False if that has gone out already."""
    rung = f"{step.rung.to}:{step.rung.name}"
    version = step.action.due_version
    if tx.nudges.exists("action", step.action.id, rung, step.person_id, version):
        return True
    day_id = tx.nudges.open_day(board.team_id, step.person_id, today)
    if day_id is None:
        return False
    tx.nudges.add(
        Nudge(
            subject="action",
            subject_id=step.action.id,
            board_id=board.id,
            rung=rung,
            person_id=step.person_id,
            due_version=version,
            day=today,
            day_id=day_id,
        )
    )
    tx.outbox.put(
        Parcel(
            key=f"day:{day_id}",
            kind=Kind.MESSAGE,
            team_id=board.team_id,
            view="day",
            args={"day_id": day_id},
            person_id=step.person_id,
            not_before=send_from,
        )
    )
    return True


def plan_digests(tx: Transaction, board: Board, now: datetime) -> int:
    """Put the digests that are due into the outbox, each once; a missed one collapses into the
    next. The number of digests written."""
    today = keeping.local_day(now, board)
    if not _hour_come(board, now):
        return 0
    calendar = board.calendar
    written = 0
    for meeting in tx.meetings.upcoming([board.id], today):
        if meeting.state is not MeetingState.PLANNED or now >= meeting.starts_at:
            continue
        due = [d for d in board.policy.digest_before if calendar.add(meeting.day, -d) <= today]
        if due:
            written += send_digest(tx, board, meeting, f"{min(due)}", today)
    return written


def send_digest(tx: Transaction, board: Board, meeting: Meeting, which: str, today: date) -> int:
    """The digest with the action log and the meeting's calendar file: to the channel (open matter
    only; never for a private meeting), to the chair, and by e-mail to members outside Slack."""
    key = f"digest:{meeting.id}:{meeting.day}:{which}"
    written = 0
    if meeting.kind is not MeetingKind.PRIVATE:
        written += _digest_parcels(tx, board, meeting, key, channel=board.channel_id)
    chairs = chairs_of(tx, board.id, today)
    outside = [
        p.id
        for p in tx.people.many(
            {m.person_id for m in tx.people.memberships(board.id) if m.covers(today)}
        ).values()
        if p.active and p.email and not p.slack_id
    ]
    for person_id in dict.fromkeys([*chairs, *outside]):
        written += _digest_parcels(tx, board, meeting, f"{key}:{person_id}", person_id=person_id)
    return written


def _digest_parcels(
    tx: Transaction,
    board: Board,
    meeting: Meeting,
    key: str,
    channel: str | None = None,
    person_id: str | None = None,
) -> int:
    args = {"meeting_id": meeting.id}

    def parcel(suffix: str, kind: Kind, view: str) -> Parcel:
        return Parcel(
            key=key + suffix,
            kind=kind,
            team_id=board.team_id,
            board_id=board.id,
            view=view,
            args=args,
            channel=channel,
            person_id=person_id,
            follows=key if suffix else None,
        )

    if not tx.outbox.put(parcel("", Kind.MESSAGE, "digest")):
        return 0
    for suffix, view in ((":docx", "log_docx"), (":pdf", "log_pdf"), (":ics", "meeting_ics")):
        tx.outbox.put(parcel(suffix, Kind.FILE, view))
    return 1
