"""Saying things: stores a message, shows it on the pages, and tells the bot."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field

from bot.workspace import payloads
from bot.workspace.blocks import complete
from bot.workspace.clock import Clock
from bot.workspace.dispatch import BotLink
from bot.workspace.hub import Hub
from bot.workspace.render import Render
from bot.workspace.settings import Settings
from bot.workspace.store import Json, Message, Store


@dataclass
class Draft:
    """What is to be said; the text and blocks have been checked already."""

    text: str = ""
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Json | None = None
    file_ids: list[str] = field(default_factory=list)
    subtype: str | None = None
    username: str | None = None


class Posting:
    """The acts on messages, for the bot and for persons alike."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        hub: Hub,
        link: BotLink,
        render: Render,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._store = store
        self._hub = hub
        self._link = link
        self._render = render
        self._clock = clock

    def post(self, channel: Json, author: str, draft: Draft) -> Message:
        """Say something that everyone in the channel can see."""
        message = self.record(channel, author, draft)
        self._show(channel, message)
        self._tell_bot(channel, message)
        return message

    def record(self, channel: Json, author: str, draft: Draft) -> Message:
        """Store a message without telling anyone."""
        message = Message(
            channel=channel["id"],
            ts=self._store.messages.next_ts(),
            thread_ts=draft.thread_ts,
            author=author,
            sent_at=self._clock.stamp(),
            body=self._body(author, draft),
            in_channel=draft.thread_ts is None or draft.broadcast,
            metadata=draft.metadata,
        )
        with self._store.database.transaction():
            self._store.messages.add(message)
            for file_id in draft.file_ids:
                self._store.files.share(file_id, channel["id"], message.ts)
            self._store.conversations.mark_read(channel["id"], author, message.ts)
        return message

    def ephemeral(self, channel: Json, user: str, draft: Draft) -> Message:
        """Say something, as the bot, for one person's eyes; the bot hears nothing of it."""
        message = Message(
            channel=channel["id"],
            ts=self._store.messages.next_ts(),
            thread_ts=draft.thread_ts,
            author=self._settings.bot_user_id,
            sent_at=self._clock.stamp(),
            body=self._body(self._settings.bot_user_id, draft),
            ephemeral_for=user,
        )
        self._store.messages.add(message)
        event = {"type": "ephemeral", "channel": channel["id"]}
        self._hub.tell([user], event | {"message": self._render.page_message(message)})
        return message

    def notice(self, channel: Json, user: str, text: str) -> Message:
        """A line from the workspace itself for one person's eyes, as from Slackbot."""
        return self.ephemeral(channel, user, Draft(text=text, username="Slackbot"))

    def update(self, message: Message, draft: Draft) -> Message:
        """Say it differently; what the draft leaves out stays away, but files and thread stay."""
        previous = self._render.message(message)
        body = message.body | {"text": draft.text}
        for key, value in (("blocks", draft.blocks), ("attachments", draft.attachments)):
            body.pop(key, None)
            if value:
                body[key] = complete(value) if key == "blocks" else value
        body["edited"] = {"user": message.author, "ts": f"{time.time():.6f}"}
        if draft.file_ids:
            body["file_ids"] = draft.file_ids
        message.body = body
        if draft.metadata is not None:
            message.metadata = draft.metadata or None
        self._store.messages.save(message)
        self._show_change(message)
        if message.ephemeral_for is None:
            self._tell_bot_of_change(message, previous)
        return message

    def delete(self, message: Message) -> None:
        """Take it back; the parent of a thread leaves a tombstone, as in Slack."""
        previous = self._render.message(message)
        channel = self._channel(message)
        self._store.files.unshare(message.channel, message.ts)
        if "reply_count" in previous:
            message.body = {
                "type": "message",
                "subtype": "tombstone",
                "text": "This message was deleted.",
                "user": "USLACKBOT",
                "username": "Slackbot",
                "hidden": True,
            }
            message.metadata = None
            self._store.messages.save(message)
            self._show_change(message)
        else:
            self._store.messages.delete(message)
            gone = {"type": "message_deleted", "channel": message.channel, "ts": message.ts}
            self._hub.tell(self._audience(message), gone)
            self._show_parent(message)
        if message.ephemeral_for is None and self._bot_listens(channel):
            kind = self._render.channel_type(channel)
            self._link.event(payloads.message_deleted(previous, message.channel, kind))

    def refresh(self, message: Message) -> None:
        """Show a message again whose surroundings (files, reactions) have changed."""
        self._store.messages.save(message)
        self._show_change(message)

    def joined(self, channel: Json, user: str) -> None:
        """Put a user into a channel and say so; nothing happens if they are in already."""
        if not self._store.conversations.join(channel["id"], user):
            return
        self._store.conversations.mark_read(
            channel["id"], user, self._store.messages.latest_ts(channel["id"])
        )
        self.post(
            channel, user, Draft(text=f"<@{user}> has joined the channel", subtype="channel_join")
        )
        for member in self._store.conversations.members(channel["id"]):
            listed = self._render.page_channel(channel, member)
            self._hub.tell([member], {"type": "channel", "channel": listed})
        if self._bot_listens(channel):
            self._link.event(payloads.member_joined_channel(self._settings, user, channel["id"]))

    def _body(self, author: str, draft: Draft) -> Json:
        body: Json = {
            "type": "message",
            "user": author,
            "text": draft.text,
            "team": self._settings.team["id"],
        }
        if author == self._settings.bot_user_id:
            body |= {"bot_id": self._settings.bot_id, "app_id": self._settings.app_id}
        else:
            body["client_msg_id"] = str(uuid.uuid4())
        subtype = draft.subtype or ("file_share" if draft.file_ids else None)
        if draft.broadcast:
            subtype = "thread_broadcast"
        optional = {
            "subtype": subtype,
            "blocks": complete(draft.blocks) if draft.blocks else None,
            "attachments": draft.attachments,
            "file_ids": draft.file_ids,
            "username": draft.username,
        }
        return body | {key: value for key, value in optional.items() if value}

    def _channel(self, message: Message) -> Json:
        channel = self._store.conversations.get(message.channel)
        assert channel is not None, "a message belongs to a conversation"
        return channel

    def _audience(self, message: Message) -> list[str]:
        if message.ephemeral_for is not None:
            return [message.ephemeral_for]
        return self._store.conversations.members(message.channel)

    def _show(self, channel: Json, message: Message) -> None:
        audience = self._audience(message)
        shown = self._render.page_message(message)
        event = {"type": "message", "channel": channel["id"], "message": shown}
        self._hub.tell(audience, event)
        self._show_parent(message)
        if message.in_channel:
            for user in audience:
                unread = self._store.conversations.unread(channel["id"], user)
                change = {"type": "unread", "channel": channel["id"], "unread": unread}
                self._hub.tell([user], change)

    def _show_change(self, message: Message) -> None:
        shown = self._render.page_message(message)
        event = {"type": "message_changed", "channel": message.channel, "message": shown}
        self._hub.tell(self._audience(message), event)

    def _show_parent(self, message: Message) -> None:
        if message.thread_ts is None or message.ephemeral_for is not None:
            return
        parent = self._store.messages.get(message.channel, message.thread_ts)
        if parent is not None:
            self._show_change(parent)

    def _bot_listens(self, channel: Json) -> bool:
        return self._store.conversations.is_member(channel["id"], self._settings.bot_user_id)

    def _tell_bot(self, channel: Json, message: Message) -> None:
        if not self._bot_listens(channel):
            return
        shown = self._render.message(message)
        kind = self._render.channel_type(channel)
        self._link.event(payloads.message_event(shown, channel["id"], kind))
        mentions_bot = f"<@{self._settings.bot_user_id}" in message.body.get("text", "")
        by_person = message.author != self._settings.bot_user_id
        if mentions_bot and by_person and kind != "im" and shown.get("subtype") != "channel_join":
            self._link.event(payloads.app_mention(shown, channel["id"]))
        for file_id in message.body.get("file_ids", []):
            self._link.event(payloads.file_shared(file_id, message.author, channel["id"]))

    def _tell_bot_of_change(self, message: Message, previous: Json) -> None:
        channel = self._channel(message)
        if self._bot_listens(channel):
            changed = self._render.message(message)
            kind = self._render.channel_type(channel)
            event = payloads.message_changed(changed, previous, channel["id"], kind)
            self._link.event(event)
