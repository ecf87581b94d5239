"""The local workspace for tests of the whole product, with persons who act in it.

    with Workspace.start(tmp_path, manifest=manifest) as ws:
        ws.set_bot_url(bot_url)
        ws.command("U0ASHA", "C0BOARD", "/action")
        ws.submit("U0ASHA", ws.open_view("U0ASHA"), {"text": "Send the budget"})

Persons, channels: user ids ("U0ASHA") and channel ids ("C0BOARD") of the sample world. All calls
block until the bot has answered; events (messages, App Home) reach the bot in the background, so
wait for their effects with `until`.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2

from bot.workspace.faults import Fault
from bot.workspace.server import bind, create_app, make_server
from tests.support.serving import running, until

Json = dict[str, Any]

ONE_VALUE = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "rich_text_input": "rich_text_value",
}
ONE_OPTION = {"static_select", "external_select", "radio_buttons", "overflow"}
MANY_OPTIONS = {"multi_static_select", "multi_external_select", "checkboxes"}


class Refused(AssertionError):
    """The workspace did not do what a person asked; `body` is its answer."""

    def __init__(self, body: Json) -> None:
        super().__init__(str(body))
        self.body = body


class Workspace:
    """A running workspace and the persons in it."""

    def __init__(self, app: Any, url: str) -> None:
        self.app = app
        self.url = url
        self.api_url = f"{url}/api/"
        self._core = app.state.workspace
        self._http = httpx2.Client(base_url=url, timeout=30, headers={"X-Workspace": "1"})

    @classmethod
    @contextlib.contextmanager
    def start(
        cls, tmp_path: Path, *, manifest: Json, port: int = 0, **options: Any
    ) -> Iterator[Workspace]:
        """Run a workspace on a free port; `options` as for `create_app`.

        The database stands in `tmp_path`, so a second start there finds what the first left.
        """
        options.setdefault("database", tmp_path / "workspace.sqlite3")
        app = create_app(manifest=manifest, **options)
        bound = bind("127.0.0.1", port)
        with running(make_server(app, bound), bound) as url:
            workspace = cls(app, url)
            try:
                yield workspace
            finally:
                workspace._http.close()

    # The surroundings

    def set_bot_url(self, url: str | None) -> None:
        """Where the bot listens from now on; None for nowhere."""
        self._core.settings.bot_url = url

    @property
    def port(self) -> int:
        """The port on which the workspace listens."""
        return int(self.url.rpartition(":")[2])

    def fault(self, method: str, kind: str, count: int = 1, seconds: float = 10.0) -> None:
        """Have the next calls of a Web API method fail; see `bot.workspace.faults`."""
        self._core.faults.add(Fault(method, kind, count, seconds))  # type: ignore[arg-type]

    def calls(self, method: str) -> int:
        """How often the bot has called a Web API method."""
        return int(self._core.faults.calls[method])

    def wait_for_socket(self, timeout: float = 10) -> None:
        """Wait until the bot has opened a socket."""
        until(lambda: self._core.sockets.connected, timeout, "a socket")

    def advance(self, seconds: int = 0, *, days: int = 0) -> Json:
        """Move business time forward; the clock afterwards."""
        body = {"as": "U0ASHA", "advance_seconds": seconds + days * 86400}
        clock: Json = self._post("clock", body)["clock"]
        return clock

    # What persons do

    def say(
        self,
        user: str,
        channel: str,
        text: str,
        *,
        thread_ts: str | None = None,
        files: list[str] | None = None,
    ) -> Json:
        """Write a message; the message."""
        body = {"as": user, "channel": channel, "text": text, "file_ids": files or []}
        message: Json = self._post("message", body | {"thread_ts": thread_ts})["message"]
        return message

    def command(self, user: str, channel: str, text: str, *, check: bool = True) -> Json:
        """Run a slash command, e.g. "/action list"; raises Refused unless `check` is off."""
        return self._checked(self._post("command", _as(user, channel=channel, text=text)), check)

    def press(
        self,
        user: str,
        where: Json,
        action_id: str,
        value: str | None = None,
        *,
        block_id: str | None = None,
        check: bool = True,
    ) -> Json:
        """Press a button in a message or view.

        Of several buttons with this action id the one with `value` (or in `block_id`) is meant.
        """
        block, element = _find(where, action_id, block_id, value)
        action = {"type": "button", "action_id": action_id, "block_id": block["block_id"]}
        if "value" in element:
            action["value"] = element["value"]
        return self._act(user, where, action, {}, check)

    def select(
        self,
        user: str,
        where: Json,
        action_id: str,
        value: Any,
        *,
        block_id: str | None = None,
        check: bool = True,
    ) -> Json:
        """Choose in a menu, picker, check box or overflow of a message or view."""
        block, element = _find(where, action_id, block_id, None)
        entry = _entry(element, value)
        action = entry | {"action_id": action_id, "block_id": block["block_id"]}
        values = {block["block_id"]: {action_id: entry}}
        return self._act(user, where, action, values, check)

    def submit(
        self, user: str, view: Json, values: Json | None = None, *, check: bool = True
    ) -> Json:
        """Submit a modal; what is not in `values` keeps its initial or earlier value.

        `values` goes by action_id or block_id. A value is a string, an option's value, a list of
        them, a date, user ids, file ids. With `check`, errors beside fields raise Refused.
        """
        state = copy.deepcopy(view["state"]["values"])
        for key, value in (values or {}).items():
            block, element = _field(view, key)
            state.setdefault(block["block_id"], {})[element["action_id"]] = _entry(element, value)
        body = _as(user, view_id=view["id"], state={"values": state})
        answer = self._post("submit", body)
        if check and answer.get("response_action") == "errors":
            raise Refused(answer)
        return self._checked(answer, check)

    def close(self, user: str, view: Json) -> Json:
        """Close a modal without submitting it."""
        return self._post("close", _as(user, view_id=view["id"]))

    def shortcut(
        self,
        user: str,
        callback_id: str,
        channel: str | None = None,
        ts: str | None = None,
        *,
        check: bool = True,
    ) -> Json:
        """Use a shortcut: on a message if `channel` and `ts` are given, else the global one."""
        body = _as(user, callback_id=callback_id, channel=channel, message_ts=ts)
        return self._checked(self._post("shortcut", body), check)

    def options(self, user: str, where: Json, action_id: str, typed: str) -> list[Json]:
        """What an external select offers for what has been typed."""
        block, _ = _find(where, action_id, None, None)
        body = _as(user, container=_container(where), action_id=action_id)
        answer = self._post("options", body | {"block_id": block["block_id"], "value": typed})
        found: list[Json] = answer.get("options") or answer.get("option_groups") or []
        return found

    def open_home(self, user: str) -> None:
        """Open the app's Home tab, of which the bot hears."""
        self._post("home", _as(user))

    def upload(self, user: str, name: str, data: bytes) -> str:
        """Pick a file for a message or a file_input; its id."""
        response = self._http.post(
            "/client/upload", data={"as": user}, files={"file": (name, data)}
        )
        return str(_body(response)["file"]["id"])

    def join(self, user: str, channel: str) -> None:
        """Join a public channel."""
        self._post("join", _as(user, channel=channel))

    # What persons see

    def state(self, user: str) -> Json:
        """All that the page gets at its start."""
        return self._get("state", {"as": user})

    def messages(
        self, channel: str, as_user: str = "U0ASHA", *, thread_ts: str | None = None
    ) -> list[Json]:
        """The last 200 messages of a channel or a thread, with this user's ephemeral ones.

        Each also has `channel`, so that it can be handed to `press`.
        """
        query = {"as": as_user, "channel": channel, "limit": "200"}
        if thread_ts:
            query["thread_ts"] = thread_ts
        found: list[Json] = self._get("messages", query)["messages"]
        return [message | {"channel": channel} for message in found]

    def dm(self, user: str) -> str:
        """The id of this user's direct message with the bot."""
        bot = self._core.settings.bot_user_id
        return str(self._post("dm", {"as": user, "user": bot})["channel"]["id"])

    def open_view(self, user: str) -> Json:
        """The modal on top; fails if none is open."""
        view: Json | None = self.state(user)["open_view"]
        assert view is not None, f"no modal is open for {user}"
        return view

    def has_view(self, user: str) -> bool:
        """Whether a modal is open."""
        return self.state(user)["open_view"] is not None

    def home(self, user: str) -> Json | None:
        """The published App Home, or None."""
        view: Json | None = self.state(user)["home"]["view"]
        return view

    def download(self, user: str, file_id: str) -> bytes:
        """A file's contents, as this person gets them."""
        response = self._http.get(f"/client/file/{file_id}", params={"as": user})
        response.raise_for_status()
        return bytes(response.content)

    # The plumbing

    def _act(self, user: str, where: Json, action: Json, values: Json, check: bool) -> Json:
        if "callback_id" in where:
            values = {**where["state"]["values"], **values}
        body = _as(user, container=_container(where), action=action, state={"values": values})
        return self._checked(self._post("action", body), check)

    def _checked(self, answer: Json, check: bool) -> Json:
        if check and not answer.get("ok"):
            raise Refused(answer)
        return answer

    def _post(self, path: str, body: Json) -> Json:
        return _body(self._http.post(f"/client/{path}", json=body))

    def _get(self, path: str, query: dict[str, str]) -> Json:
        return _body(self._http.get(f"/client/{path}", params=query))


def plain(message_or_view: Json) -> str:
    """All the words of a message or view, one text a line: for asserting on what stands there."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("text"), str):
                found.append(node["text"])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk({key: message_or_view[key] for key in ("title", "blocks") if key in message_or_view})
    if isinstance(message_or_view.get("text"), str):
        found.insert(0, message_or_view["text"])
    return "\n".join(found)


def _as(user: str, **body: Any) -> Json:
    return {"as": user, **body}


def _body(response: Any) -> Json:
    body: Json = response.json()
    if response.status_code >= 400:
        raise Refused(body)
    return body


def _container(where: Json) -> Json:
    if "callback_id" in where:
        return {"type": "view", "view_id": where["id"]}
    return {
        "type": "message",
        "channel": where["channel"],
        "ts": where["ts"],
        "ephemeral": bool(where.get("ephemeral")),
    }


def _elements(where: Json) -> Iterator[tuple[Json, Json]]:
    for block in where.get("blocks") or []:
        for element in [block.get("accessory"), block.get("element"), *block.get("elements", [])]:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def _find(
    where: Json, action_id: str, block_id: str | None, value: str | None
) -> tuple[Json, Json]:
    found = [
        (block, element)
        for block, element in _elements(where)
        if element["action_id"] == action_id
        and block_id in (None, block["block_id"])
        and (value is None or element.get("value") == value)
    ]
    present = [element["action_id"] for _, element in _elements(where)]
    assert found, f"no {action_id!r} (value {value!r}) among {present}"
    return found[0]


def _field(view: Json, key: str) -> tuple[Json, Json]:
    for block, element in _elements(view):
        if key in (element["action_id"], block["block_id"]):
            return block, element
    present = [(block["block_id"], element["action_id"]) for block, element in _elements(view)]
    raise AssertionError(f"no field {key!r} among {present}")


def _entry(element: Json, value: Any) -> Json:
    kind = element["type"]
    if kind in ONE_OPTION:
        return {"type": kind, "selected_option": None if value is None else _option(element, value)}
    if kind in MANY_OPTIONS:
        return {"type": kind, "selected_options": [_option(element, one) for one in value]}
    if kind == "file_input":
        return {"type": kind, "files": [{"id": file} for file in value]}
    return {"type": kind, ONE_VALUE.get(kind, "value"): value}


def _option(element: Json, value: str | Json) -> Json:
    if isinstance(value, dict):
        return value
    offered = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        offered += group["options"]
    for option in offered:
        if value in (option["value"], option["text"]["text"]):
            return dict(option)
    raise AssertionError(f"no option {value!r} among {[o['value'] for o in offered]}")
