"""`matters doctor`: what is checked, what was found, and the remedy for each.

Nothing is changed by looking: the trial of writing to the database is taken back, no message is
sent. Every check has an end in time, however the other side behaves.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.config import LOOPBACK, Settings, SettingsError, load

#: Seconds after which a check that has not answered is reported as such; all run at once.
PATIENCE = 15.0


@dataclass(frozen=True)
class Finding:
    """One check. `remedy` is empty where all is well."""

    what: str
    fine: bool
    detail: str
    remedy: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Record:
    """What of the storage is asked, by a database's address; given by the command line, which
    alone knows it. `state` and `try_to_write` raise what the driver raises, `why` puts it in words.
    """

    state: Callable[[str], tuple[str, str | None]]
    try_to_write: Callable[[str], None]
    shown: Callable[[str], str]
    why: Callable[[Exception], str]


def examine(record: Record, patience: float = PATIENCE) -> list[Finding]:
    """All checks; those that need right settings only if they are. Returns within `patience`
    seconds, or a moment later."""
    try:
        settings = load()
    except SettingsError as wrong:
        return [Finding(f"setting {name}", False, "not right", r) for name, r in wrong.problems]
    checks = (
        _Check("database", lambda: _database(settings, record), "see that its server answers"),
        _Check("Slack", lambda: asyncio.run(_slack(settings)), "check the network and a proxy"),
        _Check("e-mail", lambda: _mail(settings), "check SMTP_HOST and SMTP_PORT, and a firewall"),
    )
    for check in checks:
        check.start()
    until = time.monotonic() + patience
    found = [finding for check in checks for finding in check.findings(until, patience)]
    return [Finding("settings", True, f"right; mode {settings.mode}"), *found]


class _Check(threading.Thread):
    """A check in a thread of its own, which is left behind if it does not end in time."""

    def __init__(self, what: str, look: Callable[[], list[Finding]], remedy: str) -> None:
        super().__init__(daemon=True)
        self._what, self._look, self._remedy = what, look, remedy
        self._found: list[Finding] | None = None

    def run(self) -> None:
        try:
            self._found = self._look()
        except Exception as fault:  # one check that breaks must not take the others along
            detail = f"the check itself failed: {type(fault).__name__}: {fault}"
            self._found = [Finding(self._what, False, detail, self._remedy)]

    def findings(self, until: float, patience: float) -> list[Finding]:
        """What was found by then (a reading of the monotonic clock)."""
        self.join(max(0.0, until - time.monotonic()))
        if self._found is not None:
            return self._found
        return [
            Finding(self._what, False, f"no answer within {patience:.0f} seconds", self._remedy)
        ]


def _database(settings: Settings, record: Record) -> list[Finding]:
    url = settings.database_url
    shown = record.shown(url)
    try:
        state, revision = record.state(url)
        if state == "empty":
            detail = f"{shown} is empty so far; the program sets it up when it starts"
            return [Finding("database", True, detail)]
        if state == "behind":
            detail = f"{shown} is at schema {revision}, which is behind this program"
            return [Finding("database", False, detail, "run: matters db upgrade")]
        if state == "unknown":
            detail = f"{shown} is at schema {revision}, which this program does not know"
            remedy = "install the newer version that made it, or restore an older copy"
            return [Finding("database", False, detail, remedy)]
        record.try_to_write(url)
    except Exception as fault:  # drivers and the file system raise what they like
        remedy = (
            "check the path in DATABASE_URL, that it is an SQLite database, that the folder can be "
            "written to, and that no other program holds it locked"
            if url.startswith("sqlite")
            else "check DATABASE_URL, that the server runs, and the user's password and rights"
        )
        return [Finding("database", False, f"{shown}: {record.why(fault)}", remedy)]
    return [Finding("database", True, f"{shown}, schema {revision}, can be written to")]


async def _slack(settings: Settings) -> list[Finding]:
    if settings.mode == "local":
        return [
            Finding("Slack", True, "no settings: “matters run” starts the local workspace instead")
        ]
    import aiohttp
    from slack_sdk.errors import SlackClientError

    try:
        return await _ask_slack(settings)
    except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
        detail = f"{settings.slack_api_url} does not answer as Slack does: {type(fault).__name__}"
        remedy = "check the network, a proxy, and SLACK_API_URL (usually left out)"
        return [Finding("Slack", False, detail, remedy)]


async def _ask_slack(settings: Settings) -> list[Finding]:
    """Who the bot is, what it may do, and whether Socket Mode opens."""
    from slack_sdk.errors import SlackApiError

    from bot.slack.manifest import required_scopes
    from bot.slack.messenger import client_for

    token, app_token = settings.slack_bot_token, settings.slack_app_token
    client = client_for(token.get_secret_value() if token else "", settings.slack_api_url)
    try:
        answer = await client.auth_test()
    except SlackApiError as refused:
        return [_refused("Slack", refused, "copy the bot token (xoxb-…) anew from “OAuth & "
                         "Permissions”, or install the app in the workspace again")]  # fmt: skip
    found = [Finding("Slack", True, f"{answer.get('team')}, as {answer.get('user')}")]
    headers = {str(name).lower(): str(value) for name, value in (answer.headers or {}).items()}
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")} - {""}
    if granted:  # Slack says so; the local workspace does not
        found.append(_scopes(sorted(set(required_scopes()) - granted)))
    if settings.mode == "socket" and app_token:
        try:
            await client.apps_connections_open(app_token=app_token.get_secret_value())
            found.append(Finding("Slack Socket Mode", True, "opens"))
        except SlackApiError as refused:
            remedy = (
                "make an app-level token with connections:write under “Basic Information”, and "
                "switch Socket Mode on"
            )
            found.append(_refused("Slack Socket Mode", refused, remedy))
    return found


def _scopes(missing: list[str]) -> Finding:
    if not missing:
        return Finding("Slack scopes", True, "all granted")
    return Finding(
        "Slack scopes",
        False,
        f"missing: {', '.join(missing)}",
        "paste what “matters manifest” prints into the app’s manifest and install it again",
    )


#: What Slack answers to a token that is no good (any more).
_BAD_TOKEN = frozenset(
    {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}
    | {"not_allowed_token_type", "missing_scope", "no_permission"}
)


def _refused(what: str, refused: Exception, remedy: str) -> Finding:
    """A refusal by name; `remedy` where it is the token's fault. What is no answer of Slack's is
    raised on."""
    response: Any = getattr(refused, "response", None)
    error = str(response.get("error") or "") if hasattr(response, "get") else ""
    if not error:
        raise refused
    if error in _BAD_TOKEN:
        return Finding(what, False, f"refused: {error}", remedy)
    return Finding(
        what, False, f"refused: {error}", f"see “{error}” at https://docs.slack.dev/reference"
    )


def _mail(settings: Settings) -> list[Finding]:
    if not settings.smtp_host:
        return [
            Finding("e-mail", True, "not configured: people outside Slack cannot be written to")
        ]
    from bot.mail.smtp import Mailer, MailFailure, SmtpSettings

    mailer = Mailer(
        SmtpSettings(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            user=settings.smtp_user or "",
            password=settings.smtp_password or "",
            sender=settings.smtp_from or "",
            timeout=10,
        )
    )
    try:
        mailer.check()
    except MailFailure as failure:
        remedy = (
            "check SMTP_USER and SMTP_PASSWORD"
            if "Authentication" in str(failure)
            else "check SMTP_HOST, SMTP_PORT and SMTP_SECURITY (starttls is usual on port 587, "
            "ssl on 465)"
        )
        return [Finding("e-mail", False, str(failure), remedy)]
    how = "logged in" if settings.smtp_user else "no login asked for"
    place = f"{settings.smtp_host}:{settings.smtp_port}"
    found = Finding("e-mail", True, f"{place} answers ({settings.smtp_security}, {how})")
    return [found, links_finding(settings)]


def links_finding(settings: Settings) -> Finding:
    """Whether e-mails carry links by which their readers can answer."""
    if settings.mode == "local" and not settings.public_url:
        return Finding("e-mail links", True, "to this machine alone, as the local workspace is")
    if not settings.public_url:
        return Finding(
            "e-mail links",
            False,
            "MATTERS_PUBLIC_URL is not set: e-mails carry no links to answer by",
            "set it to the https address at which browsers reach this bot; docs/email.md",
        )
    if urlsplit(settings.public_url).hostname in LOOPBACK:
        return Finding(
            "e-mail links",
            settings.mode == "local",
            f"{settings.public_url} can be opened on this machine alone",
            ""
            if settings.mode == "local"
            else "set MATTERS_PUBLIC_URL to an address that others reach",
        )
    key = "a key of their own" if settings.matters_link_secret else "a key from SLACK_BOT_TOKEN"
    days = settings.matters_link_days
    return Finding(
        "e-mail links", True, f"{settings.public_url}, good for {days} days, signed with {key}"
    )
