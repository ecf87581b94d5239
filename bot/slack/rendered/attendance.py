"""The attendance of a meeting, and of a board over time, as messages and files."""

from __future__ import annotations

from datetime import date, datetime

from bot.documents.attendance_csv import attendance_csv
from bot.slack.rendered.kinds import Answer, Rendered, RenderedFile, audience_of
from bot.slack.views import attendance as views
from workflows import attendance_record, attendance_sheet, declaring
from workflows.access import Deed, may
from workflows.attendance_taking import Mark
from workflows.deliveries import Parcel
from workflows.meetings import MeetingState
from workflows.ports import Transaction


def card(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """For the officer alone; it follows every change of the attendance and of the meeting."""
    meeting = tx.meetings.get(str(parcel.args["meeting_id"]))
    board = tx.boards.get(meeting.board_id)
    reader = audience_of(tx, parcel, now).caller
    if reader is None or not may(reader, board.id, Deed.RUN_MEETINGS):
        return None
    sheet = attendance_sheet.standing(tx, board, meeting)
    item = meeting.current_item if meeting.state is MeetingState.OPEN else ""
    barred = declaring.barred_at(tx, meeting.id, item) if item else []
    mode = Mark(str(parcel.args.get("mode", Mark.HERE.value)))
    return Rendered(
        views.heading(sheet),
        views.card(sheet, mode, barred),
        (("attendance", meeting.id), ("meeting", meeting.id)),
    )


def csv_file(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """The attendance of a board's members from a day to a day."""
    reader = audience_of(tx, parcel, now).caller
    board_id = str(parcel.args["board_id"])
    if reader is None or not may(reader, board_id, Deed.TAKE_LOG):
        return None
    since, until = (date.fromisoformat(str(parcel.args[k])) for k in ("since", "until"))
    found = attendance_record.record(tx, reader, board_id, now, since, until)
    return RenderedFile(
        f"attendance-{since.isoformat()}-{until.isoformat()}.csv",
        lambda: attendance_csv(found).encode(),
        "text/csv",
        f"Attendance, {found.board.name}",
    )
