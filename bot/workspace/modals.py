"""Modals and App Homes: opened, pushed, changed, submitted and closed."""

from __future__ import annotations

import logging
import secrets
import time
from typing import Any

from bot.workspace import payloads, state
from bot.workspace.blocks import check_view, complete, too_large
from bot.workspace.dispatch import Answer, BotLink
from bot.workspace.errors import ApiError, PageError, with_messages
from bot.workspace.hub import Hub
from bot.workspace.render import Render
from bot.workspace.settings import Settings
from bot.workspace.store import Json, Store, Trigger, new_id

log = logging.getLogger(__name__)
STACK_LIMIT = 3


class Modals:
    """What stands in front of a person; the rules are those of
    https://docs.slack.dev/surfaces/modals."""

    def __init__(
        self, settings: Settings, store: Store, hub: Hub, link: BotLink, render: Render
    ) -> None:
        self._settings = settings
        self._store = store
        self._hub = hub
        self._link = link
        self._render = render

    # By the bot

    def open(self, trigger_id: str, view: Any) -> Json:
        """Open a modal for the person who acted; one that stood open gives way."""
        trigger = self._trigger(trigger_id)
        self._check(view, "modal")
        with self._store.database.transaction():
            self._store.tickets.use_trigger(trigger_id)
            for old in self._store.views.stack(trigger.user):
                self._store.views.close(old["id"])
            return self._put_up(view, trigger.user, None)

    def push(self, trigger_id: str, view: Any) -> Json:
        """Put a further modal on top of the one in which the person acted."""
        trigger = self._trigger(trigger_id)
        self._check(view, "modal")
        stack = self._store.views.stack(trigger.user)
        if not stack or trigger.view not in [open_view["id"] for open_view in stack]:
            raise with_messages("invalid_arguments", ["[ERROR] no modal to push onto"])
        if len(stack) >= STACK_LIMIT:
            raise ApiError("push_limit_reached")
        with self._store.database.transaction():
            self._store.tickets.use_trigger(trigger_id)
            return self._put_up(view, trigger.user, stack[-1])

    def update(self, found: tuple[Json, str] | None, view: Any, view_hash: str | None) -> Json:
        """Change a view that is still open; what has been typed into fields that stay is kept."""
        if found is None:
            raise ApiError("not_found")
        current, user = found
        if view_hash and view_hash != current["hash"]:
            raise ApiError("hash_conflict")
        self._check(view, current["type"], updating=current["id"])
        return self._replace(current, user, view)

    def publish(self, user: str, view: Any, view_hash: str | None) -> Json:
        """Put up a person's App Home."""
        self._check(view, "home")
        current = self._store.views.home(user)
        if view_hash and (current is None or view_hash != current["hash"]):
            raise ApiError("hash_conflict")
        if current is not None:
            return self._replace(current, user, view)
        made = self._build(view, new_id("V"), None)
        self._store.views.add(made, user)
        self._hub.tell([user], {"type": "home", "view": made})
        return made

    # By persons

    def of(self, user: str, view_id: str) -> Json:
        """An open view of this user's; refused otherwise."""
        found = self._store.views.get(view_id)
        if found is None or found[1] != user:
            raise PageError("not_found", "This view is no longer open.", status=404)
        return found[0]

    def top(self, user: str) -> Json | None:
        """The modal that a user sees."""
        stack = self._store.views.stack(user)
        return stack[-1] if stack else None

    def keep_state(self, view: Json, given: Any) -> Json:
        """Keep what stands in the fields of a view, with the files in full."""
        filled = state.values(view["blocks"], view["state"]["values"], given)
        view["state"] = {"values": self._with_files(filled)}
        self._store.views.save(view)
        return view

    async def submit(self, user: Json, view_id: str, given: Any) -> Json:
        """Submit a modal and do what the bot answers; the page's answer."""
        view = self.keep_state(self.of(user["id"], view_id), given)
        found = state.objections(view["blocks"], view["state"]["values"])
        if found:
            return {"ok": True, "response_action": "errors", "errors": found}
        trigger = self._store.tickets.new_trigger(user["id"], view_id)
        answer = await self._link.interaction(
            payloads.view_submission(self._settings, user=user, view=view, trigger_id=trigger)
        )
        if answer.error is not None:
            return {"ok": False, "error": answer.error}
        return self._follow(user["id"], view_id, answer)

    async def close(self, user: Json, view_id: str) -> Json:
        """A person closes a modal; the bot hears of it if it asked to."""
        view = self.of(user["id"], view_id)
        stack = self._store.views.stack(user["id"])
        going = stack if view["clear_on_close"] else [view]
        for gone in reversed(going):
            self._store.views.close(gone["id"])
        self._tell_closed(user["id"], going)
        for gone in reversed(going):
            if gone["notify_on_close"]:
                await self._link.interaction(
                    payloads.view_closed(
                        self._settings, user=user, view=gone, is_cleared=view["clear_on_close"]
                    )
                )
        return {"ok": True, "view": self.top(user["id"])}

    def _follow(self, user: str, view_id: str, answer: Answer) -> Json:
        """https://docs.slack.dev/surfaces/modals#handling_submissions"""
        body = answer.body if isinstance(answer.body, dict) else {}
        action = body.get("response_action")
        if action == "errors":
            return self._errors(view_id, body.get("errors"))
        try:
            if action in ("update", "push"):
                self._check(body.get("view"), "modal", updating=view_id)
            elif action not in (None, "clear"):
                raise ApiError("unknown response_action")
        except ApiError as error:
            log.warning("bad answer to a submission: %s %s", error.code, error.extra)
            return {"ok": False, "error": "bad_response"}
        found = self._store.views.get(view_id)
        if action == "update" and found is not None:
            self._replace(*found, body["view"])
        elif action == "push" and found is not None:
            self._put_up(body["view"], user, found[0])
        elif action == "clear":
            self._close_all(user)
        elif found is not None:
            self._store.views.close(view_id)
            self._tell_closed(user, [found[0]])
        done = {"response_action": action} if action else {}
        return {"ok": True, "view": self.top(user), **done}

    def _errors(self, view_id: str, errors: Any) -> Json:
        found = self._store.views.get(view_id)
        blocks = found[0]["blocks"] if found else []
        inputs = {block["block_id"] for block in blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            log.warning("errors for blocks that are no inputs of the view: %s", errors)
            return {"ok": False, "error": "bad_response"}
        return {"ok": True, "response_action": "errors", "errors": errors}

    def _close_all(self, user: str) -> None:
        going = self._store.views.stack(user)
        for view in going:
            self._store.views.close(view["id"])
        self._tell_closed(user, going)

    def _tell_closed(self, user: str, gone: list[Json]) -> None:
        for view in reversed(gone):
            event = {"type": "view_closed", "view_id": view["id"], "view": self.top(user)}
            self._hub.tell([user], event)

    def _trigger(self, trigger_id: str) -> Trigger:
        trigger = self._store.tickets.trigger(trigger_id, self._settings.trigger_seconds)
        if trigger == "used":
            raise ApiError("exchanged_trigger_id")
        if trigger == "expired":
            raise ApiError("expired_trigger_id")
        if trigger == "unknown":
            raise with_messages("invalid_arguments", ["invalid `trigger_id`"])
        return trigger

    def _check(self, view: Any, kind: str, *, updating: str | None = None) -> None:
        errors = check_view(view)
        if not errors and view["type"] != kind:
            errors = [f"[ERROR] must be a {kind} [json-pointer:/view/type]"]
        if errors:
            raise with_messages("invalid_arguments", errors)
        if too_large(view):
            raise ApiError("view_too_large")
        if view.get("external_id"):
            same = self._store.views.by_external_id(view["external_id"])
            if same is not None and same[0]["id"] != updating:
                raise ApiError("duplicate_external_id")

    def _put_up(self, view: Json, user: str, below: Json | None) -> Json:
        made = self._build(view, new_id("V"), below)
        self._store.views.add(made, user)
        self._hub.tell([user], {"type": "view", "view": made})
        return made

    def _replace(self, current: Json, user: str, view: Json) -> Json:
        changed = self._build(view, current["id"], None, current)
        self._store.views.save(changed)
        self._hub.tell([user], {"type": changed["type"].replace("modal", "view"), "view": changed})
        return changed

    def _build(
        self, view: Json, view_id: str, below: Json | None, current: Json | None = None
    ) -> Json:
        """https://docs.slack.dev/reference/methods/views.open, the view in its answer"""
        blocks = complete(view["blocks"])
        before = state.typed(current["blocks"], current["state"]["values"]) if current else None
        place = current or {
            "root_view_id": below["root_view_id"] if below else view_id,
            "previous_view_id": below["id"] if below else None,
        }
        return {
            "id": view_id,
            "team_id": self._settings.team["id"],
            "type": view["type"],
            "blocks": blocks,
            "private_metadata": view.get("private_metadata") or "",
            "callback_id": view.get("callback_id") or "",
            "external_id": view.get("external_id") or "",
            "state": {"values": state.values(blocks, before)},
            "hash": f"{int(time.time())}.{secrets.token_hex(4)}",
            "title": view.get("title"),
            "close": view.get("close"),
            "submit": view.get("submit"),
            "clear_on_close": bool(view.get("clear_on_close")),
            "notify_on_close": bool(view.get("notify_on_close")),
            "submit_disabled": bool(view.get("submit_disabled")),
            "root_view_id": place["root_view_id"],
            "previous_view_id": place["previous_view_id"],
            "app_id": self._settings.app_id,
            "app_installed_team_id": self._settings.team["id"],
            "bot_id": self._settings.bot_id,
        }

    def _with_files(self, values: Json) -> Json:
        for block in values.values():
            for entry in block.values():
                if entry["type"] == "file_input":
                    entry["files"] = [self._hand_over(file) for file in entry["files"]]
        return values

    def _hand_over(self, given: Any) -> Json:
        file_id = given.get("id") if isinstance(given, dict) else given
        file = self._store.files.get(str(file_id))
        if file is None:
            raise PageError("file_not_found", "This file is no longer there.", status=404)
        self._store.files.grant(file.id)
        return self._render.file(file)
