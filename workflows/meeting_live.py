"""The live meeting: open, item, close, check list, issue.

What is recorded while a meeting is open belongs to it and to the item it has reached; nobody is
told yet. `issue` gives every action its reference and tells each owner once, with all that is
theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.access import Caller, Deed, require
from workflows.action_answers import close_completed
from workflows.action_recording import new_reference, tell_owners
from workflows.actions import Action, Status
from workflows.deadlines import DueKind, day_words
from workflows.errors import AlreadyDone, NotFound
from workflows.ledger import Entry
from workflows.meetings import Meeting, MeetingState
from workflows.resolutions import Resolution

if TYPE_CHECKING:
    from workflows.ports import Transaction


def open_meeting(
    tx: Transaction, caller: Caller, board_id: str, now: datetime, meeting_id: str | None = None
) -> Meeting:
    """Open the meeting: the one named, else today's, else the nearest still planned."""
    require(caller, board_id, Deed.RUN_MEETINGS)
    already = tx.meetings.find_open(board_id)
    if already:
        raise AlreadyDone(
            f"The meeting of {day_words(already.day)} is open already. Close it before opening "
            "another with /meeting close."
        )
    board = tx.boards.get(board_id)
    today = keeping.local_day(now, board)
    meeting = tx.meetings.get(meeting_id) if meeting_id else _nearest(tx, board_id, today)
    if meeting.state is not MeetingState.PLANNED:
        raise AlreadyDone(f"The meeting of {day_words(meeting.day)} is {meeting.state.value}.")
    return _change(tx, caller, meeting, now, "opened", state=MeetingState.OPEN, opened_at=now)


def _nearest(tx: Transaction, board_id: str, today: date) -> Meeting:
    planned = [m for m in tx.meetings.of_board(board_id) if m.state is MeetingState.PLANNED]
    if not planned:
        raise NotFound(
            "No meeting is planned. Schedule one first: /meeting schedule 14 March 10:00-12:00"
        )
    return min(planned, key=lambda m: (abs((m.day - today).days), m.day))


def set_item(tx: Transaction, caller: Caller, board_id: str, item: str, now: datetime) -> Meeting:
    """What is recorded from here on belongs to that agenda item."""
    require(caller, board_id, Deed.RUN_MEETINGS)
    return _change(
        tx, caller, the_open_one(tx, board_id), now, "at item", current_item=item.strip()[:200]
    )


def the_open_one(tx: Transaction, board_id: str) -> Meeting:
    """The board's open meeting; `NotFound` says how to open one."""
    meeting = tx.meetings.find_open(board_id)
    if meeting is None:
        raise NotFound("No meeting is open. Open it with /meeting open.")
    return meeting


@dataclass(frozen=True)
class CheckList:
    """What a meeting recorded, to be checked before it is issued. `questions` says in words what
    is still missing ("2 actions have no owner")."""

    meeting: Meeting
    actions: tuple[Action, ...]
    resolutions: tuple[Resolution, ...]
    questions: tuple[str, ...] = ()


def close_meeting(tx: Transaction, caller: Caller, board_id: str, now: datetime) -> CheckList:
    """The meeting is held: what its log listed as completed is confirmed and closed, but for what
    is ticked "keep open". Gives the list to check before issuing."""
    require(caller, board_id, Deed.RUN_MEETINGS)
    meeting = the_open_one(tx, board_id)
    meeting = _change(
        tx,
        caller,
        meeting,
        now,
        "closed",
        state=MeetingState.CLOSED,
        closed_at=now,
        current_item="",
    )
    close_completed(tx, caller, board_id, meeting.id, now)
    return check_list(tx, caller, meeting.id)


def check_list(tx: Transaction, caller: Caller, meeting_id: str) -> CheckList:
    """What was captured at the meeting, and what is missing."""
    meeting = tx.meetings.get(meeting_id)
    require(caller, meeting.board_id, Deed.RUN_MEETINGS)
    actions = tuple(
        a for a in tx.actions.of_meeting(meeting_id) if a.status is not Status.CANCELLED
    )
    captured = tuple(a for a in actions if a.live) or actions
    return CheckList(
        meeting, captured, tuple(tx.resolutions.of_meeting(meeting_id)), _questions(captured)
    )


def _questions(actions: tuple[Action, ...]) -> tuple[str, ...]:
    ownerless = sum(not a.owners for a in actions)
    unknown = sum(any(not o.known for o in a.owners) for a in actions)
    dateless = sum(a.due.kind is DueKind.NONE for a in actions)
    found = []
    if ownerless:
        found.append(f"{_count(ownerless, 'action has', 'actions have')} no owner")
    if unknown:
        found.append(f"{_count(unknown, 'action has', 'actions have')} an owner not yet known")
    if dateless:
        found.append(f"{_count(dateless, 'action has', 'actions have')} no date")
    return tuple(found)


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"


@dataclass(frozen=True)
class Issued:
    """What issuing did."""

    meeting: Meeting
    actions: tuple[Action, ...]
    told: int


def issue(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> Issued:
    """Give references and tell each owner once. Once only: a second click is told so."""
    meeting = tx.meetings.get(meeting_id)
    require(caller, meeting.board_id, Deed.RUN_MEETINGS)
    if meeting.state is MeetingState.OPEN:
        raise AlreadyDone("The meeting is still open. Close it first with /meeting close.")
    if meeting.state is not MeetingState.CLOSED:
        raise AlreadyDone(
            f"The meeting of {day_words(meeting.day)} is {meeting.state.value} already. "
            "Nobody was told twice."
        )
    board = tx.boards.get(meeting.board_id)
    issued = []
    for action in tx.actions.of_meeting(meeting_id):
        if not action.live or action.status is Status.CANCELLED:
            continue
        numbered = replace(action, live=False, reference=new_reference(tx, board, meeting.day))
        issued.append(keeping.keep(tx, action, numbered, caller, now, "issued"))
    for resolution in tx.resolutions.of_meeting(meeting_id):
        if resolution.live:
            tx.resolutions.save(replace(resolution, live=False))
    told = tell_owners(tx, issued, caller, now, batch=f"meeting:{meeting_id}")
    saved = _change(tx, caller, meeting, now, "issued", state=MeetingState.ISSUED)
    return Issued(saved, tuple(issued), told)


def merge(tx: Transaction, caller: Caller, into_id: str, from_id: str, now: datetime) -> Action:
    """Join two captured lines that say the same: owners are united, the second is withdrawn, its
    words are kept as a note on the first."""
    from workflows.action_recording import cancel
    from workflows.actions import Note, NoteKind

    first, second = tx.actions.get(into_id), tx.actions.get(from_id)
    require(caller, first.board_id, Deed.RECORD)
    if not (first.live and second.live) or first.board_id != second.board_id or into_id == from_id:
        raise AlreadyDone("Only two different lines of the same open check list can be merged.")
    note = Note(tx.new_id(), now, caller.id, f"Merged with: {second.text}", NoteKind.OTHER)
    owners = first.owners + tuple(o for o in second.owners if o not in first.owners)
    merged = keeping.keep(
        tx, first, replace(first, owners=owners, notes=(*first.notes, note)), caller, now, "merged"
    )
    cancel(tx, caller, second.id, f"merged into {first.text[:80]}", now)
    return merged


def _change(
    tx: Transaction, caller: Caller, meeting: Meeting, now: datetime, deed: str, **changes: object
) -> Meeting:
    saved = tx.meetings.save(replace(meeting, **changes))  # type: ignore[arg-type]
    tx.ledger.append(
        Entry(
            board_id=meeting.board_id,
            at=now,
            actor=caller.id,
            deed=deed,
            subject="meeting",
            subject_id=meeting.id,
            values={k: str(v) for k, v in changes.items() if v},
        )
    )
    return saved
