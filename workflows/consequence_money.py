"""The money that a board approved: by meeting and in all, as its reader may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from workflows import resolution_recording
from workflows.access import Audience, Caller, disclose
from workflows.boards import Board
from workflows.consequences import Consequence, ConsequenceKind, ConsequenceState

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class Money:
    """What a board approved within a period: by meeting (its day, the sum, the entries), and in
    all. In pounds."""

    since: date
    until: date
    meetings: tuple[tuple[date, int, tuple[Consequence, ...]], ...]

    @property
    def total(self) -> int:
        return sum(amount for _, amount, _ in self.meetings)


def money(tx: Transaction, caller: Caller, board: Board, since: date, until: date) -> Money:
    """The money approved at the meetings from a day to a day, as the caller may see it; what they
    may not see is in no sum."""
    kinds = {ConsequenceKind.MONEY}
    kept = [
        c
        for c in tx.consequences.of_board(board.id)
        if c.kind in kinds and c.amount is not None and c.state is not ConsequenceState.ENDED
    ]
    seen_ones = disclose(kept, Audience(caller))
    resolutions = tx.resolutions.many({c.resolution_id for c in seen_ones.shown})
    by_day: dict[date, list[Consequence]] = {}
    for each in seen_ones.shown:
        resolution = resolutions[each.resolution_id]
        day = resolution_recording.meeting_day(tx, board, resolution, resolution.recorded_at)
        if since <= day <= until:
            by_day.setdefault(day, []).append(each)
    meetings = (
        (day, sum(c.amount or 0 for c in there), tuple(there)) for day, there in by_day.items()
    )
    return Money(since, until, tuple(sorted(meetings)))


def financial_year(day: date) -> tuple[date, date]:
    """The first and last day of the financial year of a day: 1 April to 31 March."""
    begins = day.year if day >= date(day.year, 4, 1) else day.year - 1
    return date(begins, 4, 1), date(begins + 1, 3, 31)


def pounds(amount: int) -> str:
    """ "£1,200,000"."""
    return f"£{amount:,}"
