"""Statutory returns: their day outside, the board's sign-off before it, submission, the reporting
after it.

The day is set outside (by law, a funder, a national body) and does not move with the board's
calendar. So it is said early whether the board can sign the return off in time: at an ordinary
meeting whose agenda can still go out, under a delegation, or, where neither is there, at an
extraordinary meeting, and until when notice of that must be given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from workflows import keeping, ledger, watch_keeping
from workflows.access import Audience, Caller, Deed, Disclosed, can_see, disclose, require
from workflows.action_recording import clean_text
from workflows.boards import Board
from workflows.dates import day_words
from workflows.deadlines import read_date
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.exempting import has_become_exempt
from workflows.meetings import MeetingState
from workflows.owners import plain, read_owners
from workflows.returns import ReturnState, StatutoryReturn
from workflows.stale import refuse_stale

if TYPE_CHECKING:
    from workflows.ports import Transaction

STATE_WORDS = {
    ReturnState.OPEN: "to be signed off",
    ReturnState.SIGNED_OFF: "signed off, to be submitted",
    ReturnState.SUBMITTED: "submitted, to be reported",
    ReturnState.REPORTED: "reported",
    ReturnState.WITHDRAWN: "withdrawn",
}
#: The cycles of reporting after submission that are known, in words, each with its step.
REPORTING = {
    "": None,
    "fortnightly": relativedelta(days=14),
    "monthly": relativedelta(months=1),
    "quarterly": relativedelta(months=3),
    "twice a year": relativedelta(months=6),
    "annually": relativedelta(years=1),
    "end of year": relativedelta(month=3, day=31),
}
_ENDED = frozenset({ReturnState.REPORTED, ReturnState.WITHDRAWN})
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ReturnForm:
    """A return as typed. `sign_off` is the day of one of the board's meetings, a delegation's
    reference, or empty; `version` that of the return from which a form was drawn."""

    title: str
    due: str
    to: str = ""
    basis: str = ""
    owner: str = ""
    sign_off: str = ""
    report_by: str = ""
    cycle: str = ""
    note: str = ""
    exempt: str = ""
    version: int | None = None


def add(
    tx: Transaction, caller: Caller, board_id: str, form: ReturnForm, now: datetime
) -> StatutoryReturn:
    """Put a return into the register. `AlreadyDone` where one of that title and day is there."""
    require(caller, board_id, Deed.RECORD)
    board = tx.boards.get(board_id)
    fresh = StatutoryReturn(id=tx.new_id(), board_id=board_id, title="", due=date.max)
    made = _with(tx, board, fresh, form, now)
    for known in tx.returns.of_board(board_id):
        same = plain(known.title) == plain(made.title) and known.due == made.due
        if same and known.state is not ReturnState.WITHDRAWN:
            raise AlreadyDone(
                f"“{known.title}”, due {day_words(known.due)}, is in the register already. "
                "Nothing was recorded twice: /board returns shows it.",
                field="title",
            )
    tx.returns.add(made)
    _kept(tx, made, caller, now, "recorded")
    return made


def change(
    tx: Transaction, caller: Caller, return_id: str, form: ReturnForm, now: datetime
) -> StatutoryReturn:
    """Correct what is on record. `Conflict` if somebody else changed it since the form opened."""
    before = seen(tx, caller, return_id)
    require(caller, before.board_id, Deed.RECORD)
    refuse_stale("The return", before.version, form.version)
    _refuse_ended(before)
    after = _with(tx, tx.boards.get(before.board_id), before, form, now)
    if after == before:
        return before
    saved = keep(tx, after, caller, now, "changed")
    if saved.exempt and not before.exempt:
        board = tx.boards.get(saved.board_id)
        has_become_exempt(tx, caller.id, board, "statutoryreturn", saved, now)
    return saved


def _with(
    tx: Transaction, board: Board, thing: StatutoryReturn, form: ReturnForm, now: datetime
) -> StatutoryReturn:
    today = keeping.local_day(now, board)
    due = read_date(form.due, on=today, calendar=board.calendar, field="due")
    owners = read_owners(tx, board, [form.owner], today) if form.owner.strip() else ()
    meeting_id, delegation_id = _signing_off(tx, board, form.sign_off, due, today)
    return replace(
        thing,
        title=clean_text(form.title, field="title", most=300),
        due=due,
        to=form.to.strip()[:200],
        basis=form.basis.strip()[:500],
        owner=owners[0].printed if owners else "",
        owner_id=owners[0].person_id if owners else None,
        sign_off=form.sign_off.strip()[:200],
        sign_off_meeting_id=meeting_id,
        delegation_id=delegation_id,
        report_by=read_date(form.report_by, on=today, calendar=board.calendar, field="report_by")
        if form.report_by.strip()
        else None,
        cycle=read_reporting(form.cycle),
        note=form.note.strip()[:2000],
        exempt=form.exempt.strip()[:300],
    )


def read_reporting(text: str) -> str:
    """How often it is reported after it was submitted; `InvalidInput` says what there is."""
    words = " ".join(text.casefold().replace("-", " ").replace("_", " ").split())
    words = {"annual": "annually", "every quarter": "quarterly", "yearly": "annually"}.get(
        words, words
    )
    if words not in REPORTING:
        known = ", ".join(w for w in REPORTING if w)
        raise InvalidInput(f"“{text[:40]}” is none of {known}. Nothing was saved.", field="cycle")
    return words


def _signing_off(
    tx: Transaction, board: Board, text: str, due: date, today: date
) -> tuple[str | None, str | None]:
    """The meeting or the delegation that the words name."""
    written = text.strip()
    if not written:
        return None, None
    if delegation := tx.delegations.find_by_reference(board.id, written.upper()):
        return None, delegation.id
    try:
        day = read_date(written, on=today, calendar=board.calendar, field="sign_off")
    except InvalidInput:
        raise InvalidInput(
            f"“{written[:60]}” is neither a day of a meeting nor a delegation’s reference. "
            "Nothing was saved: type, for example, 14 March or D2, or leave it empty to see what "
            "is possible.",
            field="sign_off",
        ) from None
    standing = (m for m in tx.meetings.of_board(board.id) if m.day == day)
    meeting = next((m for m in standing if m.state is not MeetingState.CANCELLED), None)
    if meeting is None:
        raise InvalidInput(
            f"{board.name} has no meeting on {day_words(day)}. Nothing was saved: schedule it "
            "first, or name another.",
            field="sign_off",
        )
    if day > due:
        raise InvalidInput(
            f"The meeting of {day_words(day)} comes after {day_words(due)}, the day on which the "
            "return is due. Nothing was saved.",
            field="sign_off",
        )
    return meeting.id, None


# --- step by step ---------------------------------------------------------------------------------


def signed_off(
    tx: Transaction, caller: Caller, return_id: str, on: date, now: datetime, how: str = ""
) -> StatutoryReturn:
    """The board, or whoever it delegated that to, has signed it off on that day."""
    before = seen(tx, caller, return_id)
    require(caller, before.board_id, Deed.RECORD)
    if before.state is not ReturnState.OPEN:
        raise AlreadyDone(f"“{before.title}” is {STATE_WORDS[before.state]}. Nothing was changed.")
    _refuse_to_come(tx, before, on, now)
    note = how.strip()[:1000] or before.note
    after = replace(before, state=ReturnState.SIGNED_OFF, signed_off_on=on, note=note)
    return keep(tx, after, caller, now, "signed off")


def submitted(
    tx: Transaction, caller: Caller, return_id: str, on: date, now: datetime, reason: str = ""
) -> StatutoryReturn:
    """It went out. One that nobody has signed off goes only with the reason, which is kept."""
    before = seen(tx, caller, return_id)
    require(caller, before.board_id, Deed.RECORD)
    if before.state not in (ReturnState.OPEN, ReturnState.SIGNED_OFF):
        raise AlreadyDone(f"“{before.title}” is {STATE_WORDS[before.state]}. Nothing was changed.")
    _refuse_to_come(tx, before, on, now)
    if before.state is ReturnState.OPEN and not reason.strip():
        raise AlreadyDone(
            f"Nobody has signed “{before.title}” off. Nothing was changed: record that first "
            "(/board returns signed), or say why it went without, after the day and a colon.",
            field="reason",
        )
    note = f"Submitted without sign-off: {reason.strip()}" if reason.strip() else before.note
    after = replace(before, state=ReturnState.SUBMITTED, submitted_on=on, note=note[:2000])
    return keep(tx, after, caller, now, "submitted")


def reported(
    tx: Transaction, caller: Caller, return_id: str, on: date, now: datetime
) -> StatutoryReturn:
    """The board has heard of it. With a cycle of reporting the next report is due, until the return
    is withdrawn from the register."""
    before = seen(tx, caller, return_id)
    require(caller, before.board_id, Deed.RECORD)
    if before.state is not ReturnState.SUBMITTED:
        raise AlreadyDone(f"“{before.title}” is {STATE_WORDS[before.state]}. Nothing was changed.")
    _refuse_to_come(tx, before, on, now)
    if before.cycle:
        after = replace(before, reported_on=on, report_by=next_report(before, on))
    else:
        after = replace(before, state=ReturnState.REPORTED, reported_on=on)
    return keep(tx, after, caller, now, "reported")


def next_report(thing: StatutoryReturn, on: date) -> date:
    """The first day of its cycle after `on`. Counted from the day by which it was to be reported
    last, so that a late report does not move the others."""
    step = REPORTING[thing.cycle]
    if step is None:
        raise ValueError("it is not reported again")
    if thing.cycle == "end of year":
        end = on + step
        return end if end > on else end + relativedelta(years=1)
    day, turn = thing.report_by or thing.submitted_on or on, 1
    while day + step * turn <= on:
        turn += 1
    return day + step * turn


def withdrawn(
    tx: Transaction, caller: Caller, return_id: str, reason: str, now: datetime
) -> StatutoryReturn:
    """It is no longer wanted, or is no longer reported."""
    before = seen(tx, caller, return_id)
    require(caller, before.board_id, Deed.RECORD)
    _refuse_ended(before)
    said = clean_text(reason, field="reason", most=1000)
    after = replace(before, state=ReturnState.WITHDRAWN)
    return keep(tx, after, caller, now, "withdrawn", reason=said)


def _refuse_ended(thing: StatutoryReturn) -> None:
    if thing.state in _ENDED:
        raise AlreadyDone(f"“{thing.title}” is {STATE_WORDS[thing.state]}. Nothing was changed.")


def _refuse_to_come(tx: Transaction, thing: StatutoryReturn, on: date, now: datetime) -> None:
    if on > keeping.local_day(now, tx.boards.get(thing.board_id)):
        raise InvalidInput(
            f"{day_words(on)} is still to come. Nothing was changed: give the day on which it was.",
            field="on",
        )


# --- finding --------------------------------------------------------------------------------------


def seen(tx: Transaction, caller: Caller, return_id: str) -> StatutoryReturn:
    """The return, if the caller may see it; otherwise it does not exist for them."""
    thing = tx.returns.get(return_id)
    if not can_see(thing, Audience(caller)):
        raise NotFound("That return cannot be found.")
    return thing


def listed(
    tx: Transaction, caller: Caller, board_id: str, *, ended: bool = False
) -> Disclosed[StatutoryReturn]:
    """The board's returns that the caller may see, by their day; those that have ended only where
    they are asked for."""
    found = (r for r in tx.returns.of_board(board_id) if ended or r.state not in _ENDED)
    return disclose(found, Audience(caller))


def find(tx: Transaction, caller: Caller, board_id: str, words: str) -> StatutoryReturn:
    """The one return in hand whose title holds these words, or that has this number in the list of
    `listed`; what the caller may not see does not exist for them."""
    there = listed(tx, caller, board_id).shown
    wanted = plain(words)
    if words.strip().isdigit() and 0 < int(words) <= len(there):
        return there[int(words) - 1]
    exact = [r for r in there if plain(r.title) == wanted]
    fits = exact or [r for r in there if wanted and wanted in plain(r.title)]
    if len(fits) == 1:
        return fits[0]
    names = "; ".join(f"{n} {r.title}" for n, r in enumerate(there, 1)) or "none yet"
    why = "fits more than one return" if fits else "fits no return in hand"
    raise NotFound(
        f"“{words.strip()[:60]}” {why}. Nothing was changed. In the register: {names[:900]}.",
        field="title",
    )


# --- keeping --------------------------------------------------------------------------------------


def keep(
    tx: Transaction,
    after: StatutoryReturn,
    caller: Caller,
    now: datetime,
    deed: str,
    reason: str = "",
) -> StatutoryReturn:
    """Save a changed one, with its ledger line and its reminders."""
    saved = tx.returns.save(after)
    _kept(tx, saved, caller, now, deed, reason)
    return saved


def _kept(
    tx: Transaction,
    thing: StatutoryReturn,
    caller: Caller,
    now: datetime,
    deed: str,
    reason: str = "",
) -> None:
    board = tx.boards.get(thing.board_id)
    today = keeping.local_day(now, board)
    watch_keeping.keep(tx, thing, today)
    keeping.refresh_officers(tx, board, today)
    values = {
        "title": thing.title,
        "due": thing.due.isoformat(),
        "to": thing.to,
        "basis": thing.basis,
        "owner": thing.owner,
        "sign_off": thing.sign_off,
        "signed_off": str(thing.signed_off_on or ""),
        "submitted": str(thing.submitted_on or ""),
        "report_by": str(thing.report_by or ""),
        "reported": str(thing.reported_on or ""),
        "state": thing.state.value,
        "note": thing.note,
        "exempt": thing.exempt,
    }
    ledger.write(tx, caller.id, board.id, now, deed, "return", thing.id, values, reason)
