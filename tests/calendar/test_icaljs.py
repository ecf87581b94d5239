"""Our calendars read by ical.js, which believes the VTIMEZONE of the file and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.calendar.meeting_ics import board_ics, meeting_ics

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
VERSION = "2.2.1"
CACHE = Path.home() / ".cache" / "matters-tests"
ZONES = ["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Sydney", "Asia/Jerusalem"]


def missing(why: str) -> None:
    """Skip, saying so; or fail where the run is told that it must have it."""
    if "node" in os.environ.get("MATTERS_REQUIRE", "").replace(",", " ").split():
        pytest.fail(f"MATTERS_REQUIRE names node, but {why}")
    pytest.skip(f"NOT CHECKED WITH ical.js: {why}")


@pytest.fixture(scope="session")
def icaljs() -> Path:
    """The path of ical.js, fetched once into the user's cache."""
    module = CACHE / "node_modules" / "ical.js" / "dist" / "ical.js"
    if not shutil.which("node"):
        missing("there is no node on PATH")
    if module.exists():
        return module
    npm = shutil.which("npm")
    if not npm:
        missing("there is no npm on PATH to fetch ical.js with")
    CACHE.mkdir(parents=True, exist_ok=True)
    command = [str(npm), "install", "--no-audit", "--no-fund", "--silent", f"ical.js@{VERSION}"]
    try:
        done = subprocess.run(command, cwd=CACHE, capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        missing("npm did not fetch ical.js within a minute")
    else:
        if done.returncode or not module.exists():
            missing(f"npm could not fetch ical.js: {done.stderr.strip()[-300:]}")
    return module


def read(module: Path, files: list[bytes]) -> list[list[dict[str, Any]]]:
    done = subprocess.run(
        ["node", str(Path(__file__).with_name("read.mjs")), str(module)],
        input=json.dumps([data.decode() for data in files]),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    answer: list[list[dict[str, Any]]] = json.loads(done.stdout)
    return answer


def test_same_moments_all_year_round(icaljs, make_board, make_meeting) -> None:
    moments, files = [], []
    for zone in ZONES:
        for week in range(106):  # every week of two years, at ten on the wall
            wall = datetime.fromisoformat("2026-01-03 10:00") + timedelta(weeks=week)
            starts = wall.replace(tzinfo=ZoneInfo(zone))
            moments.append((zone, starts))
            meeting = make_meeting(starts)
            files.append(meeting_ics(meeting, make_board(zone), method="PUBLISH", now=NOW))
    for (zone, starts), (event,) in zip(moments, read(icaljs, files), strict=True):
        assert event["start"] == starts.timestamp(), (zone, starts)
        assert event["end"] == starts.timestamp() + 7200, (zone, starts)
        assert event["zone"] == ("UTC" if zone == "Asia/Jerusalem" else zone)


def test_days_beside_the_changes(icaljs, make_board, make_meeting) -> None:
    """The two nights in London and New York, hour by hour."""
    nights = [("Europe/London", d) for d in ("2026-10-25", "2026-03-29")]
    nights += [("America/New_York", d) for d in ("2026-11-01", "2026-03-08")]
    moments, files = [], []
    for zone, day in nights:
        for hour in range(-6, 30):
            starts = datetime.fromisoformat(f"{day}T00:00+00:00") + timedelta(hours=hour)
            moments.append((zone, starts))
            meeting = make_meeting(starts, ends_at=starts + timedelta(minutes=30))
            files.append(meeting_ics(meeting, make_board(zone), method="PUBLISH", now=NOW))
    for (zone, starts), (event,) in zip(moments, read(icaljs, files), strict=True):
        assert event["start"] == starts.timestamp(), (zone, starts)


def test_whole_calendar(icaljs, make_board, make_meeting) -> None:
    meetings = [
        make_meeting(datetime(2026, month, 10, 14, tzinfo=UTC), uid=f"m{month}@x")
        for month in range(1, 13)
    ]
    (events,) = read(icaljs, [board_ics(meetings, make_board(), now=NOW)])
    assert [e["start"] for e in events] == [m.starts_at.timestamp() for m in meetings]
    assert {e["status"] for e in events} == {"CONFIRMED"}
