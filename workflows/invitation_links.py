"""The link by which a guest says whether they come to a meeting."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from workflows import invitation_replies, invitations
from workflows.access import Caller
from workflows.attendances import Attendance, Reply
from workflows.deadlines import day_words
from workflows.errors import AlreadyDone
from workflows.links import Given, LinkKind, Opened
from workflows.meetings import Meeting
from workflows.owners import plain

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: The answers that a form of the page sends.
STEPS: tuple[Reply, ...] = (Reply.COMING, Reply.NOT_COMING, Reply.SUBSTITUTE)


def _fits(tx: Transaction, caller: Caller, meeting: Meeting, now: datetime) -> bool:
    """For those who are invited, until the meeting is over, cancelled or begun."""
    row = tx.attendances.find(meeting.id, caller.id)
    return row is not None and row.invited_now and invitations.is_ahead(meeting, now)


ANSWER_INVITATION: LinkKind[Meeting] = LinkKind(
    subject="meeting",
    purpose="invitation",
    label="Say whether you come",
    offers="Coming, not coming, or who comes instead",
    fetch=lambda tx, meeting_id: tx.meetings.get(meeting_id),
    fits=_fits,
    name=lambda meeting: f"Meeting of {day_words(meeting.day)}",
    # Meetings are planned a year ahead; the link ends with the meeting whatever its date.
    days=400,
)


def take(tx: Transaction, opened: Opened[Meeting], given: Given, now: datetime) -> Attendance:
    """Record the answer in the guest's name."""
    reply = next((r for r in STEPS if r.value == given.step), None)
    if reply is None:
        raise AlreadyDone("This cannot be done by a link. Nothing was changed.")
    return invitation_replies.answer(
        tx, opened.caller, opened.thing.id, reply, now, substitute=given.word("substitute")
    )


def row_of(tx: Transaction, opened: Opened[Meeting]) -> Attendance | None:
    """What the guest has answered so far."""
    return tx.attendances.find(opened.thing.id, opened.caller.id)


def repeats(tx: Transaction, opened: Opened[Meeting], given: Given) -> bool:
    """Whether that is the answer already."""
    row = row_of(tx, opened)
    if row is None or row.reply.value != given.step:
        return False
    return row.reply is not Reply.SUBSTITUTE or plain(row.substitute_name) == plain(
        given.word("substitute")
    )
