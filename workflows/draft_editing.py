"""What an officer changes in a line of a draft: its words, owners and due, what on record it stands
for, and which meeting it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from workflows import delegation_reading, keeping, sitting_lines
from workflows.access import Caller
from workflows.action_recording import clean_text, resolve_due
from workflows.boards import Board
from workflows.deadlines import read_date
from workflows.draft_lines import day_in, next_meeting_words, with_shown
from workflows.draft_owners import Register, register_of, spelling
from workflows.draft_twins import NEW, WORK
from workflows.drafts import SITTING, Choice, Draft, DraftLine, LineKind, mark_of, text_in
from workflows.errors import AlreadyDone, Conflict, InvalidInput
from workflows.minutes_review import (
    about_meeting,
    meeting_on,
    saved_with_twins,
    under_review,
    write,
)
from workflows.resolution_words import words_of

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class LineChange:
    """What an officer changes in a line; None leaves it. Owners are as written; of a delegation
    they are the delegates. The text of a resolution holds its clauses. `pair` is the id of what is
    on record that the line stands for, or `NEW`. `mark` is that of the line from which the form was
    drawn, where there was a form (see `drafts.mark_of`)."""

    text: str | None = None
    owners: Sequence[str] | None = None
    due: str | None = None
    minute_ref: str | None = None
    pair: str | None = None
    mark: str | None = None


def edit_line(
    tx: Transaction, caller: Caller, draft_id: str, number: int, change: LineChange, now: datetime
) -> Draft:
    """Change a line and thereby accept it. What the paper says is kept beside it; the line is
    still known again by the paper's words. `Conflict` if somebody else changed it meanwhile."""
    draft = under_review(tx, caller, draft_id)
    line = draft.line(number)
    if change.mark is not None and change.mark != mark_of(line):
        raise Conflict(
            "Somebody changed this line after you opened the form. Nothing of yours was saved: "
            "copy what you typed, open the form again and repeat it."
        )
    board = tx.boards.get(draft.board_id)
    if line.kind is LineKind.RESOLUTION:
        data = _edited_resolution(tx, board, line.data, change)
    elif line.kind is LineKind.DELEGATION:
        data = _edited_delegation(line.data, change)
    elif line.kind in SITTING:
        names = names_for(tx, board, draft, now)
        text = change.text if change.text is not None else text_in(line)
        data = {**line.data, **sitting_lines.read_again(line.kind, text, names)}
    else:
        names = names_for(tx, board, draft, now)
        data = _edited_action(tx, board, names, line.data, change, _on(draft, board, now))
    if text_in(replace(line, data=data)) != text_in(line) and "as_read" not in data:
        data["as_read"] = text_in(line)
    if change.pair is not None:
        data = _with_pair(tx, board, data, change.pair)
    write(tx, draft, caller, now, "line changed", {"line": str(number)})
    return saved_with_twins(tx, draft, [replace(line, data=data, choice=Choice.ACCEPTED)])


def _on(draft: Draft, board: Board, now: datetime) -> date:
    """The day as of which a draft's owners and dues are read."""
    return day_in(draft.meeting) or keeping.local_day(now, board)


def names_for(tx: Transaction, board: Board, draft: Draft, now: datetime) -> Register:
    """Whom the board knew on the day of the draft's meeting."""
    return register_of(tx, board, _on(draft, board, now), keeping.local_day(now, board))


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
        after["warnings"] = list(delegation_reading.warnings_for(tuple(change.owners)))
    return after


def _edited_action(
    tx: Transaction,
    board: Board,
    names: Register,
    data: Mapping[str, Any],
    change: LineChange,
    on: date,
) -> dict[str, Any]:
    after = dict(data)
    if change.text is not None:
        after["text"] = clean_text(change.text)
    if change.owners is not None:
        after |= _with_owners(names, data, [o for o in change.owners if o.strip()])
    if change.minute_ref is not None:
        after["minute_ref"] = change.minute_ref.strip()
    if change.due is not None and change.due.strip() != data["due_phrase"]:
        due = resolve_due(tx, board, change.due, on)
        after |= {
            "due_phrase": change.due.strip(),
            "due_kind": due.kind.value,
            "due_date": due.day.isoformat() if due.day else "",
        }
    return with_shown(tx, board, names, after, on)


def _with_owners(names: Register, data: Mapping[str, Any], owners: list[str]) -> dict[str, Any]:
    """Other owners; a spelling that was not known may be remembered, if the officer says so."""
    return {
        "owners": owners,
        "suggested": None if owners else data.get("suggested"),
        "spelling": spelling(names.roll, data["owners"], owners) or data.get("spelling"),
    }


# --- what is on record ----------------------------------------------------------------------------


class Twin(StrEnum):
    """What an officer says of a line for which something is, or may be, on record."""

    UPDATE = "update"
    MOVE = "move"
    REOPEN = "reopen"
    SEPARATE = "separate"


def settle_twin(
    tx: Transaction, caller: Caller, draft_id: str, number: int, said: Twin, now: datetime
) -> Draft:
    """Accept a line as what is on record (its progress, with `MOVE` its date too, with `REOPEN` to
    be done again), or as a matter of its own."""
    draft = under_review(tx, caller, draft_id)
    line = draft.line(number)
    there = line.data.get("on_record")
    if not there:
        raise AlreadyDone("Nothing is on record for that line any longer. Nothing was changed.")
    data = {
        **line.data,
        "pair": NEW if said is Twin.SEPARATE else there["id"],
        "move": said is Twin.MOVE,
        "reopen": said is Twin.REOPEN,
    }
    write(tx, draft, caller, now, said.value, {"line": str(number), "on_record": there["name"]})
    return saved_with_twins(tx, draft, [replace(line, data=data, choice=Choice.ACCEPTED)])


def _with_pair(tx: Transaction, board: Board, data: Mapping[str, Any], pair: str) -> dict[str, Any]:
    """The line's data with what the officer chose of what is on record; what was shown, and not
    changed, stays a suggestion no longer: saving the form says so."""
    shown = (data.get("on_record") or {}).get("id", "")
    if pair == (shown or NEW) and not shown:
        return {k: v for k, v in data.items() if k != "pair"}
    if pair != NEW and "clauses" not in data and tx.actions.get(pair).board_id != board.id:
        raise InvalidInput("That action belongs to another board. Nothing was saved.", "pair")
    return {**data, "pair": pair}


# --- owners ---------------------------------------------------------------------------------------


def take_suggested(
    tx: Transaction, caller: Caller, draft_id: str, number: int, now: datetime
) -> Draft:
    """Take the likely owner of a line, offered as such; whether it is accepted is asked apart."""
    draft = under_review(tx, caller, draft_id)
    line = draft.line(number)
    likely = line.data.get("suggested")
    if not likely:
        raise AlreadyDone("The owner of that line has been named already. Nothing was changed.")
    board = tx.boards.get(draft.board_id)
    names = names_for(tx, board, draft, now)
    before = [str(o) for o in line.data["owners"]]
    after = [likely["name"] if o == likely["for"] else o for o in before] or [likely["name"]]
    data = {**line.data, "suggested": None, "owners": after}
    data["spelling"] = spelling(names.roll, before, after)
    data = with_shown(tx, board, names, data, _on(draft, board, now))
    write(tx, draft, caller, now, "owner taken", {"line": str(number), "owner": likely["name"]})
    return saved_with_twins(tx, draft, [replace(line, data=data)])


def remember_spelling(
    tx: Transaction, caller: Caller, draft_id: str, number: int, now: datetime
) -> Draft:
    """Keep a new spelling with the person or the post it stands for; every line of the draft that
    prints it is read anew."""
    draft = under_review(tx, caller, draft_id)
    told = draft.line(number).data.get("spelling")
    if not told:
        raise AlreadyDone("That spelling has been settled already. Nothing was changed.")
    printed = str(told["printed"])
    if told["person"]:
        person = tx.people.get(told["person"])
        if printed not in person.variants:
            tx.people.save(replace(person, variants=(*person.variants, printed)))
    else:
        post = tx.people.get_post(told["post"])
        if printed not in post.aliases:
            tx.people.save_post(replace(post, aliases=(*post.aliases, printed)))
    board = tx.boards.get(draft.board_id)
    names = names_for(tx, board, draft, now)
    on = _on(draft, board, now)
    anew = [_respelt(tx, board, names, x, printed, on) for x in draft.lines if x.kind in WORK]
    write(tx, draft, caller, now, "spelling kept", {"printed": printed, "name": told["name"]})
    return saved_with_twins(tx, draft, anew)


def _respelt(
    tx: Transaction, board: Board, names: Register, line: DraftLine, printed: str, on: date
) -> DraftLine:
    """The line, if it prints or printed that form, as it is read now."""
    told = line.data.get("spelling")
    data = {**line.data, "spelling": None} if told and told["printed"] == printed else line.data
    if printed in data["owners"]:
        data = {**data, "suggested": None}
    elif data is line.data:
        return line
    return replace(line, data=with_shown(tx, board, names, data, on))


# --- the meeting ----------------------------------------------------------------------------------


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
    told = {**draft.meeting, "date": held.isoformat()}
    names = register_of(tx, board, held, today)
    read_anew = [
        replace(x, data=with_shown(tx, board, names, x.data, held))
        for x in draft.lines
        if x.kind in WORK
    ]
    about_next = next_meeting_words(tx, board, told, draft.lines)
    kept = [w for w in draft.warnings if w.startswith(("line ", "no longer "))]
    warnings = (*about_meeting(tx, board, held), *([about_next] if about_next else []), *kept)
    after = replace(
        draft,
        meeting=told,
        meeting_id=meeting.id if meeting else None,
        warnings=warnings,
    )
    write(tx, after, caller, now, "meeting named", {"day": held.isoformat()})
    return saved_with_twins(tx, after, read_anew)
