"""What the page reads: everything at the start, messages, files."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.workspace.client_api.session import Session, session_of
from bot.workspace.errors import PageError
from bot.workspace.store import Json
from bot.workspace.web_api.endpoint import attachment

LATEST = "9999999999.999999"


async def state(request: Request) -> Response:
    """All that the page needs to start as a person; without one named, as the first."""
    session = await session_of(request, anybody=True)
    workspace, settings = session.workspace, session.workspace.settings
    conversations, render = workspace.store.conversations, workspace.render
    visible = [
        render.page_channel(channel, session.me)
        for channel in conversations.channels()
        if not channel.get("is_private") or conversations.is_member(channel["id"], session.me)
    ]
    dms = [render.page_channel(dm, session.me) for dm in conversations.dms_of(session.me)]
    bot = workspace.store.people.get(settings.bot_user_id) or {}
    body = {
        "ok": True,
        "team": {"id": settings.team["id"], "name": settings.team["name"]},
        "me": session.me,
        "users": [render.page_user(user) for user in workspace.store.people.all()],
        "bot": {
            "user_id": settings.bot_user_id,
            "name": bot.get("real_name", ""),
            "app_id": settings.app_id,
        },
        "channels": visible,
        "dms": dms,
        "commands": [_command(command) for command in settings.commands],
        "message_shortcuts": _shortcuts(settings.shortcuts, "message"),
        "global_shortcuts": _shortcuts(settings.shortcuts, "global"),
        "home": {"view": workspace.store.views.home(session.me)},
        "open_view": workspace.modals.top(session.me),
        "clock": await workspace.clock.state(),
        "transport": workspace.link.transport,
    }
    return JSONResponse(body)


async def messages(request: Request) -> Response:
    """A stretch of a channel's list, or a thread, oldest first."""
    session = await session_of(request)
    channel = session.channel(session.required("channel"), member=False)
    thread_ts = session.text("thread_ts") or None
    limit = _limit(session)
    shown, more = (
        _thread(session, channel["id"], thread_ts)
        if thread_ts
        else _list(session, channel["id"], session.text("before") or LATEST, limit)
    )
    return JSONResponse({"ok": True, "messages": shown, "has_more": more})


async def download(request: Request) -> Response:
    """A file that this person may see: their own, or shared where they are."""
    session = await session_of(request)
    store = session.workspace.store
    file = store.files.get(request.path_params["file"])
    allowed = file is not None and (
        file.owner == session.me
        or any(
            store.conversations.is_member(channel, session.me)
            for channel, _ in store.files.shares(file.id)
        )
    )
    if file is None or not allowed:
        raise PageError("file_not_found", "There is no such file.", status=404)
    return attachment(store.files.data(file.id) or b"", file.body)


def _list(session: Session, channel: str, before: str, limit: int) -> tuple[list[Json], bool]:
    store, render = session.workspace.store, session.workspace.render
    found = store.messages.history(
        channel, oldest="0", latest=before, inclusive=False, limit=limit + 1
    )
    more, found = len(found) > limit, found[:limit]
    since = found[-1].ts if more else "0"
    found += store.messages.ephemerals(channel, session.me, None, since, before)
    found.sort(key=lambda message: message.ts)
    return [render.page_message(message) for message in found], more


def _thread(session: Session, channel: str, thread_ts: str) -> tuple[list[Json], bool]:
    store, render = session.workspace.store, session.workspace.render
    parent = store.messages.get(channel, thread_ts)
    answers = store.messages.replies(channel, thread_ts)
    answers += store.messages.ephemerals(channel, session.me, thread_ts, "0", LATEST)
    answers.sort(key=lambda message: message.ts)
    whole = ([parent] if parent is not None else []) + answers
    return [render.page_message(message) for message in whole], False


def _limit(session: Session) -> int:
    try:
        return max(1, min(200, int(session.text("limit") or 50)))
    except ValueError:
        raise PageError("invalid_arguments", "limit is no number") from None


def _command(command: Json) -> Json:
    keys = ("command", "description", "usage_hint")
    return {key: command.get(key, "") for key in keys}


def _shortcuts(shortcuts: list[Json], kind: str) -> list[Json]:
    return [
        {"callback_id": shortcut["callback_id"], "name": shortcut["name"]}
        for shortcut in shortcuts
        if shortcut["type"] == kind
    ]


ROUTES = [
    Route("/client/state", state, methods=["GET"]),
    Route("/client/messages", messages, methods=["GET"]),
    Route("/client/file/{file}", download, methods=["GET"]),
]
