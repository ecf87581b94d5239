"""A draft register that was read from papers and waits for an officer's review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from workflows.drafts import Draft, DraftState
from workflows.watches.kind import Frame, Kind, Matter, Step, waits

if TYPE_CHECKING:
    from workflows.ports import Transaction


class Drafts(Kind[Draft]):
    """From the reading to the decision on its last line."""

    of = Draft
    subject = "draft"

    def matter(self, thing: Draft, frame: Frame, today: date) -> Matter | None:
        return Matter.REVIEW if thing.state is DraftState.REVIEW else None

    def steps(self, thing: Draft, frame: Frame, until: date) -> Iterator[Step]:
        if thing.state is DraftState.REVIEW:
            yield from waits(Matter.REVIEW, frame.local(thing.read_at), frame, ("officer",), until)

    def starts(self, thing: Draft, frame: Frame) -> Iterable[date]:
        return (frame.local(thing.read_at),)

    def get(self, tx: Transaction, thing_id: str) -> Draft:
        return tx.drafts.get(thing_id)

    def of_board(self, tx: Transaction, board_id: str) -> Iterable[Draft]:
        return tx.drafts.open_of_board(board_id)

    def listed(self, matter: Matter, *, begun: bool) -> bool:
        return True


DRAFTS = Drafts()
