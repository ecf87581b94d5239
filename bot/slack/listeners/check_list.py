"""The check list of a live meeting: posted in the officer's direct message, its buttons and forms.
Part of /meeting; see `meetings`.

Every change of a line, and of the meeting, has the list rendered again through the outbox, so a
press survives a crash and works after a restart.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import ids
from bot.slack.commands import tell
from bot.slack.parsing import asker, form_values, split_names
from bot.slack.presses import presser
from bot.slack.views import check_list as views
from workflows import confirming, meeting_live
from workflows.access import Caller
from workflows.actions import Action, Status
from workflows.deliveries import Kind, Parcel
from workflows.errors import AlreadyDone, InvalidInput
from workflows.meeting_live import CheckList
from workflows.ports import Transaction


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons of the list."""

    @app.action(ids.CHECK_STEP + "withdraw")
    async def withdraw(ack: AsyncAck, body: dict[str, Any]) -> None:
        await desk.ask(presser(body), meeting_live.withdraw, _pressed(body))
        await ack()

    @app.action(ids.CHECK_STEP + "put_back")
    async def put_back(ack: AsyncAck, body: dict[str, Any]) -> None:
        await desk.ask(presser(body), meeting_live.put_back, _pressed(body))
        await ack()

    @app.action(ids.CHECK_STEP + "keep_open")
    async def keep_open(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = presser(body)
        kept = await desk.ask(who, confirming.keep_open, _pressed(body))
        await tell(client, who, views.kept_open(kept))
        await ack()

    @app.action(ids.CHECK_STEP + "merge")
    async def merge(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        action, others = await desk.ask(asker(body), _line, _pressed(body))
        if not others:
            raise InvalidInput("There is no other line to merge it with. Nothing was changed.")
        form = views.merge_form(action, others)
        await client.views_open(trigger_id=body["trigger_id"], view=form)
        await ack()

    @app.view(ids.MERGE_FORM)
    async def merged(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        into = ids.unpack(view["private_metadata"]).subject_id
        other = form_values(view).get("other", "")
        if not other:
            raise InvalidInput("Choose the line that says the same.", field="other")
        await desk.ask(asker(body, once=f"form:{view['id']}"), meeting_live.merge, into, other)
        await ack()

    @app.action(ids.CHECK_STEP + "owners")
    async def owners(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        action, _ = await desk.ask(asker(body), _line, _pressed(body))
        form = views.owners_form(action)
        await client.views_open(trigger_id=body["trigger_id"], view=form)
        await ack()

    @app.view(ids.OWNERS_FORM)
    async def owners_added(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        values = form_values(view)
        written = [f"<@{u}>" for u in values.get("owners_slack", [])]
        written += split_names(values.get("owners", ""))
        subject = ids.unpack(view["private_metadata"]).subject_id
        who = asker(body, once=f"form:{view['id']}")
        await desk.ask(who, meeting_live.add_owners, subject, written)
        await ack()

    @app.action(ids.CHECK_STEP + "issue")
    async def issue(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = presser(body)
        issued = await desk.ask(who, meeting_live.issue, _pressed(body))
        await tell(client, who, views.issued(issued))
        await ack()


def send(tx: Transaction, caller: Caller, check: CheckList) -> None:
    """Post it to the caller's direct message, in as many parts as it takes."""
    meeting = check.meeting
    board = tx.boards.get(meeting.board_id)
    key = f"check:{tx.new_id()}"
    for part in range(views.parts(check)):
        tx.outbox.put(
            Parcel(
                key=f"{key}:{part}",
                kind=Kind.MESSAGE,
                team_id=board.team_id,
                board_id=board.id,
                view="check_list",
                args={"meeting_id": meeting.id, "part": part},
                person_id=caller.id,
            )
        )


def _pressed(body: dict[str, Any]) -> str:
    """The id that the pressed button carries."""
    return ids.unpack(body["actions"][0]["value"]).subject_id


def _line(
    tx: Transaction, caller: Caller, action_id: str, now: datetime
) -> tuple[Action, list[tuple[int, Action]]]:
    """A captured line, and the others of its list with their numbers."""
    action = tx.actions.get(action_id)
    if not action.meeting_id:
        raise AlreadyDone("That line belongs to no meeting. Nothing was changed.")
    check = meeting_live.check_list(tx, caller, action.meeting_id)
    numbered = list(enumerate(check.captured, 1))
    standing = [(n, a) for n, a in numbered if a.live and a.status is not Status.CANCELLED]
    if action_id not in {a.id for _, a in standing}:
        raise AlreadyDone(
            "That line is no longer on a check list: it was issued or withdrawn. Nothing was "
            "changed."
        )
    return action, [(n, a) for n, a in standing if a.id != action_id]
