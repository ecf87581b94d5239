"""Which step a delegated decision may take from which state, and what is said otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from workflows.errors import AlreadyDone
from workflows.exercises import Exercise, ExerciseState


class ExerciseStep(StrEnum):
    """What is done to a decision, in the words of an answer."""

    EDIT = "edit its draft"
    MAKE = "complete its record"
    RECORD = "note where its record stands"
    CORRECT = "correct its record"
    PUBLISH = "publish it"
    CALL_IN = "call it in"
    SETTLE = "settle its call-in"
    REPORT = "report it"
    NOTE = "note it"
    RATIFY = "ratify it"
    LINK = "link it to its grant"
    WITHDRAW = "withdraw it"


_DRAFT, _MADE, _CALLED = ExerciseState.DRAFT, ExerciseState.MADE, ExerciseState.CALLED_IN
_REPORTED, _NOTED, _RATIFIED = (
    ExerciseState.REPORTED,
    ExerciseState.NOTED,
    ExerciseState.RATIFIED,
)
_STANDS = frozenset({_MADE, _CALLED, _REPORTED, _NOTED, _RATIFIED})

#: From which states a step may be taken.
FROM: Mapping[ExerciseStep, frozenset[ExerciseState]] = {
    ExerciseStep.EDIT: frozenset({_DRAFT}),
    ExerciseStep.MAKE: frozenset({_DRAFT}),
    ExerciseStep.RECORD: _STANDS | {_DRAFT},
    ExerciseStep.CORRECT: _STANDS,
    ExerciseStep.PUBLISH: _STANDS - {_CALLED},
    ExerciseStep.CALL_IN: frozenset({_MADE, _REPORTED}),
    ExerciseStep.SETTLE: frozenset({_CALLED}),
    ExerciseStep.REPORT: frozenset({_MADE}),
    ExerciseStep.NOTE: frozenset({_MADE, _REPORTED}),
    ExerciseStep.RATIFY: frozenset({_MADE, _REPORTED, _NOTED}),
    ExerciseStep.LINK: _STANDS | {_DRAFT},
    ExerciseStep.WITHDRAW: frozenset({_DRAFT, _MADE}),
}

#: Why not, by the state; {ref} is its reference.
_WHY: Mapping[ExerciseState, str] = {
    _DRAFT: "its record is not complete yet: `/delegation decide {ref}` says what it lacks",
    _MADE: "it has been made",
    _CALLED: "it has been called in: `/delegation settle {ref} upheld`, `withdrawn` or `sent back` "
    "settles that first",
    _REPORTED: "it has been reported to the board",
    _NOTED: "the board has noted it",
    _RATIFIED: "the board has ratified it",
    ExerciseState.WITHDRAWN: "it was withdrawn",
}
#: What may be typed for a step.
_TYPED: Mapping[ExerciseStep, str] = {
    ExerciseStep.EDIT: "decide {ref}",
    ExerciseStep.MAKE: "decide {ref}",
    ExerciseStep.CORRECT: "correct {ref}",
    ExerciseStep.PUBLISH: "published {ref} on 12 March",
    ExerciseStep.CALL_IN: "call-in {ref} by NAME: why",
    ExerciseStep.SETTLE: "settle {ref} upheld",
    ExerciseStep.REPORT: "reported {ref}",
    ExerciseStep.NOTE: "noted {ref} minute 55",
    ExerciseStep.RATIFY: "ratified {ref} minute 55",
    ExerciseStep.WITHDRAW: "withdraw {ref} because …",
}


def check(exercise: Exercise, step: ExerciseStep) -> None:
    """`AlreadyDone`, saying why and what may be done instead, unless the state allows the step."""
    if exercise.state in FROM[step]:
        return
    ref = exercise.reference
    why = _WHY[exercise.state].format(ref=ref)
    raise AlreadyDone(
        f"You cannot {step.value.replace('its', 'the').replace(' it', f' {ref}')}: {why}. "
        f"Nothing was changed. {possible(exercise)}"
    )


def possible(exercise: Exercise) -> str:
    """What may be typed as it stands, in one sentence."""
    ref = exercise.reference
    typed = [
        f"`/delegation {words.format(ref=ref)}`"
        for step, words in _TYPED.items()
        if exercise.state in FROM[step] and not (step is ExerciseStep.PUBLISH and _out(exercise))
    ]
    if not typed:
        return f"Nothing more is done with {ref}; `/delegation show {ref}` shows it."
    return "You can: " + " · ".join(dict.fromkeys(typed))


def _out(exercise: Exercise) -> bool:
    return exercise.published_on is not None
