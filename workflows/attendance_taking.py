"""Taking attendance: who is here, in the room or remotely, who sent apologies, who stands in for
whom, who came for one item, who came late or left early.

Nothing here asks for an order: whoever is marked may be marked otherwise. Every change is a line in
the ledger and is shown at once wherever the attendance is on view.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from workflows import attendance_list, keeping, ledger, quorum
from workflows.access import Caller, Deed, require
from workflows.attendance_list import SEATED, as_substitute
from workflows.attendance_sheet import Sheet, row_words, standing
from workflows.attendances import Attendance, Attends, Capacity, Reply
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.declaring import number_of, who_is_meant
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.meetings import Meeting, MeetingState
from workflows.owners import plain, rejoin, roll_of
from workflows.quorum import Quorate
from workflows.showing import render_again

if TYPE_CHECKING:
    from workflows.ports import Transaction

_LONGEST = 80


class Mark(StrEnum):
    """What an officer says of somebody."""

    HERE = "here"
    REMOTELY = "remotely"
    APOLOGIES = "apologies"
    ABSENT = "absent"
    NOT_YET = "not_yet"


_ATTENDS = {
    Mark.HERE: Attends.PRESENT,
    Mark.REMOTELY: Attends.PRESENT,
    Mark.APOLOGIES: Attends.APOLOGIES,
    Mark.ABSENT: Attends.ABSENT,
    Mark.NOT_YET: Attends.NONE,
}


@dataclass(frozen=True)
class Taken:
    """What was changed, how it stands now, and what the officer should know (in sentences); `back`
    are the ids of those who had left and are here again."""

    sheet: Sheet
    changed: tuple[Attendance, ...]
    told: tuple[str, ...] = ()
    back: tuple[str, ...] = ()


def sheet(tx: Transaction, caller: Caller, meeting_id: str) -> Sheet:
    """The attendance as it stands, made of those expected if nobody has made it yet."""
    meeting = tx.meetings.get(meeting_id)
    require(caller, meeting.board_id, Deed.RUN_MEETINGS)
    board = tx.boards.get(meeting.board_id)
    ahead = meeting.state in (MeetingState.PLANNED, MeetingState.OPEN)
    if ahead or not tx.attendances.of_meeting(meeting_id):
        attendance_list.make(tx, board, meeting)
    return standing(tx, board, meeting)


# --- marking --------------------------------------------------------------------------------------


def mark(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    written: Sequence[str],
    mark: Mark,
    now: datetime,
    *,
    items: Sequence[str] = (),
) -> Taken:
    """Mark people as written (mentions, names, posts). Whoever is not on the list yet is added as a
    guest; `items`: they are here for these alone."""
    if not written:
        raise InvalidInput("Say who. Nothing was changed.", field="who")
    board, meeting = _to_take(tx, caller, meeting_id)
    _not_before_the_day(board, meeting, mark, now)
    rows = [_row_of(tx, board, meeting, each) for each in _whole(tx, board, meeting, written)]
    return _marked(tx, caller, board, meeting, rows, mark, now, tuple(items))


def mark_rows(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    attendance_ids: Sequence[str],
    mark: Mark,
    now: datetime,
) -> Taken:
    """The same of rows of the list, as a press names them."""
    board, meeting = _to_take(tx, caller, meeting_id)
    _not_before_the_day(board, meeting, mark, now)
    there = {r.id: r for r in tx.attendances.of_meeting(meeting_id)}
    rows = [there[i] for i in attendance_ids if i in there]
    if not rows:
        raise NotFound("They are no longer on the list. Nothing was changed.")
    return _marked(tx, caller, board, meeting, rows, mark, now)


def mark_rest(tx: Transaction, caller: Caller, meeting_id: str, mark: Mark, now: datetime) -> Taken:
    """Every member and associate of whom nothing has been said yet. Officers and guests who were
    expected and are not marked are in no list: they are left as they are."""
    board, meeting = _to_take(tx, caller, meeting_id)
    _not_before_the_day(board, meeting, mark, now)
    rows = [
        r
        for r in tx.attendances.of_meeting(meeting_id)
        if r.attends is Attends.NONE and r.capacity in SEATED
    ]
    if not rows:
        raise AlreadyDone("Every member is marked already. Nothing was changed.")
    return _marked(tx, caller, board, meeting, rows, mark, now)


def _marked(
    tx: Transaction,
    caller: Caller,
    board: Board,
    meeting: Meeting,
    rows: Sequence[Attendance],
    mark: Mark,
    now: datetime,
    items: tuple[str, ...] = (),
) -> Taken:
    before = quorum.of_meeting(tx, board, meeting, meeting.current_item)
    changed, told = [], []
    for row in rows:
        if mark is Mark.NOT_YET and _only_came(row):
            tx.attendances.remove(row.id)
            changed.append(row)
            continue
        after = replace(_as_marked(row, mark, caller, meeting, now), items=items or row.items)
        if after == row:
            told.append(f"{row.name} is marked so already.")
            continue
        changed.append(_saved(tx, after))
    if changed:
        _write(tx, caller, board, meeting, now, mark.value, changed)
    here = mark in (Mark.HERE, Mark.REMOTELY)
    back = tuple(r.id for r in rows if here and r.left)
    return replace(_taken(tx, board, meeting, changed, told, before), back=back)


def _only_came(row: Attendance) -> bool:
    """A guest or substitute whom nobody invited: not there, they are not on the list."""
    came = row.capacity in (Capacity.GUEST, Capacity.SUBSTITUTE)
    return came and row.invited is None and row.reply is Reply.NONE


def _as_marked(
    row: Attendance, mark: Mark, caller: Caller, meeting: Meeting, now: datetime
) -> Attendance:
    attends = _ATTENDS[mark]
    if attends is Attends.PRESENT and row.capacity in (Capacity.OFFICER, Capacity.GUEST):
        attends = Attends.IN_ATTENDANCE
    after = replace(row, attends=attends, remotely=mark is Mark.REMOTELY, left="", arrived="")
    ahead = meeting.state is MeetingState.PLANNED
    if ahead and mark is Mark.APOLOGIES and row.reply is not Reply.SUBSTITUTE:
        return replace(after, reply=Reply.NOT_COMING, replied_at=now, replied_by=caller.id)
    if ahead and mark is Mark.NOT_YET:
        return replace(after, reply=Reply.NONE, replied_at=None, replied_by="")
    return after


def substitute(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    by: str,
    member: str,
    now: datetime,
    *,
    remotely: bool = False,
) -> Taken:
    """`by` is here on behalf of `member`, who has sent apologies. A substitute who was not named
    for the year is recorded all the same, and flagged."""
    board, meeting = _to_take(tx, caller, meeting_id)
    _not_before_the_day(board, meeting, Mark.HERE, now)
    away = _row_of(tx, board, meeting, member)
    if away.capacity not in SEATED:
        raise InvalidInput(
            f"{away.name} is no member on {day_words(meeting.day)}, so nobody stands in for them. "
            "Nothing was changed.",
            field="member",
        )
    if away.attends is Attends.PRESENT and not away.left:
        raise InvalidInput(
            f"{away.name} is here: nobody stands in for them. Nothing was changed. If they have "
            f"left: /meeting left {away.name}",
            field="member",
        )
    row = _row_of(tx, board, meeting, by)
    if row.capacity in SEATED:
        raise InvalidInput(
            f"{row.name} sits on the board and has a place of their own. Nothing was changed.",
            field="by",
        )
    before = quorum.of_meeting(tx, board, meeting, meeting.current_item)
    told = _not_named(tx, meeting, away, row) + _stands_in_already(tx, meeting, away, row)
    stands_in = replace(
        as_substitute(row, away), attends=Attends.PRESENT, remotely=remotely, items=()
    )
    changed = [_saved(tx, stands_in)]
    if away.attends in (Attends.NONE, Attends.ABSENT):
        changed.append(_saved(tx, replace(away, attends=Attends.APOLOGIES)))
    _write(tx, caller, board, meeting, now, "substitute", changed)
    return _taken(tx, board, meeting, changed, told, before)


def _not_named(tx: Transaction, meeting: Meeting, away: Attendance, by: Attendance) -> list[str]:
    named = {
        s
        for m in tx.people.memberships(meeting.board_id)
        if m.person_id == away.person_id and m.covers(meeting.day)
        for s in m.substitutes
    }
    if not named or by.person_id in named or by.name in named:
        return []
    people = tx.people.many(named)
    names = ", ".join(sorted(people[s].name if s in people else s for s in named))
    return [f"{by.name} is not named as substitute of {away.name} for the year ({names})."]


def _stands_in_already(
    tx: Transaction, meeting: Meeting, away: Attendance, by: Attendance
) -> list[str]:
    others = [
        r.name
        for r in tx.attendances.of_meeting(meeting.id)
        if r.capacity is Capacity.SUBSTITUTE
        and r.attends is Attends.PRESENT
        and r.id != by.id
        and quorum.place_of(r) == quorum.place_of(away)
    ]
    if not others:
        return []
    return [f"{', '.join(others)} stands in for {away.name} as well: their place counts once."]


def came_late(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    written: Sequence[str],
    when: str,
    now: datetime,
) -> Taken:
    """They came at that point ("at item 5", "15:10"); where none is said, at the item that the
    meeting has reached, or at this hour."""
    board, meeting = _to_take(tx, caller, meeting_id)
    _not_before_the_day(board, meeting, Mark.HERE, now)
    words = _point(board, meeting, when, now)
    rows = [
        replace(_as_marked(r, Mark.HERE, caller, meeting, now), remotely=r.remotely, arrived=words)
        for r in (_row_of(tx, board, meeting, w) for w in _whole(tx, board, meeting, written))
    ]
    return _all_saved(tx, caller, board, meeting, rows, "came late", now)


def left_early(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    written: Sequence[str],
    when: str,
    now: datetime,
) -> Taken:
    """They left at that point, and count no longer; who is not here cannot leave."""
    board, meeting = _to_take(tx, caller, meeting_id)
    words = _point(board, meeting, when, now)
    rows = []
    for each in _whole(tx, board, meeting, written):
        row = _row_of(tx, board, meeting, each)
        if row.attends not in (Attends.PRESENT, Attends.IN_ATTENDANCE):
            raise InvalidInput(
                f"{row.name} is not marked as here, so they cannot have left. Nothing was "
                f"changed: /meeting present {row.name} first.",
                field="who",
            )
        rows.append(replace(row, left=words))
    return _all_saved(tx, caller, board, meeting, rows, "left early", now)


def _point(board: Board, meeting: Meeting, when: str, now: datetime) -> str:
    told = " ".join(when.split())[:_LONGEST]
    if told:
        return told
    if meeting.state is MeetingState.OPEN and meeting.current_item:
        return f"at item {number_of(meeting.current_item)}"
    return f"{now.astimezone(board.zone):%H:%M}"


def _all_saved(
    tx: Transaction,
    caller: Caller,
    board: Board,
    meeting: Meeting,
    rows: Sequence[Attendance],
    deed: str,
    now: datetime,
) -> Taken:
    if not rows:
        raise InvalidInput("Say who. Nothing was changed.", field="who")
    before = quorum.of_meeting(tx, board, meeting, meeting.current_item)
    changed = [_saved(tx, r) for r in rows]
    _write(tx, caller, board, meeting, now, deed, changed)
    return _taken(tx, board, meeting, changed, [], before)


def chaired_by(
    tx: Transaction, caller: Caller, meeting_id: str, written: str, now: datetime
) -> Taken:
    """Who is in the chair, where that is not the chair."""
    board, meeting = _to_take(tx, caller, meeting_id)
    _, name = who_is_meant(tx, board, written, meeting)
    before = quorum.of_meeting(tx, board, meeting)
    saved = tx.meetings.save(replace(meeting, chaired_by=name))
    ledger.write(tx, caller.id, board.id, now, "chaired by", "meeting", meeting.id, {"name": name})
    return _taken(tx, board, saved, [], [f"{name} is in the chair."], before)


# --- keeping --------------------------------------------------------------------------------------


def _to_take(tx: Transaction, caller: Caller, meeting_id: str) -> tuple[Board, Meeting]:
    meeting = tx.meetings.get(meeting_id)
    require(caller, meeting.board_id, Deed.RUN_MEETINGS)
    day = day_words(meeting.day)
    if meeting.state is MeetingState.CANCELLED:
        raise AlreadyDone(f"The meeting of {day} was cancelled. Nothing was changed.")
    if meeting.minutes_approved_on:
        raise AlreadyDone(
            f"The minutes of {day} were approved on {day_words(meeting.minutes_approved_on)}, and "
            "the attendance with them. Nothing was changed: what was wrong is put right by a "
            "correction at a later meeting."
        )
    board = tx.boards.get(meeting.board_id)
    if meeting.state is not MeetingState.ISSUED or not tx.attendances.of_meeting(meeting_id):
        attendance_list.make(tx, board, meeting)
    return board, meeting


def _not_before_the_day(board: Board, meeting: Meeting, mark: Mark, now: datetime) -> None:
    if mark not in (Mark.HERE, Mark.REMOTELY, Mark.ABSENT):
        return
    planned = meeting.state is MeetingState.PLANNED
    if planned and meeting.day > keeping.local_day(now, board):
        raise InvalidInput(
            f"The meeting of {day_words(meeting.day)} is still to come, so nobody is there yet. "
            "Nothing was changed: apologies may be noted ahead, with /meeting apologies NAME"
        )


def _whole(tx: Transaction, board: Board, meeting: Meeting, written: Sequence[str]) -> list[str]:
    """Titles of posts that were taken asunder at a comma or an "and", whole again; each once."""
    return list(dict.fromkeys(rejoin(list(written), roll_of(tx, board, meeting.day))))


def _row_of(tx: Transaction, board: Board, meeting: Meeting, written: str) -> Attendance:
    """The row of whoever is meant; one of a guest, not stored yet, if the list has none."""
    person_id, name = who_is_meant(tx, board, written, meeting)
    rows = tx.attendances.of_meeting(meeting.id)
    for row in rows:
        if (person_id and row.person_id == person_id) or plain(row.name) == plain(name):
            return row
    officer = person_id and any(
        m.person_id == person_id and m.role.value == "officer" and m.covers(meeting.day)
        for m in tx.people.memberships(board.id)
    )
    capacity = Capacity.OFFICER if officer else Capacity.GUEST
    return Attendance("", board.id, meeting.id, name, person_id, capacity)


def _saved(tx: Transaction, row: Attendance) -> Attendance:
    if not row.id:
        return tx.attendances.add(replace(row, id=tx.new_id()))
    return tx.attendances.save(row)


def _write(
    tx: Transaction,
    caller: Caller,
    board: Board,
    meeting: Meeting,
    now: datetime,
    deed: str,
    changed: Sequence[Attendance],
) -> None:
    values = {"names": "; ".join(row_words(r) for r in changed)}
    ledger.write(tx, caller.id, board.id, now, deed, "attendance", meeting.id, values)


def _taken(
    tx: Transaction,
    board: Board,
    meeting: Meeting,
    changed: Sequence[Attendance],
    told: Sequence[str],
    before: Quorate,
) -> Taken:
    render_again(tx, board, "attendance", meeting.id)
    now = standing(tx, board, meeting)
    warned = list(told)
    if before.quorum.is_set and before.reached.enough and not now.quorate.reached.enough:
        lacking = "; ".join(now.quorate.reached.lacking)
        warned.append(f"The meeting is no longer quorate: lacking {lacking}.")
    return Taken(now, tuple(changed), tuple(warned))
