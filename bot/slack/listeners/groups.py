"""/board groups: the register of a board's sub-groups. Part of /board; see `boards`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Asker, Desk
from bot.slack import ids
from bot.slack.commands import Answer, Typed, tell
from bot.slack.parsing import asker, form_values, split_names, unescape, words
from bot.slack.views import action_forms
from bot.slack.views import groups as views
from bot.slack.views.blocks import Block
from bot.slack.views.boards import done
from workflows import keeping, sub_group_work, sub_groups
from workflows.access import Audience, Caller, Deed, disclose, may, require
from workflows.boards import Board
from workflows.errors import NotFound
from workflows.ports import Transaction
from workflows.sub_groups import GroupForm, GroupLine

HELP = """*Sub-groups*
`/board groups` the register: chair, members, life, reporting, what is open · `/board groups CG` \
one of them, with what was sent to it and what came back
*Keeping it* (officer)
`/board groups add` a form · `/board groups add Carers Group: what it is there for` · \
`edit CG` · `dissolve CG: why` · `attach Executive` makes a board that there is a sub-group
*Between a board and its groups*
`/action send 060922/01 to CG: why` stands in the log as with the group until it comes back · \
`/action escalate CG-03 why` puts a group’s matter to its parent
A sub-group needs no channel of its own"""

#: The board that the caller means, as the listener of /board knows it.
Meant = Callable[[Transaction, Caller, str], Board]


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons and the forms."""

    @app.action(ids.GROUPS_STEP + "add")
    async def press_add(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        parent = await desk.ask(asker(body), _to_add, str(body["actions"][0]["value"]))
        await client.views_open(trigger_id=body["trigger_id"], view=views.form(parent))
        await ack()

    @app.action(re.compile("^" + re.escape(ids.GROUPS_STEP) + "offered:"))
    async def press_offered(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        board_id, name, minute = str(body["actions"][0]["value"]).split("|")
        parent = await desk.ask(asker(body), _to_add, board_id)
        view = views.form(parent, name=name, minuted=minute)
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.action(ids.GROUPS_STEP + "menu")
    async def menu(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        step, _, packed = body["actions"][0]["selected_option"]["value"].partition("|")
        await _pressed(desk, client, body, step, packed)
        await ack()

    for step in ("change", "record", "dissolve"):

        @app.action(ids.GROUPS_STEP + step)
        async def press(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
            chosen = body["actions"][0]
            name = str(chosen["action_id"]).removeprefix(ids.GROUPS_STEP)
            await _pressed(desk, client, body, name, chosen["value"])
            await ack()

    @app.view(ids.GROUP_FORM)
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        parent_id, _, packed = view["private_metadata"].partition("|")
        subject = ids.unpack(packed) if packed else None
        form = _form(form_values(view), subject.version if subject else None)
        who = asker(body, once=f"form:{view['id']}")
        group_id = subject.subject_id if subject else None
        line = await desk.ask(who, _save, parent_id, group_id, form)
        said = views.saved(line, fresh=group_id is None)
        await ack(response_action="update", view=done("Sub-group", said))

    @app.view(ids.GROUP_DISSOLVE)
    async def dissolved(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        group_id = ids.unpack(view["private_metadata"]).subject_id
        who = asker(body, once=f"form:{view['id']}")
        reason = str(form_values(view).get("reason", ""))
        group, left = await desk.ask(who, sub_groups.dissolve, group_id, reason)
        said = views.dissolved(group, len(left))
        await ack(response_action="update", view=done("Sub-group", said))


def _form(values: dict[str, Any], version: int | None) -> GroupForm:
    fields = ("name", "purpose", "chair", "until", "review", "escalation", "minuted", "short_name")
    return GroupForm(
        **{f: str(values.get(f, "")) for f in fields},
        members=split_names(str(values.get("members", "")).replace("\n", ",")),
        reports=views.cycle_words(str(values.get("reports", ""))),
        version=version,
    )


async def _pressed(
    desk: Desk, client: AsyncWebClient, body: dict[str, Any], step: str, packed: str
) -> None:
    """A button or a line of a menu."""
    group_id, who = ids.unpack(packed).subject_id, asker(body)
    if step == "show":
        page = await desk.ask(who, _page, group_id)
        await tell(client, who, page.line.group.name, views.page(page))
        return
    view = await desk.ask(who, _drawn, step, group_id, who.channel_id)
    await client.views_open(trigger_id=body["trigger_id"], view=view)


def _drawn(
    tx: Transaction, caller: Caller, step: str, group_id: str, channel: str, now: datetime
) -> Block:
    """The form of a step, if the caller may take it."""
    group = tx.boards.get(group_id)
    if step == "record":
        require(caller, group.id, Deed.RECORD)
        return action_forms.new_action_form(json.dumps({"channel": channel, "board_id": group.id}))
    parent, line = _line(tx, group, now)
    require(caller, parent.id, Deed.SET_UP)
    return views.dissolve_form(line) if step == "dissolve" else views.form(parent, line)


def _line(tx: Transaction, group: Board, now: datetime) -> tuple[Board, GroupLine]:
    if group.parent_id is None:
        raise NotFound(f"{group.name} is no sub-group. Nothing was changed.")
    parent = tx.boards.get(group.parent_id)
    return parent, sub_groups.line_of(tx, parent, group, keeping.local_day(now, parent))


async def show(typed: Typed, meant: Meant) -> Answer:
    """/board groups, however it was called."""
    text = unescape(typed.text).strip()
    verb, rest = words(text)
    who = typed.who
    again = Asker(who.team_id, who.user_id, who.user_name, who.channel_id)
    if verb == "help":
        return Answer(HELP)
    if verb == "add":
        return await _add(typed, meant, rest)
    if verb in ("edit", "change"):
        view = await typed.desk.ask(again, _named_form, meant, who.channel_id, rest)
        await typed.client.views_open(trigger_id=typed.trigger_id, view=view)
        return Answer()
    if verb == "dissolve":
        name, _, why = rest.partition(":")
        group, left = await typed.desk.ask(who, _dissolve, meant, who.channel_id, name, why)
        return Answer(views.dissolved(group, left))
    if verb == "attach":
        line = await typed.desk.ask(who, _attach, meant, who.channel_id, rest)
        return Answer(views.saved(line, fresh=False))
    if verb in ("", "list"):
        data = await typed.desk.ask(again, _register, meant, who.channel_id)
        return Answer(f"Sub-groups of {data.board.name}", views.register(data))
    page = await typed.desk.ask(again, _named_page, meant, who.channel_id, text)
    return Answer(page.line.group.name, views.page(page))


async def _add(typed: Typed, meant: Meant, text: str) -> Answer:
    """The form, or at once with a name and, after a colon, the purpose."""
    who = typed.who
    if not text:
        parent = await typed.desk.ask(who, _here, meant, who.channel_id)
        view = views.form(parent)
        await typed.client.views_open(trigger_id=typed.trigger_id, view=view)
        return Answer()
    name, _, purpose = text.partition(":")
    form = GroupForm(name.strip(), purpose=purpose.strip())
    line = await typed.desk.ask(who, _add_here, meant, who.channel_id, form)
    return Answer(views.saved(line, fresh=True))


def _here(tx: Transaction, caller: Caller, meant: Meant, channel: str, now: datetime) -> Board:
    return _to_add(tx, caller, meant(tx, caller, channel).id, now)


def _to_add(tx: Transaction, caller: Caller, board_id: str, now: datetime) -> Board:
    require(caller, board_id, Deed.SET_UP)
    return tx.boards.get(board_id)


def _add_here(
    tx: Transaction, caller: Caller, meant: Meant, channel: str, form: GroupForm, now: datetime
) -> GroupLine:
    return _save(tx, caller, meant(tx, caller, channel).id, None, form, now)


def _save(
    tx: Transaction,
    caller: Caller,
    parent_id: str,
    group_id: str | None,
    form: GroupForm,
    now: datetime,
) -> GroupLine:
    if group_id:
        group = sub_groups.change(tx, caller, group_id, form, now)
    else:
        group = sub_groups.add(tx, caller, parent_id, form, now)
    return _line(tx, group, now)[1]


def _dissolve(
    tx: Transaction,
    caller: Caller,
    meant: Meant,
    channel: str,
    name: str,
    why: str,
    now: datetime,
) -> tuple[Board, int]:
    group = sub_groups.named_in(tx, meant(tx, caller, channel), name)
    gone, left = sub_groups.dissolve(tx, caller, group.id, why, now)
    return gone, len(left)


def _attach(
    tx: Transaction, caller: Caller, meant: Meant, channel: str, name: str, now: datetime
) -> GroupLine:
    group = sub_groups.attach(tx, caller, meant(tx, caller, channel).id, name, now)
    return _line(tx, group, now)[1]


def _named_form(
    tx: Transaction, caller: Caller, meant: Meant, channel: str, name: str, now: datetime
) -> Block:
    parent = meant(tx, caller, channel)
    require(caller, parent.id, Deed.SET_UP)
    return views.form(parent, _line(tx, sub_groups.named_in(tx, parent, name), now)[1])


def _register(
    tx: Transaction, caller: Caller, meant: Meant, channel: str, now: datetime
) -> views.Register:
    board = meant(tx, caller, channel)
    today = keeping.local_day(now, board)
    may_change = may(caller, board.id, Deed.SET_UP)
    seen = disclose(tx.resolutions.of_board(board.id), Audience(caller)).shown
    recent = [r for r in seen if not r.live and (now - r.recorded_at).days <= 366]
    offered = sub_groups.offered(tx, board, recent) if may_change else []
    return views.Register(board, sub_groups.register(tx, board, today), offered, may_change)


def _named_page(
    tx: Transaction, caller: Caller, meant: Meant, channel: str, name: str, now: datetime
) -> views.Page:
    group = sub_groups.named_in(tx, meant(tx, caller, channel), name)
    return _page(tx, caller, group.id, now)


def _page(tx: Transaction, caller: Caller, group_id: str, now: datetime) -> views.Page:
    """The group for this reader: a matter is shown if both ends of it may be seen."""
    parent, line = _line(tx, tx.boards.get(group_id), now)
    audience = Audience(caller)

    def seen(passages: list[sub_group_work.Passage]) -> list[sub_group_work.Passage]:
        here = {a.id: a for a in disclose([p.here for p in passages], audience).shown}
        there = {a.id: a for a in disclose([p.there for p in passages], audience).shown}
        return [
            sub_group_work.Passage(here[p.here.id], there[p.there.id])
            for p in passages
            if p.here.id in here and p.there.id in there
        ]

    sent = sub_group_work.sent_to(tx, parent, line.group)
    put_up = sub_group_work.put_up(tx, parent, line.group)
    shown = (seen(sent), seen(put_up))
    return views.Page(
        parent,
        line,
        *shown,
        keeping.local_day(now, parent),
        may(caller, parent.id, Deed.SET_UP),
        len(sent) + len(put_up) - len(shown[0]) - len(shown[1]),
    )
