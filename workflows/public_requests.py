"""Requests of the public to address a meeting, and nil returns: what was asked for and not
forthcoming.

A request after the deadline of the board's notice rules is kept and flagged late, never refused:
whether it is heard is for the chair.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping, ledger, notice
from workflows.access import Caller, Deed, require
from workflows.attendances import Attends
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.meetings import Meeting, MeetingState, PublicRequest
from workflows.minutes.personal_data import without_contacts
from workflows.owners import plain

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: What may be nil, and how it is minuted.
NIL_WORDS = {
    "requests": "There were no requests to address the meeting.",
    "declarations": "There were no declarations of interest.",
    "apologies": "There were no apologies for absence.",
}
_MOST_REQUESTS = 100


def ask(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    name: str,
    about: str,
    now: datetime,
    on: date | None = None,
) -> tuple[Meeting, PublicRequest]:
    """Somebody asks to address the meeting about something, today or on that day."""
    board, meeting = _to_change(tx, caller, meeting_id)
    name = without_contacts(" ".join(name.split()))[:200]
    about = without_contacts(" ".join(about.split()))[:1000]
    if not name or not about:
        raise InvalidInput(
            "Say who asks and about what. Nothing was recorded. For example: "
            "`/meeting request Kerry Shaw: the library’s opening hours`",
            field="about",
        )
    today = keeping.local_day(now, board)
    if on and on > today:
        raise InvalidInput("That day is still to come. Nothing was recorded.", field="on")
    asked = PublicRequest(name, about, on or today, late=is_late(board, meeting, on, now))
    if any((r.name, r.about) == (asked.name, asked.about) for r in meeting.requests):
        raise AlreadyDone(f"That request of {name} is on record. Nothing was recorded twice.")
    if len(meeting.requests) >= _MOST_REQUESTS:
        raise InvalidInput(f"A meeting keeps at most {_MOST_REQUESTS} requests.")
    after = replace(
        meeting,
        requests=(*meeting.requests, asked),
        nil_returns=tuple(n for n in meeting.nil_returns if n != "requests"),
    )
    told = {"name": name, "about": about, "late": "late" if asked.late else ""}
    return _save(tx, caller, after, now, "asked to address", told), asked


def deadline(board: Board, meeting: Meeting) -> datetime | None:
    """When requests close by the board's notice rules; None if it has set no deadline."""
    for each in notice.of_meeting(board, meeting).deadlines:
        if each.key == "public_participation":
            return each.at
    return None


def is_late(board: Board, meeting: Meeting, on: date | None, now: datetime) -> bool:
    """Whether a request came after the deadline; of an earlier day only the day is known, and the
    deadline's own day counts as in time."""
    closes = deadline(board, meeting)
    if closes is None:
        return False
    if on is None or on == keeping.local_day(now, board):
        return now > closes
    return on > closes.astimezone(board.zone).date()


def settle(
    tx: Transaction, caller: Caller, meeting_id: str, name: str, outcome: str, now: datetime
) -> tuple[Meeting, PublicRequest]:
    """What came of a request ("heard", "answered in writing"), by the name of who asked."""
    _, meeting = _to_change(tx, caller, meeting_id)
    outcome = " ".join(outcome.split())[:500]
    if not outcome:
        raise InvalidInput("Say what came of it. Nothing was changed.", field="outcome")
    found = [r for r in meeting.requests if plain(name) in plain(r.name)]
    if len(found) != 1:
        names = ", ".join(r.name for r in meeting.requests) or "none"
        raise NotFound(
            f"“{name[:60]}” fits {'no request' if not found else 'several requests'}. Nothing was "
            f"changed. On record for {day_words(meeting.day)}: {names}.",
            field="name",
        )
    settled = replace(found[0], outcome=outcome)
    anew = tuple(settled if r == found[0] else r for r in meeting.requests)
    told = {"name": settled.name, "outcome": outcome}
    return _save(tx, caller, replace(meeting, requests=anew), now, "request settled", told), settled


def nil(tx: Transaction, caller: Caller, meeting_id: str, what: str, now: datetime) -> Meeting:
    """There were none: of "requests", "declarations" or "apologies"."""
    _, meeting = _to_change(tx, caller, meeting_id)
    word = what.strip().casefold()
    if word not in NIL_WORDS:
        raise InvalidInput(
            "Say of what there were none: requests, declarations or apologies. Nothing was "
            "recorded.",
            field="what",
        )
    if word in meeting.nil_returns:
        raise AlreadyDone(f"That there were no {word} is on record already.")
    if there := _there_are(tx, meeting, word):
        raise AlreadyDone(f"There are {word} on record: {there}. Nothing was changed.")
    after = replace(meeting, nil_returns=(*meeting.nil_returns, word))
    return _save(tx, caller, after, now, "nil return", {"of": word})


def _there_are(tx: Transaction, meeting: Meeting, word: str) -> str:
    if word == "requests":
        names = [r.name for r in meeting.requests]
    elif word == "declarations":
        names = [d.name for d in tx.declarations.of_meeting(meeting.id)]
    else:
        rows = tx.attendances.of_meeting(meeting.id)
        names = [r.name for r in rows if r.attends is Attends.APOLOGIES]
    return ", ".join(names)


def _to_change(tx: Transaction, caller: Caller, meeting_id: str) -> tuple[Board, Meeting]:
    meeting = tx.meetings.get(meeting_id)
    require(caller, meeting.board_id, Deed.RUN_MEETINGS)
    if meeting.state is MeetingState.CANCELLED:
        raise AlreadyDone(
            f"The meeting of {day_words(meeting.day)} was cancelled. Nothing was recorded."
        )
    return tx.boards.get(meeting.board_id), meeting


def _save(
    tx: Transaction,
    caller: Caller,
    after: Meeting,
    now: datetime,
    deed: str,
    values: dict[str, str],
) -> Meeting:
    saved = tx.meetings.save(after)
    ledger.write(tx, caller.id, saved.board_id, now, deed, "meeting", saved.id, values)
    return saved
