"""/board away: who is away, who answers meanwhile, "I'm back". Part of /board; see `boards`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Asker, Desk
from bot.slack import ids
from bot.slack.away_phrases import read_away
from bot.slack.commands import Answer, Typed, tell
from bot.slack.parsing import asker, form_values, words
from bot.slack.presses import presser
from bot.slack.views import absences as views
from bot.slack.views.blocks import modal, section
from workflows import absence_noting, absences
from workflows.absence_noting import AwayForm
from workflows.absences import Absences, Away
from workflows.access import Caller
from workflows.errors import NotAllowed
from workflows.people import Absence, Person
from workflows.ports import Transaction

HELP = """*Away*
`/board away` opens a form · `/board away 3 Aug to 17 Aug deputy @bea` · \
`/board away until Friday` (without a deputy the officers hear of what is yours)
`/board away end` when you are back · `/board away list` who is away
An officer may name anybody: `/board away @tom 3 Aug to 17 Aug deputy @bea`"""
_BACK = {"end", "back", "over", "cancel"}


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the form and its buttons."""

    @app.action(ids.AWAY_STEP + "end")
    async def end(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _end(desk, client, body, body["actions"][0]["value"])
        await ack()

    @app.action(ids.AWAY_STEP + "change")
    async def change(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await _change(desk, client, body, body["actions"][0]["value"])
        await ack()

    @app.action(ids.AWAY_STEP + "menu")
    async def menu(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        what, _, value = body["actions"][0]["selected_option"]["value"].partition("|")
        take = {"end": _end, "change": _change}[what]
        await take(desk, client, body, value)
        await ack()

    @app.view(ids.AWAY_FORM)
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        form = _form(form_values(view), view["private_metadata"])
        who = asker(body, once=f"form:{view['id']}")
        done = await desk.ask(who, absence_noting.note, form)
        await ack(response_action="update", view=_said("Away", views.noted(done)))


async def show(typed: Typed) -> Answer:
    """/board away [list | end [WHO] | [WHO] FROM to UNTIL [deputy WHO]]."""
    verb, rest = words(typed.text)
    if verb == "help":
        return Answer(HELP)
    if verb in _BACK:
        back = await typed.desk.ask(typed.who, _back, rest)
        return Answer(views.ended(*back))
    if verb and verb != "list":
        done = await typed.desk.ask(typed.who, absence_noting.note, read_away(typed.text))
        return Answer(views.noted(done))
    who = typed.who
    reader = Asker(who.team_id, who.user_id, who.user_name, who.channel_id)
    data = await typed.desk.ask(reader, absences.listing)
    if verb == "list" or not typed.trigger_id:
        return Answer(views.listing_text(data))
    await typed.client.views_open(trigger_id=typed.trigger_id, view=views.away_modal(data))
    return Answer()


def _form(values: Mapping[str, Any], private: str) -> AwayForm:
    person_id, _, absence_id = private.partition("|")
    deputy = f"<@{values['deputy']}>" if values.get("deputy") else ""
    return AwayForm(
        since=str(values.get("since") or ""),
        until=str(values.get("until") or ""),
        person_id=person_id or str(values.get("person") or ""),
        deputy=deputy or str(values.get("deputy_name") or ""),
        absence_id=absence_id,
    )


def _back(
    tx: Transaction, caller: Caller, who: str, now: datetime
) -> tuple[Person, Absence, bool, date]:
    person, absence = absence_noting.back(tx, caller, who, now)
    return person, absence, person.id == caller.id, absences.today_of(tx, person, now)


def _ended(
    tx: Transaction, caller: Caller, value: str, now: datetime
) -> tuple[tuple[Person, Absence, bool, date], Absences]:
    person_id, _, absence_id = value.partition("|")
    person, absence = absence_noting.end(tx, caller, person_id, absence_id, now)
    own, today = person.id == caller.id, absences.today_of(tx, person, now)
    return (person, absence, own, today), absences.listing(tx, caller, now)


async def _end(desk: Desk, client: AsyncWebClient, body: dict[str, Any], value: str) -> None:
    """End it; where it was pressed in the list, the list is drawn anew."""
    who = presser(body)
    back, data = await desk.ask(who, _ended, value)
    view = body.get("view") or {}
    if view.get("type") == "modal":
        await client.views_update(view_id=view["id"], view=views.away_modal(data))
        return
    await tell(client, who, views.ended(*back))


async def _change(desk: Desk, client: AsyncWebClient, body: dict[str, Any], value: str) -> None:
    """The form of one absence, over the list if it was pressed there."""
    data, away = await desk.ask(asker(body), _to_change, value)
    form = views.change_form(data, away)
    opened = (body.get("view") or {}).get("type") == "modal"
    call = client.views_push if opened else client.views_open
    await call(trigger_id=body["trigger_id"], view=form)


def _to_change(tx: Transaction, caller: Caller, value: str, now: datetime) -> tuple[Absences, Away]:
    person_id, _, absence_id = value.partition("|")
    data = absences.listing(tx, caller, now)
    absence = absences.of_id(tx, person_id, absence_id)
    person = tx.people.get(person_id)
    if not absences.may_note_for(tx, caller, person, data.today):
        raise NotAllowed(f"Only {person.name} or an officer of their boards can change that.")
    return data, replace(absences.described(tx, absence, data.today), person=person)


def _said(title: str, text: str) -> dict[str, Any]:
    return modal("done", title, [section(text)], submit=None, close="Close")
