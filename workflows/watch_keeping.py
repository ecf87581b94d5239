"""The cache of what is watched: for each subject the next day on which somebody is to hear of it.

It is a pure function (`workflows.watching`) of the subject, the board's policy and calendar, and
the days of its ordinary meetings; worked out anew here, and nowhere else, when one of them changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from workflows import watching
from workflows.boards import Board
from workflows.delegations import Delegation
from workflows.drafts import Draft
from workflows.errors import NotFound
from workflows.meetings import Meeting
from workflows.showing import render_again
from workflows.watching import Watched

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: Before anything that is watched.
_LONG_AGO = date(1900, 1, 1)


def hold_ladders(tx: Transaction, board_ids: Iterable[str], *, alone: bool = False) -> None:
    """From here to the end of the transaction nobody changes what all ladders of these boards are
    worked out from: policy, calendar, meetings. Whoever changes these is `alone`: nobody works out
    a day, of an action or of what is watched, from what is about to pass."""
    tx.hold([f"ladders:{board_id}" for board_id in board_ids], shared=not alone)


def keep(tx: Transaction, watched: Watched, today: date | None = None) -> None:
    """Work out its next day anew, and have what shows it rendered again. Without `today` nothing
    that has been missed is passed over."""
    hold_ladders(tx, [watched.board_id])
    board = tx.boards.get(watched.board_id)
    subject = watching.subject_of(watched)
    stored = tx.watches.day_of(subject, watched.id)
    _write(tx, board, watched, ordinary_days(tx, board), today, stored)
    render_again(tx, board, subject, watched.id)


def recount(tx: Transaction, board: Board, today: date) -> None:
    """Work out the next day of all that is watched on a board, after a change of its meetings,
    policy or calendar."""
    hold_ladders(tx, [board.id], alone=True)
    ordinary, stored = ordinary_days(tx, board), tx.watches.of_board(board.id)
    for watched in _everything(tx, board):
        day = stored.get((watching.subject_of(watched), watched.id))
        _write(tx, board, watched, ordinary, today, day)


def _write(
    tx: Transaction,
    board: Board,
    watched: Watched,
    ordinary: Sequence[date],
    today: date | None,
    stored: date | None,
) -> None:
    after = not_before(today or stored or _LONG_AGO, stored)
    day = watching.next_day(watched, board, ordinary, after)
    if day != stored:
        tx.watches.set(watching.subject_of(watched), watched.id, board.id, day)


def not_before(today: date, stored: date | None) -> date:
    """The day after which the next one is looked for: yesterday, or the eve of a day that is due
    and has not been planned yet, so that a change in between loses no rung."""
    return min(today, stored or today) - timedelta(days=1)


def planned(tx: Transaction, board: Board, watched: Watched, today: date) -> None:
    """Everybody concerned has been told as of today: on to the next day."""
    day = watching.next_day(watched, board, ordinary_days(tx, board), today)
    tx.watches.set(watching.subject_of(watched), watched.id, board.id, day)


def ordinary_days(tx: Transaction, board: Board) -> Sequence[date]:
    """The days of all its ordinary meetings that are not cancelled, earliest first."""
    return tx.meetings.coming(board.id, date.min)


def find(tx: Transaction, subject: str, subject_id: str) -> Watched | None:
    """What is watched under that name; None if it is no more, or is nothing of the kind."""
    getters: dict[str, Callable[[str], Watched]] = {
        "meeting": tx.meetings.get,
        "draft": tx.drafts.get,
        "delegation": tx.delegations.get,
    }
    try:
        return getters[subject](subject_id) if subject in getters else None
    except NotFound:
        return None


def _everything(tx: Transaction, board: Board) -> Iterator[Meeting | Draft | Delegation]:
    yield from tx.meetings.of_board(board.id)
    yield from tx.drafts.open_of_board(board.id)
    yield from tx.delegations.of_board(board.id)
