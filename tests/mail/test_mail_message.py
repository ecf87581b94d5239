"""Messages, written out and read back as a mail program would."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar.meeting_ics import meeting_ics
from bot.mail.message import Attachment, build
from workflows.boards import Board
from workflows.errors import InvalidInput
from workflows.meetings import Meeting

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HEADERS = {
    "from", "to", "subject", "message-id", "auto-submitted", "x-auto-response-suppress",
    "mime-version", "content-type", "content-transfer-encoding",
}  # fmt: skip


def made(**changes: object) -> EmailMessage:
    fields: dict[str, object] = {
        "sender": "Matters Arising <matters@example.gov.uk>",
        "to": ("Ann Example", "ann@example.gov.uk"),
        "subject": "Your action 060922/01",
        "text": "Due Fri 10 Feb 2023.\n",
        "message_id_key": "nudge:a1:due-10:p1:3",
        "domain": "matters.example.gov.uk",
    }
    return build(**{**fields, **changes})  # type: ignore[arg-type]


def read(message: EmailMessage) -> EmailMessage:
    """As it arrives."""
    parsed = message_from_bytes(message.as_bytes(), policy=default)
    assert isinstance(parsed, EmailMessage)
    assert not any(part.defects for part in parsed.walk())
    return parsed


def content(part: EmailMessage | None) -> str:
    """A part's text, its line ends (CRLF on the wire) as line feeds."""
    assert part is not None
    words: str = part.get_content()
    return words.replace("\r\n", "\n")


def invitation(method: str) -> bytes:
    board = Board("b1", "T1", "Exampleshire Board – Ŵ", "C1", NOW)
    meeting = Meeting("m1", "b1", NOW.date(), NOW, NOW.replace(hour=11), "m1@example.gov.uk")
    people = ("Ann Example", "ann@example.gov.uk"), ("Officer", "o@example.gov.uk")
    return meeting_ics(
        meeting,
        board,
        method=method,  # type: ignore[arg-type]
        now=NOW,
        attendee=people[0],
        organiser=people[1],
    )


def test_plain_message() -> None:
    message = read(made(reply_to="officer@example.gov.uk"))
    assert message["From"] == "Matters Arising <matters@example.gov.uk>"
    assert message["To"] == "Ann Example <ann@example.gov.uk>"
    assert message["Reply-To"] == "officer@example.gov.uk"
    assert message["Subject"] == "Your action 060922/01"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert content(message) == "Due Fri 10 Feb 2023.\n"


def test_words_beyond_ascii_and_long_lines_arrive() -> None:
    text = "Ŵyn – “quoted” € " * 100 + "\n.\nFrom here\n"
    message = made(text=text, html=f"<p>{text}</p>", to=("Siân Ŵyn, Cllr", "sian@example.gov.uk"))
    raw = message.as_bytes()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert raw.isascii()
    arrived = read(message)
    assert content(arrived.get_body(("plain",))) == text
    assert content(arrived.get_body(("html",))) == f"<p>{text}</p>\n"
    assert arrived["To"].addresses[0].display_name == "Siân Ŵyn, Cllr"


def test_same_key_same_message_id() -> None:
    first, again, other = made(), made(subject="Other words"), made(message_id_key="another")
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert str(first["Message-ID"]).endswith("@matters.example.gov.uk>")
    strange = made(message_id_key="a>\r\nBcc: <x@y")["Message-ID"]
    assert str(strange).count("<") == str(strange).count(">") == 1


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_invitation_is_an_alternative_and_a_file(method: str) -> None:
    ics = invitation(method)
    message = read(made(html="<p>Hello</p>", ics=ics, ics_method=method))
    assert message.get_content_type() == "multipart/mixed"
    alternative, attached = message.iter_parts()
    assert [p.get_content_type() for p in alternative.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    calendar = list(alternative.iter_parts())[-1]
    assert calendar.get_param("method") == method
    assert calendar.get_content_charset() == "utf-8"
    assert calendar.get_payload(decode=True) == ics
    assert attached.get_content_type() == "application/ics"
    assert str(attached.get_filename()).endswith(".ics")
    assert attached.get_content() == ics


@pytest.mark.parametrize("method", ["CANCEL", "PUBLISH", "X\r\nBcc: a@b.c"])
def test_method_must_be_the_calendars(method: str) -> None:
    with pytest.raises(ValueError, match="METHOD"):
        made(ics=invitation("REQUEST"), ics_method=method)


def test_files_arrive_whole() -> None:
    data = bytes(range(256)) * 20
    message = read(
        made(
            attachments=[
                Attachment("Action log – Ŵ.pdf", "application/pdf", data),
                Attachment("log.csv", "text/csv", "é,ŵ\r\n".encode()),
                Attachment('../a"\r\nBcc: x@y.z', "nonsense\r\nX: y", b"x"),
            ]
        )
    )
    first, second, third = message.iter_attachments()
    assert (first.get_filename(), first.get_content_type()) == (
        "Action log – Ŵ.pdf",
        "application/pdf",
    )
    assert first.get_content() == data
    assert second.get_content() == "é,ŵ\r\n".encode()
    assert third.get_content_type() == "application/octet-stream"
    assert "/" not in str(third.get_filename())
    assert "Bcc" not in message


EVIL = [
    "x\r\nBcc: evil@example.com",
    "x\nBcc: evil@example.com\n\nbody",
    "x\rBcc: evil@example.com",
    "=?utf-8?q?x=0D=0ABcc:_evil@example.com?=",
    "=?utf-8?b?eA0KQmNjOiBldmlsQGV4YW1wbGUuY29t?=",
    'x" <evil@example.com>, "',
    "x\u2028Bcc: evil@example.com\x00\x0b\x0c\x85",
    "\ud800lone",
    "x" * 3000,
    "ŵ" * 500,
    "",
]


@pytest.mark.parametrize("evil", EVIL, ids=range(len(EVIL)))
def test_no_header_can_be_typed(evil: str) -> None:
    message = read(made(subject=evil, to=(evil, "ann@example.gov.uk"), text=evil, html=evil))
    assert {name.lower() for name in message} <= HEADERS
    assert [a.addr_spec for a in message["To"].addresses] == ["ann@example.gov.uk"]
    assert len(message.get_all("To", [])) == 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.text(alphabet='=?utf-8bq_0DA\r\n<>",@ ', max_size=60))
def test_no_header_can_be_found_by_chance(one: str, two: str) -> None:
    message = read(made(subject=one + two, to=(two + one, "ann@example.gov.uk"), text=one))
    assert {name.lower() for name in message} <= HEADERS
    assert [a.addr_spec for a in message["To"].addresses] == ["ann@example.gov.uk"]


@pytest.mark.parametrize(
    "address",
    ["", "ann", "ann@", "@x", "a@b\r\nBcc: c@d", "a@b, c@d", "a b@c", "a@b@c", "<a@b>", "a@b..c"],
)
def test_what_is_no_address_is_refused_in_words(address: str) -> None:
    with pytest.raises(InvalidInput, match="is not an e-mail address") as refused:
        made(to=("Ann", address))
    assert refused.value.field == "email"


def test_address_in_other_letters() -> None:
    message = made(to=("Siân", "sian@bücher.example"))
    assert message["To"].addresses[0].domain == "xn--bcher-kva.example"


@pytest.mark.parametrize("domain", ["", "a b", "x>\r\nBcc: y", "-x"])
def test_bad_domain_is_a_mistake_of_the_installation(domain: str) -> None:
    with pytest.raises(ValueError, match="Not a domain name"):
        made(domain=domain)
