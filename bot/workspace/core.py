"""The workspace put together from its parts."""

from __future__ import annotations

from pathlib import Path

from bot.workspace.answers import Answers
from bot.workspace.clock import Clock
from bot.workspace.dispatch import BotLink
from bot.workspace.faults import Faults
from bot.workspace.hub import Hub
from bot.workspace.interactions import Interactions
from bot.workspace.modals import Modals
from bot.workspace.pace import Pace
from bot.workspace.posting import Posting
from bot.workspace.render import Render
from bot.workspace.settings import Settings
from bot.workspace.sockets import Sockets
from bot.workspace.store import Json, Store


class Workspace:
    """One running workspace; its parts are public and each does one thing."""

    def __init__(
        self, settings: Settings, database: str | Path, world: Json, faults: Faults
    ) -> None:
        self.settings = settings
        self.faults = faults
        self.store = Store(database)
        self.hub = Hub()
        self.pace = Pace()
        self.sockets = Sockets(settings.app_id, self._transport_changed)
        self.link = BotLink(settings, self.sockets)
        self.render = Render(settings, self.store)
        zone = world.get("time_zone", "Europe/London")
        self.clock = Clock(self.store, self.link, self.hub, zone)
        self.posting = Posting(settings, self.store, self.hub, self.link, self.render, self.clock)
        self.modals = Modals(settings, self.store, self.hub, self.link, self.render)
        self.answers = Answers(settings, self.store, self.posting)
        self.interactions = Interactions(
            settings, self.store, self.link, self.render, self.modals, self.posting, self.answers
        )

    async def close(self) -> None:
        """End the streams and connections and close the database."""
        self.hub.close()
        await self.sockets.close()
        await self.link.close()
        self.store.database.close()

    def _transport_changed(self) -> None:
        self.hub.tell_all({"type": "transport", "transport": self.link.transport})
