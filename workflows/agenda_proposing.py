"""What is due at a meeting comes onto its agenda by itself, as a proposal, until an officer takes
or refuses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import agenda_order, agenda_sheet
from workflows.access import Caller
from workflows.agenda_sheet import Sheet
from workflows.agenda_sources import SOURCES
from workflows.agendas import AgendaItem, ItemState
from workflows.meetings import Meeting, MeetingKind, MeetingState

if TYPE_CHECKING:
    from workflows.ports import Transaction

_TO_COME = frozenset({MeetingState.PLANNED, MeetingState.OPEN})
_HOLDS = frozenset({ItemState.PROPOSED, ItemState.ON_AGENDA, ItemState.DEFERRED})


def refresh(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> Sheet:
    """The agenda with all that is due proposed. Earlier meetings still to come are asked first, so
    that what is due stands at the next meeting and not at a later one. A proposal that is no longer
    due goes; what an officer took, refused or withdrew stays as it is."""
    meeting = tx.meetings.get(meeting_id)
    for other in tx.meetings.of_board(meeting.board_id):
        if other.id != meeting.id and other.day <= meeting.day and other.state in _TO_COME:
            _refresh_one(tx, caller, other, now)
    return _refresh_one(tx, caller, meeting, now)


def _refresh_one(tx: Transaction, caller: Caller, meeting: Meeting, now: datetime) -> Sheet:
    if meeting.state not in _TO_COME:
        return agenda_sheet.sheet_of(tx, meeting)
    tx.hold([f"agenda:{meeting.id}"])
    sheet = agenda_sheet.sheet_of(tx, meeting)
    due = list(due_at(tx, sheet))
    keys = {(i.source, i.source_id) for i in due}
    known = {(i.source, i.source_id): i for i in sheet.items if i.source_id}
    items = [_as_due(i, (i.source, i.source_id) in keys) for i in sheet.items]
    last = last_ids(sheet)
    fresh = [item for item in due if (item.source, item.source_id) not in known]
    for item in fresh:
        items = _with(items, item, sheet, last)
    if tuple(items) == sheet.items:
        return sheet
    said = "; ".join(i.title for i in fresh if i.state is ItemState.PROPOSED)
    return agenda_sheet.keep(
        tx, sheet, items, caller, now, "agenda brought up to date", values={"proposed": said}
    )


def due_at(tx: Transaction, sheet: Sheet) -> Iterator[AgendaItem]:
    """Everything that the sources propose, but for what stands elsewhere. Standing items come onto
    no agenda that is out."""
    ordinary = sheet.meeting.kind is MeetingKind.ORDINARY
    out = sheet.meeting.agenda_published_on is not None
    here = {i.source_id for i in sheet.items if i.standing}
    for source in SOURCES:
        if ordinary or source.any_meeting:
            for item in source.proposals(tx, sheet.board, sheet.meeting):
                known = not out or item.source_id in here
                if known if item.standing else not _elsewhere(tx, item):
                    yield item


def _elsewhere(tx: Transaction, item: AgendaItem) -> bool:
    """Whether it stands at another meeting that is to come, or was put off there and comes back by
    that."""
    for other in tx.agenda_items.of_source(item.source, item.source_id):
        if other.meeting_id == item.meeting_id or other.state not in _HOLDS:
            continue
        if other.state is ItemState.DEFERRED:
            if not heard(tx, other):
                return True
            continue
        if tx.meetings.get(other.meeting_id).state in _TO_COME:
            return True
    return False


def heard(tx: Transaction, item: AgendaItem) -> bool:
    """Whether an item that was put off has come back and been dealt with, or been given up."""
    return any(
        again.state is ItemState.DEALT_WITH
        or (again.state is ItemState.WITHDRAWN and bool(again.reason))
        or (again.state is ItemState.DEFERRED and heard(tx, again))
        for again in tx.agenda_items.of_source("item", item.id)
    )


def _as_due(item: AgendaItem, due: bool) -> AgendaItem:
    """A proposal or standing item that is due no more goes, one that is due again comes back; what
    an officer left out for a reason does not."""
    by_itself = ItemState.ON_AGENDA if item.standing else ItemState.PROPOSED
    if item.source_id and item.state is by_itself and not due:
        return replace(item, state=ItemState.WITHDRAWN)
    if item.source_id and item.state is ItemState.WITHDRAWN and due and not item.reason:
        return replace(item, state=by_itself)
    return item


def last_ids(sheet: Sheet) -> set[str]:
    """The ids of the items that stand at the end of the agenda, because the board has them there
    (a negative place)."""
    ends = {s.id for s in sheet.board.standing if s.place < 0}
    return {i.id for i in sheet.items if i.standing and i.source_id in ends}


def _with(
    items: list[AgendaItem], item: AgendaItem, sheet: Sheet, last: set[str]
) -> list[AgendaItem]:
    place = {s.id: s.place for s in sheet.board.standing}.get(item.source_id, 0)
    if item.standing and place < 0:
        return [*items, item]
    if item.standing:
        at = min(len(items), place - 1)
        return [*items[:at], item, *items[at:]]
    return agenda_order.placed(items, item, last)


def missing(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> list[AgendaItem]:
    """What is due at the meeting and has been neither taken nor refused."""
    return refresh(tx, caller, meeting_id, now).proposed
