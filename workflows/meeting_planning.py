"""Scheduling, moving and cancelling meetings. Every due that points at a meeting moves with it,
and that is no slippage; calendars get the same UID with the next SEQUENCE."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from workflows import invitations, keeping, ledger, meeting_finding, report_back_keeping
from workflows.access import Caller, Deed, require
from workflows.actions import ENDED
from workflows.boards import Board
from workflows.calendars import local_moment
from workflows.deadlines import DueKind, day_words, read_date, read_time
from workflows.errors import AlreadyDone, InvalidInput
from workflows.invitations import Told
from workflows.meeting_announcing import announce
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.showing import render_again
from workflows.stale import refuse_stale
from workflows.watch_keeping import hold_ladders

if TYPE_CHECKING:
    from workflows.ports import Transaction

NEXT_MEETING = DueKind.NEXT_MEETING
DEFAULT_START = time(10, 0)
DEFAULT_LENGTH = timedelta(hours=2)


@dataclass(frozen=True)
class MeetingPlan:
    """A meeting as typed: dates and times are read in the board's zone. Empty start and end take
    10:00 and two hours; when moving, None leaves a field as it is. `series` joins meetings that are
    planned together, and is not changed by moving. `version` is that of the meeting
    from which a form was drawn."""

    day: str | None = None
    start: str | None = None
    end: str | None = None
    venue: str | None = None
    link: str | None = None
    kind: MeetingKind | None = None
    part_closed: bool | None = None
    series: str = ""
    version: int | None = None


def schedule(
    tx: Transaction, caller: Caller, board_id: str, plan: MeetingPlan, now: datetime
) -> Meeting:
    """Put a meeting into the register. Dues that wait for "the next meeting" are linked to it, and
    those linked to a later one, if this ordinary meeting is now the next after it was set."""
    require(caller, board_id, Deed.RUN_MEETINGS)
    hold_ladders(tx, [board_id], alone=True)
    board = tx.boards.get(board_id)
    day = _day(plan.day, keeping.local_day(now, board))
    starts, ends = _times(board, day, plan.start, plan.end)
    _refuse_twin(tx, board, day, starts)
    meeting_id = tx.new_id()
    meeting = tx.meetings.add(
        Meeting(
            id=meeting_id,
            board_id=board_id,
            day=day,
            starts_at=starts,
            ends_at=ends,
            uid=f"{meeting_id}@matters-arising",
            kind=plan.kind or MeetingKind.ORDINARY,
            venue=_venue(plan.venue),
            link=_link(plan.link),
            part_closed=bool(plan.part_closed),
            series=plan.series,
        )
    )
    _write(tx, meeting, caller, now, "scheduled", _words(board, meeting))
    _capture(tx, board, meeting, caller, now)
    relink(tx, board, caller, now)
    _refresh_homes(tx, board)
    return meeting


def move(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    plan: MeetingPlan,
    now: datetime,
    reason: str = "",
) -> Meeting:
    """Change date, times, venue or link. The channel and the calendars are told, with the reason.
    `Conflict` if somebody else has changed it since the form was opened."""
    before = tx.meetings.get(meeting_id)
    require(caller, before.board_id, Deed.RUN_MEETINGS)
    hold_ladders(tx, [before.board_id], alone=True)
    refuse_stale("The meeting", before.version, plan.version)
    _still_to_come(before)
    board = tx.boards.get(before.board_id)
    day = _day(plan.day, keeping.local_day(now, board)) if plan.day else before.day
    starts, ends = _moved_times(board, before, day, plan)
    after = replace(
        before,
        day=day,
        starts_at=starts,
        ends_at=ends,
        venue=before.venue if plan.venue is None else _venue(plan.venue),
        link=before.link if plan.link is None else _link(plan.link),
        kind=plan.kind or before.kind,
        part_closed=before.part_closed if plan.part_closed is None else plan.part_closed,
    )
    if after == before:
        raise AlreadyDone("That is how the meeting stands already. Nothing was changed.")
    if starts != before.starts_at:
        _refuse_twin(tx, board, day, starts, but=before.id)
    after = replace(after, sequence=before.sequence + 1, moved_from=before.day)
    saved = tx.meetings.save(after)
    _write(tx, saved, caller, now, "moved", {**_words(board, saved), "reason": reason})
    told = invitations.follow(tx, before, saved, Told.MOVED, reason)
    dues_move = day != before.day
    _after_change(tx, board, saved, caller, now, "moved", reason, dues_move=dues_move, told=told)
    return saved


def cancel_meeting(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    reason: str,
    now: datetime,
    version: int | None = None,
) -> Meeting:
    """Cancel it. What was due at it becomes due at the next ordinary meeting. `Conflict` if it is
    not as the form showed it any more (`version`)."""
    before = tx.meetings.get(meeting_id)
    require(caller, before.board_id, Deed.RUN_MEETINGS)
    hold_ladders(tx, [before.board_id], alone=True)
    refuse_stale("The meeting", before.version, version)
    _still_to_come(before)
    board = tx.boards.get(before.board_id)
    saved = tx.meetings.save(
        replace(
            before,
            state=MeetingState.CANCELLED,
            sequence=before.sequence + 1,
            cancelled_reason=reason.strip(),
        )
    )
    _write(tx, saved, caller, now, "cancelled", {**_words(board, saved), "reason": reason})
    told = invitations.follow(tx, before, saved, Told.CANCELLED, reason)
    _after_change(tx, board, saved, caller, now, "cancelled", reason, dues_move=True, told=told)
    return saved


def revive(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> Meeting:
    """Plan a cancelled meeting again, as it stood. What waits for the next meeting is linked to it
    if it comes first; whoever had been invited is invited again."""
    before = tx.meetings.get(meeting_id)
    require(caller, before.board_id, Deed.RUN_MEETINGS)
    hold_ladders(tx, [before.board_id], alone=True)
    named = f"The meeting of {day_words(before.day)}"
    if before.state is not MeetingState.CANCELLED:
        raise AlreadyDone(f"{named} is not cancelled. Nothing was changed.")
    if before.ends_at <= now:
        raise AlreadyDone(f"{named} would be over. Nothing was changed: schedule another day.")
    board = tx.boards.get(before.board_id)
    _refuse_twin(tx, board, before.day, before.starts_at, but=before.id)
    planned = replace(
        before, state=MeetingState.PLANNED, sequence=before.sequence + 1, cancelled_reason=""
    )
    saved = tx.meetings.save(planned)
    _write(tx, saved, caller, now, "revived", _words(board, saved))
    _capture(tx, board, saved, caller, now)
    told = invitations.follow(tx, before, saved, Told.REVIVED)
    _after_change(tx, board, saved, caller, now, "revived", "", dues_move=False, told=told)
    return saved


def _after_change(
    tx: Transaction,
    board: Board,
    meeting: Meeting,
    caller: Caller,
    now: datetime,
    what: str,
    reason: str,
    *,
    dues_move: bool,
    told: Collection[str],
) -> None:
    """Dues follow; the channel is told with the calendar file; so are people outside Slack, but for
    those who were `told` by an invitation."""
    relink(tx, board, caller, now, meeting if dues_move else None)
    render_again(tx, board, "meeting", meeting.id)
    _refresh_homes(tx, board)
    announce(tx, board, meeting, what, keeping.local_day(now, board), reason, told)


def _capture(
    tx: Transaction, board: Board, meeting: Meeting, caller: Caller, now: datetime
) -> None:
    """What is due at "the next meeting" and linked to a later one, while this one now comes first:
    meetings are not always entered in their order. What was promised for a named meeting, or has
    had its due changed since, stays."""
    if meeting.kind is not MeetingKind.ORDINARY or meeting.day < keeping.local_day(now, board):
        return
    later = [
        m
        for m in tx.meetings.of_board(board.id)
        if m.day > meeting.day and m.state is MeetingState.PLANNED
    ]
    for other in later:
        for action in tx.actions.due_at(other.id):
            if action.status in ENDED or action.slips or action.due.kind is not NEXT_MEETING:
                continue
            target = keeping.linked(tx, board, action, keeping.local_day(now, board))
            if target != action:
                keeping.keep(tx, action, target, caller, now, "linked to the next meeting")


def relink(
    tx: Transaction, board: Board, caller: Caller, now: datetime, changed: Meeting | None = None
) -> int:
    """Point every due "at the next meeting" that has lost its meeting, or has none yet, at the
    next ordinary one after the meeting that set it. What is due at the `changed` meeting starts
    its ladder anew. The number of actions touched."""
    today = keeping.local_day(now, board)
    touched = 0
    for action in tx.actions.due_at(changed.id) if changed else ():
        if action.status in ENDED:
            continue
        lost = changed is not None and changed.state is MeetingState.CANCELLED
        target = keeping.linked(tx, board, action, today) if lost else action
        target = replace(target, due_version=action.due_version + 1)
        keeping.keep(tx, action, target, caller, now, "follows its meeting")
        touched += 1
    for action in tx.actions.waiting_for_next_meeting(board.id):
        target = keeping.linked(tx, board, action, today)
        if target != action:
            keeping.keep(tx, action, target, caller, now, "linked to the next meeting")
            touched += 1
    touched += report_back_keeping.link(tx, board, caller, now)
    keeping.recount(tx, board, today)
    return touched


def upcoming(
    tx: Transaction, board_id: str, now: datetime, caller: Caller | None = None
) -> list[Meeting]:
    """The board's meetings that are still to come, earliest first. With a `caller`, private ones
    only if they may know of them."""
    board = tx.boards.get(board_id)
    found = tx.meetings.upcoming([board_id], keeping.local_day(now, board))
    return [m for m in found if caller is None or meeting_finding.knows_of(tx, caller, m)]


def _still_to_come(meeting: Meeting) -> None:
    if meeting.state is MeetingState.PLANNED:
        return
    raise AlreadyDone(
        f"The meeting of {day_words(meeting.day)} is {meeting.state.value}. Nothing was changed: "
        "only a planned meeting can be moved or cancelled."
    )


def _day(text: str | None, today: date) -> date:
    if not (text or "").strip():
        raise InvalidInput("Give the day of the meeting, for example 14 March.", field="day")
    return read_date(str(text), on=today)


def _hour(text: str, field: str) -> time:
    try:
        return read_time(text)
    except InvalidInput as wrong:
        raise InvalidInput(wrong.message, field) from None


def _times(
    board: Board, day: date, start: str | None, end: str | None
) -> tuple[datetime, datetime]:
    first = _hour(start, "start") if start else DEFAULT_START
    starts = local_moment(day, first, board.zone)
    if not end:
        return starts, starts + DEFAULT_LENGTH
    ends = local_moment(day, _hour(end, "end"), board.zone)
    if ends <= starts:
        raise InvalidInput("The meeting would end before it starts.", field="end")
    return starts, ends


def _moved_times(
    board: Board, before: Meeting, day: date, plan: MeetingPlan
) -> tuple[datetime, datetime]:
    """New times; what is not given keeps its local hour, or the length of the meeting."""
    start = plan.start or before.starts_at.astimezone(board.zone).strftime("%H:%M")
    if plan.end or not plan.start:
        end = plan.end or before.ends_at.astimezone(board.zone).strftime("%H:%M")
        return _times(board, day, start, end)
    starts, _ = _times(board, day, start, None)
    return starts, starts + (before.ends_at - before.starts_at)


_LINK = re.compile(r"https?://[^\s<>|\"]{3,490}")


def _link(text: str | None) -> str:
    """A web address, without the brackets and the label that chat puts around it."""
    link = (text or "").strip().strip("<>").split("|")[0]
    if link and not _LINK.fullmatch(link):
        raise InvalidInput(
            "The link must be a web address that begins with https://, without spaces.",
            field="link",
        )
    return link


def _venue(text: str | None) -> str:
    return " ".join((text or "").split())[:200]


def _refuse_twin(tx: Transaction, board: Board, day: date, starts: datetime, but: str = "") -> None:
    for other in tx.meetings.of_board(board.id):
        if other.id == but or other.state is MeetingState.CANCELLED:
            continue
        if other.starts_at == starts:
            raise AlreadyDone(
                f"{board.name} already meets on {day_words(day)} at that time. "
                "Nothing was scheduled.",
                field="day",
            )


def _refresh_homes(tx: Transaction, board: Board) -> None:
    for person_id in {m.person_id for m in tx.people.memberships(board.id)}:
        keeping.refresh_home(tx, board.team_id, person_id)


def _words(board: Board, meeting: Meeting) -> dict[str, str]:
    zone = board.zone
    return {
        "starts": meeting.starts_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        "ends": meeting.ends_at.astimezone(zone).strftime("%H:%M"),
        "venue": meeting.venue,
        "link": meeting.link,
        "kind": "" if meeting.kind is MeetingKind.ORDINARY else meeting.kind.value,
        "part_closed": "yes" if meeting.part_closed else "",
    }


def _write(
    tx: Transaction,
    meeting: Meeting,
    caller: Caller,
    now: datetime,
    deed: str,
    values: dict[str, str],
) -> None:
    ledger.write(tx, caller.id, meeting.board_id, now, deed, "meeting", meeting.id, values)
