"""Users, conversations, files and messages as Slack describes them."""

from __future__ import annotations

import hashlib
import re

from bot.workspace.settings import Settings
from bot.workspace.store import File, Json, Message, Store

# Stands in messages for a file that was deleted since.
# https://docs.slack.dev/reference/objects/file-object
TOMBSTONE = "tombstone"


class Render:
    """Turns what is stored into what the Web API and the page show."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store

    def user(self, user: Json) -> Json:
        """https://docs.slack.dev/reference/objects/user-object"""
        profile = {
            "real_name": user["real_name"],
            "real_name_normalized": user["real_name"],
            "display_name": user["name"],
            "display_name_normalized": user["name"],
            "title": user.get("title", ""),
            "team": self._settings.team["id"],
        }
        if user.get("email"):
            profile["email"] = user["email"]
        if user.get("is_bot"):
            profile |= {"api_app_id": self._settings.app_id, "bot_id": self._settings.bot_id}
        return {
            "id": user["id"],
            "team_id": self._settings.team["id"],
            "name": user["name"],
            "deleted": bool(user.get("deleted")),
            "real_name": user["real_name"],
            "tz": user.get("tz", "Europe/London"),
            "tz_label": user.get("tz", "Europe/London"),
            "tz_offset": 0,
            "profile": profile,
            "is_admin": False,
            "is_owner": False,
            "is_bot": bool(user.get("is_bot")),
            "is_app_user": False,
            "updated": 0,
        }

    def conversation(self, channel: Json) -> Json:
        """https://docs.slack.dev/reference/objects/conversation-object, as the bot sees it."""
        bot = self._settings.bot_user_id
        base: Json = {"id": channel["id"], "created": channel.get("created", 0)}
        if channel["kind"] == "dm":
            other = [user for user in channel["users"] if user != bot]
            return base | {
                "is_im": True,
                "is_channel": False,
                "is_group": False,
                "is_private": True,
                "is_mpim": False,
                "is_open": True,
                "is_archived": False,
                "user": (other or [bot])[0],
            }
        private = bool(channel.get("is_private"))
        members = self._store.conversations.members(channel["id"])
        return base | {
            "name": channel["name"],
            "name_normalized": channel["name"],
            "is_channel": not private,
            "is_group": private,
            "is_im": False,
            "is_mpim": False,
            "is_private": private,
            "is_archived": bool(channel.get("is_archived")),
            "is_general": bool(channel.get("is_general")),
            "is_member": bot in members,
            "creator": channel.get("creator", ""),
            "topic": {"value": channel.get("topic", ""), "creator": "", "last_set": 0},
            "purpose": {"value": channel.get("purpose", ""), "creator": "", "last_set": 0},
            "num_members": len(members),
        }

    def channel_type(self, channel: Json) -> str:
        """The `channel_type` of message events."""
        if channel["kind"] == "dm":
            return "im"
        return "group" if channel.get("is_private") else "channel"

    def file(self, file: File) -> Json:
        """https://docs.slack.dev/reference/objects/file-object"""
        base = self._settings.base_url
        team = self._settings.team["id"]
        # Slack writes names in addresses in this plain way too.
        name = re.sub(r"[^a-z0-9.-]+", "_", file.body["name"].lower())
        address = f"{base}/files-pri/{team}-{file.id}"
        shares = self._store.files.shares(file.id)
        by_kind: dict[str, list[str]] = {"channels": [], "groups": [], "ims": []}
        for channel_id in dict.fromkeys(channel for channel, _ in shares):
            channel = self._store.conversations.get(channel_id)
            if channel is not None:
                kinds = {"channel": "channels", "group": "groups", "im": "ims"}
                by_kind[kinds[self.channel_type(channel)]].append(channel_id)
        return file.body | {
            "url_private": f"{address}/{name}",
            "url_private_download": f"{address}/download/{name}",
            "permalink": f"{base}/files/{file.owner}/{file.id}/{name}",
            "has_rich_preview": False,
            "is_public": bool(by_kind["channels"]),
            **by_kind,
        }

    def message(self, message: Message, *, metadata: bool = False) -> Json:
        """https://docs.slack.dev/reference/events/message, with thread counts and files."""
        body = dict(message.body) | {"ts": message.ts}
        if message.thread_ts:
            body["thread_ts"] = message.thread_ts
            parent = self._store.messages.get(message.channel, message.thread_ts)
            if parent is not None and message.thread_ts != message.ts:
                body["parent_user_id"] = parent.author
        if "file_ids" in body:
            body["files"] = [self._file_or_tombstone(file) for file in body.pop("file_ids")]
        if metadata and message.metadata:
            body["metadata"] = message.metadata
        if message.ephemeral_for is None:
            body |= self._thread(message)
        return body

    def page_message(self, message: Message) -> Json:
        """A message as the page shows it: with business time, and marked if for one person only."""
        body = self.message(message) | {"sent_at": message.sent_at}
        if message.ephemeral_for is not None:
            body["ephemeral"] = True
        return body

    def page_user(self, user: Json) -> Json:
        """A user as the page lists them."""
        names = user["real_name"].split()
        digest = hashlib.sha256(user["id"].encode()).digest()
        return {
            "id": user["id"],
            "name": user["name"],
            "real_name": user["real_name"],
            "title": user.get("title", ""),
            "initials": "".join(name[0] for name in (names[:1] + names[-1:])[: len(names)]).upper(),
            "color": user.get("color") or f"hsl({digest[0] * 360 // 256} 45% 40%)",
            "is_bot": bool(user.get("is_bot")),
            "deleted": bool(user.get("deleted")),
        }

    def page_channel(self, channel: Json, user: str) -> Json:
        """A conversation as the page lists it for a user."""
        conversations = self._store.conversations
        unread = conversations.unread(channel["id"], user)
        if channel["kind"] == "dm":
            other = [member for member in channel["users"] if member != user]
            return {
                "id": channel["id"],
                "user": (other or [user])[0],
                "unread": unread,
                "kind": "dm",
            }
        members = conversations.members(channel["id"])
        return {
            "id": channel["id"],
            "name": channel["name"],
            "is_private": bool(channel.get("is_private")),
            "topic": channel.get("topic", ""),
            "purpose": channel.get("purpose", ""),
            "is_member": user in members,
            "num_members": len(members),
            "unread": unread,
            "kind": "channel",
        }

    def _thread(self, message: Message) -> Json:
        thread = self._store.messages.thread(message.channel, message.ts)
        if thread is None:
            return {}
        return {
            "thread_ts": message.ts,
            "reply_count": thread.count,
            "reply_users_count": len(thread.users),
            "reply_users": thread.users,
            "latest_reply": thread.latest,
            "is_locked": False,
            "subscribed": False,
        }

    def _file_or_tombstone(self, file_id: str) -> Json:
        file = self._store.files.get(file_id)
        if file is None:
            return {"id": file_id, "mode": TOMBSTONE}
        return self.file(file)
