"""Telling of a meeting that has changed: the channel, and those whom the channel does not reach."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from workflows.boards import Board
from workflows.deliveries import Kind, Parcel
from workflows.meetings import Meeting, MeetingKind
from workflows.people import Person, Role

if TYPE_CHECKING:
    from workflows.ports import Transaction

_CHAIRS = frozenset({Role.CHAIR, Role.VICE_CHAIR})


def announce(
    tx: Transaction,
    board: Board,
    meeting: Meeting,
    what: str,
    today: date,
    reason: str = "",
    but: Collection[str] = (),
) -> None:
    """The notice of a change and its reason in the channel, with the .ics in its thread; by e-mail
    to the members who are not in Slack or prefer it; and to the chairs, whose direct message had
    the .ics with the digest. A private meeting is told to its members alone, each with the .ics.
    `but` are those who have it by an invitation already."""
    key = f"meeting:{meeting.id}:{meeting.sequence}"
    private = meeting.kind is MeetingKind.PRIVATE
    if not private:
        _notice(tx, board, meeting, what, reason, key, channel=board.channel_id)
    held = [m for m in tx.people.memberships(board.id) if m.covers(today)]
    chairs = {m.person_id for m in held if m.role in _CHAIRS}
    for person in tx.people.many({m.person_id for m in held}).values():
        by_mail = person.prefers_email or not person.slack_id
        told = private or by_mail or person.id in chairs
        if told and person.active and person.id not in but:
            _notice(tx, board, meeting, what, reason, f"{key}:{person.id}", person=person)


def _notice(
    tx: Transaction,
    board: Board,
    meeting: Meeting,
    what: str,
    reason: str,
    key: str,
    *,
    channel: str | None = None,
    person: Person | None = None,
) -> None:
    """The message to one place, and the file in its thread; an e-mail brings its own, and the row
    of the file then sends nothing."""
    message = Parcel(
        key=key,
        kind=Kind.MESSAGE,
        team_id=board.team_id,
        board_id=board.id,
        view="meeting_notice",
        args={"meeting_id": meeting.id, "what": what, "reason": " ".join(reason.split())[:300]},
        channel=channel,
        person_id=person.id if person else None,
    )
    tx.outbox.put(message)
    if person is None or person.slack_id:
        args = {"meeting_id": meeting.id}
        file = replace(message, kind=Kind.FILE, view="meeting_ics", args=args)
        tx.outbox.put(replace(file, key=f"{key}:ics", follows=key))
