"""The page of one sounding for somebody who is asked: the question, one form, what it did."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sheets import Event
from bot.web.kinds import PageKind
from bot.web.layout import Content, Field, Form, Receipt
from workflows import sounding_seen
from workflows.access import Audience
from workflows.link_answers import Given
from workflows.links import Opened
from workflows.ports import Transaction
from workflows.sounding_links import REPLY
from workflows.sounding_replies import Reply, reply
from workflows.sounding_seen import Seen
from workflows.sounding_states import moment_words
from workflows.sounding_tally import reached_words
from workflows.soundings import Sounding, SoundingState, View

STEP = "reply"
WAITING = (
    "It is closed, so no reply is taken any longer. If you still wish to say something, write to "
    "the committee officer, or raise it at the meeting that hears of it."
)


def draw(tx: Transaction, opened: Opened[Sounding], now: datetime) -> Content | None:
    """The question as its reader may see it, and the form while replies are taken."""
    seen = sounding_seen.seen_by(tx, opened.thing, Audience(opened.caller), now)
    if seen is None:
        return None
    sounding = seen.sounding
    words = sounding.question + (f"\n\n{sounding.background}" if sounding.background else "")
    state = f"It {seen.stands.words}."
    return Content(
        title=f"Views sought {sounding.reference}",
        text=words,
        board=opened.board.name,
        only="this one question",
        forms=(_form(seen),) if seen.may_reply else (),
        waiting=WAITING,
        state=state,
        tone="soon" if seen.may_reply else "done",
        facts=_facts(seen),
        exempt=bool(sounding.exempt),
        history=_said(tx, seen),
    )


def _form(seen: Seen) -> Form:
    own = seen.own_reply
    return Form(
        STEP,
        "Change your reply" if own else "Your view",
        "This gathers views between meetings; it can be changed until the close. If you have an "
        "interest in the matter, do not reply: tell the committee officer.",
        "Send my reply",
        (
            Field(
                "option",
                "What do you think?",
                "choice",
                value=own.option if own else "",
                options=tuple((o, o) for o in seen.sounding.options),
            ),
            Field("comment", "A comment", optional=True, value=own.comment if own else ""),
        ),
        open=True,
    )


def _facts(seen: Seen) -> tuple[tuple[str, str], ...]:
    sounding = seen.sounding
    own, place = seen.own_reply, seen.own
    instead = place.name if place and seen.stands_in else ""
    said = f"{own.option}{f': {own.comment}' if own.comment else ''}" if own else ""
    until = moment_words(sounding.deadline, seen.board.zone)
    replied = f"{len([a for a in seen.replied if a.voting])} of {seen.tally.asked}"
    shown = ", ".join(f"{o} {n}" for o, n in seen.tally.options) if seen.shows_replies else ""
    rows = (
        ("Replies until", until),
        ("Asked by", seen.opened_by),
        ("You answer for", instead),
        ("Your reply", said),
        ("Papers", f"{', '.join(seen.papers)} (with the e-mail)" if seen.papers else ""),
        ("The meeting's permission", sounding.permission),
        ("Replied so far", "; ".join(w for w in (replied, reached_words(seen.tally)) if w)),
        ("Replies", shown),
        ("Outcome", sounding.outcome),
    )
    return tuple((label, words) for label, words in rows if words)


def _said(tx: Transaction, seen: Seen) -> tuple[Event, ...]:
    """What was replied for the reader's own place, the latest last."""
    if seen.own is None:
        return ()
    views = [v for v in tx.soundings.views(seen.sounding.id) if v.place == seen.own.place]
    people = tx.people.many({v.by for v in views})
    zone = seen.board.zone
    return tuple(_event(v, people[v.by].name if v.by in people else "", zone) for v in views)


def _event(view: View, who: str, zone: ZoneInfo) -> Event:
    noted = " (noted by an officer)" if view.on_behalf_of else ""
    return Event(moment_words(view.at, zone), f"Reply: {view.option}{noted}", who, view.comment)


def take(tx: Transaction, opened: Opened[Sounding], given: Given, now: datetime) -> View:
    """Record the reply, as the link's person."""
    words = Reply(given.word("option"), given.word("comment"))
    return reply(tx, opened.caller, opened.thing.id, words, now)


def repeats(tx: Transaction, opened: Opened[Sounding], given: Given) -> bool:
    """Whether that reply stands already."""
    own = sounding_seen.own_reply(tx, opened.thing, opened.caller.id)
    said = (given.word("option"), given.word("comment").strip())
    return own is not None and (own.option, own.comment) == said


def thanks(tx: Transaction, opened: Opened[Sounding], step: str) -> Receipt:
    """What the reply did, as it stands."""
    own = sounding_seen.own_reply(tx, opened.thing, opened.caller.id)
    what = f"your reply “{own.option}” is recorded" if own else "your reply is recorded"
    if opened.thing.state is not SoundingState.OPEN:
        return Receipt(what, "It is closed by now. What came of it stands below.")
    until = moment_words(opened.thing.deadline, opened.board.zone)
    return Receipt(what, f"You can change it here until {until}; the last reply counts.")


PAGE: PageKind[Sounding] = PageKind(
    kind=REPLY,
    steps=frozenset({STEP}),
    draw=draw,
    take=take,
    repeats=repeats,
    thanks=thanks,
)
