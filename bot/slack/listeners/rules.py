"""/board rules: a board's quorum, votes and ways of deciding, in words, and the form that changes
them from a day on. Part of /board; see `boards`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Asker, Desk
from bot.slack import ids
from bot.slack.commands import Answer, Typed
from bot.slack.parsing import asker, form_values, unescape
from bot.slack.views import rules as views
from bot.slack.views.boards import done
from workflows import keeping, rule_setting, voting_strength
from workflows.access import Caller, Deed, may, require
from workflows.boards import Board
from workflows.deadlines import read_date
from workflows.errors import InvalidInput
from workflows.ports import Transaction
from workflows.profile import Rules
from workflows.rule_presets import PRESETS
from workflows.rule_setting import FIELD_WORDS, RulesChanged, RulesForm

BoardMeant = Callable[[Transaction, Caller, str], Board]

HELP = """*The board’s rules*
`/board rules` quorum, votes, casting vote, attending from afar, call-in and what may be \
delegated, each with its source; the voting strength with vacancies
`/board rules on 1 May 2025` those of a day · the form behind the button changes them from a day on
`/board rules quorum: 7, among them 1 councillor and the Director of Public Health` · \
`/board rules votes from 1 May 2027: 6 county councillors, 6 NHS representatives, 1 Healthwatch`
`/board rules kind: hwb` begins with what is usual (committee, hwb, executive, parish, nhs, \
partnership)
Also: remote, casting vote, written resolution, leave, executive (yes or no), call-in (days), \
approval, officer, sub-committee, minuted
`/board rules drop 1 May 2027: entered by mistake` takes out rules that never held"""

_FIELD = re.compile(
    r"(?P<field>[a-z -]+?)(?:\s+from\s+(?P<since>[^:]+))?\s*:\s*(?P<value>.*)", re.I | re.S
)


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the button and the form."""

    @app.action(ids.RULES_STEP + "change")
    async def press_change(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        board, held, today = await desk.ask(asker(body), _to_change, body["actions"][0]["value"])
        form = views.rules_form(board, held, today)
        await client.views_open(trigger_id=body["trigger_id"], view=form)
        await ack()

    @app.view(ids.RULES_FORM)
    async def changed(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        opened = ids.unpack(view["private_metadata"])
        who = asker(body, once=f"form:{view['id']}")
        form = _form(view, opened.version)
        saved = await desk.ask(who, rule_setting.change, opened.subject_id, form)
        await ack(response_action="update", view=done("Rules", views.changed(saved)))


async def show(typed: Typed, board_meant: BoardMeant) -> Answer:
    """/board rules, however it goes on."""
    text = unescape(typed.text).strip()
    head = text.split(" ", 1)[0].lower()
    if head == "help":
        return Answer(HELP)
    if head in ("", "on") or not text:
        return await _shown(typed, board_meant, text.partition(" ")[2])
    if head == "drop":
        return await _dropped(typed, board_meant, text.partition(" ")[2])
    found = _FIELD.fullmatch(text)
    name = FIELD_WORDS.get(" ".join(found["field"].lower().split())) if found else None
    if found is None or name is None:
        raise InvalidInput(
            f"I could not tell which rule is meant by “{text[:60]}”. Nothing was changed. Write "
            "it as `/board rules quorum: 7`; `/board rules help` names the rules."
        )
    value, since = found["value"].strip(), (found["since"] or "").strip()

    def change(tx: Transaction, caller: Caller, channel: str, now: datetime) -> RulesChanged:
        board = board_meant(tx, caller, channel)
        today = keeping.local_day(now, board)
        form = RulesForm(since=read_date(since, on=today) if since else None)
        given: dict[str, Any] = {name: _preset(value) if name == "preset" else value}
        return rule_setting.change(tx, caller, board.id, replace(form, **given), now)

    saved = await typed.desk.ask(typed.who, change, typed.who.channel_id)
    return Answer(views.changed(saved))


def _preset(word: str) -> str:
    """The preset that is meant by its name or its title."""
    told = word.strip().lower()
    for name, preset in PRESETS.items():
        if told and (told == name or preset.title.lower().startswith(told)):
            return name
    raise InvalidInput(f"The kinds are: {', '.join(PRESETS)}. Nothing was changed.", "preset")


async def _shown(typed: Typed, board_meant: BoardMeant, day: str) -> Answer:
    who = Asker(typed.who.team_id, typed.who.user_id, typed.who.user_name, typed.who.channel_id)

    def gathered(tx: Transaction, caller: Caller, channel: str, now: datetime) -> views.Shown:
        board = board_meant(tx, caller, channel)
        require(caller, board.id, Deed.TAKE_LOG)
        today = keeping.local_day(now, board)
        on = read_date(day, on=today) if day.strip() else today
        return _data(tx, caller, board, on, today)

    data = await typed.desk.ask(who, gathered, who.channel_id)
    return Answer(views.summary(data), views.rules(data))


def _data(tx: Transaction, caller: Caller, board: Board, on: date, today: date) -> views.Shown:
    strength = voting_strength.of_board(tx, board, on)
    names = {p.id: p.name for p in tx.people.many(strength.voters).values()}
    may_change = may(caller, board.id, Deed.SET_UP)
    return views.Shown(board, board.rules_on(on), on, today, strength, names, may_change)


async def _dropped(typed: Typed, board_meant: BoardMeant, text: str) -> Answer:
    day, _, reason = text.partition(":")

    def drop(tx: Transaction, caller: Caller, channel: str, now: datetime) -> RulesChanged:
        board = board_meant(tx, caller, channel)
        since = read_date(day.strip().removeprefix("from "), on=keeping.local_day(now, board))
        return rule_setting.drop(tx, caller, board.id, since, reason, now)

    saved = await typed.desk.ask(typed.who, drop, typed.who.channel_id)
    return Answer("Taken out. " + views.changed(saved))


def _to_change(
    tx: Transaction, caller: Caller, board_id: str, now: datetime
) -> tuple[Board, Rules, date]:
    require(caller, board_id, Deed.SET_UP)
    board = tx.boards.get(board_id)
    today = keeping.local_day(now, board)
    return board, board.rules_on(today), today


def _form(view: Mapping[str, Any], version: int) -> RulesForm:
    """The fields that were changed in the form; the others stay as they were on its day."""
    values = form_values(view)
    shown = {b["block_id"]: b["element"] for b in view["blocks"] if b.get("type") == "input"}
    given: dict[str, Any] = {}
    for name in RulesForm.__dataclass_fields__:
        if name in ("since", "preset", "version") or name not in values:
            continue
        before = shown[name].get("initial_value") or (shown[name].get("initial_option") or {}).get(
            "value", ""
        )
        if str(values[name]).strip() != str(before).strip():
            given[name] = values[name]
    since = str(values.get("since") or "")
    return RulesForm(
        **given,
        since=date.fromisoformat(since) if since else None,
        preset=values.get("preset") or None,
        version=version,
    )
