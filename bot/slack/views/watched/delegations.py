"""A delegation that ends on a day."""

from __future__ import annotations

from collections.abc import Mapping

from bot.slack.views.blocks import Block, cut, esc
from bot.slack.views.watched.words import Words, board_of
from workflows.deadlines import day_words
from workflows.delegations import Delegation
from workflows.watches.kind import Matter
from workflows.watching import WatchItem

_NOT_AN_OFFICER = (
    "If it has been used: tell the committee officer when, and where the record stands."
)


def settled(item: WatchItem[Delegation]) -> str:
    """What became of it."""
    return f"{_what(item)}: {item.watched.state.value}."


def _what(item: WatchItem[Delegation]) -> str:
    lock = ":lock: " if item.watched.exempt else ""
    text = esc(cut(item.watched.text, 160))
    return f"{lock}*{esc(item.watched.reference)}* {text} ({board_of(item)})"


def _said(item: WatchItem[Delegation], said: str, ask: str) -> tuple[str, Block | None]:
    return f"{said}\n{_what(item)}\n{ask if item.as_officer else _NOT_AN_OFFICER}", None


def _used(item: WatchItem[Delegation]) -> str:
    return f"`/delegation used {esc(item.watched.reference)} on DAY: what was decided`"


def _expiry(item: WatchItem[Delegation]) -> tuple[str, Block | None]:
    whose = "A delegation" if item.as_officer else "Your authority"
    return _said(item, f":hourglass: *{whose} ends on {_by(item)}.*", f"Used? {_used(item)}")


def _lapsed(item: WatchItem[Delegation]) -> tuple[str, Block | None]:
    unused = "" if item.watched.recurring else ", unused"
    said = f":heavy_multiplication_x: *A delegation lapsed on {_by(item)}{unused}.*"
    return _said(item, said, f"Used after all? {_used(item)}")


def _by(item: WatchItem[Delegation]) -> str:
    return day_words(item.by) if item.by else ""


def _named(item: WatchItem[Delegation]) -> str:
    return f"{item.watched.reference} {item.watched.text}"


WORDS: Mapping[Matter, Words] = {
    Matter.EXPIRY: Words("Delegations that end", _named, _expiry),
    Matter.LAPSED: Words("Delegations lapsed", _named, _lapsed),
}
