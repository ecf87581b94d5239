"""The one error boundary: whatever a listener raises becomes words for the person who asked.

A `DomainError` is its message (beside the field in a modal); anything else a reference id that the
log repeats. The boundary always answers with status 200: Slack shows anything else as a failure
of its own, and what was typed would be lost.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

import structlog
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot import faults
from bot.deps import Repeated
from workflows.errors import DomainError

log = structlog.get_logger()


async def on_error(error: Exception, body: dict[str, Any], client: AsyncWebClient) -> BoltResponse:
    """Turn an exception into the answer that its user sees."""
    if isinstance(error, Repeated):
        return BoltResponse(status=200, body="")
    if isinstance(error, DomainError):
        text, field = error.message, error.field
    else:
        text, field = _with_reference(error, body), None
    if body.get("type") == "view_submission":
        return _beside_field(body, text, field)
    if body.get("command"):
        unchanged = "" if "othing" in text else " Nothing was changed."
        said = f":warning: {text}{unchanged}{_typed(body)}"
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": said})
    await _tell(body, client, text)
    return BoltResponse(status=200, body="")


def _typed(body: dict[str, Any]) -> str:
    """What was typed after the command, to be copied and mended: Slack keeps none of it."""
    words = re.sub(r"<[@#][A-Z0-9]+\|([^>]*)>", r"@\1", str(body.get("text", ""))).strip()
    if len(words.split()) < 3:
        return ""
    quoted = words.replace("`", "'")[:1500]
    return f"\nYou typed: `{body['command']} {quoted}`"


def _with_reference(error: Exception, body: dict[str, Any]) -> str:
    reference = secrets.token_hex(4)
    log.error(
        "listener failed",
        reference=reference,
        kind=body.get("type") or body.get("command"),
        fault=faults.words(error),
        trace=faults.trace(error),
    )
    return (
        "Something went wrong on our side, and nothing was changed. Please try again; if it "
        f"happens twice, tell your administrator this reference: {reference}."
    )


def _beside_field(body: dict[str, Any], text: str, field: str | None) -> BoltResponse:
    """The error beside its field; beside the last input where it belongs to none, so that the
    form stays open with all that was typed."""
    inputs = [b["block_id"] for b in body["view"].get("blocks", []) if b.get("type") == "input"]
    if not inputs:
        view = {
            "type": "modal",
            "title": {"type": "plain_text", "text": "Not done"},
            "close": {"type": "plain_text", "text": "Close"},
            "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text[:2900]}}],
        }
        return BoltResponse(status=200, body={"response_action": "push", "view": view})
    block = field if field in inputs else inputs[-1]
    return BoltResponse(status=200, body={"response_action": "errors", "errors": {block: text}})


async def _tell(body: dict[str, Any], client: AsyncWebClient, text: str) -> None:
    """For a button, a shortcut or an event: only the person who pressed sees it. The text may quote
    what was typed, so no log repeats it; whatever keeps Slack from taking it stays here."""
    user = (body.get("user") or {}).get("id") or body.get("event", {}).get("user")
    channel = (body.get("channel") or {}).get("id") or body.get("event", {}).get("channel")
    try:
        if channel and user:
            await client.chat_postEphemeral(channel=channel, user=user, text=f":warning: {text}")
        elif body.get("trigger_id"):
            await client.views_open(
                trigger_id=body["trigger_id"],
                view={
                    "type": "modal",
                    "title": {"type": "plain_text", "text": "Not done"},
                    "close": {"type": "plain_text", "text": "Close"},
                    "blocks": [
                        {"type": "section", "text": {"type": "mrkdwn", "text": text[:2900]}}
                    ],
                },
            )
        else:
            log.warning("nobody could be told", kind=body.get("type"))
    except faults.UNTOLD as fault:
        log.warning("telling the person failed", kind=body.get("type"), error=faults.words(fault))
