"""What a failure leaves behind: words without what it was about, and no change called undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import IntegrityError
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot import errors, faults
from bot.config import Settings
from bot.deps import Asker, Desk
from bot.mail.smtp import PermanentFailure
from bot.slack.commands import tell
from bot.web import health
from storage.database import open_store
from tests.support.council import Council
from workflows.errors import InvalidInput

pytest_plugins = ["tests.support.stores", "tests.support.council"]
SECRET = "Settle with Mr Smith"


class AiohttpAnswer:
    """What the SDK hands on where the body was no JSON: aiohttp's response, with no `get`."""

    status, headers, url = 502, {"Retry-After": "7"}, "https://slack.com/api/chat.postMessage"


class Failing:
    """A Slack client whose every call fails in the same way."""

    def __init__(self, fault: Exception) -> None:
        self.fault, self.calls = fault, list[str]()

    def __getattr__(self, name: str) -> Any:
        async def call(**_: Any) -> None:
            self.calls.append(name)
            raise self.fault

        return call


UNTOLD = [
    SlackApiError("no", {"ok": False, "error": "not_in_channel"}),
    SlackApiError("no JSON", AiohttpAnswer()),
    aiohttp.ServerDisconnectedError(),
    TimeoutError(),
    ConnectionResetError(),
]


@pytest.mark.parametrize("fault", UNTOLD, ids=["refused", "no JSON", "gone", "late", "reset"])
async def test_what_was_done_stands_though_nobody_could_be_told(fault: Exception) -> None:
    client: Any = Failing(fault)
    await tell(client, Asker("T1", "U1", channel_id="C1"), "Done.")
    assert client.calls
    body = {"user": {"id": "U1"}, "channel": {"id": "C1"}, "type": "block_actions"}
    answer = await errors.on_error(InvalidInput("No."), body, client)
    assert answer.status == 200


async def test_the_log_does_not_repeat_what_was_typed(capsys: pytest.CaptureFixture[str]) -> None:
    client: Any = Failing(TimeoutError())
    body = {"user": {"id": "U1"}, "channel": {"id": "C1"}}
    await errors.on_error(InvalidInput(f"“{SECRET}” is no date."), body, client)
    await errors.on_error(InvalidInput(f"“{SECRET}” is no date."), {"user": {"id": "U1"}}, client)
    await errors.on_error(ValueError(SECRET), body, client)
    said = capsys.readouterr()
    assert "ValueError" in said.out + said.err
    assert SECRET not in said.out + said.err


def test_a_drivers_error_does_not_repeat_the_values(council: Council) -> None:
    action = council.record(SECRET, "Tom Hallam")
    wrong = replace(action, board_id="nope", id="zz", reference="q")
    with pytest.raises(IntegrityError) as raised, council.store.begin() as tx:
        tx.actions.add(wrong)
    assert SECRET not in str(raised.value)
    assert SECRET not in faults.trace(raised.value)
    assert "IntegrityError" in faults.trace(raised.value)


def test_words_have_the_code_and_not_the_content() -> None:
    broken = SlackApiError("no JSON", AiohttpAnswer())
    assert faults.words(broken) == "http_502"
    assert faults.retry_after(broken) == 7
    assert faults.method(broken) == "chat.postMessage"
    spam = PermanentFailure(f"The mail server answered 550 5.7.1 spam: {SECRET}")
    assert faults.words(spam) == "The mail server answered 550 5.7.1"
    assert faults.words(ConnectionRefusedError(111, "Connection refused")).endswith("refused")
    assert faults.words(KeyError(SECRET)) == "KeyError"


def test_health_says_503_whatever_the_driver_raises(tmp_path: Any) -> None:
    store = open_store(f"sqlite:///{tmp_path}/empty.db")
    desk = Desk(store, Settings(_env_file=None))  # type: ignore[call-arg]
    client = TestClient(Starlette(routes=health.routes(desk)))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "failing", "record": "OperationalError"}
    store.close()
