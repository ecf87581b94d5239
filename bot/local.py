"""Starting the local workspace beside the bot, when no Slack settings are given; its end with the
bot's, however the bot ends; and the ports of both."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from pydantic import SecretStr

from bot.config import Settings
from bot.terminal import say

VAR = Path("var")
BOT_TOKEN = "xoxb-local"  # noqa: S105 - the local workspace's own, on loopback
START_SECONDS = 30
STOP_SECONDS = 10


class LocalError(Exception):
    """It could not be started; the text says why and what to do."""


def local_secret(folder: Path = VAR) -> str:
    """The signing secret that bot and workspace of this folder share, made on first use.

    `LocalError` if the folder cannot be written to.
    """
    path = folder / "workspace.secret"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make_secret(path)
        return path.read_text().strip()
    except OSError as fault:
        raise LocalError(
            f"The local workspace keeps its secret in {path}, which cannot be used: "
            f"{fault.strerror}. Start the program in a folder that it may write to."
        ) from fault


def _make_secret(path: Path) -> None:
    """Written aside and linked: whoever finds the file finds all of it."""
    aside = path.with_suffix(f".{os.getpid()}")
    handle = os.open(aside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(16))
    try:
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink()


def with_ports(settings: Settings) -> Settings:
    """The settings with a free port wherever port 0 asks for one."""
    if settings.matters_port:
        return settings
    chosen = {"matters_port": _free_port()}
    if settings.mode == "local" and not settings.matters_workspace_port:
        chosen["matters_workspace_port"] = _free_port()
    return settings.model_copy(update=chosen)


def with_workspace(settings: Settings) -> Settings:
    """The settings with which the bot speaks to the local workspace."""
    return settings.model_copy(
        update={
            "slack_bot_token": SecretStr(BOT_TOKEN),
            "slack_signing_secret": SecretStr(local_secret()),
            "slack_api_url": f"http://127.0.0.1:{settings.workspace_port}/api/",
            "matters_rehearsal": True,
            "matters_public_url": settings.matters_public_url
            or f"http://127.0.0.1:{settings.matters_port}",
        }
    )


def must_be_free(host: str, port: int, name: str) -> None:
    """`LocalError` with what to do, unless that address can be listened at. `name`: its setting."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise LocalError(
                f"Port {port} of {host} cannot be used ({fault.strerror}); perhaps the program is "
                f"running already. Set {name} to another port."
            ) from fault


@contextmanager
def workspace_beside(settings: Settings) -> Iterator[None]:
    """The workspace as a process of its own, answering, until the block ends.

    It ends when this process does, even if that is killed; and should it end first, this process
    ends too: without a workspace there is nothing left to do. `LocalError` if it does not start,
    or ends of its own accord.
    """
    must_be_free("127.0.0.1", settings.workspace_port, "MATTERS_WORKSPACE_PORT")
    child = _start(settings)
    try:
        _wait_for(child, settings.workspace_port)
        with _watched(child):
            yield
    finally:
        _stop(child)


@contextmanager
def _watched(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """SIGTERM to this process should the child end before the block does; `LocalError` at its end
    unless the child was asked to end as well, as a service manager does with a whole group."""
    done = threading.Event()

    def watch() -> None:
        child.wait()
        if not done.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        done.set()
        code = child.poll()
        if code not in (None, 0, -signal.SIGTERM, -signal.SIGINT):
            raise LocalError(
                f"The local workspace has ended (code {code}), and the bot with it. What it said "
                "stands above; nothing recorded is lost."
            )


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bot", "workspace", "--while-stdin-is-open"]
    command += ["--port", str(settings.workspace_port)]
    command += ["--bot-url", f"http://127.0.0.1:{settings.matters_port}"]
    # Its standard input is a pipe that we hold: it ends when we end, however we end. A session of
    # its own keeps the terminal's Ctrl-C from it, so that it ends after the bot.
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603 - our own program


def _wait_for(child: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(port):
        if child.poll() is not None or time.monotonic() > deadline:
            raise LocalError("The local workspace did not start; what it said stands above.")
        time.sleep(0.05)


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End the workspace and wait for it."""
    child.terminate()
    try:
        child.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdin:
        child.stdin.close()


def end_in_order() -> None:
    """Take SIGTERM like Ctrl-C, so that what was started is stopped also before it serves."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)


def end_with_stdin() -> None:
    """End this process when its standard input closes: whoever started it is gone."""

    def wait() -> None:
        # Not through sys.stdin: its lock, held by this thread, would make Python abort at its end.
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


async def announce(settings: Settings) -> None:
    """Say where to look, once the bot answers there."""
    while not _answers(settings.matters_port):  # noqa: ASYNC110 - a port tells nobody
        await asyncio.sleep(0.05)
    say(
        f"\nMatters Arising is running. Open http://127.0.0.1:{settings.workspace_port}/ in a "
        "browser (Ctrl-C ends it).\n",
        style="bold green",
    )


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
