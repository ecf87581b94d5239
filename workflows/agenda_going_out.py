"""The agenda is shown: in the board's channel with its document, or to the officer as a draft. Of a
private meeting nothing is shown in a channel; its members have it each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import agenda_sheet, keeping
from workflows.access import Caller, Deed, require
from workflows.dates import day_words
from workflows.deliveries import Kind, Parcel
from workflows.errors import AlreadyDone, NotFound
from workflows.meetings import Meeting, MeetingKind

if TYPE_CHECKING:
    from workflows.ports import Transaction


def show(
    tx: Transaction, caller: Caller, meeting: Meeting, now: datetime, *, must: bool = False
) -> bool:
    """Show the agenda once, followed by the document; later changes are shown in the same message.
    False if there is none or it is shown already; with `must` that is an error."""
    require(caller, meeting.board_id, Deed.RUN_MEETINGS)
    board = tx.boards.get(meeting.board_id)
    if not agenda_sheet.sheet_of(tx, meeting).on_agenda:
        if must:
            raise NotFound(
                f"Nothing is on the agenda of {day_words(meeting.day)}. Nothing was shown."
            )
        return False
    message = Parcel(
        key=f"agenda:{meeting.id}",
        kind=Kind.MESSAGE,
        team_id=board.team_id,
        board_id=board.id,
        view="agenda_out",
        args={"meeting_id": meeting.id},
        channel=board.channel_id,
    )
    if meeting.kind is MeetingKind.PRIVATE or not board.channel_id:
        shown = _to_members(tx, meeting, message, now)
    else:
        shown = tx.outbox.put(message)
        _with_document(tx, message)
    if must and not shown:
        raise AlreadyDone(
            "The agenda is shown already: that message follows every change. Nothing was sent."
        )
    return shown


def _to_members(tx: Transaction, meeting: Meeting, message: Parcel, now: datetime) -> bool:
    board = tx.boards.get(meeting.board_id)
    today = keeping.local_day(now, board)
    shown = False
    for person_id in sorted({m.person_id for m in tx.people.memberships(board.id)
                             if m.covers(today)}):  # fmt: skip
        own = replace(message, key=f"{message.key}:{person_id}", channel=None, person_id=person_id)
        shown = tx.outbox.put(own) or shown
        _with_document(tx, own)
    return shown


def _with_document(tx: Transaction, message: Parcel) -> None:
    file = replace(message, key=f"{message.key}:docx", kind=Kind.FILE, view="agenda_docx")
    tx.outbox.put(replace(file, follows=message.key))


def send_draft(tx: Transaction, caller: Caller, meeting: Meeting, now: datetime) -> None:
    """The document as it stands, with the titles of exempt items, to the officer alone."""
    require(caller, meeting.board_id, Deed.RUN_MEETINGS)
    board = tx.boards.get(meeting.board_id)
    key = f"agenda-draft:{meeting.id}:{caller.id}:{now.isoformat(timespec='seconds')}"
    text = f"The agenda of {day_words(meeting.day)} as it stands:"
    head = Parcel(key, Kind.MESSAGE, board.team_id, "text", {"text": text}, caller.id,
                  board_id=board.id)  # fmt: skip
    tx.outbox.put(head)
    args = {"meeting_id": meeting.id, "own": True}
    file = replace(head, key=f"{key}:docx", kind=Kind.FILE, view="agenda_docx", args=args)
    tx.outbox.put(replace(file, follows=key))
