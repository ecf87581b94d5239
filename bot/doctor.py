"""`matters doctor`: what is checked, what was found, and the remedy for each."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.config import Settings, SettingsError, load


@dataclass(frozen=True)
class Finding:
    """One check. `remedy` is empty where all is well."""

    what: str
    fine: bool
    detail: str
    remedy: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Record:
    """What of the storage is asked; given by the command line, which alone knows it."""

    is_up_to_date: Callable[[str], bool]
    current: Callable[[str], str | None]
    shown: Callable[[str], str]


def examine(record: Record) -> list[Finding]:
    """All checks; those that need right settings only if they are."""
    try:
        settings = load()
    except SettingsError as wrong:
        return [Finding(f"setting {name}", False, "not right", r) for name, r in wrong.problems]
    return [
        Finding("settings", True, f"mode {settings.mode}"),
        *_database(settings, record),
        *asyncio.run(_slack(settings)),
        *_mail(settings),
    ]


def _database(settings: Settings, record: Record) -> Iterator[Finding]:
    shown = record.shown(settings.database_url)
    try:
        if record.is_up_to_date(settings.database_url):
            schema = record.current(settings.database_url)
            yield Finding("database", True, f"{shown}, schema {schema}")
        else:
            yield Finding(
                "database", False, f"{shown}: schema is behind", "run: matters db upgrade"
            )
    except Exception as fault:
        yield Finding(
            "database",
            False,
            f"{shown}: {type(fault).__name__}",
            "check DATABASE_URL, that the server runs, and that the folder can be written to",
        )


async def _slack(settings: Settings) -> list[Finding]:
    if settings.mode == "local":
        return [
            Finding("Slack", True, "no settings: `matters run` starts the local workspace instead")
        ]
    from bot.slack.manifest import required_scopes
    from bot.slack.messenger import client_for

    token = settings.slack_bot_token
    client = client_for(token.get_secret_value() if token else "", settings.slack_api_url)
    try:
        answer = await client.auth_test()
    except SlackApiError as refused:
        error = str(refused.response.get("error"))
        return [Finding("Slack", False, error, _slack_remedy(error))]
    except (aiohttp.ClientError, TimeoutError, OSError) as fault:
        return [
            Finding(
                "Slack",
                False,
                f"not reached: {type(fault).__name__}",
                "check the network, a proxy, and SLACK_API_URL",
            )
        ]
    found = [Finding("Slack", True, f"{answer.get('team')} as {answer.get('user')}")]
    granted = str(
        answer.headers.get("x-oauth-scopes") or answer.headers.get("X-OAuth-Scopes") or ""
    )
    if granted:
        missing = sorted(set(required_scopes()) - {s.strip() for s in granted.split(",")})
        found.append(
            Finding("Slack scopes", True, "all granted")
            if not missing
            else Finding(
                "Slack scopes",
                False,
                f"missing: {', '.join(missing)}",
                "paste `matters manifest` into the app’s manifest and install it again",
            )
        )
    return found


def _slack_remedy(error: str) -> str:
    if error in ("invalid_auth", "not_authed", "token_revoked", "account_inactive"):
        return "copy the bot token (xoxb-…) anew from “OAuth & Permissions”; install the app again"
    return "look the error up in Slack’s documentation of auth.test"


def _mail(settings: Settings) -> Iterator[Finding]:
    if not settings.smtp_host:
        yield Finding("e-mail", True, "not configured: people outside Slack cannot be written to")
        return
    place = f"{settings.smtp_host}:{settings.smtp_port}"
    kind = smtplib.SMTP_SSL if settings.smtp_security == "ssl" else smtplib.SMTP
    try:
        with kind(settings.smtp_host, settings.smtp_port, timeout=10) as client:
            client.noop()
        yield Finding("e-mail", True, f"{place} answers")
    except (smtplib.SMTPException, OSError) as fault:
        yield Finding(
            "e-mail",
            False,
            f"{place}: {type(fault).__name__}",
            "check SMTP_HOST, SMTP_PORT and SMTP_SECURITY",
        )
