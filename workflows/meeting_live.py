"""The live meeting: open, item, close, check list, issue.

What is recorded while a meeting is open belongs to it and to the item it has reached; nobody is
told yet. `issue` gives every action its reference and tells each owner once, with all that is
theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import (
    agenda_keeping,
    attendance_list,
    confirming,
    keeping,
    ledger,
    resolution_recording,
    watch_keeping,
)
from workflows.access import Audience, Caller, Deed, disclose, require
from workflows.action_recording import cancel, new_reference
from workflows.actions import LIVE, Action, Note, NoteKind, Owner, Status
from workflows.boards import Board
from workflows.deadlines import DueKind, day_words
from workflows.deliveries import Kind, Parcel
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.meetings import HELD, Meeting, MeetingKind, MeetingState
from workflows.owners import people_behind, read_owners
from workflows.resolutions import Resolution
from workflows.telling import tell_owners

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
            f"The meeting of {day_words(already.day)} is open already. Nothing was changed: close "
            "it with /meeting close before opening another."
        )
    board = tx.boards.get(board_id)
    today = keeping.local_day(now, board)
    meeting = tx.meetings.get(meeting_id) if meeting_id else _nearest(tx, board_id, today)
    if meeting.board_id != board_id:
        raise NotFound("That is a meeting of another board. Nothing was changed.")
    if meeting.state is not MeetingState.PLANNED:
        raise AlreadyDone(
            f"The meeting of {day_words(meeting.day)} is {meeting.state.value}. Nothing was "
            "changed: only a planned meeting can be opened."
        )
    opened = _change(tx, caller, meeting, now, "opened", state=MeetingState.OPEN, opened_at=now)
    attendance_list.make(tx, board, opened)
    return opened


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
    item = " ".join(item.split())
    if not item:
        raise InvalidInput("Which item? Type its number: /meeting item 7", field="item")
    agenda_keeping.taken(tx, caller, the_open_one(tx, board_id).id, item, now)
    return _change(tx, caller, the_open_one(tx, board_id), now, "at item", current_item=item[:200])


def the_open_one(tx: Transaction, board_id: str) -> Meeting:
    """The board's open meeting; `NotFound` says how to open one."""
    meeting = tx.meetings.find_open(board_id)
    if meeting is None:
        raise NotFound("No meeting is open. Open it with /meeting open.")
    return meeting


@dataclass(frozen=True)
class CheckList:
    """What a meeting recorded, to be checked before it is issued.

    `captured` are all that were captured, in their order, withdrawn ones too, so that a line keeps
    its number; `actions` those that will be issued. `questions` says in words what is still
    missing ("2 actions have no owner"). `confirmed` are the earlier actions that the meeting closed
    as completed; `due` those that were due at it, once it is held, and have no outcome yet.
    """

    meeting: Meeting
    actions: tuple[Action, ...]
    resolutions: tuple[Resolution, ...]
    questions: tuple[str, ...] = ()
    captured: tuple[Action, ...] = ()
    confirmed: tuple[Action, ...] = ()
    due: tuple[Action, ...] = ()

    @property
    def lines(self) -> tuple[Action, ...]:
        """Everything of the list that can be acted on: what changes any of it is shown in it."""
        return (*self.captured, *self.due)


def close_meeting(tx: Transaction, caller: Caller, board_id: str, now: datetime) -> CheckList:
    """The meeting is held: what its log listed as completed is confirmed and closed (see
    `confirming`). Gives the list to check before issuing."""
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
    confirming.confirm(tx, caller, meeting, now)
    return check_list(tx, caller, meeting.id)


def take_back(tx: Transaction, caller: Caller, board_id: str, now: datetime) -> Meeting:
    """Undo the last opening or closing: a meeting closed and not issued is open again, and what it
    confirmed is not; an open one in which nothing was captured is planned again."""
    require(caller, board_id, Deed.RUN_MEETINGS)
    meeting = tx.meetings.find_open(board_id)
    if meeting is not None:
        lines = check_list(tx, caller, meeting.id)
        if lines.actions or any(r.live for r in lines.resolutions):
            raise AlreadyDone(
                "Something has been captured in the open meeting. Nothing was changed: withdraw it "
                "in the check list (/meeting check) first, or close the meeting."
            )
        return _change(
            tx, caller, meeting, now, "not opened", state=MeetingState.PLANNED, opened_at=None
        )
    closed = [m for m in tx.meetings.of_board(board_id) if m.state is MeetingState.CLOSED]
    if not closed:
        raise NotFound("No meeting is open, and none waits to be issued. Nothing was changed.")
    last = max(closed, key=lambda m: (m.closed_at or m.starts_at, m.day))
    confirming.take_back(tx, caller, last, now)
    return _change(tx, caller, last, now, "opened again", state=MeetingState.OPEN, closed_at=None)


def check_list(tx: Transaction, caller: Caller, meeting_id: str) -> CheckList:
    """What was captured at the meeting, and what is missing."""
    meeting = tx.meetings.get(meeting_id)
    require(caller, meeting.board_id, Deed.RUN_MEETINGS)
    everything = tx.actions.of_meeting(meeting_id)
    standing = [a for a in everything if a.status is not Status.CANCELLED]
    if meeting.state is MeetingState.ISSUED:
        lines = [a for a in standing if not a.live]
    else:
        lines = [a for a in everything if a.live] or standing
    actions = tuple(a for a in lines if a in standing)
    resolutions = tuple(tx.resolutions.of_meeting(meeting_id))
    held = meeting.state in HELD
    return CheckList(
        meeting,
        actions,
        resolutions,
        _questions(actions),
        captured=tuple(lines),
        confirmed=confirming.confirmed_at(tx, meeting) if held else (),
        due=_without_outcome(tx, caller, meeting) if held else (),
    )


def _without_outcome(tx: Transaction, caller: Caller, meeting: Meeting) -> tuple[Action, ...]:
    """What was due at the meeting and is still live, as the caller may see it."""
    waiting = (a for a in tx.actions.due_at(meeting.id) if a.status in LIVE and not a.live)
    return disclose(waiting, Audience(caller)).shown


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
    """What issuing did: `told` counts the people who are written to; `untold` are the actions of
    which nobody can be told, because their owner is missing, unknown or has no address."""

    meeting: Meeting
    actions: tuple[Action, ...]
    told: int
    resolutions: int = 0
    untold: tuple[Action, ...] = ()


def issue(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> Issued:
    """Give references and tell each owner once; show the open matter in the board's channel. Once
    only: a second click is told so."""
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
    resolutions = [r for r in tx.resolutions.of_meeting(meeting_id) if r.live]
    for resolution in resolutions:
        issued_one = replace(resolution, live=False)
        resolution_recording.keep(tx, caller, issued_one, now, "issued")
    tell_owners(tx, issued, caller, now, batch=f"meeting:{meeting_id}")
    saved = _change(tx, caller, meeting, now, "issued", state=MeetingState.ISSUED)
    if issued or resolutions:
        _show_in_channel(tx, board, saved)
    told, untold = _reached(tx, board, issued, caller, now)
    return Issued(saved, tuple(issued), told, len(resolutions), untold)


def _show_in_channel(tx: Transaction, board: Board, meeting: Meeting) -> None:
    """One list of what was issued; of a private meeting nothing is posted."""
    if meeting.kind is MeetingKind.PRIVATE:
        return
    tx.outbox.put(
        Parcel(
            key=f"issued:{meeting.id}",
            kind=Kind.MESSAGE,
            team_id=board.team_id,
            board_id=board.id,
            view="issued_list",
            args={"meeting_id": meeting.id},
            channel=board.channel_id,
        )
    )


def _reached(
    tx: Transaction, board: Board, issued: list[Action], caller: Caller, now: datetime
) -> tuple[int, tuple[Action, ...]]:
    """How many people besides the caller can be written to, and what reaches nobody."""
    today = keeping.local_day(now, board)
    told: set[str] = set()
    untold = []
    for action in issued:
        behind = tx.people.many(people_behind(tx, action.owners, board, today)).values()
        reached = {p.id for p in behind if p.active and (p.slack_id or p.email)}
        if not reached:
            untold.append(action)
        told |= reached
    return len(told - {caller.id}), tuple(untold)


def merge(tx: Transaction, caller: Caller, into_id: str, from_id: str, now: datetime) -> Action:
    """Join two captured lines that say the same: owners are united, the second is withdrawn, its
    words are kept as a note on the first. What either left out (a date, an item, the mark that it
    is exempt) comes from the other."""
    first, second = _captured(tx, caller, into_id), _captured(tx, caller, from_id)
    if first.meeting_id != second.meeting_id or into_id == from_id:
        raise AlreadyDone("Only two different lines of the same check list can be merged.")
    note = Note(tx.new_id(), now, caller.id, f"Merged with: {second.text}", NoteKind.OTHER)
    dated = first if first.due.kind is not DueKind.NONE else second
    merged = replace(
        first,
        owners=_united(first.owners, second.owners),
        due=dated.due,
        original_due=dated.original_due,
        minute_ref=first.minute_ref or second.minute_ref,
        item=first.item or second.item,
        exempt=first.exempt or second.exempt,
        notes=(*first.notes, note),
    )
    kept = keeping.keep(tx, first, merged, caller, now, "merged")
    cancel(tx, caller, second.id, f"merged into {first.text[:80]}", now)
    return kept


def add_owners(
    tx: Transaction, caller: Caller, action_id: str, owners: Sequence[str], now: datetime
) -> Action:
    """Add owners, as written, to a captured line; those it has stay."""
    before = _captured(tx, caller, action_id)
    board = tx.boards.get(before.board_id)
    fresh = read_owners(tx, board, owners, keeping.local_day(now, board))
    if not fresh:
        raise InvalidInput("Name at least one owner: a person, a post or a group.", field="owners")
    after = replace(before, owners=_united(before.owners, fresh))
    return keeping.keep(tx, before, after, caller, now, "owners added")


def withdraw(tx: Transaction, caller: Caller, action_id: str, now: datetime) -> Action:
    """Take a captured line out of what will be issued."""
    before = _captured(tx, caller, action_id)
    return cancel(tx, caller, before.id, "withdrawn from the check list", now)


def put_back(tx: Transaction, caller: Caller, action_id: str, now: datetime) -> Action:
    """Have a withdrawn line issued after all."""
    before = tx.actions.get(action_id)
    require(caller, before.board_id, Deed.RECORD)
    if not before.live or before.status is not Status.CANCELLED or not _unissued(tx, before):
        raise AlreadyDone("That line is not withdrawn. Nothing was changed.")
    earlier = tx.actions.previous(action_id)
    turn = earlier[0].turn if earlier else before.turn
    after = replace(before, status=Status.OPEN, turn=turn)
    return keeping.keep(tx, before, after, caller, now, "put back")


def _captured(tx: Transaction, caller: Caller, action_id: str) -> Action:
    """A line of a check list that is still to be issued."""
    action = tx.actions.get(action_id)
    require(caller, action.board_id, Deed.RECORD)
    if not action.live or action.status is Status.CANCELLED or not _unissued(tx, action):
        raise AlreadyDone(
            "That line is no longer on a check list: it was issued or withdrawn. Nothing was "
            "changed."
        )
    return action


def _unissued(tx: Transaction, action: Action) -> bool:
    return (
        action.meeting_id is None
        or tx.meetings.get(action.meeting_id).state is not MeetingState.ISSUED
    )


def _united(first: tuple[Owner, ...], second: tuple[Owner, ...]) -> tuple[Owner, ...]:
    """The owners of both, each once; the first's lead stays the only one."""
    has_lead = any(o.lead for o in first)
    known = {_identity(o) for o in first}
    more = (replace(o, lead=o.lead and not has_lead) for o in second if _identity(o) not in known)
    return (*first, *more)


def _identity(owner: Owner) -> tuple[object, ...]:
    printed = "" if owner.known else owner.printed.casefold()
    return owner.person_id, owner.post_id, owner.group_id, owner.everyone, printed


def _change(
    tx: Transaction, caller: Caller, meeting: Meeting, now: datetime, deed: str, **changes: object
) -> Meeting:
    """Save it with its ledger line; check lists and App Homes that show it are rendered anew."""
    saved = tx.meetings.save(replace(meeting, **changes))  # type: ignore[arg-type]
    values = {k: str(v) for k, v in changes.items() if v}
    ledger.write(tx, caller.id, meeting.board_id, now, deed, "meeting", meeting.id, values)
    board = tx.boards.get(meeting.board_id)
    watch_keeping.keep(tx, saved, keeping.local_day(now, board))
    if "state" in changes:
        for person_id in {m.person_id for m in tx.people.memberships(board.id)}:
            keeping.refresh_home(tx, board.team_id, person_id)
    return saved
