"""A corrected version of minutes beside the first one: what changed, what is new, what is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workflows import ledger, watch_keeping
from workflows.access import Caller
from workflows.boards import Board
from workflows.draft_lines import Paper, Reading
from workflows.drafts import Choice, Draft, DraftLine, DraftState, text_in
from workflows.likeness import ALIKE, alike

if TYPE_CHECKING:
    from workflows.ports import Transaction

_MAY_BE_FIRST = frozenset({DraftState.REVIEW, DraftState.RECORDED})


@dataclass(frozen=True)
class Compared:
    """The lines of the later version, each with what it was; `words` for the officer; `gone` are
    sentences about what the later version has no longer; `settled` the ids of recorded actions
    that did not change."""

    lines: tuple[DraftLine, ...]
    words: str
    gone: tuple[str, ...]
    settled: tuple[str, ...]


def first_version(
    tx: Transaction,
    board: Board,
    paper: Paper,
    told: Mapping[str, Any],
    here: str | None,
    reading: Reading,
) -> tuple[Draft, ...]:
    """The drafts, or the records, of an earlier version of the same minutes: same board and day of
    meeting, other bytes, and at least half of the shorter one's lines the same. The latest first:
    there are several where what had been left undecided was read again. None: ()."""
    if not told.get("date"):
        return ()
    found = {d.id: d for d in tx.drafts.open_of_board(board.id)}
    found |= {d.id: d for d in tx.drafts.of_meeting(here)} if here else {}
    readings: dict[str, list[Draft]] = {}
    for draft in sorted(found.values(), key=lambda d: d.read_at, reverse=True):
        other = draft.state in _MAY_BE_FIRST and draft.sha256 != paper.sha256
        if other and draft.meeting.get("date") == told["date"]:
            readings.setdefault(draft.sha256, []).append(draft)
    marks = {x.fingerprint for x in reading.lines} | reading.known
    for drafts in readings.values():
        theirs = {x.fingerprint for d in drafts for x in d.lines}
        if len(marks & theirs) * 2 >= min(len(marks), len(theirs)):
            return tuple(drafts)
    return ()


def against(first: Sequence[Draft], reading: Reading) -> Compared:
    """The lines that were read, compared with the first version's. A line of the same words takes
    over what was decided of it; one of other words says what it was."""
    same = {x.fingerprint: x for draft in reversed(first) for x in draft.lines}
    marks = {x.fingerprint for x in reading.lines} | reading.known
    left = [x for x in same.values() if x.fingerprint not in marks]
    lines: list[DraftLine] = []
    changed = added = 0
    for line in reading.lines:
        if before := same.get(line.fingerprint):
            lines.append(_carried(line, before))
            continue
        was = _nearest(left, line)
        if was is None:
            added += 1
            lines.append(line)
            continue
        changed += 1
        left.remove(was)
        data = {**line.data, "was": text_in(was), "hint": was.recorded_id}
        lines.append(replace(line, data=data))
    counted = [f"{changed} changed", f"{added} new"]
    if left:
        counted.append(f"{len(left)} no longer there")
    settled = [x.recorded_id for x in same.values() if x.fingerprint in marks and x.recorded_id]
    return Compared(tuple(lines), ", ".join(counted), tuple(map(_gone, left)), tuple(settled))


def _carried(line: DraftLine, before: DraftLine) -> DraftLine:
    """The line with what an officer decided of it, and changed in it, in the first version."""
    if before.choice is not Choice.ACCEPTED or before.recorded_id:
        return line
    where = {k: line.data[k] for k in ("quote", "page") if k in line.data}
    return replace(line, choice=before.choice, data={**before.data, **where})


def _nearest(lines: list[DraftLine], line: DraftLine) -> DraftLine | None:
    rated = [(alike(text_in(x), text_in(line)), -x.number, x) for x in lines if x.kind is line.kind]
    best = max(rated, key=lambda r: r[:2], default=None)
    return best[2] if best and best[0] >= ALIKE else None


def _gone(line: DraftLine) -> str:
    words = text_in(line).replace("\n", " ")
    told = words if len(words) <= 120 else words[:119] + "…"
    there = f", recorded as {line.data['recorded_as']}" if line.recorded_id else ""
    return (
        f"no longer in this version: “{told}” (line {line.lines[0]} of the first one{there}). "
        "Nothing is taken out by itself."
    )


def put_aside(tx: Transaction, first: Draft, caller: Caller, now: datetime) -> None:
    """End the review of the first version, if it has not been recorded: the later one took over."""
    if first.state is not DraftState.REVIEW:
        return
    watch_keeping.keep(tx, tx.drafts.save(replace(first, state=DraftState.SUPERSEDED)))
    told = {"paper": first.name, "sha256": first.sha256}
    ledger.write(tx, caller.id, first.board_id, now, "superseded", "draft", first.id, told)
