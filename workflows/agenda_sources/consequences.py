"""What follows from earlier resolutions and is due: duties and documents to review, answers and
approvals that are awaited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import consequence_keeping
from workflows.access import Caller
from workflows.agenda_sources.source import Source, to_be
from workflows.agendas import AgendaItem, Purpose
from workflows.boards import Board
from workflows.consequences import Consequence, ConsequenceKind, ConsequenceState
from workflows.meetings import Meeting

if TYPE_CHECKING:
    from workflows.ports import Transaction

_TITLES = {
    ConsequenceKind.DUTY: "Review: {text}",
    ConsequenceKind.DOCUMENT: "Revision due: {text}",
    ConsequenceKind.REFERRAL: "Answer of {body}: {text}",
    ConsequenceKind.APPROVAL: "Approval by {body}: {text}",
}


class DueConsequences(Source):
    """To the first ordinary meeting on or after its day; until then nobody is asked."""

    name = "consequence"
    words = "what follows from earlier resolutions"

    def proposals(self, tx: Transaction, board: Board, meeting: Meeting) -> Iterable[AgendaItem]:
        there = (c for c in tx.consequences.of_board(board.id) if _is_due(c, meeting))
        for each in sorted(there, key=lambda c: (c.on or meeting.day, c.id)):
            body = each.body or "another body"
            title = _TITLES[each.kind].format(text=each.text, body=body)
            yield to_be(
                self,
                board,
                meeting,
                each.id,
                title[:200],
                purpose=Purpose.CONSIDERATION,
                exempt=each.exempt,
            )

    def dealt_with(
        self, tx: Transaction, caller: Caller, item: AgendaItem, meeting: Meeting, now: datetime
    ) -> None:
        """With what was said of it, it is settled; without, a review has been held all the same,
        but an answer or an approval stays awaited."""
        one = tx.consequences.get(item.source_id)
        reviewed = one.kind in (ConsequenceKind.DUTY, ConsequenceKind.DOCUMENT)
        if one.state is not ConsequenceState.OPEN or not (item.reason.strip() or reviewed):
            return
        told = item.reason.strip() or f"reviewed at the meeting of {meeting.day.isoformat()}"
        consequence_keeping.settle(tx, caller, one.id, told, meeting.day, now)


def _is_due(one: Consequence, meeting: Meeting) -> bool:
    waits = one.state is ConsequenceState.OPEN and one.kind in _TITLES
    return waits and one.on is not None and one.on <= meeting.day
