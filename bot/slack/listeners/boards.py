"""/board: set up this channel's board, its people, its action log."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Asker, Desk
from bot.slack import gather, ids
from bot.slack.commands import Answer, Handler, Typed, answer_command, by_verb, tell
from bot.slack.listeners import (
    away,
    circulations,
    groups,
    over_time,
    people,
    reminders,
    returns,
    rules,
)
from bot.slack.parsing import asker, form_values
from bot.slack.prefill import chosen_at_first
from bot.slack.presses import presser
from bot.slack.views import boards as views
from bot.slack.views.blocks import esc
from workflows import board_setup, keeping, meeting_planning
from workflows.access import Caller, Deed, may, require
from workflows.actions import LIVE
from workflows.board_setup import Settings
from workflows.boards import Board
from workflows.deadlines import day_words
from workflows.deliveries import Kind, Parcel
from workflows.people import Person, Role
from workflows.ports import Transaction

HELP = """*The board of this channel*
`/board` shows it · `/board setup` sets it up or changes it (a form) · `/board list` all boards
*People*
`/board people` roles, posts and addresses · `/board people NAME` finds one
`/board away` says who is away and who answers meanwhile (`/board away help`)
*Reminders*
`/board reminders` who hears when, in words; an officer changes it (a form) · \
`/board reminders 060922/02` the days of one action
*Rules*
`/board rules` quorum, votes, call-in and what may be delegated, each with its source (`/board \
rules help`)
*Owed and sub-groups*
`/board returns` statutory returns: sign-off, submission, report (`/board returns help`)
`/board groups` sub-groups, and what was sent to them (`/board groups help`)
*Papers*
`/board log` sends you the action log as .docx, .pdf and .csv
`/board circulate` papers between meetings · `/board letter` letters in the board's name \
(`/board circulate help`)
`/board attendance` who was at how many meetings · `/board declarations` interests declared; both \
of this municipal year, or `… 1 May 2026 to 31 March 2027`"""


def register(app: AsyncApp, desk: Desk, prefix: str = "") -> None:
    """Wire everything of this feature."""

    @app.command(f"/{prefix}board")
    async def board(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await answer_command(handle, ack, body, desk, client)

    @app.action(ids.BOARD_STEP + "setup")
    async def press_setup(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _open_set_up(desk, client, asker(body), str(body["trigger_id"]))
        await ack()

    @app.action(ids.BOARD_STEP + "log")
    async def press_log(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        board_id = body["actions"][0]["value"]
        who = presser(body, anew=True)
        board = await desk.ask(who, _send_log, board_id)
        await tell(client, who, _log_words(board))
        await ack()

    @app.view(ids.BOARD_FORM)
    async def set_up(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        opened = ids.unpack(view["private_metadata"])
        settings = _settings(form_values(view), opened.version, chosen_at_first(view))
        who = asker(body, once=f"form:{view['id']}")
        board, fresh = await desk.ask(who, _set_up, opened.subject_id, settings)
        text = views.set_up_words(board, fresh)
        title = "Board set up" if fresh else "Set-up changed"
        await ack(response_action="update", view=views.done(title, text))

    people.register(app, desk)
    away.register(app, desk)
    reminders.register(app, desk)
    returns.register(app, desk)
    groups.register(app, desk)
    circulations.register(app, desk)
    rules.register(app, desk)


async def handle(typed: Typed) -> Answer:
    """/board, however it was called."""
    return await by_verb(typed, VERBS, otherwise=_unknown, bare=_bare)


def again(who: Asker) -> Asker:
    """For a read: no key is used up, so that a retry reads again."""
    return Asker(who.team_id, who.user_id, who.user_name, who.channel_id)


def board_meant(tx: Transaction, caller: Caller, channel: str) -> Board:
    """The channel's board, else the only one the caller is on; `NotFound` says what to do."""
    board = gather.board_for(tx, caller, channel)
    return board or board_setup.board_here(tx, caller.person.team_id, channel)


def board_to_run(tx: Transaction, caller: Caller, channel: str, now: datetime) -> Board:
    """The board meant, if the caller may schedule and run its meetings."""
    board = board_meant(tx, caller, channel)
    require(caller, board.id, Deed.RUN_MEETINGS)
    return board


async def _unknown(typed: Typed) -> Answer:
    word = esc(typed.text.split()[0][:40])
    return Answer(f"I do not know `{word}` here. Nothing was changed.\n{HELP}")


async def _help(typed: Typed) -> Answer:
    return Answer(HELP)


# --- what there is ----------------------------------------------------------------------------


async def _bare(typed: Typed) -> Answer:
    data = await typed.desk.ask(again(typed.who), _summary, typed.who.channel_id)
    if data is None:
        return Answer("No board is set up here yet: type /board setup", views.nothing_here())
    return Answer(data.board.name, views.summary(data))


def _summary(tx: Transaction, caller: Caller, channel: str, now: datetime) -> views.Summary | None:
    board = gather.board_for(tx, caller, channel)
    if board is None:
        return None
    today = keeping.local_day(now, board)
    following = _next_meeting(tx, caller, board, now)
    return views.Summary(
        board=board,
        holders={r: [p.name for p in found] for r, found in _holders(tx, board, today).items()},
        next_meeting=following,
        open_actions=len(tx.actions.of_board(board.id, LIVE)),
        may_change=may(caller, board.id, Deed.SET_UP),
    )


def _holders(tx: Transaction, board: Board, today: date) -> dict[Role, list[Person]]:
    """The people in each role today."""
    held = [m for m in tx.people.memberships(board.id) if m.covers(today)]
    found = tx.people.many({m.person_id for m in held})
    roles: dict[Role, list[Person]] = {}
    for membership in held:
        roles.setdefault(membership.role, []).append(found[membership.person_id])
    return roles


def _next_meeting(tx: Transaction, caller: Caller, board: Board, now: datetime) -> str:
    following = meeting_planning.upcoming(tx, board.id, now, caller)
    return day_words(following[0].day) if following else ""


async def _list(typed: Typed) -> Answer:
    rows = await typed.desk.ask(again(typed.who), _listed)
    return Answer(views.board_lines(rows))


def _listed(tx: Transaction, caller: Caller, now: datetime) -> list[tuple[Board, list[Role], str]]:
    boards = sorted(tx.boards.of_team(caller.person.team_id), key=lambda b: b.name.casefold())
    return [
        (b, [r for r in Role if r in caller.on(b.id)], _next_meeting(tx, caller, b, now))
        for b in boards
    ]


# --- setting up -------------------------------------------------------------------------------


async def _setup(typed: Typed) -> Answer:
    named = str(typed.body.get("channel_name", ""))
    await _open_set_up(typed.desk, typed.client, again(typed.who), typed.trigger_id, named)
    return Answer()


async def _open_set_up(
    desk: Desk, client: AsyncWebClient, who: Asker, trigger: str, named: str = ""
) -> None:
    """The form, after a look whether the caller may and whether the bot is in the channel."""
    board, holders = await desk.ask(again(who), _before_set_up, who.channel_id)
    absent = False
    if board is None:
        named, absent = await _channel(client, who.channel_id, named)
    form = views.set_up_form(
        views.SetUp(
            channel=who.channel_id,
            board=board,
            name=board.name if board else _title(named),
            holders=holders,
            absent=absent,
        )
    )
    await client.views_open(trigger_id=trigger, view=form)


def _before_set_up(
    tx: Transaction, caller: Caller, channel: str, now: datetime
) -> tuple[Board | None, dict[Role, list[str]]]:
    board = board_setup.may_set_up(tx, caller, channel)
    if board is None:
        return None, {Role.OFFICER: gather.slack_ids([caller.person])}
    holders = _holders(tx, board, keeping.local_day(now, board))
    # Slack takes no closed account in a picker; whoever has one keeps their role unseen.
    shown = {role: [p for p in found if p.active] for role, found in holders.items()}
    return board, {role: gather.slack_ids(found) for role, found in shown.items()}


async def _channel(client: AsyncWebClient, channel: str, named: str) -> tuple[str, bool]:
    """Its name, and whether the bot is missing from it (a private one is then not found)."""
    try:
        info = (await client.conversations_info(channel=channel))["channel"]
    except SlackApiError:
        return ("" if named in ("privategroup", "directmessage") else named), True
    return str(info.get("name") or named), not info.get("is_member", True)


def _title(channel_name: str) -> str:
    """ "health-and-wellbeing-board" → "Health and Wellbeing Board"."""
    small = {"and", "of", "for", "the", "in", "to"}
    found = [w for w in re.split(r"[-_ ]+", channel_name) if w]
    return " ".join(w if w in small and i else w.capitalize() for i, w in enumerate(found))


def _settings(
    values: Mapping[str, Any], version: int, shown: Mapping[str, Sequence[str]]
) -> Settings:
    """The form's fields; lists are separated by commas, semicolons or lines."""

    def parted(field: str) -> list[str]:
        return re.split(r"[,;\n]", str(values.get(field, "")))

    text: dict[str, Any] = {
        name: str(values.get(name, ""))
        for name in (
            *("name", "short_name", "time_zone", "nation", "action_scheme", "minute_scheme"),
            *("marker", "meeting_pattern", "extension_agreed_by"),
        )
    }
    return Settings(
        **text,
        aliases=parted("aliases"),
        areas=parted("areas"),
        log_columns=values.get("log_columns"),
        officers=values.get("officers", []),
        chairs=values.get("chairs", []),
        vice_chairs=values.get("vice_chairs", []),
        members=values.get("members", []),
        version=version,
        shown=shown,
    )


def _set_up(
    tx: Transaction, caller: Caller, channel: str, settings: Settings, now: datetime
) -> tuple[Board, bool]:
    fresh = tx.boards.find_by_channel(caller.person.team_id, channel) is None
    return board_setup.set_up(tx, caller, channel, settings, now), fresh


# --- the log ----------------------------------------------------------------------------------


async def _log(typed: Typed) -> Answer:
    board = await typed.desk.ask(typed.who, _send_log_here, typed.who.channel_id)
    return Answer(_log_words(board))


def _log_words(board: Board) -> str:
    return (
        f"The action log of {esc(board.name)} is on its way to you in our direct message, as "
        ".docx, .pdf and .csv."
    )


def _send_log_here(tx: Transaction, caller: Caller, channel: str, now: datetime) -> Board:
    return _send_log(tx, caller, board_meant(tx, caller, channel).id, now)


def _send_log(tx: Transaction, caller: Caller, board_id: str, now: datetime) -> Board:
    """The log for this caller, as they may see it, drawn up for the next meeting where one is
    planned: a message, and three files in its thread."""
    require(caller, board_id, Deed.TAKE_LOG)
    board = tx.boards.get(board_id)
    following = meeting_planning.upcoming(tx, board_id, now, caller)
    when = day_words(keeping.local_day(now, board))
    key = f"log:{tx.new_id()}"
    args = {"board_id": board_id, "meeting_id": following[0].id if following else None}
    text = f"The action log of *{esc(board.name)}* as at {when}:"

    def put(suffix: str, kind: Kind, view: str, with_args: Mapping[str, Any]) -> None:
        tx.outbox.put(
            Parcel(
                key=key + suffix,
                kind=kind,
                team_id=board.team_id,
                board_id=board_id,
                view=view,
                args=with_args,
                person_id=caller.id,
                follows=key if suffix else None,
            )
        )

    put("", Kind.MESSAGE, "text", {"text": text})
    for suffix, view in ((":docx", "log_docx"), (":pdf", "log_pdf"), (":csv", "log_csv")):
        put(suffix, Kind.FILE, view, args)
    return board


async def _reminders(typed: Typed) -> Answer:
    return await reminders.show(typed, board_meant)


async def _attendance(typed: Typed) -> Answer:
    return await over_time.attendance(typed, board_meant)


async def _declarations(typed: Typed) -> Answer:
    return await over_time.declarations(typed, board_meant)


async def _rules(typed: Typed) -> Answer:
    return await rules.show(typed, board_meant)


async def _people(typed: Typed) -> Answer:
    return await people.show(typed, board_meant)


async def _returns(typed: Typed) -> Answer:
    return await returns.show(typed, board_meant)


async def _groups(typed: Typed) -> Answer:
    return await groups.show(typed, board_meant)


VERBS: Mapping[str, Handler] = {
    "help": _help,
    "setup": _setup,
    "people": _people,
    "rules": _rules,
    "away": away.show,
    "reminders": _reminders,
    "log": _log,
    "returns": _returns,
    "groups": _groups,
    "attendance": _attendance,
    "declarations": _declarations,
    **circulations.VERBS,
    "list": _list,
}
