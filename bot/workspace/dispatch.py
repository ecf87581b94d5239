"""To the bot: over a socket that it has opened, else as signed HTTP requests."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.workspace import payloads
from bot.workspace.settings import Settings
from bot.workspace.sockets import Sockets
from bot.workspace.store.database import Json

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What the bot answered, or why there is no answer.

    `error` is None, "dispatch_failed" (nobody there, or not 200) or "operation_timeout".
    """

    body: Any = None
    error: str | None = None
    reason: str = ""
    no_retry: bool = False


class BotLink:
    """Sends commands, interactions and events to the bot and hands back its answers."""

    def __init__(self, settings: Settings, sockets: Sockets) -> None:
        self._settings = settings
        self._sockets = sockets
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def transport(self) -> str:
        """How the bot is reached at present: socket, http or none."""
        if self._sockets.connected:
            return "socket"
        return "http" if self._settings.bot_url else "none"

    async def command(self, fields: dict[str, str]) -> Answer:
        """Send a slash command."""
        if self._sockets.connected:
            return await self._over_socket("slash_commands", dict(fields))
        return await self._over_http(urlencode(fields))

    async def interaction(self, payload: Json) -> Answer:
        """Send an interaction."""
        if self._sockets.connected:
            return await self._over_socket("interactive", payload)
        return await self._over_http(urlencode({"payload": json.dumps(payload)}))

    def event(self, event: Json) -> None:
        """Send an event in the background and again, as Slack does, until it is taken."""
        subscribed = self._settings.events
        if subscribed is not None and _subscription(event) not in subscribed:
            return
        task = asyncio.get_running_loop().create_task(
            self._deliver(payloads.event_callback(self._settings, event))
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def request(
        self, method: str, path: str, body: Json | None = None, *, seconds: float | None = None
    ) -> Answer:
        """A signed request to an address of the bot's own, with JSON both ways."""
        data = "" if body is None else json.dumps(body)
        return await self._over_http(
            data, "application/json", method=method, path=path, seconds=seconds
        )

    async def close(self) -> None:
        """Give up what is under way and close the connections."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _deliver(self, envelope: Json) -> None:
        answer = await self._send_event(envelope, 0, "")
        for attempt, delay in enumerate(self._settings.retry_seconds, start=1):
            if answer.error is None or answer.no_retry:
                return
            await asyncio.sleep(delay)
            answer = await self._send_event(envelope, attempt, answer.reason)
        if answer.error is not None:
            kind = envelope["event"]["type"]
            log.info("event %s (%s) was not taken: %s", envelope["event_id"], kind, answer.reason)

    async def _send_event(self, envelope: Json, attempt: int, reason: str) -> Answer:
        if self._sockets.connected:
            extra = {"retry_attempt": attempt, "retry_reason": reason}
            return await self._over_socket("events_api", envelope, extra)
        headers = {}
        if attempt:
            headers = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        return await self._over_http(json.dumps(envelope), "application/json", headers)

    async def _over_socket(self, kind: str, payload: Json, extra: Json | None = None) -> Answer:
        try:
            async with asyncio.timeout(self._settings.ack_seconds):
                return Answer(body=await self._sockets.send(kind, payload, extra))
        except TimeoutError:
            return Answer(error="operation_timeout", reason="http_timeout")
        except ConnectionError:
            return Answer(error="dispatch_failed", reason="connection_failed")

    async def _over_http(
        self,
        body: str,
        content_type: str = "application/x-www-form-urlencoded",
        extra: dict[str, str] | None = None,
        *,
        method: str = "POST",
        path: str = "/slack/events",
        seconds: float | None = None,
    ) -> Answer:
        if not self._settings.bot_url:
            return Answer(error="dispatch_failed", reason="connection_failed")
        url = self._settings.bot_url.rstrip("/") + path
        timeout = aiohttp.ClientTimeout(total=seconds or self._settings.ack_seconds)
        headers = self._signed(body, content_type) | (extra or {})
        try:
            async with self._client().request(
                method, url, data=body.encode(), headers=headers, timeout=timeout
            ) as response:
                return await _read(response)
        except TimeoutError:
            return Answer(error="operation_timeout", reason="http_timeout")
        except aiohttp.ClientError as error:
            log.info("the bot cannot be reached at %s: %s", url, error)
            return Answer(error="dispatch_failed", reason="connection_failed")

    def _signed(self, body: str, content_type: str) -> dict[str, str]:
        # https://docs.slack.dev/authentication/verifying-requests-from-slack/
        timestamp = str(int(time.time()))
        signature = SignatureVerifier(self._settings.signing_secret).generate_signature(
            timestamp=timestamp, body=body
        )
        return {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature or "",
        }

    def _client(self) -> aiohttp.ClientSession:
        # Made on first use, because it belongs to the loop that serves.
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session


async def _read(response: aiohttp.ClientResponse) -> Answer:
    text = await response.text()
    no_retry = response.headers.get("X-Slack-No-Retry") == "1"
    if response.status != 200:
        log.info("the bot answered %s to %s: %.200s", response.status, response.url, text)
        return Answer(error="dispatch_failed", reason="http_error", no_retry=no_retry)
    if not text.strip():
        return Answer()
    if response.content_type == "application/json":
        try:
            return Answer(body=json.loads(text))
        except ValueError:
            return Answer(error="dispatch_failed", reason="http_error")
    return Answer(body=text)


def _subscription(event: Json) -> str:
    """The name under which an app subscribes to an event: `message.channels` for a message."""
    if event["type"] != "message":
        return str(event["type"])
    kinds = {"channel": "channels", "group": "groups", "im": "im"}
    return "message." + kinds[event["channel_type"]]
