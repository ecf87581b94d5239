"""The minutes of a meeting as files: part I, and part II for those who read exempt matter."""

from __future__ import annotations

from datetime import datetime

from bot.documents.minutes_docx import as_docx
from bot.slack.rendered.kinds import Answer, RenderedFile, Subjects, audience_of
from workflows import minutes_after
from workflows.access import Deed, may
from workflows.deliveries import Parcel
from workflows.ports import Transaction

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def docx_file(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """Part I or II as `part` says; nothing for whoever may not have it any longer."""
    meeting = tx.meetings.get(str(parcel.args["meeting_id"]))
    audience = audience_of(tx, parcel, now)
    part = int(parcel.args.get("part", 1))
    deed = Deed.READ_EXEMPT if part == 2 else Deed.RUN_MEETINGS
    reader = audience.caller
    if reader is None or not may(reader, meeting.board_id, deed):
        return None
    paper = minutes_after.paper(tx, meeting.id, audience, part)
    mark = "draft-" if paper.draft else ""
    suffix = "-part-2-exempt" if part == 2 else ""
    shown: Subjects = (
        *(("resolution", r.id) for r in tx.resolutions.of_meeting(meeting.id)),
        *(("action", a.id) for a in tx.actions.of_meeting(meeting.id)),
    )
    return RenderedFile(
        f"{mark}minutes-{meeting.day.isoformat()}{suffix}.docx",
        lambda: as_docx(paper),
        _DOCX,
        f"{'Draft minutes' if paper.draft else 'Minutes'}, {paper.when}",
        subjects=shown,
    )
