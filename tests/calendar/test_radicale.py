"""A meeting's life on a real CalDAV server: stored, moved, cancelled, each time read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from bot.calendar.meeting_ics import board_ics, meeting_ics
from tests.support.caldav import call, fetch, put
from workflows.meetings import MeetingState

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


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
