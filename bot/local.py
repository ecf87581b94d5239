"""Starting the local workspace beside the bot, when no Slack settings are given."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path

from pydantic import SecretStr

from bot.config import Settings

VAR = Path("var")
BOT_TOKEN = "xoxb-local"  # noqa: S105 - the local workspace's own, on loopback
START_SECONDS = 20


class LocalError(Exception):
    """The workspace could not be started; the text says why and what to do."""


def local_secret(folder: Path = VAR) -> str:
    """The signing secret that bot and workspace of this folder share, made on first use."""
    path = folder / "workspace.secret"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(16))
    return path.read_text().strip()


def with_workspace(settings: Settings) -> Settings:
    """The settings with which the bot speaks to the local workspace."""
    return settings.model_copy(
        update={
            "slack_bot_token": SecretStr(BOT_TOKEN),
            "slack_signing_secret": SecretStr(local_secret()),
            "slack_api_url": f"http://127.0.0.1:{settings.workspace_port}/api/",
            "matters_rehearsal": True,
        }
    )


def start(settings: Settings) -> subprocess.Popen[bytes]:
    """Start the workspace as a process of its own, which ends when this one does.

    Returns when it answers; `LocalError` if it does not.
    """
    port = settings.workspace_port
    for taken, name in ((port, "MATTERS_WORKSPACE_PORT"), (settings.matters_port, "MATTERS_PORT")):
        if _in_use(taken):
            raise LocalError(
                f"Port {taken} is in use by another program. Set {name} to a free one, for "
                f"example: MATTERS_PORT=8810 make run"
            )
    # Its standard input is a pipe that we hold: it ends when we end, however we end.
    child = subprocess.Popen(  # noqa: S603 - our own program
        [
            sys.executable,
            "-m",
            "bot",
            "workspace",
            "--port",
            str(port),
            "--bot-url",
            f"http://127.0.0.1:{settings.matters_port}",
            "--while-stdin-is-open",
        ],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    deadline = time.monotonic() + START_SECONDS
    while not _in_use(port):
        if child.poll() is not None or time.monotonic() > deadline:
            child.terminate()
            raise LocalError("The local workspace did not start; its messages stand above.")
        time.sleep(0.05)
    return child


def stop(child: subprocess.Popen[bytes]) -> None:
    """End the workspace and wait for it."""
    if child.stdin:
        child.stdin.close()
    child.terminate()
    try:
        child.wait(timeout=10)
    except subprocess.TimeoutExpired:
        child.kill()


def _in_use(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
