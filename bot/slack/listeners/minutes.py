"""/minutes and the shortcut "Read these minutes"; the review stands in `minutes_review`.

Reading takes longer than Slack waits, so a listener only asks for it: a durable row in the outbox.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Asker, Desk
from bot.slack import gather, ids
from bot.slack.commands import Answer, Handler, Typed, answer_command, by_verb, tell
from bot.slack.listeners import minutes_review
from bot.slack.parsing import asker, form_values, unescape
from bot.slack.views import minutes as views
from bot.slack.views.minutes_forms import paper_form
from workflows import board_setup
from workflows.access import Caller, Deed, require
from workflows.boards import Board
from workflows.deliveries import Kind, Parcel
from workflows.drafts import Draft
from workflows.errors import InvalidInput
from workflows.minutes_review import show
from workflows.ports import Transaction

HELP = """*Minutes in*
`/minutes` opens a form for a file or for text that you paste · or use the shortcut \
“Read these minutes” on a message with files
What is found comes to you as a draft in a direct message: accept, edit or reject each line; \
nothing is recorded before you press Record.
`/minutes list` shows what is under review · `/minutes review` sends it to you again"""


def register(app: AsyncApp, desk: Desk, prefix: str = "") -> None:
    """Wire everything of this feature."""

    @app.command(f"/{prefix}minutes")
    async def minutes(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await answer_command(handle, ack, body, desk, client)

    @app.view(ids.MINUTES_FORM)
    async def paper(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _paper_submitted(desk, client, body)
        await ack()

    @app.shortcut(ids.READ_MINUTES)
    async def read_these(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _message_sent(desk, client, body)
        await ack()

    minutes_review.register(app, desk)


async def handle(typed: Typed) -> Answer:
    """/minutes, however it was called."""
    return await by_verb(typed, VERBS, otherwise=_unknown, bare=_bare)


async def _bare(typed: Typed) -> Answer:
    await typed.desk.ask(_again(typed), _board_to_read_for, typed.who.channel_id)
    private = json.dumps({"channel": typed.who.channel_id})
    await typed.client.views_open(trigger_id=typed.trigger_id, view=paper_form(private))
    return Answer()


async def _unknown(typed: Typed) -> Answer:
    raise InvalidInput(
        f"I do not know “/minutes {typed.text[:80]}”. Nothing was changed. `/minutes` alone opens "
        "the form; `/minutes help` says what else there is."
    )


async def _help(typed: Typed) -> Answer:
    return Answer(HELP)


async def _list(typed: Typed) -> Answer:
    drafts = await typed.desk.ask(_again(typed), _open_drafts, typed.who.channel_id)
    return Answer(views.open_drafts(drafts))


async def _review(typed: Typed) -> Answer:
    drafts = await typed.desk.ask(typed.who, _show_again, typed.who.channel_id, typed.who.once)
    if not drafts:
        return Answer(views.open_drafts(drafts))
    return Answer("The draft comes to you in a direct message.")


VERBS: Mapping[str, Handler] = {"help": _help, "list": _list, "review": _review}


def _again(typed: Typed) -> Asker:
    """For a read: no key is used up, so that a retry reads again."""
    who = typed.who
    return Asker(who.team_id, who.user_id, who.user_name, who.channel_id)


def _board_to_read_for(tx: Transaction, caller: Caller, channel: str, now: datetime) -> Board:
    board = gather.board_for(tx, caller, channel)
    if board is None:
        board = board_setup.board_here(tx, caller.person.team_id, channel)
    require(caller, board.id, Deed.RECORD)
    return board


def _open_drafts(tx: Transaction, caller: Caller, channel: str, now: datetime) -> list[Draft]:
    board = _board_to_read_for(tx, caller, channel, now)
    return tx.drafts.open_of_board(board.id)


def _show_again(
    tx: Transaction, caller: Caller, channel: str, key: str, now: datetime
) -> list[Draft]:
    board = _board_to_read_for(tx, caller, channel, now)
    drafts = tx.drafts.open_of_board(board.id)
    for draft in drafts:
        show(tx, board, draft, caller, f"again:{key}")
    return drafts


# --- asking for a paper to be read ----------------------------------------------------------------


def ask_to_read(
    tx: Transaction,
    caller: Caller,
    channel: str,
    sources: Sequence[Mapping[str, str]],
    key: str,
    now: datetime,
) -> None:
    """Put one row for each source (a file's id, or a text) into the outbox; `key` belongs to the
    request, so that a later one may read the same file again."""
    board = _board_to_read_for(tx, caller, channel, now)
    for n, source in enumerate(sources):
        what = source.get("file_id") or f"text{n}"
        tx.outbox.put(
            Parcel(
                key=f"read:{board.id}:{what}:{key}",
                kind=Kind.READ,
                team_id=board.team_id,
                board_id=board.id,
                view="read_minutes",
                args={**source, "channel": channel, "by": caller.id},
            )
        )


async def _paper_submitted(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    view = body["view"]
    values = form_values(view)
    files = values.get("file") or []
    text = str(values.get("text", "")).strip()
    if not files and not text:
        raise InvalidInput("Choose a file, or paste the text of the minutes.", field="text")
    sources = [{"file_id": str(f["id"])} for f in files]
    names = [str(f.get("name") or "the file") for f in files]
    if text:
        sources.append({"text": text})
        names.append("what you pasted")
    channel = json.loads(view["private_metadata"])["channel"]
    await _read(desk, client, body, channel, sources, names, f"form:{view['id']}")


async def _message_sent(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    message = body["message"]
    files = message.get("files") or []
    sources = [{"file_id": str(f["id"])} for f in files]
    names = [str(f.get("name") or "the file") for f in files]
    text = unescape(str(message.get("text") or "")).strip()
    if not files and text:
        sources, names = [{"text": text}], ["this message"]
    if not sources:
        raise InvalidInput(
            "That message holds neither a file nor text. Nothing was read; use the shortcut on the "
            "message that has the minutes."
        )
    channel = body["channel"]["id"]
    await _read(desk, client, body, channel, sources, names, f"shortcut:{body['trigger_id']}")


async def _read(
    desk: Desk,
    client: AsyncWebClient,
    body: dict[str, Any],
    channel: str,
    sources: Sequence[Mapping[str, str]],
    names: Sequence[str],
    key: str,
) -> None:
    who = asker(body, once=key)
    await desk.ask(who, ask_to_read, channel, sources, key)
    await tell(client, replace(who, channel_id=channel), views.reading(names))
