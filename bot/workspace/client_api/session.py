"""Who speaks, and about what: the arguments of the page's calls."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from bot.workspace.core import Workspace
from bot.workspace.errors import PageError
from bot.workspace.store import Json, Message


class Session:
    """One call of the page: the workspace, the person in whose name it is made, and its body."""

    def __init__(self, workspace: Workspace, user: Json, body: Json) -> None:
        self.workspace = workspace
        self.user = user
        self.body = body

    @property
    def me(self) -> str:
        """The user id of the person who speaks."""
        return str(self.user["id"])

    def text(self, name: str) -> str:
        """A string of the body, "" if absent."""
        value = self.body.get(name)
        return value if isinstance(value, str) else ""

    def required(self, name: str) -> str:
        """A string of the body that must be there."""
        value = self.text(name)
        if not value:
            raise PageError("invalid_arguments", f"Missing: {name}")
        return value

    def channel(self, channel_id: str, *, member: bool = True) -> Json:
        """A conversation that this person may see; with `member`, one that they are in."""
        conversations = self.workspace.store.conversations
        channel = conversations.get(channel_id)
        inside = channel is not None and conversations.is_member(channel_id, self.me)
        hidden = channel is not None and (channel["kind"] == "dm" or channel.get("is_private"))
        if channel is None or (hidden and not inside):
            raise PageError("channel_not_found", "There is no such channel.", status=404)
        if member and not inside:
            raise PageError("not_in_channel", "Join the channel first.", status=403)
        return channel

    def message(self, channel_id: str, ts: str, *, ephemeral: bool = False) -> Message:
        """A message that this person sees."""
        channel = self.channel(channel_id, member=False)
        messages = self.workspace.store.messages
        if ephemeral:
            found = messages.ephemeral(channel["id"], ts, self.me)
        else:
            found = messages.get(channel["id"], ts)
        if found is None:
            raise PageError("message_not_found", "This message is gone.", status=404)
        return found


async def session_of(request: Request, *, anybody: bool = False) -> Session:
    """The session of a call: `as` in the address of a GET, in the body of a POST.

    With `anybody` a call without `as` is made in the name of the first person of the world.
    """
    workspace: Workspace = request.app.state.workspace
    body: Any
    if request.method == "GET":
        body = dict(request.query_params)
    else:
        try:
            body = await request.json()
        except ValueError:
            raise PageError("invalid_json", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise PageError("invalid_json", "The body is not an object.")
    if anybody and not body.get("as"):
        people = workspace.store.people.all()
        body["as"] = next((user["id"] for user in people if not user.get("is_bot")), "")
    return Session(workspace, speaker(workspace, body.get("as")), body)


def speaker(workspace: Workspace, user_id: Any) -> Json:
    """The person with this id; the bot and those who have left cannot speak through the page."""
    user = workspace.store.people.get(str(user_id))
    if user is None or user.get("is_bot") or user.get("deleted"):
        raise PageError("user_not_found", "There is no such person.", status=404)
    return user
