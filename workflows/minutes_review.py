"""Reviewing what was read from a paper: a draft of lines, each accepted, changed or rejected.

Nothing is recorded here (see `minutes_recording`). Every decision is stored at once, so that a
review may be left and taken up again, by another officer too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workflows import delegation_keeping, keeping, ledger
from workflows.access import Caller, Deed, require
from workflows.action_recording import clean_text, resolve_due
from workflows.boards import Board
from workflows.deadlines import day_words, read_date
from workflows.deliveries import Kind, Parcel
from workflows.draft_lines import (
    day_in,
    lines_of,
    meeting_words,
    with_shown,
    with_twins,
    without_contacts,
)
from workflows.drafts import Choice, Draft, DraftLine, DraftState, LineKind
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.meetings import Meeting, MeetingState
from workflows.minutes.register import DraftRegister
from workflows.resolution_words import words_of
from workflows.showing import render_again

if TYPE_CHECKING:
    from workflows.ports import Transaction

ACTIONS = frozenset({LineKind.ACTION, LineKind.IMPLIED})


@dataclass(frozen=True)
class Paper:
    """A paper that was read: its name, the SHA-256 of its bytes, and what it was read to say."""

    name: str
    sha256: str
    register: DraftRegister


def take_in(
    tx: Transaction, caller: Caller, board_id: str, paper: Paper, key: str, now: datetime
) -> Draft | None:
    """Make a draft of the paper and have it sent to the officer who asked (`key` is unique for the
    asking). A paper under review already is shown as it stands; of one that was recorded only what
    nobody has decided upon is offered; None, with a message, if nothing is new."""
    require(caller, board_id, Deed.RECORD)
    board = tx.boards.get(board_id)
    earlier = tx.drafts.find_by_digest(board_id, paper.sha256)
    if earlier and earlier.state is DraftState.REVIEW:
        show(tx, board, earlier, caller, key)
        return earlier
    told = meeting_words(paper.register)
    meeting = meeting_on(tx, board_id, day_in(told))
    here = meeting.id if meeting else None
    reading = lines_of(tx, board, paper.register, keeping.local_day(now, board), here)
    if not reading.lines:
        _say(tx, board, caller, key, _nothing(board, paper, earlier, reading.left_out))
        return None
    draft = Draft(
        id=tx.new_id(),
        board_id=board_id,
        sha256=paper.sha256,
        name=without_contacts(paper.name),
        read_by=caller.id,
        read_at=now,
        lines=reading.lines,
        meeting_id=here,
        meeting=told,
        warnings=_warnings(paper.register),
        left_out=reading.left_out,
    )
    tx.drafts.add(draft)
    _write(tx, draft, caller, now, "read", {"lines": str(len(draft.lines))})
    show(tx, board, draft, caller, key)
    return draft


def _nothing(board: Board, paper: Paper, earlier: Draft | None, left_out: int) -> str:
    if earlier:
        when = day_words(keeping.local_day(earlier.read_at, board))
        return f"“{earlier.name}” was already read on {when}: nothing new. Nothing was recorded."
    if left_out:
        return (
            f"“{without_contacts(paper.name)}”: nothing new. All that it says ({left_out} lines) "
            "has been decided upon before. Nothing was recorded."
        )
    return (
        f"In “{without_contacts(paper.name)}” I found no resolutions and no actions. Nothing was "
        "recorded. If it holds some, record them with /resolution and /action, and tell us how "
        "your minutes mark them."
    )


def _warnings(register: DraftRegister) -> tuple[str, ...]:
    """What is odd in the source, with its line."""
    found = [f"line {w.line}: {w.text}" for w in register.warnings]
    if not (register.meeting and register.meeting.date):
        found.insert(0, "The paper names no date of a meeting: say which one it was.")
    return tuple(found)


def meeting_on(tx: Transaction, board_id: str, day: date | None) -> Meeting | None:
    """The board's meeting of that day, if it is in the register and was not cancelled."""
    if day is None:
        return None
    found = [
        m
        for m in tx.meetings.of_board(board_id)
        if m.day == day and m.state is not MeetingState.CANCELLED
    ]
    return found[0] if found else None


def show(tx: Transaction, board: Board, draft: Draft, caller: Caller, key: str) -> None:
    """Send the review to this officer."""
    tx.outbox.put(
        Parcel(
            key=f"review:{draft.id}:{key}",
            kind=Kind.MESSAGE,
            team_id=board.team_id,
            board_id=board.id,
            view="draft_review",
            args={"draft_id": draft.id},
            person_id=caller.id,
        )
    )


def _say(tx: Transaction, board: Board, caller: Caller, key: str, text: str) -> None:
    tx.outbox.put(
        Parcel(
            key=f"said:{key}",
            kind=Kind.MESSAGE,
            team_id=board.team_id,
            board_id=board.id,
            view="text",
            args={"text": text},
            person_id=caller.id,
        )
    )


# --- deciding -------------------------------------------------------------------------------------


def under_review(tx: Transaction, caller: Caller, draft_id: str) -> Draft:
    """The draft, if it can still be decided upon; the second officer hears who recorded it."""
    draft = tx.drafts.get(draft_id)
    require(caller, draft.board_id, Deed.RECORD)
    if draft.state is DraftState.RECORDED:
        board = tx.boards.get(draft.board_id)
        who = "You" if draft.recorded_by == caller.id else tx.people.get(draft.recorded_by).name
        at = (draft.recorded_at or draft.read_at).astimezone(board.zone)
        raise AlreadyDone(
            f"{who} recorded these minutes on {day_words(at.date())} at {at:%H:%M}. "
            "Nothing was recorded twice."
        )
    if draft.state is DraftState.DISCARDED:
        raise AlreadyDone("This draft was discarded. Send the paper again to read it anew.")
    return draft


def line_of(draft: Draft, number: int) -> DraftLine:
    """The line of that number."""
    for line in draft.lines:
        if line.number == number:
            return line
    raise NotFound("That line is not in this draft.")


def choose(
    tx: Transaction, caller: Caller, draft_id: str, number: int, choice: Choice, now: datetime
) -> Draft:
    """Decide upon one line; `WAITING` takes a decision back. Two officers who decide the same have
    decided it once."""
    draft = under_review(tx, caller, draft_id)
    line = line_of(draft, number)
    if line.choice is choice:
        return draft
    _write(tx, draft, caller, now, choice.value, {"line": str(number)})
    return _with(tx, draft, [replace(line, choice=choice)])


def accept_all(
    tx: Transaction, caller: Caller, draft_id: str, kind: LineKind, now: datetime
) -> Draft:
    """Accept all resolutions (with the delegations that stand in them) or all actions that are
    still waiting. What is only implied is accepted line by line."""
    draft = under_review(tx, caller, draft_id)
    kinds = {kind, LineKind.DELEGATION} if kind is LineKind.RESOLUTION else {kind}
    waiting = [x for x in draft.lines if x.kind in kinds and x.choice is Choice.WAITING]
    if not waiting:
        raise AlreadyDone("None of them is waiting. Nothing was changed.")
    numbers = ", ".join(str(x.number) for x in waiting)
    _write(tx, draft, caller, now, Choice.ACCEPTED.value, {"line": numbers})
    return _with(tx, draft, [replace(x, choice=Choice.ACCEPTED) for x in waiting])


def turn_page(tx: Transaction, caller: Caller, draft_id: str, page: int) -> Draft:
    """Show another page of the review."""
    draft = under_review(tx, caller, draft_id)
    return _saved(tx, replace(draft, page=max(0, page)))


@dataclass(frozen=True)
class LineChange:
    """What an officer changes in a line; None leaves it. Owners are as written; of a delegation
    they are the delegates. The text of a resolution holds its clauses."""

    text: str | None = None
    owners: Sequence[str] | None = None
    due: str | None = None
    minute_ref: str | None = None


def edit_line(
    tx: Transaction, caller: Caller, draft_id: str, number: int, change: LineChange, now: datetime
) -> Draft:
    """Change a line and thereby accept it. What the paper says is kept beside it; the line is
    still known again by the paper's words."""
    draft = under_review(tx, caller, draft_id)
    line = line_of(draft, number)
    board = tx.boards.get(draft.board_id)
    if line.kind is LineKind.RESOLUTION:
        data = _edited_resolution(tx, board, line.data, change)
    elif line.kind is LineKind.DELEGATION:
        data = _edited_delegation(line.data, change)
    else:
        on = day_in(draft.meeting) or keeping.local_day(now, board)
        data = _edited_action(tx, board, line.data, change, on)
    if data != line.data and "as_read" not in data:
        data["as_read"] = text_in(line)
    _write(tx, draft, caller, now, "line changed", {"line": str(number)})
    return _with_twins(tx, draft, [replace(line, data=data, choice=Choice.ACCEPTED)])


def text_in(line: DraftLine) -> str:
    """The words of a line; of a resolution its clauses, one a row."""
    if line.kind is not LineKind.RESOLUTION:
        return str(line.data["text"])
    clauses = line.data["clauses"]
    return "\n".join(f"{c['label']}) {c['text']}" if c["label"] else c["text"] for c in clauses)


def _edited_resolution(
    tx: Transaction, board: Board, data: Mapping[str, Any], change: LineChange
) -> dict[str, Any]:
    after = dict(data)
    if change.minute_ref is not None:
        after["ref"] = change.minute_ref.strip()
    if change.text is not None:
        clauses = words_of(tx, board, change.text).clauses
        after["clauses"] = [
            {"label": c.label, "text": c.text, "verbs": list(c.verbs), "kind": c.kind.value}
            for c in clauses
        ]
    return after


def _edited_delegation(data: Mapping[str, Any], change: LineChange) -> dict[str, Any]:
    after = dict(data)
    if change.text is not None:
        after["text"] = clean_text(change.text)
    if change.owners is not None:
        after["delegates"] = list(change.owners)
        after["warnings"] = list(delegation_keeping.warnings_for(tuple(change.owners)))
    return after


def _edited_action(
    tx: Transaction, board: Board, data: Mapping[str, Any], change: LineChange, on: date
) -> dict[str, Any]:
    after = dict(data)
    if change.text is not None:
        after["text"] = clean_text(change.text)
    if change.owners is not None:
        after["owners"] = [o for o in change.owners if o.strip()]
    if change.minute_ref is not None:
        after["minute_ref"] = change.minute_ref.strip()
    if change.due is not None and change.due.strip() != data["due_phrase"]:
        due = resolve_due(tx, board, change.due, on)
        after |= {
            "due_phrase": change.due.strip(),
            "due_kind": due.kind.value,
            "due_date": due.day.isoformat() if due.day else "",
        }
    return with_shown(tx, board, None, after, on)


def set_meeting_day(
    tx: Transaction, caller: Caller, draft_id: str, day: str, now: datetime
) -> Draft:
    """Say which meeting the paper is the minutes of; owners and dues are read as of that day."""
    draft = under_review(tx, caller, draft_id)
    board = tx.boards.get(draft.board_id)
    today = keeping.local_day(now, board)
    held = read_date(day, on=today)
    if held > today:
        raise InvalidInput("That day is still to come: minutes are of a meeting held.", "day")
    meeting = meeting_on(tx, board.id, held)
    read_anew = [
        replace(x, data=with_shown(tx, board, None, x.data, held))
        for x in draft.lines
        if x.kind in ACTIONS
    ]
    after = replace(
        draft,
        meeting={**draft.meeting, "date": held.isoformat()},
        meeting_id=meeting.id if meeting else None,
        warnings=tuple(w for w in draft.warnings if w.startswith("line ")),
    )
    _write(tx, after, caller, now, "meeting named", {"day": held.isoformat()})
    return _with_twins(tx, after, read_anew)


def discard(tx: Transaction, caller: Caller, draft_id: str, now: datetime) -> Draft:
    """Put the draft away; what was decided line by line is not asked again."""
    draft = under_review(tx, caller, draft_id)
    saved = _saved(tx, replace(draft, state=DraftState.DISCARDED))
    _write(tx, saved, caller, now, "discarded", {})
    return saved


def _with(tx: Transaction, draft: Draft, changed: Sequence[DraftLine]) -> Draft:
    anew = {line.number: line for line in changed}
    return _saved(tx, replace(draft, lines=tuple(anew.get(x.number, x) for x in draft.lines)))


def _with_twins(tx: Transaction, draft: Draft, changed: Sequence[DraftLine]) -> Draft:
    """The draft with these lines, and what each now stands for on record."""
    anew = {line.number: line for line in changed}
    lines = [anew.get(x.number, x) for x in draft.lines]
    board = tx.boards.get(draft.board_id)
    meeting = meeting_on(tx, board.id, day_in(draft.meeting))
    paired = with_twins(tx, board, lines, meeting.id if meeting else None)
    return _saved(tx, replace(draft, lines=paired))


def _saved(tx: Transaction, draft: Draft) -> Draft:
    """Save it, and have every place that shows it rendered anew."""
    saved = tx.drafts.save(draft)
    board = tx.boards.get(draft.board_id)
    render_again(tx, board, "draft", draft.id)
    return saved


def finish(
    tx: Transaction, caller: Caller, draft: Draft, notes: Sequence[str], now: datetime
) -> Draft:
    """Mark it as recorded by this officer; the notes stay with it."""
    done = replace(
        draft,
        state=DraftState.RECORDED,
        recorded_by=caller.id,
        recorded_at=now,
        page=0,
        meeting={**draft.meeting, "notes": list(notes)},
    )
    saved = _saved(tx, done)
    accepted = sum(line.choice is Choice.ACCEPTED for line in saved.lines)
    _write(tx, saved, caller, now, "recorded", {"accepted": str(accepted)})
    return saved


def _write(
    tx: Transaction, draft: Draft, caller: Caller, now: datetime, deed: str, values: dict[str, str]
) -> None:
    told = {"paper": draft.name, "sha256": draft.sha256, **values}
    ledger.write(tx, caller.id, draft.board_id, now, deed, "draft", draft.id, told)
