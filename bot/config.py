"""Settings, read from the environment and `.env`, checked together before anything starts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

Mode = Literal["local", "socket", "http"]
SLACK_API = "https://slack.com/api/"
#: Names of this machine for itself: what goes there does not leave it.
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Settings(BaseSettings):
    """Every setting of the program; `.env.example` explains each, and a test keeps them equal."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = SLACK_API
    database_url: str = "sqlite:///var/matters.sqlite3"
    smtp_host: str | None = None
    smtp_port: int = 587
    smtp_security: Literal["starttls", "ssl", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: str | None = None
    matters_mode: Literal["socket", "http"] | None = None
    matters_host: str = "127.0.0.1"
    matters_port: int = 8710
    matters_workspace_port: int | None = None
    matters_command_prefix: str = ""
    matters_tick_seconds: float = 15.0
    matters_lease_seconds: int = 60
    matters_rehearsal: bool = False
    matters_log: Literal["text", "json"] = "text"
    matters_public_url: str | None = None
    matters_link_secret: SecretStr | None = None
    matters_link_days: int = 60

    @property
    def public_url(self) -> str:
        """Where people's browsers reach this bot, without a slash at the end; empty if nobody has
        said: e-mails then carry no links."""
        return (self.matters_public_url or "").rstrip("/")

    @property
    def workspace_port(self) -> int:
        """The local workspace's port: the one beside the bot's, unless set."""
        return self.matters_workspace_port or self.matters_port + 1

    @property
    def mode(self) -> Mode:
        """How the bot is reached: by the local workspace, over Socket Mode or over HTTP."""
        if not any((self.slack_bot_token, self.slack_app_token, self.slack_signing_secret)):
            return "local"
        if self.matters_mode:
            return self.matters_mode
        return "socket" if self.slack_app_token else "http"


class SettingsError(Exception):
    """All that is wrong with the settings, one (name, remedy) for each."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{name}: {remedy}" for name, remedy in problems))
        self.problems = problems


def load(env_file: Path | None = None) -> Settings:
    """The settings; `SettingsError` lists everything that is wrong at once."""
    problems: list[tuple[str, str]] = []
    source: dict[str, Any] = {"_env_file": env_file} if env_file else {}
    try:
        settings = Settings(**source)
    except ValidationError as invalid:
        wrong = {str(e["loc"][0]): e["msg"] for e in invalid.errors(include_input=False)}
        problems = [
            (name.upper(), f"{words}. See .env.example for what it takes.")
            for name, words in wrong.items()
        ]
        # The rest is checked with these at their defaults, so that all is reported at once.
        defaults = {name: Settings.model_fields[name].default for name in wrong}
        settings = Settings(**source, **defaults)
    problems += _slack_problems(settings) + _other_problems(settings)
    if problems:
        raise SettingsError(problems)
    return settings


def _slack_problems(s: Settings) -> list[tuple[str, str]]:
    found = []
    token = s.slack_bot_token.get_secret_value() if s.slack_bot_token else ""
    app = s.slack_app_token.get_secret_value() if s.slack_app_token else ""
    if (app or s.slack_signing_secret) and not token:
        found.append(
            ("SLACK_BOT_TOKEN", "set it to the bot token (xoxb-…) from “OAuth & Permissions”.")
        )
    if token and not token.startswith("xoxb-"):
        found.append(("SLACK_BOT_TOKEN", "a bot token begins with xoxb-; this one does not."))
    if app and not app.startswith("xapp-"):
        found.append(
            ("SLACK_APP_TOKEN", "an app-level token begins with xapp-; this one does not.")
        )
    if token and not app and not s.slack_signing_secret:
        found.append(
            (
                "SLACK_APP_TOKEN",
                "half of a set: add SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET "
                "for HTTP.",
            )
        )
    if app and s.slack_signing_secret and not s.matters_mode:
        found.append(
            ("MATTERS_MODE", "both sets are given: say which to use, MATTERS_MODE=socket or http.")
        )
    if s.matters_mode == "socket" and token and not app:
        found.append(("SLACK_APP_TOKEN", "Socket Mode needs it: an app-level token (xapp-…)."))
    if s.matters_mode == "http" and token and not s.slack_signing_secret:
        found.append(("SLACK_SIGNING_SECRET", "HTTP needs it: “Basic Information” in Slack."))
    if not s.slack_api_url.startswith(("http://", "https://")):
        found.append(("SLACK_API_URL", "it must be an address that begins with https://."))
    return found


def _other_problems(s: Settings) -> list[tuple[str, str]]:
    found = []
    if not s.database_url.startswith(("sqlite:", "postgres:", "postgresql")):
        found.append(
            (
                "DATABASE_URL",
                "use sqlite:///var/matters.sqlite3 or postgresql://user:password@host/name.",
            )
        )
    if s.smtp_host and not s.smtp_from:
        found.append(
            (
                "SMTP_FROM",
                "the address that e-mail is sent from, for example actions@council.example.",
            )
        )
    if s.smtp_user and not s.smtp_password:
        found.append(("SMTP_PASSWORD", "SMTP_USER is set, so its password is needed too."))
    for name in ("matters_port", "matters_workspace_port"):
        if not 0 <= (getattr(s, name) or 0) <= 65535:
            found.append((name.upper(), "a port is a number from 0 to 65535."))
    found += _link_problems(s)
    if not re.fullmatch(r"[a-z0-9_-]{0,20}", s.matters_command_prefix):
        found.append(
            ("MATTERS_COMMAND_PREFIX", "small letters, digits, - and _ alone, for example ma-")
        )
    if s.matters_lease_seconds <= 0:
        found.append(("MATTERS_LEASE_SECONDS", "give a number of seconds above 0, for example 60."))
    if s.matters_tick_seconds <= 0:
        found.append(("MATTERS_TICK_SECONDS", "give a number of seconds above 0, for example 15."))
    return found


def _link_problems(s: Settings) -> list[tuple[str, str]]:
    found = []
    if s.public_url:
        found += [("MATTERS_PUBLIC_URL", words) for words in _address_problem(s.public_url)]
    secret = s.matters_link_secret
    if secret and len(secret.get_secret_value()) < 32:
        words = "give at least 32 characters, for example what “openssl rand -hex 32” prints."
        found.append(("MATTERS_LINK_SECRET", words))
    if not 1 <= s.matters_link_days <= 366:
        found.append(("MATTERS_LINK_DAYS", "give a number of days from 1 to 366, for example 60."))
    return found


def _address_problem(url: str) -> list[str]:
    """What is wrong with a public address, if anything is."""
    sensible = "the address at which browsers reach this bot, for example https://actions.example."
    try:
        address = urlsplit(url)
        host = address.hostname
    except ValueError:
        return [sensible]
    if address.scheme not in ("http", "https") or not host or address.query or address.fragment:
        return [sensible]
    if address.scheme == "http" and host not in LOOPBACK:
        return ["use https://: whoever reads a link on its way could answer with it."]
    return []
