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


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"MATTERS_PUBLIC_URL": "https://actions.exampleshire.example"}, None),
        ({"MATTERS_PUBLIC_URL": "https://exampleshire.example/actions/"}, None),
        ({"MATTERS_PUBLIC_URL": "http://127.0.0.1:8710"}, None),
        ({"MATTERS_PUBLIC_URL": "http://actions.exampleshire.example"}, "MATTERS_PUBLIC_URL"),
        ({"MATTERS_PUBLIC_URL": "actions.exampleshire.example"}, "MATTERS_PUBLIC_URL"),
        ({"MATTERS_PUBLIC_URL": "javascript:alert(1)"}, "MATTERS_PUBLIC_URL"),
        ({"MATTERS_PUBLIC_URL": "https://x.example/?a=b"}, "MATTERS_PUBLIC_URL"),
        ({"MATTERS_PUBLIC_URL": "https://[::1"}, "MATTERS_PUBLIC_URL"),
        ({"MATTERS_LINK_SECRET": "short"}, "MATTERS_LINK_SECRET"),
        ({"MATTERS_LINK_DAYS": "0"}, "MATTERS_LINK_DAYS"),
        ({"MATTERS_LINK_DAYS": "367"}, "MATTERS_LINK_DAYS"),
    ],
)
def test_where_links_lead(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], wrong: str | None
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    if wrong is None:
        assert not load().public_url.endswith("/")
        return
    with pytest.raises(SettingsError) as refused:
        load()
    assert [name for name, _ in refused.value.problems] == [wrong]
    assert "short" not in str(refused.value)


def test_links_are_signed_with_their_own_secret_or_with_what_the_bot_s_token_gives() -> None:
    from bot.tokens import tokens_for

    def settings(**given: str) -> Settings:
        return Settings(_env_file=None, **given)  # type: ignore[call-arg, arg-type]

    token = tokens_for(settings(slack_bot_token="xoxb-1")).of("seed")
    assert tokens_for(settings(slack_bot_token="xoxb-1")).hash_of(token)
    assert tokens_for(settings(slack_bot_token="xoxb-2")).hash_of(token) is None
    own = tokens_for(settings(slack_bot_token="xoxb-1", matters_link_secret="k" * 32)).of("seed")
    assert tokens_for(settings(matters_link_secret="k" * 32)).hash_of(own)
    assert "xoxb" not in token
