"""Who is not in Slack gets the same by e-mail, through a real SMTP server."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import icalendar
import pytest
from aiosmtpd.controller import Controller

from tests.support.product import ASHA, BOARD, Product, free_port, product

FEMI = "femi.adeleke@exampleshire.example"


class Postbox:
    """Takes every message."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.append((envelope.rcpt_tos, message))
        return "250 Taken"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for receivers, message in self.taken if address in receivers]


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    box, port = Postbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, port
    server.stop()


@pytest.fixture
def p(tmp_path: Path, postbox: tuple[Postbox, int]) -> Iterator[Product]:
    smtp = {
        "smtp_host": "127.0.0.1",
        "smtp_port": postbox[1],
        "smtp_security": "none",
        "smtp_from": "Matters Arising <actions@exampleshire.example>",
    }
    with product(tmp_path, **smtp) as running:
        yield running


def text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def calendar(message: EmailMessage) -> tuple[str, Any]:
    """The METHOD and the event of the calendar part."""
    part = next(x for x in message.walk() if x.get_content_type() == "text/calendar")
    read = icalendar.Calendar.from_ical(part.get_content())
    return str(part.get_param("method")), read.walk("VEVENT")[0]


def test_told_reminded_and_invited_by_email(p: Product, postbox: tuple[Postbox, int]) -> None:
    box = postbox[0]
    p.ws.command(ASHA, BOARD, "/action Femi Adeleke by next meeting: bring the referral figures")
    p.settled()
    (told,) = box.to(FEMI)
    assert "bring the referral figures" in text(told)
    assert told["Reply-To"].addresses[0].addr_spec == "asha@exampleshire.example"
    assert told["Auto-Submitted"] == "auto-generated"
    assert told["Message-ID"]

    for _ in range(25):
        p.to_working_day(1)
        p.settled()
        if any(" meets " in m["Subject"] for m in box.to(FEMI)):
            break
    reminders = [m for m in box.to(FEMI) if m["Subject"].startswith("Today:")]
    assert reminders
    assert all("bring the referral figures" in text(m) for m in reminders)
    (digest,) = [m for m in box.to(FEMI) if " meets " in m["Subject"]]
    assert "1 open" in text(digest)
    assert "<@" not in text(digest)
    assert ":white_circle:" not in text(digest)
    names = [part.get_filename() or "" for part in digest.iter_attachments()]
    assert {name.rpartition(".")[2] for name in names} == {"docx", "pdf", "ics"}
    method, first = calendar(digest)
    assert (method, first["SEQUENCE"]) == ("PUBLISH", 0)

    day = first["DTSTART"].dt.date()
    p.ws.command(ASHA, BOARD, f"/meeting move {day} to {day} 16:00-17:00")
    p.settled()
    _, moved = calendar(box.to(FEMI)[-1])
    assert (moved["UID"], moved["SEQUENCE"]) == (first["UID"], 1)
    p.ws.command(ASHA, BOARD, f"/meeting cancel {day} snow")
    p.settled()
    method, gone = calendar(box.to(FEMI)[-1])
    assert (method, gone["SEQUENCE"], gone["STATUS"]) == ("CANCEL", 2, "CANCELLED")
    in_slack = {"hallam@exampleshire.example", "peake@exampleshire.example"}
    assert not [r for r, _ in box.taken if set(r) & in_slack], "who is in Slack gets no e-mail"
