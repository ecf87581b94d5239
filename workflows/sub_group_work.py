"""Matters between a board and its sub-groups: sent to a group, put to the parent, come back.

Either way the receiving board has an action of its own that knows where it came from (`sent_from`).
What a board sends stands in its log as "with" the group until the group has completed it: it is
then completed here too, with the group's own words as its source, and confirmed by the next
meeting like anything else. What a group puts to its parent waits there; the parent's outcome comes
back as a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import keeping
from workflows.access import Caller, Deed, require
from workflows.action_recording import clean_text, new_reference, seen
from workflows.action_steps import STATUS_WORDS, Step, check
from workflows.actions import ENDED, LIVE, Action, Note, NoteKind, Owner, Status, Turn
from workflows.boards import Board
from workflows.deadlines import Due, DueKind
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed
from workflows.owners import group_names, plain
from workflows.report_backs import Cycle
from workflows.telling import tell_owners

if TYPE_CHECKING:
    from workflows.ports import Transaction

_OUTCOME = frozenset({Status.ACCEPTED, Status.CLOSED})


def group_called(tx: Transaction, parent: Board, written: str) -> Board:
    """The sub-group of that board by its name, short name or an alias; `InvalidInput` (field
    "receiver") names those that there are."""
    groups = [b for b in tx.boards.of_team(parent.team_id) if b.parent_id == parent.id]
    wanted = plain(written)
    for group in groups:
        if wanted and wanted in group_names(group):
            return group
    there = ", ".join(g.short_name or g.name for g in groups) or "none yet"
    raise InvalidInput(
        f"“{written.strip()[:60]}” is no sub-group of {parent.name}. Nothing was changed. Its "
        f"sub-groups: {there}. “/board groups” adds one; “/action transfer” hands a matter to any "
        "other board.",
        field="receiver",
    )


def send(
    tx: Transaction, caller: Caller, action_id: str, to: str, reason: str, now: datetime
) -> tuple[Action, Action]:
    """Send an action to a sub-group: it is the group's to do until it comes back. Gives the action
    here and the group's. All members of the group own it and are told; it keeps its day."""
    before = seen(tx, caller, action_id)
    check(before, caller, Step.TRANSFER)
    _refuse_captured(before)
    here = tx.boards.get(before.board_id)
    group = group_called(tx, here, to)
    _refuse_dissolved(group)
    members = (Owner(printed=group.name, everyone=True),)
    day = before.latest.day
    due = Due(DueKind.DATE, before.due.phrase, day) if day else Due()
    theirs = _arrived(tx, caller, before, here, group, members, due, now)
    said = f"With {group.name} as {theirs.reference}" + (f": {reason}" if reason else "")
    note = Note(tx.new_id(), now, caller.id, said[:3000], NoteKind.OTHER, approved=True)
    after = replace(
        before, status=Status.TRANSFERRED, turn=Turn.NOBODY, notes=(*before.notes, note)
    )
    saved = keeping.keep(tx, before, after, caller, now, "sent to a sub-group", reason=said)
    tell_owners(tx, [theirs], caller, now, batch=f"sent:{theirs.id}", why=reason)
    return saved, theirs


def escalate(
    tx: Transaction, caller: Caller, action_id: str, reason: str, now: datetime
) -> tuple[Action, Action]:
    """Put a sub-group's matter to its parent: there it is an action due at the next meeting,
    here it waits for the answer. Gives the action here and the parent's."""
    before = seen(tx, caller, action_id)
    require(caller, before.board_id, Deed.SETTLE)
    check(before, caller, Step.TRANSFER)
    _refuse_captured(before)
    here = tx.boards.get(before.board_id)
    if here.parent_id is None:
        raise NotAllowed(
            f"{here.name} is no sub-group, so there is no board to put this to. Nothing was "
            "changed. An officer of another board can make it a sub-group with /board groups."
        )
    parent = tx.boards.get(here.parent_id)
    there = [a for a in tx.actions.sent_from([before.id]) if a.board_id == parent.id]
    if any(a.status not in ENDED for a in there):
        raise AlreadyDone(
            f"{before.reference} waits with {parent.name} already, as {there[0].reference}. "
            "Nothing was done twice."
        )
    why = clean_text(reason, field="reason", most=1000)
    following = tx.meetings.next_ordinary(parent.id, keeping.local_day(now, parent))
    due = Due(DueKind.NEXT_MEETING, "next meeting")
    if following:
        due = replace(due, day=following.day, meeting_id=following.id)
    theirs = _arrived(tx, caller, before, here, parent, (), due, now, why)
    said = f"Put to {parent.name} as {theirs.reference}: {why}"
    note = Note(tx.new_id(), now, caller.id, said, NoteKind.BLOCKED, approved=True)
    after = replace(before, status=Status.BLOCKED, turn=Turn.NOBODY, notes=(*before.notes, note))
    saved = keeping.keep(tx, before, after, caller, now, "put to the parent board", reason=said)
    return saved, theirs


def _refuse_captured(action: Action) -> None:
    if action.live:
        raise AlreadyDone(
            "This action was captured in a meeting that has not been issued yet. Nothing was "
            "changed: issue the meeting first."
        )


def _refuse_dissolved(group: Board) -> None:
    if group.group and group.group.dissolved_on:
        raise AlreadyDone(
            f"{group.name} has been dissolved. Nothing was changed: give the action to somebody "
            "else with /action reassign."
        )


def _arrived(
    tx: Transaction,
    caller: Caller,
    sent: Action,
    here: Board,
    there: Board,
    owners: Sequence[Owner],
    due: Due,
    now: datetime,
    why: str = "",
) -> Action:
    """The action on the board that receives it, with its origin in words and as a link."""
    today = keeping.local_day(now, there)
    note = Note(tx.new_id(), now, caller.id, why, NoteKind.OTHER, approved=True)
    action = Action(
        id=tx.new_id(),
        board_id=there.id,
        reference=new_reference(tx, there, today),
        text=sent.text,
        owners=tuple(owners),
        due=due,
        original_due=due,
        created_by=caller.id,
        created_at=now,
        turn_since=today,
        origin=f"from {here.short_name or here.name} {sent.reference}",
        exempt=sent.exempt,
        report_to=None,
        cycle=Cycle.ONCE,
        sent_from=sent.id,
        notes=(note,) if why else (),
    )
    return keeping.add(tx, action, caller, now, "received")


# --- what comes back ------------------------------------------------------------------------------


def after_change(
    tx: Transaction, before: Action, after: Action, caller: Caller, now: datetime
) -> None:
    """What became of a matter that came from a parent or a sub-group goes back there."""
    if after.sent_from is None or after.status is before.status:
        return
    source = tx.actions.get(after.sent_from)
    here, there = tx.boards.get(after.board_id), tx.boards.get(source.board_id)
    if here.parent_id == there.id:
        _back_to_parent(tx, source, after, here, caller, now)
    elif there.parent_id == here.id:
        _answer_to_group(tx, source, after, here, caller, now)


def outcome_words(action: Action, board: Board) -> str:
    """What became of it, in the words approved for the log, and where that stands."""
    approved = [n.text for n in action.notes if n.approved and n.kind is not NoteKind.OTHER]
    said = approved[-1] if approved else STATUS_WORDS[action.status].capitalize() + "."
    return f"{said} ({board.short_name or board.name} {action.reference})"


def _back_to_parent(
    tx: Transaction, source: Action, theirs: Action, group: Board, caller: Caller, now: datetime
) -> None:
    """Completed by the group: completed here, to be confirmed. Given up by it: the officer's to
    decide. Taken up again by it: with the group again."""
    away = source.status is Status.TRANSFERRED
    if theirs.status in _OUTCOME and away:
        words = f"Came back from {group.name}: {outcome_words(theirs, group)}"
        status, turn, deed = Status.ACCEPTED, Turn.NOBODY, "came back"
    elif theirs.status is Status.CANCELLED and away:
        words = f"{group.name} has ended it without completion ({theirs.reference})"
        status, turn, deed = Status.OPEN, Turn.OFFICER, "came back undone"
    elif theirs.status in LIVE and source.status is Status.ACCEPTED:
        words = f"With {group.name} again as {theirs.reference}"
        status, turn, deed = Status.TRANSFERRED, Turn.NOBODY, "with the sub-group again"
    else:
        return
    kind = NoteKind.DONE if status is Status.ACCEPTED else NoteKind.OTHER
    note = Note(tx.new_id(), now, caller.id, words[:3000], kind, approved=True)
    completed = theirs.completed_on if status is Status.ACCEPTED else None
    back = replace(
        source, status=status, turn=turn, completed_on=completed, notes=(*source.notes, note)
    )
    keeping.keep(tx, source, back, caller, now, deed)


def _answer_to_group(
    tx: Transaction, source: Action, theirs: Action, parent: Board, caller: Caller, now: datetime
) -> None:
    """The parent has settled what the group put to it: the group goes on."""
    settled = theirs.status in _OUTCOME | {Status.CANCELLED}
    if not settled or source.status is not Status.BLOCKED or source.turn is not Turn.NOBODY:
        return
    words = f"Answer of {parent.name}: {outcome_words(theirs, parent)}"
    note = Note(tx.new_id(), now, caller.id, words[:3000], NoteKind.OTHER, approved=True)
    back = replace(source, status=Status.IN_PROGRESS, turn=Turn.OWNER, notes=(*source.notes, note))
    keeping.keep(tx, source, back, caller, now, "answered by the parent board")


@dataclass(frozen=True)
class Passage:
    """One matter between a board and its group: as it stands where it came from, and where it
    went."""

    here: Action
    there: Action


def sent_to(tx: Transaction, parent: Board, group: Board) -> list[Passage]:
    """What the board has sent to the group, whatever became of it, newest first."""
    received = [a for a in tx.actions.of_board(group.id) if a.sent_from]
    sources = {a.id: a for a in (tx.actions.get(str(a.sent_from)) for a in received)}
    pairs = [Passage(sources[str(a.sent_from)], a) for a in received]
    return _newest_first(p for p in pairs if p.here.board_id == parent.id)


def put_up(tx: Transaction, parent: Board, group: Board) -> list[Passage]:
    """What the group has put to the board, newest first."""
    own = {a.id: a for a in tx.actions.of_board(group.id)}
    found = tx.actions.sent_from(list(own))
    return _newest_first(
        Passage(own[str(a.sent_from)], a) for a in found if a.board_id == parent.id
    )


def _newest_first(passages: Iterable[Passage]) -> list[Passage]:
    return sorted(passages, key=lambda p: p.there.created_at, reverse=True)


def away(tx: Transaction, board: Board, sent: Sequence[Action]) -> dict[str, Passage]:
    """Of these transferred actions of the board those that are with a sub-group now, by id."""
    by_id = {a.id: a for a in sent if a.status is Status.TRANSFERRED}
    groups = {b.id for b in tx.boards.of_team(board.team_id) if b.parent_id == board.id}
    return {
        str(a.sent_from): Passage(by_id[str(a.sent_from)], a)
        for a in tx.actions.sent_from(list(by_id))
        if a.board_id in groups and a.status not in ENDED
    }
