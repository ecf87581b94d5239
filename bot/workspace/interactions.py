"""What persons do with the bot: commands, buttons, shortcuts, menus that ask for options."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Any

from bot.workspace import payloads, state
from bot.workspace.answers import Answers
from bot.workspace.blocks import interactive
from bot.workspace.dispatch import BotLink
from bot.workspace.errors import ApiError, PageError
from bot.workspace.modals import Modals
from bot.workspace.payloads import Where
from bot.workspace.posting import Posting
from bot.workspace.render import Render
from bot.workspace.settings import Settings
from bot.workspace.store import Json, Message, ResponseUrl, Store

log = logging.getLogger(__name__)


@dataclass
class Interactions:
    """Sends a person's act to the bot, and shows what came of it."""

    settings: Settings
    store: Store
    link: BotLink
    render: Render
    modals: Modals
    posting: Posting
    answers: Answers

    async def command(self, user: Json, channel: Json, typed: str) -> Json:
        """Run a slash command; a failure is shown to the person as Slack shows it."""
        name, _, text = typed.strip().partition(" ")
        known = next((c for c in self.settings.commands if c["command"] == name), None)
        if known is None:
            line = f"{name} is not a valid command."
            self.posting.notice(channel, user["id"], line)
            return {"ok": False, "error": "unknown_command"}
        names = self.store.names()
        encode = bool(known.get("should_escape"))
        text = names.encode(text, labels=True) if encode else names.decode(text)
        fields = payloads.slash_command(
            self.settings,
            user=user,
            channel=self.where(channel),
            command=name,
            text=text.strip(),
            trigger_id=self.store.tickets.new_trigger(user["id"]),
            response_url=self._response_url(user["id"], channel["id"], None),
        )
        answer = await self.link.command(fields)
        error = answer.error
        if error is None:
            error = self._show(channel, user["id"], answer.body)
        if error is not None:
            line = f'{name} failed with the error "{error}"'
            self.posting.notice(channel, user["id"], line)
            return {"ok": False, "error": error}
        return {"ok": True}

    async def act_on_message(self, user: Json, message: Message, action: Json, given: Any) -> Json:
        """A button or menu in a message is used."""
        channel = self._channel(message.channel)
        ephemeral = message.ephemeral_for is not None
        shown = self.render.message(message)
        blocks = shown.get("blocks") or []
        payload = payloads.message_actions(
            self.settings,
            user=user,
            channel=self.where(channel),
            message=shown,
            ephemeral=ephemeral,
            actions=[self._action(blocks, action)],
            state={"values": state.values(blocks, given)},
            trigger_id=self.store.tickets.new_trigger(user["id"]),
            response_url=self._response_url(user["id"], channel["id"], message),
        )
        return await self._send(payload)

    async def act_in_view(self, user: Json, view_id: str, action: Json, given: Any) -> Json:
        """A button or menu in a modal or App Home is used."""
        view = self.modals.keep_state(self.modals.of(user["id"], view_id), given)
        payload = payloads.view_actions(
            self.settings,
            user=user,
            view=view,
            actions=[self._action(view["blocks"], action)],
            trigger_id=self.store.tickets.new_trigger(user["id"], view_id),
        )
        return await self._send(payload)

    async def shortcut(self, user: Json, callback_id: str, message: Message | None) -> Json:
        """A shortcut is used, on a message or globally."""
        kind = "global" if message is None else "message"
        known = [
            shortcut
            for shortcut in self.settings.shortcuts
            if shortcut["callback_id"] == callback_id and shortcut["type"] == kind
        ]
        if not known:
            raise PageError("unknown_shortcut", "The app has no such shortcut.", status=404)
        trigger = self.store.tickets.new_trigger(user["id"])
        if message is None:
            payload = payloads.global_shortcut(
                self.settings, user=user, callback_id=callback_id, trigger_id=trigger
            )
            return await self._send(payload)
        payload = payloads.message_shortcut(
            self.settings,
            user=user,
            channel=self.where(self._channel(message.channel)),
            message=self.render.message(message),
            callback_id=callback_id,
            trigger_id=trigger,
            response_url=self._response_url(user["id"], message.channel, message),
        )
        return await self._send(payload)

    async def suggest(
        self,
        user: Json,
        *,
        action_id: str,
        block_id: str,
        value: str,
        view: Json | None = None,
        message: Message | None = None,
    ) -> Json:
        """A menu asks the bot for its options."""
        payload = payloads.block_suggestion(
            self.settings,
            user=user,
            action_id=action_id,
            block_id=block_id,
            value=value,
            view=view,
            message=self.render.message(message) if message else None,
            channel=self.where(self._channel(message.channel)) if message else None,
        )
        answer = await self.link.interaction(payload)
        if answer.error is not None or not isinstance(answer.body, dict):
            return {"ok": False, "error": answer.error or "bad_response", "options": []}
        keys = ("options", "option_groups")
        return {"ok": True} | {key: answer.body[key] for key in keys if key in answer.body}

    def where(self, channel: Json) -> Where:
        """A channel as interactions name it."""
        if channel["kind"] == "dm":
            return Where(channel["id"], "directmessage")
        return Where(
            channel["id"], "privategroup" if channel.get("is_private") else channel["name"]
        )

    async def _send(self, payload: Json) -> Json:
        answer = await self.link.interaction(payload)
        if answer.error is not None:
            return {"ok": False, "error": answer.error}
        return {"ok": True}

    def _show(self, channel: Json, user: str, body: Any) -> str | None:
        try:
            self.answers.to_command(channel, user, body)
        except ApiError as error:
            log.warning("the answer to a command is refused: %s %s", error.code, error.extra)
            return error.code
        return None

    def _action(self, blocks: list[Json], action: Json) -> Json:
        """The action with what Slack adds from the element itself.

        An element that is no longer there was replaced since the person saw it; Slack sends what
        the person saw, and so does this.
        """
        found: Json = {}
        for block in blocks:
            if action.get("block_id") in (None, block["block_id"]):
                for element in interactive(block):
                    if element["action_id"] == action.get("action_id"):
                        found = element | {"block_id": block["block_id"]}
        keys = ("type", "action_id", "block_id", "text", "value", "style", "confirm")
        taken = {key: found[key] for key in keys if key in found and found["type"] == "button"}
        identity = {key: found[key] for key in keys[:3] if key in found}
        return {**identity, **taken, **action, "action_ts": f"{time.time():.6f}"}

    def _response_url(self, user: str, channel: str, message: Message | None) -> str:
        target = ResponseUrl(
            user=user,
            channel=channel,
            ts=message.ts if message else None,
            ephemeral=message is not None and message.ephemeral_for is not None,
            thread_ts=message.thread_ts if message else None,
        )
        token = self.store.tickets.new_response_url(target)
        return f"{self.settings.base_url}/response/{token}"

    def _channel(self, channel_id: str) -> Json:
        channel = self.store.conversations.get(channel_id)
        if channel is None:
            raise PageError("channel_not_found", "There is no such channel.", status=404)
        return channel
