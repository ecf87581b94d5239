"""App Home, published when it is opened (and through the outbox when it changes); and what Slack
says of people whose profile changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.deps import Desk
from bot.slack.parsing import asker
from bot.slack.views.home import home_view
from workflows import home, incoming, keeping
from workflows.access import Caller
from workflows.ports import Transaction


def register(app: AsyncApp, desk: Desk, prefix: str = "") -> None:
    """Wire everything of this feature."""

    @app.event("app_home_opened")
    async def opened(body: dict[str, Any], client: AsyncWebClient) -> None:
        if body["event"].get("tab", "home") != "home":
            return
        who = asker(body)
        data = await desk.ask(who, _home)
        await client.views_publish(user_id=who.user_id, view=home_view(data))

    @app.event("user_change")
    async def changed(body: dict[str, Any]) -> None:
        user = body["event"]["user"]
        team = str(body.get("team_id") or user.get("team_id") or "")
        if await desk.run(_take_profile, team, user, desk.clock.now()):
            desk.wake.set()


def _home(tx: Transaction, caller: Caller, now: datetime) -> home.Home:
    return home.of_person(tx, caller.person, now)


def _take_profile(tx: Transaction, team_id: str, user: Mapping[str, Any], now: datetime) -> bool:
    """Take over the profile of somebody on record; others do not concern us."""
    person = tx.people.find_by_slack(team_id, str(user.get("id", "")))
    if person is None:
        return False
    if not incoming.take_profile(tx, person.id, user, now):
        return False
    keeping.refresh_home(tx, team_id, person.id)
    return True
