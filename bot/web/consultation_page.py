"""The page of one question to a consultee before a delegated decision: the question, one form."""

from __future__ import annotations

from datetime import datetime

from bot.web.kinds import PageKind
from bot.web.layout import Content, Field, Form, Receipt
from workflows import consulting
from workflows.consultation_links import REPLY
from workflows.consultations import Consultation, ConsultState
from workflows.dates import day_words
from workflows.link_answers import Given
from workflows.links import Opened
from workflows.ports import Transaction

STEP = "reply"
_FORM = Form(
    STEP,
    "Your reply",
    "What you say is kept with the record of the decision. If you have an interest in the matter, "
    "say so.",
    "Send my reply",
    (Field("text", "What do you think of it?"),),
    open=True,
)


def draw(tx: Transaction, opened: Opened[Consultation], now: datetime) -> Content | None:
    """The question, and the grant under which the decision is to be taken."""
    asked = opened.thing
    if not consulting.may_reply(tx, opened.caller, asked, now):
        return None
    grant = tx.delegations.get(asked.delegation_id)
    facts = [("To be decided under", f"{grant.reference}: {grant.text}")]
    if asked.due:
        facts.append(("Please reply by", day_words(asked.due)))
    if asked.precondition:
        facts.append(("When", "The decision is taken following this consultation, not before."))
    waits = asked.state is ConsultState.ASKED
    return Content(
        title="You are consulted before a decision",
        text=asked.question,
        board=opened.board.name,
        only="this one question",
        forms=(_FORM,) if waits else (),
        waiting="You have replied. To add to it, write to the committee officer.",
        state="Your reply is awaited" if waits else "Replied",
        tone="soon" if waits else "done",
        facts=tuple(facts),
        exempt=bool(asked.exempt),
    )


def take(tx: Transaction, opened: Opened[Consultation], given: Given, now: datetime) -> object:
    """Keep the reply."""
    return consulting.reply(tx, opened.caller, opened.thing.id, given.word("text"), now)


def repeats(tx: Transaction, opened: Opened[Consultation], given: Given) -> bool:
    """Whether that is what was replied already."""
    del tx
    return bool(opened.thing.reply) and opened.thing.reply == given.word("text").strip()


def thanks(tx: Transaction, opened: Opened[Consultation], step: str) -> Receipt:
    """What the reply did."""
    del tx, opened, step
    return Receipt(
        "your reply is kept", "Whoever decides reads it, and it stands in the decision's record."
    )


PAGE: PageKind[Consultation] = PageKind(
    kind=REPLY, steps=frozenset({STEP}), draw=draw, take=take, repeats=repeats, thanks=thanks
)
