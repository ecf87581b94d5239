"""Settings: modes, and everything that is wrong said at once with its remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config import Settings, SettingsError, load

ROOT = Path(__file__).parents[2]
NAMES = [name.upper() for name in Settings.model_fields]


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine, no .env of the folder."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_every_setting_stands_in_the_example_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text()
    assert sorted(re.findall(r"^([A-Z_]+)=", text, re.M)) == sorted(NAMES)


def test_the_example_as_it_stands_is_valid_and_means_the_local_workspace(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text())
    assert load().mode == "local"


@pytest.mark.parametrize(
    ("given", "mode"),
    [
        ({}, "local"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, "socket"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}, "http"),
        (
            {
                "SLACK_BOT_TOKEN": "xoxb-1",
                "SLACK_SIGNING_SECRET": "s",
                "SLACK_APP_TOKEN": "xapp-1",
                "MATTERS_MODE": "http",
            },
            "http",
        ),
    ],
)
def test_the_mode_follows_from_what_is_given(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], mode: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert load().mode == mode


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, {"SLACK_APP_TOKEN"}),
        ({"SLACK_APP_TOKEN": "xapp-1"}, {"SLACK_BOT_TOKEN"}),
        ({"SLACK_SIGNING_SECRET": "s"}, {"SLACK_BOT_TOKEN"}),
        (
            {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "SLACK_APP_TOKEN": "xapp-1"},
            {"MATTERS_MODE"},
        ),
        (
            {
                "SLACK_BOT_TOKEN": "wrong",
                "SLACK_APP_TOKEN": "wrong",
                "DATABASE_URL": "mysql://x",
                "SMTP_HOST": "mail",
                "MATTERS_PORT": "99999",
                "SMTP_PORT": "twenty-five",
            },
            {
                "SLACK_BOT_TOKEN",
                "SLACK_APP_TOKEN",
                "DATABASE_URL",
                "SMTP_FROM",
                "SMTP_PORT",
                "MATTERS_PORT",
            },
        ),
    ],
)
def test_everything_wrong_is_said_at_once(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], wrong: set[str]
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load()
    assert {name for name, _ in refused.value.problems} == wrong
    assert all(remedy for _, remedy in refused.value.problems)


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-very-secret")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-very-secret")
    assert "very-secret" not in repr(load())
