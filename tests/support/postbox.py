"""A real SMTP server in a thread, which takes messages and fails as it is told."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Postbox:
    """What was taken. `answers` holds what the server says to the next recipients ("550 …"; "hang
    up" ends the connection after the message was taken in), `pause` the seconds it takes over each
    message; `most_at_once` is how many it had in hand together."""

    port: int
    answers: list[str] = field(default_factory=list)
    pause: float = 0.0
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    most_at_once: int = 0
    _in_hand: int = 0
    _hang_up: bool = False

    def to(self, address: str) -> list[EmailMessage]:
        return [message for receiver, message in self.taken if receiver == address]

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's names)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        self._hang_up = answer == "hang up"
        if self._hang_up or answer.startswith("250"):
            envelope.rcpt_tos.append(address)
            return "250 OK"
        return answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self._in_hand += 1
        self.most_at_once = max(self.most_at_once, self._in_hand)
        await asyncio.sleep(self.pause)
        self._in_hand -= 1
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.taken += [(address, message) for address in envelope.rcpt_tos]
        if self._hang_up:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 Taken"


@contextlib.contextmanager
def postbox(**options: Any) -> Iterator[Postbox]:
    """The server on a free port of 127.0.0.1."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = int(free.getsockname()[1])
    box = Postbox(port)
    server = Controller(box, hostname="127.0.0.1", port=port, **options)
    server.start()
    try:
        yield box
    finally:
        server.stop()


def text_of(message: EmailMessage) -> str:
    """The plain part."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def html_of(message: EmailMessage) -> str:
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())
