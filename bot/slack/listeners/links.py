"""The e-mail links of an action: `/action links REF`, and the button that revokes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import gather, ids
from bot.slack.commands import Answer, Typed, tell
from bot.slack.listeners.action_steps import again, find_here
from bot.slack.parsing import reference_and_rest
from bot.slack.presses import presser
from bot.slack.views import links as views
from bot.slack.views.actions import title_cut
from bot.slack.views.blocks import Block
from workflows import action_links, link_kinds
from workflows.access import Caller, Deed, require
from workflows.ports import Transaction


def register(app: AsyncApp, desk: Desk, prefix: str = "") -> None:
    """Wire the button."""

    @app.action(ids.LINKS_REVOKE)
    async def revoke(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        who = presser(body)
        action_id = ids.unpack(body["actions"][0]["value"]).subject_id
        said = await desk.ask(who, _revoke, action_id, desk.clock.real())
        await tell(client, who, said)
        await ack()


async def show(typed: Typed) -> Answer:
    """/action links REF, for an officer: whose links open it, and the button that ends them."""
    reference, _ = reference_and_rest(typed.text)
    real = typed.desk.clock.real()
    blocks = await typed.desk.ask(again(typed), _listed, typed.who.channel_id, reference, real)
    return Answer("E-mail links", blocks)


def _listed(
    tx: Transaction, caller: Caller, channel: str, reference: str, real: datetime, now: datetime
) -> list[Block]:
    action = find_here(tx, caller, channel, reference)
    require(caller, action.board_id, Deed.SETTLE)
    good = link_kinds.good_links(tx, tx.links.of_subject("action", action.id), now, real)
    names = gather.names(tx, [link.person_id for link in good])
    return views.listing(action, good, names, tx.boards.get(action.board_id).zone)


def _revoke(tx: Transaction, caller: Caller, action_id: str, real: datetime, now: datetime) -> str:
    number = action_links.revoke_of_action(tx, caller, action_id, now, real)
    return views.revoked(number, title_cut(tx.actions.get(action_id), 80))
