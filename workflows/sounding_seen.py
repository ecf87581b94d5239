"""What one reader sees of a sounding: the one place that keeps replies hidden until the close, and
that says what the reader may do.

Its officers and those who are asked see who has replied. What was replied they see while it is open
only if it is not hidden; once it is closed, everybody with a role on the board does, and the report
that is drawn up for its papers shows it. Whoever is left out sees that, and why, and nothing that
others replied before the close.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import kept_papers
from workflows.access import Audience, Deed, can_see, disclose, may
from workflows.boards import Board
from workflows.minutes.personal_data import without_contacts
from workflows.sounding_states import Stands, Step, possible, stands
from workflows.sounding_tally import Given, Tally, tally
from workflows.soundings import Asked, Sounding, SoundingState, View, standing

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class Seen:
    """A sounding for one reader.

    `tally` has what was replied taken out where `shows_replies` is false; `replied` are those of
    whose place a reply has come, whatever it says. `own` is the place the reader answers for,
    `own_reply` the reply that stands for it. `steps` are what the reader, an officer, can do now;
    `may_reply` whether a reply of theirs would be taken. `papers` are names of files,
    `papers_awaited` how many are still being fetched.
    """

    sounding: Sounding
    board: Board
    stands: Stands
    tally: Tally
    replied: tuple[Asked, ...]
    shows_replies: bool
    own: Asked | None = None
    own_reply: View | None = None
    officer: bool = False
    may_reply: bool = False
    steps: tuple[Step, ...] = ()
    papers: tuple[str, ...] = ()
    papers_awaited: int = 0
    opened_by: str = ""
    reader_id: str = ""

    @property
    def stands_in(self) -> bool:
        """Whether the reader answers in somebody else's place."""
        return self.own is not None and self.own.person_id != self.reader_id


def seen_by(tx: Transaction, sounding: Sounding, audience: Audience, now: datetime) -> Seen | None:
    """What this audience sees; None if nothing."""
    shown = next(iter(disclose([sounding], audience).shown), None)
    if shown is None:
        return None
    board = tx.boards.get(sounding.board_id)
    caller = audience.caller
    views = tx.soundings.views(sounding.id)
    result = tally(shown, views)
    how = stands(shown, now, board.zone)
    own = shown.place_of(caller.id) if caller else None
    officer = caller is not None and may(caller, board.id, Deed.SEEK_VIEWS)
    part = officer or (own is not None and own.is_asked)
    over = how.state in (SoundingState.CLOSED, SoundingState.WITHDRAWN)
    # Whoever has no role on the board reads the outcome, and not who said what.
    closed = over and (caller is None or own is not None or bool(caller.on(board.id)))
    shows = closed or (part and not shown.hidden)
    if not officer:
        result = _without_contacts(result)
    return Seen(
        sounding=shown,
        board=board,
        stands=how,
        tally=result if shows else _veiled(shown, result),
        replied=tuple(g.asked for g in (*result.given, *result.heard)) if part or closed else (),
        shows_replies=shows,
        own=own,
        own_reply=standing(views).get(own.place) if own else None,
        officer=officer,
        may_reply=how.state is SoundingState.OPEN and own is not None and own.is_asked,
        steps=possible(shown, now) if officer else (),
        papers=tuple(f.name for f in tx.files.of_subject("sounding", sounding.id)),
        papers_awaited=kept_papers.awaited(tx, "sounding", sounding.id),
        opened_by=_name(tx, shown.opened_by),
        reader_id=caller.id if caller else "",
    )


def own_reply(tx: Transaction, sounding: Sounding, person_id: str) -> View | None:
    """The reply that stands for the place this person answers for."""
    own = sounding.place_of(person_id)
    return standing(tx.soundings.views(sounding.id)).get(own.place) if own else None


def _veiled(sounding: Sounding, result: Tally) -> Tally:
    """The tally without what was replied: neither counts nor words can be drawn from it."""
    return replace(
        result, given=(), heard=(), options=tuple((option, 0) for option in sounding.options)
    )


def _without_contacts(result: Tally) -> Tally:
    def clean(given: Given) -> Given:
        comment = without_contacts(given.view.comment)
        return replace(given, view=replace(given.view, comment=comment))

    return replace(
        result,
        given=tuple(clean(g) for g in result.given),
        heard=tuple(clean(g) for g in result.heard),
    )


def _name(tx: Transaction, person_id: str) -> str:
    found = tx.people.many({person_id})
    return found[person_id].name if person_id in found else ""


def listed(
    tx: Transaction, board: Board, audience: Audience, now: datetime
) -> tuple[tuple[Seen, ...], int]:
    """The soundings of a board for this reader, the newest first, and how many were withheld."""
    every = tx.soundings.of_board(board.id)
    found = [s for s in reversed(every) if can_see(s, audience)]
    seen = tuple(x for s in found if (x := seen_by(tx, s, audience, now)))
    return seen, len(every) - len(found)
