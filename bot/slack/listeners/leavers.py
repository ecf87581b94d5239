"""Handing over what somebody who has gone still owns: the button of the officers' message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack import ids
from bot.slack.parsing import asker, form_values
from bot.slack.views import leavers as views
from workflows import handing_over
from workflows.access import Caller
from workflows.errors import InvalidInput
from workflows.people import Person, Post
from workflows.ports import Transaction


def register(app: AsyncApp, desk: Desk, prefix: str = "") -> None:
    """Wire everything of this feature."""

    @app.action(ids.LEAVER_STEP + "all")
    async def all_of_it(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        person_id, _, posts = body["actions"][0]["value"].partition("|")
        found = await desk.ask(asker(body), _to_hand_over, person_id, posts.split(","))
        await client.views_open(trigger_id=body["trigger_id"], view=views.hand_over_form(*found))
        await ack()

    @app.view(ids.HAND_OVER)
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        values = form_values(view)
        slack, written = values.get("owners_slack"), str(values.get("owners") or "").strip()
        if not slack and not written:
            raise InvalidInput("Choose a person, or write a name.", field="owners_slack")
        to = f"<@{slack}>" if slack else written
        posts = list(values.get("posts") or [])
        who = asker(body, once=f"form:{view['id']}")
        person, owner, count = await desk.ask(
            who,
            handing_over.hand_over,
            view["private_metadata"],
            to,
            str(values.get("reason") or ""),
            with_posts=posts,
        )
        done = views.handed_over(person, owner.printed, count, len(posts))
        await ack(response_action="update", view=done)


def _to_hand_over(
    tx: Transaction, caller: Caller, person_id: str, posts: list[str], now: datetime
) -> tuple[Person, list[Post]]:
    given_up = [p for p in posts if p]
    return tx.people.get(person_id), handing_over.posts_to_fill(
        tx, caller, person_id, given_up, now
    )
