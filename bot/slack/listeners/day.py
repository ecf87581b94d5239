"""What stands on the day's message and on App Home besides the buttons of cards: "Show all", a
draft sent again, a report made, and what could not be delivered."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import ids
from bot.slack.commands import tell
from bot.slack.listeners.delegation_typed import said
from bot.slack.parsing import asker
from bot.slack.presses import presser
from bot.slack.views import day as views
from bot.slack.views.blocks import Block
from workflows import exercise_reporting, home, keeping, minutes_review, unreached
from workflows.access import Caller, Deed, require
from workflows.actions import LIVE
from workflows.deliveries import Row
from workflows.ports import Transaction

log = structlog.get_logger()


def register(app: AsyncApp, desk: Desk, prefix: str = "") -> None:
    """Wire everything of this feature."""

    @app.action(re.compile("^" + re.escape(ids.DAY_ALL) + ":"))
    async def show_all(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        view = await desk.ask(asker(body), _all, str(body["actions"][0]["value"]))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.action(ids.DAY_REVIEW)
    async def review(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = presser(body, anew=True)
        draft_id = ids.unpack(body["actions"][0]["value"]).subject_id
        await tell(client, who, await desk.ask(who, _review, draft_id, who.once))
        await ack()

    @app.action(ids.DAY_REPORTED)
    async def reported(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = presser(body)
        exercise_id = ids.unpack(body["actions"][0]["value"]).subject_id
        await tell(client, who, await desk.ask(who, _reported, exercise_id))
        await ack()

    @app.action(ids.OUTBOX_STEP + "retry")
    async def retry(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = presser(body, anew=True)
        row = await desk.ask(who, unreached.send_again, _row_id(body))
        log.info("sent again by an officer", row=row.id, key=row.parcel.key, by=who.user_id)
        await tell(client, who, f"{_what(row)} is tried again now.")
        await ack()

    @app.action(ids.OUTBOX_STEP + "drop")
    async def drop(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = presser(body)
        row = await desk.ask(who, unreached.drop, _row_id(body))
        log.info("dropped by an officer", row=row.id, key=row.parcel.key, by=who.user_id)
        await tell(client, who, f"{_what(row)} will not be sent.")
        await ack()


def _all(tx: Transaction, caller: Caller, which: str, now: datetime) -> Block:
    """Everything that is the caller's own, or that waits on one of their boards."""
    if which == views.MINE:
        rows = [a for a in home.owned(tx, caller) if a.status in LIVE]
        return views.all_of_mine(rows, home.today_of(tx, caller, now))
    board = tx.boards.get(which)
    require(caller, board.id, Deed.SETTLE)
    waiting = home.waiting_on(tx, board, caller, now)
    return views.all_of_board(waiting, waiting.today)


def _review(tx: Transaction, caller: Caller, draft_id: str, key: str, now: datetime) -> str:
    draft = minutes_review.under_review(tx, caller, draft_id)
    minutes_review.show(tx, tx.boards.get(draft.board_id), draft, caller, f"again:{key}")
    return "The review is on its way to our direct message."


def _reported(tx: Transaction, caller: Caller, exercise_id: str, now: datetime) -> str:
    board = tx.boards.get(tx.exercises.get(exercise_id).board_id)
    today = keeping.local_day(now, board)
    told = exercise_reporting.report(tx, caller, exercise_id, today, now)
    return said(tx, caller, told, now)


def _row_id(body: dict[str, Any]) -> int:
    return int(ids.unpack(body["actions"][0]["value"]).subject_id)


def _what(row: Row) -> str:
    words = unreached.what_words(row.parcel)
    return words[0].upper() + words[1:]
