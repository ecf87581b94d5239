"""Everything that the bot says to Slack of its own accord, one method for each kind of sending.

The SDK's own retries are off: with a server that stores and then hangs up they would post twice.
Only the outbox retries, and before a second try the messenger looks whether the first arrived: by
the key in the message's metadata, by name for a file in the thread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.config import SLACK_API

EVENT = "matters_delivery"
TIMEOUT = 10
MAX_FILE = 20 * 1024 * 1024


def client_for(token: str, api_url: str) -> AsyncWebClient:
    """A Web API client without retries of its own."""
    return AsyncWebClient(
        token=token, base_url=api_url.rstrip("/") + "/", timeout=TIMEOUT, retry_handlers=[]
    )


class RefusedFileError(Exception):
    """A file that will not be fetched: of a foreign host, too large, or gone. Says which."""


class Messenger:
    """Slack, as the delivery loop needs it. Raises the SDK's errors; the loop decides on them."""

    def __init__(self, client: AsyncWebClient, api_url: str) -> None:
        self.client = client
        self.api_url = api_url

    async def open_dm(self, slack_id: str) -> str:
        """The direct-message channel with this person."""
        answer = await self.client.conversations_open(users=[slack_id])
        return str(answer["channel"]["id"])

    async def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[dict[str, Any]],
        key: str,
        thread_ts: str | None = None,
    ) -> str:
        """Post a message that carries its key; its ts."""
        answer = await self.client.chat_postMessage(
            channel=channel,
            text=text,
            blocks=list(blocks),
            thread_ts=thread_ts,
            metadata={"event_type": EVENT, "event_payload": {"key": key}},
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(answer["ts"])

    async def find(self, channel: str, key: str, since: datetime) -> str | None:
        """The ts of the message that carries this key, if Slack has it since that moment."""
        cursor = None
        while True:
            answer = await self.client.conversations_history(
                channel=channel,
                oldest=f"{since.timestamp() - 60:.6f}",
                include_all_metadata=True,
                limit=200,
                cursor=cursor,
            )
            for message in answer["messages"]:
                metadata = message.get("metadata") or {}
                if metadata.get("event_payload", {}).get("key") == key:
                    return str(message["ts"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None

    async def find_file(
        self, channel: str, thread_ts: str | None, name: str, since: datetime
    ) -> str | None:
        """The id of the bot's file of that name in the thread, or in the channel since then."""
        oldest = f"{since.timestamp() - 60:.6f}"
        if thread_ts:
            answer = await self.client.conversations_replies(
                channel=channel, ts=thread_ts, oldest=oldest, limit=200
            )
        else:
            answer = await self.client.conversations_history(
                channel=channel, oldest=oldest, limit=200
            )
        for message in answer["messages"]:
            for file in message.get("files") or []:
                if message.get("bot_id") and file.get("name") == name:
                    return str(file["id"])
        return None

    async def upload(
        self, channel: str, thread_ts: str | None, name: str, data: bytes, title: str
    ) -> str:
        """Share a file in a channel or thread; its id."""
        answer = await self.client.files_upload_v2(
            channel=channel, thread_ts=thread_ts, filename=name, content=data, title=title or name
        )
        return str(answer["files"][0]["id"])

    async def delete_file(self, file_id: str) -> None:
        """Take a file away for good, wherever it is shared."""
        await self.client.files_delete(file=file_id)

    async def update(
        self, channel: str, ts: str, text: str, blocks: Sequence[dict[str, Any]]
    ) -> None:
        await self.client.chat_update(channel=channel, ts=ts, text=text, blocks=list(blocks))

    async def delete(self, channel: str, ts: str) -> None:
        await self.client.chat_delete(channel=channel, ts=ts)

    async def publish_home(self, slack_id: str, view: Mapping[str, Any]) -> None:
        await self.client.views_publish(user_id=slack_id, view=dict(view))

    async def profile(self, slack_id: str) -> dict[str, Any]:
        """The person's profile as Slack has it."""
        answer = await self.client.users_info(user=slack_id)
        return dict(answer["user"])

    async def fetch(self, file_id: str) -> tuple[str, str, bytes]:
        """(name, media type, bytes) of a file. The token is sent to Slack's own hosts alone."""
        answer = await self.client.files_info(file=file_id)
        info = answer["file"]
        url = str(info.get("url_private_download") or info.get("url_private") or "")
        if not self._trusted(url):
            raise RefusedFileError("The file does not lie with Slack, so it was not fetched.")
        if int(info.get("size") or 0) > MAX_FILE:
            raise RefusedFileError("The file is over 20 MB. Send the part that matters.")
        headers = {"Authorization": f"Bearer {self.client.token}"}
        limit = aiohttp.ClientTimeout(total=60)
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.get(url, headers=headers) as got,
        ):
            got.raise_for_status()
            data = await got.content.read(MAX_FILE + 1)
            while len(data) <= MAX_FILE and (more := await got.content.read(MAX_FILE)):
                data += more
        if len(data) > MAX_FILE:
            raise RefusedFileError("The file is over 20 MB. Send the part that matters.")
        return str(info.get("name") or "file"), str(info.get("mimetype") or ""), data

    def _trusted(self, url: str) -> bool:
        """Whether a file's address may be given the bot's token."""
        there, here = urlsplit(url), urlsplit(self.api_url)
        if self.api_url != SLACK_API:
            return (there.scheme, there.netloc) == (here.scheme, here.netloc)
        host = there.hostname or ""
        return there.scheme == "https" and (host == "slack.com" or host.endswith(".slack.com"))
