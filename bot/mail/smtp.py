"""Handing messages to the mail server, and telling apart what may be tried again."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Literal

from pydantic import SecretStr

Security = Literal["starttls", "ssl", "none"]


class MailFailure(Exception):
    """A message was not handed over. The text is for the log and the officer."""


class TemporaryFailure(MailFailure):
    """Worth another try: the server, the network, a password to be put right, a full mailbox."""


class PermanentFailure(MailFailure):
    """Another try would end the same: the server refuses this address or this message."""


@dataclass(frozen=True)
class SmtpSettings:
    """Where to hand messages in. `timeout` in seconds is for each answer of the server."""

    host: str
    sender: str
    port: int = 587
    security: Security = "starttls"
    user: str = ""
    password: SecretStr | str = field(default="", repr=False)
    timeout: float = 30.0


class Mailer:
    """Sends each message over a connection of its own, in the calling thread."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings

    @property
    def sender(self) -> str:
        """The address that messages come from, with its name where it has one."""
        return self._settings.sender

    def check(self) -> None:
        """Connect and log in as for a message, and send none. Raises `TemporaryFailure`."""
        client = self._open()
        with contextlib.suppress(smtplib.SMTPException, OSError):
            client.quit()
        client.close()

    def send(self, message: EmailMessage) -> None:
        """Hand the message over; it has been taken when this returns.

        A message without a date gets the present one. Raises `TemporaryFailure` or
        `PermanentFailure`. With "starttls" or "ssl" nothing is ever sent in the clear.
        """
        if "Date" not in message:
            message["Date"] = format_datetime(datetime.now(UTC))
        client = self._open()
        try:
            self._hand_over(client, message)
        finally:
            # The message has been taken or refused by now; how the server parts changes nothing.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                client.quit()
            client.close()

    @property
    def _place(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"

    def _open(self) -> smtplib.SMTP:
        try:
            return self._connect()
        except (smtplib.SMTPException, OSError) as error:
            # Before a message is named no refusal can be the message's fault.
            raise TemporaryFailure(f"{self._place}: {_words(error)}") from error

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        # Our name is the sender's domain: smtplib would ask DNS, which may take many seconds.
        name = parseaddr(settings.sender)[1].rpartition("@")[2] or "localhost"
        if settings.security == "ssl":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host,
                settings.port,
                local_hostname=name,
                timeout=settings.timeout,
                context=ssl.create_default_context(),
            )
        else:
            client = smtplib.SMTP(
                settings.host, settings.port, local_hostname=name, timeout=settings.timeout
            )
        try:
            if settings.security == "starttls":
                client.starttls(context=ssl.create_default_context())
            if settings.user:
                client.login(settings.user, self._password())
        except BaseException:
            client.close()
            raise
        return client

    def _password(self) -> str:
        password = self._settings.password
        return password if isinstance(password, str) else password.get_secret_value()

    def _hand_over(self, client: smtplib.SMTP, message: EmailMessage) -> None:
        try:
            client.send_message(message, from_addr=parseaddr(self._settings.sender)[1])
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            raise _failure(code, answer) from error
        except smtplib.SMTPResponseException as error:
            raise _failure(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            # The address has letters that this server cannot take (SMTPUTF8).
            raise PermanentFailure(f"{self._place}: {_words(error)}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise TemporaryFailure(f"{self._place}: {_words(error)}") from error
        except (MessageError, ValueError) as error:
            raise PermanentFailure(f"The message cannot be written: {_words(error)}") from error


def _failure(code: int, answer: bytes | str) -> MailFailure:
    """4xx may pass later, and so may what is no answer at all; 5xx will not (RFC 5321, 4.2.1)."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    kind = PermanentFailure if 500 <= code <= 599 else TemporaryFailure
    return kind(f"The mail server answered {code} {' '.join(text.split())}"[:500])


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
