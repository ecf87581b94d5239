"""What a pack says is still to come: deadlines, reviews, reports. Offered to an officer.

The reader finds them in the text of reports, where nobody resolved anything; so nothing is taken
over before an officer ticks it. A deadline with a day becomes a statutory return, anything else a
report-back of the board. What the register holds already is not offered again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workflows import action_recording, keeping, returning
from workflows.access import Caller, Deed, require
from workflows.action_recording import NewAction
from workflows.boards import Board
from workflows.deadlines import read_due
from workflows.drafts import Draft
from workflows.errors import AlreadyDone, InvalidInput
from workflows.likeness import normal
from workflows.minutes.personal_data import without_contacts
from workflows.minutes.register import DraftRegister
from workflows.report_back_cycles import cycle_in, read_window
from workflows.returning import ReturnForm

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: At most so many are offered of one pack; a form has no room for more.
MOST = 30
RETURN, REPORT = "return", "report_back"
_TITLE = 280


def told(register: DraftRegister) -> list[dict[str, Any]]:
    """What a pack tells of things to come, as plain JSON for the draft: "kind", "text", "when",
    "day" (ISO or empty) and "line"."""
    found = [
        _plain(RETURN, d.text, d.when_phrase, d.date, d.lines[0])
        for d in register.deadlines
        if d.date is not None
    ]
    found += [
        _plain(REPORT, f.text, f.when_phrase, f.date, f.lines[0])
        for f in (*register.reviews, *register.forward_plan)
    ]
    return found[:MOST]


def _plain(kind: str, text: str, when: str, day: date | None, line: int) -> dict[str, Any]:
    words = without_contacts(text)[:3000]
    return {
        "kind": kind,
        "text": words,
        "when": when,
        "day": day.isoformat() if day else "",
        "line": line,
    }


@dataclass(frozen=True)
class Offer:
    """One thing to come, by its number in the draft."""

    number: int
    kind: str
    text: str
    when: str
    day: str
    line: int


def offers(tx: Transaction, caller: Caller, draft_id: str) -> list[Offer]:
    """What the pack tells and the register does not hold yet."""
    draft = tx.drafts.get(draft_id)
    require(caller, draft.board_id, Deed.RECORD)
    known = {normal(a.text) for a in tx.actions.of_board(draft.board_id)}
    known |= {normal(r.title) for r in tx.returns.of_board(draft.board_id)}
    return [o for o in _all(draft) if normal(_named(o)) not in known]


def _all(draft: Draft) -> list[Offer]:
    owed: list[Mapping[str, Any]] = list(draft.meeting.get("owed", ()))
    return [Offer(number=n, **each) for n, each in enumerate(owed)]


def _named(offer: Offer) -> str:
    """Its words in the register: a return's title is short."""
    return offer.text[:_TITLE] if offer.kind == RETURN else offer.text


@dataclass(frozen=True)
class Taken:
    """How many became returns and report-backs, and what could not be taken, in words."""

    returns: int = 0
    reports: int = 0
    refused: tuple[str, ...] = ()


def take(
    tx: Transaction, caller: Caller, draft_id: str, numbers: Collection[int], now: datetime
) -> Taken:
    """Take what was ticked over into the register. `AlreadyDone` if none of it is offered any
    longer."""
    draft = tx.drafts.get(draft_id)
    chosen = [o for o in offers(tx, caller, draft_id) if o.number in numbers]
    if not chosen:
        raise AlreadyDone(
            "Nothing was ticked that the register does not hold already. Nothing was changed."
        )
    board = tx.boards.get(draft.board_id)
    returns = reports = 0
    refused = []
    for offer in chosen:
        try:
            if offer.kind == RETURN:
                form = ReturnForm(_named(offer), offer.day, note=_source(draft, offer))
                returning.add(tx, caller, board.id, form, now)
                returns += 1
            else:
                _report(tx, caller, board, draft, offer, now)
                reports += 1
        except (InvalidInput, AlreadyDone) as wrong:
            refused.append(wrong.message)
    return Taken(returns, reports, tuple(refused))


def _source(draft: Draft, offer: Offer) -> str:
    return f"from {draft.name}, line {offer.line}"


def _report(
    tx: Transaction, caller: Caller, board: Board, draft: Draft, offer: Offer, now: datetime
) -> None:
    """A report-back, as often as the pack says; a time that is no day stays to be confirmed."""
    today = keeping.local_day(now, board)
    due = offer.day or offer.when
    if not read_window(due, today):
        try:
            read_due(due, on=today, calendar=board.calendar)
        except InvalidInput:
            due = "tbc"
    new = NewAction(
        text=offer.text,
        due=due,
        origin=_source(draft, offer)[:200],
        report_to=board.id,
        cycle=cycle_in(offer.when),
    )
    action_recording.record(tx, caller, board.id, new, now)
