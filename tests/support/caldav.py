"""A real CalDAV server (Radicale) for tests, and the requests that calendar programs make of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar, Component


def call(method: str, url: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
    request = urllib.request.Request(url, data=body or None, method=method, headers=headers)
    request.add_header("Authorization", "Basic b2ZmaWNlcjp4")  # officer:x; no check is configured
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def wait_until_up(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    for _ in range(150):
        assert server.poll() is None, log.read_text()
        try:
            call("GET", address)
            return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(f"Radicale did not start: {log.read_text()}")


def put(address: str, data: bytes) -> None:
    status, body = call("PUT", address, data, **{"Content-Type": "text/calendar; charset=utf-8"})
    assert status in (201, 204), (status, body)


def fetch(address: str) -> Component:
    status, body = call("GET", address)
    assert status == 200, body
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    return event


@pytest.fixture(scope="module")
def caldav(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty calendar on a Radicale started for this module."""
    folder: Path = tmp_path_factory.mktemp("radicale")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = folder / "config"
    config.write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = none\n"
        f"[storage]\nfilesystem_folder = {folder / 'collections'}\n",
        encoding="utf-8",
    )
    log = (folder / "log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "radicale", "--config", str(config)],
        stdout=log,
        stderr=log,
        env={**os.environ, "RADICALE_CONFIG": str(config)},
    )
    address = f"http://127.0.0.1:{port}/officer/board/"
    try:
        wait_until_up(server, f"http://127.0.0.1:{port}/", folder / "log")
        status, body = call("MKCALENDAR", address)
        assert status == 201, body
        yield address
    finally:
        server.terminate()
        server.wait(10)
        log.close()
