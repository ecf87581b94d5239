"""`matters run` beside its local workspace: how it starts, and that nothing outlives it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from bot.config import Settings
from bot.local import LocalError, local_secret, must_be_free, with_ports, workspace_beside
from bot.workspace.server import bind
from tests.support.command import command, started
from tests.support.serving import listener, until
from tests.support.stream import Listener


@pytest.fixture
def ports() -> dict[str, str]:
    """Two ports that were free a moment ago, as settings."""
    with contextlib.closing(listener()) as one, contextlib.closing(listener()) as two:
        return {
            "MATTERS_PORT": str(one.getsockname()[1]),
            "MATTERS_WORKSPACE_PORT": str(two.getsockname()[1]),
        }


@contextlib.contextmanager
def running(folder: Path, ports: dict[str, str], **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """`matters run`, both of its ports answering."""
    with started(folder, "run", **ports, **more) as process:

        def announced() -> bool:
            assert process.poll() is None, output(folder)
            return "Matters Arising is running" in output(folder)

        until(announced, 60, "matters run")
        yield process


def output(folder: Path) -> str:
    return (folder / "output.txt").read_text()


def children(pid: int) -> list[int]:
    """The processes that it started."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(pid) for pid in found.split()]


def is_gone(pid: int) -> bool:
    """Ended; also if nobody has asked for its exit code yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_it_serves_both_and_ends_in_order(tmp_path: Path, ports: dict[str, str], name: str) -> None:
    with running(tmp_path, ports) as process:
        page = httpx2.get(f"http://127.0.0.1:{ports['MATTERS_WORKSPACE_PORT']}/")
        assert (page.status_code, "<html" in page.text) == (200, True)
        health = httpx2.get(f"http://127.0.0.1:{ports['MATTERS_PORT']}/healthz")
        assert health.json()["status"] == "ok"
        # An open page listens to its stream: it must hold nobody up.
        reader = Listener(f"http://127.0.0.1:{ports['MATTERS_WORKSPACE_PORT']}", "U0ASHA")
        (workspace,) = children(process.pid)
        process.send_signal(signal.Signals[name])
        assert process.wait(20) == 0
        assert is_gone(workspace)
        reader.join()
    said = output(tmp_path)
    assert f"http://127.0.0.1:{ports['MATTERS_WORKSPACE_PORT']}/" in said
    for unwanted in ("Traceback", "Fatal", "error", "xoxb-", secret_of(tmp_path)):
        assert unwanted not in said, said
    assert (tmp_path / "var/workspace.secret").stat().st_mode & 0o777 == 0o600


def secret_of(folder: Path) -> str:
    return (folder / "var/workspace.secret").read_text()


def test_the_workspace_ends_with_a_bot_that_is_killed(
    tmp_path: Path, ports: dict[str, str]
) -> None:
    with running(tmp_path, ports) as process:
        (workspace,) = children(process.pid)
        process.kill()
        process.wait(10)
        until(lambda: is_gone(workspace), 15, "the workspace's end")
    assert "Traceback" not in output(tmp_path)
    # Everything is free again, and the same folder starts again with what it held.
    must_be_free("127.0.0.1", int(ports["MATTERS_WORKSPACE_PORT"]), "")


def test_the_bot_ends_with_a_workspace_that_is_killed(
    tmp_path: Path, ports: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    asked_to_end = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: asked_to_end.set())
    others = children(os.getpid())
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        matters_port=int(ports["MATTERS_PORT"]),
        matters_workspace_port=int(ports["MATTERS_WORKSPACE_PORT"]),
    )

    def kill_it() -> None:
        with workspace_beside(settings):
            (workspace,) = set(children(os.getpid())) - set(others)
            os.kill(workspace, signal.SIGKILL)
            until(asked_to_end.is_set, 10, "SIGTERM")

    try:
        with pytest.raises(LocalError, match=r"workspace has ended \(code -9\), and the bot"):
            kill_it()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert set(children(os.getpid())) == set(others)


def test_a_signal_before_it_serves_leaves_nothing_behind(
    tmp_path: Path, ports: dict[str, str]
) -> None:
    with started(tmp_path, "run", **ports) as process:
        (workspace,) = until(lambda: children(process.pid), 30, "the workspace's process")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        until(lambda: is_gone(workspace), 15, "the workspace's end")
    assert "Traceback" not in output(tmp_path)


def test_with_slack_out_of_reach_it_still_ends_when_told_to(
    tmp_path: Path, ports: dict[str, str]
) -> None:
    """The client of Socket Mode tries for ever; one line each time, no tokens in it."""
    tokens = {"SLACK_BOT_TOKEN": "xoxb-geheim-1", "SLACK_APP_TOKEN": "xapp-geheim-2"}
    nowhere = {"SLACK_API_URL": "http://127.0.0.1:9/api/"}
    with started(tmp_path, "run", **ports, **tokens, **nowhere) as process:
        until(lambda: "Failed to connect" in output(tmp_path), 30, "a try to connect")
        assert children(process.pid) == []
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert "stopped" in output(tmp_path)
    for unwanted in ("Traceback", "geheim", "will be unused"):
        assert unwanted not in output(tmp_path)


def test_a_port_in_use_is_named_with_its_setting(tmp_path: Path) -> None:
    with contextlib.closing(listener()) as taken:
        port = str(taken.getsockname()[1])
        bot = command(tmp_path, "run", MATTERS_PORT=port)
        assert (bot.code, bot.out) == (1, b"")
        assert f"Port {port} of 127.0.0.1 cannot be used (Address already in use)" in bot.err
        assert "Set MATTERS_PORT to another port" in bot.err
        alone = command(tmp_path, "workspace", "--port", port)
        assert alone.code == 1
        assert "Set --port to another port" in alone.err


def test_a_workspace_without_a_place_for_its_messages_says_so(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("no folder")
    done = command(tmp_path, "workspace", "--port", "0", "--database", "text.txt/messages.sqlite3")
    assert (done.code, done.out) == (1, b"")
    assert "cannot keep its messages in text.txt/messages.sqlite3" in done.err


def test_the_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    first = local_secret(tmp_path / "var")
    assert len(first) == 32
    assert local_secret(tmp_path / "var") == first
    assert [p.name for p in (tmp_path / "var").iterdir()] == ["workspace.secret"]
    (tmp_path / "file").write_text("")
    with pytest.raises(LocalError, match="Start the program in a folder"):
        local_secret(tmp_path / "file")


def test_port_0_takes_free_ones_and_others_stay() -> None:
    settings = Settings(_env_file=None, matters_port=0)  # type: ignore[call-arg]
    chosen = with_ports(settings)
    assert chosen.matters_port
    assert chosen.workspace_port not in (0, 1, chosen.matters_port)
    fixed = Settings(_env_file=None, matters_port=8710)  # type: ignore[call-arg]
    assert with_ports(fixed) is fixed


def test_a_port_in_use_is_told_from_a_free_one() -> None:
    with contextlib.closing(listener()) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(LocalError, match="Set X to another port"):
            must_be_free("127.0.0.1", port, "X")
    must_be_free("127.0.0.1", port, "X")
    with pytest.raises(LocalError, match="cannot be used"):
        must_be_free("no.such.host.invalid", port, "X")


def test_the_workspace_answers_without_waiting_for_acknowledgements() -> None:
    """asyncio sets TCP_NODELAY on the connections of a socket that is named TCP, on no other's."""
    with contextlib.closing(bind("127.0.0.1", 0)) as bound:
        assert bound.proto == socket.IPPROTO_TCP


def test_a_stopped_server_leaves_its_port_free_for_the_next() -> None:
    """Connections in TIME_WAIT do not count as a port in use."""
    with contextlib.closing(listener()) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            accepted, _ = server.accept()
            accepted.close()
        time.sleep(0.01)
    must_be_free("127.0.0.1", port, "X")
    with contextlib.closing(listener(port)) as again:
        assert again.getsockname()[1] == port
