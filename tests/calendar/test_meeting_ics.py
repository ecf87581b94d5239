"""Meetings as iCalendar, parsed back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Component
from icalendar.prop import vDDDTypes

from bot.calendar.meeting_ics import board_ics, meeting_ics
from workflows.meetings import MeetingKind, MeetingState

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
OWNER = ("Ann Example", "ann@example.gov.uk")
OFFICER = ("Democratic Services", "committees@example.gov.uk")


def parsed(data: bytes) -> tuple[Component, Component]:
    """The calendar and its only event, with nothing in it that could not be read."""
    calendar = Calendar.from_ical(data)
    assert not any(component.errors for component in calendar.walk())
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def moment(event: Component, name: str) -> datetime:
    value = event[name]
    assert isinstance(value, vDDDTypes)
    assert isinstance(value.dt, datetime)
    return value.dt


ZONES = ["Europe/London", "America/New_York", "Asia/Kolkata", "Africa/Casablanca", "UTC"]
DAYS = [
    "2027-01-19 14:00",
    "2027-07-20 14:00",
    "2026-10-24 10:00",  # London changes on the 25th
    "2026-10-26 10:00",
    "2026-10-31 10:00",  # New York on 1 November
    "2026-11-02 10:00",
    "2027-03-13 10:00",  # New York on the 14th
    "2027-03-15 10:00",
    "2027-03-27 10:00",  # London on the 28th
    "2027-03-29 10:00",
]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("wall", DAYS)
def test_times_are_the_boards_and_the_same_moment(zone, wall, make_board, make_meeting) -> None:
    wall = datetime.fromisoformat(wall)
    starts = wall.replace(tzinfo=ZoneInfo(zone))
    data = meeting_ics(make_meeting(starts), make_board(zone), method="PUBLISH", now=NOW)
    _, event = parsed(data)
    assert moment(event, "DTSTART") == starts
    assert moment(event, "DTEND") == starts.astimezone(UTC) + timedelta(hours=2)
    if zone in ("Africa/Casablanca", "UTC"):
        assert f"DTSTART:{starts.astimezone(UTC):%Y%m%dT%H%M%SZ}".encode() in data
        assert b"VTIMEZONE" not in data
    else:
        assert f"DTSTART;TZID={zone}:{wall:%Y%m%dT%H%M%S}\r\n".encode() in data
        assert data.count(b"BEGIN:VTIMEZONE") == 1


@pytest.mark.parametrize("hour", [0, 1])  # 01:30 BST, and an hour later 01:30 GMT
def test_repeated_hour_is_written_in_utc(hour, make_board, make_meeting) -> None:
    starts = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    data = meeting_ics(make_meeting(starts), make_board(), method="PUBLISH", now=NOW)
    _, event = parsed(data)
    assert moment(event, "DTSTART") == starts
    assert f"DTSTART:20261025T0{hour}3000Z".encode() in data


def test_publish_names_nobody(make_board, make_meeting) -> None:
    meeting = make_meeting(venue="Council Chamber, One Square", note="Bring papers; all of them")
    data = meeting_ics(
        meeting,
        make_board(),
        method="PUBLISH",
        now=NOW,
        attendee=OWNER,
        organiser=OFFICER,
        description="Action log attached.",
        url="https://matters.example.gov.uk/m/1",
    )
    calendar, event = parsed(data)
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["VERSION"] == "2.0"
    assert "Matters Arising" in calendar["PRODID"]
    assert event["UID"] == "m1@matters.example.gov.uk"
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert event["SUMMARY"] == "Exampleshire Health and Wellbeing Board"
    assert event["LOCATION"] == "Council Chamber, One Square"
    assert event["DESCRIPTION"] == "Action log attached.\n\nBring papers; all of them"
    assert event["URL"] == "https://matters.example.gov.uk/m/1"
    assert moment(event, "DTSTAMP") == moment(event, "LAST-MODIFIED") == NOW
    assert "ATTENDEE" not in event
    assert "ORGANIZER" not in event
    assert b"@example.gov.uk" not in data


def test_request_invites_one_person(make_board, make_meeting) -> None:
    data = meeting_ics(
        make_meeting(sequence=3),
        make_board(),
        method="REQUEST",
        now=NOW,
        attendee=OWNER,
        organiser=OFFICER,
    )
    calendar, event = parsed(data)
    assert calendar["METHOD"] == "REQUEST"
    assert event["SEQUENCE"] == 3
    assert event["ORGANIZER"] == "mailto:committees@example.gov.uk"
    assert event["ORGANIZER"].params["CN"] == "Democratic Services"
    assert event["ATTENDEE"] == "mailto:ann@example.gov.uk"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"


@pytest.mark.parametrize("missing", ["attendee", "organiser"])
def test_request_needs_both_ends(missing, make_board, make_meeting) -> None:
    ends = {"attendee": OWNER, "organiser": OFFICER, missing: None}
    with pytest.raises(ValueError, match="needs an attendee and an organiser"):
        meeting_ics(make_meeting(), make_board(), method="REQUEST", now=NOW, **ends)


def test_cancellation_replaces_the_same_event(make_board, make_meeting) -> None:
    meeting = make_meeting(sequence=2, state=MeetingState.CANCELLED, cancelled_reason="Not quorate")
    calendar, event = parsed(
        meeting_ics(
            meeting, make_board(), method="CANCEL", now=NOW, attendee=OWNER, organiser=OFFICER
        )
    )
    assert calendar["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["SUMMARY"] == "Cancelled: Exampleshire Health and Wellbeing Board"
    assert event["DESCRIPTION"] == "Cancelled: Not quorate"
    assert (event["UID"], event["SEQUENCE"]) == ("m1@matters.example.gov.uk", 2)
    assert event["ATTENDEE"] == "mailto:ann@example.gov.uk"
    assert "RSVP" not in event["ATTENDEE"].params


def test_cancel_cancels_a_planned_meeting_too(make_board, make_meeting) -> None:
    _, event = parsed(meeting_ics(make_meeting(), make_board(), method="CANCEL", now=NOW))
    assert event["STATUS"] == "CANCELLED"
    assert "ATTENDEE" not in event


def test_private_meeting_keeps_its_note_and_link_to_itself(make_board, make_meeting) -> None:
    meeting = make_meeting(
        kind=MeetingKind.PRIVATE,
        note="Tender evaluation",
        link="https://teams.example.gov.uk/j/secret",
        cancelled_reason="The bidder withdrew",
        state=MeetingState.CANCELLED,
    )
    board = make_board()
    for data in (
        meeting_ics(meeting, board, method="PUBLISH", now=NOW),
        meeting_ics(meeting, board, method=None, now=NOW),
        board_ics([meeting], board, now=NOW),
    ):
        _, event = parsed(data)
        assert event["SUMMARY"] == "Cancelled: " + board.name + " (private meeting)"
        assert event["CLASS"] == "PRIVATE"
        for secret in (b"Tender", b"secret", b"bidder"):
            assert secret not in data
    invited = meeting_ics(
        meeting, board, method="REQUEST", now=NOW, attendee=OWNER, organiser=OFFICER
    )
    assert b"Tender" not in invited
    assert b"bidder" not in invited
    assert parsed(invited)[1]["URL"] == "https://teams.example.gov.uk/j/secret"


def test_online_meeting_shows_how_to_join(make_board, make_meeting) -> None:
    meeting = make_meeting(link="https://teams.example.gov.uk/j/1", kind=MeetingKind.EXTRAORDINARY)
    _, event = parsed(meeting_ics(meeting, make_board(), method="PUBLISH", now=NOW))
    assert event["LOCATION"] == "https://teams.example.gov.uk/j/1"
    assert event["URL"] == "https://teams.example.gov.uk/j/1"
    assert event["DESCRIPTION"] == "Join online: https://teams.example.gov.uk/j/1"
    assert event["SUMMARY"].endswith("(extraordinary meeting)")


def test_board_calendar_holds_all_and_no_method(make_board, make_meeting) -> None:
    meetings = [
        make_meeting(datetime(2026, month, 10, 14, tzinfo=UTC), uid=f"m{month}@x", id=f"m{month}")
        for month in (1, 4, 7, 11)
    ]
    data = board_ics(meetings, make_board(), now=NOW)
    calendar = Calendar.from_ical(data)
    assert "METHOD" not in calendar
    assert calendar["X-WR-CALNAME"] == "Exampleshire Health and Wellbeing Board"
    events = calendar.walk("VEVENT")
    assert [e["UID"] for e in events] == ["m1@x", "m4@x", "m7@x", "m11@x"]
    assert [moment(e, "DTSTART") for e in events] == [m.starts_at for m in meetings]
    assert len(calendar.walk("VTIMEZONE")) == 1


def test_board_without_meetings_has_a_calendar(make_board) -> None:
    calendar = Calendar.from_ical(board_ics([], make_board(), now=NOW))
    assert [c.name for c in calendar.subcomponents] == ["VTIMEZONE"]


def test_lines_are_folded_and_end_in_crlf(make_board, make_meeting) -> None:
    meeting = make_meeting(note="Ŵyn, “quoted”; \\ and €\nsecond line " * 20)
    data = meeting_ics(meeting, make_board(), method="PUBLISH", now=NOW)
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    _, event = parsed(data)
    assert event["DESCRIPTION"] == meeting.note.strip()


def test_nothing_typed_can_add_a_line(make_board, make_meeting) -> None:
    evil = "x\r\nATTENDEE:mailto:evil@example.com\r\nX-EVIL:1\x00\x07"
    meeting = make_meeting(uid="u" + evil, venue=evil, note=evil, link="https://x.example/" + evil)
    data = meeting_ics(
        meeting,
        make_board(name=evil),
        method="REQUEST",
        now=NOW,
        attendee=("A" + evil + '";X=1:', "a@example.com"),
        organiser=OFFICER,
        description=evil,
        url="https://x.example/" + evil,
    )
    unfolded = data.replace(b"\r\n ", b"")
    starts = [line.partition(b":")[0].partition(b";")[0] for line in unfolded.split(b"\r\n")]
    assert starts.count(b"ATTENDEE") == 1
    assert b"X-EVIL" not in starts
    assert b"\x00" not in data
    _, event = parsed(data)
    assert event["ATTENDEE"] == "mailto:a@example.com"


@pytest.mark.parametrize("email", ["", "no-at", "a b@c", "a@b\r\nX:1", "a@b,c@d", "a@b;x"])
def test_what_is_no_address_is_refused(email, make_board, make_meeting) -> None:
    with pytest.raises(ValueError, match="Not an e-mail address"):
        meeting_ics(
            make_meeting(),
            make_board(),
            method="REQUEST",
            now=NOW,
            attendee=("A", email),
            organiser=OFFICER,
        )


def test_naive_time_is_refused(make_board, make_meeting) -> None:
    with pytest.raises(ValueError, match="aware"):
        meeting_ics(make_meeting(), make_board(), method="PUBLISH", now=NOW.replace(tzinfo=None))
