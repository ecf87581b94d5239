"""What the workspace is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.workspace.store.database import Json


@dataclass
class Settings:
    """Names, tokens and limits of one run; times are in seconds, shortened only by tests."""

    manifest: Json
    bot_url: str | None = None
    signing_secret: str = "local-signing-secret"  # noqa: S105 - loopback only
    bot_token: str = "xoxb-local"  # noqa: S105 - loopback only
    app_token: str = "xapp-local"  # noqa: S105 - loopback only
    rate_limit: bool = False
    trigger_seconds: float = 3.0
    ack_seconds: float = 3.0
    # Slack retries a failed event at once, after a minute and after five.
    # https://docs.slack.dev/apis/events-api/#retries
    retry_seconds: tuple[float, ...] = (1.0, 60.0, 300.0)
    # Where the workspace can be reached; known once it listens.
    base_url: str = ""
    team: Json = field(default_factory=dict)
    app_id: str = "A0MATTERS"
    bot_user_id: str = "U0MATTERS"
    bot_id: str = "B0MATTERS"

    @property
    def commands(self) -> list[Json]:
        """The slash commands of the manifest."""
        return _list(self.manifest, "features", "slash_commands")

    @property
    def shortcuts(self) -> list[Json]:
        """The shortcuts of the manifest, on messages and global."""
        return _list(self.manifest, "features", "shortcuts")

    @property
    def scopes(self) -> list[str] | None:
        """The bot's scopes; None when the manifest names none, and then nothing is refused."""
        return _list(self.manifest, "oauth_config", "scopes", "bot") or None

    @property
    def events(self) -> list[str] | None:
        """The events that the app subscribes to; None when the manifest names none."""
        return _list(self.manifest, "settings", "event_subscriptions", "bot_events") or None

    @property
    def home_tab(self) -> bool:
        """Whether the app has a Home tab."""
        home = (self.manifest.get("features") or {}).get("app_home") or {}
        return bool(home.get("home_tab_enabled", True))


def _list(manifest: Json, *path: str) -> list[Any]:
    found: Any = manifest
    for key in path:
        found = (found or {}).get(key)
    return list(found or [])
