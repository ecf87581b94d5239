"""Messages and files that show the state of something: made anew when it changes, and when it is no
longer for everybody's eyes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from workflows.boards import Board
from workflows.deliveries import Kind, Parcel, Shown
from workflows.owners import officers_of

if TYPE_CHECKING:
    from workflows.ports import Transaction


def render_again(tx: Transaction, board: Board, subject: str, subject_id: str) -> None:
    """Have every message that shows the subject rendered anew; several changes are one update."""
    _update(tx, board, (s for s in tx.showings.of(subject, subject_id) if s.live))


def withdraw_posted(tx: Transaction, board: Board, subject: str, subject_id: str) -> None:
    """Marked exempt after it was sent: whatever shows it, digests and logs too, is made anew for
    those who read it. What has nothing left for them is deleted there."""
    _update(tx, board, tx.showings.of(subject, subject_id))
    if subject == "resolution":
        clauses = {c.id for c in tx.resolutions.get(subject_id).clauses}
        for delegation in tx.delegations.of_board(board.id):
            if delegation.clause_id in clauses:
                _update(tx, board, tx.showings.of("delegation", delegation.id))


def update_of(team_id: str, board_id: str | None, shown: Shown) -> Parcel:
    """What makes a message or file what it should be now."""
    return Parcel(
        key=f"update:{shown.channel}:{shown.ts}",
        kind=Kind.UPDATE,
        team_id=team_id,
        board_id=board_id,
        view=shown.view,
        args={**shown.args, "ts": shown.ts, "audience": shown.audience},
        channel=shown.channel,
    )


def _update(tx: Transaction, board: Board, showings: Iterable[Shown]) -> None:
    for shown in showings:
        tx.outbox.refresh(update_of(board.team_id, board.id, shown))


def refresh_home(tx: Transaction, team_id: str, person_id: str) -> None:
    """Have this person's App Home published anew; several changes are one publication."""
    tx.outbox.refresh(
        Parcel(
            key=f"home:{person_id}",
            kind=Kind.HOME,
            team_id=team_id,
            view="home",
            person_id=person_id,
        )
    )


def refresh_officers(tx: Transaction, board: Board, today: date) -> None:
    """The Homes of the board's officers: what waits for them has changed."""
    for officer in officers_of(tx, board.id, today):
        refresh_home(tx, board.team_id, officer)
