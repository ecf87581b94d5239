"""Recording the accepted lines of a draft: the meeting, resolutions, delegations, actions.

Minutes come after the meeting, so what they say may be on record already: captured live, or
standing in the log from an earlier meeting. Such lines are paired, never recorded twice: the
minuted words become the text, the earlier words stay in the history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import confirming, delegation_keeping, keeping, ledger, resolution_recording
from workflows.access import Caller
from workflows.action_recording import tell_owners
from workflows.action_steps import STATUS_WORDS
from workflows.actions import LIVE, Action, Status
from workflows.boards import Board
from workflows.calendars import local_moment
from workflows.dates import MONTH_NAMES
from workflows.deadlines import day_words, read_time
from workflows.delegation_keeping import Grant
from workflows.delegations import Delegation
from workflows.draft_lines import best_resolution, day_in
from workflows.drafts import Choice, Draft, DraftLine, LineKind
from workflows.errors import AlreadyDone, InvalidInput
from workflows.likeness import normal
from workflows.meeting_planning import DEFAULT_LENGTH, DEFAULT_START
from workflows.meetings import Meeting, MeetingState
from workflows.minuted_actions import Minuted, record_action
from workflows.minutes_review import ACTIONS, finish, meeting_on, under_review
from workflows.resolution_words import matched
from workflows.resolutions import Clause, ClauseKind, Resolution

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
class _Work:
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
    #: What may be paired still, read once: a big board has thousands.
    on_record: dict[str, Action] = field(default_factory=dict)


def record(tx: Transaction, caller: Caller, draft_id: str, now: datetime) -> Recorded:
    """Record what was accepted, in one go. Lines still waiting are not recorded: they are offered
    again when the paper is read again. Each owner is told once, with all that is theirs."""
    draft = under_review(tx, caller, draft_id)
    accepted = [line for line in draft.lines if line.choice is Choice.ACCEPTED]
    if not accepted:
        raise InvalidInput("Nothing is accepted yet, so there is nothing to record.")
    board = tx.boards.get(draft.board_id)
    meeting = _meeting(tx, caller, board, draft, now)
    work = _Work(tx, caller, board, draft, meeting, now)
    _each(work, accepted, {LineKind.RESOLUTION}, _resolution)
    _each(work, accepted, {LineKind.DELEGATION}, _delegation)
    # Printed references first: a new one must not take a number that the paper's log has given.
    work.on_record = _on_record(tx, board)
    _each(work, sorted(accepted, key=lambda x: not x.data.get("ref")), ACTIONS, _action)
    to_tell = [m.action for m in work.actions if m.tell and m.action.status in LIVE]
    told = tell_owners(tx, to_tell, caller, now, batch=f"draft:{draft.id}")
    lines = tuple(_settled(line, work) for line in draft.lines)
    notes = _notes(work, told)
    done = finish(tx, caller, replace(draft, lines=lines, meeting_id=meeting.id), notes, now)
    return Recorded(
        done,
        meeting,
        tuple(work.resolutions),
        tuple(work.delegations),
        tuple(m.action for m in work.actions),
        work.paired,
        told,
        tuple(notes),
    )


def _each(
    work: _Work,
    lines: Iterable[DraftLine],
    kinds: Iterable[LineKind],
    take: Callable[[_Work, DraftLine], None],
) -> None:
    """Take the lines of these kinds; a refusal names the line of the paper it belongs to."""
    for line in lines:
        if line.kind not in kinds:
            continue
        try:
            take(work, line)
        except InvalidInput as wrong:
            raise InvalidInput(
                f"Line {line.lines[0]} of the paper: {wrong.message} Nothing was recorded; press "
                "Edit on that entry."
            ) from wrong


def _settled(line: DraftLine, work: _Work) -> DraftLine:
    if line.number not in work.became:
        return line
    recorded_id, words = work.became[line.number]
    return replace(line, recorded_id=recorded_id, data={**line.data, "recorded_as": words})


# --- the meeting ----------------------------------------------------------------------------------


def _meeting(tx: Transaction, caller: Caller, board: Board, draft: Draft, now: datetime) -> Meeting:
    """The meeting that the paper is the minutes of: by its date; made, as one that was held, where
    the register has none."""
    day = day_in(draft.meeting)
    if day is None:
        raise InvalidInput(
            "The paper names no date of a meeting. Nothing was recorded: press “Which meeting?” "
            "and give the day."
        )
    today = keeping.local_day(now, board)
    meeting = meeting_on(tx, board.id, day)
    if meeting and meeting.state is MeetingState.OPEN:
        raise AlreadyDone(
            f"The meeting of {day_words(day)} is still open. Nothing was recorded: close it first "
            "with /meeting close."
        )
    if day > today:
        raise InvalidInput(
            f"The meeting of {day_words(day)} is still to come. Nothing was recorded: if the date "
            "was read wrongly, press “Which meeting?”."
        )
    if meeting is None:
        return _held(tx, caller, board, draft, day, now)
    if meeting.state is MeetingState.PLANNED:
        return _marked_held(tx, caller, board, meeting, now)
    return meeting


def _held(
    tx: Transaction, caller: Caller, board: Board, draft: Draft, day: date, now: datetime
) -> Meeting:
    starts = _moment(str(draft.meeting.get("start") or ""), day, board)
    first = starts or local_moment(day, DEFAULT_START, board.zone)
    ends = _moment(str(draft.meeting.get("end") or ""), day, board)
    meeting_id = tx.new_id()
    meeting = tx.meetings.add(
        Meeting(
            id=meeting_id,
            board_id=board.id,
            day=day,
            starts_at=first,
            ends_at=ends if ends and ends > first else first + DEFAULT_LENGTH,
            uid=f"{meeting_id}@matters-arising",
            state=MeetingState.ISSUED,
            venue=str(draft.meeting.get("venue") or "")[:240],
            closed_at=now,
        )
    )
    _write(tx, meeting, caller, now, "taken from its minutes")
    return meeting


def _moment(text: str, day: date, board: Board) -> datetime | None:
    try:
        return local_moment(day, read_time(text), board.zone) if text else None
    except InvalidInput:
        return None  # a time that is not clear is left out: the default hour stands


def _marked_held(
    tx: Transaction, caller: Caller, board: Board, meeting: Meeting, now: datetime
) -> Meeting:
    """Nobody opened it in chat, yet it has minutes: it was held, and confirmed what had been
    completed by then."""
    saved = tx.meetings.save(replace(meeting, state=MeetingState.ISSUED, closed_at=now))
    _write(tx, saved, caller, now, "held, by its minutes")
    keeping.recount(tx, board, keeping.local_day(now, board))
    confirming.confirm(tx, caller, saved, now)
    return saved


def _write(tx: Transaction, meeting: Meeting, caller: Caller, now: datetime, deed: str) -> None:
    day = {"day": meeting.day.isoformat()}
    ledger.write(tx, caller.id, meeting.board_id, now, deed, "meeting", meeting.id, day)


# --- resolutions and delegations ------------------------------------------------------------------


def _resolution(work: _Work, line: DraftLine) -> None:
    tx, data = work.tx, line.data
    known = [r for r in tx.resolutions.of_meeting(work.meeting.id) if r not in work.resolutions]
    clauses = tuple(
        Clause(tx.new_id(), c["label"], c["text"], tuple(c["verbs"]), ClauseKind(c["kind"]))
        for c in data["clauses"]
    )
    twin = best_resolution(known, data)
    if twin:
        after = replace(
            twin,
            clauses=matched(twin.clauses, clauses),
            minute_ref=data["ref"] or twin.minute_ref,
            item=data["item"] or twin.item,
            marker=data["marker"] or twin.marker,
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
            origin="minutes",
        )
        saved = resolution_recording.add(tx, work.caller, fresh, work.now)
    work.resolutions.append(saved)
    named = f"minute {saved.minute_ref}" if saved.minute_ref else "without a minute number"
    work.became[line.number] = (saved.id, named)


def _clause_with(work: _Work, text: str) -> tuple[Resolution, Clause] | None:
    """The clause of this meeting's resolutions in which those words stand."""
    wanted = normal(text)
    for resolution in work.tx.resolutions.of_meeting(work.meeting.id):
        for clause in resolution.clauses:
            if wanted and wanted in normal(clause.text):
                return resolution, clause
    return None


def _delegation(work: _Work, line: DraftLine) -> None:
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


def _on_record(tx: Transaction, board: Board) -> dict[str, Action]:
    """The board's actions by id, issued or captured live, but for what was cancelled."""
    found = [*tx.actions.of_board(board.id), *tx.actions.of_board(board.id, live=True)]
    return {a.id: a for a in found if a.status is not Status.CANCELLED}


def _action(work: _Work, line: DraftLine) -> None:
    found = None
    if line.data["source"] == "resolution":
        found = _clause_with(work, str(line.data.get("as_read", line.data["text"])))
    minuted = record_action(
        work.tx,
        work.caller,
        work.board,
        work.meeting,
        line.data,
        found,
        work.on_record.values(),
        in_minutes=not work.draft.meeting.get("agenda"),
        now=work.now,
    )
    work.on_record.pop(minuted.action.id, None)
    work.paired += minuted.paired
    work.actions.append(minuted)
    words, printed = minuted.action.reference or "captured", str(line.data["ref"])
    if printed and not minuted.paired and printed != words:
        work.renumbered.append(f"{printed} of the paper is another action here: now {words}.")
    if minuted.action.status is not Status.OPEN:
        words = f"{words} ({STATUS_WORDS[minuted.action.status]})"
    work.became[line.number] = (minuted.action.id, words)


def _notes(work: _Work, told: int) -> list[str]:
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
