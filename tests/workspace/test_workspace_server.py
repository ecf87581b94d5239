"""The process: who may reach it, what it survives, and the faults that tests ask for."""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import aiohttp
import httpx2
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.workspace.server import bind
from tests.support.serving import serving, until
from tests.support.stream import Listener
from tests.support.workspace import Refused, Workspace

BOARD = "C0BOARD"
ROOT = Path(__file__).parents[2]


# Who may reach it


def test_it_listens_on_loopback_only() -> None:
    with pytest.raises(ValueError, match="loopback only"):
        bind("0.0.0.0", 0)


def test_a_foreign_host_is_refused(ws: Workspace) -> None:
    answer = httpx2.get(f"{ws.url}/client/state?as=U0ASHA", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.json()["error"]) == (403, "foreign_host")
    for host in (f"localhost:{ws.port}", "127.0.0.1", f"[::1]:{ws.port}"):
        assert httpx2.get(f"{ws.url}/health", headers={"Host": host}).status_code == 200


def test_posts_of_other_sites_are_refused(ws: Workspace) -> None:
    body = {"as": "U0ASHA", "channel": BOARD, "text": "forged"}
    answer = httpx2.post(f"{ws.url}/client/message", json=body)
    assert (answer.status_code, answer.json()["error"]) == (403, "missing_header")
    answer = httpx2.post(f"{ws.url}/_faults", content=b"{}", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 403
    assert "forged" not in str(ws.messages(BOARD))


def test_answers_carry_the_headers_that_keep_the_page_to_itself(ws: Workspace) -> None:
    headers = httpx2.get(f"{ws.url}/").headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_a_download_and_only_for_those_who_may_see_it(ws: Workspace) -> None:
    paper = ws.upload("U0ASHA", "page.html", b"<script>alert(1)</script>")
    answer = httpx2.get(f"{ws.url}/client/file/{paper}", params={"as": "U0ASHA"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="page.html"'
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    hidden = httpx2.get(f"{ws.url}/client/file/{paper}", params={"as": "U0BEA"})
    assert hidden.status_code == 404
    named = ws.upload("U0ASHA", "Prüfung, 50%?.txt", b"x")
    answer = httpx2.get(f"{ws.url}/client/file/{named}", params={"as": "U0ASHA"})
    assert (
        "filename*=UTF-8''Pr%C3%BCfung%2C%2050%25%3F.txt" in answer.headers["Content-Disposition"]
    )


def test_a_direct_message_is_for_two(ws: Workspace) -> None:
    dm = ws.dm("U0ASHA")
    ws.say("U0ASHA", dm, "Between us")
    with pytest.raises(Refused) as refused:
        ws.messages(dm, "U0BEA")
    assert refused.value.body["error"] == "channel_not_found"
    with pytest.raises(Refused):
        ws.say("U0BEA", dm, "May I?")


def test_nobody_speaks_as_the_bot_or_as_nobody(ws: Workspace) -> None:
    for user in ("U0MATTERS", "U0NOBODY", ""):
        with pytest.raises(Refused):
            ws.say(user, BOARD, "Hello")


def test_a_socket_needs_a_ticket(ws: Workspace) -> None:
    with socket.create_connection(("127.0.0.1", ws.port)) as raw:
        raw.sendall(
            b"GET /link/?ticket=no HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        assert b"403" in raw.recv(200)


def test_the_page_starts_as_the_first_person(ws: Workspace) -> None:
    state = httpx2.get(f"{ws.url}/client/state?as=").json()
    assert state["me"] == "U0ASHA"
    assert [channel["id"] for channel in state["channels"]] == ["C0BOARD", "C0PLACE", "C0GENERAL"]
    assert {command["command"] for command in state["commands"]} == {"/action", "/plain"}
    assert state["message_shortcuts"] == [{"callback_id": "record", "name": "Record"}]
    assert state["global_shortcuts"] == [{"callback_id": "start", "name": "Start"}]
    assert state["transport"] == "none"


# The page's stream


def test_the_stream_tells_what_happens_and_ends_with_the_server(tmp_path: Path) -> None:
    with Workspace.start(tmp_path, manifest={}) as ws:
        asha, bea = Listener(ws.url, "U0ASHA"), Listener(ws.url, "U0BEA")
        said = ws.say("U0HALLAM", BOARD, "Hello")
        until(lambda: asha.of("unread"))
        assert asha.of("message")[0]["message"]["ts"] == said["ts"]
        assert asha.of("unread")[0] == {"type": "unread", "channel": BOARD, "unread": 1}
        ws.say("U0ASHA", ws.dm("U0ASHA"), "For the bot")
        until(lambda: len(asha.of("message")) == 2)
        assert len(bea.of("message")) == 1
        started = time.monotonic()
    asha.join()
    bea.join()
    assert time.monotonic() - started < 30, "open streams must not hold up the shutdown"


def test_a_reply_also_changes_the_count_at_its_parent(ws: Workspace) -> None:
    parent = ws.say("U0HALLAM", BOARD, "Who?")
    listener = Listener(ws.url, "U0ASHA")
    ws.say("U0BEA", BOARD, "I", thread_ts=parent["ts"])
    changed = until(lambda: listener.of("message_changed"))
    assert changed[0]["message"]["reply_count"] == 1
    assert listener.of("message")[0]["message"]["thread_ts"] == parent["ts"]
    assert ws.messages(BOARD)[-1]["ts"] == parent["ts"], "replies stay in their thread"


# Faults


async def test_faults_fail_in_their_own_ways(ws: Workspace) -> None:
    client = AsyncWebClient(token="xoxb-local", base_url=ws.api_url, timeout=1)
    client.retry_handlers = []
    ws.fault("chat.postMessage", "ratelimited")
    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel=BOARD, text="limited")
    assert limited.value.response.status_code == 429
    ws.fault("*", "server_error")
    with pytest.raises(SlackApiError) as failed:
        await client.chat_postMessage(channel=BOARD, text="failed")
    assert failed.value.response.status_code == 500
    ws.fault("chat.postMessage", "hang_up")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=BOARD, text="hung up")
    ws.fault("chat.postMessage", "timeout", seconds=1.5)
    with pytest.raises(TimeoutError):
        await client.chat_postMessage(channel=BOARD, text="late")
    await client.chat_postMessage(channel=BOARD, text="well")
    texts = [message["text"] for message in ws.messages(BOARD)]
    assert texts[-3:] == ["hung up", "late", "well"]
    assert "limited" not in texts
    assert "failed" not in texts
    assert ws.calls("chat.postMessage") == 5


async def test_faults_can_be_asked_for_over_http(ws: Workspace) -> None:
    body = {"method": "chat.postMessage", "kind": "server_error", "count": 2}
    assert httpx2.post(f"{ws.url}/_faults", json=body).status_code == 200
    pending = httpx2.get(f"{ws.url}/_faults").json()["pending"]
    assert (pending[0]["kind"], pending[0]["count"]) == ("server_error", 2)
    client = AsyncWebClient(token="xoxb-local", base_url=ws.api_url)
    for _ in range(2):
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel=BOARD, text="x")
    await client.chat_postMessage(channel=BOARD, text="x")
    assert httpx2.post(f"{ws.url}/_faults", json=body | {"kind": "fire"}).status_code == 400


# The bot's side


class Endpoint:
    """A bot that answers as it is told and keeps what it was sent."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[Response] = []
        self.delay = 0.0
        self.offset = 0
        self.refuses = False

    async def slack(self, request: Request) -> Response:
        self.requests.append((dict(request.headers), await request.body()))
        if self.delay:
            await asyncio.sleep(self.delay)
        return self.answers.pop(0) if self.answers else Response()

    async def clock(self, request: Request) -> Response:
        body = await request.body()
        if not signed(dict(request.headers), body):
            return Response(status_code=401)
        if request.method == "POST":
            if self.refuses:
                return JSONResponse({"error": "no"}, status_code=409)
            self.offset = json.loads(body)["offset_seconds"]
        return JSONResponse({"offset_seconds": self.offset, "now": "…"})


def signed(headers: dict[str, str], body: bytes) -> bool:
    base = b"v0:" + headers["x-slack-request-timestamp"].encode() + b":" + body
    expected = "v0=" + hmac.new(b"local-signing-secret", base, sha256).hexdigest()
    return hmac.compare_digest(expected, headers["x-slack-signature"])


@pytest.fixture
def endpoint(ws: Workspace) -> Iterator[Endpoint]:
    bot = Endpoint()
    routes = [
        Route("/slack/events", bot.slack, methods=["POST"]),
        Route("/rehearsal/clock", bot.clock, methods=["GET", "POST"]),
    ]
    with serving(Starlette(routes=routes)) as url:
        ws.set_bot_url(url)
        yield bot


def test_events_are_signed_and_sent_again_until_taken(ws: Workspace, endpoint: Endpoint) -> None:
    endpoint.answers = [Response(status_code=500), Response(status_code=404), Response()]
    ws.say("U0ASHA", BOARD, "Hello")
    until(lambda: len(endpoint.requests) == 3)
    first, second, third = endpoint.requests
    assert all(signed(headers, body) for headers, body in endpoint.requests)
    assert "x-slack-retry-num" not in first[0]
    assert (second[0]["x-slack-retry-num"], third[0]["x-slack-retry-num"]) == ("1", "2")
    assert second[0]["x-slack-retry-reason"] == "http_error"
    ids = {json.loads(body)["event_id"] for _, body in endpoint.requests}
    assert len(ids) == 1, "a retry is the same event"


def test_an_event_is_not_sent_again_if_the_bot_says_so(ws: Workspace, endpoint: Endpoint) -> None:
    endpoint.answers = [Response(status_code=500, headers={"X-Slack-No-Retry": "1"})]
    ws.say("U0ASHA", BOARD, "Hello")
    until(lambda: endpoint.requests)
    time.sleep(0.4)
    assert len(endpoint.requests) == 1


def test_only_subscribed_events_are_sent(tmp_path: Path) -> None:
    manifest = {"settings": {"event_subscriptions": {"bot_events": ["message.im"]}}}
    bot = Endpoint()
    app = Starlette(routes=[Route("/slack/events", bot.slack, methods=["POST"])])
    with Workspace.start(tmp_path, manifest=manifest) as ws, serving(app) as url:
        ws.set_bot_url(url)
        ws.say("U0ASHA", BOARD, "In the channel")
        ws.say("U0ASHA", ws.dm("U0ASHA"), "In person")
        until(lambda: bot.requests)
        time.sleep(0.2)
        assert [json.loads(body)["event"]["text"] for _, body in bot.requests] == ["In person"]


def test_a_bot_that_takes_too_long(tmp_path: Path) -> None:
    bot = Endpoint()
    bot.delay = 1
    app = Starlette(routes=[Route("/slack/events", bot.slack, methods=["POST"])])
    manifest = {"features": {"slash_commands": [{"command": "/action"}]}}
    with (
        Workspace.start(tmp_path, manifest=manifest, ack_seconds=0.2) as ws,
        serving(app) as url,
    ):
        ws.set_bot_url(url)
        answer = ws.command("U0ASHA", BOARD, "/action", check=False)
    assert answer["error"] == "operation_timeout"


def test_the_clock_goes_forward_with_the_bots(ws: Workspace, endpoint: Endpoint) -> None:
    assert ws.state("U0ASHA")["clock"]["available"]
    clock = ws.advance(days=3)
    assert endpoint.offset == clock["offset_seconds"] == 3 * 86400
    ws.advance(3600)
    assert endpoint.offset == 3 * 86400 + 3600
    said = ws.say("U0ASHA", BOARD, "Later")
    real = time.strftime("%Y-%m-%d", time.gmtime())
    assert said["sent_at"][:10] > real
    with pytest.raises(Refused) as refused:
        ws.advance(-60)
    assert refused.value.body["message"] == "The clock only goes forward."
    endpoint.refuses = True
    with pytest.raises(Refused):
        ws.advance(days=1)
    assert ws.state("U0ASHA")["clock"]["offset_seconds"] == 3 * 86400 + 3600


def test_without_a_rehearsal_clock_there_is_none(ws: Workspace) -> None:
    assert not ws.state("U0ASHA")["clock"]["available"]
    with pytest.raises(Refused):
        ws.advance(days=1)


# What it survives

PROGRAM = """
import logging, sys
logging.basicConfig(level=logging.INFO)
from bot.workspace.server import serve
serve("127.0.0.1", int(sys.argv[2]), None, database=sys.argv[1], manifest={}, seed_files=[
    {"name": "minutes.txt", "data": b"ORDERED", "channel": "C0BOARD", "user": "U0ASHA",
     "text": "The draft minutes"}])
"""


def start_process(database: Path, port: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(database), str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )

    def answers() -> bool:
        assert process.poll() is None, "the process has died"
        try:
            return bool(httpx2.get(f"http://127.0.0.1:{port}/health").is_success)
        except httpx2.TransportError:
            return False

    until(answers, 20)
    return process


def free_port() -> int:
    with bind("127.0.0.1", 0) as bound:
        return int(bound.getsockname()[1])


def test_what_was_said_survives_a_kill_and_a_restart(tmp_path: Path) -> None:
    database, port = tmp_path / "var" / "workspace.sqlite3", free_port()
    url = f"http://127.0.0.1:{port}"
    query = {"as": "U0ASHA", "channel": BOARD, "limit": "200"}
    process = start_process(database, port)
    body = {"as": "U0BEA", "channel": BOARD, "text": "Remember this"}
    said = httpx2.post(f"{url}/client/message", json=body, headers={"X-Workspace": "1"}).json()
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    process = start_process(database, port)
    try:
        stands = httpx2.get(f"{url}/client/messages", params=query).json()["messages"]
        assert stands[-1]["ts"] == said["message"]["ts"]
        seeded = [message for message in stands if message["text"] == "The draft minutes"]
        assert [message["files"][0]["name"] for message in seeded] == ["minutes.txt"]
        again = httpx2.post(f"{url}/client/message", json=body, headers={"X-Workspace": "1"})
        assert again.json()["message"]["ts"] > said["message"]["ts"]
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_promptly_in_spite_of_open_streams(
    tmp_path: Path, sign: signal.Signals
) -> None:
    port = free_port()
    process = start_process(tmp_path / "workspace.sqlite3", port)
    listener = Listener(f"http://127.0.0.1:{port}", "U0ASHA")
    process.send_signal(sign)
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert output == b"", "it prints nothing"
    listener.join()
