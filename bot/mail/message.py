"""E-mail messages, put together so that nothing typed by anybody can become a header."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from workflows.errors import InvalidInput

# Controls, line separators, direction overrides (a subject must not read backwards) and halves of
# surrogate pairs, which cannot be encoded.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+"
)
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[^\s@<>\"(),:;\\\[\]]{1,255}")
_DOMAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_MEDIA_TYPE = re.compile(r"([a-z]+)/([a-z0-9.+-]+)")
_METHODS = ("PUBLISH", "REQUEST", "CANCEL")


@dataclass(frozen=True)
class Attachment:
    """A file to go with a message. A media type that is none becomes application/octet-stream."""

    name: str
    media_type: str
    data: bytes


def build(
    *,
    sender: str,
    to: tuple[str, str],
    subject: str,
    text: str,
    html: str | None = None,
    reply_to: str | None = None,
    message_id_key: str,
    domain: str,
    attachments: Sequence[Attachment] = (),
    ics: bytes | None = None,
    ics_method: str = "PUBLISH",
) -> EmailMessage:
    """A message ready for `Mailer.send`, but for its date, which is the hour of sending.

    `sender` and `reply_to` are an address or "Name <address>"; `to` is (name, address). The same
    `message_id_key` and `domain` give the same Message-ID, so that a second delivery is known for
    one. `ics` goes as an alternative, for programs that show invitations, and as a file, for
    those that do not; `ics_method` must be the METHOD in it (ValueError).

    Raises InvalidInput for what is no e-mail address. Line breaks and controls in names, subject
    and file names are taken out.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _parsed(sender)
    message["To"] = _address(*to)
    if reply_to:
        message["Reply-To"] = _parsed(reply_to)
    message["Subject"] = _header_text(subject)
    message["Message-ID"] = _message_id(message_id_key, domain)
    # Keep out-of-office replies and other programs from answering (RFC 3834; Exchange's own).
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message.set_content(_body(text), cte="quoted-printable")
    if html is not None:
        message.add_alternative(_body(html), subtype="html", cte="quoted-printable")
    if ics is not None:
        _add_calendar(message, ics, ics_method)
    for attachment in attachments:
        known = _MEDIA_TYPE.fullmatch(attachment.media_type.lower())
        # A text or a message attached as such could be shown in place, or be re-encoded.
        kind = known.groups() if known and known[1] not in ("text", "message", "multipart") else ()
        main, sub = kind or ("application", "octet-stream")
        message.add_attachment(
            attachment.data, maintype=main, subtype=sub, filename=file_name(attachment.name)
        )
    return message


def _add_calendar(message: EmailMessage, ics: bytes, method: str) -> None:
    if method not in _METHODS or f"\r\nMETHOD:{method}\r\n".encode() not in ics:
        raise ValueError(f"The calendar's METHOD is not {method!r}")
    message.add_alternative(
        ics.decode(), subtype="calendar", cte="base64", params={"method": method}
    )
    names = {"REQUEST": "invite.ics", "CANCEL": "cancelled.ics"}
    name = names.get(method, "meeting.ics")
    message.add_attachment(ics, maintype="application", subtype="ics", filename=name)


def _message_id(key: str, domain: str) -> str:
    if not _DOMAIN.fullmatch(domain):
        raise ValueError(f"Not a domain name: {domain!r}")
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def _parsed(text: str) -> Address:
    """From "Name <address>" or an address alone."""
    return _address(*parseaddr(_header_text(text)))


def _address(name: str, address: str) -> Address:
    bare = address.strip()
    if not _ADDRESS.fullmatch(bare) or _UNPRINTABLE.search(bare):
        raise InvalidInput(f"“{_header_text(address)}” is not an e-mail address.", "email")
    local, _, host = bare.rpartition("@")
    try:
        # A domain in letters beyond ASCII travels in its ASCII form.
        return Address(_header_text(name), local, host.encode("idna").decode())
    except (ValueError, IndexError) as error:
        raise InvalidInput(f"“{bare}” is not an e-mail address.", "email") from error


def _header_text(text: str) -> str:
    """One line. "=?" is parted, or the library would take typed text for encoded text and decode
    line breaks out of it."""
    return " ".join(_UNPRINTABLE.sub(" ", text).replace("=?", "= ?").split())


def _body(text: str) -> str:
    """The text without what cannot be encoded."""
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", text)


def file_name(name: str) -> str:
    """A name for a file that came from somewhere: one line, in no folder, not hidden."""
    return re.sub(r'[/\\:"<>|?*]', "-", _header_text(name)).lstrip(".") or "file"
