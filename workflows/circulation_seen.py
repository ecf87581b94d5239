"""What one reader sees of a circulated paper or a letter, and what they may do with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import kept_papers, letters
from workflows.access import Audience, Deed, disclose, may
from workflows.boards import Board
from workflows.circulating import CIRCULATED, of_person
from workflows.circulations import Circulation, CirculationKind, CirculationState, Recipient
from workflows.keeping import local_day
from workflows.minutes.personal_data import without_contacts

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class SeenPaper:
    """A paper or letter for one reader. `recipients` are for its officers, who follow who has read
    it; `own` is the reader's own line, if it went to them. `unsigned` are chairs who have not
    signed a letter that another has."""

    paper: Circulation
    board: Board
    today: date
    recipients: tuple[Recipient, ...] = ()
    own: Recipient | None = None
    officer: bool = False
    files: tuple[str, ...] = ()
    files_awaited: int = 0
    unsigned: tuple[str, ...] = ()
    heard_on: date | None = None
    sent_by: str = ""

    @property
    def is_letter(self) -> bool:
        return self.paper.kind in letters.LETTERS

    @property
    def may_answer(self) -> bool:
        """Whether a comment of the reader would be taken."""
        return (
            self.own is not None
            and self.paper.kind is CirculationKind.COMMENT
            and self.paper.state is CirculationState.SENT
        )

    @property
    def may_read(self) -> bool:
        """Whether the reader has yet to say that they have read it."""
        out = self.paper.state in (CirculationState.SENT, CirculationState.LISTED)
        return out and self.own is not None and self.own.opened_at is None

    def late(self, recipient: Recipient) -> bool:
        """Whether a comment came after the day for comments."""
        at, by = recipient.answered_at, self.paper.deadline
        return bool(at and by and at.astimezone(self.board.zone).date() > by)


def seen_by(
    tx: Transaction, paper: Circulation, audience: Audience, now: datetime
) -> SeenPaper | None:
    """What this audience sees; None if nothing. A draft is for the board's officers alone."""
    shown = next(iter(disclose([paper], audience).shown), None)
    caller, board = audience.caller, tx.boards.get(paper.board_id)
    officer = caller is not None and may(caller, board.id, Deed.CIRCULATE)
    if shown is None or (paper.state is CirculationState.DRAFT and not officer):
        return None
    everybody = tx.circulations.recipients(paper.id)
    if not officer:
        everybody = [replace(r, answer=without_contacts(r.answer)) for r in everybody]
    heard = tx.meetings.get(paper.listed_meeting_id) if paper.listed_meeting_id else None
    people = tx.people.many({paper.created_by})
    return SeenPaper(
        paper=shown,
        board=board,
        today=local_day(now, board),
        recipients=tuple(everybody) if officer else (),
        own=of_person(everybody, caller.id) if caller and paper.kind in CIRCULATED else None,
        officer=officer,
        files=tuple(f.name for f in tx.files.of_subject("circulation", paper.id)),
        files_awaited=kept_papers.awaited(tx, "circulation", paper.id),
        unsigned=tuple(letters.unsigned_chairs(tx, paper, now)),
        heard_on=heard.day if heard else None,
        sent_by=people[paper.created_by].name if paper.created_by in people else "",
    )


def listed(
    tx: Transaction, board: Board, audience: Audience, now: datetime, *, of_letters: bool
) -> tuple[tuple[SeenPaper, ...], int]:
    """The board's papers (or its letters) for this reader, the newest first; how many were
    withheld."""
    kinds = letters.LETTERS if of_letters else CIRCULATED
    every = [c for c in reversed(tx.circulations.of_board(board.id)) if c.kind in kinds]
    withheld = disclose(every, audience).withheld
    return tuple(s for c in every if (s := seen_by(tx, c, audience, now))), withheld
