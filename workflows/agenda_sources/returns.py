"""Statutory returns: to be signed off before their day, and reported after they went out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import returning, returning_sign_off
from workflows.access import Caller
from workflows.agenda_sources.source import Source, to_be
from workflows.agendas import AgendaItem, Comes, Purpose
from workflows.boards import Board
from workflows.dates import day_words
from workflows.meetings import Meeting, MeetingKind
from workflows.returns import ReturnState, StatutoryReturn

if TYPE_CHECKING:
    from workflows.ports import Transaction


class Returns(Source):
    """For sign-off at the meeting that was chosen, else at the last ordinary one before the day;
    for report at the first ordinary one after submission (or after `report_by`'s day, where the
    reporting comes again)."""

    name = "return"
    words = "statutory returns"
    any_meeting = True

    def proposals(self, tx: Transaction, board: Board, meeting: Meeting) -> Iterable[AgendaItem]:
        for thing in tx.returns.of_board(board.id):
            title = _title(tx, thing, board, meeting)
            if title:
                signs = thing.state is ReturnState.OPEN
                yield to_be(
                    self,
                    board,
                    meeting,
                    thing.id,
                    title,
                    presenter=thing.owner,
                    presenter_id=thing.owner_id,
                    purpose=Purpose.DECISION if signs else Purpose.INFORMATION,
                    comes=Comes.PAPER,
                    exempt=thing.exempt,
                )

    def dealt_with(
        self, tx: Transaction, caller: Caller, item: AgendaItem, meeting: Meeting, now: datetime
    ) -> None:
        """Signed off, or reported; nothing, where it has gone further since."""
        thing = tx.returns.get(item.source_id)
        if thing.state is ReturnState.OPEN:
            returning.signed_off(tx, caller, thing.id, meeting.day, now, item.reason)
        elif thing.state is ReturnState.SUBMITTED and meeting.day != thing.reported_on:
            returning.reported(tx, caller, thing.id, meeting.day, now)


def _title(tx: Transaction, thing: StatutoryReturn, board: Board, meeting: Meeting) -> str:
    """The item's title at that meeting; empty if it is nothing for it."""
    if thing.state is ReturnState.OPEN:
        found = returning_sign_off.signed_at(tx, board, thing, meeting)
        return f"Sign off: {thing.title} (due {day_words(thing.due)})" if found else ""
    if thing.state is not ReturnState.SUBMITTED or meeting.kind is not MeetingKind.ORDINARY:
        return ""
    sent = thing.submitted_on or thing.due
    since = thing.report_by if thing.reported_on and thing.report_by else sent
    if meeting.day < since:
        return ""
    return f"Report: {thing.title} (submitted {day_words(sent)})"
