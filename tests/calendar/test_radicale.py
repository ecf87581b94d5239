"""A meeting's life on a real CalDAV server: stored, moved, cancelled, each time read back."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar, Component

from bot.calendar.meeting_ics import board_ics, meeting_ics
from workflows.meetings import MeetingState

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def call(method: str, url: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
    request = urllib.request.Request(url, data=body or None, method=method, headers=headers)
    request.add_header("Authorization", "Basic b2ZmaWNlcjp4")  # officer:x; no check is configured
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


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


def test_stored_moved_and_cancelled(caldav, make_board, make_meeting) -> None:
    board, meeting = make_board(), make_meeting(venue="Council Chamber")
    address = caldav + "m1.ics"
    put(address, meeting_ics(meeting, board, method=None, now=NOW))
    event = fetch(address)
    assert event["DTSTART"].dt == meeting.starts_at
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")

    moved = replace(
        meeting,
        starts_at=datetime(2027, 7, 20, 13, tzinfo=UTC),
        ends_at=datetime(2027, 7, 20, 15, tzinfo=UTC),
        sequence=1,
    )
    put(address, meeting_ics(moved, board, method=None, now=NOW + timedelta(hours=1)))
    event = fetch(address)
    assert event["DTSTART"].dt == moved.starts_at
    assert event["UID"] == meeting.uid
    assert event["SEQUENCE"] == 1

    cancelled = replace(moved, state=MeetingState.CANCELLED, sequence=2)
    put(address, meeting_ics(cancelled, board, method=None, now=NOW + timedelta(hours=2)))
    event = fetch(address)
    assert (event["SEQUENCE"], event["STATUS"]) == (2, "CANCELLED")
    assert event["UID"] == meeting.uid


def test_server_expands_our_zone_rightly(caldav, make_board, make_meeting) -> None:
    """A time-range query goes by the server's own reading of the zone."""
    meeting = make_meeting(datetime(2026, 7, 14, 13, tzinfo=UTC), uid="summer@x")
    put(caldav + "summer.ics", meeting_ics(meeting, make_board(), method=None, now=NOW))

    def found(start: str, end: str) -> bool:
        query = (
            '<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">'
            '<d:prop><d:getetag/></d:prop><c:filter><c:comp-filter name="VCALENDAR">'
            f'<c:comp-filter name="VEVENT"><c:time-range start="{start}" end="{end}"/>'
            "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"
        )
        status, body = call("REPORT", caldav, query.encode(), Depth="1")
        assert status == 207, body
        return b"summer.ics" in body

    assert found("20260714T130000Z", "20260714T131000Z")
    assert not found("20260714T120000Z", "20260714T130000Z")
    assert not found("20260714T150000Z", "20260714T160000Z")


def test_board_calendar_is_taken_whole(caldav, make_board, make_meeting) -> None:
    """Putting a file of several events at a collection's address makes it that calendar."""
    meetings = [
        make_meeting(datetime(2026, month, 10, 14, tzinfo=UTC), uid=f"m{month}@x")
        for month in (3, 7, 11)
    ]
    address = caldav.replace("/board/", "/whole/")
    put(address, board_ics(meetings, make_board(), now=NOW))
    status, body = call("GET", address)
    assert status == 200
    events = Calendar.from_ical(body).walk("VEVENT")
    assert {e["UID"]: e["DTSTART"].dt for e in events} == {m.uid: m.starts_at for m in meetings}
