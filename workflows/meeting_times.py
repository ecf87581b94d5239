"""When a meeting really began and ended, as its minutes say; beside the times it was called for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from workflows import ledger, watch_keeping
from workflows.access import Caller, Deed, require
from workflows.calendars import local_moment
from workflows.dates import day_words
from workflows.errors import AlreadyDone, InvalidInput
from workflows.meetings import HELD, Meeting, MeetingState

if TYPE_CHECKING:
    from workflows.ports import Transaction


def actual(meeting: Meeting) -> tuple[datetime | None, datetime | None]:
    """When it really began and ended: as an officer noted it, else when it was opened and closed
    here on the day of the meeting."""
    began, ended = meeting.began_at, meeting.ended_at
    opened, closed = meeting.opened_at, meeting.closed_at
    if began is None and opened and opened.date() == meeting.starts_at.date():
        began = opened
    if ended is None and closed and closed.date() == meeting.ends_at.date():
        ended = closed
    return began, ended


def note(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    began: time,
    ended: time,
    now: datetime,
) -> Meeting:
    """Note the actual times, by the board's clock."""
    before = tx.meetings.get(meeting_id)
    require(caller, before.board_id, Deed.RUN_MEETINGS)
    board = tx.boards.get(before.board_id)
    if before.state not in HELD | {MeetingState.OPEN}:
        raise AlreadyDone(
            f"The meeting of {day_words(before.day)} has not been held. Nothing was changed: what "
            "it is called for is changed with /meeting move."
        )
    if ended <= began:
        raise InvalidInput("It would have ended before it began. Nothing was changed.", "times")
    starts, ends = (local_moment(before.day, at, board.zone) for at in (began, ended))
    if (starts, ends) == (before.began_at, before.ended_at):
        raise AlreadyDone("These times are noted already. Nothing was changed.")
    saved = tx.meetings.save(replace(before, began_at=starts, ended_at=ends))
    told = {"began": f"{began:%H:%M}", "ended": f"{ended:%H:%M}"}
    ledger.write(tx, caller.id, board.id, now, "times noted", "meeting", saved.id, told)
    watch_keeping.keep(tx, saved, now.astimezone(board.zone).date())
    return saved
