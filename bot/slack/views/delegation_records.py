"""A delegated decision, and a question to a consultee, in Slack: card and answers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack import ids
from bot.slack.views.blocks import (
    Block,
    actions,
    answer_here,
    button,
    context,
    cut,
    esc,
    section,
)
from workflows.consultations import Consultation, ConsultState
from workflows.dates import day_words
from workflows.delegations import Delegation
from workflows.exercise_rules import lacking, money
from workflows.exercise_steps import FROM, ExerciseStep
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
_FLAG = ":triangular_flag_on_post:"


@dataclass(frozen=True)
class Decision:
    """A decision as its reader may see it. `under` is the reference of its grant, `flags` what does
    not fit (of a draft, what would not), `waits` why it may not be carried out yet. `call_in`: it
    may be called in. `may_record`: its one reader is an officer, and gets the buttons."""

    exercise: Exercise
    board: str = ""
    under: str = ""
    flags: Sequence[str] = ()
    waits: str = ""
    call_in: bool = False
    may_record: bool = False


def title(decision: Decision) -> str:
    """Reference, grant and state."""
    exercise = decision.exercise
    lock = ":lock: " if exercise.exempt else ""
    grant = f"under {decision.under}" if decision.under else "no grant is known"
    return f"{lock}*{esc(exercise.reference)}* · {esc(grant)} · {STATES[exercise.state]}"


def answered(decision: Decision) -> str:
    """What happened, how it stands, what its record lacks and what does not fit."""
    exercise = decision.exercise
    ref = exercise.reference
    by = f" by {exercise.decided_by}" if exercise.decided_by else ""
    said = f"{title(decision)}\n"
    said += esc(f"{day_words(exercise.decided_on)}{by}: {cut(exercise.decision, 1000)}")
    if exercise.state is ExerciseState.DRAFT:
        missing = "; ".join(lacking(exercise)) or "nothing"
        said += (
            f"\nIts record still lacks: {esc(missing)}. `/delegation decide {ref}` completes it; "
            f"a record made elsewhere: `/delegation record {ref} NUMBER or LINK`"
        )
    if exercise.record_at:
        said += f"\nDecision record: {esc(exercise.record_at[:300])}"
    if exercise.published_on:
        said += f"\nPublished on {day_words(exercise.published_on)}."
    if decision.waits:
        said += f"\n:hourglass: {esc(decision.waits)}"
    said += _called_in(exercise)
    if exercise.state is ExerciseState.MADE and not (exercise.published_on or exercise.record_at):
        said += (
            f"\nTo publish it: `/delegation record {ref} docx` (or `html`), and once that is done "
            f"`/delegation published {ref}`"
        )
    if exercise.state is ExerciseState.MADE:
        said += f"\nWhen the board has heard of it: `/delegation reported {ref}`"
    if exercise.settled_minute:
        said += f"\nMinute {esc(exercise.settled_minute)}"
    if decision.flags:
        said += "\n" + "\n".join(f"{_FLAG} {esc(w)}; kept all the same" for w in decision.flags)
    return said


def _called_in(exercise: Exercise) -> str:
    rows = []
    for call in exercise.call_ins:
        settled = f", {call.outcome}" if call.outcome else ""
        on = f" on {day_words(call.settled_on)}" if call.settled_on else ""
        said = f"called in by {call.by} on {day_words(call.on)}: {cut(call.reason, 300)}"
        rows.append(f"\n:raised_hand: {esc(said)}{settled}{on}")
    return "".join(rows)


def card(decision: Decision) -> list[Block]:
    """The decision with its reasons and how it stands; for an officer the buttons of what may be
    done with it now."""
    exercise = decision.exercise
    by = f" by {exercise.decided_by}" if exercise.decided_by else ""
    rows = [
        title(decision),
        f">{esc(cut(exercise.decision, 1500))}",
        esc(f"Decided on {day_words(exercise.decided_on)}{by}"),
    ]
    if exercise.amount is not None:
        rows.append(f"Sum: {money(exercise.amount)}")
    if exercise.state is ExerciseState.DRAFT:
        missing = "; ".join(lacking(exercise))
        rows.append(f":pencil: Still lacks: {esc(missing)}" if missing else ":pencil: A draft")
    if exercise.record_at:
        rows.append(f"Decision record: {esc(cut(exercise.record_at, 300))}")
    if exercise.published_on:
        rows.append(f"Published on {day_words(exercise.published_on)}")
    if decision.waits:
        rows.append(f":hourglass: {esc(decision.waits)}")
    if exercise.reported_on:
        minute = f", minute {esc(exercise.settled_minute)}" if exercise.settled_minute else ""
        rows.append(f"The board heard of it on {day_words(exercise.reported_on)}{minute}")
    blocks = [section(cut("\n".join(rows) + _called_in(exercise), 2950))]
    if exercise.reasons:
        blocks.append(section(f"*Reasons*\n{esc(cut(exercise.reasons, 1200))}"))
    told = [f"{_FLAG} {esc(cut(w, 400))}" for w in decision.flags]
    if exercise.override:
        told.append(esc(f"All the same because: {cut(exercise.override, 600)}"))
    if told:
        blocks.append(context("\n".join(told)))
    if decision.may_record:
        blocks += _buttons(decision)
    return blocks


def _buttons(decision: Decision) -> list[Block]:
    exercise = decision.exercise
    packed = ids.pack(exercise.id, exercise.version)

    def press(words: str, step: str, style: str | None = None) -> Block:
        return button(words, f"{ids.DELEGATION_STEP}{step}", packed, style)

    can = {step for step, states in FROM.items() if exercise.state in states}
    found = []
    if ExerciseStep.MAKE in can:
        found.append(press("Complete the record", "record", "primary"))
    if ExerciseStep.PUBLISH in can and not exercise.published_on:
        found.append(press("Published", "published", "primary"))
    if ExerciseStep.SETTLE in can:
        found.append(press("Settle the call-in", "settle", "primary"))
    if ExerciseStep.CALL_IN in can and decision.call_in:
        found.append(press("Called in", "call-in"))
    if ExerciseStep.NOTE in can:
        found.append(press("Heard by the board", "board"))
    if exercise.state is not ExerciseState.WITHDRAWN:
        found.append(press("Record as a paper", "paper"))
    if ExerciseStep.CORRECT in can:
        found.append(press("Correct", "record"))
    if ExerciseStep.WITHDRAW in can:
        found.append(press("Withdraw", "withdraw"))
    return [actions(found, block_id=f"exercise:{exercise.id}")] if found else []


def question(
    consultation: Consultation, grant: Delegation | None, board: str, asked_by: str
) -> list[Block]:
    """What a consultee is asked, with the button to reply; once there is a reply, what was said."""
    lock = ":lock: " if consultation.exempt else ""
    rows = [
        f"{lock}*{esc(board)}: you are consulted before a decision*",
        f">{esc(cut(consultation.question, 2000))}",
    ]
    if consultation.due:
        rows.append(f"Please reply by {day_words(consultation.due)}.")
    if consultation.precondition:
        rows.append("The decision is taken following this consultation, not before.")
    blocks = [section("\n".join(rows))]
    if grant:
        words = f"Delegation {grant.reference}: {cut(grant.text, 900)}"
        blocks.append(context(esc(words), esc(f"Asked by {asked_by}")))
    if consultation.state is ConsultState.ASKED:
        press = button("Reply", f"{ids.DELEGATION_STEP}reply", ids.pack(consultation.id), "primary")
        blocks.append(answer_here("consultation", "reply", consultation.id, [press]))
    else:
        blocks.append(section(f":white_check_mark: {reply_words(consultation)}"))
    return blocks


def reply_words(consultation: Consultation) -> str:
    """Who was asked, and what came of it, in one line."""
    name = esc(consultation.name)
    said = esc(cut(consultation.reply, 600))
    via = f" ({esc(consultation.via)})" if consultation.via else ""
    match consultation.state:
        case ConsultState.ASKED:
            by = f", reply by {day_words(consultation.due)}" if consultation.due else ""
            known = "" if consultation.person_id else ", not by us: nobody on record is meant"
            return f"{name}: asked{by}{known}"
        case ConsultState.WAIVED:
            return f"{name}: gone without, because {said}"
        case _:
            return f"{name} replied{via}: {said}"
