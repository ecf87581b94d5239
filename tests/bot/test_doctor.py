"""`matters doctor` against a real workspace, a real mail server, real databases, and silence."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.config import Settings
from bot.doctor import Finding, Record, examine, links_finding
from bot.slack.manifest import manifest, required_scopes
from tests.support.command import Done, called
from tests.support.serving import listener, serving
from tests.support.workspace import Workspace

SLACK = {"SLACK_BOT_TOKEN": "xoxb-geheim-1", "SLACK_SIGNING_SECRET": "geheim-2"}
SOCKET = {"SLACK_BOT_TOKEN": "xoxb-geheim-1", "SLACK_APP_TOKEN": "xapp-geheim-2"}


def findings(done: Done) -> dict[str, dict[str, Any]]:
    """By what was looked at; the exit code must agree with them, and no secret may show."""
    assert done.err == ""
    assert "geheim" not in done.text
    found = {f["what"]: f for f in done.json}
    assert done.code == (0 if all(f["fine"] for f in done.json) else 3)
    assert all(f["fine"] or f["remedy"] for f in done.json)
    return found


def test_all_is_well_before_anything_is_set(tmp_path: Path) -> None:
    done = called(tmp_path, "doctor")
    assert (done.code, done.err) == (0, "")
    assert "settings: right; mode local" in done.text
    assert "empty so far" in done.text
    assert "wrong" not in done.text


def test_wrong_settings_are_found_all_at_once(tmp_path: Path) -> None:
    done = called(tmp_path, "doctor", "--json", SLACK_BOT_TOKEN="geheim", SMTP_HOST="mail")
    assert set(findings(done)) == {
        "setting SLACK_BOT_TOKEN",
        "setting SLACK_APP_TOKEN",
        "setting SMTP_FROM",
    }
    assert done.code == 3


def test_a_database_is_tried_by_writing_and_left_as_it_was(sqlite_url: str, tmp_path: Path) -> None:
    done = called(tmp_path, "doctor", "--json", DATABASE_URL=sqlite_url)
    assert "can be written to" in findings(done)["database"]["detail"]
    with contextlib.closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as database:
        assert database.execute("SELECT count(*) FROM setting").fetchone() == (0,)


def test_a_database_at_another_schema_is_told_apart(sqlite_url: str, tmp_path: Path) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    for revision, remedy in (("0001", "matters db upgrade"), ("9999", "newer version")):
        with contextlib.closing(sqlite3.connect(path)) as database, database:
            database.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        done = called(tmp_path, "doctor", "--json", DATABASE_URL=sqlite_url)
        assert remedy in findings(done)["database"]["remedy"]
        assert done.code == 3


def test_a_locked_database_is_found_locked(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.PATIENCE", 0.2)
    path = sqlite_url.removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        done = called(tmp_path, "doctor", "--json", DATABASE_URL=sqlite_url)
    found = findings(done)["database"]
    assert "locked" in found["detail"] or "busy" in found["detail"]
    assert "no other program holds it" in found["remedy"]


@pytest.mark.parametrize(
    ("url", "detail"),
    [
        ("sqlite:///text.txt", "not a database"),
        ("postgresql://matters:geheim@127.0.0.1:9/matters", "onnection"),
    ],
)
def test_a_database_that_is_none_is_named(tmp_path: Path, url: str, detail: str) -> None:
    (tmp_path / "text.txt").write_text("This is no database, and quite long enough to be sure." * 9)
    found = findings(called(tmp_path, "doctor", "--json", DATABASE_URL=url))["database"]
    assert not found["fine"]
    assert detail in found["detail"]
    assert "DATABASE_URL" in found["remedy"]


def test_a_local_workspace_is_slack_enough(tmp_path: Path) -> None:
    """It grants what the app's manifest asks for, and says so as Slack does."""
    with Workspace.start(
        tmp_path,
        manifest=manifest(),
        signing_secret="geheim-2",
        bot_token=SOCKET["SLACK_BOT_TOKEN"],
        app_token=SOCKET["SLACK_APP_TOKEN"],
    ) as ws:
        over_http = findings(
            called(tmp_path, "doctor", "--json", SLACK_API_URL=ws.api_url, **SLACK)
        )
        assert over_http["Slack"]["detail"].startswith(ws.app.state.workspace.settings.team["name"])
        assert over_http["Slack scopes"]["detail"] == "all granted"
        assert "Slack Socket Mode" not in over_http
        found = findings(called(tmp_path, "doctor", "--json", SLACK_API_URL=ws.api_url, **SOCKET))
        assert found["Slack Socket Mode"]["fine"]
        wrong = {"SLACK_BOT_TOKEN": "xoxb-geheim-3", "SLACK_SIGNING_SECRET": "geheim-2"}
        refused = findings(called(tmp_path, "doctor", "--json", SLACK_API_URL=ws.api_url, **wrong))
        assert refused["Slack"]["detail"] == "refused: invalid_auth"
        assert "OAuth" in refused["Slack"]["remedy"]
        app = {**SOCKET, "SLACK_APP_TOKEN": "xapp-geheim-3"}
        done = called(tmp_path, "doctor", "--json", SLACK_API_URL=ws.api_url, **app)
        assert "connections:write" in findings(done)["Slack Socket Mode"]["remedy"]


@contextlib.contextmanager
def slack_that_says(answer: Response) -> Iterator[str]:
    """An address at which everything is answered so."""

    async def say(_: Request) -> Response:
        return answer

    with serving(Starlette(routes=[Route("/{rest:path}", say, methods=["GET", "POST"])])) as url:
        yield f"{url}/api/"


@pytest.mark.parametrize(
    ("left_out", "detail"), [((), "all granted"), (("chat:write", "files:read"), "missing: chat")]
)
def test_scopes_are_compared_where_slack_names_them(
    tmp_path: Path, left_out: tuple[str, ...], detail: str
) -> None:
    granted = ",".join(s for s in required_scopes() if s not in left_out)
    body = {"ok": True, "team": "Exampleshire", "user": "matters"}
    with slack_that_says(JSONResponse(body, headers={"x-oauth-scopes": granted})) as url:
        found = findings(called(tmp_path, "doctor", "--json", SLACK_API_URL=url, **SLACK))
    assert detail in found["Slack scopes"]["detail"]
    assert found["Slack scopes"]["fine"] is not bool(left_out)
    assert found["Slack"]["detail"] == "Exampleshire, as matters"


@pytest.mark.parametrize(
    "answer",
    [
        PlainTextResponse("<html>A proxy asks you to log in</html>"),
        PlainTextResponse("upstream is gone", 502),
        JSONResponse(["not", "an", "object"]),
    ],
)
def test_what_does_not_answer_as_slack_does_is_no_slack(tmp_path: Path, answer: Response) -> None:
    with slack_that_says(answer) as url:
        found = findings(called(tmp_path, "doctor", "--json", SLACK_API_URL=url, **SLACK))
    assert not found["Slack"]["fine"]


def test_nobody_there(tmp_path: Path) -> None:
    settings = {"SLACK_API_URL": "http://127.0.0.1:9/api/", "SMTP_HOST": "127.0.0.1"}
    more = {"SMTP_PORT": "9", "SMTP_FROM": "actions@council.example"}
    found = findings(called(tmp_path, "doctor", "--json", **SLACK, **settings, **more))
    assert "SLACK_API_URL" in found["Slack"]["remedy"]
    assert "ConnectionRefusedError" in found["e-mail"]["detail"]


class Peer(Controller):
    """A mail server that knows one password and takes no messages."""

    def __init__(self) -> None:
        super().__init__(
            self,
            hostname="127.0.0.1",
            port=0,
            auth_require_tls=False,
            authenticator=self.check,
        )

    @staticmethod
    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=data.password == b"geheim-right", handled=False)

    async def handle_DATA(self, *_: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        raise AssertionError("the doctor sends no message")


@pytest.fixture
def mail_port() -> Iterator[str]:
    with contextlib.closing(listener()) as free:
        port = free.getsockname()[1]
    peer = Peer()
    peer.port = port
    peer.start()
    yield str(port)
    peer.stop()


def test_the_mail_server_is_logged_in_to_and_sent_nothing(tmp_path: Path, mail_port: str) -> None:
    place = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": mail_port, "SMTP_FROM": "a@council.example"}
    plain = {**place, "SMTP_SECURITY": "none", "SMTP_USER": "actions"}
    right = called(tmp_path, "doctor", "--json", **plain, SMTP_PASSWORD="geheim-right")
    assert "logged in" in findings(right)["e-mail"]["detail"]
    wrong = called(tmp_path, "doctor", "--json", **plain, SMTP_PASSWORD="geheim-wrong")
    assert findings(wrong)["e-mail"]["remedy"] == "check SMTP_USER and SMTP_PASSWORD"
    clear = called(tmp_path, "doctor", "--json", **place, SMTP_SECURITY="starttls")
    assert "SMTP_SECURITY" in findings(clear)["e-mail"]["remedy"]


@pytest.mark.parametrize(
    ("given", "fine", "said"),
    [
        ({}, True, "this machine alone"),
        ({"slack_bot_token": "xoxb-1"}, False, "carry no links"),
        (
            {"slack_bot_token": "xoxb-1", "matters_public_url": "http://127.0.0.1:8710"},
            False,
            "this machine alone",
        ),
        (
            {"slack_bot_token": "xoxb-1", "matters_public_url": "https://actions.example/"},
            True,
            "good for 60 days, signed with a key from SLACK_BOT_TOKEN",
        ),
    ],
)
def test_where_links_of_emails_lead(given: dict[str, str], fine: bool, said: str) -> None:
    found = links_finding(Settings(_env_file=None, **given))  # type: ignore[call-arg, arg-type]
    assert (found.fine, bool(found.remedy)) == (fine, not fine)
    assert said in found.detail


def test_silence_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets that take a connection and never say a word, a database that never returns."""
    with contextlib.closing(listener()) as silent:
        port = silent.getsockname()[1]
        monkeypatch.chdir(tmp_path)
        for name, value in {
            **SLACK,
            "SLACK_API_URL": f"http://127.0.0.1:{port}/api/",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(port),
            "SMTP_FROM": "a@council.example",
        }.items():
            monkeypatch.setenv(name, value)
        never = threading.Event()

        def stuck(_: str) -> tuple[str, str | None]:
            never.wait(30)
            return "newest", None

        record = Record(stuck, lambda _: None, lambda url: url, str)
        began = time.monotonic()
        found = examine(record, patience=0.5)
        took = time.monotonic() - began
        never.set()
    assert [f.what for f in found] == ["settings", "database", "Slack", "e-mail"]
    silent_ones = [f for f in found if f.what != "settings"]
    assert all("no answer within" in f.detail and f.remedy for f in silent_ones)
    assert took < 25  # the time-outs of the libraries are 10 seconds each, one after another 30


def test_a_finding_can_be_read_by_programs() -> None:
    finding = Finding("e-mail", False, "no", "do this")
    assert finding.as_dict() == {
        "what": "e-mail",
        "fine": False,
        "detail": "no",
        "remedy": "do this",
    }
