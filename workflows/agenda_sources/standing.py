"""The standing items of the board: on every agenda by themselves, nobody has to take them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from workflows.agenda_sources.source import Source, to_be
from workflows.agendas import AgendaItem, ItemState
from workflows.boards import Board
from workflows.meetings import Meeting

if TYPE_CHECKING:
    from workflows.ports import Transaction


class StandingItems(Source):
    """Those that the board has on the day of the meeting, first to last."""

    name = "standing"
    words = "standing items"

    def proposals(self, tx: Transaction, board: Board, meeting: Meeting) -> Iterable[AgendaItem]:
        there = [s for s in board.standing if s.stands_on(meeting.day)]
        for standing in sorted(there, key=lambda s: (s.place < 0, s.place)):
            item = to_be(
                self,
                board,
                meeting,
                standing.id,
                standing.title,
                presenter=standing.presenter,
                purpose=standing.purpose,
                comes=standing.comes,
                state=ItemState.ON_AGENDA,
            )
            yield replace(item, standing=True)
