"""What a failure is called, without what it was about.

A driver's or a library's message may quote the values it was given, and these may be exempt matter.
Logs and the outbox hold what is said here instead.
"""

from __future__ import annotations

import re
import traceback

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.mail.smtp import MailFailure

#: Slack cannot be reached, or does not answer in time.
NETWORK = (aiohttp.ClientError, TimeoutError, OSError)
#: Whatever may be raised by telling somebody something in Slack.
UNTOLD = (SlackApiError, *NETWORK)
_ANSWERED = re.compile(r"The mail server answered \d{3}(?: \d\.\d{1,3}\.\d{1,3})?")


def slack_error(refused: SlackApiError) -> str:
    """Slack's word for its refusal, "http_500" for an answer that is none of Slack's."""
    data = getattr(refused.response, "data", refused.response)
    error = data.get("error") if isinstance(data, dict) else None
    return str(error) if error else f"http_{status(refused) or 'unknown'}"


def status(refused: SlackApiError) -> int:
    """The HTTP status of the answer, 0 if there is none. The SDK raises with its own response, or
    with aiohttp's where the body was no JSON."""
    found = getattr(refused.response, "status_code", getattr(refused.response, "status", 0))
    return found if isinstance(found, int) else 0


def retry_after(refused: SlackApiError) -> float | None:
    """The seconds that Slack asks to wait, if it names them."""
    headers = getattr(refused.response, "headers", None) or {}
    after = str(headers.get("Retry-After") or headers.get("retry-after") or "")
    return float(after) if after.isdigit() else None


def method(refused: SlackApiError) -> str:
    """The Web API method that refused ("chat.postMessage"), empty if it cannot be told."""
    url = getattr(refused.response, "api_url", None) or getattr(refused.response, "url", "")
    return str(url).partition("?")[0].rpartition("/")[2]


def words(fault: BaseException) -> str:
    """One line for the operator: the kind of failure and its codes, never a text that was sent."""
    if isinstance(fault, SlackApiError):
        return slack_error(fault)
    if isinstance(fault, MailFailure):
        # The server may quote the subject in what it says after its codes.
        said = _ANSWERED.match(str(fault))
        return said.group() if said else f"Mail: {type(fault.__cause__ or fault).__name__}"
    if isinstance(fault, aiohttp.ClientResponseError):
        return f"{type(fault).__name__}: HTTP {fault.status}"
    if isinstance(fault, OSError) and fault.strerror:
        return f"{type(fault).__name__}: {fault.strerror}"
    state = getattr(getattr(fault, "orig", None), "sqlstate", None)
    return type(fault).__name__ + (f" ({state})" if state else "")


def trace(fault: BaseException) -> str:
    """Where it happened, line by line, without the message of any exception in the chain."""
    parts: list[str] = []
    at: BaseException | None = fault
    seen: set[int] = set()
    # An error may be its own cause (`raise error from error`).
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        parts.append("".join(traceback.format_tb(at.__traceback__)) + words(at))
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return "\ncaused by:\n".join(parts)
