"""The agenda that a pack prints, onto the agenda of the meeting it is for: items with presenter,
slot, pages and purpose, and of each report its cover sheet and what it recommends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workflows import agenda_covers, agenda_order, agenda_proposing, agenda_sheet, keeping
from workflows.access import Caller, Deed, require
from workflows.agenda_covers import IN_TEXT
from workflows.agenda_sheet import Sheet
from workflows.agendas import AgendaItem, Comes, CoverSheet, Purpose, Recommendation
from workflows.boards import Board
from workflows.dates import day_words
from workflows.drafts import Draft
from workflows.errors import NotFound
from workflows.likeness import normal
from workflows.meetings import Meeting, MeetingState
from workflows.minutes.personal_data import without_contacts
from workflows.minutes.register import DraftAgendaItem, DraftRecommendation, DraftRegister
from workflows.owners import roll_of

if TYPE_CHECKING:
    from workflows.ports import Transaction

_COMES = {
    "paper": Comes.PAPER,
    "verbal": Comes.VERBAL,
    "presentation": Comes.PRESENTATION,
    "to follow": Comes.TO_FOLLOW,
}
_LABEL = re.compile(r"^\(?(\d{1,2}(?:\.\d{1,2})+|[a-z]\)|\d{1,2}[.)])\.?\s+", re.I)


@dataclass(frozen=True)
class Taken:
    """What taking an agenda over did; `misfits` are what does not fit between items and their
    reports, by the item's id."""

    sheet: Sheet
    added: int
    filled: int
    misfits: Mapping[str, tuple[str, ...]]


def agenda_words(register: DraftRegister) -> list[dict[str, Any]]:
    """The agenda that was read, with its reports, as plain JSON; kept with the draft."""
    own = [r for r in register.reports if not r.foreign and r.title]
    found = [_item_words(item) for item in register.agenda]
    for report in own:
        asks = [r for r in register.recommendations if r.report == report.title]
        words: dict[str, Any] = {
            "cover": {
                "item": report.item or "",
                "day": report.date.isoformat() if report.date else "",
                "title": report.title or "",
                "author": report.author or "",
                "sponsor": report.sponsor or "",
                "purpose": report.purpose or "",
                "implications": [list(pair) for pair in report.cleared],
            },
            "asks": [ask for r in asks for ask in _ask_words(r)],
        }
        for item in _meant(found, report.item or "", report.title or ""):
            item.setdefault("reports", []).append(words)
    return found


def _item_words(item: DraftAgendaItem) -> dict[str, Any]:
    return {
        "no": item.no or "",
        "title": item.title,
        "presenter": without_contacts(", ".join(item.presenters)),
        "slot": item.time or "",
        "pages": item.pages or "",
        "purpose": item.purpose or "",
        "comes": item.paper or "",
    }


def _ask_words(asked: DraftRecommendation) -> Iterable[list[str]]:
    for clause in asked.clauses:
        label = _LABEL.match(clause)
        text = clause[label.end() :] if label else clause
        said = label[1].strip("().") if label else ""
        yield [IN_TEXT if asked.place == "text" else said, without_contacts(text)]


def _meant(items: list[dict[str, Any]], numbers: str, title: str) -> list[dict[str, Any]]:
    """The items that a report is for: by its number ("6 & 7"), else by the likeness of titles."""
    said = {n.lstrip("0") for n in re.findall(r"\d{1,3}[a-z]?", numbers)}
    if by_number := [i for i in items if said and str(i["no"]).lstrip("0") in said]:
        return by_number
    likest = max(items, key=lambda i: _likeness(i["title"], title), default=None)
    return [likest] if likest and _likeness(likest["title"], title) >= 0.6 else []


def _likeness(one: str, other: str) -> float:
    a, b = ({w for w in normal(t).split() if len(w) > 2} for t in (one, other))
    return len(a & b) / max(1, min(len(a), len(b)))


def for_meeting(tx: Transaction, board: Board, meeting: Meeting) -> Draft:
    """The latest paper that was read and prints an agenda for that meeting, under review or
    recorded; `NotFound` says how to have one read."""
    # A pack for this meeting holds the minutes of an earlier one, under which it is kept.
    earlier = [m.id for m in tx.meetings.of_board(board.id) if m.day < meeting.day]
    recorded = (draft for meeting_id in earlier for draft in tx.drafts.of_meeting(meeting_id))
    fits = [
        draft
        for draft in (*tx.drafts.open_of_board(board.id), *recorded)
        if draft.meeting.get("agenda_read") and draft.meeting.get("agenda") == str(meeting.day)
    ]
    if fits:
        return max(fits, key=lambda d: d.read_at)
    raise NotFound(
        f"No paper that was read prints an agenda for {day_words(meeting.day)}. Nothing was "
        "changed: have the pack read first (/minutes)."
    )


def meeting_of(tx: Transaction, board: Board, draft: Draft) -> Meeting:
    """The board's meeting that a pack was made for; `NotFound` if it is not in the register."""
    day = date.fromisoformat(str(draft.meeting.get("agenda")))
    for meeting in tx.meetings.of_board(board.id):
        if meeting.day == day and meeting.state is not MeetingState.CANCELLED:
            return meeting
    raise NotFound(
        f"The pack is for {day_words(day)}, and {board.name} has no meeting that day. Nothing was "
        f"changed: schedule it first with /meeting schedule {day.isoformat()}"
    )


def take(tx: Transaction, caller: Caller, meeting_id: str, now: datetime) -> Taken:
    """Fill the agenda of the meeting from the pack that was read for it. What an officer has
    written stays; what is empty is filled; items that are not there are added in the pack's order.
    Each cover sheet is then held against its item."""
    meeting = tx.meetings.get(meeting_id)
    require(caller, meeting.board_id, Deed.RUN_MEETINGS)
    board = tx.boards.get(meeting.board_id)
    draft = for_meeting(tx, board, meeting)
    agenda_sheet.to_change(tx, caller, meeting_id)
    sheet = agenda_proposing.refresh(tx, caller, meeting_id, now)
    filler = _Filler(tx, sheet, now)
    for words in draft.meeting["agenda_read"]:
        filler.put(words)
    said = {"paper": draft.name, "added": str(filler.added), "filled": str(filler.filled)}
    kept = agenda_sheet.keep(
        tx, sheet, filler.items, caller, now, "agenda taken from a paper", values=said
    )
    return Taken(kept, filler.added, filler.filled, agenda_covers.misfits(kept))


class _Filler:
    """The items of an agenda while those of a pack are put among them."""

    def __init__(self, tx: Transaction, sheet: Sheet, now: datetime) -> None:
        self.items = list(sheet.items)
        self.added = self.filled = 0
        self._sheet = sheet
        self._last = agenda_proposing.last_ids(sheet)
        self._roll = roll_of(tx, sheet.board, keeping.local_day(now, sheet.board))

    def put(self, words: Mapping[str, Any]) -> None:
        """Fill the item that is meant, or add one."""
        there = self._same(str(words["title"]))
        base = there or AgendaItem("", self._sheet.board.id, self._sheet.meeting.id, "")
        after = _filled(base, words)
        if after.presenter and after.presenter_id is None:
            after = replace(after, presenter_id=self._roll.match(after.presenter).person_id)
        if there is None:
            self.items = agenda_order.placed(self.items, after, self._last)
            self.added += 1
        elif after != there:
            self.items = [after if i.id == there.id else i for i in self.items]
            self.filled += 1

    def _same(self, title: str) -> AgendaItem | None:
        """The item on the agenda that is called most like it."""
        known = [i for i in agenda_order.on_agenda(self.items) if i.id]
        likest = max(known, key=lambda i: _likeness(i.title, title), default=None)
        return likest if likest and _likeness(likest.title, title) >= 0.8 else None


def _filled(item: AgendaItem, words: Mapping[str, Any]) -> AgendaItem:
    """The item with what it has not got yet, and the report as it is now."""
    slot = agenda_order.read_slot(str(words["slot"])) or ""
    filled = replace(
        item,
        title=item.title or str(words["title"])[:300],
        presenter=item.presenter or str(words["presenter"])[:120],
        slot=item.slot or slot,
        pages=item.pages or str(words["pages"]),
        purpose=item.purpose or _purpose(str(words["purpose"])),
        comes=item.comes or _COMES.get(str(words["comes"]), Comes.NONE),
    )
    reports = words.get("reports") or []
    if not reports:
        return filled
    cover, asks = reports[0]["cover"], [ask for r in reports for ask in r["asks"]]
    return replace(
        filled,
        comes=item.comes or Comes.PAPER,
        purpose=filled.purpose or _purpose(cover["purpose"]),
        cover=CoverSheet(
            item=cover["item"],
            day=date.fromisoformat(cover["day"]) if cover["day"] else None,
            title=cover["title"],
            author=cover["author"],
            sponsor=cover["sponsor"],
            purpose=cover["purpose"],
            implications=tuple((kind, who) for kind, who in cover["implications"]),
        ),
        recommendations=tuple(Recommendation(label, text) for label, text in asks)
        or item.recommendations,
    )


def _purpose(printed: str) -> Purpose:
    said = printed.casefold()
    if re.search(r"decision|approv|endors|ratif|agree", said):
        return Purpose.DECISION
    if re.search(r"consider|discuss|comment", said):
        return Purpose.CONSIDERATION
    return Purpose.INFORMATION if re.search(r"inform|not(?:e|ing)|assur", said) else Purpose.NONE
