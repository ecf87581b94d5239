"""The agenda of one meeting as it stands in the record: read, put into order, saved with a ledger
line, and whatever shows it rendered again. Every change of an agenda goes through here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import agenda_order, ledger
from workflows.access import Caller, Deed, require
from workflows.agendas import AgendaItem, ItemState
from workflows.boards import Board
from workflows.dates import day_words
from workflows.errors import AlreadyDone, NotFound
from workflows.exempting import has_become_exempt
from workflows.meetings import Meeting, MeetingState
from workflows.showing import render_again

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class Sheet:
    """A meeting with all its items, in order; proposed, refused and withdrawn ones too."""

    board: Board
    meeting: Meeting
    items: tuple[AgendaItem, ...]

    @property
    def on_agenda(self) -> list[AgendaItem]:
        return agenda_order.on_agenda(self.items)

    @property
    def proposed(self) -> list[AgendaItem]:
        """What waits for an officer to take or refuse it."""
        return [i for i in self.items if i.state is ItemState.PROPOSED]

    @property
    def length(self) -> int:
        """The minutes that the meeting is called for."""
        return int((self.meeting.ends_at - self.meeting.starts_at).total_seconds() // 60)

    def numbered(self, number: str) -> AgendaItem:
        """The item under that number; `NotFound` says which there are."""
        item = agenda_order.find(self.items, number)
        if item is not None:
            return item
        there = ", ".join(i.number for i in self.on_agenda) or "none"
        raise NotFound(
            f"The agenda of {day_words(self.meeting.day)} has no item {number.strip()[:20]}. "
            f"Nothing was changed. On it: {there}.",
            field="number",
        )


def sheet_of(tx: Transaction, meeting: Meeting) -> Sheet:
    """The agenda as it is."""
    items = tx.agenda_items.of_meeting(meeting.id)
    return Sheet(tx.boards.get(meeting.board_id), meeting, tuple(items))


def to_change(tx: Transaction, caller: Caller, meeting_id: str) -> Sheet:
    """The agenda, if the caller may change it and the meeting is not over and done with."""
    meeting = tx.meetings.get(meeting_id)
    require(caller, meeting.board_id, Deed.RUN_MEETINGS)
    if meeting.state is MeetingState.CANCELLED:
        raise AlreadyDone(
            f"The meeting of {day_words(meeting.day)} is cancelled. Nothing was changed: what was "
            "on its agenda is proposed for the next meeting."
        )
    # Two officers at once would give two items one number.
    tx.hold([f"agenda:{meeting_id}"])
    return sheet_of(tx, meeting)


def keep(
    tx: Transaction,
    sheet: Sheet,
    items: Sequence[AgendaItem],
    caller: Caller,
    now: datetime,
    deed: str,
    about: AgendaItem | None = None,
    values: Mapping[str, str] | None = None,
) -> Sheet:
    """Save the items in this order, numbered, with a line in the ledger about the one concerned.

    An item without an id is new. `Conflict` if somebody else changed one of them meanwhile.
    """
    before = {item.id: item for item in sheet.items}
    first = _first_number(tx, sheet)
    out = sheet.meeting.agenda_published_on is not None
    saved = []
    for item in agenda_order.numbered(items, sheet.board.agenda_scheme, first, keep=out):
        if not item.id:
            saved.append(tx.agenda_items.add(replace(item, id=tx.new_id())))
        else:
            saved.append(item if before.get(item.id) == item else tx.agenda_items.save(item))
    kept = replace(sheet, items=tuple(saved))
    _write(tx, kept, caller, now, deed, about, values or {})
    _show_again(tx, kept, before, caller, now)
    return kept


def _first_number(tx: Transaction, sheet: Sheet) -> int:
    if sheet.board.agenda_scheme != "running":
        return 1
    days = {m.id: m.day for m in tx.meetings.of_board(sheet.board.id)}
    earlier = [
        int(item.number)
        for item in tx.agenda_items.of_board(sheet.board.id)
        if item.number.isdigit() and days[item.meeting_id] < sheet.meeting.day
    ]
    return max(earlier, default=0) + 1


def _write(
    tx: Transaction,
    sheet: Sheet,
    caller: Caller,
    now: datetime,
    deed: str,
    about: AgendaItem | None,
    values: Mapping[str, str],
) -> None:
    """The line is about the meeting, so that its history is one; it names the item."""
    told = dict(values)
    if about is not None:
        same = (i for i in sheet.items if i.id == about.id or (not about.id and _twin(i, about)))
        item = next(same, about)
        told = {"item": item.number, "title": item.title, "item_id": item.id, **told}
    ledger.write(
        tx, caller.id, sheet.board.id, now, deed, "agenda", sheet.meeting.id, told,
        told.get("reason", ""),
    )  # fmt: skip


def _twin(item: AgendaItem, new: AgendaItem) -> bool:
    return (item.title, item.source, item.source_id) == (new.title, new.source, new.source_id)


def _show_again(
    tx: Transaction, sheet: Sheet, before: Mapping[str, AgendaItem], caller: Caller, now: datetime
) -> None:
    render_again(tx, sheet.board, "agenda", sheet.meeting.id)
    for item in sheet.items:
        earlier = before.get(item.id)
        if earlier and item.exempt and not earlier.exempt:
            has_become_exempt(tx, caller.id, sheet.board, "agenda_item", item, now)
