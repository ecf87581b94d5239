"""files.*: the upload in three steps, what a file is, and taking it away.

https://docs.slack.dev/messaging/working-with-files#upload
"""

from __future__ import annotations

from bot.workspace.core import Workspace
from bot.workspace.errors import ApiError
from bot.workspace.posting import Draft
from bot.workspace.store import File, Json
from bot.workspace.web_api.method import Arguments, Method, channel_for_bot


def get_upload_url(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/files.getUploadURLExternal"""
    name = arguments.required("filename")
    length = arguments.number("length", 0, least=0, most=10**12)
    if length < 1:
        raise ApiError(
            "file_upload_size_restricted" if arguments.has("length") else "missing_argument"
        )
    file = workspace.store.files.new(workspace.settings.bot_user_id, name, length)
    token = workspace.store.tickets.new_upload_url(file.id)
    return {"upload_url": f"{workspace.settings.base_url}/upload/v1/{token}", "file_id": file.id}


def complete_upload(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/files.completeUploadExternal"""
    wanted = arguments.structure("files")
    if not isinstance(wanted, list) or not wanted:
        raise ApiError("invalid_arguments")
    channels = [channel_for_bot(workspace, name, member=True) for name in _channels(arguments)]
    files = [_uploaded(workspace, item.get("id", "")) for item in wanted]
    with workspace.store.database.transaction():
        for item, file in zip(wanted, files, strict=True):
            workspace.store.files.complete(file.id, item.get("title"))
    draft = Draft(
        text=arguments.text("initial_comment"),
        thread_ts=arguments.text("thread_ts") or None,
        file_ids=[file.id for file in files],
    )
    for channel in channels:
        workspace.posting.post(channel, workspace.settings.bot_user_id, draft)
    return {"files": [_shown(workspace, file.id) for file in files]}


def info(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/files.info"""
    file = visible_to_bot(workspace, arguments.required("file", "file_not_found"))
    shown = workspace.render.file(file)
    shares: Json = {"public": {}, "private": {}}
    for channel_id, ts in workspace.store.files.shares(file.id):
        channel = workspace.store.conversations.get(channel_id)
        if channel is None:
            continue
        public = channel["kind"] == "channel" and not channel.get("is_private")
        place = shares["public" if public else "private"].setdefault(channel_id, [])
        place.append({"ts": ts, "channel_name": channel["name"], "team_id": shown.get("team", "")})
    return {"file": shown | {"shares": shares}, "comments": []}


def delete(workspace: Workspace, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/files.delete

    The messages that shared the file stay, with a tombstone in its place.
    """
    file = workspace.store.files.get(arguments.required("file", "file_not_found"))
    if file is None:
        raise ApiError("file_not_found")
    if file.owner != workspace.settings.bot_user_id:
        raise ApiError("cant_delete_file")
    shares = workspace.store.files.shares(file.id)
    workspace.store.files.delete(file.id)
    for channel, ts in shares:
        message = workspace.store.messages.get(channel, ts)
        if message is not None:
            workspace.posting.refresh(message)
    return {}


def visible_to_bot(workspace: Workspace, file_id: str) -> File:
    """A file that the bot may see: its own, handed over in a modal, or shared where it is."""
    file = workspace.store.files.get(file_id)
    if file is None:
        raise ApiError("file_not_found")
    bot = workspace.settings.bot_user_id
    shared = any(
        workspace.store.conversations.is_member(channel, bot)
        for channel, _ in workspace.store.files.shares(file.id)
    )
    if not (file.owner == bot or file.granted or shared):
        raise ApiError("file_not_found")
    return file


def _channels(arguments: Arguments) -> list[str]:
    names = f"{arguments.text('channel_id')},{arguments.text('channels')}".split(",")
    return [name.strip() for name in names if name.strip()]


def _uploaded(workspace: Workspace, file_id: str) -> File:
    file = workspace.store.files.get(file_id)
    if file is None or file.owner != workspace.settings.bot_user_id:
        raise ApiError("file_not_found")
    if workspace.store.files.data(file_id) is None:
        raise ApiError("file_update_failed")
    return file


def _shown(workspace: Workspace, file_id: str) -> Json:
    file = workspace.store.files.get(file_id)
    assert file is not None, "it was completed a moment ago"
    return workspace.render.file(file)


METHODS = (
    Method("files.getUploadURLExternal", get_upload_url, ("files:write",)),
    Method("files.completeUploadExternal", complete_upload, ("files:write",)),
    Method("files.info", info, ("files:read",)),
    Method("files.delete", delete, ("files:write",)),
)
