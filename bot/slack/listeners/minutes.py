"""/minutes, the shortcut "Read these minutes", and the review of what was read.

Reading takes longer than Slack waits, so a listener only asks for it: a durable row in the outbox.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot import faults
from bot.deps import Asker, Desk
from bot.slack import gather, ids
from bot.slack.commands import Answer, Handler, Typed, answer_command, by_verb, tell
from bot.slack.parsing import asker, form_values, split_names, unescape
from bot.slack.views import minutes as views
from bot.slack.views.blocks import Block
from workflows import board_setup, minutes_recording, minutes_review
from workflows.access import Caller, Deed, require
from workflows.boards import Board
from workflows.deliveries import Kind, Parcel
from workflows.drafts import Choice, Draft, DraftLine, LineKind
from workflows.errors import InvalidInput
from workflows.minutes_review import LineChange
from workflows.ports import Transaction

log = structlog.get_logger()

HELP = """*Minutes in*
`/minutes` opens a form for a file or for text that you paste · or use the shortcut \
“Read these minutes” on a message with files
What is found comes to you as a draft in a direct message: accept, edit or reject each line; \
nothing is recorded before you press Record.
`/minutes list` shows what is under review · `/minutes review` sends it to you again"""

_CHOICES = {"accept": Choice.ACCEPTED, "reject": Choice.REJECTED, "wait": Choice.WAITING}
_ALL = {"all_resolutions": LineKind.RESOLUTION, "all_actions": LineKind.ACTION}


def register(app: AsyncApp, desk: Desk, prefix: str = "") -> None:
    """Wire everything of this feature."""

    @app.command(f"/{prefix}minutes")
    async def minutes(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await answer_command(handle, ack, body, desk, client)

    @app.view(ids.MINUTES_FORM)
    async def paper_form(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _paper_submitted(desk, client, body)
        await ack()

    @app.shortcut(ids.READ_MINUTES)
    async def read_these(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _message_sent(desk, client, body)
        await ack()

    for step in (*_CHOICES, "earlier", "later", *_ALL, "record", "discard"):

        @app.action({"action_id": ids.DRAFT_STEP + step})
        async def press(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            await _pressed(desk, client, body)
            await ack()

    for form in ("edit", "day"):

        @app.action({"action_id": ids.DRAFT_STEP + form})
        async def opens(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            await _open_form(desk, client, body)
            await ack()

    for callback in (ids.LINE_FORM, ids.DRAFT_DAY):

        @app.view(callback)
        async def submitted(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            await _form_submitted(desk, client, body)
            await ack()


async def handle(typed: Typed) -> Answer:
    """/minutes, however it was called."""
    return await by_verb(typed, VERBS, otherwise=_unknown, bare=_bare)


async def _bare(typed: Typed) -> Answer:
    await typed.desk.ask(_again(typed), _board_to_read_for, typed.who.channel_id)
    private = json.dumps({"channel": typed.who.channel_id})
    await typed.client.views_open(trigger_id=typed.trigger_id, view=views.paper_form(private))
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
        minutes_review.show(tx, board, draft, caller, f"again:{key}")
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


# --- the review -----------------------------------------------------------------------------------


async def _pressed(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    """A button of the review: decide, then draw the pressed message anew."""
    pressed = body["actions"][0]
    step = pressed["action_id"].removeprefix(ids.DRAFT_STEP)
    place = _place(body)
    who = asker(body, once=f"press:{place['ts']}:{step}:{pressed['value']}")
    draft, board = await desk.ask(who, decide, step, ids.unpack(pressed["value"]).subject_id)
    await _draw(client, place, draft, board)


def _place(body: Mapping[str, Any]) -> dict[str, str]:
    container = body.get("container", {})
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id", "")
    return {"channel": str(channel), "ts": str(container.get("message_ts", ""))}


async def _draw(
    client: AsyncWebClient, place: Mapping[str, str], draft: Draft, board: Board
) -> None:
    """Draw the pressed message at once; should that fail, the outbox renders it anyway."""
    if not place["channel"] or not place["ts"]:
        return
    blocks: list[Block] = views.review(draft, board)
    try:
        await client.chat_update(
            channel=place["channel"], ts=place["ts"], text=views.summary(draft), blocks=blocks
        )
    except faults.UNTOLD as fault:
        log.warning("drawing the review failed", error=faults.words(fault))


def decide(
    tx: Transaction, caller: Caller, step: str, subject: str, now: datetime
) -> tuple[Draft, Board]:
    """Do what a button says; the draft as it stands then. `subject` is the draft's id, with the
    line's number (or the page's) after a slash where the button belongs to one."""
    draft_id, _, number = subject.partition("/")
    if step in _CHOICES:
        draft = minutes_review.choose(tx, caller, draft_id, int(number), _CHOICES[step], now)
    elif step in _ALL:
        draft = minutes_review.accept_all(tx, caller, draft_id, _ALL[step], now)
    elif step in ("earlier", "later"):
        draft = minutes_review.turn_page(tx, caller, draft_id, int(number))
    elif step == "record":
        draft = minutes_recording.record(tx, caller, draft_id, now).draft
    elif step == "discard":
        draft = minutes_review.discard(tx, caller, draft_id, now)
    else:
        raise InvalidInput("That button is of an older kind. Open the review again.")
    return draft, tx.boards.get(draft.board_id)


async def _open_form(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    pressed = body["actions"][0]
    subject = ids.unpack(pressed["value"]).subject_id
    draft, line = await desk.ask(asker(body), _to_change, subject)
    private = json.dumps({**_place(body), "subject": subject})
    form = views.line_form(line, private) if line else views.day_form(draft, private)
    await client.views_open(trigger_id=body["trigger_id"], view=form)


def _to_change(
    tx: Transaction, caller: Caller, subject: str, now: datetime
) -> tuple[Draft, DraftLine | None]:
    draft_id, _, number = subject.partition("/")
    draft = minutes_review.under_review(tx, caller, draft_id)
    return draft, minutes_review.line_of(draft, int(number)) if number else None


async def _form_submitted(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    view = body["view"]
    where = json.loads(view["private_metadata"])
    who = asker(body, once=f"form:{view['id']}")
    values = form_values(view)
    draft, board = await desk.ask(who, _changed, where["subject"], values)
    await _draw(client, where, draft, board)


def _changed(
    tx: Transaction, caller: Caller, subject: str, values: Mapping[str, Any], now: datetime
) -> tuple[Draft, Board]:
    draft_id, _, number = subject.partition("/")
    if number:
        line = minutes_review.line_of(tx.drafts.get(draft_id), int(number))
        typed = values.get("owners")
        kept = typed is None or typed == views.names_in(line)
        change = LineChange(
            text=values.get("text"),
            owners=None if kept else _names(str(typed)),
            due=values.get("due"),
            minute_ref=values.get("minute_ref"),
        )
        draft = minutes_review.edit_line(tx, caller, draft_id, int(number), change, now)
    else:
        draft = minutes_review.set_meeting_day(tx, caller, draft_id, str(values["day"]), now)
    return draft, tx.boards.get(draft.board_id)


def _names(typed: str) -> list[str]:
    """Separated by semicolons where there are any, as the titles of posts hold commas."""
    if ";" in typed or "\n" in typed:
        parts = typed.replace("\n", ";").split(";")
        return [p.strip() for p in parts if p.strip()]
    return split_names(typed)
