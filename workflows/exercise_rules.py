"""What the law and the grant ask of a decision taken under a delegation. Pure.

`lacking` is what its record must still say (Openness of Local Government Bodies Regulations 2014,
SI 2014/2095 reg. 7; for an executive decision SI 2012/2089 regs 12, 13), `misfits` what does not
fit the grant: said in words and kept with a reason, never silently refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from workflows.boards import Board
from workflows.dates import day_words
from workflows.delegations import Delegation, DelegationState
from workflows.exercises import Exercise, ExerciseState

#: Years for which the record and its background papers are kept, from the decision (SI 2014/2095
#: reg. 8).
RECORD_YEARS, PAPER_YEARS = 6, 4

#: The fields that may be left out of the published form, with what they are called.
FIELDS = {
    "decision": "the decision",
    "reasons": "the reasons",
    "alternatives": "the alternatives",
    "interests": "the interests",
    "dispensation": "the dispensation",
    "consulted": "who was consulted",
    "amount": "the sum",
}

#: Of these a decision has been taken, and stands.
STANDS = frozenset(
    {
        ExerciseState.MADE,
        ExerciseState.CALLED_IN,
        ExerciseState.REPORTED,
        ExerciseState.NOTED,
        ExerciseState.RATIFIED,
    }
)
#: The board has heard of these.
HEARD = frozenset({ExerciseState.REPORTED, ExerciseState.NOTED, ExerciseState.RATIFIED})


def lacking(exercise: Exercise) -> tuple[str, ...]:
    """What the record must still say, in words; "none" is an answer, silence is not."""
    found = []
    if _silent(exercise.decided_by):
        found.append("who decided")
    if _silent(exercise.decision):
        found.append("the decision")
    if _silent(exercise.reasons):
        found.append("the reasons")
    if _silent(exercise.alternatives):
        found.append("the alternatives considered and rejected (“none” is an answer)")
    if _silent(exercise.interests):
        found.append("the interests declared (“none declared” is an answer)")
    if exercise.executive and _silent(exercise.dispensation):
        found.append("any dispensation (“none” is an answer)")
    return tuple(found)


def field_lacking(exercise: Exercise) -> str:
    """The name of the first field that `lacking` means."""
    asked = ["decided_by", "decision", "reasons", "alternatives", "interests"]
    asked += ["dispensation"] if exercise.executive else []
    return next((name for name in asked if _silent(getattr(exercise, name))), "")


def _silent(words: str) -> bool:
    return not re.search(r"\w", words)


@dataclass(frozen=True)
class Grounds:
    """What a decision is held against besides the grant itself: the day of the grant (None where
    it is not known), the other decisions under it, who decided without being named, which
    delegates had no part, and which consultees have not been heard."""

    granted_on: date | None = None
    others: Sequence[Exercise] = ()
    strangers: Sequence[str] = ()
    absent: Sequence[str] = ()
    unheard: Sequence[str] = ()


def misfits(exercise: Exercise, delegation: Delegation | None, grounds: Grounds) -> tuple[str, ...]:
    """What does not fit the grant, in words."""
    if delegation is None or not delegation.clause_id:
        known = ["no resolution is known that grants it"]
        if delegation is None:
            return tuple(known)
    else:
        known = []
    return (
        *known,
        *_times(exercise, delegation, grounds.granted_on),
        *_money(exercise, delegation, grounds.others),
        *_people(delegation, grounds),
        *_again(delegation, grounds.others),
    )


def _times(exercise: Exercise, delegation: Delegation, granted: date | None) -> list[str]:
    on, until, found = exercise.decided_on, delegation.deadline.day, []
    if granted and on < granted:
        words = f"decided on {day_words(on)}, before it was granted"
        if delegation.meeting_id:
            found.append(f"{words} on {day_words(granted)}")
        else:
            put = f"it was put on record on {day_words(granted)}"
            found.append(f"{words}: no meeting is known, and {put}")
    if until and on > until:
        found.append(f"decided on {day_words(on)}, after it ended on {day_words(until)}")
    revoked = delegation.state is DelegationState.REVOKED and delegation.ended_on
    if revoked and on >= revoked:
        found.append(f"decided on {day_words(on)}, after it was revoked on {day_words(revoked)}")
    return found


def spent(others: Sequence[Exercise]) -> int:
    """What the decisions that stand have cost, in pounds."""
    return sum(e.amount or 0 for e in others if e.state in STANDS)


def _money(exercise: Exercise, delegation: Delegation, others: Sequence[Exercise]) -> list[str]:
    limit = delegation.amount
    if limit is None:
        return []
    if exercise.amount is None:
        return [f"it does not say how much, and the grant is limited to {money(limit)}"]
    before = spent(others)
    if exercise.amount + before <= limit:
        return []
    if not before:
        return [f"{money(exercise.amount)} is more than the {money(limit)} granted"]
    named = ", ".join(e.reference for e in others if e.state in STANDS and e.amount)
    return [
        f"{money(exercise.amount)} with the {money(before)} of {named} comes to "
        f"{money(exercise.amount + before)}, more than the {money(limit)} granted"
    ]


def money(pounds: int) -> str:
    """A sum in pounds."""
    return f"£{pounds:,}"


def _people(delegation: Delegation, grounds: Grounds) -> list[str]:
    found = []
    to = "; ".join(delegation.delegates) or "nobody named"
    if grounds.strangers:
        found.append(f"decided by {' and '.join(grounds.strangers)}; it was granted to {to}")
    if delegation.jointly == "jointly" and grounds.absent:
        found.append(f"held jointly, and {' and '.join(grounds.absent)} has not agreed")
    if len(delegation.delegates) > 1 and not delegation.jointly and grounds.absent:
        found.append("the grant does not say whether its delegates act jointly or severally")
    if grounds.unheard and not delegation.consult_first:
        found.append(f"no reply of {' and '.join(grounds.unheard)} is on record")
    return found


def _again(delegation: Delegation, others: Sequence[Exercise]) -> list[str]:
    before = [e for e in others if e.state in STANDS]
    if delegation.recurring or not before:
        return []
    first = before[0]
    return [
        f"granted for one decision, which was taken on {day_words(first.decided_on)} "
        f"({first.reference})"
    ]


def standing(delegation: Delegation, exercises: Sequence[Exercise], today: date) -> DelegationState:
    """How the delegation stands today: a pure function of its terms and of what was decided under
    it. Whoever has begun a record in time has not let it lapse."""
    if delegation.state is DelegationState.REVOKED:
        return DelegationState.REVOKED
    until = delegation.deadline.day
    over = until is not None and today > until
    if not delegation.recurring:
        in_time = [
            e
            for e in exercises
            if e.state is not ExerciseState.WITHDRAWN and (until is None or e.decided_on <= until)
        ]
        if any(e.state in STANDS for e in in_time):
            return DelegationState.USED
        over = over and not in_time
    return DelegationState.LAPSED if over else DelegationState.GRANTED


@dataclass(frozen=True)
class Kept:
    """Until when the record and its background papers are kept."""

    record: date
    papers: date


def retention(exercise: Exercise) -> Kept:
    """Six years and four from the date of the decision (SI 2014/2095 reg. 8)."""
    on = exercise.decided_on
    return Kept(on + relativedelta(years=RECORD_YEARS), on + relativedelta(years=PAPER_YEARS))


def call_in_ends(exercise: Exercise, board: Board) -> date | None:
    """The last day on which it may be called in, in working days from its publication, by the
    board's rules of the day of the decision; None where it may not be, or the time has not begun.
    What was called in once is not called in again."""
    days = call_in_days(exercise, board)
    if days is None or exercise.published_on is None or exercise.call_ins:
        return None
    return board.calendar.add(exercise.published_on, days)


def call_in_days(exercise: Exercise, board: Board) -> int | None:
    """How many working days it may be called in; None where it may not be."""
    return board.rules_on(exercise.decided_on).call_in_days if exercise.executive else None


def implementable(exercise: Exercise, board: Board, today: date) -> str:
    """Why it may not be carried out yet, in words; empty where it may be."""
    if exercise.state is ExerciseState.CALLED_IN:
        return "called in: not to be carried out until that is settled"
    if exercise.state not in STANDS or call_in_days(exercise, board) is None:
        return ""
    if exercise.published_on is None:
        return "made, not yet implementable: it may be called in once it is published"
    ends = call_in_ends(exercise, board)
    if ends and today <= ends:
        following = board.calendar.next_working_day(ends)
        return f"made, not yet implementable until {day_words(following)}"
    return ""
