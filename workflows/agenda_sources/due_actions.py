"""The actions that are due at the meeting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from workflows.actions import LIVE
from workflows.agenda_sources.source import Source, to_be
from workflows.agendas import AgendaItem, Purpose
from workflows.boards import Board
from workflows.meetings import Meeting

if TYPE_CHECKING:
    from workflows.ports import Transaction


class DueActions(Source):
    """Those still to be done. Report-backs are a source of their own. That an action was before the
    meeting does not end it: its outcome is recorded in the log."""

    name = "action"
    words = "actions due at this meeting"
    any_meeting = True

    def proposals(self, tx: Transaction, board: Board, meeting: Meeting) -> Iterable[AgendaItem]:
        for action in tx.actions.due_at(meeting.id):
            if action.status not in LIVE or action.live or action.report_to:
                continue
            lead = next((o for o in action.owners if o.lead), None) or next(
                iter(action.owners), None
            )
            yield to_be(
                self,
                board,
                meeting,
                action.id,
                f"Action {action.reference}: {action.text}",
                presenter=lead.printed if lead else "",
                presenter_id=lead.person_id if lead else None,
                purpose=Purpose.INFORMATION,
                exempt=action.exempt,
            )
