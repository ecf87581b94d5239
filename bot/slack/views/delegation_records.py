"""A delegated decision and its record in Slack: the card, and the words of answers. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.views.blocks import esc
from workflows.dates import day_words
from workflows.exercise_rules import lacking
from workflows.exercises import Exercise, ExerciseState

STATES = {
    ExerciseState.DRAFT: "draft record",
    ExerciseState.MADE: "made, to be reported",
    ExerciseState.CALLED_IN: "called in",
    ExerciseState.REPORTED: "reported",
    ExerciseState.NOTED: "noted",
    ExerciseState.RATIFIED: "ratified",
    ExerciseState.WITHDRAWN: "withdrawn",
}


def answered(
    exercise: Exercise, under: str = "", flags: Sequence[str] = (), waits: str = ""
) -> str:
    """What happened, how it stands, what its record lacks and what does not fit. `under` is the
    reference of its grant, `waits` why it may not be carried out yet."""
    ref = exercise.reference
    grant = f" (under {under})" if under else " (no grant is known)"
    by = f" by {exercise.decided_by}" if exercise.decided_by else ""
    said = f"*{esc(ref)}*{esc(grant)} · {STATES[exercise.state]}: decided on "
    said += esc(f"{day_words(exercise.decided_on)}{by}: {exercise.decision[:1000]}")
    if exercise.state is ExerciseState.DRAFT:
        missing = "; ".join(lacking(exercise)) or "nothing"
        said += (
            f"\nIts record still lacks: {esc(missing)}. `/delegation decide {ref}` completes it; "
            f"a record made elsewhere: `/delegation record {ref} NUMBER or LINK`"
        )
    if exercise.record_at:
        said += f"\nDecision record: {esc(exercise.record_at[:300])}"
    if waits:
        said += f"\n:hourglass: {esc(waits)}"
    if exercise.state is ExerciseState.MADE:
        said += f"\nWhen the board has heard of it: `/delegation reported {ref}`"
    if flags:
        said += "\n" + "\n".join(
            f":triangular_flag_on_post: {esc(w)}; kept all the same" for w in flags
        )
    return said
