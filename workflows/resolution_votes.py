"""The vote on a resolution as an officer tells it, checked against the board's rules, its voting
strength and who was there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from workflows import declaring, quorum, votes, voting_strength
from workflows.attendances import Attends
from workflows.boards import Board
from workflows.meetings import Meeting
from workflows.resolutions import Resolution, Votes

if TYPE_CHECKING:
    from workflows.ports import Transaction


def with_vote(
    resolution: Resolution, board: Board, day: date, carried: str | None, recorded: str | None
) -> Resolution:
    """The resolution with the vote as typed; None leaves that part as it was. `InvalidInput` for
    what cannot be read, or contradicts itself or the rules of that day."""
    if carried is None and recorded is None:
        return resolution
    told = votes.Told(resolution.carried, resolution.votes)
    names = resolution.votes.recorded if resolution.votes else ()
    if carried is not None:
        told = votes.read_carried(carried)
    if recorded is not None:
        names = votes.read_recorded(recorded)
    if told.votes is not None:
        told = replace(told, votes=replace(told.votes, recorded=()))
    told = votes.with_recorded(told, names)
    votes.refuse_contradiction(told, board.rules_on(day))
    kept = None if told.votes == Votes() else told.votes
    return replace(resolution, carried=told.carried, votes=kept)


def barred_from(tx: Transaction, meeting: Meeting | None, item: str) -> tuple[str, ...]:
    """The names of those whom a declared interest bars from that item."""
    if meeting is None or not item:
        return ()
    return tuple(dict.fromkeys(d.name for d in declaring.barred_at(tx, meeting.id, item)))


def warnings(tx: Transaction, board: Board, meeting: Meeting | None, resolution: Resolution) -> (
    tuple[str, ...]
):  # fmt: skip
    """What of the vote does not fit the board as it was on the day."""
    nothing_told = resolution.votes is None and not (resolution.mover or resolution.seconder)
    if meeting is None or (nothing_told and not resolution.carried):
        return ()
    strength = voting_strength.of_board(tx, board, meeting.day)
    people = tx.people.many(strength.voters).values()
    attended = tx.attendances.of_meeting(meeting.id)
    taken = any(a.attends is Attends.PRESENT for a in attended)
    there = quorum.of_rows(tx, board, meeting, attended, resolution.item) if taken else None
    substitutes = [a.name for a in attended if a.for_id or a.for_name]
    standing = votes.Standing(
        strength=strength.total,
        present=there.reached.count if there else None,
        voters=tuple(n for p in people for n in (p.name, *p.variants)) + tuple(substitutes),
        barred=resolution.barred,
        quorate=there.enough if there else True,
    )
    found = votes.warnings(resolution, standing)
    uncounted = quorum.uncounted_words(there) if there and not there.enough else ""
    return (*found, f"Not counted: {uncounted}.") if uncounted else found
