"""A Bolt app with one of everything, behind which the page is tried."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.support.workspace import Workspace

MANIFEST: dict[str, Any] = {
    "features": {
        "slash_commands": [
            {
                "command": "/action",
                "description": "Record an action",
                "usage_hint": "@owner by 13 March: send the budget",
                "should_escape": True,
            },
            {"command": "/meeting", "description": "Open and close a meeting"},
        ],
        "shortcuts": [
            {"name": "Record as action", "type": "message", "callback_id": "record"},
        ],
    }
}


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def option(value: str, words: str) -> dict[str, Any]:
    return {"text": text(words), "value": value}


def field(block_id: str, label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    element = {"action_id": block_id, **element}
    return {"type": "input", "block_id": block_id, "label": text(label), "element": element, **more}


def button(action_id: str, words: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": text(words), "value": "1", **more}


def form(**more: Any) -> dict[str, Any]:
    dues = [option("next", "The next meeting"), option("date", "A date")]
    marks = [option("exempt", "Exempt"), option("report", "Report back")]
    optional = {"optional": True}
    return {
        "type": "modal",
        "callback_id": "form",
        "title": text("Record an action"),
        "submit": text("Record"),
        "notify_on_close": True,
        "blocks": [
            field("what", "What", {"type": "plain_text_input", "multiline": True}),
            field(
                "due",
                "Due",
                {"type": "static_select", "options": dues, "initial_option": dues[0]},
                dispatch_action=True,
            ),
            field("owners", "Owners", {"type": "multi_users_select"}, **optional),
            field("lead", "Lead", {"type": "users_select"}, **optional),
            field("minute", "Minute", {"type": "external_select", "min_query_length": 1})
            | optional,
            field("day", "Day", {"type": "datepicker"}, **optional),
            field("hour", "Hour", {"type": "timepicker"}, **optional),
            field("moment", "Moment", {"type": "datetimepicker"}, **optional),
            field("marks", "Marks", {"type": "checkboxes", "options": marks}, **optional),
            field("way", "Way", {"type": "radio_buttons", "options": marks}, **optional),
            field("mail", "Mail", {"type": "email_text_input"}, **optional),
            field("sum", "Sum", {"type": "number_input", "is_decimal_allowed": True}, **optional),
            field("papers", "Papers", {"type": "file_input"}, **optional),
            {"type": "actions", "block_id": "more", "elements": [button("deeper", "History")]},
        ],
        **more,
    }


CARD: list[dict[str, Any]] = [
    {"type": "header", "text": text("Is it done?")},
    {
        "type": "actions",
        "block_id": "answer",
        "elements": [
            button("done", "Done", style="primary"),
            button(
                "drop",
                "Drop it",
                style="danger",
                confirm={
                    "title": text("Drop this action?"),
                    "text": text("The owner is told."),
                    "confirm": text("Drop"),
                    "deny": text("Keep"),
                },
            ),
        ],
    },
]


class Bot:
    """A Bolt app with one of everything, and a business clock as the product's has."""

    def __init__(self, ws: Workspace) -> None:
        self.seen: dict[str, list[Any]] = {}
        self.offset = 0
        # How long the clock takes to move, and how often it has.
        self.clock_seconds = 0.0
        self.moved = 0
        client = AsyncWebClient(token="xoxb-local", base_url=ws.api_url)
        self.app = AsyncApp(
            client=client, signing_secret="local-signing-secret", process_before_response=True
        )
        self.slack = AsyncSlackRequestHandler(self.app)
        self._listen()

    def note(self, kind: str, what: Any) -> None:
        self.seen.setdefault(kind, []).append(what)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == "/rehearsal/clock":
            await self._clock(scope, receive, send)
        else:
            await self.slack(scope, receive, send)

    async def _clock(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] == "POST":
            body = b""
            while True:
                part = await receive()
                body += part.get("body", b"")
                if not part.get("more_body"):
                    break
            await asyncio.sleep(self.clock_seconds)
            self.offset = json.loads(body)["offset_seconds"]
            self.moved += 1
        now = datetime.now(UTC) + timedelta(seconds=self.offset)
        answer = json.dumps({"offset_seconds": self.offset, "now": now.isoformat()}).encode()
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    def _listen(self) -> None:
        app, note = self.app, self.note

        @app.command("/action")
        async def action(ack: Any, command: Any, client: Any) -> None:
            note("command", command)
            words = command["text"]
            if words == "card":
                await ack()
                await client.chat_postMessage(
                    channel=command["channel_id"], text="Is it done?", blocks=CARD
                )
            elif words == "new":
                await ack()
                await client.views_open(trigger_id=command["trigger_id"], view=form())
            else:
                await ack(f"You said *{words}*")

        @app.action(re.compile("done|drop"))
        async def answered(ack: Any, body: Any, client: Any) -> None:
            await ack()
            note("action", body)
            await client.chat_update(
                channel=body["channel"]["id"], ts=body["message"]["ts"], text="Thank you", blocks=[]
            )

        @app.action("due")
        async def due(ack: Any, body: Any, client: Any) -> None:
            await ack()
            note("due", body)
            words = body["actions"][0]["selected_option"]["text"]["text"]
            view = form()
            view["blocks"].insert(0, {"type": "section", "text": text(f"Due: {words}")})
            await client.views_update(view_id=body["view"]["id"], view=view)

        @app.action("deeper")
        async def deeper(ack: Any, body: Any, client: Any) -> None:
            await ack()
            blocks = [{"type": "section", "text": text("Recorded on 8 October")}]
            view = {"type": "modal", "title": text("History"), "blocks": blocks}
            await client.views_push(trigger_id=body["trigger_id"], view=view)

        @app.options("minute")
        async def minutes(ack: Any, payload: Any) -> None:
            await ack(options=[option("22/8", f"Minute {payload['value']}/8")])

        @app.view("form")
        async def submitted(ack: Any, view: Any) -> None:
            note("submitted", view["state"]["values"])
            if view["state"]["values"]["what"]["what"]["value"] == "bad":
                await ack(response_action="errors", errors={"day": "That day is past."})
            else:
                await ack()

        @app.view_closed("form")
        async def closed(ack: Any, body: Any) -> None:
            note("closed", body)
            await ack()

        @app.shortcut("record")
        async def record(ack: Any, shortcut: Any, client: Any) -> None:
            note("shortcut", shortcut)
            await ack()
            await client.views_open(trigger_id=shortcut["trigger_id"], view=form())

        @app.event("app_home_opened")
        async def home(event: Any, client: Any) -> None:
            blocks = [{"type": "header", "text": text("What waits for you")}]
            await client.views_publish(
                user_id=event["user"], view={"type": "home", "blocks": blocks}
            )

        @app.event("message")
        async def message(event: Any) -> None:
            note("message", event)
