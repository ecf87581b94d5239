"""Consultation before a delegated decision: asking, replies, waivers, and who is still unheard.

A consultee is asked once for each decision; an officer may note a reply that came by telephone, or
go without one, with the reason. Where the grant says "following consultation", the power is not
there until each consultee has been heard or waived.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import consultation_links, keeping, ledger, links, watch_keeping
from workflows.access import Audience, Caller, Deed, can_see, may, require
from workflows.action_recording import clean_text
from workflows.boards import Board
from workflows.consultations import Consultation, ConsultState
from workflows.dates import day_words
from workflows.delegation_holders import holders
from workflows.delegation_keeping import hold, show_again
from workflows.delegations import Delegation, DelegationState
from workflows.deliveries import Kind, Parcel
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed, NotFound
from workflows.exercise_rules import STANDS
from workflows.exercises import Exercise
from workflows.owners import plain

if TYPE_CHECKING:
    from workflows.ports import Transaction


def current_round(tx: Transaction, delegation: Delegation, exercise: Exercise | None = None) -> int:
    """A standing power is consulted upon anew for each decision: one round more than decisions that
    stood before; of a decision that stands, its own."""
    others = [e for e in tx.exercises.of_delegation(delegation.id) if e.state in STANDS]
    if exercise and exercise.state in STANDS:
        others = [e for e in others if e.id != exercise.id and e.made_at < exercise.made_at]
    return 1 + len(others)


def unheard(
    tx: Transaction, delegation: Delegation, exercise: Exercise | None = None
) -> tuple[str, ...]:
    """The consultees of whom neither a reply nor a waiver is on record for the decision that is
    next, or for this one."""
    now = current_round(tx, delegation, exercise)
    heard = {
        plain(c.name)
        for c in tx.consultations.of_delegation(delegation.id)
        if c.round == now and c.state is not ConsultState.ASKED
    }
    return tuple(name for name in delegation.consultees if plain(name) not in heard)


def of_round(
    tx: Transaction, delegation: Delegation, exercise: Exercise | None = None
) -> list[Consultation]:
    """What was asked and said for the decision that is next, or for this one."""
    now = current_round(tx, delegation, exercise)
    return [c for c in tx.consultations.of_delegation(delegation.id) if c.round == now]


def ask(
    tx: Transaction,
    caller: Caller,
    delegation_id: str,
    question: str,
    now: datetime,
    due: date | None = None,
) -> list[Consultation]:
    """Ask every consultee who has not been asked for the next decision: by message or e-mail
    whoever is known, the others are for an officer to ask. The consultations that are new."""
    hold(tx, delegation_id)
    delegation = tx.delegations.get(delegation_id)
    board = tx.boards.get(delegation.board_id)
    require(caller, board.id, Deed.RECORD)
    _in_force(delegation)
    text = clean_text(question, field="question", most=2000)
    today = keeping.local_day(now, board)
    if due and due < today:
        raise InvalidInput(f"{day_words(due)} has passed. Nobody was asked.", field="due")
    if not delegation.consultees:
        raise InvalidInput(
            f"{delegation.reference} names nobody to consult. Nobody was asked. If the grant does: "
            f"`/delegation terms {delegation.reference}` puts right what was read of it.",
            field="question",
        )
    asked = {plain(c.name) for c in of_round(tx, delegation)}
    names = [n for n in delegation.consultees if plain(n) not in asked]
    if not names:
        raise AlreadyDone(
            f"Every consultee of {delegation.reference} has been asked for the next decision. "
            f"Nobody was asked again. `/delegation show {delegation.reference}` has the replies."
        )
    made = []
    for holder in holders(tx, board, names, today):
        person = holder.people[0] if len(holder.people) == 1 else None
        fresh = _fresh(tx, caller, delegation, holder.name, text, now)
        made.append(_added(tx, replace(fresh, person_id=person, due=due), caller, board, now))
    show_again(tx, delegation)
    return made


def _in_force(delegation: Delegation) -> None:
    if delegation.state in (DelegationState.GRANTED, DelegationState.USED):
        return
    how = "been revoked" if delegation.state is DelegationState.REVOKED else "lapsed"
    raise AlreadyDone(
        f"{delegation.reference} has {how}: there is nothing left to consult about. Nobody was "
        "asked."
    )


def _fresh(
    tx: Transaction,
    caller: Caller,
    delegation: Delegation,
    name: str,
    question: str,
    now: datetime,
) -> Consultation:
    return Consultation(
        id=tx.new_id(),
        board_id=delegation.board_id,
        delegation_id=delegation.id,
        name=name,
        question=question,
        asked_by=caller.id,
        asked_at=now,
        round=current_round(tx, delegation),
        precondition=delegation.consult_first,
        exempt=delegation.exempt,
    )


def _added(
    tx: Transaction, consultation: Consultation, caller: Caller, board: Board, now: datetime
) -> Consultation:
    tx.consultations.add(consultation)
    _after(tx, consultation, caller, now, "asked", "")
    if consultation.state is ConsultState.ASKED and consultation.person_id:
        tx.outbox.put(
            Parcel(
                key=f"consultation:{consultation.id}",
                kind=Kind.MESSAGE,
                team_id=board.team_id,
                board_id=board.id,
                view="consultation",
                args={"consultation_id": consultation.id},
                person_id=consultation.person_id,
            )
        )
    return consultation


def may_reply(tx: Transaction, caller: Caller, consultation: Consultation, now: datetime) -> bool:
    """Whether the caller is the one who was asked, or stands in for them."""
    asked = consultation.person_id
    if asked is None:
        return False
    if asked == caller.id or asked in caller.stands_for:
        return True
    board = tx.boards.get(consultation.board_id)
    today = keeping.local_day(now, board)
    found = holders(tx, board, [consultation.name], today)
    return any(caller.id in h.people for h in found)


def may_read(tx: Transaction, caller: Caller, consultation: Consultation, now: datetime) -> bool:
    """Whether the caller may be shown the question: whoever was asked reads it, also of exempt
    matter; who only stands in for them reads no more than is their own to read."""
    if not may_reply(tx, caller, consultation, now):
        return False
    if can_see(consultation, Audience(caller)):
        return True
    return may_reply(tx, replace(caller, stands_for=frozenset()), consultation, now)


def reply(
    tx: Transaction, caller: Caller, consultation_id: str, text: str, now: datetime
) -> Consultation:
    """What a consultee says; from an officer, what the consultee has told them."""
    before = fetched(tx, consultation_id)
    theirs = may_reply(tx, caller, before, now)
    if not theirs and not may(caller, before.board_id, Deed.RECORD):
        raise NotAllowed(
            f"{before.name} was asked; only they reply, or a committee officer for them. Nothing "
            "was changed."
        )
    _refuse_answered(tx, before)
    words = clean_text(text, field="text", most=3000)
    after = replace(
        before,
        state=ConsultState.REPLIED,
        reply=words,
        replied_at=now,
        replied_by=caller.id,
        via=caller.via or ("Slack" if theirs else "noted by an officer"),
    )
    return _saved(tx, after, caller, now, "replied" if theirs else "reply noted")


def note_reply(
    tx: Transaction, caller: Caller, delegation_id: str, name: str, text: str, now: datetime
) -> Consultation:
    """An officer notes what a consultee has said, asked by the program or not."""
    hold(tx, delegation_id)
    delegation = tx.delegations.get(delegation_id)
    require(caller, delegation.board_id, Deed.RECORD)
    consultation = _meant(tx, delegation, name)
    if consultation is not None:
        return reply(tx, caller, consultation.id, text, now)
    printed = _consultee(delegation, name)
    fresh = _fresh(tx, caller, delegation, printed, "", now)
    said = replace(
        fresh,
        state=ConsultState.REPLIED,
        reply=clean_text(text, field="text", most=3000),
        replied_at=now,
        replied_by=caller.id,
        via="noted by an officer",
    )
    tx.consultations.add(said)
    _after(tx, said, caller, now, "reply noted", "")
    show_again(tx, delegation)
    return said


def waive(
    tx: Transaction, caller: Caller, delegation_id: str, name: str, reason: str, now: datetime
) -> Consultation:
    """Go without a consultee's reply for the next decision, with the reason."""
    hold(tx, delegation_id)
    delegation = tx.delegations.get(delegation_id)
    require(caller, delegation.board_id, Deed.RECORD)
    why = clean_text(reason, field="reason", most=1000)
    consultation = _meant(tx, delegation, name)
    if consultation is not None:
        _refuse_answered(tx, consultation)
        after = replace(consultation, state=ConsultState.WAIVED, reply=why, replied_by=caller.id)
        return _saved(tx, replace(after, replied_at=now), caller, now, "waived", why)
    fresh = _fresh(tx, caller, delegation, _consultee(delegation, name), "", now)
    waived = replace(
        fresh, state=ConsultState.WAIVED, reply=why, replied_by=caller.id, replied_at=now
    )
    tx.consultations.add(waived)
    _after(tx, waived, caller, now, "waived", why)
    show_again(tx, delegation)
    return waived


def _meant(tx: Transaction, delegation: Delegation, name: str) -> Consultation | None:
    return next((c for c in of_round(tx, delegation) if _same(c.name, name)), None)


def _consultee(delegation: Delegation, name: str) -> str:
    printed = next((n for n in delegation.consultees if _same(n, name)), None)
    if printed is None:
        named = "; ".join(delegation.consultees) or "nobody"
        raise InvalidInput(
            f"“{name[:60]}” is no consultee of {delegation.reference}, which names {named}. "
            "Nothing was changed.",
            field="name",
        )
    return printed


def _same(printed: str, typed: str) -> bool:
    a, b = plain(printed), plain(typed)
    return bool(b) and (a == b or b in a)


def _refuse_answered(tx: Transaction, consultation: Consultation) -> None:
    if consultation.state is ConsultState.ASKED:
        return
    by = tx.people.many([consultation.replied_by]).get(consultation.replied_by)
    who = by.name if by else "somebody"
    how = "waived" if consultation.state is ConsultState.WAIVED else "replied"
    raise AlreadyDone(
        f"{consultation.name} has {how} already (kept by {who}): “{consultation.reply[:200]}”. "
        "Nothing was changed. The decision's record can say what was added since."
        if how == "replied"
        else f"The reply of {consultation.name} was waived by {who}: “{consultation.reply[:200]}”. "
        "Nothing was changed."
    )


def fetched(tx: Transaction, consultation_id: str) -> Consultation:
    """The consultation as it stands once nobody else is at work on its delegation."""
    hold(tx, tx.consultations.get(consultation_id).delegation_id)
    return tx.consultations.get(consultation_id)


def seen(tx: Transaction, caller: Caller, consultation_id: str, now: datetime) -> Consultation:
    """The consultation for whoever was asked, or may see it."""
    found = tx.consultations.get(consultation_id)
    if not may_read(tx, caller, found, now) and not can_see(found, Audience(caller)):
        raise NotFound("There is no such question here. Nothing was changed.")
    return found


def _saved(
    tx: Transaction,
    consultation: Consultation,
    caller: Caller,
    now: datetime,
    deed: str,
    reason: str = "",
) -> Consultation:
    kept = tx.consultations.save(consultation)
    _after(tx, kept, caller, now, deed, reason)
    links.revoke_unfit(tx, consultation_links.REPLY, kept, now)
    show_again(tx, tx.delegations.get(kept.delegation_id))
    return kept


def _after(
    tx: Transaction,
    consultation: Consultation,
    caller: Caller,
    now: datetime,
    deed: str,
    reason: str,
) -> None:
    values = {
        "delegation": consultation.delegation_id,
        "consultee": consultation.name,
        "question": consultation.question,
        "reply": consultation.reply,
        "round": str(consultation.round),
        "state": consultation.state.value,
        "by": consultation.via,
    }
    where = (consultation.board_id, now, deed, "consultation", consultation.id)
    ledger.write(tx, caller.id, *where, values, reason)
    board = tx.boards.get(consultation.board_id)
    watch_keeping.keep(tx, consultation, keeping.local_day(now, board))
