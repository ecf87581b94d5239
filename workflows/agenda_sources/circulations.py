"""Papers that went round between meetings, and letters sent in the board's name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from workflows.access import Caller
from workflows.agenda_sources.source import Source, to_be
from workflows.agendas import AgendaItem, Purpose
from workflows.boards import Board
from workflows.circulation_keeping import hold, listed_at
from workflows.circulations import Circulation, CirculationKind, CirculationState
from workflows.meetings import Meeting

if TYPE_CHECKING:
    from workflows.ports import Transaction


class Circulations(Source):
    """Everything that has gone out and was not before a meeting yet."""

    name = "circulation"
    words = "papers circulated and letters sent between meetings"

    def proposals(self, tx: Transaction, board: Board, meeting: Meeting) -> Iterable[AgendaItem]:
        for paper in tx.circulations.of_board(board.id):
            sent = paper.state is CirculationState.SENT and paper.sent_on
            if sent and sent <= meeting.day:
                yield to_be(
                    self,
                    board,
                    meeting,
                    paper.id,
                    title_of(paper)[:300],
                    purpose=Purpose.INFORMATION,
                    exempt=paper.exempt,
                )

    def dealt_with(
        self, tx: Transaction, caller: Caller, item: AgendaItem, meeting: Meeting, now: datetime
    ) -> None:
        """The meeting has had it before it."""
        hold(tx, item.source_id)
        paper = tx.circulations.get(item.source_id)
        if paper.state is CirculationState.SENT:
            listed_at(tx, caller, paper, meeting, now)


def title_of(paper: Circulation) -> str:
    """What it is called on an agenda."""
    match paper.kind:
        case CirculationKind.LETTER:
            return f"Letter to {paper.to} ({paper.reference}): {paper.title}"
        case CirculationKind.CONSULTATION_REPLY:
            return f"Reply to {paper.answers} ({paper.reference}): {paper.title}"
        case CirculationKind.COMMENT:
            return f"Paper circulated for comment ({paper.reference}): {paper.title}"
        case _:
            return f"Paper circulated for information ({paper.reference}): {paper.title}"
