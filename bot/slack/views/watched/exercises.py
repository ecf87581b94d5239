"""A decision taken under a delegation: its record, publication, call-in and report; and a consultee
who has not replied."""

from __future__ import annotations

from collections.abc import Mapping

from bot.slack import ids
from bot.slack.views.blocks import Block, button, cut, esc
from bot.slack.views.watched.words import Words, board_of
from workflows.consultations import Consultation
from workflows.deadlines import day_words
from workflows.exercises import Exercise
from workflows.watches.kind import Matter
from workflows.watching import WatchItem


def settled(item: WatchItem[Exercise]) -> str:
    """What became of it."""
    return f"{_what(item)}: {item.watched.state.value.replace('_', ' ')}."


def consulted(item: WatchItem[Consultation]) -> str:
    """What became of the question."""
    return f"{_question(item)}: {item.watched.state.value}."


def _what(item: WatchItem[Exercise]) -> str:
    lock = ":lock: " if item.watched.exempt else ""
    text = esc(cut(item.watched.decision, 160))
    return f"{lock}*{esc(item.watched.reference)}* {text} ({board_of(item)})"


def _decided(item: WatchItem[Exercise]) -> str:
    whose = "The decision" if item.as_officer else "Your decision"
    return f"{whose} of {day_words(item.watched.decided_on)}"


def _complete(item: WatchItem[Exercise]) -> tuple[str, Block | None]:
    said = f":pencil: *{_decided(item)} has no complete record yet.*"
    ask = "Reasons, alternatives and interests belong to it (SI 2014/2095 reg. 7)."
    if not item.as_officer:
        ask += " Tell the committee officer what is missing."
    return f"{said}\n{_what(item)}\n{ask}", _press(item, "Complete…", "record")


def _publish(item: WatchItem[Exercise]) -> tuple[str, Block | None]:
    said = f":page_facing_up: *{_decided(item)} is not published yet.*"
    ask = "Its record is complete; it is to be open to the public as soon as may be."
    return f"{said}\n{_what(item)}\n{ask}", _press(item, "Published…", "published")


def _press(item: WatchItem[Exercise], label: str, step: str) -> Block | None:
    """For the officers, who keep the record."""
    value = ids.pack(item.watched.id, item.watched.version)
    return button(label, f"{ids.DELEGATION_STEP}{step}", value) if item.as_officer else None


def _report(item: WatchItem[Exercise]) -> tuple[str, Block | None]:
    at = f" to the meeting of {day_words(item.by)}" if item.by else ""
    press = button("Reported", ids.DAY_REPORTED, ids.pack(item.watched.id, item.watched.version))
    return f":scales: *A delegated decision is to be reported{at}.*\n{_what(item)}", press


def _implement(item: WatchItem[Exercise]) -> tuple[str, Block | None]:
    if item.by is None or item.today <= item.by:
        said = ":unlock: *No call-in so far: it may be implemented from tomorrow.*"
    else:
        said = f":unlock: *Not called in by {day_words(item.by)}: it may be implemented.*"
    return f"{said}\n{_what(item)}", None


def _consult(item: WatchItem[Consultation]) -> tuple[str, Block | None]:
    asked = day_words(item.watched.asked_at.astimezone(item.board.zone).date())
    by = f", by {day_words(item.by)}" if item.by else ""
    if item.as_officer:
        who = esc(cut(item.watched.name, 80))
        said = f":speech_balloon: *{who} has not replied*, asked on {asked}{by}."
        first = " Without a reply the power cannot be used." if item.watched.precondition else ""
        ask = f"Ask by telephone, and note what they say.{first}"
        value = ids.pack(item.watched.delegation_id)
        press = button("Note a reply…", f"{ids.DELEGATION_STEP}note", value)
    else:
        said = f":speech_balloon: *Your reply is awaited*, asked for on {asked}{by}."
        ask = "Reply here, or tell the committee officer."
        value = ids.pack(item.watched.id)
        press = button("Reply…", f"{ids.DELEGATION_STEP}reply", value, "primary")
    return f"{said}\n{_question(item)}\n{ask}", press


def _question(item: WatchItem[Consultation]) -> str:
    lock = ":lock: " if item.watched.exempt else ""
    return f"{lock}{esc(cut(item.watched.question, 160))} ({board_of(item)})"


def _named(item: WatchItem[Exercise]) -> str:
    return f"{item.watched.reference} {item.watched.decision}"


def _consultee(item: WatchItem[Consultation]) -> str:
    return f"{item.watched.name}: {item.watched.question}"


WORDS: Mapping[Matter, Words] = {
    Matter.CONSULT: Words("Consultees without a reply", _consultee, _consult),
    Matter.COMPLETE: Words("Decision records to complete", _named, _complete),
    Matter.PUBLISH: Words("Decisions to publish", _named, _publish),
    Matter.TELL_DECISION: Words("Delegated decisions to report", _named, _report),
    Matter.IMPLEMENT: Words("Call-in periods that end", _named, _implement),
}
