"""/board reminders, the preview of an action's reminders, and the forms that change either."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot import faults
from bot.deps import Asker, Desk
from bot.slack import ids
from bot.slack.commands import Answer, Typed
from bot.slack.parsing import asker, form_values, reference_and_rest
from bot.slack.views import action_forms as forms
from bot.slack.views import reminders as views
from bot.slack.views.actions import title
from bot.slack.views.boards import done
from workflows import action_recording, action_reminders, board_reminders, keeping, ladder_preview
from workflows.access import Audience, Caller, Deed, disclose, may, require
from workflows.action_reminders import FollowUp
from workflows.action_steps import Step, check
from workflows.actions import ENDED, Action
from workflows.board_reminders import PolicyForm
from workflows.boards import Board
from workflows.ladder_preview import Preview
from workflows.ports import Transaction

log = structlog.get_logger()

BoardMeant = Callable[[Transaction, Caller, str], Board]


def register(app: AsyncApp, desk: Desk) -> None:
    """Wire the buttons and forms."""

    @app.action(ids.REMINDERS_STEP + "board")
    async def change_board(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        board, today = await desk.ask(asker(body), _to_change, body["actions"][0]["value"])
        await client.views_open(trigger_id=body["trigger_id"], view=views.policy_form(board, today))
        await ack()

    @app.view(ids.BOARD_REMINDERS_FORM)
    async def board_changed(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        opened = ids.unpack(view["private_metadata"])
        form = _policy_form(form_values(view), opened.version)
        who = asker(body, once=f"form:{view['id']}")
        saved = await desk.ask(who, board_reminders.change, opened.subject_id, form)
        await ack(response_action="update", view=done("Reminders", views.changed(saved)))

    @app.action(ids.REMINDERS_STEP + "action")
    async def change_action(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        opened = ids.unpack(body["actions"][0]["value"])
        action, board = await desk.ask(asker(body), _action_to_change, opened.subject_id)
        form = forms.reminders_form(action, board)
        show = client.views_push if body.get("view") else client.views_open
        await show(trigger_id=body["trigger_id"], view=form)
        await ack()

    @app.view(ids.ACTION_REMINDERS_FORM)
    async def action_changed(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        view = body["view"]
        opened = ids.unpack(view["private_metadata"])
        form = _follow_up(form_values(view), opened.version)
        who = asker(body, once=f"form:{view['id']}")
        data, head, may_change = await desk.ask(who, _change_action, opened.subject_id, form)
        if below := view.get("previous_view_id"):
            shown = views.preview_modal(data, head, may_change=may_change)
            await _draw_again(client, below, shown)
        await ack()


async def show(typed: Typed, board_meant: BoardMeant) -> Answer:
    """/board reminders [REFERENCE]: the policy in words, or the days of one action."""
    reference, _ = reference_and_rest(typed.text)
    who = Asker(typed.who.team_id, typed.who.user_id, typed.who.user_name, typed.who.channel_id)
    if not reference:

        def policy(
            tx: Transaction, caller: Caller, channel: str, now: datetime
        ) -> tuple[Board, date, bool]:
            board = board_meant(tx, caller, channel)
            require(caller, board.id, Deed.TAKE_LOG)
            may_change = may(caller, board.id, Deed.SET_UP)
            return board, keeping.local_day(now, board), may_change

        board, today, may_change = await typed.desk.ask(who, policy, who.channel_id)
        return Answer(
            f"When {board.name} reminds", views.policy(board, today, may_change=may_change)
        )

    def one(
        tx: Transaction, caller: Caller, channel: str, now: datetime
    ) -> tuple[Preview, str, bool]:
        here = tx.boards.find_by_channel(caller.person.team_id, channel)
        action = action_recording.find(tx, caller, here.id if here else None, reference)
        return _previewed(tx, caller, action, now)

    data, head, may_change = await typed.desk.ask(who, one, who.channel_id)
    return Answer(views.summary(data), views.preview(data, head, may_change=may_change))


async def open_preview(
    desk: Desk, client: AsyncWebClient, body: dict[str, Any], action_id: str
) -> None:
    """The preview of a card's action, over it."""
    data, head, may_change = await desk.ask(asker(body), _preview, action_id)
    view = views.preview_modal(data, head, may_change=may_change)
    if body.get("view", {}).get("type") == "modal":
        await client.views_push(trigger_id=body["trigger_id"], view=view)
    else:
        await client.views_open(trigger_id=body["trigger_id"], view=view)


def _preview(
    tx: Transaction, caller: Caller, action_id: str, now: datetime
) -> tuple[Preview, str, bool]:
    return _previewed(tx, caller, action_recording.seen(tx, caller, action_id), now)


def _previewed(
    tx: Transaction, caller: Caller, action: Action, now: datetime
) -> tuple[Preview, str, bool]:
    """The preview, the action's title as the caller may read it, and whether they may change its
    reminders."""
    check(action, caller, Step.REMINDERS)
    (shown,) = disclose([action], Audience(caller)).shown
    data = ladder_preview.preview(tx, action, now)
    settles = may(caller, action.board_id, Deed.SETTLE)
    return data, title(shown), settles and action.status not in ENDED


def _to_change(tx: Transaction, caller: Caller, board_id: str, now: datetime) -> tuple[Board, date]:
    require(caller, board_id, Deed.SET_UP)
    board = tx.boards.get(board_id)
    return board, keeping.local_day(now, board)


def _action_to_change(
    tx: Transaction, caller: Caller, action_id: str, now: datetime
) -> tuple[Action, Board]:
    action = action_recording.seen(tx, caller, action_id)
    check(action, caller, Step.EDIT)
    return action, tx.boards.get(action.board_id)


def _change_action(
    tx: Transaction, caller: Caller, action_id: str, form: FollowUp, now: datetime
) -> tuple[Preview, str, bool]:
    action = action_reminders.change(tx, caller, action_id, form, now)
    return _previewed(tx, caller, action, now)


def _policy_form(values: dict[str, Any], version: int | None) -> PolicyForm:
    """The form's fields, those that it has."""
    known = {name: values[name] for name in PolicyForm.__dataclass_fields__ if name in values}
    return PolicyForm(**known, version=version)


def _follow_up(values: dict[str, Any], version: int) -> FollowUp:
    return FollowUp(
        as_board=bool(values.get("as_board")),
        before=values.get("before"),
        ladder=_policy_form(values, None),
        deputy=values.get("deputy"),
        lead=values.get("lead"),
        version=version,
    )


async def _draw_again(client: AsyncWebClient, view_id: str, view: dict[str, Any]) -> None:
    """The preview below the form; what was saved stands, whether it can be drawn or not."""
    try:
        await client.views_update(view_id=view_id, view=view)
    except faults.UNTOLD as fault:
        log.warning("drawing the preview again failed", error=faults.words(fault))
