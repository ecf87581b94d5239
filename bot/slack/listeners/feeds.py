"""`/meeting feed`: the addresses at which calendars subscribe, and ending them. Part of /meeting;
see `meetings`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import ids
from bot.slack.commands import Answer, Handler, Typed, tell
from bot.slack.listeners.boards import again, board_meant
from bot.slack.presses import presser
from bot.slack.topics import Topic
from bot.slack.views import feeds as views
from bot.slack.views.blocks import Block
from bot.tokens import LinkMaker, links_for
from workflows import feeds
from workflows.access import Caller, Deed, may
from workflows.errors import InvalidInput
from workflows.feed_links import Feed
from workflows.ports import Transaction

HELP = Topic(
    "feed",
    "the board’s meetings, or your own meetings and deadlines, in your calendar",
    """*In your calendar*
`/meeting feed` the address at which any calendar subscribes to this board’s meetings
`/meeting feed mine` your own: your meetings on all boards, and your deadlines
`/meeting feed mine revoke` ends your own address · `/meeting feed revoke` the board’s (officer)""",
)


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the button that ends an address."""

    @app.action(re.compile(f"^{ids.FEED_STEP}(board|person)$"))
    async def end(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        pressed, who = body["actions"][0], presser(body)
        board_id = ids.unpack(pressed["value"]).subject_id
        mine = pressed["action_id"] == f"{ids.FEED_STEP}person"
        said = await desk.ask(who, _revoke, board_id, mine, desk.clock.real())
        await tell(client, who, said)
        await ack()


async def _feed(typed: Typed) -> Answer:
    words = typed.text.lower().split()
    if set(words) - {"mine", "revoke"}:
        raise InvalidInput(
            "Type `/meeting feed`, `/meeting feed mine`, or either with `revoke`. "
            "Nothing was changed.",
            field="feed",
        )
    mine, desk = "mine" in words, typed.desk
    real = desk.clock.real()
    if "revoke" in words:
        channel = typed.who.channel_id
        return Answer(await desk.ask(typed.who, _revoke_here, channel, mine, real))
    maker = links_for(desk.settings)
    blocks = await desk.ask(again(typed.who), _address, typed.who.channel_id, mine, maker, real)
    return Answer("A calendar to subscribe to", blocks)


def _address(
    tx: Transaction,
    caller: Caller,
    channel: str,
    mine: bool,
    maker: LinkMaker,
    real: datetime,
    now: datetime,
) -> list[Block]:
    feed = _meant(tx, caller, channel, mine)
    address = maker.feed(tx, caller, feed, now, real)
    if address is None:
        raise InvalidInput(
            "Calendars need an address that they can reach, and none is set: whoever runs the bot "
            "sets MATTERS_PUBLIC_URL. Nothing was changed.",
            field="feed",
        )
    board = tx.boards.get(feed.board_id)
    may_end = mine or may(caller, board.id, Deed.RUN_MEETINGS)
    return views.address(board, address, mine=mine, may_end=may_end)


def _meant(tx: Transaction, caller: Caller, channel: str, mine: bool) -> Feed:
    if mine:
        return feeds.of_the_caller(tx, caller)
    return feeds.of_the_board(tx, caller, board_meant(tx, caller, channel).id)


def _revoke_here(
    tx: Transaction, caller: Caller, channel: str, mine: bool, real: datetime, now: datetime
) -> str:
    board_id = "" if mine else board_meant(tx, caller, channel).id
    return _revoke(tx, caller, board_id, mine, real, now)


def _revoke(
    tx: Transaction, caller: Caller, board_id: str, mine: bool, real: datetime, now: datetime
) -> str:
    feed = feeds.of_the_caller(tx, caller) if mine else feeds.of_the_board(tx, caller, board_id)
    return views.revoked(feeds.revoke(tx, caller, feed, now, real), mine=mine)


VERBS: Mapping[str, Handler] = {"feed": _feed}
