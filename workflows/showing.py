"""Messages that show the state of something: rendered again when it changes, withdrawn when it is
no longer for everybody's eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.boards import Board
from workflows.deliveries import Kind, Parcel

if TYPE_CHECKING:
    from workflows.ports import Transaction


def render_again(tx: Transaction, board: Board, subject: str, subject_id: str) -> None:
    """Have every message that shows the subject rendered anew; several changes are one update."""
    for shown in tx.showings.of(subject, subject_id):
        tx.outbox.refresh(
            Parcel(
                key=f"update:{shown.channel}:{shown.ts}",
                kind=Kind.UPDATE,
                team_id=board.team_id,
                board_id=board.id,
                view=shown.view,
                args={**shown.args, "ts": shown.ts, "audience": shown.audience},
                channel=shown.channel,
            )
        )


def withdraw_posted(tx: Transaction, board: Board, subject: str, subject_id: str) -> None:
    """Marked exempt after it was posted: whatever stands in a channel is deleted there."""
    for shown in tx.showings.of(subject, subject_id):
        if shown.audience != "public":
            continue
        tx.outbox.put(
            Parcel(
                key=f"delete:{shown.channel}:{shown.ts}",
                kind=Kind.DELETE,
                team_id=board.team_id,
                board_id=board.id,
                view="delete",
                args={"ts": shown.ts},
                channel=shown.channel,
            )
        )
