"""The cache of what is watched: for each subject the next day on which somebody is to hear of it.

It is a pure function (`workflows.watching`) of the subject, the board's policy and calendar, and
the days of its ordinary meetings; worked out anew here, and nowhere else, when one of them changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from workflows import watching
from workflows.boards import Board
from workflows.errors import NotFound
from workflows.showing import refresh_officers, render_again
from workflows.watches.kind import Frame, Kind, Watched

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
    """Work out its next day anew, and have what shows it rendered again, the Homes of the officers
    for whom it waits among it. Without `today` nothing that has been missed is passed over."""
    hold_ladders(tx, [watched.board_id])
    board = tx.boards.get(watched.board_id)
    frame = frame_of(tx, board)
    for kind in watching.kinds_of(watched):
        stored = tx.watches.day_of(kind.subject, watched.id)
        _write(tx, frame, kind, watched, today, stored)
    render_again(tx, board, watching.subject_of(watched), watched.id)
    if today:
        refresh_officers(tx, board, today)


def recount(tx: Transaction, board: Board, today: date) -> None:
    """Work out the next day of all that is watched on a board, after a change of its meetings,
    policy or calendar."""
    hold_ladders(tx, [board.id], alone=True)
    frame, stored = frame_of(tx, board), tx.watches.of_board(board.id)
    for kind, watched in everything(tx, board):
        day = stored.get((kind.subject, watched.id))
        _write(tx, frame, kind, watched, today, day)


def _write(
    tx: Transaction,
    frame: Frame,
    kind: Kind[Any],
    watched: Watched,
    today: date | None,
    stored: date | None,
) -> None:
    after = not_before(today or stored or _LONG_AGO, stored)
    day = watching.next_day(kind, watched, frame, after)
    if day != stored:
        tx.watches.set(kind.subject, watched.id, frame.board.id, day)


def not_before(today: date, stored: date | None) -> date:
    """The day after which the next one is looked for: yesterday, or the eve of a day that is due
    and has not been planned yet, so that a change in between loses no rung."""
    return min(today, stored or today) - timedelta(days=1)


def planned(tx: Transaction, board: Board, kind: Kind[Any], watched: Watched, today: date) -> None:
    """Everybody concerned has been told as of today: on to the next day."""
    day = watching.next_day(kind, watched, frame_of(tx, board), today)
    tx.watches.set(kind.subject, watched.id, board.id, day)


def frame_of(tx: Transaction, board: Board) -> Frame:
    """What every ladder of the board hangs on, as it is now."""
    return Frame(board, tx.meetings.coming(board.id, date.min))


def find(tx: Transaction, subject: str, subject_id: str) -> tuple[Kind[Any], Watched] | None:
    """What is watched under that name, and as what; None if it is no more, or is nothing of a kind
    that is known."""
    kind = watching.kind_called(subject)
    try:
        return (kind, kind.get(tx, subject_id)) if kind else None
    except NotFound:
        return None


def everything(tx: Transaction, board: Board) -> Iterator[tuple[Kind[Any], Watched]]:
    """All that may wait on a board, each thing once for every kind that it is of."""
    things: dict[type, Sequence[Watched]] = {}
    for kind in watching.KINDS:
        if kind.of not in things:
            things[kind.of] = tuple(kind.of_board(tx, board.id))
        for thing in things[kind.of]:
            yield kind, thing
