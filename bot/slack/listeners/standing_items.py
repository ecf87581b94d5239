"""/meeting standing: the items of every agenda of the board. Part of /meeting; see `meetings`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from bot.slack import agenda_phrases
from bot.slack.commands import Answer, Handler, Typed
from bot.slack.listeners.boards import again, board_meant, board_to_run
from bot.slack.parsing import unescape, words
from bot.slack.topics import Topic
from bot.slack.views.agendas import COMES_WORDS, PURPOSE_WORDS
from bot.slack.views.blocks import esc
from workflows import agenda_setting, agenda_standing, keeping
from workflows.access import Caller
from workflows.agenda_order import SCHEMES
from workflows.agenda_standing import StandingForm
from workflows.agendas import Comes, Purpose, StandingItem
from workflows.boards import Board
from workflows.errors import InvalidInput
from workflows.ports import Transaction

HELP = Topic(
    "standing",
    "the items of every agenda, how items are numbered, what reports must have cleared",
    """*Standing items* `/meeting standing` lists them (officers change them)
`/meeting standing add 2 Declarations of interest` second on every agenda · \
`/meeting standing add last Date of next meeting` · \
`/meeting standing add Partners’ update, verbal, by minute 47`
`/meeting standing remove Partners’ update, by minute 51`
*Numbers* `/meeting standing numbers 1` 1, 2, 3 at each meeting · `numbers 01` · \
`numbers running` on from meeting to meeting
*Reports* `/meeting standing clearance legal, financial, equality` what somebody must have \
cleared on every cover sheet · `clearance none`""",
)

_PLACE = re.compile(r"^(?:(\d{1,2})|(last))[.:]?\s+", re.I)
_MINUTED = re.compile(r"[\s,;]*\b(?:by|under)\s+(minute\s+\S.*|resolution\s+\S.*)$", re.I)


async def _standing(typed: Typed) -> Answer:
    verb, matter = words(unescape(typed.text))
    where = typed.who.channel_id
    if not verb or verb == "list":
        return Answer(await typed.desk.ask(again(typed.who), _listed, where))
    if verb not in _STEPS:
        word = esc(verb[:40])
        return Answer(f"I do not know `{word}` here. Nothing was changed.\n{HELP.text}")
    return Answer(await typed.desk.ask(typed.who, _STEPS[verb], where, matter))


def _listed(tx: Transaction, caller: Caller, channel: str, now: datetime) -> str:
    board = board_meant(tx, caller, channel)
    found = agenda_standing.standing_on(board, keeping.local_day(now, board))
    lines = [f"{n}. {_line(item)}" for n, item in enumerate(found, 1)]
    head = f"*On every agenda of {esc(board.name)}*"
    none = "Nothing yet: `/meeting standing add 1 Apologies for absence`"
    facts = f"_Numbers: {SCHEMES[board.agenda_scheme]}._"
    if board.implications:
        facts += f" _Reports have cleared: {esc(', '.join(board.implications))}._"
    return "\n".join([head, *(lines or [none]), facts])


def _line(item: StandingItem) -> str:
    beside = [esc(item.presenter), PURPOSE_WORDS[item.purpose], COMES_WORDS[item.comes]]
    if item.place < 0:
        beside.append("at the end")
    if item.minuted:
        beside.append(f"since {esc(item.minuted)}")
    said = " · ".join(b for b in beside if b)
    return f"*{esc(item.title)}*" + (f" ({said})" if said else "")


def _add(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> str:
    board = board_to_run(tx, caller, channel, now)
    text, minuted = _split_minute(text)
    place = _PLACE.match(text)
    form = agenda_phrases.read_item(text[place.end() :] if place else text)
    number = (int(place[1]) if place[1] else -1) if place else 0
    asked = StandingForm(
        form.title or "",
        number,
        purpose=form.purpose or Purpose.NONE,
        comes=form.comes or Comes.NONE,
        minuted=minuted,
    )
    _, item = agenda_standing.add(tx, caller, board.id, asked, now)
    return f"On every agenda from now on: {_line(item)}.\n{_listed(tx, caller, channel, now)}"


def _remove(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> str:
    board = board_to_run(tx, caller, channel, now)
    title, minuted = _split_minute(text)
    _, item = agenda_standing.remove(tx, caller, board.id, title, minuted, now)
    how = f", {esc(item.minuted)}" if minuted else ""
    return (
        f"No longer a standing item: *{esc(item.title)}*{how}. Agendas that are not out lose it.\n"
        f"{_listed(tx, caller, channel, now)}"
    )


def _split_minute(text: str) -> tuple[str, str]:
    """`… by minute 47`: what it is about, and the minute that did it."""
    found = _MINUTED.search(text)
    return (text[: found.start()], found[1].strip()) if found else (text, "")


def _numbers(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> str:
    board = board_to_run(tx, caller, channel, now)
    known = {
        "1": "",
        "01": "NN",
        "nn": "NN",
        "n": "",
        "running": "running",
        "running on": "running",
    }
    said = text.strip().lower()
    if said not in known:
        raise InvalidInput(
            "Items are numbered `1`, `01` or `running`. Nothing was changed: type for example "
            "`/meeting standing numbers 01`."
        )
    saved = agenda_setting.number_by(tx, caller, board.id, known[said], now)
    return f"Agendas are numbered {SCHEMES[saved.agenda_scheme]}."


def _clearance(tx: Transaction, caller: Caller, channel: str, text: str, now: datetime) -> str:
    board = board_to_run(tx, caller, channel, now)
    said = text.strip().lower()
    kinds = [] if said in ("", "none") else re.split(r"\s*(?:,|;|\band\b)\s*", text.strip())
    saved: Board = agenda_setting.have_cleared(tx, caller, board.id, kinds, now)
    if not saved.implications:
        return "Nothing need be cleared on reports."
    return f"Every report must have cleared: {esc(', '.join(saved.implications))}."


_STEPS = {
    "add": _add,
    "remove": _remove,
    "numbers": _numbers,
    "clearance": _clearance,
}

VERBS: Mapping[str, Handler] = {"standing": _standing}
