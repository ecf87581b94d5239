"""The page of one circulated paper for somebody to whom it went: read, and a comment."""

from __future__ import annotations

from datetime import datetime

from bot.web.kinds import PageKind
from bot.web.layout import Content, Field, Form, Receipt
from workflows import circulating, circulation_seen
from workflows.access import Audience
from workflows.circulation_links import READ
from workflows.circulation_seen import SeenPaper
from workflows.circulations import Circulation, Recipient
from workflows.deadlines import day_words
from workflows.link_answers import Given
from workflows.links import Opened
from workflows.ports import Transaction


def draw(tx: Transaction, opened: Opened[Circulation], now: datetime) -> Content | None:
    """The paper as its reader may see it."""
    seen = circulation_seen.seen_by(tx, opened.thing, Audience(opened.caller), now)
    if seen is None:
        return None
    found = seen.paper
    return Content(
        title=f"Paper {found.reference}: {found.title}",
        text=found.text or "The paper itself came with the e-mail.",
        board=opened.board.name,
        only="this one paper",
        forms=tuple(_forms(seen)),
        waiting="You have said that you have read it. Thank you.",
        facts=_facts(seen),
        exempt=bool(found.exempt),
    )


def _forms(seen: SeenPaper) -> list[Form]:
    found = []
    if seen.may_read:
        found.append(Form("read", "I have read it", "Nothing to say.", "I have read it"))
    if seen.may_answer:
        own = seen.own.answer if seen.own else ""
        found.append(
            Form(
                "comment",
                "Change my comment" if own else "Comment",
                "It goes to the committee officer.",
                "Send my comment",
                (Field("text", "Your comment", value=own),),
            )
        )
    return found


def _facts(seen: SeenPaper) -> tuple[tuple[str, str], ...]:
    found = seen.paper
    rows = (
        ("Sent", day_words(found.sent_on) if found.sent_on else ""),
        ("Comments until", day_words(found.deadline) if found.deadline else ""),
        ("Files", f"{', '.join(seen.files)} (with the e-mail)" if seen.files else ""),
        ("Your comment", seen.own.answer if seen.own else ""),
    )
    return tuple((label, words) for label, words in rows if words)


def take(tx: Transaction, opened: Opened[Circulation], given: Given, now: datetime) -> Recipient:
    """Record it, as the link's person."""
    if given.step == "comment":
        return circulating.answer(tx, opened.caller, opened.thing.id, given.word("text"), now)
    return circulating.read(tx, opened.caller, opened.thing.id, now)


def repeats(tx: Transaction, opened: Opened[Circulation], given: Given) -> bool:
    """Whether that is on record already."""
    own = _own(tx, opened)
    if own is None:
        return False
    if given.step == "comment":
        return bool(own.answer) and own.answer == given.word("text").strip()
    return own.opened_at is not None


def thanks(tx: Transaction, opened: Opened[Circulation], step: str) -> Receipt:
    """What was recorded."""
    if step == "comment":
        return Receipt("your comment is recorded", "The committee officer has it.")
    return Receipt("it is noted that you have read it", "Nothing more is asked of you.")


def _own(tx: Transaction, opened: Opened[Circulation]) -> Recipient | None:
    return circulating.of_person(tx.circulations.recipients(opened.thing.id), opened.caller.id)


PAGE: PageKind[Circulation] = PageKind(
    kind=READ,
    steps=frozenset({"read", "comment"}),
    draw=draw,
    take=take,
    repeats=repeats,
    thanks=thanks,
)
