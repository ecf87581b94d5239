"""The standing items of a board: added and removed, each with the minute that did it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from workflows import agenda_proposing, keeping, ledger
from workflows.access import Caller, Deed, require
from workflows.agendas import Comes, Purpose, StandingItem
from workflows.boards import Board
from workflows.dates import day_words
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.meetings import MeetingState

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class StandingForm:
    """A standing item as typed. `place` from 1 counts from the beginning of the agenda, from -1
    backwards from its end."""

    title: str
    place: int = 0
    presenter: str = ""
    purpose: Purpose = Purpose.NONE
    comes: Comes = Comes.NONE
    minuted: str = ""


def standing_on(board: Board, day: date) -> list[StandingItem]:
    """Those of a day, in the order of the agenda."""
    there = [s for s in board.standing if s.stands_on(day)]
    return sorted(there, key=lambda s: (s.place < 0, s.place))


def add(
    tx: Transaction, caller: Caller, board_id: str, form: StandingForm, now: datetime
) -> tuple[Board, StandingItem]:
    """On every agenda from today on; agendas that are begun have it at once, unless they are out.
    Without a place it stands behind the others at the beginning."""
    require(caller, board_id, Deed.RUN_MEETINGS)
    board, title = tx.boards.get(board_id), " ".join(form.title.split())[:300]
    today = keeping.local_day(now, board)
    if not title:
        raise InvalidInput("What is the standing item called? Nothing was changed.", "title")
    there = standing_on(board, today)
    if any(s.title.casefold() == title.casefold() for s in there):
        raise AlreadyDone(f"“{title}” is a standing item already. Nothing was changed.", "title")
    place = form.place or 1 + max((s.place for s in there if s.place > 0), default=0)
    item = StandingItem(
        tx.new_id(),
        title,
        place,
        today,
        presenter=form.presenter.strip(),
        purpose=form.purpose,
        comes=form.comes,
        minuted=form.minuted.strip(),
    )
    others = tuple(_made_room(s, place) for s in board.standing)
    saved = tx.boards.save(replace(board, standing=(*others, item)))
    _write(tx, caller, saved, now, "standing item added", item)
    return saved, item


def _made_room(item: StandingItem, place: int) -> StandingItem:
    """One further from the end from which the new one is counted."""
    if place > 0 and item.place >= place:
        return replace(item, place=item.place + 1)
    if place < 0 and item.place <= place and item.place < 0:
        return replace(item, place=item.place - 1)
    return item


def remove(
    tx: Transaction, caller: Caller, board_id: str, title: str, minuted: str, now: datetime
) -> tuple[Board, StandingItem]:
    """Off every agenda from today on, by which minute. Agendas that are begun lose it, unless they
    are out."""
    require(caller, board_id, Deed.RUN_MEETINGS)
    board = tx.boards.get(board_id)
    today = keeping.local_day(now, board)
    item = _called(board, title, now)
    ended = replace(item, until=today - timedelta(days=1), minuted=minuted.strip() or item.minuted)
    standing = tuple(ended if s.id == item.id else s for s in board.standing)
    saved = tx.boards.save(replace(board, standing=standing))
    _write(tx, caller, saved, now, "standing item removed", ended)
    for meeting in tx.meetings.upcoming([board_id], today):
        if meeting.state is MeetingState.PLANNED and tx.agenda_items.of_meeting(meeting.id):
            agenda_proposing.refresh(tx, caller, meeting.id, now)
    return saved, ended


def _called(board: Board, title: str, now: datetime) -> StandingItem:
    there = standing_on(board, keeping.local_day(now, board))
    said = " ".join(title.split()).casefold()
    fits = [s for s in there if s.title.casefold() == said]
    fits = fits or [s for s in there if said and said in s.title.casefold()]
    if len(fits) == 1:
        return fits[0]
    listed = ", ".join(f"“{s.title}”" for s in there) or "none"
    raise NotFound(
        f"“{title.strip()[:60]}” is {'no' if not fits else 'more than one'} standing item. Nothing "
        f"was changed. There are: {listed}.",
        field="title",
    )


def _write(
    tx: Transaction, caller: Caller, board: Board, now: datetime, deed: str, item: StandingItem
) -> None:
    told = {"title": item.title, "place": str(item.place), "minute": item.minuted}
    if item.until:
        told["until"] = day_words(item.until)
    ledger.write(tx, caller.id, board.id, now, deed, "board", board.id, told)
