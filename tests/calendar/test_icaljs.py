"""Our calendars read by ical.js, which believes the VTIMEZONE of the file and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.calendar.feed_ics import feed_ics
from bot.calendar.meeting_ics import board_ics, meeting_ics
from workflows.feeds import Contents, Deadline, Sitting

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


def test_every_kind_of_file(icaljs, make_board, make_meeting) -> None:
    """Invitation, cancellation, file for a channel, and a feed of boards in two zones with
    deadlines, each on both sides of a clock change."""
    ann, officer = ("Ann Example", "ann@x.example"), ("Asha Verma", "asha@x.example")
    boards = [make_board(), make_board("America/New_York", id="b2")]
    sittings, files = [], []
    for board in boards:
        for day in ("2027-03-27", "2027-03-29", "2026-11-02", "2026-10-30"):
            starts = datetime.fromisoformat(f"{day} 10:00").replace(tzinfo=board.zone)
            meeting = make_meeting(starts, uid=f"{board.id}-{day}@x", sequence=3)
            sittings.append(Sitting(meeting, board))
            for method in ("REQUEST", "CANCEL", "PUBLISH", None):
                names = {"attendee": ann, "organiser": officer}
                files.append(
                    (
                        starts,
                        meeting_ics(meeting, board, method=method, now=NOW, sequence=7, **names),
                    )
                )
    for (starts, _), (event,) in zip(files, read(icaljs, [f for _, f in files]), strict=True):
        assert (event["start"], event["end"]) == (starts.timestamp(), starts.timestamp() + 7200)
    assert [e[0]["status"] for e in read(icaljs, [f for _, f in files[:4]])] == [
        "CONFIRMED", "CANCELLED", "CONFIRMED", "CONFIRMED",
    ]  # fmt: skip
    due = Deadline("action-1@x", 2, date(2027, 3, 28), "Due: 1 Bring the figures", "Board")
    feed = feed_ics(Contents("Ann", tuple(sittings), (due,)), NOW)
    Calendar.from_ical(feed)
    (events,) = read(icaljs, [feed])
    assert {e["uid"]: e["start"] for e in events[:-1]} == {
        s.meeting.uid: s.meeting.starts_at.timestamp() for s in sittings
    }
    assert events[-1]["summary"] == "Due: 1 Bring the figures"
    assert events[-1]["end"] - events[-1]["start"] == 86400
