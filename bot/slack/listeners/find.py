"""/resolution find: the register searched by words, over the years. Part of /resolution; see
`resolutions`."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Asker, Desk
from bot.slack import gather, ids
from bot.slack.commands import Answer, Typed, tell
from bot.slack.find_phrases import read_bound, read_page, read_phrases
from bot.slack.parsing import asker, unescape
from bot.slack.views import found as views
from workflows import keeping, searching
from workflows.access import Caller
from workflows.boards import Board
from workflows.errors import NotFound
from workflows.ports import Transaction
from workflows.searching import Found, Wanted, read_kind

HELP = """*Finding*
`/resolution find better care` every word has to be there · `/resolution find "winter plan"` side \
by side · `deleg*` a beginning
with filters: `from:2025` `to:"31 March 2026"` `verb:approve` `kind:noting` `person:"R Peake"` \
`in-force` · here it looks in this channel’s board, with `board:all` in all of them"""

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|([^>]*))?>")


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons of pages."""

    @app.action(re.compile(re.escape(ids.FIND_STEP) + r"page\d+"))
    async def page(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        typed, number = json.loads(body["actions"][0]["value"])
        who = asker(body)
        found = await desk.ask(who, _found, who.channel_id, str(typed), int(number))
        await tell(client, who, views.summary(found, typed), views.listing(found, typed))
        await ack()


async def find(typed: Typed) -> Answer:
    """/resolution find WORDS and filters."""
    text = unescape(typed.text).strip()
    who = Asker(typed.who.team_id, typed.who.user_id, typed.who.user_name, typed.who.channel_id)
    found = await typed.desk.ask(who, _found, who.channel_id, text, None)
    return Answer(views.summary(found, text), views.listing(found, text))


def _found(
    tx: Transaction, caller: Caller, channel: str, text: str, page: int | None, now: datetime
) -> Found:
    phrases = read_phrases(_with_names(tx, caller, text))
    boards = _boards(tx, caller, channel, phrases.board)
    today = keeping.local_day(now, boards[0]) if boards else now.date()
    wanted = Wanted(
        words=phrases.words,
        board_ids=frozenset(b.id for b in boards),
        since=read_bound(phrases.since, "from", today),
        until=read_bound(phrases.until, "to", today, last=True),
        verb=phrases.verb,
        kind=read_kind(phrases.kind) if phrases.kind else "",
        person=phrases.person,
        in_force=phrases.in_force,
        page=page or read_page(phrases.page),
    )
    return searching.find(tx, caller, caller.person.team_id, wanted)


def _with_names(tx: Transaction, caller: Caller, text: str) -> str:
    """Mentions as the names that are on record, in quotation marks."""

    def name(found: re.Match[str]) -> str:
        person = tx.people.find_by_slack(caller.person.team_id, found[1])
        told = person.name if person else found[2] or ""
        return f'"{told}"'

    return _MENTION.sub(name, text)


def _boards(tx: Transaction, caller: Caller, channel: str, named: str) -> list[Board]:
    """The boards meant: those named, else the channel's own; all of the workspace where there is
    none here."""
    everywhere = sorted(tx.boards.of_team(caller.person.team_id), key=lambda b: b.name)
    if named.casefold() == "all":
        return everywhere
    if not named:
        here = gather.board_for(tx, caller, channel)
        return [here] if here else everywhere
    wanted = named.casefold()
    for board in everywhere:
        if wanted in {n.casefold() for n in (board.name, board.short_name, *board.aliases)}:
            return [board]
    raise NotFound(
        f"There is no board “{named[:60]}” in this workspace. `/board list` names them; "
        "`board:all` looks in all.",
        "board",
    )
