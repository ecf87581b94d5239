"""Recording actions and putting their record right: record, edit, undo, reassign, transfer, cancel.

An officer records. During an open meeting what is recorded belongs to it, has no reference yet and
nobody is told; otherwise it gets its reference at once and its owners are told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping, numbering, report_back_keeping
from workflows.access import Caller, Deed, require
from workflows.action_steps import Step, check
from workflows.actions import Action, Note, NoteKind, Owner, Status, Turn
from workflows.boards import Board
from workflows.deadlines import Due, DueKind, read_due
from workflows.errors import AlreadyDone, Conflict, InvalidInput, NotAllowed, NotFound
from workflows.exempting import exempt_at, has_become_exempt
from workflows.owners import owner_words, people_behind, read_owners
from workflows.report_back_cycles import read_window
from workflows.report_backs import Cycle
from workflows.telling import tell_owners

if TYPE_CHECKING:
    from workflows.ports import Transaction

MAX_TEXT = 3000


@dataclass(frozen=True)
class NewAction:
    """What an officer typed: owners and due as written, read when it is recorded. A report-back has
    the id of the board that is to hear it, and how often it comes."""

    text: str
    owners: Sequence[str] = ()
    due: str = ""
    meeting_id: str | None = None
    minute_ref: str = ""
    item: str = ""
    reference: str = ""
    exempt: str = ""
    origin: str = "chat"
    clause_id: str | None = None
    report_to: str | None = None
    cycle: Cycle = Cycle.ONCE


_MISSING = {
    "text": "There is no text yet: write what is to be done, or what there is to report.",
    "reason": "Say why, in a few words: the reason stands in the record.",
    "due": "Say until when, for example 13 March or next meeting.",
    "receiver": "Say to which group or board it goes.",
    "name": "Give it a name.",
}


def clean_text(text: str, field: str = "text", most: int = MAX_TEXT) -> str:
    """The text without outer white space; `InvalidInput` if nothing is left or it is too long."""
    text = text.replace("\0", "").strip()  # PostgreSQL stores no NUL
    if not text:
        missing = _MISSING.get(field, "Something is missing here.")
        raise InvalidInput(f"{missing} Nothing was saved.", field=field)
    if len(text) > most:
        raise InvalidInput(
            f"That is {len(text):,} characters; at most {most:,} fit. Nothing was saved. "
            "Shorten it, or attach the long form as a paper.",
            field=field,
        )
    return text


def resolve_due(tx: Transaction, board: Board, phrase: str, on: date) -> Due:
    """A due phrase read as on `on`; "next meeting" is linked to the next ordinary meeting after
    that day, where one is scheduled. `InvalidInput` (field "due") if it cannot be read."""
    due = read_due(
        phrase,
        on=on,
        calendar=board.calendar,
        own_names=(board.name, board.short_name, *board.aliases),
    )
    if due.kind is not DueKind.NEXT_MEETING:
        return due
    meeting = tx.meetings.next_ordinary(board.id, on)
    if meeting is None:
        return due
    return replace(due, day=meeting.day, meeting_id=meeting.id)


def record(tx: Transaction, caller: Caller, board_id: str, new: NewAction, now: datetime) -> Action:
    """Record one action and tell its owners (not the caller, who knows).

    In an open meeting it is captured live, and without a due phrase it is due at the next meeting.
    """
    require(caller, board_id, Deed.RECORD)
    action = compose(tx, caller, board_id, new, now)
    action = keeping.add(tx, action, caller, now, "recorded")
    if not action.live:
        tell_owners(tx, [action], caller, now, batch=action.id)
    return action


def compose(
    tx: Transaction, caller: Caller, board_id: str, new: NewAction, now: datetime
) -> Action:
    """The action that `new` describes, numbered unless captured live; not yet stored."""
    board = tx.boards.get(board_id)
    meeting = tx.meetings.get(new.meeting_id) if new.meeting_id else None
    sitting = meeting or tx.meetings.find_open(board_id)
    live = meeting is None and sitting is not None
    today = keeping.local_day(now, board)
    judged_from = sitting.day if sitting else today
    phrase = new.due or ("next meeting" if live or new.report_to else "")
    due, window_until = _due_and_window(tx, board, new, phrase, judged_from)
    text = clean_text(new.text)
    owners = read_owners(tx, board, new.owners, judged_from)
    item = new.item or (sitting.current_item if live and sitting else "")
    reference = "" if live else _reference(tx, board, new.reference, judged_from)
    return Action(
        id=tx.new_id(),
        board_id=board_id,
        reference=reference,
        text=text,
        owners=owners,
        due=due,
        original_due=due,
        created_by=caller.id,
        created_at=now,
        turn_since=today,
        meeting_id=sitting.id if sitting else None,
        minute_ref=new.minute_ref,
        item=item,
        origin=new.origin,
        clause_id=new.clause_id,
        exempt=new.exempt or (exempt_at(tx, sitting, item) if live else ""),
        live=live,
        report_to=new.report_to,
        cycle=new.cycle,
        window_until=window_until,
    )


def _due_and_window(
    tx: Transaction, board: Board, new: NewAction, phrase: str, on: date
) -> tuple[Due, date | None]:
    """The due as read, and the end of the window that it begins, where it does ("in 12-18
    months"); a report-back in a month is due at the one meeting of that month."""
    if window := read_window(phrase, on):
        return Due(DueKind.DATE, phrase.strip(), window[0]), window[1]
    due = resolve_due(tx, board, phrase, on)
    if new.report_to:
        due = report_back_keeping.at_its_meeting(tx, tx.boards.get(new.report_to), due)
    return due, None


def _reference(tx: Transaction, board: Board, printed: str, day: date) -> str:
    """The printed reference if it is free, else the next one by the board's scheme."""
    if printed:
        if tx.actions.find_by_reference(board.id, printed):
            raise AlreadyDone(
                f"{printed} is already in the register. Nothing was recorded; update that action "
                "instead, or leave the reference out to get a new one.",
                field="reference",
            )
        return printed
    return new_reference(tx, board, day)


def new_reference(tx: Transaction, board: Board, day: date) -> str:
    """The next free reference; numbers that papers brought in are stepped over."""
    year = board.municipal_year_start
    series = numbering.series(board.action_scheme, day, year)
    while True:
        number = tx.next_number(board.id, series)
        reference = numbering.render(board.action_scheme, day, number, board.short_name, year)
        if tx.actions.find_by_reference(board.id, reference) is None:
            return reference


def find(tx: Transaction, caller: Caller, board_id: str | None, reference: str) -> Action:
    """The action of that reference, on this board or (in a direct message) on any board the caller
    has to do with. `NotFound` says how to list what there is; exempt ones are not told apart."""
    from workflows.access import Audience, can_see

    wanted = reference.strip().strip("#")
    everywhere = tx.boards.of_team(caller.person.team_id)
    # What belongs to a sub-group without a channel is spoken of in its parent's.
    groups = [b.id for b in everywhere if board_id and b.parent_id == board_id and not b.channel_id]
    boards = [board_id, *groups] if board_id else [b.id for b in everywhere]
    for each in boards:
        action = tx.actions.find_by_reference(each, wanted)
        if action and can_see(action, Audience(caller)):
            return action
    raise NotFound(
        f"There is no action {reference.strip() or '(no reference)'} here. Nothing was changed. "
        "“/action list” shows what is open, with references.",
        field="reference",
    )


def last_recorded(tx: Transaction, caller: Caller, board_id: str) -> Action:
    """What the caller recorded last on this board, captured live or not."""
    rows = tx.actions.of_board(board_id) + tx.actions.of_board(board_id, live=True)
    own = [a for a in rows if a.created_by == caller.id and a.status is not Status.CANCELLED]
    if not own:
        raise NotFound("You have recorded nothing here yet. Nothing was changed.")
    return max(own, key=lambda a: (a.created_at, a.id))


def seen(tx: Transaction, caller: Caller, action_id: str) -> Action:
    """The action, if the caller may see it; otherwise it does not exist for them."""
    from workflows.access import Audience, can_see

    action = tx.actions.get(action_id)
    if not can_see(action, Audience(caller)):
        raise NotFound("That action cannot be found.")
    return action


@dataclass(frozen=True)
class Correction:
    """What an officer corrects; None leaves a field as it is.

    `version` is the one that the form was drawn from, where there was a form.
    """

    text: str | None = None
    owners: Sequence[str] | None = None
    due: str | None = None
    minute_ref: str | None = None
    exempt: str | None = None
    version: int | None = None


def edit(
    tx: Transaction, caller: Caller, action_id: str, change: Correction, reason: str, now: datetime
) -> Action:
    """Correct the record of an action. A due date of an issued action is not corrected here: it is
    extended, with a reason, so that the original stays visible."""
    before = seen(tx, caller, action_id)
    check(before, caller, Step.EDIT)
    if change.version is not None and change.version != before.version:
        raise Conflict(
            "Somebody changed this action after you opened the form. Nothing of yours was saved. "
            "Copy what you typed, open the form again and repeat it."
        )
    board = tx.boards.get(before.board_id)
    after = before
    if change.text is not None:
        after = replace(after, text=clean_text(change.text))
    if change.owners is not None:
        on = keeping.local_day(now, board)
        after = replace(after, owners=read_owners(tx, board, change.owners, on))
    if change.minute_ref is not None:
        after = replace(after, minute_ref=change.minute_ref.strip())
    if change.exempt is not None:
        after = replace(after, exempt=change.exempt.strip())
    if change.due is not None and (before.live or before.due.kind is DueKind.NONE):
        # Nothing has been promised yet: this sets the original date, it does not move it.
        due = resolve_due(tx, board, change.due, _judged_from(tx, before, board, now))
        after = replace(after, due=due, original_due=due)
    elif change.due is not None and change.due.strip() != before.due.phrase:
        raise InvalidInput(
            "The due date of an issued action is moved with “Extend”, with a reason, so that the "
            "original date stays in the log.",
            field="due",
        )
    if after == before:
        return before
    saved = keeping.keep(tx, before, after, caller, now, "edited", reason=reason)
    if after.exempt and not before.exempt:
        has_become_exempt(tx, caller.id, board, "action", saved, now)
    _tell_new_owners(tx, before, saved, caller, now)
    return saved


def _judged_from(tx: Transaction, action: Action, board: Board, now: datetime) -> date:
    if action.meeting_id:
        return tx.meetings.get(action.meeting_id).day
    return keeping.local_day(now, board)


def _tell_new_owners(
    tx: Transaction, before: Action, after: Action, caller: Caller, now: datetime
) -> None:
    board = tx.boards.get(after.board_id)
    today = keeping.local_day(now, board)
    had = set(people_behind(tx, before.owners, board, today))
    if after.live or not set(people_behind(tx, after.owners, board, today)) - had:
        return
    fresh = tuple(o for o in after.owners if o not in before.owners)
    tell_owners(tx, [replace(after, owners=fresh)], caller, now, f"{after.id}:{after.version}")


def reassign(
    tx: Transaction,
    caller: Caller,
    action_id: str,
    owners: Sequence[str],
    reason: str,
    now: datetime,
) -> Action:
    """Give it to other owners; they are told, the officer's turn ends."""
    before = seen(tx, caller, action_id)
    board = tx.boards.get(before.board_id)
    fresh = read_owners(tx, board, owners, keeping.local_day(now, board))
    return reassign_to(tx, caller, before, fresh, reason, now)


def reassign_to(
    tx: Transaction,
    caller: Caller,
    before: Action,
    fresh: tuple[Owner, ...],
    reason: str,
    now: datetime,
) -> Action:
    """The same with owners that have been read already."""
    check(before, caller, Step.REASSIGN)
    if not fresh:
        raise InvalidInput("Name at least one owner: a person, a post or a group.", field="owners")
    after = replace(before, owners=fresh, turn=Turn.OWNER, hushed_until=None)
    said = reason or f"from {owner_words(before.owners)} to {owner_words(fresh)}"
    saved = keeping.keep(tx, before, after, caller, now, "reassigned", reason=said)
    _tell_new_owners(tx, before, saved, caller, now)
    return saved


def cancel(tx: Transaction, caller: Caller, action_id: str, reason: str, now: datetime) -> Action:
    """End it without completion; what was captured live and not issued is simply withdrawn."""
    before = seen(tx, caller, action_id)
    check(before, caller, Step.CANCEL)
    if not before.live:
        clean_text(reason, field="reason", most=1000)
    after = replace(before, status=Status.CANCELLED, turn=Turn.NOBODY)
    return keeping.keep(tx, before, after, caller, now, "cancelled", reason=reason)


def transfer(
    tx: Transaction, caller: Caller, action_id: str, receiver: str, reason: str, now: datetime
) -> Action:
    """Hand it to another group or board; it leaves this log, and says where it went.

    A board of this workspace gets it as an action of its own, without a promise: its officers name
    owner and date. Any other group is named in words.
    """
    before = seen(tx, caller, action_id)
    check(before, caller, Step.TRANSFER)
    to = clean_text(receiver, field="receiver", most=200)
    board = tx.boards.get(before.board_id)
    there = _board_called(tx, board, to)
    arrived = _arrive(tx, caller, before, board, there, now) if there else None
    went = (
        f"Transferred to {there.name} as {arrived.reference}"
        if there and arrived
        else (f"Transferred to {to}")
    )
    said = went + (f": {reason}" if reason else "")
    note = Note(tx.new_id(), now, caller.id, said, NoteKind.OTHER, approved=True)
    after = replace(
        before, status=Status.TRANSFERRED, turn=Turn.NOBODY, notes=(*before.notes, note)
    )
    return keeping.keep(tx, before, after, caller, now, "transferred", reason=said)


def _board_called(tx: Transaction, here: Board, name: str) -> Board | None:
    """Another board of this workspace by its name, short name or an alias."""
    wanted = name.casefold().removeprefix("the ")
    for board in tx.boards.of_team(here.team_id):
        names = (board.name, board.short_name, *board.aliases)
        if board.id != here.id and wanted in {n.casefold() for n in names if n}:
            return board
    return None


def _arrive(
    tx: Transaction, caller: Caller, sent: Action, here: Board, there: Board, now: datetime
) -> Action:
    """The action on the board that receives it; its officers see it on their Home tabs."""
    today = keeping.local_day(now, there)
    action = replace(
        sent,
        id=tx.new_id(),
        board_id=there.id,
        reference=new_reference(tx, there, today),
        due=Due(),
        original_due=Due(),
        owners=(),
        created_by=caller.id,
        created_at=now,
        turn=Turn.OWNER,
        turn_since=today,
        status=Status.OPEN,
        meeting_id=None,
        minute_ref="",
        item="",
        clause_id=None,
        origin=f"from {here.short_name or here.name} {sent.reference}",
        slips=(),
        notes=(),
        deputy=None,
        lead=None,
        policy=None,
        report_to=None,
        cycle=Cycle.ONCE,
        window_until=None,
        follows=None,
        sent_from=sent.id,
        due_version=1,
        version=1,
    )
    return keeping.add(tx, action, caller, now, "received")


#: What an owner or an officer did to an issued action and may take back. Issuing, following a
#: meeting or inheriting an exemption are no such steps: undoing them would lose the action.
_OWNERS_DEEDS = frozenset(
    {"progress", "blocked", "not mine", "reported done", "part done", "hushed"}
    | {"asked for more time"}
)
_UNDOABLE = _OWNERS_DEEDS | {
    "accepted",
    "self-accepted",
    "returned",
    "reopened",
    "extended",
    "more time agreed",
    "more time refused",
    "reassigned",
    "transferred",
    "cancelled",
    "edited",
    "kept open",
    "no longer kept open",
    "reminders changed",
}


def undo(tx: Transaction, caller: Caller, action_id: str, now: datetime) -> Action:
    """Take back the last change, if it was the caller's own and they may still make it; its line
    stays in the ledger. An exemption set meanwhile stays."""
    current = seen(tx, caller, action_id)
    deed = tx.ledger.of_subject("action", action_id)[-1][0].deed
    if deed == "recorded":
        return _undo_recording(tx, caller, current, now)
    earlier = tx.actions.previous(action_id)
    if deed not in _UNDOABLE or earlier is None:
        raise AlreadyDone(
            f"The last thing that happened to it (“{deed}”) cannot be taken back. Nothing was "
            "changed; an officer can edit or reopen the action."
        )
    state, by = earlier
    if by != caller.id:
        raise NotAllowed(
            "The last change of this action was somebody else's. Nothing was changed: only the "
            "person who made a change can take it back; an officer can still edit it."
        )
    owners_deed = deed in _OWNERS_DEEDS
    require(caller, current.board_id, Deed.ANSWER if owners_deed else Deed.SETTLE, current)
    # Lifting an exemption is an edit with a reason, never a side effect.
    back = replace(state, version=current.version, exempt=current.exempt or state.exempt)
    return keeping.keep(tx, current, back, caller, now, "undone", taken_back=True)


def _undo_recording(tx: Transaction, caller: Caller, action: Action, now: datetime) -> Action:
    if action.created_by != caller.id:
        raise NotAllowed("Only the person who recorded this action can take its recording back.")
    return cancel(tx, caller, action.id, "recorded by mistake", now)
