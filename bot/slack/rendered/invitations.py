"""What is sent about invitations: the letter to each guest, the calendar file that goes with it,
and the card in the channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.calendar.meeting_ics import Method, meeting_ics
from bot.slack.rendered.kinds import Answer, Rendered, RenderedFile
from bot.slack.views import invitations as views
from workflows import invitation_replies, invitations
from workflows.attendances import Attendance, Reply
from workflows.deliveries import Parcel
from workflows.invitations import Told
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.people import Person
from workflows.ports import Transaction

#: PARTSTAT of what was answered (RFC 5545, 3.2.12). Who sends a substitute does not come.
_PARTSTAT: Mapping[Reply, str] = {
    Reply.NONE: "NEEDS-ACTION",
    Reply.COMING: "ACCEPTED",
    Reply.NOT_COMING: "DECLINED",
    Reply.SUBSTITUTE: "DECLINED",
}


def letter(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """What one guest is told; nothing if something newer has been written to them meanwhile."""
    found = _current(tx, parcel)
    if found is None:
        return None
    meeting, row = found
    board, told = tx.boards.get(meeting.board_id), Told(parcel.args["told"])
    private = meeting.kind is MeetingKind.PRIVATE
    reason = "" if private else str(parcel.args.get("reason", ""))
    if told is Told.CANCELLED and not private:
        reason = meeting.cancelled_reason
    ahead = row.invited_now and invitations.is_ahead(meeting, now)
    data = views.Letter(meeting, board, told, row, reason, ahead)
    subjects = (("meeting", meeting.id),)
    return Rendered(views.letter_text(data), views.letter_blocks(data), subjects)


def _current(tx: Transaction, parcel: Parcel) -> tuple[Meeting, Attendance] | None:
    """The meeting and the guest's row, unless the guest has been told something else since."""
    meeting = tx.meetings.get(str(parcel.args["meeting_id"]))
    guest = str(parcel.person_id or parcel.args.get("audience"))
    row = tx.attendances.find(meeting.id, guest)
    if row is None or row.invited != parcel.args["sequence"]:
        return None
    return meeting, row


def file(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """The same for the guest's calendar: an invitation to them alone (RFC 6047) where both they and
    the organiser have an address, else a file that names nobody."""
    found = _current(tx, parcel)
    if found is None:
        return None
    meeting, row = found
    board, person = tx.boards.get(meeting.board_id), tx.people.get(str(row.person_id))
    organiser = tx.people.get(meeting.organiser_id) if meeting.organiser_id else None
    both = bool(person.email and organiser and organiser.email)
    method: Method = "PUBLISH"
    if not row.invited_now:
        method = "CANCEL"
    elif both and parcel.args.get("by_mail"):
        method = "REQUEST"
    named = both and bool(parcel.args.get("by_mail"))
    return RenderedFile(
        f"invitation-{meeting.day.isoformat()}-{row.invited}.ics",
        lambda: meeting_ics(
            meeting,
            board,
            method=method,
            now=now,
            attendee=_named(person) if named else None,
            organiser=_named(organiser) if named and organiser else None,
            sequence=row.invited,
            answered=_PARTSTAT[row.reply],
        ),
        "text/calendar",
        f"{board.name}, {meeting.day.isoformat()}",
        {"method": method},
    )


def _named(person: Person) -> tuple[str, str]:
    return person.name, str(person.email)


def card(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """The channel's card, which follows the meeting; nothing of a private one."""
    meeting = tx.meetings.get(str(parcel.args["meeting_id"]))
    if meeting.kind is MeetingKind.PRIVATE:
        return None
    if meeting.state is MeetingState.CANCELLED and "ts" not in parcel.args:
        return None
    board = tx.boards.get(meeting.board_id)
    expected = invitation_replies.expected(tx, board, meeting)
    ahead = invitations.is_ahead(meeting, now)
    return Rendered(
        views.card_text(meeting, board),
        views.card_blocks(meeting, board, expected, ahead=ahead),
        (("meeting", meeting.id),),
    )
