"""/delegation: what was delegated, used and reported."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Asker, Desk
from bot.slack import gather
from bot.slack.commands import Answer, Handler, Typed, answer_command, by_verb
from bot.slack.parsing import reference_and_rest, unescape
from bot.slack.views import delegations as views
from workflows import board_setup, delegation_keeping, keeping
from workflows.access import Caller, Disclosed
from workflows.boards import Board
from workflows.deadlines import read_date
from workflows.delegations import Delegation
from workflows.errors import InvalidInput
from workflows.ports import Transaction

HELP = """*Delegated decisions*
A clause that delegates is kept by itself when its resolution is recorded.
`/delegation list` shows what was delegated, to whom, until when
`/delegation used D1 on 12 March: approved the return` · `… on 12 March by Tom Hallam: …` · \
without a grant that is known: `/delegation used none on 12 March by Tom Hallam: …`
`/delegation record D1 ODR-12/2027` says where the written record of the decision stands
`/delegation reported D1` when the board has heard of it
A standing power may be used again: record each use, the earlier ones are kept beside it"""

_NONE = {"none", "unknown", "-"}
_BY = re.compile(r"\s+by\s+", re.I)


def register(app: AsyncApp, desk: Desk, prefix: str = "") -> None:
    """Wire everything of this feature."""

    @app.command(f"/{prefix}delegation")
    async def delegation(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await answer_command(handle, ack, body, desk, client)


async def handle(typed: Typed) -> Answer:
    """/delegation, however it was called."""
    return await by_verb(typed, VERBS, otherwise=_unknown, bare=_list)


async def _unknown(typed: Typed) -> Answer:
    raise InvalidInput(
        f"I do not know “/delegation {typed.text[:80]}”. Nothing was changed. "
        "`/delegation help` says what there is."
    )


async def _help(typed: Typed) -> Answer:
    return Answer(HELP)


async def _list(typed: Typed) -> Answer:
    who = typed.who
    again = Asker(who.team_id, who.user_id, who.user_name, who.channel_id)
    board, found, today, granted = await typed.desk.ask(again, _listed, who.channel_id)
    blocks = views.listing(board.name, found.shown, today, found.withheld, granted)
    return Answer(f"{board.name}: {len(found.shown)} delegated", blocks)


def _listed(
    tx: Transaction, caller: Caller, channel: str, now: datetime
) -> tuple[Board, Disclosed[Delegation], date, dict[str, date | None]]:
    board = _board(tx, caller, channel)
    found = delegation_keeping.listed(tx, caller, board.id)
    granted = {d.id: delegation_keeping.granted_on(tx, d) for d in found.shown}
    return board, found, keeping.local_day(now, board), granted


def _board(tx: Transaction, caller: Caller, channel: str) -> Board:
    board = gather.board_for(tx, caller, channel)
    return board or board_setup.board_here(tx, caller.person.team_id, channel)


async def _used(typed: Typed) -> Answer:
    reference, rest = reference_and_rest(unescape(typed.text))
    head, colon, what = rest.partition(":")
    if not reference or not colon or not what.strip():
        raise InvalidInput(
            "Say which one, on which day and what was decided. Nothing was changed. For example: "
            "`/delegation used D1 on 12 March: approved the return`"
        )
    day, *by = _BY.split(head.strip().removeprefix("on ").strip(), maxsplit=1)
    typed_use = (reference, day.strip(), by[0].strip() if by else "", what.strip())
    found, today, granted = await typed.desk.ask(typed.who, _use, typed.who.channel_id, typed_use)
    return Answer(views.answered(found, today, granted))


def _use(
    tx: Transaction, caller: Caller, channel: str, use: tuple[str, str, str, str], now: datetime
) -> tuple[Delegation, date, date | None]:
    reference, day, by, what = use
    board = _board(tx, caller, channel)
    today = keeping.local_day(now, board)
    on = read_date(day, on=today) if day else today
    if reference.lower() in _NONE:
        kept = delegation_keeping.used_without_grant(tx, caller, board.id, on, by, what, now)
        return kept, today, None
    found = delegation_keeping.find(tx, caller, board.id, reference)
    kept = delegation_keeping.used(tx, caller, found.id, on, by, what, now)
    return kept, today, delegation_keeping.granted_on(tx, kept)


async def _reported(typed: Typed) -> Answer:
    reference, rest = reference_and_rest(unescape(typed.text))
    day = rest.removeprefix("on ").strip()
    found, today = await typed.desk.ask(typed.who, _report, typed.who.channel_id, reference, day)
    return Answer(views.answered(found, today))


def _report(
    tx: Transaction, caller: Caller, channel: str, reference: str, day: str, now: datetime
) -> tuple[Delegation, date]:
    board = _board(tx, caller, channel)
    today = keeping.local_day(now, board)
    found = delegation_keeping.find(tx, caller, board.id, reference)
    on = read_date(day, on=today) if day else today
    return delegation_keeping.reported(tx, caller, found.id, on, now), today


async def _recorded(typed: Typed) -> Answer:
    reference, where = reference_and_rest(unescape(typed.text))
    if not reference or not where.strip():
        raise InvalidInput(
            "Say which one, and where the written record of the decision stands. Nothing was "
            "changed. For example: `/delegation record D1 ODR-12/2027` or a link"
        )
    found, today = await typed.desk.ask(typed.who, _record, typed.who.channel_id, reference, where)
    return Answer(views.answered(found, today))


def _record(
    tx: Transaction, caller: Caller, channel: str, reference: str, where: str, now: datetime
) -> tuple[Delegation, date]:
    board = _board(tx, caller, channel)
    found = delegation_keeping.find(tx, caller, board.id, reference)
    kept = delegation_keeping.recorded(tx, caller, found.id, where, now)
    return kept, keeping.local_day(now, board)


VERBS: Mapping[str, Handler] = {
    "help": _help,
    "list": _list,
    "used": _used,
    "record": _recorded,
    "reported": _reported,
}
