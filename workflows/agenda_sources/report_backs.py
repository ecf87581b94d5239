"""The report-backs that are due before a board."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from workflows import report_back_keeping
from workflows.access import Caller
from workflows.actions import Action
from workflows.agenda_sources.source import Source, to_be
from workflows.agendas import AgendaItem, Comes, Purpose
from workflows.boards import Board
from workflows.meetings import Meeting
from workflows.report_back_cycles import heard_on

if TYPE_CHECKING:
    from workflows.ports import Transaction

_ONE_DAY = timedelta(days=1)


class ReportBacks(Source):
    """At the meeting at which each is due; what is late, at the next. One whose paper is ready (it
    was reported done) is still to be heard."""

    name = "report_back"
    words = "report-backs due"
    any_meeting = True

    def proposals(self, tx: Transaction, board: Board, meeting: Meeting) -> Iterable[AgendaItem]:
        for action in tx.actions.reporting_to(board.id):
            if not _is_for(tx, action, meeting):
                continue
            lead = next((o for o in action.owners if o.lead), next(iter(action.owners), None))
            yield to_be(
                self,
                board,
                meeting,
                action.id,
                f"{action.text} ({action.reference})",
                presenter=lead.printed if lead else "",
                presenter_id=lead.person_id if lead else None,
                purpose=Purpose.CONSIDERATION,
                comes=Comes.PAPER,
                exempt=action.exempt,
            )

    def dealt_with(
        self, tx: Transaction, caller: Caller, item: AgendaItem, meeting: Meeting, now: datetime
    ) -> None:
        """It has been heard: the action is completed, and the next of its cycle is made."""
        report_back_keeping.deliver(tx, caller, item.source_id, meeting, item.reason, now)


def _is_for(tx: Transaction, action: Action, meeting: Meeting) -> bool:
    """Whether it comes to that meeting: it is linked to it, or, where it is linked to none that is
    still to come, this is the ordinary meeting that its due means."""
    if action.due.meeting_id:
        linked = tx.meetings.get(action.due.meeting_id)
        if linked.board_id == meeting.board_id and linked.day >= meeting.day:
            return linked.id == meeting.id
    days = tx.meetings.coming(meeting.board_id, meeting.day - _ONE_DAY)
    return heard_on(action.due, action.window_until, days, meeting.day) == meeting.day
