"""Recording what a meeting resolved, clause by clause as typed, and putting its record right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import (
    delegation_keeping,
    delegation_reading,
    keeping,
    ledger,
    resolution_beside,
    votes,
)
from workflows.access import Audience, Caller, Deed, Disclosed, can_see, disclose, require
from workflows.action_recording import (
    clean_text,
)
from workflows.actions import Action
from workflows.boards import Board
from workflows.delegations import Delegation
from workflows.errors import InvalidInput, NotFound
from workflows.exempting import exempt_at, has_become_exempt
from workflows.likeness import normal
from workflows.meetings import HELD, Meeting
from workflows.resolution_keys import board_word, goes_by, key_for, read_key
from workflows.resolution_votes import barred_from, with_vote
from workflows.resolution_votes import warnings as vote_warnings
from workflows.resolution_words import matched, text_of, words_of
from workflows.resolutions import Resolution
from workflows.showing import render_again, withdraw_posted
from workflows.stale import refuse_stale

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: The longest name of a mover or a seconder.
MAX_NAME = 200


@dataclass(frozen=True)
class NewResolution:
    """What an officer typed. Without `meeting_id` it belongs to the open meeting, else to the
    latest that was held. `carried` and `recorded_votes` are as `workflows.votes` reads them."""

    text: str
    minute_ref: str = ""
    item: str = ""
    mover: str = ""
    seconder: str = ""
    exempt: str = ""
    meeting_id: str | None = None
    origin: str = "chat"
    carried: str = ""
    recorded_votes: str = ""


@dataclass(frozen=True)
class RecordedResolution:
    """A resolution, its meeting, what it delegates, and what of that is to be known."""

    resolution: Resolution
    meeting: Meeting | None
    delegations: tuple[Delegation, ...] = ()
    warnings: tuple[str, ...] = ()


def record(
    tx: Transaction, caller: Caller, board_id: str, new: NewResolution, now: datetime
) -> RecordedResolution:
    """Record a resolution, and keep what it delegates. In an open meeting it is captured live."""
    require(caller, board_id, Deed.RECORD)
    board = tx.boards.get(board_id)
    meeting, live = _meeting(tx, board, new, now)
    words = words_of(tx, board, new.text)
    item = new.item.strip() or (meeting.current_item if meeting and live else "")
    on = meeting.day if meeting else keeping.local_day(now, board)
    resolution = Resolution(
        id=tx.new_id(),
        board_id=board_id,
        meeting_id=meeting.id if meeting else None,
        minute_ref=new.minute_ref.strip()[:40],
        item=item,
        clauses=words.clauses,
        recorded_by=caller.id,
        recorded_at=now,
        marker=words.marker,
        mover=new.mover.strip()[:MAX_NAME],
        seconder=new.seconder.strip()[:MAX_NAME],
        exempt=new.exempt.strip() or (exempt_at(tx, meeting, item) if live else ""),
        origin=new.origin,
        live=live,
        barred=barred_from(tx, meeting, item),
    )
    resolution = with_vote(resolution, board, on, new.carried, new.recorded_votes)
    resolution = add(tx, caller, resolution_beside.linked(tx, resolution), now)
    if live and meeting:
        render_again(tx, board, "meeting", meeting.id)  # a check list that is out shows it too
    kept = delegation_keeping.keep_all(tx, caller, resolution, on, now)
    warned = (*_warnings(kept), *vote_warnings(tx, board, meeting, resolution))
    return RecordedResolution(resolution, meeting, tuple(kept), warned)


def _meeting(
    tx: Transaction, board: Board, new: NewResolution, now: datetime
) -> tuple[Meeting | None, bool]:
    """The meeting it belongs to, and whether it is captured live there."""
    if new.meeting_id:
        named = tx.meetings.get(new.meeting_id)
        if named.board_id != board.id:
            raise InvalidInput("That meeting belongs to another board.", field="meeting")
        return named, False
    sitting = tx.meetings.find_open(board.id)
    if sitting:
        return sitting, True
    return latest_held(tx, board, now), False


def latest_held(tx: Transaction, board: Board, now: datetime) -> Meeting | None:
    """The last meeting that was held, if there was one."""
    today = keeping.local_day(now, board)
    held = [m for m in tx.meetings.of_board(board.id) if m.state in HELD and m.day <= today]
    return held[-1] if held else None


def _warnings(kept: Sequence[Delegation]) -> tuple[str, ...]:
    return tuple(
        f"{d.reference}: {words}"
        for d in kept
        for words in delegation_reading.warnings_for(d.delegates)
    )


def add(
    tx: Transaction, caller: Caller, resolution: Resolution, now: datetime, deed: str = "recorded"
) -> Resolution:
    """Store a new resolution with its ledger line, under the key that names it for good."""
    resolution = _named(tx, resolution)
    tx.resolutions.add(resolution)
    _write(tx, resolution, caller, now, deed)
    return resolution


def _named(tx: Transaction, resolution: Resolution) -> Resolution:
    """With its key, unless it has one or is captured live and may yet change everything."""
    if resolution.key or resolution.live:
        return resolution
    board = tx.boards.get(resolution.board_id)
    # Two at once must not be given the same.
    tx.hold([f"keys:{board.id}"])
    day = keeping.local_day(resolution.recorded_at, board)
    if resolution.meeting_id:
        day = tx.meetings.get(resolution.meeting_id).day
    taken = [r.key for r in tx.resolutions.of_board(board.id)]
    word = board_word(board.short_name, board.name)
    return replace(resolution, key=key_for(word, day, resolution.minute_ref, taken))


def keep(
    tx: Transaction, caller: Caller, after: Resolution, now: datetime, deed: str, reason: str = ""
) -> Resolution:
    """Save a changed resolution with its ledger line, and have its cards rendered again."""
    saved = tx.resolutions.save(_named(tx, after))
    _write(tx, saved, caller, now, deed, reason)
    board = tx.boards.get(saved.board_id)
    render_again(tx, board, "resolution", saved.id)
    return saved


@dataclass(frozen=True)
class ResolutionChange:
    """What an officer corrects; None leaves a field as it is. `version` is that of the resolution
    from which a form was drawn."""

    text: str | None = None
    minute_ref: str | None = None
    item: str | None = None
    mover: str | None = None
    seconder: str | None = None
    exempt: str | None = None
    version: int | None = None
    carried: str | None = None
    recorded_votes: str | None = None
    barred: str | None = None


def correct(
    tx: Transaction,
    caller: Caller,
    resolution_id: str,
    change: ResolutionChange,
    reason: str,
    now: datetime,
) -> Resolution:
    """Correct the record, with the reason; `Conflict` if somebody else has corrected it since the
    form was opened. Marked exempt, it and what follows from it (actions,
    delegations) is withdrawn from where it was posted."""
    before = seen(tx, caller, resolution_id)
    require(caller, before.board_id, Deed.RECORD)
    refuse_stale("The resolution", before.version, change.version)
    why = clean_text(reason, field="reason", most=1000)
    board = tx.boards.get(before.board_id)
    given = {
        name: value.strip()
        for name in ("minute_ref", "item", "mover", "seconder", "exempt")
        if (value := getattr(change, name)) is not None
    }
    after = replace(before, **given)
    if change.barred is not None:
        names = (" ".join(n.split())[:MAX_NAME] for n in change.barred.split(","))
        after = replace(after, barred=tuple(dict.fromkeys(n for n in names if n)))
    on = meeting_day(tx, board, before, now)
    after = with_vote(after, board, on, change.carried, change.recorded_votes)
    if change.text is not None and change.text.strip() != text_of(before):
        words = words_of(tx, board, change.text)
        after = replace(after, marker=words.marker, clauses=matched(before.clauses, words.clauses))
    if after == before:
        return before
    saved = keep(tx, caller, after, now, "corrected", why)
    if saved.exempt != before.exempt:
        _inherit_exemption(tx, caller, board, before, saved, why, now)
    delegation_keeping.keep_all(tx, caller, saved, on, now)
    if saved.minute_ref != before.minute_ref:
        _number(tx, caller, before, saved, now)
    return saved


def meeting_day(tx: Transaction, board: Board, resolution: Resolution, now: datetime) -> date:
    """The day of its meeting, by whose rules it is judged; today where it belongs to none."""
    if resolution.meeting_id:
        return tx.meetings.get(resolution.meeting_id).day
    return keeping.local_day(now, board)


def _number(
    tx: Transaction, caller: Caller, before: Resolution, after: Resolution, now: datetime
) -> None:
    """What came of it stands under its minute as it is now; but for what has one of its own."""
    for action in actions_of(tx, before, after):
        if action.minute_ref == before.minute_ref:
            numbered = replace(action, minute_ref=after.minute_ref)
            keeping.keep(tx, action, numbered, caller, now, "minute corrected")
    for delegation in tx.delegations.of_board(after.board_id):
        if delegation.resolution_id == after.id and delegation.minute_ref == before.minute_ref:
            delegation_keeping.renumber(tx, delegation, caller, after.minute_ref, now)


def _inherit_exemption(
    tx: Transaction,
    caller: Caller,
    board: Board,
    before: Resolution,
    after: Resolution,
    why: str,
    now: datetime,
) -> None:
    """What followed from it, under the clauses it had or has now, takes over its new flag; but for
    what was marked by itself, for a reason of its own."""
    if after.exempt:
        withdraw_posted(tx, board, "resolution", after.id)
    for action in actions_of(tx, before, after):
        if action.exempt == before.exempt:
            marked = replace(action, exempt=after.exempt)
            saved = keeping.keep(tx, action, marked, caller, now, "exemption changed", reason=why)
            if after.exempt:
                has_become_exempt(tx, caller.id, board, "action", saved, now)
    clauses = {c.id for r in (before, after) for c in r.clauses}
    for delegation in tx.delegations.of_board(board.id):
        if delegation.clause_id in clauses and delegation.exempt == before.exempt:
            delegation_keeping.mark_exempt(tx, delegation, caller, after.exempt, now)
    for follows in tx.consequences.of_resolution(after.id):
        if follows.exempt == before.exempt:
            marked_too = tx.consequences.save(replace(follows, exempt=after.exempt))
            values = {"exempt": marked_too.exempt}
            ledger.write(
                *(tx, caller.id, board.id, now, "exemption changed"),
                *("consequence", follows.id, values, why),
            )
            if marked_too.exempt:
                has_become_exempt(tx, caller.id, board, "consequence", marked_too, now)


def actions_of(tx: Transaction, *resolutions: Resolution) -> list[Action]:
    """The actions that came of the clauses of these, which are of one board."""
    clauses = {c.id for r in resolutions for c in r.clauses}
    resolution = resolutions[0]
    everything = tx.actions.of_board(resolution.board_id)
    everything += tx.actions.of_board(resolution.board_id, live=True)
    return [a for a in everything if a.clause_id in clauses]


def seen(tx: Transaction, caller: Caller, resolution_id: str) -> Resolution:
    """The resolution, if the caller may see it; otherwise it does not exist for them."""
    resolution = tx.resolutions.get(resolution_id)
    if not can_see(resolution, Audience(caller)):
        raise NotFound("That resolution cannot be found.")
    return resolution


_MINUTE_WORD = re.compile(r"^minute\s+", re.I)
_ITEM_WORD = re.compile(r"^(?:agenda )?item\s+", re.I)


def find(tx: Transaction, caller: Caller, board_id: str, typed: str) -> list[Resolution]:
    """The resolution with that key; else those under that minute, newest first; else those of that
    agenda item (“7”, “item 7”, its title); else the only one with those words. `NotFound` if there
    is none to be seen, `InvalidInput` if the words fit several."""
    told = typed.strip()
    seen_ones = disclose(tx.resolutions.of_board(board_id), Audience(caller)).shown
    key = read_key(told)
    keyed = [r for r in seen_ones if key and goes_by(r, key[0])]
    if keyed:
        return keyed
    minute = _MINUTE_WORD.sub("", told).casefold()
    item = normal(_ITEM_WORD.sub("", told))
    words = normal(told)
    under = [r for r in seen_ones if minute and r.minute_ref.casefold() == minute]
    found = under or [r for r in seen_ones if item and _is_item(r, item)]
    if found:
        return found
    said = [r for r in seen_ones if words and f" {words}" in f" {normal(f'{r.item} {text_of(r)}')}"]
    if len(said) > 1:
        raise InvalidInput(
            f"“{told[:100]}” fits {len(said)} resolutions here. Give more of the words, the "
            "minute, or press Show in “/resolution list”.",
            field="minute_ref",
        )
    if not said:
        raise NotFound(
            f"There is no resolution under minute {told[:100] or '(none given)'} here, no agenda "
            "item and no words of one. “/resolution list” shows those of the latest meeting, each "
            "with a button that shows it whole.",
            field="minute_ref",
        )
    return said


def _is_item(resolution: Resolution, wanted: str) -> bool:
    """Whether it was resolved under that agenda item: its number, its title, or both."""
    item = normal(_ITEM_WORD.sub("", resolution.item.strip()))
    number, _, title = item.partition(" ")
    # The first word is a number ("7", "7a") or the title begins with it.
    numbered = any(c.isdigit() for c in number)
    return wanted == item or (numbered and wanted in (number, title))


def of_meeting(
    tx: Transaction, caller: Caller, board_id: str, now: datetime, day: date | None = None
) -> tuple[Meeting | None, Disclosed[Resolution]]:
    """The resolutions of the meeting of that day, else of the open one, else of the latest held;
    without any meeting all that belong to none."""
    board = tx.boards.get(board_id)
    if day:
        meeting = next((m for m in tx.meetings.of_board(board_id) if m.day == day), None)
        if meeting is None:
            raise NotFound("No meeting of that day is in the register.", field="day")
    else:
        meeting = tx.meetings.find_open(board_id) or latest_held(tx, board, now)
    if meeting:
        return meeting, disclose(tx.resolutions.of_meeting(meeting.id), Audience(caller))
    loose = [r for r in tx.resolutions.of_board(board_id) if r.meeting_id is None]
    return None, disclose(loose, Audience(caller))


def _write(
    tx: Transaction,
    resolution: Resolution,
    caller: Caller,
    now: datetime,
    deed: str,
    reason: str = "",
) -> None:
    values = {
        "minute": resolution.minute_ref,
        "item": resolution.item,
        "marker": resolution.marker,
        "text": text_of(resolution),
        "mover": resolution.mover,
        "seconder": resolution.seconder,
        "exempt": resolution.exempt,
        "key": resolution.key,
        "carried": votes.carried_words(resolution),
        "recorded_votes": votes.recorded_words(resolution.votes),
        "barred": ", ".join(resolution.barred),
    }
    ledger.write(
        tx, caller.id, resolution.board_id, now, deed, "resolution", resolution.id, values, reason
    )
