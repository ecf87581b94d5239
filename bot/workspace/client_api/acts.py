"""What persons do through the page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.workspace import payloads
from bot.workspace.client_api.session import Session, session_of, speaker
from bot.workspace.errors import PageError
from bot.workspace.posting import Draft
from bot.workspace.store import Json, Message

Act = Callable[[Session], Awaitable[Json]]


async def message(session: Session) -> Json:
    """A person says something, perhaps with files."""
    workspace = session.workspace
    channel = session.channel(session.required("channel"))
    file_ids = [str(file) for file in session.body.get("file_ids") or []]
    for file_id in file_ids:
        file = workspace.store.files.get(file_id)
        if file is None or file.owner != session.me:
            raise PageError("file_not_found", "There is no such file.", status=404)
    text = session.text("text").strip()
    if not text and not file_ids:
        raise PageError("no_text", "Write something first.")
    draft = Draft(
        text=workspace.store.names().encode(text, labels=False),
        thread_ts=_thread(session, channel["id"]),
        file_ids=file_ids,
    )
    said = workspace.posting.post(channel, session.me, draft)
    return {"ok": True, "message": workspace.render.page_message(said)}


async def command(session: Session) -> Json:
    """A person runs a slash command."""
    channel = session.channel(session.required("channel"))
    return await session.workspace.interactions.command(
        session.user, channel, session.required("text")
    )


async def action(session: Session) -> Json:
    """A person uses a button or menu."""
    act, given = session.body.get("action"), _values(session)
    if not isinstance(act, dict) or not act.get("action_id"):
        raise PageError("invalid_arguments", "Missing: action")
    container = _container(session)
    interactions = session.workspace.interactions
    if container["type"] == "view":
        return await interactions.act_in_view(session.user, container["view_id"], act, given)
    return await interactions.act_on_message(session.user, _message(session), act, given)


async def submit(session: Session) -> Json:
    """A person submits a modal."""
    view_id = session.required("view_id")
    return await session.workspace.modals.submit(session.user, view_id, _values(session))


async def close(session: Session) -> Json:
    """A person closes a modal."""
    return await session.workspace.modals.close(session.user, session.required("view_id"))


async def shortcut(session: Session) -> Json:
    """A person uses a shortcut, on a message if one is named."""
    found = None
    if session.text("message_ts"):
        found = session.message(session.required("channel"), session.required("message_ts"))
    callback_id = session.required("callback_id")
    return await session.workspace.interactions.shortcut(session.user, callback_id, found)


async def options(session: Session) -> Json:
    """A menu asks for its options."""
    container, view, found = _container(session), None, None
    if container["type"] == "view":
        view = session.workspace.modals.of(session.me, container["view_id"])
    else:
        found = _message(session)
    return await session.workspace.interactions.suggest(
        session.user,
        action_id=session.required("action_id"),
        block_id=session.required("block_id"),
        value=session.text("value"),
        view=view,
        message=found,
    )


async def home(session: Session) -> Json:
    """A person opens the app's Home tab."""
    workspace = session.workspace
    dm, _ = workspace.store.conversations.dm(session.me, workspace.settings.bot_user_id)
    view = workspace.store.views.home(session.me)
    workspace.link.event(payloads.app_home_opened(session.me, dm["id"], "home", view))
    return {"ok": True, "view": view}


async def read(session: Session) -> Json:
    """A person has read a channel to its end."""
    conversations = session.workspace.store.conversations
    channel = session.channel(session.required("channel"))
    latest = session.workspace.store.messages.latest_ts(channel["id"])
    conversations.mark_read(channel["id"], session.me, latest)
    change = {"type": "unread", "channel": channel["id"], "unread": 0}
    session.workspace.hub.tell([session.me], change)
    return {"ok": True}


async def join(session: Session) -> Json:
    """A person joins a public channel."""
    channel = session.channel(session.required("channel"), member=False)
    session.workspace.posting.joined(channel, session.me)
    return {"ok": True, "channel": session.workspace.render.page_channel(channel, session.me)}


async def dm(session: Session) -> Json:
    """A person opens a direct message with another."""
    workspace = session.workspace
    other = session.required("user")
    if other != workspace.settings.bot_user_id:
        speaker(workspace, other)
    channel, _ = workspace.store.conversations.dm(session.me, other)
    for member in channel["users"]:
        listed = workspace.render.page_channel(channel, member)
        workspace.hub.tell([member], {"type": "channel", "channel": listed})
    return {"ok": True, "channel": workspace.render.page_channel(channel, session.me)}


async def account(session: Session) -> Json:
    """A person closes somebody's account, or opens it again, as an administrator does in Slack; or
    changes the name or e-mail address of its profile. The bot hears of it."""
    workspace = session.workspace
    user = workspace.store.people.get(session.required("user"))
    if user is None or user.get("is_bot"):
        raise PageError("user_not_found", "There is no such person.", status=404)
    if user["id"] == session.me and session.body.get("deleted"):
        raise PageError("cant_close_own", "Speak as somebody else to close this account.")
    changes: Json = {
        k: session.body[k] for k in ("deleted", "real_name", "email") if k in session.body
    }
    changed: Json = {**user, **changes}
    workspace.store.people.add(changed)
    workspace.link.event(payloads.user_change(workspace.render.user(changed)))
    shown = workspace.render.page_user(changed)
    workspace.hub.tell_all({"type": "user", "user": shown})
    return {"ok": True, "user": shown}


async def clock(session: Session) -> Json:
    """A person moves business time forward."""
    workspace = session.workspace
    seconds, to = session.body.get("advance_seconds"), session.text("to")
    if to:
        try:
            moment = datetime.fromisoformat(to)
        except ValueError:
            raise PageError("invalid_time", "This is no date and time.") from None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return {"ok": True, "clock": await workspace.clock.advance(to=moment)}
    if not isinstance(seconds, int | float):
        raise PageError("invalid_arguments", "Missing: advance_seconds")
    return {"ok": True, "clock": await workspace.clock.advance(seconds=int(seconds))}


async def upload(request: Request) -> Response:
    """A person picks a file for the composer or for a modal."""
    workspace = request.app.state.workspace
    async with request.form() as form:
        user, part = speaker(workspace, form.get("as")), form.get("file")
        if part is None or isinstance(part, str):
            raise PageError("no_file_data", "Choose a file.")
        data = await part.read()
        name = (part.filename or "file").replace("\\", "/").rpartition("/")[2] or "file"
    file = workspace.store.files.new(user["id"], name, len(data))
    workspace.store.files.fill(file.id, data)
    workspace.store.files.complete(file.id, None)
    shown = workspace.render.file(workspace.store.files.get(file.id))
    workspace.hub.tell([user["id"]], {"type": "file", "file": shown})
    return JSONResponse({"ok": True, "file": shown})


def _thread(session: Session, channel: str) -> str | None:
    """The thread that is answered; an answer to a reply lands in the same thread."""
    asked = session.text("thread_ts")
    if not asked:
        return None
    parent = session.message(channel, asked)
    return parent.thread_ts or parent.ts


def _container(session: Session) -> Json:
    container = session.body.get("container")
    if isinstance(container, dict):
        kind = container.get("type")
        if kind == "view" and container.get("view_id"):
            return container
        if kind == "message" and container.get("channel") and container.get("ts"):
            return container
    raise PageError("invalid_arguments", "Missing: container")


def _message(session: Session) -> Message:
    container = _container(session)
    return session.message(
        container["channel"], container["ts"], ephemeral=bool(container.get("ephemeral"))
    )


def _values(session: Session) -> Json:
    given = session.body.get("state")
    values = given.get("values") if isinstance(given, dict) else None
    return values if isinstance(values, dict) else {}


def _route(path: str, act: Act) -> Route:
    async def endpoint(request: Request) -> Response:
        return JSONResponse(await act(await session_of(request)))

    return Route(path, endpoint, methods=["POST"])


ROUTES = [
    _route("/client/message", message),
    _route("/client/command", command),
    _route("/client/action", action),
    _route("/client/submit", submit),
    _route("/client/close", close),
    _route("/client/shortcut", shortcut),
    _route("/client/options", options),
    _route("/client/home", home),
    _route("/client/read", read),
    _route("/client/join", join),
    _route("/client/dm", dm),
    _route("/client/account", account),
    _route("/client/clock", clock),
    Route("/client/upload", upload, methods=["POST"]),
]
