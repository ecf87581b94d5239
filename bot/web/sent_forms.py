"""Reading a form that was sent to the page: what was typed, and files within their limits.

Nothing of it is trusted: names lose their folders, types that are none become plain bytes, and
whatever is too large is refused in words while what was typed is kept.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

from bot.mail.message import file_name
from workflows.errors import InvalidInput
from workflows.link_answers import Attached

#: Files with one answer, and the bytes of each.
MAX_FILES, MAX_FILE_BYTES = 5, 10_000_000
#: The bytes of a whole request, beyond which not even what was typed is read.
MAX_BODY = 60_000_000
#: The bytes that are read of a form whose link opens nothing, to give back what was typed.
MAX_LOST = 200_000
#: Parts that are taken apart at all, and the bytes of a typed one.
MAX_PARTS, MAX_TYPED_BYTES = 20, 100_000
#: Seconds that a request may take to arrive.
PATIENCE = 120
TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
_MEDIA_TYPE = re.compile(r"[a-z]{1,40}/[a-z0-9.+-]{1,80}")


class Unreadable(Exception):
    """The request is no form of ours; `status` is for HTTP, the text for the person."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True)
class SentForm:
    """What was typed, by field, and the files; `trouble` says which files cannot be taken."""

    typed: Mapping[str, str]
    files: tuple[Attached, ...] = ()
    trouble: InvalidInput | None = None


async def read(request: Request, most: int | None = None) -> SentForm:
    """The form that was sent; `Unreadable` if it is none, or larger than `most` (else `MAX_BODY`)
    bytes."""
    most = most or MAX_BODY
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in TYPES:
        raise Unreadable(415, "This page takes only what its own forms send.")
    if int(_digits(request.headers.get("content-length"))) > most:
        raise _too_large()
    bounded = Request(request.scope, _bounded(request.receive, most))
    try:
        async with asyncio.timeout(PATIENCE):
            form = await bounded.form(
                max_files=MAX_PARTS, max_fields=MAX_PARTS, max_part_size=MAX_TYPED_BYTES
            )
    except (MultiPartException, HTTPException, ValueError) as wrong:
        raise Unreadable(400, "What was sent could not be read as a form.") from wrong
    except (TimeoutError, ClientDisconnect) as late:
        raise Unreadable(408, "What was sent did not arrive in time.") from late
    try:
        return await _taken(form)
    finally:
        await form.close()


def _digits(header: str | None) -> str:
    return header if header and header.isascii() and header.isdigit() else "0"


def _bounded(receive: Receive, most: int) -> Receive:
    """The request's body, as long as it is not far too large (it may not say how large it is)."""
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise _too_large()
        return message

    return bounded


def _too_large() -> Unreadable:
    most = MAX_FILE_BYTES // 1_000_000
    return Unreadable(
        413, f"That is too large: up to {MAX_FILES} files of {most} MB each can be sent."
    )


async def _taken(form: FormData) -> SentForm:
    typed = {
        name: value.replace("\r\n", "\n")
        for name, value in form.multi_items()
        if isinstance(value, str)
    }
    uploads = [f for f in form.getlist("files") if isinstance(f, UploadFile) and f.filename]
    try:
        if len(uploads) > MAX_FILES:
            raise InvalidInput(
                f"That is {len(uploads)} files; at most {MAX_FILES} can be sent with an answer. "
                "Nothing was recorded.",
                field="files",
            )
        files = [await _file(upload) for upload in uploads]
    except InvalidInput as trouble:
        return SentForm(typed, trouble=trouble)
    return SentForm(typed, tuple(files))


async def _file(upload: UploadFile) -> Attached:
    name = clean_name(upload.filename or "")
    data = await upload.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise InvalidInput(
            f"“{name}” is larger than {MAX_FILE_BYTES // 1_000_000} MB. Nothing was recorded. "
            "Send a smaller file, or send the answer without it.",
            field="files",
        )
    if not data:
        raise InvalidInput(f"“{name}” is empty. Nothing was recorded.", field="files")
    kind = (upload.content_type or "").partition(";")[0].strip().lower()
    return Attached(name, kind if _MEDIA_TYPE.fullmatch(kind) else "application/octet-stream", data)


def clean_name(name: str) -> str:
    """A file's own name: without folders, controls and what would hide its ending; at most 120
    characters, the ending kept."""
    own = file_name(re.split(r"[/\\]", name)[-1])
    stem, dot, ending = own.rpartition(".")
    if len(own) <= 120 or not dot or len(ending) > 10:
        return own[:120]
    return f"{stem[: 119 - len(ending)]}.{ending}"
