"""A small Bolt app that does one of everything."""

from __future__ import annotations

from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

Seen = dict[str, list[Any]]


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def button(action_id: str, words: str, value: str = "1") -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": text(words), "value": value}


MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "record_view",
    "title": text("Record"),
    "submit": text("Save"),
    "notify_on_close": True,
    "private_metadata": "C0BOARD",
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": text("What"),
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 100},
        },
        {
            "type": "input",
            "block_id": "paper",
            "optional": True,
            "label": text("Paper"),
            "element": {"type": "file_input", "action_id": "files"},
        },
        {
            "type": "input",
            "block_id": "who",
            "optional": True,
            "label": text("Who"),
            "element": {"type": "external_select", "action_id": "person", "min_query_length": 1},
        },
        {"type": "actions", "block_id": "more", "elements": [button("deeper", "Deeper")]},
    ],
}


def register(app: AsyncApp, seen: Seen) -> None:
    """Put the listeners of this bot on an app."""

    def note(kind: str, what: Any) -> None:
        seen.setdefault(kind, []).append(what)

    register_commands(app, note)
    register_views(app, note)

    @app.action("done")
    async def done(ack: Any, body: Any, client: Any) -> None:
        await ack()
        note("done", body)
        await client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="Done it", blocks=[]
        )

    @app.action("replace")
    async def replace(ack: Any, body: Any, respond: Any) -> None:
        await ack()
        note("replace", body)
        await respond(text="Replaced", replace_original=True)

    @app.shortcut("record")
    async def record(ack: Any, shortcut: Any, client: Any) -> None:
        await ack()
        note("record", shortcut)
        await client.views_open(trigger_id=shortcut["trigger_id"], view=MODAL)

    @app.event("app_home_opened")
    async def home(event: Any, client: Any) -> None:
        note("home", event)
        blocks = [{"type": "section", "text": text(f"Welcome {event['user']}")}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.event("app_mention")
    async def mention(event: Any) -> None:
        note("mention", event)

    @app.event("message")
    async def message(event: Any, body: Any, request: Any) -> None:
        note("message", event)
        note("headers", dict(request.headers))
        note("envelope", body)
        if "fail once" in event.get("text", "") and len(seen["message"]) == 1:
            raise RuntimeError("the first time fails")

    @app.event("file_shared")
    async def file_shared(event: Any) -> None:
        note("file_shared", event)

    @app.event("member_joined_channel")
    async def joined(event: Any) -> None:
        note("joined", event)


def register_commands(app: AsyncApp, note: Any) -> None:
    @app.command("/plain")
    async def plain(ack: Any, command: Any) -> None:
        note("plain", command)
        await ack(text=f"said {command['text']}", response_type="in_channel")

    @app.command("/action")
    async def action(ack: Any, command: Any, client: Any, respond: Any) -> None:
        note("command", command)
        words = command["text"]
        if words == "open":
            await ack()
            await client.views_open(trigger_id=command["trigger_id"], view=MODAL)
        elif words == "twice":
            await ack()
            await client.views_open(trigger_id=command["trigger_id"], view=MODAL)
            try:
                await client.views_open(trigger_id=command["trigger_id"], view=MODAL)
            except SlackApiError as error:
                note("error", error.response["error"])
        elif words == "button":
            await ack()
            await client.chat_postMessage(
                channel=command["channel_id"],
                text="Is it done?",
                blocks=[{"type": "actions", "block_id": "b", "elements": [button("done", "Yes")]}],
            )
        elif words == "private":
            elements = [button("replace", "Replace")]
            await ack(text="Only you", blocks=[{"type": "actions", "elements": elements}])
        elif words == "later":
            await ack()
            await respond("Later, to you")
            await respond("Later, to all", response_type="in_channel")
        else:
            await ack(f"You said {words}")


def register_views(app: AsyncApp, note: Any) -> None:
    @app.view("record_view")
    async def submitted(ack: Any, view: Any, body: Any, client: Any) -> None:
        note("submission", body)
        values = view["state"]["values"]
        words = values["what"]["text"]["value"]
        if words == "bad":
            await ack(response_action="errors", errors={"what": "Say it better"})
        elif words == "update":
            blocks = [{"type": "section", "text": text("Saved")}]
            changed = {"type": "modal", "title": text("Saved"), "blocks": blocks}
            await ack(response_action="update", view=changed)
        elif words == "clear":
            await ack(response_action="clear")
        else:
            await ack()
            for file in values["paper"]["files"]["files"]:
                note("data", await fetch(client, file["url_private_download"]))

    @app.view_closed("record_view")
    async def closed(ack: Any, body: Any) -> None:
        note("closed", body)
        await ack()

    @app.action("deeper")
    async def deeper(ack: Any, body: Any, client: Any) -> None:
        note("deeper", body)
        await ack()
        await client.views_push(
            trigger_id=body["trigger_id"], view=MODAL | {"notify_on_close": True}
        )

    @app.options("person")
    async def people(ack: Any, payload: Any) -> None:
        note("options", payload)
        await ack(options=[{"text": text(payload["value"].title()), "value": payload["value"]}])


async def fetch(client: Any, url: str) -> bytes:
    headers = {"Authorization": f"Bearer {client.token}"}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as response:
        assert response.status == 200
        return await response.read()
