"""What a source of agenda items is: it knows what is due before a board, and what follows when the
board has dealt with it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from workflows.access import Caller
from workflows.agendas import AgendaItem, Comes, ItemState, Purpose
from workflows.boards import Board
from workflows.meetings import Meeting

if TYPE_CHECKING:
    from workflows.ports import Transaction


class Source(ABC):
    """One source, registered in `workflows.agenda_sources.SOURCES`.

    It says what is due as long as that waits. Who asks takes care of the rest: nothing is proposed
    twice at one meeting, nor while it stands on the agenda of another that is still to come; what
    was refused is proposed again at the next meeting; what was put off comes back by itself; a
    proposal that is no longer due goes.
    """

    #: `AgendaItem.source`; the item's `source_id` is the id of the thing.
    name: str
    #: What it is to its reader, in the plural ("items put off earlier").
    words: str
    #: Whether it points at meetings by name, so that it also proposes to extraordinary, additional
    #: and private ones; all others propose to ordinary meetings alone.
    any_meeting: bool = False

    @abstractmethod
    def proposals(self, tx: Transaction, board: Board, meeting: Meeting) -> Iterable[AgendaItem]:
        """What is due at that meeting, in the order in which it would stand there; made with
        `to_be`. Changes nothing. Exempt matter has its `exempt` with it."""

    def dealt_with(
        self, tx: Transaction, caller: Caller, item: AgendaItem, meeting: Meeting, now: datetime
    ) -> None:
        """An officer has marked the item as dealt with at that meeting: record what follows for the
        thing behind it. `item.reason` is what they said became of it ("ratified, minute 22/9"),
        often nothing. It may be called for what is settled already; it then does nothing."""
        return

    def not_done(self, tx: Transaction, item: AgendaItem, meeting: Meeting) -> str:
        """Why nothing can follow for the thing behind the item, and what to do, in sentences; empty
        where it can. Asked before `dealt_with`."""
        return ""


def to_be(
    source: Source,
    board: Board,
    meeting: Meeting,
    source_id: str,
    title: str,
    *,
    presenter: str = "",
    presenter_id: str | None = None,
    purpose: Purpose = Purpose.NONE,
    comes: Comes = Comes.NONE,
    exempt: str = "",
    state: ItemState = ItemState.PROPOSED,
) -> AgendaItem:
    """An item as a source proposes it; it has no id before it is stored."""
    return AgendaItem(
        id="",
        board_id=board.id,
        meeting_id=meeting.id,
        title=" ".join(title.split()),
        presenter=presenter,
        presenter_id=presenter_id,
        purpose=purpose,
        comes=comes,
        state=state,
        source=source.name,
        source_id=source_id,
        exempt=exempt,
    )
