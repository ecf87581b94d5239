"""conversations.*: channels, who is in them and what was said."""

from __future__ import annotations

from bot.workspace.core import Workspace
from bot.workspace.errors import ApiError
from bot.workspace.store import Json, Message
from bot.workspace.web_api.method import Arguments, Method, channel_for_bot, page_of

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
LATEST = "9999999999.999999"


def list_(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.list"""
    conversations = workspace.store.conversations
    bot = workspace.settings.bot_user_id
    wanted = {kind.strip() for kind in arguments.text("types", "public_channel").split(",")}
    listed: list[Json] = []
    for channel in conversations.channels():
        private = bool(channel.get("is_private"))
        kind = "private_channel" if private else "public_channel"
        if kind in wanted and (not private or conversations.is_member(channel["id"], bot)):
            listed.append(channel)
    if "im" in wanted:
        listed += conversations.dms_of(bot)
    page, onward = page_of(listed, arguments, 100)
    shown = [workspace.render.conversation(channel) for channel in page]
    return {"channels": shown, "response_metadata": onward}


def info(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.info"""
    name = arguments.required("channel", "channel_not_found")
    channel = channel_for_bot(workspace, name, member=False)
    shown = workspace.render.conversation(channel)
    if not arguments.flag("include_num_members"):
        shown.pop("num_members", None)
    return {"channel": shown}


def members(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.members"""
    name = arguments.required("channel", "channel_not_found")
    channel = channel_for_bot(workspace, name, member=False)
    everyone = workspace.store.conversations.members(channel["id"])
    page, onward = page_of(everyone, arguments, 100)
    return {"members": page, "response_metadata": onward}


def open_(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.open, for one other person"""
    bot = workspace.settings.bot_user_id
    if arguments.has("channel"):
        channel = channel_for_bot(workspace, arguments.text("channel"), member=True)
        created = False
    else:
        users = [user.strip() for user in arguments.required("users").split(",") if user.strip()]
        if any(workspace.store.people.get(user) is None for user in users):
            raise ApiError("user_not_found")
        if any((workspace.store.people.get(user) or {}).get("deleted") for user in users):
            raise ApiError("user_disabled")
        if len(users) != 1:
            # Slack would open a group message; nobody has needed one here yet.
            raise ApiError("method_not_supported_for_channel_type")
        channel, created = workspace.store.conversations.dm(users[0], bot)
    answer: Json = {"channel": {"id": channel["id"]}}
    if arguments.flag("return_im"):
        answer["channel"] = workspace.render.conversation(channel)
    if not created:
        answer |= {"no_op": True, "already_open": True}
    return answer


def join(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.join"""
    name = arguments.required("channel", "channel_not_found")
    channel = channel_for_bot(workspace, name, member=False)
    if channel["kind"] == "dm" or channel.get("is_private"):
        raise ApiError("method_not_supported_for_channel_type")
    bot = workspace.settings.bot_user_id
    already = workspace.store.conversations.is_member(channel["id"], bot)
    workspace.posting.joined(channel, bot)
    answer: Json = {"channel": workspace.render.conversation(channel)}
    if already:
        answer["warning"] = "already_in_channel"
    return answer


def history(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.history"""
    channel = _readable(workspace, arguments)
    latest, inclusive = arguments.text("latest", LATEST), arguments.flag("inclusive")
    cursor = arguments.text("cursor")
    if cursor:
        if not cursor.startswith("before:"):
            raise ApiError("invalid_cursor")
        latest, inclusive = cursor.removeprefix("before:"), False
    limit = arguments.number("limit", 100, most=999)
    found = workspace.store.messages.history(
        channel["id"],
        oldest=arguments.text("oldest", "0"),
        latest=latest,
        inclusive=inclusive,
        limit=limit + 1,
    )
    more, found = len(found) > limit, found[:limit]
    answer: Json = {
        "messages": _shown(workspace, found, arguments),
        "has_more": more,
        "pin_count": 0,
    }
    if more:
        answer["response_metadata"] = {"next_cursor": f"before:{found[-1].ts}"}
    return answer


def replies(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.replies"""
    channel = _readable(workspace, arguments)
    asked = workspace.store.messages.get(channel["id"], arguments.required("ts"))
    if asked is None:
        raise ApiError("thread_not_found")
    thread_ts = asked.thread_ts or asked.ts
    parent = workspace.store.messages.get(channel["id"], thread_ts)
    answers = workspace.store.messages.replies(channel["id"], thread_ts)
    oldest, latest = arguments.text("oldest", "0"), arguments.text("latest", LATEST)
    inclusive = arguments.flag("inclusive")
    within = [
        reply
        for reply in answers
        if oldest < reply.ts < latest or (inclusive and reply.ts in (oldest, latest))
    ]
    whole = ([parent] if parent is not None else []) + within
    page, onward = page_of(whole, arguments, 1000)
    return {
        "messages": _shown(workspace, page, arguments),
        "has_more": bool(onward["next_cursor"]),
        "response_metadata": onward,
    }


def _readable(workspace: Workspace, arguments: Arguments) -> Json:
    name = arguments.required("channel", "channel_not_found")
    return channel_for_bot(workspace, name, member=True)


def _shown(workspace: Workspace, messages: list[Message], arguments: Arguments) -> list[Json]:
    metadata = arguments.flag("include_all_metadata")
    return [workspace.render.message(message, metadata=metadata) for message in messages]


METHODS = (
    Method("conversations.list", list_, READ),
    Method("conversations.info", info, READ),
    Method("conversations.members", members, READ),
    Method("conversations.open", open_, ("im:write", "mpim:write")),
    Method("conversations.join", join, ("channels:join",)),
    Method("conversations.history", history, HISTORY),
    Method("conversations.replies", replies, HISTORY),
)
