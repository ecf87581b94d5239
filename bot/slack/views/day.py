"""The one message of a person's day. Pure: data to blocks.

Read from the top on a telephone: what is late, what is due, each with its buttons; then what the
reader is named on; then the officer's part. What does not fit is counted, and "Show all" opens it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.slack import ids
from bot.slack.views.actions import MOST_BLOCKS, Card, card, list_line, title_cut
from bot.slack.views.blocks import MORE, Block, button, context, cut, divider, esc, modal, section
from bot.slack.views.waiting import board_count, board_line, kinds
from bot.slack.views.watched.table import IN_PERSON, InPerson, matter_block
from workflows.actions import Action
from workflows.day_message import DayItem, DayMessage
from workflows.deadlines import day_words
from workflows.home import Waiting
from workflows.watching import WatchItem

#: Blocks kept for the officer's part, and for what the reader is named on, where there is any.
_OFFICERS, _NAMED = 18, 8
_MOST_BOARDS, _MOST_WATCHED = 6, 6
_NAMED_AS = {
    "deputy": "You are named as deputy",
    "lead": "You are named as lead officer",
    "chair": "For you as chair",
}
#: What is asked of those who are no owners, and so have no buttons.
_NAMED_WHY = {
    "deputy": "It is late. Please see to it with the owner; what comes of it, the owner answers "
    "here, or you tell the committee officer.",
    "lead": "It is late. Please ask the owner where it stands; what you hear, tell the committee "
    "officer, who records it.",
    "chair": "It is late. Please ask the owner to come to the meeting and say where it stands; "
    "what you hear, tell the committee officer.",
}
#: What stands for a person's own matters on a "Show all" button; else a board's id does.
MINE = "mine"


@dataclass(frozen=True)
class Day:
    """The message with a card for each action in it, by id."""

    message: DayMessage
    cards: dict[str, Card]

    def of(self, items: Sequence[DayItem], *, desk: bool = False) -> list[Card]:
        """Their cards, short, saying in whose place they are read."""
        found = []
        for item in items:
            if drawn := self.cards.get(item.action.id):
                aside = f"You stand in for {', '.join(item.stands_for)}" if item.stands_for else ""
                mine = _alone(item.action, self.message.caller.id)
                found.append(replace(drawn, desk=desk, brief=True, aside=aside, mine=mine))
        return found


def _alone(action: Action, reader: str) -> bool:
    """Whether the reader is its only owner, by name: then nobody need say whose it is."""
    return [o.person_id for o in action.owners] == [reader]


def day_text(message: DayMessage) -> str:
    """The line of the notification: how many, and how many of them late."""
    late = sum(i.overdue for i in message.own)
    parts = []
    if message.own:
        overdue = f", {late} overdue" if late else ""
        parts.append(f"{_count(len(message.own), 'action')} for you{overdue}")
    if message.named:
        parts.append(f"{len(message.named)} on which you are named")
    for_officer = len(message.to_settle) + sum(w.as_officer for w in message.watched)
    if for_officer:
        parts.append(f"{for_officer} waiting for you as officer")
    for words, rows in _in_person(message).items():
        parts.append(f"{len(rows)} {words.one if len(rows) == 1 else words.many}")
    return "Today: " + "; ".join(parts)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def day_blocks(day: Day) -> list[Block]:
    """The message, within Slack's fifty blocks."""
    message = day.message
    blocks = [section(f"*{day_text(message)}* — {day_words(message.today)}")]
    officers = message.to_settle or any(w.as_officer for w in message.watched)
    asked = _asked(_in_person(message))
    room = MOST_BLOCKS - (_OFFICERS if officers else 0) - len(asked)
    own_room = room - len(blocks) - (_NAMED if message.named else 0)
    blocks += _cards(day.of(message.own), own_room, message.others)
    blocks += _named(day, room - len(blocks))
    blocks += asked
    if officers:
        blocks += _officers(day, MOST_BLOCKS - len(blocks))
    return blocks


def _cards(rows: Sequence[Card], room: int, others: int = 0) -> list[Block]:
    """As many cards as there is room for, and a line with a button for the rest, and for the
    `others` of which nothing is asked today."""
    found: list[Block] = []
    for shown, each in enumerate(rows):
        drawn = card(each)
        last = shown == len(rows) - 1 and not others
        if len(found) + len(drawn) + (0 if last else 1) > room:
            return [*found, _rest([c.action for c in rows[shown:]], others)]
        found += drawn
    if rows and others:
        found.append(_show_all(_others(others), MINE))
    return found


def _rest(actions: Sequence[Action], others: int) -> Block:
    """What does not fit, the first of it by name."""
    named = "\n".join(f"• {title_cut(a, 60)}" for a in actions[:3])
    dots = "\n• …" if len(actions) > 3 else ""
    besides = f"\n{_others(others)}" if others else ""
    rest = _show_all(f"*and {len(actions)} more*\n{named}{dots}{besides}", MINE)
    return {**rest, "block_id": f"{MORE}:{actions[0].id}"}


def _others(count: int) -> str:
    what = "1 more action is" if count == 1 else f"{count} more actions are"
    return f"_{what} open for you, with nothing to do today._"


def _show_all(text: str, where: str) -> Block:
    return section(text, button("Show all", f"{ids.DAY_ALL}:{where}", where))


def _named(day: Day, room: int) -> list[Block]:
    """What the reader is not the owner of, but named on."""
    blocks: list[Block] = []
    for to, heading in _NAMED_AS.items():
        rows = day.of([i for i in day.message.named if i.to == to])
        if rows:
            blocks += [divider(), section(f"*{heading}*\n{_NAMED_WHY[to]}")]
            blocks += _cards(rows, max(room - len(blocks), 1))
    return blocks


def _in_person(message: DayMessage) -> dict[InPerson, list[WatchItem[Any]]]:
    """What the reader has in hand as no officer, by what it is."""
    found: dict[InPerson, list[WatchItem[Any]]] = {}
    for item in (w for w in message.watched if not w.as_officer):
        found.setdefault(IN_PERSON[item.subject], []).append(item)
    return found


def _asked(in_person: Mapping[InPerson, list[WatchItem[Any]]]) -> list[Block]:
    """The same, each kind of it under its heading; what does not fit is counted."""
    blocks: list[Block] = []
    room = _MOST_WATCHED
    for words, rows in in_person.items():
        blocks += [divider(), section(f"*{words.heading}*"), *map(matter_block, rows[:room])]
        if len(rows) > room:
            blocks.append(context(f"and {len(rows) - room} more"))
        room = max(room - len(rows), 1)
    return blocks


# --- the officer's part ---------------------------------------------------------------------------


def _officers(day: Day, room: int) -> list[Block]:
    """What is asked of an officer today, and all that waits on each board."""
    message = day.message
    watched = [w for w in message.watched if w.as_officer]
    if not watched and not message.to_settle:
        return []
    found: list[Block] = [divider(), section("*Waiting for you as officer*")]
    found += [matter_block(w) for w in watched[:_MOST_WATCHED]]
    asked = {i.board.id for i in message.to_settle} | {w.board.id for w in watched}
    rows = day.of(message.to_settle, desk=True)
    kept = min(len(message.waiting), _MOST_BOARDS) + 2
    cards, shown = _settle(rows, room - len(found) - kept)
    above = {c.action.id for c in shown} | {w.key for w in watched[:_MOST_WATCHED]}
    return [*found, *cards, *_boards(message.waiting, asked, above)]


def _settle(rows: Sequence[Card], room: int) -> tuple[list[Block], Sequence[Card]]:
    """Their cards, and which those are; what does not fit is in the boards' lists below."""
    found: list[Block] = []
    for shown, each in enumerate(rows):
        drawn = card(each)
        if len(found) + len(drawn) + 1 > room:
            left = context(f"and {len(rows) - shown} more, in the lists below")
            return [*found, left], rows[:shown]
        found += drawn
    return found, rows


def _boards(waiting: Sequence[Waiting], asked: Set[str], above: Set[str]) -> list[Block]:
    """What waits besides, board by board: those of which something is asked today first and in
    full, without what stands `above`."""
    waiting = sorted(waiting, key=lambda w: w.board.id not in asked)
    found = []
    for each in waiting[:_MOST_BOARDS]:
        words = board_line(each, above) if each.board.id in asked else board_count(each)
        if words:
            found.append(_show_all(words, each.board.id))
    if found:
        found.insert(0, divider())
    if len(waiting) > _MOST_BOARDS:
        names = ", ".join(
            f"{esc(w.board.short_name or w.board.name)} ({w.count})" for w in waiting[_MOST_BOARDS:]
        )
        found.append(context(cut(f"and on {names}: see my Home tab", 2000)))
    return found


# --- show all -------------------------------------------------------------------------------------

_MOST_ROWS = 8
_MOST_IN_MODAL = 98


def all_of_board(waiting: Waiting, today: date) -> Block:
    """Everything that waits on a board, in a window."""
    blocks: list[Block] = [section(f"*{esc(waiting.board.name)}*: {waiting.count} waiting")]
    for kind in kinds(waiting):
        blocks.append(divider())
        lines = [
            list_line(r, today) if isinstance(r, Action) else f"• {esc(kind.words(r))}"
            for r in kind.rows
        ]
        blocks += _paragraphs(f"*{kind.heading} ({len(kind.rows)})*", lines)
    return _window("Waiting for you", blocks)


def all_of_mine(rows: Sequence[Action], today: date) -> Block:
    """Everything that the reader owes, in a window, in the order of the day's message."""
    lines = [list_line(a, today) for a in rows]
    return _window("Open for you", _paragraphs(f"*{_count(len(rows), 'action')}*", lines))


def _paragraphs(heading: str, lines: Sequence[str]) -> list[Block]:
    found = [section(heading)]
    for start in range(0, len(lines), _MOST_ROWS):
        found.append(section("\n".join(lines[start : start + _MOST_ROWS])))
    return found


def _window(title: str, blocks: Sequence[Block]) -> Block:
    shown = list(blocks[:_MOST_IN_MODAL])
    where = "My Home tab has them with buttons; `/action show REF` shows one."
    if len(blocks) > len(shown):
        where = "There is more: the action log has it all (`/board log`)."
    return modal(ids.DAY_ALL, title, [*shown, context(where)], submit=None, close="Close")
