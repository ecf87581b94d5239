"""The steps of /meeting agenda: from what was typed or pressed to a use case, and the words and the
card that answer it. Called by `agenda`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.slack import agenda_phrases
from bot.slack.views import agendas as views
from bot.slack.views.blocks import cut, esc
from workflows import (
    agenda_covers,
    agenda_keeping,
    agenda_outcomes,
    agenda_proposing,
    agenda_reading,
    agenda_sheet,
    meeting_finding,
)
from workflows.access import Audience, Caller, Deed, disclose, may, require
from workflows.agenda_keeping import Changed, ItemForm
from workflows.agenda_sheet import Sheet
from workflows.agendas import AgendaItem, Comes, Purpose
from workflows.boards import Board
from workflows.errors import InvalidInput, NotFound
from workflows.meetings import Meeting, MeetingState
from workflows.ports import Transaction

#: What was done, and the agenda afterwards.
Said = tuple[str, views.Card]


# --- cards ------------------------------------------------------------------------------------


def card_by_id(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> Said:
    """The agenda, brought up to date when an officer looks at it."""
    meeting = tx.meetings.get(meeting_id)
    officer = may(caller, meeting.board_id, Deed.RUN_MEETINGS)
    sheet = (
        agenda_proposing.refresh(tx, caller, meeting_id, now)
        if officer
        else agenda_sheet.sheet_of(tx, meeting)
    )
    return views.heading(sheet), _card(tx, caller, sheet)


def _card(tx: Transaction, caller: Caller, sheet: Sheet) -> views.Card:
    """What this reader may see of it; a private meeting's is for those who know of it."""
    officer = may(caller, sheet.board.id, Deed.RUN_MEETINGS)
    if not meeting_finding.knows_of(tx, caller, sheet.meeting):
        raise NotFound("There is no such meeting, or it is private.")
    seen = disclose(sheet.items if officer else sheet.on_agenda, Audience(caller))
    shown = Sheet(sheet.board, sheet.meeting, seen.shown)
    misfits = agenda_covers.misfits(sheet) if officer else {}
    return views.Card(shown, officer, seen.withheld, misfits)


def _answer(tx: Transaction, caller: Caller, said: str, changed: Changed) -> Said:
    return _with_remarks(said, changed.remarks), _card(tx, caller, changed.sheet)


def _with_remarks(said: str, remarks: Sequence[str]) -> str:
    return "\n".join([said, *(f":triangular_flag_on_post: {esc(r)}" for r in remarks)])


def _called(item: AgendaItem) -> str:
    number = f"item {item.number}, " if item.number else ""
    return f"{number}“{esc(cut(item.title, 120))}”"


# --- what is typed ----------------------------------------------------------------------------


def _add(tx: Transaction, caller: Caller, meeting_id: str, text: str, now: datetime) -> Said:
    return saved(tx, caller, meeting_id, None, agenda_phrases.read_item(text), now)


def _urgent(tx: Transaction, caller: Caller, meeting_id: str, text: str, now: datetime) -> Said:
    return saved(tx, caller, meeting_id, None, agenda_phrases.read_urgent(text), now)


def _change(tx: Transaction, caller: Caller, meeting_id: str, text: str, now: datetime) -> Said:
    number, form = agenda_phrases.read_change(text)
    item = _numbered(tx, caller, meeting_id, number)
    return saved(tx, caller, meeting_id, item.id, form, now)


def saved(
    tx: Transaction,
    caller: Caller,
    meeting_id: str,
    item_id: str | None,
    form: ItemForm,
    now: datetime,
) -> Said:
    if item_id is None:
        changed = agenda_keeping.add(tx, caller, meeting_id, form, now)
    else:
        changed = agenda_keeping.change(tx, caller, item_id, form, now)
    verb = "On the agenda" if item_id is None else "Changed"
    said = f":memo: {verb}: {views.line(changed.item)}"
    return _answer(tx, caller, said, changed)


def _drop(tx: Transaction, caller: Caller, meeting_id: str, text: str, now: datetime) -> Said:
    number, reason = agenda_phrases.split_reason(text)
    item = _numbered(tx, caller, meeting_id, number)
    return with_reason(tx, caller, "drop", item.id, reason, "", now)


def _defer(tx: Transaction, caller: Caller, meeting_id: str, text: str, now: datetime) -> Said:
    which, reason = agenda_phrases.split_reason(text)
    number, day = agenda_phrases.split_to(which)
    item = _numbered(tx, caller, meeting_id, number)
    board = tx.boards.get(item.board_id)
    to, _ = meeting_finding.named(tx, board, day, now) if day else (None, "")
    return with_reason(tx, caller, "defer", item.id, reason, to.id if to else "", now)


def _refuse(tx: Transaction, caller: Caller, meeting_id: str, text: str, now: datetime) -> Said:
    letters, reason = agenda_phrases.split_reason(text)
    (item, *_) = _lettered(tx, caller, meeting_id, letters, now)
    return with_reason(tx, caller, "refuse", item.id, reason, "", now)


def with_reason(
    tx: Transaction,
    caller: Caller,
    step: str,
    item_id: str,
    reason: str,
    to_id: str,
    now: datetime,
) -> Said:
    """Refuse, leave out or put off."""
    if step == "refuse":
        changed = agenda_keeping.refuse(tx, caller, item_id, reason, now)
        said = f"Refused for this meeting: {_called(changed.item)}. It is proposed at the next."
    elif step == "drop":
        changed = agenda_keeping.drop(tx, caller, item_id, reason, now)
        said = f"Left out: {_called(changed.item)}."
    else:
        changed = agenda_outcomes.defer(tx, caller, item_id, to_id or None, reason, now)
        said = f":arrow_right: Put off: {_called(changed.item)}. It comes back until it is heard."
    return _answer(tx, caller, said, changed)


def _move(tx: Transaction, caller: Caller, meeting_id: str, text: str, now: datetime) -> Said:
    number, before = agenda_phrases.split_before(text)
    item = _numbered(tx, caller, meeting_id, number)
    other = _numbered(tx, caller, meeting_id, before)
    changed = agenda_keeping.move(tx, caller, item.id, other.id, now)
    return _answer(tx, caller, f"Moved: now {_called(changed.item)}.", changed)


def _order(tx: Transaction, caller: Caller, meeting_id: str, text: str, now: datetime) -> Said:
    numbers = agenda_phrases.numbers_in(text)
    sheet = agenda_keeping.order(tx, caller, meeting_id, numbers, now)
    return "The order is changed.", _card(tx, caller, sheet)


def _report(tx: Transaction, caller: Caller, meeting_id: str, text: str, now: datetime) -> Said:
    numbers = agenda_phrases.numbers_in(text)
    sheet = agenda_keeping.join(tx, caller, meeting_id, numbers, now)
    return f"One report serves items {' and '.join(numbers)}.", _card(tx, caller, sheet)


def _take(tx: Transaction, caller: Caller, meeting_id: str, text: str, now: datetime) -> Said:
    if text.strip().lower() in ("all", ""):
        return take_all(tx, caller, meeting_id, now)
    items = _lettered(tx, caller, meeting_id, text, now)
    return _taken(tx, caller, [i.id for i in items], now)


def take_all(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> Said:
    sheet = agenda_proposing.refresh(tx, caller, meeting_id, now)
    if not sheet.proposed:
        raise NotFound("Nothing is proposed. Nothing was changed.")
    return _taken(tx, caller, [i.id for i in sheet.proposed], now)


def _taken(tx: Transaction, caller: Caller, item_ids: list[str], now: datetime) -> Said:
    sheet = agenda_keeping.take(tx, caller, item_ids, now)
    count = "1 item is" if len(item_ids) == 1 else f"{len(item_ids)} items are"
    return f":memo: {count} on the agenda now.", _card(tx, caller, sheet)


def _paper(tx: Transaction, caller: Caller, meeting_id: str, text: str, now: datetime) -> Said:
    """Take over the agenda of the pack that was read for this meeting."""
    done = agenda_reading.take(tx, caller, meeting_id, now)
    said = f":memo: Taken from the pack: {done.added} items added, {done.filled} filled."
    if done.misfits:
        count = "1 item does" if len(done.misfits) == 1 else f"{len(done.misfits)} items do"
        said += f"\n:warning: {count} not fit the report; it is written beside each."
    return said, _card(tx, caller, done.sheet)


def from_paper(tx: Transaction, caller: Caller, draft_id: str, now: datetime) -> Said:
    """The same from the review of the pack: of the meeting that the pack is for."""
    draft = tx.drafts.get(draft_id)
    require(caller, draft.board_id, Deed.RUN_MEETINGS)
    board = tx.boards.get(draft.board_id)
    meeting = agenda_reading.meeting_of(tx, board, draft)
    return _paper(tx, caller, meeting.id, "", now)


def _dealt(tx: Transaction, caller: Caller, meeting_id: str, text: str, now: datetime) -> Said:
    if text.strip().lower() == "all":
        return all_done(tx, caller, meeting_id, now)
    number, _, became = text.strip().partition(" ")
    item = _numbered(tx, caller, meeting_id, number)
    changed = agenda_outcomes.dealt_with(tx, caller, item.id, became.lstrip(" :,"), now)
    return _answer(tx, caller, f"Dealt with: {_called(changed.item)}.", changed)


def all_done(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> Said:
    sheet, remarks = agenda_outcomes.all_dealt_with(tx, caller, meeting_id, now)
    said = "All that was still on the agenda is dealt with."
    return _with_remarks(said, remarks), _card(tx, caller, sheet)


def _back(tx: Transaction, caller: Caller, meeting_id: str, text: str, now: datetime) -> Said:
    item = _numbered(tx, caller, meeting_id, text)
    return stepped(tx, caller, "back", item.id, now)


def _numbered(tx: Transaction, caller: Caller, meeting_id: str, number: str) -> AgendaItem:
    sheet = agenda_sheet.to_change(tx, caller, meeting_id)
    if not number.strip():
        raise InvalidInput("Which item? Type its number. Nothing was changed.", "number")
    return sheet.numbered(number.split()[0].rstrip(",:"))


def _lettered(
    tx: Transaction, caller: Caller, meeting_id: str, letters: str, now: datetime
) -> list[AgendaItem]:
    """The proposals of these letters, as the card shows them."""
    agenda_sheet.to_change(tx, caller, meeting_id)
    proposed = agenda_proposing.refresh(tx, caller, meeting_id, now).proposed
    known: Mapping[str, AgendaItem] = {views.letter(n): i for n, i in enumerate(proposed)}
    asked = [each.upper() for each in agenda_phrases.numbers_in(letters)]
    wrong = [each for each in asked if each not in known]
    if wrong or not asked:
        there = ", ".join(known) or "none"
        raise NotFound(
            f"There is no proposal {', '.join(wrong) or 'named'}. Nothing was changed. "
            f"Proposed: {there}.",
            field="number",
        )
    return [known[each] for each in asked]


# --- what is pressed --------------------------------------------------------------------------


def stepped(tx: Transaction, caller: Caller, step: str, item_id: str, now: datetime) -> Said:
    """The steps that need no more words."""
    if step == "take":
        return _taken(tx, caller, [item_id], now)
    if step == "done":
        changed = agenda_outcomes.dealt_with(tx, caller, item_id, "", now)
        return _answer(tx, caller, f"Dealt with: {_called(changed.item)}.", changed)
    changed = agenda_outcomes.take_back(tx, caller, item_id, now)
    return _answer(tx, caller, f"On the agenda again: {_called(changed.item)}.", changed)


def to_add(
    tx: Transaction, caller: Caller, meeting_id: str, now: datetime
) -> tuple[Board, Meeting]:
    meeting = tx.meetings.get(meeting_id)
    require(caller, meeting.board_id, Deed.RUN_MEETINGS)
    return tx.boards.get(meeting.board_id), meeting


def form_of(
    tx: Transaction, caller: Caller, step: str, item_id: str, now: datetime
) -> dict[str, Any]:
    """The form for editing an item, or for the reason of a step."""
    item = tx.agenda_items.get(item_id)
    board, meeting = to_add(tx, caller, item.meeting_id, now)
    if step == "edit":
        return views.item_form(board, meeting, item)
    later = [
        (m.id, m.day)
        for m in tx.meetings.of_board(board.id)
        if m.day > meeting.day and m.state is MeetingState.PLANNED
    ]
    return views.reason_form(step, item, later[:20])


def read_form(values: Mapping[str, Any], version: int | None) -> ItemForm:
    purpose, comes = values.get("purpose") or "-", values.get("comes") or "-"
    return ItemForm(
        title=values.get("title", ""),
        presenter=values.get("presenter", ""),
        slot=values.get("slot", ""),
        pages=values.get("pages", ""),
        purpose=Purpose("" if purpose == "-" else purpose),
        comes=Comes("" if comes == "-" else comes),
        recommendations=values.get("recommendations", ""),
        exempt=values.get("exempt", ""),
        urgent=values.get("urgent") or None,
        version=version,
    )


STEPS: Mapping[str, Callable[..., Said]] = {
    "add": _add,
    "urgent": _urgent,
    "change": _change,
    "drop": _drop,
    "defer": _defer,
    "refuse": _refuse,
    "move": _move,
    "order": _order,
    "report": _report,
    "take": _take,
    "paper": _paper,
    "done": _dealt,
    "back": _back,
}
