"""The agenda as it goes out: a message with its open items, and the document in its thread."""

from __future__ import annotations

from datetime import datetime

from bot.documents.agenda_docx import AgendaPaper, agenda_docx
from bot.slack.rendered.kinds import Answer, Rendered, RenderedFile, audience_of
from bot.slack.views import agendas as views
from bot.slack.views import meetings as meeting_views
from workflows import agenda_sheet
from workflows.access import PUBLIC, Deed, disclose, may
from workflows.agenda_sheet import Sheet
from workflows.dates import day_words
from workflows.deliveries import Parcel
from workflows.meetings import MeetingKind, MeetingState
from workflows.ports import Transaction

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def message(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """The open items, as anybody may read them; it follows every change of the agenda."""
    sheet = _sheet(tx, parcel)
    if sheet.meeting.state is MeetingState.CANCELLED or not sheet.on_agenda:
        return None
    reader = parcel.person_id or parcel.args.get("audience")
    if sheet.meeting.kind is MeetingKind.PRIVATE and not reader:
        return None
    seen = disclose(sheet.on_agenda, PUBLIC, published=True)
    where = meeting_views.words(sheet.meeting, sheet.board)
    return Rendered(
        views.heading(sheet),
        views.agenda_out(sheet, seen.shown, seen.withheld, where),
        (("agenda", sheet.meeting.id), *(("agenda_item", i.id) for i in seen.shown)),
    )


def document(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """The .docx for everybody; or, with `own`, the officer's draft with the titles of exempt items,
    for whoever may run meetings alone."""
    sheet, own = _sheet(tx, parcel), bool(parcel.args.get("own"))
    reader = audience_of(tx, parcel, now).caller
    if own and (reader is None or not may(reader, sheet.board.id, Deed.RUN_MEETINGS)):
        return None
    public = reader is None and sheet.meeting.kind is MeetingKind.PRIVATE
    if public or sheet.meeting.state is MeetingState.CANCELLED:
        return None
    board, meeting = sheet.board, sheet.meeting
    paper = AgendaPaper(
        board.name,
        day_words(meeting.day),
        meeting_views.hours(meeting, board),
        meeting.venue,
        tuple(sheet.on_agenda),
        draft=meeting.agenda_published_on is None,
        with_titles=own,
    )
    return RenderedFile(
        f"agenda-{meeting.day.isoformat()}{'-draft' if own else ''}.docx",
        lambda: agenda_docx(paper),
        _DOCX,
        views.heading(sheet),
        subjects=() if own else tuple(
            ("agenda_item", i.id) for i in sheet.on_agenda if not i.exempt
        ),
    )  # fmt: skip


def _sheet(tx: Transaction, parcel: Parcel) -> Sheet:
    return agenda_sheet.sheet_of(tx, tx.meetings.get(str(parcel.args["meeting_id"])))
