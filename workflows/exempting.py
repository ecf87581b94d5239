"""What follows when something becomes exempt after it was open: it leaves wherever it was shown,
and the items of agendas that were made of it become exempt with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from workflows import agenda_order, ledger
from workflows.boards import Board
from workflows.declaring import number_of
from workflows.meetings import Meeting
from workflows.showing import render_again, withdraw_posted

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: What a thing is called on view: as which sources of agenda items it is known.
_SOURCES: Mapping[str, tuple[str, ...]] = {
    "action": ("action", "report_back"),
    "statutoryreturn": ("return",),
    "exercise": ("exercise",),
    "sounding": ("sounding",),
    "circulation": ("circulation",),
    "consequence": ("consequence",),
    "agenda_item": ("item",),
}


def exempt_at(tx: Transaction, meeting: Meeting | None, item: str) -> str:
    """Why what is recorded under that item of a meeting's agenda is exempt; empty if the item is
    open, or is none of the agenda's."""
    there = (
        agenda_order.find(tx.agenda_items.of_meeting(meeting.id), number_of(item))
        if (meeting and item)
        else None
    )
    return there.exempt if there else ""


class Marked(Protocol):
    """Something that was marked as exempt."""

    @property
    def id(self) -> str: ...
    @property
    def exempt(self) -> str: ...


def has_become_exempt(
    tx: Transaction, by: str, board: Board, subject: str, thing: Marked, now: datetime
) -> None:
    """Take it out of all that shows it to others, and mark the items of agendas that repeat its
    words, in whatever state; each has a line in the ledger of its own board."""
    withdraw_posted(tx, board, subject, thing.id)
    for source in _SOURCES.get(subject, ()):
        for item in tx.agenda_items.of_source(source, thing.id):
            if item.exempt:
                continue
            marked = tx.agenda_items.save(replace(item, exempt=thing.exempt))
            told = {"item": marked.number, "item_id": marked.id, "exempt": marked.exempt}
            where = (item.board_id, now, "item exempt", "agenda", item.meeting_id)
            ledger.write(tx, by, *where, told)
            its_board = tx.boards.get(item.board_id)
            has_become_exempt(tx, by, its_board, "agenda_item", marked, now)
            render_again(tx, its_board, "agenda", item.meeting_id)
