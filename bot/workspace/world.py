"""The world that a new workspace starts with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from bot.workspace.core import Workspace
from bot.workspace.posting import Draft
from bot.workspace.store import Json

SAMPLE = Path(__file__).parent / "sample" / "world.json"


def sample_world() -> Json:
    """The sample: a council with one board, one partnership and six people."""
    world: Json = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return world


def furnish(workspace: Workspace, world: Json, seed_files: Iterable[Json] = ()) -> None:
    """Make the world if the workspace is new; a second time nothing happens.

    `seed_files` are {name, data, channel, user, text}: each becomes a message with that file.
    """
    store = workspace.store
    with store.database.transaction():
        if store.database.setting("furnished"):
            return
        for user in world["users"]:
            store.people.add(user)
        for channel in world["channels"]:
            body = {key: value for key, value in channel.items() if key != "members"}
            store.conversations.add(body | {"kind": "channel"}, channel["members"])
        for user in world["users"]:
            if not user.get("is_bot"):
                store.conversations.dm(user["id"], workspace.settings.bot_user_id)
        for message in world.get("messages", []):
            _say(workspace, message, [])
        for seed in seed_files:
            _say(workspace, seed, [_seed_file(workspace, seed)])
        for channel in store.conversations.channels():
            latest = store.messages.latest_ts(channel["id"])
            for member in store.conversations.members(channel["id"]):
                store.conversations.mark_read(channel["id"], member, latest)
        store.database.remember("furnished", value=True)


def _say(workspace: Workspace, message: Json, file_ids: list[str]) -> None:
    channel = workspace.store.conversations.get(message["channel"])
    assert channel is not None, f"the world has no channel {message['channel']}"
    text = workspace.store.names().encode(message.get("text", ""), labels=False)
    workspace.posting.record(channel, message["user"], Draft(text=text, file_ids=file_ids))


def _seed_file(workspace: Workspace, seed: Json) -> str:
    file = workspace.store.files.new(seed["user"], seed["name"], len(seed["data"]))
    workspace.store.files.fill(file.id, seed["data"])
    workspace.store.files.complete(file.id, None)
    return file.id
