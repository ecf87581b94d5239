"""Declaring interests: what the member must do, what bars from a vote, and the 28 days.

In England a member with a disclosable pecuniary interest takes no part in discussion or vote
(Localism Act 2011 s.31(4)) unless a dispensation lifts the bar (s.33); an interest that is not in
the register is notified to the monitoring officer within 28 days (s.31(3)). What other interests
ask of a member stands in the body's own code. A sensitive interest is declared without its nature
(s.32).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping, ledger, watch_keeping
from workflows.access import Audience, Caller, Deed, disclose, require
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.declarations import Declaration, Interest, notify_by
from workflows.errors import AlreadyDone, InvalidInput
from workflows.meeting_finding import visible
from workflows.meetings import Meeting, MeetingState
from workflows.owners import read_owners, roll_of
from workflows.showing import render_again

if TYPE_CHECKING:
    from workflows.ports import Transaction

SENSITIVE = "Sensitive interest: its nature is not published (Localism Act 2011 s.32)"
_MOST = 1000
_NUMBER = re.compile(
    r"^\s*(?:(?:agenda\s+)?items?\s+|minutes?\s+)?(?:no\.?\s*)?([A-Z]?\d[\w/.]*)\b", re.I
)
#: Where the bar on a pecuniary interest stands, by nation.
_BAR: Mapping[str, str] = {
    "england": "Localism Act 2011 s.31(4)",
    "wales": "the members’ code of conduct, Local Government Act 2000 s.51",
    "scotland": "the councillors’ code, Ethical Standards in Public Life etc. (Scotland) Act 2000",
    "northern_ireland": "the members’ code, Local Government Act (Northern Ireland) 2014 Part 9",
}


@dataclass(frozen=True)
class NewDeclaration:
    """An interest as it is declared. `who` is the member as written (a mention, a name); no `item`:
    it is declared in general. `registered` is None where that was not said."""

    who: str
    item: str = ""
    nature: str = ""
    kind: Interest = Interest.NOT_STATED
    registered: bool | None = None
    dispensation: str = ""
    sensitive: bool = False
    left_room: bool | None = None


# --- rules ----------------------------------------------------------------------------------------


def number_of(item: str) -> str:
    """The number that an item begins with ("7" of "Item 7: Budget"); its words where it has
    none. By this two ways of naming an item are compared."""
    found = _NUMBER.match(item)
    told = found.group(1).rstrip(".").casefold() if found else " ".join(item.casefold().split())
    return told.lstrip("0") or told


def has_number(item: str) -> bool:
    """Whether an item is named by its number, with its title or without."""
    return _NUMBER.match(item) is not None


def same_item(one: str, other: str) -> bool:
    """Whether two ways of naming an item ("7", "Item 7 Budget") mean the same one."""
    return bool(one.strip() and other.strip()) and number_of(one) == number_of(other)


def bars(declaration: Declaration) -> bool:
    """Whether the member takes no part in the item: a pecuniary interest without a dispensation, or
    any for which they left the room. An interest declared in general bars from no item by
    itself."""
    if not declaration.item:
        return False
    pecuniary = declaration.kind is Interest.PECUNIARY and not declaration.dispensation
    return pecuniary or declaration.left_room is True


def barred(declarations: Iterable[Declaration], item: str) -> list[Declaration]:
    """The declarations that bar their members from discussing and voting on that item."""
    return [d for d in declarations if bars(d) and same_item(d.item, item)]


def at_item(declarations: Iterable[Declaration], item: str) -> list[Declaration]:
    """What was declared about that item, and in general."""
    return [d for d in declarations if not d.item or same_item(d.item, item)]


def barred_at(tx: Transaction, meeting_id: str, item: str) -> list[Declaration]:
    """The same, of a meeting on record."""
    return barred(tx.declarations.of_meeting(meeting_id), item)


def must_do(declaration: Declaration, board: Board) -> tuple[str, ...]:
    """What the member must do, in sentences."""
    told = [_at_the_item(declaration, board)]
    by = notify_by(declaration)
    if by:
        told.append(
            f"The interest is not in the register: the monitoring officer is told by "
            f"{by:%A} {by.day} {by:%B %Y}, the 28th day from the declaration on "
            "(Localism Act 2011 s.31(3))."
        )
    elif declaration.kind is Interest.PECUNIARY and declaration.registered is None:
        told.append(
            "It was not said whether the interest is in the register; if it is not, the 28 days "
            "of Localism Act 2011 s.31(3) run."
        )
    return tuple(told)


def _at_the_item(declaration: Declaration, board: Board) -> str:
    where = f"item {number_of(declaration.item)}" if declaration.item else "what it touches"
    if declaration.kind is Interest.PECUNIARY:
        source = _BAR.get(board.nation, _BAR["england"])
        if declaration.dispensation:
            return (
                f"May take part in {where}: a dispensation lifts the bar "
                "(Localism Act 2011 s.33), and the minutes say so."
            )
        return (
            f"Takes no part in discussion or vote on {where} ({source}), and leaves the room "
            "where the board’s standing orders say so."
        )
    if declaration.left_room:
        return f"Left the room for {where}, and does not vote on it."
    return (
        f"The board’s own code says whether the member may speak and vote on {where}, or leaves "
        "the room."
    )


def shown_to(declarations: Iterable[Declaration], audience: Audience) -> list[Declaration]:
    """All of them; of a sensitive interest only that it was declared, for those who may not read
    its nature."""
    found = []
    for each in declarations:
        seen = disclose([each], audience).shown
        found.append(seen[0] if seen else replace(each, nature="", dispensation=""))
    return found


# --- use cases ------------------------------------------------------------------------------------


def declare(
    tx: Transaction, caller: Caller, meeting_id: str, new: NewDeclaration, now: datetime
) -> Declaration:
    """Record an interest at that meeting. Officers record for anybody, a member for themselves.
    Said twice in the same words it is recorded once."""
    meeting = tx.meetings.get(meeting_id)
    board = tx.boards.get(meeting.board_id)
    person_id, name = who_is_meant(tx, board, new.who, meeting)
    _may_declare(caller, board, person_id)
    _open_to_change(meeting)
    made = _filled(
        Declaration(tx.new_id(), board.id, meeting.id, name, meeting.day, person_id), new
    )
    for standing in tx.declarations.of_meeting(meeting.id):
        same = replace(made, id=standing.id, version=standing.version)
        if same == replace(standing, notified_on=None):
            raise AlreadyDone(f"{name} has declared this already. Nothing was recorded twice.")
    kept = tx.declarations.add(made)
    if "declarations" in meeting.nil_returns:
        others = tuple(n for n in meeting.nil_returns if n != "declarations")
        tx.meetings.save(replace(meeting, nil_returns=others))
    _kept(tx, caller, board, kept, now, "interest declared")
    return kept


def correct(
    tx: Transaction,
    caller: Caller,
    declaration_id: str,
    new: NewDeclaration,
    now: datetime,
    version: int | None = None,
) -> Declaration:
    """Change what was declared; the earlier words stay in the ledger."""
    before = tx.declarations.get(declaration_id)
    board = tx.boards.get(before.board_id)
    require(caller, board.id, Deed.RUN_MEETINGS)
    meeting = tx.meetings.get(before.meeting_id)
    _open_to_change(meeting)
    person_id, name = who_is_meant(tx, board, new.who, meeting)
    after = _filled(replace(before, person_id=person_id, name=name), new)
    if version is not None:
        after = replace(after, version=version)
    if after == before:
        raise AlreadyDone("That is how it stands already. Nothing was changed.")
    kept = tx.declarations.save(after)
    _kept(tx, caller, board, kept, now, "declaration corrected")
    return kept


def notified(
    tx: Transaction, caller: Caller, declaration_id: str, now: datetime, on: date | None = None
) -> Declaration:
    """The monitoring officer was told, today or on that day: the 28 days are over."""
    before = tx.declarations.get(declaration_id)
    board = tx.boards.get(before.board_id)
    _may_declare(caller, board, before.person_id)
    today = keeping.local_day(now, board)
    told = on or today
    if before.notified_on:
        raise AlreadyDone(
            f"The monitoring officer was told on {day_words(before.notified_on)}. Nothing was "
            "changed."
        )
    if told > today:
        raise InvalidInput("That day is still to come. Nothing was changed.", field="on")
    kept = tx.declarations.save(replace(before, notified_on=told))
    _kept(tx, caller, board, kept, now, "interest notified")
    return kept


def who_is_meant(
    tx: Transaction, board: Board, written: str, meeting: Meeting
) -> tuple[str | None, str]:
    """(person id, name) of whoever a written form means on the day of the meeting; somebody whom
    nobody knows is kept as written."""
    form = " ".join(written.split()).strip(" ,;:")
    if not form:
        raise InvalidInput("Say who it is. Nothing was recorded.", field="who")
    if form.startswith("<@"):
        (owner,) = read_owners(tx, board, [form], meeting.day)
    else:
        owner = roll_of(tx, board, meeting.day).match(form)
    if owner.post_id:
        holder = tx.people.get_post(owner.post_id).holder_on(meeting.day)
        if holder:
            return holder, tx.people.get(holder).name
    return owner.person_id, (owner.printed if owner.person_id else form)[:200]


def _may_declare(caller: Caller, board: Board, person_id: str | None) -> None:
    own = person_id == caller.id and bool(caller.on(board.id))
    if not own:
        require(caller, board.id, Deed.RUN_MEETINGS)


def _open_to_change(meeting: Meeting) -> None:
    if meeting.state is MeetingState.CANCELLED:
        raise AlreadyDone("That meeting was cancelled. Nothing was recorded.")


def _filled(declaration: Declaration, new: NewDeclaration) -> Declaration:
    nature = " ".join(new.nature.split())
    if not nature and not new.sensitive:
        raise InvalidInput(
            "Say what the interest is. Nothing was recorded. Of a sensitive interest the nature "
            "may stay out: mark it as sensitive.",
            field="nature",
        )
    return replace(
        declaration,
        item=" ".join(new.item.split())[:200],
        nature=nature[:_MOST],
        kind=new.kind,
        registered=new.registered,
        dispensation=" ".join(new.dispensation.split())[:_MOST],
        left_room=new.left_room,
        exempt=SENSITIVE if new.sensitive else "",
    )


def _kept(
    tx: Transaction, caller: Caller, board: Board, kept: Declaration, now: datetime, deed: str
) -> None:
    values = {
        "name": kept.name,
        "item": kept.item,
        "nature": kept.nature,
        "kind": kept.kind.value,
        "registered": "" if kept.registered is None else str(kept.registered),
        "dispensation": kept.dispensation,
        "notified": kept.notified_on.isoformat() if kept.notified_on else "",
        "exempt": kept.exempt,
    }
    ledger.write(tx, caller.id, board.id, now, deed, "declaration", kept.id, values)
    watch_keeping.keep(tx, kept, keeping.local_day(now, board))
    render_again(tx, board, "attendance", kept.meeting_id)


# --- the register ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Registered:
    """One declaration with the meeting it was made at, as its reader may see it."""

    declaration: Declaration
    meeting: Meeting


def register(
    tx: Transaction,
    caller: Caller,
    board: Board,
    since: date,
    until: date,
    person_id: str | None = None,
) -> list[Registered]:
    """The interests declared at the board's meetings from a day to a day, newest first; of one
    member where `person_id` is given. Private meetings for those alone who have a role."""
    meetings = {m.id: m for m in visible(tx, caller, board, since) if m.day <= until}
    found: Sequence[Declaration] = [
        d
        for d in tx.declarations.of_board(board.id)
        if d.meeting_id in meetings and (person_id is None or d.person_id == person_id)
    ]
    shown = shown_to(found, Audience(caller))
    told = [Registered(d, meetings[d.meeting_id]) for d in shown]
    return sorted(told, key=lambda r: (r.meeting.day, r.declaration.name), reverse=True)
