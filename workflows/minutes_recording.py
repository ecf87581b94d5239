"""Recording the accepted lines of a draft: the meeting, resolutions, delegations, actions.

Minutes come after the meeting, so what they say may be on record already: captured live, or
standing in the log from an earlier meeting. Such lines are paired, never recorded twice: the
minuted words become the text, the earlier words stay in the history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import (
    delegation_keeping,
    keeping,
    resolution_beside,
    resolution_recording,
    resolution_votes,
    sitting_recording,
    votes,
)
from workflows.access import Caller
from workflows.action_steps import STATUS_WORDS
from workflows.actions import LIVE, Action, Status
from workflows.agendas import Recommendation
from workflows.boards import Board
from workflows.dates import MONTH_NAMES
from workflows.deadlines import day_words
from workflows.delegation_reading import Grant
from workflows.delegations import Delegation
from workflows.draft_lines import day_in
from workflows.draft_twins import Pair, actions_on_record, best_resolution, pairs_of
from workflows.drafts import SITTING, Choice, Draft, DraftLine, DraftState, LineKind
from workflows.errors import InvalidInput
from workflows.likeness import normal
from workflows.meetings import Meeting
from workflows.minuted_actions import Minuted, Sitting, record_action
from workflows.minuted_meeting import minuted_meeting
from workflows.minutes_review import meeting_on, saved, under_review, write
from workflows.resolution_words import matched
from workflows.resolutions import Carried, Clause, ClauseKind, Resolution
from workflows.telling import tell_owners

if TYPE_CHECKING:
    from workflows.ports import Transaction


@dataclass(frozen=True)
class Recorded:
    """What recording did. `paired` counts what was on record before and took the minuted words;
    `notes` are sentences for the officer."""

    draft: Draft
    meeting: Meeting
    resolutions: tuple[Resolution, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    actions: tuple[Action, ...] = ()
    paired: int = 0
    told: int = 0
    notes: tuple[str, ...] = ()


@dataclass
class Work:
    """One recording under way."""

    tx: Transaction
    caller: Caller
    board: Board
    draft: Draft
    meeting: Meeting
    now: datetime
    resolutions: list[Resolution] = field(default_factory=list)
    delegations: list[Delegation] = field(default_factory=list)
    actions: list[Minuted] = field(default_factory=list)
    became: dict[int, tuple[str, str]] = field(default_factory=dict)
    paired: int = 0
    renumbered: list[str] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    #: What each line of work stands for, found once: a big board has thousands.
    pairs: dict[int, Pair] = field(default_factory=dict)

    @property
    def sitting(self) -> Sitting:
        """For whom, when and for which meeting its actions are recorded."""
        in_minutes = not self.draft.meeting.get("agenda")
        return Sitting(self.caller, self.board, self.meeting, in_minutes, self.now)


def record(
    tx: Transaction, caller: Caller, draft_id: str, now: datetime, *, tell: bool = True
) -> Recorded:
    """Record what was accepted, in one go. Lines still waiting are not recorded: they are offered
    again when the paper is read again. Each owner is told once, with all that is theirs; nobody is
    without `tell`."""
    return record_at_once(tx, caller, under_review(tx, caller, draft_id), now, tell=tell)


def accepted_lines(draft: Draft) -> list[DraftLine]:
    """What will be recorded; `InvalidInput` if that is nothing."""
    accepted = [line for line in draft.lines if line.choice is Choice.ACCEPTED]
    if not accepted:
        raise InvalidInput("Nothing is accepted yet, so there is nothing to record.")
    return accepted


def in_order(lines: Iterable[DraftLine]) -> list[DraftLine]:
    """The order of recording: the sitting, since an interest declared bars from a vote;
    resolutions, the delegations that stand in them, then work. Printed references go first: a new
    one must not take a number that the paper's log has given."""
    turns = dict.fromkeys(SITTING, -1) | {LineKind.RESOLUTION: 0, LineKind.DELEGATION: 1}
    return sorted(lines, key=lambda x: (turns.get(x.kind, 2), not x.data.get("ref")))


def pairs_for(tx: Transaction, draft: Draft, here: str | None) -> dict[int, Pair]:
    """For each line of work that was not rejected, nor recorded yet, what it stands for on record
    as of now."""
    lines = [x for x in draft.lines if x.choice is not Choice.REJECTED and not x.recorded_id]
    known = actions_on_record(tx, tx.boards.get(draft.board_id))
    settled = [*draft.meeting.get("settled", ()), *(x.recorded_id for x in draft.lines)]
    return pairs_of(lines, known, here, settled)


def work_through(
    tx: Transaction,
    caller: Caller,
    draft: Draft,
    now: datetime,
    lines: Sequence[DraftLine],
    fixed: dict[int, Pair] | None = None,
) -> Work:
    """Record these lines; a refusal names the line of the paper it belongs to. In batches, where
    what each line stands for is `fixed` already, a line that is refused is left undecided instead,
    with a note."""
    board = tx.boards.get(draft.board_id)
    meeting = minuted_meeting(tx, caller, board, draft, now)
    work = Work(tx, caller, board, draft, meeting, now)
    work.pairs = pairs_for(tx, draft, meeting.id) if fixed is None else fixed
    for line in lines:
        try:
            _TAKES.get(line.kind, _action)(work, line)
        except InvalidInput as wrong:
            where = f"Line {line.lines[0]} of the paper: {wrong.message}"
            if fixed is None:
                raise InvalidInput(
                    f"{where} Nothing was recorded: in the review in chat, edit that entry or "
                    "reject it."
                ) from wrong
            work.refused.add(line.number)
            work.renumbered.append(f"{where} This line was not recorded.")
    return work


def to_be_told(work: Work) -> list[Action]:
    return [m.action for m in work.actions if m.tell and m.action.status in LIVE]


def record_at_once(
    tx: Transaction, caller: Caller, draft: Draft, now: datetime, *, tell: bool = True
) -> Recorded:
    lines = in_order(accepted_lines(draft))
    work = work_through(tx, caller, draft, now, lines)
    to_tell = to_be_told(work) if tell else []
    told = tell_owners(tx, to_tell, caller, now, batch=f"draft:{draft.id}")
    notes = notes_of(work, told)
    settled = tuple(settled_line(line, work) for line in draft.lines)
    after = replace(draft, lines=settled, meeting_id=work.meeting.id)
    done = finished(tx, caller, after, notes, now)
    return Recorded(
        done,
        work.meeting,
        tuple(work.resolutions),
        tuple(work.delegations),
        tuple(m.action for m in work.actions),
        work.paired,
        told,
        tuple(notes),
    )


def finished(
    tx: Transaction, caller: Caller, draft: Draft, notes: Sequence[str], now: datetime
) -> Draft:
    """The draft marked as recorded by this officer; the notes stay with it."""
    done = replace(
        draft,
        state=DraftState.RECORDED,
        recorded_by=caller.id,
        recorded_at=now,
        page=0,
        meeting={
            **{k: v for k, v in draft.meeting.items() if k != "under_way"},
            "notes": list(notes),
        },
    )
    kept = saved(tx, done)
    accepted = sum(line.choice is Choice.ACCEPTED for line in kept.lines)
    write(tx, kept, caller, now, "recorded", {"accepted": str(accepted)})
    return kept


def settled_line(line: DraftLine, work: Work) -> DraftLine:
    if line.number in work.refused:
        return replace(line, choice=Choice.WAITING)
    if line.number not in work.became:
        return line
    recorded_id, words = work.became[line.number]
    return replace(line, recorded_id=recorded_id, data={**line.data, "recorded_as": words})


# --- resolutions and delegations ------------------------------------------------------------------


def _resolution(work: Work, line: DraftLine) -> None:
    tx, data = work.tx, line.data
    taken = {x.recorded_id for x in work.draft.lines} | {r.id for r in work.resolutions}
    known = [r for r in tx.resolutions.of_meeting(work.meeting.id) if r.id not in taken]
    clauses = tuple(
        Clause(tx.new_id(), c["label"], c["text"], tuple(c["verbs"]), ClauseKind(c["kind"]))
        for c in data["clauses"]
    )
    # A draft of an earlier day has no mover and no seconder.
    mover, seconder = (
        str(data.get(name, ""))[: resolution_recording.MAX_NAME] for name in ("mover", "seconder")
    )
    vote = votes.from_minutes(*data.get("votes") or (None, None, None, None))
    barred = _barred(work, data)
    asked = tuple(Recommendation(label, text) for label, text in data.get("asked", ()))
    twin = best_resolution(known, data)
    if twin:
        stated = vote.carried is not Carried.NOT_STATED
        after = replace(
            twin,
            clauses=matched(twin.clauses, clauses),
            minute_ref=data["ref"] or twin.minute_ref,
            item=data["item"] or twin.item,
            marker=data["marker"] or twin.marker,
            mover=mover or twin.mover,
            seconder=seconder or twin.seconder,
            carried=vote.carried if stated else twin.carried,
            votes=vote.votes or twin.votes,
            barred=barred or twin.barred,
            recommended=twin.recommended or asked,
            live=False,
        )
        saved = resolution_recording.keep(tx, work.caller, after, work.now, "minuted")
        work.paired += 1
    else:
        fresh = Resolution(
            id=tx.new_id(),
            board_id=work.board.id,
            meeting_id=work.meeting.id,
            minute_ref=data["ref"],
            item=data["item"],
            clauses=clauses,
            recorded_by=work.caller.id,
            recorded_at=work.now,
            marker=data["marker"] or work.board.marker,
            mover=mover,
            seconder=seconder,
            carried=vote.carried,
            votes=vote.votes,
            barred=barred,
            recommended=asked,
            origin="minutes",
        )
        fresh = resolution_beside.linked(tx, fresh)
        saved = resolution_recording.add(tx, work.caller, fresh, work.now)
    work.resolutions.append(saved)
    named = f"minute {saved.minute_ref}" if saved.minute_ref else "without a minute number"
    work.became[line.number] = (saved.id, named)


def _barred(work: Work, data: Mapping[str, object]) -> tuple[str, ...]:
    """Whom an interest kept from voting on it, where item or minute has the number of the item in
    which it was declared."""
    found: dict[str, None] = {}
    for named in (str(data["item"]), str(data["ref"])):
        found |= dict.fromkeys(resolution_votes.barred_from(work.tx, work.meeting, named))
    return tuple(found)


def _clause_with(work: Work, text: str) -> tuple[Resolution, Clause] | None:
    """The clause of this meeting's resolutions in which those words stand."""
    wanted = normal(text)
    for resolution in work.tx.resolutions.of_meeting(work.meeting.id):
        for clause in resolution.clauses:
            if wanted and wanted in normal(clause.text):
                return resolution, clause
    return None


def _delegation(work: Work, line: DraftLine) -> None:
    tx, data = work.tx, line.data
    deadline = date.fromisoformat(data["deadline"]) if data["deadline"] else None
    grant = Grant(
        data["text"],
        tuple(data["delegates"]),
        tuple(data["consultees"]),
        tuple(data["conditions"]),
        deadline,
    )
    found = _clause_with(work, str(data.get("as_read", data["text"])))
    before = {d.id for d in tx.delegations.of_board(work.board.id)}
    if found:
        resolution, clause = found
        kept = delegation_keeping.keep_clause(
            tx, work.caller, resolution, clause, work.meeting.day, work.now, grant
        )
    else:
        kept = delegation_keeping.keep_grant(
            tx, work.caller, work.board.id, grant, work.now, work.meeting.id
        )
    work.paired += kept.id in before
    work.delegations.append(kept)
    work.became[line.number] = (kept.id, kept.reference)


# --- actions --------------------------------------------------------------------------------------


def _action(work: Work, line: DraftLine) -> None:
    found = None
    if line.data["source"] == "resolution":
        found = _clause_with(work, str(line.data.get("as_read", line.data["text"])))
    pair = work.pairs.get(line.number)
    twin = pair.action if pair and pair.sure else None
    minuted = record_action(work.tx, work.sitting, line.data, found, twin)
    work.paired += minuted.paired
    work.actions.append(minuted)
    words, printed = minuted.action.reference or "captured", str(line.data["ref"])
    if printed and not minuted.paired and printed != words:
        work.renumbered.append(f"{printed} of the paper is another action here: now {words}.")
    if minuted.action.status is not Status.OPEN:
        words = f"{words} ({STATUS_WORDS[minuted.action.status]})"
    work.became[line.number] = (minuted.action.id, words)


def _sitting(work: Work, line: DraftLine) -> None:
    meeting = work.tx.meetings.get(work.meeting.id)
    sat = sitting_recording.take(
        work.tx, work.caller, work.board, meeting, line.kind, line.data, work.now
    )
    work.meeting = work.tx.meetings.get(meeting.id)
    work.renumbered += sat.notes
    work.became[line.number] = (sat.id, sat.words)


_TAKES: Mapping[LineKind, Callable[[Work, DraftLine], None]] = {
    **dict.fromkeys(SITTING, _sitting),
    LineKind.RESOLUTION: _resolution,
    LineKind.DELEGATION: _delegation,
}


def notes_of(work: Work, told: int) -> list[str]:
    """What the officer should know after recording."""
    notes = list(work.renumbered)
    if told:
        people = "person was" if told == 1 else "people were"
        notes.append(f"{told} {people} told what is theirs, once.")
    if work.paired:
        were = "was" if work.paired == 1 else "were"
        notes.append(f"{work.paired} {were} on record already and took over what the minutes say.")
    waiting = sum(line.choice is Choice.WAITING for line in work.draft.lines)
    if waiting:
        were = "line was" if waiting == 1 else "lines were"
        rest = "it" if waiting == 1 else "the rest"
        notes.append(
            f"{waiting} {were} left undecided and not recorded: read the paper again to decide on "
            f"{rest}."
        )
    left = [a for a in work.tx.actions.of_meeting(work.meeting.id) if a.live and a.status in LIVE]
    if left:
        notes.append(
            f"{len(left)} captured at the meeting are not in these minutes and not issued yet: "
            "/meeting check shows them."
        )
    following = day_in(work.draft.meeting, "next")
    today = keeping.local_day(work.now, work.board)
    if following and following > today and not meeting_on(work.tx, work.board.id, following):
        at = str(work.draft.meeting.get("next_start") or "")
        month = MONTH_NAMES[following.month - 1]
        typed = f"{following.day} {month} {following.year} {at}".strip()
        notes.append(
            f"The paper names {day_words(following)} as the next meeting; it is not in the "
            f"register. Add it with /meeting schedule {typed}"
        )
    return notes
