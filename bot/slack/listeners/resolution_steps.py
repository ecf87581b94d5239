"""The buttons and forms of what becomes of a resolution: the standing of its clauses, what follows
from them and how that was settled. Part of /resolution; see `resolutions`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Asker, Desk
from bot.slack import ids
from bot.slack.commands import tell
from bot.slack.parsing import asker, form_values
from bot.slack.presses import presser
from bot.slack.views import resolution_more as views
from bot.slack.views.blocks import esc
from workflows import consequence_keeping, resolution_recording
from workflows import resolution_standing as standings
from workflows.access import Caller, Deed, require
from workflows.consequence_keeping import ConsequenceForm
from workflows.consequences import Consequence
from workflows.errors import AlreadyDone
from workflows.ports import Transaction
from workflows.resolution_keys import clause_key
from workflows.resolution_standing import Change
from workflows.resolutions import Clause, Resolution, Standing


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons and forms."""

    @app.action(ids.RESOLUTION_STEP + "keep")
    async def keep(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        pressed = ids.unpack(body["actions"][0]["value"])
        kept = await desk.ask(presser(body), consequence_keeping.keep_offered, pressed.subject_id)
        await tell(client, asker(body), kept_words(kept))
        await ack()

    @app.action(ids.RESOLUTION_STEP + "choose")
    async def choose(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        pressed = ids.unpack(body["actions"][0]["value"])
        resolution, offered = await desk.ask(asker(body), _offered, pressed.subject_id)
        form = views.choose_form(resolution, offered, _private(body, resolution.id))
        await client.views_open(trigger_id=body["trigger_id"], view=form)
        await ack()

    @app.view(ids.FOLLOWS_FORM)
    async def chosen(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        view = body["view"]
        where = json.loads(view["private_metadata"])
        pairs = [tuple(c.split("|", 1)) for c in form_values(view).get("chosen") or []]
        who = asker(body, once=f"form:{view['id']}")
        kept = await desk.ask(who, consequence_keeping.keep_offered, where["id"], chosen=set(pairs))
        await tell(client, _there(who, where), kept_words(kept))
        await ack()

    @app.action(ids.RESOLUTION_STEP + "consequence")
    async def consequence(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        what, one_id, _ = body["actions"][0]["selected_option"]["value"].split("|")
        one = await desk.ask(asker(body), _to_settle, one_id)
        private = _private(body, one.id, what=what, version=one.version)
        form = views.settle_form(one, what, private)
        await client.views_open(trigger_id=body["trigger_id"], view=form)
        await ack()

    @app.view(ids.CONSEQUENCE_FORM)
    async def settled(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        view = body["view"]
        where = json.loads(view["private_metadata"])
        who = asker(body, once=f"form:{view['id']}")
        one = await desk.ask(who, _settle_form, where, form_values(view))
        await tell(client, _there(who, where), f"Saved. {views.consequence_words(one)}")
        await ack()

    @app.action(ids.RESOLUTION_STEP + "standing")
    async def standing(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        pressed = ids.unpack(body["actions"][0]["value"])
        resolution = await desk.ask(asker(body), _to_change, pressed.subject_id)
        private = _private(body, resolution.id, version=resolution.version)
        form = views.standing_form(resolution, private)
        await client.views_open(trigger_id=body["trigger_id"], view=form)
        await ack()

    @app.view(ids.STANDING_FORM)
    async def stood(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        view = body["view"]
        where = json.loads(view["private_metadata"])
        who = asker(body, once=f"form:{view['id']}")
        told = await desk.ask(who, _stand_form, where, form_values(view))
        await tell(client, _there(who, where), told)
        await ack()

    @app.action(ids.RESOLUTION_STEP + "supersede")
    async def supersede(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        old, version, clause, by = body["actions"][0]["value"].split("|", 3)
        change = Change(Standing.SUPERSEDED, by=by, version=int(version))
        after = await desk.ask(presser(body), standings.change, old, clause, change)
        found = next(c for c in after.clauses if c.id == clause)
        await tell(client, asker(body), stood_words(after, found))
        await ack()


def _private(body: Mapping[str, Any], subject_id: str, **more: Any) -> str:
    channel = (body.get("channel") or {}).get("id", "")
    return json.dumps({"id": subject_id, "channel": channel, **more})


def _there(who: Asker, where: Mapping[str, Any]) -> Asker:
    return replace(who, channel_id=where["channel"])


def kept_words(kept: list[Consequence]) -> str:
    if not kept:
        return "Nothing was kept; it is not offered again."
    told = "\n".join(f"• {views.consequence_words(c)}" for c in kept)
    return f":white_check_mark: Kept:\n{told}"


def stood_words(resolution: Resolution, clause: Clause) -> str:
    key = esc(clause_key(resolution, clause))
    told = views.standing_words(clause) or "in force again"
    return f":white_check_mark: {key} is {esc(told)}."


def _offered(
    tx: Transaction, caller: Caller, resolution_id: str, now: datetime
) -> tuple[Resolution, Any]:
    resolution = _to_change(tx, caller, resolution_id, now)
    offered = consequence_keeping.offered(tx, resolution)
    if not offered:
        raise AlreadyDone("All that follows from it is kept already. Nothing was changed.")
    return resolution, offered


def _to_change(tx: Transaction, caller: Caller, resolution_id: str, now: datetime) -> Resolution:
    resolution = resolution_recording.seen(tx, caller, resolution_id)
    require(caller, resolution.board_id, Deed.RECORD)
    return resolution


def _to_settle(tx: Transaction, caller: Caller, one_id: str, now: datetime) -> Consequence:
    one = consequence_keeping.seen(tx, caller, one_id)
    require(caller, one.board_id, Deed.RECORD)
    return one


def _settle_form(
    tx: Transaction,
    caller: Caller,
    where: Mapping[str, Any],
    values: Mapping[str, Any],
    now: datetime,
) -> Consequence:
    one_id = where["id"]
    if where["what"] == "edit":
        fields = ("text", "on", "body", "amount")
        form = ConsequenceForm(**{f: values.get(f) for f in fields}, version=where["version"])
        return consequence_keeping.edit(tx, caller, one_id, form, now)
    if where["what"] == "end":
        return consequence_keeping.end(tx, caller, one_id, str(values.get("reason", "")), now)
    on = _picked(values)
    following = str(values.get("following") or "")
    result = str(values.get("result", ""))
    return consequence_keeping.settle(tx, caller, one_id, result, on, now, following=following)


def _picked(values: Mapping[str, Any]) -> date | None:
    told = str(values.get("on") or "")
    return date.fromisoformat(told) if told else None


def _stand_form(
    tx: Transaction,
    caller: Caller,
    where: Mapping[str, Any],
    values: Mapping[str, Any],
    now: datetime,
) -> str:
    change = Change(
        Standing(values["to"]),
        reason=str(values.get("reason") or ""),
        on=_picked(values),
        by=str(values.get("by") or ""),
        version=where["version"],
    )
    after = standings.change(tx, caller, where["id"], values["clause"], change, now)
    return stood_words(after, next(c for c in after.clauses if c.id == values["clause"]))
