"""What officers do with the items of an agenda: add, change, order, leave out, take up what was
proposed or refuse it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workflows import agenda_order, agenda_proposing, agenda_sheet, keeping
from workflows.access import Caller
from workflows.agenda_sheet import Sheet
from workflows.agendas import AgendaItem, Comes, ItemState, Purpose, Recommendation
from workflows.dates import day_words
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.meetings import HELD, MeetingKind
from workflows.owners import plain, roll_of
from workflows.stale import refuse_stale

if TYPE_CHECKING:
    from workflows.ports import Transaction

_LONGEST = 300


@dataclass(frozen=True)
class ItemForm:
    """An item as typed; None leaves a field as it is. `loose`: the last part of the title behind a
    comma is the presenter, if it is somebody whom the board knows. `recommendations` are a line
    each. `number` is where it stands: before the item that has the number now. `version` is that of
    the item from which a form was drawn."""

    title: str | None = None
    number: str | None = None
    presenter: str | None = None
    slot: str | None = None
    pages: str | None = None
    purpose: Purpose | None = None
    comes: Comes | None = None
    recommendations: str | None = None
    exempt: str | None = None
    urgent: str | None = None
    loose: bool = False
    version: int | None = None


@dataclass(frozen=True)
class Changed:
    """An item after a change, on its agenda; `remarks` are what the officer ought to know."""

    sheet: Sheet
    item: AgendaItem
    remarks: tuple[str, ...] = ()


def add(tx: Transaction, caller: Caller, meeting_id: str, form: ItemForm, now: datetime) -> Changed:
    """Put an item on the agenda. After the agenda is out it is marked late, and the officer is told
    what the law asks; an urgent one carries the chair's reason."""
    agenda_sheet.to_change(tx, caller, meeting_id)
    # Standing items have their places before anything else is put between them.
    sheet = agenda_proposing.refresh(tx, caller, meeting_id, now)
    bare = AgendaItem("", sheet.board.id, sheet.meeting.id, "")
    item = _filled(tx, sheet, bare, form, now)
    out = sheet.meeting.agenda_published_on
    item = replace(item, late=bool(out) and not item.urgent)
    items = list(sheet.items)
    before = agenda_order.find(items, form.number) if form.number else None
    if before:
        items.insert(items.index(before), item)
    else:
        items = agenda_order.placed(items, item, agenda_proposing.last_ids(sheet))
    if form.number and not form.number.isdigit():
        items = [replace(i, number=form.number) if i is item else i for i in items]
    why = {"reason": item.urgent} if item.urgent else {}
    deed = "urgent item added" if item.urgent else "item added"
    return _done(tx, sheet, items, item, caller, now, deed, why)


def change(tx: Transaction, caller: Caller, item_id: str, form: ItemForm, now: datetime) -> Changed:
    """Change what an item says. `Conflict` if it is not as the form showed it any more."""
    before = tx.agenda_items.get(item_id)
    sheet = agenda_sheet.to_change(tx, caller, before.meeting_id)
    before = tx.agenda_items.get(item_id)
    refuse_stale("The item", before.version, form.version)
    after = _filled(tx, sheet, before, form, now)
    if after == before:
        raise AlreadyDone("That is how the item stands already. Nothing was changed.")
    items = [after if i.id == item_id else i for i in sheet.items]
    changed = {k: v for k, v in _values(after).items() if _values(before).get(k) != v}
    return _done(tx, sheet, items, after, caller, now, "item changed", changed)


def drop(tx: Transaction, caller: Caller, item_id: str, reason: str, now: datetime) -> Changed:
    """Leave it out. What came by itself is refused for this meeting and comes again at the next;
    what was put off earlier is given up for good if a reason is given."""
    item, sheet = _waiting(tx, caller, item_id)
    reason = " ".join(reason.split())
    if item.source and not item.standing and not (item.source == "item" and reason):
        state = ItemState.REFUSED
    else:
        state = ItemState.WITHDRAWN
    after = replace(item, state=state, reason=reason or "left out", number="")
    return _put(tx, sheet, after, caller, now, "item left out", reason)


def take(tx: Transaction, caller: Caller, item_ids: Sequence[str], now: datetime) -> Sheet:
    """Take up what was proposed; each stands where a new item would. What was refused can be taken
    after all."""
    first = tx.agenda_items.get(item_ids[0])
    sheet = agenda_sheet.to_change(tx, caller, first.meeting_id)
    for item_id in item_ids:
        item = tx.agenda_items.get(item_id)
        if item.meeting_id != sheet.meeting.id:
            raise NotFound("One of the items is of another meeting’s agenda. Nothing was changed.")
        if item.state not in (ItemState.PROPOSED, ItemState.REFUSED):
            raise AlreadyDone(f"“{item.title[:80]}” is not proposed any more. Nothing was changed.")
        late = sheet.meeting.agenda_published_on is not None
        taken = replace(item, state=ItemState.ON_AGENDA, reason="", late=late)
        rest = [i for i in sheet.items if i.id != item_id]
        items = agenda_order.placed(rest, taken, agenda_proposing.last_ids(sheet))
        sheet = agenda_sheet.keep(tx, sheet, items, caller, now, "proposal taken", taken)
    return sheet


def refuse(tx: Transaction, caller: Caller, item_id: str, reason: str, now: datetime) -> Changed:
    """Refuse a proposal, with a reason: it is not proposed again for this meeting."""
    item = tx.agenda_items.get(item_id)
    sheet = agenda_sheet.to_change(tx, caller, item.meeting_id)
    if item.state is not ItemState.PROPOSED:
        raise AlreadyDone(f"“{item.title[:80]}” is not proposed any more. Nothing was changed.")
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInput(
            "Say why it is not taken. Nothing was changed: the reason stays in the record.",
            "reason",
        )
    after = replace(item, state=ItemState.REFUSED, reason=reason[:_LONGEST])
    return _put(tx, sheet, after, caller, now, "proposal refused", reason)


def move(tx: Transaction, caller: Caller, item_id: str, before_id: str, now: datetime) -> Changed:
    """Put an item before another one of the same agenda."""
    item = tx.agenda_items.get(item_id)
    sheet = agenda_sheet.to_change(tx, caller, item.meeting_id)
    known = {i.id: i for i in sheet.items}
    if item_id == before_id or before_id not in known:
        raise AlreadyDone("The item stands there already. Nothing was changed.")
    items = agenda_order.moved(sheet.items, known[item_id], known[before_id])
    return _done(tx, sheet, items, item, caller, now, "item moved", {})


def order(
    tx: Transaction, caller: Caller, meeting_id: str, numbers: Sequence[str], now: datetime
) -> Sheet:
    """The items named first, in that order; the others follow as they were."""
    sheet = agenda_sheet.to_change(tx, caller, meeting_id)
    named = [sheet.numbered(number) for number in numbers]
    if len({i.id for i in named}) != len(named):
        raise InvalidInput("A number stands there twice. Nothing was changed.", "number")
    rest = [i for i in sheet.items if i not in named]
    said = {"order": ", ".join(numbers)}
    return agenda_sheet.keep(tx, sheet, [*named, *rest], caller, now, "order changed", values=said)


def join(
    tx: Transaction, caller: Caller, meeting_id: str, numbers: Sequence[str], now: datetime
) -> Sheet:
    """One report serves these items."""
    sheet = agenda_sheet.to_change(tx, caller, meeting_id)
    joined = {sheet.numbered(number).id for number in numbers}
    if len(joined) < 2:
        raise InvalidInput("Name the two items that one report serves. Nothing was changed.")
    key = next(i.id for i in sheet.on_agenda if i.id in joined)
    items = [replace(i, report=key) if i.id in joined else i for i in sheet.items]
    said = {"items": ", ".join(numbers)}
    return agenda_sheet.keep(tx, sheet, items, caller, now, "one report for two", values=said)


def taken(
    tx: Transaction, caller: Caller, meeting_id: str, said: str, now: datetime
) -> AgendaItem | None:
    """The live meeting has come to the item whose number `said` begins with: the order in which
    items are really taken is kept. None if the agenda has no such item."""
    sheet = agenda_sheet.sheet_of(tx, tx.meetings.get(meeting_id))
    item = agenda_order.find(sheet.items, said.split()[0] if said.split() else "")
    if item is None or item.taken:
        return item
    place = 1 + max(i.taken for i in sheet.items)
    after = replace(item, taken=place)
    return _put(tx, sheet, after, caller, now, "item taken", "").item


# --- what is typed ----------------------------------------------------------------------------


def _filled(
    tx: Transaction, sheet: Sheet, item: AgendaItem, form: ItemForm, now: datetime
) -> AgendaItem:
    """The item with what the form says."""
    title = " ".join((form.title if form.title is not None else item.title).split())
    presenter = form.presenter
    if form.loose and presenter is None:
        title, presenter = _presenter_in(tx, sheet, title, now)
    if not title:
        raise InvalidInput("What is the item called? Nothing was changed.", "title")
    if form.urgent is not None and not form.urgent.strip():
        raise InvalidInput(
            "An urgent item needs the chair’s reason, which goes into the minutes. Nothing was "
            "changed: `/meeting agenda urgent Title: the chair’s reason`.",
            "urgent",
        )
    changes: dict[str, Any] = {
        "title": title[:_LONGEST],
        "slot": _slot(form.slot),
        "pages": form.pages,
        "purpose": form.purpose,
        "comes": form.comes,
        "exempt": form.exempt,
        "urgent": " ".join(form.urgent.split())[:_LONGEST] if form.urgent else None,
        "recommendations": _recommendations(form.recommendations),
    }
    if presenter is not None:
        changes["presenter"], changes["presenter_id"] = _presenter(tx, sheet, presenter, now)
    return replace(item, **{k: v for k, v in changes.items() if v is not None})


def _slot(text: str | None) -> str | None:
    if not text or not text.strip():
        return text if text is None else ""
    slot = agenda_order.read_slot(text)
    if slot is None:
        raise InvalidInput(
            f"I could not read “{text.strip()[:40]}” as a slot. Nothing was changed. Type "
            "“20 min”, “10:15” or “10:15-10:35”.",
            "slot",
        )
    return slot


_LABEL = re.compile(r"^\(?((?:\d{1,2}(?:\.\d{1,2})*|[a-z]{1,3}|[ivx]{1,4}))[.)]?\)?\s+(?=\S)", re.I)
_NUMBERED = re.compile(r"^\(?(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[a-z][.)]|[ivx]{1,4}[.)])\)?\s", re.I)


def _recommendations(text: str | None) -> tuple[Recommendation, ...] | None:
    """One a line, its label ("3.1", "a)") kept apart."""
    if text is None:
        return None
    found = []
    for line in (each.strip(" •-*\t") for each in text.splitlines()):
        label = _LABEL.match(line) if _NUMBERED.match(line) else None
        if line:
            words = line[label.end() :] if label else line
            found.append(Recommendation(label[1] if label else "", words))
    return tuple(found)


def _presenter_in(
    tx: Transaction, sheet: Sheet, title: str, now: datetime
) -> tuple[str, str | None]:
    """ "Budget, Director of Finance": the last part, if the board knows who that is."""
    head, comma, tail = title.rpartition(",")
    if not comma or not head.strip():
        return title, None
    by = re.match(r"\s*(?:by|presented by|presenter:?)\s+(.+)$", tail, re.I)
    written = by[1] if by else tail.strip()
    today = keeping.local_day(now, sheet.board)
    owner = roll_of(tx, sheet.board, today).match(written)
    if by or owner.person_id or owner.post_id:
        return head.strip(), written
    return title, None


def _presenter(
    tx: Transaction, sheet: Sheet, written: str, now: datetime
) -> tuple[str, str | None]:
    """As printed, and the person: who is named, or who holds the post on the day of the meeting."""
    written = " ".join(written.split())[:120]
    if not plain(written):
        return "", None
    owner = roll_of(tx, sheet.board, keeping.local_day(now, sheet.board)).match(written)
    if owner.post_id:
        return owner.printed, tx.people.get_post(owner.post_id).holder_on(sheet.meeting.day)
    return owner.printed, owner.person_id


# --- what a change entails --------------------------------------------------------------------


def _waiting(tx: Transaction, caller: Caller, item_id: str) -> tuple[AgendaItem, Sheet]:
    """An item that the meeting has not dealt with yet."""
    item = tx.agenda_items.get(item_id)
    sheet = agenda_sheet.to_change(tx, caller, item.meeting_id)
    if item.state not in (ItemState.ON_AGENDA, ItemState.PROPOSED):
        raise NotFound(
            f"“{item.title[:80]}” is not on the agenda any more, or has been dealt with. Nothing "
            "was changed."
        )
    return item, sheet


def _put(
    tx: Transaction,
    sheet: Sheet,
    after: AgendaItem,
    caller: Caller,
    now: datetime,
    deed: str,
    reason: str,
) -> Changed:
    items = [after if i.id == after.id else i for i in sheet.items]
    return _done(tx, sheet, items, after, caller, now, deed, {"reason": reason} if reason else {})


def _done(
    tx: Transaction,
    sheet: Sheet,
    items: Sequence[AgendaItem],
    item: AgendaItem,
    caller: Caller,
    now: datetime,
    deed: str,
    values: dict[str, str],
) -> Changed:
    known = {i.id for i in sheet.items}
    kept = agenda_sheet.keep(tx, sheet, items, caller, now, deed, item, values)
    same = (i for i in kept.items if i.id == item.id or (not item.id and i.id not in known))
    now_there = next(same)
    return Changed(kept, now_there, tuple(_remarks(kept, now_there)))


def _remarks(sheet: Sheet, item: AgendaItem) -> list[str]:
    """What does not fit: too long, late, a presenter whom nobody knows, exempt in public."""
    found = []
    total = agenda_order.total(sheet.items)
    if total > sheet.length:
        found.append(f"The slots add up to {total} minutes; the meeting has {sheet.length}.")
    if item.presenter and item.presenter_id is None:
        found.append(f"“{item.presenter}” is nobody whom the board knows; kept as written.")
    if item.late and not item.urgent and item.state is ItemState.ON_AGENDA:
        published = sheet.meeting.agenda_published_on
        out = day_words(published) if published else "already"
        found.append(f"Late: the agenda is out since {out}. {law_of_late_items(sheet)}")
    if item.exempt and sheet.meeting.kind is not MeetingKind.PRIVATE and _is_open(sheet):
        found.append(
            "An exempt item: mark the meeting part-closed (`/meeting move … part-closed`), so that "
            "the agenda says that the public is excluded for it."
        )
    return found


def _is_open(sheet: Sheet) -> bool:
    return not sheet.meeting.part_closed and sheet.meeting.state not in HELD


def law_of_late_items(sheet: Sheet) -> str:
    """When an item may be taken that was not on the agenda in time, by nation and kind of body."""
    board = sheet.board
    if board.body.value == "parish" and board.nation in ("england", "wales"):
        return (
            "A council decides only what its summons names (Local Government Act 1972 Sch. 12 "
            "para. 10(2)(b))."
        )
    if board.body.value == "principal" and board.nation in ("england", "wales"):
        law = "Local Government Act 1972 s.100B(4)"
    elif board.body.value == "principal" and board.nation == "scotland":
        law = "Local Government (Scotland) Act 1973 s.50B(4)"
    else:
        return "Whether it may be taken is for the body’s own rules."
    return (
        f"It may be taken only if it has been open to the public for the clear days, or if the "
        f"chair is of the opinion, for reasons that the minutes give, that it is urgent ({law})."
    )


def _values(item: AgendaItem) -> dict[str, str]:
    """What of an item stands in the ledger."""
    return {
        "title": item.title,
        "presenter": item.presenter,
        "slot": item.slot,
        "pages": item.pages,
        "purpose": item.purpose.value,
        "comes": item.comes.value,
        "exempt": item.exempt or "open",
        "urgent": item.urgent,
        "recommendations": " | ".join(f"{r.label} {r.text}".strip() for r in item.recommendations),
    }
