"""Items that an earlier meeting put off: they come back until they are heard or withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from workflows.agenda_sources.source import Source
from workflows.agendas import AgendaItem, ItemState
from workflows.boards import Board
from workflows.meetings import Meeting, MeetingKind, MeetingState

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: With these the item has been taken up again, or ended; a later putting off is an item of its own.
_TAKEN_UP = frozenset({ItemState.DEALT_WITH, ItemState.DEFERRED, ItemState.WITHDRAWN})


class DeferredItems(Source):
    """To the meeting to which an item was put off; to the next ordinary one where none was named,
    or where that meeting has passed or was cancelled."""

    name = "item"
    words = "items put off earlier"
    any_meeting = True

    def proposals(self, tx: Transaction, board: Board, meeting: Meeting) -> Iterable[AgendaItem]:
        for item in tx.agenda_items.of_board(board.id):
            if item.meeting_id == meeting.id:
                continue
            earlier = tx.meetings.get(item.meeting_id)
            if earlier.day > meeting.day or not _was_put_off(item, earlier):
                continue
            if _is_for(tx, item, meeting) and not _taken_up(tx, item):
                yield replace(
                    item,
                    id="",
                    meeting_id=meeting.id,
                    number="",
                    taken=0,
                    pages="",
                    slot=item.slot,
                    state=ItemState.PROPOSED,
                    source=self.name,
                    source_id=item.id,
                    standing=False,
                    urgent="",
                    late=False,
                    deferred_to=None,
                    version=1,
                )


def _was_put_off(item: AgendaItem, earlier: Meeting) -> bool:
    """By the meeting; or because the meeting was cancelled, if nothing else proposes it anew."""
    if item.state is ItemState.DEFERRED:
        return True
    cancelled = earlier.state is MeetingState.CANCELLED
    return cancelled and item.state is ItemState.ON_AGENDA and item.source in ("", "item")


def _is_for(tx: Transaction, item: AgendaItem, meeting: Meeting) -> bool:
    if item.deferred_to == meeting.id:
        return True
    if meeting.kind is not MeetingKind.ORDINARY:
        return False
    target = tx.meetings.get(item.deferred_to) if item.deferred_to else None
    return target is None or target.state is MeetingState.CANCELLED or target.day < meeting.day


def _taken_up(tx: Transaction, item: AgendaItem) -> bool:
    again = tx.agenda_items.of_source(DeferredItems.name, item.id)
    return any(i.state in _TAKEN_UP and (i.reason or i.state is not ItemState.WITHDRAWN)
               for i in again)  # fmt: skip
