"""Recording a decision that was taken under a delegation: drafted, completed, put right.

Its record cannot be completed without what the law asks of it (`exercise_rules.lacking`). What does
not fit the grant is kept as a flag, with the reason for which it was decided all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from workflows import consulting, delegation_keeping, keeping
from workflows.access import Caller, Deed, may, require
from workflows.action_recording import clean_text
from workflows.boards import Board
from workflows.dates import day_words
from workflows.delegation_holders import compare, holds, person_of
from workflows.delegation_keeping import hold
from workflows.delegations import Delegation
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.exempting import has_become_exempt
from workflows.exercise_rules import Grounds, field_lacking, lacking, misfits
from workflows.exercise_saving import added, fetched, reference, saved
from workflows.exercise_steps import ExerciseStep, check
from workflows.exercises import Background, Exercise, ExerciseState
from workflows.stale import refuse_stale

if TYPE_CHECKING:
    from workflows.ports import Transaction

_MOST = 3000


@dataclass(frozen=True)
class RecordForm:
    """What is given of a decision record; None leaves as it is. `left_out` names fields of the
    published form with the reason, `exempt` marks the whole of it."""

    decided_on: date | None = None
    decided_by: str | None = None
    decision: str | None = None
    reasons: str | None = None
    alternatives: str | None = None
    interests: str | None = None
    dispensation: str | None = None
    consulted: str | None = None
    amount: int | None = None
    background: tuple[Background, ...] | None = None
    left_out: tuple[tuple[str, str], ...] | None = None
    exempt: str | None = None


def draft(
    tx: Transaction,
    caller: Caller,
    board_id: str,
    delegation_id: str | None,
    form: RecordForm,
    now: datetime,
) -> Exercise:
    """Begin the record of a decision under that delegation, or, with None, under an authority whose
    grant is not known: it is kept and flagged. The same decision twice is refused."""
    board = tx.boards.get(board_id)
    delegation = tx.delegations.get(delegation_id) if delegation_id else None
    require_decider(tx, caller, board, delegation, now)
    _refuse_foreign(delegation, board)
    if delegation:
        hold(tx, delegation.id)
    today = keeping.local_day(now, board)
    fresh = Exercise(
        id=tx.new_id(),
        board_id=board.id,
        reference="",
        decided_on=form.decided_on or today,
        decided_by="",
        decision=clean_text(form.decision or "", field="decision"),
        made_by=caller.id,
        made_at=now,
        delegation_id=delegation.id if delegation else None,
        exempt=delegation.exempt if delegation else "",
    )
    by = form.decided_by or _sole_delegate(delegation)
    exercise = _filled(tx, fresh, replace(form, decided_by=by), board, now)
    if delegation:
        _refuse_twin(exercise, tx.exercises.of_delegation(delegation.id))
    return added(tx, replace(exercise, reference=reference(tx, board.id)), caller, now)


def _sole_delegate(delegation: Delegation | None) -> str:
    names = delegation.delegates if delegation else ()
    return names[0] if len(names) == 1 else ""


def _refuse_twin(exercise: Exercise, others: list[Exercise]) -> None:
    same = (exercise.decided_on, exercise.decision, exercise.decided_by)
    for other in others:
        taken = other.state is not ExerciseState.WITHDRAWN
        if taken and (other.decided_on, other.decision, other.decided_by) == same:
            raise AlreadyDone(
                f"{other.reference} is just that decision of {day_words(other.decided_on)}. "
                f"Nothing was changed. “/delegation show {other.reference}” shows it."
            )


def require_decider(
    tx: Transaction, caller: Caller, board: Board, delegation: Delegation | None, now: datetime
) -> None:
    """Officers keep the record, and so does whoever holds the power on that day."""
    if may(caller, board.id, Deed.RECORD):
        return
    today = keeping.local_day(now, board)
    if delegation is None or not holds(tx, delegation, caller.id, today):
        require(caller, board.id, Deed.RECORD)


def _refuse_foreign(delegation: Delegation | None, board: Board) -> None:
    """A decision is recorded at the board that granted the power, and at no other: whoever holds
    one of another board's has no say in this one's record."""
    if delegation is not None and delegation.board_id != board.id:
        raise NotFound(f"{board.name} has granted no such power. Nothing was changed.")


def amend(
    tx: Transaction,
    caller: Caller,
    exercise_id: str,
    form: RecordForm,
    now: datetime,
    version: int | None = None,
) -> Exercise:
    """Write into the draft of a record."""
    before, board = _for_record(tx, caller, exercise_id, now)
    refuse_stale(f"The record {before.reference}", before.version, version)
    check(before, ExerciseStep.EDIT)
    after = _filled(tx, before, form, board, now)
    return before if after == before else saved(tx, after, caller, now, "draft changed")


def make(
    tx: Transaction,
    caller: Caller,
    exercise_id: str,
    form: RecordForm,
    override: str,
    now: datetime,
    version: int | None = None,
) -> Exercise:
    """Complete the record: the decision is made. `InvalidInput`, naming the input, for what the law
    asks and it does not say; `override` is the reason for which it was decided though it does not
    fit its grant, or though somebody was not consulted."""
    before, board = _for_record(tx, caller, exercise_id, now)
    refuse_stale(f"The record {before.reference}", before.version, version)
    check(before, ExerciseStep.MAKE)
    after = _filled(tx, before, form, board, now)
    missing = lacking(after)
    if missing:
        raise InvalidInput(
            f"The record of {after.reference} is not complete: it does not say "
            f"{'; '.join(missing)}. It stays a draft.",
            field=field_lacking(after),
        )
    blocked, flags = _judged(tx, after, board)
    reason = override.strip() or after.override
    if (blocked or flags) and not reason:
        raise InvalidInput(_asks_reason(after, blocked, flags), field="override")
    made = replace(
        after,
        state=ExerciseState.MADE,
        flags=(*blocked, *flags),
        override=reason if blocked or flags else "",
    )
    return saved(tx, made, caller, now, "made", made.override)


def _asks_reason(exercise: Exercise, blocked: tuple[str, ...], flags: tuple[str, ...]) -> str:
    said = f"What does not fit in {exercise.reference}: {'; '.join((*blocked, *flags))}. "
    if blocked:
        said += "The power may not be used before that consultation. "
    return said + "It stays a draft: say here why it was decided all the same, and send it again."


def judged(tx: Transaction, exercise: Exercise) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What blocks it (a precondition that is not met), and what else does not fit, in words."""
    return _judged(tx, exercise, tx.boards.get(exercise.board_id))


def _judged(
    tx: Transaction, exercise: Exercise, board: Board
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if exercise.delegation_id is None:
        return (), misfits(exercise, None, Grounds())
    delegation = tx.delegations.get(exercise.delegation_id)
    on = exercise.decided_on
    compared = compare(tx, board, delegation, exercise.decided_by, on)
    unheard = consulting.unheard(tx, delegation, exercise)
    told = () if exercise.consulted.strip() else unheard
    granted_on = delegation_keeping.granted_on(tx, delegation)
    others = [e for e in tx.exercises.of_delegation(delegation.id) if e.id != exercise.id]
    grounds = Grounds(granted_on, others, compared.strangers, compared.absent, told)
    blocked: tuple[str, ...] = ()
    if delegation.consult_first and unheard:
        blocked = (f"the consultation of {' and '.join(unheard)} is not on record",)
    return blocked, misfits(exercise, delegation, grounds)


def correct(
    tx: Transaction,
    caller: Caller,
    exercise_id: str,
    form: RecordForm,
    reason: str,
    now: datetime,
    version: int | None = None,
) -> Exercise:
    """Put right what a completed record says, with the reason; what it said stands in the
    ledger."""
    before, board = _for_record(tx, caller, exercise_id, now)
    refuse_stale(f"The record {before.reference}", before.version, version)
    check(before, ExerciseStep.CORRECT)
    why = clean_text(reason, field="reason", most=1000)
    after = _filled(tx, before, form, board, now)
    if after == before:
        raise InvalidInput("That is what the record says already. Nothing was changed.", "decision")
    missing = lacking(after)
    if missing and not after.record_at:
        raise InvalidInput(
            f"The record would then not say {'; '.join(missing)}. Nothing was changed.",
            field=field_lacking(after),
        )
    blocked, flags = _judged(tx, after, board)
    told = (*blocked, *flags)
    after = replace(after, flags=told, override=after.override or (why if told else ""))
    kept = saved(tx, after, caller, now, "corrected", why)
    if kept.exempt and not before.exempt:
        has_become_exempt(tx, caller.id, board, "exercise", kept, now)
    return kept


def record_at(
    tx: Transaction, caller: Caller, exercise_id: str, where: str, now: datetime
) -> Exercise:
    """Its written record was made elsewhere, and stands there (a reference or a link): with that
    the decision counts as recorded (SI 2014/2095 reg. 7)."""
    before, board = _for_record(tx, caller, exercise_id, now)
    check(before, ExerciseStep.RECORD)
    place = clean_text(where, field="where", most=500)
    if before.record_at == place:
        raise AlreadyDone(f"That is where it stands already, for {before.reference}.")
    after = replace(before, record_at=place)
    if before.state is ExerciseState.DRAFT:
        blocked, flags = _judged(tx, after, board)
        after = replace(after, state=ExerciseState.MADE, flags=(*blocked, *flags))
        return saved(tx, after, caller, now, "made", f"recorded elsewhere: {place}")
    return saved(tx, after, caller, now, "record noted")


def link(
    tx: Transaction, caller: Caller, exercise_id: str, delegation_id: str, now: datetime
) -> Exercise:
    """The grant under which it was decided has been found."""
    before = fetched(tx, exercise_id)
    require(caller, before.board_id, Deed.RECORD)
    delegation = tx.delegations.get(delegation_id)
    board = tx.boards.get(before.board_id)
    _refuse_foreign(delegation, board)
    if before.delegation_id == delegation.id:
        raise AlreadyDone(
            f"{before.reference} is linked to {delegation.reference} already. Nothing was changed."
        )
    if before.delegation_id and tx.delegations.get(before.delegation_id).clause_id:
        other = tx.delegations.get(before.delegation_id).reference
        raise AlreadyDone(
            f"{before.reference} was decided under {other}. Nothing was changed. If that is wrong, "
            f"withdraw it with a reason and record it anew under {delegation.reference}."
        )
    check(before, ExerciseStep.LINK)
    hold(tx, delegation.id)
    after = replace(before, delegation_id=delegation.id)
    if before.state is not ExerciseState.DRAFT:
        blocked, flags = _judged(tx, after, board)
        after = replace(after, flags=(*blocked, *flags))
    if delegation.exempt and not after.exempt:
        after = replace(after, exempt=delegation.exempt)
    kept = saved(tx, after, caller, now, "linked to its grant", f"grant {delegation.reference}")
    if kept.exempt and not before.exempt:
        has_become_exempt(tx, caller.id, board, "exercise", kept, now)
    if before.delegation_id:
        delegation_keeping.settle(tx, tx.delegations.get(before.delegation_id), now, caller.id)
    return kept


def withdraw(
    tx: Transaction, caller: Caller, exercise_id: str, reason: str, now: datetime
) -> Exercise:
    """Take back a draft, or what was recorded in error, with the reason."""
    before = fetched(tx, exercise_id)
    require(caller, before.board_id, Deed.RECORD)
    check(before, ExerciseStep.WITHDRAW)
    why = clean_text(reason, field="reason", most=1000)
    after = replace(before, state=ExerciseState.WITHDRAWN)
    return saved(tx, after, caller, now, "withdrawn", why)


def _for_record(
    tx: Transaction, caller: Caller, exercise_id: str, now: datetime
) -> tuple[Exercise, Board]:
    exercise = fetched(tx, exercise_id)
    board = tx.boards.get(exercise.board_id)
    delegation = tx.delegations.get(exercise.delegation_id) if exercise.delegation_id else None
    require_decider(tx, caller, board, delegation, now)
    return exercise, board


def _filled(
    tx: Transaction, exercise: Exercise, form: RecordForm, board: Board, now: datetime
) -> Exercise:
    """The record with what the form gives, clean."""
    given: dict[str, Any] = {}
    for field in fields(form):
        value = getattr(form, field.name)
        if isinstance(value, str):
            value = value.replace("\0", "").strip()
            if len(value) > _MOST:
                raise InvalidInput(
                    f"That is {len(value)} characters; {_MOST} fit. Nothing was changed. Put the "
                    "rest into a background paper.",
                    field=field.name,
                )
        if value is not None:
            given[field.name] = value
    after = replace(exercise, **given)
    today = keeping.local_day(now, board)
    if after.decided_on > today:
        raise InvalidInput(
            f"{day_words(after.decided_on)} is still to come. Give the day of the decision. "
            "Nothing was changed.",
            field="decided_on",
        )
    by = person_of(tx, board, after.decided_by, after.decided_on) if after.decided_by else None
    executive = board.rules_on(after.decided_on).executive
    return replace(after, decided_by_id=by, executive=executive)
