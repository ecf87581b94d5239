"""/meeting forward: all that is owed to future meetings, as a message and as files. Part of
/meeting; see `meetings`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import ids
from bot.slack.commands import Answer, Handler, Typed, tell
from bot.slack.listeners.boards import again, board_meant
from bot.slack.parsing import asker, form_values, unescape
from bot.slack.presses import presser
from bot.slack.topics import Topic
from bot.slack.views import forward as views
from bot.slack.views import forward_offers as offer_views
from bot.slack.views.blocks import esc
from bot.slack.views.boards import done
from workflows import forward_plan_offers, keeping
from workflows.access import Audience, Caller, Deed, may, require
from workflows.boards import Board
from workflows.deadlines import day_words, read_due
from workflows.deliveries import Kind, Parcel
from workflows.errors import InvalidInput
from workflows.forward_plan import ForwardPlan, forward_plan
from workflows.ports import Transaction

HELP = Topic(
    "forward",
    "what is owed to future meetings",
    """*The forward plan*
`/meeting forward` all that is owed to the meetings of the next year: report-backs and the further \
turns of a cycle, reviews, deferred items, statutory returns with their sign-off, delegated \
decisions and views to report, papers to list, minutes to approve
`/meeting forward to 31 March 2028` further on, or not so far
Its buttons send it to you as .docx, .csv and .ics, and (officer) post the open matter in the \
channel""",
)

_FILES = ((":docx", "forward_docx"), (":csv", "forward_csv"), (":ics", "forward_ics"))


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons."""

    @app.action(ids.FORWARD_STEP + "files")
    async def files(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        board_id, until = str(body["actions"][0]["value"]).split("|")
        who = presser(body, anew=True)
        board = await desk.ask(who, _send, board_id, date.fromisoformat(until))
        await tell(client, who, views.on_its_way(board.name))
        await ack()

    @app.action(ids.FORWARD_STEP + "post")
    async def post(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        board_id, until = str(body["actions"][0]["value"]).split("|")
        who = presser(body, anew=True)
        await desk.ask(who, _post, board_id, date.fromisoformat(until))
        await tell(client, who, "It is posted in the channel, open matter only.")
        await ack()

    @app.action(ids.FORWARD_STEP + "pack")
    async def pack(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        draft_id = str(body["actions"][0]["value"])
        found = await desk.ask(asker(body), _offers, draft_id)
        view = offer_views.form(found, draft_id)
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view(ids.PACK_FORM)
    async def taken(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        ticked = [v for found in form_values(view).values() for v in found]
        who = asker(body, once=f"form:{view['id']}")
        numbers = [int(n) for n in ticked]
        found = await desk.ask(who, forward_plan_offers.take, view["private_metadata"], numbers)
        await ack(response_action="update", view=done("Still to come", offer_views.taken(found)))


def _offers(
    tx: Transaction, caller: Caller, draft_id: str, now: datetime
) -> list[forward_plan_offers.Offer]:
    return forward_plan_offers.offers(tx, caller, draft_id)


async def _forward(typed: Typed) -> Answer:
    """/meeting forward [to DAY]."""
    text = unescape(typed.text).strip()
    who = again(typed.who)
    plan, may_post = await typed.desk.ask(who, _shown, who.channel_id, text)
    return Answer(views.heading(plan), views.message(plan, may_post=may_post))


def _shown(
    tx: Transaction, caller: Caller, channel: str, text: str, now: datetime
) -> tuple[ForwardPlan, bool]:
    board = board_meant(tx, caller, channel)
    until = _until(board, text, now)
    plan = forward_plan(tx, board, Audience(caller), now, until)
    return plan, may(caller, board.id, Deed.RUN_MEETINGS)


def _until(board: Board, text: str, now: datetime) -> date | None:
    """The day that was typed; a month, a quarter or a year is its last day."""
    words = text.removeprefix("to ").removeprefix("until ").strip()
    if not words:
        return None
    today = keeping.local_day(now, board)
    day = read_due(words, on=today, calendar=board.calendar).day
    if day is None:
        raise InvalidInput(
            f"“{words[:60]}” is no day. Try `/meeting forward to 31 March` or `to end of 2028`.",
            field="day",
        )
    if day < today:
        raise InvalidInput(f"{day_words(day)} is past: the plan looks ahead.", field="day")
    return day


def _send(tx: Transaction, caller: Caller, board_id: str, until: date, now: datetime) -> Board:
    """The plan for this caller, as they may see it: a message, and three files in its thread."""
    require(caller, board_id, Deed.TAKE_LOG)
    board = tx.boards.get(board_id)
    key = f"forward:{tx.new_id()}"
    text = f"The forward plan of *{esc(board.name)}* to {day_words(until)}:"
    message = Parcel(
        key=key,
        kind=Kind.MESSAGE,
        team_id=board.team_id,
        board_id=board_id,
        view="text",
        args={"text": text},
        person_id=caller.id,
    )
    tx.outbox.put(message)
    args = {"board_id": board_id, "until": until.isoformat()}
    for suffix, view in _FILES:
        tx.outbox.put(
            Parcel(
                key=key + suffix,
                kind=Kind.FILE,
                team_id=board.team_id,
                board_id=board_id,
                view=view,
                args=args,
                person_id=caller.id,
                follows=key,
            )
        )
    return board


def _post(tx: Transaction, caller: Caller, board_id: str, until: date, now: datetime) -> None:
    """The open matter of it, for everybody in the board's channel."""
    require(caller, board_id, Deed.RUN_MEETINGS)
    board = tx.boards.get(board_id)
    tx.outbox.put(
        Parcel(
            key=f"forward:{tx.new_id()}",
            kind=Kind.MESSAGE,
            team_id=board.team_id,
            board_id=board_id,
            view="forward_card",
            args={"board_id": board_id, "until": until.isoformat()},
            channel=board.channel_id,
        )
    )


VERBS: Mapping[str, Handler] = {"forward": _forward}
