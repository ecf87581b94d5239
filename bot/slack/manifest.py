"""The Slack app manifest: what the app is called, what it may do and where it listens.

The file beside this module is JSON, which is YAML too: Slack takes it as either, and reading it
needs no further library.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

#: Where Slack sends everything when it speaks HTTP; see `bot.app`.
PATH = "/slack/events"
_PREFIX = re.compile(r"[a-z0-9_-]{0,16}")


def manifest(prefix: str = "", mode: str = "socket", url: str = "") -> dict[str, Any]:
    """The manifest as plain data.

    `prefix` stands before every command's name, where names collide with another app's. `mode` is
    "socket" or "http"; for http `url` is the bot's public address ("https://bot.example"), and
    everything is sent to its /slack/events. Raises ValueError for another mode, for http without
    an https address, and for a prefix that Slack would refuse in a command's name.
    """
    if mode not in ("socket", "http"):
        raise ValueError(f"mode is socket or http, not {mode!r}")
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("a prefix is made of small letters, digits, - and _, at most 16")
    made: dict[str, Any] = json.loads(_text())
    for command in made["features"]["slash_commands"]:
        command["command"] = "/" + prefix + command["command"].removeprefix("/")
    made["settings"]["socket_mode_enabled"] = mode == "socket"
    if mode == "http":
        _listen_at(made, _address(url))
    return made


def required_scopes() -> list[str]:
    """The bot scopes that the app asks for, in alphabetical order."""
    scopes: list[str] = json.loads(_text())["oauth_config"]["scopes"]["bot"]
    return sorted(scopes)


def _text() -> str:
    return files("bot.slack").joinpath("manifest.yaml").read_text("utf-8")


def _address(url: str) -> str:
    if not url.startswith("https://"):
        raise ValueError("Slack sends requests to an https:// address only")
    return url.rstrip("/").removesuffix(PATH) + PATH


def _listen_at(made: dict[str, Any], address: str) -> None:
    for command in made["features"]["slash_commands"]:
        command["url"] = address
    for part in ("event_subscriptions", "interactivity"):
        made["settings"][part] = {"request_url": address, **made["settings"][part]}
