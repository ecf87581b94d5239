"""The mailer against a real SMTP server that takes, refuses, stalls and hangs up."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pydantic import SecretStr

from bot.mail.message import build
from bot.mail.smtp import Mailer, PermanentFailure, SmtpSettings, TemporaryFailure


@dataclass
class Peer:
    """What the server answers, and what it has taken."""

    sender: str = "250 OK"
    recipient: str = "250 OK"
    data: str = "250 Taken"
    hang_up: str = ""
    taken: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's names)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sender.startswith("250"):
            envelope.mail_from = address
        return self.sender

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.hang_up == "data":
            server.transport.abort()
            return "250 never heard"
        if self.data.startswith("250"):
            assert isinstance(envelope.content, bytes)
            assert envelope.mail_from is not None
            self.taken.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return self.data

    async def handle_QUIT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.hang_up == "quit":
            server.transport.abort()
        await asyncio.sleep(0)
        return "221 Bye"

    def check(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"right", handled=False)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.fixture
def serve() -> Iterator[Callable[..., SmtpSettings]]:
    running: list[Controller] = []

    def start(peer: Peer, **options: object) -> SmtpSettings:
        controller = Controller(peer, hostname="127.0.0.1", port=free_port(), **options)
        controller.start()
        running.append(controller)
        return SmtpSettings(
            host="127.0.0.1",
            port=controller.port,
            security="none",
            sender="Matters Arising <matters@example.gov.uk>",
            timeout=5,
        )

    yield start
    for controller in running:
        controller.stop()


def message(address: str = "ann@example.gov.uk") -> EmailMessage:
    return build(
        sender="Matters Arising <matters@example.gov.uk>",
        to=("Ann Example", address),
        subject="Your action – 060922/01",
        text="Due Fri 10 Feb 2023.\n.\nŴ\n",
        message_id_key="k1",
        domain="example.gov.uk",
    )


def test_message_arrives(serve) -> None:
    peer = Peer()
    sent = message()
    Mailer(serve(peer)).send(sent)
    ((sender, recipients, content),) = peer.taken
    assert sender == "matters@example.gov.uk"
    assert recipients == ["ann@example.gov.uk"]
    arrived = message_from_bytes(content, policy=default)
    assert arrived["Subject"] == "Your action – 060922/01"
    assert arrived["Message-ID"] == sent["Message-ID"]
    assert arrived["Date"].datetime.tzinfo is not None
    body = arrived.get_content()  # type: ignore[attr-defined]
    assert body.splitlines() == ["Due Fri 10 Feb 2023.", ".", "Ŵ"]


def test_second_try_is_known_for_the_same_message(serve) -> None:
    peer = Peer()
    mailer = Mailer(serve(peer))
    mailer.send(message())
    mailer.send(message())
    ids = {message_from_bytes(content)["Message-ID"] for _, _, content in peer.taken}
    assert len(peer.taken) == 2
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("answers", "failure", "words"),
    [
        ({"recipient": "550 5.1.1 No such mailbox"}, PermanentFailure, "550 5.1.1 No such mailbox"),
        ({"recipient": "451 4.7.1 Greylisted"}, TemporaryFailure, "451 4.7.1 Greylisted"),
        ({"sender": "550 Not from you"}, PermanentFailure, "550 Not from you"),
        ({"sender": "452 Later"}, TemporaryFailure, "452 Later"),
        ({"data": "554 Spam"}, PermanentFailure, "554 Spam"),
        ({"data": "451 Try later"}, TemporaryFailure, "451 Try later"),
        ({"data": "421 Closing"}, TemporaryFailure, "421 Closing"),
    ],
)
def test_refusals(serve, answers, failure, words) -> None:
    peer = Peer(**answers)
    with pytest.raises(failure, match=words):
        Mailer(serve(peer)).send(message())
    assert peer.taken == []


def test_hanging_up_midway_is_worth_another_try(serve) -> None:
    peer = Peer(hang_up="data")
    with pytest.raises(TemporaryFailure):
        Mailer(serve(peer)).send(message())
    assert peer.taken == []


def test_hanging_up_after_taking_is_no_failure(serve) -> None:
    peer = Peer(hang_up="quit")
    Mailer(serve(peer)).send(message())
    assert len(peer.taken) == 1


def test_nobody_there(serve) -> None:
    settings = SmtpSettings("127.0.0.1", "m@example.gov.uk", free_port(), "none", timeout=2)
    with pytest.raises(TemporaryFailure, match=r"127\.0\.0\.1"):
        Mailer(settings).send(message())


def test_unknown_host() -> None:
    settings = SmtpSettings("mail.invalid", "m@example.gov.uk", 25, "none", timeout=2)
    with pytest.raises(TemporaryFailure, match=r"mail\.invalid"):
        Mailer(settings).send(message())


def test_server_that_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        settings = SmtpSettings("127.0.0.1", "m@example.gov.uk", port, "none", timeout=0.3)
        with pytest.raises(TemporaryFailure):
            Mailer(settings).send(message())


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_login_and_wrong_password(serve) -> None:
    peer = Peer()
    options = {"authenticator": peer.check, "auth_require_tls": False, "auth_required": True}
    settings = replace(serve(peer, **options), user="bot", password=SecretStr("right"))
    Mailer(settings).send(message())
    Mailer(replace(settings, password="right")).send(message())
    assert len(peer.taken) == 2
    assert set(peer.logins) == {(b"bot", b"right")}
    with pytest.raises(TemporaryFailure, match="535") as failed:
        Mailer(replace(settings, password=SecretStr("wrong-secret"))).send(message())
    assert "wrong-secret" not in str(failed.value)
    assert len(peer.taken) == 2


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_nothing_is_sent_in_the_clear(serve, security) -> None:
    peer = Peer()
    options = {"authenticator": peer.check, "auth_require_tls": False}
    settings = replace(
        serve(peer, **options), security=security, user="bot", password="right", timeout=1
    )
    with pytest.raises(TemporaryFailure):
        Mailer(settings).send(message())
    assert peer.logins == []
    assert peer.taken == []


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that its maker alone has signed, and a server's use of it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("NO OPENSSL, STARTTLS NOT TESTED")
    key, made = tmp_path / "key.pem", tmp_path / "cert.pem"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(made)]
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subprocess.run([*command, *names, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    return made, context


def test_starttls_with_a_certificate_that_is_trusted_and_one_that_is_not(
    serve, certificate, monkeypatch
) -> None:
    peer = Peer()
    made, context = certificate
    options = {"authenticator": peer.check, "require_starttls": True, "tls_context": context}
    plain = serve(peer, **options)
    settings = replace(plain, security="starttls", user="bot", password="right")
    with pytest.raises(TemporaryFailure, match="CERTIFICATE_VERIFY_FAILED"):
        Mailer(settings).send(message())
    assert (peer.logins, peer.taken) == ([], [])
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    Mailer(settings).send(message())
    assert peer.logins == [(b"bot", b"right")]
    assert len(peer.taken) == 1
    with pytest.raises(PermanentFailure, match="530"):
        Mailer(plain).send(message())


def test_address_that_the_server_cannot_take(serve) -> None:
    peer = Peer()
    settings = serve(peer, enable_SMTPUTF8=False)
    with pytest.raises(PermanentFailure):
        Mailer(settings).send(message("siân@example.gov.uk"))
    Mailer(serve(peer, enable_SMTPUTF8=True)).send(message("siân@example.gov.uk"))
    assert [recipients for _, recipients, _ in peer.taken] == [["siân@example.gov.uk"]]


def test_several_threads_at_once(serve) -> None:
    peer = Peer()
    mailer = Mailer(serve(peer))
    threads = [
        threading.Thread(target=mailer.send, args=(message(f"p{n}@example.gov.uk"),))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    arrived = sorted(recipients[0] for _, recipients, _ in peer.taken)
    assert arrived == [f"p{n}@example.gov.uk" for n in range(8)]


def test_settings_do_not_show_the_password() -> None:
    settings = SmtpSettings("h", "s@example.gov.uk", password="very-secret")
    assert "very-secret" not in repr(settings)
    assert Mailer(settings).sender == "s@example.gov.uk"
