"""The Slack app manifest: complete, within Slack's limits, and true of what is wired."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from bot.slack import ids
from bot.slack.listeners import (
    actions,
    boards,
    delegations,
    meetings,
    minutes,
    resolutions,
    soundings,
)
from bot.slack.listeners.mentions import HANDLERS
from bot.slack.manifest import manifest, required_scopes

COMMANDS = ("action", "resolution", "delegation", "sounding", "meeting", "minutes", "board")
#: The scope that each event needs, from Slack's reference of events.
EVENT_SCOPES = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "user_change": "users:read",
}


def names(made: dict[str, object]) -> list[str]:
    return [c["command"] for c in made["features"]["slash_commands"]]  # type: ignore[index]


def test_every_command_is_there_and_escapes_people() -> None:
    made = manifest()
    assert names(made) == [f"/{name}" for name in COMMANDS]
    assert set(COMMANDS) == set(HANDLERS)
    for command in made["features"]["slash_commands"]:
        assert command["should_escape"] is True, "or @owner arrives as plain words"
        assert command["description"]
        assert "help" in command["usage_hint"]


def test_shortcuts_are_those_that_are_listened_to() -> None:
    shortcuts = manifest()["features"]["shortcuts"]
    assert [s["callback_id"] for s in shortcuts] == [
        ids.RECORD_ACTION,
        ids.RECORD_RESOLUTION,
        ids.READ_MINUTES,
    ]
    assert all(s["type"] == "message" and len(s["name"]) <= 24 for s in shortcuts)
    assert all(len(s["description"]) <= 150 for s in shortcuts)


def test_within_slacks_limits() -> None:
    shown = manifest()["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])


def test_events_have_their_scopes_and_no_scope_is_there_twice() -> None:
    scopes = required_scopes()
    assert scopes == sorted(set(scopes))
    for event in manifest()["settings"]["event_subscriptions"]["bot_events"]:
        assert EVENT_SCOPES[event] in {None, *scopes}, event
    assert not {s for s in scopes if s.startswith("admin") or s == "chat:write.public"}


def test_a_prefix_stands_before_every_command() -> None:
    assert names(manifest("hwb-")) == [f"/hwb-{name}" for name in COMMANDS]
    for wrong in ("HWB", "a b", "/x", "x" * 17):
        with pytest.raises(ValueError, match="prefix"):
            manifest(wrong)


def test_socket_mode_needs_no_address_and_http_gives_it_everywhere() -> None:
    socket = manifest()
    assert socket["settings"]["socket_mode_enabled"] is True
    assert "http" not in json.dumps(socket)
    for url in ("https://bot.example", "https://bot.example/", "https://bot.example/slack/events"):
        http = manifest(mode="http", url=url)
        address = "https://bot.example/slack/events"
        assert http["settings"]["socket_mode_enabled"] is False
        assert http["settings"]["event_subscriptions"]["request_url"] == address
        assert http["settings"]["interactivity"]["request_url"] == address
        assert {c["url"] for c in http["features"]["slash_commands"]} == {address}
    for url in ("", "http://bot.example"):
        with pytest.raises(ValueError, match="https"):
            manifest(mode="http", url=url)
    with pytest.raises(ValueError, match="socket or http"):
        manifest(mode="carrier pigeon")


def test_two_calls_share_nothing() -> None:
    first = manifest("a")
    first["features"]["slash_commands"].clear()
    assert len(names(manifest())) == len(COMMANDS)


def test_the_file_is_yaml_too() -> None:
    yaml = pytest.importorskip("yaml")
    text = files("bot.slack").joinpath("manifest.yaml").read_text("utf-8")
    assert yaml.safe_load(text) == json.loads(text) == manifest()


def test_the_hints_name_verbs_that_there_are() -> None:
    listeners = {
        "action": actions,
        "resolution": resolutions,
        "delegation": delegations,
        "sounding": soundings,
        "meeting": meetings,
        "minutes": minutes,
        "board": boards,
    }
    for command in manifest()["features"]["slash_commands"]:
        verbs = listeners[command["command"].removeprefix("/")].VERBS
        named = [part.split()[0] for part in command["usage_hint"].split("|")]
        plain_words = {n for n in named if n.isalpha()}
        assert plain_words <= set(verbs), command["command"]
