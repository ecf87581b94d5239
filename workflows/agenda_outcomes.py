"""What becomes of an item at the meeting: dealt with, or put off until it is heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from workflows import agenda_sheet
from workflows.access import Caller
from workflows.agenda_keeping import Changed
from workflows.agenda_sheet import Sheet
from workflows.agenda_sources import source_called
from workflows.agendas import AgendaItem, ItemState
from workflows.dates import day_words
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.meetings import Meeting, MeetingState

if TYPE_CHECKING:
    from workflows.ports import Transaction


def dealt_with(
    tx: Transaction, caller: Caller, item_id: str, became: str, now: datetime
) -> Changed:
    """The meeting has dealt with it; what follows for the thing behind it is recorded (minutes are
    approved, a decision is noted). `became`: in the officer's words ("ratified, minute 22/9")."""
    item, sheet = _on_agenda(tx, caller, item_id)
    return _settle(tx, sheet, item, caller, now, became)


def all_dealt_with(
    tx: Transaction, caller: Caller, meeting_id: str, now: datetime
) -> tuple[Sheet, tuple[str, ...]]:
    """The same for all that is still on the agenda; the agenda, and what the officer ought to
    know."""
    sheet = agenda_sheet.to_change(tx, caller, meeting_id)
    remarks: tuple[str, ...] = ()
    for item in sheet.on_agenda:
        if item.state is ItemState.ON_AGENDA:
            changed = _settle(tx, sheet, item, caller, now, "")
            sheet, remarks = changed.sheet, (*remarks, *changed.remarks)
    return sheet, remarks


def _settle(
    tx: Transaction, sheet: Sheet, item: AgendaItem, caller: Caller, now: datetime, became: str
) -> Changed:
    after = replace(item, state=ItemState.DEALT_WITH, reason=" ".join(became.split())[:300])
    items = [after if i.id == item.id else i for i in sheet.items]
    said = {"became": after.reason}
    kept = agenda_sheet.keep(tx, sheet, items, caller, now, "item dealt with", after, said)
    origin = first_of(tx, after)
    source = source_called(origin.source)
    remark = ""
    if source is not None:
        behind = replace(after, source=origin.source, source_id=origin.source_id)
        remark = source.not_done(tx, behind, sheet.meeting)
        source.dealt_with(tx, caller, behind, sheet.meeting, now)
    settled = next(i for i in kept.items if i.id == item.id)
    return Changed(kept, settled, (remark,) if remark else ())


def first_of(tx: Transaction, item: AgendaItem) -> AgendaItem:
    """The item as it first came before a meeting, however often it was put off."""
    while item.source == "item":
        item = tx.agenda_items.get(item.source_id)
    return item


def defer(
    tx: Transaction,
    caller: Caller,
    item_id: str,
    to_id: str | None,
    reason: str,
    now: datetime,
) -> Changed:
    """Put it off to a later meeting, or to the next one: it is proposed there, and again, until it
    is heard."""
    item, sheet = _on_agenda(tx, caller, item_id)
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInput(
            "Say why it is put off. Nothing was changed: “because …”, and the reason goes into the "
            "record.",
            "reason",
        )
    if to_id:
        _is_later(tx.meetings.get(to_id), sheet.meeting)
    after = replace(item, state=ItemState.DEFERRED, deferred_to=to_id, reason=reason[:300])
    items = [after if i.id == item.id else i for i in sheet.items]
    said = {"reason": reason, "to": to_id or "the next meeting"}
    kept = agenda_sheet.keep(tx, sheet, items, caller, now, "item put off", after, said)
    return Changed(kept, next(i for i in kept.items if i.id == item.id))


def _is_later(to: Meeting, than: Meeting) -> None:
    if to.board_id != than.board_id or to.day <= than.day or to.state is not MeetingState.PLANNED:
        raise InvalidInput(
            f"{day_words(to.day)} is no planned meeting of this board after "
            f"{day_words(than.day)}. Nothing was changed.",
            "to",
        )


def take_back(tx: Transaction, caller: Caller, item_id: str, now: datetime) -> Changed:
    """It was not put off, not left out, or not dealt with after all. What followed for the thing
    behind an item that was dealt with stays as it is, and is said."""
    item = tx.agenda_items.get(item_id)
    sheet = agenda_sheet.to_change(tx, caller, item.meeting_id)
    if item.state in (ItemState.ON_AGENDA, ItemState.PROPOSED):
        raise AlreadyDone("The item is on the agenda as it is. Nothing was changed.")
    if any(i.state is not ItemState.PROPOSED for i in tx.agenda_items.of_source("item", item.id)):
        raise AlreadyDone(
            "The item has come before a later meeting already. Nothing was changed: put it right "
            "there."
        )
    after = replace(item, state=ItemState.ON_AGENDA, deferred_to=None, reason="")
    items = [after if i.id == item.id else i for i in sheet.items]
    kept = agenda_sheet.keep(tx, sheet, items, caller, now, "item taken back", after)
    remarks: tuple[str, ...] = ()
    if item.state is ItemState.DEALT_WITH and item.source:
        remarks = ("What was recorded when it was dealt with stands; put that right by itself.",)
    return Changed(kept, next(i for i in kept.items if i.id == item.id), remarks)


def _on_agenda(tx: Transaction, caller: Caller, item_id: str) -> tuple[AgendaItem, Sheet]:
    item = tx.agenda_items.get(item_id)
    sheet = agenda_sheet.to_change(tx, caller, item.meeting_id)
    if item.state is not ItemState.ON_AGENDA:
        raise NotFound(
            f"“{item.title[:80]}” is {item.state.value.replace('_', ' ')}. Nothing was changed: "
            "only what is on the agenda can be dealt with or put off."
        )
    return item, sheet
