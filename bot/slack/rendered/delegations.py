"""Delegated decisions as messages and files: the decision's card, the question to a consultee, the
record as a paper."""

from __future__ import annotations

from datetime import datetime

from bot.documents import decision_record
from bot.slack.rendered.kinds import Answer, Rendered, RenderedFile, audience_of
from bot.slack.views import delegation_records as views
from workflows import consulting, exercise_keeping, exercise_paper, keeping
from workflows.access import Audience, Deed, disclose, may
from workflows.deliveries import Parcel
from workflows.exercise_rules import call_in_ends, implementable
from workflows.exercises import Exercise, ExerciseState
from workflows.ports import Transaction

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def decision_of(
    tx: Transaction, exercise: Exercise, audience: Audience, now: datetime
) -> views.Decision | None:
    """A decision as this audience may see it; None if they may not."""
    seen = disclose([exercise], audience).shown
    if not seen:
        return None
    board = tx.boards.get(exercise.board_id)
    today = keeping.local_day(now, board)
    grant = tx.delegations.get(exercise.delegation_id) if exercise.delegation_id else None
    flags = exercise.flags
    if exercise.state is ExerciseState.DRAFT:
        blocked, others = exercise_keeping.judged(tx, exercise)
        flags = (*blocked, *others)
    caller = audience.caller
    ends = call_in_ends(exercise, board)
    return views.Decision(
        seen[0],
        board.name,
        grant.reference if grant else "",
        flags,
        implementable(exercise, board, today),
        ends is not None and today <= ends,
        caller is not None and may(caller, board.id, Deed.RECORD),
    )


def card(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """The decision where it was posted, as it stands."""
    exercise = tx.exercises.get(str(parcel.args["exercise_id"]))
    decision = decision_of(tx, exercise, audience_of(tx, parcel, now), now)
    if decision is None:
        return None
    words = f"{decision.exercise.reference}: {decision.exercise.decision}"[:300]
    return Rendered(words, views.card(decision), (("exercise", exercise.id),))


def question(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """What a consultee is asked; whoever was asked reads it, also of exempt matter."""
    consultation = tx.consultations.get(str(parcel.args["consultation_id"]))
    reader = audience_of(tx, parcel, now).caller
    if reader is None or not consulting.may_read(tx, reader, consultation, now):
        return None
    board = tx.boards.get(consultation.board_id)
    grant = tx.delegations.get(consultation.delegation_id)
    asker = tx.people.many([consultation.asked_by]).get(consultation.asked_by)
    by = asker.name if asker else "a committee officer"
    return Rendered(
        f"{board.name}: you are consulted before a decision",
        views.question(consultation, grant, board.name, by),
        (("consultation", consultation.id),),
    )


def record(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """The record as a Word document or a page; the whole of it only for those who may read it."""
    exercise = tx.exercises.get(str(parcel.args["exercise_id"]))
    audience = audience_of(tx, parcel, now)
    seen = disclose([exercise], audience).shown
    if not seen:
        return None
    reader = audience.caller
    officer = reader is not None and may(reader, exercise.board_id, Deed.RECORD)
    whole = bool(parcel.args.get("whole")) and officer
    paper = exercise_paper.paper_of(tx, exercise, now, whole=whole)
    name = f"decision-{exercise.reference}-{exercise.decided_on.isoformat()}"
    name += "-not-for-publication" if paper.mark else ""
    shown = (("exercise", exercise.id),)
    if parcel.args["form"] == "html":
        page = f"{name}.html"
        return RenderedFile(
            page, lambda: decision_record.as_html(paper).encode(), "text/html", page, subjects=shown
        )
    document = f"{name}.docx"
    return RenderedFile(
        document, lambda: decision_record.as_docx(paper), _DOCX, document, subjects=shown
    )
