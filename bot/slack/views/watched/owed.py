"""What a board owes by a day: statutory returns, and what follows from its clauses."""

from __future__ import annotations

from collections.abc import Mapping

from bot.slack.views.blocks import Block, cut, esc
from bot.slack.views.watched.words import Words, board_of, late_or
from workflows.consequences import Consequence, ConsequenceKind
from workflows.deadlines import day_words
from workflows.returns import StatutoryReturn
from workflows.watches.kind import Matter
from workflows.watching import WatchItem

_FOLLOWS = {
    ConsequenceKind.DUTY: "A continuing duty is to be reviewed",
    ConsequenceKind.DOCUMENT: "A document is to be revised",
    ConsequenceKind.REFERRAL: "The result of a referral is awaited",
    ConsequenceKind.APPROVAL: "Another body’s approval is awaited",
    ConsequenceKind.MONEY: "Money was approved",
}


def returned(item: WatchItem[StatutoryReturn]) -> str:
    """How far a return has come."""
    return f"{_return(item)}: {item.watched.state.value.replace('_', ' ')}."


def followed(item: WatchItem[Consequence]) -> str:
    """What became of what follows."""
    result = f", {esc(cut(item.watched.result, 200))}" if item.watched.result else ""
    return f"{_clause(item)}: {item.watched.state.value}{result}."


def _return(item: WatchItem[StatutoryReturn]) -> str:
    lock = ":lock: " if item.watched.exempt else ""
    to = f" to {esc(cut(item.watched.to, 80))}" if item.watched.to else ""
    title = esc(cut(item.watched.title, 160))
    return f"{lock}*{title}*{to}, due {day_words(item.watched.due)} ({board_of(item)})"


def _sign_off(item: WatchItem[StatutoryReturn]) -> tuple[str, Block | None]:
    by = f" by {esc(cut(item.watched.sign_off, 80))}" if item.watched.sign_off else ""
    late = "A statutory return is late, and not signed off"
    said = late_or(item, ":classical_building:", "A statutory return is to be signed off", late)
    how = f"It is to be signed off{by} before it goes; then `/board returns signed`."
    return f"{said}\n{_return(item)}\n{how}", None


def _submit(item: WatchItem[StatutoryReturn]) -> tuple[str, Block | None]:
    said = late_or(
        item,
        ":classical_building:",
        "A statutory return is to be submitted",
        "A statutory return is late: it has not been submitted",
    )
    return f"{said}\n{_return(item)}\nWhen it has gone: `/board returns submitted`.", None


def _report(item: WatchItem[StatutoryReturn]) -> tuple[str, Block | None]:
    cycle = f" ({esc(cut(item.watched.cycle, 40))})" if item.watched.cycle else ""
    said = f"A statutory return is to be reported on{cycle}"
    head = late_or(item, ":scales:", said, f"{said}, and was not")
    return f"{head}\n{_return(item)}\nWhen it is done: `/board returns reported`.", None


def _clause(item: WatchItem[Consequence]) -> str:
    lock = ":lock: " if item.watched.exempt else ""
    body = f", {esc(cut(item.watched.body, 80))}" if item.watched.body else ""
    return f"{lock}“{esc(cut(item.watched.text, 160))}”{body} ({board_of(item)})"


def _follow_up(item: WatchItem[Consequence]) -> tuple[str, Block | None]:
    said = _FOLLOWS[item.watched.kind]
    when = f"\n_{esc(cut(item.watched.phrase, 80))}_" if item.watched.phrase else ""
    late = f"{said}, and was not"
    if item.watched.kind in (ConsequenceKind.REFERRAL, ConsequenceKind.APPROVAL):
        late = f"{said} still"
    head = late_or(item, ":link:", said, late)
    return f"{head}\n{_clause(item)}{when}\nSettle it: `/resolution consequences`.", None


def _titled(item: WatchItem[StatutoryReturn]) -> str:
    return f"{item.watched.title}, by {day_words(item.by)}" if item.by else item.watched.title


def _worded(item: WatchItem[Consequence]) -> str:
    return item.watched.text


WORDS: Mapping[Matter, Words] = {
    Matter.SIGN_OFF: Words("Returns to sign off", _titled, _sign_off),
    Matter.SUBMIT: Words("Returns to submit", _titled, _submit),
    Matter.TELL_RETURN: Words("Returns to report", _titled, _report),
    Matter.FOLLOW_UP: Words("What follows from decisions", _worded, _follow_up, pressing=False),
}
