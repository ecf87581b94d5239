"""The page of an invitation: when and where a meeting is, and whether its guest comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.slack.views.invitations import answered_words
from bot.slack.views.meetings import hours
from bot.web.kinds import PageKind
from bot.web.layout import Content, Field, Form, Receipt
from workflows import invitation_links
from workflows.attendances import Reply
from workflows.deadlines import day_words
from workflows.invitation_links import ANSWER_INVITATION, STEPS
from workflows.links import Opened
from workflows.meetings import Meeting
from workflows.ports import Transaction

_FORMS: Mapping[Reply, Form] = {
    Reply.COMING: Form("coming", "Coming", "I shall be there.", "I am coming"),
    Reply.NOT_COMING: Form(
        "not_coming", "Not coming", "Please note my apologies.", "I am not coming"
    ),
    Reply.SUBSTITUTE: Form(
        "substitute",
        "Somebody comes instead",
        "I send a substitute.",
        "They come instead of me",
        (Field("substitute", "Who comes instead?", "line", most=120),),
    ),
}
_NEXT: Mapping[Reply, str] = {
    Reply.COMING: "You are expected.",
    Reply.NOT_COMING: "Your apologies will be given to the meeting.",
    Reply.SUBSTITUTE: "Whoever you named is expected in your place.",
}


def draw(tx: Transaction, opened: Opened[Meeting], now: datetime) -> Content | None:
    """The meeting in words, and the answers that would change what stands."""
    meeting, board = opened.thing, opened.board
    row = invitation_links.row_of(tx, opened)
    given = row.reply if row else Reply.NONE
    offered = [r for r in STEPS if r is not given or r is Reply.SUBSTITUTE]
    facts = (
        ("When", f"{day_words(meeting.day)}, {hours(meeting, board)}"),
        ("Where", meeting.venue),
        ("Online", meeting.link),
        ("Your answer", answered_words(row) if row else ""),
    )
    return Content(
        title=f"Meeting of {day_words(meeting.day)}",
        text="Please say whether you come. You can change your answer until the meeting begins.",
        board=board.name,
        only="this one invitation",
        until="the meeting begins",
        forms=tuple(_FORMS[reply] for reply in offered),
        facts=tuple((label, words) for label, words in facts if words),
    )


def thanks(tx: Transaction, opened: Opened[Meeting], step: str) -> Receipt:
    """What is known now."""
    row = invitation_links.row_of(tx, opened)
    said = answered_words(row) if row else ""
    return Receipt(f"your answer is recorded: {said}", _NEXT[Reply(step)])


PAGE: PageKind[Meeting] = PageKind(
    kind=ANSWER_INVITATION,
    steps=frozenset(reply.value for reply in STEPS),
    draw=draw,
    take=invitation_links.take,
    repeats=invitation_links.repeats,
    thanks=thanks,
)
