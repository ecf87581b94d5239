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

from workflows import keeping, ladder, watch_keeping, watch_planning
from workflows.actions import Action
from workflows.boards import Board
from workflows.calendars import local_moment
from workflows.day_gathering import day_has_begun, gather, hour_come
from workflows.deliveries import Kind, Parcel
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.owners import chairs_of
from workflows.receivers import receivers
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

    Call again while the number equals `CHUNK`. What must wait for a later hour of the day, or for
    the next working day, is passed over and not counted: it would otherwise be dealt with again and
    again until then.
    """
    if not tx.take(f"planning:{team_id}"):
        return 0  # another process is at it, and goes on until nothing is due
    boards = _as_they_stand(tx, team_id)
    _look_at_the_clock(tx, team_id, boards, now)
    for board in boards:
        plan_digests(tx, board, now)
    at_work = [b for b in boards if b.calendar.is_working_day(keeping.local_day(now, b))]
    begun = any(hour_come(b, now) for b in boards)
    send_from = now + HOLD if begun and _many_due(tx, at_work, now) else None
    handled = 0
    # First what has its own hour behind it: it opens the messages that the rest may join.
    for its_hour in (True, False):
        if not its_hour and not handled and not begun:
            return 0
        for board in at_work:
            for action, heard in _due(tx, board, now, its_hour=its_hour):
                handled += _plan_action(tx, action, heard, board, boards, now, send_from)
                if handled >= CHUNK:
                    return handled
    for board in at_work:
        most = CHUNK - handled
        handled += watch_planning.plan_board(tx, board, boards, now, send_from, most)
    return handled


def _as_they_stand(tx: Transaction, team_id: str) -> list[Board]:
    """The boards of the workspace, which nobody changes until the end of the transaction."""
    watch_keeping.hold_ladders(tx, [b.id for b in tx.boards.of_team(team_id)])
    return tx.boards.of_team(team_id)


def _look_at_the_clock(tx: Transaction, team_id: str, boards: list[Board], now: datetime) -> None:
    """If the clock has been set back since planning was last done, what was planned in a future
    that has not come is due again: every next day is worked out anew."""
    name, day = f"planned_on:{team_id}", now.date().isoformat()
    last = tx.setting(name)
    if last == day:
        return
    tx.set_setting(name, day)
    for board in boards if last and day < last else ():
        keeping.recount(tx, board, keeping.local_day(now, board))


def _many_due(tx: Transaction, boards: list[Board], now: datetime) -> bool:
    """Whether there is more to plan today than one chunk."""
    due = 0
    for board in boards:
        due += len(tx.actions.to_nudge(board.id, keeping.local_day(now, board), CHUNK))
        if due >= CHUNK:
            return True
    return False


def _due(
    tx: Transaction, board: Board, now: datetime, *, its_hour: bool
) -> Iterator[tuple[Action, list[Nudge]]]:
    """What is due by today and has its own hour behind it (or, not `its_hour`, ahead of it), with
    what has been said of it; read by the page: a chunk does not read what later ones will."""
    today, after = keeping.local_day(now, board), None
    # Before the board's hour only what has an hour of its own can have it behind it.
    own_ladder = its_hour and not hour_come(board, now)
    while page := tx.actions.to_nudge(board.id, today, CHUNK, after, own_ladder=own_ladder):
        found = [a for a in page if (now >= its_moment(a, board, today)) == its_hour]
        heard = tx.nudges.of_subjects("action", [a.id for a in found])
        # All at once; one by one they are then known.
        tx.people.many({o.person_id for a in found for o in a.owners if o.person_id})
        for action in found:
            yield action, heard[action.id]
        after = page[-1]


def its_moment(action: Action, board: Board, day: date) -> datetime:
    """The moment of that day from which the action's nudges may go out."""
    return local_moment(day, ladder.policy_of(action, board).hour, board.zone)


def _plan_action(
    tx: Transaction,
    action: Action,
    heard: list[Nudge],
    board: Board,
    boards: list[Board],
    now: datetime,
    send_from: datetime | None,
) -> bool:
    """Write the nudges of one action and move its next day on; False if somebody must wait for a
    later hour or the next working day, so that it stays due."""
    today = keeping.local_day(now, board)
    its_hour = now >= its_moment(action, board, today)
    all_told = True
    for step in steps_due(tx, action, board, today):
        if has_heard(heard, step.rung, step.person_id, action, board):
            continue
        may_go = its_hour or day_has_begun(tx, step.person_id, boards, today, now)
        all_told &= may_go and _write(tx, step, board, today, send_from)
    if all_told:
        tx.actions.set_next_nudge(action, keeping.next_nudge(tx, action, board, today))
    return all_told


def steps_due(tx: Transaction, action: Action, board: Board, today: date) -> Iterator[Step]:
    """Who is to be nudged for this action today, for what has not been planned yet. Missed days
    collapse into the latest rung for each; whoever cannot be reached has the officers nudged in
    their place."""
    meeting = keeping.due_meeting(tx, action)
    since = min(today, action.next_nudge_on or today)
    for rung in ladder.due_rungs(
        action,
        board,
        board.calendar,
        meeting,
        today=today,
        coming=tx.meetings.coming(board.id, today),
        last_planned=since - timedelta(days=1),
    ):
        for person_id in receivers(tx, action, board, rung.to, today):
            yield Step(action, rung, person_id)


def has_heard(
    nudges: Iterable[Nudge], rung: ladder.Rung, person_id: str, action: Action, board: Board
) -> bool:
    """Whether the person has been told of this rung: under this version of the due; or, whatever
    has changed since, on the rung's own day or later; or so short a time before, where it counts
    back from a meeting, that a meeting which is put off by a day or two repeats nothing."""
    name, since = f"{rung.to}:{rung.name}", ladder.heard_since(rung, action, board)
    theirs = [n for n in nudges if n.person_id == person_id]
    return any(
        n.rung == name and (n.due_version == action.due_version or n.day >= rung.day)
        for n in theirs
    ) or any(
        since is not None and n.day >= since and n.rung.partition("@")[0] == name.partition("@")[0]
        for n in theirs
    )


def _write(
    tx: Transaction, step: Step, board: Board, today: date, send_from: datetime | None
) -> bool:
    """Put the nudge into the person's message of the day; False if that has gone out already."""
    nudge = Nudge(
        subject="action",
        subject_id=step.action.id,
        board_id=board.id,
        rung=f"{step.rung.to}:{step.rung.name}",
        person_id=step.person_id,
        due_version=step.action.due_version,
        day=today,
    )
    return gather(tx, nudge, board.team_id, send_from)


def plan_digests(tx: Transaction, board: Board, now: datetime) -> int:
    """Put the digests that are due into the outbox, each once; a missed one collapses into the
    next. The number of digests written."""
    today = keeping.local_day(now, board)
    if not hour_come(board, now):
        return 0
    calendar = board.calendar
    written = 0
    ahead = tx.meetings.upcoming([board.id], today)
    for meeting in ahead:
        if meeting.state is not MeetingState.PLANNED or now >= meeting.starts_at:
            continue
        due = [d for d in board.policy.digest_before if calendar.add(meeting.day, -d) <= today]
        if due and not _read_lately(tx, board, meeting, min(due)):
            sent = send_digest(tx, board, meeting, f"{min(due)}", today)
            if sent:
                _remember(tx, board, meeting, f"{min(due)}", today, {m.id for m in ahead})
            written += sent
    return written


def _digests(tx: Transaction, board: Board) -> dict[str, dict[str, str]]:
    """By meeting and the name of a digest: for which day of it that was sent last, and when."""
    return dict(tx.setting(f"digests:{board.id}") or {})


def _remember(
    tx: Transaction, board: Board, meeting: Meeting, which: str, today: date, ahead: set[str]
) -> None:
    """Note that this digest has gone out; what was noted of meetings that are over goes."""
    told = {m: sent for m, sent in _digests(tx, board).items() if m in ahead}
    told[meeting.id] = {**told.get(meeting.id, {}), which: f"{meeting.day} {today}"}
    tx.set_setting(f"digests:{board.id}", told)


def _read_lately(tx: Transaction, board: Board, meeting: Meeting, days: int) -> bool:
    """Whether this digest went out for another day of the meeting, less than the board's peace
    before it would be due now: put off by a day or two, a meeting has no second one."""
    sent = _digests(tx, board).get(meeting.id, {})
    told_for, _, sent_on = sent.get(f"{days}", "").partition(" ")
    peace = board.policy.progress_hush
    if not sent_on or told_for == f"{meeting.day}" or not peace:
        return False
    return date.fromisoformat(sent_on) > board.calendar.add(meeting.day, -days - peace)


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
        if p.active and p.email and (p.prefers_email or not p.slack_id)
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
