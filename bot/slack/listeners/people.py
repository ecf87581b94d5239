"""The people of a board: the list and its forms. Part of /board; see `boards`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot import faults
from bot.deps import Asker, Desk
from bot.slack import ids
from bot.slack.commands import Answer, Typed
from bot.slack.parsing import asker, form_values
from bot.slack.prefill import chosen_at_first
from bot.slack.presses import presser
from bot.slack.views import people as views
from bot.slack.views.blocks import Block, esc
from bot.slack.views.links import revoked
from workflows import addressing, board_people, keeping, links
from workflows.access import Caller, Deed, require
from workflows.actions import LIVE
from workflows.board_people import Listed, People, PersonForm
from workflows.board_seats import SeatForm
from workflows.boards import Board
from workflows.errors import InvalidInput
from workflows.people import Person, Role
from workflows.ports import Transaction


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the list's buttons and its forms."""

    @app.action(ids.BOARD_STEP + "people")
    async def press_people(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        data = await desk.ask(asker(body), board_people.listing, body["actions"][0]["value"])
        await client.views_open(trigger_id=body["trigger_id"], view=views.people_modal(data))
        await ack()

    @app.action(ids.PERSON_STEP + "add")
    async def add(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        data = await desk.ask(asker(body), _to_manage, body["actions"][0]["value"])
        await _on_top(client, body, views.person_form(data))
        await ack()

    @app.action(ids.PERSON_STEP + "menu")
    async def menu(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        chosen = body["actions"][0]["selected_option"]["value"]
        what, board_id, person_id = chosen.split("|")
        if what == "links":
            who, real = presser(body, anew=True), desk.clock.real()
            told = await desk.ask(who, _revoke_links, board_id, person_id, real)
            await _on_top(client, body, views.told("E-mail links", told))
            await ack()
            return
        data, line, owned = await desk.ask(asker(body), _member, board_id, person_id)
        form = (
            views.person_form(data, line)
            if what == "edit"
            else views.remove_form(data.board, line, owned)
        )
        await _on_top(client, body, form)
        await ack()

    @app.action(ids.PERSON_STEP + "email")
    async def reached_by(ack: AsyncAck, body: dict[str, Any]) -> None:
        wanted = body["actions"][0]["value"] == "on"
        if wanted and not desk.settings.smtp_host:
            raise InvalidInput(
                "This program has no mail server set, so it cannot send you e-mail. Nothing was "
                "changed: your messages go on coming in Slack."
            )
        await desk.ask(presser(body), _reached_by, wanted)
        await ack()

    @app.view(ids.PERSON_FORM)
    async def kept(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        view = body["view"]
        board_id, _, packed = view["private_metadata"].partition("|")
        form = _form(view, ids.unpack(packed) if packed else None)
        who = asker(body, once=f"form:{view['id']}")
        person, data = await desk.ask(who, _keep, board_id, form)
        if not await _list_again(client, view, data):
            told = f"*{esc(person.name)}* is on the list now."
            await ack(response_action="update", view=views.told("People", told))
            return
        await ack()

    @app.view(ids.REMOVE_PERSON)
    async def removed(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        view = body["view"]
        board_id, _, person_id = view["private_metadata"].partition("|")
        who = asker(body, once=f"form:{view['id']}")
        _, data = await desk.ask(who, _remove, board_id, person_id)
        await _list_again(client, view, data)
        await ack()


async def show(typed: Typed, board_meant: Callable[[Transaction, Caller, str], Board]) -> Answer:
    """/board people [NAME]: the list in a modal; in words where none can be opened."""

    def listed(tx: Transaction, caller: Caller, channel: str, now: datetime) -> People:
        return board_people.listing(tx, caller, board_meant(tx, caller, channel).id, now)

    who = typed.who
    reader = Asker(who.team_id, who.user_id, who.user_name, who.channel_id)
    data = await typed.desk.ask(reader, listed, who.channel_id)
    if not typed.trigger_id:
        return Answer(views.people_text(data))
    modal = views.people_modal(data, typed.text)
    await typed.client.views_open(trigger_id=typed.trigger_id, view=modal)
    return Answer()


def _reached_by(tx: Transaction, caller: Caller, wanted: bool, now: datetime) -> None:
    addressing.prefer_email(tx, caller, wanted, now)
    keeping.refresh_home(tx, caller.person.team_id, caller.id)


def _to_manage(tx: Transaction, caller: Caller, board_id: str, now: datetime) -> People:
    require(caller, board_id, Deed.MANAGE_PEOPLE)
    return board_people.listing(tx, caller, board_id, now)


def _member(
    tx: Transaction, caller: Caller, board_id: str, person_id: str, now: datetime
) -> tuple[People, Listed, int]:
    """The list, the person's line, and how many actions of this board are theirs by name."""
    line = board_people.member(tx, caller, board_id, person_id, now)
    owned = tx.actions.of_owner([person_id], (), (), LIVE)
    mine = sum(a.board_id == board_id for a in owned)
    return board_people.listing(tx, caller, board_id, now), line, mine


async def _on_top(client: AsyncWebClient, body: dict[str, Any], form: Block) -> None:
    """Over the list if it was pressed there, else as a modal of its own."""
    if body.get("view", {}).get("type") == "modal":
        await client.views_push(trigger_id=body["trigger_id"], view=form)
    else:
        await client.views_open(trigger_id=body["trigger_id"], view=form)


def _form(view: dict[str, Any], entry: ids.Pressed | None) -> PersonForm:
    values, shown = form_values(view), chosen_at_first(view)
    since = str(values.get("since") or "")
    return PersonForm(
        name=values.get("name", ""),
        slack_id=values.get("slack_id", ""),
        email=values.get("email", ""),
        prefers_email="email" in values["by_email"] if "by_email" in values else None,
        organisation=values.get("organisation", ""),
        variants=str(values.get("variants", "")).replace(";", ",").split(","),
        roles=[Role(r) for r in values.get("roles", [])],
        post=values.get("post", ""),
        since=date.fromisoformat(since) if since else None,
        posts_kept=values.get("posts_kept"),
        person_id=entry.subject_id if entry else "",
        version=entry.version if entry else None,
        roles_shown=[Role(r) for r in shown["roles"]] if entry else None,
        posts_shown=shown.get("posts_kept"),
        seat=SeatForm(
            **{name: values.get(name) for name in ("seat", "substitutes", "appointed_by")},
            voting=values.get("voting"),
        ),
    )


def _keep(
    tx: Transaction, caller: Caller, board_id: str, form: PersonForm, now: datetime
) -> tuple[Person, People]:
    person = board_people.keep_person(tx, caller, board_id, form, now)
    return person, board_people.listing(tx, caller, board_id, now)


def _revoke_links(
    tx: Transaction, caller: Caller, board_id: str, person_id: str, real: datetime, now: datetime
) -> str:
    number = links.revoke_of_person(tx, caller, board_id, person_id, now, real)
    return revoked(number, f"*{esc(tx.people.get(person_id).name)}*")


def _remove(
    tx: Transaction, caller: Caller, board_id: str, person_id: str, now: datetime
) -> tuple[Person, People]:
    person = board_people.remove_person(tx, caller, board_id, person_id, now)
    return person, board_people.listing(tx, caller, board_id, now)


async def _list_again(client: AsyncWebClient, view: dict[str, Any], data: People) -> bool:
    """Draw the list below the form anew; False if there is none any more."""
    below = view.get("previous_view_id")
    if not below:
        return False
    try:
        await client.views_update(view_id=below, view=views.people_modal(data))
    except faults.UNTOLD:
        # It was closed meanwhile, or Slack cannot be reached; what was saved stands.
        return False
    return True
