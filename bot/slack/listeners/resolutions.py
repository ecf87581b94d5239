"""/resolution, the buttons of a resolution's card, its forms, and "Record as resolution"."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Asker, Desk
from bot.slack import gather, ids
from bot.slack.commands import Answer, Handler, Typed, answer_command, by_verb, tell
from bot.slack.listeners import find, resolution_steps
from bot.slack.listeners import resolution_verbs as verbs
from bot.slack.parsing import asker, form_values, split_names, unescape
from bot.slack.views import resolutions as views
from workflows import board_setup, clause_actions, keeping, resolution_recording
from workflows.access import Audience, Caller, Deed, Disclosed, disclose, may, require
from workflows.actions import Action
from workflows.boards import Board
from workflows.clause_actions import ClauseWork
from workflows.deadlines import day_words, read_date
from workflows.deliveries import Kind, Parcel
from workflows.errors import AlreadyDone, InvalidInput
from workflows.meetings import Meeting, MeetingKind, MeetingState
from workflows.ports import Transaction
from workflows.resolution_beside import beside
from workflows.resolution_recording import NewResolution, ResolutionChange
from workflows.resolution_standing import suggestions
from workflows.resolutions import Clause, Resolution
from workflows.stale import refuse_stale
from workflows.votes import read_ending

HELP = """*Recording*
`/resolution 22/8: the Board agrees the plan` (the minute before the colon, or no minute at all) · \
`/resolution` alone opens a form · or use the shortcut “Record as resolution” on a message
Clauses may be written a), b), as 1., 2., or with bullets; what delegates is kept by itself.
*Seeing*
`/resolution list` (the open or latest meeting) · `/resolution list 14 October` · \
`/resolution show 22/8` · `/resolution show item 7` · `/resolution show estates plan`; with the \
differences from what was recommended
*Topics*
`/resolution help votes` how it was carried, what has become of a clause, what follows from it \
(continuing duties, documents, referrals, approvals, money) · `/resolution help find` the \
register over the years"""

TOPICS = {
    "find": find.HELP,
    **dict.fromkeys(("votes", "vote", "standing", "consequences", "follows"), verbs.HELP),
}

#: What may stand before the colon: a minute's number, with or without the word.
_MINUTE = re.compile(r"(?:minute\s+)?(?P<ref>[A-Za-z]{0,5}\d[\w./-]{0,20})", re.I)
_MENTION = re.compile(r"<[@#][A-Z0-9]+\|([^>]*)>")


def register(app: AsyncApp, desk: Desk, prefix: str = "") -> None:
    """Wire everything of this feature."""

    @app.command(f"/{prefix}resolution")
    async def resolution(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await answer_command(handle, ack, body, desk, client)

    @app.shortcut(ids.RECORD_RESOLUTION)
    async def shortcut(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        channel = body["channel"]["id"]
        text = _words(str(body["message"].get("text") or ""))
        await _open_new(desk, client, asker(body), channel, body["trigger_id"], text, "message")
        await ack()

    @app.view(ids.NEW_RESOLUTION)
    async def new(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _new_submitted(desk, client, body)
        await ack()

    @app.action({"action_id": ids.RESOLUTION_STEP + "work"})
    async def work(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _open_work(desk, client, body)
        await ack()

    @app.view(ids.CLAUSE_ACTIONS)
    async def work_form(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _work_submitted(desk, client, body)
        await ack()

    @app.action({"action_id": ids.RESOLUTION_STEP + "correct"})
    async def correct(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _open_correct(desk, client, body)
        await ack()

    @app.action({"action_id": ids.RESOLUTION_STEP + "show"})
    async def show(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _show_pressed(desk, client, body)
        await ack()

    @app.view(ids.EDIT_RESOLUTION)
    async def correct_form(ack: AsyncAck, body: dict[str, Any]) -> None:
        await _correct_submitted(desk, body)
        await ack()

    find.register(app, desk)
    resolution_steps.register(app, desk)


async def handle(typed: Typed) -> Answer:
    """/resolution, however it was called."""
    return await by_verb(typed, VERBS, otherwise=_quick, bare=_bare)


async def _bare(typed: Typed) -> Answer:
    who = typed.who
    await _open_new(
        typed.desk, typed.client, _again(typed), who.channel_id, typed.trigger_id, "", "chat"
    )
    return Answer()


async def _open_new(
    desk: Desk,
    client: AsyncWebClient,
    who: Asker,
    channel: str,
    trigger: str,
    text: str,
    origin: str,
) -> None:
    meetings = await desk.ask(who, _meetings, channel)
    private = json.dumps({"channel": channel, "origin": origin})
    await client.views_open(trigger_id=trigger, view=views.new_form(private, meetings, text=text))


def _again(typed: Typed) -> Asker:
    """For a read: no key is used up, so that a retry reads again."""
    who = typed.who
    return Asker(who.team_id, who.user_id, who.user_name, who.channel_id)


def _board(tx: Transaction, caller: Caller, channel: str) -> Board:
    board = gather.board_for(tx, caller, channel)
    return board or board_setup.board_here(tx, caller.person.team_id, channel)


def _meetings(
    tx: Transaction, caller: Caller, channel: str, now: datetime
) -> list[tuple[str, str]]:
    """The meetings that a resolution may be recorded for, the latest first: (words, id)."""
    board = _board(tx, caller, channel)
    require(caller, board.id, Deed.RECORD)
    today = keeping.local_day(now, board)
    past = [
        m
        for m in tx.meetings.of_board(board.id)
        if m.day <= today and m.state is not MeetingState.CANCELLED
    ]
    return [(day_words(m.day), m.id) for m in reversed(past)][:20]


def _words(text: str) -> str:
    """What was written, with the names behind mentions."""
    return unescape(_MENTION.sub(r"\1", text))


async def _quick(typed: Typed) -> Answer:
    text = _words(typed.text).strip()
    head, colon, rest = text.partition(":")
    minute = _MINUTE.fullmatch(head.strip()) if colon else None
    end = read_ending(rest if minute else text)
    vote = {"mover": end.mover, "seconder": end.seconder, "carried": end.carried}
    if minute:
        new = NewResolution(text=end.text, minute_ref=minute["ref"], **vote)
    elif len(text.split()) < 4:
        raise InvalidInput(
            f"I could not tell what was resolved in “{text[:100]}”. Nothing was recorded. Write it "
            "as `/resolution 22/8: the Board agrees the plan`, or type `/resolution` for a form."
        )
    else:
        new = NewResolution(text=end.text, **vote)
    card = await typed.desk.ask(typed.who, record, typed.who.channel_id, new)
    return Answer(views.recorded(card), views.echo(card))


def record(
    tx: Transaction, caller: Caller, channel: str, new: NewResolution, now: datetime
) -> views.Card:
    """Record it for the board of this channel, and put its card there if it is open matter of a
    meeting that was no private one."""
    board = _board(tx, caller, channel)
    done = resolution_recording.record(tx, caller, board.id, new, now)
    if not done.resolution.live:
        _show_card(tx, board, done.resolution, caller)
    card = gather.resolution_card(tx, done.resolution, done.warnings)
    return replace(card, suggested=suggestions(tx, caller, done.resolution))


def _show_card(tx: Transaction, board: Board, resolution: Resolution, caller: Caller) -> None:
    """Its card in the board's channel; exempt matter, and that of a private meeting, goes to the
    officer alone."""
    apart = bool(resolution.exempt) or _in_private(tx, resolution)
    tx.outbox.put(
        Parcel(
            key=f"resolution:{resolution.id}:{resolution.version}",
            kind=Kind.MESSAGE,
            team_id=board.team_id,
            board_id=board.id,
            view="resolution_card",
            args={"resolution_id": resolution.id},
            channel=None if apart else board.channel_id,
            person_id=caller.id if apart else None,
        )
    )


def _in_private(tx: Transaction, resolution: Resolution) -> bool:
    meeting = tx.meetings.get(resolution.meeting_id) if resolution.meeting_id else None
    return meeting is not None and meeting.kind is MeetingKind.PRIVATE


async def _help(typed: Typed) -> Answer:
    return Answer(TOPICS.get(typed.text.strip().lower(), HELP))


async def _list(typed: Typed) -> Answer:
    day = typed.text.strip()
    meeting, found = await typed.desk.ask(_again(typed), _listed, typed.who.channel_id, day)
    return Answer("Resolutions", views.listing(meeting, found.shown, found.withheld))


def _listed(
    tx: Transaction, caller: Caller, channel: str, day: str, now: datetime
) -> tuple[Meeting | None, Disclosed[Resolution]]:
    board = _board(tx, caller, channel)
    on = read_date(day, on=keeping.local_day(now, board)) if day else None
    return resolution_recording.of_meeting(tx, caller, board.id, now, on)


async def _show(typed: Typed) -> Answer:
    cards = await typed.desk.ask(_again(typed), _shown, typed.who.channel_id, typed.text)
    blocks = [block for card in cards for block in views.card(card)]
    return Answer(views.title(cards[0].resolution), blocks[:50])


def _shown(
    tx: Transaction, caller: Caller, channel: str, wanted: str, now: datetime
) -> list[views.Card]:
    board = _board(tx, caller, channel)
    found = resolution_recording.find(tx, caller, board.id, wanted)
    return [_card_for(tx, caller, r) for r in found[:5]]


def _card_for(tx: Transaction, caller: Caller, resolution: Resolution) -> views.Card:
    """Its card for this one reader: the buttons only for who may press them."""
    officer = may(caller, resolution.board_id, Deed.RECORD)
    (shown,) = disclose([resolution], Audience(caller)).shown
    pairs = beside(shown.recommended, shown.clauses) if shown.recommended else ()
    found = suggestions(tx, caller, resolution) if officer and not resolution.live else ()
    card = gather.resolution_card(tx, shown)
    return replace(card, may_record=officer, beside=pairs, suggested=found)


async def _show_pressed(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    subject = ids.unpack(body["actions"][0]["value"])
    shown = await desk.ask(asker(body), _one_card, subject.subject_id)
    await tell(client, asker(body), views.title(shown.resolution), views.card(shown))


def _one_card(tx: Transaction, caller: Caller, resolution_id: str, now: datetime) -> views.Card:
    return _card_for(tx, caller, resolution_recording.seen(tx, caller, resolution_id))


VERBS: Mapping[str, Handler] = {
    "help": _help,
    "list": _list,
    "show": _show,
    "find": find.find,
    **verbs.VERBS,
}


async def _new_submitted(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    view = body["view"]
    values = form_values(view)
    where = json.loads(view["private_metadata"])
    new = NewResolution(
        text=values["text"],
        minute_ref=values.get("minute_ref", ""),
        item=values.get("item", ""),
        mover=values.get("mover", ""),
        seconder=values.get("seconder", ""),
        exempt=values.get("exempt", ""),
        carried=values.get("carried", ""),
        recorded_votes=values.get("recorded_votes", ""),
        meeting_id=values.get("meeting") or None,
        origin=where.get("origin", "chat"),
    )
    who = asker(body, once=f"form:{view['id']}")
    card = await desk.ask(who, record, where["channel"], new)
    there = replace(who, channel_id=where["channel"])
    await tell(client, there, views.recorded(card), views.echo(card))


# --- clauses that set work, and corrections -------------------------------------------------------


def _private(body: Mapping[str, Any], resolution: Resolution) -> str:
    channel = (body.get("channel") or {}).get("id", "")
    return json.dumps({"id": resolution.id, "version": resolution.version, "channel": channel})


async def _open_work(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    subject = ids.unpack(body["actions"][0]["value"])
    resolution, offered = await desk.ask(asker(body), _offered, subject.subject_id)
    form = views.work_form(resolution, offered, _private(body, resolution))
    await client.views_open(trigger_id=body["trigger_id"], view=form)


def _offered(
    tx: Transaction, caller: Caller, resolution_id: str, now: datetime
) -> tuple[Resolution, tuple[Clause, ...]]:
    resolution = resolution_recording.seen(tx, caller, resolution_id)
    require(caller, resolution.board_id, Deed.RECORD)
    offered = clause_actions.offered(tx, resolution)
    if not offered:
        raise AlreadyDone("All its clauses that set work are actions already. Nothing was changed.")
    return resolution, offered


async def _work_submitted(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    view = body["view"]
    where = json.loads(view["private_metadata"])
    who = asker(body, once=f"form:{view['id']}")
    made = await desk.ask(who, _make, where["id"], where["version"], form_values(view))
    named = ", ".join(a.reference or "captured in the open meeting" for a in made)
    said = f":white_check_mark: Recorded {len(made)} from the resolution: {named}."
    await tell(client, replace(who, channel_id=where["channel"]), said)


def _make(
    tx: Transaction,
    caller: Caller,
    resolution_id: str,
    version: int,
    values: Mapping[str, Any],
    now: datetime,
) -> list[Action]:
    resolution = resolution_recording.seen(tx, caller, resolution_id)
    # The inputs go by the clauses' places, which a correction may have shifted.
    refuse_stale("The resolution", resolution.version, version)
    work = []
    for n, clause in enumerate(resolution.clauses):
        if values.get(f"take_{n}"):
            people = [f"<@{u}>" for u in values.get(f"people_{n}") or []]
            owners = [*people, *split_names(str(values.get(f"owners_{n}") or ""))]
            work.append(ClauseWork(clause.id, owners, str(values.get(f"due_{n}") or "")))
    if not work:
        raise InvalidInput("Tick at least one clause, or cancel.")
    made = clause_actions.make_actions(tx, caller, resolution_id, work, now)
    board = tx.boards.get(resolution.board_id)
    private = _in_private(tx, resolution)
    for action in made:
        if not action.live and not action.exempt:
            _action_card(tx, board, action, caller if private else None)
    return made


def _action_card(tx: Transaction, board: Board, action: Action, alone: Caller | None) -> None:
    """Its card in the board's channel, or to this person alone."""
    tx.outbox.put(
        Parcel(
            key=f"card:{action.id}:{action.version}",
            kind=Kind.MESSAGE,
            team_id=board.team_id,
            board_id=board.id,
            view="action_card",
            args={"action_id": action.id},
            channel=None if alone else board.channel_id,
            person_id=alone.id if alone else None,
        )
    )


async def _open_correct(desk: Desk, client: AsyncWebClient, body: dict[str, Any]) -> None:
    subject = ids.unpack(body["actions"][0]["value"])
    resolution = await desk.ask(asker(body), _to_correct, subject.subject_id)
    form = views.correct_form(resolution, _private(body, resolution))
    await client.views_open(trigger_id=body["trigger_id"], view=form)


def _to_correct(tx: Transaction, caller: Caller, resolution_id: str, now: datetime) -> Resolution:
    resolution = resolution_recording.seen(tx, caller, resolution_id)
    require(caller, resolution.board_id, Deed.RECORD)
    return resolution


async def _correct_submitted(desk: Desk, body: dict[str, Any]) -> None:
    view = body["view"]
    values = form_values(view)
    where = json.loads(view["private_metadata"])
    change = ResolutionChange(
        **{
            name: values.get(name)
            for name in (
                *("text", "minute_ref", "item", "mover", "seconder", "exempt"),
                *("carried", "recorded_votes", "barred"),
            )
        },
        version=where["version"],
    )
    who = asker(body, once=f"form:{view['id']}")
    await desk.ask(
        who, resolution_recording.correct, where["id"], change, str(values.get("reason", ""))
    )
