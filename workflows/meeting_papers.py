"""The papers of a meeting: its agenda published, its minutes approved. Each is recorded on the
meeting and in the ledger, and ends the reminders about it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping, ledger, notice, watch_keeping
from workflows.access import Caller, Deed, require
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.notice_words import published_words

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: How minutes are approved where nothing else is said.
CORRECT = "as a correct record"
_CORRECTED = re.compile(
    r"(?:with|subject to)\s+(?:the\s+)?(?:following\s+)?(?:corrections?|amendments?)\s*[:,–-]?\s*"
    r"(?P<what>.+)$",
    re.I | re.S,
)


def publish_agenda(
    tx: Transaction, caller: Caller, meeting_id: str, now: datetime, on: date | None = None
) -> Meeting:
    """The agenda is out, since `on` (today, if no day is given)."""
    before = tx.meetings.get(meeting_id)
    require(caller, before.board_id, Deed.RUN_MEETINGS)
    board = tx.boards.get(before.board_id)
    if before.agenda_published_on:
        raise AlreadyDone(
            f"The agenda of {day_words(before.day)} is out since "
            f"{day_words(before.agenda_published_on)}. Nothing was changed."
        )
    if before.state is MeetingState.CANCELLED:
        raise AlreadyDone(f"The meeting of {day_words(before.day)} is cancelled.")
    published = _past(on, board, now)
    after = replace(before, agenda_published_on=published)
    told = {"published": published.isoformat()}
    if late := lateness(board, after):
        told["late"] = late
    return _save(tx, caller, after, now, "agenda published", told)


def lateness(board: Board, meeting: Meeting) -> str:
    """By how much the agenda was published late, in words; "" if it was in time, is not out, or is
    that of a private meeting, of which no public notice is given."""
    if meeting.agenda_published_on is None or meeting.kind is MeetingKind.PRIVATE:
        return ""
    reckoned = notice.of_meeting(board, meeting)
    published = notice.publish(reckoned, meeting.agenda_published_on)
    return published_words(reckoned, published) if published.late else ""


def approve_minutes(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    now: datetime,
    words: str = "",
    on: date | None = None,
    *,
    at_meeting: str | None = None,
    anyway: bool = False,
) -> Meeting:
    """Its minutes were approved, in these words ("with corrections: …"); at the board's latest
    meeting since, if there was one, unless a day or the meeting is given. On the meeting's own day
    only where another meeting began later that day, or `anyway`. Only their accuracy was in
    question: what was decided has had effect since it was decided (Local Government Act 1972 Sch.
    12 para. 41)."""
    before = tx.meetings.get(meeting_id)
    require(caller, before.board_id, Deed.RUN_MEETINGS)
    board = tx.boards.get(before.board_id)
    if before.minutes_approved_on:
        raise AlreadyDone(
            f"The minutes of {day_words(before.day)} were approved on "
            f"{day_words(before.minutes_approved_on)}. Nothing was changed."
        )
    if before.state is not MeetingState.ISSUED:
        raise AlreadyDone(
            f"The meeting of {day_words(before.day)} has not been issued, so its minutes cannot be "
            "approved yet. Nothing was changed: /meeting issue tells everybody first."
        )
    approved = _past(on, board, now) if on else _approving_day(tx, before, board, now)
    if approved < before.day:
        raise InvalidInput(
            f"Minutes are approved at a later meeting, and {day_words(approved)} is earlier than "
            f"{day_words(before.day)}. Nothing was changed.",
            "on",
        )
    if approved == before.day and not anyway and not _another_followed(tx, before):
        raise InvalidInput(
            f"Minutes are approved at a later meeting, and {day_words(approved)} is the day of the "
            "meeting itself. Nothing was changed: say it when a later meeting has approved them. "
            "If they were approved that same day all the same: /meeting minutes approved anyway "
            f"{approved.isoformat()}",
            "on",
        )
    said = " ".join(words.split()) or CORRECT
    told = {"approved": approved.isoformat(), "words": said}
    after = replace(
        before,
        minutes_approved_on=approved,
        approved_meeting_id=at_meeting or _meeting_on(tx, before, approved),
        corrections=corrections_in(said),
    )
    return _save(tx, caller, after, now, "minutes approved", told)


def _another_followed(tx: Transaction, minuted: Meeting) -> bool:
    """Whether another meeting of the board began later on the same day."""
    return any(
        m.day == minuted.day
        and m.starts_at > minuted.starts_at
        and m.state is not MeetingState.CANCELLED
        for m in tx.meetings.of_board(minuted.board_id)
    )


def corrections_in(words: str) -> str:
    """What was corrected, of the words of an approval; empty for "as a correct record"."""
    found = _CORRECTED.search(words)
    return found["what"].strip() if found else ""


def _meeting_on(tx: Transaction, minuted: Meeting, day: date) -> str | None:
    """The board's meeting at which they were approved, if it had one on that day."""
    there = [
        m.id
        for m in tx.meetings.of_board(minuted.board_id)
        if m.day == day and m.id != minuted.id and m.state is not MeetingState.CANCELLED
    ]
    return there[-1] if there else None


def sign_minutes(
    tx: Transaction, caller: Caller, meeting_id: str, by: str, now: datetime, on: date | None = None
) -> Meeting:
    """The approved minutes were signed by whoever was in the chair, today or on that day."""
    before = tx.meetings.get(meeting_id)
    require(caller, before.board_id, Deed.RUN_MEETINGS)
    board = tx.boards.get(before.board_id)
    if before.minutes_approved_on is None:
        raise AlreadyDone(
            f"The minutes of {day_words(before.day)} have not been approved, so they cannot be "
            "signed yet. Nothing was changed: /meeting minutes approved comes first."
        )
    if before.signed_on:
        raise AlreadyDone(
            f"The minutes of {day_words(before.day)} were signed on {day_words(before.signed_on)} "
            f"by {before.signed_by}. Nothing was changed."
        )
    signed = _past(on, board, now)
    if signed < before.minutes_approved_on:
        raise InvalidInput(
            f"They were approved on {day_words(before.minutes_approved_on)}, and are signed then "
            "or later. Nothing was changed.",
            "on",
        )
    name = " ".join(by.split())[:200]
    if not name:
        raise InvalidInput("Say who signed. Nothing was changed.", "by")
    after = replace(before, signed_on=signed, signed_by=name)
    told = {"signed": signed.isoformat(), "by": name}
    return _save(tx, caller, after, now, "minutes signed", told)


def without_agenda(tx: Transaction, board: Board, now: datetime) -> Meeting:
    """The next meeting, whose agenda is not out yet. If it is, the one after that is named and not
    taken: whoever says so twice does not mean a meeting that is weeks away."""
    today = keeping.local_day(now, board)
    out: Meeting | None = None
    for meeting in tx.meetings.upcoming([board.id], today):
        if meeting.state is not MeetingState.PLANNED:
            continue
        if meeting.agenda_published_on is None:
            if out is None:
                return meeting
            raise AlreadyDone(
                f"The agenda of the next meeting, {day_words(out.day)}, is out already. Nothing "
                f"was changed. For the one after it: /meeting published for "
                f"{day_words(meeting.day)}."
            )
        out = out or meeting
    raise NotFound(
        f"{board.name} has no meeting ahead whose agenda waits to be published. Nothing was "
        "changed; /meeting list shows what is planned."
    )


def without_approval(tx: Transaction, board: Board) -> Meeting:
    """The latest meeting that was issued and whose minutes are not approved yet."""
    waiting = [
        m
        for m in tx.meetings.of_board(board.id)
        if m.state is MeetingState.ISSUED and not m.minutes_approved_on
        if m.kind is not MeetingKind.PRIVATE
    ]
    if waiting:
        return waiting[-1]
    raise NotFound(f"No minutes of {board.name} wait for approval. Nothing was changed.")


def _approving_day(tx: Transaction, minuted: Meeting, board: Board, now: datetime) -> date:
    """The latest meeting since, up to today; today where there was none."""
    today = keeping.local_day(now, board)
    since = [
        m.day
        for m in tx.meetings.of_board(board.id)
        if minuted.day < m.day <= today and m.state is not MeetingState.CANCELLED
    ]
    return max(since, default=today)


def _past(on: date | None, board: Board, now: datetime) -> date:
    today = keeping.local_day(now, board)
    if on and on > today:
        raise InvalidInput(
            f"{day_words(on)} is still to come. Nothing was changed: say it when it is done.", "on"
        )
    return on or today


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
    board = tx.boards.get(saved.board_id)
    today = keeping.local_day(now, board)
    watch_keeping.keep(tx, saved, today)
    keeping.refresh_officers(tx, board, today)
    return saved
