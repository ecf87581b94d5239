"""Views sought between meetings: the permission to seek them, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from workflows.access import Caller
from workflows.agenda_sources.source import Source, to_be
from workflows.agendas import AgendaItem, Comes, Purpose
from workflows.boards import Board
from workflows.keeping import local_day
from workflows.meetings import Meeting
from workflows.sounding_asking import show_officer
from workflows.sounding_closing import report, withdraw
from workflows.sounding_opening import permit
from workflows.sounding_states import Step, possible
from workflows.soundings import SoundingState

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: How an officer begins to say what the meeting made of a request for permission.
_GIVEN = ("agreed", "permitted", "permission given", "given", "granted", "approved", "yes")
_REFUSED = ("refused", "not agreed", "permission refused", "not given", "no ", "no,", "declined")


class Soundings(Source):
    """Those that wait for permission, and those that are closed and were not reported yet."""

    name = "sounding"
    words = "views sought between meetings"

    def proposals(self, tx: Transaction, board: Board, meeting: Meeting) -> Iterable[AgendaItem]:
        for sounding in tx.soundings.of_board(board.id):
            if sounding.state is SoundingState.WAITING:
                title = f"Permission to seek views between meetings: {sounding.question}"
                purpose, comes = Purpose.CONSIDERATION, Comes.VERBAL
            elif sounding.state is SoundingState.CLOSED and sounding.reported_on is None:
                if local_day(sounding.closed_at or sounding.deadline, board) > meeting.day:
                    continue
                title = f"Views sought between meetings ({sounding.reference}): {sounding.question}"
                purpose, comes = Purpose.INFORMATION, Comes.PAPER
            else:
                continue
            yield to_be(
                self,
                board,
                meeting,
                sounding.id,
                title[:300],
                purpose=purpose,
                comes=comes,
                exempt=sounding.exempt,
            )

    def dealt_with(
        self, tx: Transaction, caller: Caller, item: AgendaItem, meeting: Meeting, now: datetime
    ) -> None:
        """Reported, if it was closed. A request for permission follows the officer's words
        ("agreed", "refused: …"); without any the officer is asked on its card."""
        sounding = tx.soundings.get(item.source_id)
        said = item.reason.strip().casefold()
        can = possible(sounding, now)
        if Step.REPORT in can:
            report(tx, caller, sounding.id, meeting, now)
        elif Step.PERMIT in can and f"{said} ".startswith(_REFUSED):
            withdraw(tx, caller, sounding.id, item.reason, now)
        elif Step.PERMIT in can and said.startswith(_GIVEN) and sounding.deadline > now:
            place = f"{item.number} {item.title}"
            permit(tx, caller, sounding.id, item.reason, now, meeting, place)
        elif Step.PERMIT in can:
            show_officer(tx, sounding, caller.id, f"asked:{meeting.id}")
