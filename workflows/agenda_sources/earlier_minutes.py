"""The minutes of earlier meetings that wait to be approved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import meeting_papers
from workflows.access import Caller
from workflows.agenda_sources.source import Source, to_be
from workflows.agendas import AgendaItem, Comes, Purpose
from workflows.boards import Board
from workflows.dates import day_words
from workflows.meetings import HELD, Meeting, MeetingKind, MeetingState

if TYPE_CHECKING:
    from workflows.ports import Transaction


class EarlierMinutes(Source):
    """Of every earlier meeting that was held; a private one's are approved in private."""

    name = "meeting"
    words = "minutes to approve"

    def proposals(self, tx: Transaction, board: Board, meeting: Meeting) -> Iterable[AgendaItem]:
        for earlier in tx.meetings.of_board(board.id):
            if earlier.day >= meeting.day or earlier.kind is MeetingKind.PRIVATE:
                continue
            if earlier.state in HELD and earlier.minutes_approved_on is None:
                yield to_be(
                    self,
                    board,
                    meeting,
                    earlier.id,
                    f"Minutes of the meeting of {day_words(earlier.day)}",
                    purpose=Purpose.DECISION,
                    comes=Comes.PAPER,
                )

    def dealt_with(
        self, tx: Transaction, caller: Caller, item: AgendaItem, meeting: Meeting, now: datetime
    ) -> None:
        """They were approved at that meeting, in the officer's words."""
        earlier = tx.meetings.get(item.source_id)
        if earlier.minutes_approved_on or earlier.state is not MeetingState.ISSUED:
            return
        meeting_papers.approve_minutes(tx, caller, earlier.id, now, item.reason, meeting.day)

    def not_done(self, tx: Transaction, item: AgendaItem, meeting: Meeting) -> str:
        """Minutes cannot be approved before their meeting is issued."""
        earlier = tx.meetings.get(item.source_id)
        if earlier.minutes_approved_on or earlier.state is MeetingState.ISSUED:
            return ""
        return (
            f"The minutes of {day_words(earlier.day)} are not recorded as approved, since that "
            f"meeting has not been issued. Type /meeting issue {earlier.day}, then /meeting "
            f"minutes approved {earlier.day} at {meeting.day}."
        )
