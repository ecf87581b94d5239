"""Recording more lines than a press may wait for: in batches, each a transaction and a row of the
outbox, so that nobody else waits long for the record and a crash loses nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workflows.access import Caller
from workflows.actions import Status
from workflows.boards import Board
from workflows.deliveries import Kind, Parcel
from workflows.draft_lines import day_in
from workflows.draft_twins import NEW, WORK, Pair
from workflows.drafts import Choice, Draft, DraftLine, DraftState
from workflows.minuted_meeting import meeting_day
from workflows.minutes_recording import (
    Work,
    accepted_lines,
    finished,
    in_order,
    notes_of,
    pairs_for,
    record_at_once,
    settled_line,
    to_be_told,
    work_through,
)
from workflows.minutes_review import meeting_on, saved, under_review
from workflows.telling import tell_owners

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: So many lines are recorded within a press; more would keep Slack waiting.
AT_ONCE = 40
#: So many in one transaction, when there are more: nobody else waits long for the record.
BATCH = 10


def begin(tx: Transaction, caller: Caller, draft_id: str, now: datetime) -> Draft:
    """Record what was accepted: at once, or, if it is more than a press may wait for, by a row of
    the outbox that is worked off at once. Meanwhile nobody else can decide or record."""
    draft = under_review(tx, caller, draft_id)
    accepted = accepted_lines(draft)
    if len(accepted) <= AT_ONCE:
        return record_at_once(tx, caller, draft, now).draft
    board = tx.boards.get(draft.board_id)
    meeting_day(tx, board, draft, now)
    begun = replace(
        draft,
        lines=_with_pairs_fixed(tx, draft),
        state=DraftState.RECORDING,
        recorded_by=caller.id,
        recorded_at=now,
    )
    kept = saved(tx, begun)
    _put_off(tx, board, caller, kept)
    return kept


def _with_pairs_fixed(tx: Transaction, draft: Draft) -> tuple[DraftLine, ...]:
    """The lines, each of work saying once and for all what it stands for: no batch looks for it
    among all that is on record."""
    meeting = meeting_on(tx, draft.board_id, day_in(draft.meeting))
    pairs = pairs_for(tx, draft, meeting.id if meeting else None)

    def fixed(line: DraftLine) -> DraftLine:
        pair = pairs.get(line.number)
        stands_for = pair.action.id if pair and pair.sure else NEW
        return replace(line, data={**line.data, "pair": stands_for})

    return tuple(fixed(x) if x.kind in WORK else x for x in draft.lines)


def _fixed_pairs(tx: Transaction, lines: Iterable[DraftLine]) -> dict[int, Pair]:
    named = {x.number: str(x.data["pair"]) for x in lines if x.kind in WORK}
    found = {n: tx.actions.get(i) for n, i in named.items() if i != NEW}
    return {n: Pair(a, sure=True) for n, a in found.items() if a.status is not Status.CANCELLED}


def go_on(tx: Transaction, caller: Caller, draft_id: str, now: datetime) -> None:
    """Record the next lines of what `begin` put off, and have the rest follow; owners are told when
    all is recorded. A line that is refused is left undecided, with a note. Done already: nothing.
    """
    draft = tx.drafts.get(draft_id)
    if draft.state is not DraftState.RECORDING:
        return
    left = in_order(x for x in accepted_lines(draft) if not x.recorded_id)
    batch = left[:BATCH]
    pairs = _fixed_pairs(tx, batch)
    work = work_through(tx, caller, draft, now, batch, pairs)
    lines = tuple(settled_line(line, work) for line in draft.lines)
    so_far = _so_far(draft, work)
    after = replace(
        draft,
        lines=lines,
        meeting_id=work.meeting.id,
        meeting={**draft.meeting, "under_way": so_far},
    )
    if any(x.choice is Choice.ACCEPTED and not x.recorded_id for x in lines):
        _put_off(tx, work.board, caller, saved(tx, after))
        return
    work.paired, work.renumbered = so_far["paired"], so_far["notes"]
    to_tell = [tx.actions.get(i) for i in so_far["to_tell"]]
    told = tell_owners(tx, to_tell, caller, now, batch=f"draft:{draft.id}")
    work.draft = after
    finished(tx, caller, after, notes_of(work, told), now)


def _so_far(draft: Draft, work: Work) -> dict[str, Any]:
    """What the batches have done until now, as plain JSON."""
    before = draft.meeting.get("under_way") or {"paired": 0, "notes": [], "to_tell": []}
    return {
        "paired": before["paired"] + work.paired,
        "notes": [*before["notes"], *work.renumbered],
        "to_tell": [*before["to_tell"], *(a.id for a in to_be_told(work))],
    }


def _put_off(tx: Transaction, board: Board, caller: Caller, draft: Draft) -> None:
    tx.outbox.put(
        Parcel(
            key=f"record:{draft.id}:{draft.version}",
            kind=Kind.READ,
            team_id=board.team_id,
            board_id=board.id,
            view="record_minutes",
            args={"draft_id": draft.id, "by": caller.id},
        )
    )


def give_back(tx: Transaction, draft_id: str) -> None:
    """Recording was refused before it began: the review is open again, every decision as it was."""
    draft = tx.drafts.get(draft_id)
    if draft.state is DraftState.RECORDING and not draft.meeting.get("under_way"):
        open_again = replace(draft, state=DraftState.REVIEW, recorded_by="", recorded_at=None)
        saved(tx, open_again)
