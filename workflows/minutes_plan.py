"""What pressing Record would do, said before it is done: the same findings, and nothing stored."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping, sitting_lines
from workflows.access import Caller
from workflows.action_steps import STATUS_WORDS
from workflows.actions import LIVE, Action, Owner, Status
from workflows.boards import Board
from workflows.deadlines import Due, day_words, describe
from workflows.draft_owners import without_owner
from workflows.draft_twins import WORK, asks_for_itself, best_resolution, resolutions_on_record
from workflows.drafts import SITTING, Choice, Draft, DraftLine, LineKind
from workflows.likeness import normal
from workflows.log_words import is_completed
from workflows.meetings import Meeting, MeetingState
from workflows.minuted_actions import Sitting, as_minuted, is_told
from workflows.minuted_meeting import meeting_day
from workflows.minutes_recording import accepted_lines, pairs_for
from workflows.minutes_review import meeting_on, under_review
from workflows.owners import Roll, people_behind, rejoin, roll_of

if TYPE_CHECKING:
    from workflows.ports import Transaction


#: So many lines of the paper are named before the rest is counted.
_PLACES = 12


@dataclass(frozen=True)
class Plan:
    """What would be recorded. `meeting` says what becomes of the meeting, `new` and `changes` are
    sentences (a change names what on record it is of), `told` the people who would be written to
    with the number of their actions, `unsettled` what the new actions lack, `left` what stays out.
    `mark` is another one as soon as any of it is."""

    draft: Draft
    meeting: str
    new: tuple[str, ...]
    changes: tuple[str, ...]
    told: tuple[tuple[str, int], ...]
    unsettled: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def mark(self) -> str:
        told = (self.meeting, self.new, self.changes, self.told, self.unsettled, self.left)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def plan(tx: Transaction, caller: Caller, draft_id: str, now: datetime) -> Plan:
    """What `minutes_recording.record` would do now; refused for the same reasons."""
    draft = under_review(tx, caller, draft_id)
    accepted = accepted_lines(draft)
    board = tx.boards.get(draft.board_id)
    day = meeting_day(tx, board, draft, now)
    meeting = meeting_on(tx, board.id, day)
    planned = _Planned(tx, caller, board, draft, day, meeting, now)
    work = [x for x in accepted if x.kind in WORK]
    for line in work:
        planned.add(line)
    new, changes = _resolved(tx, accepted, meeting)
    granted = {normal(d.text) for d in tx.delegations.of_board(board.id)}
    fresh = [
        x
        for x in accepted
        if x.kind is LineKind.DELEGATION and normal(str(x.data["text"])) not in granted
    ]
    new += _counted(len(fresh), "delegation")
    new += _counted(planned.fresh, "action")
    sitting = [x for x in accepted if x.kind in SITTING]
    new += sitting_lines.counted([x.kind for x in sitting], [x.data for x in sitting])
    return Plan(
        draft,
        _meeting_words(day, meeting),
        tuple(new),
        (*changes, *planned.changes),
        planned.told(),
        tuple(planned.unsettled()),
        tuple(_left(draft)),
    )


def _counted(n: int, word: str) -> list[str]:
    return [f"{n} {word}{'' if n == 1 else 's'}"] if n else []


def _meeting_words(day: date, meeting: Meeting | None) -> str:
    if meeting is None:
        return f"The meeting of {day_words(day)} is added to the register, as one that was held"
    if meeting.state is MeetingState.PLANNED:
        return (
            f"The meeting of {day_words(day)} is marked as held, which confirms what had been "
            "completed by then"
        )
    return f"It is recorded with the meeting of {day_words(day)}, which the register has"


def _resolved(
    tx: Transaction, accepted: Iterable[DraftLine], meeting: Meeting | None
) -> tuple[list[str], list[str]]:
    known = resolutions_on_record(tx, meeting.id if meeting else None)
    changes: list[str] = []
    fresh: list[DraftLine] = []
    for line in accepted:
        if line.kind is not LineKind.RESOLUTION:
            continue
        twin = best_resolution(known, line.data)
        if twin is None:
            fresh.append(line)
            continue
        known = [r for r in known if r is not twin]
        changes.append(f"{_resolution_name(line)}: what is on record takes the minuted words")
    clauses = sum(len(x.data["clauses"]) for x in fresh)
    told = _counted(len(fresh), "resolution")
    return [f"{t} ({_counted(clauses, 'clause')[0]})" for t in told], changes


def _resolution_name(line: DraftLine) -> str:
    return f"Minute {line.data['ref']}" if line.data["ref"] else "The resolution"


class _Planned:
    """What becomes of the lines of work, gathered line by line."""

    def __init__(
        self,
        tx: Transaction,
        caller: Caller,
        board: Board,
        draft: Draft,
        day: date,
        meeting: Meeting | None,
        now: datetime,
    ) -> None:
        self.tx, self.board, self.day, self.now = tx, board, day, now
        self.caller = caller
        self.fresh = 0
        self.changes: list[str] = []
        self.roll: Roll = roll_of(tx, board, day)
        self.pairs = pairs_for(tx, draft, meeting.id if meeting else None)
        in_minutes = not draft.meeting.get("agenda")
        self.at = Sitting(caller, board, meeting, in_minutes, now) if meeting else None
        self._nowhere = Sitting(caller, board, _unmade(board, day, now), in_minutes, now)
        self._to_do: list[DraftLine] = []
        self._owned: Counter[str] = Counter()
        self._behind: dict[tuple[Owner, ...], list[str]] = {}

    def add(self, line: DraftLine) -> None:
        """One accepted line: counted as new, or what changes of what is on record."""
        pair = self.pairs.get(line.number)
        if pair is None or not pair.sure:
            self.fresh += 1
            if not is_completed(str(line.data["status"])):
                self._to_do.append(line)
                self._tell(self._owners(line))
            return
        before = pair.action
        after = as_minuted(self.tx, self.at or self._nowhere, line.data, None, before)
        words = "; ".join(_change_words(before, after))
        name = before.reference or f"“{_short(before.text)}”"
        self.changes.append(f"{name}: {words or 'nothing changes'}")
        if after.status in LIVE and after != before and is_told(before, after):
            self._tell(after.owners)

    def _owners(self, line: DraftLine) -> tuple[Owner, ...]:
        written = rejoin([str(o) for o in line.data["owners"]], self.roll)
        return tuple(dict.fromkeys(self.roll.match(w) for w in written))

    def _tell(self, owners: tuple[Owner, ...]) -> None:
        if owners not in self._behind:
            today = keeping.local_day(self.now, self.board)
            self._behind[owners] = people_behind(self.tx, owners, self.board, today)
        self._owned.update(set(self._behind[owners]) - {self.caller.id})

    def unsettled(self) -> Iterator[str]:
        """Which of the new actions have nobody to do them, and how many have no date."""
        ownerless = [x for x in self._to_do if without_owner(x.data)]
        if ownerless:
            where = ", ".join(str(x.lines[0]) for x in ownerless[:_PLACES])
            more = f" and {len(ownerless) - _PLACES} more" if len(ownerless) > _PLACES else ""
            lines = "line" if len(ownerless) == 1 else "lines"
            told = _counted(len(ownerless), "action")[0]
            yield f"{told} without a known owner ({lines} {where}{more})"
        undated = sum(x.data["due_shown"] == describe(Due()) for x in self._to_do)
        if undated:
            yield f"{_counted(undated, 'action')[0]} without a date"

    def told(self) -> tuple[tuple[str, int], ...]:
        people = self.tx.people.many(list(self._owned))
        return tuple(sorted((people[i].name, n) for i, n in self._owned.items()))


def _unmade(board: Board, day: date, now: datetime) -> Meeting:
    """The meeting that recording would add, for judging dates by its day."""
    return Meeting("", board.id, day, now, now, "", state=MeetingState.ISSUED)


def _change_words(before: Action, after: Action) -> Iterator[str]:
    if before.text != after.text:
        yield "takes the minuted words"
    if before.live:
        yield "is issued with a reference"
    if before.status is not after.status:
        ended = after.status in (Status.CLOSED, Status.ACCEPTED)
        verb = "is marked as" if ended or after.status not in LIVE else "is now"
        yield f"{verb} {STATUS_WORDS[after.status]} (was {STATUS_WORDS[before.status]})"
    if before.due != after.due:
        yield f"{describe(after.due)} (was {describe(before.due)})"
    if before.owners != after.owners and {o.printed for o in before.owners} != {
        o.printed for o in after.owners
    }:
        yield "owners as minuted"
    fresh = [n for n in after.notes if n not in before.notes]
    if fresh and before.status is after.status:
        yield f"progress “{_short(fresh[-1].text)}”"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _left(draft: Draft) -> Iterator[str]:
    waiting = [x for x in draft.lines if x.choice is Choice.WAITING]
    rejected = sum(x.choice is Choice.REJECTED for x in draft.lines)
    if waiting:
        were = "line is" if len(waiting) == 1 else "lines are"
        yield f"{len(waiting)} {were} undecided and not recorded: that can be done afterwards"
    if asking := [x for x in waiting if asks_for_itself(x)]:
        yield f"{len(asking)} of them may be on record already and wait for your word"
    if rejected:
        yield f"{rejected} rejected"
